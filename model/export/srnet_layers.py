"""Sequence classifiers whose layers differ in width: whole attention heads and feed-forward units were cut out.

config.json says how many are left of each layer, in srnet_heads and srnet_units. Load the folder with

    AutoModelForSequenceClassification.from_pretrained(folder, trust_remote_code=True)
"""

from torch import nn
from transformers import BertForSequenceClassification, RobertaForSequenceClassification


def narrow(encoder, config):
    head_size = config.hidden_size // config.num_attention_heads
    for layer, heads, units in zip(encoder.layer, config.srnet_heads, config.srnet_units):
        attention = layer.attention.self
        attention.num_attention_heads = heads
        attention.all_head_size = heads * head_size
        for name in ("query", "key", "value"):
            setattr(attention, name, nn.Linear(config.hidden_size, heads * head_size))
        layer.attention.output.dense = nn.Linear(heads * head_size, config.hidden_size)
        layer.intermediate.dense = nn.Linear(config.hidden_size, units)
        layer.output.dense = nn.Linear(units, config.hidden_size)


class UnequalBertForSequenceClassification(BertForSequenceClassification):
    def __init__(self, config):
        super().__init__(config)
        narrow(self.bert.encoder, config)


class UnequalRobertaForSequenceClassification(RobertaForSequenceClassification):
    def __init__(self, config):
        super().__init__(config)
        narrow(self.roberta.encoder, config)

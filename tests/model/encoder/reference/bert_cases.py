"""Writes what `transformers` computes for BERT and RoBERTa classifiers, for our encoder to be compared with.

A case is a folder: config.json and model.safetensors as save_pretrained writes them, and case.safetensors with
  tokens, segments [T] int64, lengths [B] int64, labels [B] int64    sequences end to end
  logits [B, K] float32                                              evaluation mode, padded batch
  gradient.NAME float32                                              of the mean cross-entropy, per parameter

  bert_cases.py --output FOLDER                    small random models, one case each
  bert_cases.py --output FOLDER --tiny             the one case that is checked in
  bert_cases.py --output FOLDER --model MINILM     the pre-trained model of that folder with a fresh classifier
"""

import argparse
import json
import pathlib

import torch
import transformers
from safetensors.torch import save_file

TINY = dict(layers=2, hidden=12, heads=3, inner=20, vocabulary=30, positions=16, labels=3)
SMALL = [
    dict(layers=2, hidden=64, heads=4, inner=256, vocabulary=211, positions=64, labels=3),
    dict(layers=2, hidden=96, heads=2, inner=160, vocabulary=101, positions=70, labels=2),
    dict(layers=3, hidden=128, heads=16, inner=512, vocabulary=97, positions=128, labels=3),
    dict(layers=1, hidden=66, heads=6, inner=50, vocabulary=97, positions=40, labels=2),
    dict(layers=2, hidden=64, heads=4, inner=256, vocabulary=211, positions=64, labels=3, roberta=True),
    dict(layers=3, hidden=96, heads=12, inner=130, vocabulary=101, positions=30, labels=2, roberta=True),
]
PADDING = 1  # RoBERTa's; positions begin behind it


def random_model(shape):
    roberta = shape.get("roberta", False)
    config_type = transformers.RobertaConfig if roberta else transformers.BertConfig
    config = config_type(
        vocab_size=shape["vocabulary"], hidden_size=shape["hidden"], num_hidden_layers=shape["layers"],
        num_attention_heads=shape["heads"], intermediate_size=shape["inner"],
        max_position_embeddings=shape["positions"], num_labels=shape["labels"], initializer_range=0.1,
        **(dict(type_vocab_size=1, pad_token_id=PADDING, layer_norm_eps=1e-5) if roberta else {}))
    model = transformers.AutoModelForSequenceClassification.from_config(config)
    # Biases and LayerNorms start at constants, which would hide an exchange of two of them.
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() == 1:
                parameter.add_(0.1 * torch.randn_like(parameter))
    return model


def random_rows(vocabulary, longest, count, padding=0):
    lengths = torch.randint(2, longest + 1, (count,)).tolist()
    lengths[0] = longest
    lengths[-1] = 1
    rows = []
    for length in lengths:
        first = int(torch.randint(0, length + 1, ()))
        # transformers gives the padding no gradient, and RoBERTa's no position.
        tokens = torch.randint(padding + 1, vocabulary, (length,))
        rows.append((tokens, torch.cat([torch.zeros(first), torch.ones(length - first)]).long()))
    return rows


def padded(model, rows):
    pad = lambda parts, value=0: torch.nn.utils.rnn.pad_sequence(parts, batch_first=True, padding_value=value)
    inputs = dict(input_ids=pad([t for t, _ in rows], model.config.pad_token_id),
                  attention_mask=pad([torch.ones_like(t) for t, _ in rows]))
    if model.config.type_vocab_size > 1:
        inputs["token_type_ids"] = pad([s for _, s in rows])
    return inputs


def write_case(folder, model, rows):
    folder.mkdir(parents=True, exist_ok=True)
    model.eval()
    labels = torch.randint(0, model.config.num_labels, (len(rows),))
    output = model(**padded(model, rows))
    torch.nn.functional.cross_entropy(output.logits, labels).backward()
    tensors = dict(tokens=torch.cat([t for t, _ in rows]), segments=torch.cat([s for _, s in rows]),
                   lengths=torch.tensor([len(t) for t, _ in rows]), labels=labels,
                   logits=output.logits.detach().contiguous())
    for name, parameter in model.named_parameters():
        tensors["gradient." + name] = parameter.grad.contiguous()
    model.save_pretrained(folder)
    save_file(tensors, str(folder / "case.safetensors"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--model")
    arguments = parser.parse_args()
    torch.manual_seed(20240607)
    if arguments.model:
        model = transformers.BertForSequenceClassification.from_pretrained(arguments.model, num_labels=3)
        write_case(arguments.output, model, random_rows(model.config.vocab_size, 60, 6))
    elif arguments.tiny:
        write_case(arguments.output, random_model(TINY), random_rows(TINY["vocabulary"], 9, 4))
        config = json.loads((arguments.output / "config.json").read_text())
        config.pop("transformers_version", None)
        (arguments.output / "config.json").write_text(json.dumps(config, indent=1, sort_keys=True) + "\n")
    else:
        for index, shape in enumerate(SMALL):
            padding = PADDING if "roberta" in shape else 0
            longest = shape["positions"] - (PADDING + 1 if "roberta" in shape else 0)
            rows = random_rows(shape["vocabulary"], longest, 5, padding)
            write_case(arguments.output / str(index), random_model(shape), rows)


if __name__ == "__main__":
    main()

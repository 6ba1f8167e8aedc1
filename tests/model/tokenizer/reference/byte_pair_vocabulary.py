"""Learns a small byte pair vocabulary from generated text, with the `tokenizers` library, for the reference tests.

  byte_pair_vocabulary.py --layout files|json --prefix 0|1 --output DIR

`files` writes vocab.json, merges.txt and tokenizer_config.json, as RoBERTa was released; `json` writes the
tokenizer.json that save_pretrained makes. `--prefix 1` sets add_prefix_space.
"""

import argparse
import json
import pathlib
import random
import tempfile

from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import RobertaTokenizer

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
SYLLABLES = ["ka", "lo", "ti", "ren", "mus", "the", "ing", "er", "on", "'s", "n't", "\u00e9", "\u00fc", "\u65e5", "\u0416"]


def texts():
    chosen = random.Random(5)
    for _ in range(3000):
        words = ("".join(chosen.choices(SYLLABLES, k=chosen.randint(1, 4))) for _ in range(chosen.randint(1, 20)))
        yield " ".join(word.capitalize() if chosen.random() < 0.2 else word for word in words)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--layout", choices=["files", "json"], required=True)
    arguments.add_argument("--prefix", type=int, default=0)
    arguments.add_argument("--output", type=pathlib.Path, required=True)
    options = arguments.parse_args()

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=bool(options.prefix))
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=1500, special_tokens=SPECIAL, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts(), trainer)

    options.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = scratch if options.layout == "json" else str(options.output)
        tokenizer.model.save(folder)
        settings = {"tokenizer_class": "RobertaTokenizer", "add_prefix_space": bool(options.prefix)}
        (pathlib.Path(folder) / "tokenizer_config.json").write_text(json.dumps(settings))
        if options.layout == "json":
            RobertaTokenizer.from_pretrained(folder).save_pretrained(options.output)


main()

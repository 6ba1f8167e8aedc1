"""Gives the texts of evaluation sets to exported models with `transformers` and compares the logits with stored ones.

  exported_logits.py --max-length N --case MODEL TEXTS LOGITS [--case ...]

MODEL is an exported folder, TEXTS a set of a data set folder (JSON lines with "a" and "b"), LOGITS the artifact of its
evaluation, in the order of the texts. Fails when a model does not load whole or a logit differs. Truncation is that of
the library's original tokenizers: the longer text loses its last token, on a tie the second. RoBERTa has two separators
between the texts, and no segments.
"""

import argparse
import json
import pathlib

import torch
import transformers
from safetensors.torch import load_file


def encode(tokenizer, family, a, b, max_length):
    a, b = (tokenizer(text, add_special_tokens=False)["input_ids"] for text in (a, b))
    between = [tokenizer.sep_token_id] * (2 if family == "roberta" else 1)
    while len(a) + len(b) > max_length - 2 - len(between):
        (a if len(a) > len(b) else b).pop()
    ids = [tokenizer.cls_token_id, *a, *between, *b, tokenizer.sep_token_id]
    second = 0 if family == "roberta" else 1
    return torch.tensor([ids]), torch.tensor([[0] * (len(a) + 1 + len(between)) + [second] * (len(b) + 1)])


def compare(folder, texts, stored_file, max_length):
    model, loading = transformers.AutoModelForSequenceClassification.from_pretrained(folder, output_loading_info=True)
    problems = {what: list(names) for what, names in loading.items() if len(names) > 0}
    assert not problems, problems
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    rows = [json.loads(line) for line in pathlib.Path(texts).read_text(encoding="utf-8").splitlines()]
    stored = load_file(stored_file)["logits"]
    assert len(rows) == len(stored), (len(rows), len(stored))
    logits = []
    with torch.no_grad():
        for row in rows:
            ids, segments = encode(tokenizer, model.config.model_type, row["a"], row["b"], max_length)
            logits.append(model.eval()(input_ids=ids, token_type_ids=segments).logits[0])
    logits = torch.stack(logits)
    difference = (logits - stored).abs().max().item()
    spread = (stored.max(0).values - stored.min(0).values).max().item()
    print(f"{folder} {pathlib.Path(texts).name}: {len(rows)} rows, spread {spread:.3f}, difference {difference:.2e}")
    assert spread > 1e-3, "the stored logits hardly depend on the row, so their equality says little"
    assert difference < 1e-5, difference


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--max-length", type=int, required=True)
    parser.add_argument("--case", nargs=3, action="append", required=True)
    arguments = parser.parse_args()
    for case in arguments.case:
        compare(*case, arguments.max_length)


main()

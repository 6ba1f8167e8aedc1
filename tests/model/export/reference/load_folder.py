"""Loads an exported folder with `transformers` and writes its logits on random rows.

  load_folder.py --model FOLDER --output FILE

FILE is a safetensors file with tokens, segments [B, T] int64 and logits [B, K] float32. A mask.safetensors beside the
weights is multiplied into them, as its reader would do. The folder may bring the code of its model along. Any parameter
that is missing, left over or drawn freshly fails the script.
"""

import argparse
import pathlib

import torch
import transformers
from safetensors.torch import load_file, save_file

LABELS = {0: "contradiction", 1: "entailment", 2: "neutral"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    arguments = parser.parse_args()

    model, loading = transformers.AutoModelForSequenceClassification.from_pretrained(
        arguments.model, output_loading_info=True, trust_remote_code=True)
    problems = {what: list(names) for what, names in loading.items() if len(names) > 0}
    assert not problems, problems
    assert model.config.id2label == LABELS, model.config.id2label
    assert all(parameter.dtype == torch.float32 for parameter in model.parameters())
    mask_file = arguments.model / "mask.safetensors"
    if mask_file.exists():
        parameters = dict(model.named_parameters())
        with torch.no_grad():
            for name, mask in load_file(mask_file).items():
                parameters[name].mul_(mask)

    torch.manual_seed(3)
    tokens = torch.randint(2, model.config.vocab_size, (4, 11))
    segments = (torch.arange(11) >= 6).long().expand(4, 11).contiguous()
    inputs = {"input_ids": tokens}
    if model.config.type_vocab_size > 1:
        inputs["token_type_ids"] = segments
    with torch.no_grad():
        logits = model.eval()(**inputs).logits
    save_file({"tokens": tokens, "segments": segments, "logits": logits}, str(arguments.output))


main()

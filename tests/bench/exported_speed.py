"""How many examples a second `transformers` evaluates with exported folders, in turn.

  exported_speed.py FOLDER... [--threads 2] [--rounds 3]

Batches of 32 random rows of 40 tokens, float32.
"""

import argparse
import time

import torch
import transformers


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    load = transformers.AutoModelForSequenceClassification.from_pretrained
    models = {folder: load(folder, trust_remote_code=True).eval() for folder in arguments.folders}
    batches = 20
    for _ in range(arguments.rounds):
        for folder, model in models.items():
            tokens = torch.randint(1000, 20000, (32, 40))
            with torch.no_grad():
                model(tokens)
                start = time.perf_counter()
                for _ in range(batches):
                    model(tokens)
            print(f"{folder}: {32 * batches / (time.perf_counter() - start):.1f} examples/s", flush=True)


main()

"""Fine-tunes a Hugging Face BERT on an NLI folder with `transformers`, as the peer srnet is measured against.

Same weights, rows, batches, truncation to 128, AdamW, linear warm-up and decay, clipping at 1.0 and best-on-dev
selection as srnet's `finetune` stage. Padding is dynamic (to the longest row of each batch), which is this library's
best mode; rows of the evaluation sets are sorted by length.

  python tests/bench/transformers_finetune.py --model DIR --data DIR --seed 1 --epochs 1 --output result.json

With --train-rows and --evaluation-rows both programs use the same sample (model/data/row_sample.h).
"""

import argparse
import csv
import io
import json
import pathlib
import subprocess
import time

import torch
from transformers import AutoTokenizer, BertForSequenceClassification

LABELS = {"contradiction": 0, "entailment": 1, "neutral": 2, "non-entailment": 0}


def read_rows(path: pathlib.Path, first: int, second: int, label: int) -> list[tuple[str, str, int, str]]:
    packed = path.with_name(path.name + ".zst")
    raw = subprocess.check_output(["zstd", "-dc", packed]) if packed.exists() else path.read_bytes()
    lines = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    next(lines)
    return [(row[first], row[second], LABELS[row[label]], row[8]) for row in lines]


def sample(rows, limit, seed=13):
    """The rows that srnet's `limits` keep: those whose SplitMix64 hash of (seed, row) is among the smallest."""
    if not limit or limit >= len(rows):
        return rows
    golden, word = 0x9E3779B97F4A7C15, (1 << 64) - 1

    def mix(value):
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & word
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & word
        return value ^ (value >> 31)

    stream = mix((seed + golden) & word)
    rank = lambda row: (mix((stream + (row + 1) * golden) & word), row)
    return [rows[i] for i in sorted(sorted(range(len(rows)), key=rank)[:limit])]


def encode(tokenizer, rows):
    batch = tokenizer([r[0] for r in rows], [r[1] for r in rows], truncation=True, max_length=128)
    return list(zip(batch["input_ids"], batch["token_type_ids"], [r[2] for r in rows]))


def collate(rows):
    width = max(len(ids) for ids, _, _ in rows)
    pad = lambda values: torch.tensor([v + [0] * (width - len(v)) for v in values])
    ids, segments = [r[0] for r in rows], [r[1] for r in rows]
    keep = torch.tensor([[1] * len(i) + [0] * (width - len(i)) for i in ids])
    return {"input_ids": pad(ids), "token_type_ids": pad(segments), "attention_mask": keep}, torch.tensor([r[2] for r in rows])


@torch.no_grad()
def predict(model, rows, autocast, batch=128):
    model.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i][0]))
    predictions = torch.empty(len(rows), dtype=torch.long)
    for start in range(0, len(rows), batch):
        chosen = order[start : start + batch]
        inputs, _ = collate([rows[i] for i in chosen])
        with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
            logits = model(**inputs).logits
        predictions[chosen] = logits.float().argmax(-1)
    model.train()
    return predictions


def accuracy(model, rows, autocast, merge_neutral=False):
    predictions = predict(model, rows, autocast)
    if merge_neutral:
        predictions[predictions == 2] = 0
    return (predictions == torch.tensor([r[2] for r in rows])).float().mean().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True, type=pathlib.Path, help="folder with train.tsv, dev_matched.tsv, hans/")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--learning-rate", type=float, default=5e-5)
    parser.add_argument("--warmup", type=float, default=0.1, help="fraction of all steps")
    parser.add_argument("--train-rows", type=int, default=0)
    parser.add_argument("--evaluation-rows", type=int, default=0)
    parser.add_argument("--interval", type=int, default=1000)
    parser.add_argument("--max-steps", type=int, default=0, help="stop after so many steps (for timing only)")
    parser.add_argument("--bf16", action="store_true")
    parser.add_argument("--output", type=pathlib.Path)
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    tokenizer = AutoTokenizer.from_pretrained(options.model)
    model = BertForSequenceClassification.from_pretrained(options.model, num_labels=3)
    train = encode(tokenizer, sample(read_rows(options.data / "train.tsv", 8, 9, -1), options.train_rows))
    dev = encode(tokenizer, sample(read_rows(options.data / "dev_matched.tsv", 8, 9, -1), options.evaluation_rows))
    hans_rows = sample(read_rows(options.data / "hans" / "heuristics_evaluation_set.txt", 5, 6, 0), options.evaluation_rows)
    hans = encode(tokenizer, hans_rows)

    batch = options.batch_size
    steps_per_epoch = -(-len(train) // batch)
    total = steps_per_epoch * options.epochs
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.learning_rate, weight_decay=0.0)
    warmup = round(options.warmup * total)
    scale = lambda s: s / warmup if s < warmup else max(0.0, (total - s) / (total - warmup))
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, scale)

    result = {"seed": options.seed, "epochs": options.epochs, "batch_size": batch, "rows": len(train), "steps": total, "curve": []}
    step, train_seconds, best = 0, 0.0, (-1.0, None)
    model.train()
    for epoch in range(options.epochs):
        order = torch.randperm(len(train)).tolist()
        for start in range(0, len(order), batch):
            began = time.monotonic()
            inputs, labels = collate([train[i] for i in order[start : start + batch]])
            with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
                loss = model(**inputs, labels=labels).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad(set_to_none=True)
            train_seconds += time.monotonic() - began
            step += 1
            if options.max_steps and step == options.max_steps:
                print(json.dumps({"examples_per_second": batch * step / train_seconds}))
                return
            if step % options.interval == 0 or step == total:
                score = accuracy(model, dev, options.bf16)
                result["curve"].append({"step": step, "dev": score})
                print(step, f"dev {score:.4f}", f"{batch * step / train_seconds:.1f} examples/s", flush=True)
                if score > best[0]:
                    best = (score, {k: v.clone() for k, v in model.state_dict().items()})
    model.load_state_dict(best[1])
    began = time.monotonic()
    predicted = predict(model, hans, options.bf16)
    eval_seconds = time.monotonic() - began
    predicted[predicted == 2] = 0
    gold = torch.tensor([r[2] for r in hans])
    result |= {
        "dev": best[0],
        "hans": (predicted == gold).float().mean().item(),
        "hans_by_heuristic": {
            f"{h}/{name}": (predicted == gold)[[i for i, r in enumerate(hans_rows) if r[3] == h and r[2] == g]].float().mean().item()
            for h in sorted({r[3] for r in hans_rows})
            for g, name in ((1, "entailment"), (0, "non-entailment"))
        },
        "train_seconds": train_seconds,
        "examples_per_second": batch * step / train_seconds,
        "evaluation_rows_per_second": len(hans) / eval_seconds,
    }
    print(json.dumps(result, indent=1))
    if options.output:
        options.output.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""Writes the token ids that `transformers` gives to pairs of texts, as JSON lines {"a", "b", "ids", "segment_a_length"}.

  transformers_ids.py --model DIR --texts hard      --output FILE     the page of hard Unicode (checked in beside this)
  transformers_ids.py --model DIR --texts generated --output FILE     10,000 generated pairs
  transformers_ids.py --model DIR --texts DIR       --output FILE     10,000 pairs of a folder with MNLI, QQP and FEVER

`--family roberta` reads a byte pair model and frames pairs as RoBERTa does; the default is bert.

Special tokens inside a text are split like any other text. Truncation to 128 drops from the longer text, on a tie from
the second: the rule of the library's original BertTokenizer (its Rust successor drops from the first on a tie when
|A| <= |B|, so truncation is done here).
"""

import argparse
import json
import pathlib
import random
import subprocess

from transformers import BertTokenizer, RobertaTokenizer

MAX_LENGTH = 128
ROWS = 10_000

HARD = [
    ("combining marks", "Ame\u0301lie a\u0308\u0323b na\u00efve \u1e69 s\u0323\u0307 s\u0307\u0323 Z\u0351\u036b\u0343algo"),
    ("marks alone", "\u0301 \u0300\u0301 a \u0301"),
    ("spacing and enclosing marks", "\u0928\u0940 \u0915\u094d\u0937 a\u20dd 1\ufe0f\u20e3 \u302e\u302f\u0301"),
    ("ideographs", "\u65e5\u672c\u8a9e text \u4e2d\u6587,\u6f22\u5b57! \U00020000\U0002a6df \uf900\ufa6a \U0002f800"),
    ("kana and hangul", "\u3053\u3093\u306b\u3061\u306f \u30ab\u30bf\u30ab\u30ca \ud55c\uad6d\uc5b4 \u1112\u1161\u11ab \u304c\u3099"),
    ("emoji", "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f44d\U0001f3fd \U0001f1e9\U0001f1ea \u2764\ufe0f"),
    ("zero width", "ze\u200bro wi\u200cdth jo\u200din\u2060ed \ufeffbom soft\u00adhyphen"),
    ("controls", "a\x00b\x01c\x07d\x1be\x7ff\x80g\x9fh"),
    ("spaces", "a\tb\nc\rd\x0be\x0cf\x85g\u00a0h\u1680i\u2000j\u2009k\u2028l\u2029m\u202fn\u205fo\u3000p"),
    ("right to left", "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd \u0645\u064e\u0631\u0652\u062d\u064e\u0628\u064b\u0627 \u200fabc\u200e \u202eabc\u202c"),
    ("ligatures", "\ufb01nd \ufb00 \u01c4 \u0132 \u00c6on \u0152uvre \u1e9e \u00df stra\u00dfe"),
    ("turkish i", "I\u0307stanbul \u0130stanbul D\u0131yarbak\u0131r \u0130 \u0131"),
    ("greek", "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 \u03a3 \u1f88\u03b4\u03b7\u03c2 \u037e \u0387"),
    ("unassigned and private", "a\u0378b \ue000 \U0010fffd \ufdd0 \U000e0001x"),
    ("replacement character", "a\ufffdb \ufffd"),
    ("word of 100 characters", "a" * 100),
    ("word of 101 characters", "a" * 101 + " b"),
    ("word of 100 wide characters", "\u00e9" * 100 + " " + "\u0451" * 101),
    ("hashes", "##ing ing ##ing## # ## ###a C# a##b"),
    ("special tokens", "[SEP] [CLS]a[UNK] [PAD] [MASK] [ SEP ] [sep] x[SEP]y"),
    ("ascii punctuation", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ don't e-mail $5.00"),
    ("unicode punctuation", "\u2018q\u2019 \u201cq\u201d \u2014 \u2026 \u00bfq? \u00abq\u00bb \u3001\u3002 \u2e2e \u2030 \u00a7 \u00b6"),
    ("symbols that are not punctuation", "\u20ac5 \u00a3 \u00a9 \u00ae \u2122 \u00b0C \u00b1 \u00d7 \u2192 \u2200x \u221e \u2460"),
    ("digits and fractions", "1\u00bd \u00b2 \u2168 \u0663 \u0967 \U0001d7d8 \uff11\uff12"),
    ("full width", "\uff21\uff22\uff23\uff41 \uff01\uff1f"),
    ("mathematical letters", "\U0001d400\U0001d41a \U0001d504 \u210b \u212b \u2126 \u212a"),
    ("case beyond ascii", "\u00c4\u00d6\u00dc \u0416\u0429 \u0531 \u10a0 \u13a0 \ua640 \U00010400 \u2c00 \u1c90"),
    ("deseret and other planes", "\U00010330 \U0001f0a1 \U00012000 \U00013000"),
    ("compatibility punctuation", "\u1fef \u2126 \u0340\u0341 \u2329x\u232a \ufe10 \ufe64"),
    ("contractions", "I'm you're they've don't she'll we'd it's 'S 'RE x's!'s 's '' 'll"),
    ("runs of spaces", "a  b   c\t\td \n e\r\nf \u00a0 g\u3000\u3000h  \u2028 i   "),
    ("empty", ""),
    ("only dropped", "\x00\ufffd\u200b"),
    ("only spaces", " \t\u3000 "),
    ("vietnamese", "Ti\u1ebfng Vi\u1ec7t \u0111\u01b0\u1ee3c \u0110\u1eb7ng"),
    ("polish and icelandic", "\u0141\u00f3d\u017a \u017b\u00f3\u0142w \u00de\u00f3r \u00d0 \u00f8l"),
]


def read_text(path: pathlib.Path) -> str:
    packed = path.with_name(path.name + ".zst")
    raw = subprocess.check_output(["zstd", "-dc", packed]) if packed.exists() else path.read_bytes()
    return raw.decode("utf-8-sig")


def table(path: pathlib.Path, first: int, second: int):
    for line in read_text(path).split("\n")[1:]:
        columns = line.split("\t")
        if len(columns) > max(first, second):
            yield columns[first], columns[second]


def fever(path: pathlib.Path):
    for line in read_text(path).split("\n"):
        if line:
            row = json.loads(line)
            yield row["claim"], row["evidence"]


def real_pairs(folder: pathlib.Path):
    sources = [
        list(table(folder / "MNLI/train.tsv", 8, 9)),
        list(table(folder / "QQP/train.tsv", 3, 4)),
        list(fever(folder / "fever/fever.train.jsonl")),
    ]
    chosen = random.Random(7)
    rows = [row for source in sources for row in chosen.sample(source, ROWS // 3 + 1)]
    return rows[:ROWS]


def generated_pairs():
    chosen = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    # Blocks whose classes have not changed since the Unicode version of any library under test.
    blocks = [(0x20, 0x7E), (0xA0, 0x17F), (0x370, 0x3FF), (0x400, 0x45F), (0x5D0, 0x5EA), (0x3041, 0x3093),
              (0x4E00, 0x9FA5), (0xAC00, 0xD7A3), (0x300, 0x34E), (0x2000, 0x206F), (0x1F600, 0x1F640)]

    def word():
        if chosen.random() < 0.8:
            return "".join(chosen.choice(letters) for _ in range(chosen.randint(1, 9)))
        low, high = chosen.choice(blocks)
        return "".join(chr(chosen.randint(low, high)) for _ in range(chosen.randint(1, 6)))

    def text():
        return chosen.choice([" ", "  ", ", ", "-"]).join(word() for _ in range(chosen.randint(0, 40)))

    return [(text(), text()) for _ in range(ROWS)]


def truncate(a, b, budget):
    a, b = list(a), list(b)
    while len(a) + len(b) > budget:
        (a if len(a) > len(b) else b).pop()
    return a, b


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--model", required=True)
    arguments.add_argument("--texts", required=True)
    arguments.add_argument("--output", type=pathlib.Path, required=True)
    arguments.add_argument("--family", choices=["bert", "roberta"], default="bert")
    options = arguments.parse_args()

    if options.texts == "hard":
        pairs = [(text, name) for name, text in HARD]
    elif options.texts == "generated":
        pairs = generated_pairs()
    else:
        pairs = real_pairs(pathlib.Path(options.texts))

    tokenizer = {"bert": BertTokenizer, "roberta": RobertaTokenizer}[options.family].from_pretrained(options.model)
    encode = lambda texts: tokenizer(texts, add_special_tokens=False, split_special_tokens=True)["input_ids"]
    all_a, all_b = encode([a for a, _ in pairs]), encode([b for _, b in pairs])
    cls, sep = tokenizer.cls_token_id, tokenizer.sep_token_id
    between = [sep] if options.family == "bert" else [sep, sep]
    with options.output.open("w", encoding="utf-8") as output:
        for (a, b), ids_a, ids_b in zip(pairs, all_a, all_b):
            ids_a, ids_b = truncate(ids_a, ids_b, MAX_LENGTH - 2 - len(between))
            row = {"a": a, "b": b, "ids": [cls, *ids_a, *between, *ids_b, sep], "segment_a_length": len(ids_a) + 2}
            print(json.dumps(row), file=output)


main()

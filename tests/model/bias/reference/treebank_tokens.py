"""Writes the words NLTK's TreebankWordTokenizer finds, as JSON lines {"text", "tokens"}.

  treebank_tokens.py --output FILE                 the page of sentences below (checked in beside this)
  treebank_tokens.py --texts DIR --output FILE     every text of MNLI dev of that folder, one a line
  ... --sentences                                  of each sentence that nltk.sent_tokenize finds in it, in turn

Exits with 77 where NLTK is not installed or, with --sentences, its data package "punkt_tab", which NLTK_DATA may name the
folder of.
"""

import argparse
import json
import pathlib
import subprocess
import sys

try:
    from nltk.tokenize import TreebankWordTokenizer, sent_tokenize
except ImportError:
    sys.exit(77)

PAGE = [
    "The nurse thanked the judge.",
    "He said, \"I can't pay $5.00.\"",
    "They'll save and invest more, won't they?",
    "I cannot; gonna GONNA wanna, wanna go. gimme lemme gotta d'ye more'n",
    "'Tis true that 'twas so, and 'tis .",
    "hi, my name can't hello,",
    "Good muffins cost $3.88 (roughly 3,36 euros)\nin New York.  Please buy me\ntwo of them.",
    "The dogs' bowls and the dog's bowl ' x",
    "It ended... or did it?... yes....",
    "A (nested [one] {two} <three>) bracket.)",
    "one--two - three--four",
    "a:b a: b 10:30 a,b 1,000 a,,b ,, ,",
    "''quoted'' ``quoted`` (\"in brackets\") \"\" '' \" x \"",
    "He said 'yes' and she said 'no'.",
    "I'm you're he'd we've SHE'LL DON'T o'clock rock'n'roll",
    "100% of #1 & @home; a&b $ % ;",
    "Mr. Smith went to Washington. He left.",
    "U.S. policy, e.g. this. ",
    "end.\"",
    "end.)\" ",
    "end.' ",
    "..",
    "a..",
    ".",
    "",
    "  ",
    "caf\u00e9 d\u00e9j\u00e0-vu, na\u00efve's \u201cquoted\u201d caf\u00e9cannot cannot\u00e9",
    "can not CANnot scannot cannots",
    "what?!? no!!",
    "x'S x'D x'm y' s' '' '",
    "tab\there",
    "n't don't n'ts isn't. isn't",
    "wanna",
    "no\u00a0break space.\u00a0 cannot\u00a0go \u201ccannot\u201d x\u3000y",
    "<a href=\"b\">",
]


def sentence_splitter():
    try:
        sent_tokenize("One. Two.")
    except LookupError:
        sys.exit(77)
    return sent_tokenize


def texts(folder: pathlib.Path):
    path = folder / "MNLI/dev_matched.tsv"
    packed = path.with_name(path.name + ".zst")
    raw = subprocess.check_output(["zstd", "-dc", packed]) if packed.exists() else path.read_bytes()
    for line in raw.decode("utf-8-sig").split("\n")[1:]:
        yield from line.split("\t")[8:10]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--texts", type=pathlib.Path)
    arguments.add_argument("--sentences", action="store_true")
    arguments.add_argument("--output", type=pathlib.Path, required=True)
    options = arguments.parse_args()
    split = sentence_splitter() if options.sentences else lambda text: [text]
    tokenizer = TreebankWordTokenizer()
    with options.output.open("w", encoding="utf-8") as output:
        for text in texts(options.texts) if options.texts else PAGE:
            tokens = [token for part in split(text) for token in tokenizer.tokenize(part)]
            print(json.dumps({"text": text, "tokens": tokens}), file=output)


main()

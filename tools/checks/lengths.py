#!/usr/bin/env python3
"""Fails on sources over 400 lines and functions over 60 (docs/architecture.md, "House rules"); functions by ctags."""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILE_LIMIT = 400
FUNCTION_LIMIT = 60


def main() -> int:
    files = subprocess.check_output(["git", "ls-files", "*.cc", "*.h", "*.cu"], cwd=ROOT, text=True).split()
    errors = []
    for file in files:
        lines = len((ROOT / file).read_text().splitlines())
        if lines > FILE_LIMIT:
            errors.append(f"{file}: {lines} lines, the limit is {FILE_LIMIT}: one file, one idea")
    tags = subprocess.run(
        ["ctags", "--output-format=json", "--fields=+ne", "--kinds-C++=f", "--languages=C++", "--langmap=C++:.cc.h.cu", "-f-", "-L-"],
        input="\n".join(files), capture_output=True, text=True, cwd=ROOT, check=True)
    for line in tags.stdout.splitlines():
        tag = json.loads(line)
        length = tag.get("end", tag["line"]) - tag["line"] + 1
        if length > FUNCTION_LIMIT:
            errors.append(f"{tag['path']}:{tag['line']}: {tag['name']} has {length} lines, the limit is {FUNCTION_LIMIT}")
    print("\n".join(errors), file=sys.stderr, end="\n" if errors else "")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""The part of buf's STANDARD rules and of the AIPs that this project keeps, since buf is not packaged.

Package and folder agree; services end in Service; every RPC has its own request and response; enum zeros are
_UNSPECIFIED and values carry the enum's name as a prefix; fields are lower_snake_case; files open with a comment; that of
an RPC names its errors.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def upper_snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()


def check(path: str, text: str) -> list[str]:
    errors = []
    package = re.search(r"^package ([\w.]+);", text, re.M)
    expected = ".".join(pathlib.Path(path).parent.parts[1:])
    if not package or package[1] != expected:
        errors.append(f"{path}:1: the package must be {expected}, as the folder")
    if not text.startswith("//"):
        errors.append(f"{path}:1: the file must open with a comment that says what it holds")
    enum = None
    comment = ""  # The comment that ends above the line.
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{path}:{number}"
        code = line.split("//")[0].strip()
        if match := re.match(r"service (\w+)", code):
            if not match[1].endswith("Service"):
                errors.append(f"{place}: service {match[1]} must end in Service")
        if match := re.match(r"rpc (\w+)\((?:stream )?(\w+)\) returns \((?:stream )?(\w+)\)", code):
            name, request, response = match.groups()
            if (request, response) != (name + "Request", name + "Response"):
                errors.append(f"{place}: {name} must take {name}Request and return {name}Response")
            if "Errors:" not in comment:
                errors.append(f"{place}: the comment above {name} must name its errors")
        comment = "" if code else comment + line
        if match := re.match(r"enum (\w+)", code):
            enum = match[1]
        elif enum and code == "}":
            enum = None
        elif enum and (match := re.match(r"(\w+) = (\d+)", code)):
            prefix = upper_snake(enum) + "_"
            if not match[1].startswith(prefix):
                errors.append(f"{place}: {match[1]} must start with {prefix}")
            if match[2] == "0" and match[1] != prefix + "UNSPECIFIED":
                errors.append(f"{place}: the zero of {enum} must be {prefix}UNSPECIFIED")
        elif match := re.match(r"(?:repeated |optional )?[\w.<>, ]+ (\w+) = \d+;", code):
            if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", match[1]):
                errors.append(f"{place}: field {match[1]} must be lower_snake_case")
    return errors


def main() -> int:
    files = subprocess.check_output(["git", "ls-files", "proto/*.proto"], cwd=ROOT, text=True).split()
    errors = [error for file in files for error in check(file, (ROOT / file).read_text())]
    print("\n".join(errors), file=sys.stderr, end="\n" if errors else "")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())

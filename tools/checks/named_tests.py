#!/usr/bin/env python3
"""Fails on a test that a page of the documentation names and the sources do not have.

A page writes `file: Suite.Test`, below tests/ and without .cc, or `Suite.Test` of the file that the line names before it, of any
file where it names none, or `...Test` of the suite before it. `file: Suite` and `file` are all tests that are there.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = ("docs/bad-input.md", "docs/what-people-complain-about.md", "tests/README.md")

DEFINITION = re.compile(r"^(?:TEST|TEST_F|TEST_P|TYPED_TEST)\((\w+),\s*(\w+)\)", re.M)
FORMS = (
    re.compile(r"(?P<file>\w+(?:/\w+)+_test)(?:: (?P<suite>[A-Z]\w*)(?:\.(?P<test>\w+))?)?"),
    re.compile(r"(?P<suite>[A-Z]\w*)\.(?P<test>[A-Z]\w*)"),
    re.compile(r"\.\.\.(?P<test>[A-Z]\w*)"),
)

Tests = dict[str, set[tuple[str, str]]]  # Suites and tests by file.


def read_tests() -> Tests:
    files = subprocess.check_output(["git", "ls-files", "tests/*.cc", "tests/*.cu"], cwd=ROOT, text=True).split()
    names = [str(pathlib.Path(file).relative_to("tests").with_suffix("")) for file in files]
    return {name: set(DEFINITION.findall((ROOT / file).read_text())) for name, file in zip(names, files)}


def exists(tests: Tests, file: str | None, suite: str | None, test: str | None) -> bool:
    searched = tests.values() if file is None else [tests.get(file, set())]
    return any(suite in (None, s) and test in (None, t) for found in searched for s, t in found)


def check(path: str, text: str, tests: Tests) -> list[str]:
    errors = []
    count = 0
    for number, line in enumerate(text.splitlines(), 1):
        file = suite = None
        for name in re.findall(r"`([^`]+)`", line):
            match = next(filter(None, (form.fullmatch(name) for form in FORMS)), None)
            if match is None:
                continue
            parts = match.groupdict()
            if "file" in parts:
                file, suite = parts["file"], None
            suite = parts.get("suite") or suite
            count += 1
            if not exists(tests, file, suite, parts["test"]):
                errors.append(f"{path}:{number}: there is no test {name}")
    return errors if count else [f"{path}: names no test: has the way in which it does changed?"]


def main() -> int:
    tests = read_tests()
    errors = [error for page in PAGES for error in check(page, (ROOT / page).read_text(), tests)]
    print("\n".join(errors), file=sys.stderr, end="\n" if errors else "")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())

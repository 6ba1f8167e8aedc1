"""What the checks that compile share: the flags of each source, what a file includes, and which files passed before."""

import functools
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "dev"
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
IMPORT = re.compile(r'^import "([^"]+)";', re.M)


def tracked(*patterns: str) -> list[str]:
    return subprocess.check_output(["git", "ls-files", *patterns], cwd=ROOT, text=True).split()


@functools.cache
def text_of(path: str) -> str:
    return (ROOT / path).read_text()


@functools.cache
def includes_of(path: str) -> list[str]:
    """As written, in order."""
    return (IMPORT if path.endswith(".proto") else INCLUDE).findall(text_of(path))


@functools.cache
def file_of(include: str) -> str | None:
    """The file of ours that an include means; for a generated header the .proto it comes from; None for the rest."""
    if match := re.fullmatch(r"(srnet/v1/\w+)(\.grpc)?\.pb\.h", include):
        include = match[1] + ".proto"
    for path in (include, "proto/" + include):
        if (ROOT / path).is_file():
            return path
    return None


@functools.cache
def reached(path: str) -> frozenset[str]:
    """The file itself and every file of ours that it includes, directly or not."""
    seen, rest = {path}, [path]
    while rest:
        for include in includes_of(rest.pop()):
            if (file := file_of(include)) and file not in seen:
                seen.add(file)
                rest.append(file)
    return frozenset(seen)


def foreign_includes(path: str) -> set[str]:
    """What the file and the files of ours it reaches include of others."""
    return {include for file in reached(path) for include in includes_of(file) if not file_of(include)}


def commands() -> dict[str, list[str]]:
    """The compiler and its flags for each source of ours, without launcher, input, output and dependency files."""
    found = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        source = pathlib.Path(entry["file"])
        if not source.is_relative_to(ROOT) or source.is_relative_to(BUILD):
            continue
        words = iter(shlex.split(entry["command"]))
        flags: list[str] = []
        for word in words:
            if word in ("-o", "-MF", "-MT"):
                next(words)
            elif word not in ("-c", "-MD", entry["file"]) and not word.endswith("ccache"):
                flags.append(word)
        found[str(source.relative_to(ROOT))] = flags
    return found


class Passes:
    """The files that passed one check, by the text of all that the verdict depends on; shared by all clones."""

    def __init__(self, check: str, settings: list[str]):
        cache = os.environ.get("SRNET_CACHE") or os.path.join(
            os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "srnet")
        self._folder = pathlib.Path(cache) / check
        self._folder.mkdir(parents=True, exist_ok=True)
        # The versions of the libraries, which are read through the same includes.
        pins = ["tools/packages.txt", "tools/packages-tests.txt", "requirements.lock"]
        self._settings = [*settings, *(text_of(pin) for pin in pins)]

    def _mark(self, path: str, flags: list[str]) -> pathlib.Path:
        parts = [*self._settings, path, " ".join(flags).replace(str(ROOT), ".")]
        for file in sorted(reached(path)):
            parts += [file, text_of(file)]
        return self._folder / hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def has(self, path: str, flags: list[str]) -> bool:
        return self._mark(path, flags).exists()

    def add(self, path: str, flags: list[str]) -> None:
        self._mark(path, flags).touch()

"""A specification as it is sent, from whatever a caller has."""

from __future__ import annotations

import json
import os
import pathlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Union

import yaml

from srnet.errors import InvalidRequest, NotFound

# YAML text, the name of a preset, a path, or the members themselves.
SpecificationLike = Union[str, "os.PathLike[str]", Mapping[str, Any]]


@dataclass(frozen=True)
class Specification:
    text: str
    source: str  # What errors call it.


def read_specification(specification: SpecificationLike) -> Specification:
    """Text of one line without a colon is a path: a specification has at least one `name: value`."""
    if isinstance(specification, Mapping):
        return Specification(_dump(specification), "specification")
    if not isinstance(specification, str):
        return _read_file(pathlib.Path(specification))
    if specification.startswith("preset/") and "\n" not in specification and not os.path.exists(specification):
        return Specification(f"spec: {json.dumps(specification)}\n", specification)
    if "\n" in specification or ":" in specification:
        return Specification(specification, "specification")
    return _read_file(pathlib.Path(specification))


def _read_file(path: pathlib.Path) -> Specification:
    try:
        return Specification(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not UTF-8"
        raise NotFound(
            f"cannot be read: {reason}", str(path), "Give the path of a specification, its YAML text or a dict."
        ) from error


def _dump(members: Mapping[str, Any]) -> str:
    # One line for each member, however long, so that errors can point at it.
    return yaml.safe_dump(_plain(members, ""), sort_keys=False, allow_unicode=True, width=float("inf"))


def _plain(value: Any, path: str) -> Any:
    """The value in types that YAML has."""
    if isinstance(value, Mapping):
        return {name: _plain(member, f"{path}.{name}".lstrip(".")) for name, member in value.items()}
    if hasattr(value, "tolist"):  # Arrays and numbers of numpy.
        value = value.tolist()
    if isinstance(value, (list, tuple, range)):
        return [_plain(element, f"{path}[{position}]") for position, element in enumerate(value)]
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    raise InvalidRequest(
        f"{path}: {type(value).__name__} has no form in YAML",
        "specification",
        "Use dicts, lists, texts, numbers, bools and paths.",
    )

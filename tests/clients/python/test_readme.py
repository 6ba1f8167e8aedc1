"""The worked example of the package's README, line by line against the real service."""

import doctest
import pathlib
import re

import pytest

from installation import Installation

README = pathlib.Path(__file__).parents[3] / "clients" / "python" / "README.md"


def test_the_example_of_the_readme_says_what_happens(working: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SRNET_SERVER", working.address)
    blocks = re.findall(r"^```python\n(.*?)^```$", README.read_text(), re.DOTALL | re.MULTILINE)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "README.md", str(README), 0)
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples, out=said.append)
    assert result.attempted > 10
    assert result.failed == 0, "".join(said)

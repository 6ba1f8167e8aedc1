"""What this package raises: one class for each thing that a caller may want to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from srnet.records import Stage


class SrnetError(Exception):
    """What went wrong, where, and what to do about it."""

    def __init__(self, what: str, where: str = "", advice: str = "") -> None:
        super().__init__(what, where, advice)
        self.what = what
        self.where = where
        self.advice = advice

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n{self.advice}" if self.advice else head


class Unavailable(SrnetError):
    """No coordinator answers, or it went away and did not come back."""


class InvalidRequest(SrnetError):
    """An argument is wrong; the same call fails again."""


class NotFound(SrnetError):
    """There is no such sweep, stage, figure, data set or model."""


class Conflict(SrnetError):
    """The call does not fit to what the coordinator has."""


class Exhausted(SrnetError):
    """The coordinator is at a limit, such as a full disk; the same call may succeed later."""


class Unsupported(SrnetError):
    """The coordinator does not have this call: it is of another version."""


class ServerError(SrnetError):
    """A fault of the coordinator."""


class WaitTimeout(SrnetError, TimeoutError):
    """The sweep had not ended in time. It goes on."""


@dataclass(frozen=True)
class Violation:
    """One mistake in a specification. Lines and columns count from 1; 0 is the specification as a whole."""

    line: int
    column: int
    description: str


class InvalidSpecification(InvalidRequest):
    """What is wrong in a specification, place by place."""

    def __init__(
        self, what: str, where: str = "", advice: str = "", violations: Sequence[Violation] = (), text: str = ""
    ) -> None:
        super().__init__(what, where, advice)
        self.violations = tuple(violations)
        self._lines = text.splitlines()

    def __str__(self) -> str:
        if not self.violations:
            return super().__str__()
        return "\n".join([*(self._show(violation) for violation in self.violations), self.advice])

    def _show(self, violation: Violation) -> str:
        if not 1 <= violation.line <= len(self._lines):
            return f"{self.where}: {violation.description}"
        return "\n".join(
            [
                f"{self.where}:{violation.line}:{violation.column}: {violation.description}",
                f"    {self._lines[violation.line - 1]}",
                f"    {' ' * (violation.column - 1)}^",
            ]
        )


class SweepFailed(SrnetError):
    """The sweep ended without all of its results: it failed, or was cancelled."""

    def __init__(
        self, what: str, where: str = "", advice: str = "", state: str = "failed", failures: Sequence[Stage] = ()
    ) -> None:
        super().__init__(what, where, advice)
        self.state = state
        self.failures = tuple(failures)

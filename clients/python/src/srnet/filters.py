"""Which rows of results are meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal, Union

from srnet.errors import InvalidRequest
from srnet.v1 import result_service_pb2, sweep_pb2

if TYPE_CHECKING:
    from srnet.sweep import Sweep

# An id, a unique prefix of one, a name (the newest; an error while several are active), "last", or the sweep itself.
SweepLike = Union[str, "Sweep"]
Sweeps = SweepLike | Iterable[SweepLike] | None
Texts = str | Iterable[str] | None
AxisValue = str | float | bool
Where = Mapping[str, AxisValue]
Groups = Iterable[str] | Literal["all"] | None


def result_filter(
    sweeps: Sweeps = None,
    sets: Texts = None,
    metrics: Texts = None,
    groups: Groups = None,
    where: Where | None = None,
    reported_only: bool = False,
    filter: str = "",
) -> result_service_pb2.ResultFilter:
    return result_service_pb2.ResultFilter(
        sweep_ids=sweep_ids(sweeps),
        sets=texts(sets),
        metrics=texts(metrics),
        groups=[] if groups == "all" else texts(groups),
        all_groups=groups == "all",
        coordinates=[
            sweep_pb2.Coordinate(axis=axis, value=_value(axis, value)) for axis, value in (where or {}).items()
        ],
        reported_only=reported_only,
        filter=filter,
    )


def sweep_ids(sweeps: Sweeps) -> list[str]:
    if sweeps is None:
        return []
    several = [sweeps] if isinstance(sweeps, str) or not isinstance(sweeps, Iterable) else sweeps
    return [sweep if isinstance(sweep, str) else sweep.id for sweep in several]


def texts(values: Texts) -> list[str]:
    if values is None:
        return []
    return [values] if isinstance(values, str) else list(values)


def _value(axis: str, value: object) -> str:
    """As coordinates are written: 0.7, true, 3."""
    if isinstance(value, str):
        return value
    if hasattr(value, "item"):  # A number of numpy.
        value = value.item()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return repr(int(value)) if float(value).is_integer() else repr(value)
    raise InvalidRequest(
        f"{value!r} is no value of an axis",
        f"where[{axis!r}]",
        "Give one text, number or bool; choose rows of several afterwards.",
    )

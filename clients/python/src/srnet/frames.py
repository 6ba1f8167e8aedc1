"""Answers as tidy DataFrames: one row a number, one column an axis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, Protocol

import pandas as pd

from srnet.records import Stage
from srnet.v1 import result_service_pb2, sweep_pb2, worker_admin_service_pb2

# In the order of docs/specification.md. Any other axis is one of a later version: text, behind these.
AXES = (
    "task", "model", "pipeline", "finetune_loss", "start_step", "method", "oracle", "mask_loss", "loss",
    "initial_sparsity", "sparsity", "structure", "scope", "initialisation", "epochs", "seed",
)  # fmt: skip
# Integers and bools are of the kinds that can be missing.
DTYPES = {
    "start_step": "Int64",
    "oracle": "boolean",
    "initial_sparsity": "float64",
    "sparsity": "float64",
    "epochs": "float64",
    "seed": "Int64",
}


class HasCoordinates(Protocol):
    @property
    def coordinates(self) -> Iterable[sweep_pb2.Coordinate]: ...


def results_frame(rows: Sequence[result_service_pb2.ResultRow]) -> pd.DataFrame:
    return _frame(
        {"sweep": [row.sweep_id for row in rows], "point": [row.point for row in rows]},
        _axes(rows),
        {
            "set": [row.metric.set for row in rows],
            "metric": [row.metric.metric for row in rows],
            "group": [row.metric.group for row in rows],
            "value": _numbers(row.metric.value for row in rows),
            "stage": [row.stage_key for row in rows],
        },
    )


def points_frame(points: Sequence[sweep_pb2.Point]) -> pd.DataFrame:
    return _frame(
        {"point": [point.index for point in points]}, _axes(points), {"stage": [point.stage_key for point in points]}
    )


def aggregate_frame(rows: Sequence[result_service_pb2.AggregateResponse.Row]) -> pd.DataFrame:
    return _frame(
        _axes(rows),
        _numbered(rows),
        {
            "mean": _numbers(row.mean for row in rows),
            "n": [row.count for row in rows],
            "sd": _optional(rows, "standard_deviation"),
            "ci_low": _optional(rows, "confidence_low"),
            "ci_high": _optional(rows, "confidence_high"),
            "missing_seeds": [tuple(row.missing_seeds) for row in rows],
            "sweeps": [tuple(row.sweep_ids) for row in rows],
        },
    )


def compare_frame(rows: Sequence[result_service_pb2.CompareResponse.Row]) -> pd.DataFrame:
    return _frame(
        _axes(rows),
        _numbered(rows),
        {
            "difference": _numbers(row.difference for row in rows),
            "n": [len(row.seeds) for row in rows],
            "ci_low": _optional(rows, "confidence_low"),
            "ci_high": _optional(rows, "confidence_high"),
            "p_permutation": _numbers(row.permutation_p for row in rows),
            "p_bootstrap": _numbers(row.bootstrap_p for row in rows),
            "p_student": _optional(rows, "student_p"),
            "p_holm": _numbers(row.holm_p for row in rows),
            "seeds": [tuple(row.seeds) for row in rows],
            "unpaired_seeds": [tuple(row.unpaired_seeds) for row in rows],
        },
    )


def figure_frame(figure: result_service_pb2.FigureResponse) -> pd.DataFrame:
    pairs = [(series, point) for series in figure.series for point in series.points]
    lines = [series for series, _ in pairs]
    points = [point for _, point in pairs]
    frame = _frame(
        {
            "task": [line.task for line in lines],
            "set": [line.set for line in lines],
            "metric": [line.metric for line in lines],
        },
        _axes(lines),
        {
            "x": _numbers(None if line.holds_for_all_x or not figure.x_axis else point.x for line, point in pairs),
            "mean": _numbers(point.mean for point in points),
            "n": [point.count for point in points],
            "sd": _optional(points, "standard_deviation"),
        },
    )
    frame.attrs.update(title=figure.title, x_axis=figure.x_axis)
    return frame


def curve_frame(points: Sequence[sweep_pb2.CurvePoint]) -> pd.DataFrame:
    return _frame(
        {
            "set": [point.set for point in points],
            "metric": [point.metric for point in points],
            "step": [point.step for point in points],
            "value": _numbers(point.value for point in points),
        }
    )


def stages_frame(stages: Iterable[Stage]) -> pd.DataFrame:
    return pd.DataFrame([asdict(stage) for stage in stages], columns=[field.name for field in fields(Stage)])


def workers_frame(workers: Sequence[worker_admin_service_pb2.Worker]) -> pd.DataFrame:
    return _frame(
        {
            "worker": [worker.worker_id for worker in workers],
            "host": [worker.description.host for worker in workers],
            "version": [worker.description.program_version for worker in workers],
            "slots": [worker.description.slots for worker in workers],
            "devices": [tuple(device.name for device in worker.description.devices) for worker in workers],
            "labels": [dict(worker.description.labels) for worker in workers],
            "connected": [worker.connected for worker in workers],
            "draining": [worker.draining for worker in workers],
            "quarantined": [worker.quarantined for worker in workers],
            "reason": [worker.reason for worker in workers],
            "resting": [worker.resting for worker in workers],
            "crashes_in_row": [worker.crashes_in_row for worker in workers],
            "last_report": pd.to_datetime(
                [worker.last_report_time.ToJsonString() for worker in workers], format="ISO8601", utc=True
            ),
            "stages": [tuple(worker.stage_keys) for worker in workers],
        }
    )


def _frame(*columns: Mapping[str, Any]) -> pd.DataFrame:
    return pd.DataFrame({name: values for group in columns for name, values in group.items()})


def _axes(rows: Sequence[HasCoordinates]) -> dict[str, pd.Series[Any]]:
    """A column for each axis that any of the rows has a coordinate on."""
    columns: dict[str, list[str | None]] = {}
    for position, row in enumerate(rows):
        for coordinate in row.coordinates:
            columns.setdefault(coordinate.axis, [None] * len(rows))[position] = coordinate.value
    order = [axis for axis in AXES if axis in columns]
    order += [axis for axis in columns if axis not in AXES]
    return {axis: _typed(axis, columns[axis]) for axis in order}


def _typed(axis: str, values: list[str | None]) -> pd.Series[Any]:
    dtype = DTYPES.get(axis)
    if dtype is None:
        return pd.Series(values)
    if dtype == "boolean":
        return pd.Series([None if value is None else value == "true" for value in values], dtype="boolean")
    if dtype == "Int64":
        return pd.Series([None if value is None else int(value) for value in values], dtype="Int64")
    return _numbers(None if value is None else float(value) for value in values)


class _Numbered(Protocol):
    @property
    def set(self) -> str: ...
    @property
    def metric(self) -> str: ...
    @property
    def group(self) -> str: ...


def _numbered(rows: Sequence[_Numbered]) -> dict[str, list[str]]:
    return {
        "set": [row.set for row in rows],
        "metric": [row.metric for row in rows],
        "group": [row.group for row in rows],
    }


def _numbers(values: Iterable[float | None]) -> pd.Series[Any]:
    return pd.Series(list(values), dtype="float64")


def _optional(rows: Sequence[Any], name: str) -> pd.Series[Any]:
    """Not a number where the service has none."""
    return _numbers(getattr(row, name) if row.HasField(name) else None for row in rows)

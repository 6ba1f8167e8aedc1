"""What the service answers, where a DataFrame would not do."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import pandas as pd
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

from srnet.v1 import result_service_pb2, sweep_pb2, sweep_service_pb2

SweepState = Literal["active", "done", "failed", "cancelled", "unspecified"]
StageState = Literal["blocked", "ready", "leased", "done", "failed", "skipped", "cancelled", "unspecified"]


def word_of(enum: EnumTypeWrapper, value: int, prefix: str) -> str:
    """ "done" of STATE_DONE; a number that is of a later version stays one."""
    descriptor = enum.DESCRIPTOR.values_by_number.get(value)
    return str(value) if descriptor is None else descriptor.name.removeprefix(prefix).lower()


@dataclass(frozen=True)
class Stage:
    """One unit of work as it stands."""

    key: str
    kind: str
    label: str
    state: StageState
    failure_class: str  # "" unless it failed: "diverged", "out_of_memory", ...
    failure: str
    attempts: int
    worker: str
    phase: str
    step: int
    total_steps: int
    seconds: float
    inputs: tuple[str, ...]
    notices: tuple[str, ...]

    @staticmethod
    def of(message: sweep_pb2.Stage) -> Stage:
        failure = word_of(sweep_pb2.FailureClass, message.failure_class, "FAILURE_CLASS_")
        return Stage(
            key=message.stage_key,
            kind=message.kind,
            label=message.label,
            state=cast(StageState, word_of(sweep_pb2.Stage.State, message.state, "STATE_")),
            failure_class="" if failure == "unspecified" else failure,
            failure=message.failure_message,
            attempts=message.attempts,
            worker=message.worker_id,
            phase=message.progress.phase,
            step=message.progress.step,
            total_steps=message.progress.total_steps,
            seconds=message.seconds,
            inputs=tuple(message.input_stage_keys),
            notices=tuple(message.notices),
        )


@dataclass(frozen=True)
class Plan:
    """What a specification would run."""

    sweep_id: str
    name: str
    points: int
    stages: int
    unshared_stages: int  # What the points would cost one by one.
    reused_stages: int  # Already done in the store.
    kinds: pd.DataFrame = field(compare=False)
    notices: tuple[str, ...]
    exclusions: tuple[str, ...]
    # Judged by what stages of the same kind and model have taken; without those that are unmeasured.
    makespan_seconds: float  # On the slots of the connected workers, one without any.
    work_seconds: float  # On one slot.
    result_bytes: int  # That the coordinator will store.
    unmeasured: dict[str, int]  # Stages by kind.

    @staticmethod
    def of(message: sweep_service_pb2.PlanResponse) -> Plan:
        columns = ("kind", "stages", "reused", "steps", "examples")
        kinds = [[getattr(kind, column) for column in columns] for kind in message.kinds]
        return Plan(
            sweep_id=message.sweep_id,
            name=message.name,
            points=message.points,
            stages=message.stages,
            unshared_stages=message.unshared_stages,
            reused_stages=message.reused_stages,
            kinds=pd.DataFrame(kinds, columns=list(columns)),
            notices=tuple(message.notices),
            exclusions=tuple(message.exclusions),
            makespan_seconds=message.forecast.makespan_seconds,
            work_seconds=message.forecast.work_seconds,
            result_bytes=message.forecast.artifact_bytes,
            unmeasured={kind.kind: kind.stages for kind in message.forecast.unmeasured},
        )


@dataclass(frozen=True)
class Artifact:
    """A product of a stage."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class LineageNode:
    """A stage that a result came from: in full, with its products and how they came about."""

    stage: Stage
    canonical: dict[str, Any]
    artifacts: tuple[Artifact, ...]
    provenance: dict[str, Any]

    @staticmethod
    def of(message: result_service_pb2.GetLineageResponse.Node) -> LineageNode:
        artifacts = (Artifact(artifact.name, artifact.sha256, artifact.bytes) for artifact in message.artifacts)
        return LineageNode(
            stage=Stage.of(message.stage),
            canonical=json.loads(message.canonical or "{}"),
            artifacts=tuple(artifacts),
            provenance=json.loads(message.provenance or "{}"),
        )

"""A sweep that was submitted: where it stands, its end, its results. One thread."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Any, cast

import pandas as pd

from srnet.connection import Connection
from srnet.errors import SweepFailed
from srnet.filters import Groups, Texts, Where, result_filter
from srnet.frames import points_frame, stages_frame
from srnet.queries import query_results
from srnet.records import Stage, SweepState, word_of
from srnet.specification import SpecificationLike, read_specification
from srnet.v1 import sweep_pb2, sweep_service_pb2
from srnet.watch import watch_to_end

# Called with the sweep as it now stands and the stages that changed; at first with all of them.
OnChange = Callable[["Sweep", Sequence[Stage]], object]


class Sweep:
    """What it says of itself is as of the last call that asked the coordinator: see refresh()."""

    def __init__(self, connection: Connection, message: sweep_pb2.Sweep, notices: Sequence[str] = ()) -> None:
        self._connection = connection
        self._message = message
        self.notices = tuple(notices)  # What the coordinator had to say when it was submitted.

    @property
    def id(self) -> str:
        return self._message.sweep_id

    @property
    def name(self) -> str:
        return self._message.name

    @property
    def state(self) -> SweepState:
        return cast(SweepState, word_of(sweep_pb2.Sweep.State, self._message.state, "STATE_"))

    @property
    def specification(self) -> str:
        """As it was submitted, with the digests of what it names."""
        return self._message.specification

    @property
    def priority(self) -> int:
        return self._message.priority

    @property
    def total_points(self) -> int:
        return self._message.points

    @property
    def done_points(self) -> int:
        return self._message.points_done

    @property
    def stage_counts(self) -> dict[str, int]:
        """How many of its stages are in each state."""
        counts = self._message.stages
        return {field.name: getattr(counts, field.name) for field in counts.DESCRIPTOR.fields}

    @property
    def created(self) -> datetime:
        return self._message.create_time.ToDatetime(timezone.utc)

    @property
    def ended(self) -> datetime | None:
        """None while it is active."""
        return self._message.end_time.ToDatetime(timezone.utc) if self._message.HasField("end_time") else None

    @property
    def superseded_by(self) -> str | None:
        """The id of the sweep that an update has made of this one."""
        return self._message.superseded_by or None

    def __repr__(self) -> str:
        return f"<Sweep {self.id} {self.name}: {self.state}, {self.done_points} of {self.total_points} points done>"

    def refresh(self) -> Sweep:
        self._message = self._get().sweep
        return self

    def wait(self, timeout: float | None = None, on_change: OnChange | None = None, check: bool = True) -> Sweep:
        """Returns when the sweep has ended. It may outlast restarts of the coordinator.

        timeout: seconds after which to raise WaitTimeout; the sweep goes on.
        check: raises SweepFailed, with the stages that failed, unless every point has its results.
        """
        stages: dict[str, Stage] = {}
        for response in watch_to_end(self._connection, self.id, timeout):
            changed = [Stage.of(stage) for stage in response.stages]
            stages.update((stage.key, stage) for stage in changed)
            differs = self._message != response.sweep
            self._message = response.sweep
            if on_change is not None and (changed or differs):
                on_change(self, changed)
        if check and self.state != "done":
            raise self._failure([stage for stage in stages.values() if stage.state == "failed"])
        return self

    def cancel(self) -> Sweep:
        """Stops what only this sweep needs. Cancelling twice is no error."""
        request = sweep_service_pb2.CancelSweepRequest(sweep_id=self.id)
        response = self._connection.call(
            self._connection.sweeps.CancelSweep, request, sweep_service_pb2.CancelSweepResponse
        )
        self._message = response.sweep
        return self

    def update(self, specification: SpecificationLike) -> Sweep:
        """Puts another specification in its place while it runs; what both need goes on. Returns the new sweep."""
        about = read_specification(specification)
        request = sweep_service_pb2.UpdateSweepRequest(
            sweep_id=self.id, specification=about.text, request_id=uuid.uuid4().hex
        )
        response = self._connection.call(
            self._connection.sweeps.UpdateSweep, request, sweep_service_pb2.UpdateSweepResponse, about
        )
        self.refresh()
        return Sweep(self._connection, response.sweep, response.notices)

    def retry(self) -> int:
        """Makes its failed, skipped and cancelled stages run again, and says how many those are."""
        request = sweep_service_pb2.RetryFailedRequest(sweep_id=self.id)
        response = self._connection.call(
            self._connection.sweeps.RetryFailed, request, sweep_service_pb2.RetryFailedResponse
        )
        self._message = response.sweep
        return response.stages_retried

    def stages(self) -> pd.DataFrame:
        """A row for each stage as it stands; `key` is what curve, explain and lineage take."""
        return stages_frame(Stage.of(stage) for stage in self._get(include_stages=True).stages)

    def points(self) -> pd.DataFrame:
        """A row for each point with its coordinates, done or not; `stage` is that which evaluates it."""
        return points_frame(self._get(include_points=True).points)

    def results(
        self,
        *,
        sets: Texts = None,
        metrics: Texts = None,
        groups: Groups = None,
        where: Where | None = None,
        reported_only: bool = False,
        filter: str = "",
    ) -> pd.DataFrame:
        """The numbers of this sweep so far; see Client.results."""
        wanted = result_filter([self], sets, metrics, groups, where, reported_only, filter)
        return query_results(self._connection, wanted)

    def _get(self, **include: Any) -> sweep_service_pb2.GetSweepResponse:
        request = sweep_service_pb2.GetSweepRequest(sweep_id=self.id, **include)
        return self._connection.call(self._connection.sweeps.GetSweep, request, sweep_service_pb2.GetSweepResponse)

    def _failure(self, failures: Sequence[Stage]) -> SweepFailed:
        lines = [f"{self.done_points} of {self.total_points} points are done"]
        lines += [f"  {stage.label}: {stage.failure_class}: {stage.failure}" for stage in failures]
        advice = "sweep.retry() runs again what failed; wait(check=False) does not raise this."
        if self.superseded_by:
            advice = f'It was updated: go on with client.sweep("{self.superseded_by}").'
        return SweepFailed(
            "\n".join(lines),
            f"sweep {self.id} {self.name}, {self.state}",
            advice,
            self.state,
            failures,
        )

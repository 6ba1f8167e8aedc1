"""What can be asked of a coordinator. Any thread."""

from __future__ import annotations

import uuid
from types import TracebackType

import pandas as pd

from srnet import frames, queries
from srnet.connection import Connection, address_of
from srnet.filters import Groups, Sweeps, Texts, Where, result_filter, sweep_ids, texts
from srnet.records import LineageNode, Plan
from srnet.specification import SpecificationLike, read_specification
from srnet.sweep import Sweep
from srnet.v1 import result_service_pb2, sweep_service_pb2, worker_admin_service_pb2


def connect(address: str | None = None, *, timeout: float = 10.0, patience: float = 60.0) -> Client:
    """A client of the coordinator at HOST:PORT or unix:PATH; without an address, of that in SRNET_SERVER.

    timeout: seconds to wait for its first answer.
    patience: seconds for which it may be away later on, as when it is started anew, before calls raise Unavailable.
    """
    return Client(Connection(address_of(address), timeout, patience))


class Client:
    """Made by connect(). A sweep is named by its id, a unique prefix of that, its name (the newest) or "last".

    A stage is named by its key or a unique prefix of that.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def plan(self, specification: SpecificationLike) -> Plan:
        """What the specification (a path, YAML text, a preset's name or a dict) would run, without running it."""
        about = read_specification(specification)
        request = sweep_service_pb2.PlanRequest(specification=about.text)
        return Plan.of(
            self._connection.call(self._connection.sweeps.Plan, request, sweep_service_pb2.PlanResponse, about)
        )

    def submit(self, specification: SpecificationLike, priority: int = 0) -> Sweep:
        """Starts the sweep; what is in the store already is not run again. The same specification is the same sweep.

        priority: sweeps with a higher one run first.
        """
        about = read_specification(specification)
        request = sweep_service_pb2.SubmitSweepRequest(
            request_id=uuid.uuid4().hex, specification=about.text, priority=priority
        )
        response = self._connection.call(
            self._connection.sweeps.SubmitSweep, request, sweep_service_pb2.SubmitSweepResponse, about
        )
        return Sweep(self._connection, response.sweep, response.notices)

    def sweep(self, sweep: str = "last") -> Sweep:
        request = sweep_service_pb2.GetSweepRequest(sweep_id=sweep)
        response = self._connection.call(self._connection.sweeps.GetSweep, request, sweep_service_pb2.GetSweepResponse)
        return Sweep(self._connection, response.sweep)

    def sweeps(self) -> list[Sweep]:
        """All of them, newest first."""
        request = sweep_service_pb2.ListSweepsRequest(page_size=queries.ENTRIES_PER_PAGE)
        pages = queries.pages(
            self._connection, self._connection.sweeps.ListSweeps, request, sweep_service_pb2.ListSweepsResponse
        )
        return [Sweep(self._connection, message) for page in pages for message in page.sweeps]

    def results(
        self,
        sweeps: Sweeps = None,
        *,
        sets: Texts = None,
        metrics: Texts = None,
        groups: Groups = None,
        where: Where | None = None,
        reported_only: bool = False,
        filter: str = "",
    ) -> pd.DataFrame:
        """One row a number: sweep, point, its coordinates, set, metric, group, value, stage. Of all sweeps by default.

        groups: parts of evaluation sets; whole sets by default, "all" for both.
        where: values of axes, for example {"method": "mask", "sparsity": 0.7}.
        reported_only: of each set the number it is reported by, its weighted F1 where it has one, else its accuracy.
        filter: also this, as in `srnet results --filter`: "sparsity >= 0.7 AND NOT method = imp".
        """
        wanted = result_filter(sweeps, sets, metrics, groups, where, reported_only, filter)
        return queries.query_results(self._connection, wanted)

    def aggregate(
        self,
        sweeps: Sweeps = None,
        *,
        group_by: Texts = None,
        sets: Texts = None,
        metrics: Texts = None,
        groups: Groups = None,
        where: Where | None = None,
        reported_only: bool = False,
        filter: str = "",
    ) -> pd.DataFrame:
        """Statistics over seeds: mean, n, sd, the mean's interval at 95 % (ci_low, ci_high), missing_seeds, sweeps.

        group_by: the axes that tell models apart, without the seed; all by default.
        """
        request = result_service_pb2.AggregateRequest(
            filter=result_filter(sweeps, sets, metrics, groups, where, reported_only, filter),
            group_by=texts(group_by),
        )
        response = self._connection.call(
            self._connection.results.Aggregate, request, result_service_pb2.AggregateResponse
        )
        return frames.aggregate_frame(response.rows)

    def compare(
        self,
        first: Where,
        second: Where,
        *,
        sweeps: Sweeps = None,
        by: Texts = None,
        sets: Texts = None,
        metrics: Texts = None,
        groups: Groups = None,
    ) -> pd.DataFrame:
        """Two kinds of models, seed by seed: difference (first minus second), its interval at 95 %, p values, seeds.

        by: axes on which the two of a pair agree; by default all but the seed and those of `first` and `second`.
        metrics: by default what each set is reported by.
        """
        sides = [result_filter(sweeps, sets, metrics, groups, side, metrics is None) for side in (first, second)]
        request = result_service_pb2.CompareRequest(first=sides[0], second=sides[1], by=texts(by))
        response = self._connection.call(self._connection.results.Compare, request, result_service_pb2.CompareResponse)
        return frames.compare_frame(response.rows)

    def figure(self, figure: str, sweeps: Sweeps = None) -> pd.DataFrame:
        """The points of "fig2" to "fig8", "table5" or "table6"; of models without a place on x, x is missing.

        `attrs` of the frame has the figure's title and what x is (x_axis).
        """
        request = result_service_pb2.FigureRequest(figure=figure, sweep_ids=sweep_ids(sweeps))
        return frames.figure_frame(
            self._connection.call(self._connection.results.Figure, request, result_service_pb2.FigureResponse)
        )

    def curve(self, stage: str) -> pd.DataFrame:
        """The training curves of a stage, finished or not: set, metric, step, value."""
        request = result_service_pb2.GetCurveRequest(stage_key=stage)
        response = self._connection.call(
            self._connection.results.GetCurve, request, result_service_pb2.GetCurveResponse
        )
        return frames.curve_frame(response.points)

    def lineage(self, stage: str) -> list[LineageNode]:
        """Everything that a stage's result came from, inputs before what reads them; the stage itself is last."""
        request = result_service_pb2.GetLineageRequest(stage_key=stage)
        response = self._connection.call(
            self._connection.results.GetLineage, request, result_service_pb2.GetLineageResponse
        )
        return [LineageNode.of(node) for node in response.nodes]

    def explain(self, stage: str) -> list[str]:
        """Why a stage is not running."""
        request = sweep_service_pb2.ExplainRequest(stage_key=stage)
        response = self._connection.call(self._connection.sweeps.Explain, request, sweep_service_pb2.ExplainResponse)
        return list(response.reasons)

    def workers(self) -> pd.DataFrame:
        """Every worker that has ever connected."""
        request = worker_admin_service_pb2.ListWorkersRequest(page_size=queries.ENTRIES_PER_PAGE)
        pages = queries.pages(
            self._connection,
            self._connection.workers.ListWorkers,
            request,
            worker_admin_service_pb2.ListWorkersResponse,
        )
        return frames.workers_frame([worker for page in pages for worker in page.workers])

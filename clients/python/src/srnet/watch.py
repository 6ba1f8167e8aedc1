"""Following a sweep to its end, over however many streams that takes."""

from __future__ import annotations

import time
from collections.abc import Iterator

import grpc

from srnet.connection import Connection, code_of
from srnet.errors import WaitTimeout
from srnet.v1 import sweep_pb2, sweep_service_pb2

_ENDS = (sweep_pb2.Sweep.STATE_DONE, sweep_pb2.Sweep.STATE_FAILED, sweep_pb2.Sweep.STATE_CANCELLED)


def watch_to_end(
    connection: Connection, sweep_id: str, timeout: float | None
) -> Iterator[sweep_service_pb2.WatchSweepResponse]:
    """The responses until the sweep has ended. A stream that broke off is taken up behind the last cursor."""
    latest = float("inf") if timeout is None else time.monotonic() + timeout
    request = sweep_service_pb2.WatchSweepRequest(sweep_id=sweep_id)
    absence = connection.absence()
    while True:
        ended = False
        stream = connection.sweeps.WatchSweep(request, timeout=None if timeout is None else latest - time.monotonic())
        try:
            for response in stream:
                absence.over()
                yield response
                # Parts of a snapshot have no cursor, and of a sweep that has ended there may be nothing else.
                request.cursor = response.cursor or request.cursor
                ended = response.sweep.state in _ENDS
            if ended:
                return
            absence.pause(latest)
        except grpc.RpcError as error:
            if code_of(error) is grpc.StatusCode.DEADLINE_EXCEEDED:
                raise WaitTimeout(
                    f"sweep {sweep_id} has not ended within {timeout} seconds",
                    connection.address,
                    "It goes on: wait again, or see client.explain(stage) why stages do not run.",
                ) from None
            absence.wait(error, latest=latest)
        finally:
            stream.cancel()

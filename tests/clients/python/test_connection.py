"""What happens when a stream breaks off and the coordinator is away, without one."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import grpc
import pytest
import srnet
from srnet import connection
from srnet.connection import Absence, Connection
from srnet.v1 import sweep_pb2, sweep_service_pb2
from srnet.watch import watch_to_end


class Broken(grpc.RpcError):
    """As a stub raises it."""

    def __init__(self, code: grpc.StatusCode) -> None:
        self._code = code

    def code(self) -> grpc.StatusCode:
        return self._code

    def details(self) -> str:
        return "connection refused"

    def trailing_metadata(self) -> tuple[()]:
        return ()


class Clock:
    """Passes only by being slept through."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(connection, "time", clock)
    return clock


def test_pauses_grow_until_patience_is_at_its_end(clock: Clock) -> None:
    absence = Absence("unix:/x", patience=8.0)
    with pytest.raises(srnet.Unavailable, match="unix:/x: connection refused"):
        while True:
            absence.wait(Broken(grpc.StatusCode.UNAVAILABLE))
    assert clock.pauses == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0, 0.9])


def test_patience_begins_anew_when_the_coordinator_was_back(clock: Clock) -> None:
    absence = Absence("unix:/x", patience=0.1)
    for _ in range(3):
        absence.wait(Broken(grpc.StatusCode.UNAVAILABLE))
        absence.over()
    assert clock.pauses == pytest.approx([0.1, 0.1, 0.1])


def test_what_is_no_absence_is_raised_at_once(clock: Clock) -> None:
    with pytest.raises(srnet.Unsupported, match="of one version"):
        Absence("unix:/x", patience=60.0).wait(Broken(grpc.StatusCode.UNIMPLEMENTED))
    assert clock.pauses == []


class Stream:
    """Gives its responses, then ends or breaks off."""

    def __init__(self, responses: list[sweep_service_pb2.WatchSweepResponse], breaks: bool = True) -> None:
        self._responses = responses
        self._breaks = breaks

    def __iter__(self) -> Iterator[sweep_service_pb2.WatchSweepResponse]:
        yield from self._responses
        if self._breaks:
            raise Broken(grpc.StatusCode.UNAVAILABLE)

    def cancel(self) -> None:
        pass


def response(cursor: int, state: sweep_pb2.Sweep.State) -> sweep_service_pb2.WatchSweepResponse:
    return sweep_service_pb2.WatchSweepResponse(cursor=cursor, sweep=sweep_pb2.Sweep(state=state))


def follow(streams: list[Stream]) -> tuple[list[int], list[int]]:
    """The cursors of what was given, and those that were asked for."""
    asked: list[int] = []

    def watch(request: sweep_service_pb2.WatchSweepRequest, timeout: float | None) -> Stream:
        asked.append(request.cursor)
        return streams[len(asked) - 1]

    fake: Any = SimpleNamespace(
        address="unix:/x", sweeps=SimpleNamespace(WatchSweep=watch), absence=lambda: Absence("unix:/x", 60.0)
    )
    return [each.cursor for each in watch_to_end(cast(Connection, fake), "1", None)], asked


ACTIVE, DONE = sweep_pb2.Sweep.STATE_ACTIVE, sweep_pb2.Sweep.STATE_DONE


def test_a_stream_that_broke_off_is_taken_up_behind_the_last_cursor(clock: Clock) -> None:
    # The second stream breaks off within a snapshot: its part has no cursor.
    streams = [Stream([response(7, ACTIVE)]), Stream([response(0, DONE)]), Stream([response(9, DONE)], breaks=False)]
    assert follow(streams) == ([7, 0, 9], [0, 7, 7])


def test_a_stream_that_ends_before_its_sweep_is_opened_again_after_a_pause(clock: Clock) -> None:
    streams = [Stream([response(7, ACTIVE)], breaks=False), Stream([response(9, DONE)], breaks=False)]
    assert follow(streams) == ([7, 9], [0, 7])
    assert clock.pauses == [0.1]


def test_a_sweep_that_had_ended_before_has_no_cursor(clock: Clock) -> None:
    assert follow([Stream([response(0, DONE)], breaks=False)]) == ([0], [0])

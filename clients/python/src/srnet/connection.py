"""The channel to a coordinator, and what becomes of its errors. Any thread."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

import grpc
from google.rpc import error_details_pb2, status_pb2

from srnet import errors
from srnet.specification import Specification
from srnet.v1 import result_service_pb2_grpc, sweep_service_pb2_grpc, worker_admin_service_pb2_grpc

Response = TypeVar("Response")

_OPTIONS = [
    ("grpc.max_receive_message_length", -1),  # A snapshot of a large sweep is one message.
    # A proxy of the environment is for the outside world, never for the coordinator.
    ("grpc.enable_http_proxy", 0),
    # A coordinator that was started anew is found at once, by each client for itself.
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
]
# A coordinator that stops cancels the calls that are open.
_GONE = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)
_SHORTEST_PAUSE = 0.1
_LONGEST_PAUSE = 2.0

_CODE = grpc.StatusCode
_ERRORS: dict[grpc.StatusCode, tuple[type[errors.SrnetError], str]] = {
    _CODE.INVALID_ARGUMENT: (errors.InvalidRequest, "Correct the argument: the same call fails again."),
    _CODE.OUT_OF_RANGE: (errors.InvalidRequest, "Correct the argument: the same call fails again."),
    _CODE.NOT_FOUND: (errors.NotFound, ""),
    _CODE.ALREADY_EXISTS: (errors.Conflict, ""),
    _CODE.FAILED_PRECONDITION: (errors.Conflict, ""),
    _CODE.ABORTED: (errors.Conflict, "Try again."),
    _CODE.RESOURCE_EXHAUSTED: (errors.Exhausted, "Try again; if that does not help, is the coordinator's disk full?"),
    _CODE.UNAVAILABLE: (errors.Unavailable, "Is srnet-coordinator running there?"),
    _CODE.CANCELLED: (errors.Unavailable, "Is srnet-coordinator running there?"),
    _CODE.UNIMPLEMENTED: (errors.Unsupported, "Use a coordinator and a client of one version."),
}


class Connection:
    def __init__(self, address: str, timeout: float, patience: float) -> None:
        self.address = address
        self._patience = patience
        self._channel = grpc.insecure_channel(address, options=_OPTIONS)
        try:
            grpc.channel_ready_future(self._channel).result(timeout)
        except grpc.FutureTimeoutError:
            self._channel.close()
            raise errors.Unavailable(
                "no coordinator answers", address, "Start srnet-coordinator there, or correct the address."
            ) from None
        self.sweeps = sweep_service_pb2_grpc.SweepServiceStub(self._channel)
        self.results = result_service_pb2_grpc.ResultServiceStub(self._channel)
        self.workers = worker_admin_service_pb2_grpc.WorkerAdminServiceStub(self._channel)

    def close(self) -> None:
        self._channel.close()

    def call(
        self, method: Callable[[Any], Any], request: Any, answer: type[Response], about: Specification | None = None
    ) -> Response:
        """What the method answers: an `answer`, which stubs do not declare.

        Every call may be repeated without harm, so it outlasts a restart of the coordinator.
        """
        absence = self.absence()
        while True:
            try:
                return cast(Response, method(request))
            except grpc.RpcError as error:
                absence.wait(error, about)

    def absence(self) -> Absence:
        return Absence(self.address, self._patience)


class Absence:
    """How long the coordinator has been away: pauses grow until it is back or patience is at its end."""

    def __init__(self, address: str, patience: float) -> None:
        self._address = address
        self._patience = patience
        self._pauses: Iterator[float] | None = None
        self._end = 0.0

    def over(self) -> None:
        self._pauses = None

    def wait(self, error: grpc.RpcError, about: Specification | None = None, latest: float = float("inf")) -> None:
        """Pauses, at most until `latest` of the monotonic clock; raises what is no absence, or lasts too long."""
        if code_of(error) not in _GONE or not self.pause(latest):
            # What gRPC says besides is no help to who reads a traceback.
            raise translate(error, self._address, about) from None

    def pause(self, latest: float) -> bool:
        """False, at once, when patience is at its end."""
        now = time.monotonic()
        if self._pauses is None:
            self._pauses = _growing_pauses()
            self._end = now + self._patience
        if now >= self._end:
            return False
        time.sleep(max(0.0, min(next(self._pauses), self._end - now, latest - now)))
        return True


def _growing_pauses() -> Iterator[float]:
    pause = _SHORTEST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE)


def code_of(error: grpc.RpcError) -> grpc.StatusCode:
    return cast(grpc.Call, error).code()  # What a stub raises is its call, too.


def translate(error: grpc.RpcError, address: str, about: Specification | None = None) -> errors.SrnetError:
    call = cast(grpc.Call, error)
    if about is not None and call.code() in (_CODE.INVALID_ARGUMENT, _CODE.NOT_FOUND):
        return errors.InvalidSpecification(
            call.details(), about.source, "Correct the specification.", _violations_of(call), about.text
        )
    kind, advice = _ERRORS.get(
        call.code(), (errors.ServerError, "Look into the coordinator's log, and report it with that.")
    )
    return kind(call.details() or call.code().name, address, advice)


def _violations_of(call: grpc.Call) -> list[errors.Violation]:
    violations = []
    for key, value in call.trailing_metadata() or ():
        if key != "grpc-status-details-bin":
            continue
        for detail in status_pb2.Status.FromString(value).details:
            request = error_details_pb2.BadRequest()
            if detail.Unpack(request):
                violations += [_violation(one.field, one.description) for one in request.field_violations]
    return violations


def _violation(field: str, description: str) -> errors.Violation:
    """`field` is "specification:LINE:COLUMN", or without a place when it is about the whole."""
    _, _, place = field.partition(":")
    line, _, column = place.partition(":")
    if line.isdecimal() and column.isdecimal():
        return errors.Violation(int(line), int(column), description)
    return errors.Violation(0, 0, description)


def address_of(address: str | None) -> str:
    found = address or os.environ.get("SRNET_SERVER", "")
    if found:
        return found
    raise errors.InvalidRequest(
        "no coordinator is named", "srnet.connect", "Pass HOST:PORT or unix:PATH, or set SRNET_SERVER to it."
    )

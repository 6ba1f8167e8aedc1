"""Following a sweep to its end, through what may happen on the way."""

import pickle
import signal
import time
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
import srnet
from srnet import connection

from installation import Installation


def test_a_wait_that_lasts_too_long_ends_and_the_sweep_goes_on(
    idle_client: srnet.Client, specification: dict[str, Any]
) -> None:
    sweep = idle_client.submit(specification)
    with pytest.raises(srnet.WaitTimeout) as raised:
        sweep.wait(timeout=0.2)
    assert isinstance(raised.value, TimeoutError)
    assert sweep.refresh().state == "active"


def test_a_cancelled_sweep_ends_the_wait_with_an_error(
    idle_client: srnet.Client, specification: dict[str, Any]
) -> None:
    sweep = idle_client.submit({**specification, "name": "cancelled"})
    with pytest.raises(srnet.SweepFailed, match="0 of 4 points are done") as raised:
        sweep.wait(on_change=lambda sweep, _: sweep.cancel())
    assert (raised.value.state, raised.value.failures, sweep.state) == ("cancelled", (), "cancelled")


def test_a_wait_without_check_returns_whatever_came_of_the_sweep(
    idle_client: srnet.Client, specification: dict[str, Any]
) -> None:
    sweep = idle_client.submit({**specification, "name": "unchecked"}).cancel()
    assert sweep.wait(check=False).state == "cancelled"


def test_a_cancelled_sweep_runs_again_when_it_is_retried(
    idle_client: srnet.Client, specification: dict[str, Any]
) -> None:
    sweep = idle_client.submit({**specification, "name": "retried", "max_length": 40}).cancel()
    assert sweep.retry() == 9
    assert sweep.state == "active"


def test_an_interrupt_ends_the_waiting_and_not_the_sweep(
    idle_client: srnet.Client, specification: dict[str, Any]
) -> None:
    sweep = idle_client.submit({**specification, "name": "interrupted"})
    previous = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            # While it waits for more, not within this call.
            sweep.wait(timeout=60, on_change=lambda *_: signal.setitimer(signal.ITIMER_REAL, 0.2))
    finally:
        signal.signal(signal.SIGALRM, previous)
    assert sweep.refresh().state == "active"


def test_changes_begin_with_every_stage(idle_client: srnet.Client, specification: dict[str, Any]) -> None:
    seen: list[int] = []

    def on_change(sweep: srnet.Sweep, changed: Sequence[srnet.Stage]) -> None:
        seen.append(len(changed))
        sweep.cancel()

    idle_client.submit({**specification, "name": "observed"}).wait(on_change=on_change, check=False)
    assert seen[0] == 9


def test_stages_that_failed_are_named_with_their_causes(own_idle: Installation, specification: dict[str, Any]) -> None:
    own_idle.start_worker(own_idle.write_failing_trainer())
    with srnet.connect(own_idle.address) as client:
        sweep = client.submit(specification)
        with pytest.raises(srnet.SweepFailed, match="import_dataset: diverged: the loss is not a number") as raised:
            sweep.wait()
    (failure,) = raised.value.failures
    assert (failure.kind, failure.state, failure.failure_class) == ("import_dataset", "failed", "diverged")
    assert pickle.loads(pickle.dumps(raised.value)).failures == (failure,)


def test_a_wait_goes_on_where_it_was_after_the_coordinator_was_started_anew(
    own_idle: Installation, specification: dict[str, Any]
) -> None:
    with srnet.connect(own_idle.address) as client:
        sweep = client.submit(specification)
        restarts = 0

        def on_change(sweep: srnet.Sweep, changed: Sequence[srnet.Stage]) -> None:
            nonlocal restarts
            if restarts == 0:
                restarts += 1
                own_idle.restart_coordinator()
            else:
                sweep.cancel()

        sweep.wait(timeout=60, on_change=on_change, check=False)
    assert (restarts, sweep.state) == (1, "cancelled")


def test_a_wait_gives_up_on_a_coordinator_that_stays_away(
    own_idle: Installation, specification: dict[str, Any]
) -> None:
    with srnet.connect(own_idle.address, patience=0.3) as client:
        sweep = client.submit(specification)
        with pytest.raises(srnet.Unavailable, match=r"Is srnet-coordinator running there\?"):
            sweep.wait(timeout=60, on_change=lambda *_: own_idle.coordinator.kill())


def test_a_call_outlasts_an_absence_of_the_coordinator(
    own_idle: Installation, specification: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        if not pauses:
            own_idle.start_coordinator()
        pauses.append(seconds)
        time.sleep(seconds)

    with srnet.connect(own_idle.address) as client:
        sweep = client.submit(specification)
        own_idle.coordinator.kill()
        monkeypatch.setattr(connection, "time", SimpleNamespace(monotonic=time.monotonic, sleep=sleep))
        assert sweep.refresh().state == "active"
    assert pauses

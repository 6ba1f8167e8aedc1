"""What the tests share: services to talk to, and one sweep that has run to its end."""

import pathlib
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
import srnet

from installation import Installation

SPECIFICATION: dict[str, Any] = {
    "name": "tiny",
    "model": "minilm",
    "tasks": ["embedded-nli"],
    "seeds": [1, 2],
    "grid": [
        {"pipeline": "finetune"},
        {"pipeline": "finetune_prune", "method": "mask", "loss": "std", "sparsity": 0.5},
    ],
    "overrides": {
        "finetune": {"epochs": 1, "learning_rate": 1e-3, "warmup": "10%", "evaluation_interval": 5},
        "mask": {"epochs": 1, "learning_rate": 1e-2, "warmup": 0, "evaluation_interval": 5},
    },
    "precision": "float32",
    "max_length": 48,
}


@pytest.fixture
def specification() -> dict[str, Any]:
    return dict(SPECIFICATION)


def installed() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="srnet-test-") as folder:
        installation = Installation(pathlib.Path(folder))
        try:
            yield installation
        finally:
            installation.stop()


@pytest.fixture(scope="session")
def idle() -> Iterator[Installation]:
    """A coordinator without a worker: nothing of a sweep ever runs."""
    yield from installed()


@pytest.fixture
def own_idle() -> Iterator[Installation]:
    """The same for one test, which may stop it."""
    yield from installed()


@pytest.fixture(scope="session")
def working() -> Iterator[Installation]:
    """A coordinator with a worker."""
    for installation in installed():
        installation.start_worker()
        yield installation


@pytest.fixture(scope="session")
def finished(working: Installation) -> Iterator[srnet.Sweep]:
    """The sweep of SPECIFICATION, done: 2 full models and 2 masks."""
    with srnet.connect(working.address) as client:
        yield client.submit(SPECIFICATION).wait()


@pytest.fixture
def idle_client(idle: Installation) -> Iterator[srnet.Client]:
    with srnet.connect(idle.address) as client:
        yield client


@pytest.fixture
def client(working: Installation, finished: srnet.Sweep) -> Iterator[srnet.Client]:
    with srnet.connect(working.address) as client:
        yield client

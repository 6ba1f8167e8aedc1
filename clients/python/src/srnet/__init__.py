"""Client of srnet: submit sweeps, wait for them, and have their results as DataFrames. Start with connect()."""

from importlib.metadata import version

from srnet.client import Client, connect
from srnet.errors import (
    Conflict,
    Exhausted,
    InvalidRequest,
    InvalidSpecification,
    NotFound,
    ServerError,
    SrnetError,
    SweepFailed,
    Unavailable,
    Unsupported,
    Violation,
    WaitTimeout,
)
from srnet.records import Artifact, LineageNode, Plan, Stage
from srnet.sweep import Sweep

__version__ = version("srnet")
__all__ = [
    "Artifact",
    "Client",
    "Conflict",
    "Exhausted",
    "InvalidRequest",
    "InvalidSpecification",
    "LineageNode",
    "NotFound",
    "Plan",
    "ServerError",
    "SrnetError",
    "Stage",
    "Sweep",
    "SweepFailed",
    "Unavailable",
    "Unsupported",
    "Violation",
    "WaitTimeout",
    "connect",
]

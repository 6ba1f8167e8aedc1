#!/usr/bin/env python3
"""Fails on any #include that is not an edge of the project's graph (docs/architecture.md, "Dependencies").

A unit is a second-level folder such as coordinator/planning. ALLOWED names, for each unit or its top folder, the units
or top folders that it may include besides itself. The graph is checked to be acyclic over what the sources really do.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
GENERATED = "srnet/v1"
GENERATED_FOLDERS = ("srnet/v1/", "google/rpc/")

ALLOWED: dict[str, list[str]] = {
    "common": ["common"],
    "model/tokenizer": ["common"],
    "model/metrics": ["common"],
    "model/data": ["common", "model/metrics", "model/tokenizer"],
    "model/tasks": ["common", "model/data", "model/metrics", "model/tokenizer"],
    "model/bias": ["common", "model/data", "model/tokenizer"],
    "model/kernels": ["common"],
    "model/attention": ["common", "model/kernels"],
    "model/safetensors": ["common"],
    "model/checkpoint": ["common", "model/encoder", "model/kernels", "model/safetensors"],
    "model/encoder": ["common", "model/attention", "model/kernels"],
    "model/loss": ["common", "model/kernels"],
    "model/optim": ["common", "model/kernels"],
    "model/prune": ["common", "model/encoder", "model/optim", "model/kernels", "model/checkpoint"],
    "model/export": ["common", "model/prune", "model/safetensors"],
    "model/evaluation": ["common", "model/data", "model/encoder", "model/loss", "model/metrics", "model/prune",
                         "model/checkpoint"],
    "model/training": ["common", "model"],
    "storage/sqlite": ["common"],
    "storage/schema": ["common", "storage/sqlite"],
    "storage/stores": ["common", "storage/sqlite", "storage/schema"],
    "storage/artifacts": ["common"],
    "coordinator/core": ["common"],
    "coordinator/leases": ["common", "coordinator/core"],
    "coordinator/scheduling": ["common", "coordinator/core", "coordinator/leases"],
    "coordinator/planning": ["common"],
    "coordinator/statistics": ["common"],
    "coordinator/stopping": ["common", "coordinator/statistics"],
    "coordinator/results": ["common", "coordinator/statistics", "storage"],
    "coordinator/rpc": ["common", "coordinator/core", "coordinator/leases", "coordinator/scheduling", GENERATED],
    "coordinator/admin": ["common", "coordinator/core"],
    "coordinator/app": ["common", "coordinator", "storage", GENERATED],
    "worker/supervise": ["common"],
    "worker/devices": ["common"],
    "worker/cache": ["common"],
    "worker/transfer": ["common", "worker/cache", GENERATED],
    "worker/attempts": ["common", "worker/supervise", "worker/cache", "worker/transfer"],
    "worker/session": ["common", "worker/attempts", "worker/transfer", GENERATED],
    "worker/app": ["common", "worker/session", "worker/attempts", "worker/transfer", "worker/supervise", "worker/devices",
                   "worker/cache", GENERATED],
    "worker/trainer": ["common", "model"],
    "cli/output": ["common", GENERATED],
    "cli/embedded": ["common", GENERATED],
    "cli": ["common", "cli", "model/bias", "model/data", "model/export", "model/tasks", "model/tokenizer", GENERATED],
    "tests": ["common", "model", "storage", "coordinator", "worker", "cli", "tests", GENERATED],
}

# Headers that only some units may see.
TORCH = re.compile(r"^(torch|ATen|c10)/")
TORCH_UNITS = ("model/", "worker/trainer", "tests/model", "tests/worker", "tests/bench", "tests/support")
WIRE = re.compile(r"^(grpc|google/protobuf|google/rpc|srnet/v1)")
WIRE_BANNED = ("common", "model", "storage", "worker/trainer", "coordinator/core", "coordinator/leases",
               "coordinator/scheduling", "coordinator/planning", "coordinator/statistics", "coordinator/stopping",
               "coordinator/results")
SQLITE = re.compile(r"^sqlite3\.h$")


def unit_of(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def allowed(unit: str, target: str) -> bool:
    if target == unit:
        return True
    table = ALLOWED.get(unit) or ALLOWED.get(unit.split("/")[0]) or []
    return any(target == entry or target.startswith(entry + "/") for entry in table)


def starts(unit: str, prefixes: tuple[str, ...]) -> bool:
    return any(unit == p or unit.startswith(p if p.endswith("/") else p + "/") for p in prefixes)


def find_cycle(edges: dict[str, set[str]]) -> list[str]:
    done: set[str] = set()

    def visit(node: str, trail: list[str]) -> list[str]:
        if node in trail:
            return trail[trail.index(node) :] + [node]
        if node in done:
            return []
        for other in sorted(edges.get(node, ())):
            if cycle := visit(other, trail + [node]):
                return cycle
        done.add(node)
        return []

    for start in sorted(edges):
        if cycle := visit(start, []):
            return cycle
    return []


def main() -> int:
    files = subprocess.check_output(["git", "ls-files", "*.cc", "*.h", "*.cu"], cwd=ROOT, text=True).split()
    errors: list[str] = []
    edges: dict[str, set[str]] = {}
    for file in files:
        unit = unit_of(file)
        for number, line in enumerate((ROOT / file).read_text().splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if not match:
                continue
            header, place = match[2], f"{file}:{number}"
            if TORCH.match(header) and not starts(unit + "/", TORCH_UNITS):
                errors.append(f"{place}: {unit} must not see LibTorch ({header})")
            if TORCH.match(header) and file.endswith(".cu"):
                errors.append(f"{place}: CUDA sources must not see LibTorch ({header})")
            if WIRE.match(header) and starts(unit, WIRE_BANNED):
                errors.append(f"{place}: {unit} must not see gRPC or protobuf ({header})")
            if SQLITE.match(header) and not starts(unit, ("storage/sqlite", "tests")):
                errors.append(f"{place}: only storage/sqlite includes {header}")
            if match[1] != '"':
                continue
            if header.startswith(GENERATED_FOLDERS):
                target = GENERATED
            elif (ROOT / header).exists():
                target = unit_of(header)
            else:
                continue
            if not allowed(unit, target):
                errors.append(f"{place}: {unit} must not include {header}; see ALLOWED in tools/checks/include_graph.py")
            if target != unit and not unit.startswith("tests"):
                edges.setdefault(unit, set()).add(target)
    if cycle := find_cycle(edges):
        errors.append("folders include each other in a circle: " + " -> ".join(cycle))
    print("\n".join(errors), file=sys.stderr, end="\n" if errors else "")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main())

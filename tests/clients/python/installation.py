"""The real programs in a folder of their own, driven as a user would. tests/e2e/installation.h is the same in C++."""

import os
import pathlib
import subprocess

from tiny_model import write_tiny_model


class Child:
    """A program that has said that it is ready; it does not outlive the tests."""

    def __init__(self, log: pathlib.Path, *command: str | os.PathLike[str]) -> None:
        ready, announce = os.pipe()
        with log.open("ab") as errors:
            # No preexec_fn: it would fork this process, whose gRPC has threads, and not only start another.
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *command, "--ready-fd", str(announce)],
                stderr=errors,
                pass_fds=[announce],
            )
        os.close(announce)
        with open(ready) as line:
            assert line.readline().startswith("ready"), f"{command[0]} ended before it was ready:\n{log.read_text()}"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class Installation:
    """A coordinator that has the model "minilm" and the data set "embedded-nli", both tiny."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.programs = pathlib.Path(os.environ["SRNET_PROGRAMS"])
        self.address = f"unix:{folder / 'socket'}"
        self.worker: Child | None = None
        self.start_coordinator()
        write_tiny_model(folder / "model")
        self.srnet("model", "import", "minilm", folder / "model")
        rows = {"train": "200", "dev": "40", "ood": "60"}
        options = [word for name, count in rows.items() for word in (f"--rows-{name}", count)]
        self.srnet("data", "generate", "--name", "embedded-nli", *options)

    def start_coordinator(self) -> None:
        command = [self.programs / "srnet-coordinator", "--state", self.folder / "coordinator"]
        self.coordinator = Child(
            self.folder / "coordinator.log", *command, "--listen", self.address, "--report-interval", "0.2"
        )

    def start_worker(self, trainer: pathlib.Path | None = None) -> None:
        command = [self.programs / "srnet-worker", "--coordinator", self.address, "--state", self.folder / "worker"]
        command += ["--trainer", trainer or self.programs / "srnet-trainer"]
        self.worker = Child(
            self.folder / "worker.log", *command, "--id", "w1", "--slots", "2", "--threads-per-slot", "1"
        )

    def restart_coordinator(self) -> None:
        """As after a crash."""
        self.coordinator.kill()
        self.start_coordinator()

    def srnet(self, *arguments: str | os.PathLike[str]) -> str:
        command = [self.programs / "srnet", "--server", self.address, *arguments]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    def write_failing_trainer(self) -> pathlib.Path:
        """Ends every stage at once, as one whose training has diverged."""
        script = self.folder / "failing-trainer"
        event = '{"event":"failed","class":"diverged","message":"the loss is not a number"}'
        script.write_text(f"#!/bin/sh\necho '{event}' >&3\nexit 1\n")
        script.chmod(0o755)
        return script

    def stop(self) -> None:
        for child in (self.worker, self.coordinator):
            if child is not None:
                child.kill()

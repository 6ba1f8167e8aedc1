"""Generates srnet.v1 from the protos, for every wheel anew: the checkout has one definition of the wire.

The protos are those of the checkout that holds this folder, or those that the sdist has brought along.
"""

import pathlib
import tempfile
from typing import Any

import grpc_tools
from grpc_tools import protoc
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# google/rpc is not among them: its package googleapis-common-protos defines the same names.
MODULES = ("sweep", "sweep_service", "result_service", "worker_service", "worker_admin_service")


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = pathlib.Path(self.root)
        if version == "editable":  # Imports come from the checkout then.
            generate(protos_for(root), root / "src")
            return
        self.folder = tempfile.TemporaryDirectory()
        generate(protos_for(root), pathlib.Path(self.folder.name))
        build_data["force_include"][str(pathlib.Path(self.folder.name, "srnet", "v1"))] = "srnet/v1"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version != "editable":
            self.folder.cleanup()


def protos_for(root: pathlib.Path) -> pathlib.Path:
    for folder in (root / "proto", root.parents[1] / "proto"):
        if (folder / "srnet" / "v1").is_dir():
            return folder
    raise FileNotFoundError(
        f"proto/srnet/v1 is neither in {root} nor in {root.parents[1]}: install from a whole checkout"
    )


def generate(protos: pathlib.Path, output: pathlib.Path) -> None:
    output.mkdir(parents=True, exist_ok=True)
    well_known = pathlib.Path(grpc_tools.__file__).parent / "_proto"
    command = [
        "protoc",
        f"-I{protos}",
        f"-I{well_known}",
        f"--python_out={output}",
        f"--pyi_out={output}",
        f"--grpc_python_out={output}",
        *(f"srnet/v1/{module}.proto" for module in MODULES),
    ]
    if protoc.main(command) != 0:
        raise RuntimeError("protoc could not compile the protos: see its messages above")
    (output / "srnet" / "v1" / "__init__.py").write_text('"""The wire, generated from proto/srnet/v1."""\n')

"""How a stock Jupyter kernel is started: in a cage like any notebook, or with limits only."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

from grader.records import Limits, Notebook
from grader.sandbox.inside.launch import CONNECTION, SOCKETS
from grader.sandbox.sealed import stack
from grader.sandbox.sealed.parent import NOBODY

LIBRARIES_MIB = 1536
"""Address space that an idle kernel with the scientific stack has reserved already."""
PYTHON = "python3"
CAGED = (
    "user, pid, mount, net, ipc and uts namespaces",
    "read-only root",
    "tmpfs",
    "rlimits",
    "no_new_privs",
    "landlock",
    "seccomp with sockets",
)
UNCAGED = ("process group", "rlimits")


def kernel_name_of(notebook: Notebook) -> str:
    """The kernel that a notebook asks for; every Python notebook gets ours.

    >>> kernel_name_of({"metadata": {"kernelspec": {"name": "venv42", "language": "python"}}})
    'python3'
    >>> kernel_name_of({"metadata": {"kernelspec": {"name": "ir", "language": "R"}}})
    'ir'
    >>> kernel_name_of({"metadata": {"kernelspec": {"name": "", "language": "R"}}})
    'python3'
    """
    match notebook.get("metadata"):
        case {"kernelspec": {"name": str(name), "language": str(language)}} if name:
            ours = language.lower() == "python" or name.lower() == PYTHON
            return PYTHON if ours else name
    return PYTHON


class ConfinedSpecs(KernelSpecManager):
    """Kernel specs whose commands confine themselves first.

    Attributes:
        folder: The notebook's own folder outside; its ``sockets`` is shared with a caged kernel.
        caged: In namespaces of its own, talking through sockets that are files.
    """

    limits: Limits
    folder: Path
    caged: bool

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The spec of that name; the grader's own Python stands in for any Python kernel.

        Raises:
            NoSuchKernel: If there is none of that name.
        """
        if kernel_name == PYTHON:
            python = f"{stack.VENV}/bin/python" if self.caged else sys.executable
            argv = [python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            spec = KernelSpec(argv=argv, display_name="Python 3", language="python")
        else:
            spec = super().get_kernel_spec(kernel_name)
        spec.argv = self._in_cage(spec.argv) if self.caged else self._limited(spec.argv)
        return spec

    def _limited(self, argv: list[str]) -> list[str]:
        rlimits = {
            "AS": (self.limits.memory_mib + LIBRARIES_MIB) << 20,
            "CPU": max(1, round(self.limits.cpu_s)),
            "FSIZE": self.limits.disk_mib << 20,
            "CORE": 0,
        }
        limited = str(stack.INSIDE / "limited.py")
        program = shutil.which(argv[0]) or argv[0]
        return [sys.executable, "-I", "-S", limited, json.dumps(rlimits), program, *argv[1:]]

    def _in_cage(self, argv: list[str]) -> list[str]:
        """Write down the cage of this kernel, for the launcher to build."""
        uid = NOBODY if os.geteuid() == 0 else None
        sockets = self.folder / "sockets"
        sockets.mkdir(exist_ok=True)
        if uid is not None:
            os.chown(sockets, uid, uid)
        program = argv[0] if argv[0].startswith("/") else f"/usr/bin/{argv[0]}"
        command = [program, *argv[1:]]
        plan = replace(
            stack.plan(uid),
            command=[word.replace("{connection_file}", CONNECTION) for word in command],
            writable=[(str(sockets), SOCKETS)],
        )
        limits = {
            "memory_mib": self.limits.memory_mib + LIBRARIES_MIB,
            "cpu_s": self.limits.cpu_s,
            "processes": self.limits.processes,
            "disk_mib": self.limits.disk_mib,
        }
        request = self.folder / "plan.json"
        request.write_text(json.dumps({"plan": plan.to_json(), "limits": limits}), encoding="utf-8")
        launch = [sys.executable, "-I", "-S", "-c", stack.LAUNCH_KERNEL, str(stack.INSIDE)]
        return [*launch, str(request), "{connection_file}"]


def kernel_environment(work: Path) -> Mapping[str, str]:
    """A kernel's environment, made from nothing: no secret of the grader's is in it."""
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    own = {"IPYTHONDIR": str(work / ".ipython"), "TMPDIR": str(work)}
    return stack.environment(str(work), path) | own

"""Which layers of the cage hold on this machine: tried, not guessed."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from typing import Literal

from grader.errors import GraderError
from grader.records import JSON, Limits, Run
from grader.sandbox.inside import landlock
from grader.sandbox.sealed.engine import SealedSandbox

TRIAL = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {},
    "cells": [
        {
            "cell_type": "code",
            "id": "trial",
            "metadata": {},
            "source": "import os\nos.getuid(), sorted(os.listdir('/'))",
            "outputs": [],
            "execution_count": None,
        }
    ],
}
CAGE = (
    "user, pid, mount, net, ipc and uts namespaces",
    "read-only root",
    "tmpfs",
    "no capabilities",
    "rlimits",
    "no_new_privs",
    "landlock",
    "seccomp",
    "cgroup",
)
"""Every layer that there can be, the strongest first; names begin like those in `Run.layers`."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the cage on this machine."""

    name: str
    holds: bool


@dataclass(frozen=True, slots=True)
class SystemReport:
    """The best profile that holds on a machine, and how much of it does.

    Attributes:
        profile: ``cage``: namespaces and all; ``landlock``: the weaker fallback; ``none``: student
            code cannot be confined, and is not run unless that is asked for.
        layers: Every layer that there can be, and whether it holds.
        notes: Sentences: why something does not hold, and what would help.
    """

    profile: Literal["cage", "landlock", "none"]
    layers: tuple[Layer, ...]
    notes: tuple[str, ...] = ()


PROFILES = {
    "cage": "a cage of namespaces of its own, one for each notebook",
    "landlock": "landlock and seccomp only, which is weaker; every report says so",
    "none": "nothing: notebooks are not run here unless --unsafe-no-sandbox is given",
}


def system_report() -> dict[str, JSON]:
    """What `grader doctor --system` prints, as JSON: see `examine`.

    Returns:
        ``engine`` (``sealed``, ``sealed, fallback`` or ``none``), ``runs in``, ``layers`` (name to
        whether it holds) and ``notes``.
    """
    report = examine()
    engine = {"cage": "sealed", "landlock": "sealed, fallback", "none": "none"}[report.profile]
    return {
        "engine": engine,
        "runs in": PROFILES[report.profile],
        "layers": {layer.name: layer.holds for layer in report.layers},
        "notes": list(report.notes),
    }


def examine() -> SystemReport:
    """Start each profile, run a notebook in it, and say which layers it reported."""
    notes = []
    for profile, caged in (("cage", True), ("landlock", False)):
        try:
            run = _trial(caged=caged)
        except (GraderError, OSError) as error:
            notes.append(f"{profile}: {error}")
            continue
        if run.fault is not None:
            reason = next((cell.reason for cell in run.cells if cell.reason), "it failed")
            notes.append(f"{profile}: {reason}")
            continue
        notes += _advice(run, caged=caged)
        return SystemReport("cage" if caged else "landlock", _layers(run), tuple(notes))
    return SystemReport("none", tuple(Layer(name, holds=False) for name in CAGE), tuple(notes))


def _trial(*, caged: bool) -> Run:
    sandbox = SealedSandbox(caged=caged)
    try:
        return sandbox.run(TRIAL, Limits())
    finally:
        sandbox.close()


def _layers(run: Run) -> tuple[Layer, ...]:
    return tuple(
        Layer(next((held for held in run.layers if held.startswith(name)), name), holds=True)
        if any(held.startswith(name) for held in run.layers)
        else Layer(name, holds=False)
        for name in CAGE
    )


def _advice(run: Run, *, caged: bool) -> list[str]:
    """What would make the cage stronger here."""
    advice = []
    if not caged:
        advice.append(
            "Namespaces are forbidden. In a container, allow them by "
            "`--security-opt seccomp=unconfined --security-opt apparmor=unconfined`; on Ubuntu, "
            "see the sysctl kernel.apparmor_restrict_unprivileged_userns."
        )
    if "cgroup" not in run.layers:
        who = "root" if os.geteuid() == 0 else "an ordinary user"
        advice.append(
            f"No control groups for {who} here: the memory of a notebook with several processes is "
            "watched every quarter of a second instead of bounded by the kernel."
        )
    abi = landlock.version()
    if 0 < abi < landlock.SCOPES_SINCE:
        advice.append(
            f"Linux {platform.release()} has landlock {abi}, which does not hold back signals; "
            "seccomp does."
        )
    return advice

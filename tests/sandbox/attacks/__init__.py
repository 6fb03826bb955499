"""Hostile cells, by what they attack."""

from __future__ import annotations

from sandbox.attacks import (
    clock,
    doors,
    files,
    forks,
    interpreter,
    kernel,
    memory,
    network,
    objects,
    processes,
    results,
    tampering,
)
from sandbox.attacks.attack import Attack, CellEnded, GoesOn, Interrupted, Killed

__all__ = ["ATTACKS", "Attack", "CellEnded", "GoesOn", "Interrupted", "Killed"]

TABLES = (
    clock,
    memory,
    processes,
    network,
    files,
    results,
    kernel,
    doors,
    interpreter,
    objects,
    tampering,
    forks,
)
ATTACKS: dict[str, Attack] = {name: row for table in TABLES for name, row in table.ATTACKS.items()}

"""Problem 8: every scheme is played on a network that counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache

import numpy as np

from grader.spec import Observation
from problems.message_counts import MessageCounts
from solutions.simulation.message_passing import Count, play


def oracle(params: MessageCounts, rng: np.random.Generator) -> Iterator[Observation]:
    """Play every scheme on a counting network, with several n and p where they are letters."""
    for workers, length in _sizes(params):
        at = _values(params, workers, length)
        counts = [_count(scheme, workers, length) for scheme in params.schemes]
        about = f"{workers} workers that passed {length} numbers around"
        tables = {
            "table": [[count.messages, count.size] for count in counts],
            "traffic": [[count.traffic] for count in counts],
            "busiest_node": [[count.busiest] for count in counts],
        }
        for part, value in tables.items():
            yield Observation(part=part, at=at, value=value, about=about)
        ring = _count("ring", workers, length)
        rounds_at = {name: value for name, value in at.items() if name == "n"}
        yield Observation(part="rounds", at=rounds_at, value=ring.rounds, about=about)
    for workers, length in ((2, 4), (3, 6), (8, 16)):
        vectors = rng.integers(-9, 10, size=(workers, length))
        held = play("ring", vectors).held / (workers if params.result == "mean" else 1)
        yield Observation(
            part="ring_steps",
            at={"arguments": (vectors.astype(float),)},
            value=held.tolist(),
            tolerance=1e-12,
            about="a ring that was played",
        )


def _sizes(params: MessageCounts) -> Iterable[tuple[int, int]]:
    numbers = (4, 8, 2, 16) if "tree" in params.schemes else (3, 4, 2, 7)
    for workers in numbers if params.n is None else (params.n,):
        for factor in (3, 5):
            if params.p is None:
                yield workers, workers * factor
        if params.p is not None:
            yield workers, params.p


def _values(params: MessageCounts, workers: int, length: int) -> dict[str, int]:
    played = {"n": workers, "p": length}
    return {
        name: played[name] for name, number in (("n", params.n), ("p", params.p)) if number is None
    }


@cache
def _count(scheme: str, workers: int, length: int) -> Count:
    """What a scheme costs; what the workers hold in the end was checked, and is not kept."""
    vectors = np.arange(workers * length).reshape(workers, length) % 17 - 8
    return replace(play(scheme, vectors), held=np.empty((0, length)))

"""Problem 8: messages, sizes and loads of each scheme, summed over its rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import sympy as sp

from grader.spec import Function, Probe
from problems.message_counts import MessageCounts

n, p, r = sp.symbols("n p r", integer=True, positive=True)
k = sp.Symbol("k", integer=True, positive=True)  # n = 2**k workers in a tree

Rows = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Stage:
    """Rounds of one pattern.

    Attributes:
        rounds: How many.
        sent: Messages of all machines in round r = 1, 2, ...
        busiest: Messages that the busiest machine sends or receives in a round.
        size: Parameters in a message.
    """

    rounds: Any
    sent: Any
    busiest: Any
    size: Any


STAGES: dict[str, tuple[Stage, ...]] = {
    "all_to_all": (Stage(1, n * (n - 1), 2 * (n - 1), p),),
    "server": (Stage(1, n, n, p), Stage(1, n, n, p)),
    "ring": (Stage(n - 1, n, 2, p / n), Stage(n - 1, n, 2, p / n)),
    "tree": (Stage(k, 2 ** (k - r), 1, p), Stage(k, 2 ** (r - 1), 1, p)),
    "owners": (
        Stage(1, n * (n - 1), 2 * (n - 1), p / n),
        Stage(1, n * (n - 1), 2 * (n - 1), p / n),
    ),
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a scheme costs, in n and p."""

    messages: Any
    size: Any
    traffic: Any
    busiest: Any
    rounds: Any


@cache
def cost(scheme: str) -> Cost:
    """Sum the stages of a scheme.

    >>> cost("ring").messages, cost("tree").messages, cost("tree").busiest
    (2*n*(n - 1), 2*(n - 1), 2*p*log(n)/log(2))
    """
    stages = STAGES[scheme]
    total = {
        "messages": sum(sp.summation(stage.sent, (r, 1, stage.rounds)) for stage in stages),
        "size": stages[0].size,
        "traffic": sum(
            sp.summation(stage.sent * stage.size, (r, 1, stage.rounds)) for stage in stages
        ),
        "busiest": sum(stage.rounds * stage.busiest * stage.size for stage in stages),
        "rounds": sum(stage.rounds for stage in stages),
    }
    return Cost(**{name: _tidy(value) for name, value in total.items()})


def _tidy(value: Any) -> Any:
    """In n instead of k, and in factors where that is no longer."""
    in_n = sp.expand(sp.simplify(value)).subs(2**k, n).subs(k, sp.log(n) / sp.log(2))
    return min(sp.factor(in_n), in_n, key=lambda form: (sp.count_ops(form), str(form)))


def worth(params: MessageCounts, value: Any) -> Any:
    """In the numbers that the variant names."""
    named = {symbol: number for symbol, number in _named(params) if number is not None}
    return sp.simplify(sp.sympify(value, strict=True).subs(named)) if named else value


def _named(params: MessageCounts) -> tuple[tuple[Any, int | None], ...]:
    return (n, params.n), (p, params.p)


@lru_cache(maxsize=64)
def reference(params: MessageCounts) -> dict[str, Any]:
    """Counts in n and p, or in the variant's numbers."""
    costs = [cost(scheme) for scheme in params.schemes]
    return {
        "table": [[worth(params, one.messages), worth(params, one.size)] for one in costs],
        "traffic": [[worth(params, one.traffic)] for one in costs],
        "busiest_node": [[worth(params, one.busiest)] for one in costs],
        "rounds": worth(params, cost("ring").rounds),
        "ring_steps": Function(call=_Result(params.result), probes=probes),
    }


@dataclass(frozen=True, slots=True)
class _Result:
    """What every worker holds at the end."""

    result: str

    def __call__(self, vectors: Any) -> Any:
        held = np.asarray(vectors, dtype=float)
        total = held.sum(axis=0) if self.result == "sum" else held.mean(axis=0)
        return np.tile(total, (len(held), 1))


def probes(rng: np.random.Generator) -> Sequence[Probe]:
    """Rings of several sizes; whole numbers, so that the order of adding does not matter."""

    def vectors(workers: int, length: int) -> Any:
        return rng.integers(-9, 10, size=(workers, length)).astype(float)

    n_, chunk = int(rng.integers(3, 7)), int(rng.integers(2, 5))
    return (
        Probe(
            arguments=(vectors(n_, n_ * chunk),),
            about=f"for {n_} workers and chunks of {chunk}",
        ),
        Probe(arguments=(vectors(2, 4),), about="for 2 workers"),
        Probe(arguments=(vectors(5, 5),), about="where every chunk is one number"),
        Probe(arguments=(vectors(16, 48),), about="for 16 workers"),
        Probe(arguments=(vectors(3, 6).tolist(),), about="when the vectors are given as lists"),
        Probe(arguments=(np.zeros((4, 8)),), about="for vectors of zeros"),
        Probe(
            arguments=(vectors(7, 7 * 30) / 8,),
            about="for numbers that are not whole",
        ),
    )

"""Problems of the course with some variants of each, drawn and simulated once for all tests."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

import problems
from grader.spec import Mistake, Observation, Part, Problem, Solution

SEEDS = range(30)


@dataclass(frozen=True, eq=False)
class Variant:
    """One variant with everything that its author says about it."""

    seed: int
    params: Any
    statement: str
    parts: tuple[Part, ...]
    reference: Mapping[str, Any]
    mistakes: Mapping[str, Sequence[Mistake]]
    observations: tuple[Observation, ...]

    def part(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)


@cache
def problem_ids() -> tuple[str, ...]:
    names = [module.name for module in pkgutil.iter_modules(problems.__path__)]
    return tuple(name for name in names if hasattr(_module("problems", name), "PROBLEM"))


def _module(package: str, name: str) -> Any:
    return importlib.import_module(f"{package}.{name}")


def problem(name: str) -> Problem[Any]:
    return _module("problems", name).PROBLEM


def solution(name: str) -> Solution[Any]:
    return _module("solutions", name).SOLUTION


def params(name: str, seed: int) -> Any:
    """Seed 0 is the canonical variant."""
    drawn = problem(name)
    return drawn.draw(np.random.default_rng([seed, 2718])) if seed else drawn.canonical


@cache
def variant(name: str, seed: int) -> Variant:
    stated, solved, drawn = problem(name), solution(name), params(name, seed)
    return Variant(
        seed=seed,
        params=drawn,
        statement=stated.statement(drawn),
        parts=stated.parts(drawn),
        reference=solved.reference(drawn),
        mistakes=solved.mistakes(drawn),
        observations=tuple(solved.oracle(drawn, np.random.default_rng([seed, 3141]))),
    )

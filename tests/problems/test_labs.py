"""What a student tries out in a lab leaves the symbols of every answer cell as they were."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sympy as sp

from grader.declarations import set_up_source
from grader.spec import Part
from tests.problems.variants import params, problem, problem_ids


@pytest.fixture(autouse=True)
def _pictures_are_not_shown() -> Iterator[None]:
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.switch_backend("agg")
    yield
    pyplot.close("all")


def _parts(seed: int) -> dict[str, tuple[Part, ...]]:
    return {name: problem(name).parts(params(name, seed)) for name in problem_ids()}


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("name", problem_ids())
def test_a_lab_binds_no_symbol_of_any_problem(name: str, seed: int) -> None:
    """Whoever runs a lab and goes back to an answer, there or elsewhere, finds symbols."""
    parts = _parts(seed)
    every = [part for of_one in parts.values() for part in of_one]
    names: dict[str, Any] = {"__name__": "__main__"}
    for of_one in (every, parts[name]):
        exec(set_up_source(of_one), names)  # noqa: S102 - our own source
    before = dict(names)
    assert sum(isinstance(value, sp.Symbol) for value in before.values()) > 40
    lab = problem(name).lab
    assert lab is not None
    exec(lab(params(name, seed)), names)  # noqa: S102 - our own source
    changed = {key for key, value in before.items() if names.get(key) is not value}
    assert changed <= {"__builtins__", "__annotations__"}


@pytest.mark.parametrize("seed", [0, 3])
@pytest.mark.parametrize("name", problem_ids())
def test_every_documented_symbol_is_one_after_the_set_up(name: str, seed: int) -> None:
    parts = problem(name).parts(params(name, seed))
    names: dict[str, Any] = {}
    exec(set_up_source(parts), names)  # noqa: S102 - our own source
    for part in parts:
        for symbol, domain in part.symbols.items():
            value = names[symbol]
            if "vector" in domain or "matrix" in domain:
                assert isinstance(value, sp.MatrixBase)
            elif domain != "function":
                assert isinstance(value, sp.Symbol)
                assert value.name == symbol

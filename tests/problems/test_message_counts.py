"""Problem 8: counts by formula are what workers count who really send, and rings really add up."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from problems.message_counts import SCHEMES, MessageCounts
from solutions.derivations.message_counts import cost, n, p, probes, reference
from solutions.forms.message_counts import around_the_ring
from solutions.simulation.message_passing import PLAYED, Network, play
from tests.problems.variants import SEEDS, params


def test_every_scheme_of_the_statement_can_be_played() -> None:
    assert set(SCHEMES) == set(PLAYED)


@pytest.mark.parametrize("scheme", PLAYED)
@pytest.mark.parametrize("workers", [2, 4, 8])
@pytest.mark.parametrize("chunk", [1, 3])
def test_formulas_count_what_the_network_counted(scheme: str, workers: int, chunk: int) -> None:
    vectors = np.arange(workers * workers * chunk).reshape(workers, -1) % 7
    count, formula = play(scheme, vectors), cost(scheme)
    at = {n: workers, p: workers * chunk}
    counted = [count.messages, count.size, count.traffic, count.busiest, count.rounds]
    formulas = [
        formula.messages, formula.size, formula.traffic, formula.busiest, formula.rounds,
    ]  # fmt: skip
    assert [float(one.subs(at)) if hasattr(one, "subs") else one for one in formulas] == counted


def test_the_canonical_table_is_the_banks() -> None:
    rows = reference(MessageCounts())["table"]
    wanted = [[n * (n - 1), p], [2 * n, p], [2 * n * (n - 1), p / n]]
    assert [[str(cell) for cell in row] for row in rows] == [
        [str(cell) for cell in row] for row in wanted
    ]


@pytest.mark.parametrize("workers", [3, 6, 12])
def test_a_tree_of_pairs_needs_a_power_of_two(workers: int) -> None:
    with pytest.raises(ValueError, match="power of two"):
        play("tree", np.ones((workers, workers)))


def test_a_machine_that_writes_to_itself_is_a_bug() -> None:
    with pytest.raises(ValueError, match="sends to itself"):
        Network().send(1, 1, np.ones(2))


@pytest.mark.parametrize("seed", SEEDS)
def test_named_numbers_divide_and_trees_have_powers_of_two(seed: int) -> None:
    drawn = params("message_counts", seed)
    assert "ring" in drawn.schemes
    assert drawn.n is None or drawn.n >= 4
    assert drawn.p is None or drawn.p % drawn.n == 0
    if "tree" in drawn.schemes and drawn.n is not None:
        assert drawn.n & (drawn.n - 1) == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_given_cells_say_what_the_reference_says(seed: int) -> None:
    drawn = params("message_counts", seed)
    table = reference(drawn)["table"]
    at = {"n": Fraction(7) if drawn.n is None else drawn.n, "p": drawn.p or 420 * 16}
    for (row, column), text in drawn.texts.items():
        symbols = {str(s): s for s in (n, p)}
        value = table[row][column]
        value = value.subs({symbols[name]: number for name, number in at.items()})
        assert float(value) == pytest.approx(_arithmetic(text, at))


def _arithmetic(text: str, at: dict[str, int | Fraction]) -> float:
    """A given cell as a number: factors and one quotient, which is all that cells hold."""
    top, _, bottom = text.partition("/")
    number = 1.0
    for factor in top.split():
        number *= float(at.get(factor, 0) or factor)
    return number / float(at.get(bottom, 0) or bottom or 1)


@pytest.mark.parametrize("result", ["sum", "mean"])
def test_the_solved_cell_agrees_with_the_reference_on_every_probe(result: str) -> None:
    function = reference(MessageCounts(result=result))["ring_steps"]
    space: dict[str, object] = {}
    exec(around_the_ring(result), space)  # noqa: S102 - our own source
    ring = space["ring"]
    for seed in range(5):
        for probe in probes(np.random.default_rng(seed)):
            expected = function.call(*probe.arguments)
            assert np.allclose(ring(*probe.arguments), expected, rtol=1e-12, atol=0), probe.about  # type: ignore[operator]


def test_a_ring_without_its_second_lap_leaves_workers_without_the_sum() -> None:
    space: dict[str, object] = {}
    exec(around_the_ring("sum", last_lap=False), space)  # noqa: S102 - our own source
    vectors = np.arange(9.0).reshape(3, 3)
    assert not np.allclose(space["ring"](vectors), np.tile(vectors.sum(axis=0), (3, 1)))  # type: ignore[operator]

"""Figures as students end a cell with them: drawn, written as the sandbox writes them, judged."""

from __future__ import annotations

import matplotlib
import numpy as np
import pytest

from grader.sandbox.inside.answer import answer
from grader.spec import Figure, Outline
from tests.kinds.asking import ask, says

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.patches import Circle, Rectangle

ANGLES = np.linspace(0, 2 * np.pi, 400)
ROUND = np.stack([np.cos(ANGLES), np.sin(ANGLES)])
CORNERS = np.array([[-2, -2], [2, -2], [2, 2], [-2, 2], [-2, -2]], float).T
SIDES = np.concatenate(
    [
        np.linspace(CORNERS[:, k], CORNERS[:, k + 1], 100, endpoint=False)
        for k in range(4)
    ]
)  # fmt: skip
ASKED = ask(
    "figure",
    Figure(
        outlines=(
            Outline(name="the circle", points=ROUND.T),
            Outline(name="the square", points=SIDES),
        )
    ),
)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def drawn(*, aspect="equal", square=CORNERS):
    figure, axes = plt.subplots()
    axes.set_aspect(aspect)
    lines = [*axes.plot(*ROUND), *axes.plot(*square)]
    return figure, axes, lines


def verdict(value):
    return says(ASKED, answer(value), "typed").verdict


def apart():
    figure, both = plt.subplots(1, 2)
    for axes, curve in zip(both, (ROUND, CORNERS), strict=True):
        axes.set_aspect("equal")
        axes.plot(*curve)
    return figure, both


ENDINGS = {
    "the figure": lambda: drawn()[0],
    "the axes": lambda: drawn()[1],
    "the lines of the last plot": lambda: drawn()[2][1:],
    "one line": lambda: drawn()[2][0],
    "fig, ax": lambda: drawn()[:2],
    "axes side by side": lambda: apart()[0],
    "an array of axes": lambda: apart()[1],
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_cell_may_end_with_anything_that_is_in_the_figure(ending):
    assert verdict(ENDINGS[ending]()) == "correct"


def test_patches_are_drawn_curves():
    figure, axes = plt.subplots()
    axes.set_aspect("equal")
    axes.add_patch(Circle((0, 0), 1, fill=False))
    axes.add_patch(Rectangle((-2, -2), 4, 4, fill=False))
    assert verdict(figure) == "correct"


def test_a_curve_of_very_many_points_costs_no_corner():
    figure, axes, _ = drawn()
    angles = np.linspace(0, 2 * np.pi, 200_001)
    axes.plot(np.cos(angles), np.sin(angles))
    axes.plot(np.cos(angles), np.sin(angles))
    assert verdict(figure) == "correct"


def test_so_many_short_curves_that_all_are_thinned_are_still_written():
    figure, axes = plt.subplots()
    for _ in range(40):
        for start in range(0, 400, 8):
            axes.plot(*ROUND[:, start : start + 10])
    written = answer(figure)["value"]["axes"][0]["lines"]
    assert sum(len(curve.split()) for curve in written) <= 2 * (20_000 + 40 * 50)
    assert verdict(figure) == "partial"


def test_logarithmic_axes_are_not_equal_whatever_their_aspect():
    figure, axes, _ = drawn()
    axes.set_xscale("log")
    axes.set_yscale("log")
    decision = says(ASKED, answer(figure), "typed")
    assert decision.verdict == "partial"
    assert "linear" in decision.hint


def test_a_corner_that_is_cut_off_is_missing_although_it_is_a_small_part():
    cut = np.array([[-2, -2], [2, -2], [2, 1.87], [1.87, 2], [-2, 2], [-2, -2]], float).T
    decision = says(ASKED, answer(drawn(square=cut)[0]), "typed")
    assert decision.verdict == "correct"  # that is within the thickness of a pen
    cut = np.where(cut == 1.87, 1.8, cut)
    decision = says(ASKED, answer(drawn(square=cut)[0]), "typed")
    assert decision.verdict == "partial"
    assert "Parts of the square are missing (98% of it" in decision.hint


def test_artists_of_two_figures_are_no_answer():
    assert verdict([drawn()[0], drawn()[0]]) == "unreadable"
    assert verdict([drawn()[0], 3]) == "unreadable"
    assert verdict([]) == "unreadable"

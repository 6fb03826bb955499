"""`figure`: judged by the points on its axes, however they were drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from grader.spec import Figure, Outline
from tests.kinds.asking import ask, says, value


def circle(radius=1.0, count=400, start=0.0, end=2 * math.pi):
    angles = np.linspace(start, end, count)
    return np.stack([radius * np.cos(angles), radius * np.sin(angles)], axis=1)


def square(half=1.0, each=100):
    t = np.linspace(-half, half, each)
    sides = [(t, -half + 0 * t), (half + 0 * t, t), (-t, half + 0 * t), (-half + 0 * t, -t)]
    return np.concatenate([np.stack(side, axis=1) for side in sides])


ASKED = ask(
    "figure",
    Figure(
        outlines=(
            Outline(name="the circle", points=circle()),
            Outline(name="the square", points=square()),
        ),
        mistaken=(
            (Outline(name="the circle", points=circle(2.0)), "The circle has another radius."),
            (Outline(name="the square", points=circle(0.5)), "A square has corners."),
        ),
    ),
)


def axes(*, equal=True, **drawn):
    plain = {key: [np.asarray(c, float).tolist() for c in curves] for key, curves in drawn.items()}
    return {
        "equal": equal,
        "xlim": [-2.0, 2.0],
        "ylim": [-2.0, 2.0],
        "title": "",
        "labels": [],
        **plain,
    }


def figure(*every):
    return value({"t": "figure", "axes": list(every)})


def pieces(curve, count):
    return list(np.array_split(curve, count))


CORNERS = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]], float)
WAYS = {
    "plotted lines": figure(axes(lines=[circle(), CORNERS])),
    "patches": figure(axes(patches=[circle(count=90), CORNERS])),
    "contours in pieces": figure(
        axes(contours=[*pieces(circle(count=2000), 7), *pieces(square(each=500), 9)])
    ),
    "scattered points": figure(axes(points=[circle(count=600), square(each=150)])),
    "collections": figure(axes(collections=[circle(), CORNERS])),
    "a mixture": figure(axes(lines=[CORNERS], points=[circle(count=600)])),
    "two pairs of axes": figure(axes(lines=[circle()]), axes(lines=[CORNERS])),
    "with the coordinate axes": figure(
        axes(lines=[circle(), CORNERS, [[-2, 0], [2, 0]], [[0, -2], [0, 2]]])
    ),
    "in the other direction": figure(axes(lines=[circle()[::-1], CORNERS[::-1]])),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_drawing_is_right(way):
    decision = says(ASKED, WAYS[way], "typed")
    assert decision.verdict == "correct", decision


WRONG = {
    "one curve only": (
        figure(axes(lines=[circle()])),
        "partial",
        0.5,
        "Parts of the square are missing",
    ),
    "half of a curve": (
        figure(axes(lines=[circle(end=math.pi), CORNERS])),
        "partial",
        0.5,
        "Parts of the circle are missing",
    ),
    "too few points": (
        figure(axes(points=[circle(count=9), square()])),
        "partial",
        0.5,
        "the circle",
    ),
    "another radius": (
        figure(axes(lines=[circle(2.0), CORNERS])),
        "partial",
        0.5,
        "another radius",
    ),
    "nothing right": (figure(axes(lines=[circle(5.0)])), "incorrect", 0.0, "The circle is not"),
    "no curve": (figure(axes()), "incorrect", 0.0, "no curve"),
    "no axes": (figure(), "incorrect", 0.0, "no curve"),
    "not equal": (figure(axes(equal=False, lines=[circle(), CORNERS])), "partial", 0.75, "aspect"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_missing_or_distorted_is_said(name):
    content, verdict, score, words = WRONG[name]
    decision = says(ASKED, content, "typed")
    assert (decision.verdict, decision.score) == (verdict, score)
    assert words in decision.hint


def test_another_curve_besides_is_for_a_person():
    stray = figure(axes(lines=[circle(), CORNERS, circle(0.4)]))
    assert says(ASKED, stray, "typed").verdict == "undecided"


def test_a_filled_plane_is_no_answer():
    grid = np.stack(np.meshgrid(np.linspace(-2, 2, 90), np.linspace(-2, 2, 90)), axis=-1)
    everywhere = figure(axes(points=[grid.reshape(-1, 2)]))
    assert says(ASKED, everywhere, "typed").verdict != "correct"
    specks = grid.reshape(-1, 1, 2) + np.array([[0.0, 0.0], [0.001, 0.0]])
    assert says(ASKED, figure(axes(lines=list(specks[::2]))), "typed").verdict != "correct"
    both = figure(axes(lines=[circle(), CORNERS], points=[grid[::9].reshape(-1, 2)]))
    assert says(ASKED, both, "typed").verdict == "undecided"
    hatched = figure(axes(lines=list(grid)))
    assert says(ASKED, hatched, "typed").verdict != "correct"


def test_a_few_marked_points_are_decoration():
    marked = figure(axes(lines=[circle(), CORNERS], points=[[[0.3, 0.4], [0.5, -0.2], [0, 0]]]))
    assert says(ASKED, marked, "typed").verdict == "correct"


NO_FIGURE = [
    ("typed", value({"t": "none"})),
    ("typed", value({"t": "list", "a": []})),
    ("typed", None),
    ("text", "<Figure size 640x480 with 1 Axes>"),
    ("json", [[1, 2]]),
    ("typed", value({"t": "figure"})),
    ("typed", value({"t": "figure", "axes": [5]})),
    ("typed", figure({"equal": "yes"})),
    ("typed", figure({"equal": True, "lines": [[[0, "x"]]], "xlim": [0, 1], "ylim": [0, 1]})),
    ("typed", figure({"equal": True, "lines": [[[0, 1e308]]], "xlim": [0, 1], "ylim": [0, 1]})),
    ("typed", figure({"equal": True, "lines": 7, "xlim": [0, 1], "ylim": [0, 1]})),
    ("typed", figure({"equal": True, "lines": [[[True, False]]], "xlim": [0, 1], "ylim": [0, 1]})),
]


@pytest.mark.parametrize(("form", "content"), NO_FIGURE)
def test_what_is_no_figure_is_unreadable(form, content):
    assert says(ASKED, content, form).verdict == "unreadable"


@pytest.mark.parametrize("far", [1e300, -1e300, 1e9, 5e-324])
def test_points_far_away_do_no_harm(far):
    odd = axes(lines=[[[0, 0], [far, far]], [[far, -far]], [[far, 0], [far, far], [-far, far]]])
    assert says(ASKED, figure(odd), "typed").verdict == "incorrect"

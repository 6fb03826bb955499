"""A figure crosses as points in data units, whatever drew it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("agg")
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection

from grader.errors import Unreadable
from grader.reading.typed import DrawnFigure, figure_of
from grader.sandbox.inside import answer

ANGLES = np.linspace(0, 2 * np.pi, 200)
GRID = np.linspace(-2, 2, 120)


@pytest.fixture
def axes() -> Iterator[Any]:
    figure, ax = plt.subplots()
    ax.set_xlim(-2, 2)
    ax.set_ylim(-2, 2)
    yield ax
    plt.close(figure)


def _drawn(ax: Any) -> DrawnFigure:
    return figure_of(json.loads(json.dumps(answer.answer(ax.figure))))


def _points(figure: DrawnFigure) -> np.ndarray[Any, Any]:
    return np.array([point for axes in figure.axes for curve in axes.curves for point in curve])


def _arc(ax: Any) -> None:
    ax.add_collection(LineCollection([np.column_stack([np.cos(ANGLES), np.sin(ANGLES)])]))


CIRCLES: dict[str, Callable[[Any], Any]] = {
    "plot": lambda ax: ax.plot(np.cos(ANGLES), np.sin(ANGLES)),
    "markers": lambda ax: ax.plot(np.cos(ANGLES), np.sin(ANGLES), "."),
    "scatter": lambda ax: ax.scatter(np.cos(ANGLES), np.sin(ANGLES)),
    "contour": lambda ax: ax.contour(GRID, GRID, GRID[None, :] ** 2 + GRID[:, None] ** 2, [1.0]),
    "circle": lambda ax: ax.add_patch(plt.Circle((0, 0), 1, fill=False)),
    "polygon": lambda ax: ax.add_patch(
        plt.Polygon(np.column_stack([np.cos(ANGLES), np.sin(ANGLES)]))
    ),
    "fill": lambda ax: ax.fill(np.cos(ANGLES), np.sin(ANGLES)),
    "collection": _arc,
}


@pytest.mark.parametrize("draw", CIRCLES.values(), ids=CIRCLES.keys())
def test_a_circle_is_a_circle_however_it_is_drawn(axes: Any, draw: Callable[[Any], Any]) -> None:
    draw(axes)
    points = _points(_drawn(axes))
    assert np.allclose(np.hypot(*points.T), 1, atol=2e-3)
    turned = np.sort(np.arctan2(points[:, 1], points[:, 0]))
    assert np.max(np.diff(turned)) < 0.3


def test_a_rectangle_has_its_corners(axes: Any) -> None:
    axes.add_patch(plt.Rectangle((-1, -1), 2, 2, fill=False))
    corners = {tuple(point) for point in np.round(_points(_drawn(axes)), 9)}
    assert {(-1, -1), (1, -1), (1, 1), (-1, 1)} <= corners


def test_lines_in_other_units_come_in_data_units(axes: Any) -> None:
    axes.axhline(0.5)
    points = _points(_drawn(axes))
    assert np.allclose(points[:, 1], 0.5)
    assert np.allclose(points[:, 0], [-2, 2])


def test_missing_numbers_cut_a_curve(axes: Any) -> None:
    axes.plot([0, 1, np.nan, 2, 3], [0, 1, 2, 3, 4])
    assert [len(curve) for curve in _drawn(axes).axes[0].curves] == [2, 2]


@pytest.mark.parametrize(
    ("heights", "sizes"),
    [
        ([np.nan, 1, 2], [2]),
        ([1, np.nan, np.nan, 2], [1, 1]),
        ([1, 2, np.inf], [2]),
        ([np.nan, np.nan], []),
        (np.ma.masked_greater([1, 2, 9, 4], 5), [2, 1]),
    ],
)
def test_what_is_missing_at_an_end_or_twice_is_no_point(
    axes: Any, heights: Any, sizes: list[int]
) -> None:
    axes.plot(range(len(heights)), heights)
    assert [len(curve) for curve in _drawn(axes).axes[0].curves] == sizes


def test_masked_points_of_a_scatter_are_no_points(axes: Any) -> None:
    axes.scatter([0, 1, 2], np.ma.masked_greater([1, 9, 2], 5))
    assert _drawn(axes).axes[0].curves == (((0.0, 1.0),), ((2.0, 2.0),))


def test_a_coordinate_crosses_with_ten_digits(axes: Any) -> None:
    axes.plot([-1 / 3, 0], [1e-300, 2e25 / 3])
    assert _drawn(axes).axes[0].curves == (((-0.3333333333, 1e-300), (0.0, 6.666666667e24)),)


def test_a_gradebook_of_earlier_days_has_its_points_in_pairs() -> None:
    axes = {"equal": True, "xlim": [0, 1], "ylim": [0, 1]}
    now, then = (
        figure_of({"t": "figure", "axes": [{**axes, "lines": [curve]}]})
        for curve in ("0 1 2.5 -3e-05", [[0, 1], [2.5, -3e-05]])
    )
    assert now == then


@pytest.mark.parametrize(
    "curve", ["", "1", "1 2 3", "1  2", "1 x", "nan 1", "1 inf", "1 1e400", "1 2" * 400_000]
)
def test_a_curve_that_the_grader_does_not_write_is_refused(curve: str) -> None:
    axes = {"equal": True, "xlim": [0, 1], "ylim": [0, 1], "lines": [curve]}
    with pytest.raises(Unreadable):
        figure_of({"t": "figure", "axes": [axes]})


def test_what_is_not_visible_is_not_there(axes: Any) -> None:
    axes.plot([0, 1], [0, 1], visible=False)
    assert _drawn(axes).axes[0].curves == ()


def test_lone_points_stay_alone(axes: Any) -> None:
    axes.scatter([0, 1], [0, 1])
    assert _drawn(axes).axes[0].curves == (((0.0, 0.0),), ((1.0, 1.0),))


def test_equal_scales_are_seen_declared_or_in_fact(axes: Any) -> None:
    assert not _drawn(axes).axes[0].equal
    axes.set_aspect("equal")
    assert _drawn(axes).axes[0].equal


def test_many_points_are_thinned(axes: Any) -> None:
    for _ in range(5):
        axes.plot(np.linspace(0, 1, 50_000), np.linspace(0, 1, 50_000))
    figure = _drawn(axes)
    assert 10_000 < len(_points(figure)) <= 25_000
    assert all(curve[-1] == (1.0, 1.0) for curve in figure.axes[0].curves)


@pytest.mark.parametrize(
    "node",
    [
        {"t": "int", "v": "1"},
        {"t": "figure"},
        {"t": "figure", "axes": [{}]},
        {"t": "figure", "axes": [{"equal": True, "xlim": [0], "ylim": [0, 1]}]},
        {
            "t": "figure",
            "axes": [{"equal": True, "xlim": [0, 1], "ylim": [0, 1], "lines": [[[0, "x"]]]}],
        },
        {
            "t": "figure",
            "axes": [{"equal": True, "xlim": [0, 1], "ylim": [0, 1], "lines": [[[0, 1e308 * 10]]]}],
        },
        {
            "t": "figure",
            "axes": [{"equal": True, "xlim": [0, 1], "ylim": [0, 1], "lines": [[[0, 1]] * 40_000]}],
        },
        {"t": "figure", "axes": [{"equal": True, "xlim": [0, 10**400], "ylim": [0, 1]}]},
    ],
    ids=range(8),
)
def test_a_figure_in_another_form_is_refused(node: Any) -> None:
    with pytest.raises(Unreadable):
        figure_of({"version": 1, "value": node})

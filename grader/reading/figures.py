"""Figures as data: the curves and points of every pair of axes, in data units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from grader.errors import Unreadable
from grader.reading.envelope import malformed, value_of
from grader.records import JSON

POINTS: Final = 25_000
CURVES: Final = 20_000
FARTHEST: Final = 1e300
"""Of a coordinate; what is infinite, or no number, is none."""
CHARACTERS: Final = 60
"""Of a point, written as two numbers, at most."""
_JOINED: Final = ("lines", "patches", "collections", "contours")

Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class DrawnAxes:
    """What one pair of axes shows.

    Attributes:
        curves: Polylines; a point that stands alone is a curve of one point.
        equal: Whether a unit is as long in both directions.
        xlim: The visible range.
        ylim: The visible range.
        title: Above the axes.
        labels: Of the x and the y axis.
    """

    curves: tuple[Curve, ...]
    equal: bool
    xlim: tuple[float, float] = (0.0, 1.0)
    ylim: tuple[float, float] = (0.0, 1.0)
    title: str = ""
    labels: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class DrawnFigure:
    """What a figure shows."""

    axes: tuple[DrawnAxes, ...]


def figure_of(json_value: JSON) -> DrawnFigure:
    """The figure of a typed answer (envelope, JSON text of it, or the figure's node).

    Raises:
        Unreadable: no figure, or not in the form that the grader writes.
    """
    if isinstance(json_value, dict) and "t" in json_value:
        json_value = {"version": 1, "value": json_value}
    node = value_of(json_value)
    if not isinstance(node, dict):
        raise malformed()
    if node.get("t") != "figure":
        raise Unreadable("A figure drawn by this cell with matplotlib would be read here.")
    axes = node.get("axes")
    if not isinstance(axes, list) or len(axes) > 16:
        raise malformed()
    return DrawnFigure(tuple(_axes(one) for one in axes))


def _axes(node: JSON) -> DrawnAxes:
    if not isinstance(node, dict) or not isinstance(node.get("equal"), bool):
        raise malformed()
    curves = [_curve(curve) for key in _JOINED for curve in _list(node.get(key))]
    curves += [(point,) for curve in _list(node.get("points")) for point in _curve(curve)]
    if len(curves) > CURVES or sum(map(len, curves)) > POINTS:
        raise Unreadable("The figure has more points than are read.")
    labels = _list(node.get("labels"))
    return DrawnAxes(
        curves=tuple(curve for curve in curves if curve),
        equal=node["equal"],
        xlim=_pair(node.get("xlim")),
        ylim=_pair(node.get("ylim")),
        title=_words(node.get("title")),
        labels=(_words(labels[0]), _words(labels[1])) if len(labels) == 2 else ("", ""),
    )


def _list(value: JSON) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise malformed()
    return value


def _curve(value: JSON) -> Curve:
    """The points of ``x y x y ...``; gradebooks of earlier days have lists of pairs."""
    if not isinstance(value, str):
        return tuple(_pair(point) for point in _list(value))
    if len(value) > POINTS * CHARACTERS:
        raise Unreadable("The figure has more points than are read.")
    try:
        numbers = [float(word) for word in value.split(" ")]
    except ValueError:
        raise malformed() from None
    if len(numbers) % 2 or not all(map(_is_drawn, numbers)):
        raise malformed()
    return tuple(zip(numbers[::2], numbers[1::2], strict=True))


def _pair(value: JSON) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise malformed()
    x, y = value
    if not all(type(number) in (int, float) and _is_drawn(number) for number in value):
        raise malformed()
    return float(x), float(y)


def _is_drawn(number: float) -> bool:
    return abs(number) <= FARTHEST


def _words(value: JSON) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 200:
        raise malformed()
    return value

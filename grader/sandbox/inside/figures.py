"""Writes a Matplotlib figure as typed JSON: everything that is drawn, in data units."""

from __future__ import annotations

import math
import sys
from typing import Any

POINTS = 20_000
"""Points of all curves together; what has more is thinned."""

SHORT = 64
"""Points of a curve that is left as it is, if there are few such: its points are corners."""

Node = dict[str, Any]
Curve = Any
"""Points in data units, in order: an array of shape (points, 2), of finite numbers."""


def drawing(value: Any, kind: type) -> Node | None:
    """The node of a figure, or of the figure that axes or a line are in; ``None`` for all else."""
    figure = _figure_of(value, kind)
    return None if figure is None else _figure(figure)


def drawing_of_all(values: Any) -> Node | None:
    """The node of the one figure that every entry is or is in, as of ``fig, ax``."""
    figures: list[Any] = []
    for value in values:
        figure = _figure_of(value, type(value))
        if figure is None or (figures and figure is not figures[0]):
            return None
        figures.append(figure)
    return _figure(figures[0]) if figures else None


def _figure_of(value: Any, kind: type) -> Any:
    """The figure, told by the type alone; what a student's class says is not asked."""
    figure = sys.modules.get("matplotlib.figure")
    axes = sys.modules.get("matplotlib.axes")
    if figure is None or axes is None:
        return None
    if kind is figure.Figure:
        return value
    if kind is axes.Axes or kind is sys.modules["matplotlib.lines"].Line2D:
        found = value.figure
        return found if type(found) is figure.Figure else None
    return None


def _figure(figure: Any) -> Node:
    """Everything that is drawn, in data units, whatever drew it."""
    axes = list(figure.axes)[:16]
    drawn = [_axes(ax) for ax in axes]
    sizes = [len(curve) for one in drawn for key in _CURVES for curve in one[key]]
    few = sum(size for size in sizes if size <= SHORT)
    short = SHORT if few <= POINTS // 2 else 0
    step = -(-(sum(sizes) - few) // (POINTS - few)) if short else -(-sum(sizes) // POINTS)
    for one in drawn:
        for key in _CURVES:
            curves = one[key] if step <= 1 else one[key][:POINTS]
            one[key] = [
                _written(curve if len(curve) <= short else _thinned(curve, step))
                for curve in curves
            ]
    return {"t": "figure", "axes": drawn}


_CURVES = ("lines", "patches", "collections", "contours", "points")


def _thinned(curve: Curve, step: int) -> Curve:
    """Every so manieth point, and the last."""
    if step <= 1:
        return curve
    return curve[[*range(0, len(curve) - 1, step), len(curve) - 1]]


def _written(curve: Curve) -> str:
    """``x y x y ...``: as lists of pairs thousands of points would be thousands of objects."""
    numbers = curve.ravel().tolist()
    return " ".join(["%.10g"] * len(numbers)) % tuple(numbers)


def _axes(ax: Any) -> Node:
    inverse = ax.transData.inverted()
    lines, points = _lines(ax, inverse)
    collections, contours, scattered = _collections(ax, inverse)
    patches = [
        curve
        for patch in ax.patches
        if patch.get_visible()
        for curve in _curves(patch.get_path(), patch.get_transform(), ax, inverse)
    ]
    aspect = ax.get_aspect()
    return {
        "aspect": aspect if isinstance(aspect, str) else float(aspect),
        "equal": _is_equal(ax, aspect),
        "xlim": [_number(end) for end in ax.get_xlim()],
        "ylim": [_number(end) for end in ax.get_ylim()],
        "lines": lines,
        "patches": patches,
        "collections": collections,
        "contours": contours,
        "points": points + scattered,
        "images": len(ax.images),
        "title": str(ax.get_title())[:200],
        "labels": [str(ax.get_xlabel())[:200], str(ax.get_ylabel())[:200]],
    }


def _is_equal(ax: Any, aspect: Any) -> bool:
    """Whether a unit is as long in both directions, declared or in fact."""
    if ax.get_xscale() != "linear" or ax.get_yscale() != "linear":
        return False
    if not isinstance(aspect, str):
        return abs(float(aspect) - 1) < 0.02
    (x0, y0), (x1, _), (_, y1) = ax.transData.transform([(0, 0), (1, 0), (0, 1)])
    return bool(y1 != y0 and abs((x1 - x0) / (y1 - y0) - 1) < 0.02)


def _number(value: Any) -> float:
    number = float(value)
    return float(f"{number:.10g}") if math.isfinite(number) else 0.0


def _split(rows: Any) -> list[Curve]:
    """Rows of numbers as curves, cut where a number is missing."""
    numpy: Any = sys.modules["numpy"]
    rows = numpy.ma.filled(numpy.ma.asarray(rows, dtype=float), math.nan)
    gaps = numpy.flatnonzero(~numpy.isfinite(rows).all(axis=1))
    if len(gaps) == 0:
        return [rows] if len(rows) else []
    first, *others = numpy.split(rows, gaps)
    return [curve for curve in (first, *(other[1:] for other in others)) if len(curve)]


def _few(rows: Any) -> Any:
    return _thinned(rows, -(-len(rows) // POINTS))


def _lines(ax: Any, inverse: Any) -> tuple[list[Curve], list[Curve]]:
    lines: list[Curve] = []
    points: list[Curve] = []
    for line in ax.get_lines():
        if not line.get_visible():
            continue
        rows = _few(line.get_xydata())
        transform = line.get_transform()
        if transform != ax.transData:
            rows = inverse.transform(transform.transform(rows))
        joined = str(line.get_linestyle()) not in ("None", " ", "")
        (lines if joined else points).extend(_split(rows))
    return lines, points


def _curves(path: Any, transform: Any, ax: Any, inverse: Any) -> list[Curve]:
    """The outlines of a path in data units, curves flattened finely."""
    if transform != ax.transData:
        path = inverse.transform_path(transform.transform_path(path))
    vertices = path.vertices
    if len(vertices) == 0:
        return []
    numpy: Any = sys.modules["numpy"]
    finite = numpy.abs(vertices[numpy.isfinite(vertices)])
    scale = 2_000 / max(float(finite.max()) if finite.size else 1.0, 1e-12)
    if path.codes is None:
        return _split(_few(vertices))
    outlines = type(path)(vertices * scale, path.codes).to_polygons(closed_only=False)
    return [curve for outline in outlines for curve in _split(_few(outline / scale))]


def _collections(ax: Any, inverse: Any) -> tuple[list[Curve], list[Curve], list[Curve]]:
    drawn: list[Curve] = []
    contours: list[Curve] = []
    scattered: list[Curve] = []
    collections = sys.modules["matplotlib.collections"]
    contour = sys.modules.get("matplotlib.contour")
    for artist in ax.collections:
        if not artist.get_visible():
            continue
        if isinstance(artist, collections.PathCollection):
            rows = _few(artist.get_offsets())
            if artist.get_offset_transform() != ax.transData:
                rows = inverse.transform(artist.get_offset_transform().transform(rows))
            scattered.extend(_split(rows))
            continue
        is_contour = contour is not None and isinstance(artist, contour.ContourSet)
        found = [
            curve
            for path in artist.get_paths()[:POINTS]
            for curve in _curves(path, artist.get_transform(), ax, inverse)
        ]
        (contours if is_contour else drawn).extend(found)
    return drawn, contours, scattered

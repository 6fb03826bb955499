"""The report of a class: plots as PNG, and a page that holds them."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

from grader.records import Verdict
from grader.statistics.numbers import PartNumbers
from grader.statistics.summary import Summary

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = {
    Verdict.CORRECT: "#2e7d32",
    Verdict.PARTIAL: "#9ccc65",
    Verdict.INCORRECT: "#c62828",
    Verdict.UNDECIDED: "#f9a825",
    Verdict.UNREADABLE: "#ef6c00",
    Verdict.NOT_RUN: "#6a1b9a",
    Verdict.MISSING: "#bdbdbd",
}


LINE_IN = 0.12
"""Inches from one label to the next."""


def plots(summary: Summary) -> dict[str, bytes]:
    """PNG by name: ``scores``, ``verdicts``, ``items`` and ``time``."""
    return {
        "scores": _png(_scores(summary)),
        "verdicts": _png(_verdicts(summary.parts)),
        "items": _png(_items(summary.parts)),
        "time": _png(_time(summary)),
    }


def page(summary: Summary, pictures: dict[str, bytes]) -> str:
    """The page as HTML, in one file with its pictures; everything from students is escaped."""
    environment = Environment(
        loader=PackageLoader("grader.statistics", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = _number
    environment.filters["percent"] = _percent
    return environment.get_template("report.html.j2").render(
        summary=summary,
        verdicts=list(Verdict),
        pictures={name: base64.b64encode(png).decode() for name, png in pictures.items()},
        median_s=float(np.median(summary.time.wall_s)) if summary.time.wall_s else None,
    )


def _number(value: float | None, places: int = 2) -> str:
    return "–" if value is None else f"{value:.{places}f}".rstrip("0").rstrip(".") or "0"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


# ---------------------------------------------------------------------------------- plots


def _scores(summary: Summary) -> Figure:
    figure, axes = _figure(7, 3)
    most = summary.scores.max_score or 1.0
    axes.hist(summary.scores.scores, bins=np.linspace(0, most, 21), color="#1565c0", rwidth=0.92)
    if summary.scores.mean is not None:
        axes.axvline(summary.scores.mean, color="black", linewidth=1, linestyle="--")
    axes.set_xlabel("score (dashed: the mean)")
    axes.set_ylabel("students")
    return figure


def _verdicts(parts: Sequence[PartNumbers]) -> Figure:
    figure, axes = _figure(7, max(2.0, 0.24 * len(parts) + 1))
    names = [part.part for part in parts]
    left = np.zeros(len(parts))
    for verdict, colour in COLOURS.items():
        counts = np.array([part.verdicts.get(verdict, 0) for part in parts], dtype=float)
        if counts.any():
            label = verdict.value.replace("_", " ")
            axes.barh(names, counts, left=left, color=colour, label=label)
        left += counts
    axes.invert_yaxis()
    axes.set_xlabel("students")
    axes.tick_params(axis="y", labelsize=7)
    axes.margins(y=0.01)
    if parts:
        figure.legend(fontsize=7, ncols=4, loc="outside upper center")
    return figure


def _items(parts: Sequence[PartNumbers]) -> Figure:
    shown = [
        (part.discrimination, part.difficulty, part.part)
        for part in parts
        if part.difficulty is not None and part.discrimination is not None
    ]
    height = max(4.0, LINE_IN * len(shown) + 1)
    figure, axes = _figure(7, height)
    axes.scatter([x for _, x, _ in shown], [y for y, _, _ in shown], s=14)
    axes.axhline(0, color="grey", linewidth=0.8)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("difficulty: mean fraction of the points (1 is easy)")
    axes.set_ylabel("discrimination")
    low, high = axes.get_ylim()
    axes.set_ylim(low, high)
    wanted = [(y - low) / (high - low) for y, _, _ in sorted(shown)]
    for (y, x, name), place in zip(
        sorted(shown), _apart(wanted, LINE_IN / (height - 1)), strict=True
    ):
        axes.annotate(
            name,
            (x, y),
            fontsize=6,
            xytext=(1.04, place),
            textcoords="axes fraction",
            va="center",
            arrowprops={"arrowstyle": "-", "color": "silver", "linewidth": 0.4, "relpos": (0, 0.5)},
        )
    return figure


def _apart(heights: Sequence[float], least: float) -> list[float]:
    """Places from 0 to 1 for labels, each so far above the one before.

    Args:
        heights: Where they would be, in ascending order.
        least: How far; all together must fit.

    >>> _apart([0.25, 0.25, 1.0, 1.0], 0.25)
    [0.25, 0.5, 0.75, 1.0]
    """
    steps = least * np.arange(len(heights))
    lowest = np.maximum.accumulate(np.asarray(heights, dtype=float) - steps)
    most = 1 - least * max(0, len(heights) - 1)
    return [float(place) for place in np.minimum(lowest, most) + steps]


def _time(summary: Summary) -> Figure:
    figure, axes = _figure(7, 3)
    axes.hist(summary.time.wall_s, bins=30, color="#546e7a")
    axes.set_xlabel("seconds that a notebook ran")
    axes.set_ylabel("runs")
    return figure


def _figure(width: float, height: float) -> tuple[Figure, Any]:
    # slow to load, and most commands draw nothing; no pyplot: it keeps every figure, and is not
    # for several threads
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


def _png(figure: Figure) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=110, metadata={"Software": None})
    return out.getvalue()

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
    figure, axes = _figure(7, 4)
    shown = [p for p in parts if p.difficulty is not None and p.discrimination is not None]
    axes.scatter([p.difficulty for p in shown], [p.discrimination for p in shown], s=14)
    together: dict[tuple[Any, Any], list[str]] = {}
    for part in shown:
        together.setdefault((part.difficulty, part.discrimination), []).append(part.part)
    for (x, y), names in together.items():
        axes.annotate(
            "\n".join(names),
            (x, y),
            fontsize=6,
            xytext=(-4 if x > 0.5 else 4, 0),
            textcoords="offset points",
            ha="right" if x > 0.5 else "left",
            va="center",
        )
    axes.axhline(0, color="grey", linewidth=0.8)
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("difficulty: mean fraction of the points (1 is easy)")
    axes.set_ylabel("discrimination")
    return figure


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

"""A simulation's way next to the student's value, as a small SVG inside the page.

Every curve has a mark of its own beside its colour; the description says all that is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from grader.kinds.trajectories import Shown

WIDTH, HEIGHT = 420, 190
LEFT, RIGHT, TOP, BOTTOM = 56, 24, 12, 34
COLOURS = ("#1f5fa8", "#b3500b", "#2b7a3f", "#8a2f8f")
MARKS = ("circle", "square", "diamond", "triangle")


def svg(shown: Shown) -> str:
    """The figure: simulated coordinates as curves, the student's as dashed lines.

    >>> figure = svg(Shown("SGD", ("step 0", "step 9"), ((0.0,), (1.5,)), (4.0,)))
    >>> figure.count("<polyline"), figure.count("stroke-dasharray"), 'role="img"' in figure
    (1, 1, True)
    """
    heights = _Scale.over([*(x for point in shown.values for x in point), *shown.yours])
    ends = list(zip(*shown.values, strict=True))
    drawn = [
        *_axis(shown.labels, heights),
        *(
            line
            for place, values in enumerate(ends)
            for line in _curve(place, values, shown.yours[place], heights)
        ),
    ]
    return (
        f'<svg class="trajectory" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" xmlns="http://www.w3.org/2000/svg">'
        f"<title>The simulation's first steps, and your value</title>"
        f"<desc>{escape(_described(shown))}</desc>{''.join(drawn)}</svg>"
    )


def _described(shown: Shown) -> str:
    coordinates = "" if len(shown.yours) == 1 else " Curves of one colour are of one coordinate."
    return f"{shown.sentence()} Solid: simulated. Dashed: your answer.{coordinates}"


class _Scale:
    """From values to heights in the figure."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    @staticmethod
    def over(values: Sequence[float]) -> _Scale:
        """All values with some air around; a lone value lies in the middle."""
        low, high = min(values), max(values)
        air = 0.08 * (high - low) or abs(high) or 1.0
        return _Scale(low - air, high + air)

    def height(self, value: float) -> float:
        """Pixels from the top."""
        share = (value - self.low) / (self.high - self.low)
        return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)


def _across(place: int, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * place / max(count - 1, 1)


def _axis(labels: Sequence[str], heights: _Scale) -> Iterator[str]:
    floor = HEIGHT - BOTTOM
    yield f'<path d="M{LEFT} {TOP}V{floor}H{WIDTH - RIGHT}" fill="none" stroke="#555"/>'
    for place, label in enumerate(labels):
        x = _across(place, len(labels))
        words = escape(label.removeprefix("step ").removeprefix("input ").removeprefix("the "))
        yield f'<path d="M{x:.1f} {floor}v4" stroke="#555"/>'
        yield f'<text x="{x:.1f}" y="{floor + 15}" text-anchor="middle">{words}</text>'
    unit = labels[-1].split(" ")[0]
    if labels[-1].startswith(("step ", "input ")):
        x = (LEFT + WIDTH - RIGHT) / 2
        yield f'<text x="{x:.1f}" y="{HEIGHT - 4}" text-anchor="middle">{escape(unit)}</text>'
    span = heights.high - heights.low
    for share in (0.08, 0.5, 0.92):
        value = heights.low + share * span
        y = heights.height(value)
        yield f'<path d="M{LEFT - 4} {y:.1f}h4" stroke="#555"/>'
        yield f'<text x="{LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{value:.2g}</text>'


def _curve(place: int, values: Sequence[float], yours: float, heights: _Scale) -> Iterator[str]:
    colour = COLOURS[place % len(COLOURS)]
    points = [
        (_across(step, len(values)), heights.height(value)) for step, value in enumerate(values)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
    for x, y in points:
        yield _mark(MARKS[place % len(MARKS)], x, y, colour)
    y = heights.height(yours)
    yield (
        f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{colour}" stroke-width="1.4" '
        'stroke-dasharray="5 4"/>'
    )
    yield _mark(MARKS[place % len(MARKS)], WIDTH - RIGHT, y, colour)


def _mark(kind: str, x: float, y: float, colour: str) -> str:
    if kind == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8" fill="{colour}"/>'
    outline = {
        "square": "m-3 -3h6v6h-6z",
        "diamond": "m0 -4l4 4l-4 4l-4 -4z",
        "triangle": "m0 -4l4 7h-8z",
    }[kind]
    return f'<path d="M{x:.1f} {y:.1f}{outline}" fill="{colour}"/>'

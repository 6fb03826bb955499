"""Leaves out the drawing that nobody sees, where that cannot change the picture.

To cut a figure's margins Matplotlib draws it twice: once into nothing, so that whatever is placed
while drawing has its place, and once for good. All that a plain figure needs of the first time is
worked out again when its margins are measured; `tests/sandbox/test_rehearsal.py` compares bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from typing import Any

OWN = ("matplotlib.", "mpl_toolkits.")


def spare() -> None:
    """From now on, in this process, plain figures are drawn once."""
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.figure import Figure

    draw = Figure.draw

    @wraps(draw)
    def draw_once(self: Any, renderer: Any) -> None:
        into_nothing = type(renderer) is RendererAgg and "draw_path" in vars(renderer)
        if not (into_nothing and self.canvas.is_saving() and _is_plain(self)):
            draw(self, renderer)

    Figure.draw = draw_once  # type: ignore[method-assign] # what print_figure calls


def _is_plain(figure: Any) -> bool:
    """Whether nothing that a student wrote takes part, and nothing is arranged while drawing."""
    from matplotlib.axis import Axis

    watched = figure.canvas.callbacks.callbacks.get("draw_event")
    if watched or figure.get_layout_engine() is not None:
        return False
    todo = [figure]
    while todo:
        artist = todo.pop()
        if not _is_stock(artist):
            return False
        if isinstance(artist, Axis):  # its ticks are its own; to ask for them would make them
            if not all(map(_is_stock, _ticking(artist))):
                return False
        else:
            todo += artist.get_children()
    return True


def _ticking(axis: Any) -> Iterator[Any]:
    for ticks in (axis.major, axis.minor):
        yield ticks.locator
        yield ticks.formatter


def _is_stock(part: Any) -> bool:
    kind = type(part)
    return kind.__module__.startswith(OWN) and kind.__name__ != "FuncFormatter"

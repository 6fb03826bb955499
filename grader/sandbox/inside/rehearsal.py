"""Saves a plain figure without the work that Matplotlib does twice, where nothing can tell.

To cut a figure's margins Matplotlib draws it twice: once into nothing, so that whatever is placed
while drawing has its place, and once for good. All that a plain figure needs of the first time is
worked out again when its margins are measured; `tests/sandbox/test_rehearsal.py` compares bytes.
"""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, wraps
from pathlib import Path
from typing import Any

from . import layouts, ticks

OWN = ("matplotlib.", "mpl_toolkits.")
LOGGERS = ("_mathtext", "backend_bases", "font_manager", "image", "text", "ticker")
"""Modules that have something to say while they draw."""
# Matplotlib's warnings name the first caller that is not Matplotlib's; this must not be it.
__name__ = "matplotlib.rehearsal"


def spare() -> None:
    """From now on, in this process, plain figures are drawn once."""
    from matplotlib.backend_bases import FigureCanvasBase

    layouts.remember()
    ticks.remember()
    if sys.version_info >= (3, 12):  # where Matplotlib goes by files
        _warn_past_this_folder()
    save = FigureCanvasBase.print_figure

    @wraps(save)
    def save_once(self: Any, *args: Any, **kwargs: Any) -> Any:
        if _is_plain(self.figure):
            try:
                with _unrehearsed(self.figure), layouts.known(), ticks.known(), _silent():
                    return save(self, *args, **kwargs)
            except Exception:  # noqa: BLE001, S110 - it shows where it shows without us
                pass
        return save(self, *args, **kwargs)

    FigureCanvasBase.print_figure = save_once  # type: ignore[method-assign] # what saves call


def _warn_past_this_folder() -> None:
    import matplotlib
    from matplotlib import _api

    packages = Path(matplotlib.__file__).parents[1]
    inner = *(str(packages / name.rstrip(".")) for name in OWN), str(Path(__file__).parent)

    warn: Any = warnings.warn

    @wraps(_api.warn_external)
    def warn_external(message: Any, category: Any = None) -> None:
        warn(message, category, skip_file_prefixes=inner)

    _api.warn_external = warn_external


@contextmanager
def _unrehearsed(figure: Any) -> Iterator[None]:
    """The figure's next drawing is left out if it is into nothing."""

    def first(renderer: Any) -> None:
        del figure.draw
        if "draw_path" not in vars(renderer):
            figure.draw(renderer)

    figure.draw = first
    try:
        yield
    finally:
        vars(figure).pop("draw", None)


class _SaidSomething(Exception):
    """Matplotlib logs while it draws, and would do it twice."""


def _refuse(_record: logging.LogRecord) -> bool:
    raise _SaidSomething


@contextmanager
def _silent() -> Iterator[None]:
    """Nothing is logged within it: whatever would be ends it, unsaid.

    Raises:
        _SaidSomething: For a missing font, for instance, at every step.
    """
    with ExitStack() as filtered:
        for logger in _loggers():
            logger.filters.insert(0, _refuse)
            filtered.callback(logger.filters.remove, _refuse)
        yield


@cache
def _loggers() -> tuple[logging.Logger, ...]:
    return tuple(logging.getLogger(f"matplotlib.{name}") for name in LOGGERS)


def _is_plain(figure: Any) -> bool:
    """Whether nothing that a student wrote takes part, and nothing is arranged while drawing."""
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    watched = figure.canvas.callbacks.callbacks.get("draw_event")
    if watched or figure.get_layout_engine() is not None or "draw" in vars(figure):
        return False
    todo = [figure]
    while todo:
        artist = todo.pop()
        if not _is_stock(artist):
            return False
        if isinstance(artist, Axis):  # its ticks are its own; to ask for them would make them
            if not all(map(_is_stock, _ticking(artist))):
                return False
            continue
        if isinstance(artist, Axes) and not _is_by_itself(artist):
            return False
        todo += artist.get_children()
    return isinstance(figure.canvas, FigureCanvasAgg)


def _is_by_itself(axes: Any) -> bool:
    """Whether nothing is settled by drawing it: neither with other axes, nor on a projection."""
    shared = (group.get_siblings(axes) for group in axes._shared_axes.values())
    return (
        axes.name == "rectilinear" and not axes.child_axes and all(len(one) == 1 for one in shared)
    )


def _ticking(axis: Any) -> Iterator[Any]:
    for ticker in (axis.major, axis.minor):
        yield ticker.locator
        yield ticker.formatter


def _is_stock(part: Any) -> bool:
    kind = type(part)
    return kind.__module__.startswith(OWN) and kind.__name__ != "FuncFormatter"

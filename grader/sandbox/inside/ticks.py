"""Ticks of a figure, made and placed once: Matplotlib does it anew whenever it measures an axis.

What is here holds while a plain figure is saved and at no other time, for only then is nobody
else's code between one step and the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy, deepcopy
from functools import wraps
from typing import Any

PARTS = ("tick1line", "tick2line", "gridline", "label1", "label2")
OWN = ("_xorig", "_yorig", "_x", "_y", "_xy", "_fontproperties")
"""What a line or a text has for itself and may change in its place."""
__name__ = "matplotlib.ticks"  # as in `rehearsal`, for the sake of warnings


class _Known:
    """The ticks of every axis of one figure, with all on which their places depend."""

    def __init__(self) -> None:
        self._placed: dict[Any, tuple[tuple[Any, ...], list[Any]]] = {}
        self._patterns: dict[Any, Any] = {}
        self._owners: dict[Any, Any] = {}
        self._is_shared = False

    def placed(self, axis: Any, place: Any) -> list[Any]:
        """The ticks to draw; placed, if something is different from the last time."""
        if self._is_shared or self._shares(axis):
            return list(place(axis))
        known = self._placed.get(axis)
        if known is None or known[0] != _state(axis):
            ticks = place(axis)
            self._placed[axis] = known = _state(axis), ticks
        return list(known[1])

    def _shares(self, axis: Any) -> bool:
        """Whether what places its ticks serves another axis too, and keeps that one's state."""
        for part in (axis.major, axis.minor):
            for one in (part, part.locator, part.formatter):
                if self._owners.setdefault(one, axis) is not axis:
                    self._is_shared = True
        return self._is_shared

    def made(self, axis: Any, kind: Any, make: Any) -> Any:
        """A new tick, like the first that was made of the kind for this axis."""
        pattern = self._patterns.get((axis, kind))
        if pattern is not None:
            return copied(pattern)
        tick = make(axis, kind)
        self._patterns[axis, kind] = copied(tick)
        return tick


_now: list[_Known] = []


def remember() -> None:
    """From now on, in this process, ticks are looked up within `known`."""
    from matplotlib.axis import Axis, XAxis, YAxis
    from matplotlib.markers import MarkerStyle

    axes: Any = Axis
    markers: Any = MarkerStyle
    place, make, choose = axes._update_ticks, axes._get_tick, markers._set_marker

    def is_plain(axis: Any) -> bool:
        return bool(_now) and type(axis) in {XAxis, YAxis} and axis.axes.name == "rectilinear"

    @wraps(place)
    def placed(self: Any) -> Any:
        return _now[-1].placed(self, place) if is_plain(self) else place(self)

    @wraps(make)
    def made(self: Any, major: Any) -> Any:
        return _now[-1].made(self, major, make) if is_plain(self) else make(self, major)

    @wraps(choose)
    def chosen(self: Any, marker: Any) -> None:
        if _now and type(marker) is MarkerStyle:
            self.__dict__ = dict(vars(marker))  # of two lines, which do not change it in its place
        else:
            choose(self, marker)

    axes._update_ticks, markers._set_marker = placed, chosen
    if _can_be_copied():
        axes._get_tick = made


@contextmanager
def known() -> Iterator[None]:
    """Within it nothing changes on which ticks depend but what their state says."""
    _now.append(_Known())
    try:
        yield
    finally:
        _now.pop()


def _state(axis: Any) -> tuple[Any, ...]:
    bbox = axis.axes.bbox
    return (
        *axis.get_view_interval(),
        *axis.get_data_interval(),
        bbox.width,
        bbox.height,
        axis.get_figure(root=True).dpi,
    )


def copied(tick: Any) -> Any:
    """A tick like this one, as if it had been made by itself; this one must be as it was made."""
    new = _copied(tick)
    for name in PARTS:
        setattr(new, name, _copied(getattr(tick, name)))
    return new


def _copied(artist: Any) -> Any:
    from matplotlib.cbook import CallbackRegistry

    new = object.__new__(type(artist))
    new.__dict__ = own = dict(vars(artist))
    own["_callbacks"] = CallbackRegistry(signals=["pchanged"])
    for name in OWN:
        if name in own:
            own[name] = copy(own[name])
    if own.get("_path") is not None:
        own["_path"] = deepcopy(own["_path"])
    return new


def _can_be_copied() -> bool:
    """Whether this Matplotlib makes ticks of which a copy has all that another tick has."""
    from matplotlib.figure import Figure

    axis: Any = Figure().subplots().xaxis
    one, other = axis._get_tick(major=True), axis._get_tick(major=True)
    pairs = [(one, other, copied(one))]
    pairs += [tuple(getattr(tick, name) for tick in pairs[0]) for name in PARTS]
    return all(_alike(*triple) for triple in pairs)


def _alike(one: Any, other: Any, copy_of_one: Any) -> bool:
    from matplotlib.markers import MarkerStyle
    from matplotlib.transforms import Transform

    for name, value in vars(one).items():
        its, third = vars(other).get(name), vars(copy_of_one).get(name)
        if type(its) is not type(value) or type(third) is not type(value):
            return False
        unchanging = isinstance(value, (int, float, str, tuple, Transform, MarkerStyle))
        if third is value and its is not value and not unchanging:
            return False
    return bool(vars(one).keys() == vars(other).keys() == vars(copy_of_one).keys())

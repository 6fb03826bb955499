"""How texts of a figure lie, worked out once: Matplotlib asks for it again at every step.

A layout is that of a text about its own place, so that it only depends on what is in its key; two
ticks of the same number share one, and so do two figures. It is remembered while a plain figure is
saved and at no other time, for only then is nobody else's code between one step and the next.
Words with letters that a font may lack are not: Matplotlib warns each time that it measures them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any, NamedTuple

Known = dict[tuple[Any, ...], tuple[Any, ...]]
MOST = 4096
"""Layouts that are kept."""
SETTINGS = ("font.", "text.", "mathtext.")
"""What Matplotlib's settings begin with on which a layout depends."""
__name__ = "matplotlib.layouts"  # as in `rehearsal`, for the sake of warnings

_known: dict[tuple[str, ...], Known] = {}
_now: list[Known] = []


class _Glyph(NamedTuple):
    """A letter in its place, as Matplotlib's drawing wants it."""

    ft_object: Any
    glyph_index: int
    x: float
    y: float


class _Font:
    """A font that sets the letters of the same words once; in all else it is the font."""

    def __init__(self, font: Any, known: Known, key: tuple[Any, ...]) -> None:
        self._font, self._known, self._key = font, known, key

    def __getattr__(self, name: str) -> Any:
        return getattr(self._font, name)

    def _layout(self, words: str, **how: Any) -> list[Any]:
        font, known = self._font, self._known
        if not _are_in_every_font(words) or any(isinstance(one, list) for one in how.values()):
            return list(font._layout(words, **how))
        key = (*self._key, words, *how.items())
        if (found := known.get(key)) is None:
            letters = list(font._layout(words, **how))
            if len(known) < MOST and all(
                one.ft_object is font and one.glyph_index for one in letters
            ):
                known[key] = tuple((one.glyph_index, one.x, one.y) for one in letters)
            return letters
        return [_Glyph(font, *one) for one in found]


def remember() -> None:
    """From now on, in this process, layouts are looked up within `known`."""
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.ft2font import FT2Font
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

    work_out = Text._get_layout  # type: ignore[attr-defined]

    @wraps(work_out)
    def layout(self: Any, renderer: Any) -> Any:
        if not _now or type(renderer) is not RendererAgg or not _is_simple(self):
            return work_out(self, renderer)
        known, key = _now[-1], _key(self, renderer)
        if (found := known.get(key)) is None:
            bbox, lines, corner = work_out(self, renderer)
            found = bbox.get_points().copy(), tuple(lines), corner
            if len(known) < MOST:
                known[key] = found
        points, lines, corner = found
        return Bbox(points.copy()), list(lines), corner

    Text._get_layout = layout  # type: ignore[attr-defined]
    if not hasattr(FT2Font, "_layout"):
        return  # before Matplotlib 3.11 the letters are set as they are measured
    prepare = RendererAgg._prepare_font

    @wraps(prepare)
    def font(self: Any, properties: Any) -> Any:
        prepared = prepare(self, properties)  # type: ignore[no-untyped-call]
        if not _now or type(self) is not RendererAgg:
            return prepared
        return _Font(prepared, _now[-1], (hash(properties), self.dpi))

    RendererAgg._prepare_font = font  # type: ignore[method-assign]


@contextmanager
def known() -> Iterator[None]:
    """Within it nothing changes on which a layout depends but what its key says."""
    import matplotlib
    from matplotlib.font_manager import fontManager

    rc: Any = matplotlib.rcParams
    settings = [repr(rc[name]) for name in _names()]
    state = *settings, str(len(fontManager.ttflist))
    _now.append(_known.setdefault(state, {}))
    try:
        yield
    finally:
        _now.pop()


@cache
def _names() -> tuple[str, ...]:
    """Of the settings; to go through all of them makes Python forget what it has warned of."""
    import matplotlib

    return tuple(name for name in matplotlib.rcParams if name.startswith(SETTINGS))


def _is_simple(text: Any) -> bool:
    words = text.get_text()
    return _are_in_every_font(words) and not text.get_wrap() and not text.get_usetex()


def _are_in_every_font(words: str) -> bool:
    return words.replace("\N{MINUS SIGN}", "-").isascii()  # which every negative tick has


def _key(text: Any, renderer: Any) -> tuple[Any, ...]:
    return (
        text.get_text(),
        hash(text.get_fontproperties()),  # what Matplotlib itself knows them by
        text.get_parse_math(),
        text._linespacing,
        text._multialignment,
        text.get_rotation(),
        text.get_rotation_mode(),
        text.get_horizontalalignment(),
        text.get_verticalalignment(),
        text.get_figure(root=True).dpi,
        renderer.dpi,
    )

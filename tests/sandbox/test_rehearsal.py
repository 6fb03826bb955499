"""A figure that is drawn once is, byte for byte, the figure that is drawn twice."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest

matplotlib.use("agg")

import matplotlib.dates
import matplotlib.pyplot as plt
from matplotlib.axis import Axis, Tick
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path as MatplotlibPath
from matplotlib.text import Text

from grader.sandbox.inside import layouts, rehearsal, ticks, tracebacks

T = np.linspace(0, 6, 40)
FIGURES = {
    "curves with a legend": (
        "ax.plot(T, np.sin(T), label='sin'); ax.plot(T, np.cos(T), label='cos')\n"
        "ax.set_xlabel('t'); ax.legend()"
    ),
    "a title in TeX": "ax.plot(T, T**2); ax.set_title('$x^2$'); ax.grid(True); ax.set_ylabel('y')",
    "points": "ax.scatter(T, np.sin(T)); ax.set_xlim(0, 3)",
    "a histogram": "ax.hist(np.sin(T)); ax.set_title('h')",
    "bars with names": "ax.bar(['a', 'b', 'c'], [1, 2, 3]); ax.tick_params(axis='x', rotation=45)",
    "a logarithmic scale": "ax.semilogy(T, np.exp(T)); ax.grid(which='both')",
    "an offset on an axis": "ax.plot(T + 1e9, T * 1e-8); ax.minorticks_on()",
    "an axis on top": (
        "ax.plot(T, T); ax.xaxis.tick_top(); ax.set_xlabel('X'); ax.set_title('T')\n"
        "ax.xaxis.set_label_position('top')"
    ),
    "an arrow with words": "ax.plot(T, T); ax.annotate('hi', (3, 3), (4, 1), arrowprops={})",
    "equal units": "ax.plot(np.cos(T), np.sin(T)); ax.axis('equal'); ax.fill_between(T, T)",
    "a second axis": "ax.plot(T, T); b = ax.twinx(); b.plot(T, -T); b.set_ylabel('B')",
    "axes through zero": "ax.plot(T - 3, T - 3); ax.spines['left'].set_position('zero')",
    "axes in axes": "ax.plot(T, T); ax.inset_axes([.5, .1, .3, .3]).plot(T, -T)",
    "level lines": "p = ax.contour(np.outer(T, T)); fig.colorbar(p); ax.clabel(p)",
    "an image": "p = ax.imshow(np.outer(T, T)); fig.colorbar(p)",
    "a field of arrows": "ax.quiver(T[:5], T[:5], T[:5], T[:5]); ax.streamplot(T, T, E, E)",
    "a pie": "ax.pie([1, 2, 3], labels=list('abc'))",
    "boxes, bars of error and words": (
        "ax.boxplot([T, T * 2]); ax.errorbar(T[::9], T[::9], yerr=.2); ax.text(1, 1, 'x')"
    ),
    "tight layout": "ax.plot(T, T); ax.set_title('t'); fig.tight_layout()",
    "constrained layout": "fig.set_layout_engine('constrained'); ax.plot(T, T); ax.set_title('t')",
    "four axes": "fig.subplots(2, 2, sharex=True)[0][0].plot(T, T); fig.suptitle('S')",
    "space": "ax.remove(); fig.add_subplot(projection='3d').plot(T, T, T)",
    "polar": "ax.remove(); fig.add_subplot(projection='polar').plot(T, T)",
    "two that share an axis, and axes in the second": (
        "one, two = fig.subplots(2, 1, sharex=True)\n"
        "two.inset_axes([.6, .6, .3, .3]).plot(T, 4 * T)\n"
        "two.margins(.5); two.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(6))"
    ),
    "a second axis on equal units": (
        "ax.autoscale(tight=True); ax.axis('equal'); ax.set_aspect('equal')\nax.twiny().plot(-T, T)"
    ),
    "polar, and a title": (
        "ax.remove(); ax = fig.add_subplot(projection='polar'); ax.autoscale(tight=True)\n"
        "ax.fill_between(T, T, 1); ax.set_xlabel('x'); ax.set_title('t')"
    ),
    "space, and bars": (
        "ax.remove(); ax = fig.add_subplot(projection='3d'); ax.plot(T, np.sin(T))\n"
        "ax.set_xscale('log'); ax.set_xticks([0, 1, 4]); ax.set_xlim(1, 3)"
    ),
    "nothing": "ax.remove()",
    "ticks of a student's own": (
        "ax.plot(T, T); first = ax.xaxis.get_major_ticks()[0]; first.label1.set_color('red')\n"
        "first.tick1line.set_markersize(20); ax.yaxis.get_major_ticks()[2].set_visible(False)"
    ),
    "marks at ticks": (
        "ax.plot(T, T)\nfor tick in ax.xaxis.get_major_ticks():\n"
        "    tick.tick1line.set_marker(matplotlib.markers.MarkerStyle('d', 'left').rotated(deg=20))"
    ),
    "one formatter for two axes": (
        "ax.plot(T * 1e9, T + 1e9); one = matplotlib.ticker.ScalarFormatter()\n"
        "ax.xaxis.set_major_formatter(one); ax.yaxis.set_major_formatter(one)"
    ),
    "one formatter for two of the same limits": (
        "ax.plot(T * 1e9, T * 1e9); one = matplotlib.ticker.ScalarFormatter()\n"
        "ax.xaxis.set_major_formatter(one); ax.yaxis.set_major_formatter(one); ax.set_aspect(3)"
    ),
    "an axis of dates": (
        "ax.plot(np.arange('2026-01-01', '2026-02-10', dtype='datetime64[D]'), T)\n"
        "ax.xaxis.set_major_formatter(matplotlib.dates.ConciseDateFormatter("
        "matplotlib.dates.AutoDateLocator()))"
    ),
    "a scale of one's own": "ax.plot(T, T); ax.secondary_xaxis('top', functions=(abs, abs))",
    "lines at ticks, small ones too": (
        "ax.plot(T, T); ax.minorticks_on(); ax.grid(which='minor', ls=':', alpha=.3)\n"
        "ax.tick_params(which='both', direction='in', labelrotation=40, labeltop=True, pad=9)"
    ),
    "upside down": "ax.plot(T, T); ax.invert_yaxis(); ax.margins(.2); ax.locator_params(nbins=4)",
    "a style": "plt.style.use('ggplot'); fig, ax = plt.subplots(); ax.plot(T, T); fig",
}


@pytest.fixture(autouse=True)
def restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The patch ends with the test, and so do its figures."""
    monkeypatch.setattr(FigureCanvasBase, "print_figure", FigureCanvasBase.print_figure)
    monkeypatch.setattr(Text, "_get_layout", Text._get_layout)  # type: ignore[attr-defined]
    monkeypatch.setattr(RendererAgg, "_prepare_font", RendererAgg._prepare_font)
    monkeypatch.setattr(Axis, "_update_ticks", Axis._update_ticks)
    monkeypatch.setattr(Axis, "_get_tick", Axis._get_tick)
    monkeypatch.setattr(MarkerStyle, "_set_marker", MarkerStyle._set_marker)
    with matplotlib.rc_context():
        yield
    plt.close("all")


def figure_of(source: str) -> Any:
    fig, ax = plt.subplots()
    names = {"fig": fig, "ax": ax, "T": T, "E": np.ones((40, 40)), "np": np, "plt": plt}
    names["matplotlib"] = matplotlib
    exec(source, names)  # noqa: S102 - the table above
    return names["fig"]


def printed(fig: Any, **how: Any) -> bytes:
    picture = io.BytesIO()
    fig.canvas.print_figure(picture, **{"format": "png", "bbox_inches": "tight"} | how)
    return picture.getvalue()


def measurings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text whose layout is worked out from now on; remembering begins after this."""
    seen: list[str] = []
    work_out = Text._get_layout  # type: ignore[attr-defined]

    def counted(self: Text, renderer: Any) -> Any:
        seen.append(self.get_text())
        return work_out(self, renderer)

    monkeypatch.setattr(layouts, "_known", {})
    monkeypatch.setattr(Text, "_get_layout", counted)
    rehearsal.spare()
    return seen


def drawings(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """Every time that a figure is drawn from now on; sparing begins after this."""
    seen: list[Figure] = []
    draw = Figure.draw

    def counted(self: Figure, renderer: Any) -> None:
        seen.append(self)
        draw(self, renderer)

    monkeypatch.setattr(Figure, "draw", counted)
    rehearsal.spare()
    return seen


@pytest.mark.parametrize("name", FIGURES)
def test_the_picture_is_the_same(name: str) -> None:
    twice = [printed(fig) for fig in [figure_of(FIGURES[name])] for _ in range(2)]
    rehearsal.spare()
    once = [printed(fig) for fig in [figure_of(FIGURES[name])] for _ in range(2)]
    assert once == twice


def test_a_plain_figure_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = drawings(monkeypatch)
    printed(figure_of(FIGURES["curves with a legend"]))
    assert len(seen) == 1


class Loud(Line2D):
    """An artist of a student's own, which may do anything when it is drawn."""


@pytest.mark.parametrize(
    "source",
    [
        "ax.add_line(Loud([0, 1], [0, 1]))",
        "ax.xaxis.set_major_formatter(lambda value, _: str(value))",
        "fig.canvas.mpl_connect('draw_event', print)",
        "fig.set_layout_engine('constrained')",
    ],
)
def test_what_a_student_could_notice_is_drawn_twice(
    source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = drawings(monkeypatch)
    fig, ax = plt.subplots()
    exec(source, {"fig": fig, "ax": ax, "Loud": Loud})  # noqa: S102 - the table above
    printed(fig)
    assert len(seen) == 2


def test_sizes_can_be_asked_for_without_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = drawings(monkeypatch)
    figure_of(FIGURES["curves with a legend"]).draw_without_rendering()
    assert len(seen) == 1


def test_other_formats_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = drawings(monkeypatch)
    figure_of(FIGURES["points"]).savefig(io.BytesIO(), format="svg", bbox_inches="tight")
    assert len(seen) == 2


def test_what_goes_wrong_goes_wrong_as_it_would_without_us() -> None:
    fig = figure_of("ax.set_title(r'$\\frac{$')")
    with pytest.raises(ValueError, match="Expected") as stock:
        printed(fig)
    rehearsal.spare()
    with pytest.raises(ValueError, match="Expected") as ours:
        printed(fig)
    tracebacks.prune(ours.value)
    steps = [[(step.path, step.lineno) for step in trace.traceback[2:]] for trace in (stock, ours)]
    assert steps[0] == steps[1]
    assert "draw" not in vars(fig)


def test_without_margins_to_cut_the_only_drawing_is_not_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = printed(figure_of(FIGURES["points"]), bbox_inches=None)
    seen = drawings(monkeypatch)
    assert printed(figure_of(FIGURES["points"]), bbox_inches=None) == whole
    assert len(seen) == 1


def test_a_layout_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = measurings(monkeypatch)
    printed(figure_of("ax.plot([0, 1], [0, 1])"))
    assert seen.count("0.4") == 2  # below the one axis, and beside the other
    printed(figure_of("ax.plot([0, 2], [0, 1])"))
    assert seen.count("0.4") == 2


def before_and_after(change: str, words: str, **how: Any) -> list[bytes]:
    """A figure with a text, as printed before and after a change of a table below."""
    with matplotlib.rc_context():
        fig = figure_of("ax.set_axis_off()")
        text = fig.axes[0].text(0.5, 0.5, words, **how)
        first = printed(fig)
        exec(change, {"text": text, "fig": fig, "plt": plt})  # noqa: S102 - a table of this file
        return [first, printed(fig)]


@pytest.mark.parametrize(
    "change",
    [
        "text.set_text('B')",
        "text.set_rotation(30)",
        "text.set_rotation_mode('anchor')",
        "text.set_ha('right')",
        "text.set_va('top')",
        "text.set_ma('right')",
        "text.set_linespacing(3)",
        "text.set_parse_math(False)",
        "text.set_fontsize(20)",
        "text.set_fontweight('bold')",
        "text.set_fontfamily('serif')",
        "plt.rcParams['savefig.dpi'] = 40",
        "plt.rcParams['font.sans-serif'] = ['DejaVu Serif']",
        "plt.rcParams['text.hinting'] = 'none'",
    ],
)
def test_whatever_changes_a_layout_is_noticed(change: str) -> None:
    def pictures() -> list[bytes]:
        return before_and_after(change, "Aj $x$\nand more", bbox={}, ma="left", rotation=9)

    stock = pictures()
    rehearsal.spare()
    assert pictures() == stock
    assert stock[0] != stock[1]


SETS_LETTERS = pytest.mark.skipif(
    not hasattr(FT2Font, "_layout"), reason="this Matplotlib sets no letters by themselves"
)


class Setter:
    """A font that notes the words whose letters it sets."""

    def __init__(self, font: Any, seen: list[str]) -> None:
        self.font, self.seen = font, seen

    def __getattr__(self, name: str) -> Any:
        return getattr(self.font, name)

    def _layout(self, words: str, **how: Any) -> list[Any]:
        self.seen.append(words)
        letters = self.font._layout(words, **how)
        return [layouts._Glyph(self, one.glyph_index, one.x, one.y) for one in letters]


def settings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every words whose letters are set from now on; remembering begins after this."""
    seen: list[str] = []
    prepare = RendererAgg._prepare_font

    def noted(self: RendererAgg, properties: Any) -> Setter:
        return Setter(prepare(self, properties), seen)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(layouts, "_known", {})
    monkeypatch.setattr(RendererAgg, "_prepare_font", noted)
    rehearsal.spare()
    return seen


@SETS_LETTERS
def test_letters_are_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = printed(figure_of(FIGURES["curves with a legend"]))
    seen = settings(monkeypatch)
    for _ in range(2):
        assert printed(figure_of(FIGURES["curves with a legend"])) == plain
    assert {"sin", "cos", "t", "2"} <= set(seen)
    assert len(set(seen)) == len(seen)


@SETS_LETTERS
@pytest.mark.parametrize(
    "change",
    [
        "text.set_fontfeatures(('-kern',))",
        "text.set_text('AVAVA Ta')",
        "text.set_fontsize(20)",
        "text.set_fontfamily('serif')",
        "text.set_text('AVAVA T\u0142')",
        "plt.rcParams['savefig.dpi'] = 40",
        "plt.rcParams['text.hinting'] = 'none'",
    ],
)
def test_whatever_changes_how_letters_are_set_is_noticed(change: str) -> None:
    def pictures() -> list[bytes]:
        return before_and_after(change, "AVAVA To")

    stock = pictures()
    rehearsal.spare()
    for _ in range(2):
        assert pictures() == stock
    assert stock[0] != stock[1]


def test_layouts_are_not_remembered_while_others_may_change_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = measurings(monkeypatch)
    figure_of("ax.plot([0, 1], [0, 1])").canvas.draw()
    figure_of("ax.plot([0, 1], [0, 1]); ax.add_line(plt.Line2D([0, 1], [0, 1]))").canvas.draw()
    assert seen.count("0.4") > 2


def test_every_letter_that_is_missing_is_warned_of() -> None:
    fig = figure_of("ax.set_title('\u4e2d')")
    rehearsal.spare()
    for _ in range(2):
        with pytest.warns(UserWarning, match="missing from font") as warned:
            printed(fig)
        assert {Path(one.filename).name for one in warned} == {Path(__file__).name}


def placings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The axis for every time that its ticks are placed from now on; remembering begins after."""
    seen: list[str] = []
    place = Axis._update_ticks

    def counted(self: Any) -> Any:
        seen.append(self.axis_name)
        return place(self)

    monkeypatch.setattr(Axis, "_update_ticks", counted)
    rehearsal.spare()
    return seen


def test_ticks_are_placed_once_for_the_margins_and_once_for_good(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = placings(monkeypatch)
    printed(figure_of("ax.plot(T, T)"))
    assert 1 <= seen.count("x") <= 2
    printed(figure_of("ax.plot(T, T); ax.xaxis.set_major_formatter(lambda value, _: '')"))
    assert seen.count("x") > 4  # where a student's own code takes part, as often as it ever was


@pytest.mark.parametrize(
    "change",
    [
        "ax.set_xlim(0, 3)",
        "ax.set_xscale('log')",
        "ax.plot([0, 100], [0, 1])",
        "fig.set_size_inches(2, 2)",
        "ax.xaxis.set_major_locator(matplotlib.ticker.MultipleLocator(0.5))",
        "ax.xaxis.set_ticks([1, 2], ['one', 'two'])",
        "ax.tick_params(width=5)",
        "ax.xaxis.get_major_ticks()[1].tick1line.set_markeredgecolor('red')",
    ],
)
def test_whatever_changes_ticks_is_noticed(change: str) -> None:
    def pictures() -> list[bytes]:
        fig = figure_of("ax.plot(T, T)")
        first = printed(fig)
        names = {"ax": fig.axes[0], "fig": fig, "matplotlib": matplotlib}
        exec(change, names)  # noqa: S102 - the table above
        return [first, printed(fig)]

    stock = pictures()
    rehearsal.spare()
    assert pictures() == stock
    assert stock[0] != stock[1]


MADE_OF = (Tick, Line2D, Text, MatplotlibPath, FontProperties, MarkerStyle)
FLAGS = {"_stale", "_invalidx", "_invalidy"}
"""Whether it is to be worked out anew: it is, one time more or less."""


def everything_of(part: Any) -> Any:
    """What a tick is made of, down to plain values and to what it shares with the figure."""
    if isinstance(part, np.ndarray | list | tuple):
        return [everything_of(one) for one in part]
    if isinstance(part, MADE_OF):
        names = sorted(vars(part).keys() - FLAGS)
        return type(part), [(name, everything_of(vars(part)[name])) for name in names]
    return part if isinstance(part, int | float | str | None) else type(part)


@pytest.mark.parametrize("source", ["ax.plot(T, T)", "ax.semilogx(T + 1, T); ax.minorticks_on()"])
def test_ticks_are_made_of_what_they_always_are(source: str) -> None:
    def made() -> list[Any]:
        fig = figure_of(source)
        printed(fig)
        assert fig.stale
        axes = [fig.axes[0].xaxis, fig.axes[0].yaxis]
        return [tick for axis in axes for tick in [*axis.majorTicks, *axis.minorTicks]]

    stock = made()
    rehearsal.spare()
    ours = made()
    assert len(ours) == len(stock)
    for one, other in zip(ours, stock, strict=True):
        assert repr(everything_of(one)) == repr(everything_of(other))


def test_a_tick_has_nothing_that_another_one_changes() -> None:
    rehearsal.spare()
    fig = figure_of("ax.plot(T, T)")
    printed(fig)
    first, second, *_ = fig.axes[0].xaxis.majorTicks[-2:]
    first.label1.get_fontproperties().set_size(40)
    first.gridline.get_path().vertices[:] = 77
    heard: list[Any] = []
    first.tick1line.add_callback(heard.append)
    second.tick1line.set_visible(False)
    assert second.label1.get_fontsize() != 40
    assert not np.any(second.gridline.get_path().vertices == 77)
    assert not heard


def test_ticks_are_made_as_ever_where_a_copy_would_lack_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make = Axis._get_tick
    monkeypatch.setattr(ticks, "OWN", ())
    ticks.remember()
    assert Axis._get_tick is make


def test_a_marker_that_is_turned_leaves_the_one_it_comes_from() -> None:
    rehearsal.spare()
    one = MarkerStyle("d").rotated(deg=20)
    before = one.get_transform().get_matrix().copy()
    one.rotated(deg=50)
    assert np.array_equal(one.get_transform().get_matrix(), before)


def test_a_logger_that_is_none_leaves_the_others_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, *_, last = rehearsal._loggers()
    monkeypatch.setattr(last, "filters", None)
    with pytest.raises(AttributeError), rehearsal._silent():
        pytest.fail("there is no list to put a filter into")
    assert first.filters == []

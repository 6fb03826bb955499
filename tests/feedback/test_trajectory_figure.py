"""The figure of a simulation: drawn from the hint alone, said in words, harmless."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from grader.feedback.page import page
from grader.feedback.trajectory_figure import COLOURS, HEIGHT, WIDTH, svg
from grader.kinds.trajectories import Shown
from grader.records import Verdict
from tests.feedback.test_page import HW, part, report
from tests.notebooks import code, notebook

GOLDEN = Path(__file__).with_name("trajectory.svg")
SHOWN = Shown(
    about="SGD with a small constant step",
    labels=("step 0", "step 1", "step 4", "step 17"),
    values=((0.0, 1.0), (0.2, 1.1), (0.9, 1.4), (1.6, 1.9)),
    yours=(3.0, -1.0),
)
SVG = "{http://www.w3.org/2000/svg}"


def test_the_figure_is_the_golden_one():
    assert svg(SHOWN) + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_every_coordinate_has_its_curve_its_mark_and_the_students_line():
    tree = ET.fromstring(svg(SHOWN))  # noqa: S314 - made here
    curves = tree.findall(f"{SVG}polyline")
    assert [curve.get("stroke") for curve in curves] == list(COLOURS[:2])
    dashed = [p for p in tree.findall(f"{SVG}path") if p.get("stroke-dasharray")]
    assert [p.get("stroke") for p in dashed] == list(COLOURS[:2])
    assert len(tree.findall(f"{SVG}circle")) == len(SHOWN.values) + 1  # marks of the first only


@pytest.mark.parametrize(
    "shown",
    [
        SHOWN,
        Shown("x", ("a", "b"), ((1.0,), (1.0,)), (1.0,)),
        Shown("x", ("a", "b"), ((0.0,), (0.0,)), (0.0,)),
        Shown("x", ("a", "b"), ((-1e300,), (1e-300,)), (1e300,)),
        Shown("x", ("a", "b"), ((0.0, 0, 0, 0, 0), (1.0, 2, 3, 4, 5)), (1.0, 1, 1, 1, 1)),
    ],
)
def test_everything_lies_inside_the_figure(shown):
    tree = ET.fromstring(svg(shown))  # noqa: S314 - made here
    for curve in tree.findall(f"{SVG}polyline"):
        for point in curve.get("points").split():
            x, y = map(float, point.split(","))
            assert 0 <= x <= WIDTH
            assert 0 <= y <= HEIGHT


def test_the_description_says_all_that_is_drawn():
    tree = ET.fromstring(svg(SHOWN))  # noqa: S314 - made here
    assert tree.get("role") == "img"
    assert SHOWN.sentence() in tree.findtext(f"{SVG}desc")
    assert "Dashed: your answer" in tree.findtext(f"{SVG}desc")


def test_a_page_draws_what_a_hint_tells_and_keeps_the_sentence():
    hint = "Not yet. " + SHOWN.sentence()
    html = page(report(part(Verdict.INCORRECT, hint=hint)), notebook(code("1")), HW)
    figure = html[html.index("<svg") : html.index("</svg>")]
    assert figure.count("<polyline") == len(SHOWN.yours)
    assert SHOWN.sentence() in figure
    assert SHOWN.sentence() in html.replace(figure, "")


def test_a_page_without_a_simulation_has_no_figure():
    html = page(report(part(Verdict.INCORRECT, hint="Not yet.")), notebook(code("1")), HW)
    assert "<svg" not in html


def test_words_in_a_hint_cannot_leave_the_figure():
    evil = Shown('"><script>alert1</script>', ("step <b>", "step 9"), ((0.0,), (1.0,)), (2.0,))
    assert "<script" not in svg(evil)
    assert "<b>" not in svg(evil)

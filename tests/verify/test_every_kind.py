"""A problem with a part of every kind, written as the instructor's tutorial says, is verified."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.catalog import open_course
from grader.kinds import kind_names
from grader.settings import find_settings
from grader.verify.problem import verify_problem

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorials" / "instructor.md"

PROBLEM = '''
"""An ellipse."""
from dataclasses import dataclass
from grader.spec import Column, Option, Part, Problem


@dataclass(frozen=True)
class Params:
    a: int = 3
    b: int = 2


def draw(rng):
    b = int(rng.integers(1, 5))
    return Params(a=b + int(rng.integers(1, 4)), b=b)


AXES = (Option("x", "the x axis"), Option("y", "the y axis"), Option("none", "neither"))
PLANE = {"x": "real", "y": "real"}


def parts(p):
    return (
        Part(name="area", kind="expression", prompt="Of $kE$?", symbols={"k": "k > 0"}),
        Part(name="large", kind="growth", prompt="Of $kE$?", symbols={"k": "k > 0"}),
        Part(name="curve", kind="equation", prompt="Which?", symbols=PLANE),
        Part(name="form", kind="matrix", prompt="Of $E$?", shape=(2, 2)),
        Part(name="corner", kind="vector", prompt="Right of all?", shape=(2,)),
        Part(name="lowest", kind="vector", prompt="Near (0, -9)?", shape=(2,)),
        Part(name="focus", kind="number", prompt="How far is it from the centre?"),
        Part(name="longer", kind="choice", prompt="Which axis?", options=AXES),
        Part(name="mirrors", kind="choice", prompt="Which?", options=AXES, several=True),
        Part(
            name="values",
            kind="table",
            prompt="?",
            rows=("at 0", "at half"),
            columns=(Column(name="height"), Column(name="nearer", options=AXES)),
        ),
        Part(name="height", kind="function", prompt="`height(x)`"),
        Part(name="inside", kind="example", prompt="A point inside?"),
        Part(name="drawing", kind="figure", prompt="Draw it."),
        Part(name="why", kind="text", prompt="Why?"),
    )


PROBLEM = Problem(
    id="ellipse", title="Ellipse", source="", canonical=Params(), draw=draw,
    statement=lambda p: f"$E$: $x^2/{p.a}^2 + y^2/{p.b}^2 = 1$.", parts=parts,
)
'''

SOLUTION = '''
"""An ellipse, twice."""
import math
import numpy as np
import sympy as sp
from grader.spec import (
    Claim, Example, ExampleField, Figure, Function, Minimiser, Observation, Outline, Probe, Rubric,
    RubricItem, Solution,
)

K = sp.Symbol("k", positive=True)
X, Y = sp.symbols("x y", real=True)
U, V = sp.symbols("u v", real=True)


def reference(p):
    t = np.linspace(0, 2 * np.pi, 2001)
    y = p.b * sp.sqrt(1 - X**2 / sp.Integer(p.a) ** 2)
    return {
        "area": sp.pi * p.a * p.b * K**2,
        "large": K**2,
        "curve": sp.Eq(X**2 / sp.Integer(p.a) ** 2 + Y**2 / sp.Integer(p.b) ** 2, 1),
        "form": sp.diag(sp.Rational(1, p.a**2), sp.Rational(1, p.b**2)),
        "corner": [p.a, 0],
        "lowest": Minimiser(point=[0, -9], objective=U**2 + (V + 9) ** 2, variables=(U, V)),
        "focus": sp.sqrt(p.a**2 - p.b**2),
        "longer": "x",
        "mirrors": {"x", "y"},
        "values": [[y.subs(X, 0), "x"], [y.subs(X, sp.Rational(p.a, 2)), "x"]],
        "height": Function(
            call=lambda x: p.b * math.sqrt(1 - x**2 / p.a**2),
            probes=lambda rng: [Probe((float(rng.uniform(-p.a, p.a)),), "inside")],
        ),
        "inside": Example(
            fields=(ExampleField(name="x"), ExampleField(name="y")),
            claims=lambda at: [
                Claim(relation=(at["x"] / p.a) ** 2 + (at["y"] / p.b) ** 2 < 1, otherwise="Out.")
            ],
            canonical={"x": 0, "y": 0},
        ),
        "drawing": Figure(
            outlines=(Outline(name="E", points=np.stack([p.a * np.cos(t), p.b * np.sin(t)], 1)),)
        ),
        "why": Rubric(items=(RubricItem(id="all", says="all", credit=1),), model_answer="So."),
    }


def oracle(p, rng):
    for k in (1.0, 2.0):
        x = (np.arange(100_000) + 0.5) / 100_000 * p.a * k
        area = 4 * p.a * k * np.mean(p.b * k * np.sqrt(1 - (x / p.a / k) ** 2))
        yield Observation(part="area", at={"k": k}, value=area, tolerance=1e-3)
        unit = math.pi * p.a * p.b
        yield Observation(part="large", at={"k": k}, value=area / unit, tolerance=1e-3)
    angle = float(rng.uniform(0, 6))
    x, y = p.a * math.cos(angle), p.b * math.sin(angle)
    yield Observation(part="curve", at={"x": x, "y": y}, value=0.0, tolerance=1e-9)
    yield Observation(part="form", value=[[p.a**-2.0, 0], [0, p.b**-2.0]], tolerance=1e-12)
    yield Observation(part="corner", value=[float(p.a), 0.0], tolerance=1e-12)
    yield Observation(part="lowest", value=[0.0, -9.0], tolerance=1e-12)
    yield Observation(part="focus", value=math.sqrt(p.a * p.a - p.b * p.b), tolerance=1e-12)
    yield Observation(part="longer", value="x" if p.a > p.b else "y")
    yield Observation(part="mirrors", value=["x", "y"])
    half = p.b * math.sqrt(0.75)
    yield Observation(part="values", value=[[p.b, "x"], [half, "x"]], tolerance=1e-12)
    yield Observation(part="height", at={"arguments": (p.a / 2,)}, value=half, tolerance=1e-12)
    yield Observation(part="inside", at={"x": p.a * 0.5, "y": p.b * 0.5}, value=True)
    yield Observation(part="inside", at={"x": p.a, "y": 1}, value=False)
    yield Observation(part="drawing", value={"E": [[x, y]]}, tolerance=0.02)


WORKED = {
    "height": "def height(x):\\n    return {b}*np.sqrt(1 - x**2/{a}**2)\\nheight",
    "drawing": "from matplotlib import pyplot as plt\\nt = np.linspace(0, 7, 500)\\n"
    "plt.plot({a}*np.cos(t), {b}*np.sin(t))\\nplt.axis('equal');",
    "why": "'It is so, for reasons that fill a few lines.'",
}
SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    worked=lambda p: {name: code.format(a=p.a, b=p.b) for name, code in WORKED.items()},
)
'''


@pytest.fixture
def course(tmp_path):
    for folder, source in (("problems", PROBLEM), ("solutions", SOLUTION)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text('"""Of this course."""\n')
        (tmp_path / folder / "ellipse.py").write_text(source.lstrip())
    (tmp_path / "grader.toml").write_text('course = "."\n')
    return open_course(find_settings(tmp_path))


def test_every_kind_is_verified_as_the_tutorial_has_it(course):
    outcome = verify_problem(course, "ellipse", range(4))
    assert [complaint.message for complaint in outcome.complaints] == []
    assert {tally.kind for tally in outcome.parts.values()} == set(kind_names())


def test_the_tutorial_names_every_kind():
    table = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", TUTORIAL.read_text("utf-8"), re.MULTILINE)
    assert {kind.strip("`") for row in table for kind in row.split(", ")} >= set(kind_names())

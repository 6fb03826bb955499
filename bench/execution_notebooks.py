"""The notebooks of `bench/execution.py`: the same questions for every grader."""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.assignment import load_assignment
from grader.catalog import open_course
from grader.release import filled, release, solved_sources
from grader.settings import find_settings
from grader.variants import questions_of, seeds_of

COURSE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Question:
    """An answer cell, which assigns to a name, and a test of that name; ``""`` for no test."""

    answer: str
    test: str


LIGHT = [
    Question(
        "import numpy as np\nx = np.linspace(0, 1, 101)\nmean = x.mean()", "abs(mean - 0.5) < 1e-9"
    ),
    Question(
        "a = np.array([[2.0, 1], [1, 3]])\nroot = np.linalg.solve(a, [3, 5])",
        "np.allclose(a @ root, [3, 5])",
    ),
    Question("squares = [n * n for n in range(100)]\nprint(sum(squares))", "squares[-1] == 9801"),
    Question("words = sorted('the quick brown fox'.split(), key=len)\nwords", "len(words) == 4"),
    Question(
        "def step(w, g, alpha=0.1):\n    return w - alpha * g\nstep(1.0, 2.0)",
        "step(1.0, 2.0) == 0.8",
    ),
]
"""Arrays, plain Python and a function: what most cells of most courses are."""
HEAVY = [
    Question(
        "import numpy as np\nimport sympy as sp\nx, a = sp.symbols('x a', positive=True)\nx", ""
    ),
    Question(
        "area = sp.integrate(x**2 * sp.exp(-a * x), (x, 0, sp.oo))\narea",
        "sp.simplify(area - 2 / a**3) == 0",
    ),
    Question(
        "roots = sp.solve(x**3 - 6 * x**2 + 11 * x - 6, x)\nroots", "sorted(roots) == [1, 2, 3]"
    ),
    Question(
        "swing = sp.integrate(sp.sin(x)**2 * sp.cos(x), x)\nswing",
        "sp.simplify(sp.diff(swing, x) - sp.sin(x)**2 * sp.cos(x)) == 0",
    ),
    Question("system = sp.solve([x + a - 5, x - a - 1], [x, a])\nsystem", "system == {x: 3, a: 2}"),
    Question(
        "import matplotlib.pyplot as plt\nt = np.linspace(0, 6, 200)\n"
        "figure, axes = plt.subplots()\n"
        "axes.plot(t, np.sin(t), label='sin')\naxes.plot(t, np.cos(t), label='cos')\n"
        "axes.set_xlabel('t')\naxes.legend()\nplt.show()",
        "len(axes.lines) == 2",
    ),
]
"""Two integrals, a cubic, a linear system and one figure: an ordinary evening with SymPy.

What it costs is SymPy's and Matplotlib's own work, whoever starts them. None of its formulas is in
the lessons of the warm parent (`grader/sandbox/inside/lessons.py`), which know others of the kind.
"""


def homework() -> list[Question]:
    """The solved ``hw1`` of this course: set-up and lab cells, and every answer in code."""
    course = open_course(find_settings(COURSE))
    assignment = load_assignment(COURSE, "hw1")
    questions = questions_of(course, assignment, "", {})
    solved = solved_sources(course, questions, seeds_of(course, assignment, "", {}))
    notebook = filled(release(course, assignment, None, {}), solved)
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return [_named(cell["source"], number) for number, cell in enumerate(cells)]


def _named(source: str, number: int) -> Question:
    """Give the value of a cell's last expression a name, and test that it is what it is."""
    body = ast.parse(source).body
    if "# answer:" not in source or not body or not isinstance(body[-1], ast.Expr):
        return Question(source, "")
    last, name = ast.unparse(body[-1]), f"answer_{number}"
    before = "\n".join(ast.unparse(step) for step in body[:-1])
    return Question(f"{before}\n{name} = {last}\n{name}".strip(), f"{name} is not None")


def kinds() -> dict[str, list[Question]]:
    """Name of the kind to its questions."""
    return {"light": LIGHT, "homework": homework(), "heavy": HEAVY}


def notebook_of(questions: Sequence[Question], *, tests: bool) -> dict[str, Any]:
    """As nbgrader wants it, which anybody else can run as well.

    Args:
        questions: In order.
        tests: Whether a cell with the test follows each answer.
    """
    cells = []
    for number, question in enumerate(questions):
        cells.append(_cell(question.answer, f"q{number}", solution=True))
        if tests and question.test:
            cells.append(_cell(f"assert {question.test}", f"test{number}", solution=False))
    spec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": spec}, "cells": cells}


def _cell(source: str, name: str, *, solution: bool) -> dict[str, Any]:
    about = {
        "grade": not solution,
        "grade_id": name,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if not solution:
        about["points"] = 1
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {"nbgrader": about},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def otter_test(number: int, question: Question) -> str:
    """A question's test as otter reads it."""
    test = {
        "name": f"q{number}",
        "points": 1,
        "suites": [
            {
                "cases": [{"code": f">>> assert {question.test}\n", "hidden": False}],
                "scored": True,
                "setup": "",
                "teardown": "",
                "type": "doctest",
            }
        ],
    }
    return f"test = {json.loads(json.dumps(test))!r}\n".replace("false", "False")

"""A course of one problem that is written to a folder and graded within a second."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path
from typing import Any

from grader.station import Station, Work
from notebooks import code, notebook, shows

PROBLEM = '''"""Doubling."""

from dataclasses import dataclass

from grader.spec import Option, Part, Problem


@dataclass(frozen=True)
class Params:
    factor: int = 2


def parts(params):
    return (
        Part(name="twice", kind="expression", prompt="What is it?", points=2,
             symbols={"x": "x > 0"}),
        Part(name="sign", kind="choice", prompt="Which way?",
             options=(Option("up", "upwards"), Option("down", "downwards"))),
    )


PROBLEM = Problem(
    id="doubling",
    title="Doubling",
    source="tests",
    canonical=Params(),
    draw=lambda rng: Params(int(rng.integers(2, 50))),
    statement=lambda params: f"Multiply $x$ by {params.factor}.",
    parts=parts,
)
'''

SOLUTION = '''"""Answers of doubling."""

import sympy as sp

from grader.spec import Mistake, Observation, Solution

X = sp.Symbol("x", positive=True)


def oracle(params, rng):
    x = float(rng.uniform(1, 2))
    yield Observation(part="twice", at={"x": x}, value=x * params.factor, tolerance=1e-9)
    yield Observation(part="sign", value="up")


SOLUTION = Solution(
    reference=lambda params: {"twice": params.factor * X, "sign": "up"},
    oracle=oracle,
    mistakes=lambda params: {
        "twice": (Mistake(id="squared", form=X**2, feedback="Do not square.", credit=0.5),),
    },
    also_right=lambda params: {"twice": (f"x*{params.factor}", "x + x*(%d)" % (params.factor - 1))},
    near_misses=lambda params: {"twice": ("x", f"{params.factor}"), "sign": ("down",)},
)
'''

ASSIGNMENT = 'title = "Homework"\nparts = ["doubling"]\nvariants = "canonical"\n'


def write_course(
    folder: Path, *, problem: str = PROBLEM, solution: str = SOLUTION, assignment: str = ASSIGNMENT
) -> Path:
    """The course with its one problem and the assignment hw."""
    files = {
        "grader.toml": "",
        "problems/__init__.py": "",
        "solutions/__init__.py": "",
        "problems/doubling.py": problem,
        "solutions/doubling.py": solution,
        "notebooks/hw/assignment.toml": assignment,
        ".course-secret": "a secret of the tests, long enough\n",
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def answered(twice: str | None = "2*x", sign: str | None = "'up'", **grader: Any) -> dict[str, Any]:
    """A notebook that was run and saved; ``None`` for a blank answer."""
    cells = []
    for part, text in (("doubling.twice", twice), ("doubling.sign", sign)):
        mark = f"# answer: {part}\n"
        if text is None:
            cells.append(code(mark + "...", part=part))
        else:
            cells.append(code(mark + text, shows(text), part=part))
    return notebook(*cells, **{"assignment": "hw", **grader})


def hand_in(folder: Path, notebooks: Mapping[str, Any]) -> Path:
    """A folder of submissions, one a student; texts are written as they are."""
    for student, content in notebooks.items():
        path = folder / student / "hw.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return folder


class OwnProcess:
    """A pool that is no pool: the tasks are done here, one after the other."""

    runs = 0

    def __init__(self, work: Work, workers: int | None = None) -> None:
        self.station = Station(work)

    def map(self, tasks: Iterable[tuple[Any, bytes]]) -> Iterator[tuple[Any, bytes | None]]:
        for tag, task in tasks:
            type(self).runs += json.loads(task)["run"] is None
            yield tag, self.station.do(task)

    def close(self, *, now: bool = False) -> None:
        self.station.close()


@contextmanager
def course_of_variants(folder: Path) -> Iterator[Path]:
    """The working directory is a course in which every student has a variant of their own."""
    with only_this_course():
        root = write_course(folder, assignment=ASSIGNMENT.replace("canonical", "per-student"))
        with chdir(root):
            yield root


@contextmanager
def only_this_course() -> Iterator[None]:
    """Forget the modules of a course afterwards, so that the next test may load its own."""
    path, ours = list(sys.path), _modules()
    try:
        yield
    finally:
        sys.path[:] = path
        forget_courses()
        sys.modules.update(ours)


def forget_courses() -> None:
    """As in a new process: the modules of a course are loaded again."""
    for name in _modules():
        del sys.modules[name]


def _modules() -> dict[str, Any]:
    return {
        name: module
        for name, module in list(sys.modules.items())
        if name.split(".")[0] in {"problems", "solutions"}
    }

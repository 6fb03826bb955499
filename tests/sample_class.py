"""Writes the sample class of hw1: `python -m tests.sample_class`. What is committed is its output.

Every student is somebody that a TA has met. The answers come from the course's own solutions (also
right, near misses, mistakes) and from what people really write; what must be said of each is in
`notebooks/hw1/expected/STUDENT.json`, which a test holds against the grader.
"""

from __future__ import annotations

import copy
import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from grader.assignment import Assignment, load_assignment
from grader.catalog import Course, open_course
from grader.cells import mark, stored_part
from grader.kinds.question import in_python
from grader.release import filled, release, solved_sources
from grader.settings import find_settings
from grader.spec import Code, Mistake
from grader.variants import questions_of, seeds_of

ROOT = Path(__file__).parent.parent
CLASS = ROOT / "notebooks" / "hw1" / "class"

Sources = dict[str, str]
Notebook = dict[str, Any]


class Desk:
    """What the class is written from: the blank notebook, the key, and the forms of the course."""

    def __init__(self, course: Course, assignment: Assignment) -> None:
        self.course, self.assignment = course, assignment
        self.questions = questions_of(course, assignment, "", {})
        self.seeds = seeds_of(course, assignment, "", {})
        self.key = solved_sources(course, self.questions, self.seeds)
        # without the pictures, which would be most of every committed file
        self.blank = release(course, assignment, None, {})

    def forms(self, table: str, index: int) -> Sources:
        """The `index`-th form of every part that has one, as source of an answer cell."""
        found: Sources = {}
        for problem_id in self.assignment.problems:
            solution, params = self.course.solution(problem_id), self.course.params(problem_id, 0)
            for name, forms in getattr(solution, table)(params).items():
                source = self.source(f"{problem_id}.{name}", forms[index % len(forms)])
                if source is not None:
                    found[f"{problem_id}.{name}"] = source
        return found

    def mistaken(self, problem_id: str, index: int) -> tuple[Sources, dict[str, Mistake]]:
        """The `index`-th mistake of every part of a problem."""
        sources, made = {}, {}
        for name, question in self.course.questions(problem_id, 0).items():
            if len(question.mistakes) > index:
                part_id, mistake = f"{problem_id}.{name}", question.mistakes[index]
                source = self.source(part_id, mistake.form)
                if source is not None:
                    sources[part_id], made[part_id] = source, mistake
        return sources, made

    def source(self, part_id: str, form: Any) -> str | None:
        """A form as a student would type it into a code cell; `None` for a function, say."""
        if callable(form):
            return None
        if isinstance(form, Code):
            return form.source
        if isinstance(form, str):
            is_text = self.questions[part_id].part.kind == "text"
            return None if is_text else f'r"{form}"' if "\\" in form else repr(form)
        if isinstance(form, set | frozenset):
            form = sorted(form)  # the same in every run
        if isinstance(form, list | tuple):
            cells = [self.source(part_id, cell) for cell in form]
            return "[" + ", ".join(cell or "" for cell in cells) + "]"
        if isinstance(form, Mapping):
            entries = (f"{key!r}: {self.source(part_id, value)}" for key, value in form.items())
            return "{" + ", ".join(entries) + "}"
        if hasattr(form, "tolist"):
            rows = form.tolist()
            entries = [[in_python(entry) for entry in row] for row in rows]
            flat = all(len(row) == 1 for row in entries)
            if flat and self.questions[part_id].part.kind != "matrix":
                return "[" + ", ".join(row[0] for row in entries) + "]"
            return "Matrix([" + ", ".join("[" + ", ".join(row) + "]" for row in entries) + "])"
        return in_python(form)

    def solved(self, changes: Mapping[str, str] | None = None) -> Notebook:
        """The notebook of somebody who knows it all, but for some changes."""
        return thaw(filled(self.blank, {**self.key, **(changes or {})}))


def thaw(notebook: Mapping[str, Any]) -> Notebook:
    """A copy that may be changed."""
    return json.loads(json.dumps(notebook))


def cell_of(notebook: Notebook, part_id: str) -> dict[str, Any]:
    """The answer cell of a part."""
    return next(cell for cell in notebook["cells"] if stored_part(cell) == part_id)


def insert_after(notebook: Notebook, part_id: str, source: str, cell_type: str = "code") -> None:
    """A cell of the student's own below an answer."""
    index = notebook["cells"].index(cell_of(notebook, part_id))
    cell: dict[str, Any] = {"cell_type": cell_type, "id": "", "metadata": {}, "source": source}
    if cell_type == "code":
        cell |= {"execution_count": None, "outputs": []}
    notebook["cells"].insert(index + 1, cell)


# ------------------------------------------------------------------------------ the students


def perfect(desk: Desk) -> Notebook:
    return desk.solved()


def other_forms(desk: Desk) -> Notebook:
    return desk.solved(desk.forms("also_right", 0))


def still_other_forms(desk: Desk) -> Notebook:
    return desk.solved(desk.forms("also_right", 2))


TRANSCRIPT_STYLE = {
    "penalized_updates.euclidean": r"-\frac{\alpha}{2} \nabla f(\theta)",
    "penalized_updates.max_norm": r"-\left(\frac{\alpha}{2}\|g\|_1\right) \text{sign}(g)",
    "convergence.sgd": r"\frac{1}{1.0101} \begin{bmatrix} 1 \\ 0.1 \\ 0.01 \end{bmatrix}",
    "convergence.sign_sgd": r"\frac{1}{1.11} [1, 1, 1]^T",
    "convergence.simplified_adam": (
        r"\left[ \frac{100}{111}, \frac{100}{111}, \frac{100}{111} \right]"
    ),
    "convergence.rescaled_features": (
        r"\begin{bmatrix} 0.333... \\ 3.333... \\ 33.333... \end{bmatrix}"
    ),
    "convergence.step_limit": r"\alpha < \frac{1}{1.0101}",
    "loss_scaling.bits": r"\eta' = \eta \ln 2",
}


def in_latex(desk: Desk) -> Notebook:
    """Answer cells turned into Markdown, as the first cell of the notebook allows."""
    notebook = desk.solved()
    for part_id, formula in TRANSCRIPT_STYLE.items():
        cell = cell_of(notebook, part_id)
        cell["cell_type"] = "markdown"
        first = mark(part_id, markdown=True)
        cell["source"] = f"{first}\nSetting the derivative to zero gives\n$$ {formula}. $$"
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
    return notebook


def decimals(desk: Desk) -> Notebook:
    """Numbers as a calculator shows them."""
    return desk.solved(
        {
            "convergence.sgd": "[0.9900, 0.0990, 0.0099]",
            "convergence.sign_sgd": "[0.9009, 0.9009, 0.9009]",
            "convergence.simplified_adam": "np.array([0.9009009, 0.9009009, 0.9009009])",
            "convergence.step_limit": "0.99",
        }
    )


def printed(desk: Desk) -> Notebook:
    """Prints instead of showing."""
    notebook = desk.solved()
    for part_id in ("loss_scaling.bits", "loss_scaling.base", "convergence.sgd"):
        cell = cell_of(notebook, part_id)
        cell["source"] = re.sub(r"\n(.+)$", r"\nprint(\1)", cell["source"], flags=re.DOTALL)
    return notebook


def mistakes(problem_id: str, index: int) -> Callable[[Desk], Notebook]:
    def write(desk: Desk) -> Notebook:
        sources, _ = desk.mistaken(problem_id, index)
        return desk.solved(sources)

    return write


def blank(desk: Desk) -> Notebook:
    return thaw(desk.blank)


def half_done(desk: Desk) -> Notebook:
    parts = list(desk.key)
    return thaw(filled(desk.blank, {part: desk.key[part] for part in parts[: len(parts) // 2]}))


def syntax_error(desk: Desk) -> Notebook:
    return desk.solved({"convergence.residual": "(1 - 2*s*(1 + 0.01 + 0.0001)**t"})


def wrong_variant(desk: Desk) -> Notebook:
    """The right answers of seed 5, from a notebook that was handed out to somebody else."""
    course = desk.course
    other: Sources = {}
    for problem_id in desk.assignment.problems:
        questions = {f"{problem_id}.{n}": q for n, q in course.questions(problem_id, 5).items()}
        other |= solved_sources(course, questions, {problem_id: 5})
    notebook = thaw(filled(desk.blank, {**desk.key, **other}))
    notebook["metadata"]["grader"]["student"] = "somebody-else"
    return notebook


def duplicated(desk: Desk) -> Notebook:
    """A first try kept above the answer, and an empty copy below."""
    notebook = desk.solved()
    cell = cell_of(notebook, "convergence.sgd")
    index = notebook["cells"].index(cell)
    first, empty = copy.deepcopy(cell), copy.deepcopy(cell)
    first["source"] = f"{mark('convergence.sgd')}\n[1, 1/10, 1/100]"
    empty["source"] = f"{mark('convergence.sgd')}\n"
    notebook["cells"][index:index] = [first]
    notebook["cells"].insert(index + 2, empty)
    return notebook


def deleted(desk: Desk) -> Notebook:
    """Two answer cells are gone."""
    notebook = desk.solved()
    for part_id in ("loss_scaling.base", "convergence.step_limit"):
        notebook["cells"].remove(cell_of(notebook, part_id))
    return notebook


def retyped(desk: Desk) -> Notebook:
    """Answer cells copied into new ones by hand: marks with slips, one with none at all."""
    notebook = desk.solved()
    for part_id, first in (
        ("loss_scaling.bits", "#Answer:loss_scaling.bits"),
        ("loss_scaling.base", "## answer : Loss_Scaling.base"),
        ("loss_scaling.scaled_sgd", "# answer: loss_scaling.scaled_sdg"),
        ("convergence.sgd", None),
    ):
        cell = cell_of(notebook, part_id)
        body = cell["source"].partition("\n")[2]
        cell["source"] = f"{first}\n{body}" if first else body
        cell["metadata"] = {}
    return notebook


def endless(desk: Desk) -> Notebook:
    return desk.solved({"convergence.residual": "r = 1\nwhile r > 0:\n    r = r - 0*r\nr"})


def memory_hog(desk: Desk) -> Notebook:
    source = "rows = []\nwhile True:\n    rows.append(np.ones(4_000_000))"
    return desk.solved({"bias_correction.corrected_moment": source})


def flood(desk: Desk) -> Notebook:
    source = "for i in range(100):\n    print('step', i, 'x' * 1_000_000)\n(1 - 2*s)**t"
    return desk.solved({"convergence.residual": source})


def thief(desk: Desk) -> Notebook:
    notebook = desk.solved()
    insert_after(
        notebook,
        "loss_scaling.bits",
        "import glob, os, sys\n"
        "found = []\n"
        "for place in ('.', '..', '/', '/home', '/root', os.path.expanduser('~'), *sys.path):\n"
        "    found += glob.glob(os.path.join(place, 'solutions', '*.py'))\n"
        "    found += glob.glob(os.path.join(place, '*', 'solutions', '*.py'))\n"
        "    found += glob.glob(os.path.join(place, '*.db'))\n"
        "try:\n    import solutions.loss_scaling as key\n    found.append(key.SOLUTION)\n"
        "except Exception as error:\n    found.append(type(error).__name__)\n"
        "print('FOUND', found)",
    )
    cell_of(notebook, "loss_scaling.bits")["source"] = f"{mark('loss_scaling.bits')}\neta/log(2)"
    return notebook


def quitter(desk: Desk) -> Notebook:
    """Ends the process in the middle."""
    return desk.solved({"loss_scaling.base": "import os\nos._exit(0)"})


def scripter(desk: Desk) -> Notebook:
    """HTML and JavaScript in Markdown and in outputs."""
    notebook = desk.solved()
    insert_after(
        notebook,
        "loss_scaling.bits",
        "<script>document.title = 'taken'</script><img src=x onerror=\"document.title='taken'\">"
        "\n\n[my notes](javascript:alert(1))",
        "markdown",
    )
    insert_after(
        notebook,
        "loss_scaling.base",
        "from IPython.display import HTML, Javascript, display\n"
        "display(HTML('<script>document.title=\"taken\"</script><b>hello</b>'))\n"
        "display(Javascript('document.title = \"taken\"'))",
    )
    return notebook


def in_words(desk: Desk) -> Notebook:
    """Prose where a formula is asked for, and a wrong option name."""
    return desk.solved(
        {
            "loss_scaling.bits": '"multiply it by the logarithm, I think"',
            "convergence.needs_decay": '"signSGD needs it"',
        }
    )


def tuple_of_strings(desk: Desk) -> Notebook:
    """Everything in quotes, as calculator text."""
    return desk.solved(
        {
            "loss_scaling.bits": '"eta ln 2"',
            "loss_scaling.base": '"η·ln(k)"',
            "loss_scaling.scaled_sgd": '"eta/k"',
            "penalized_updates.euclidean": '"-α/2 g"',
            "penalized_updates.max_norm": '"-(α/2)‖g‖₁ sign(g)"',
            "message_counts.table": '[["n(n-1)", "p"], ["2n", "p"], ["n(2(n-1))", "p/n"]]',
        }
    )


def transcript_mistake(desk: Desk) -> Notebook:
    """Believes a published table."""
    return desk.solved({"penalized_updates.one_norm": r'r"-\alpha \cdot \frac{g}{\|g\|_\infty}"'})


def no_marks(desk: Desk) -> Notebook:
    """A fresh notebook of somebody's own: no cell is marked."""
    notebook = blank(desk)
    notebook["cells"] = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# My homework"},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {},
            "source": "from sympy import *\neta = Symbol('eta')\neta*log(2)",
            "execution_count": None,
            "outputs": [],
        },
    ]
    notebook["metadata"].pop("grader")
    return notebook


SLIPS = {
    "penalized_updates": ("hana", "ivan", "ingrid", "paolo", "ruth", "stefan"),
    "rms_scaling": ("jin", "kofi", "leila", "marek"),
    "convergence": ("lena", "mateo", "oskar", "pilar"),
    "moving_averages": ("nadia", "omar", "sofia", "taro"),
    "bias_correction": ("priya", "vera", "wen", "ximena", "noor"),
    "loss_scaling": ("quentin", "rosa"),
    "adaptive_stationarity": ("samir", "abel", "birgit", "cosimo"),
    "message_counts": ("tereza", "uma", "dalia", "enzo", "fabio", "gita"),
}
"""Who makes the first, second, ... known mistake in every part of a problem that has one."""

CLASSMATES: dict[str, Callable[[Desk], Notebook]] = {
    "ada": perfect,
    "bruno": other_forms,
    "chen": still_other_forms,
    "dora": in_latex,
    "emil": decimals,
    "fatima": printed,
    "goran": tuple_of_strings,
    "viktor": transcript_mistake,
    "wanjiru": blank,
    "xavier": half_done,
    "yusuf": syntax_error,
    "zoe": wrong_variant,
    "anders": duplicated,
    "bea": deleted,
    "carlos": retyped,
    "deniz": endless,
    "elif": memory_hog,
    "felix": flood,
    "greta": thief,
    "hugo": quitter,
    "ines": scripter,
    "jonas": in_words,
    "kaya": no_marks,
    **{
        student: mistakes(problem_id, index)
        for problem_id, students in SLIPS.items()
        for index, student in enumerate(students)
    },
}


def as_format_3(notebook: Notebook) -> Notebook:
    """The notebook as an old Jupyter saved it."""
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cells.append(
                {
                    "cell_type": "code",
                    "input": cell["source"],
                    "language": "python",
                    "collapsed": False,
                    "metadata": {},
                    "outputs": [],
                }
            )
        else:
            cells.append({"cell_type": "markdown", "source": cell["source"], "metadata": {}})
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "hw1"},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }


def write_class(folder: Path = CLASS) -> int:
    """Write every notebook; gives their number."""
    course = open_course(find_settings(ROOT))
    desk = Desk(course, load_assignment(course.root, "hw1"))
    for student, write in CLASSMATES.items():
        notebook = numbered(write(desk))
        save(folder / student / "hw1.ipynb", json.dumps(notebook, indent=1, ensure_ascii=False))
    save(folder / "liv" / "hw1.ipynb", json.dumps(as_format_3(desk.solved()), indent=1))
    whole = json.dumps(numbered(desk.solved()), indent=1)
    save(folder / "milo" / "hw1.ipynb", whole[: len(whole) * 2 // 3])
    return len(CLASSMATES) + 2


def numbered(notebook: Notebook) -> Notebook:
    """The same notebook with ids of cells that are the same in every run."""
    for place, cell in enumerate(notebook["cells"]):
        cell["id"] = f"c{place}"
    return notebook


def save(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.stdout.write(f"{write_class()} notebooks in {CLASS}\n")

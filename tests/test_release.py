"""Released notebooks: whole, marked, with no answer in them, and running without this project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import nbformat
import pytest

from grader.assignment import Assignment, load_assignment
from grader.catalog import Course, open_course
from grader.cells import KEY, marked_part, stored_part
from grader.harvest import match_cells
from grader.release import _table, filled, release
from grader.settings import find_settings
from grader.spec import Column, Minimiser, Part
from grader.variants import questions_of

ROOT = Path(__file__).parent.parent
SECRET = "the secret of the tests, which is long enough"


@cache
def course() -> Course:
    return open_course(find_settings(ROOT))


@cache
def assignment(name: str) -> Assignment:
    return load_assignment(ROOT, name)


@pytest.fixture(autouse=True)
def secret(monkeypatch):
    reference = assignment("hw2").secret
    monkeypatch.setattr(type(reference), "read", lambda self, root: SECRET.encode())


def notebook(name: str, student: str | None):
    return release(course(), assignment(name), student, {})


EVERY = pytest.mark.parametrize(("name", "student"), [("hw1", None), ("hw2", "ada"), ("hw2", "bo")])


@EVERY
def test_a_released_notebook_is_valid(name, student):
    nbformat.validate(nbformat.from_dict(notebook(name, student)))


@EVERY
def test_marks_and_metadata_agree_and_every_part_has_one_cell(name, student):
    released = notebook(name, student)
    asked = list(questions_of(course(), assignment(name), student or "", {}))
    marked = [part for cell in released["cells"] if (part := marked_part(cell))]
    stored = [part for cell in released["cells"] if (part := stored_part(cell))]
    assert marked == stored == asked
    claims, warnings = match_cells(released, asked)
    assert warnings == []
    assert [len(indices) for indices in claims.values()] == [1] * len(asked)


@EVERY
def test_cells_have_ids_of_their_own_that_a_second_release_repeats(name, student):
    released = notebook(name, student)
    ids = [cell["id"] for cell in released["cells"]]
    assert len(set(ids)) == len(ids)
    assert notebook(name, student) == released


@EVERY
def test_nothing_of_ours_is_imported(name, student):
    for cell in notebook(name, student)["cells"]:
        for word in ("import grader", "from grader", "import solutions", "import problems"):
            assert word not in cell["source"]


@EVERY
def test_no_word_of_the_solutions_is_in_it(name, student):
    released = json.dumps(notebook(name, student), ensure_ascii=False)
    for part_id, question in questions_of(course(), assignment(name), student or "", {}).items():
        for mistake in question.mistakes:
            assert mistake.feedback not in released, part_id
        reference = question.reference
        if isinstance(reference, Minimiser):
            reference = reference.objective
        printed = str(reference)
        if question.part.kind in {"expression", "vector", "matrix"} and len(printed) >= 12:
            assert printed not in released, part_id


def test_names_that_stand_only_before_a_limit_are_not_offered_for_it():
    cells = notebook("hw1", None)["cells"]
    (prompt,) = [cell["source"] for cell in cells if "**convergence.step_limit**" in cell["source"]]
    assert prompt.endswith("*Answer: a number.*")


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("$|x|$", r"$\vert x\vert $"),
        (r"$\|u\|_1 = |v|$", r"$\Vert u\Vert _1 = \vert v\vert $"),
        ("yes | no", r"yes \| no"),
        (r"p \| q, \$5 | $|a|$", r"p \| q, \$5 \| $\vert a\vert $"),
        ("two\nlines", "two lines"),
    ],
)
def test_no_bar_in_a_label_ends_a_cell_of_a_table(label, shown):
    part = Part(
        name="t",
        kind="table",
        prompt="?",
        rows=(label, "b"),
        columns=(Column(name=label), Column(name="d")),
        given={(1, 0): label},
    )
    head, _, first, second = _table(part)
    assert head == f"|  | {shown} | d |"
    assert first == f"| {shown} | ? | ? |"
    assert second == f"| b | {shown} | ? |"


def test_to_write_it_no_solution_is_loaded(monkeypatch):
    def refuse(self, problem_id):
        raise AssertionError(f"the solution of {problem_id} was asked for")

    monkeypatch.setattr(Course, "solution", refuse)
    fresh = open_course(find_settings(ROOT))
    assert release(fresh, assignment("hw2"), "cy", {})["cells"]


def test_each_student_has_a_variant_and_a_tag_of_their_own():
    ada, bo, again = (notebook("hw2", one) for one in ("ada", "bo", "ada"))
    assert ada == again
    texts = [[cell["source"] for cell in one["cells"]] for one in (ada, bo)]
    assert texts[0] != texts[1]
    tags = [one["metadata"][KEY]["variant"] for one in (ada, bo)]
    assert len(set(tags)) == 2
    assert SECRET not in json.dumps(ada)


def test_everybody_has_the_same_canonical_notebook():
    ada, bo = notebook("hw1", "ada"), notebook("hw1", "bo")
    assert ada["cells"] == bo["cells"]
    assert ada["metadata"][KEY]["student"] == "ada"
    assert "variant" not in ada["metadata"][KEY]


def test_answers_are_filled_in_below_their_marks():
    blank = notebook("hw1", None)
    part = next(stored_part(cell) for cell in blank["cells"] if stored_part(cell))
    cells = filled(blank, {part: "42"})["cells"]
    (mine,) = [cell for cell in cells if stored_part(cell) == part]
    assert mine["source"].splitlines()[1:] == ["42"]
    assert marked_part(mine) == part
    assert sum(a != b for a, b in zip(cells, blank["cells"], strict=True)) == 1


STRANGER = """
import sys
sys.path = [place for place in sys.path if place not in PLACES]
sys.meta_path = [f for f in sys.meta_path if "editable" not in getattr(f, "__module__", "")
                 and "editable" not in getattr(f, "__name__", "").lower()]
for _name in ("grader", "problems", "solutions"):
    try:
        __import__(_name)
    except ImportError:
        pass
    else:
        raise AssertionError(_name + " can be imported")
"""

EXECUTE = """
import sys, nbformat
from nbclient import NotebookClient
book = nbformat.read(sys.argv[1], 4)
NotebookClient(book, timeout=120, kernel_name="python3").execute()
outputs = [o for c in book.cells if c.cell_type == "code" for o in c.outputs]
assert not [o for o in outputs if o.output_type == "error"]
print(sum(c.cell_type == "code" for c in book.cells))
"""


@pytest.mark.parametrize(("name", "student"), [("hw1", None), ("hw2", "ada")])
def test_a_blank_notebook_runs_in_stock_jupyter_without_this_project(tmp_path, name, student):
    released = json.loads(json.dumps(notebook(name, student)))
    places = [str(ROOT), str(ROOT / "tests"), ""]
    first = {
        "cell_type": "code", "id": "stranger", "metadata": {}, "outputs": [],
        "execution_count": None, "source": f"PLACES = {places!r}\n{STRANGER}",
    }  # fmt: skip
    released["cells"].insert(0, first)
    path = tmp_path / "hw.ipynb"
    path.write_text(json.dumps(released), encoding="utf-8")
    plain = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    found = subprocess.run(
        [sys.executable, "-c", EXECUTE, str(path)],
        cwd=tmp_path, env=plain, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr[-3000:]
    assert int(found.stdout) == sum(cell["cell_type"] == "code" for cell in released["cells"])

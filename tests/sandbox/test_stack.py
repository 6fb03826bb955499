"""What the cage holds, and above all what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from sandbox.sheets import notebook_of, words_of

from grader.records import Limits
from grader.sandbox.sealed import stack
from grader.sandbox.sealed.engine import SealedSandbox

COURSE = Path(__file__).parents[2]


def test_only_the_scientific_stack_is_bound() -> None:
    names = {path.name for path in stack.packages(stack.PACKAGES)}
    assert {"numpy", "sympy", "matplotlib", "IPython", "ipykernel", "mpmath", "traitlets"} <= names
    assert not {"grader", "problems", "solutions", "sqlalchemy", "alembic", "nbclient"} & names
    assert not [name for name in names if name.endswith(".pth") or "editable" in name]


def test_no_path_of_the_course_is_bound_but_the_files_beside_the_student() -> None:
    plan = stack.plan(None)
    own = [outside for outside, _ in plan.binds if Path(outside).is_relative_to(COURSE / "grader")]
    assert own == [str(stack.INSIDE)]
    inside = [inside for _, inside in plan.binds]
    for closed in ("/", "/home", "/root", "/var", "/work", "/etc", "/run", "/sys"):
        assert closed not in inside


def test_the_environment_is_made_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_SECRET", "s")
    assert "s" not in stack.plan(None).environment.values()
    assert "GRADER_SECRET" not in stack.plan(None).environment


@pytest.mark.parametrize("name", ["grader", "problems", "solutions", "sqlalchemy", "nbclient"])
def test_nothing_of_ours_can_be_imported(name: str, sealed: SealedSandbox) -> None:
    run = sealed.run(notebook_of([f"import {name}"]), Limits())
    assert run.cells[0].reason == f"ModuleNotFoundError: No module named '{name}'"


def test_programs_of_the_notebook_see_the_same_stack(sealed: SealedSandbox) -> None:
    source = "!python -c 'import sympy, numpy; print(sympy.sqrt(8), numpy.ones(1))'"
    assert words_of(sealed.run(notebook_of([source]), Limits())).strip() == "2*sqrt(2) [1.]"


@pytest.mark.parametrize(
    "source",
    ["%pip install -q x", "!pip install x", "!python -m pip list", "import pip; pip.main([])"],
)
def test_who_would_install_something_is_told_that_nothing_can_be(
    source: str, sealed: SealedSandbox
) -> None:
    run = sealed.run(notebook_of([source]), Limits())
    if "read-only root" not in run.layers:
        pytest.skip("without a cage the machine's own programs are seen")
    shown = words_of(run)
    assert "Nothing can be installed where notebooks are graded" in shown
    assert "numpy" in shown
    assert "Traceback" not in shown


def test_windows_need_a_display_and_not_other_files(sealed: SealedSandbox) -> None:
    pytest.importorskip("tkinter")
    run = sealed.run(notebook_of(["import tkinter; tkinter.Tk()"]), Limits())
    assert run.cells[0].reason.endswith("no display name and no $DISPLAY environment variable")

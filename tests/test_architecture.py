"""The house keeps its layers, and nothing of ours is to be had where student code runs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader.records import Limits
from grader.sandbox import open_sandbox
from notebooks import code, notebook

ROOT = Path(__file__).parent.parent

TRIES = """
import importlib, json, os, sys
found = []
for name in ("grader", "grader.spec", "problems", "solutions", "solutions.convergence"):
    try:
        importlib.import_module(name)
        found.append(name)
    except ImportError:
        pass
for folder in PLACES:
    sys.path.insert(0, folder)
importlib.invalidate_caches()
for name in ("grader", "problems", "solutions"):
    try:
        importlib.import_module(name)
        found.append(name + " by path")
    except ImportError:
        pass
for folder in PLACES:
    try:
        found += os.listdir(folder)
    except OSError:
        pass
json.dumps(found)
"""


def test_imports_follow_the_contracts():
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert found.returncode == 0, found.stdout


def test_a_student_can_import_neither_the_grader_nor_a_solution():
    places = [str(ROOT), str(ROOT / "solutions"), str(ROOT / "grader")]
    sheet = notebook(code(f"PLACES = {places!r}"), code(TRIES))
    sandbox = open_sandbox("auto")
    try:
        run = sandbox.run(sheet, Limits())
    finally:
        sandbox.close()
    assert [cell.status for cell in run.cells] == ["ok", "ok"], run.cells
    (output,) = run.notebook["cells"][1]["outputs"]
    shown = output["data"]["text/plain"]
    assert json.loads(shown.strip("'").replace("\\'", "'")) == []


@pytest.mark.parametrize("module", ["grader.spec", "grader.errors", "grader.tree"])
def test_what_every_course_imports_loads_nothing_heavy(module):
    heavy = "{'sympy', 'sqlalchemy', 'nbclient'}"
    source = f"import {module}, sys; print(*sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert found.stdout.split() == []


def test_no_file_of_the_framework_names_a_problem():
    names = [
        path.stem for path in (ROOT / "problems").glob("*.py") if not path.stem.startswith("_")
    ]
    long = [name for name in names if "_" in name and name != "wording"]
    for path in (ROOT / "grader").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [name for name in long if f"problems.{name}" in text], path


def test_no_pattern_has_a_possessive_group():
    """Before 3.11.5 Python loses matches of one that has a group in it; nobody is told."""
    possessive = re.compile(r"(?<!\\)\)[*+?]\+|\(\?>")
    for path in (ROOT / "grader").rglob("*.py"):
        assert not possessive.findall(path.read_text(encoding="utf-8")), path

"""Files of a new problem or course, from templates. Nothing that exists is overwritten."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from grader.errors import GraderError
from grader.secret import DEFAULT_FILE, create_secret

TEMPLATES = Path(__file__).parent / "templates"
FIRST_PROBLEM = "gradient_descent"


def new_problem(root: Path, name: str) -> list[Path]:
    """Write a problem, its solution and its test, all of which pass; gives their paths.

    Raises:
        GraderError: If the name is no module name, or something of that name exists.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise GraderError(
            f"{name!r} cannot be a problem's name: small letters, digits and underscores, such as "
            "'weight_decay'."
        )
    tests = root / "tests" / "problems"
    values = {"name": name, "title": name.replace("_", " ").capitalize(), "depth": "2"}
    return _write(
        {
            root / "problems" / f"{name}.py": "problem.py.j2",
            root / "solutions" / f"{name}.py": "solution.py.j2",
            tests / f"test_{name}.py": "test_problem.py.j2",
        },
        values,
    )


def new_course(root: Path) -> list[Path]:
    """Write a course with one problem, one assignment and a secret; gives the paths.

    Raises:
        GraderError: If the folder has a course already, or cannot be written.
    """
    settings = root / "grader.toml"
    if settings.exists():
        raise GraderError(f"{settings} exists: there is a course here already.")
    written = _write({settings: "grader.toml.j2"}, {})
    for package in ("problems", "solutions"):
        path = root / package / "__init__.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'"""The {package} of this course."""\n', encoding="utf-8")
        written.append(path)
    written += new_problem(root, FIRST_PROBLEM)
    written += _write(
        {root / "notebooks" / "hw1" / "assignment.toml": "assignment.toml.j2"},
        {"title": "Homework 1", "problem": FIRST_PROBLEM},
    )
    create_secret(root / DEFAULT_FILE)
    ignored = root / ".gitignore"
    lines = ignored.read_text(encoding="utf-8").splitlines() if ignored.exists() else []
    lines += [line for line in (DEFAULT_FILE, "gradebook.db*", ".venv/") if line not in lines]
    ignored.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [*written, root / DEFAULT_FILE, ignored]


def _write(files: Mapping[Path, str], values: Mapping[str, str]) -> list[Path]:
    for path in files:
        if path.exists():
            raise GraderError(f"{path} exists; choose another name, or move it away.")
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Python source, not HTML
    )
    try:
        for path, template in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(environment.get_template(template).render(values), encoding="utf-8")
    except OSError as error:
        raise GraderError(
            f"{error.filename or path} cannot be written: {error.strerror}."
        ) from error
    return list(files)

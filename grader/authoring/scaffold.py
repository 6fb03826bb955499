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

IGNORED = (
    DEFAULT_FILE,
    "gradebook*.db*",
    "exports/",
    "feedback/",
    "released/",
    "reports/",
    "submissions/",
    "roster*.csv",
    "*.log",
    ".venv/",
    "__pycache__/",
    ".pytest_cache/",
)
"""What git is told to pass over: the secret, what holds names, answers or grades, and caches."""


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
    return _write(_problem(root, name))


def new_course(root: Path) -> list[Path]:
    """Write a course with one problem, one assignment and a secret; gives the paths.

    Raises:
        GraderError: If the folder has a course already, or cannot be written.
    """
    settings = root / "grader.toml"
    if settings.exists():
        raise GraderError(f"{settings} exists: there is a course here already.")
    files = {settings: _rendered("grader.toml.j2", {})}
    for package in ("problems", "solutions"):
        path = root / package / "__init__.py"
        if not path.exists():
            files[path] = f'"""The {package} of this course."""\n'
    files |= _problem(root, FIRST_PROBLEM)
    first = {"title": "Homework 1", "problem": FIRST_PROBLEM}
    files[root / "notebooks" / "hw1" / "assignment.toml"] = _rendered("assignment.toml.j2", first)
    _write(files)
    create_secret(root / DEFAULT_FILE)
    return [*files, root / DEFAULT_FILE, _ignore(root / ".gitignore")]


def _ignore(path: Path) -> Path:
    """Keep the secret, and everything that is of students, out of what git takes."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    lines += [line for line in IGNORED if line not in lines]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _problem(root: Path, name: str) -> dict[Path, str]:
    values = {"name": name, "title": name.replace("_", " ").capitalize(), "depth": "2"}
    return {
        root / "problems" / f"{name}.py": _rendered("problem.py.j2", values),
        root / "solutions" / f"{name}.py": _rendered("solution.py.j2", values),
        root / "tests" / "problems" / f"test_{name}.py": _rendered("test_problem.py.j2", values),
    }


def _rendered(template: str, values: Mapping[str, str]) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Python source, not HTML
    )
    return environment.get_template(template).render(values)


def _write(files: Mapping[Path, str]) -> list[Path]:
    """Write all of the files; where one is in the way nothing is written."""
    for path in files:
        if path.exists():
            raise GraderError(f"{path} exists; choose another name, or move it away.")
        for folder in path.parents:
            if folder.exists() and not folder.is_dir():
                raise GraderError(f"{folder} is a file where a folder is needed; move it away.")
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise GraderError(
            f"{error.filename or path} cannot be written: {error.strerror}."
        ) from error
    return list(files)

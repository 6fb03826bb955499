"""Settings: one frozen record, read once from `grader.toml` or `[tool.grader]`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from grader.errors import GraderError, did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a course folder configures.

    Attributes:
        folder: The folder of the file that was read.
        course: Folder with `problems/`, `solutions/` and `notebooks/`, relative to `folder`.
        gradebook: Path of the SQLite file (relative to `folder`) or a database URL.
        engine: ``auto``, ``sealed`` or ``jupyter``.
        kinds: Modules of the course's own kinds of part.
    """

    folder: Path = field(default_factory=Path.cwd)
    course: str = "."
    gradebook: str = "gradebook.db"
    engine: str = "auto"
    kinds: tuple[str, ...] = ()

    @property
    def course_root(self) -> Path:
        """The course's folder, absolute."""
        return (self.folder / self.course).resolve()

    @property
    def gradebook_url(self) -> str:
        """The gradebook as a database URL, or as an absolute path of a SQLite file."""
        if "://" in self.gradebook:
            return self.gradebook
        return str((self.folder / self.gradebook).resolve())


def find_settings(start: Path) -> Settings:
    """The settings of the nearest folder, from `start` upwards, that has any.

    Raises:
        GraderError: For an unknown key, a wrong type or a file that is no TOML; and if there is
            no settings file at all.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        for name, path in (("grader", folder / "grader.toml"), ("tool", folder / "pyproject.toml")):
            if path.is_file():
                table = _table(path)
                if name == "tool":
                    tools = table.get("tool")
                    table = tools.get("grader") if isinstance(tools, Mapping) else None
                if table is not None:
                    return _settings(folder, path, table)
    raise GraderError(
        f"No course here: neither {start.resolve()} nor a folder above it has a grader.toml or a "
        "pyproject.toml with [tool.grader]. Change to the course's folder, or start one with "
        "`grader init`."
    )


def _table(path: Path) -> Any:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GraderError(f"{path} is no TOML: {error}.") from error
    except OSError as error:
        raise GraderError(f"{path} cannot be read: {error.strerror or error}.") from error


def _settings(folder: Path, path: Path, table: Any) -> Settings:
    if not isinstance(table, Mapping):
        raise GraderError(f"{path}: [tool.grader] must be a table of settings, not {table!r}.")
    known = {f.name: f for f in fields(Settings) if f.name != "folder"}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            hint = did_you_mean(key, list(known), f"Known: {', '.join(known)}.")
            raise GraderError(f"{path}: there is no setting {key!r}. {hint}")
        if key == "kinds":
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise GraderError(f"{path}: kinds must be a list of module names.")
            value = tuple(value)
        elif not isinstance(value, str):
            raise GraderError(f"{path}: {key} must be a text, not {value!r}.")
        values[key] = value
    return Settings(folder=folder, **values)

"""A TOML table read key by key: errors name file and key, and what nobody asked for is one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from grader.errors import GraderError, did_you_mean


def read_toml(path: Path) -> Table:
    """The whole file as a table.

    Raises:
        GraderError: If it cannot be read or is not TOML.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise GraderError(f"{path} cannot be read: {error.strerror or error}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GraderError(f"{path} is not valid TOML: {error}.") from error
    return Table(path, "", content)


@dataclass(slots=True)
class Table:
    """A table of a TOML file and the keys that were asked for so far.

    Attributes:
        path: Of the file, for messages.
        name: Of the table, ``""`` for the file itself.
        content: The keys and values.
    """

    path: Path
    name: str
    content: Mapping[str, Any]
    known: list[str] = field(default_factory=list)

    def error(self, key: str, problem: str) -> GraderError:
        """The error of one key: file, key, what is wrong."""
        where = f"{self.name}.{key}" if self.name else key
        return GraderError(f"{self.path}: {where} {problem}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; required if there is no default."""
        value = self._value(key, default)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, f"must be a text, not {value!r}.")
        return value

    def one_of(self, key: str, options: Sequence[str], default: str | None = None) -> str:
        """One of these words."""
        value = self._value(key, default)
        if value not in options:
            hint = did_you_mean(str(value), options, f"Known: {', '.join(options)}.")
            raise self.error(key, f"cannot be {value!r}. {hint}")
        return str(value)

    def number(
        self, key: str, default: float | None = None, *, low: float = 0.0, high: float = 1e9
    ) -> float:
        """A number within the bounds."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, f"must be a number, not {value!r}.")
        if not low <= value <= high:
            raise self.error(key, f"must lie between {low:g} and {high:g}, not {value!r}.")
        return float(value)

    def whole(self, key: str, default: int, *, low: int = 0, high: int = 10**9) -> int:
        """A whole number within the bounds."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(key, f"must be a whole number, not {value!r}.")
        if not low <= value <= high:
            raise self.error(key, f"must lie between {low} and {high}, not {value}.")
        return value

    def words(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts, none twice."""
        value = self._value(key, None if required else [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.error(key, "must be a list of texts.")
        if required and not value:
            raise self.error(key, "must not be empty.")
        for index, word in enumerate(value):
            if word in value[:index]:
                raise self.error(key, f"names {word!r} twice.")
        return tuple(value)

    def moment(self, key: str) -> datetime | None:
        """A date and time, with or without an offset; ``None`` if the key is absent."""
        self.known.append(key)
        value = self.content.get(key)
        if value is None or isinstance(value, datetime):
            return value
        example = "2026-12-01T23:59:00+01:00, without quotes"
        raise self.error(key, f"must be a date and time as {example}, not {value!r}.")

    def table(self, key: str) -> Table:
        """A table below this one; an empty one if the key is absent."""
        self.known.append(key)
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, "must be a table.")
        return Table(self.path, f"{self.name}.{key}" if self.name else key, value)

    def numbers(self) -> dict[str, float]:
        """Every key of this table with its number; a point in a key stands in quotes."""
        for key, value in self.content.items():
            if isinstance(value, Mapping):
                whole = f"{key}.{next(iter(value), '')}"
                raise self.error(key, f'is a table: write {whole} in quotes, as "{whole}" = 2.')
        return {key: self.number(key) for key in self.content}

    def finish(self) -> None:
        """Refuse the keys that nobody asked for.

        Raises:
            GraderError: With the known key that is nearest to the first unknown one.
        """
        for key in self.content:
            if key not in self.known:
                hint = did_you_mean(key, self.known, f"Known: {', '.join(sorted(self.known))}.")
                raise self.error(key, f"is not a key here. {hint}")

    def refuse_near(self, key: str) -> None:
        """Refuse a key that is probably meant for this one, which is absent."""
        near = get_close_matches(key, list(self.content), n=1)
        if near and near[0] not in self.known:
            raise self.error(near[0], f"is not a key here. Did you mean {key!r}?")

    def _value(self, key: str, default: Any) -> Any:
        self.known.append(key)
        value = self.content.get(key, default)
        if value is None:
            near = get_close_matches(key, [name for name in self.content if name != key], n=1)
            hint = f" Is {near[0]!r} meant for it?" if near else ""
            raise self.error(key, f"is missing.{hint}")
        return value

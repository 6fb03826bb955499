"""Students of a course, and reading them from what Canvas, Moodle or a person wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """One student of the roster.

    Attributes:
        id: The name under which notebooks are handed in and seeds are drawn.
        elsewhere: What other systems call them: ``canvas id``, ``sis id``,
            ``moodle id``, ``login``.
    """

    id: str
    name: str = ""
    email: str = ""
    section: str = ""
    elsewhere: Mapping[str, str] = field(default_factory=dict)

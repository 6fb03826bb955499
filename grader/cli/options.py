"""Options that do not go together: said, and none of them silently left out."""

from __future__ import annotations

from collections.abc import Mapping

from grader.errors import GraderError


def exclusive(given: Mapping[str, object]) -> None:
    """See that at most one of these options is given.

    Args:
        given: By the option's name; what is false is not given.

    Raises:
        GraderError: If more than one is.
    """
    names = [name for name, value in given.items() if value]
    if len(names) > 1:
        raise GraderError(f"{names[0]} and {names[1]} exclude each other; give one of them.")

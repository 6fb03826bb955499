"""What every command ends with: exit codes, and where its output goes. Imports nothing heavy."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from rich.console import Console
from rich.markup import escape as without_markup

DONE, LOOK, WRONG = 0, 1, 2
"""Exit codes: done; done, but something needs a person or a check failed; wrong input."""

_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\r(?!\n)")
"""What a terminal obeys, or what turns the direction of what follows; tabs and lines may stay."""


def visible(text: str) -> str:
    r"""A text of somebody else's that commands no terminal.

    >>> visible("\x1b[2Jgone?")
    '\\x1b[2Jgone?'
    """
    return _HIDDEN.sub(lambda found: ascii(found[0])[1:-1], text)


def escape(text: str) -> str:
    """The same where Rich prints it: its markup is no markup."""
    return without_markup(visible(text))


def terminal() -> Console:
    """Where tables go; narrow pipes get the whole line."""
    return Console(width=None if sys.stdout.isatty() else 160, soft_wrap=False, highlight=False)


def progress_console() -> Console:
    """Where progress goes: standard error, and nothing at all in a pipe."""
    return Console(stderr=True, quiet=not sys.stderr.isatty())


def say(sentence: str) -> int:
    """Wrong input: one sentence on standard error, exit code 2."""
    print(visible(f"grader: {sentence}"), file=sys.stderr)  # noqa: T201
    return WRONG


def print_json(value: Any) -> None:
    """One JSON object on a line of standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def how_many(number: int, noun: str) -> str:
    """A number of things.

    >>> how_many(1, "submission"), how_many(0, "signal")
    ('1 submission', '0 signals')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"

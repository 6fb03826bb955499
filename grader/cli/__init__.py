"""The command line: `grader COMMAND`. Prints, exits and nothing else; the rest is below."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import typer
from typer.exceptions import TyperException

from grader.cli.printing import say
from grader.errors import GraderError

GROUPS = (
    "release",
    "grade",
    "check",
    "compare",
    "verify",
    "regrade",
    "review",
    "feedback",
    "export",
    "report",
    "gradebook",
    "doctor",
    "author",
)
"""Modules of `grader.cli`, each with `register(app)`, in the order of `grader --help`."""


def build(command: str | None = None) -> typer.Typer:
    """The application with every command, or with the one group that is named like a command."""
    app = typer.Typer(
        name="grader",
        help="Grades mathematical problem sets in Jupyter notebooks, and proves its verdicts.",
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_no_options)
    for name in (command,) if command in GROUPS else GROUPS:
        import_module(f"grader.cli.{name}").register(app)
    return app


def _no_options() -> None:
    """Keeps an application with one command a group of commands."""


def main() -> None:
    """Run a command. Wrong input is one sentence and exit code 2; a bug keeps its traceback."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command and give its exit code."""
    if not arguments:
        arguments = ["--help"]
    try:
        code = build(arguments[0])(arguments, prog_name="grader", standalone_mode=False)
    except GraderError as error:
        return say(str(error))
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort:
        print("Stopped. Run the same command again to go on.", file=sys.stderr)  # noqa: T201
        return 1
    except TyperException as error:
        return say(error.format_message() if hasattr(error, "format_message") else str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code if isinstance(code, int) else 0

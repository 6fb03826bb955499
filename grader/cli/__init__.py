"""The command line: `grader COMMAND`. Prints, exits and nothing else; the rest is below."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click
import typer

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


def build() -> typer.Typer:
    """The application with every command."""
    app = typer.Typer(
        name="grader",
        help="Gradus: grades mathematical problem sets in Jupyter notebooks, and proves its verdicts.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name in GROUPS:
        import_module(f"grader.cli.{name}").register(app)
    return app


def main() -> None:
    """Run a command. Wrong input is one sentence and exit code 2; a bug keeps its traceback."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command and give its exit code."""
    try:
        code = build()(arguments, prog_name="grader", standalone_mode=False)
    except GraderError as error:
        return say(str(error))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        return say(error.format_message())
    except click.exceptions.Abort:
        print("Stopped. Run the same command again to go on.", file=sys.stderr)  # noqa: T201
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code if isinstance(code, int) else 0


def say(sentence: str) -> int:
    """Wrong input: one sentence on standard error, exit code 2."""
    print(f"grader: {sentence}", file=sys.stderr)  # noqa: T201
    return 2

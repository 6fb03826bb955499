"""The command line: `grader COMMAND`. Prints, exits and nothing else; the rest is below."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated

import typer
from typer.exceptions import TyperException

from grader import __version__
from grader.cli.contents import COMMANDS, MODULES
from grader.cli.printing import say
from grader.errors import GraderError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What a disk says that can take no more."""

_INTERRUPTED = 130
"""What typer gives back after Ctrl-C."""


def build() -> typer.Typer:
    """The application with every command."""
    return _application(MODULES)


def build_for(command: str) -> typer.Typer:
    """The application as far as this command needs it.

    Where it names none, every command is there with its sentence and does nothing: what is shown
    then, help or the nearest name, takes no more.
    """
    if command in COMMANDS:
        return _application((COMMANDS[command][0],))
    app = _application(())
    for name, (_, sentence) in COMMANDS.items():
        app.command(name, help=sentence)(_no_options)
    return app


def _application(modules: Iterable[str]) -> typer.Typer:
    app = typer.Typer(
        name="grader",
        help="Grades mathematical problem sets in Jupyter notebooks, and proves its verdicts.",
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_whole_program)
    for module in modules:
        import_module(f"grader.cli.{module}").register(app)
    return app


def _write_no_more() -> None:
    """What is left in the buffer would fail once more when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_half_characters() -> None:
    """What a student wrote may hold what no encoding has; it is shown as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _stopped() -> int:
    print("Stopped. Run the same command again to go on.", file=sys.stderr)  # noqa: T201
    return 1


def _sentence(error: TyperException) -> str:
    """What is wrong with the usage, without the words of who noticed it, and what to do."""
    words = error.format_message() if hasattr(error, "format_message") else str(error)
    words = words.replace(": Value error, ", ": ").rstrip(".")
    if words.endswith("?"):
        return words  # it asks whether another name was meant
    command = getattr(getattr(error, "ctx", None), "command_path", "grader")
    return f"{words}. See `{command} --help`."


def _show_version(asked: bool) -> None:
    if asked:
        print(f"Gradus {__version__}")  # noqa: T201
        raise typer.Exit


def _no_options() -> None:
    """What a command that is only listed does."""


def _whole_program(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and exit.", is_eager=True, callback=_show_version
        ),
    ] = False,
) -> None:
    """Keeps an application with one command a group of commands."""


def main() -> None:
    """Run a command. Wrong input is one sentence and exit code 2; a bug keeps its traceback."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run a command and give its exit code."""
    if not arguments:
        arguments = ["--help"]
    _print_half_characters()
    try:
        code = build_for(arguments[0])(arguments, prog_name="grader", standalone_mode=False)
        sys.stdout.flush()
    except GraderError as error:
        return say(str(error))
    except typer.Exit as stop:
        return stop.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return _stopped()
    except TyperException as error:
        return say(_sentence(error))
    except BrokenPipeError:
        _write_no_more()
        return 1
    except OSError as error:
        if error.errno not in _FULL:
            raise
        _write_no_more()
        return say(
            f"{error.filename or 'The output'} cannot be written: {error.strerror}. Free some "
            "space and run the same command again; what is in the gradebook is kept."
        )
    if code == _INTERRUPTED:
        return _stopped()
    return code if isinstance(code, int) else 0

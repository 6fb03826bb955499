from __future__ import annotations

import subprocess
import sys

import pytest
import typer

from grader.cli import build, build_for
from grader.cli.contents import COMMANDS

HEAVY = ("numpy", "sympy", "sqlalchemy", "lark", "nbformat", "grader.equality", "grader.gradebook")


def sentences(app: typer.Typer) -> dict[str, str]:
    commands = typer.main.get_command(app).commands
    return {name: " ".join(one.help.split("\n\n")[0].split()) for name, one in commands.items()}


def test_the_list_of_commands_says_what_the_commands_say():
    listed = {name: sentence for name, (_, sentence) in COMMANDS.items()}
    assert sentences(build()) == listed == sentences(build_for("--help"))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_in_the_module_that_is_named_for_it(command):
    assert command in typer.main.get_command(build_for(command)).commands


@pytest.mark.parametrize(
    "arguments, code", [(["--help"], 0), (["-h"], 0), ([], 0), (["grad"], 2)], ids=str
)
def test_help_and_a_slip_load_nothing_heavy(arguments, code):
    program = (
        "import sys; from grader.cli import run; code = run(sys.argv[1:]);"
        f"print([name for name in {HEAVY!r} if name in sys.modules]); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=240
    )
    assert done.returncode == code
    assert done.stdout.splitlines()[-1] == "[]"
    assert "regrade" in done.stdout + done.stderr

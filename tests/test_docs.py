"""What the documentation says is so: commands, verdicts, links, versions."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer.main

import grader
from grader.catalog import open_course
from grader.cli import build
from grader.feedback.page import WORDS
from grader.records import Verdict
from grader.settings import find_settings

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def generator():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def every_command():
    return list(generator().commands(typer.main.get_command(build()), "grader"))


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def test_the_page_of_commands_is_up_to_date():
    assert generator().main(["--check"]) == 0, "run: python docs/generate.py"


def test_the_page_of_commands_is_the_same_on_a_machine_with_one_core():
    program = (
        "import os, runpy, sys\n"
        "os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])\n"
        "sys.argv = ['docs/generate.py', '--check']\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_command_has_a_section_and_a_summary():
    text = generator().PAGE.read_text(encoding="utf-8")
    for path, command in every_command():
        assert f"## `{path}`" in text
        assert command.help, path


def test_every_argument_and_option_says_what_it_is():
    for path, command in every_command():
        for parameter in command.params:
            assert parameter.help, f"{path} {parameter.name}"


def test_the_two_commands_of_the_readme_are_targets_of_make():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    promised = set(re.findall(r"^\$ make (\w+)", readme, re.M))
    assert {"demo", "test"} <= promised <= set(targets)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_that_a_page_shows_exists(page):
    known = {path for path, _ in every_command()}
    words = {path.split()[1] for path in known}
    text = page.read_text(encoding="utf-8")
    for shown in re.findall(r"^\$ grader ([a-z]+)", text, re.M):
        assert shown in words, shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_option_that_a_page_shows_exists(page):
    options = {
        name
        for _, command in every_command()
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
    }
    shell = re.findall(r"^\$ grader (.*)$", page.read_text(encoding="utf-8"), re.M)
    for line in shell:
        for option in re.findall(r"(?<=\s)--[a-z][a-z-]*", line.partition("#")[0]):
            assert option in options, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_part_of_the_sample_course_that_a_page_names_exists(page):
    course = open_course(find_settings(ROOT))
    problems = "|".join(course.problem_ids)
    text = re.sub(r"```python\n.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for named in re.findall(rf"(?<![\w./])(?:{problems})\.[a-z]\w*", text):
        assert named in course.part_ids or named.endswith((".py", ".md")), named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_resolve(page):
    for target in LINK.findall(without_code(page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        place = (page.parent / file).resolve() if file else page
        assert place.exists(), target
        if anchor and place.suffix == ".md":
            assert anchor in anchors(place), target


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def test_every_verdict_is_explained_to_students():
    text = (ROOT / "docs/tutorials/student.md").read_text(encoding="utf-8")
    for verdict in Verdict:
        assert f"| {WORDS[verdict][1]} |" in text, verdict


def test_the_changelog_has_the_version_that_is_installed():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert stated["project"]["version"] == grader.__version__
    assert f"## [{grader.__version__}]" in text


def test_every_decision_is_listed_and_says_why():
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    pages = sorted(folder.glob("[0-9]*.md"))
    assert [page.name[:4] for page in pages] == [f"{i:04}" for i in range(1, len(pages) + 1)]
    for page in pages:
        assert f"({page.name})" in listed
        assert len(page.read_text(encoding="utf-8").split()) > 50

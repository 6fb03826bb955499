"""Wrong input of every kind: a sentence, exit code 2, and everything else graded and kept."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from small_course import (
    SOLUTION,
    OwnProcess,
    answered,
    forget_courses,
    hand_in,
    only_this_course,
)

import grader.cli
import grader.cli.grade
from grader import catalog
from grader.cli import run
from grader.errors import GraderError
from grader.gradebook import open_gradebook
from notebooks import code, notebook, shows

GOOD = {"ada": answered(), "carl": answered("x**2", "'down'")}


def grade(*arguments):
    return run(["grade", "hw", *map(str, arguments), "--no-execute"])


def reports(capsys):
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    lines = [json.loads(line) for line in captured.out.splitlines()]
    return {line["student"]: line for line in lines}, captured.err


def kept(course):
    with open_gradebook(course / "gradebook.db") as book:
        return {one.student: one for one in book.latest("hw")}


def test_a_small_class_is_graded(course, capsys):
    assert grade(hand_in(course / "in", GOOD), "--json") == 0
    found, errors = reports(capsys)
    assert errors == ""
    assert found["ada"]["score"] == 3
    assert found["carl"]["score"] == 1
    assert found["carl"]["parts"]["doubling.twice"]["hint"] == "Do not square."


BROKEN = {
    "truncated JSON": (json.dumps(answered())[:-40], "breaks off or is damaged"),
    "no JSON": ("dear grader, see attached", "no JSON"),
    "an empty file": ("", "empty"),
    "other JSON": ("[1, 2]", "no cells"),
    "a deep nest": ('{"cells": ' + "[" * 50_000 + "]" * 50_000 + "}", "no"),
    "a nest of metadata": (
        json.dumps({**answered(), "metadata": json.loads('{"a":' * 900 + "1" + "}" * 900)}),
        "deeper than any",
    ),
    "another format": (json.dumps({**answered(), "nbformat": 7}), "formats 2 to 4"),
    "no marker": (json.dumps(notebook(code("2*x", shows("2*x")))), "No cell is marked"),
    "no cells": (json.dumps(notebook()), "No cell is marked"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_graded_is_a_sentence_and_the_rest_is_graded(course, capsys, name):
    content, words = BROKEN[name]
    folder = hand_in(course / "in", {**GOOD, "zoe": content})
    assert grade(folder, "--json") == 2
    found, errors = reports(capsys)
    assert found["zoe"]["status"] == "failed"
    assert found["ada"]["score"] == 3
    (sentence,) = errors.splitlines()
    assert sentence.startswith("grader: ")
    assert str(folder / "zoe" / "hw.ipynb") in sentence
    assert words in sentence
    assert {student: one.score for student, one in kept(course).items() if student != "zoe"} == {
        "ada": 3,
        "carl": 1,
    }


def test_a_mended_notebook_takes_the_place_of_a_broken_one(course, capsys):
    folder = hand_in(course / "in", {**GOOD, "zoe": "{"})
    assert grade(folder) == 2
    os.utime(hand_in(folder, {"zoe": answered()}) / "zoe" / "hw.ipynb", (1, 1))
    assert grade(folder) == 0
    assert kept(course)["zoe"].score == 3


def test_a_student_who_is_there_twice_is_not_graded_and_said_so(course, capsys):
    folder = hand_in(course / "in", GOOD)
    (folder / "ada" / "again.ipynb").write_text(json.dumps(answered("x")))
    assert grade(folder, "--json") == 2
    found, errors = reports(capsys)
    assert found["carl"]["score"] == 1
    assert "more than one notebook" in errors
    assert len(errors.splitlines()) == 2
    assert kept(course)["ada"].status == "failed"
    (folder / "ada" / "again.ipynb").unlink()
    assert grade(folder) == 0
    assert kept(course)["ada"].score == 3


def test_a_zip_of_a_thousand_notebooks_is_one_students_and_said_in_few_lines(course, capsys):
    folder = hand_in(course / "in", GOOD)
    (folder / "emmy").mkdir()
    with zipfile.ZipFile(folder / "emmy" / "hw.zip", "w") as archive:
        for number in range(1000):
            archive.writestr(f"{number}/hw.ipynb", json.dumps(answered()))
    assert grade(folder, "--json") == 2
    found, errors = reports(capsys)
    assert found["ada"]["score"] == 3
    assert found["emmy"]["status"] == "failed"
    assert "and 996 more" in errors
    assert len(errors.splitlines()) < 10


def test_a_missing_folder_is_said_and_the_others_are_graded(course, capsys):
    folder = hand_in(course / "in", GOOD)
    (course / "notes.txt").write_text("x")
    assert grade(course / "nowhere", folder, course / "notes.txt", "--json") == 2
    found, errors = reports(capsys)
    assert set(found) == {"ada", "carl"}
    assert "There is no file or folder" in errors
    assert "notes.txt is no notebook" in errors


def test_nothing_but_missing_folders_is_one_sentence(course, capsys):
    assert grade(course / "nowhere") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["grade", "hw9", "in"], "There is no assignment 'hw9'"),
        (["grade", "hw"], "Missing argument 'paths'. See `grader grade --help`.\n"),
        (["graed", "hw"], "No such command 'graed'. Did you mean 'grade', 'regrade'?\n"),
        (["gradebook", "rooster"], "Did you mean 'roster'?\n"),
        (["qqq"], "No such command 'qqq'. See `grader --help`.\n"),
        (["grade", "hw", "in", "--workers", "0"], "--workers"),
        (["grade", "hw", "in", "--engine", "magic"], "magic"),
        (["check", "doubling.twise", "x"], "Did you mean 'doubling.twice'?"),
        (["check", "trebling.twice", "x"], "There is no part or problem"),
        (["check", "doubling.twice", "x", "--seed", "1", "--student", "ada"], "exclude each other"),
        (["check", "doubling.twice", "x", "--seed", "-1"], "--seed"),
        (["verify", "trebling"], "There is no part or problem"),
        (["doctor"], "Give a notebook"),
        (["doctor", "nothing.ipynb"], "There is no file"),
        (["doctor", "notebooks"], "There is no notebook in notebooks: give the notebook itself."),
        (["release", "hw", "--student", " "], "' ' cannot be the name of a folder"),
        (["release", "hw", "--student", "a\nb"], "cannot be the name of a folder"),
        (["release", "hw", "--student", "a\udcff"], "cannot be the name of a folder"),
        (["export", "hw", "--out", "-", "--json"], "--out - and --json exclude each other"),
        (["gradebook", "comment", "well", "x", "--part", "doubling.twise"], "Did you mean"),
        (["gradebook", "comment", " ", "x"], "A comment has a name and a text"),
        (["gradebook", "comment", "well", " "], "A comment has a name and a text"),
        (["release", "hw", "--student", "a", "--roster", "b.csv"], "exclude each other"),
        (["release", "hw", "--roster", "b.csv"], "b.csv"),
        (["feedback", "hw9"], "There is no assignment"),
        (["regrade", "hw", "--undo", "--preview"], "--undo and --preview exclude each other"),
        (["regrade", "hw", "--undo", "--keep-highest"], "--undo and --keep-highest exclude"),
        (["regrade", "hw", "--undo", "--retry-undecided"], "--undo and --retry-undecided exclude"),
        (["regrade", "hw", "--change", "2"], "--change goes with --undo"),
        (["review", "hw", "--verdict", "correct"], "--verdict goes with --decide"),
        (["review", "hw", "--credit", "0"], "--credit goes with --decide"),
        (["review", "hw", "--comment", "Well."], "--comment goes with --decide"),
        (["review", "hw", "--use", "well"], "--use goes with --decide"),
        (["review", "hw", "--rubric", "idea"], "--rubric goes with --decide"),
        (["review", "hw", "--decide", "a", "--list"], "--decide and --list exclude each other"),
        (["review", "hw", "--decided", "--withdraw", "1"], "--decided and --withdraw exclude"),
        (["review", "hw", "--part", "doubling.twise"], "Did you mean 'doubling.twice'?"),
        (["gradde", "hw"], "gradde"),
        (["grade", "--nonsense"], "No such option: --nonsense. See `grader grade --help`.\n"),
    ],
)
def test_wrong_usage_is_one_sentence_on_standard_error(course, capsys, arguments, words):
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert "Traceback" not in captured.err
    assert captured.err.startswith("grader: ")


def test_the_version_is_told_as_pip_tells_it(capsys):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"Gradus {version('gradus-grader')}\n"


@pytest.mark.parametrize("name", ["in", "class.zip"])
def test_a_folder_or_zip_without_any_notebook_is_said(course, capsys, name):
    if name == "in":
        (course / name / "ada").mkdir(parents=True)
        (course / name / "ada" / "hw.pdf").write_text("%PDF")
    else:
        zipfile.ZipFile(course / name, "w").close()
    assert grade(course / name, "--json") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "There is no notebook in" in captured.err


READING = (
    ("regrade", "hw"),
    ("review", "hw"),
    ("feedback", "hw"),
    ("report", "hw"),
    ("export", "hw"),
    ("gradebook", "history", "hw", "ada"),
    ("gradebook", "roster"),
    ("gradebook", "backup", "copy.db"),
)


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_who_only_reads_begins_no_gradebook(course, capsys, command):
    assert run([*command, "--gradebook", "slip.db"]) == 2
    assert capsys.readouterr().err.startswith("grader: There is no gradebook slip.db; ")
    assert not list(course.glob("*.db"))


def test_a_regrade_of_what_nobody_graded_is_said(course, capsys):
    assert run(["gradebook", "comment", "well", "Well done.", "--gradebook", "other.db"]) == 0
    assert run(["regrade", "hw", "--gradebook", "other.db"]) == 2
    assert "Nothing was graded for hw in other.db" in capsys.readouterr().err


def test_outside_a_course_the_next_step_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["problems"]) == 2
    assert "grader init" in capsys.readouterr().err


def test_an_unknown_part_of_an_assignment_is_said_with_a_guess(course, capsys):
    (course / "notebooks/hw/assignment.toml").write_text(
        'title = "Homework"\nparts = ["doublings"]\nvariants = "canonical"\n'
    )
    assert grade(hand_in(course / "in", GOOD)) == 2
    assert "Did you mean 'doubling'?" in capsys.readouterr().err


def test_a_cell_of_an_unknown_part_is_remarked_on_and_the_others_count(course, capsys):
    odd = answered()
    odd["cells"].append(code("# answer: other.thing\n5", shows("5")))
    grade(hand_in(course / "in", {"ada": odd}), "--json")
    found, _ = reports(capsys)
    assert found["ada"]["score"] == 3
    assert any("'other.thing'" in warning for warning in found["ada"]["warnings"])


def test_a_read_only_gradebook_is_one_sentence(course, capsys, monkeypatch):
    folder = hand_in(course / "in", GOOD)
    (course / "gradebook.db").mkdir()
    assert grade(folder) == 2
    captured = capsys.readouterr()
    assert "gradebook" in captured.err
    assert "Traceback" not in captured.err


def test_a_disk_that_is_full_midway_keeps_what_was_committed(course, capsys, monkeypatch):
    folder = hand_in(course / "in", {f"s{i}": answered(f"2*x + {i}*x*0") for i in range(4)})
    recording = grader.cli.grade.Batch._recorded
    done = []

    def full(self, tag, answer):
        if len(done) == 2:
            raise GraderError("The gradebook cannot grow, the disk is full; free some space.")
        done.append(tag)
        return recording(self, tag, answer)

    monkeypatch.setattr(grader.cli.grade.Batch, "_recorded", full)
    assert grade(folder) == 2
    assert "disk is full" in capsys.readouterr().err
    assert len(kept(course)) == 2
    monkeypatch.undo()
    monkeypatch.chdir(course)
    monkeypatch.setattr(grader.cli.grade, "LocalPool", OwnProcess)
    OwnProcess.runs = 0
    assert grade(folder) == 0
    assert OwnProcess.runs == 2
    assert len(kept(course)) == 4


@pytest.mark.parametrize("content", [answered(), "", "{"], ids=["whole", "empty", "broken"])
def test_the_folder_of_one_student_leaves_nobody_in_the_gradebook(course, capsys, content):
    folder = hand_in(course / "in", {"ada": answered(), "hana": content})
    assert grade(folder / "hana", "--json") == 2
    (sentence,) = reports(capsys)[1].splitlines()
    assert sentence.startswith(f"grader: {folder / 'hana' / 'hw.ipynb'}: ")
    assert not kept(course)
    grade(folder)
    assert set(kept(course)) == {"ada", "hana"}


ODD_NAMES = ["../../etc/passwd", "a\x00b", "x" * 400, "..", "\ud800", "line\nbreak", "  "]


@pytest.mark.parametrize("student", ODD_NAMES)
def test_an_id_that_is_no_name_stops_nobody(course, capsys, student):
    folder = hand_in(course / "in", {"ada": answered()})
    (folder / "hw.ipynb").write_text(json.dumps(answered(student=student)))
    assert grade(folder, "--json") == 2
    found, errors = reports(capsys)
    assert found["ada"]["score"] == 3
    assert "whose it is" in errors
    assert set(kept(course)) == {"ada"}
    assert run(["feedback", "hw", "--out", str(course / "pages")]) == 0
    assert (course / "pages" / "ada.html").is_file()
    assert {path.parent for path in course.rglob("*.html")} == {course / "pages"}


def test_odd_zips_stop_nobody(course, capsys):
    folder = hand_in(course / "in", {"ada": answered()})
    with zipfile.ZipFile(folder / "class.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("emmy/hw.ipynb", json.dumps(answered()))
        archive.writestr("../../zoe/hw.ipynb", json.dumps(answered()))
        archive.writestr("deep/" * 30 + "hw.ipynb", "{")
    content = (folder / "class.zip").read_bytes()
    (folder / "half.zip").write_bytes(content[: len(content) // 2])
    (folder / "none.zip").write_bytes(b"PK\x05\x06")
    assert grade(folder, "--json") == 2
    found, _ = reports(capsys)
    assert found["ada"]["score"] == found["emmy"]["score"] == 3


def test_surrogates_and_odd_text_of_a_notebook_do_no_harm(course, capsys):
    odd = answered()
    odd["cells"].append(code("# \ud800 \x00 \u2028", shows("\ud800\x00")))
    odd["cells"].append({**code("5"), "metadata": {"grader": [1, {"part": 5}]}})
    odd["metadata"]["grader"]["versions"] = {"x": "\ud800"}
    assert grade(hand_in(course / "in", {"ada": odd, "emmy": answered()}), "--json") in {0, 2}
    found, _ = reports(capsys)
    assert found["emmy"]["score"] == 3
    assert run(["feedback", "hw", "--out", str(course / "pages")]) == 0


@pytest.mark.parametrize("command", [["review", "hw", "--list"], ["integrity", "hw"]])
def test_what_a_student_wrote_commands_no_terminal(course, capsys, command):
    commands = "\x1b]0;title\x07\x1b[2J\x9b2J\u202e[bold]\r"
    odd = answered(f"2*x {commands}", assignment=f"hw {commands}", student=f"emmy {commands}")
    grade(hand_in(course / "in", {"ada": odd, "eve\x9b2J": answered()}))
    assert run(command) in {0, 1}
    shown = "".join(capsys.readouterr())
    assert "\\x1b]0;title" in shown
    assert not set(shown) & set("\x1b\x07\x9b\u202e\r")
    assert "[bold]" in shown


@pytest.mark.parametrize(
    "command", [["review", "hw", "--list"], ["integrity", "hw"], ["integrity", "hw", "--json"]]
)
def test_half_a_character_is_listed_as_an_escape(course, capsys, command):
    odd = answered("2*x + \ud800", assignment="hw \ud800", student="emmy \ud800")
    grade(hand_in(course / "in", {"ada": odd, "emmy": answered()}))
    capsys.readouterr()
    assert run(command) in {0, 1}
    assert "\\ud800" in capsys.readouterr().out


# -------------------------------------------------------------------------------- run again


def test_running_again_grades_nothing(course, capsys):
    folder = hand_in(course / "in", GOOD)
    assert grade(folder, "--json") == 0
    first, _ = reports(capsys)
    assert OwnProcess.runs == 2
    assert grade(folder, "--json") == 0
    assert reports(capsys)[0] == first
    assert OwnProcess.runs == 2


def test_a_changed_submission_costs_only_itself(course):
    folder = hand_in(course / "in", GOOD)
    grade(folder)
    hand_in(folder, {"carl": answered("x*2", "'up'")})
    assert grade(folder) == 0
    assert OwnProcess.runs == 3
    assert kept(course)["carl"].score == 3


def test_a_changed_problem_is_decided_again_without_a_run(course, capsys):
    folder = hand_in(course / "in", GOOD)
    grade(folder)
    changed = SOLUTION.replace("credit=0.5", "credit=0.25")
    (course / "solutions" / "doubling.py").write_text(changed)
    forget_courses()
    with only_this_course():
        for kept_for_the_process in (catalog._fingerprint, catalog._questions, catalog._credits):
            kept_for_the_process.cache_clear()
        assert grade(folder) == 0
    assert OwnProcess.runs == 2
    assert kept(course)["carl"].score == 0.5


def test_force_grades_again(course):
    folder = hand_in(course / "in", GOOD)
    grade(folder)
    grade(folder, "--force")
    assert OwnProcess.runs == 4


def test_an_interrupt_leaves_a_gradebook_that_resumes(course, capsys, monkeypatch):
    folder = hand_in(course / "in", {f"s{i}": answered(f"2*x + {i}*x*0") for i in range(5)})

    class Interrupted(OwnProcess):
        def map(self, tasks):
            for count, result in enumerate(super().map(tasks)):
                if count == 2:
                    raise KeyboardInterrupt
                yield result

    monkeypatch.setattr(grader.cli.grade, "LocalPool", Interrupted)
    assert grade(folder, "--json") == 1
    captured = capsys.readouterr()
    assert "Run the same command again" in captured.err
    assert len(captured.out.splitlines()) == 2
    monkeypatch.setattr(grader.cli.grade, "LocalPool", OwnProcess)
    OwnProcess.runs = 0
    assert grade(folder) == 0
    assert OwnProcess.runs == 3


SLOW_KIND = """
import time
from pathlib import Path
from grader.kinds import Kind
from grader.kinds.choice import decide, solve

SLOWLY = Path(__file__).with_name("slowly")

def slowly(answer, question, earlier):
    if SLOWLY.exists():
        time.sleep(2)
    return decide(answer, question, earlier)

KIND = Kind("slow_choice", slowly, solve)
"""


def test_ctrl_c_in_the_middle_of_a_class_leaves_what_is_done(course):
    """With real processes, a real signal and a kind of the course's own."""
    (course / "slow_kind.py").write_text(SLOW_KIND)
    (course / "slowly").touch()
    (course / "grader.toml").write_text('kinds = ["slow_kind"]\n')
    problem = course / "problems" / "doubling.py"
    problem.write_text(problem.read_text().replace('kind="choice"', 'kind="slow_choice"'))
    folder = hand_in(course / "in", {f"s{i:02}": answered() for i in range(12)})
    command = [sys.executable, "-c", "from grader.cli import main; main()", "grade", "hw"]
    command += [str(folder), "--no-execute", "--json", "--workers", "1"]
    process = subprocess.Popen(
        command, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=240)
    (course / "slowly").unlink()
    assert json.loads(first)["status"] == "graded"
    assert process.returncode == 1, err
    assert "Traceback" not in err
    assert "Run the same command again" in err
    done = 1 + len(out.splitlines())
    assert done < 12
    again = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=240)
    assert again.returncode == 0, again.stderr
    assert len(again.stdout.splitlines()) == 12
    assert len(kept(course)) == 12


@pytest.mark.parametrize(
    "arguments",
    [
        ["grade", "hw", "in", "--no-execute", "--json"],
        ["grade", "hw", "in", "--no-execute"],
        ["export", "hw", "--out", "-"],
        ["gradebook", "history", "hw", "ada"],
        ["problems"],
    ],
)
def test_an_output_that_takes_no_more_is_one_sentence(course, arguments):
    assert grade(hand_in(course / "in", GOOD)) == 0
    command = [sys.executable, "-c", "from grader.cli import main; main()", *arguments]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, cwd=course, stdout=full, stderr=subprocess.PIPE, text=True, timeout=240
        )
    assert done.returncode == 2, done.stderr
    assert done.stderr.startswith("grader: The output cannot be written: No space left on device.")
    assert len(done.stderr.splitlines()) == 1


def test_a_log_that_takes_no_more_is_one_sentence_and_what_was_graded_is_kept(course, capsys):
    assert grade(hand_in(course / "in", GOOD), "--log", "/dev/full") == 2
    assert "The log /dev/full cannot be written" in capsys.readouterr().err
    assert kept(course)


def test_ctrl_c_while_a_command_starts_is_no_traceback(course, monkeypatch, capsys):
    def interrupted(command):
        raise KeyboardInterrupt

    monkeypatch.setattr(grader.cli, "build_for", interrupted)
    assert run(["problems"]) == 1
    assert capsys.readouterr().err.startswith("Stopped.")


def test_ctrl_c_while_a_command_works_is_said(course, monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.cli.report.load_assignment", interrupted)
    assert run(["report", "hw"]) == 1
    assert capsys.readouterr().err == "Stopped. Run the same command again to go on.\n"


def test_a_disk_that_is_really_full_keeps_what_was_committed(course):
    """A limit on the size of files stands for the disk; SQLite meets it while it writes."""
    folder = hand_in(course / "in", {f"s{i:02}": answered(f"2*x + {i}*x*0") for i in range(20)})
    command = [sys.executable, "-c", "from grader.cli import main; main()", "grade", "hw"]
    command += [str(folder), "--no-execute", "--workers", "1"]
    found = subprocess.run(
        ["sh", "-c", 'ulimit -f 600; exec "$@"', "sh", *command],
        cwd=course,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert found.returncode == 2, found.stderr
    assert "Traceback" not in found.stderr
    assert "gradebook.db" in found.stderr
    before = len(kept(course))
    assert 0 < before < 20
    assert grade(folder) == 0
    assert len(kept(course)) == 20
    assert OwnProcess.runs == 20 - before


DEEP = json.loads("[" * 90 + "]" * 90)
CLAIMS = {
    "lists": {"assignment": ["hw"], "student": ["ada"], "variant": [{}], "version": []},
    "objects": {"assignment": {"a": 1}, "student": {"b": DEEP}, "variant": {}},
    "what JSON has not": {"assignment": float("nan"), "student": float("inf"), "variant": "\ud800"},
    "too much": {"assignment": "h" * 10**6, "student": "ada\0" * 10**5, "variant": "v" * 10**6},
    "a list": ["hw", "ada"],
}


@pytest.mark.parametrize("claims", CLAIMS)
def test_whatever_a_notebook_claims_of_itself_it_is_graded_and_little_of_it_kept(
    course, capsys, claims
):
    claiming = answered() | {"metadata": {"grader": CLAIMS[claims]}}
    claiming["cells"][0]["metadata"]["grader"] |= {"role": "prompt", "prompt": "p" * 10**6}
    claiming["cells"][0]["id"] = "0123456789ab"
    assert grade(hand_in(course / "in", {"ada": claiming}), "--json") == 0
    found, _ = reports(capsys)
    assert found["ada"]["score"] == 3
    assert len("".join(found["ada"]["warnings"])) < 500
    with open_gradebook(course / "gradebook.db") as book:
        (facts,) = book.facts("hw").values()
        assert len(json.dumps(facts, allow_nan=False)) < 1500

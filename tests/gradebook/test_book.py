from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from classroom import AT, crashed, hand_in, judge, report_by, three_answers, wrote
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from grader.codec import answer_hash
from grader.errors import GraderError
from grader.gradebook import GradebookError, NewGrade, Submitted, open_gradebook
from grader.gradebook.schema import NotebookRow
from grader.policy import counting
from grader.records import CellRun, Decision, Returned, Run, Verdict

RUN = Run(
    notebook={"cells": [{"cell_type": "code", "source": "x"}], "metadata": {}, "nbformat": 4},
    cells=(CellRun(cell=0, status="timeout", reason="30 s are over.", wall_s=30.0),),
    returned={"limits.a": (Returned(value={"t": "int", "v": "3"}, error=None),)},
    limits_hit=("A cell ran longer than 30 s.",),
    engine="sealed",
    layers=("namespaces", "seccomp"),
    wall_s=31.5,
    cpu_s=30.1,
    peak_mib=120.0,
)


def submitted(student="ada", content="c" * 64, received_at=AT) -> Submitted:
    return Submitted(
        student=student,
        assignment="hw1",
        path=f"in/{student}.ipynb",
        content_hash=content,
        received_at=received_at,
        facts={"metadata": {"student": student}},
    )


def test_what_is_recorded_comes_back_whole(book):
    answers = three_answers("1/2", "3", "")
    report = report_by(judge(), "ada", answers)
    recorded = book.record(
        report,
        submission=submitted(),
        key="k1",
        answers=answers,
        at=AT,
        grader_version="0.1.0",
        by="tina",
        reason="first",
        run_key="r1",
        run=RUN,
    )
    (grade,) = book.latest("hw1")
    assert recorded.is_new
    assert grade.id == recorded.grade_id
    assert grade.report == report
    assert (grade.by, grade.version, grade.reason, grade.at) == ("tina", "0.1.0", "first", AT)
    assert book.stored("r1") == RUN
    assert book.run_of(grade) == RUN
    assert book.answers(grade) == {answer.part: answer for answer in answers}
    assert book.stored("r2") is None
    assert book.facts("hw1") == {grade.submission_id: {"metadata": {"student": "ada"}}}
    assert book.machine_time("hw1") == [("ada", 31.5, 30.1, 120.0)]
    assert book.assignments() == ["hw1"]


def test_an_executed_notebook_is_kept_once_and_compressed(book):
    notebook = {"cells": [{"source": "x = 1\n" * 10_000}], "nbformat": 4}
    for student in ("ada", "bob"):
        book.record(
            report_by(judge(), student, []),
            submission=submitted(student),
            key=student,
            answers=[],
            at=AT,
            grader_version="0",
            run_key=f"run of {student}",
            run=Run(notebook=notebook),
        )
    with book.database.reading() as session:
        (size,) = session.scalars(select(func.length(NotebookRow.content)))
    assert size < 1000
    assert book.stored("run of bob").notebook == notebook


def test_a_run_is_kept_until_it_is_run_again_by_force(book):
    def record(run: Run, *, force: bool = False) -> None:
        book.record(
            report_by(judge(), "ada", []),
            submission=submitted(),
            key=str(run.wall_s),
            answers=[],
            at=AT,
            grader_version="0",
            run_key="r1",
            run=run,
            force=force,
        )

    again = replace(RUN, notebook={"cells": [], "nbformat": 4}, cells=(), wall_s=2.0)
    record(RUN)
    record(again)
    assert book.stored("r1") == RUN
    record(again, force=True)
    assert book.stored("r1") == again
    assert book.machine_time("hw1") == [("ada", 2.0, 30.1, 120.0)]
    record(replace(again, wall_s=3.0), force=True)
    assert book.stored("r1").wall_s == 3.0


def test_hashes_of_answers_are_kept_beside_them(book):
    answers = three_answers("1/2", "3", "")
    hand_in(book, judge(), "ada", answers)
    (stored,) = book.stored_answers("hw1")
    content = stored.grade.content_hash
    assert stored.hashes == {one.part: answer_hash(one, content) for one in answers}


def test_the_same_work_is_recorded_once(book):
    first = hand_in(book, judge(), "ada", three_answers("1/2", "e", "n"))
    second = hand_in(book, judge(), "ada", three_answers("1/2", "e", "n"))
    assert first.is_new
    assert not second.is_new
    assert second.grade_id == first.grade_id
    assert len(book.history("ada", "hw1")) == 1


def test_what_is_done_is_known_by_its_key(book):
    hand_in(book, judge(), "ada", three_answers("1/2", "e", "n"), key="a")
    assert book.is_done("a")
    assert not book.is_done("b")
    assert book.done(["a", "b", "c"]) == {"a"}
    assert book.done([]) == frozenset()


def test_forced_work_is_added_and_never_overwrites(book):
    wrong, right = three_answers("1", "e", "n"), three_answers("1/2", "e", "n")
    hand_in(book, judge(), "ada", wrong, key="a")
    again = hand_in(book, judge(), "ada", wrong, key="a", force=True)
    assert again.is_new
    first, second = book.history("ada", "hw1")
    assert second.previous_id == first.id
    assert first.report == second.report
    hand_in(book, judge(), "ada", right, received_at=AT + timedelta(hours=2))
    assert [grade.score for grade in book.history("ada", "hw1")] == [2.0, 2.0, 3.0]


@pytest.mark.parametrize(("rule", "score"), [("last", 1.0), ("best", 3.0)])
def test_the_last_or_the_best_submission_counts(book, rule, score):
    hand_in(book, judge(), "ada", three_answers("1/2", "e", "n"))
    hand_in(
        book, judge(), "ada", three_answers("1/2", "1", "1"), received_at=AT + timedelta(hours=1)
    )
    (grade,) = book.latest("hw1", lambda grades: counting(grades, rule))
    assert grade.score == score


def test_latest_is_sorted_and_one_a_student(book):
    for name in ("zoe", "ada", "bob"):
        hand_in(book, judge(), name, three_answers("1/2", "e", "n"))
        hand_in(book, judge(), name, three_answers("1/2", "e", "1"))
    assert [grade.student for grade in book.latest("hw1")] == ["ada", "bob", "zoe"]
    assert book.latest("hw2") == []


def test_the_first_time_of_a_submission_stays(book):
    answers = three_answers("1/2", "e", "n")
    hand_in(book, judge(), "ada", answers, key="a")
    hand_in(book, judge(), "ada", answers, key="b", received_at=AT + timedelta(days=9))
    assert {grade.received_at for grade in book.history("ada", "hw1")} == {AT}


@pytest.mark.parametrize(
    "name",
    ["Łukasz Żółć", "山田 太郎", "o'brien; drop table grade", '"=cmd()', "a/../b", "Ada\tL", "🙂"],
)
def test_any_name_is_kept_as_it_is(book, name):
    hand_in(book, judge(), name, three_answers("1/2", "e", "n"))
    assert [grade.student for grade in book.latest("hw1")] == [name]
    assert len(book.history(name, "hw1")) == 1


def test_whatever_students_write_is_kept(book):
    text = "\x00 \ud800 𝛼 \\ ' \" %s {} null"
    answers = [wrote("limits.a", text), crashed("limits.b"), wrote("sums.c", "x" * 100_000)]
    hand_in(book, judge(), "ada", answers)
    (grade,) = book.latest("hw1")
    assert book.answers(grade)["limits.a"].content == text
    assert len(book.answers(grade)["sums.c"].content) == 100_000


def test_a_path_that_is_no_unicode_is_kept_readably(book):
    odd = Submitted(
        student="ada", assignment="hw1", path="in/\udcff.ipynb", content_hash="c", received_at=AT
    )
    book.record(
        report_by(judge(), "ada", []),
        submission=odd,
        key="k",
        answers=[],
        at=AT,
        grader_version="0",
    )
    assert book.latest("hw1")[0].path == "in/\\udcff.ipynb"


def test_times_without_zone_are_refused(book):
    with pytest.raises(Exception, match="zone"):
        hand_in(
            book,
            judge(),
            "ada",
            three_answers("1/2", "e", "n"),
            received_at=AT.replace(tzinfo=None),
        )
    assert book.latest("hw1") == []


def test_a_failing_record_leaves_nothing_behind(book):
    answers = three_answers("1/2", "e", "n")
    with pytest.raises(IntegrityError):
        book.record(
            report_by(judge(), "ada", answers),
            submission=submitted(),
            key="k",
            answers=answers,
            at=AT,
            grader_version="0",
            run_key="a run that nobody stored",
        )
    assert book.latest("hw1") == []
    assert book.facts("hw1") == {}
    assert not book.is_done("k")


# --------------------------------------------------------------------------- decisions


def test_decisions_are_kept_under_their_keys_and_the_first_stays(book):
    yes = Decision(verdict=Verdict.CORRECT, score=1.0, proof="p", certificate={"x": "1/2"})
    no = Decision(verdict=Verdict.INCORRECT, hint="h")
    book.decisions.keep({"k": ("limits.a", yes)}, at=AT, version="0")
    book.decisions.keep({"k": ("limits.a", no), "l": ("limits.a", no)}, at=AT, version="0")
    book.decisions.keep({}, at=AT, version="0")
    assert book.decisions.of(["k", "l", "m"]) == {"k": yes, "l": no}


def test_many_decisions_are_looked_up_in_lots(book):
    no = Decision(verdict=Verdict.INCORRECT)
    keys = [f"k{number}" for number in range(1501)]
    book.decisions.keep(dict.fromkeys(keys, ("limits.a", no)), at=AT, version="0")
    assert len(book.decisions.of(keys)) == 1501


# ------------------------------------------------------------------------------ changes


def follow(book, student, answers) -> NewGrade:
    (grade,) = book.latest("hw1", lambda grades: max(grades, key=lambda grade: grade.id))
    return NewGrade(
        follows=grade, report=report_by(judge(), student, answers), counts=True, reason="again"
    )


def test_a_change_is_appended_as_one(book):
    hand_in(book, judge(), "ada", three_answers("1", "e", "n"))
    new = follow(book, "ada", three_answers("1/2", "e", "n"))
    change = book.append([new], assignment="hw1", at=AT, by="tina", version="1", reason="key")
    before, after = book.history("ada", "hw1")
    assert (after.change_id, after.previous_id, after.by) == (change, before.id, "tina")
    assert [grade.id for grade in book.grades_of_change(change)] == [after.id]
    assert [(c.id, c.reason) for c in book.changes("hw1")] == [(change, "key")]


def test_a_change_that_was_overtaken_changes_nothing(book):
    answers = three_answers("1", "e", "n")
    hand_in(book, judge(), "ada", answers, key="a")
    new = follow(book, "ada", three_answers("1/2", "e", "n"))
    hand_in(book, judge(), "ada", answers, key="a", force=True)
    with pytest.raises(GradebookError, match="in the meantime"):
        book.append([new], assignment="hw1", at=AT, by="tina", version="1", reason="key")
    assert book.changes("hw1") == []
    assert len(book.history("ada", "hw1")) == 2


def test_there_is_no_grade_of_an_unknown_number(book):
    with pytest.raises(GraderError, match="no grade 77"):
        book.grade(77)


# ------------------------------------------------------------------- several at one time


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_ten_thousand_grades_are_recorded_and_read(book):
    answers = three_answers("1/2", "e", "n")
    for number in range(100):
        hand_in(book, judge(), f"s{number:03d}", answers)
    for _ in range(99):
        grades = book.newest("hw1")
        again = [NewGrade(follows=g, report=g.report, counts=True, reason="r") for g in grades]
        book.append(again, assignment="hw1", at=AT, by="x", version="0", reason="again")
    assert sum(len(book.grades_of_change(change.id)) for change in book.changes("hw1")) == 9900
    assert len(book.latest("hw1")) == 100
    assert len(book.history("s001", "hw1")) == 100
    assert {grade.report.score for grade in book.latest("hw1")} == {3.0}


GRADER = textwrap.dedent("""
    import sys
    sys.path.insert(0, {tests!r})
    from classroom import hand_in, judge, three_answers
    from grader.gradebook import open_gradebook
    answers = three_answers("1/2", "e", "n")
    with open_gradebook({url!r}) as book:
        print("ready", flush=True)
        sys.stdin.readline()
        new = 0
        for number in range(60):
            new += hand_in(book, judge(), f"s{{number:02d}}", answers).is_new
        print(new, flush=True)
""")


def test_two_graders_at_once_lose_nothing_and_double_nothing(url, request):
    with open_gradebook(url):
        pass
    tests = str(request.config.rootpath / "tests")
    code = GRADER.format(url=url, tests=tests)
    graders = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for grader in graders:
        assert grader.stdout.readline() == "ready\n"
    for grader in graders:
        grader.stdin.write("go\n")
        grader.stdin.flush()
    made = [int(grader.communicate(timeout=240)[0]) for grader in graders]
    assert sum(made) == 60
    with open_gradebook(url) as book:
        assert len(book.newest("hw1")) == 60
        assert all(len(book.history(f"s{n:02d}", "hw1")) == 1 for n in range(60))


def test_two_threads_that_force_the_same_submission_keep_one_line_of_grades(book):
    answers = three_answers("1/2", "e", "n")
    hand_in(book, judge(), "ada", answers, key="a")

    def force() -> None:
        for _ in range(10):
            hand_in(book, judge(), "ada", answers, key="a", force=True)

    threads = [threading.Thread(target=force) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    history = book.history("ada", "hw1")
    assert len(history) == 31
    assert [g.previous_id for g in history[1:]] == [g.id for g in history[:-1]]


KILLED = textwrap.dedent("""
    import os, signal, sys
    sys.path.insert(0, {tests!r})
    from classroom import hand_in, judge, three_answers
    from grader.gradebook import book as module, open_gradebook
    answers = three_answers("1/2", "e", "n")
    with open_gradebook({url!r}) as book:
        hand_in(book, judge(), "before", answers)
        def die(report):
            os.kill(os.getpid(), signal.SIGKILL)
        module.columns = die
        hand_in(book, judge(), "during", answers)
""")


def test_a_kill_in_the_middle_of_a_transaction_keeps_all_before_and_nothing_of_it(url, request):
    code = KILLED.format(url=url, tests=str(request.config.rootpath / "tests"))
    done = subprocess.run([sys.executable, "-c", code], timeout=240, check=False)
    assert done.returncode == -9
    with open_gradebook(url) as book:
        assert [grade.student for grade in book.latest("hw1")] == ["before"]
        assert len(book.facts("hw1")) == 1
        assert hand_in(book, judge(), "during", three_answers("1/2", "e", "n")).is_new


# ---------------------------------------------------------------------------- exceptions


def test_the_newest_exception_holds_and_can_be_taken_back(book):
    common = {"at": AT, "by": "tina", "reason": "ill"}
    later, latest = AT + timedelta(days=1), AT + timedelta(days=2)
    book.overrides.extend("ada", "hw1", later, **common)
    book.overrides.extend("ada", "hw1", latest, **common)
    book.overrides.extend("bob", "hw1", later, **common)
    book.overrides.extend("bob", "hw1", None, **common)
    assert book.overrides.extensions("hw1") == {"ada": latest}
    book.overrides.reseed("ada", "hw1", "limits", 2**63 - 1, **common)
    book.overrides.reseed("ada", "hw1", "sums", 5, **common)
    book.overrides.reseed("ada", "hw1", "sums", None, **common)
    assert book.overrides.seeds("hw1") == {("ada", "limits"): 2**63 - 1}
    assert book.overrides.extensions("hw2") == {}


def test_comments_for_a_part_win_over_those_for_all(book):
    book.comments.save("units", "Mind the units.")
    book.comments.save("units", "Metres!", part="limits.a")
    book.comments.save("nice", "Nice.")
    book.comments.save("nice", "Very nice.")
    assert book.comments.of("limits.a") == {"nice": "Very nice.", "units": "Metres!"}
    assert book.comments.of("limits.b") == {"nice": "Very nice.", "units": "Mind the units."}

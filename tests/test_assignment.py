from __future__ import annotations

import re
import stat
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from grader.assignment import assignments, load_assignment
from grader.errors import GraderError, UnknownAssignment, UnknownPart
from grader.policy import LatePolicy, Policy
from grader.records import Limits, Verdict
from grader.secret import SecretReference, create_secret

MINIMAL = 'title = "Homework"\nparts = ["limits"]\nvariants = "canonical"\n'
KNOWN = ["limits.a", "limits.b", "sums.c", "limits_of_sums.d"]


@pytest.fixture
def course(tmp_path):
    def write(text: str, name: str = "hw1"):
        folder = tmp_path / "notebooks" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "assignment.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_the_least_that_an_assignment_says(course):
    found = load_assignment(course(MINIMAL), "hw1")
    assert (found.id, found.title, found.parts, found.due) == ("hw1", "Homework", ("limits",), None)
    assert found.limits == Limits()
    assert found.policy.late.rule == "none"
    assert found.secret == SecretReference()


def test_everything_that_an_assignment_can_say(course):
    text = """
        id = "hw1"
        title = "Homework 1: Grenzwerte"
        parts = ["limits", "sums.c"]
        extra_credit = ["sums.c"]
        variants = "per-student"
        due = 2026-12-01T23:59:00
        zone = "Europe/Zurich"
        [points]
        "limits.a" = 2.5
        [limits]
        cell_s = 5
        memory_mib = 512
        [secret]
        env = "GRADUS_TEST_SECRET"
        [late]
        rule = "per-day"
        per_day = 0.1
        at_most = 0.5
        grace_minutes = 15
        closes_after_days = 7
        [policy]
        attempts = "best"
        drop_lowest = 1
        drop_unit = "part"
        extra_credit_cap = 1.2
        places = 1
        [policy.counts_as]
        undecided = 1
        missing = "pending"
    """
    found = load_assignment(course(text), "hw1")
    assert found.due == datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
    assert found.chosen(KNOWN) == ("limits.a", "limits.b", "sums.c")
    assert found.problems == ("limits", "sums")
    assert found.points_of("limits.a", 1.0) == 2.5
    assert found.points_of("limits.b", 1.0) == 1.0
    assert found.limits == Limits(cell_s=5, memory_mib=512)
    assert found.secret == SecretReference(env="GRADUS_TEST_SECRET")
    policy = found.policy
    assert (policy.attempts, policy.drop_lowest, policy.drop_unit) == ("best", 1, "part")
    assert (policy.extra_credit_cap, policy.places) == (Decimal("1.2"), 1)
    assert policy.counts_as[Verdict.UNDECIDED] == 1
    assert policy.counts_as[Verdict.MISSING] is None
    assert policy.counts_as[Verdict.NOT_RUN] is None
    assert policy.late.grace == timedelta(minutes=15)
    assert policy.late.closes_after == timedelta(days=7)


def test_the_reference_page_shows_every_key_and_is_read_as_it_stands(course):
    page = (Path(__file__).parents[1] / "docs/reference/assignment.md").read_text()
    example = page.partition("```toml")[2].partition("```")[0]
    found = load_assignment(course(example), "hw1")
    assert found.policy.late.rule == "per-day"
    for record in (Limits, LatePolicy, Policy, SecretReference):
        for field in fields(record):
            name = {"grace": "grace_minutes", "closes_after": "closes_after_days"}.get(
                field.name, field.name
            )
            assert re.search(rf"\b{name}\b", example), name


def test_a_course_lists_its_assignments(course):
    course(MINIMAL, "hw2")
    root = course(MINIMAL, "hw1")
    (root / "notebooks" / "sample").mkdir()
    assert assignments(root) == ("hw1", "hw2")


def test_an_unknown_assignment_is_guessed_at(course):
    with pytest.raises(UnknownAssignment, match="Did you mean 'hw1'"):
        load_assignment(course(MINIMAL), "hw11")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('parts = ["limits"]\nvariants = "canonical"', "title is missing"),
        ('title = "H"\nvariants = "canonical"', "parts is missing"),
        ('title = "H"\nparts = ["limits"]', "variants is missing"),
        (MINIMAL + "titlee = 3", "titlee is not a key here. Did you mean 'title'?"),
        (MINIMAL + "[limits]\ncell = 3", "limits.cell is not a key here. Did you mean 'cell_s'?"),
        (MINIMAL + "[policy]\nrounding = 3", "policy.rounding is not a key here."),
        (MINIMAL + "[late]\nrule = 'perday'", "cannot be 'perday'. Did you mean 'per-day'?"),
        (MINIMAL + "[late]\nrule = 'per-day'", "late.per_day is missing"),
        (MINIMAL + "[late]\nrule = 'cut-off'", "due is missing; the late rule 'cut-off' needs it"),
        (MINIMAL + "[late]\nper_day = 0.1", "late.per_day needs rule = \"per-day\""),
        (MINIMAL + "[policy]\nattempts = 'first'", "policy.attempts cannot be 'first'"),
        (MINIMAL + "[policy.counts_as]\ncorrect = 1", "policy.counts_as.correct is not a key here"),
        (MINIMAL + "[policy.counts_as]\nmissing = 2", "must lie between 0 and 1, not 2"),
        (MINIMAL + "[policy.counts_as]\nmissing = 'zero'", "cannot be 'zero'"),
        (MINIMAL + "due = 2026-12-01T23:59:00", "due has no zone"),
        (MINIMAL + "due = 2026-12-01", "due must be a date and time"),
        (MINIMAL + "due = '2026-12-01T23:59:00Z'", "2026-12-01T23:59:00+01:00, without quotes, "),
        (MINIMAL + "due = 2026-12-01T23:59:00\nzone = 'Europe/Zurrich'", "names no time zone"),
        (MINIMAL + "id = 'hw2'", "id is 'hw2', but the folder is called 'hw1'"),
        (MINIMAL + "[points]\n'limits.a' = 'two'", "points.limits.a must be a number"),
        (MINIMAL + "[points]\n'limits.a' = -1", "must lie between 0"),
        (MINIMAL + "[points]\n'limits.a' = true", "must be a number, not True"),
        (MINIMAL + "[limits]\nmemory_mib = 0.5", "must be a whole number"),
        (MINIMAL + "[secret]\nenv = 'A'\nfile = 'b'", "exclude each other"),
        (MINIMAL + "[secret]\nvalue = 'hunter2'", "secret.value is not a key here"),
        (MINIMAL + "limits = 3", "limits must be a table"),
        ('title = ""\nparts = ["limits"]\nvariants = "canonical"', "title must be a text"),
        ('title = "H"\nparts = []\nvariants = "canonical"', "parts must not be empty"),
        ('title = "H"\nparts = ["limits", "limits"]\nvariants = "canonical"', "'limits' twice"),
        ('title = "H"\nparts = ["a b"]\nvariants = "canonical"', "names 'a b'"),
        ('title = "H"\nparts = "limits"\nvariants = "canonical"', "must be a list of texts"),
        ('title = "H', "is not valid TOML"),
        ("", "is missing"),
        ('tittle = "H"\nparts = ["limits"]\nvariants = "canonical"', "Is 'tittle' meant for it?"),
        (MINIMAL + "[late]\nrule = 'per-day'\nperday = 0.1", "Is 'perday' meant for it?"),
        (MINIMAL + "due = 2026-12-01T23:59:00\nzon = 'CET'", "zon is not a key here. Did you mean"),
        (MINIMAL + "[points]\nlimits.a = 2", "write limits.a in quotes, as \"limits.a\""),
    ],
)  # fmt: skip
def test_a_mistake_names_file_and_key(course, text, says):
    with pytest.raises(GraderError) as error:
        load_assignment(course(text), "hw1")
    assert says in str(error.value)
    assert "assignment.toml" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_in_another_encoding_is_one_sentence(course):
    root = course(MINIMAL)
    (root / "notebooks/hw1/assignment.toml").write_bytes(b'title = "\xe4"')
    with pytest.raises(GraderError, match="is not valid TOML"):
        load_assignment(root, "hw1")


def test_a_byte_order_mark_does_no_harm(course):
    assert load_assignment(course("\ufeff" + MINIMAL), "hw1").title == "Homework"


def test_an_unknown_part_is_guessed_at(course):
    found = load_assignment(course(MINIMAL.replace("limits", "limit")), "hw1")
    with pytest.raises(UnknownPart, match="Did you mean 'limits'"):
        found.chosen(KNOWN)


def test_a_problem_is_not_another_one_that_begins_like_it(course):
    assert load_assignment(course(MINIMAL), "hw1").chosen(KNOWN) == ("limits.a", "limits.b")


@pytest.mark.parametrize(
    ("parts", "policy"),
    [
        ('["limits"]', "drop_lowest = 1"),
        ('["limits", "sums"]', "drop_lowest = 2"),
        ('["limits", "sums"]', "drop_lowest = 1000"),
        ('["limits.a", "limits.b"]', 'drop_lowest = 2\ndrop_unit = "part"'),
        ('["limits.a", "limits.b", "sums.c"]', "drop_lowest = 2"),
    ],
)
def test_dropping_all_that_there_is_is_refused_when_the_file_is_read(course, parts, policy):
    text = MINIMAL.replace('["limits"]', parts) + f"[policy]\n{policy}\n"
    with pytest.raises(GraderError, match=r"assignment.toml: policy.drop_lowest is \d+, but there"):
        load_assignment(course(text), "hw1")


def test_dropping_all_parts_of_whole_problems_is_refused_once_they_are_known(course):
    text = MINIMAL + '[policy]\ndrop_lowest = {}\ndrop_unit = "part"\n'
    assert load_assignment(course(text.format(1)), "hw1").chosen(KNOWN) == ("limits.a", "limits.b")
    found = load_assignment(course(text.format(2)), "hw1")
    with pytest.raises(GraderError, match="only 2 parts that count"):
        found.chosen(KNOWN)


def test_extra_credit_is_not_counted_among_what_can_be_dropped(course):
    text = MINIMAL.replace("variants", 'extra_credit = ["limits.b"]\nvariants')
    found = load_assignment(course(text + '[policy]\ndrop_lowest = 1\ndrop_unit = "part"\n'), "hw1")
    with pytest.raises(GraderError, match="only 1 parts that count"):
        found.chosen(KNOWN)


@pytest.mark.parametrize("table", ['[points]\n"sums.c" = 1', 'extra_credit = ["sums.c"]'])
def test_points_of_a_part_that_is_not_assigned_are_a_mistake(course, table):
    with pytest.raises(GraderError, match=r"names 'sums.c', which is not a part"):
        load_assignment(course(MINIMAL + table), "hw1").chosen(KNOWN)


# ------------------------------------------------------------------------------ the secret


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / ".course-secret"
    assert create_secret(path)
    first = SecretReference().read(tmp_path)
    assert not create_secret(path)
    assert SecretReference().read(tmp_path) == first
    assert len(first) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_secret_comes_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("GRADUS_TEST_SECRET", "  a long enough secret\n")
    assert SecretReference(env="GRADUS_TEST_SECRET").read(tmp_path) == b"a long enough secret"


@pytest.mark.parametrize("content", [None, "", "short", b"\xff" * 40])
def test_a_missing_or_useless_secret_is_one_sentence_that_does_not_say_it(tmp_path, content):
    if content is not None:
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / ".course-secret").write_bytes(data)
    with pytest.raises(GraderError, match="course secret") as error:
        SecretReference().read(tmp_path)
    assert "\n" not in str(error.value)
    if content == "short":
        assert "'short'" not in str(error.value)


def test_a_secret_that_cannot_be_written_is_one_sentence(tmp_path):
    with pytest.raises(GraderError, match="cannot be written"):
        create_secret(tmp_path / "nowhere" / "secret")

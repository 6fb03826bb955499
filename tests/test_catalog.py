"""A course is loaded by name, lazily, and what is broken in it is one sentence."""

from __future__ import annotations

import pytest
from small_course import PROBLEM, SOLUTION, only_this_course, write_course

from grader import kinds
from grader.catalog import Course, open_course, params_key
from grader.errors import GraderError, UnknownPart
from grader.kinds import kind_named
from grader.settings import find_settings


@pytest.fixture(autouse=True)
def alone():
    with only_this_course():
        yield


def course_in(folder, **texts) -> Course:
    return open_course(find_settings(write_course(folder, **texts)))


def test_parts_and_questions_are_found_by_name(tmp_path):
    course = course_in(tmp_path)
    assert course.problem_ids == ("doubling",)
    assert course.part_ids == ("doubling.twice", "doubling.sign")
    question = course.question("doubling.twice", 0)
    assert question.part_id == "doubling.twice"
    assert [mistake.id for mistake in question.mistakes] == ["squared"]
    assert course.question("doubling.twice", 0) is question
    assert course.question("doubling.twice", 1) is not question


def test_seed_0_is_the_canonical_variant_and_others_are_drawn(tmp_path):
    course = course_in(tmp_path)
    assert course.params("doubling", 0).factor == 2
    assert course.params("doubling", 5) == course.params("doubling", 5)
    assert len({course.params("doubling", seed).factor for seed in range(20)}) > 5
    assert params_key(course.params("doubling", 3)) != params_key(course.params("doubling", 4))


@pytest.mark.parametrize(
    "name", ["doubling.thrice", "doubling", "trebling.twice", "", ".", "a.b.c", "doubling.twice.x"]
)
def test_unknown_parts_are_said(tmp_path, name):
    with pytest.raises(UnknownPart, match="There is no part or problem"):
        course_in(tmp_path).question(name, 0)


BROKEN = {
    "syntax": ({"problem": PROBLEM + "\ndef ("}, "problems/doubling.py does not load: SyntaxError"),
    "an exception": ({"problem": PROBLEM + "\n1 / 0"}, "ZeroDivisionError"),
    "an end": ({"problem": "raise SystemExit(3)\n" + PROBLEM}, "does not load: SystemExit: 3"),
    "a missing module": ({"problem": "import nothing_like_it\n" + PROBLEM}, "nothing_like_it"),
    "another name": ({"problem": PROBLEM.replace('id="doubling"', 'id="double"')}, "'double'"),
    "no problem": ({"problem": "\nPROBLEM = 5\n"}, "defines no PROBLEM"),
    "almost a name": ({"problem": "\nPROBLEMS = 5\n"}, "defines no PROBLEM"),
    "no solution": ({"solution": "x = 1\n"}, "defines no SOLUTION"),
    "another solution": ({"solution": "SOLUTION = 5\n"}, "defines no SOLUTION"),
    "a broken solution": ({"solution": "1 / 0\n"}, "ZeroDivisionError"),
    "a missing reference": ({"solution": SOLUTION.replace(', "sign": "up"}', "}")}, "sign"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_module_is_one_sentence(tmp_path, name):
    texts, words = BROKEN[name]
    course = course_in(tmp_path, **texts)
    with pytest.raises(GraderError) as caught:
        course.question("doubling.twice", 0)
    assert words in str(caught.value)


def test_a_missing_solution_is_one_sentence(tmp_path):
    course = course_in(tmp_path)
    (tmp_path / "solutions" / "doubling.py").unlink()
    with pytest.raises(GraderError, match="is missing"):
        course.question("doubling.twice", 0)


def test_a_module_that_is_there_and_needs_another_is_not_said_to_be_missing(tmp_path):
    course = course_in(tmp_path, solution="import nothing_like_it\n" + SOLUTION)
    with pytest.raises(GraderError) as caught:
        course.question("doubling.twice", 0)
    assert str(caught.value).startswith("solutions/doubling.py does not load: ModuleNotFoundError")


def test_a_module_without_a_problem_is_said_to_have_none(tmp_path):
    course = course_in(tmp_path, problem=PROBLEM.replace("PROBLEM = ", "PROBLM = "))
    with pytest.raises(GraderError, match=r"problems/doubling\.py defines no PROBLEM"):
        course.problem("doubling")


def test_a_folder_without_problems_is_no_course(tmp_path):
    (tmp_path / "grader.toml").write_text("")
    with pytest.raises(GraderError, match="has no problems/ folder"):
        open_course(find_settings(tmp_path))


def test_two_courses_in_one_process_do_not_mix(tmp_path):
    one = course_in(tmp_path / "one")
    other = course_in(
        tmp_path / "other",
        problem=PROBLEM.replace("factor: int = 2", "factor: int = 7"),
        solution=SOLUTION.replace('id="squared"', 'id="other"'),
    )
    assert one.params("doubling", 0).factor == 2
    assert other.params("doubling", 0).factor == 7
    assert other.question("doubling.twice", 0).mistakes[0].id == "other"
    assert one.question("doubling.twice", 0).mistakes[0].id == "squared"
    assert one.fingerprint("doubling") != other.fingerprint("doubling")


def test_the_fingerprint_changes_with_the_source(tmp_path):
    first = course_in(tmp_path / "a").fingerprint("doubling")
    assert course_in(tmp_path / "b").fingerprint("doubling") == first
    changed = course_in(tmp_path / "c", solution=SOLUTION + "\n# changed\n")
    assert changed.fingerprint("doubling") != first


def test_the_fingerprint_without_credits_stays_where_only_a_credit_changes(tmp_path):
    first = course_in(tmp_path / "a")
    kinder = course_in(tmp_path / "b", solution=SOLUTION.replace("credit=0.5", "credit=0.75"))
    other = course_in(tmp_path / "c", solution=SOLUTION.replace('"squared"', '"square"'))
    assert kinder.fingerprint("doubling") != first.fingerprint("doubling")
    but_credits = [one.fingerprint_but_credits("doubling") for one in (first, kinder, other)]
    assert but_credits[0] == but_credits[1] != but_credits[2]


def test_the_fingerprint_holds_the_kinds_that_a_course_brings(tmp_path):
    found = []
    for name, source in (("a", "KIND = 1\n"), ("b", "KIND = 2\n")):
        root = write_course(tmp_path / name)
        (root / "own_kind_of_fingerprint_test.py").write_text(source, "utf-8")
        (root / "grader.toml").write_text('kinds = ["own_kind_of_fingerprint_test"]\n', "utf-8")
        course = open_course(find_settings(root))
        assert course.fingerprint_but_credits("doubling") is None
        found.append(course.fingerprint("doubling"))
    assert found[0] != found[1]


def test_a_course_may_bring_a_kind_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(kinds, "_KINDS", dict(kinds._KINDS))  # no other test shall meet it
    root = write_course(tmp_path, problem=PROBLEM.replace('"choice"', '"catalog_test_kind"'))
    (root / "own_kind_of_catalog_test.py").write_text(
        "from grader.kinds import Kind\nfrom grader.kinds.choice import decide, solve\n"
        'KIND = Kind("catalog_test_kind", decide, solve)\n'
    )
    (root / "grader.toml").write_text('kinds = ["own_kind_of_catalog_test"]\n')
    course = open_course(find_settings(root))
    kind = course.kind(course.question("doubling.sign", 0))
    assert kind.name == "catalog_test_kind"
    assert kind_named("catalog_test_kind") is kind


def test_a_kind_that_is_missing_or_unknown_is_one_sentence(tmp_path):
    root = write_course(tmp_path, problem=PROBLEM.replace('"choice"', '"chioce"'))
    course = open_course(find_settings(root))
    with pytest.raises(GraderError, match="Did you mean 'choice'"):
        course.kind(course.question("doubling.sign", 0))
    (root / "grader.toml").write_text('kinds = ["no_such_module_of_kinds"]\n')
    course = open_course(find_settings(root))
    with pytest.raises(GraderError, match="no_such_module_of_kinds"):
        course.kind(course.question("doubling.sign", 0))

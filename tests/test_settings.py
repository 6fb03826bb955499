"""Settings: the nearest file holds, and what is wrong in it is one sentence."""

from __future__ import annotations

import pytest

from grader.errors import GraderError
from grader.settings import Settings, find_settings


def test_the_nearest_file_holds(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "grader.toml").write_text('course = "outer"\n')
    (tmp_path / "a" / "pyproject.toml").write_text('[project]\nname = "x"\n')
    assert find_settings(inner).course_root == tmp_path / "outer"
    (tmp_path / "a" / "pyproject.toml").write_text('[tool.grader]\ncourse = "inner"\n')
    assert find_settings(inner).course_root == tmp_path / "a" / "inner"
    (tmp_path / "a" / "grader.toml").write_text("")
    assert find_settings(inner) == Settings(folder=tmp_path / "a")


def test_a_gradebook_is_a_file_beside_the_settings_or_a_url(tmp_path):
    assert Settings(folder=tmp_path).gradebook_url == str(tmp_path / "gradebook.db")
    url = "postgresql+psycopg://localhost/grades"
    assert Settings(folder=tmp_path, gradebook=url).gradebook_url == url


WRONG = {
    "unknown key": ('coarse = "."', "Did you mean 'course'?"),
    "quite unknown key": ("zzz = 1", "Known: course"),
    "a number": ("course = 5", "course must be a text"),
    "a list": ('gradebook = ["x"]', "gradebook must be a text"),
    "kinds as text": ('kinds = "mine"', "kinds must be a list"),
    "kinds of numbers": ("kinds = [1]", "kinds must be a list"),
    "no TOML": ("course = ", "is no TOML"),
    "no text": (b"\xff\xfe", "is no TOML"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_one_sentence_with_the_file(tmp_path, name):
    content, words = WRONG[name]
    path = tmp_path / "grader.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(GraderError) as caught:
        find_settings(tmp_path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", ["[tool]\ngrader = 5\n", '[tool]\ngrader = "x"\n'])
def test_a_tool_table_must_be_one(tmp_path, content):
    (tmp_path / "pyproject.toml").write_text(content)
    with pytest.raises(GraderError, match="must be a table"):
        find_settings(tmp_path)


def test_an_odd_project_file_of_others_is_passed_by(tmp_path):
    (tmp_path / "pyproject.toml").write_text("tool = 5\n")
    with pytest.raises(GraderError, match="grader init"):
        find_settings(tmp_path)

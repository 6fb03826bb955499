from __future__ import annotations

import pytest

from grader import __version__
from grader.environment import engine_key, environment_key, source_hash, versions


@pytest.fixture
def package(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "tree.py").write_text("a = 1\n", "utf-8")
    (tmp_path / "deep" / "er" / "rule.py").write_text("b = 1\n", "utf-8")
    (tmp_path / "deep" / "formula.lark").write_text("start: A\n", "utf-8")
    (tmp_path / "deep" / "notes.txt").write_text("not code\n", "utf-8")
    return tmp_path


NAMES = ("deep", "tree.py")


def test_the_engine_is_named_by_version_and_code():
    assert engine_key().startswith(f"{__version__}+")
    assert environment_key() != engine_key()
    assert versions()["gradus"] == __version__


@pytest.mark.parametrize("changed", ["tree.py", "deep/er/rule.py", "deep/formula.lark"])
def test_changed_code_has_another_name(package, changed):
    before = source_hash(package, NAMES)
    path = package / changed
    path.write_text(path.read_text("utf-8") + "# one more line\n", "utf-8")
    assert source_hash(package, NAMES) != before


def test_a_module_that_is_new_or_moved_changes_the_name(package):
    before = source_hash(package, NAMES)
    (package / "deep" / "rule.py").write_text("", "utf-8")
    added = source_hash(package, NAMES)
    (package / "deep" / "rule.py").rename(package / "deep" / "role.py")
    assert len({before, added, source_hash(package, NAMES)}) == 3


def test_what_is_no_code_and_who_reads_it_change_nothing(package):
    before = source_hash(package, NAMES)
    (package / "deep" / "notes.txt").write_text("other words\n", "utf-8")
    (package / "beside.py").write_text("c = 3\n", "utf-8")
    (package / "tree.py").touch()
    assert source_hash(package, NAMES) == before

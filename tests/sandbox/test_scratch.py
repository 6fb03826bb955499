"""Folders of runs: removed at the end, or when the next grader starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from grader.sandbox import scratch
from grader.sandbox.scratch import Scratch, sweep

MAKE = """
import os, signal
from grader.sandbox.scratch import Scratch
folder = Scratch()
open(folder.name + "/file", "w").write("x")
os.utime(folder.name, (1, 1))
print(folder.name, flush=True)
signal.pause()
"""


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_is_removed_with_all_that_is_in_it() -> None:
    with Scratch() as folder:
        (folder / "deep" / "er").mkdir(parents=True)
        (folder / "deep" / "file").write_text("x")
    assert not folder.exists()


def test_a_folder_may_be_gone_already_and_is_removed_once_only() -> None:
    folder = Scratch()
    Path(folder.name).rmdir()
    folder.remove()
    folder.remove()


def test_what_a_killed_grader_left_is_removed_and_what_a_living_one_has_is_not(
    tmp_path: Path,
) -> None:
    graders = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
        for _ in range(2)
    ]
    folders = [Path(grader.stdout.readline().strip()) for grader in graders if grader.stdout]
    graders[0].send_signal(signal.SIGKILL)
    graders[0].wait()
    assert sweep() == 1
    assert [folder.exists() for folder in folders] == [False, True]
    graders[1].kill()
    graders[1].wait()
    assert sweep() == 1
    for grader in graders:
        assert grader.stdout is not None
        grader.stdout.close()


def test_young_folders_links_files_and_those_of_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gradus-young").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "gradus-link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "gradus-file").write_text("x")
    assert sweep() == 0
    monkeypatch.setattr(scratch, "YOUNG_S", -1.0)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert sweep() == 0
    assert sweep((os.getuid(),)) == 1
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["elsewhere", "gradus-file", "gradus-link"]

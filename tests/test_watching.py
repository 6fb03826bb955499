"""Folders that are watched: whole files are taken once a change, broken ones after a while."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
import zipfile
from pathlib import Path

import pytest

from grader.watching import Patience, Watched, arrivals, is_whole
from tests.class_runs import outcome, sheet, start, write_class
from tests.small_course import hand_in, write_course

WHOLE = '{"cells": []}'
PATIENCE = Patience(quiet=1.0, broken=10.0)


def written(path: Path, text: str, at: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    os.utime(path, (at, at))
    return path


def seen(watched: Watched, now: float) -> list[str]:
    watched.look(now)
    return [path.name for path in watched.take(now)]


def test_a_file_is_taken_once_it_is_quiet_and_again_when_it_changes(tmp_path):
    watched = Watched([tmp_path], PATIENCE)
    written(tmp_path / "ada.ipynb", WHOLE, 100.0)
    assert seen(watched, 100.5) == []
    assert seen(watched, 101.0) == ["ada.ipynb"]
    assert seen(watched, 200.0) == []
    written(tmp_path / "ada.ipynb", WHOLE + " ", 300.0)
    assert seen(watched, 301.0) == ["ada.ipynb"]


def test_a_half_copied_file_waits_for_the_rest(tmp_path):
    watched = Watched([tmp_path], PATIENCE)
    written(tmp_path / "ada.ipynb", WHOLE[:6], 100.0)
    assert seen(watched, 105.0) == []
    written(tmp_path / "ada.ipynb", WHOLE, 106.0)
    assert seen(watched, 106.0) == []
    assert seen(watched, 107.0) == ["ada.ipynb"]


def test_a_file_that_stays_broken_is_taken_once(tmp_path):
    watched = Watched([tmp_path], PATIENCE)
    written(tmp_path / "ada.ipynb", WHOLE[:6], 100.0)
    assert seen(watched, 109.0) == []
    assert seen(watched, 110.0) == ["ada.ipynb"]
    assert seen(watched, 120.0) == []


def test_what_is_gone_is_forgotten_and_new_if_it_comes_back(tmp_path):
    watched = Watched([tmp_path], PATIENCE)
    path = written(tmp_path / "ada.ipynb", WHOLE, 100.0)
    assert seen(watched, 200.0) == ["ada.ipynb"]
    path.unlink()
    assert seen(watched, 201.0) == []
    written(path, WHOLE, 100.0)
    assert seen(watched, 202.0) == ["ada.ipynb"]


def test_hidden_folders_and_other_files_are_left_out(tmp_path):
    watched = Watched([tmp_path], PATIENCE)
    written(tmp_path / ".ipynb_checkpoints" / "ada.ipynb", WHOLE, 100.0)
    written(tmp_path / "notes.txt", WHOLE, 100.0)
    assert seen(watched, 200.0) == []


def test_a_clock_that_is_put_back_makes_nobody_wait(tmp_path):
    watched = Watched([tmp_path], PATIENCE)
    written(tmp_path / "ada.ipynb", WHOLE, 5000.0)
    assert seen(watched, 5000.2) == []
    assert seen(watched, 1400.0) == []
    assert seen(watched, 1401.0) == ["ada.ipynb"]


def test_a_date_from_the_future_counts_from_now(tmp_path):
    watched = Watched([tmp_path], PATIENCE)
    written(tmp_path / "ada.ipynb", WHOLE, 1e9)
    assert seen(watched, 100.0) == []
    assert seen(watched, 101.0) == ["ada.ipynb"]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 1.0])
@pytest.mark.parametrize("ending", ["ipynb", "zip"])
def test_a_part_of_a_file_is_not_whole(tmp_path, share, ending):
    whole = tmp_path / f"whole.{ending}"
    if ending == "zip":
        with zipfile.ZipFile(whole, "w") as archive:
            archive.writestr("ada/hw.ipynb", WHOLE * 50)
    else:
        whole.write_text(json.dumps({"cells": ["x"] * 50}), "utf-8")
    content = whole.read_bytes()
    part = tmp_path / f"part.{ending}"
    part.write_bytes(content[: int(len(content) * share)])
    assert is_whole(part) == (share == 1.0)


def test_a_folder_that_is_moved_in_arrives_with_what_is_in_it(tmp_path):
    elsewhere, folder, stop = tmp_path / "elsewhere", tmp_path / "in", threading.Event()
    folder.mkdir()
    written(folder / "ada" / "hw.ipynb", WHOLE, 100.0)
    written(elsewhere / "bea" / "hw.ipynb", WHOLE, 100.0)
    arrived = []
    quick = Patience(quiet=0.05, broken=0.5)
    for lot in arrivals([folder], patience=quick, stop=stop):
        arrived += [path.parent.name for path in lot]
        if arrived == ["ada"]:
            (elsewhere / "bea").rename(folder / "bea")
        else:
            stop.set()
    assert arrived == ["ada", "bea"]


def test_watching_grades_what_is_there_and_what_arrives_until_ctrl_c(tmp_path):
    course = write_course(tmp_path / "course")
    folder, log = write_class(course / "in", 2), course / "log.txt"
    process = start(course, str(folder), "--watch", "--log", str(log), "--workers", "1")

    def wait_for(lines: int) -> list[list[str]]:
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline and process.poll() is None:
            found = log.read_text("utf-8").splitlines() if log.exists() else []
            if len(found) >= lines:
                return [line.split("\t") for line in found]
            time.sleep(0.05)
        raise AssertionError(f"no {lines} lines: {process.poll()}")

    wait_for(2)
    hand_in(folder, {"late": sheet(24), "worse": json.dumps(sheet(9))[:300]})
    lines = wait_for(4)
    assert [(line[1], line[2], line[5]) for line in lines[2:]] == [
        ("late", "graded", "graded"),
        ("worse", "failed", "broken"),
    ]
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=240)
    assert process.returncode == 2, errors.decode()
    assert errors.decode().count("worse") == 1
    assert b"Traceback" not in errors
    assert set(outcome(course / "gradebook.db")) == {"s000", "s001", "late", "worse"}

"""Where control groups may be made, in both versions, and what is written into them."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from grader.sandbox.sealed import cgroups
from grader.sandbox.sealed.cgroups import OVERHEAD_MIB, V1, V2, Group, Groups, bases


def unified(root: Path, enabled: str, place: str = "user.slice/app.slice/run.scope") -> str:
    """A version 2 tree with a group of ours in it."""
    (root / place).mkdir(parents=True)
    (root / "cgroup.controllers").write_text("cpu memory pids")
    ((root / place).parent / "cgroup.subtree_control").write_text(enabled)
    return f"0::/{place}\n"


def test_version_2_makes_siblings_of_our_own_group(tmp_path: Path) -> None:
    membership = unified(tmp_path, "cpu memory pids")
    assert bases(tmp_path, membership) == ((tmp_path / "user.slice/app.slice",), V2)


def test_version_2_without_the_controllers_gives_none(tmp_path: Path) -> None:
    assert bases(tmp_path, unified(tmp_path, "cpu pids"))[0] == ()


def test_version_1_has_a_folder_for_each_controller(tmp_path: Path) -> None:
    for name in ("memory/ours", "pids"):
        (tmp_path / name).mkdir(parents=True)
    membership = "9:name=systemd:/\n8:pids:/\n4:memory:/ours\n"
    assert bases(tmp_path, membership) == ((tmp_path / "memory/ours", tmp_path / "pids/"), V1)


def test_folders_that_do_not_exist_give_none(tmp_path: Path) -> None:
    assert bases(tmp_path, "8:pids:/\n4:memory:/gone\n")[0] == ()


@pytest.mark.parametrize(
    ("files", "ooms"),
    [(V1, "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n"), (V2, "oom 4\noom_kill 3\n")],
)
def test_limits_are_written_and_ends_are_counted(files: object, ooms: str, tmp_path: Path) -> None:
    version = V1 if files is V1 else V2
    for name in (version.memory, version.swap, "pids.max"):
        (tmp_path / name).write_text("max")
    (tmp_path / version.ooms).write_text(ooms)
    group = Group((tmp_path,), version)
    group.limit(100, 8)
    bound = str((100 + OVERHEAD_MIB) << 20)
    assert (tmp_path / version.memory).read_text() == bound
    assert (tmp_path / version.swap).read_text() == ("0" if version is V2 else bound)
    assert (tmp_path / "pids.max").read_text() == "9"
    assert group.ooms() == 3


@pytest.mark.parametrize(("files", "door"), [(V1, "tasks"), (V2, "cgroup.procs")])
def test_the_door_is_the_one_behind_which_nobody_waits(
    files: cgroups._Files, door: str, tmp_path: Path
) -> None:
    for name in ("tasks", "cgroup.procs"):
        (tmp_path / name).touch()
    (entrance,) = Group((tmp_path,), files).doors()
    os.write(entrance, b"0")
    os.close(entrance)
    written = [name for name in ("tasks", "cgroup.procs") if (tmp_path / name).read_text()]
    assert written == [door]


def test_a_fork_of_the_grader_shares_no_group_with_it_and_removes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Group, "doors", lambda _: [])
    groups = Groups()
    groups._bases = (tmp_path,)
    with groups.group(512, 8) as (ours, _):
        assert ours is not None
    pid = os.fork()
    if pid == 0:
        with groups.group(512, 8) as (theirs, _):
            apart = theirs is not None and theirs.folders != ours.folders
        groups.close()
        os._exit(0 if apart else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert [folder.name for folder in tmp_path.iterdir()] == [ours.folders[0].name]
    groups.close()
    assert not list(tmp_path.iterdir())


def test_what_runs_in_the_group_of_a_grader_that_was_killed_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, ours = tmp_path / f"gradus-{2**30}-ab", tmp_path / f"gradus-{os.getpid()}-cd"
    stray, own = subprocess.Popen(["sleep", "900"]), subprocess.Popen(["sleep", "900"])
    for folder, process in ((gone, stray), (ours, own)):
        folder.mkdir()
        (folder / "cgroup.procs").write_text(f"0\n{process.pid}\n")

    def kernel() -> None:  # which takes out of the group who has ended
        stray.wait()
        (gone / "cgroup.procs").write_text("")

    monkeypatch.setattr(cgroups, "bases", lambda *_: ((tmp_path,), V2))
    empties = threading.Thread(target=kernel)
    empties.start()
    try:
        Groups()
        assert stray.wait(120) == -signal.SIGKILL
        assert own.poll() is None
    finally:
        for process in (stray, own):
            process.kill()
            process.wait()
        empties.join()

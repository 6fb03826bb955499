"""Hostile notebooks: each is held, its batch is unharmed, and the layer that held it is named.

The whole list runs with ``pytest -m attacks``: as the user who runs the tests and, where that is
root, as an ordinary user and as in a container without namespaces as well.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from sandbox.attacks import ATTACKS, Attack, CellEnded, GoesOn, Interrupted, Killed
from sandbox.sheets import notebook_of, words_of

from grader.records import Limits, Run
from grader.sandbox.sealed import attempt
from grader.sandbox.sealed.engine import SealedSandbox

TINY = Limits(
    cell_s=1.5,
    notebook_s=4.0,
    cpu_s=4.0,
    memory_mib=512,
    processes=48,
    disk_mib=32,
    output_mib=4,
    outputs=500,
)
BENIGN = [
    "import numpy as np, sympy as sp\nx = sp.Symbol('x')\nsp.diff(x**3, x)",
    "np.linalg.solve(np.array([[2.0, 1], [1, 3]]), [1, 2])",
    "print('fine')\nsp.integrate(sp.cos(x), x)",
    "import json, os\nsorted(json.loads('[3, 1, 2]')), len(os.listdir('.'))",
]
ELSEWHERE = Path(__file__).with_name("elsewhere.py")
COURSE = Path(__file__).parents[2]
SHORT = (
    "endless loop",
    "os._exit",
    "kill -9 -1",
    "solutions, gradebook and neighbours by path",
    "sockets",
    "forged frames",
    "a million outputs",
    "patched modules",
)


@dataclass(frozen=True)
class Traps:
    """What lies in an attack's way, and whether anybody stepped into it."""

    staff: Path
    port: int
    abstract: str
    visits: list[str]

    def into(self, source: str) -> str:
        for name, value in (
            ("STAFF", self.staff),
            ("PORT", self.port),
            ("ABSTRACT", self.abstract),
            ("COURSE", COURSE),
        ):
            source = source.replace(f"@{name}@", str(value))
        return source


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traps]:
    canary = f"CANARY-{secrets.token_hex(8)}"
    staff = tmp_path_factory.mktemp("staff")
    staff.chmod(0o755)
    (staff / "solution.py").write_text(canary)
    (staff / "solution.py").chmod(0o644)
    os.environ["GRADER_TOKEN"] = canary
    visits: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))
    abstract = f"gradus-test-{secrets.token_hex(4)}"
    unix = socket.socket(socket.AF_UNIX)
    unix.bind("\0" + abstract)
    unix.listen()

    def watch(door: socket.socket, name: str) -> None:
        while True:
            try:
                visitor, _ = door.accept()
            except OSError:
                return
            visits.append(name)
            visitor.close()

    for door, name in ((listener, "loopback"), (unix, "abstract")):
        threading.Thread(target=watch, args=(door, name), daemon=True).start()
    yield Traps(staff, listener.getsockname()[1], abstract, visits)
    del os.environ["GRADER_TOKEN"]
    listener.close()
    unix.close()
    assert (staff / "solution.py").read_text() == canary


@pytest.fixture(scope="module")
def cage() -> Iterator[SealedSandbox]:
    """A sandbox of this module's own: what attacks it must not touch other tests."""
    caged = os.environ.get("GRADUS_TEST_PROFILE") != "container"
    sandbox = SealedSandbox(caged=caged)
    yield sandbox
    sandbox.close()


def shown(run: Run) -> Any:
    return json.loads(json.dumps([cell["outputs"] for cell in run.notebook["cells"]]))


@pytest.fixture(scope="module")
def reference(cage: SealedSandbox) -> Any:
    run = cage.run(notebook_of(BENIGN), Limits())
    assert run.fault is None
    return shown(run)


def how_it_ended(run: Run) -> str:
    statuses = [cell.status for cell in run.cells]
    if statuses[2] != "ok":
        return Killed
    return {"timeout": Interrupted, "killed": CellEnded}.get(statuses[1], GoesOn)


def limits_for(attack: Attack) -> Limits:
    """Little time for what is to run out of it, more for what is to be refused: machines differ."""
    runs_out = attack.ends == Interrupted or "took longer" in attack.evidence
    cell_s = TINY.cell_s if runs_out else {"any": 4.0}.get(attack.ends, 20.0)
    rest_s = 60.0 if attack.ends == Interrupted else cell_s + 1
    return replace(TINY, cell_s=cell_s, notebook_s=cell_s + rest_s)


@pytest.fixture(autouse=True)
def grace(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Little time to end for what never does, more for what should: a machine may be busy."""
    name = getattr(request.node, "callspec", None) and request.node.callspec.params.get("name")
    ends = ATTACKS[name].ends if name in ATTACKS else "any"
    waits = ends in {Interrupted, CellEnded}
    monkeypatch.setattr(attempt, "GRACE_S", 60.0 if waits else 2.5)
    monkeypatch.setattr(attempt, "ASKED", 40 if waits else 3)


def check(attack: Attack, cage: SealedSandbox, traps: Traps, reference: Any) -> Run:
    """Run it next to a benign notebook and before another; everything that must hold, holds."""
    hostile = notebook_of(["print('before')", traps.into(attack.source), attack.after])
    with ThreadPoolExecutor(2) as pool:
        attacked = pool.submit(cage.run, hostile, limits_for(attack))
        neighbour = pool.submit(cage.run, notebook_of(BENIGN), Limits())
        run, beside = attacked.result(), neighbour.result()
    after = cage.run(notebook_of(BENIGN), Limits())
    words = "\n".join([words_of(run), *(cell.reason for cell in run.cells), *run.limits_hit])
    assert "BREACH" not in words, words[:2000]
    assert "FORGED" not in words_of(run, 0) + words_of(run, 2), "a cell spoke for another"
    assert run.fault in {None, "student"}, run
    assert shown(beside) == reference, "the neighbour was disturbed"
    assert shown(after) == reference, "the next notebook was disturbed"
    assert not traps.visits
    assert attack.ends in {"any", how_it_ended(run)}, (run.cells, words[:2000])
    assert re.search(attack.evidence, words, re.DOTALL), words[:2000]
    return run


Note = Callable[[str, object], None]


@pytest.mark.attacks
@pytest.mark.parametrize("name", [name for name in ATTACKS if name not in SHORT])
def test_attack_is_held(
    name: str, cage: SealedSandbox, traps: Traps, reference: Any, record_property: Note
) -> None:
    run = check(ATTACKS[name], cage, traps, reference)
    record_property("held", (name, ATTACKS[name].layer, how_it_ended(run)))


@pytest.mark.parametrize("name", SHORT)
def test_common_attack_is_held(
    name: str, cage: SealedSandbox, traps: Traps, reference: Any, record_property: Note
) -> None:
    run = check(ATTACKS[name], cage, traps, reference)
    record_property("held", (name, ATTACKS[name].layer, how_it_ended(run)))


LEAVES = """
import fcntl, os
for descriptor in range(3, 64):
    try: size, at = os.fstat(descriptor).st_size, os.lseek(descriptor, 0, os.SEEK_CUR)
    except OSError: continue
    if at > 10**9 or fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_NONBLOCK: print("BREACH", at)
    if size < 1000: continue
    os.lseek(descriptor, 10**12, os.SEEK_SET)
    fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_NONBLOCK)
    print("left")"""
DRAWS = """
import matplotlib.pyplot as plt
plt.title("What is drawn with the fonts that libraries hold open: $\\alpha$")
plt.show()"""


@pytest.mark.attacks
def test_a_word_left_in_a_descriptor_for_the_next_notebook_is_held(cage: SealedSandbox) -> None:
    drawn = cage.run(notebook_of([DRAWS]), Limits())
    words = [words_of(cage.run(notebook_of([LEAVES]), Limits())) for _ in range(3)]
    assert "left" in words[0]
    assert not any("BREACH" in each for each in words), words
    assert shown(cage.run(notebook_of([DRAWS]), Limits())) == shown(drawn)


def launcher_of(sandbox: SealedSandbox) -> int:
    return psutil.Process(sandbox.warm_pid).ppid()


def child_of(sandbox: SealedSandbox) -> int:
    return min(child.pid for child in psutil.Process(sandbox.warm_pid).children())


VICTIMS: dict[str, Callable[[SealedSandbox], int]] = {
    "warm parent": lambda sandbox: sandbox.warm_pid,
    "launcher": launcher_of,
    "process": child_of,
}
HIDES = """
import os, subprocess, time
subprocess.Popen(["sleep", "@SECONDS@"])
subprocess.Popen(["sleep", "@SECONDS@"], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: os.execvp("sleep", ["sleep", "@SECONDS@"])
    os._exit(0)
time.sleep(3)
1"""


@pytest.mark.attacks
@pytest.mark.parametrize("victim", VICTIMS)
def test_programs_of_a_notebook_whose_guardian_is_killed_are_held(victim: str) -> None:
    seconds = str(10**6 + secrets.randbelow(10**6))
    sandbox = SealedSandbox(caged=os.environ.get("GRADUS_TEST_PROFILE") != "container")
    pid = VICTIMS[victim]
    killer = threading.Timer(1.5, lambda: os.kill(pid(sandbox), signal.SIGKILL))
    try:
        killer.start()
        run = sandbox.run(notebook_of([HIDES.replace("@SECONDS@", seconds)]), Limits())
    finally:
        killer.join()
        sandbox.close()
    assert run.fault is None
    assert not [p for p in psutil.process_iter(["cmdline"]) if seconds in (p.info["cmdline"] or ())]


OTHERS = {
    "as an ordinary user": (["--user", "65534"], "cage"),
    "as an ordinary user in a container": (["--user", "65534", "--container"], "container"),
}
"""Root can be anybody; an ordinary user can only give up namespaces."""
WHO = OTHERS if os.geteuid() == 0 else {"in a container": (["--container"], "container")}


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user can reach, which pytest's own are not."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


@pytest.mark.attacks
@pytest.mark.parametrize("who", WHO)
def test_the_same_attacks_run_elsewhere(who: str, open_folder: Path, record_property: Note) -> None:
    options, profile = WHO[who]
    python = sys.executable
    tests = [python, "-m", "pytest", __file__, "-q", "-p", "no:cacheprovider", "-k", "is_held"]
    done = subprocess.run(
        [python, str(ELSEWHERE), *options, *tests, f"--basetemp={open_folder / 'tests'}"],
        cwd=COURSE,
        env={**os.environ, "GRADUS_TEST_PROFILE": profile, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    for row in re.findall(
        r"^(.{45}) (goes on|cell ended|interrupted|killed) +(.*)$", done.stdout, re.M
    ):
        record_property("held", (f"{who}: {row[0].strip()}", row[2], row[1]))
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "passed" in done.stdout
    assert "skipped" not in done.stdout

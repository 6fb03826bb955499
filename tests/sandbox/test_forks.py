"""What modules do at forks is left undone where the warm parent forks, and only there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from sandbox.sheets import notebook_of

from grader.records import Limits
from grader.sandbox.sealed.engine import SealedSandbox

PROGRAM = """\
import json, os
from grader.sandbox.inside import forks

def registered(name):
    def hook(when):
        return lambda: os.write(tell, f"{name} {when}\\n".encode())
    hooks = {when: hook(when) for when in ("before", "after_in_parent", "after_in_child")}
    os.register_at_fork(**hooks)

def said():
    if (pid := os.fork()) == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    os.write(tell, b"end\\n")
    lines = []
    while not lines or lines[-1] != "end":
        lines += os.read(told, 1000).decode().splitlines()
    return sorted(lines[:-1])

told, tell = os.pipe()
forks.listen()
registered("library")
forks.stop_listening()
registered("notebook")
with forks.of_ours():
    ours = said()
print(json.dumps([ours, said()]))
"""


def test_only_forks_of_the_warm_parent_pass_over_what_libraries_registered() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    ours, others = json.loads(ran.stdout)
    when = ["after_in_child", "after_in_parent", "before"]
    assert ours == [f"notebook {at}" for at in when]
    assert others == [*(f"library {at}" for at in when), *(f"notebook {at}" for at in when)]


def test_a_notebook_that_forks_has_its_libraries_notice(sealed: SealedSandbox) -> None:
    source = (
        "import os, random, threading\n"
        "told, tell = os.pipe()\n"
        "thread = threading.Thread(target=threading.Event().wait, daemon=True)\n"
        "thread.start()\n"
        "random.seed(1)\n"
        "if (pid := os.fork()) == 0:\n"
        "    os.write(tell, f'{random.random()} {threading.active_count()}'.encode())\n"
        "    os._exit(0)\n"
        "_ = os.waitpid(pid, 0)\n"
        "number, threads = os.read(told, 1000).decode().split()\n"
        "number != str(random.random()), threads"
    )
    run = sealed.run(notebook_of([source]), Limits())
    assert run.notebook["cells"][0]["outputs"][-1]["data"]["text/plain"] == "(True, '1')"


def test_logging_has_no_lock_from_before_the_notebook(sealed: SealedSandbox) -> None:
    source = (
        "import logging, threading\n"
        "thread = threading.Thread(target=logging.warning, args=('from a thread',))\n"
        "thread.start()\n"
        "thread.join(20)\n"
        "thread.is_alive(), logging._lock.acquire(blocking=False)"
    )
    run = sealed.run(notebook_of([source]), Limits())
    assert run.notebook["cells"][0]["outputs"][-1]["data"]["text/plain"] == "(False, True)"

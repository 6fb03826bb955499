"""Stock kernels through nbclient, in the same cage."""

from __future__ import annotations

from typing import Any

import pytest
from sandbox.sheets import notebook_of, words_of

from grader.records import Call, Limits
from grader.sandbox.jupyter import JupyterSandbox

LISTED = (
    "import os\nos.getuid(), [p for p in ('/root', '/var', '/home/student') if os.path.exists(p)]"
)


@pytest.fixture(scope="module")
def jupyter() -> JupyterSandbox:
    return JupyterSandbox()


def test_a_notebook_runs_in_a_cage_with_calls_after_the_last_cell(jupyter: JupyterSandbox) -> None:
    cells = ["1 / 0", "", "def double(x):\n    return 2 * x\ndouble", LISTED, "In, Out", "input()"]
    three = {"t": "int", "v": "3"}
    calls = [Call(part="p.f", cell=2, arguments=(three,))]
    run = jupyter.run(notebook_of(cells), Limits(), lambda _: calls)
    statuses = ["error", "ok", "ok", "ok", "ok", "error"]
    assert [cell.status for cell in run.cells] == statuses
    assert run.returned["p.f"][0].value == {"t": "int", "v": "6"}
    assert words_of(run, 3) == "(1000, ['/home/student'])"
    assert "gradus" not in words_of(run, 4)
    assert run.cells[5].reason.startswith("StdinNotImplementedError")
    assert (run.fault, run.engine) == (None, "jupyter")
    assert "seccomp with sockets" in run.layers


@pytest.mark.parametrize(
    ("limits", "source", "reason"),
    [
        ({"cell_s": 1}, "import time\ntime.sleep(60)", "took longer than 1 s"),
        ({"output_mib": 1}, "print('x' * (2 << 20))", "larger than 1 MiB"),
        ({}, "import os\nos._exit(1)", "died"),
    ],
)
def test_limits_hold(
    limits: dict[str, Any], source: str, reason: str, jupyter: JupyterSandbox
) -> None:
    run = jupyter.run(notebook_of(["'before'", source, "'after'"]), Limits(**limits))
    assert words_of(run, 0) == "'before'"
    assert reason in run.cells[1].reason
    assert run.cells[2].status == ("ok" if "cell_s" in limits else "skipped")


def test_a_kernel_that_is_not_here_is_nobodys_zero(jupyter: JupyterSandbox) -> None:
    notebook = notebook_of(["1"])
    notebook["metadata"]["kernelspec"] = {"name": "no-such", "language": "befunge"}
    run = jupyter.run(notebook, Limits())
    assert run.fault == "grader"
    assert run.cells[0].reason == "The kernel 'no-such' is not installed here."

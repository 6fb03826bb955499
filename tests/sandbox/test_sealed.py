"""The sealed engine: what a run gives back, what is limited, and what may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sandbox.sheets import notebook_of, words_of

from grader.errors import GraderError
from grader.records import Call, Limits, Notebook
from grader.sandbox.sealed import attempt, channel
from grader.sandbox.sealed.engine import SealedSandbox
from grader.sandbox.sealed.parent import WarmParent

ANSWER = "application/vnd.gradus.answer+json"
Arrange = Callable[[Callable[[], None]], list[int]]
"""Has something done once, and tells at which cell."""


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(word) for word in found]


def integer(n: int) -> dict[str, Any]:
    return {"t": "int", "v": str(n)}


def until(holds: Callable[[], bool]) -> None:
    """Wait for what must come, as long as a busy machine may need for it."""
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time to end when asked, on a machine that is busy with something else."""
    monkeypatch.setattr(attempt, "GRACE_S", 60.0)
    monkeypatch.setattr(attempt, "ASKED", 40)


@pytest.fixture
def once_a_cell_runs(monkeypatch: pytest.MonkeyPatch) -> Arrange:
    """Does something once, when the grader has heard that a cell has begun."""

    def arrange(act: Callable[[], None]) -> list[int]:
        begin, done = attempt.Attempt._begin, list[int]()

        def begun(self: attempt.Attempt, cell: int) -> None:
            begin(self, cell)
            if not done:
                done.append(cell)
                act()

        monkeypatch.setattr(attempt.Attempt, "_begin", begun)
        return done

    return arrange


def test_a_run_is_the_notebook_with_outputs_and_a_word_on_every_cell(sealed: SealedSandbox) -> None:
    notebook = notebook_of(["1 + 1", "", "1 / 0", "print('on')"])
    notebook["cells"].insert(1, {"cell_type": "markdown", "source": ["# A", " title"]})
    run = sealed.run(notebook, Limits())
    assert [cell.status for cell in run.cells] == ["ok", "ok", "error", "ok"]
    assert [cell.cell for cell in run.cells] == [0, 2, 3, 4]
    assert run.cells[2].reason == "ZeroDivisionError: division by zero"
    assert run.notebook["cells"][1]["source"] == "# A title"
    assert words_of(run, 0) == "2"
    assert words_of(run, 4) == "on\n"
    assert (run.fault, run.limits_hit, run.engine) == (None, (), "sealed")
    assert run.cpu_s > 0
    assert run.wall_s > 0
    assert run.peak_mib > 0
    assert "seccomp" in run.layers


def test_of_a_slip_in_the_syntax_the_line_is_named_and_no_file(sealed: SealedSandbox) -> None:
    run = sealed.run(notebook_of(["x = = 2"]), Limits())
    assert run.cells[0].reason == "SyntaxError: invalid syntax (line 1)"


def test_the_notebook_given_is_not_changed_and_old_outputs_do_not_survive(
    sealed: SealedSandbox,
) -> None:
    notebook = notebook_of(["x = 1", "1 / 0"])
    stale = {"output_type": "stream", "name": "stdout", "text": "stale"}
    notebook["cells"][0]["outputs"] = [stale]
    run = sealed.run(notebook, Limits())
    assert notebook["cells"][0]["outputs"] == [stale]
    assert run.notebook["cells"][0]["outputs"] == []


@pytest.mark.parametrize(
    "notebook",
    [
        {},
        {"cells": []},
        {"cells": "none"},
        {"cells": [None, 3]},
        {"cells": [{"cell_type": "raw"}]},
    ],
)
def test_a_notebook_without_code_runs_to_its_end(
    notebook: dict[str, Any], sealed: SealedSandbox
) -> None:
    run = sealed.run(notebook, Limits())
    assert (run.cells, run.fault) == ((), None)


def test_values_carry_their_answers_and_leave_no_trace_of_us(sealed: SealedSandbox) -> None:
    run = sealed.run(
        notebook_of(["2 + 3", "sorted(k for k in globals() if k[0] != '_')"]), Limits()
    )
    (output,) = run.notebook["cells"][0]["outputs"]
    assert output["data"][ANSWER]["value"] == integer(5)
    assert output["data"]["text/plain"] == "5"
    assert words_of(run, 1) == "['In', 'Out', 'exit', 'get_ipython', 'open', 'quit']"
    assert run.notebook["cells"][0]["execution_count"] == 1


def test_notebooks_know_nothing_of_each_other(sealed: SealedSandbox) -> None:
    sealed.run(notebook_of(["import numpy as np\nnp.ones = None\nsecret = 7"]), Limits())
    run = sealed.run(notebook_of(["import numpy as np\nnp.ones(2)", "secret"]), Limits())
    assert words_of(run, 0) == "array([1., 1.])"
    assert run.cells[1].reason.startswith("NameError")


def test_random_numbers_differ_from_notebook_to_notebook(sealed: SealedSandbox) -> None:
    source = "import random, numpy as np\nrandom.random(), float(np.random.rand())"
    words = {words_of(sealed.run(notebook_of([source]), Limits())) for _ in range(3)}
    assert len(words) == 3


# ------------------------------------------------------------------------- calls

FUNCTIONS = [
    "def double(x):\n    return 2 * x\ndouble",
    "3",
    "def slow(x):\n    while True: pass\nslow",
]


def test_functions_are_called_after_the_last_cell(sealed: SealedSandbox) -> None:
    asked: list[Notebook] = []

    def calls(executed: Notebook) -> Sequence[Call]:
        asked.append(executed)
        return [Call(part="p.f", cell=0, arguments=(integer(n),)) for n in (4, 5)]

    run = sealed.run(notebook_of([*FUNCTIONS, "'last'"]), Limits(), calls)
    assert [returned.value for returned in run.returned["p.f"]] == [integer(8), integer(10)]
    assert run.returned["p.f"][0].arguments_after == (integer(4),)
    assert len(asked) == 1
    assert asked[0]["cells"][-1]["outputs"][0]["data"]["text/plain"] == "'last'"


def test_a_function_is_called_under_the_settings_of_its_notebook(sealed: SealedSandbox) -> None:
    cells = (
        "import decimal\ndecimal.getcontext().prec = 5",
        "def third():\n    return str(decimal.Decimal(1) / 3)\nthird",
    )
    calls = [Call(part="p.f", cell=1, arguments=())]
    run = sealed.run(notebook_of(cells), Limits(), lambda _: calls)
    assert run.returned["p.f"][0].value == {"t": "text", "v": "0.33333"}


def test_a_call_that_cannot_be_made_is_an_error_in_words(sealed: SealedSandbox) -> None:
    calls = [
        Call(part="p.number", cell=1, arguments=(integer(1),)),
        Call(part="p.slow", cell=2, arguments=(integer(1),)),
        Call(part="p.few", cell=0, arguments=()),
        Call(part="p.fine", cell=0, arguments=(integer(1),)),
    ]
    run = sealed.run(notebook_of(FUNCTIONS), Limits(cell_s=2), lambda _: calls)
    assert run.returned["p.number"][0].error == "The last line of the cell is not a function."
    assert "interrupted" in str(run.returned["p.slow"][0].error)
    assert "TypeError" in str(run.returned["p.few"][0].error)
    assert run.returned["p.fine"][0].value == integer(2)
    assert run.limits_hit == ("A call of a function took longer than 2 s.",)


def test_a_function_that_kills_its_process_costs_its_own_calls_only(sealed: SealedSandbox) -> None:
    deadly = "def die(x):\n    import os\n    os._exit(1)\ndie"
    calls = [
        Call(part="p.fine", cell=0, arguments=(integer(1),)),
        Call(part="p.die", cell=1, arguments=(integer(1),)),
    ]
    run = sealed.run(notebook_of([FUNCTIONS[0], deadly]), Limits(), lambda _: calls)
    assert run.returned["p.fine"][0].value == integer(2)
    assert "p.die" not in run.returned
    assert run.fault == "student"
    assert [cell.status for cell in run.cells] == ["ok", "ok"]


def test_when_the_grader_itself_fails_the_child_is_ended(sealed: SealedSandbox) -> None:
    running = []

    def broken(_: Notebook) -> Sequence[Call]:
        running.append(children_of(sealed.warm_pid)[0])  # the spare one is younger
        raise LookupError("a bug of ours")

    with pytest.raises(LookupError):
        sealed.run(notebook_of(["1"]), Limits(), broken)
    until(lambda: running[0] not in children_of(sealed.warm_pid))
    assert words_of(sealed.run(notebook_of(["1"]), Limits())) == "1"


# ------------------------------------------------------------------------- limits


def test_how_long_a_cell_took_is_known_though_it_is_read_in_lots(sealed: SealedSandbox) -> None:
    cells = ["1", "import time\ntime.sleep(0.3)", *["1"] * 20]
    run = sealed.run(notebook_of(cells), Limits())
    slept = run.cells[1].wall_s
    assert 0.15 <= slept <= run.wall_s  # the sleeper's clock need not be ours to the millisecond
    assert slept == max(cell.wall_s for cell in run.cells)
    assert sum(cell.wall_s for cell in run.cells) <= run.wall_s


def test_a_process_cannot_say_that_a_cell_took_longer_than_it_did(sealed: SealedSandbox) -> None:
    source = (
        "import sys\nsys.modules['gradus_inside.shell'].monotonic = iter([0.0, 1e9, 1e9]).__next__"
    )
    run = sealed.run(notebook_of([source, "1"]), Limits())
    assert run.fault is None
    assert all(cell.wall_s <= run.wall_s for cell in run.cells)


def test_a_cell_over_its_time_is_interrupted_and_the_rest_goes_on(sealed: SealedSandbox) -> None:
    cells = ["x = 1", "import time\ntime.sleep(60)", "x + 1"]
    run = sealed.run(notebook_of(cells), Limits(cell_s=2))
    assert [cell.status for cell in run.cells] == ["ok", "timeout", "ok"]
    assert run.cells[1].reason == "This cell took longer than 2 s."
    assert words_of(run, 2) == "2"
    assert run.fault is None


def test_a_notebook_over_its_time_keeps_what_it_had(sealed: SealedSandbox) -> None:
    cells = ["'early'", "import time\ntime.sleep(60)", "'late'"]
    run = sealed.run(notebook_of(cells), Limits(notebook_s=3))
    assert [cell.status for cell in run.cells] == ["ok", "killed", "skipped"]
    assert words_of(run) == "'early'"
    assert run.limits_hit == ("The notebook took longer than 3 s.",)
    assert run.fault == "student"


def test_output_before_a_limit_is_kept(sealed: SealedSandbox) -> None:
    run = sealed.run(
        notebook_of(["print('a' * 1000)", "for _ in range(99): display(1)"]), Limits(outputs=20)
    )
    assert words_of(run, 0).strip() == "a" * 1000
    assert len(run.notebook["cells"][1]["outputs"]) == 1
    assert run.limits_hit == ("There are more than 20 outputs. This cell was ended for it.",)


FLOODS = {
    "outputs": "while True: display(1)",
    "text": "while True: print('x' * 100_000)",
    "one output": "from IPython.display import HTML\nHTML('x' * (20 << 20))",
    "a program's": "import os\nwhile os.write(1, b'x' * (1 << 20)): pass",
    "updates": "d = display(1, display_id=True)\nwhile True: d.update('x' * 10_000)",
    "a thread's": (
        "import threading, time\ndef talk():\n    while not done: print('x' * 100_000)\n"
        "done = False\nthreading.Thread(target=talk).start()\n"
        "try: time.sleep(60)\nfinally: done = True"
    ),
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_ends_its_cell_and_the_rest_goes_on(name: str, sealed: SealedSandbox) -> None:
    cells = ["print('before')", FLOODS[name], "print('after')\n6 * 7"]
    run = sealed.run(notebook_of(cells), Limits(output_mib=2, outputs=200))
    assert [cell.status for cell in run.cells] == ["ok", "killed", "ok"], run.cells
    assert "This cell was ended for it" in run.cells[1].reason
    assert (words_of(run, 0), words_of(run, 2)) == ("before\n", "after\n\n42")
    assert len(words_of(run, 1)) <= (2 << 20) // 10
    assert run.fault is None


def test_many_floods_stay_within_the_limit_of_one_notebook(sealed: SealedSandbox) -> None:
    flood = "for _ in range(40): print('x' * 100_000)"
    run = sealed.run(notebook_of([flood] * 12 + ["1"]), Limits(output_mib=1))
    assert {cell.status for cell in run.cells[:12]} == {"killed"}
    assert len(words_of(run)) <= 1 << 20


def test_a_display_renewed_for_ever_ends_its_notebook_and_what_came_before_is_kept(
    sealed: SealedSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "MAX_FRAMES", 50)
    renew = "shown = display(0, display_id=True)\nfor n in range(100):\n    shown.update(n)"
    run = sealed.run(notebook_of(["1 + 1", renew, "2"]), Limits())
    assert [cell.status for cell in run.cells] == ["ok", "killed", "skipped"]
    assert run.fault == "student"
    assert run.limits_hit == ("The notebook sent more than 50 messages.",)
    assert run.cells[1].reason == run.limits_hit[0]
    assert words_of(run, 0) == "2"


def test_memory_that_runs_out_is_an_error_of_its_cell(sealed: SealedSandbox) -> None:
    hoard = "kept = []\nwhile True: kept.append(bytearray(4 << 20))"
    cells = ["x = 1", hoard, "x + 1", "del kept\nlen(bytearray(100 << 20)) >> 20", hoard, "x"]
    run = sealed.run(notebook_of(cells), Limits(memory_mib=200))
    statuses = ["ok", "error", "ok", "ok", "error", "ok"]
    assert [cell.status for cell in run.cells] == statuses, run.cells
    assert "MemoryError" in run.cells[1].reason
    assert (words_of(run, 2), words_of(run, 3), words_of(run, 5)) == ("2", "100", "1")
    assert run.fault is None


def test_c_code_that_cannot_be_interrupted_is_killed_and_what_came_before_is_kept(
    sealed: SealedSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt, "GRACE_S", 0.5)
    run = sealed.run(notebook_of(["'kept'", "sum(iter(int, 1))", "1"]), Limits(cell_s=2))
    assert [cell.status for cell in run.cells] == ["ok", "timeout", "skipped"]
    assert words_of(run) == "'kept'"
    assert run.fault == "student"


def test_c_code_that_comes_back_is_interrupted_then(sealed: SealedSandbox) -> None:
    deaf = "import ctypes\nfor _ in range(99): ctypes.CDLL(None).usleep(700_000)"
    run = sealed.run(notebook_of([deaf, "'on'"]), Limits(cell_s=2))
    assert [cell.status for cell in run.cells] == ["timeout", "ok"]


def test_an_interrupt_for_one_cell_does_not_hit_the_next(sealed: SealedSandbox) -> None:
    late = (
        "import signal, time\nfor _ in range(100):\n"
        "    try: time.sleep(30); break\n    except KeyboardInterrupt: break"
    )
    ends_late = f"{late}\nprint('x' * (3 << 20))"
    quick = ["for _ in range(300_000): pass"] * 5
    run = sealed.run(notebook_of([ends_late, *quick, "'on'"]), Limits(cell_s=2, output_mib=2))
    assert [cell.status for cell in run.cells[1:]] == ["ok"] * 6, run.cells


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "import time\ntime.sleep(60)",
        "while True: print('x')",
        (
            "try:\n    while True: pass\nexcept KeyboardInterrupt as error:\n"
            "    raise RuntimeError('late') from error"
        ),
        "from IPython.display import display\ndisplay({(1, 2): 'x'}, raw=True)",
        (
            "from IPython.display import display\nloop = []; loop.append(loop)\n"
            "display({'application/json': loop}, raw=True)"
        ),
        "print(file=None, end=5)",
        "import sys\nsys.stdout.write(5)",
        "input()",
    ],
)
def test_a_traceback_shows_nothing_of_what_runs_the_notebook(
    source: str, sealed: SealedSandbox
) -> None:
    run = sealed.run(notebook_of([source]), Limits(cell_s=2))
    [*_, shown] = run.notebook["cells"][0]["outputs"]
    text = "\n".join(shown["traceback"])
    assert "Cell" in text
    for word in ("gradus", "inside", "_deliver", "_wire"):
        assert word not in text


def test_errors_that_are_tied_in_a_knot_are_shown(sealed: SealedSandbox) -> None:
    knot = """
a, b = ValueError("a"), KeyError("b")
a.__cause__, b.__cause__, b.__context__ = b, a, b
class Sly(Exception):
    __traceback__ = __context__ = property(lambda self: 1 / 0)
try: raise a
except ValueError: raise Sly from b"""
    run = sealed.run(notebook_of([knot, "'after'"]), Limits())
    assert [cell.status for cell in run.cells] == ["error", "ok"]
    assert run.fault is None


def test_a_shell_that_breaks_keeps_what_came_before(sealed: SealedSandbox) -> None:
    breaks = "get_ipython().payload_manager.clear_payload = None"
    run = sealed.run(notebook_of(["6 * 7", breaks, "'after'"]), Limits())
    assert words_of(run) == "42"
    assert [cell.status for cell in run.cells] == ["ok", "killed", "skipped"]
    assert run.cells[1].reason.startswith("The notebook's shell broke: TypeError")
    assert run.fault == "student"


def test_students_may_interrupt_themselves(sealed: SealedSandbox) -> None:
    cells = [
        "import os, signal\nos.kill(os.getpid(), signal.SIGINT)\nimport time; time.sleep(1)",
        "2",
    ]
    run = sealed.run(notebook_of(cells), Limits())
    assert run.cells[0].reason.startswith("KeyboardInterrupt")
    assert words_of(run, 1) == "2"


def test_memory_is_limited_from_where_the_notebook_starts(sealed: SealedSandbox) -> None:
    fits = "len(bytearray(200 << 20)) >> 20"
    run = sealed.run(notebook_of([fits, "bytearray(400 << 20)"]), Limits(memory_mib=300))
    assert words_of(run, 0) == "200"
    assert "MemoryError" in run.cells[1].reason


# ------------------------------------------------------------------------- deaths


def test_sympy_computes_with_what_students_have(sealed: SealedSandbox) -> None:
    """A library of the grader's own, which SymPy would take if it found it, is none of theirs."""
    source = "import sympy, sys\ntype(sympy.ZZ(2)), 'flint' in sys.modules"
    assert words_of(sealed.run(notebook_of([source]), Limits())) == "(int, False)"


SLOW = "import time\ntime.sleep(1)\n'done'"


def test_a_child_that_somebody_killed_is_run_once_more(
    sealed: SealedSandbox, once_a_cell_runs: Arrange
) -> None:
    killed = once_a_cell_runs(lambda: os.kill(children_of(sealed.warm_pid)[0], signal.SIGKILL))
    run = sealed.run(notebook_of([SLOW]), Limits())
    assert killed
    assert (words_of(run), run.fault) == ("'done'", None)


def the_spare_of(sandbox: SealedSandbox) -> int:
    """The child that waits for a notebook, when it is the only one."""
    until(lambda: len(children_of(sandbox.warm_pid)) == 1)
    return children_of(sandbox.warm_pid)[0]


def test_the_next_notebook_of_a_class_finds_a_child_that_waits(sealed: SealedSandbox) -> None:
    seen: list[list[int]] = []

    def look(_: Notebook) -> Sequence[Call]:
        seen.append(children_of(sealed.warm_pid))
        return []

    sealed.run(notebook_of(["1"]), Limits())
    spare = the_spare_of(sealed)
    assert words_of(sealed.run(notebook_of(["2"]), Limits(), look)) == "2"
    assert seen[0][0] == spare
    assert the_spare_of(sealed) != spare


def test_a_child_that_waits_may_die(sealed: SealedSandbox) -> None:
    sealed.run(notebook_of(["1"]), Limits())
    os.kill(the_spare_of(sealed), signal.SIGKILL)
    assert words_of(sealed.run(notebook_of(["2"]), Limits())) == "2"


def test_a_child_that_waits_under_other_limits_is_let_go(sealed: SealedSandbox) -> None:
    sealed.run(notebook_of(["1"]), Limits())
    spare = the_spare_of(sealed)
    fits = "import resource\nresource.getrlimit(resource.RLIMIT_NPROC)[1]"
    assert words_of(sealed.run(notebook_of([fits]), Limits(processes=17))) == "17"
    assert the_spare_of(sealed) != spare


def test_waiting_leaves_no_trace_in_the_shell(sealed: SealedSandbox) -> None:
    shell = "shell = get_ipython()\n"
    sheet = notebook_of(
        [
            "In, Out, get_ipython().last_execution_result",
            shell + "shell.execution_count, shell.compile._filename_map",
            "import linecache\n[name for name in linecache.cache if 'ipykernel' in name]",
        ]
    )
    run = sealed.run(sheet, Limits())
    first = "['', 'In, Out, get_ipython().last_execution_result']"
    assert words_of(run, 0) == f"({first}, {{}}, None)"
    assert words_of(run, 1).startswith("(3, {'")
    assert words_of(run, 1).count(":") == 2  # the two cells
    assert words_of(run, 2).count("ipykernel_") == 3


def test_a_notebook_that_always_dies_is_the_students_fault(sealed: SealedSandbox) -> None:
    run = sealed.run(notebook_of(["'kept'", "import os\nos._exit(3)", "'never'"]), Limits())
    assert [cell.status for cell in run.cells] == ["ok", "killed", "skipped"]
    assert run.cells[1].reason == "The notebook's process ended by itself with 3."
    assert (words_of(run), run.fault) == ("'kept'", "student")


def test_the_warm_parent_is_started_again_when_it_is_killed_but_not_when_it_was_closed(
    once_a_cell_runs: Arrange,
) -> None:
    sandbox = SealedSandbox()
    try:
        first = sandbox.warm_pid
        killed = once_a_cell_runs(lambda: os.kill(first, signal.SIGKILL))
        run = sandbox.run(notebook_of([SLOW]), Limits())
        assert killed
        assert (words_of(run), run.fault) == ("'done'", None)
        assert sandbox.warm_pid != first
    finally:
        sandbox.close()
    sandbox.close()
    with pytest.raises(GraderError, match="has been closed"):
        sandbox.run(notebook_of(["1"]), Limits())


def test_sandboxes_of_one_process_do_not_meet(sealed: SealedSandbox) -> None:
    other = SealedSandbox()
    try:
        for sandbox in (sealed, other, sealed):
            assert words_of(sandbox.run(notebook_of(["1 + 1"]), Limits())) == "2"
    finally:
        other.close()
    run = sealed.run(notebook_of(["1 + 1"]), Limits())
    assert words_of(run) == "2"


def test_threads_share_one_warm_parent(sealed: SealedSandbox) -> None:
    def answer(n: int) -> str:
        return words_of(
            sealed.run(notebook_of([f"import time\ntime.sleep(0.2)\n{n} ** 2"]), Limits())
        )

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(answer, range(8))) == [str(n * n) for n in range(8)]


def test_nothing_outlives_a_grader_that_is_killed() -> None:
    program = (
        "from sandbox.sheets import notebook_of\n"
        "from grader.records import Limits\n"
        "from grader.sandbox.sealed.engine import SealedSandbox\n"
        "sandbox = SealedSandbox()\n"
        "print(sandbox.warm_pid, flush=True)\n"
        "sandbox.run(notebook_of(['import time\\ntime.sleep(900)']), Limits(cell_s=900))\n"
    )
    grader = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    assert grader.stdout is not None
    zygote = int(grader.stdout.readline())
    until(lambda: bool(children_of(zygote)))
    ours = (zygote, *children_of(zygote))
    grader.kill()
    grader.wait()
    grader.stdout.close()
    until(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in ours))


def test_a_warm_parent_that_is_killed_as_soon_as_it_is_ready_is_started_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sandbox = SealedSandbox()
    ready, killed = WarmParent._await_ready, list[int]()

    def kill_the_first(self: WarmParent, log: Any) -> None:
        ready(self, log)
        if not killed:
            killed.extend(children_of(self._process.pid))
            os.kill(killed[0], signal.SIGKILL)
            self._process.wait()

    monkeypatch.setattr(WarmParent, "_await_ready", kill_the_first)
    try:
        os.kill(sandbox.warm_pid, signal.SIGKILL)
        run = sandbox.run(notebook_of(["6 * 7"]), Limits())
    finally:
        sandbox.close()
    assert killed
    assert run.fault is None
    assert words_of(run) == "42"

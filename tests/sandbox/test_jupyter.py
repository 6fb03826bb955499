"""Stock kernels through nbclient, in the same cage."""

from __future__ import annotations

import itertools
import time
from typing import Any

import pytest
from sandbox.sheets import notebook_of, words_of

from grader.records import Call, Limits
from grader.sandbox import conversation
from grader.sandbox.conversation import Conversation
from grader.sandbox.jupyter import INSTALL, JupyterSandbox
from grader.sandbox.sealed.engine import SealedSandbox

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


def test_of_a_slip_in_the_syntax_the_line_is_named_and_no_file(jupyter: JupyterSandbox) -> None:
    run = jupyter.run(notebook_of(["x = = 2"]), Limits())
    assert run.cells[0].reason == "SyntaxError: invalid syntax (line 1)"


SHOWN_BADLY = """
class Shy:
    def _repr_html_(self): raise ValueError("shy")
Shy()"""
ENDINGS = [
    ("1 / 0", "error", "ZeroDivisionError: division by zero"),
    ("%no_such_magic", "error", "UsageError: Line magic function `%no_such_magic` not found."),
    ("raise BaseExceptionGroup('two', [KeyboardInterrupt(), ValueError()])", "error", "Base"),
    (SHOWN_BADLY, "error", "ValueError: shy"),
    ("%%capture\n1 / 0", "ok", ""),
    ("%%writefile own.py\n1 / 0", "ok", ""),
    ("%run own.py", "ok", ""),
    ("class Wordless(Exception):\n    __str__ = None\nraise Wordless", "error", "TypeError"),
    ("raise SystemExit(1)", "error", "SystemExit: 1"),
]


def test_both_engines_say_the_same_of_how_a_cell_ended(
    jupyter: JupyterSandbox, sealed: SealedSandbox
) -> None:
    cells = notebook_of([source for source, _, _ in ENDINGS])
    ours, theirs = sealed.run(cells, Limits()), jupyter.run(cells, Limits())
    for (source, status, reason), our, their in zip(ENDINGS, ours.cells, theirs.cells, strict=True):
        assert (our.status, their.status) == (status, status), source
        assert our.reason == their.reason, source
        assert our.reason.startswith(reason), source


def test_the_time_of_a_cell_is_not_spent_by_us(
    jupyter: JupyterSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our formatter is put into a kernel that has just begun, and may take longer than a cell."""
    late = "import time as _time; _time.sleep(6); del _time\n"
    monkeypatch.setattr("grader.sandbox.jupyter.INSTALL", late + INSTALL)
    run = jupyter.run(notebook_of(["6 * 7"]), Limits(cell_s=3, notebook_s=5))
    assert (words_of(run), run.fault) == ("42", None)


def test_a_formatter_that_fails_is_our_fault(
    jupyter: JupyterSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.sandbox.jupyter.INSTALL", "import os; os._exit(3)")
    run = jupyter.run(notebook_of(["6 * 7"]), Limits())
    assert (run.fault, run.cells[0].status) == ("grader", "skipped")
    assert "answer formatter" in run.cells[0].reason


LOOPS = "from IPython.display import HTML, display\nfor _ in range(10**6): display(HTML('x'))"


@pytest.mark.parametrize(
    ("limits", "source", "reason"),
    [
        ({"cell_s": 4}, "import time\ntime.sleep(900)", "took longer than 4 s"),
        ({"output_mib": 1}, "print('x' * (2 << 20))", "larger than 1 MiB. This cell was ended"),
        ({"output_mib": 1}, "while True: print('hello')", "larger than 1 MiB. This cell was ended"),
        ({"outputs": 50}, LOOPS, "more than 50 outputs. This cell was ended"),
        ({"output_mib": 1}, "print('x' * (100 << 20))", "larger than 1 MiB. This cell was ended"),
    ],
)
def test_a_limit_of_a_cell_ends_the_cell_and_the_rest_goes_on(
    limits: dict[str, Any],
    source: str,
    reason: str,
    jupyter: JupyterSandbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conversation, "GRACE_S", 60.0)  # of which a busy machine may need more
    run = jupyter.run(notebook_of(["'before'", source, "'after'"]), Limits(**limits))
    assert words_of(run, 0) == "'before'"
    assert reason in run.cells[1].reason
    assert run.limits_hit == (run.cells[1].reason,)
    assert words_of(run, 2) == "'after'"
    assert (run.fault, run.cells[2].status) == (None, "ok")


def test_a_cell_that_hears_no_interrupt_costs_its_time_once(jupyter: JupyterSandbox) -> None:
    source = "while True:\n    try:\n        while True:\n            pass\n"
    source += "    except KeyboardInterrupt:\n        pass"
    run = jupyter.run(notebook_of(["'before'", source, "'after'"]), Limits(cell_s=8))
    assert [cell.status for cell in run.cells] == ["ok", "timeout", "skipped"]
    assert "8 s" in run.cells[1].reason
    assert 8 <= run.cells[1].wall_s < 15


def test_the_beginning_of_a_flood_stays(jupyter: JupyterSandbox) -> None:
    run = jupyter.run(notebook_of([LOOPS]), Limits(outputs=50))
    assert len(run.notebook["cells"][0]["outputs"]) == 5


def test_a_burst_within_the_limits_is_heard_to_its_end(jupyter: JupyterSandbox) -> None:
    source = "for n in range(2500): display(n)"
    run = jupyter.run(notebook_of([source]), Limits())
    assert words_of(run).split() == [str(n) for n in range(2500)]


def test_a_grader_that_is_busy_loses_nothing(
    jupyter: JupyterSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kernel drops what waits for too long a queue, unless it is told to keep it."""
    process = Conversation.process_message
    pauses = iter([3.0])

    def late(self: Conversation, msg: dict[str, Any], cell: Any, cell_index: int) -> None:
        if msg["msg_type"] == "display_data":
            time.sleep(next(pauses, 0))
        process(self, msg, cell, cell_index)

    monkeypatch.setattr(Conversation, "process_message", late)
    source = f"{SEND}\nfor n in range(4500): send('display_data', words(n))"
    run = jupyter.run(notebook_of([f"{WORDS}\n{source}", "'after'"]), Limits())
    assert words_of(run, 0).split() == [str(n) for n in range(4500)]
    assert words_of(run, 1) == "'after'"


LAST_WORDS = """
import time
session = get_ipython().kernel.session
send = session.send
def last(stream, kind, *rest, **options):
    if kind == "execute_reply":
        END
        time.sleep(900)  # it is ended from outside
    return send(stream, kind, *rest, **options)
session.send = last"""
CUT = "voice = get_ipython().kernel.iopub_thread; voice.stop(); voice.socket.close(0)"
REPLY = "send(stream, kind, *rest, **options)"


@pytest.mark.parametrize(
    ("end", "until"),
    [
        (REPLY, "it has replied"),
        (CUT, "it was asked twice"),
        (f"{CUT}; {REPLY}", "it was asked twice"),
    ],
    ids=["with its reply", "with its words cut", "with its words cut and its reply"],
)
def test_a_kernel_that_ends_just_after_a_cell_has_died_and_passed_no_limit(
    end: str, until: str, jupyter: JupyterSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []
    begin = Conversation.connect

    async def connect(self: Conversation, manager: Any, context: Any) -> None:
        await begin(self, manager, context)
        ask, hear, asked = self.kc.kernel_info, self.kc.shell_channel.get_msg, itertools.count(1)

        def end_it(after: str) -> None:
            ended.append(after)
            self.kill()
            self.km.provisioner.process.wait()

        def question() -> Any:
            if next(asked) == 2:
                end_it("it was asked twice")
            return ask()

        async def heard(timeout: float | None = None) -> Any:
            message = await hear(timeout=timeout)
            if until == "it has replied" and message["content"].get("execution_count") == 2:
                end_it("it has replied")
            return message

        self.kc.kernel_info, self.kc.shell_channel.get_msg = question, heard

    monkeypatch.setattr(Conversation, "connect", connect)
    run = jupyter.run(notebook_of(["1", LAST_WORDS.replace("END", end), "2"]), Limits())
    assert ended[0] == until
    assert [cell.status for cell in run.cells] == ["ok", "killed", "skipped"]
    assert (run.cells[1].reason, run.limits_hit) == ("The kernel died in this cell.", ())


def test_a_grader_that_reads_slowly_takes_nothing_for_too_much(
    jupyter: JupyterSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads on for longer than the silence is that ends a cell."""
    process = Conversation.process_message

    def slowly(self: Conversation, msg: dict[str, Any], cell: Any, cell_index: int) -> None:
        if msg["msg_type"] == "display_data":
            time.sleep(1.5 * conversation.IOPUB_S / 1200)
        process(self, msg, cell, cell_index)

    monkeypatch.setattr(Conversation, "process_message", slowly)
    source = f"{WORDS}\n{SEND}\nfor n in range(1200): send('display_data', words(n))"
    run = jupyter.run(notebook_of([source, "'after'"]), Limits())
    assert words_of(run, 0).split() == [str(n) for n in range(1200)]
    assert words_of(run, 1) == "'after'"
    assert [cell.status for cell in run.cells] == ["ok", "ok"]


STUBBORN = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True: print("x" * 1000)"""


@pytest.mark.parametrize(
    ("source", "reason"),
    [("import os\nos._exit(1)", "died"), (STUBBORN, "larger than 1 MiB")],
)
def test_a_kernel_that_must_go_takes_only_what_comes_after_it(
    source: str, reason: str, jupyter: JupyterSandbox
) -> None:
    run = jupyter.run(notebook_of(["'before'", source, "'after'"]), Limits(output_mib=1))
    assert words_of(run, 0) == "'before'"
    assert reason in run.cells[1].reason
    assert (run.fault, run.cells[2].status) == ("student", "skipped")


SEND = """
import time
kernel = get_ipython().kernel
def send(kind, content, channel=None):
    shell = kernel.get_parent("shell")
    kernel.session.send(channel or kernel.iopub_socket, kind, content=content, parent=shell,
                        ident=kernel._parent_ident["shell"] if channel else None)
"""


WORDS = "def words(n): return {'data': {'text/plain': str(n)}, 'metadata': {}, 'transient': {}}"


@pytest.mark.parametrize(
    "source",
    [
        "send('display_data', {'x': 1})",
        "send('stream', {'name': 5, 'text': ['a']})",
        "send('error', {'ename': [], 'evalue': {}, 'traceback': 3})",
        "send('execute_result', {'data': [1], 'execution_count': 1})",
        "send('execute_reply', {}, kernel.shell_stream)",
        "kernel.iopub_thread.send_multipart([b'junk'])\ntime.sleep(1)",
        "kernel.iopub_thread.send_multipart([b'', b'<IDS|MSG>', *5 * [b'{']])\ntime.sleep(1)",
        "kernel.session.key = b'another'",
    ],
)
def test_what_no_kernel_sends_costs_all_that_it_has_said(
    source: str, jupyter: JupyterSandbox
) -> None:
    run = jupyter.run(notebook_of(["'before'", f"{SEND}\n{source}\n5", "'after'"]), Limits())
    assert "sent what it may not" in run.cells[1].reason
    assert run.cells[2].status in {"killed", "skipped"}
    assert (run.fault, words_of(run)) == ("student", "")


@pytest.mark.parametrize(
    "source",
    [
        "send('clear_output', {})",
        "send('no_such_kind', {})",
        "send('status', {})",
        "send('comm_msg', {})",
        "for n in range(1000): send('comm_open', {'target_name': 'jupyter.widget', 'data': {}})",
        "send('execute_input', {'execution_count': {'n': [10**4000]}})",
    ],
)
def test_what_means_nothing_is_passed_over(source: str, jupyter: JupyterSandbox) -> None:
    run = jupyter.run(notebook_of(["'before'", f"{SEND}\n{source}\n5", "'after'"]), Limits())
    assert words_of(run) == "'before'\n5\n'after'"
    assert run.fault is None


def test_words_of_a_thread_in_later_cells_count(jupyter: JupyterSandbox) -> None:
    flood = (
        "import threading\ndef talk():\n    while True: print('x' * 1000, flush=True)\n"
        "threading.Thread(target=talk, daemon=True).start()"
    )
    sources = [flood, "import time\ntime.sleep(40)"]
    run = jupyter.run(notebook_of(sources), Limits(output_mib=1))
    assert any("larger than 1 MiB" in cell.reason for cell in run.cells)


def test_a_function_that_floods_ends_the_calls(jupyter: JupyterSandbox) -> None:
    source = "def f(x):\n    while True: print('x' * 1000)\nf"
    three = {"t": "int", "v": "3"}
    calls = [Call(part="p.f", cell=0, arguments=(three,))]
    run = jupyter.run(notebook_of([source]), Limits(output_mib=1), lambda _: calls)
    assert (run.returned, run.cells[0].status, run.fault) == ({}, "ok", "student")
    assert run.limits_hit == ("The outputs are larger than 1 MiB.",)


def test_a_function_that_is_interrupted_for_its_outputs_gives_nothing(
    jupyter: JupyterSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_called: list[Call] = []

    def calls(_: object) -> list[Call]:
        is_called.append(Call(part="p.f", cell=0, arguments=({"t": "int", "v": "3"},)))
        return is_called

    monkeypatch.setattr(conversation._Backlog, "is_too_much", lambda _: bool(is_called))
    source = "import time\ndef f(x):\n    print(x, flush=True)\n    time.sleep(900)\nf"
    run = jupyter.run(notebook_of([source]), Limits(), calls)
    assert (run.returned, run.cells[0].status, run.fault) == ({}, "ok", "student")
    assert [sentence for sentence in run.limits_hit if "larger than" in sentence]


def test_a_kernel_that_is_not_here_is_nobodys_zero(jupyter: JupyterSandbox) -> None:
    notebook = notebook_of(["1"])
    notebook["metadata"]["kernelspec"] = {"name": "no-such", "language": "befunge"}
    run = jupyter.run(notebook, Limits())
    assert run.fault == "grader"
    assert run.cells[0].reason == "The kernel 'no-such' is not installed here."


@pytest.mark.parametrize("name", ["../../x", "python3\0", "\ud800", "k" * 100_000])
def test_an_odd_name_of_a_kernel_is_one_that_is_not_here(
    name: str, jupyter: JupyterSandbox
) -> None:
    notebook = notebook_of(["1"])
    notebook["metadata"]["kernelspec"] = {"name": name, "language": "R"}
    run = jupyter.run(notebook, Limits())
    assert run.cells[0].reason.endswith("is not installed here.")
    assert len(run.cells[0].reason) < 200


@pytest.mark.parametrize("name", ["", "PYTHON3"])
def test_no_name_of_a_kernel_and_that_of_ours_are_ours(name: str, jupyter: JupyterSandbox) -> None:
    notebook = notebook_of(["6 * 7"])
    notebook["metadata"]["kernelspec"] = {"name": name, "language": "R"}
    assert words_of(jupyter.run(notebook, Limits())) == "42"

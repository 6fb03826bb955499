"""What a notebook writes, by whatever way, comes in the order in which Jupyter shows it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sandbox.sheets import notebook_of, words_of

from grader.records import Limits
from grader.sandbox.inside import frames, streams
from grader.sandbox.inside.streams import Stream, Wire
from grader.sandbox.sealed.engine import SealedSandbox


class _Notebook:
    """The streams of a process, and what goes over its wire; time is what the test says."""

    def __init__(self) -> None:
        self.now = 0.0
        self.ends = os.pipe()
        self.wire = Wire()
        self.wire.descriptor = self.ends[1]
        self.out, self.err = Stream(self.wire, "stdout", 1), Stream(self.wire, "stderr", 2)

    def sent(self) -> list[tuple[str, str]]:
        """Streams and texts, in the order in which they were sent."""
        self.wire.raw("done", {})
        texts = []
        while (frame := frames.receive(self.ends[0]))[1] != "done":
            texts.append((frame[2]["name"], frame[2]["text"]))
        return texts


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Notebook]:
    notebook = _Notebook()
    monkeypatch.setattr(streams, "monotonic", lambda: notebook.now)
    yield notebook
    for end in notebook.ends:
        os.close(end)


def test_words_of_a_quick_cell_come_stream_by_stream(notebook: _Notebook) -> None:
    print("a", file=notebook.err)
    print("b", file=notebook.out)
    print("c", file=notebook.err)
    notebook.wire.flush()
    assert notebook.sent() == [("stdout", "b\n"), ("stderr", "a\nc\n")]


def test_words_of_a_slow_cell_come_as_they_were_written(notebook: _Notebook) -> None:
    for epoch in range(2):
        notebook.now += 1
        print("loss", epoch, file=notebook.err)
        notebook.now += 1
        print("epoch", epoch, file=notebook.out)
    notebook.wire.flush()
    names = [name for name, _ in notebook.sent()]
    assert names == ["stderr", "stdout", "stderr", "stdout"]


def test_a_stream_that_is_flushed_does_not_wait_for_the_other(notebook: _Notebook) -> None:
    print("a", file=notebook.err)
    print("b", file=notebook.out, flush=True)
    print("c", file=notebook.err, flush=True)
    assert notebook.sent() == [("stdout", "b\n"), ("stderr", "a\nc\n")]


def test_nothing_is_sent_where_nothing_is_written(notebook: _Notebook) -> None:
    print("", end="", file=notebook.out)
    notebook.err.write("")
    notebook.wire.flush()
    assert notebook.sent() == []


def test_a_line_is_not_cut_where_time_has_passed(notebook: _Notebook) -> None:
    for epoch in range(2):
        notebook.now += 1
        print("epoch", epoch, file=notebook.out)
    notebook.wire.flush()
    assert [text for _, text in notebook.sent()] == ["epoch 0\n", "epoch 1\n"]


class _Liar:
    __class__ = str  # type: ignore[assignment]

    def __len__(self) -> int:
        return 1


class _Odd(str):
    __slots__ = ()

    def __len__(self) -> int:
        return -(10**9)

    def __getitem__(self, _index: Any) -> Any:
        raise ValueError


@pytest.mark.parametrize("words", [5, None, b"x", _Liar()], ids=["int", "none", "bytes", "liar"])
def test_what_is_no_text_is_refused_and_spoils_nothing(notebook: _Notebook, words: Any) -> None:
    with pytest.raises(TypeError, match="must be str"):
        notebook.out.write(words)
    print("kept", file=notebook.out)
    notebook.wire.flush()
    assert notebook.sent() == [("stdout", "kept\n")]


def test_text_of_a_class_of_its_own_is_only_text(notebook: _Notebook) -> None:
    notebook.wire.is_fork = True
    notebook.out.write(_Odd("odd\n"))
    assert notebook.sent() == [("stdout", "odd\n")]


# ---------------------------------------------------------------------------- in the cage


def shown(sealed: SealedSandbox, *cells: str) -> list[list[tuple[str, str]]]:
    """Of each cell the names and texts of its streams; every cell must have run."""
    run = sealed.run(notebook_of(cells), Limits())
    assert [one.status for one in run.cells] == ["ok"] * len(cells), words_of(run)
    return [
        [(output["name"], output["text"]) for output in cell["outputs"] if "name" in output]
        for cell in run.notebook["cells"]
    ]


FORK = """\
import os
def fork(words):
    if child := os.fork():
        return child
    print(words)
    os._exit(0)
"""
PROCESS = """\
from multiprocessing import Process
child = Process(target=print, args=("b",))
"""


@pytest.mark.parametrize(
    "source",
    [
        "import subprocess\nprint('a'); subprocess.run(['echo', 'b']); print('c')",
        "import os\nprint('a'); os.system('echo b'); print('c')",
        "import os\nprint('a'); os.write(1, b'b\\n'); print('c')",
        "import sys\nprint('a'); print('b', file=sys.__stdout__, flush=True); print('c')",
        FORK + "print('a', flush=True); child = fork('b'); os.waitpid(child, 0); print('c')",
        PROCESS + "print('a'); child.start(); child.join(); print('c')",
    ],
)
def test_what_others_write_comes_where_it_was_written(sealed: SealedSandbox, source: str) -> None:
    assert shown(sealed, f"{source};") == [[("stdout", "a\nb\nc\n")]]


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.write(2, b'x\\n');",
        "import subprocess\nsubprocess.run('echo x >&2', shell=True);",
        "import sys\nprint('x', file=sys.__stderr__)",
    ],
)
def test_the_second_descriptor_is_the_second_stream(sealed: SealedSandbox, source: str) -> None:
    assert shown(sealed, source) == [[("stderr", "x\n")]]


def test_words_of_c_code_are_shown_when_their_cell_ends(sealed: SealedSandbox) -> None:
    cells = "import ctypes\nctypes.CDLL(None).puts(b'from C');", "print('next')"
    assert shown(sealed, *cells) == [[("stdout", "from C\n")], [("stdout", "next\n")]]


def test_a_cell_that_forks_and_does_not_end_the_child_runs_once(sealed: SealedSandbox) -> None:
    fork = "import os\npid = os.fork()\nprint('child' if pid == 0 else 'parent')"
    first, *rest = shown(sealed, fork, "if pid: os.waitpid(pid, 0)\nprint('once')", "print('end')")
    assert sorted("".join(text for _, text in first).split()) in (["child", "parent"], ["parent"])
    assert rest == [[("stdout", "once\n")], [("stdout", "end\n")]]


def test_processes_do_not_cut_into_the_words_of_each_other(sealed: SealedSandbox) -> None:
    source = (
        "from multiprocessing import Process\n"
        "def shout(letter):\n"
        "    for _ in range(20):\n"
        "        print(letter * 20_000, flush=True)\n"
        "children = [Process(target=shout, args=(letter,)) for letter in 'abc']\n"
        "for child in children: child.start()\n"
        "shout('d')\n"
        "for child in children: child.join()"
    )
    ((_, text),) = shown(sealed, source)[0]
    assert sorted(text.split()) == sorted(letter * 20_000 for letter in "abcd" for _ in range(20))


def test_a_folder_that_is_left_is_remembered(sealed: SealedSandbox) -> None:
    cells = (
        "%mkdir below\n%cd -q below\n%cd -q -",
        "import os\nprint(os.path.basename(os.getcwd()))",
    )
    home = shown(sealed, cells[1])[0]
    assert shown(sealed, *cells)[1] == home


def test_commands_are_those_of_the_shell_that_students_have(sealed: SealedSandbox) -> None:
    expected = "1 2\n" if Path("/bin/bash").exists() else "{1..2}\n"
    ((_, text),) = shown(sealed, "!echo {1..2}")[0]
    assert text.replace("\r", "") == expected

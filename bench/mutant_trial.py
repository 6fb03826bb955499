"""Try mutants on the tests of the prover, each in a fork of one process that has collected them.

A mutant differs from its module in the code of one function. The fork puts that code into the
function that is loaded already, so that nothing is written, copied or imported again; then it runs
the tests that enter the function, those first that enter few others, until one fails.

Which functions a test enters is found first, by a fork that watches every call. What a test finds
in a memory that an earlier one filled, it does not enter: the earlier one does.
"""

from __future__ import annotations

import importlib
import inspect
import json
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType, FunctionType
from typing import Any

import pytest
from mutants import ROOT, RULES, Mutant

SUITE = ROOT / "tests" / "equality" / "proof"
NOBODY, TESTS, CLOCK = "nobody", "tests of the prover", "the clock"
MAX_CPU_S, MAX_WALL_S, MAX_BYTES = 60, 900, 4 << 30

Note = Callable[[Mutant, str], None]


class BrokenTests(Exception):
    """The tests fail without a mutant."""


def try_all(mutants: Sequence[Mutant], note: Note, workers: int, until: float) -> None:
    """Try each mutant, and hand on who noticed it.

    Args:
        mutants: What is tried, in this order.
        note: Told about each.
        workers: How many at a time.
        until: When to begin with no other, on the clock of `time.monotonic`.

    Raises:
        BrokenTests: the tests fail without a mutant.
    """
    if not mutants or time.monotonic() > until:
        return
    trial = Trial(mutants, note, workers, until)
    options = ["-q", "-x", "-p", "no:cacheprovider", "-m", "not slow and not fuzz"]
    pytest.main([*options, "--rootdir", str(ROOT), str(SUITE)], plugins=[trial])
    if not trial.started:
        raise BrokenTests(f"The tests in {SUITE.relative_to(ROOT)} fail without any change.")


@dataclass
class Trial:
    """A plugin of pytest that runs the tests once for each mutant.

    Attributes:
        mutants: What is tried.
        note: Told about each.
        workers: How many at a time.
        until: When to begin with no other.
        started: Whether the tests passed without a mutant.
        running: The mutant that each process tries.
    """

    mutants: Sequence[Mutant]
    note: Note
    workers: int
    until: float
    started: bool = False
    running: dict[int, Mutant] = field(default_factory=dict)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In the place of running the tests once."""
        entered = self._what_tests_enter(session)
        self.started = bool(entered)
        for mutant in self.mutants if entered else ():
            if time.monotonic() > self.until:
                break
            items = [item for item in session.items if mutant.function in entered[item.nodeid]]
            items.sort(key=lambda item: len(entered[item.nodeid]))
            if not items:
                self.note(mutant, NOBODY)
                continue
            pid = os.fork()
            if pid == 0:
                _in_child(session, partial(_failed, session, items, mutant))
            self.running[pid] = mutant
            while len(self.running) >= self.workers:
                self._wait_for_one()
        while self.running:
            self._wait_for_one()
        return True

    def _wait_for_one(self) -> None:
        pid, status = os.wait()
        mutant = self.running.pop(pid)
        if os.WIFSIGNALED(status):
            self.note(mutant, CLOCK)
        else:
            self.note(mutant, TESTS if os.WEXITSTATUS(status) else NOBODY)

    def _what_tests_enter(self, session: pytest.Session) -> dict[str, set[str]]:
        """The functions of the prover by test; empty if a test fails."""
        with TemporaryDirectory() as folder:
            target = Path(folder) / "entered.json"
            pid = os.fork()
            if pid == 0:
                _in_child(session, partial(_watched, session, target))
            if os.waitpid(pid, 0)[1]:
                return {}
            found: dict[str, list[str]] = json.loads(target.read_text())
        return {test: set(functions) for test, functions in found.items()}


def _in_child(session: pytest.Session, work: Callable[[], bool]) -> None:
    """Do the work, and end this process with 1 if it says so."""
    failed = True
    try:
        session.config.pluginmanager.unregister(name="terminalreporter")
        failed = work()
    finally:
        os._exit(int(failed))


def _run(session: pytest.Session, items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
    """Run tests one by one, up to the first that fails."""
    for item, after in zip(items, [*items[1:], None], strict=True):
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        yield item
        if session.testsfailed:
            return


def _failed(session: pytest.Session, items: Sequence[pytest.Item], mutant: Mutant) -> bool:
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, MAX_BYTES))
    signal.alarm(MAX_WALL_S)
    install(mutant)
    for _ in _run(session, items):
        pass
    return bool(session.testsfailed)


# ---------------------------------------------------------------------------- changing a function


def install(mutant: Mutant) -> None:
    """Put a mutant's code into the loaded function that it changes."""
    module = importlib.import_module(".".join(mutant.path.with_suffix("").parts))
    original = (ROOT / mutant.path).read_text()
    before, after = _functions(original), _functions(mutant.text)
    for name, code in after.items():
        if code != before[name]:
            _loaded(module, name).__code__ = code


def _functions(source: str) -> dict[str, CodeType]:
    """The code of a module's functions and methods, by their qualified names."""
    found: dict[str, CodeType] = {}
    pending = [compile(source, "", "exec")]
    while pending:
        for constant in pending.pop().co_consts:
            if isinstance(constant, CodeType):
                if constant.co_flags & inspect.CO_NEWLOCALS and "<" not in constant.co_qualname:
                    found[constant.co_qualname] = constant
                pending.append(constant)
    return found


def _loaded(module: object, name: str) -> FunctionType:
    """A function as it is loaded, without its decorators."""
    for part in name.split("."):
        module = inspect.getattr_static(module, part)
    function = module.fget if isinstance(module, property) else inspect.unwrap(module)  # type: ignore[arg-type]
    assert isinstance(function, FunctionType)
    return function


# ---------------------------------------------------------------------------- watching calls


def _watched(session: pytest.Session, target: Path) -> bool:
    """Run all tests and write down what each enters."""
    entered: dict[str, list[str]] = {}
    codes: set[CodeType] = set()

    def watch(frame: FrameType, _event: str, _: Any) -> None:
        codes.add(frame.f_code)  # of calls only: it asks for no lines

    sys.settrace(watch)
    threading.settrace(watch)
    for item in _run(session, session.items):
        seen = codes.copy()  # naming them is watched, too
        codes.clear()
        entered[item.nodeid] = sorted(set(map(_name, seen)))
    sys.settrace(None)
    target.write_text(json.dumps(entered))
    return bool(session.testsfailed)


def _name(code: CodeType) -> str:
    """Of a function of the prover: its module's file and its own name."""
    path = Path(code.co_filename)
    return f"{path.name} {code.co_name}" if path.parent == ROOT / RULES else ""

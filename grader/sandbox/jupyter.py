"""Stock Jupyter kernels through nbclient: slower than the sealed engine, and any kernel runs."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import resource
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from queue import Empty
from typing import Any, Literal

import zmq
import zmq.asyncio
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from nbformat import from_dict

from grader.records import Call, CellRun, Limits, Notebook, Returned, Run
from grader.sandbox.conversation import GRACE_S, LONGEST, START_S, UNHEARD, Conversation
from grader.sandbox.inside import landlock
from grader.sandbox.kernels import (
    CAGED,
    PYTHON,
    UNCAGED,
    ConfinedSpecs,
    kernel_environment,
    kernel_name_of,
)
from grader.sandbox.protocol import Calls, no_calls
from grader.sandbox.returned import returned_from
from grader.sandbox.scratch import Scratch
from grader.sandbox.sealed import stack
from grader.sandbox.transcript import Transcript
from grader.sandbox.worksheet import (
    cell_ended_for,
    cleared,
    code_cells,
    completed,
    unique,
)

LONGEST_NAME = 80
"""Of a kernel, where it is said."""
FORGED = "The notebook's process sent what it may not."
INSTALL = """\
import sys as _sys, types as _types
_package = _types.ModuleType({package!r}); _package.__path__ = []
_sys.modules[{package!r}] = _package
for _name, _source in {sources!r}:
    _module = _types.ModuleType({package!r} + "." + _name); _module.__package__ = {package!r}
    _sys.modules[_module.__name__] = _module; setattr(_package, _name, _module)
    exec(compile(_source, _module.__name__, "exec"), _module.__dict__)
_package.table = _package.functions.Functions()
_package.answer.install(get_ipython())
get_ipython().events.register("post_run_cell", lambda result, table=_package.table: table.keep(
    result.execution_count, result.result))
_iopub = get_ipython().kernel.iopub_thread
_iopub.schedule(lambda socket=_iopub.socket: socket.set_hwm(0))  # drop nothing if nobody listens
del _iopub, _sys, _types, _package, _name, _source, _module
"""
PACKAGE = "gradus_inside"

Fault = Literal["student", "grader"] | None


class _Stopped(Exception):
    """The run of a notebook ends here; the sentence says why."""

    def __init__(self, reason: str, status: Literal["timeout", "killed"], fault: Fault) -> None:
        self.reason, self.status, self.fault = reason, status, fault
        super().__init__(reason)


class JupyterSandbox:
    """Runs each notebook in a fresh kernel, in a cage of its own.

    Args:
        caged: In namespaces; otherwise in a process group with limits, which is no cage.
        layers: What the report says of the confinement, if it is to say more.
    """

    def __init__(self, *, caged: bool = True, layers: tuple[str, ...] | None = None) -> None:
        self._caged = caged
        self._layers = layers or (CAGED if caged else UNCAGED)
        self._open = True
        self._lock = threading.Lock()

    def run(self, notebook: Notebook, limits: Limits, calls: Calls = no_calls) -> Run:
        """See `Sandbox.run`."""
        started, cpu = time.monotonic(), _children_cpu_s()
        with Scratch() as folder:
            session = _Session(notebook, limits, folder, caged=self._caged)
            asyncio.run(session.run(calls))
        return Run(
            notebook=json.loads(json.dumps(session.notebook)),
            cells=completed(session.cells, code_cells(session.notebook), session.why_skipped),
            returned=session.returned,
            limits_hit=unique(session.limits_hit),
            fault=session.fault,
            engine="jupyter",
            layers=self._layers,
            wall_s=time.monotonic() - started,
            cpu_s=_children_cpu_s() - cpu,
        )

    def close(self) -> None:
        """Nothing to end: a kernel does not outlive its notebook."""
        self._open = False


class _Session:
    """One notebook in one kernel."""

    def __init__(self, notebook: Notebook, limits: Limits, folder: Path, *, caged: bool) -> None:
        self.limits, self.folder, self.caged = limits, folder, caged
        self.notebook: Any = from_dict(cleared(notebook))
        self.cells: dict[int, CellRun] = {}
        self.returned: dict[str, tuple[Returned, ...]] = {}
        self.limits_hit: list[str] = []
        self.fault: Fault = None
        self.why_skipped = "The notebook stopped before this cell."

    async def run(self, calls: Calls) -> None:
        """Start a kernel, run everything, end it; nothing that student code does is raised."""
        context = zmq.asyncio.Context()
        context.setsockopt(zmq.MAXMSGSIZE, LONGEST)
        context.setsockopt(zmq.RCVHWM, UNHEARD)
        context.setsockopt(zmq.LINGER, 0)
        manager = AsyncKernelManager(
            kernel_name=kernel_name_of(self.notebook),
            transport="ipc",
            ip=str(self.folder / "sockets" / "k"),
            connection_file=str(self.folder / "kernel.json"),
            context=context,
        )
        specs = ConfinedSpecs()
        specs.limits, specs.folder, specs.caged = self.limits, self.folder, self.caged
        manager.kernel_spec_manager = specs
        self.client: Any = Conversation(self.notebook, km=manager, kernel_name=manager.kernel_name)
        self.client.prepare(self.limits)
        self.client.log.setLevel(logging.CRITICAL)
        self.client.allow_errors = True
        self.client.reset_execution_trackers()
        try:
            await self._start(manager, context)
            await self._install()
            self.client.begin(time.monotonic() + self.limits.notebook_s)
            await self._run_cells()
            self._show()
            await self._call(calls(self.notebook))
        except _Stopped as stop:
            self.why_skipped = stop.reason
            self.fault = stop.fault
            self._forget_if_forged()
        finally:
            self._show()
            await self._end(manager)
            context.destroy(linger=0)

    async def _start(self, manager: AsyncKernelManager, context: zmq.asyncio.Context) -> None:
        work = self.folder / "work"
        for folder in (work, self.folder / "sockets"):
            folder.mkdir()
        try:
            await manager.start_kernel(
                cwd=str(work),
                env=dict(kernel_environment(work)),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            await self.client.connect(manager, context)
        except NoSuchKernel:
            name = manager.kernel_name[:LONGEST_NAME]
            raise _Stopped(
                f"The kernel {name!r} is not installed here.", "killed", "grader"
            ) from None
        except (RuntimeError, OSError, TimeoutError) as error:
            raise _Stopped(f"The kernel did not start: {error}", "killed", "grader") from error

    def _show(self) -> None:
        """Put what the cells have shown so far into the notebook."""
        for index, _ in code_cells(self.notebook):
            self.notebook["cells"][index]["outputs"] = self.client.transcript.outputs(index)

    def _forget_if_forged(self) -> None:
        """Somebody speaks with the kernel's voice: nothing that it has said counts."""
        if self.client.distrusted:
            self.client.transcript, self.returned = Transcript(), {}
            self.cells = {
                index: CellRun(cell=index, status="killed", reason=FORGED) for index in self.cells
            }

    async def _end(self, manager: AsyncKernelManager) -> None:
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)
        await self.client.disconnect()
        await manager.cleanup_resources()

    async def _install(self) -> None:
        """Put the answer formatter and the table of functions into the kernel, unseen.

        Raises:
            _Stopped: If it does not take them: no student's code has run yet.
        """
        if self.client.kernel_name != PYTHON:
            return
        names = ("classes", "figures", "answer", "calls", "functions")
        sources = [
            (name, (stack.INSIDE / f"{name}.py").read_text(encoding="utf-8")) for name in names
        ]
        install = INSTALL.format(package=PACKAGE, sources=sources)
        try:
            reply = await self._hidden(install, {}, START_S)
        except _Stopped as stop:
            why = "The kernel did not take the answer formatter."
            raise _Stopped(why, "killed", "grader") from stop
        if reply.get("status") != "ok":
            why = f"{reply.get('ename')}: {reply.get('evalue')}"
            raise _Stopped(f"The answer formatter failed in the kernel: {why}", "killed", "grader")

    async def _hidden(
        self, code: str, expressions: dict[str, str], most_s: float
    ) -> dict[str, Any]:
        """Execute code that leaves no trace in counts, outputs or history; its reply's content."""
        self.client.turn()
        drain = asyncio.ensure_future(self.client.drain())
        try:
            return await self._reply_to(code, expressions, most_s)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            self.client.distrust()
            raise _Stopped(FORGED, "killed", "student") from error
        finally:
            drain.cancel()

    async def _reply_to(
        self, code: str, expressions: dict[str, str], most_s: float
    ) -> dict[str, Any]:
        client = self.client
        message = client.kc.execute(
            code, silent=True, store_history=False, user_expressions=expressions
        )
        deadline = time.monotonic() + most_s + GRACE_S
        interrupted = False
        while True:
            try:
                reply = await client.kc.shell_channel.get_msg(timeout=0.5)
            except Empty:
                reply = {"parent_header": {}}
            if reply["parent_header"].get("msg_id") == message:
                if client.passed:  # it ended because it was interrupted for its outputs
                    raise self._died()
                return dict(reply["content"])
            if not await client.km.is_alive():
                raise self._died()
            if time.monotonic() > deadline:
                raise _Stopped("A call took too long.", "timeout", "student")
            if time.monotonic() > deadline - GRACE_S and not interrupted:
                interrupted = True
                await client.km.interrupt_kernel()

    def _died(self) -> _Stopped:
        if self.client.distrusted:
            return _Stopped(FORGED, "killed", "student")
        if self.client.passed:
            self.limits_hit.append(self.client.passed)
        return _Stopped(self.client.passed or "The kernel died.", "killed", "student")

    async def _run_cells(self) -> None:
        for index, source in code_cells(self.notebook):
            if not source.strip():
                self.cells[index] = CellRun(cell=index, status="ok")
                continue
            if time.monotonic() >= self.client.deadline:
                raise self._stopped_by_notebook_time()
            self.cells[index] = await self._run_cell(index)

    def _stopped_by_notebook_time(self) -> _Stopped:
        reason = f"The notebook took longer than {self.limits.notebook_s:g} s."
        self.limits_hit.append(reason)
        return _Stopped(reason, "timeout", "student")

    async def _run_cell(self, index: int) -> CellRun:
        """Execute one cell.

        Raises:
            _Stopped: If there is no kernel afterwards.
        """
        client, started = self.client, time.monotonic()
        alive = await client.run_cell(self.notebook["cells"][index], index)
        run = replace(self._ending(index, alive=alive), wall_s=time.monotonic() - started)
        if client.passed or client.timed_out:
            self.limits_hit.append(run.reason)
        if not alive:
            self.cells[index] = run
            why = "The notebook's process ended before this cell."
            if run.status == "timeout":
                why = "A cell did not stop when it was interrupted."
            elif client.distrusted:
                why = FORGED
            raise _Stopped(why, "killed", "student")
        return run

    def _ending(self, index: int, *, alive: bool) -> CellRun:
        """What became of a cell that has just ended."""
        client, run = self.client, CellRun(cell=index, status="killed")
        if client.distrusted:
            return replace(run, reason=FORGED)
        if client.passed:
            return replace(run, reason=cell_ended_for(client.passed))
        if client.timed_out:
            reason = f"This cell took longer than {self.limits.cell_s:g} s."
            return replace(run, status="timeout", reason=reason)
        if not alive:
            return replace(run, reason="The kernel died in this cell.")
        return replace(run, status="error" if client.failure else "ok", reason=client.failure)

    async def _call(self, calls: Sequence[Call]) -> None:
        """Call the students' functions; the inputs reach the kernel only now."""
        for call in calls:
            count = self.notebook["cells"][call.cell].get("execution_count")
            given = json.dumps(list(call.arguments))
            table = f"__import__('sys').modules[{PACKAGE!r}].table"
            back = f"__import__('json').loads({given!r})"
            expression = f"__import__('json').dumps({table}.call({count!r}, {back})).encode().hex()"
            reply = await self._hidden("None", {"returned": expression}, self.client.time_left())
            self.returned[call.part] = (
                *self.returned.get(call.part, ()),
                returned_from(_expression_value(reply)),
            )


def _expression_value(reply: dict[str, Any]) -> Any:
    """The JSON in the only user expression of a reply, whose text is hexadecimal, or ``None``.

    >>> said = {"status": "ok", "data": {"text/plain": "'5b315d'"}}
    >>> _expression_value({"user_expressions": {"returned": said}})
    [1]
    """
    match reply.get("user_expressions"):
        case {"returned": {"status": "ok", "data": {"text/plain": str(text)}}}:
            # Nothing needs to be unquoted, so the words of a process of the student stay data.
            if digits := re.fullmatch("'((?:[0-9a-f]{2})*)'", text):
                try:
                    return json.loads(bytes.fromhex(digits[1]))
                except (ValueError, RecursionError):
                    return None
    return None


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cage_holds() -> bool:
    """Whether a Jupyter kernel can be caged here: tried with one that does nothing."""
    if not landlock.version():
        return False
    trial = {"metadata": {}, "cells": [{"cell_type": "code", "source": "1", "metadata": {}}]}
    return JupyterSandbox().run(trial, Limits()).fault is None

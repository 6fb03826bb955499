"""Real IPython, the shell of ipykernel, with a pipe where ipykernel has sockets."""

from __future__ import annotations

import asyncio
import builtins
import getpass
import linecache
import os
import pdb
import sys
from contextvars import copy_context
from pathlib import Path
from time import monotonic
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.displayhook import ZMQShellDisplayHook
from ipykernel.kernelbase import Kernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core import debugger
from IPython.core.error import UsageError
from IPython.core.inputtransformer2 import TransformerManager
from jupyter_client.session import Session
from traitlets.config import Config

from . import answer, tracebacks
from .functions import Functions
from .interrupts import Interrupts
from .memory import Room
from .plain import Transformer
from .streams import Stream, Wire


class _PipeSession(Session):
    """What ipykernel's shell takes for a connection: messages become frames."""

    wire: Wire

    def msg(self, msg_type: str, content: Any = None, *_: Any, **__: Any) -> dict[str, Any]:
        """A message without a header's trimmings."""
        return {
            "header": {"msg_type": msg_type},
            "msg_type": msg_type,
            "content": content or {},
            "parent_header": {},
            "metadata": {},
        }

    def send(  # type: ignore[override] # a pipe takes none of the options of a socket
        self, _stream: Any, msg_or_type: Any, content: Any = None, *_: Any, **__: Any
    ) -> None:
        """Put the message on the pipe."""
        if isinstance(msg_or_type, dict):
            msg_or_type, content = msg_or_type["msg_type"], msg_or_type["content"]
        self.wire.emit(msg_or_type, content or {})


class _Kernel:
    """What the shell asks of its kernel, which refuses input as a kernel does, in its words."""

    eventloop = None
    _allow_stdin = False
    raw_input: Any = Kernel.raw_input
    getpass: Any = Kernel.getpass


class _DisplayHook(ZMQShellDisplayHook):
    """What shows a cell's value, unless the cell ends in a semicolon."""

    @staticmethod
    def semicolon_at_end_of_expression(expression: Any) -> bool:
        """Whether it does; the tokens of one without any need not be looked at."""
        if type(expression) is str and ";" not in expression:
            return False
        return bool(ZMQShellDisplayHook.semicolon_at_end_of_expression(expression))  # type: ignore[no-untyped-call]


class _Shell(ZMQInteractiveShell):
    """The shell, without the event loops of graphical interfaces."""

    displayhook_class = _DisplayHook
    plain: Transformer
    room: Room
    transformed: tuple[str, str] | None = None
    """A plain cell, and the Python that IPython made of it: kept for the next who asks."""

    def transform_cell(self, raw_cell: str) -> str:
        """The Python of a cell; to make it twice, as `run_cell` does, is a tenth of a small one."""
        known, self.transformed = self.transformed, None
        if known is not None and known[0] == raw_cell:
            return known[1]
        return str(super().transform_cell(raw_cell))  # type: ignore[no-untyped-call]

    def should_run_async(self, raw_cell: str, **how: Any) -> bool:
        """Whether a cell awaits something, as far as it is known from looking at it."""
        awaits = self.plain.awaits.get(how.get("transformed_cell", ""))
        if awaits is not None and self.autoawait and how.get("preprocessing_exc_tuple") is None:
            return bool(awaits)
        return bool(super().should_run_async(raw_cell, **how))

    def showtraceback(self, *args: Any, **kwargs: Any) -> None:
        """Show an error, with memory to do it in: it may be that there is none."""
        self.room.failed()
        super().showtraceback(*args, **kwargs)

    def _get_exc_info(self, exc_tuple: Any = None) -> tuple[Any, Any, Any]:
        kind, error, trace = super()._get_exc_info(exc_tuple)  # type: ignore[no-untyped-call]
        if error is not None:
            tracebacks.prune(error)
        return kind, error, trace

    def enable_gui(self, gui: Any = None) -> None:
        """Take note of an event loop, which is never run: there is no display.

        Raises:
            UsageError: If there is none of that name.
        """
        if gui not in {None, "inline"}:  # or as ipykernel does it, with all that it has to load
            from ipykernel.eventloops import enable_gui

            try:
                enable_gui(gui, self.kernel)  # type: ignore[no-untyped-call]
            except ValueError as error:
                raise UsageError(str(error)) from error
        self.active_eventloop = gui


# Some packages look at the names, and students see them.
for ours, theirs in (
    (_DisplayHook, ZMQShellDisplayHook),
    (_Shell, ZMQInteractiveShell),
    (Transformer, TransformerManager),
):
    ours.__module__, ours.__name__ = theirs.__module__, theirs.__name__
    ours.__qualname__ = theirs.__qualname__


def _as_an_application(shell: Any) -> None:
    """What ipykernel's application does before the first cell, where there is no debugger."""
    shell.extension_manager.load_extension("storemagic")
    pdb.Pdb = debugger.Pdb = debugger.InterruptiblePdb  # type: ignore[assignment, misc]
    pdb.set_trace = debugger.set_trace
    sys.breakpointhook = _no_breakpoint


def _no_breakpoint(*_: Any, **__: Any) -> None:
    """Jupyter's debugger passes breakpoints when nobody is attached to it."""


class Runner:
    """Runs cells and calls functions, in the one process and event loop of a notebook."""

    def __init__(self) -> None:
        self.wire = Wire()
        self.functions = Functions()
        self.interrupts = Interrupts(self.wire)
        self.room = Room()
        config = Config()
        config.HistoryManager.enabled = False
        session = _PipeSession()
        session.wire = self.wire
        kernel = _Kernel()
        shell: Any = _Shell.instance(config=config, kernel=kernel, compiler_class=XCachingCompiler)
        for publisher in (shell.displayhook, shell.display_pub):
            publisher.session = session
            publisher.pub_socket = object()
        shell.displayhook.topic = b"execute_result"
        shell.plain = shell.input_transformer_manager = Transformer()
        shell.room = self.room
        self.shell = shell
        self._refusals = kernel.raw_input, kernel.getpass
        self.names_at_first = dict(shell.user_ns)
        _as_an_application(shell)
        answer.install(shell)

    def without_terminals(self) -> None:
        """Run ``!commands`` through pipes: the host's terminals are not for a notebook."""
        type(self.shell).system = type(self.shell).system_raw

    def start(self) -> None:
        """Take over the process's streams, signals and event loop."""
        sys.stdout = Stream(self.wire, "stdout", 1)
        sys.stderr = Stream(self.wire, "stderr", 2)
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        # One for all cells: NumPy's and decimal's settings are in it.
        self._context = copy_context()
        self.shell.user_ns["_dh"][:] = [Path.cwd()]
        self.room.measure()

    def limber(self) -> None:
        """Do once what every cell does, without a trace: the first cell has less to wait for."""
        self.shell.plain.look()
        self.shell.run_cell("pass", silent=True)
        self.shell.last_execution_result = None
        self.shell.compile._filename_map.clear()
        linecache.clearcache()

    def stop(self) -> None:
        """Close the event loop: its descriptors must not outlive it."""
        self._loop.close()
        asyncio.set_event_loop(None)

    def run(self, cells: list[tuple[int, str]]) -> dict[str, Any] | None:
        """Run every cell; an error in one does not stop the next.

        Returns:
            What there is to say of the last one: of each other one the next has said it.
        """
        end = None
        for index, source in cells:
            self.wire.cell = index
            self.wire.raw("begin", {"last": end})
            began = monotonic()
            end = self._run_cell(index, source)
            if self.wire.is_fork:  # a cell that has forked and does not end the child
                os._exit(0)
            self.wire.flush()
            end["s"] = monotonic() - began
        self.wire.cell = -1
        return end

    def call(self, number: int, key: int, arguments: list[Any]) -> None:
        """Call the function of a cell and send what it gave."""
        self.wire.raw("calling", {"number": number})
        self.room.student()
        self.interrupts.begin()
        try:
            result = self._context.run(self.functions.call, key, arguments)
        except KeyboardInterrupt:
            result = {"error": "The call took too long and was interrupted."}
        finally:
            self.interrupts.end()
            self.room.shell()
        if self.wire.is_fork:  # as in a cell
            os._exit(0)
        self.wire.emit("called", {"number": number, "result": result})

    def _run_cell(self, index: int, source: str) -> dict[str, Any]:
        shell = self.shell
        builtins.input, getpass.getpass = self._refusals
        result: Any = None
        try:
            self.room.student()
            self.interrupts.begin()
            task = self._loop.create_task(self._execute(source), context=self._context)
            result = self._finish(task)
        except BaseException as error:  # noqa: BLE001 - whatever escaped IPython is the cell's
            self.interrupts.end()
            self.room.failed()
            name, words = type(error).__name__, answer.words_of(error)
            self.wire.emit("error", {"ename": name, "evalue": words, "traceback": []})
        finally:
            self.interrupts.end()
            self.room.shell()
        shell.payload_manager.clear_payload()
        shell.exit_now = False
        end: dict[str, Any] = {"ok": False, "count": shell.execution_count - 1, "why": ""}
        if result is not None:
            self.functions.keep(index, result.result)
            failure = result.error_before_exec or result.error_in_exec
            end["ok"] = bool(result.success) and not shell._last_traceback_during_displayhook
            end["why"] = (
                ""
                if failure is None
                else f"{type(failure).__name__}: {answer.words_of(failure)}"[:500]
            )
        return end

    def _finish(self, task: asyncio.Task[Any]) -> Any:
        """The task's result; an interrupt while it waits cancels what it waits for."""
        try:
            return self._loop.run_until_complete(task)
        except KeyboardInterrupt:
            if task.done():
                raise
        # Out of the handler: the interrupt must not show as the context of what the cell shows.
        task.cancel()
        return self._loop.run_until_complete(task)

    async def _execute(self, source: str) -> Any:
        """One cell, as ipykernel's ``do_execute`` runs it."""
        shell, failure = self.shell, None
        try:
            shell.plain.look()
            transformed = shell.transform_cell(source)
        except Exception:  # noqa: BLE001 - IPython shows it as the cell's own error
            transformed, failure = source, sys.exc_info()
        shell._last_traceback = None
        shell._last_traceback_during_displayhook = False
        how = {"transformed_cell": transformed, "preprocessing_exc_tuple": failure}
        if not shell.should_run_async(source, **how):
            shell.transformed = (source, transformed) if transformed in shell.plain.awaits else None
            return shell.run_cell(source, store_history=True)
        result = None
        try:
            result = await shell.run_cell_async(source, store_history=True, **how)
        finally:
            shell.events.trigger("post_execute")
            shell.events.trigger("post_run_cell", result)
        return result

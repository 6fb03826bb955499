"""What a stock kernel says: doubted like the frames of a child, counted, and timed."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete, DeadKernelError

from grader.records import Limits
from grader.sandbox.sealed.channel import checked
from grader.sandbox.transcript import LONGEST_REASON, MESSAGES, Transcript, is_count
from grader.sandbox.worksheet import Tally

BREATH_S = 0.25
"""Time that a cell which has put out too much has before it is interrupted."""
GRACE_S = 2.0
"""Time that an interrupted cell has to end by itself."""
GONE_S = 0.1
"""How often it is looked whether it has."""
START_S = 20.0
"""How long a kernel may take to be heard."""
IOPUB_S = 4.0
"""How long after its reply a cell may be silent before its end is given up."""
UNHEARD = 4
"""Messages that wait in a socket; what comes on top of them waits in the kernel's memory."""
LONGEST = 64 << 20
"""Bytes of a message: the connection of a kernel that sends a longer one is cut for good."""
SMALL = 4096
"""Bytes within which a kernel says that it is idle."""
MANY = 100
"""Messages that are fetched before one of them is read."""
SETTLE_S = 0.5
"""How long a kernel that is not connected any more may still be taken for alive."""
UNANSWERED = 10
"""So many times `SETTLE_S` a kernel that ends may take to be gone."""


class _Backlog:
    """What a kernel has said and nobody has read yet.

    It is fetched as soon as it has come, for a kernel that nobody listens to drops its words (a
    Python kernel has been told not to). Once there is too much only small messages are kept.

    Attributes:
        read: How many messages have been read so far.
    """

    def __init__(self, client: Any, most_bytes: int) -> None:
        self._client, self._most_bytes = client, most_bytes
        self._messages: deque[list[bytes]] = deque()
        self._length = 0
        self.read = 0
        self.listen()

    def listen(self) -> None:
        """Connect, again if there was a connection: it ends with the sockets of its context."""
        self.socket: zmq.asyncio.Socket = self._client.connect_iopub()
        self._at_once: zmq.Socket[bytes] = zmq.Socket.shadow(self.socket)

    async def lost(self) -> None:
        """Wait until the connection is cut."""
        await self.socket.get_monitor_socket(zmq.EVENT_DISCONNECTED).recv_multipart()

    def has_more(self) -> bool:
        """Whether something has come that was not read."""
        self._fetch()
        return bool(self._messages)

    def is_too_much(self) -> bool:
        """Whether more waits here than all outputs together may be."""
        return self._length > self._most_bytes

    async def next(self) -> dict[str, Any]:
        """The next message; a flood must not keep the clock from being looked at."""
        await asyncio.sleep(0)
        self._fetch()
        while not self._messages:
            await self.socket.poll(int(1000 * SETTLE_S))
            self._fetch()
        frames = self._messages.popleft()
        self.read += 1
        self._length -= sum(map(len, frames))
        _, words = self._client.session.feed_identities(frames)
        message: dict[str, Any] = self._client.session.deserialize(words)
        return message

    def _fetch(self) -> None:
        for _ in range(MANY):
            try:
                frames = self._at_once.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            length = sum(map(len, frames))
            if length <= SMALL or not self.is_too_much():
                self._messages.append(frames)
                self._length += length


class Conversation(NotebookClient):
    """Stock nbclient, which takes nothing from a kernel that no kernel sends.

    Attributes:
        tally: How much that is, and may be.
        transcript: What the cells have put out.
        passed: The limit that the running cell has passed with its outputs, in a sentence.
        failure: Why the cell that has ended failed by its kernel's word, if it did.
        timed_out: Whether the running cell was interrupted for its time.
        distrusted: Whether something came that no kernel sends; the kernel has been killed then.
    """

    km: Any
    kc: Any
    timeout_func: Any

    def prepare(self, limits: Limits) -> None:
        """Set what may be put out, and listen for it."""
        self.limits, self.tally, self.transcript = limits, Tally(limits), Transcript()
        self.iopub_timeout = IOPUB_S  # type: ignore[assignment] # a trait of theirs takes both
        self.distrusted = False
        self._watch: asyncio.Future[None] | None = None
        self._asking: asyncio.Future[Any] | None = None
        self._killer: asyncio.TimerHandle | None = None
        self.turn()

    def begin(self, deadline: float) -> None:
        """Keep time from now on; the deadline is in monotonic seconds."""
        self.deadline = deadline
        self.timeout_func = lambda _cell: self.time_left()

    def turn(self) -> None:
        """A cell, or a call, begins."""
        self.passed: str | None = None
        self.timed_out, self.is_idle, self.failure = False, False, ""
        self._asked = ""
        self._probes: set[str] = set()
        self._is_cut = False
        self.tally.mark()

    def time_left(self) -> float:
        """Seconds that a cell which begins now may take."""
        return max(0.05, min(self.limits.cell_s, self.deadline - time.monotonic()))

    async def connect(self, manager: AsyncKernelManager, context: Any) -> None:
        """Talk to a kernel that has been started, through sockets of this context."""
        self.kc = manager.client(context=context)
        self.kc.start_channels()
        await self.kc.wait_for_ready(timeout=self.startup_timeout)
        self.kc.allow_stdin = False
        self.kc.iopub_channel.stop()
        self._backlog = _Backlog(self.kc, self.limits.output_mib << 20)
        self._watch = asyncio.ensure_future(self._notice_losses())
        if not await self._is_heard():
            raise RuntimeError("Its outputs are not heard.")

    async def disconnect(self) -> None:
        """Talk no more."""
        if self._watch is not None:
            self._watch.cancel()
        if self.kc is not None:
            self.kc.stop_channels()

    async def _notice_losses(self) -> None:
        """A message that is too long cuts the connection; what comes after it is heard again."""
        while True:
            await self._backlog.lost()
            await asyncio.sleep(SETTLE_S)
            if not await self.km.is_alive():
                return
            self._is_cut = True
            self._backlog.listen()
            read, probes, asked = self._backlog.read, self._probes, 0
            while probes is self._probes and not self.is_idle and await self.km.is_alive():
                # A kernel answers after the cell, whose own end may be lost. Until something is
                # heard of it, it may be one that ends.
                probes.add(self.kc.kernel_info())
                asked += 1
                await asyncio.sleep(SETTLE_S)
                if probes is self._probes and (self._backlog.read > read or asked > UNANSWERED):
                    self._over(self.tally.too_large())

    async def run_cell(self, cell: Any, index: int) -> bool:
        """Execute a cell; whether the kernel lives on."""
        self.turn()
        alive = True
        try:
            await self.async_execute_cell(cell, index)
            await self._hear_the_rest(cell, index)
        except DeadKernelError:
            alive = False
        except Exception:  # noqa: BLE001 - whatever a kernel replies, it is the kernel's doing
            self.distrust()
        finally:
            await self._rest()
        alive = alive and not self.distrusted
        if alive and (self._is_cut or not self.is_idle):
            alive = await self._is_heard()
            if alive:  # what is larger than a message may be has taken others along
                self.passed = self.passed or self.tally.too_large()
        if self.passed:
            self.tally.keep_beginning(self.transcript, index)
        self.transcript.finish(index)
        return alive

    async def _hear_the_rest(self, cell: Any, index: int) -> None:
        """Who is late reads on while there are words: only silence is the end of a cell."""
        read = -1
        while not self.is_idle and (self._backlog.has_more() or self._backlog.read > read):
            if self.distrusted or time.monotonic() > self.deadline:
                return
            read = self._backlog.read
            listening = self._async_poll_output_msg(self._asked, cell, index)
            with suppress(TimeoutError):
                await asyncio.wait_for(listening, IOPUB_S)

    async def _check_raise_for_error(self, cell: Any, cell_index: int, exec_reply: Any) -> None:
        """Keep the kernel's word of how the cell ended; nothing is raised for it."""
        match exec_reply:
            case {"content": {"status": "ok"}}:
                return
            case {"content": {"status": "error", "ename": "NoneType"}}:  # what it gave has no words
                self.failure = self.transcript.error(cell_index) or "It cannot be shown."
            case {"content": {"status": "error", "ename": str(name), "evalue": str(words)}}:
                failure = f"{name}: {words}"[:LONGEST_REASON]
                self.failure = failure.encode("utf-8", "replace").decode()
            case _:
                raise ValueError("A reply that says nothing.")

    async def _is_heard(self) -> bool:
        """Whether the kernel's words reach us, for none that it says before they do is kept."""
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and await self.km.is_alive():
            self.kc.kernel_info()
            try:
                await asyncio.wait_for(self._backlog.next(), SETTLE_S)
            except TimeoutError:
                continue
            except Exception:  # noqa: BLE001 - as above
                self.distrust()
            return not self.distrusted
        return False

    async def drain(self) -> None:
        """Listen while nothing is to be shown, until cancelled: what is put out counts still."""
        try:
            while True:
                if passed := self._counted(await self._next()):
                    self.passed = passed
                    self.kill()
        except Exception:  # noqa: BLE001 - as above
            self.distrust()

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> None:
        """Keep an output, if it is one; widgets have no front end here.

        Raises:
            CellExecutionComplete: If the cell has ended.
            Malformed: If no kernel sends this.
        """
        kind, content = msg["msg_type"], msg["content"]
        match kind, content:
            case "status", {"execution_state": "idle"}:
                self.is_idle = True
                raise CellExecutionComplete
            case "execute_input", {"execution_count": int(count)} if is_count(count):
                cell["execution_count"] = count
        if kind in MESSAGES and not self.passed:
            self._take(cell_index, kind, content)

    def _take(self, index: int, kind: str, content: Mapping[str, Any]) -> None:
        body = json.dumps([index, kind, content]).encode()
        _, kind, content = checked(body)
        new = self.transcript.add(index, kind, content)
        self._over(self.tally.add(len(body), int(new)))

    # ------------------------------------------------------------------ ends

    async def _async_poll_output_msg(self, parent_msg_id: str, cell: Any, cell_index: int) -> None:
        """Listen until the cell has ended; who speaks for another one is counted, and not heard."""
        self._asked = parent_msg_id
        try:
            while True:
                message = await self._next()
                about = message["parent_header"].get("msg_id")
                if about == parent_msg_id:
                    self.process_message(message, cell, cell_index)
                elif about in self._probes:
                    self.is_idle = True
                    return
                else:
                    self._over(self._counted(message))
        except CellExecutionComplete:
            return
        except Exception:  # noqa: BLE001 - as above
            self.distrust()

    async def _next(self) -> dict[str, Any]:
        message = await self._backlog.next()
        if self._backlog.is_too_much():
            self._over(self.tally.too_large())
        return message

    def _counted(self, message: Mapping[str, Any]) -> str | None:
        """Count what is not shown; a sentence if a limit is passed with it."""
        if message["msg_type"] in MESSAGES:
            return self.tally.add(len(json.dumps(message["content"])), 0)
        return None

    def _over(self, passed: str | None) -> None:
        """Too much was put out: what runs is interrupted, once."""
        if passed and not self.passed:
            self.passed = passed
            if not self.timed_out:
                self._asking = asyncio.ensure_future(self._ask_if_it_goes_on())

    async def _async_handle_timeout(self, timeout: float, cell: Any = None) -> None:
        if self.timed_out or self.passed:
            raise DeadKernelError("The interrupt was ignored.")
        self.timed_out = True
        await self._ask_to_end()
        # Or they would wait for its reply as long as it has run, and watch for its death no more.
        while not await self.kc.shell_channel.msg_ready():
            if not await self.km.is_alive():
                raise DeadKernelError("The interrupt was ignored.")
            await asyncio.sleep(GONE_S)

    async def _ask_if_it_goes_on(self) -> None:
        """A cell that has put out all it had ends; an interrupt just then can end the kernel."""
        await asyncio.sleep(BREATH_S)
        if not self.is_idle:
            await self._ask_to_end()

    async def _ask_to_end(self) -> None:
        """Interrupt the kernel, and end it if it goes on."""
        with suppress(RuntimeError, OSError):  # it may have ended by itself
            await self.km.interrupt_kernel()
        self._killer = asyncio.get_running_loop().call_later(GRACE_S, self.kill)

    async def _rest(self) -> None:
        """An interrupt for one cell must not hit the next, nor the end that follows it."""
        if self._asking is not None:
            await self._asking
        if self._killer is not None:
            self._killer.cancel()
        self._asking = self._killer = None

    def distrust(self) -> None:
        """What came is none of a kernel's words: end the process."""
        self.distrusted = True
        self.kill()

    def kill(self) -> None:
        """End the kernel's process and all that it has started."""
        if self.km.has_kernel:
            self.km.provisioner.process.kill()

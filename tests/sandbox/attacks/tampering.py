"""Cells that have read how notebooks are run, and reach for the shell, its wire and its limits."""

from __future__ import annotations

from sandbox.attacks.attack import Attack

WIRE = "wire = get_ipython().display_pub.session.wire\n"
RAW = WIRE + "import os, struct\nsend = lambda body: os.write(\n"
RAW += "    wire.descriptor, struct.pack('<I', len(body)) + body)\n"
END = "{'ok': True, 'count': 1, 'why': '', 's': 0.0}"

ATTACKS: dict[str, Attack] = {
    "hooks that raise what nobody catches": Attack(
        """
class Stop(BaseException): pass
def hook(*_): raise Stop("hooked")
for event in ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell"):
    get_ipython().events.register(event, hook)""",
        "the runner catches everything",
        "any",
    ),
    "names that refuse to be looked up": Attack(
        """
class Names(dict):
    def __getitem__(self, name): raise BaseException("no " + str(name))
get_ipython().user_ns = Names()
1""",
        "the runner catches everything",
        "any",
    ),
    "a shell that is taken apart": Attack(
        "get_ipython().payload_manager.clear_payload = None",
        "frames: no end, no result",
        "killed",
        "shell broke",
    ),
    "a flush that exits": Attack(
        """
import sys
class File:
    def flush(self): raise SystemExit("flushed")
sys.__stdout__ = File()""",
        "frames: no end, no result",
        "killed",
        "shell broke",
    ),
    "a cell that ends twice": Attack(
        f"{WIRE}wire.raw('begin', {{'last': {END}}})",
        "frames: cells in order",
        "killed",
        "sent what it may not",
    ),
    "a run that is forged to its end": Attack(
        f"""{WIRE}import os
shown = {{"data": {{"text/plain": "ITS OWN"}}, "metadata": {{}}, "execution_count": 2}}
wire.cell = 2
wire.raw("begin", {{"last": {END}}}); wire.raw("execute_result", shown)
wire.cell = -1
wire.raw("done", {{"last": {END}}}); wire.raw("bye", {{}})
os._exit(0)""",
        "one process and one pipe a notebook: it speaks for itself only",
        "any",
    ),
    "a count below nothing": Attack(
        "get_ipython().execution_count = -5\n6 * 7",
        "frames read as hostile",
        "killed",
        "sent what it may not",
    ),
    "an end with a number of 20,000 digits": Attack(
        RAW + 'send(b\'[2,"begin",{"last":{"ok":true,"count":\' + b\'9\' * 20000'
        ' + b\',"why":"","s":1}}]\')',
        "frames read as hostile",
        "killed",
        "sent what it may not",
    ),
    "JSON of three thousand levels": Attack(
        RAW + 'send(b\'[1,"display_data",{"data":{"application/json":\' + b\'[\' * 3000'
        " + b']' * 3000 + b'},\"metadata\":{}}]')",
        "frames read as hostile",
        "killed",
        "sent what it may not",
    ),
    "levels that the next process cannot bear": Attack(
        f"""
{RAW}
for levels in (190, 250, 475, 700, 900, 940, 950, 960, 965):
    data = '{{"application/json": ' + '[' * levels + ']' * levels + '}}'
    send(b'[1, "display_data", {{"data": %s, "metadata": {{}}}}]' % data.encode())
print("sent")""",
        "levels of a frame",
        "any",
        "sent",
    ),
    "half characters as names of types": Attack(
        RAW + 'send(b\'[1,"display_data",{"data":{"text/\\\\ud800":"x"},'
        '"metadata":{"\\\\udfff":["\\\\ud800"]}}]\')\nprint("sent")',
        "frames read as hostile",
        evidence="sent",
    ),
    "one output that is renewed for ever": Attack(
        WIRE
        + """
def say(kind, number):
    wire.raw(kind, {"data": {"text/plain": str(number)}, "metadata": {},
                    "transient": {"display_id": "one"}})
for number in range(400): say("display_data", number)
for number in range(20000): say("update_display_data", number)
print("renewed")""",
        "a display is renewed once, however often it is asked",
        "any",
        "renewed|outputs|took longer",
    ),
    "orders that are read by somebody else": Attack(
        WIRE
        + """
import os
incoming = wire.when_sent.__self__._incoming
os.dup2(os.open("/dev/zero", os.O_RDONLY), incoming)
while True: pass""",
        "SIGKILL after the grace",
        "any",
        "took longer",
    ),
    "a process that stops itself": Attack(
        "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)\nprint('awake')",
        "process 1 of its own namespace, or the cell timeout",
        "any",
        "awake|took longer",
    ),
    "a child that stops its parent": Attack(
        """
import os, signal, time
if os.fork() == 0:
    os.kill(os.getppid(), signal.SIGSTOP); os._exit(0)
os.wait()
print("awake")""",
        "process 1 of its own namespace, or the cell timeout",
        "any",
        "awake|took longer",
    ),
    "interrupts that are put off to the next cell": Attack(
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})",
        "SIGKILL after the grace",
        "any",
        "took longer",
        after="while True: pass",
    ),
    "a program that lies in memory only": Attack(
        """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
try: print("BREACH", os.memfd_create("program"))
except OSError as error: print("refused:", error.strerror)
for number in (319, 279, 447):
    if libc.syscall(number, b"program", 0) >= 0 and number != (279 if os.uname().machine[0] == "x"
                                                               else 319): print("BREACH", number)
""",
        "seccomp",
        evidence="refused: Operation not permitted",
    ),
    "no process is left for the next cell": Attack(
        """
import os, time
n = 0
try:
    while True:
        if os.fork() == 0: time.sleep(60); os._exit(0)
        n += 1
except OSError as error: print("stopped:", error.strerror)""",
        "rlimits (processes)",
        evidence="stopped.*after",
    ),
    "no descriptor is left for the next cell": Attack(
        """
import os
held = []
try:
    while True: held.append(os.open("/dev/null", os.O_RDONLY))
except OSError as error: print("stopped:", error.strerror)""",
        "rlimits (open files)",
        evidence="stopped.*after",
    ),
    "errors that are tied in a knot": Attack(
        """
a, b = ValueError("a"), KeyError("b")
a.__cause__, b.__cause__, a.__context__ = b, a, b
b.__notes__ = [object(), 5, "\\ud800"]
raise a""",
        "IPython; the runner asks with care",
        evidence="ValueError: a.*after",
    ),
    "a class with a name of a megabyte": Attack(
        "raise type('E' * 10**6, (Exception,), {})('x')",
        "words of a reason are cut",
        evidence="EEE.*after",
    ),
    "numbers that are changed in memory": Attack(
        "import ctypes\nctypes.c_char.from_address(id(5) + 24).value = b'\\x06'\nprint(5)",
        "fork: only the own process",
        "any",
    ),
}

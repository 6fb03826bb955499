"""Values that are not what they say they are, shown as answers."""

from __future__ import annotations

from typing import Any

import pytest
from sandbox.sheets import notebook_of

from grader.reading.envelope import MIME
from grader.records import Limits
from grader.sandbox.sealed.engine import SealedSandbox

pytestmark = pytest.mark.attacks
SLY = """
import sympy as sp, numpy as np
class S(str):
    def __eq__(self, other): return True
    def __hash__(self): return 0
    def __len__(self): return 10**9
class I(int):
    def __repr__(self): return "c"
    def __index__(self): return 10**9
class L(list):
    def __iter__(self):
        while True: yield 1
    def __len__(self): return 10**12
class D(dict):
    def keys(self): raise KeyboardInterrupt
class Q:
    __class__ = property(lambda self: sp.Symbol)
    func = property(lambda self: sp.Add)
    args = property(lambda self: (self, self))
    def __getattr__(self, name): return self
class Y(sp.Symbol):
    name = property(lambda self: "c")
    def __eq__(self, other): return True
    __hash__ = sp.Symbol.__hash__
class E(sp.Expr):
    args = property(lambda self: (self,))
c = sp.Symbol("c")"""
# A cell, and the node of its value; none where IPython itself fails to show it.
ANSWERS: dict[str, tuple[str, str | None]] = {
    "a text that equals all": ("S('c')", "unsupported"),
    "an integer with other words": ("I(3)", "unsupported"),
    "a list without an end": ("L([1])", "unsupported"),
    "a table without keys": ("D(a=1)", None),
    "what says it is a symbol": ("Q()", "unsupported"),
    "a symbol by another name": ("Y('zz')", None),
    "a sum of itself": ("E()", "unsupported"),
    "a cycle": ("x = []\nx.append(x)\nx", "unsupported"),
    "a cycle of tables": ("d = {}\nd['a'] = d\nd", "unsupported"),
    "a million entries": ("np.zeros(10**6)", "unsupported"),
    "a number of many digits": ("1 << 10**7", "unsupported"),
    "a fraction of many digits": ("sp.Rational(3**5000, 7**4000)", "unsupported"),
    "half a character": ("'\\ud800'", "text"),
    "a masked array": ("np.ma.array([1], mask=[1])", "unsupported"),
    "an array of fields": ("np.zeros(3, dtype=[('a', 'i4')])", "array"),
    "a generator": ("(i for i in [c])", "unsupported"),
    "a patched attribute": ("sp.Add.args = property(lambda self: (c,))\nc + 1", "call"),
    "a factory that lies": ("sp.Symbol.__new__ = lambda *_, **__: 5\nsp.Symbol('zz')", "int"),
}


def test_answers_that_are_not_what_they_say_are_held(
    sealed: SealedSandbox, record_property: Any
) -> None:
    cells = [SLY, *(source for source, _ in ANSWERS.values())]
    run = sealed.run(notebook_of(cells), Limits(memory_mib=512))
    shown = {}
    for name, cell in zip(ANSWERS, run.notebook["cells"][1:], strict=True):
        data = [output["data"] for output in cell["outputs"] if "data" in output]
        shown[name] = data[-1].get(MIME, {}).get("value", {}).get("t") if data else None
    assert shown == {name: kind for name, (_, kind) in ANSWERS.items()}
    for name in ANSWERS:
        record_property("held", (f"answer: {name}", "types are known by identity", "goes on"))

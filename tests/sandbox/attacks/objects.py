"""Values that do something when somebody looks at them."""

from __future__ import annotations

from sandbox.attacks.attack import Attack

ATTACKS: dict[str, Attack] = {
    "a repr that hangs": Attack(
        "class Slow:\n    def __repr__(self):\n        while True: pass\nSlow()",
        "cell timeout",
        "interrupted",
        "took longer",
    ),
    "a repr that exits": Attack(
        "import os\nclass Out:\n    def __repr__(self): os._exit(0)\nOut()",
        "frames: no end, no result",
        "killed",
        "ended by itself",
    ),
    "a repr that raises what nobody catches": Attack(
        """
class Stop(BaseException): pass
class Odd:
    def __repr__(self): raise Stop("not an Exception")
    def _repr_mimebundle_(self, **_): raise GeneratorExit
Odd()""",
        "the runner catches everything",
    ),
    "a repr without an end": Attack(
        "class Deep:\n    def __repr__(self): return repr(self)\nDeep()",
        "IPython, or a process of its own",
        "any",
    ),
    "a repr that is never the same": Attack(
        """
class Other:
    times = 0
    def __repr__(self):
        Other.times += 1
        return "right" if Other.times % 2 else "wrong"
Other()""",
        "data: what is shown is what counts",
        evidence="right|wrong",
    ),
    "a bundle that is no bundle": Attack(
        """
class Bundle:
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": ["no", "text"], "text/html": {"a": 1}, 7: b"bytes",
                "application/vnd.gradus.answer+json": {"version": 1, "value": {"t": "int"}}}
Bundle()""",
        "frames read as hostile",
        "any",
    ),
    "a bundle that is a class of its own": Attack(
        """
class Lying(dict):
    def items(self): raise SystemExit
    def __iter__(self): return iter(int, 1)
class Bundle:
    def _repr_mimebundle_(self, include=None, exclude=None): return Lying(a=1), Lying(b=2)
Bundle()""",
        "cell timeout",
        "any",
    ),
    "a type that equals every type": Attack(
        """
import sys
def asked():
    if "inside" in sys._getframe(2).f_globals["__name__"]: print("BREACH")
class Every(type):
    def __eq__(cls, other): asked(); return True
    def __hash__(cls): asked(); return hash(int)
    def __instancecheck__(cls, value): return True
Every("Answer", (), {"bit_length": lambda self: print("BREACH"), "__repr__": lambda self: "42"})()
""",
        "types are known by identity",
        evidence="42",
    ),
    "a type with an odd name": Attack(
        """
class Named(type):
    __name__ = property(lambda cls: 1 / 0)
    __module__ = property(lambda cls: 1 / 0)
Named("T", (), {"__repr__": lambda self: "odd", "__class__": property(lambda self: int)})()""",
        "names are read from the type itself",
        evidence="odd|ZeroDivisionError",
    ),
    "an attribute access that hangs": Attack(
        """
class Trap:
    def __getattribute__(self, name):
        while True: pass
Trap()""",
        "cell timeout",
        "any",
        "took longer|Trap",
    ),
    "weak references that fire while it is shown": Attack(
        """
import weakref
class Thing: pass
class Show:
    def __repr__(self):
        thing = Thing()
        self.watch = weakref.ref(thing, lambda _: exit())
        del thing
        return "shown"
Show()""",
        "callbacks cannot raise",
        evidence="shown",
    ),
    "patched numbers": Attack(
        """
import fractions, sympy
fractions.Fraction.numerator = property(lambda self: iter(int, 1))
sympy.core.symbol.Symbol.name = property(lambda self: 1 / 0)
sympy.core.numbers.Integer.p = property(lambda self: [self])
fractions.Fraction(1, 2), sympy.Symbol("x"), sympy.Integer(5)""",
        "whatever a value does becomes unsupported",
        "any",
    ),
    "a value of a million levels": Attack(
        "value = ()\nfor _ in range(10**6): value = (value,)\n"
        "class V:\n    def __repr__(self): return 'deep'\nvalue and V()",
        "depth and nodes of an answer",
        "any",
    ),
    "a value that contains itself": Attack(
        "loop = []\nloop.append(loop)\nloop.append({'loop': loop})\nloop",
        "depth and nodes of an answer",
        evidence=r"\[\[\.\.\.\]",
    ),
    "scripts in a name": Attack(
        "type('<script>alert(1)</script>', (), {})()", "data, never markup", evidence="script"
    ),
    "an error whose words fail": Attack(
        """
class Mute(Exception):
    def __str__(self): raise RuntimeError("no words")
    __repr__ = __str__
raise Mute""",
        "IPython; the runner asks with care",
    ),
    "an error whose words hang": Attack(
        """
class Long(Exception):
    def __str__(self):
        while True: pass
raise Long""",
        "cell timeout",
        "any",
        "took longer",
    ),
}

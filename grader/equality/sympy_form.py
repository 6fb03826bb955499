"""Trees as SymPy expressions, for proposals in the worker only; nothing is evaluated on the way."""

from __future__ import annotations

from typing import Any

import sympy

from grader.equality.domain import Domain
from grader.equality.ranges import Range
from grader.tree import Tree

_LARGEST_POWER = 1_000
_SAME_NAME = frozenset(
    """exp log sin cos tan cot sec csc asin acos atan acot asec acsc atan2 sinh cosh tanh coth sech
    csch asinh acosh atanh acoth asech acsch sign floor gamma loggamma factorial factorial2
    binomial digamma erf erfc zeta beta re im conjugate arg""".split()  # noqa: SIM905
)
_OTHER_NAME = {
    "abs": "Abs",
    "max": "Max",
    "min": "Min",
    "mod": "Mod",
    "ceiling": "ceiling",
    "lambertw": "LambertW",
    "heaviside": "Heaviside",
    "rising": "RisingFactorial",
    "falling": "FallingFactorial",
}
_CONSTANTS = {
    "pi": sympy.pi,
    "e": sympy.E,
    "i": sympy.I,
    "oo": sympy.oo,
}
_RELATIONS = {
    "<": sympy.Lt,
    "<=": sympy.Le,
    ">": sympy.Gt,
    ">=": sympy.Ge,
    "=": sympy.Eq,
    "!=": sympy.Ne,
}


class NotRepresentable(Exception):
    """SymPy has no such object, or making it would evaluate something huge."""


def to_sympy(tree: Tree, domain: Domain) -> Any:
    """The expression, its symbols with the domain's assumptions.

    Raises:
        NotRepresentable: for containers, unknown functions and large powers of numbers.
    """
    return _Maker(domain).make(tree)


class _Maker:
    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.bound: dict[str, Any] = {}

    def make(self, tree: Tree) -> Any:
        match tree:
            case Tree("int", (n,)):
                return sympy.Integer(n)
            case Tree("rational" | "decimal", (p, q, *_)):
                return sympy.Rational(p, q)
            case Tree("symbol", (name,)):
                return self.bound.get(name) or _symbol(name, self.domain.range_of(name))
            case Tree("constant", (name,)) if name in _CONSTANTS:
                return _CONSTANTS[name]
            case Tree("add", terms):
                return sympy.Add(*map(self.make, terms))
            case Tree("mul", factors):
                return sympy.Mul(*map(self.make, factors))
            case Tree("pow", (base, exponent)):
                return self._power(self.make(base), self.make(exponent))
            case Tree("call", (name, *arguments)):
                return self._call(name, [self.make(argument) for argument in arguments])
            case Tree("sum" | "product" as head, (body, variable, lower, upper)):
                return self._range(head, body, variable, lower, upper)
            case Tree("piecewise", args):
                pairs = zip(args[::2], args[1::2], strict=True)
                return sympy.Piecewise(*((self.make(v), self.make(c)) for v, c in pairs))
            case Tree("relation", (op, left, right)):
                return _RELATIONS[op](self.make(left), self.make(right))
            case Tree("and" | "or" | "not" as head, args):
                join = {"and": sympy.And, "or": sympy.Or, "not": sympy.Not}[head]
                return join(*map(self.make, args))
            case Tree("true" | "false" as head, _):
                return sympy.true if head == "true" else sympy.false
        raise NotRepresentable(tree.head)

    def _power(self, base: Any, exponent: Any) -> Any:
        if (
            base.is_number
            and (not exponent.is_Rational or abs(exponent) > _LARGEST_POWER)
            and exponent.is_number
            and not exponent.is_Atom
        ):
            raise NotRepresentable("a tower of powers")
        if exponent.is_Rational and abs(exponent) > _LARGEST_POWER:
            raise NotRepresentable("a large power")
        return sympy.Pow(base, exponent)

    def _call(self, name: str, arguments: list[Any]) -> Any:
        if name in {"factorial", "gamma", "binomial"} and any(
            argument.is_Integer and abs(argument) > _LARGEST_POWER for argument in arguments
        ):
            raise NotRepresentable("a large factorial")
        if name in _SAME_NAME:
            return getattr(sympy, name)(*arguments)
        if name in _OTHER_NAME:
            return getattr(sympy, _OTHER_NAME[name])(*arguments)
        raise NotRepresentable(name)

    def _range(self, head: str, body: Tree, variable: str, lower: Tree, upper: Tree) -> Any:
        low, high = self.make(lower), self.make(upper)
        before = self.bound.get(variable)
        self.bound[variable] = sympy.Symbol(variable, integer=True)
        made = self.make(body)
        index = self.bound.pop(variable)
        if before is not None:
            self.bound[variable] = before
        return (sympy.Sum if head == "sum" else sympy.Product)(made, (index, low, high))


def _symbol(name: str, values: Range) -> Any:
    assumptions: dict[str, bool] = {}
    if values.kind == "integer":
        assumptions["integer"] = True
    elif values.kind == "real":
        assumptions["real"] = True
    if values.positive:
        assumptions["positive"] = True
    elif values.nonnegative:
        assumptions["nonnegative"] = True
    elif values.negative:
        assumptions["negative"] = True
    if values.nonzero:
        assumptions["nonzero"] = True
    return sympy.Symbol(name, **assumptions)

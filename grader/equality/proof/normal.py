"""From a tree to its normal form: every head and function, and the rule that reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from grader.equality.domain import Domain, Range
from grader.equality.proof import (
    absolute,
    binomials,
    circular,
    complexes,
    exponentials,
    floors,
    gammas,
    logarithms,
    powers,
    products,
    special,
    unity,
)
from grader.equality.proof import polynomials as po
from grader.equality.proof.generators import Generator, Rule, Space
from grader.equality.proof.polynomials import Effort, Form, TooHard
from grader.equality.proof.signs import strict_sign
from grader.equality.structure import depth_and_size
from grader.tree import Tree

MAX_NODES, MAX_DEPTH, MAX_ARGUMENTS = 4_000, 60, 16

COMPLEX_PARTS = frozenset(("re", "im", "conjugate", "abs", "arg", "sign"))


def open_space(
    domain: Domain,
    effort: Effort,
    refinements: dict[str, int],
    *,
    complex_parts: bool = False,
    assumed: dict[str, int] | None = None,
) -> Space:
    """An empty space with every rule."""
    return Space(
        domain=domain,
        effort=effort,
        rules=RULES,
        refinements=refinements,
        assumed=assumed or {},
        complex_parts=complex_parts,
    )


def needs_complex_parts(tree: Tree, domain: Domain) -> bool:
    """Whether a complex symbol occurs together with a function that looks at its parts."""
    if all(values.kind != "complex" for values in domain.symbols.values()):
        return False
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.head == "call" and node.args[0] in COMPLEX_PARTS:
            return True
        stack.extend(arg for arg in node.args if isinstance(arg, Tree))
    return False


def check_size(tree: Tree) -> None:
    """Refuse a tree that is too large or too deep to be walked.

    Raises:
        TooHard: it is.
    """
    depth, size = depth_and_size(tree, MAX_NODES)
    if size > MAX_NODES:
        raise TooHard("the expression is too large")
    if depth > MAX_DEPTH:
        raise TooHard("the expression is nested too deeply")


def form_of(space: Space, tree: Tree) -> Form:
    """The form of a scalar tree.

    Raises:
        TooHard: some part of it is not understood, or the budget is used up.
        Refined: start again in a new space with the same refinements.
    """
    reader = HEADS.get(tree.head)
    if reader is None:
        raise TooHard(f"no rule for {tree.head}")
    space.effort.spend(15)
    return reader(space, tree)


# ---------------------------------------------------------------------------- heads


def _integer(_: Space, tree: Tree) -> Form:
    return po.constant(tree.args[0])


def _fraction(_: Space, tree: Tree) -> Form:
    return po.number(Fraction(tree.args[0], tree.args[1]))


def _symbol(space: Space, tree: Tree) -> Form:
    name = tree.args[0]
    known = space.find(f"symbol {name}")
    if known is not None:
        return po.unit(known)
    values = space.domain.range_of(name)
    if values.kind == "complex":
        return _complex_symbol(space, name)
    if values.kind not in ("real", "integer"):
        raise TooHard(f"no rule for a symbol that is a {values.kind}")
    return po.unit(space.adopt(symbol_generator(name, values)))


def symbol_generator(name: str, values: Range) -> Generator:
    """The generator of a real or integer symbol; bounds of integers are closed."""
    lower, upper = values.lower, values.upper
    low_open, high_open = values.lower_open, values.upper_open
    if values.kind == "integer":
        if lower is not None:
            lower = Fraction(lower // 1 + 1 if low_open else -(-lower // 1))
            lower += 1 if values.nonzero and lower == 0 else 0
        if upper is not None:
            upper = Fraction(-(-upper // 1) - 1 if high_open else upper // 1)
            upper -= 1 if values.nonzero and upper == 0 else 0
        low_open = high_open = False
    elif values.nonzero:
        low_open = low_open or lower == 0
        high_open = high_open or upper == 0
    return Generator(
        kind="symbol",
        name=f"symbol {name}",
        integer=values.kind == "integer",
        lower=lower,
        upper=upper,
        lower_open=low_open,
        upper_open=high_open,
        data=name,
    )


def _complex_symbol(space: Space, name: str) -> Form:
    if not space.complex_parts:
        generator = Generator(kind="symbol", name=f"symbol {name}", real=False, data=name)
        return po.unit(space.adopt(generator))
    re, im = (
        po.unit(space.adopt(Generator(kind="symbol", name=f"{part} {name}", data=f"{name}.{part}")))
        for part in ("re", "im")
    )
    return space.add(re, space.mul(unity.imaginary_unit(space), im))


def _constant(space: Space, tree: Tree) -> Form:
    match tree.args[0]:
        case "pi":
            return pi(space)
        case "e":
            return exponentials.exponential(space, po.FORM_ONE)
        case "i":
            return unity.imaginary_unit(space)
    raise TooHard("no rule for infinity")


def pi(space: Space) -> Form:
    """The number pi, a generator between 3.14159 and 3.1416."""
    generator = Generator(
        kind="constant",
        name="pi",
        lower=Fraction(314_159, 100_000),
        upper=Fraction(31_416, 10_000),
        lower_open=True,
        upper_open=True,
        data="pi",
    )
    return po.unit(space.adopt(generator))


def _sum(space: Space, tree: Tree) -> Form:
    total = form_of(space, tree.args[0])
    for term in tree.args[1:]:
        total = po.plus(space.effort, total, form_of(space, term))
    return total


def _product(space: Space, tree: Tree) -> Form:
    factors = list(_factors(tree))
    total = po.FORM_ONE
    for factor in tuple(factors):
        if factor.head == "call" and factor.args[0] == "sign" and factor.args[1] in factors:
            inner = form_of(space, factor.args[1])
            if complexes.is_real(space, inner):  # u sign(u) is |u|, also where u is 0
                factors.remove(factor)
                factors.remove(factor.args[1])
                total = space.mul(total, absolute.absolute(space, inner))
    for factor in factors:
        total = po.times(space.effort, total, form_of(space, factor))
    return total


def _factors(tree: Tree) -> Iterator[Tree]:
    for factor in tree.args:
        if factor.head == "mul":
            yield from _factors(factor)
        else:
            yield factor


def _power(space: Space, tree: Tree) -> Form:
    base, exponent = tree.args
    if exponent.head == "int":
        return space.power(form_of(space, base), exponent.args[0])
    if base.head == "constant" and base.args[0] == "e":
        return exponentials.exponential(space, form_of(space, exponent))
    return powers.power(space, form_of(space, base), form_of(space, exponent))


def _call(space: Space, tree: Tree) -> Form:
    name, *arguments = tree.args
    if name in ("max", "min"):
        arguments = _flat(name, arguments)
    if len(arguments) > MAX_ARGUMENTS:
        raise TooHard("a function has too many arguments")
    function = FUNCTIONS.get(name)
    if function is not None:
        return function(space, *(form_of(space, argument) for argument in arguments))
    if space.domain.range_of(name).kind == "function" or name not in special.KNOWN:
        name = f"declared {name}"
    return special.opaque(space, name, *(form_of(space, argument) for argument in arguments))


def _flat(name: str, arguments: list[Tree]) -> list[Tree]:
    """The arguments of nested maxima (or minima), once each."""
    found: dict[Tree, None] = {}
    for argument in arguments:
        nested = argument.head == "call" and argument.args[0] == name
        found.update(dict.fromkeys(_flat(name, list(argument.args[1:])) if nested else [argument]))
    return list(found)


def _piecewise(space: Space, tree: Tree) -> Form:
    total, remaining = po.FORM_ZERO, po.FORM_ONE
    for value, condition in zip(tree.args[::2], tree.args[1::2], strict=True):
        with space.guarded():
            here = space.canonical(space.mul(remaining, condition_of(space, condition)))
            if here.num.is_zero():
                continue
            total = space.add(total, space.mul(here, form_of(space, value)))
        remaining = space.canonical(space.sub(remaining, here))
        if remaining.num.is_zero():
            return space.canonical(total)
    raise TooHard("a case is missing")


def condition_of(space: Space, tree: Tree) -> Form:
    """1 where the condition holds, 0 where it does not."""
    match tree.head:
        case "true":
            return po.FORM_ONE
        case "false":
            return po.FORM_ZERO
        case "not":
            return space.sub(po.FORM_ONE, condition_of(space, tree.args[0]))
        case "and":
            return space.mul(*(condition_of(space, arg) for arg in tree.args))
        case "or":
            misses = (space.sub(po.FORM_ONE, condition_of(space, arg)) for arg in tree.args)
            return space.sub(po.FORM_ONE, space.mul(*misses))
        case "relation":
            op, left, right = tree.args
            return absolute.indicator(space, op, form_of(space, left), form_of(space, right))
    raise TooHard(f"no rule for the condition {tree.head}")


def polynomial_of(space: Space, tree: Tree) -> Form:
    """The form of a tree of sums, products and powers of symbols and numbers only."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.head not in ("int", "rational", "decimal", "symbol", "add", "mul", "pow"):
            raise TooHard("not a polynomial")
        if node.head == "pow" and (node.args[1].head != "int" or node.args[1].args[0] < 0):
            raise TooHard("not a polynomial")
        stack.extend(arg for arg in node.args if isinstance(arg, Tree))
    return form_of(space, tree)


def _log(space: Space, u: Form, base: Form | None = None) -> Form:
    value = logarithms.logarithm(space, u)
    if base is None:
        return value
    return space.mul(value, space.inverse(logarithms.logarithm(space, base)))


HEADS: dict[str, Callable[[Space, Tree], Form]] = {
    "int": _integer,
    "rational": _fraction,
    "decimal": _fraction,
    "symbol": _symbol,
    "constant": _constant,
    "add": _sum,
    "mul": _product,
    "pow": _power,
    "call": _call,
    "piecewise": _piecewise,
    "sum": binomials.sum_of,
    "product": products.product_of,
}

FUNCTIONS: dict[str, Rule] = {
    "exp": exponentials.exponential,
    "log": _log,
    "abs": absolute.absolute,
    "sign": absolute.sign_function,
    "heaviside": absolute.heaviside,
    "max": absolute.maximum,
    "min": absolute.minimum,
    "sin": circular.sine,
    "cos": circular.cosine,
    "tan": circular.tangent,
    "cot": circular.cotangent,
    "sec": circular.secant,
    "csc": circular.cosecant,
    "asin": circular.arcsine,
    "acos": circular.arccosine,
    "atan": circular.arctangent,
    "acot": lambda space, u: circular.arctangent(space, space.inverse(u)),
    "asec": lambda space, u: circular.arccosine(space, space.inverse(u)),
    "acsc": lambda space, u: circular.arcsine(space, space.inverse(u)),
    "sinh": circular.hyperbolic_sine,
    "cosh": circular.hyperbolic_cosine,
    "tanh": circular.hyperbolic_tangent,
    "coth": circular.hyperbolic_cotangent,
    "sech": circular.hyperbolic_secant,
    "csch": circular.hyperbolic_cosecant,
    "asinh": circular.inverse_hyperbolic_sine,
    "acosh": circular.inverse_hyperbolic_cosine,
    "atanh": circular.inverse_hyperbolic_tangent,
    "acoth": lambda s, u: circular.inverse_hyperbolic_tangent(s, s.inverse(u)),
    "asech": lambda s, u: circular.inverse_hyperbolic_cosine(s, s.inverse(u)),
    "acsch": lambda s, u: circular.inverse_hyperbolic_sine(s, s.inverse(u)),
    "floor": floors.floor,
    "ceiling": floors.ceiling,
    "mod": floors.modulo,
    "gamma": gammas.gamma,
    "loggamma": gammas.log_gamma,
    "factorial": gammas.factorial,
    "factorial2": gammas.double_factorial,
    "binomial": gammas.binomial,
    "beta": gammas.beta,
    "rising": gammas.rising,
    "falling": gammas.falling,
    "re": complexes.real_part,
    "im": complexes.imaginary_part,
    "conjugate": complexes.conjugate,
    "erf": special.error_function,
    "erfc": special.complementary_error_function,
    "lambertw": special.lambert,
    "arg": special.argument,
    "atan2": special.angle_of_point,
}

RULES: dict[str, Rule] = {
    "exp": exponentials.exponential,
    "exp of term": exponentials.exponential_of_term,
    "log": logarithms.logarithm,
    "log of": logarithms.log_of,
    "log positive": logarithms.log_positive,
    "power": powers.power,
    "rational power": powers.rational_power,
    "unity": unity.root_of_unity,
    "i": unity.imaginary_unit,
    "pi": pi,
    "abs": absolute.absolute,
    "strict sign": lambda space, p: po.constant(strict_sign(space, p) or 0),
    "form": form_of,
    "polynomial": polynomial_of,
    "sine": circular.sine,
    "gamma": gammas.gamma,
    "opaque": special.opaque,
}

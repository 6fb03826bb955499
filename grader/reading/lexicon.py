# ruff: noqa: SIM905 - lists of words read best as words
"""The words that every answer may use: names of functions, constants and norms."""

from __future__ import annotations

from typing import Final

from grader.reading.calls import HALF
from grader.tree import (
    FALSE,
    INFINITY,
    MINUS_ONE,
    ONE,
    PI,
    TRUE,
    ZERO,
    E,
    I,
    Tree,
    add,
    call,
    integer,
    mul,
    negative,
    power,
)


def _names(text: str) -> dict[str, str]:
    """``"a b: x; c: y"`` as a table."""
    table: dict[str, str] = {}
    for line in text.split(";"):
        aliases, _, name = line.partition(":")
        table.update(dict.fromkeys(aliases.split(), name.strip() or aliases.strip()))
    return table


ONE_ARGUMENT: Final = _names(
    """exp Exp: exp; sin Sin: sin; cos Cos: cos; tan Tan: tan; cot cotan ctg: cot; sec;
    csc cosec: csc; tg: tan;
    asin arcsin: asin; acos arccos: acos; atan arctan arctg: atan; acot arccot: acot;
    asec arcsec: asec; acsc arccsc: acsc; sinh Sinh: sinh; cosh Cosh: cosh; tanh Tanh: tanh;
    coth Coth: coth; sech Sech: sech; csch;
    asinh arcsinh arsinh: asinh; acosh arccosh arcosh: acosh; atanh arctanh artanh: atanh;
    acoth arccoth arcoth: acoth; asech arcsech: asech; acsch arccsch: acsch;
    abs Abs fabs absolute: abs; sign sgn signum Sign sg: sign; floor: floor;
    ceiling ceil: ceiling; gamma Gamma: gamma; loggamma lgamma gammaln: loggamma;
    factorial: factorial; factorial2: factorial2; digamma psi: digamma; erf; erfc;
    zeta; re real Re: re; im imag Im: im; conjugate conj: conjugate;
    arg angle: arg; trace tr Tr Trace: trace;
    det Determinant Det: det; inv inverse Inverse: inverse; LambertW lambertw: lambertw;
    transpose Transpose: transpose; Theta bigtheta BigTheta bigTheta: theta;
    Omega bigomega BigOmega: omega"""
)
IN_SQUARE_BRACKETS: Final = ONE_ARGUMENT.keys() | frozenset(
    "sqrt Sqrt log Log ln max Max min Min Power".split()
)
"""Functions that may have square brackets, as Mathematica writes them: ``Sqrt[x]``."""
TWO_ARGUMENTS: Final = _names(
    """atan2 arctan2: atan2; Mod mod fmod: mod; binomial binom comb nCr: binomial;
    RisingFactorial rf rising: rising; FallingFactorial ff falling: falling;
    beta Beta: beta; dot inner vdot DotProduct: dot"""
)
RELATIONS: Final = _names(
    """Eq Equality: =; Ne Unequality: !=; Lt StrictLessThan: <; Le LessThan: <=;
    Gt StrictGreaterThan: >; Ge GreaterThan: >="""
)


NUCLEAR, OPERATOR, FROBENIUS, RMS = (Tree("text", (name,)) for name in ("nuc", "op", "fro", "rms"))

NORMS: Final = {
    "rms": RMS, "RMS": RMS, "op": OPERATOR, "operator": OPERATOR, "spec": OPERATOR,
    "spectral": OPERATOR, "sigma": OPERATOR, "nuc": NUCLEAR, "nuclear": NUCLEAR,
    "tr": NUCLEAR, "trace": NUCLEAR, "*": NUCLEAR, "F": FROBENIUS, "fro": FROBENIUS,
    "Fro": FROBENIUS, "Frobenius": FROBENIUS, "inf": INFINITY, "infty": INFINITY,
    "infinity": INFINITY, "oo": INFINITY, "max": INFINITY, "∞": INFINITY,
}  # fmt: skip
"""Words under a norm."""

AMBIGUOUS: Final = frozenset(
    """gamma beta zeta theta omega Gamma Theta Omega psi O S re im arg sg tr det inv rf ff
    N E Q""".split()
)
"""Names that are symbols wherever they are declared, even before a bracket."""

TRIGONOMETRIC: Final = frozenset("sin cos tan cot sec csc sinh cosh tanh coth tg ctg".split())

PLAIN_CONSTANTS: Final[dict[str, Tree]] = {
    "pi": PI,
    "e": E,
    "i": I,
    "oo": INFINITY,
    "-oo": negative(INFINITY),
    "nan": Tree("constant", ("nan",)),
}
"""The constants of trees by their own names."""

CONSTANTS: Final[dict[str, Tree]] = {
    "pi": PI,
    "Pi": PI,
    "e": E,
    "E": E,
    "I": I,
    "i": I,
    "oo": INFINITY,
    "inf": INFINITY,
    "Inf": INFINITY,
    "infty": INFINITY,
    "infinity": INFINITY,
    "Infinity": INFINITY,
    "nan": PLAIN_CONSTANTS["nan"],
    "NaN": PLAIN_CONSTANTS["nan"],
    "True": TRUE,
    "False": FALSE,
    "true": TRUE,
    "false": FALSE,
    "GoldenRatio": mul(HALF, add(ONE, power(integer(5), HALF))),
    "EulerGamma": negative(call("digamma", ONE)),
    "S.Half": HALF,
    "S.One": ONE,
    "S.Zero": ZERO,
    "S.NegativeOne": MINUS_ONE,
    "S.Pi": PI,
    "S.Exp1": E,
    "S.ImaginaryUnit": I,
    "S.Infinity": INFINITY,
    "S.NegativeInfinity": PLAIN_CONSTANTS["-oo"],
    "S.true": TRUE,
    "S.false": FALSE,
    "EmptySet": Tree("set", ()),
}

SWITCHES: Final = frozenset({"evaluate", "dtype"})
KEYWORDS: Final = SWITCHES | {"ord", "left_open", "right_open"}
"""Names that may stand before ``=`` inside a call."""

REFUSED_COMMANDS: Final = {
    "pm": "± gives two values; one answer would be read.",
    "propto": "A proportionality is not read; Theta(...) is, or what it is proportional to.",
    "sim": "The sign ~ is not read; Theta(...) or an exact value is.",
    "int": "An integral is not read; its value is.",
    "lim": "A limit is not read; its value is.",
}
"""What is said of a command that is never read."""

TWO_VALUES: Final = REFUSED_COMMANDS["pm"]
"""What is said of ``±``, however it is typed."""

REFUSED_WORDS: Final = {
    "Integral": "An integral is not read; its value is.",
    "integrate": "An integral is not read; its value is.",
    "Derivative": "A derivative is not read; what it comes to is.",
    "diff": "A derivative is not read; what it comes to is.",
    "Limit": "A limit is not read; its value is.",
    "limit": "A limit is not read; its value is.",
    "lg": "lg can mean base 2 or 10; log_2(x) or log_{10}(x) would be read.",
    "zoo": "zoo is what SymPy gives for a division by zero; no value is equal to it.",
    "lambda": "The word 'lambda' begins a Python function; an expression would be read.",
}
"""What is said of a word that is never read."""

UNREAD_FUNCTIONS: Final = {
    **dict.fromkeys(
        """subfactorial fibonacci lucas tribonacci bernoulli bell catalan genocchi totient mobius
        real_root adjoint sinc frac erfi erf2 erfinv erfcinv expint Ei E1 li Li Si Ci Shi Chi
        fresnels fresnelc lowergamma uppergamma trigamma dirichlet_eta lerchphi polylog
        KroneckerDelta DiracDelta LeviCivita besselj bessely besseli besselk airyai airybi hyper
        meijerg legendre hermite chebyshevt chebyshevu laguerre gegenbauer elliptic_k elliptic_f
        elliptic_e elliptic_pi betainc softmax logsumexp argmax argmin var std median
        cumsum""".split(),
        "its value, or known functions,",
    ),
    **dict.fromkeys(("range", "arange", "linspace"), "its numbers, as [1, 2, 3],"),
    "theta": "Heaviside(x), or theta*(x) of a product,",
    "sigma": "1/(1 + exp(-x)), or sigma*(x) of a product,",
    "W": "LambertW(x), or W*(x) of a product,",
}
"""Words that are functions, if they stand before a bracket, and what would be read in their place:
where every name is a symbol they would be multiplied."""

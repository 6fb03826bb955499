"""Whether two trees mean the same on a domain: proved, refuted with a certificate, or undecided.

>>> from grader.tree import integer, mul, power, rational, symbol
>>> x = symbol("x")
>>> outcome = compare(power(power(x, integer(2)), rational(1, 2)), x, Domain.of({"x": "real"}))
>>> outcome.relation
'different'
"""

from grader.equality.budget import Budget
from grader.equality.certificate import recheck
from grader.equality.compare import Reference, compare, compile_reference
from grader.equality.domain import Domain, Range, expand
from grader.equality.outcome import Certificate, Outcome
from grader.equality.tolerance import within

__all__ = [
    "Budget",
    "Certificate",
    "Domain",
    "Outcome",
    "Range",
    "Reference",
    "compare",
    "compile_reference",
    "expand",
    "recheck",
    "within",
]

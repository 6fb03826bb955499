"""Textbook mathematics that the warm parent works through: SymPy remembers what it learns.

Derivatives, integrals, equations, limits, series and matrices as every first course has them, in
the letters that everybody uses. A notebook that asks for something of the kind finds the modules
loaded and the steps in between in SymPy's caches. It is nobody's homework, no answer is kept, and
a cache changes how long a result takes, never what it is.
"""

from __future__ import annotations

from collections.abc import Iterator

LETTERS = "x y t a b n k"
ASSUMPTIONS = ("", ", positive=True")
"""What students most often say of their letters."""
CALCULUS = """
x, y, t, a, b, n, k = sp.symbols('{letters}'{assumptions})
for body in (x**3, x * sp.exp(-x), sp.exp(-a * x), sp.exp(-x**2), 1 / x, sp.log(x), sp.sin(a * x),
             x * sp.cos(x), sp.sin(x)**2, 1 / (1 + x**2), sp.sqrt(x)):
    sp.diff(body, x), sp.integrate(body, x)
for body, low, high in ((a * x, 0, 1), (sp.exp(-x), 0, sp.oo), (x * sp.exp(-a * x), 0, sp.oo),
                        (sp.exp(-x**2), -sp.oo, sp.oo), (sp.sin(x), 0, sp.pi)):
    sp.simplify(sp.integrate(body, (x, low, high)))
sp.limit(sp.sin(x) / x, x, 0)
sp.series(sp.exp(x), x, 0, 4)
sp.summation(k, (k, 1, n))
"""
ALGEBRA = """
for left in (x - 3, x**2 - 2, x**2 - 5 * x + 6, a * x**2 + b * x + 1, x**3 - x,
             x**3 - 2 * x**2 - 5 * x + 6, x**4 - 5 * x**2 + 4, sp.exp(x) - 2):
    sp.solve(left, x)
    sp.factor(left)
sp.solve([x + y - 3, x - y - 1], [x, y])
sp.solve([x + 2 * a - 4, x - a - 1], [x, a])
for body in (sp.sin(x)**2 + sp.cos(x)**2, (x**2 - 1) / (x - 1), sp.exp(sp.log(x)), (x + 1)**3):
    sp.simplify(body), sp.expand(body)
A = sp.Matrix([[a, b], [b, a]])
A.det(), A.inv(), A.eigenvals(), A * A, sp.latex(A)
"""


def lessons() -> Iterator[str]:
    """The cells, for a shell that has SymPy as ``sp``."""
    for assumptions in ASSUMPTIONS:
        yield CALCULUS.format(letters=LETTERS, assumptions=assumptions)
        yield ALGEBRA

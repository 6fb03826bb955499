"""Forms that SymPy proposes. A proposal counts only where each step to and from it is proved.

SymPy's own word is no proof: it simplifies ``180 acos(7823207/7823209)/pi`` to 0 in some
processes, and has rules that hold for positive symbols only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sympy

from grader.equality.budget import Budget
from grader.equality.domain import Domain
from grader.equality.proof import Proof, prove
from grader.equality.sympy_form import NotRepresentable, to_sympy
from grader.errors import GraderError
from grader.reading.sympy_trees import from_sympy
from grader.tree import Tree

_RULES: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("denesting", lambda e: sympy.sqrtdenest(e)),
    ("summing up", lambda e: e.doit()),
    ("trigonometric rules", lambda e: sympy.trigsimp(e)),
    ("gamma rules", lambda e: sympy.gammasimp(sympy.expand_func(e))),
    ("factoring", lambda e: sympy.factor(e)),
    ("exponentials", lambda e: e.rewrite(sympy.exp)),
    ("logarithms", lambda e: sympy.expand_log(e)),
    ("radicals", lambda e: sympy.radsimp(sympy.sqrtdenest(e))),
    ("simplification", lambda e: sympy.simplify(e)),
)


def through_proposals(a: Tree, b: Tree, domain: Domain, budget: Budget) -> Proof | None:
    """A proof of a = b by way of a form of one side that SymPy proposes."""
    for start, end in ((a, b), (b, a)):
        for rule, form in _proposed(start, domain):
            second = prove(form, end, domain, budget)
            first = second and prove(start, form, domain, budget)
            if first and second:
                scopes = {first.scope, second.scope}
                return Proof(
                    method=f"by way of another form ({rule}), each step proved: {second.method}",
                    steps=(*first.steps, *second.steps),
                    scope="everywhere" if scopes == {"everywhere"} else "almost everywhere",
                )
    return None


def _proposed(tree: Tree, domain: Domain) -> Iterator[tuple[str, Tree]]:
    seen = {tree}
    try:
        expression = to_sympy(tree, domain)
    except NotRepresentable:
        return
    for rule, rewrite in _RULES:
        try:
            form = from_sympy(rewrite(expression))
        except (MemoryError, RecursionError):
            raise
        except GraderError:
            continue
        except Exception:  # noqa: BLE001, S112 - SymPy raises anything; a failed proposal is none
            continue
        if form not in seen:
            seen.add(form)
            yield rule, form

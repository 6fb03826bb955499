"""Series without end of geometric terms, where the ratio is proved to be between -1 and 1.

Where it may be -1 or 1 itself, the series diverges: an exception.
"""

from __future__ import annotations

from grader.equality.proof import polynomials as po
from grader.equality.proof.generators import Space
from grader.equality.proof.polynomials import Form, TooHard
from grader.equality.proof.signs import form_sign, strict_form_sign
from grader.equality.series import closed, terms
from grader.tree import Tree


def endless_sum(space: Space, tree: Tree) -> Form:
    """The sum over k = lower, lower + 1, ... of terms k^a r^k."""
    body, variable, lower, _ = tree.args
    found, form = terms(body, variable), space.rules["form"]
    if found is None or not space.is_integer(form(space, lower)):
        raise TooHard("a series whose terms are not geometric")
    total = po.FORM_ZERO
    for term in found:
        ratio = space.canonical(form(space, term.ratio))
        if not space.is_real(ratio.num, ratio.den):
            raise TooHard("a series with a complex ratio")
        for side in (po.minus(ratio), ratio):
            room = space.canonical(space.add(po.FORM_ONE, side))
            if form_sign(space, room) != 1:
                raise TooHard("a series that may diverge")
            if strict_form_sign(space, room) != 1:  # it diverges where there is no room
                space.exceptions.append(room.num)
        total = space.add(total, form(space, closed(term, lower)))
    return space.canonical(total)

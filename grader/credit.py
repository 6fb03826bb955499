"""What a recognised mistake and a right follow-through are worth, and all that hangs on it.

A credit is put on a decision last: which mistake an answer is does not depend on what that is
worth. So a decision that was made under other credits is brought up to date without the engine.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from grader.records import Decision, Verdict
from grader.spec import FollowThrough, Mistake

MISTAKE, FOLLOW_THROUGH = "known_mistake", "follow_through"
"""Methods of the decisions whose verdict and score a credit gives."""

_RECORDS = frozenset({Mistake.__name__, FollowThrough.__name__})
_PLAIN = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop)


def decision_of(mistake: Mistake, evidence: str) -> Decision:
    """Feedback and credit of a recognised mistake."""
    verdict, score = worth(mistake)
    return Decision(
        verdict=verdict,
        score=score,
        hint=mistake.feedback,
        evidence=evidence,
        method=MISTAKE,
        mistake=mistake.id,
    )


def worth(recognised: Mistake | FollowThrough) -> tuple[Verdict, float]:
    """Verdict and score of an answer that is this mistake, or follows by this rule.

    >>> worth(Mistake(id="half", form="x/2", feedback="Twice that.", credit=0.5))
    (<Verdict.PARTIAL: 'partial'>, 0.5)
    """
    credit = recognised.credit
    if isinstance(recognised, FollowThrough):
        return (Verdict.CORRECT if credit >= 1 else Verdict.PARTIAL), credit
    return (Verdict.PARTIAL if credit > 0 else Verdict.INCORRECT), credit


def recredited(
    decision: Decision, mistakes: Sequence[Mistake], rule: FollowThrough | None
) -> Decision | None:
    """The same decision under these credits, ``None`` if it must be made anew.

    Args:
        decision: Made when the same mistakes had other credits.
        mistakes: Of the part, as they are now.
        rule: Of the part, as it is now.
    """
    if decision.method == FOLLOW_THROUGH:
        holds: Mistake | FollowThrough | None = rule
    elif decision.method == MISTAKE and decision.mistake is not None:
        named = [mistake for mistake in mistakes if mistake.id == decision.mistake]
        holds = named[0] if len(named) == 1 else None
    else:
        return decision
    if holds is None:
        return None
    verdict, score = worth(holds)
    if verdict is not decision.verdict and Verdict.CORRECT in {verdict, decision.verdict}:
        return None  # a kind may look further where an answer is not right
    return replace(decision, verdict=verdict, score=score)


def without_credits(source: bytes) -> bytes:
    """What a module says apart from plain credits: equal for modules that differ in these only.

    Only numbers are left out, and only where a `Mistake` or a `FollowThrough` is made. What else a
    course may compute from a credit, or a credit from, stays.

    >>> half = b"Mistake(id='a', form=f, feedback='No.', credit=0.5)"
    >>> without_credits(half) == without_credits(half.replace(b", credit=0.5", b""))
    True
    >>> without_credits(half) == without_credits(half.replace(b"0.5", b"HALF"))
    False
    """
    if not any(name.encode() in source for name in _RECORDS):
        return source
    try:
        module = ast.parse(source)
    except (SyntaxError, ValueError):
        return source
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and _name(node.func) in _RECORDS:
            node.keywords = [one for one in node.keywords if not _is_credit(one)]
    return ast.dump(module).encode("utf-8", "surrogatepass")


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_credit(keyword: ast.keyword) -> bool:
    return keyword.arg == "credit" and all(
        isinstance(node, _PLAIN) for node in ast.walk(keyword.value)
    )

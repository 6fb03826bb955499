# ruff: noqa: SIM905 - lists of words read best as words
r"""What words and signs beside a formula make of it: ``half of $x$``, ``1/$x$``, ``$x$ squared``.

A formula is taken out of a text as the answer only where nothing beside it says another value.
"""

from __future__ import annotations

import re
from typing import Final

from grader.errors import Unreadable
from grader.reading.plain_words import DOUBTS, TWISTS, VERBS

_ALTERS: Final = TWISTS | frozenset(
    """times over divide divides divided dividing multiply multiplies multiplied multiplying plus
    product quotient power inversely logarithm log exponential factorial larger greater bigger
    above exceed exceeds beyond least""".split()
)
_BEHIND: Final = frozenset(
    """squared cubed halved doubled tripled inverted negated times over divided multiplied plus
    minus wrong incorrect twice thrice each per apiece""".split()
)
_DENIES: Final = (DOUBTS - {"between", "either", "think"}) | frozenset(("doubt", "isn't", "wrong"))
_CLAUSE: Final = re.compile(r"[.,:;!?$]|\n\s*\n")
_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?")
_NEARBY: Final = 300
"""Characters before and behind a formula that are looked at."""
_SIGN_BEFORE: Final = re.compile(
    r"(?:[-−–+*/^<>×·]|(?<![\w.])\d+(?:\.\d+)?|(?<![\w'’])(?![aAI])[A-Za-z])\s*$"
)
_HARMLESS: Final = re.compile(r"(?:(?:^|\n)[ \t]*[-+*>–]\s+|(?:^|\n)[ \t]*>|[-=]>\s*|\*\*\s*)$")
"""What begins an item or a quotation, leads on, or sets in bold."""
_SIGN_BEHIND: Final = re.compile(
    r"\s*(?:[+*/^=<>×·]|[-−]\s*(?:\d|\(|[A-Za-z]\b)|\d|(?<=\s)(?![aAI]\b)[A-Za-z]\b(?!['’.)]))"
)


def refuse_altered(before: str, behind: str) -> None:
    """Nothing for a formula that stands for itself.

    Args:
        before: All text in front of it.
        behind: All text after it.

    Raises:
        Unreadable: words or signs beside it make another value of it, or deny it.

    >>> refuse_altered("So the answer is ", " steps.")
    """
    before, behind = before[-_NEARBY:], behind[:_NEARBY].split("\n", 1)[0]
    while before.endswith("*") and behind.startswith("*"):
        before, behind = before[:-1], behind[1:]
    sign = _SIGN_BEFORE.search(before) and not _HARMLESS.search(before)
    words = _WORD.findall(_CLAUSE.split(before)[-1].lower())
    after_verb = words[_place_of_last_verb(words) :]
    following = set(_WORD.findall(_CLAUSE.split(behind)[0].lower())[:2])
    if (
        sign
        or _SIGN_BEHIND.match(behind)
        or not _DENIES.isdisjoint(words)
        or not _ALTERS.isdisjoint(after_verb)
        or not _BEHIND.isdisjoint(following)
    ):
        raise Unreadable(
            "Words or signs beside the formula seem to say another value; the answer would be read "
            "as one formula, $...$, that holds all of it."
        )


def _place_of_last_verb(words: list[str]) -> int:
    """Where the words begin that belong to the formula: ``the root gives`` says nothing of it."""
    verbs = [at for at, word in enumerate(words) if word in VERBS - {"by", "to", "about"}]
    return verbs[-1] + 1 if verbs else 0

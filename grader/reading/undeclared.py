"""Names that nobody declared: why one is refused, and what may have been meant."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from grader.errors import Unreadable
from grader.reading.characters import GREEK_NAMES
from grader.reading.entries import UnknownName
from grader.reading.functions import BUILDERS
from grader.reading.lexicon import CONSTANTS, UNREAD_FUNCTIONS


def unknown(name: str, known: Sequence[str], column: int) -> Unreadable:
    """What is said of a name that nobody knows.

    Args:
        name: As it was met.
        known: Names that are declared.
        column: Where it begins.

    >>> str(unknown("etaa", ["eta", "g"], 3))
    "Column 3: Unknown name 'etaa'. Did you mean 'eta'? Known names: eta, g."
    """
    names = ", ".join(known[:20]) if known else "none"
    if name in BUILDERS:
        # a letter may be meant for a name, as it is one in another question
        rest = f" Known names: {names}." if name in GREEK_NAMES else ""
        return Unreadable(f"{name} is a function: {name}(...) would be read.{rest}", column)
    near = get_close_matches(name[:40], known, n=1)
    if not near and name in UNREAD_FUNCTIONS and name not in GREEK_NAMES and len(name) > 1:
        # Nobody who knows this function means another one
        return UnknownName(f"{name}(...) is not read; {UNREAD_FUNCTIONS[name]} would be.", column)
    if not near and name not in GREEK_NAMES:
        near = get_close_matches(name[:40], [*BUILDERS, *CONSTANTS], n=1, cutoff=0.8)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    return UnknownName(f"Unknown name {name[:40]!r}. {hint}Known names: {names}.", column)


def unread_function(word: str, column: int) -> Unreadable | None:
    """Why a word that is applied to brackets is not read, if it is a function that is known."""
    if word not in UNREAD_FUNCTIONS:
        return None
    return Unreadable(f"{word}(...) is not read; {UNREAD_FUNCTIONS[word]} would be.", column)


def letters_of(word: str, kind: str, *, latex: bool) -> str | None:
    """The letters that a word nobody declared is a product of; ``None`` where it is one name.

    >>> letters_of("xy", "word", latex=True), letters_of("xy", "word", latex=False)
    ('xy', None)
    """
    is_row = latex and kind == "word" and word not in GREEK_NAMES and word.isalpha()
    return word if is_row else None

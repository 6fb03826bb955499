# ruff: noqa: SIM905 - lists of words read best as words
r"""Which formula of a Markdown text is the answer, where several stand in its lines.

``so $y_t = c$ for all $t$`` ends with a formula that answers nothing. The last one counts where
words lead to it, or where it has a line of its own; any other text is for a person.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from grader.errors import Unreadable
from grader.reading.plain_words import DOUBTS, OPENERS, PLAIN, UNITS
from grader.reading.surroundings import refuse_altered

_DISPLAYED: Final = re.compile(r"(?<!\\)\$\$|\\\[|\\begin\{(?:equation|align|aligned|gather)")
_IN_LINE: Final = re.compile(
    r"(?<![\\$])\$(?P<a>[^$]+?)(?<!\\)\$(?!\$)|\\\((?P<b>.+?)\\\)", re.DOTALL
)
_JOINT: Final = re.compile(r"[\s,;.]*(?:and)?[\s,]*")
_BEHIND: Final = re.compile(r"[\s,(]*for\s+(?:all|every|each|any)(?:\s+steps?)?\s*|[\s,(]*as\s*")
_FREE_OF: Final = re.compile(
    r"[\s,;(]*(?:i\.e\.,?\s+)?(?:(?:which|it)\s+)?(?:is\s+)?(?:independent(?:ly)?\s+of|regardless\s+of"
    r"|whatever|no\s+matter\s+what|constant\s+in|not\s+depending\s+on|does\s+not\s+depend\s+on)\s+"
)
"""What leads to a name that an answer does not hold."""
_TAKE: Final = re.compile(
    r"\s*(?:(?:for example|e\.g\.),?\s*)?(?:(?:we|i)\s+)?(?:take|let|choose|pick|set)?[\s:]*",
    re.IGNORECASE,
)
_OF_ENTRIES: Final = frozenset(
    """all every each both same other others rest entry entries coordinate coordinates component
    components weight weights everywhere first second third""".split()
)
_ITEM: Final = re.compile(r"^[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+(?=\$)", re.MULTILINE)
_RANGE: Final = re.compile(r"[ijkl]\s*(?:=|\\in(?![a-z])|∈)\s*(?:\\?\{\s*)?1\s*,.*", re.DOTALL)
"""What an index runs through."""
_VALUES: Final = re.compile(
    r"[\s,;.]*(?:where|with)\s+(?P<values>\$[^$=]+=[^$]+\$(?:[\s,;]*(?:and)?\s*\$[^$=]+=[^$]+\$){0,5})[\s.]*"
)
"""What an answer says of its own names."""
_LONGEST: Final = 2_000
"""Characters of a text in which words are looked for in places where many blanks could stand."""
_BEGIN: Final = re.compile(r"(?:\$\$|\\\[|\\begin\{[a-z]+\*?\})\s*$")
_END: Final = re.compile(r"^[\s.,]*(?:\$\$|\\\]|\\end\{[a-z]+\*?\}(?:\s*(?:\$\$|\\\]))?)")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_SHOWN: Final = re.compile(r"(?<!\\)\$\$(?P<a>.+?)(?<!\\)\$\$", re.DOTALL)
_UNCLEAR: Final = (
    "Several formulas stand in the text, and which of them is the answer is not clear; one "
    "displayed formula, $$...$$, would be read."
)
_REASONS: Final = frozenset(("from", "by", "using", "via", "due"))
_CLAUSE: Final = frozenset(
    """where when whenever if since because while although with whose which that for as in given
    assuming unless without not instead of""".split()
)
"""Words that begin what an answer holds under, or what is not the answer."""
_REASON: Final = re.compile(r"\b(?:since|because)\b")
_ASSIGNED: Final = re.compile(r"\\leftarrow|\\gets|:=|←|(?:\\to(?![a-z])|→)\s*(?!\s|0|\\infty|∞)")
"""A step that may go on in the next formula; ``x \\to 0`` is a limit."""
_NO_LEADS: Final = frozenset(("by", "to", "about", "around", "has", "have"))


def formula_to_read(text: str, formula: str, *, several: bool = False) -> str:
    r"""The formula of a text that is its answer; all of the text, if it is formulas alone.

    Args:
        text: Of a Markdown cell.
        formula: The last formula in it; where it is none of the text's, it is what to read.
        several: Whether an answer may be several formulas, an entry each.

    Raises:
        Unreadable: several formulas stand in the lines, and words lead to none of them.

    >>> formula_to_read("With $a = 1$ this is $2b$.", "2b")
    '2b'
    >>> formula_to_read("Thus $y = c$ for all $t$.", "t")
    'y = c'
    """
    text = _COMMENT.sub("", text)
    if _DISPLAYED.search(text):
        _refuse_reasons(text, formula)
        before, place, behind = text.rpartition(formula)
        if place:
            refuse_altered(_BEGIN.sub("", before), _END.sub("", behind, count=1))
        return formula
    if several:
        text = _ITEM.sub("", text)
    found = list(_IN_LINE.finditer(text))
    if not found or _inside(found[-1]) != formula.strip():
        return formula
    if len(found) == 1:
        refuse_altered(text[: found[0].start()], text[found[0].end() :])
        return formula
    joints = [text[one.end() : two.start()] for one, two in pairwise(found)]
    before, behind = text[: found[0].start()], text[found[-1].end() :]
    nothing_else = not before.strip() or _leads(before) or _takes(before)
    joined = several and all(_JOINT.fullmatch(joint) for joint in joints)
    if joined and nothing_else and _says_nothing(behind):
        return ", ".join(map(_inside, found))
    found, end = _before_reasons(text, found)
    while len(found) > 1 and _says_where(text[found[-2].end() : found[-1].start()], found[-1]):
        if not _says_nothing(text[found[-1].end() : end]):
            break
        end = found[-2].end()
        found.pop()
    if len(found) > 2 and _says_nothing(text[found[-1].end() : end]):
        found, end = _before_other_names(text, found, end)
    *others, last = found
    between = text[others[-1].end() : last.start()] if others else text[: last.start()]
    in_steps = any(_ASSIGNED.search(other[0]) for other in others)
    clear = not in_steps and not (_CLAUSE & set(re.findall(r"[a-z]+", between.lower())))
    if clear and _leads(text[: last.start()]) and _says_nothing(text[last.end() : end]):
        refuse_altered(text[: last.start()], "")
        return _inside(last)
    raise Unreadable(_UNCLEAR)


def _before_other_names(
    text: str, found: list[re.Match[str]], end: int
) -> tuple[list[re.Match[str]], int]:
    """Without the names at the end that the answer does not hold: independent of a, b and c."""
    for at in range(len(found) - 1, 0, -1):
        between = text[found[at - 1].end() : found[at].start()]
        if _FREE_OF.fullmatch(between):
            return found[:at], found[at - 1].end()
        if not _JOINT.fullmatch(between):
            break
    return found, end


def explained(text: str, formula: str) -> tuple[str, str] | None:
    """A formula of a text alone, and with what is said right behind it of its names.

    Args:
        text: Of a Markdown cell.
        formula: The last displayed formula in it, or the last one of its lines.

    >>> explained("so $u = 2q$ where $q = 3$.", "q = 3")
    ('u = 2q', 'u = 2q, q = 3')
    """
    text = _COMMENT.sub("", text)
    if len(text) > _LONGEST:
        return None
    if _DISPLAYED.search(text):
        before, _, behind = text.rpartition(formula)
        before = _BEGIN.sub("", before)
        found = _with_values(formula, _END.sub("", behind, count=1))
        return None if _is_altered(before) else found
    for one in _IN_LINE.finditer(text):
        before = text[: one.start()]
        found = _with_values(_inside(one), text[one.end() :])
        clear = _leads(before) and not _is_altered(before) and not _ASSIGNED.search(before)
        if found is not None and clear:
            return found
    return None


def is_one_of_several(text: str) -> bool:
    """Whether a text, none of it displayed, gives several entries or one that stands for others."""
    if _DISPLAYED.search(text) is not None:
        return False
    words = re.findall(r"[a-z]+", _IN_LINE.sub(" ", _COMMENT.sub("", text)).lower())
    return len(_IN_LINE.findall(text)) > 1 or not _OF_ENTRIES.isdisjoint(words)


def _is_altered(before: str) -> bool:
    try:
        refuse_altered(before, "")
    except Unreadable:
        return True
    return False


def _with_values(formula: str, behind: str) -> tuple[str, str] | None:
    match = _VALUES.fullmatch(behind)
    if match is None:
        return None
    values = [_inside(value) for value in _IN_LINE.finditer(match["values"])]
    return formula, ", ".join([formula.rstrip(" \n,;."), *values])


def _before_reasons(text: str, found: list[re.Match[str]]) -> tuple[list[re.Match[str]], int]:
    """The formulas in front of the first reason for one of them, and where the reason begins."""
    for place, (one, two) in enumerate(pairwise(found), start=1):
        reason = _REASON.search(text, one.end(), two.start())
        if reason is not None:
            return found[:place], reason.start()
    return found, len(text)


def _refuse_reasons(text: str, formula: str) -> None:
    """``$$b$$ because $$a$$``: of displayed formulas the last one is a reason.

    Raises:
        Unreadable: words in front of it say so.
    """
    shown = list(_SHOWN.finditer(text))
    if len(shown) < 2 or shown[-1]["a"].strip() != formula.strip():
        return
    between = text[shown[-2].end() : shown[-1].start()]
    words = set(re.findall(r"[a-z]+", between.lower()))
    if words & (_CLAUSE | _REASONS) and not _leads(between):
        raise Unreadable(_UNCLEAR)


def _inside(match: re.Match[str]) -> str:
    return (match["a"] or match["b"]).strip()


def _says_where(between: str, formula: re.Match[str]) -> bool:
    r"""Whether a formula only says for what another one holds: ``for all $t$``."""
    if _FREE_OF.fullmatch(between):
        return True
    if _RANGE.fullmatch(_inside(formula)) and re.fullmatch(r"[\s,(]*(?:for\s+)?", between):
        return True
    joint = _BEHIND.fullmatch(between)
    if joint is None:
        return False
    return "for" in joint[0] or r"\to" in formula[0] or "→" in formula[0]


def _leads(before: str) -> bool:
    """Whether the text in front of a formula says that it is the answer."""
    line = before[before.rfind("\n") + 1 :].strip(" *")
    if not line:
        return True
    if line.rstrip(", ").lower().endswith("i.e."):
        return True
    last = re.search(r"(?P<word>[A-Za-z]+)\s*[,:]?\**\s*$", line)
    if last is None:
        return line.endswith(":")
    return line.endswith(":") or last["word"].lower() in OPENERS - _NO_LEADS


def _takes(before: str) -> bool:
    return len(before) < _LONGEST and _TAKE.fullmatch(before) is not None


def _says_nothing(behind: str) -> bool:
    words = re.findall(r"[^\W\d_]+", behind.lower())
    return all(word in (PLAIN | UNITS) - DOUBTS for word in words) and "$" not in behind

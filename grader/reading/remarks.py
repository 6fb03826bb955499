r"""Takes away the plain words that stand round an answer, and keeps every column.

``The step limit is 3/4``, ``2/9 steps``, ``\text{so we get } 2``, ``s must be less than 2/9``. The
words are a closed list: none of them denies, doubts, or does anything to a number. Any other word
stays where it is, and makes the answer unreadable, so that a person sees it.
"""

from __future__ import annotations

import keyword
import re
from itertools import pairwise
from typing import Final

from grader.errors import Unreadable
from grader.reading.plain_words import (
    COUNTS,
    DOUBTS,
    OPENERS,
    PLAIN,
    TRIGGERS,
    TWISTS,
    UNITS,
    VERBS,
)
from grader.reading.vocabulary import Vocabulary

_WORDS: Final = re.compile(r"[a-z]{2,}")
_WORD: Final = re.compile(r"(?<![\w\\.^{])[A-Za-z]+(?:'[a-z]+)?(?![\w(\[{^=*/+<>])\.?")
_MARKS: Final = re.compile(r"∀|>>>|: |^\s*~|\(\s*[=≈]|[ijk]\s*(?:=|∈|\\in)\s*(?:\\?\{)?\s*1\s*,")
_GAP: Final = re.compile(r"[\s,:;]*")
_LONGEST: Final = 800
"""Characters of an answer whose condition is looked for."""
_MOST_UNITS: Final = 3
_MOST_VERBS: Final = 8
_PROMPT: Final = re.compile(r"\s*(?:(?:Out|In) ?\[\d+\]:|>>>)")
_LABEL: Final = re.compile(r"\s*(?P<name>[^\W\d]\w*)\s*:\s")
_BETWEEN: Final = re.compile(
    r"\s(?P<less>(?:must be|should be|has to be|needs to be|is|be)\s+"
    r"(?:less|smaller|lower|below)(?:\s+than)?)\s"
    r"|\s(?P<equal>is equal to|is|are|equals|tends to|converges to|goes to|approaches|becomes)\s"
)
_ROUGHLY: Final = re.compile(
    r"\(\s*(?P<about>approximately|approx\.?|about|ca\.?|circa|roughly|=|≈|\\approx)\s*"
    r"(?P<value>-?\d*\.?\d+)\s*\)\s*$"
)
_REMARK: Final = re.compile(r"\((?P<words>[A-Za-z]{2}[A-Za-z .,]*)\)\s*$")
_LAST_WORD: Final = re.compile(r"(?<=[\s,])(?:in\s+(?=total))?(?P<word>[A-Za-z]{2,})\.?\s*$")
_FOR_ALL: Final = re.compile(
    r"(?:(?<=[\s,])for\s+(?:all|every|any|each)\s+|∀\s*|\\forall\s*)"
    r"(?P<names>(?:\\?[A-Za-z]+|[^\W\d_])(?:\s*,\s*(?:\\?[A-Za-z]+|[^\W\d_]))*)\s*$"
)
_SAME: Final = re.compile(
    r"\s*(?:(?:the|same|always|just|simply|only|to)\s+)+(?P<name>\w+)(?:\s+(?:as before|again))?"
    r"\s*[.!]?\s*",
    re.IGNORECASE,
)
"""A name alone, and words that say that it is that one."""
_EVERY_ENTRY: Final = re.compile(
    r"[\w)\]}$](?P<words>[\s,]+(?:for|in)\s+(?:all|each|every)(?:\s+(?:of\s+them|two|three|four|five|one"
    r"|(?:\w+\s+)?(?:entry|entries|coordinates?|components?|weights?)|[ijk]))?\s*\.?)\s*$"
)
_INDEX: Final = re.compile(
    r"(?:,|(?<=\s)for\s|\\quad|(?<=\s)\()\s*(?:\\quad\s*)?(?:for\s+)?[ijk]\s*(?:=|\\in|∈|in)\s*(?:\\?\{)?\s*1\s*,"
    r"(?:\s*(?:\d|\.\.\.|…|\\[lc]?dots)\s*,){0,8}\s*[\dnd]\s*(?:\\?\})?\)?[\s.]*$"
)
"""What an index letter runs through: ``i = 1, 2, 3``."""
_CONDITION: Final = r"(?:for\s+(?:all|every|any|each)|for|when|whenever|where|with|if|provided)"
_UNDER: Final = re.compile(
    rf"(?:(?<=[\s,}}]){_CONDITION}\s|\\text\s*\{{\s*{_CONDITION}\s*\}}|\\forall|∀)"
    r"(?=[^=<>≤≥\n{}]*(?:[<>≤≥]|\\[gl]eq?))(?!.*\belse\b)(?!.*\b(?:for|when|if)\b)"
)
_IN_BRACKETS: Final = re.compile(
    r"(?:(?<=[\s,;])|(?<=quad))\((?![^()]*\bif\b)(?P<condition>[^()=]*(?:[<>≤≥]=?|\\[gl]eq?)[^()=]*)\)[\s.$]*$"
)
_LATEX_WORDS: Final = re.compile(
    r"\\(?:text|mathrm|textrm|mbox|textit|textbf)\s*\{(?P<words>[^{}\\$]*)\}"
)
_JOINT: Final = re.compile(r"\s*(?:[,;]\s*(?:and)?|and|\n)\s*")
_MATH: Final = re.compile(
    r"\$\$(?P<a>[^$]+)\$\$|\$(?P<b>[^$]+)\$|\\\((?P<c>(?:(?!\\\().)+?)\\\)|\\\[(?P<d>(?:(?!\\\[).)+?)\\\]",
    re.DOTALL,
)


def without_remarks(text: str, vocabulary: Vocabulary) -> str:
    """The text with words that say nothing blanked out; ``is`` after a name is ``=``.

    Args:
        text: What was typed.
        vocabulary: Its names are no plain words; where any name is read, no word is.

    Raises:
        Unreadable: a word that denies or doubts what is written.

    >>> names = Vocabulary.of({"s": "s > 0"})
    >>> without_remarks("The step limit is 3/4", names).strip()
    '3/4'
    >>> without_remarks("s must be less than 3/4", names)
    's <                 3/4'
    """
    same = _SAME.fullmatch(text)
    if same is not None and vocabulary.find(same["name"]) is not None:
        return same["name"].rjust(same.end("name"))
    if vocabulary.any_name or _is_bare(text):
        return text
    prompt = _PROMPT.match(text)
    if prompt is not None:
        text = _blank(text, *prompt.span())
    label = _LABEL.match(text)
    if label is not None and _is_label(label["name"], vocabulary) and text.count(":") == 1:
        text = _blank(text, *label.span())
    _refuse_doubts(text, vocabulary)
    text = _outside_math(_in_latex(text, vocabulary), vocabulary)
    return _cleared(text, vocabulary, latex="\\" in text or "$" in text)


def without_every_entry(text: str) -> str:
    """The text without words at the end that say that all entries are as written.

    >>> without_every_entry("1/3 for all three").strip(), without_every_entry("x for all x")
    ('1/3', 'x for all x')
    """
    match = _EVERY_ENTRY.search(text)
    return text if match is None else _blank(text, match.start("words"), len(text))


def with_comma_before_condition(text: str) -> str:
    """``c for t >= 1`` as ``c , t >= 1``: a pair, of which somebody must look at the second.

    >>> with_comma_before_condition("beta**t for t >= 1")
    'beta**t ,   t >= 1'
    """
    if len(text) > _LONGEST:
        return text
    match = _IN_BRACKETS.search(text)
    if match is not None and text[: match.start()].strip(" $"):
        opening, closing = match.start(), match.end("condition")
        return _blank(_blank(text, opening, opening + 1, ","), closing, closing + 1)
    match = _UNDER.search(text) if "\\begin" not in text else None
    if match is None or not text[: match.start()].strip():
        return text
    joint = "" if text[: match.start()].rstrip().endswith(",") else ","
    return _blank(text, *match.span(), joint)


def _is_bare(text: str) -> bool:
    """Whether nothing is there that could be a remark; most answers are a formula alone."""
    known = TRIGGERS.isdisjoint(_WORDS.findall(text.lower()))
    return known and text.count("$") < 3 and _MARKS.search(text) is None


def _is_label(name: str, vocabulary: Vocabulary) -> bool:
    twists = name.lower() in TWISTS | DOUBTS
    return vocabulary.find(name) is None and not keyword.iskeyword(name) and not twists


def _cleared(text: str, vocabulary: Vocabulary, *, latex: bool) -> str:
    """Words before, in between and after; in LaTeX they are letters, unless they are marked."""
    text = re.sub(r"^(\s*)~(?=\s*[\d.])", r"\1≈", _after(text, vocabulary))
    if latex:
        return text
    return _between(_before(text, vocabulary), vocabulary)


def _blank(text: str, start: int, end: int, filling: str = "") -> str:
    return text[:start] + filling.ljust(end - start) + text[end:]


def _is_plain(word: str, words: frozenset[str], vocabulary: Vocabulary) -> bool:
    plain = word.rstrip(".")
    return plain.lower() in words and vocabulary.find(plain) is None


def _refuse_doubts(text: str, vocabulary: Vocabulary) -> None:
    for match in _WORD.finditer(text):
        word = match[0].rstrip(".")
        if word.lower() not in DOUBTS | TWISTS or vocabulary.find(word) is not None:
            continue
        if word == text.strip():
            continue  # a name that nobody declared, like any other
        if word == "not" and not text[: match.start()].rstrip().endswith(("is", "are")):
            continue  # Python's, of a condition
        raise Unreadable(
            f"Words such as {word!r} are not read round an answer; the answer alone would be.",
            match.start() + 1,
        )


# ---------------------------------------------------------------------------- before and between


def _before(text: str, vocabulary: Vocabulary) -> str:
    """Without a run of plain words at the start, if its last word leads to what follows."""
    at, end, before_colon = _GAP.match(text).end(), 0, False  # type: ignore[union-attr]
    start = at
    while (match := _WORD.match(text, at)) is not None:
        if not _is_plain(match[0], PLAIN, vocabulary):
            break
        at = _GAP.match(text, match.end()).end()  # type: ignore[union-attr]
        before_colon = ":" in text[match.end() : at]
        if (
            before_colon
            or match[0].lower().rstrip(".") in OPENERS
            or text[at : at + 1] in ("$", "\\")
        ):
            end = at
    last = text[start:at].split()[-1:]
    named = at > max(end, start) and re.match(r"\w+\s*=", text[at:]) is not None
    named = named or (not end and _BETWEEN.search(text, at - 1) is not None)
    if last and len(last[0]) > 1 and named:  # "a x = 3" may be three x's of a
        end = at
    return _blank(text, start, end) if end > start and text[end:].strip() else text


def _between(text: str, vocabulary: Vocabulary) -> str:
    """``s is 2/9`` as ``s = 2/9``, ``s must be less than 2/9`` as an inequality."""
    if re.search(r"[=<>≤≥]", text):
        return text
    for _ in range(_MOST_VERBS):
        match = _BETWEEN.search(text)
        if match is None:
            break
        sign = "=" if match["equal"] else "<"
        text = _blank(text, match.start() + 1, match.end() - 1, sign)
        text = _before_formula(text, match.end() - 1, vocabulary)
    return text


def _before_formula(text: str, at: int, vocabulary: Vocabulary) -> str:
    """Without plain words between a sign and the formula: ``y = exactly 2``."""
    while (match := _WORD.match(text, _GAP.match(text, at).end())) is not None:  # type: ignore[union-attr]
        if not _is_plain(match[0], VERBS, vocabulary):
            break
        text = _blank(text, *match.span())
        at = match.end()
    return text


# ---------------------------------------------------------------------------- after


def _after(text: str, vocabulary: Vocabulary) -> str:
    """Without units, a remark in brackets, or the condition that holds for every value."""
    if (match := _ROUGHLY.search(text)) is not None:
        text = _blank(text, match.start(), match.start("value"), "≈")
        bracket = text.rindex(")")
        text = _blank(text, bracket, bracket + 1)
    elif (match := _REMARK.search(text)) is not None and text[: match.start()].strip():
        words = match["words"].replace(",", " ").split()
        count = COUNTS.get(match["words"].strip().lower())
        alone = re.search(r"(?<![\d.])(\d{1,2})\s*$", text[: match.start()])
        if all(_is_plain(word, PLAIN | UNITS, vocabulary) for word in words) or (
            count is not None and alone is not None and alone[1] == count
        ):
            text = _blank(text, *match.span())
    if (match := _FOR_ALL.search(text)) is not None and text[: match.start()].strip():
        text = _blank(text, *match.span()).rstrip(" ,").ljust(len(text))
    if (match := _INDEX.search(text)) is not None and text[: match.start()].strip():
        text = _blank(text, *match.span())
    for _ in range(_MOST_UNITS):
        match = _LAST_WORD.search(text)
        if match is None or not text[: match.start()].strip():
            break
        if not _is_plain(match["word"], UNITS, vocabulary):
            break
        text = _blank(text, *match.span())
    return text


# ---------------------------------------------------------------------------- LaTeX


def _in_latex(text: str, vocabulary: Vocabulary) -> str:
    r"""The words of ``\text{...}``, where they are plain, without the command."""
    for match in _LATEX_WORDS.finditer(text):
        words = [word.rstrip(".") for word in match["words"].replace(",", " ").split()]
        if not words:
            continue
        first = not text[: match.start()].strip(" $\\([,;!{}\n")
        last = not text[match.end() :].strip(" $\\)].,!}\n")
        said = " ".join(words).lower()
        filling = None
        if first and all(_is_plain(word.rstrip(":"), PLAIN, vocabulary) for word in words):
            filling = "" if _leads(match["words"]) else None
        elif last and all(_is_plain(word, UNITS, vocabulary) for word in words):
            filling = ""
        elif not first and said in ("is", "are", "equals", "is equal to", "tends to"):
            filling = "="
        elif not first and said in ("for all", "for every", "for any", "for each"):
            filling = "\\forall"
        elif not first and said in ("for", "when", "where", "with") and "\\begin" not in text:
            filling = ","
        if filling is not None:
            text = _blank(text, *match.span(), filling)
    return text


def _leads(words: str) -> bool:
    """Whether words lead to a formula, or to a name and its sign."""
    last = words.replace(":", " ").split()[-1].lower().rstrip(".")
    return ":" in words or last in OPENERS or len(words.split()) > 1


def _outside_math(text: str, vocabulary: Vocabulary) -> str:
    """Of a sentence with one formula between dollar signs the formula, if the rest is plain."""
    found = list(_MATH.finditer(text))
    if len(found) > 1:
        return _without_dollars(text, found)
    if len(found) != 1:
        return text
    match = found[0]
    before, after = text[: match.start()], text[match.end() :]
    words = re.findall(r"[^\s,:;.]+", f"{before} {after}")
    plain = all(_is_plain(word, PLAIN | UNITS, vocabulary) for word in words)
    if not plain or not any(len(word) > 1 for word in words):
        return text
    return " " * match.start() + match[0] + " " * len(after)


def _without_dollars(text: str, found: list[re.Match[str]]) -> str:
    """``$a = 1$, $b = 2$`` without the signs, where nothing but joints stands between."""
    joints = [text[one.end() : two.start()] for one, two in pairwise(found)]
    around = text[: found[0].start()] + text[found[-1].end() :]
    if around.strip(" \n\t,;.") or not all(_JOINT.fullmatch(joint) for joint in joints):
        return text
    for match in found:
        inner = next(name for name in "abcd" if match[name] is not None)
        start, end = match.span(inner)
        text = _blank(_blank(text, match.start(), start), end, match.end())
    return text

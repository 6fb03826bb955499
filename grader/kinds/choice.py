"""`choice`: the id or the text of an option, or every option that holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from grader.credit import decision_of
from grader.errors import Unreadable, did_you_mean
from grader.kinds.answer_trees import words_of
from grader.kinds.judging import unreadable
from grader.kinds.question import Kind, Question
from grader.records import Answer, Decision, Verdict
from grader.spec import Option, Part

WRONG = "This option does not hold."
SOME_WRONG = "Not exactly the options that hold: look again at each of them."


_LEAD = re.compile(
    r"\s*(?:so\s+)?(?:(?:the|my)\s+)?(?:(?:final|right|correct)\s+)?"
    r"(?:(?:answer|option|choice|it)\b\s*(?:is|=|:)?\s*)(?:option\s+)?",
    re.IGNORECASE,
)
"""What may stand before the name of an option; nothing of it denies."""
_FRAME = re.compile(r"\s*\$?\s*\\(?:text|mathrm|texttt|textbf|boxed)\s*\{([^{}]*)\}\s*\$?\s*")
_TAKES_BACK = frozenset(
    ("not", "no", "only", "if", "unless", "but", "except", "without", "never", "when", "or", "nor")
)
"""Words after which an option says something else than it did so far."""


def decide(answer: Answer, question: Question, _earlier: Mapping[str, Answer]) -> Decision:
    """Compare the chosen ids, as sets where several hold."""
    try:
        chosen = chosen_ids(words_of(answer), question.part)
    except Unreadable as error:
        return unreadable(error)
    right = ids_of(question.reference)
    if chosen == right:
        return Decision(
            verdict=Verdict.CORRECT, score=1.0, proof="the chosen option", method="choice"
        )
    evidence = f"Chosen {_said(chosen)}; right {_said(right)}."
    for mistake in question.mistakes:
        if ids_of(mistake.form) == chosen:
            return decision_of(mistake, evidence)
    hint = SOME_WRONG if question.part.several else WRONG
    return Decision(
        verdict=Verdict.INCORRECT,
        hint=hint,
        evidence=evidence,
        certificate={"chosen": _said(chosen)},
        method="choice",
    )


def solve(question: Question) -> str:
    """The id in quotes, or a list of ids."""
    ids = sorted(ids_of(question.reference))
    return repr(ids if question.part.several else ids[0])


def chosen_ids(words: Any, part: Part) -> frozenset[str]:
    """Which options some words mean.

    Raises:
        Unreadable: For words that are no option, or several where one is asked for.
    """
    if isinstance(words, str):
        words = _split(words, part.options) if part.several else [words]
    if part.several and isinstance(words, dict):  # of every option, whether it holds
        words = [word for word, holds in words.items() if _is_yes(holds)]
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise Unreadable(f"The id of an option would be read here: {_ids(part.options)}.")
    chosen = frozenset(option_named(word, part.options) for word in words)
    if not part.several and len(chosen) != 1:
        raise Unreadable(f"One option is asked for; {len(chosen)} are given.")
    return chosen


def _is_yes(word: Any) -> bool:
    if word in ("yes", "no", "True", "False", True, False):
        return word in ("yes", "True", True)
    raise Unreadable("True or False would be read here for each option.")


def option_named(words: str, options: Sequence[Option]) -> str:
    """The id of the option that these words name, by id, by text or by both.

    >>> option_named(" SGD ", [Option("sgd", "plain gradient descent")])
    'sgd'
    >>> option_named("sgd: plain gradient descent", [Option("sgd", "plain gradient descent")])
    'sgd'
    """
    named = " ".join(words.split())  # of a million spaces the patterns would try every pair
    said = (_plain(named), _plain(_LEAD.sub("", _FRAME.sub(r"\1", named))))
    for plain in said:
        for option in options:
            if plain in _spellings(option):
                return option.id
    for plain in said:
        begun = [one.id for one in options if _begins(_bare(plain), one, options)]
        if len(begun) == 1:
            return begun[0]
    meant = _opposite_named(_plain(named), options)
    if meant is not None:
        return meant
    hint = did_you_mean(words.strip(), [option.id for option in options], "")
    raise Unreadable(
        f"{words.strip()[:60]!r} is none of the options {_ids(options)}. {hint}".strip()
    )


_OPPOSITES = (frozenset({"yes", "true"}), frozenset({"no", "false"}))


def _opposite_named(plain: str, options: Sequence[Option]) -> str | None:
    """Yes is true and no is false, where one option is called so and another is its opposite."""
    held = [[one.id for one in options if _plain(one.id) in words] for words in _OPPOSITES]
    if any(len(ids) != 1 for ids in held):
        return None
    return next(
        (ids[0] for ids, words in zip(held, _OPPOSITES, strict=True) if plain in words), None
    )


def ids_of(reference: Any) -> frozenset[str]:
    """The ids of a reference or of an author's form: one id, or several."""
    return frozenset([reference]) if isinstance(reference, str) else frozenset(reference)


def _spellings(option: Option) -> set[str]:
    """The id, the text, and both as the notebook lists them."""
    _, _, rest = option.text.partition(":")
    spelled = (option.id, option.text, f"{option.id} {option.text}", f"{option.id} {rest}")
    return set(map(_plain, spelled))


def _begins(plain: str, option: Option, options: Sequence[Option]) -> bool:
    """Whether these are words with which this option begins, and which no other one has.

    Those up to a colon are its name. Fewer must be two, and the rest must not take them back.
    """
    text = _bare(_plain(option.text))
    if not plain or not f"{text} ".startswith(f"{plain} "):
        return False
    others = [one for one in options if one.id != option.id]
    if any(f" {plain} " in f" {_plain(one.text)} " for one in others):
        return False
    if plain == _bare(_plain(re.split("[:;]", option.text)[0])):
        return True
    rest = text.removeprefix(plain).split()
    return len(plain.split()) > 1 and _TAKES_BACK.isdisjoint(rest)


def _bare(plain: str) -> str:
    return re.sub("^(?:the|an?) ", "", plain)


def _plain(words: str) -> str:
    """Without case, spaces, quotes, brackets and marks around."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return re.sub(r"[\s_\-]+", " ", re.sub(r"[\"'`*$().,;:]", "", folded)).strip()


def _split(words: str, options: Sequence[Option]) -> list[str]:
    """Several ids in one text; an option whose own text has a comma is matched whole first."""
    plain = _plain(words)
    for option in options:
        if plain in _spellings(option):
            return [option.id]
    parts = re.split(r"[,;&\n，、；]|\band\b", _several(words).strip("[](){}\\ \n"))
    named = {_plain(option.id) for option in options}
    if len(parts) == 1 and all(_plain(word) in named for word in parts[0].split()):
        parts = parts[0].split()
    return [word for word in parts if word.strip()]


def _several(words: str) -> str:
    """Without "the answer is" or "options" in front of the first."""
    words = re.sub(r"^\s*options\s", "", words, flags=re.IGNORECASE)
    return re.sub(r"^\s*(?:the|my)\s+(?:answers?|options?|list)\s+(?:is|are)\s*:?", "", words)


def _ids(options: Sequence[Option]) -> str:
    return ", ".join(repr(option.id) for option in options)


def _said(ids: frozenset[str]) -> str:
    return ", ".join(sorted(ids)) or "none"


def _phrase(part: Part) -> str:
    if part.several:
        return f"a list of the ids that hold, out of {_ids(part.options)}"
    return f"one of {_ids(part.options)}, in quotes"


KIND = Kind("choice", decide, solve, _phrase)

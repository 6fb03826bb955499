"""From what a student gave to a tree, by whitelist: the one door through which answers are read."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

from grader.equality.structure import names
from grader.errors import Unreadable
from grader.kinds.listings import listed
from grader.kinds.question import Question
from grader.reading.entries import UnknownName
from grader.reading.envelope import check_size
from grader.reading.prose import explained, formula_to_read
from grader.reading.remarks import with_comma_before_condition
from grader.reading.text import read
from grader.reading.typed import read_typed
from grader.reading.vocabulary import Vocabulary
from grader.records import Answer
from grader.tree import Tree, substitute


def tree_of(answer: Answer, question: Question) -> Tree:
    """The answer as a tree, with the values that the statement fixes in place of their names.

    Raises:
        Unreadable: With a sentence for the student.
    """
    tree = _read(answer, question)
    _refuse_decimal_commas(tree, answer, question)
    known = question.known
    return tree if names(tree).isdisjoint(known) else substitute(tree, known)


_COMMA_IN_NUMBER = "A comma inside a number is not read; write 0.5, not 0,5, and 10000, not 10,000."
_BETWEEN_DIGITS = re.compile(r"(?<![\d.,])\d+,\d")
_DECIMAL_COMMA = re.compile(r"(?<![\d.,])\d+,\d+(?!\d|[.,]\d)")
"""Of a pair of numbers by itself: in ``1,2,3`` none is meant."""


def _refuse_decimal_commas(tree: Tree, answer: Answer, question: Question) -> None:
    """``0,5`` in place of one number, ``[0,5, 1,5]`` or ``0,5; 2`` in place of two.

    Raises:
        Unreadable: where there are as many entries as are asked for if such commas are decimal
            ones, or twice as many.
    """
    wanted = {"expression": 1, "number": 1, "vector": entries_of(question)}.get(question.part.kind)
    if tree.head not in {"tuple", "list"} or not wanted:
        return
    if any(entry.head in {"tuple", "list", "vector", "matrix"} for entry in tree.args):
        return
    typed = str(answer.content) if answer.form != "typed" else answer.source
    line = (typed.strip().splitlines() or [""])[-1].strip()
    if wanted == 1 and line[:1] in "([{":
        return
    more = len(tree.args) - wanted
    decimal = len(_DECIMAL_COMMA.findall(line))
    if (more == wanted and _BETWEEN_DIGITS.search(line)) or 0 < more == decimal:
        raise Unreadable(_COMMA_IN_NUMBER)


def _read(answer: Answer, question: Question) -> Tree:
    keep_equation = question.part.kind == "equation"
    match answer.form:
        case "typed":
            tree = read_typed(answer.content, question.vocabulary, keep_equation=keep_equation)
            if question.part.kind == "table":
                return tree  # its cells are read one by one, and may be words
            if tree.head == "text":
                return _read_text(str(tree.args[0]), question)
            return _words_read(tree, question.vocabulary, entries_of(question))
        case "text":
            return _read_text(str(answer.content), question)
        case "latex":
            several = question.part.kind == "vector"
            try:
                formula = formula_to_read(answer.source, str(answer.content), several=several)
                return _read_text(formula, question, latex=True)
            except Unreadable:
                whole = _read_with_values(answer, question)
                if whole is None:
                    raise
                return whole
        case "json":
            return tree_of_json(answer.content, question.vocabulary, keep_equation=keep_equation)


def _read_with_values(answer: Answer, question: Question) -> Tree | None:
    """A formula whose names the text explains behind it, where nobody else declares them."""
    found = explained(answer.source, str(answer.content))
    if found is None:
        return None
    alone, whole = found
    try:
        _read_text(alone, question, latex=True)
    except UnknownName:
        with suppress(Unreadable):
            return _read_text(whole, question, latex=True)
    except Unreadable:
        pass
    return None


_LESS = re.compile(
    r"\s*(?:(?:anything\s+|strictly\s+)?(?:(?:less|smaller|lower)\s+than(?:\s+or\s+equal\s+to)?"
    r"|below|at\s+most|up\s+to)(?:\s+about)?|<=?|≤|\\(?:leq?|lt)(?![A-Za-z]))\s*(?=[^\s<=])",
    re.IGNORECASE,
)
"""How a limit begins that names nothing."""


def _read_text(text: str, question: Question, *, latex: bool = False) -> Tree:
    """Of a formula every side, for the kind to compare; ``at most x`` where a limit is asked."""
    part = question.part
    if part.kind in {"expression", "number"}:
        text = with_comma_before_condition(text)
    less = _LESS.match(text) if part.bound else None
    if less is not None:
        text = f"{part.bound[0]} < {text[less.end() :]}"
    return read(
        text,
        question.vocabulary,
        syntax="latex" if latex else "auto",
        keep_equation=part.kind == "equation",
        entries=entries_of(question),
        every_side=part.kind in _COMPARED,
    )


_COMPARED = frozenset({"expression", "number", "vector", "matrix"})
"""Kinds that look at every side of an answer."""


_STEP = re.compile(r"\s*\w+\s*(?P<sign>[-+])=(?!=)(?P<change>.+)", re.DOTALL)
"""One step of a program: ``w -= x``."""


def change_of(answer: Answer) -> Answer | None:
    """What is added in an answer that is one step of a program: ``-(x)`` of ``w -= x``."""
    match answer.content:
        case str(text) if answer.form == "text":
            pass
        case {"value": {"t": "text", "v": str(text)}}:
            pass
        case _:
            return None
    step = _STEP.fullmatch(text)
    if step is None:
        return None
    return replace(answer, form="text", content=f"{step['sign']}({step['change']})")


_PRINT = re.compile(r"\bprint\s*\(")


def is_printed(answer: Answer) -> bool:
    """Whether this is but the last line of what the cell has printed."""
    return answer.form == "text" and _PRINT.search(answer.source) is not None


def in_braces(answer: Answer, question: Question) -> bool:
    """Whether what was typed is ``{0, 2}``, entries in an order, which a Python set has not."""
    match answer:
        case Answer(form="text" | "latex", content=str(text)) if "{" in text:
            if re.sub(r"\s", "", text) not in re.sub(r"\s", "", answer.source or text):
                return False  # a Python set that was printed
        case Answer(form="typed", content={"value": {"t": "text", "v": str(text)}}) if "{" in text:
            pass
        case _:
            return False
    with suppress(Unreadable):
        tree = tree_of(answer, question)
        return tree.head == "set" and not (len(tree.args) == 1 and tree.args[0].head != "set")
    return False


def entries_of(question: Question) -> int | None:
    """Of a vector how many entries are asked for, 0 where that is for the student to find."""
    if question.part.kind != "vector":
        return None
    return question.part.shape[0] if question.part.shape else 0


def _words_read(tree: Tree, vocabulary: Vocabulary, length: int | None = None) -> Tree:
    """Formulas that were given as text, as entries of lists, in place of the text."""
    if tree.head == "text":
        return read(tree.args[0], vocabulary, entries=length)
    if tree.head not in {"list", "tuple", "set", "vector", "matrix"}:
        return tree
    entries = (_words_read(entry, vocabulary) for entry in tree.args)
    return Tree(tree.head, tuple(entries))


def tree_of_json(content: Any, vocabulary: Vocabulary, *, keep_equation: bool = False) -> Tree:
    """Plain JSON: text is read, lists are lists of what their entries read as."""
    check_size(content)
    return _tree_of_json(content, vocabulary, keep_equation=keep_equation)


def _tree_of_json(content: Any, vocabulary: Vocabulary, *, keep_equation: bool = False) -> Tree:
    match content:
        case Tree():
            return content  # an author's own form; JSON holds none
        case str():
            return read(content, vocabulary, keep_equation=keep_equation)
        case bool():
            return Tree("true" if content else "false", ())
        case int() | float():
            return read(repr(content), vocabulary)
        case list():
            return Tree("list", tuple(_tree_of_json(entry, vocabulary) for entry in content))
    raise Unreadable("A list, a text or a number would be read here.")


def words_of(answer: Answer) -> Any:
    """The answer where words are meant (a choice, a text): text, lists of texts, or pairs of them.

    A typed tree gives its texts, numbers and names as text; anything else is unreadable.
    """
    if answer.form == "text":
        return listed(str(answer.content))
    if answer.form != "typed":
        return answer.content
    return _words(answer.content.get("value") if isinstance(answer.content, dict) else None, 0)


def _words(node: Any, depth: int) -> Any:
    if depth > 4:
        raise Unreadable("Lists inside lists inside lists are not read here.")
    match node:
        case {"t": "text", "v": str(text)}:
            return text
        case {"t": "symbol" | "int" | "float" | "constant", "v": str(text)}:
            return text
        case {"t": "bool", "v": bool(value)}:
            return "yes" if value else "no"
        case {"t": "list" | "tuple" | "set", "a": list(entries)} if len(entries) <= 64:
            return [_words(entry, depth + 1) for entry in entries]
        case {"t": "array", "shape": [], "a": [entry]}:
            return _words(entry, depth + 1)
        case {"t": "array", "shape": [_], "a": list(entries)} if len(entries) <= 64:
            return [_words(entry, depth + 1) for entry in entries]
        case {"t": "dict", "k": list(keys), "v": list(values)} if len(keys) == len(values) <= 64:
            names = [_words(key, depth + 1) for key in keys]
            if all(isinstance(name, str) for name in names):
                held = (_words(value, depth + 1) for value in values)
                return dict(zip(names, held, strict=True))
    raise Unreadable("The id of an option, in quotes, would be read here.")

"""`example`: any object for which every claim holds, decided exactly by the engine."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sympy as sp

from grader.credit import decision_of
from grader.equality import Domain, compare
from grader.equality.balls import Indeterminate, TooExpensive, Undefined, holds
from grader.equality.values import precision
from grader.errors import Unreadable
from grader.kinds import hints
from grader.kinds.answer_trees import tree_of, tree_of_json
from grader.kinds.judging import unreadable
from grader.kinds.listings import between_commas
from grader.kinds.question import Kind, Question, in_python
from grader.kinds.shapes import Misfit
from grader.reading.characters import GREEK
from grader.reading.printing import to_text
from grader.reading.prose import formula_to_read
from grader.reading.sympy_trees import from_sympy
from grader.records import Answer, Decision, Verdict
from grader.spec import Claim, ExampleField, Part
from grader.tree import FALSE, TRUE, Tree, free_symbols, relation, substitute

UNDECIDED = "The grader could not decide whether your example has the property; a person will look."

MOST_FIELDS = 32

_SEQUENCES = frozenset({"list", "tuple", "vector", "set"})
_BETWEEN = re.compile(r"(?:[,;\n]\s*(?:and\s+)?|\s+and\s+)(?=[^\W\d]\w*\s*=)")
"""What stands between two names with their values."""
_SPACE = re.compile(r"\\(?:[,;:! ]|q?quad(?![A-Za-z])|text\s*\{\s*and\s*\})|~")
_NAMED = re.compile(r"\\([A-Za-z]+)(?=\s*=)")
_QUOTED = re.compile(r"(['\"])([^'\"]*)\1")

Values = dict[str, Tree | list[Tree]]


def decide(answer: Answer, question: Question, _earlier: Mapping[str, Answer]) -> Decision:
    """Put the student's numbers into each claim and decide it."""
    try:
        values = _values(answer, question)
    except Unreadable as error:
        return unreadable(error)
    except Misfit as error:
        return Decision(verdict=Verdict.INCORRECT, hint=str(error), method="shape")
    stand_ins, numbers = _stand_ins(values)
    said = ", ".join(f"{name} = {_shown(value)}" for name, value in values.items())
    for claim, tree in _claims(question, stand_ins):
        holds = _holds(tree, numbers)
        if holds is None:
            return Decision(
                verdict=Verdict.UNDECIDED,
                hint=UNDECIDED,
                evidence=f"Undecided for {said}: {claim.relation}",
                method="claims",
            )
        if not holds:
            failed = Decision(
                verdict=Verdict.INCORRECT,
                hint=claim.otherwise,
                evidence=f"For {said} this fails: {claim.relation}",
                certificate={name: _shown(value) for name, value in values.items()},
                method="claims",
            )
            return _mistake(values, question) or failed
    return Decision(
        verdict=Verdict.CORRECT,
        score=1.0,
        evidence=f"Every claim holds for {said}.",
        proof="every claim was proved for the given numbers",
        method="claims",
    )


def solve(question: Question) -> str:
    """The canonical example as a dictionary."""
    entries = ", ".join(
        f"{name!r}: "
        + (
            f"[{', '.join(map(in_python, value))}]"
            if isinstance(value, list | tuple)
            else in_python(value)
        )
        for name, value in question.reference.canonical.items()
    )
    return "{" + entries + "}"


def _claims(question: Question, stand_ins: Mapping[str, Any]) -> list[tuple[Claim, Tree]]:
    """The claims about an example of that many numbers, with their trees; kept with the question.

    They are about stand-ins, so that they are the same for everybody.
    """
    kept = question.__dict__.setdefault("_claims", {})
    key = tuple(len(each) if isinstance(each, list) else None for each in stand_ins.values())
    if key not in kept:
        claims = question.reference.claims(stand_ins)
        kept[key] = [(claim, from_sympy(claim.relation)) for claim in claims]
    return kept[key]  # type: ignore[no-any-return]


def _holds(tree: Tree, numbers: Mapping[str, Tree]) -> bool | None:
    """Decide a relation between numbers: ``None`` if the engine cannot."""
    if tree in {TRUE, FALSE}:
        return tree == TRUE
    op, left, right = substitute(tree, dict(numbers)).args
    outcome = compare(left, right, Domain.of({}))
    if outcome.relation == "undecided":
        return None
    if outcome.relation == "equal":
        return op in {"=", "<=", ">="}
    if op in {"=", "!="}:
        return bool(op == "!=")
    return _is_ordered(op, left, right)


def _is_ordered(op: str, left: Tree, right: Tree) -> bool | None:
    """An inequality between numbers that are known to differ, by certified values."""
    for bits in (64, 512):
        try:
            with precision(bits):
                return holds(relation(op, left, right), {})
        except Undefined:
            return False
        except (Indeterminate, TooExpensive):
            continue
    return None


def _values(answer: Answer, question: Question) -> Values:
    """The student's numbers by field: a dictionary, or a list in the statement's order."""
    fields = question.reference.fields
    by_name = _with_own_names(_by_name(answer, question, fields), fields)
    missing = [field.name for field in fields if field.name not in by_name]
    if missing and not by_name.keys() <= {field.name for field in fields}:
        raise Unreadable(
            f"Values named {', '.join(field.name for field in fields)} would be read here."
        )
    if missing:
        raise Misfit(f"The example lacks {', '.join(missing)}.")
    return {field.name: _value(by_name[field.name], field, question) for field in fields}


def _with_own_names(by_name: Mapping[str, Any], fields: tuple[ExampleField, ...]) -> dict[str, Any]:
    r"""Fields by the statement's names: ``Φ``, ``phi`` and ``\Phi`` are ``Phi``."""
    own = {field.name: field.name for field in fields}
    folded = {name.casefold(): name for name in own} if len(own) > 1 else {}
    named: dict[str, Any] = {}
    for given, value in by_name.items():
        plain = GREEK.get(given.strip(), given.strip().removeprefix("\\"))
        named[own.get(plain) or folded.get(plain.casefold(), given)] = value
    return named if len(named) == len(by_name) else dict(by_name)


def _by_name(
    answer: Answer, question: Question, fields: tuple[ExampleField, ...]
) -> dict[str, Any]:
    names = ", ".join(field.name for field in fields)
    wanted = f"A dictionary or a list that gives {names} would be read here."
    match answer.form, answer.content:
        case "typed", {"value": {"t": "dict", "k": list(keys), "v": list(values)}} if (
            len(keys) == len(values) <= MOST_FIELDS
        ):
            pairs = zip(keys, values, strict=True)
            return dict(_typed_pair(name, value, wanted) for name, value in pairs)
        case "json", dict(content):
            return dict(content)
        case "text" | "latex", str(text) if text.strip().startswith("{"):
            return _pairs_of_text(text, wanted)
        case "latex", str(text) if len(fields) > 1:
            text = formula_to_read(answer.source, text, several=True)
            if text.count("=") == len(fields):
                return _equations_of_text(_plain(text), wanted)
        case "text", str(text) if text.count("=") == len(fields) > 1:
            return _equations_of_text(text, wanted)
        case "typed", {"value": {"t": "text", "v": str(text)}} if (
            text.count("=") == len(fields) > 1
        ):
            return _equations_of_text(text, wanted)
    tree = (
        tree_of_json(answer.content, question.vocabulary)
        if answer.form == "json"
        else tree_of(answer, question)
    )
    entries = list(tree.args) if tree.head in _SEQUENCES else [tree]
    if len(fields) == 1 and fields[0].many:
        inner = entries[0] if len(entries) == 1 else tree  # [2, -2], or [[2, -2]]
        return {fields[0].name: inner if inner.head in _SEQUENCES else tree}
    if len(entries) != len(fields):
        raise Unreadable(wanted)
    return {field.name: entry for field, entry in zip(fields, entries, strict=True)}


def _typed_pair(name: Any, value: Any, wanted: str) -> tuple[str, Any]:
    match name, value:
        case {"t": "text" | "symbol", "v": str(words)}, dict():
            return words, {"version": 1, "value": value}
    raise Unreadable(wanted)


def _pairs_of_text(text: str, wanted: str) -> dict[str, Any]:
    """``{'b': [0, 1, 5], 'Phi': 1}`` as text: split at the top level, values read by the reader."""
    body = text.strip()
    if not body.endswith("}"):
        raise Unreadable(wanted)
    pairs: dict[str, Any] = {}
    for item in between_commas(body[1:-1]):
        name, colon, value = item.partition(":")
        name = name.strip().strip("'\"").strip()
        if not colon or not name.isidentifier() or keyword.iskeyword(name):
            raise Unreadable(wanted)
        quoted = _QUOTED.fullmatch(value.strip())
        pairs[name] = quoted[2] if quoted else value.strip()
    return pairs


def _plain(formula: str) -> str:
    """Without spaces of LaTeX, and names without their backslash."""
    return _NAMED.sub(r"\1", _SPACE.sub(" ", formula))


def _equations_of_text(text: str, wanted: str) -> dict[str, Any]:
    """``b = [0, 1, 5], Phi = 1``: names with values, between commas, semicolons or lines."""
    pairs: dict[str, Any] = {}
    for item in _BETWEEN.split(text.strip().rstrip(".")):
        name, _equals, value = item.partition("=")
        name = name.strip().removesuffix(":")
        if not name.isidentifier() or keyword.iskeyword(name) or name in pairs:
            raise Unreadable(wanted)
        pairs[name] = value.strip().rstrip(",;")
    return pairs


def _value(given: Any, field: ExampleField, question: Question) -> Tree | list[Tree]:
    tree = _tree(given, question)
    if not field.many:
        return _number(tree, field)
    entries = tree.args if tree.head in {"list", "tuple", "vector", "set"} else (tree,)
    if not field.at_least <= len(entries) <= field.at_most:
        raise Misfit(
            f"{field.name} has {hints.sized(len(entries), 'number')}; between {field.at_least} and "
            f"{field.at_most} are asked for."
        )
    return [_number(entry, field) for entry in entries]


def _tree(given: Any, question: Question) -> Tree:
    if isinstance(given, Tree):
        return given
    if isinstance(given, dict):
        answer = Answer(part=question.part_id, form="typed", content=given)
        return tree_of(answer, question)
    return tree_of_json(given, question.vocabulary)


def _number(tree: Tree, field: ExampleField) -> Tree:
    if free_symbols(tree) or tree.head in {"list", "tuple", "vector", "set", "matrix", "text"}:
        raise Misfit(f"{field.name} must be given as numbers; {to_text(tree)[:60]} is none.")
    return tree


def _stand_ins(values: Values) -> tuple[dict[str, Any], dict[str, Tree]]:
    """SymPy symbols in place of the numbers, and the number of each symbol."""
    stand_ins: dict[str, Any] = {}
    numbers: dict[str, Tree] = {}
    for name, value in values.items():
        if isinstance(value, list):
            symbols = [_symbol(f"{name}_{i}") for i in range(1, len(value) + 1)]
            stand_ins[name] = symbols
            numbers.update(zip(map(str, symbols), value, strict=True))
        else:
            stand_ins[name] = _symbol(name)
            numbers[name] = value
    return stand_ins, numbers


@lru_cache(maxsize=512)
def _symbol(name: str) -> Any:
    return sp.Symbol(name, real=True)


def _mistake(values: Values, question: Question) -> Decision | None:
    """A known mistake whose canonical numbers are the student's."""
    for mistake in question.mistakes:
        if not isinstance(mistake.form, Mapping):
            continue
        same = all(
            name in values and from_sympy(form) == _as_tree(values[name])
            for name, form in mistake.form.items()
        )
        if same:
            return decision_of(mistake, f"The known mistake {mistake.id!r}.")
    return None


def _as_tree(value: Tree | list[Tree]) -> Tree:
    return Tree("list", tuple(value)) if isinstance(value, list) else value


def _shown(value: Tree | list[Tree]) -> str:
    return to_text(_as_tree(value))


def _phrase(part: Part) -> str:
    return "a dictionary of numbers by name, or a list in the order of the statement"


KIND = Kind("example", decide, solve, _phrase)

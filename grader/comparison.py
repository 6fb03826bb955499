"""Pairs without any problem: a line of JSON in, a line of JSON out. The heart of `grader compare`.

A pair is ``{"student", "reference", "syntax"?, "symbols"?, "constraints"?, "kind"?, "id"?}``; keys
that are not known are ignored. Each side is text, a number, or a (nested) list of these. What comes
back is a `Judged`; nothing that a line holds raises.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Any, Final, get_args

from grader.equality import (
    Domain,
    Outcome,
    Reference,
    compare,
    compile_reference,
    recheck,
    within,
)
from grader.equality.relations import explain
from grader.errors import GraderError, Unreadable, did_you_mean
from grader.pairs import Judged, expected, pair_of, undecided, with_id
from grader.reading.arrays import TWO_SIZES, has_one_size
from grader.reading.scanning import Syntax
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.spec import Tolerance
from grader.tree import FALSE, TRUE, Tree

JSON = Any

KINDS: Final = ("expression", "vector", "matrix", "number", "equation", "inequality", "growth",
                "set", "list", "tuple", "interval", "table")  # fmt: skip
_DEEPEST = 4
_SHAPES = {"str": "a text", "dict": "an object of texts", "list": "a list of texts"}
_SYNTAXES = get_args(Syntax)
_RELATIONS = frozenset({"equation"})
_NOT_EXPLAINED = frozenset({"equation", "inequality", "growth", "set", "list", "interval"})
_PLAIN = frozenset({"vector", "matrix", "tuple", "table", "inequality"})


def judge_line(
    number: int, line: str, *, rechecked: bool = False, explained: bool = False
) -> Judged:
    """Decide the pair on one line.

    Args:
        number: Of the line, from 1, for messages.
        line: A JSON object.
        rechecked: Whether certificates are checked again, by `grader.equality.recheck`; the
            answer then also has ``rechecked`` and ``evidence``, all that is needed to do it again.
        explained: Whether a proved relation between two different sides is looked for; the answer
            then may have ``relation``.

    >>> judged = judge_line(1, '{"student": "x + x", "reference": "2*x", "id": 7}')
    >>> judged.answer["id"], judged.answer["verdict"], judged.answer["scope"]
    (7, 'equal', 'everywhere')
    >>> judge_line(2, "[]").answer["error"]
    'Line 2 is no JSON object; it should look like {"student": "2*x", "reference": "x + x"}.'
    """
    start = perf_counter()
    pair: Mapping[str, JSON] = {}
    try:
        pair = pair_of(number, line)
        outcome = _outcome(pair)
        answer = _as_json(outcome)
        if rechecked and outcome.certificate is not None:
            answer |= {
                "rechecked": recheck(outcome.certificate),
                "evidence": outcome.certificate.to_json(),
            }
        if explained and outcome.relation == "different":
            answer |= _explained(pair)
    except GraderError as error:
        where = "" if str(error).startswith("Line ") else f"Line {number}, "
        answer = {"verdict": "unreadable", "method": "reading", "error": f"{where}{error}"}
    except Exception as error:  # noqa: BLE001 - our fault costs one pair, never the stream
        answer = undecided(f"the engine failed ({type(error).__name__})")
    answer["seconds"] = round(perf_counter() - start, 6)
    return Judged(with_id(pair, answer), expected(pair))


# ---------------------------------------------------------------------------- reading a pair


def _texts(pair: Mapping[str, JSON], key: str, default: JSON, shape: type) -> JSON:
    """An optional key whose value must be a text, or a mapping or list of texts."""
    value = pair.get(key)
    if value is None:
        return default
    words = value.values() if isinstance(value, dict) else value
    if not isinstance(value, shape) or not all(isinstance(word, str) for word in words):
        what = _SHAPES[shape.__name__]
        raise GraderError(f"key {key!r}: {what} would be read here.")
    return value


def _one_of(pair: Mapping[str, JSON], key: str, known: Sequence[str]) -> str:
    value = str(_texts(pair, key, known[0], str))
    if value not in known:
        hint = did_you_mean(value, known, f"Known: {', '.join(known)}.")
        raise GraderError(f"key {key!r}: there is no {value!r}. {hint}")
    return value


@dataclass(frozen=True, eq=False)
class _Setting:
    """What both sides of a pair are read and compared under; kept, and known by its identity."""

    domain: Domain
    vocabulary: Vocabulary
    syntax: Syntax
    kind: str

    def tree(self, side: str, content: JSON) -> Tree:
        """One side as a tree."""
        try:
            tree = self._tree(content, 0)
        except Unreadable as error:
            raise GraderError(f"{side}: {error}") from error
        return _as_interval(tree) if self.kind == "interval" and isinstance(content, str) else tree

    def _tree(self, content: JSON, depth: int) -> Tree:
        if depth > _DEEPEST:
            raise Unreadable(f"Lists more than {_DEEPEST} deep are not read here.")
        match content:
            case str():
                if self.kind == "matrix" and has_one_size(content):
                    raise Unreadable(TWO_SIZES)
                keep = self.kind in _RELATIONS
                return read(content, self.vocabulary, self.syntax, keep_equation=keep)
            case bool():
                return TRUE if content else FALSE
            case int() | float():
                return read(repr(content), self.vocabulary)
            case list():
                return Tree("list", tuple(self._tree(entry, depth + 1) for entry in content))
        raise Unreadable("A text, a number or a list would be read here.")


def _as_interval(tree: Tree) -> Tree:
    """``(0, 1)`` and ``[0, 1]``, a pair and a list to everybody else, where intervals are asked."""
    match tree:
        case Tree("tuple" | "list", (lower, upper)):
            is_open = tree.head == "tuple"
            return Tree("interval", (lower, upper, is_open, is_open))
    return tree


@lru_cache(maxsize=512)
def _setting(
    symbols: tuple[tuple[str, str], ...], constraints: tuple[str, ...], syntax: Syntax, kind: str
) -> _Setting:
    declared = dict(symbols)
    if syntax == "python":
        declared.setdefault("i", "real")  # SymPy's unit is I; a name that nobody declared is real
    # Of a number that is no number, "1 million", the words are no symbols
    vocabulary = Vocabulary.of(declared, any_name=kind != "number")
    return _Setting(Domain.of(declared, constraints), vocabulary, syntax, kind)


@lru_cache(maxsize=256)
def _reference(setting: _Setting, content: str) -> Reference | Tree:
    """The reference, compiled once for all pairs that share it; as it is where that fails."""
    tree = setting.tree("reference", json.loads(content))
    try:
        return compile_reference(tree, setting.domain)
    except GraderError:
        return tree


def _setting_of(pair: Mapping[str, JSON]) -> _Setting:
    symbols = tuple(_texts(pair, "symbols", {}, dict).items())
    constraints = tuple(_texts(pair, "constraints", [], list))
    syntax: Any = _one_of(pair, "syntax", _SYNTAXES)
    return _setting(symbols, constraints, syntax, _one_of(pair, "kind", KINDS))


def _outcome(pair: Mapping[str, JSON]) -> Outcome:
    setting = _setting_of(pair)
    reference = _reference(setting, json.dumps(pair["reference"]))
    return decided(
        setting.tree("student", pair["student"]), reference, setting.domain, setting.kind
    )


def decided(student: Tree, reference: Reference | Tree, domain: Domain, kind: str) -> Outcome:
    """The outcome of a pair whose sides are read.

    Args:
        student: The answer.
        reference: What is right, compiled or not.
        domain: Of both.
        kind: One of `KINDS`.
    """
    if kind == "number":
        tree = reference.tree if isinstance(reference, Reference) else reference
        return within(student, tree, domain, Tolerance())
    return compare(student, reference, domain, kind="expression" if kind in _PLAIN else kind)


@dataclass(frozen=True, slots=True)
class Question:
    """A pair whose sides are read: what `decided` is asked, with a reference not compiled."""

    student: Tree
    reference: Tree
    domain: Domain
    kind: str


def question_of(pair: Mapping[str, JSON]) -> Question:
    """The pair, read.

    Raises:
        GraderError: a side or a declaration that is not read.
    """
    setting = _setting_of(pair)
    student, reference = (setting.tree(side, pair[side]) for side in ("student", "reference"))
    return Question(student, reference, setting.domain, setting.kind)


def _explained(pair: Mapping[str, JSON]) -> dict[str, JSON]:
    """The relation between two different sides, if one can be proved."""
    question = question_of(pair)
    if question.kind in _NOT_EXPLAINED:
        return {}
    found = explain(question.student, question.reference, question.domain)
    return {} if found is None else {"relation": {"name": found.name, "exact": found.exact}}


# ---------------------------------------------------------------------------- writing an answer


def _as_json(outcome: Outcome) -> dict[str, JSON]:
    answer: dict[str, JSON] = {"verdict": outcome.relation}
    if outcome.scope is not None:
        answer["scope"] = outcome.scope
    answer["method"] = outcome.method
    if outcome.relation == "undecided" and outcome.bits is not None:
        answer["method"] += f" ({outcome.bits} bits agree)"
    if outcome.certificate is not None:
        answer["certificate"] = dict(outcome.certificate.point)
    if outcome.proof is not None:
        answer["proof"] = outcome.proof
    return answer

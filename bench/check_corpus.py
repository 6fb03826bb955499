"""Check every label of the corpus at 70 digits, without the engine.

    python bench/check_corpus.py [FILE...]

A pair has 20 s of processor time; one that needs more is named and left open.

Pairs labelled equal must agree at every point tried of the stated domain, pairs labelled different
must differ at one, pairs equal almost everywhere must agree at random points and differ (or be
undefined on one side only) at a special one. Exit code 1 and one line a pair where that fails.

A pair that is not plain Python text (LaTeX, calculator text, words) carries a translation in its
key ``plain``; where two sides differ only at a point that nobody would try, ``witness`` names it.
"""

from __future__ import annotations

import ast
import itertools
import json
import random
import re
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from mpmath import mp, mpc, mpf
from plain_values import DIGITS, Evaluator, TooLarge, Undefined, Value, parse

CORPUS = Path(__file__).parent / "corpus"
SAME, APART = mpf(10) ** -70, mpf(10) ** -60
SPECIAL = [*range(-6, 7), Fraction(1, 2), Fraction(-1, 2), Fraction(1, 3), 19, 50, 98, 200]
FAR = [1001, -1001, Fraction(1, 10**9), Fraction(-1, 10**9)]
STEP = mpf(10) ** -40
RANDOM_POINTS = 12
LIMIT_S = 20.0
"""Of processor time, for one pair."""
UNKNOWN = "undefined"
Point = dict[str, Value]


class OutOfTime(Exception):
    """A pair took longer than it may."""


# ---------------------------------------------------------------------------- domains


def admits(words: str, value: Fraction) -> bool:
    """Whether a scalar's declaration (``integer >= 2``, ``0 < beta < 1``) admits the value."""
    if "integer" in words and value.denominator != 1:
        return False
    if "nonzero" in words and value == 0:
        return False
    chain = re.findall(r"<=|>=|<|>|!=|-?\d+(?:/\d+)?|[A-Za-z_]\w*", words)
    chain = [token for token in chain if token not in {"integer", "real", "nonzero", "rational"}]
    if chain and chain[0] in {"<", "<=", ">", ">=", "!="}:
        chain.insert(0, "x")
    values = [_operand(token, value) for token in chain[::2]]
    return all(
        {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "!=": a != b}[op]
        for (a, b), op in zip(itertools.pairwise(values), chain[1::2], strict=True)
    )


def _operand(token: str, value: Fraction) -> Fraction:
    return Fraction(token) if re.match(r"-?\d", token) else value


def _bounds(words: str) -> tuple[int, int]:
    numbers = [Fraction(n) for n in re.findall(r"(?<![\w.])-?\d+(?:/\d+)?", words)]
    return int(min([*numbers, 0])) - 4, int(max([*numbers, 0])) + 5


def draw(words: str, rng: random.Random) -> Fraction:
    """A random value of the declaration."""
    low, high = _bounds(words)
    for _ in range(10_000):
        value = (
            Fraction(rng.randint(low, high + 4))
            if "integer" in words
            else Fraction(rng.randint(low * 9973, high * 9973), 9973)
        )
        if admits(words, value):
            return value
    raise ValueError(f"no value of {words!r} was found")


def _number(value: Fraction) -> mpf:
    return mpf(value.numerator) / value.denominator


def one_value(words: str, rng: random.Random, special: Fraction | None) -> Value:
    """A value of any declaration: a number, or a (nested) list for vectors and matrices."""
    match words.split():
        case ["complex", *_]:
            part = special if special is not None else draw("real", rng)
            return mpc(_number(part), _number(draw("real", rng)))
        case [*entry, "vector", length] if length.isdigit():
            return [one_value(" ".join(entry), rng, special) for _ in range(int(length))]
        case [*entry, "matrix", rows, "x", columns] | [*entry, "matrix", rows, columns]:
            row = f"{' '.join(entry)} vector {columns}"
            return [one_value(row, rng, None) for _ in range(int(rows))]
    if special is not None and admits(words, special):
        return _number(special)
    return _number(draw(words, rng))


def points(pair: Mapping[str, Any], rng: random.Random) -> Iterator[tuple[str, Point]]:
    """Points of the pair's domain: its witness, random ones, special ones."""
    symbols = {name: words for name, words in pair["symbols"].items() if words != "function"}
    constraints = [parse(text) for text in pair.get("constraints", ())]
    if "witness" in pair:
        yield (
            "witness",
            {
                name: [_number(Fraction(v)) for v in text]
                if isinstance(text, list)
                else _exact(text)
                for name, text in pair["witness"].items()
            },
        )
    plans: list[tuple[str, Mapping[str, Any]]] = [("random", {})] * RANDOM_POINTS
    plans += [("special", dict.fromkeys(symbols, v)) for v in [*SPECIAL, *FAR]]
    plans += [("special", {name: v}) for name in symbols for v in [*SPECIAL, *FAR]]
    plans += [("special", _mixture(symbols, rng)) for _ in range(3 * RANDOM_POINTS)]
    for label, plan in plans:
        point = {
            name: one_value(words, rng, Fraction(plan[name]) if name in plan else None)
            for name, words in symbols.items()
        }
        if all(Evaluator(point, {}).value(condition) for condition in constraints):
            yield label, point


def _mixture(symbols: Mapping[str, str], rng: random.Random) -> Mapping[str, Any]:
    return {name: rng.choice(SPECIAL) for name in symbols}


def _exact(text: str) -> Value:
    return Evaluator({}, {}).value(parse(text))


def models(pair: Mapping[str, Any]) -> dict[str, Any]:
    """Stand-ins for unknown functions."""
    names = [name for name, words in pair["symbols"].items() if words == "function"]
    return {
        name: lambda *values, k=k: (
            mp.exp(mp.fsum(mp.sin((k + 2) * v + i) for i, v in enumerate(values))) + values[0] ** 2
        )
        for k, name in enumerate(names)
    }


# ---------------------------------------------------------------------------- comparison


def same(a: Value, b: Value) -> bool | None:
    """Whether two values agree at 70 digits; ``None`` where that cannot be told."""
    match a, b:
        case list(), list():
            answers = [same(x, y) for x, y in zip(a, b, strict=False)]
            if len(a) != len(b) or False in answers:
                return False
            return None if None in answers else True
        case (bool(), bool()):
            return a is b
        case (list(), _) | (_, list()):
            return False
    if a == b:
        return True
    distance = abs(a - b) / max(abs(a), abs(b)) if mp.isfinite(a - b) else mpf(1)
    return True if distance < SAME else False if distance > APART else None


def as_sets(a: Sequence[Value], b: Sequence[Value]) -> bool:
    """Whether every element of either has a twin in the other."""
    return all(any(same(x, y) for y in b) for x in a) and all(any(same(x, y) for x in a) for y in b)


def as_bags(a: Sequence[Value], b: Sequence[Value]) -> bool:
    """Whether they are the same but for their order."""
    left = list(b)
    for x in a:
        twin = next((i for i, y in enumerate(left) if same(x, y)), None)
        if twin is None:
            return False
        left.pop(twin)
    return not left


def within(a: Value, b: Value, text: str) -> bool:
    """Whether a number is right to 1e-3 and within a unit of the last place that was written."""
    places = len(text.partition(".")[2]) if re.fullmatch(r"-?\d*\.\d+", text) else None
    if places is None:
        return same(a, b) is True
    return bool(abs(a - b) <= min(abs(b) / 1000, mpf(10) ** -places))


def worth(text: str, kind: str, point: Point, functions: Mapping[str, Any]) -> Value:
    """The value of one side at the point, ``UNKNOWN`` where it has none."""
    evaluator = Evaluator(point, functions)
    try:
        if kind == "interval":
            ends = [evaluator.value(parse(end)) for end in text.strip()[1:-1].split(",")]
            return [*ends, text.strip()[0] == "(", text.strip()[-1] == ")"]
        return evaluator.value(parse(text))
    except Undefined:
        return UNKNOWN


def agreement(pair: Mapping[str, Any], point: Point, label: str = "") -> bool | None:
    """`agree_at`, with many more digits where a difference might be made of rounding.

    A witness (``pi/2``) is known to so many digits only as it was computed with.
    """
    functions = models(pair)
    answer = agree_at(pair, point, functions)
    if answer is True or label == "witness":
        return answer
    with mp.workdps(10 * DIGITS):
        return agree_at(pair, point, functions)


def agree_at(pair: Mapping[str, Any], point: Point, functions: Mapping[str, Any]) -> bool | None:
    """Whether the two sides are worth the same at the point."""
    kind = pair.get("kind", "expression")
    a, b = (worth(text, kind, point, functions) for text in sides(pair))
    if isinstance(a, str) or isinstance(b, str):
        return isinstance(a, str) and isinstance(b, str)
    if kind == "set":
        return as_sets(a, b)
    if kind == "list":
        return as_bags(a, b)
    if kind == "number":
        return within(a, b, sides(pair)[0])
    return same(a, b)


def sides(pair: Mapping[str, Any]) -> tuple[str, str]:
    """Both sides in the syntax that `plain_values` reads."""
    student, reference = pair.get("plain", (pair["student"], pair["reference"]))
    return student, reference


# ---------------------------------------------------------------------------- growth, equations


def growth_agrees(pair: Mapping[str, Any]) -> bool:
    """Whether the quotient of both sides tends to a number above 0, seen at very large n."""
    for exponents in ((10**3, 10**5), (4, 6), (3, 4)):
        try:
            middle, last = (_quotient(pair, mpf(10) ** digits) for digits in exponents)
        except TooLarge:
            continue
        return bool(0.5 < last / middle < 2 and mpf(10) ** -9 < last < 10**9)
    raise TooLarge


def _quotient(pair: Mapping[str, Any], n: mpf) -> mpf:
    a, b = (Evaluator(dict.fromkeys(pair["symbols"], n), {}).value(parse(t)) for t in sides(pair))
    return abs(a / b)


def _difference(text: str) -> ast.expr:
    left, right = text.split("=")
    return parse(f"({left}) - ({right})")


def equation_agrees(pair: Mapping[str, Any], rng: random.Random) -> bool:
    """Whether each equation holds on the other's solutions, found in each symbol in turn."""
    one, other = (_difference(text) for text in sides(pair))
    return _implies(one, other, pair, rng) and _implies(other, one, pair, rng)


def _implies(one: ast.expr, other: ast.expr, pair: Mapping[str, Any], rng: random.Random) -> bool:
    for name, words in pair["symbols"].items():
        for _ in range(RANDOM_POINTS):
            point = {n: one_value(w, rng, None) for n, w in pair["symbols"].items()}
            for root in _roots(one, point, name):
                inside = abs(mp.im(root)) < SAME and _roughly_admits(words, mp.re(root))
                if inside and not _vanishes(other, {**point, name: mp.re(root)}):
                    return False
    return True


def _roughly_admits(words: str, value: mpf) -> bool:
    return admits(words.replace("integer", ""), Fraction(str(mp.nstr(value, 50))))


def _vanishes(node: ast.expr, point: Point) -> bool:
    try:
        return bool(abs(Evaluator(point, {}).value(node)) < mpf(10) ** -60)
    except Undefined:
        return False


def _roots(node: ast.expr, point: Point, name: str) -> Iterator[Value]:
    for start in (mpf("0.37"), mpf("-1.9"), mpf("4.3"), mpc(1, 1)):
        try:
            yield mp.findroot(
                lambda x: Evaluator({**point, name: x}, {}).value(node), start, tol=mpf(10) ** -180
            )
        except (ValueError, ZeroDivisionError, Undefined, TooLarge):
            continue


# ---------------------------------------------------------------------------- verdict


def complaint(pair: Mapping[str, Any]) -> str | None:
    """What is wrong with the pair's label, ``None`` if nothing is."""
    rng = random.Random(pair["id"])
    expected, kind = pair["expect"], pair.get("kind", "expression")
    if kind in {"growth", "equation"}:
        agrees = growth_agrees(pair) if kind == "growth" else equation_agrees(pair, rng)
        return None if agrees == (expected == "equal") else f"labelled {expected}"
    if expected == "different":
        return None if _differs(pair, rng) else "no difference but on a set of measure zero"
    return _doubt_equal(pair, answers(pair, rng))


def _differs(pair: Mapping[str, Any], rng: random.Random) -> bool:
    """Whether both sides differ at a point and beside it."""
    for _, point, answer in answers(pair, rng):
        if answer is False:
            beside = [moved(point, pair["symbols"], step) for step in (STEP, -STEP)]
            if pair.get("kind") == "inequality" or any(
                agreement(pair, near) is False for near in beside
            ):
                return True
    return False


def moved(point: Point, symbols: Mapping[str, str], step: mpf) -> Point:
    """The point with every number that may be any real one moved by a little."""

    def shifted(value: Value, step: mpf) -> Value:
        if isinstance(value, list):
            return [shifted(entry, step * (i + 2)) for i, entry in enumerate(value)]
        return value + step

    return {
        name: value if "integer" in symbols[name] else shifted(value, step * (i + 1))
        for i, (name, value) in enumerate(point.items())
    }


def answers(
    pair: Mapping[str, Any], rng: random.Random
) -> Iterator[tuple[str, Point, bool | None]]:
    """Whether both sides agree at each point: the point's label, the point, the answer."""
    for label, point in points(pair, rng):
        try:
            yield label, point, agreement(pair, point, label)
        except TooLarge:
            continue


def _doubt_equal(
    pair: Mapping[str, Any], found: Iterator[tuple[str, Point, bool | None]]
) -> str | None:
    everywhere, exceptional, defined = pair["scope"] == "everywhere", False, False
    for label, point, answer in found:
        if answer is None:
            return f"cannot be told apart at {show(point)}"
        if not answer and (everywhere or label == "random"):
            return f"differs at {show(point)}"
        exceptional = exceptional or not answer
        defined = defined or is_defined(pair, point)
    if not defined:
        return "the reference is defined nowhere"
    return None if exceptional != everywhere else "no exceptional point"


def is_defined(pair: Mapping[str, Any], point: Point) -> bool:
    """Whether the reference has a value at the point."""
    return worth(sides(pair)[1], pair.get("kind", "expression"), point, models(pair)) != UNKNOWN


def show(point: Point) -> str:
    """The point in a few digits."""
    return ", ".join(f"{name} = {mp.nstr(value, 8)}" for name, value in point.items())


def read(files: Sequence[Path]) -> Iterator[Mapping[str, Any]]:
    """The pairs of the files, in order."""
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def in_time(pair: Mapping[str, Any]) -> str | None:
    """`complaint`, given up after `LIMIT_S` seconds of processor time.

    Raises:
        OutOfTime: it was.
    """

    def give_up(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT_S)
    try:
        return complaint(pair)
    except TooLarge as reason:
        raise OutOfTime from reason
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def main(arguments: Sequence[str]) -> int:
    """Check the files, or the whole corpus; print what is wrong, and what took too long."""
    mp.dps = DIGITS
    files = [Path(argument) for argument in arguments] or sorted(CORPUS.glob("*.jsonl"))
    counts = {"equal": 0, "different": 0, "wrong": 0}
    ids: set[str] = set()
    open_: list[str] = []
    for pair in read(files):
        wrong = None
        try:
            wrong = in_time(pair)
        except OutOfTime:
            open_.append(pair["id"])
        except (ValueError, TypeError, KeyError, SyntaxError) as error:
            wrong = f"{type(error).__name__}: {error}"
        if pair["id"] in ids:
            wrong = "its id occurs twice"
        ids.add(pair["id"])
        counts[pair["expect"]] += 1
        if wrong:
            counts["wrong"] += 1
            print(f"{pair['id']}: {pair['student']}  |  {pair['reference']}: {wrong}")
    print(f"{len(ids)} pairs, {counts['equal']} equal, {counts['different']} different: ", end="")
    print(f"{counts['wrong']} labels in doubt")
    if open_:
        print(f"{len(open_)} given up after {LIMIT_S:g} s, or too large: {', '.join(open_)}")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

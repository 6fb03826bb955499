"""The equality engine against its peers, on the labelled corpus, in one run.

    python bench/equality.py [--pairs N] [--quick] [--write FILE] [--math-verify PYTHON]

Exit code 1 if this engine accepts what is wrong, refuses what is right, or leaves 1 % undecided.
Math-Verify is asked if an interpreter that has it is given, or was set up once with
``python -m venv .peers && .peers/bin/pip install "math-verify[antlr4_13_2]"``.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import selectors
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Any, Self

from equality_peers import equals, gave_up, is_for_sympy, latex_line, simplify

from grader.comparison import judge_line
from grader.lines import Lines

HERE = Path(__file__).parent
LIMIT_S = 5.0
QUICK = 8
STUDENTS = 1_000
Pair = Mapping[str, Any]
Answer = Mapping[str, Any]


@dataclass
class Score:
    """What one tool said of the pairs that it was asked."""

    name: str
    asked: int = 0
    right: int = 0
    false_accepts: list[str] = field(default_factory=list)
    false_rejects: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)

    def add(self, pair: Pair, answer: Answer) -> None:
        """Count one answer."""
        self.asked += 1
        verdict, where = answer["verdict"], f"{pair['id']} {answer.get('error', '')}".strip()
        seconds = answer["seconds"]
        self.times_s.append(LIMIT_S if math.isnan(seconds) else seconds)
        if verdict == pair["expect"]:
            self.right += 1
            if answer.get("scope", pair.get("scope")) != pair.get("scope"):
                self.scopes.append(where)
        elif verdict == "undecided":
            self.undecided.append(where)
        elif verdict == "equal":
            self.false_accepts.append(where)
        elif verdict == "different":
            self.false_rejects.append(where)
        else:
            self.errors.append(where)

    @property
    def passes(self) -> bool:
        """No wrong verdict, every pair read, and less than 1 % undecided."""
        wrong = self.false_accepts or self.false_rejects or self.errors
        return not wrong and len(self.undecided) < self.asked / 100

    @property
    def median_s(self) -> float:
        """Median time."""
        return statistics.median(self.times_s)

    def row(self) -> tuple[str, ...]:
        """The row of the table."""
        times = sorted(self.times_s) or [math.nan]
        p95 = times[min(len(times) - 1, math.ceil(0.95 * len(times)) - 1)]
        counts = (self.false_accepts, self.false_rejects, self.undecided, self.errors)
        return (
            self.name,
            str(self.asked),
            str(self.right),
            *(str(len(found)) for found in counts),
            *(_ms(t) for t in (statistics.median(times), p95, times[-1])),
            f"{len(times) / sum(times):,.0f}",
        )


HEADINGS = ("", "pairs", "right", "false accepts", "false rejects", "undecided", "errors",
            "median ms", "p95 ms", "max ms", "decisions/s")  # fmt: skip


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f}" if seconds < 1 else f"{seconds * 1000:,.0f}"


# ---------------------------------------------------------------------------- the tools


HARD = {"student": "digamma(x + 1)", "reference": "digamma(x) + 1/x", "symbols": {"x": "x > 0"}}
"""A pair for which the killable worker is asked, so that it is running."""


def warm_up(pairs: Sequence[Pair]) -> None:
    """One pair of every class, with another reference, and one for the worker."""
    for pair in {pair["class"]: pair for pair in pairs}.values():
        judge_line(0, json.dumps({**pair, "reference": "x + 1/7"}))
    judge_line(0, json.dumps(HARD))


def ours(pairs: Sequence[Pair], *, in_a_class: bool) -> Iterator[Answer]:
    """This engine, warm, text in: reading is counted.

    Args:
        pairs: What it is asked.
        in_a_class: Whether answers of others came first: a wrong one, and the reference itself
            in another form where it is one expression, so that the reference is compiled.
    """
    warm_up(pairs)
    for number, pair in enumerate(pairs, 1):
        if in_a_class:
            judge_line(number, json.dumps({**pair, "student": "1/7"}))
            if pair["syntax"] == "python" and isinstance(pair["reference"], str):
                other_form = f"({pair['reference']}) + cos(0) - 1"
                judge_line(number, json.dumps({**pair, "student": other_form}))
        yield judge_line(number, json.dumps(pair)).answer


def drawn_class(pairs: Sequence[Pair]) -> Iterator[Pair]:
    """Answers of `STUDENTS` students to the questions of the class `homework`.

    A question is a reference with all answers that the corpus has for it, and the reference itself
    as an answer; every student answers every question with one of these, drawn evenly.
    """
    questions: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair["class"] == "homework":
            asked = {key: pair.get(key) for key in ("reference", "symbols", "constraints", "kind")}
            itself = {"id": f"{pair['id']} itself", "student": pair["reference"]}
            right = {**pair, **itself, "expect": "equal", "scope": "everywhere"}
            questions.setdefault(json.dumps(asked), [right]).append(pair)
    rng = Random(STUDENTS)
    for _ in range(STUDENTS):
        for answers in questions.values():
            yield rng.choice(answers)


def as_they_come(pairs: Sequence[Pair]) -> Iterator[Answer]:
    """This engine on pairs in their order, nothing repeated for warmth."""
    for number, pair in enumerate(pairs, 1):
        yield judge_line(number, json.dumps(pair)).answer


def in_a_process(
    function: Callable[[int, str], dict[str, Any]], pairs: Sequence[Pair]
) -> Iterator[Answer]:
    """A SymPy peer in a process that is killed after `LIMIT_S`."""
    lines = Lines(function, gave_up, workers=1, limit_s=LIMIT_S)
    return lines.map(map(json.dumps, pairs))


class MathVerify:
    """Math-Verify in its own interpreter, killed after `LIMIT_S` a pair."""

    def __init__(self, python: Path) -> None:
        self._command = [str(python), str(HERE / "equality_math_verify.py")]
        self._process = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()

    def _start(self) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answer(process, ("1", "1"), 60.0)
        return process

    def _answer(
        self, process: subprocess.Popen[str], sides: tuple[str, str], limit_s: float
    ) -> Answer | None:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the process was started with pipes")
        process.stdin.write(json.dumps(sides) + "\n")
        process.stdin.flush()
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            line = process.stdout.readline() if ready.select(limit_s) else ""
        return json.loads(line) if line else None

    def map(self, texts: Iterable[tuple[str, str]]) -> Iterator[Answer]:
        """Its answers, in order."""
        for sides in texts:
            answer = self._answer(self._process, sides, LIMIT_S)
            if answer is None:
                self._process.kill()
                self._process.wait()
                self._process = self._start()
            yield answer or gave_up("", "")


# ---------------------------------------------------------------------------- the run


def read_corpus(most: int | None) -> list[Pair]:
    """The pairs, spread evenly over the classes where only some are wanted."""
    files = sorted((HERE / "corpus").glob("*.jsonl"))
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    step = 1 if most is None else max(1, len(lines) // most)
    return [json.loads(line) for line in lines[::step]]


def scored(name: str, pairs: Sequence[Pair], answers: Iterable[Answer]) -> Score:
    """The score of a tool, with its progress on the terminal."""
    score = Score(name)
    for pair, answer in zip(pairs, answers, strict=True):
        score.add(pair, answer)
        if sys.stderr.isatty():
            print(f"\r{name}: {score.asked} of {len(pairs)}", end="", file=sys.stderr)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return score


def peers(pairs: Sequence[Pair], math_verify: Path | None) -> Iterator[Score]:
    """The other tools' scores, on the pairs that they can express."""
    yield scored("simplify(a-b) == 0", pairs, in_a_process(simplify, pairs))
    yield scored("a.equals(b)", pairs, in_a_process(equals, pairs))
    if math_verify is not None:
        texts = [answer.get("sides") for answer in in_a_process(latex_line, pairs)]
        asked = [(pair, text) for pair, text in zip(pairs, texts, strict=True) if text]
        with MathVerify(math_verify) as tool:
            answers = tool.map(text for _, text in asked)
            yield scored("Math-Verify", [pair for pair, _ in asked], answers)


def by_class(pairs: Sequence[Pair], answers: Sequence[Answer]) -> list[Score]:
    """This engine's score, class by class."""
    scores: dict[str, Score] = {}
    for pair, answer in zip(pairs, answers, strict=True):
        scores.setdefault(pair["class"], Score(pair["class"])).add(pair, answer)
    return list(scores.values())


def as_table(scores: Sequence[Score]) -> str:
    """A Markdown table, aligned for a terminal."""
    rows = [HEADINGS, *(score.row() for score in scores)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADINGS))]
    lines = [
        "| " + " | ".join(c.ljust(w) if i == 0 else c.rjust(w)
                          for i, (c, w) in enumerate(zip(row, widths, strict=True))) + " |"
        for row in rows
    ]  # fmt: skip
    rule = (
        "|" + "|".join("-" * (w + 1) + ("-" if i == 0 else ":") for i, w in enumerate(widths)) + "|"
    )
    return "\n".join([lines[0], rule, *lines[1:]])


def report(
    rows: tuple[Score, Score],
    course: Score,
    others: Sequence[Score],
    classes: Sequence[Score],
    *,
    asked: str,
) -> str:
    """The page. The first of the two rows of this engine is the one with a compiled reference."""
    own, _ = rows
    simplify_s = next((s.median_s for s in others if s.name.startswith("simplify")), math.nan)
    ratios = " and ".join(f"{simplify_s / row.median_s:.0f}" for row in rows)
    tools = ", ".join(f"{n} {version(n)}" for n in ("sympy", "python-flint"))
    has_peer = any(score.name == "Math-Verify" for score in others)
    missing = "" if has_peer else (
        "\nMath-Verify is not installed here: `--math-verify PYTHON` names one that has it.\n"
    )  # fmt: skip
    return f"""# The equality engine and its peers

Printed by `python bench/equality.py` (Python {platform.python_version()}, {tools}; {asked}).
The corpus is `bench/corpus/`; `bench/check_corpus.py` checks its labels at 70 digits without the
engine. The time of this engine includes reading the text. The first answer to a question also
pays for reading and compiling the reference; "in a class" two answers of others came first, a
wrong one and the reference in another form. All are warm: the killable worker runs. SymPy's tools
get finished objects whose symbols carry the domain's assumptions, {LIMIT_S:g} s a pair, and only
pairs that a subtraction can decide; equal almost everywhere counts as equal for them.

{as_table([*rows, *others])}

A class of {STUDENTS:,} students answers the {course.asked // STUDENTS} questions that the homework
pairs are about, each with one of the answers that the corpus has for it or with the reference
itself, drawn evenly; what equal answers have in common is decided once:

{as_table([course])}
{missing}
Median of `simplify` over this engine's, in this run: {ratios}.
{_details(own)}
## This engine, class by class

{as_table(classes)}
"""


def _details(own: Score) -> str:
    found = (
        ("False accepts", own.false_accepts),
        ("False rejects", own.false_rejects),
        ("Undecided", own.undecided),
        ("Unreadable", own.errors),
        ("Right but for the scope", own.scopes),
    )
    return "".join(f"\n{what}: {', '.join(ids)}.\n" for what, ids in found if ids)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and write the page where it was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pairs", type=int, help="about so many pairs instead of all")
    parser.add_argument("--quick", action="store_true", help=f"peers get every {QUICK}th pair")
    parser.add_argument("--write", type=Path, help="also write the page to this file")
    parser.add_argument("--math-verify", type=Path, help="an interpreter that has Math-Verify")
    options = parser.parse_args(arguments)
    python = options.math_verify or HERE.parent / ".peers" / "bin" / "python"
    pairs = read_corpus(options.pairs)
    first = scored("this engine, first answer", pairs, ours(pairs, in_a_class=False))
    answers = list(ours(pairs, in_a_class=True))
    own = scored("this engine, in a class", pairs, answers)
    subtractable = [pair for pair in pairs if is_for_sympy(pair)]
    asked = subtractable[:: QUICK if options.quick else 1]
    others = list(peers(asked, python if python.exists() else None))
    words = f"the peers were asked {len(asked)} of these pairs"
    course = list(drawn_class(pairs))
    as_drawn = scored("homework of a class", course, as_they_come(course))
    page = report((own, first), as_drawn, others, by_class(pairs, answers), asked=words)
    if options.write:
        options.write.parent.mkdir(parents=True, exist_ok=True)
        options.write.write_text(page, encoding="utf-8")
    print(page)
    return 0 if own.passes and first.passes and as_drawn.passes else 1


if __name__ == "__main__":
    sys.exit(main())

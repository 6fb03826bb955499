"""The equality engine against its peers, on the labelled corpus, in one run.

    python bench/equality.py [--pairs N] [--quick] [--write FILE] [--math-verify PYTHON]

Exit code 1 if this engine accepts what is wrong, refuses what is right, or leaves 1 % undecided.
Math-Verify is asked if an interpreter that has it is given, or was set up once with
``python -m venv .peers && .peers/bin/pip install "math-verify[antlr4_13_2]"``.
"""

from __future__ import annotations

import argparse
import json
import platform
import selectors
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Self

from equality_peers import equals, gave_up, is_for_sympy, latex_line, simplify, simplify_text
from equality_scores import LIMIT_S, Answer, Pair, Score, as_table, both_ways

from grader.comparison import Question, decided, judge_line, question_of
from grader.equality import Reference, compile_reference
from grader.errors import GraderError
from grader.lines import Lines
from grader.tree import Tree

HERE = Path(__file__).parent
QUICK = 8
STUDENTS = 1_000


# ---------------------------------------------------------------------------- the tools


HARD = {"student": "digamma(x + 1)", "reference": "digamma(x) + 1/x", "symbols": {"x": "x > 0"}}
"""A pair for which the killable worker is asked, so that it is running."""


def warm_up(pairs: Sequence[Pair]) -> None:
    """One pair of every class, with another reference, and one for the worker."""
    for pair in {pair["class"]: pair for pair in pairs}.values():
        judge_line(0, json.dumps({**pair, "reference": "x + 1/7"}))
    judge_line(0, json.dumps(HARD))


Ask = Callable[..., Iterator[Answer]]


def alone(ask: Ask, pairs: Sequence[Pair], *, in_a_class: bool) -> list[Answer]:
    """This engine's answers in a process of their own: no pass finds what another one kept."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_listed, ask, pairs, in_a_class=in_a_class).result()


def _listed(ask: Ask, pairs: Sequence[Pair], *, in_a_class: bool) -> list[Answer]:
    return list(ask(pairs, in_a_class=in_a_class))


def ours_from_trees(pairs: Sequence[Pair], *, in_a_class: bool) -> Iterator[Answer]:
    """This engine, warm, both sides read before: what SymPy's tools are given.

    Args:
        pairs: What it is asked.
        in_a_class: As of `ours`; else compiling the reference is counted.
    """
    warm_up(pairs)
    for pair in pairs:
        question = question_of(pair)
        asked = question.domain, question.kind
        trees = list(_read(pair, _earlier(pair))) if in_a_class else []
        start = perf_counter()
        reference = _compiled(question)
        if in_a_class:
            for tree in trees:
                with suppress(GraderError):  # the sum of a vector and a number
                    decided(tree, reference, *asked)
            start = perf_counter()
        outcome = decided(question.student, reference, *asked)
        seconds = perf_counter() - start
        yield {"verdict": outcome.relation, "scope": outcome.scope, "seconds": seconds}


def _read(pair: Pair, students: Iterable[str]) -> Iterator[Tree]:
    for student in students:
        with suppress(GraderError):  # the sum of an equation and a number
            yield question_of({**pair, "student": student}).student


def _compiled(question: Question) -> Reference | Tree:
    try:
        return compile_reference(question.reference, question.domain)
    except GraderError:
        return question.reference


def _earlier(pair: Pair) -> list[str]:
    """Answers of others: a wrong one, and the reference itself in another form."""
    if pair["syntax"] == "python" and isinstance(pair["reference"], str):
        return ["1/7", f"({pair['reference']}) + cos(0) - 1"]
    return ["1/7"]


def ours(pairs: Sequence[Pair], *, in_a_class: bool) -> Iterator[Answer]:
    """This engine, warm, a line of JSON in: all reading is counted.

    Args:
        pairs: What it is asked.
        in_a_class: Whether answers of others came first: a wrong one, and the reference itself
            in another form where it is one expression, so that the reference is compiled.
    """
    warm_up(pairs)
    for number, pair in enumerate(pairs, 1):
        for student in _earlier(pair) if in_a_class else ():
            judge_line(number, json.dumps({**pair, "student": student}))
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
    warm_up(pairs)
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


def peers_with_objects(pairs: Sequence[Pair]) -> Iterator[Score]:
    """The scores of SymPy's tools, given finished objects."""
    yield scored("simplify(a-b) == 0", pairs, in_a_process(simplify, pairs))
    yield scored("a.equals(b)", pairs, in_a_process(equals, pairs))


def peers_with_text(pairs: Sequence[Pair], math_verify: Path | None) -> Iterator[Score]:
    """The scores of tools that read the answer themselves, on the pairs that they can express."""
    yield scored("parse_expr, simplify(a-b) == 0", pairs, in_a_process(simplify_text, pairs))
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


@dataclass(frozen=True)
class Run:
    """All scores of a run; of two of this engine, the first is in a class.

    Attributes:
        trees: This engine's from finished trees.
        objects: SymPy's tools, from finished objects.
        text: This engine's from text.
        readers: Tools that read text.
        course: Of the class of students.
        classes: By class of the corpus, in a class of students: from text, and from trees.
        asked: How many pairs the peers were asked.
    """

    trees: tuple[Score, Score]
    objects: Sequence[Score]
    text: tuple[Score, Score]
    readers: Sequence[Score]
    course: Score
    classes: tuple[Sequence[Score], Sequence[Score]]
    asked: int

    @property
    def passes(self) -> bool:
        """Whether this engine made no mistake."""
        return all(score.passes for score in (*self.trees, *self.text, self.course))


def _times(peers: Sequence[Score], own: Sequence[Score]) -> str:
    """How many times longer each peer's median is than each of ours on the pairs it was asked."""
    ratios = (
        (peer, [peer.median_s / score.median_over(peer.ids) for score in own]) for peer in peers
    )
    found = "; ".join(f"`{peer.name}` " + " and ".join(map("{:.3g}".format, several))
                      for peer, several in ratios)  # fmt: skip
    return (
        "Times the median of this engine on the same pairs, in a class and at the first answer: "
        f"{found}."
    )


def report(run: Run) -> str:
    """The page."""
    tools = ", ".join(f"{n} {version(n)}" for n in ("sympy", "python-flint"))
    has_peer = any(score.name == "Math-Verify" for score in run.readers)
    missing = "" if has_peer else (
        "\nMath-Verify is not installed here: `--math-verify PYTHON` names one that has it.\n"
    )  # fmt: skip
    return f"""# The equality engine and its peers

Printed by `python bench/equality.py` (Python {platform.python_version()}, {tools}; the peers
were asked {run.asked} of these pairs). The corpus is `bench/corpus/`; `bench/check_corpus.py`
checks its labels at 70 digits without the engine.

"In a class" two answers of others came first, a wrong one and the reference in another form, so
that the reference is compiled; the first answer to a question pays for that as well. No pair was
asked before in the same process. All tools are warm: the killable worker runs. The peers get
{LIMIT_S:g} s a pair, and only pairs that a subtraction can decide; equal almost everywhere counts
as equal for them.

## From what is read already

Both sides are finished before the clock starts: trees for this engine, for SymPy's tools objects
whose symbols carry the domain's assumptions.

{as_table([*run.trees, *run.objects])}

{_times(run.objects, run.trees)}

## From text

The clock includes reading the answer, and for this engine the line of JSON that it stands on. Only
"first answer" also reads the reference within it; the peers have read theirs before.

{as_table([*run.text, *run.readers])}
{missing}
{_times(run.readers, run.text)}

## A class

A class of {STUDENTS:,} students answers the {run.course.asked // STUDENTS} questions that the
homework pairs are about, each with one of the answers that the corpus has for it or with the
reference itself, drawn evenly; what equal answers have in common is decided once:

{as_table([run.course])}
{_details(run.text[0])}
## This engine, class by class

In a class, from text.

{both_ways(*run.classes)}
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
    trees, text = (alone(ask, pairs, in_a_class=True) for ask in (ours_from_trees, ours))
    first = [alone(ask, pairs, in_a_class=False) for ask in (ours_from_trees, ours)]
    course = list(drawn_class(pairs))
    asked = [pair for pair in pairs if is_for_sympy(pair)][:: QUICK if options.quick else 1]
    run = Run(
        trees=(
            scored("this engine, in a class", pairs, trees),
            scored("this engine, first answer", pairs, first[0]),
        ),
        objects=list(peers_with_objects(asked)),
        text=(
            scored("this engine, in a class", pairs, text),
            scored("this engine, first answer", pairs, first[1]),
        ),
        readers=list(peers_with_text(asked, python if python.exists() else None)),
        course=scored("homework of a class", course, as_they_come(course)),
        classes=(by_class(pairs, text), by_class(pairs, trees)),
        asked=len(asked),
    )
    page = report(run)
    if options.write:
        options.write.parent.mkdir(parents=True, exist_ok=True)
        options.write.write_text(page, encoding="utf-8")
    print(page)
    return 0 if run.passes else 1


if __name__ == "__main__":
    sys.exit(main())

"""Fuzz the equality engine and the reader for as long as is wanted, and record it.

    python bench/fuzz_equality.py [--prover M] [--engine M] [--reader M] [--seed S]
                                  [--write docs/reference/equality-fuzz.md]

Three trials, each for its own minutes (1 unless told; 0 leaves it out): the prover alone on random
twins, the whole engine on random twins (both judged by mpmath at 90 digits), the reader on soups of
tokens and mutilated answers. Every trial runs from seeds S, S+1, ... and stops at its time. The
page is written after every seed, so that a run that is ended leaves its record. Exit code 1 if
anything was wrong.
"""

from __future__ import annotations

import argparse
import platform
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from hypothesis import HealthCheck, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from tests.equality import test_soundness, trial  # noqa: E402
from tests.reading.soup import anything, outcome, syntaxes, vocabularies  # noqa: E402

ROUND_S = 20.0
EXAMPLES = 1_000


@dataclass
class Record:
    """What one kind of trial did."""

    name: str
    first_seed: int
    seeds: int = 0
    seconds: float = 0.0
    seen: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def row(self) -> str:
        """A row of the table."""
        counts = ", ".join(f"{what} {count:,}" for what, count in sorted(self.seen.items()))
        seeds = f"{self.first_seed} to {self.first_seed + self.seeds - 1}"
        total = f"{self.seen.total():,}"
        wrong = len(self.wrong)
        return f"| {self.name} | {seeds} | {self.seconds:,.0f} | {total} | {counts} | {wrong} |"


Round = Callable[[int], tuple[Counter[str], list[str]]]


def prover(number: int) -> tuple[Counter[str], list[str]]:
    """The prover alone: whatever it proves must hold at points."""
    return test_soundness.hold_a_trial(number, seconds=ROUND_S, most=10**9)


def engine(number: int) -> tuple[Counter[str], list[str]]:
    """The whole engine: equal must hold, certificates must hold, both ways round."""
    done = trial.hold(number, seconds=ROUND_S, most=10**9)
    return done.seen, done.wrong


def reader(number: int) -> tuple[Counter[str], list[str]]:
    """The reader: a tree or a sentence, soon."""
    seen: Counter[str] = Counter()
    wrong: list[str] = []

    @seed(number)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(anything, vocabularies, syntaxes, st.booleans())
    def look(text: str, words: object, syntax: str, keep: bool) -> None:
        seen[outcome(text, words, syntax, keep_equation=keep)] += 1

    try:
        look()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is recorded with its text
        wrong.append(f"seed {number}: {type(error).__name__}: {error}")
    return seen, wrong


def run(record: Record, rounds: Round, seconds: float) -> Iterator[None]:
    """Rounds from seed to seed until the time is over; yields after each."""
    start = time.monotonic()
    while (record.seconds < seconds) or not record.seeds:
        seen, wrong = rounds(record.first_seed + record.seeds)
        record.seen += seen
        record.wrong += wrong
        record.seeds += 1
        record.seconds = time.monotonic() - start
        print(record.row(), *wrong, sep="\n", file=sys.stderr)
        yield


def page(records: list[Record], *, at: datetime) -> str:
    """The record of the run."""
    tools = ", ".join(
        f"{n} {version(n)}" for n in ("sympy", "python-flint", "mpmath", "hypothesis")
    )
    rows = "\n".join(record.row() for record in records)
    wrong = [f"- {record.name}: {text}" for record in records for text in record.wrong]
    flagged = "\n".join(["", "## Flagged", "", *wrong, ""]) if wrong else ""
    return f"""# The long fuzz of the equality engine and the reader

Printed by `python bench/fuzz_equality.py` on {at:%Y-%m-%d}
(Python {platform.python_version()}, {tools}).
A seed makes the same pairs again; how many of them fit into a round depends on the machine.

| trial | seeds | seconds | cases | seen | wrong |
|---|---|---:|---:|---|---:|
{rows}

The reader must give a tree or a refusal that names a column of the text, in bounded time, and what
it read must be printed so that it can be read again. The prover stands alone, without the numeric
rungs that would catch a wrong identity before it; `everywhere` and `almost everywhere` are proofs,
each held against mpmath at random and special points. The whole engine is asked both ways round,
each `equal` is held against mpmath, each certificate is checked again.
{flagged}"""


def main() -> int:
    """Run the trials, print the record and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for option in ("--prover", "--engine", "--reader"):
        parser.add_argument(option, type=float, default=1.0, metavar="MINUTES")
    parser.add_argument("--seed", type=int, default=1_000)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    trials: list[tuple[str, Round, float]] = [
        ("prover alone", prover, options.prover),
        ("whole engine", engine, options.engine),
        ("reader", reader, options.reader),
    ]
    records: list[Record] = []
    for name, rounds, minutes in trials:
        if minutes > 0:
            records.append(Record(name, options.seed))
            for _ in run(records[-1], rounds, minutes * 60):
                if options.write:
                    options.write.write_text(page(records, at=datetime.now(UTC)), encoding="utf-8")
    print(page(records, at=datetime.now(UTC)))
    return 1 if any(record.wrong for record in records) else 0


if __name__ == "__main__":
    sys.exit(main())

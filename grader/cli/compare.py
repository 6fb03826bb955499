"""`grader compare`: pairs of expressions without any problem, a JSON object a line."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.table import Table

from grader.cli.printing import DONE, LOOK, escape, print_json, terminal
from grader.errors import GraderError
from grader.lines import Lines, cores
from grader.pairs import LONGEST_LINE, Judged, lost

STOPPED = 130
"""Exit code after an interrupt, as shells have it."""

_MOST_ROWS = 200
_CHUNK = 65_536


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("compare")(compare)


def compare(
    file: Annotated[str, typer.Argument(metavar="[FILE|-]", help="Pairs; - is the input.")] = "-",
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object a pair.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes; all cores if not given.")
    ] = None,
    rechecked: Annotated[
        bool, typer.Option("--recheck", help="Check every certificate again, independently.")
    ] = False,
    explained: Annotated[
        bool, typer.Option("--explain", help="Name the relation between sides that differ.")
    ] = False,
) -> int:
    """Decide pairs of expressions: equal with a proof, different with a certificate, or undecided.

    A pair is a JSON object on a line: {"student", "reference", "syntax", "symbols", "constraints",
    "kind", "id", "expect"}; all but the first two may be left out.
    """
    seen = Summary()
    judge = partial(_judge, rechecked=rechecked, explained=explained)
    through = Lines(judge, lost, workers=workers or cores(), preload="grader.rehearsal")
    with _open(file) as stream:
        try:
            for judged in through.map(_lines(stream)):
                seen.add(judged)
                if as_json:
                    print_json(judged.answer)
        except KeyboardInterrupt:
            _say(f"Stopped after {seen.pairs_seen} pairs.")
            raise SystemExit(STOPPED) from None  # all is said
    if not seen.pairs_seen:
        _say("There is no pair in the input.")
    elif not as_json:
        console = terminal()
        console.print(seen.pairs())
        console.print(seen.counts())
    elif sys.stderr.isatty():
        Console(stderr=True, highlight=False).print(seen.counts())
    return LOOK if seen.needs_a_person else DONE


def _judge(number: int, line: str, *, rechecked: bool, explained: bool) -> Judged:
    """Runs in the processes, which alone load the engine."""
    from grader.comparison import judge_line

    return judge_line(number, line, rechecked=rechecked, explained=explained)


def _say(sentence: str) -> None:
    print(f"grader: {sentence}", file=sys.stderr)  # noqa: T201 - not an answer, and not a failure


@contextmanager
def _open(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    path = Path(file)
    try:
        path.open("rb").close()
    except OSError as error:
        raise GraderError(
            f"{file} cannot be read ({error.strerror}). Name a file of pairs, or - for the input."
        ) from error
    with path.open("rb") as stream:
        yield stream


def _lines(stream: BinaryIO) -> Iterator[str]:
    """The lines, one at a time; what is no UTF-8 stays visible and is unreadable further on."""
    for line in _raw_lines(stream):
        yield line.decode("utf-8", errors="replace").strip()


def _raw_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines as they arrive.

    Read from the descriptor itself: a thread that is still waiting in a buffered reader when the
    program ends would hold the reader's lock.
    """
    try:
        descriptor = stream.fileno()
    except (OSError, AttributeError):
        yield from stream
        return
    kept = b""
    while chunk := os.read(descriptor, _CHUNK):
        *lines, kept = (kept + chunk).split(b"\n")
        yield from lines
        if len(kept) > LONGEST_LINE * 4:
            kept = kept[: LONGEST_LINE * 4]
    if kept:
        yield kept


@dataclass
class Summary:
    """What is kept of all pairs: counts, and the first rows of the table."""

    verdicts: Counter[str] = field(default_factory=Counter)
    against: Counter[tuple[str, str]] = field(default_factory=Counter)
    expected: int = 0
    doubtful: int = 0
    failed_rechecks: int = 0
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, judged: Judged) -> None:
        """Count one pair."""
        self.verdicts[judged.verdict] += 1
        if judged.expect is not None:
            self.expected += 1
            if not judged.is_as_expected:
                self.against[(judged.expect, judged.verdict)] += 1
        self.doubtful += judged.needs_a_person
        self.failed_rechecks += judged.answer.get("rechecked") is False
        if len(self.rows) < _MOST_ROWS:
            self.rows.append(_row(self.pairs_seen, judged))

    @property
    def pairs_seen(self) -> int:
        """How many pairs were counted."""
        return self.verdicts.total()

    @property
    def needs_a_person(self) -> bool:
        """Whether any pair does."""
        return bool(self.doubtful or self.failed_rechecks)

    def pairs(self) -> Table:
        """A row a pair."""
        table = Table()
        for name in ("pair", "verdict", "how", "shown by"):
            table.add_column(name, overflow="fold")
        for row in self.rows:
            table.add_row(*map(escape, row))
        left_out = self.pairs_seen - len(self.rows)
        if left_out:
            table.caption = f"and {left_out} more; --json prints them all"
        return table

    def counts(self) -> Table:
        """How many pairs got each verdict, and how many against what was expected."""
        table = Table()
        table.add_column("verdict")
        table.add_column("pairs", justify="right")
        for verdict in ("equal", "different", "undecided", "unreadable"):
            table.add_row(verdict, str(self.verdicts[verdict]))
        if self.expected:
            table.add_section()
            table.add_row("as expected", str(self.expected - self.against.total()))
            for (expect, verdict), count in sorted(self.against.items()):
                table.add_row(f"{verdict}, not {expect}", str(count))
        if self.failed_rechecks:
            table.add_row("certificates that fail", str(self.failed_rechecks))
        return table


def _row(number: int, judged: Judged) -> tuple[str, ...]:
    answer = judged.answer
    shown = answer.get("error") or answer.get("proof") or ""
    if not shown and "certificate" in answer:
        shown = ", ".join(f"{name} = {value}" for name, value in answer["certificate"].items())
    if "relation" in answer:
        shown = f"{shown} {answer['relation']['exact']}".strip()
    verdict = judged.verdict
    if judged.expect is not None and not judged.is_as_expected:
        verdict += f" (not {judged.expect})"
    if answer.get("scope") == "almost everywhere":
        verdict += " almost everywhere"
    return str(answer.get("id", number)), verdict, str(answer.get("method", "")), shown

"""What `grader grade` remembers of a class while it runs: counts, and the rows of its table.

However large the class, this stays small: above `MOST_ROWS` submissions only those that need a
person are listed, since nobody reads a table of thousands; `grader export` and `grader report` give
the rest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from grader.assignment import Assignment
from grader.batch import Result
from grader.cli.printing import DONE, LOOK, WRONG, escape, how_many
from grader.policy import LATE
from grader.variants import ANOTHER, OTHERS

MOST_ROWS = 200

STATUSES = ("graded", "needs_review", "failed")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    student: str
    score: str
    of: str
    status: str
    right: str
    review: str
    remark: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Its cells, as they are printed."""
        return (
            self.student, self.score, self.of, self.status, self.right, self.review, self.remark
        )  # fmt: skip


@dataclass
class Tally:
    """Counts by what was done and by status, and a bounded number of rows.

    Attributes:
        how: Submissions by `Result.how`.
        status: Submissions by the status of their report.
        roster: Ids of the students of the roster; nobody is a stranger where there is none.
        strangers: Submitters whom the roster does not have, the first ones.
        others: Notebooks that were handed out to somebody else.
        variants: Other notebooks with another variant than the student's.
        late: Notebooks that came so late that it cost points.
    """

    how: Counter[str] = field(default_factory=Counter)
    status: Counter[str] = field(default_factory=Counter)
    roster: frozenset[str] = frozenset()
    strangers: list[str] = field(default_factory=list)
    others: int = 0
    variants: int = 0
    late: int = 0
    _rows: dict[str, Row] = field(default_factory=dict)
    _broken: bool = False
    _cut: bool = False

    @property
    def submissions(self) -> int:
        """How many there were so far."""
        return self.how.total()

    def add(self, result: Result) -> None:
        """One more submission; a student's row is the last one."""
        self.how[result.how] += 1
        self.status[result.report.status] += 1
        failed = result.report.status == "failed"
        student = result.report.student
        if self.roster and student not in self.roster and len(self.strangers) < MOST_ROWS:
            self.strangers.append(student)
        self.late += any(note.startswith(LATE) for note in result.report.notes)
        if any(warning.startswith(OTHERS) for warning in result.report.warnings):
            self.others += 1
        elif any(warning.startswith(ANOTHER) for warning in result.report.warnings):
            self.variants += 1
        self._broken |= failed and result.how != "fault"
        if not self._cut or failed:
            self._rows[result.report.submission] = _row(result)
        if len(self._rows) > MOST_ROWS:
            self._cut = True
            failures = [key for key, row in self._rows.items() if row.status == "failed"]
            self._rows = {key: self._rows[key] for key in failures[-MOST_ROWS:]}

    @property
    def exit_code(self) -> int:
        """2 where something was no notebook, 1 where a person must look, else 0."""
        if self._broken:
            return WRONG
        looks = self.how["fault"] or self.status["needs_review"] or self.strangers
        return LOOK if looks else DONE

    def counts(self) -> str:
        """Counts by status, for a line of progress."""
        words = [
            f"{self.status[name]} {name.replace('_', ' ')}"
            for name in STATUSES
            if self.status[name]
        ]
        return ", ".join(words)

    def show(self, console: Console, assignment: Assignment) -> None:
        """The table of scores, by student, and the counts."""
        table = Table(title=f"{assignment.title} ({assignment.id})", title_justify="left")
        for name in ("student", "score", "of", "status", "right", "to review", "remarks"):
            numbers = name in {"score", "of", "right", "to review"}
            table.add_column(name, justify="right" if numbers else "left")
        for row in sorted(self._rows.values(), key=lambda row: row.student):
            table.add_row(*map(escape, row.cells))
        if self._rows or not self._cut:
            console.print(table)
        how = ", ".join(f"{count} {name}" for name, count in sorted(self.how.items()))
        console.print(f"{how_many(self.submissions, 'submission')}: {how or 'none found'}.")
        if self.submissions:
            console.print(f"By status: {self.counts()}.")
        if self.late:
            were = "was" if self.late == 1 else "were"
            console.print(f"{self.late} {were} handed in late, by the date of the file.")
        if self.others > 1:
            console.print(
                f"{self.others} notebooks were handed out to somebody else than who handed them "
                "in: if that is a slip of names, import the roster that they were released with, "
                "call folders or files as it does, and grade again."
            )
        if self.variants > 1:
            console.print(
                f"{self.variants} notebooks carry another variant than their students have here: "
                "if the course secret or the version of a problem is not the one of the release, "
                "bring that back, and grade again."
            )
        if self.strangers:
            names = ", ".join(repr(name) for name in sorted(set(self.strangers)))
            console.print(
                f"Not in the roster: {escape(names)}. Correct the name of the folder or the "
                "roster, and grade again."
            )
        if self._cut:
            console.print(
                f"More than {MOST_ROWS}: only what could not be graded is listed. All scores: "
                f"grader export {escape(assignment.id)} --format csv"
            )


def log_line(result: Result, at: datetime) -> str:
    """One line about a submission: when, whose, status, score, seconds, how; tabs between.

    Args:
        result: Of a batch.
        at: Now.
    """
    report = result.report
    score = "-" if report.status == "failed" else f"{report.score:g}/{report.max_score:g}"
    fields = (
        at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        report.student,
        report.status,
        score,
        f"{result.seconds:.2f}",
        result.how,
    )
    return "\t".join(field.replace("\t", " ").replace("\n", " ") for field in fields)


def _row(result: Result) -> Row:
    report = result.report
    right = sum(part.verdict == "correct" for part in report.parts)
    review = sum(not part.verdict.is_final and part.verdict != "missing" for part in report.parts)
    remark = report.warnings[0] if report.warnings else ""
    return Row(
        student=report.student,
        score="" if report.status == "failed" else f"{report.score:g}",
        of=f"{report.max_score:g}",
        status=report.status,
        right=f"{right}/{len(report.parts)}",
        review=str(review or ""),
        remark=remark if len(remark) <= 60 else remark[:57] + "...",
    )

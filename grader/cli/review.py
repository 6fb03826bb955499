"""`grader review`: what waits for a person, in the terminal or as data."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import typer
from rich.console import Console
from rich.panel import Panel
from rich.prompt import Prompt
from rich.table import Table

from grader.assignment import Assignment, load_assignment
from grader.cli.context import (
    DONE,
    LOOK,
    course_here,
    gradebook_of,
    nothing_graded,
    print_json,
    terminal,
)
from grader.cli.options import exclusive
from grader.cli.people import me, now
from grader.cli.printing import escape, how_many
from grader.cli.regrade import move_to_json
from grader.course_judge import CourseJudge
from grader.errors import GraderError, UnknownPart, did_you_mean
from grader.gradebook import Gradebook, Overtaken, Review
from grader.judge import Judge
from grader.moves import Move
from grader.records import Verdict
from grader.review import (
    WAITING,
    Group,
    decision_on,
    find_group,
    group_to_json,
    queue,
    settle_group,
    shown,
)

HELP = (
    "c: correct, i: incorrect, a number: that fraction of the points, an item of the rubric "
    "(several with commas), s: skip, q: stop"
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("review")(review)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a person who reviews has before them."""

    book: Gradebook
    assignment: Assignment
    judge: Judge

    def groups(self, part: str | None, *, failed: bool) -> list[Group]:
        return queue(
            self.book,
            self.assignment,
            self.judge,
            parts=[part] if part else [],
            same=self.judge.same,
            failed=failed,
        )

    def as_now(self, group: Group) -> Group | None:
        """The group under the newest grades; ``None`` once nothing of it waits any more.

        Since it was listed, other answers of the same students were decided here, and perhaps
        these ones elsewhere.
        """
        newest = {grade.submission_id: grade for grade in self.book.newest(self.assignment.id)}
        members = []
        for member in group.members:
            grade = newest[member.grade.submission_id]
            parts = {part.part: part for part in grade.report.parts}
            part = parts.get(group.part)
            same = grade.harvest_id == member.grade.harvest_id
            if same and part is not None and part.verdict in WAITING:
                members.append(replace(member, grade=grade, part=part))
        return replace(group, members=tuple(members)) if members else None

    def failed(self) -> list[str]:
        """Students of whom nothing could be read or run."""
        grades = self.book.latest(self.assignment.id)
        return sorted({grade.student for grade in grades if grade.status == "failed"})

    def reviews(
        self,
        group: Group,
        credit: float | None,
        verdict: Verdict | None,
        rubric: list[str],
        comment: str = "",
    ) -> list[Review]:
        return decision_on(
            group,
            self.assignment.id,
            by=me(),
            at=now(),
            credit=credit,
            verdict=verdict,
            comment=comment,
            rubric=rubric,
            has=self.judge.rubric(group.first.grade.student, group.part),
        )

    def settle(self, group: Group, reviews: list[Review]) -> tuple[Move, ...]:
        return settle_group(self.book, self.assignment, group, reviews, at=now(), by=me())


def review(
    assignment: Annotated[str, typer.Argument(help="Folder name in notebooks/: hw1.")],
    list_: Annotated[bool, typer.Option("--list", help="List the groups and stop.")] = False,
    part: Annotated[str | None, typer.Option(help="Only this part.")] = None,
    failed: Annotated[
        bool, typer.Option("--failed", help="Also notebooks that could not be read or run.")
    ] = False,
    decide: Annotated[str | None, typer.Option(help="Id of the group to decide.")] = None,
    verdict: Annotated[str | None, typer.Option(help="correct, partial or incorrect.")] = None,
    credit: Annotated[float | None, typer.Option(help="Fraction of the points.")] = None,
    comment: Annotated[str, typer.Option(help="What is said to the student.")] = "",
    use: Annotated[str | None, typer.Option(help="Name of a kept comment.")] = None,
    rubric: Annotated[str, typer.Option(help="Items that hold, with commas between.")] = "",
    decided: Annotated[bool, typer.Option("--decided", help="List what was decided.")] = False,
    withdraw: Annotated[int | None, typer.Option(help="Number of a decision to take back.")] = None,
    gradebook: Annotated[
        str | None, typer.Option(help="SQLite file or database URL instead of the settings'.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a group.")] = False,
) -> int:
    """Decide what the machine could not: once for all who wrote the same."""
    modes = {
        "--decide": decide is not None,
        "--list": list_,
        "--decided": decided,
        "--withdraw": withdraw is not None,
    }
    exclusive(modes)
    if decide is None:
        with_decide = {
            "--verdict": verdict is not None,
            "--credit": credit is not None,
            "--comment": comment,
            "--use": use is not None,
            "--rubric": rubric,
        }
        _only_with_decide(with_decide)
    exclusive({"--comment": comment, "--use": use is not None})
    course = course_here()
    asked = load_assignment(course.root, assignment)
    if part is not None and part not in (parts := asked.chosen(course.part_ids)):
        raise UnknownPart(part, parts)
    only_lists = list_ or as_json or not sys.stdin.isatty()
    changes = decide is not None or withdraw is not None or not (decided or only_lists)
    with gradebook_of(course, gradebook, for_reading=not changes) as book:
        judge = CourseJudge(course, asked, book.overrides.seeds(assignment))
        desk = _Desk(book, asked, judge)
        if withdraw is not None:
            return _withdraw(desk, withdraw)
        if decided:
            return _decided(desk, as_json=as_json)
        if not book.newest(assignment):
            raise nothing_graded(assignment)
        groups = desk.groups(part, failed=failed)
        if decide is not None:
            group = find_group(groups, decide)
            words = _kept_comment(book, use, group.part) if use else comment
            items = [item.strip() for item in rubric.split(",") if item.strip()]
            moves = desk.settle(group, desk.reviews(group, credit, _verdict(verdict), items, words))
            if as_json:
                for move in moves:
                    print_json(move_to_json(move, None))
            else:
                terminal().print(f"{escape(group.part)}: decided for {_count(group)}.")
            return DONE
        if only_lists:
            return _list(desk, groups, as_json=as_json)
        return _interactive(desk, groups)


def _only_with_decide(given: Mapping[str, object]) -> None:
    for name, value in given.items():
        if value:
            raise GraderError(
                f"{name} goes with --decide GROUP; list the groups with `grader review ASSIGNMENT "
                "--list`."
            )


def _verdict(word: str | None) -> Verdict | None:
    if word is None:
        return None
    finals = [verdict.value for verdict in Verdict if verdict.is_final]
    if word not in finals:
        hint = did_you_mean(word, finals, f"Known: {', '.join(finals)}.")
        raise GraderError(f"A person cannot decide {word!r}. {hint}")
    return Verdict(word)


def _kept_comment(book: Gradebook, name: str, part: str) -> str:
    kept = book.comments.of(part)
    if name not in kept:
        hint = did_you_mean(name, list(kept), f"Kept: {', '.join(kept) or 'none'}.")
        raise GraderError(f"No comment {name!r} is kept for {part}. {hint}")
    return kept[name]


def _list(desk: _Desk, groups: list[Group], *, as_json: bool) -> int:
    if as_json:
        for group in groups:
            rubric = desk.judge.rubric(group.first.grade.student, group.part)
            print_json(group_to_json(group, rubric))
    else:
        table = Table("group", "part", "verdict", "students", "answer", "why")
        for group in groups:
            table.add_row(
                group.id,
                escape(group.part),
                group.first.part.verdict.value,
                str(len(group.students)),
                escape(_one_line(shown(group.first.given), 50)),
                escape(_one_line(group.first.part.evidence or group.first.part.hint, 60)),
            )
        console = terminal()
        console.print(table)
        answers = sum(len(group.members) for group in groups)
        console.print(
            f"{how_many(answers, 'answer')} {'waits' if answers == 1 else 'wait'} in "
            f"{how_many(len(groups), 'group')}."
        )
        if failed := desk.failed():
            console.print(
                f"Notebooks that could not be read or run: {escape(', '.join(failed))}. Ask for "
                "them again, or review them with --failed."
            )
    return LOOK if groups else DONE


def _interactive(desk: _Desk, groups: list[Group]) -> int:
    console = terminal()
    left = len(groups)
    for listed in groups:
        group = desk.as_now(listed)
        if group is None:
            left -= 1
            continue
        _show(console, desk, group)
        while True:
            typed = Prompt.ask(f"[{left} left] {escape(HELP)}", console=console).strip()
            if typed == "q":
                return LOOK
            if typed == "s":
                break
            try:
                decision = _typed(typed)
                desk.reviews(group, *decision)  # a slip is said before the comment is asked for
                comment = _comment(console, desk, group)
                desk.settle(group, desk.reviews(group, *decision, comment))
            except Overtaken as error:
                console.print(escape(str(error)), style="yellow")
            except GraderError as error:
                console.print(escape(str(error)), style="red")
                continue
            left -= 1
            break
    return LOOK if left else DONE


def _typed(typed: str) -> tuple[float | None, Verdict | None, list[str]]:
    if typed in {"c", "i"}:
        return None, Verdict.CORRECT if typed == "c" else Verdict.INCORRECT, []
    try:
        return float(typed), None, []
    except ValueError:
        return None, None, [item.strip() for item in typed.split(",") if item.strip()]


def _comment(console: Console, desk: _Desk, group: Group) -> str:
    kept = desk.book.comments.of(group.part)
    names = f" (kept: {', '.join(kept)})" if kept else ""
    typed = Prompt.ask(f"Comment{escape(names)}", console=console, default="").strip()
    return kept.get(typed, typed)


def _show(console: Console, desk: _Desk, group: Group) -> None:
    first = group.first
    console.rule(escape(f"{group.part}  {first.part.verdict.value}  {_count(group)}"))
    console.print(Panel(escape(shown(first.given)) or "(nothing)", title="answer"))
    for title, text in (("evidence", first.part.evidence), ("the student reads", first.part.hint)):
        if text:
            console.print(f"{title}: {escape(text)}")
    rubric = desk.judge.rubric(first.grade.student, group.part)
    if rubric is not None:
        table = Table("item", "credit", "says")
        for item in rubric.items:
            table.add_row(escape(item.id), f"{item.credit:g}", escape(item.says))
        console.print(table)
        console.print(Panel(escape(rubric.model_answer), title="model answer"))


def _decided(desk: _Desk, *, as_json: bool) -> int:
    reviews = desk.book.reviews.history(desk.assignment.id, withdrawn=False)
    if as_json:
        for one in reviews:
            print_json(
                {
                    "id": one.id,
                    "part": one.part,
                    "verdict": one.verdict.value,
                    "credit": one.credit,
                    "comment": one.comment,
                    "rubric": list(one.rubric),
                    "by": one.by,
                    "at": one.at.isoformat(),
                }
            )
        return DONE
    table = Table("number", "part", "verdict", "credit", "by", "when (UTC)", "comment")
    for one in reviews:
        table.add_row(
            str(one.id),
            escape(one.part),
            one.verdict.value,
            f"{one.credit:g}",
            escape(one.by),
            f"{one.at:%Y-%m-%d %H:%M}",
            escape(_one_line(one.comment, 50)),
        )
    terminal().print(table)
    return DONE


def _withdraw(desk: _Desk, number: int) -> int:
    reviews = desk.book.reviews.history(desk.assignment.id, withdrawn=False)
    found = [one for one in reviews if one.id == number]
    if not found:
        raise GraderError(
            f"There is no decision {number} in {desk.assignment.id}; list them with --decided."
        )
    desk.book.reviews.withdraw(desk.assignment.id, [found[0].key], at=now())
    terminal().print(
        f"Decision {number} is withdrawn; the grades follow with `grader regrade "
        f"{escape(desk.assignment.id)}`."
    )
    return DONE


def _count(group: Group) -> str:
    students = group.students
    return students[0] if len(students) == 1 else f"{len(students)} students"


def _one_line(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 3] + "..."

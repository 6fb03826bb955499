"""`grader check` and `grader problems`: one answer, one decision; and what there is to answer."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal

import typer
from rich.table import Table

from grader.assignment import Assignment, assignments, load_assignment
from grader.catalog import Course
from grader.cli.context import DONE, LOOK, course_here, print_json, terminal
from grader.cli.known import Known, say_if_new
from grader.cli.printing import escape
from grader.codec import part_to_json
from grader.errors import GraderError
from grader.kinds import Question
from grader.records import Answer, PartReport
from grader.secret import SecretReference, ensure_secret
from grader.seeds import CANONICAL, seed_of
from grader.variants import seeds_of

_QUOTED = re.compile(r"\s*r?(['\"])([^'\"]*)\1\s*")
"""Text as a code cell has it."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("check")(check)
    app.command("problems")(problems)


def check(
    part: Annotated[str, typer.Argument(help="Part id: convergence.sgd.")],
    answer: Annotated[str, typer.Argument(help="The answer; a table is a JSON list of rows.")],
    latex: Annotated[bool, typer.Option("--latex", help="Read the answer as LaTeX.")] = False,
    student: Annotated[str | None, typer.Option(help="Judge this student's variant.")] = None,
    assignment: Annotated[
        str | None, typer.Option(help="With --student: in which assignment, if several ask it.")
    ] = None,
    gradebook: Annotated[
        str | None, typer.Option(help="With --student: a file or database URL for `grader.toml`'s.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Judge the variant of this seed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Decide one answer to one part."""
    if student is not None and seed is not None:
        raise GraderError("--student and --seed exclude each other; give one of them.")
    for option, value in (("--assignment", assignment), ("--gradebook", gradebook)):
        if value is not None and student is None:
            raise GraderError(f"{option} goes with --student: it says which variant they have.")
    course = course_here()
    if student is not None:
        seed = _seed_of(course, part.partition(".")[0], student, assignment, gradebook)
    question = course.question(part, CANONICAL if seed is None else seed)
    kind = course.kind(question)
    if kind.needs_calls or question.part.kind == "figure":
        raise GraderError(
            f"{part} is a {question.part.kind}: it is judged by running it; grade a notebook."
        )
    decision = kind.decide(answer_of(part, answer, question, latex=latex), question, {})
    reported = PartReport.of(question.part_id, decision, question.part.points)
    if as_json:
        print_json({"part": part, **part_to_json(reported)})
    else:
        _show(reported)
    return DONE if decision.verdict.is_final else LOOK


def _seed_of(
    course: Course, problem: str, student: str, assignment: str | None, gradebook: str | None
) -> int:
    """The seed of a problem's variant that a student has, in the assignment that asks for it.

    Raises:
        GraderError: If several do, of which each gives another variant.
    """
    version = course.problem(problem).version
    names = assignments(course.root) if assignment is None else (assignment,)
    asking = [
        one
        for one in (load_assignment(course.root, name) for name in names)
        if problem in one.problems
    ]
    if assignment is not None and not asking:
        raise GraderError(f"{assignment} does not ask for {problem}; name an assignment that does.")
    found = {one.id: _seed_in(course, one, problem, student, gradebook) for one in asking}
    if len(set(found.values())) > 1:
        raise GraderError(
            f"{' and '.join(found)} ask {student} for {problem}, each in a variant of its own; "
            "name one with --assignment."
        )
    for seed in found.values():
        return seed
    say_if_new(ensure_secret(SecretReference(), course.root))
    return seed_of(SecretReference().read(course.root), student, problem, version)


def _seed_in(
    course: Course, assignment: Assignment, problem: str, student: str, gradebook: str | None
) -> int:
    """The seed of a student's variant in an assignment: drawn, or given by somebody."""
    if assignment.variants == "per-student":
        say_if_new(ensure_secret(assignment.secret, course.root))
    known = Known.of(course, assignment, gradebook)
    called = known.called(student)
    return seeds_of(course, assignment, called, known.seeds(called))[problem]


def answer_of(part: str, text: str, question: Question, *, latex: bool = False) -> Answer:
    """The answer as the command line gives it: JSON where the kind is one of lists, else text.

    Text may stand in quotes, as in a cell from which somebody copied it.
    """
    kind = question.part.kind
    if kind in {"table", "choice", "example"} and text.lstrip()[:1] in {"[", "{", '"'}:
        try:
            return Answer(part=part, form="json", content=json.loads(text), source=text)
        except (ValueError, RecursionError):
            pass  # a list that is no JSON is read as text
    words = _QUOTED.fullmatch(text)
    form: Literal["latex", "text"] = "latex" if latex else "text"
    return Answer(part=part, form=form, content=words[2] if words else text, source=text)


def problems(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a part.")] = False,
) -> int:
    """List the course's parts, with kind and points."""
    course = course_here()
    table = Table()
    for name in ("part", "kind", "points"):
        table.add_column(name)
    for part_id in course.part_ids:
        question = course.question(part_id, CANONICAL)
        row: dict[str, Any] = {
            "part": part_id,
            "kind": question.part.kind,
            "points": question.part.points,
        }
        if as_json:
            print_json(row)
        table.add_row(part_id, question.part.kind, f"{question.part.points:g}")
    if not as_json:
        terminal().print(table)
    return DONE


def _show(part: PartReport) -> None:
    console, said = terminal(), set[str]()
    console.print(
        f"[bold]{part.verdict}[/bold]  {part.score:g} of {part.max_score:g}", highlight=False
    )
    for name, words in (
        ("hint", part.hint),
        ("proof", part.proof),
        ("mistake", part.mistake),
        ("evidence (staff)", part.evidence),
    ):
        if words and words not in said:
            console.print(f"{name}: {escape(words)}")
            said.add(words)
    if part.certificate:
        console.print(
            "certificate: " + escape(", ".join(f"{k} = {v}" for k, v in part.certificate.items()))
        )

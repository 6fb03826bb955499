"""One submission's way. After `sandbox.run` all is pure: a stored run is graded again without one.

read -> [sandbox.run] -> harvest -> parse -> decide -> score -> [record] -> feedback
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from grader.assignment import Assignment
from grader.catalog import Course
from grader.harvest import Harvest, Wanted, harvest
from grader.kinds import Question
from grader.policy import Lateness
from grader.reading.typed import typed
from grader.records import Answer, Call, Decision, NoAnswer, Notebook, Report, Run, Verdict
from grader.sandbox.protocol import Sandbox
from grader.score import failed_report, report_of
from grader.submission import Submission
from grader.variants import questions_of, warnings_of

Answers = Mapping[str, Answer | NoAnswer]
Drawn = Mapping[str, Sequence[Mapping[str, Any]]]
"""The probes of each `function` part: what is special about each, and its typed arguments."""

Decide = Callable[[Answers, Mapping[str, Question], Course], dict[str, Decision]]
"""A decision a question: `decide`, or one that remembers."""

NO_MARK = (
    "No cell is marked as an answer (`# answer: problem.part`): hand in the notebook that you were "
    "given."
)
OUR_FAULT = "The grader could not run this notebook; that is not your fault."


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A report and what it was made from, so that any later hop can be taken again."""

    report: Report
    answers: Answers
    run: Run
    decisions: Mapping[str, Decision] = field(default_factory=dict)


def grade(
    submission: Submission,
    course: Course,
    assignment: Assignment,
    sandbox: Sandbox,
    *,
    seeds: Mapping[str, int] | None = None,
    late: Lateness | None = None,
    by: Decide | None = None,
) -> Graded:
    """Run a notebook, read its answers, decide each, and score them.

    Args:
        submission: As it was read.
        course: For the questions.
        assignment: For parts, points, limits and policy.
        sandbox: Where it runs, or `SavedOutputs` if it must not.
        seeds: A student's seed by problem where it is not the one of the secret.
        late: How late it was handed in.
        by: Decides; `decide` if not given.
    """
    questions = questions_of(course, assignment, submission.student, seeds or {})
    probes = Probes(questions, course)
    run = sandbox.run(submission.notebook, assignment.limits, probes.calls)
    return judge(
        submission, run, probes.drawn, course, assignment, questions=questions, late=late, by=by
    )


def judge(
    submission: Submission,
    run: Run,
    drawn: Drawn,
    course: Course,
    assignment: Assignment,
    *,
    questions: Mapping[str, Question],
    late: Lateness | None = None,
    by: Decide | None = None,
) -> Graded:
    """Everything after the run. Pure: a stored run gives the same report again."""
    if run.fault == "grader":
        reason = " ".join((OUR_FAULT, *run.limits_hit))
        report = failed_report(questions, assignment, submission, reason)
        return Graded(report=report, answers={}, run=run)
    found = with_calls(harvest(run, wanted(questions, course)), run, drawn)
    if all(isinstance(given, NoAnswer) and given.cell is None for given in found.answers.values()):
        report = failed_report(questions, assignment, submission, NO_MARK)
        return Graded(report=report, answers={}, run=run)
    decisions = (by or decide)(found.answers, questions, course)
    report = report_of(
        questions,
        found.answers,
        decisions,
        assignment,
        student=submission.student,
        submission=submission.place,
        warnings=(
            *submission.warnings,
            *warnings_of(submission, course, assignment),
            *found.warnings,
            *run.limits_hit,
            *about_the_cage(run),
        ),
        late=late,
    )
    return Graded(report=report, answers=found.answers, run=run, decisions=decisions)


def decide(
    answers: Answers, questions: Mapping[str, Question], course: Course
) -> dict[str, Decision]:
    """A decision a question; parts of one problem may be judged on its earlier answers."""
    return {
        part_id: decide_part(answers[part_id], question, answers, course)
        for part_id, question in questions.items()
    }


def decide_part(
    answer: Answer | NoAnswer, question: Question, answers: Answers, course: Course
) -> Decision:
    """The decision about one part."""
    if isinstance(answer, NoAnswer):
        return Decision(verdict=Verdict(answer.verdict), hint=answer.reason, evidence=answer.reason)
    problem = question.part_id.partition(".")[0]
    earlier = {
        part_id.partition(".")[2]: other
        for part_id, other in answers.items()
        if isinstance(other, Answer) and part_id.startswith(f"{problem}.")
    }
    return course.kind(question).decide(answer, question, earlier)


def wanted(questions: Mapping[str, Question], course: Course) -> list[Wanted]:
    """What to look for in a notebook."""
    return [
        Wanted(
            part=part_id,
            placeholder=question.part.placeholder,
            words=question.part.kind in {"choice", "text"},
            figure=question.part.kind == "figure",
        )
        for part_id, question in questions.items()
    ]


def with_calls_of(answers: Answers, run: Run) -> tuple[Run, Drawn]:
    """A stored run, and what its functions were asked: both as stored answers have it.

    Of a notebook that ran twice, by force or because two students handed it in, one run is kept
    for both, and the other one drew other inputs.
    """
    called = {
        part_id: answer
        for part_id, answer in answers.items()
        if isinstance(answer, Answer)
        and isinstance(answer.content, dict)
        and "probes" in answer.content
    }
    returned = {part_id: answer.returned for part_id, answer in called.items()}
    drawn = {part_id: answer.content["probes"] for part_id, answer in called.items()}
    return replace(run, returned=returned), drawn


class Probes:
    """The calls of `function` parts, drawn once the notebook has finished."""

    def __init__(self, questions: Mapping[str, Question], course: Course) -> None:
        self.questions = {
            part_id: question
            for part_id, question in questions.items()
            if course.kind(question).needs_calls
        }
        self.drawn: dict[str, list[dict[str, Any]]] = {}
        self._course = course

    def calls(self, executed: Notebook) -> Sequence[Call]:
        """One call a probe, of the value of the cell that is the part's answer."""
        found = harvest(Run(notebook=executed, cells=()), wanted(self.questions, self._course))
        calls = []
        for part_id, given in found.answers.items():
            if not isinstance(given, Answer) or given.cell is None:
                continue
            rng = np.random.default_rng(int.from_bytes(os.urandom(8)))
            probes = self.questions[part_id].reference.probes(rng)
            self.drawn[part_id] = [
                {"about": probe.about, "arguments": [typed(value) for value in probe.arguments]}
                for probe in probes
            ]
            calls += [
                Call(part=part_id, cell=given.cell, arguments=tuple(probe["arguments"]))
                for probe in self.drawn[part_id]
            ]
        return calls


def with_calls(found: Harvest, run: Run, drawn: Drawn) -> Harvest:
    """Put what the calls gave, and on what, to the answers of `function` parts."""
    answers = dict(found.answers)
    for part_id, probes in drawn.items():
        answer = answers.get(part_id)
        if isinstance(answer, Answer):
            answers[part_id] = replace(
                answer,
                content={"function": answer.content, "probes": list(probes)},
                returned=run.returned.get(part_id, ()),
            )
    return replace(found, answers=answers)


def about_the_cage(run: Run) -> tuple[str, ...]:
    """What every report says where a notebook ran in less than the full cage."""
    if run.engine == "none" or any("namespaces" in layer for layer in run.layers):
        return ()
    layers = ", ".join(run.layers) or "no layer of isolation"
    return (f"This notebook ran without namespaces; what held it: {layers}.",)

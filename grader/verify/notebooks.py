"""The released notebook of a variant: clean when blank, full when solved; code forms are run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from grader.assignment import Assignment
from grader.catalog import Course
from grader.pictures import Pictures
from grader.pipeline import Graded, grade
from grader.records import Limits, Verdict
from grader.release import filled, release, solved_sources
from grader.sandbox.protocol import Sandbox
from grader.spec import Code
from grader.submission import Submission
from grader.verify.variant import Complaint

STUDENT = "verify"


class NotebookCheck:
    """Runs the notebooks of one variant of one problem."""

    def __init__(self, course: Course, problem_id: str, seed: int, sandbox: Sandbox) -> None:
        self.course, self.problem_id, self.seed, self.sandbox = course, problem_id, seed, sandbox
        self.assignment = Assignment(
            id="verify", title="Verify", parts=(problem_id,), limits=Limits(cell_s=60)
        )
        self.seeds = {problem_id: seed}
        self.questions = course.questions(problem_id, seed)
        self.blank = release(
            course, self.assignment, STUDENT, self._pictures(), overrides=self.seeds
        )

    def complaints(self) -> Iterator[Complaint]:
        """Blank: every part missing, no error. Solved: every part right. Code forms as promised."""
        for part_id, verdict, reason in self._verdicts({}):
            if verdict is not Verdict.MISSING:
                yield self._complaint(part_id, "blank notebook", f"{verdict} when blank: {reason}")
        yield from self._errors()
        solved = solved_sources(self.course, self._by_id(), self.seeds)
        for part_id, verdict, reason in self._verdicts(solved):
            kind = self.course.kind(self.questions[part_id.partition(".")[2]])
            wanted = Verdict.UNDECIDED if kind.needs_person else Verdict.CORRECT
            if verdict is not wanted:
                yield self._complaint(
                    part_id, "solved notebook", f"{verdict} when solved: {reason}"
                )
        yield from self._code_forms()

    def _code_forms(self) -> Iterator[Complaint]:
        params = self.course.params(self.problem_id, self.seed)
        solution = self.course.solution(self.problem_id)
        mistaken = {
            name: [mistake.form for mistake in question.mistakes]
            for name, question in self.questions.items()
        }
        for table, good in (
            (solution.also_right(params), True),
            (solution.near_misses(params), False),
            (mistaken, False),
        ):
            for name, forms in table.items():
                for form in forms:
                    if isinstance(form, Code):
                        yield from self._code_form(f"{self.problem_id}.{name}", form, good=good)

    def _code_form(self, part_id: str, form: Code, *, good: bool) -> Iterator[Complaint]:
        verdicts = self._verdicts({part_id: form.source})
        verdict, why = next((verdict, why) for part, verdict, why in verdicts if part == part_id)
        as_promised = (
            verdict is Verdict.CORRECT
            if good
            else verdict
            in {
                Verdict.INCORRECT,
                Verdict.PARTIAL,
            }
        )
        if not as_promised:
            table = "also_right" if good else "near_misses"
            first = form.source.strip().splitlines()[0]
            yield self._complaint(part_id, table, f"code ({first} ...) is {verdict}: {why}")

    def _errors(self) -> Iterator[Complaint]:
        run = self._graded({}).run
        for cell in run.cells:
            if cell.status != "ok":
                yield self._complaint("", "blank notebook", f"cell {cell.cell + 1}: {cell.reason}")

    def _verdicts(self, sources: Mapping[str, str]) -> Iterator[tuple[str, Verdict, str]]:
        for part in self._graded(sources).report.parts:
            said = dict.fromkeys(filter(None, (part.hint, part.evidence)))  # often the same
            yield part.part, part.verdict, " ".join(said)

    def _graded(self, sources: Mapping[str, str]) -> Graded:
        notebook = filled(self.blank, sources)
        digest = hashlib.sha256(json.dumps(notebook, sort_keys=True).encode()).hexdigest()
        submission = Submission(STUDENT, "verify.ipynb", notebook, digest, digest)
        return grade(submission, self.course, self.assignment, self.sandbox, seeds=self.seeds)

    def _pictures(self) -> dict[str, bytes]:
        return Pictures(self.course, self.sandbox).of(self.seeds)

    def _by_id(self) -> dict[str, Any]:
        return {f"{self.problem_id}.{name}": question for name, question in self.questions.items()}

    def _complaint(self, part_id: str, check: str, message: str) -> Complaint:
        name = part_id.partition(".")[2]
        return Complaint(
            problem=self.problem_id, part=name, seed=self.seed, check=check, message=message
        )

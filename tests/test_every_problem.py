"""The contract of every problem of the course; a new module is under it without a line here."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

from grader.catalog import Course, open_course
from grader.kinds import Question
from grader.settings import find_settings
from grader.spec import Code, Minimiser
from grader.verify.forms import answer_of_form
from grader.verify.problem import verify_problem

ROOT = Path(__file__).parent.parent
SEEDS = range(5)
FORMULAS = {"expression", "vector", "matrix", "number", "growth", "equation"}


@cache
def course() -> Course:
    return open_course(find_settings(ROOT))


def problem_ids() -> list[str]:
    return [path.stem for path in sorted((ROOT / "problems").glob("*.py")) if _states(path)]


def _states(path: Path) -> bool:
    return "\nPROBLEM" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("problem_id", problem_ids())
def test_every_promise_of_its_author_is_kept(problem_id):
    found = verify_problem(course(), problem_id, SEEDS)
    said = "\n".join(f"{c.part} (seed {c.seed}), {c.check}: {c.message}" for c in found.complaints)
    assert not found.complaints, said
    assert all(tally.seeds == len(SEEDS) for tally in found.parts.values())


@pytest.mark.parametrize("problem_id", problem_ids())
def test_no_hint_gives_the_answer_away(problem_id):
    """Hints of every mistake and near miss, on a drawn variant, hold no printed reference."""
    for seed in (1,):
        params = course().params(problem_id, seed)
        near = course().solution(problem_id).near_misses(params)
        for name, question in course().questions(problem_id, seed).items():
            if question.part.kind not in FORMULAS:
                continue
            secrets = printed(question)
            forms = [*(mistake.form for mistake in question.mistakes), *near.get(name, ())]
            for form in forms:
                if isinstance(form, Code):
                    continue
                answer = answer_of_form(form, question)
                hint = course().kind(question).decide(answer, question, {}).hint
                told = [one for one in secrets if one in squeezed(hint)]
                assert not told, (seed, name, form, hint)


def printed(question: Question) -> set[str]:
    """The reference as text and LaTeX; what is too short to be told by chance is left out."""
    reference: Any = question.reference
    if isinstance(reference, Minimiser):
        reference = reference.point
    whole = sp.sympify(reference)
    texts = [str(whole), sp.latex(whole), str(reference)]
    if isinstance(reference, list | tuple):
        texts += [", ".join(map(str, reference))]
    return {one for one in map(squeezed, texts) if len(one) >= 5 and re.search(r"\W", one)}


def squeezed(text: str) -> str:
    return re.sub(r"[\s$`]", "", text)

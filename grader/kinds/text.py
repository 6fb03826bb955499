"""`text`: words that a person reads against a rubric; the machine decides nothing."""

from __future__ import annotations

from collections.abc import Mapping

from grader.errors import Unreadable
from grader.kinds.answer_trees import words_of
from grader.kinds.judging import unreadable
from grader.kinds.question import Kind, Question
from grader.records import Answer, Decision, Verdict
from grader.spec import Rubric


def decide(answer: Answer, question: Question, _earlier: Mapping[str, Answer]) -> Decision:
    """Always for a person; says so, and whether the text is remarkably short."""
    try:
        words = str(answer.content) if answer.form == "text" else words_of(answer)
    except Unreadable as error:
        return unreadable(error)
    text = " ".join(map(str, words)) if isinstance(words, list) else str(words)
    rubric: Rubric = question.reference
    count = len(text.split())
    short = f" It has {count} words only." if count < rubric.at_least_words else ""
    items = "; ".join(
        f"{item.id} ({item.credit:g}): {item.says.rstrip('.')}" for item in rubric.items
    )
    return Decision(
        verdict=Verdict.UNDECIDED,
        hint=f"A person reads this answer.{short}",
        evidence=f"Rubric: {items}. Model answer: {rubric.model_answer}",
        method="rubric",
    )


def solve(question: Question) -> str:
    """The model answer as a Python string."""
    return repr(question.reference.model_answer)


KIND = Kind("text", decide, solve, lambda _part: "a few sentences", needs_person=True)

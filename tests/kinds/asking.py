"""Questions and answers of tests, a line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.kinds import Question, kind_named
from grader.records import Answer, Decision, Returned
from grader.spec import Part

MIME_VERSION = 1


def ask(kind: str, reference: Any, **part: Any) -> Question:
    """A question with some defaults; `mistakes` and `follow_through` belong to the question."""
    about = {key: part.pop(key) for key in ("mistakes", "follow_through") if key in part}
    return Question(
        part_id="test.part",
        part=Part(name="part", kind=kind, prompt="?", **part),
        reference=reference,
        **about,
    )


def says(
    question: Question,
    content: Any,
    form: str = "text",
    *,
    earlier: Mapping[str, str] | None = None,
    returned: tuple[Returned, ...] = (),
) -> Decision:
    """What the question's kind decides about an answer."""
    others = {
        name: Answer(part=f"test.{name}", form="text", content=text)
        for name, text in (earlier or {}).items()
    }
    answer = Answer(part=question.part_id, form=form, content=content, returned=returned)
    return kind_named(question.part.kind).decide(answer, question, others)


def value(node: Any) -> dict[str, Any]:
    """A typed answer as the sandbox writes it."""
    return {"version": MIME_VERSION, "value": node}


def integers(*numbers: int) -> list[dict[str, str]]:
    """Typed nodes of integers."""
    return [{"t": "int", "v": str(number)} for number in numbers]

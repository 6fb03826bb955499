"""`growth`: a Theta class; the answer may be the class or its representative."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from grader.equality.canonical import canonical
from grader.errors import Unreadable
from grader.kinds.answer_trees import tree_of
from grader.kinds.judging import judge
from grader.kinds.question import Kind, Question, in_python
from grader.kinds.shapes import Misfit, fit_scalar
from grader.records import Answer, Decision, Verdict
from grader.tree import MINUS_ONE, ZERO, Tree, call, power, substitute, symbol

ONE_SIDED = (
    "O and Omega bound the growth from one side only; asked for is the growth itself, Theta. A "
    "person will look."
)
TO_ZERO = (
    "As {small} goes to 0, your class and the right one differ by more than a constant factor."
)
_LIKE = re.compile(
    r"^(\s*+\$?)\s*+(?:(?:it\s+)?(?:grows?|scales?)\s+(?:like|as)\s|(?:is\s+)?proportional\s+to\s|"
    r"of\s+order\s|[~∼∝≍]|\\(?:sim|propto|asymp)(?![A-Za-z]))",
    re.IGNORECASE,
)
"""What says of a representative that it stands for its class."""
_IN_A_WORD = re.compile(
    r"(?:it\s+)?(?:is\s+|grows?\s+|scales?\s+)?(?:an?\s+)?(?P<word>[a-z]+)"
    r"(?:\s+(?:in|with)\s+\$?(?P<name>\\?\w+)\$?)?",
    re.IGNORECASE,
)
_CLASSES = {
    "const": "1",
    "constant": "1",
    "linear": "{0}",
    "linearly": "{0}",
    "quadratic": "{0}**2",
    "quadratically": "{0}**2",
    "cubic": "{0}**3",
    "logarithmic": "log({0})",
    "logarithmically": "log({0})",
}


def decide(answer: Answer, question: Question, earlier: Mapping[str, Answer]) -> Decision:
    """Whether the quotient with the reference stays between two positive constants."""
    word = _in_a_word(answer, question)
    if word is not None:
        answer = replace(answer, form="text", content=word)
    elif isinstance(answer.content, str):
        answer = replace(answer, content=_LIKE.sub(r"\1", answer.content, count=1))
    decision = judge(answer, _at_infinity(question), earlier, fit=_fit, kind="growth")
    if question.part.vanishing:
        decision = _at_zero(decision, question)
    if decision.verdict is Verdict.UNDECIDED and _is_one_sided(answer, question):
        return replace(decision, hint=ONE_SIDED)
    return decision


def _in_a_word(answer: Answer, question: Question) -> str | None:
    """The representative of a class that is said in a word: ``quadratic in d``."""
    match answer:
        case Answer(form="text", content=str(said)):
            pass
        case Answer(form="typed", content={"value": {"t": "text", "v": str(said)}}):
            pass
        case Answer(form="latex", source=str(said)):
            pass
        case _:
            return None
    match = _IN_A_WORD.fullmatch(said.strip(" .'\"\n")) if len(said) < 60 else None
    form = _CLASSES.get(match["word"].lower()) if match is not None else None
    names = list(question.part.symbols)
    if match is None or form is None or (len(names) > 1 and form != "1"):
        return None
    if match["name"] is not None and match["name"] not in names:
        return None
    return form.format(*names)


def _at_infinity(question: Question) -> Question:
    """The question with 1/s for each s that goes to 0, since classes are those of large values."""
    if not question.part.vanishing:
        return question
    kept: Question | None = question.__dict__.get("_at_infinity")
    if kept is None:
        small = {
            one: 1 / one for one in question.reference.free_symbols if _vanishes(one, question)
        }
        kept = replace(question, reference=question.reference.xreplace(small))
        question.__dict__["_at_infinity"] = kept
    return kept


def _vanishes(one: Any, question: Question) -> bool:
    return str(one) in question.part.vanishing


def _at_zero(decision: Decision, question: Question) -> Decision:
    """The same decision, its words about the variables of the statement."""
    small = ", ".join(question.part.vanishing)
    decision = replace(decision, evidence=f"With 1/{small} for {small}: {decision.evidence}")
    if decision.verdict is not Verdict.INCORRECT or decision.certificate is None:
        return decision
    flipped = {
        name: str(1 / Fraction(value)) if name in question.part.vanishing else value
        for name, value in decision.certificate.items()
    }
    return replace(decision, certificate=flipped, hint=TO_ZERO.format(small=small))


def _is_one_sided(answer: Answer, question: Question) -> bool:
    """Whether it is a bound from one side, and a class is asked for that is one from both."""
    try:
        heads = (_fit(tree_of(answer, question), question), question.reference_tree)
    except (Unreadable, Misfit):
        return False
    given, asked = (tree.args[0] if tree.head == "call" else "theta" for tree in heads)
    return given in {"bigo", "omega"} and given != asked


def solve(question: Question) -> str:
    """The representative as SymPy prints it."""
    return in_python(question.reference)


def _fit(tree: Tree, question: Question) -> Tree:
    """``Theta(f)``, ``f(d) = Theta(f)`` or just ``f``."""
    if tree.head == "relation" and tree.args[0] == "=":
        tree = tree.args[2]
    if tree.head != "call" or tree.args[0] not in {"theta", "bigo", "omega"}:
        tree = call("theta", fit_scalar(tree, question))
    if canonical(tree.args[1]) == ZERO:
        raise Misfit("This is zero, however large its symbols are: nothing else grows like it.")
    return substitute(
        tree, {name: power(symbol(name), MINUS_ONE) for name in question.part.vanishing}
    )


KIND = Kind("growth", decide, solve, lambda _part: "a growth class such as Theta(d)")

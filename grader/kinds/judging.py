"""How a tree is judged against a reference: prove, refute, recognise. For the formula kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

from grader.credit import FOLLOW_THROUGH, decision_of, worth
from grader.equality import Outcome, Reference, compare, within
from grader.equality.relations import explain
from grader.equality.structure import heads
from grader.equality.tolerance import with_simple_numbers
from grader.errors import Unreadable
from grader.kinds import hints
from grader.kinds.answer_trees import change_of, tree_of
from grader.kinds.author_trees import tree_of_author
from grader.kinds.continued import without_logarithms
from grader.kinds.question import Question
from grader.kinds.screening import ENTRY_BY_ENTRY, Screen
from grader.kinds.shapes import Misfit
from grader.kinds.trajectories import with_trajectory
from grader.reading.printing import to_text
from grader.reading.prose import is_one_of_several
from grader.reading.sympy_trees import from_sympy
from grader.reading.text import read
from grader.records import Answer, Decision, Verdict
from grader.spec import Mistake
from grader.tree import Tree, has_decimals, substitute

STAND_IN = "earlier_answer"
"""The symbol of an earlier answer in a follow-through formula; nobody can type it."""

Fit = Callable[[Tree, Question], Tree]
"""Brings a tree into the shape that a kind asks for; raises `Unreadable` if it has another."""


def judge(
    answer: Answer, question: Question, earlier: Mapping[str, Answer], *, fit: Fit, kind: str
) -> Decision:
    """Read, fit, decide; then say why, and look whether a lesser right is due.

    Args:
        answer: What the student gave.
        question: What was asked.
        earlier: The student's answers to the other parts of the problem, by part name.
        fit: See `Fit`.
        kind: The relation that `compare` decides: ``expression``, ``equation``, ...
    """
    tree = fitted(answer, question, fit)
    if isinstance(tree, Decision):
        return tree
    decision = judge_tree(tree, question, earlier, fit=fit, kind=kind)
    is_wrong = decision.verdict in {Verdict.INCORRECT, Verdict.PARTIAL}
    if is_wrong and _is_right_as_change(answer, question, fit, kind):
        return unreadable(
            Unreadable("Whether the new value or the change is the answer is not clear.")
        )
    return decision


def _is_right_as_change(answer: Answer, question: Question, fit: Fit, kind: str) -> bool:
    """Whether of ``w -= x`` the change -x is right, where the new value w - x is not."""
    change = change_of(answer)
    tree = fitted(change, question, fit) if change is not None else None
    if tree is None or isinstance(tree, Decision):
        return False
    return against_reference(tree, question, kind).verdict is Verdict.CORRECT


def fitted(answer: Answer, question: Question, fit: Fit) -> Tree | Decision:
    """What the student gave as a tree of the shape asked for, or the decision where it is none."""
    try:
        return fit(tree_of(answer, question), question)
    except Unreadable as error:
        return unreadable(error)
    except Misfit as error:
        if answer.form == "latex" and is_one_of_several(answer.source):
            return unreadable(Unreadable(_OTHER_SHAPE.format(error=error)))
        return misfit(error)


_OTHER_SHAPE = (
    "{error} Only one formula of the text was looked at; the whole answer as one displayed "
    "formula, $$...$$, would be read."
)


def judge_tree(
    tree: Tree, question: Question, earlier: Mapping[str, Answer], *, fit: Fit, kind: str
) -> Decision:
    """The same as `judge`, for an answer that was read and fitted."""
    return with_trajectory(_judged(tree, question, earlier, fit, kind), tree, question)


def _judged(
    tree: Tree, question: Question, earlier: Mapping[str, Answer], fit: Fit, kind: str
) -> Decision:
    decision = against_reference(tree, question, kind)
    if decision.verdict is not Verdict.INCORRECT:
        return decision
    return (
        followed_through(tree, question, earlier, fit, kind)
        or known_mistake(tree, question, fit, kind)
        or (with_relation(decision, tree, question) if question.explains else decision)
    )


def unreadable(error: Unreadable) -> Decision:
    """The decision about an answer that nobody could read but a person."""
    return Decision(
        verdict=Verdict.UNREADABLE, hint=str(error), evidence=str(error), method="reading"
    )


def misfit(error: Misfit) -> Decision:
    """The decision about an answer of another shape than the one asked for."""
    return Decision(verdict=Verdict.INCORRECT, hint=str(error), evidence=str(error), method="shape")


def against_reference(tree: Tree, question: Question, kind: str) -> Decision:
    """Equal, different or undecided, under the part's scope and tolerance."""
    if not question.explains and _screened(tree, kind):
        screen = _screen(question)
        if screen.excludes(screen.glance(tree), screen.right):
            return Decision(verdict=Verdict.INCORRECT, method="values on a box")
    outcome = compare(tree, question.compiled, question.domain, kind=kind)
    if outcome.relation == "different" and has_decimals(tree):
        tolerant = _with_tolerance(tree, question, kind)
        if tolerant.relation == "equal":
            return correct(tolerant, tolerance=_policy_in_words(question))
        if tolerant.relation == "undecided":
            outcome = tolerant
    if outcome.relation == "different" and question.part.almost_everywhere:
        powers = without_logarithms(tree)
        if powers is not None:
            continued = compare(powers, question.compiled, question.domain, kind=kind)
            outcome = continued if continued.relation == "equal" else outcome
    return from_outcome(outcome, tree, question)


def _with_tolerance(tree: Tree, question: Question, kind: str) -> Outcome:
    """The outcome where decimals stand for what is near them; in a growth class, for fractions."""
    policy = question.part.tolerance
    if kind == "growth":
        exact = with_simple_numbers(tree, policy)
        return compare(exact, question.compiled, question.domain, kind=kind)
    return within(tree, question.reference_tree, question.domain, policy)


def from_outcome(outcome: Outcome, tree: Tree, question: Question) -> Decision:
    """What an outcome of the engine means for the part."""
    match outcome.relation:
        case "equal" if outcome.scope == "everywhere" or question.part.almost_everywhere:
            return correct(outcome)
        case "equal":
            point = point_of(outcome, question)
            return Decision(
                verdict=Verdict.INCORRECT,
                hint=hints.NULL_SET.format(point=hints.at(point)),
                evidence=_evidence(tree, question),
                certificate=point,
                method=outcome.method,
                scope=outcome.scope,
            )
        case "different":
            point = point_of(outcome, question)
            return Decision(
                verdict=Verdict.INCORRECT,
                hint=hints.counterexample(point, _claim(outcome)),
                evidence=_evidence(tree, question),
                certificate=point,
                method=outcome.method,
            )
    return Decision(
        verdict=Verdict.UNDECIDED,
        hint=hints.UNDECIDED,
        evidence=f"{_evidence(tree, question)} They agree to {outcome.bits or 0} bits.",
        method=outcome.method,
    )


def correct(outcome: Outcome, tolerance: str | None = None) -> Decision:
    """Full marks, with the proof."""
    return Decision(
        verdict=Verdict.CORRECT,
        score=1.0,
        evidence=outcome.proof or outcome.method,
        proof=outcome.proof or outcome.method,
        method=outcome.method,
        scope=outcome.scope,
        tolerance=tolerance,
    )


def known_mistake(tree: Tree, question: Question, fit: Fit, kind: str) -> Decision | None:
    """The decision of the first known mistake that the answer provably is."""
    if not question.recognises:
        return None
    screen = _screen(question)
    seen = screen.glance(tree) if _screened(tree, kind) else ()
    for mistake, wrong in _wrong_answers(question, fit):
        if seen and screen.excludes(seen, wrong.kept("glance", partial(screen.glance, wrong.tree))):
            continue
        if _is(tree, wrong, question, kind):
            return decision_of(mistake, f"Equal to the known mistake {mistake.id!r}.")
    return None


def followed_through(
    tree: Tree, question: Question, earlier: Mapping[str, Answer], fit: Fit, kind: str
) -> Decision | None:
    """Credit for an answer that is right given the student's own answer to an earlier part."""
    rule = question.follow_through
    if rule is None or rule.on not in earlier:
        return None
    formula = from_sympy(rule.formula(_sympy_symbol(STAND_IN)))
    try:
        own = tree_of(earlier[rule.on], question)
        expected = fit(substitute(formula, {STAND_IN: own}), question)
    except (Unreadable, Misfit):
        return None
    outcome = compare(tree, expected, question.domain, kind=kind)
    if outcome.relation != "equal":
        return None
    verdict, score = worth(rule)
    return Decision(
        verdict=verdict,
        score=score,
        hint=f"Judged on your own answer to `{rule.on}`, from which this follows.",
        evidence=f"Follows from the student's answer to {rule.on}: {to_text(own)}.",
        proof=outcome.proof,
        method=FOLLOW_THROUGH,
    )


def with_relation(decision: Decision, tree: Tree, question: Question) -> Decision:
    """Add the provable relation to the right answer, if there is one, to the hint."""
    found = explain(tree, question.reference_tree, question.domain)
    if found is None:
        return decision
    return Decision(
        verdict=decision.verdict,
        score=decision.score,
        hint=f"{found.says} {decision.hint}",
        evidence=f"{decision.evidence} {found.exact}",
        certificate=decision.certificate,
        method=decision.method,
    )


def tree_of_form(form: object, question: Question) -> Tree:
    """A tree from what an author wrote: text or LaTeX is read as a student's, SymPy converted."""
    if isinstance(form, str):
        return read(form, question.vocabulary, keep_equation=question.part.kind == "equation")
    return tree_of_author(form)


def point_of(outcome: Outcome, question: Question) -> dict[str, str]:
    """The exact values of a certificate, by symbol; what the statement fixes has no other value."""
    point = outcome.certificate.point if outcome.certificate else {}
    return {name: value for name, value in point.items() if name not in question.known}


def _claim(outcome: Outcome) -> str:
    return outcome.certificate.claim if outcome.certificate else ""


def _wrong_answers(question: Question, fit: Fit) -> list[tuple[Mistake, Reference]]:
    """The mistakes that have the part's shape, compiled; kept with the question for a class."""
    kept: list[tuple[Mistake, Reference]] | None = question.__dict__.get("_wrong_answers")
    if kept is None:
        kept = []
        for mistake in question.mistakes:
            with suppress(Unreadable, Misfit):
                wrong = fit(tree_of_form(mistake.form, question), question)
                kept.append((mistake, Reference.of(wrong, question.domain)))
        question.__dict__["_wrong_answers"] = kept
    return kept


def _screened(tree: Tree, kind: str) -> bool:
    """Whether values on a box can tell a tree from others: a decimal is what is near it, too."""
    return kind in ENTRY_BY_ENTRY and "decimal" not in heads(tree)


def _screen(question: Question) -> Screen:
    """Kept with the question."""
    kept: Screen | None = question.__dict__.get("_screen")
    if kept is None:
        kept = question.__dict__["_screen"] = Screen.of(question.reference_tree, question.domain)
    return kept


def _is(tree: Tree, wrong: Reference, question: Question, kind: str) -> bool:
    if tree == wrong.tree or compare(tree, wrong, kind=kind, certify=False).relation == "equal":
        return True
    if not has_decimals(tree):
        return False
    return within(tree, wrong, question.domain, question.part.tolerance).relation == "equal"


def _evidence(tree: Tree, question: Question) -> str:
    return f"Answer {to_text(tree)}; reference {to_text(question.reference_tree)}."


def _policy_in_words(question: Question) -> str:
    policy = question.part.tolerance
    digits = " and in the digits written" if policy.digits_written else ""
    return f"decimals within {policy.relative:g} relative{digits}"


def _sympy_symbol(name: str) -> object:
    import sympy as sp

    return sp.Symbol(name)

"""Taking a change of the gradebook back: what it appended stays; what was there comes after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from grader import __version__
from grader.errors import GraderError
from grader.gradebook import Grade, Gradebook, GradebookError, NewGrade
from grader.gradebook.schema import ChangeRow

REVIEW = "review of "
"""How the reason of a change begins that a person's decision made."""


def undo(
    gradebook: Gradebook, assignment: str, *, at: datetime, by: str, change_id: int | None = None
) -> tuple[int, int]:
    """Append the grades that were there before a change: what was done stays in the history.

    Args:
        gradebook: Where.
        assignment: Id.
        at: Now.
        by: Who.
        change_id: Of the change; the last regrade that is not undone, if not given.

    Returns:
        Ids of the undone change and of the one that undid it.

    Raises:
        GraderError: If there is nothing to undo.
        GradebookError: If one of them was graded again since.
    """
    changes = gradebook.changes(assignment)
    wanted = _to_undo(changes, assignment, change_id)
    follows = gradebook.grades_of_change(wanted)
    _check_nothing_came_since(gradebook, assignment, wanted, follows)
    earlier = gradebook.grades([g.previous_id for g in follows if g.previous_id is not None])
    new = [
        NewGrade(
            follows=grade,
            report=earlier[grade.previous_id].report,
            counts=earlier[grade.previous_id].counts,
            reason=f"change {wanted} undone",
            marks=earlier[grade.previous_id].marks,
        )
        for grade in follows
        if grade.previous_id is not None
    ]
    made = gradebook.append(
        new,
        assignment=assignment,
        at=at,
        by=by,
        version=__version__,
        reason=f"undo of change {wanted}",
        undoes=wanted,
    )
    return wanted, made


def _to_undo(changes: Sequence[ChangeRow], assignment: str, change_id: int | None) -> int:
    """The change that is meant, if it can be undone."""
    undone = {change.undoes_id for change in changes}
    left = [c for c in changes if c.undoes_id is None and c.id not in undone]
    regrades = [change.id for change in left if not change.reason.startswith(REVIEW)]
    wanted = change_id if change_id is not None else max(regrades, default=None)
    if wanted is not None and wanted in {change.id for change in left}:
        return wanted
    listed = ", ".join(str(change.id) for change in left) or "none"
    what = f"no change {wanted}" if wanted is not None else "no regrade" if left else "nothing"
    reviews = (
        f" What a person decided is taken back with `grader review {assignment} --withdraw`."
        if wanted is None and left
        else ""
    )
    raise GraderError(
        f"There is {what} to undo in {assignment}.{reviews} Changes that can be undone: {listed}."
    )


def _check_nothing_came_since(
    gradebook: Gradebook, assignment: str, wanted: int, follows: Sequence[Grade]
) -> None:
    newest = {grade.submission_id: grade for grade in gradebook.newest(assignment)}
    since = [
        newest[grade.submission_id]
        for grade in follows
        if newest[grade.submission_id].id != grade.id
    ]
    if not since:
        return
    last = max(since, key=lambda grade: grade.id)
    more = f" (and {len(since) - 1} more)" if len(since) > 1 else ""
    then = (
        f"by `{last.reason}`; what holds now is what `grader regrade {assignment}` gives"
        if last.change_id is None
        else f"by change {last.change_id} ({last.reason}); undo that one first: grader regrade "
        f"{assignment} --undo --change {last.change_id}"
    )
    raise GradebookError(
        f"Change {wanted} was not undone: {last.student!r}{more} got another grade in the "
        f"meantime, {then}."
    )

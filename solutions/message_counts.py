"""Problem 8: what one averaging step of n workers costs."""

from __future__ import annotations

from grader.spec import Solution
from problems.message_counts import MessageCounts
from solutions.derivations.message_counts import reference
from solutions.forms.message_counts import also_right, around_the_ring, near_misses
from solutions.mistakes.message_counts import mistakes
from solutions.oracles.message_counts import oracle


def worked(params: MessageCounts) -> dict[str, str]:
    """The ring, played."""
    return {"ring_steps": around_the_ring(params.result)}


SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    mistakes=mistakes,
    also_right=also_right,
    near_misses=near_misses,
    worked=worked,
)

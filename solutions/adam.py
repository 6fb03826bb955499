"""Problem 9: from gradient descent to Adam."""

from __future__ import annotations

from grader.spec import Solution
from problems.adam import Params
from solutions.derivations.adam import adam_step, reference
from solutions.forms.adam import also_right, near_misses
from solutions.forms.adam_step import source
from solutions.mistakes.adam import mistakes
from solutions.oracles.adam import oracle


def worked(params: Params) -> dict[str, str]:
    """The step, written out."""
    return {"step": source(adam_step(params))}


SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    mistakes=mistakes,
    also_right=also_right,
    near_misses=near_misses,
    worked=worked,
)

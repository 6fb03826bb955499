"""Problem 10: weight decay and the penalty it came from."""

from __future__ import annotations

from grader.spec import Solution
from problems.weight_decay import Params
from solutions.derivations.weight_decay import adam_step, reference
from solutions.forms.adam_step import source
from solutions.forms.weight_decay import also_right, near_misses
from solutions.mistakes.weight_decay import mistakes
from solutions.oracles.weight_decay import oracle


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

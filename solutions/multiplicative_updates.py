"""Problem 12: steps in proportion to the weight."""

from __future__ import annotations

from grader.spec import Solution
from solutions.derivations.multiplicative_updates import reference
from solutions.forms.multiplicative_updates import also_right, near_misses
from solutions.mistakes.multiplicative_updates import mistakes
from solutions.oracles.multiplicative_updates import oracle

SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    mistakes=mistakes,
    also_right=also_right,
    near_misses=near_misses,
)

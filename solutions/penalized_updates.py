"""What is right in `problems.penalized_updates`, and convex solves that agree."""

from __future__ import annotations

from grader.spec import Solution
from solutions.derivations.penalized_updates import reference
from solutions.forms.penalized_updates import also_right, near_misses
from solutions.mistakes.penalized_updates import mistakes
from solutions.oracles.penalized_updates import oracle

SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    mistakes=mistakes,
    also_right=also_right,
    near_misses=near_misses,
)

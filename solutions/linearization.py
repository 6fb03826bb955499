"""Problem 11: networks as linear models, and the tangent kernel."""

from __future__ import annotations

from grader.spec import Solution
from solutions.derivations.linearization import reference
from solutions.forms.linearization import also_right, near_misses
from solutions.mistakes.linearization import mistakes
from solutions.oracles.linearization import oracle

SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    mistakes=mistakes,
    also_right=also_right,
    near_misses=near_misses,
)

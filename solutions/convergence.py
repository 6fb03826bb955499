"""What is right in `problems.convergence`, and optimizers that run to it."""

from __future__ import annotations

from grader.spec import Solution
from solutions.derivations.convergence import reference
from solutions.forms.convergence import also_right, near_misses
from solutions.mistakes.convergence import mistakes
from solutions.oracles.convergence import oracle
from solutions.trajectories.convergence import trajectories

SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    mistakes=mistakes,
    also_right=also_right,
    near_misses=near_misses,
    trajectories=trajectories,
)

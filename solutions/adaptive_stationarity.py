"""Problem 7: where the mean update of an adaptive method vanishes."""

from __future__ import annotations

from grader.spec import Solution
from solutions.derivations.adaptive_stationarity import reference
from solutions.forms.adaptive_stationarity import also_right, near_misses
from solutions.mistakes.adaptive_stationarity import mistakes
from solutions.oracles.adaptive_stationarity import oracle
from solutions.trajectories.adaptive_stationarity import trajectories

SOLUTION = Solution(
    reference=reference,
    oracle=oracle,
    mistakes=mistakes,
    also_right=also_right,
    near_misses=near_misses,
    trajectories=trajectories,
)

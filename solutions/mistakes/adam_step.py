"""Slips in a function that makes a step of Adam, and what to say of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.spec import Mistake
from solutions.derivations.adam_step import AdamStep

SLIPS: Mapping[str, str] = {
    "nothing_corrected": "From moments of zero, both averages are too small in the first steps. "
    "What is each divided by at step t?",
    "first_not_corrected": "The first moment starts at zero as well: what makes up for that in the "
    "first steps?",
    "second_not_corrected": "The second moment starts at zero as well: what makes up for that in "
    "the first steps?",
    "late_exponent": "At step t the averages hold t gradients, the first one at t = 1. Compare "
    "your exponent with the sum of their weights.",
    "early_exponent": "At step t the averages hold t gradients, the first one at t = 1. What does "
    "your correction divide by at t = 1?",
    "corrected_returned": "The corrected moments are for this step only. If you hand them on, the "
    "next step corrects them again.",
    "decays_swapped": "Each moment has a decay of its own. Which is which?",
    "decay_of_second": "The first moment is averaged with the other's decay. Which is its own?",
    "decay_of_first": "The second moment is averaged with the other's decay. Which is its own?",
    "square_forgotten": "The second moment is an average of squares: it must not become negative.",
    "root_forgotten": "Multiply the loss by 10: by what do numerator and denominator of the step "
    "grow? They should grow alike.",
    "eps_dropped": "What is the step where the second moment is zero?",
    "eps_misplaced": "Look again at where the statement puts eps: is it added before the root is "
    "taken or after it?",
    "uphill": "Check the sign: does the step go down?",
    "not_elementwise": "Every coordinate has a scale of its own: the second moment is a vector, "
    "not a number.",
    "state_forgotten": "Your new moments do not depend on the old ones. What are `m` and `v` "
    "handed in for?",
    "old_moments_used": "The step of your function uses the moments from before this gradient.",
}
"""Feedback by id."""

DECAYS: Mapping[str, str] = {
    "decay_forgotten": "What becomes of a weight whose gradient is zero, from moments of zero?",
    "decay_grows": "Does the decay make the weights smaller? Take a gradient of zero and look.",
    "decay_coupled": "You put the decay into the gradient, so that the moments see it and the step "
    "divides it by the root. Here it must act on the weights alone.",
    "decay_decoupled": "You shrink the weights next to the step. Here the penalty is a part of the "
    "loss: where does its gradient go?",
    "decay_scaled": "Look again at whether the decay is multiplied by the step size.",
    "two_misplaced": "Differentiate the penalty once more: what becomes of the square's two?",
}


@dataclass(frozen=True, slots=True)
class Slipped:
    """The step with one slip, by its id in `SLIPS`."""

    step: AdamStep
    slip: str

    def __call__(self, w: Any, m: Any, v: Any, t: int, grad: Any) -> tuple[Any, Any, Any]:
        """New weights and moments, wrong ones."""
        step, slip = self.step, self.slip
        w, m, v, grad = (np.asarray(each, dtype=float) for each in (w, m, v, grad))
        eta, lam, eps = float(step.eta), float(step.lam), float(step.eps)
        grad = grad + {"penalty": 2 * lam, "half_penalty": lam}.get(step.decay, 0.0) * w
        new_m, new_v = self._moments(m, v, grad)
        first, second = (
            self._corrected(m, v, t)
            if slip == "old_moments_used"
            else (self._corrected(new_m, new_v, t))
        )
        inside = step.inside != (slip == "eps_misplaced")
        if slip == "eps_dropped":
            eps = 0.0
        if slip == "root_forgotten":
            divisor = second + eps
        else:
            divisor = np.sqrt(second + eps) if inside else np.sqrt(second) + eps
        shrunk = {"decoupled": lam, "scaled": eta * lam}.get(step.decay, 0.0) * w
        moved = eta * first / divisor
        new_w = w - shrunk + (moved if slip == "uphill" else -moved)
        return (new_w, first, second) if slip == "corrected_returned" else (new_w, new_m, new_v)

    def _decays(self) -> tuple[float, float]:
        decays = float(self.step.beta), float(self.step.gamma)
        return decays[::-1] if self.slip == "decays_swapped" else decays

    def _moments(self, m: Any, v: Any, grad: Any) -> tuple[Any, Any]:
        beta, gamma = self._decays()
        if self.slip == "decay_of_second":
            beta = gamma
        if self.slip == "decay_of_first":
            gamma = beta
        square = {"square_forgotten": grad, "not_elementwise": grad @ grad}.get(self.slip, grad**2)
        if self.slip == "state_forgotten":
            m, v = 0 * m, 0 * v
        return beta * m + (1 - beta) * grad, gamma * v + (1 - gamma) * square

    def _corrected(self, m: Any, v: Any, t: int) -> tuple[Any, Any]:
        count = t + {"late_exponent": 1, "early_exponent": -1}.get(self.slip, 0)
        beta, gamma = self._decays()
        if self.slip not in {"nothing_corrected", "first_not_corrected"}:
            m = m / (1 - np.float64(beta) ** count)
        if self.slip not in {"nothing_corrected", "second_not_corrected"}:
            v = v / (1 - np.float64(gamma) ** count)
        return m, v


def step_mistakes(step: AdamStep) -> list[Mistake]:
    """Known mistakes of the function, those about the decay where there is one."""
    slips = [
        Mistake(id=name, form=Slipped(step, name), feedback=feedback)
        for name, feedback in SLIPS.items()
    ]
    decays = [
        Mistake(id=name, form=form, feedback=DECAYS[name])
        for name, form in _other_decays(step).items()
    ]
    return [*decays, *slips]


def _other_decays(step: AdamStep) -> dict[str, AdamStep]:
    """The step with the decay in another place."""
    grown = replace(step, lam=-step.lam)
    gone = replace(step, decay="none")
    match step.decay:
        case "none":
            return {}
        case "decoupled" | "scaled":
            return {
                "decay_forgotten": gone,
                "decay_grows": grown,
                "decay_coupled": replace(step, decay="half_penalty"),
                "decay_scaled": replace(
                    step, decay="scaled" if step.decay == "decoupled" else "decoupled"
                ),
            }
        case "penalty" | "half_penalty":
            return {
                "decay_forgotten": gone,
                "decay_grows": grown,
                "decay_decoupled": replace(step, decay="scaled"),
                "two_misplaced": replace(
                    step, decay="penalty" if step.decay == "half_penalty" else "half_penalty"
                ),
            }

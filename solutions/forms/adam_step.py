"""Answer cells for `step` parts: Adam's step as a student might write it, and slips in it."""

from __future__ import annotations

from textwrap import dedent

from grader.spec import Code
from problems.wording import plain
from solutions.derivations.adam_step import AdamStep

SLIPS = {
    "first_not_corrected": ("m / (1 - beta**t)", "m"),
    "second_not_corrected": ("v / (1 - gamma**t)", "v"),
    "late_exponent": ("beta**t", "beta**(t + 1)"),
    "decays_swapped": ("beta * m + (1 - beta) * grad", "gamma * m + (1 - gamma) * grad"),
    "square_forgotten": ("(1 - gamma) * grad**2", "(1 - gamma) * grad"),
    "uphill": ("w - eta * first", "w + eta * first"),
    "one_value": ("return w, m, v", "return w"),
}
"""By name: what stands in the right cell, and what stands there instead."""


def source(step: AdamStep) -> str:
    """A right answer cell."""
    divisor = "np.sqrt(second + eps)" if step.inside else "(np.sqrt(second) + eps)"
    penalty = {"penalty": "2 * lam * w", "half_penalty": "lam * w"}.get(step.decay)
    kept = {"decoupled": "(1 - lam) * w", "scaled": "(1 - eta * lam) * w"}.get(step.decay, "w")
    numbers = ", ".join(plain(n) for n in (step.eta, step.beta, step.gamma, step.eps, step.lam))
    return dedent(
        f"""
        import numpy as np


        def step(w, m, v, t, grad):
            eta, beta, gamma, eps, lam = {numbers}
            w, m, v, grad = (np.array(each, dtype=float) for each in (w, m, v, grad))
            grad = grad + {penalty or "0"}
            m = beta * m + (1 - beta) * grad
            v = gamma * v + (1 - gamma) * grad**2
            first, second = m / (1 - beta**t), v / (1 - gamma**t)
            w = {kept}
            w = w - eta * first / {divisor}
            return w, m, v


        step
        """
    ).strip()


def entry_by_entry(step: AdamStep) -> str:
    """The same with a loop over the coordinates, as lists."""
    divisor = "sqrt(b + eps)" if step.inside else "(sqrt(b) + eps)"
    penalty = {"penalty": "2 * lam * x", "half_penalty": "lam * x"}.get(step.decay)
    kept = {"decoupled": "x - lam * x", "scaled": "x - eta * lam * x"}.get(step.decay, "x")
    numbers = ", ".join(plain(n) for n in (step.eta, step.beta, step.gamma, step.eps, step.lam))
    return dedent(
        f"""
        from math import sqrt


        def adam(w, m, v, t, grad):
            eta, beta, gamma, eps, lam = {numbers}
            new_w, new_m, new_v = [], [], []
            for x, first, second, g in zip(w, m, v, grad):
                g = g + {penalty or "0"}
                first = first + (1 - beta) * (g - first)
                second = second + (1 - gamma) * (g * g - second)
                a, b = first / (1 - beta**t), second / (1 - gamma**t)
                new_w.append({kept} - eta * a / {divisor})
                new_m.append(first)
                new_v.append(second)
            return new_w, new_m, new_v


        adam
        """
    ).strip()


def slipped(step: AdamStep, name: str) -> Code:
    """The right cell with one slip."""
    right, wrong = SLIPS[name]
    return Code(source(step).replace(right, wrong))


def in_place(step: AdamStep) -> Code:
    """Right numbers, but the caller's moments are overwritten."""
    changed = source(step)
    for name in ("m", "v"):
        changed = changed.replace(f"    {name} = ", f"    {name}[:] = ")
    return Code(changed.replace("(np.array(each, dtype=float)", "(np.asarray(each, dtype=float)"))

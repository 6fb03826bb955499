"""Problem 12: steps in proportion to the weight."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

import numpy as np

from grader.spec import Part, Problem
from problems.adaptive_stationarity import YES_NO
from problems.chance import pick, shuffled
from problems.wording import at_step, options

FACTORS = {
    "largest": (
        r"the larger one of $\varepsilon$ and $|\Phi|$",
        "np.maximum(small, np.abs(place))",
    ),
    "sum": (r"the sum of $\varepsilon$ and $|\Phi|$", "small + np.abs(place)"),
    "root": (
        r"the root of the sum of the squares of $\varepsilon$ and $\Phi$",
        "np.hypot(small, place)",
    ),
}
"""What multiplies the gradient: in words, and in NumPy."""

PURPOSES = {
    "crossing": r"Without it an entry at 0 would never move, and with small steps no entry would "
    "change its sign.",
    "division": r"Without it the update would divide by zero at $\Phi = 0$.",
    "speed": r"It makes large entries move faster than small ones.",
    "stationary": r"It moves the points at which the method rests to those of the loss.",
}

SCALES = {
    "own": "the factor of the statement, for each entry",
    "sample": r"the larger one of $\varepsilon$ and $|g_i|$, where $g_i$ is the entry of the drawn "
    "point's gradient that it multiplies",
    "fixed": "positive numbers $c_i$, one for each entry, that were drawn once before training",
    "loss": "the loss of the drawn point, for all entries",
}
"""What scales the sample's gradient in `is_stationary`."""


@dataclass(frozen=True, slots=True)
class Params:
    """A variant.

    Attributes:
        factor: A key of `FACTORS`.
        order: Up to which power of the step size `log_form` is asked.
        negative: Whether `log_form` is about a large negative entry instead of a positive one.
        scale: A key of `SCALES`.
        purposes: Keys of `PURPOSES`, as they are listed.
        answers: Keys of `YES_NO`, as they are listed.
    """

    factor: str = "largest"
    order: int = 1
    negative: bool = False
    scale: str = "own"
    purposes: tuple[str, ...] = tuple(PURPOSES)
    answers: tuple[str, ...] = tuple(YES_NO)


def draw(rng: np.random.Generator) -> Params:
    """Another factor, another order, another scale."""
    return Params(
        factor=pick(rng, tuple(FACTORS)),
        order=pick(rng, (1, 2)),
        negative=bool(rng.integers(2)),
        scale=pick(rng, tuple(SCALES)),
        purposes=shuffled(rng, tuple(PURPOSES)),
        answers=shuffled(rng, tuple(YES_NO)),
    )


def statement(params: Params) -> str:
    """The update in words."""
    words, _ = FACTORS[params.factor]
    return (
        "Gradient descent moves weights of every size alike. A *multiplicative* method moves an "
        rf"entry $\Phi$ of the weights in proportion to its size: from $\Phi$ it subtracts $\eta$ "
        rf"times {words} times the entry $g$ of the gradient. Here $\eta > 0$ is a small step "
        r"size and $\varepsilon > 0$ a small number. (Type `Phi`, `eta`, `eps` and `g`.)"
    )


def parts(params: Params) -> tuple[Part, ...]:
    """The update, what eps does, the logarithm, and where it rests."""
    side = r"\Phi < 0" if params.negative else r"\Phi > 0"
    orders = {1: "to first order", 2: "up to the second order"}
    return (
        Part(
            name="update",
            kind="expression",
            prompt=r"Write the new value of $\Phi$ as a formula.",
            symbols={"Phi": "real", "g": "real", "eta": "eta > 0", "eps": "eps > 0"},
            spellings={
                r"\phi": "Phi",
                "phi": "Phi",
                "epsilon": "eps",
                **at_step({r"\Phi": "Phi", "Phi": "Phi"}, "t"),
                **at_step({"g": "g"}, "t"),
            },
        ),
        Part(
            name="sign_crossing",
            kind="choice",
            prompt=r"What is $\varepsilon$ for?",
            options=options(PURPOSES, params.purposes),
        ),
        Part(
            name="log_form",
            kind="expression",
            prompt=f"Let ${side}$ and $|\\Phi|$ be so much larger than $\\varepsilon$ that "
            "$\\varepsilon$ does not matter. By how much does one step change $\\ln|\\Phi|$, "
            f"{orders[params.order]} in $\\eta$? (In terms of $\\eta$ and $g$, new minus old.)",
            symbols={"eta": "eta > 0", "g": "real"},
        ),
        Part(
            name="is_stationary",
            kind="choice",
            prompt="Training draws one point at a time, and the step is $-\\eta$ times a scale "
            f"times the gradient of that point. The scale is {SCALES[params.scale]}. Are the "
            "points at which the mean step vanishes the stationary points of the loss (the mean "
            "over the training points)?",
            options=options(YES_NO, params.answers),
        ),
    )


def lab(params: Params) -> str:
    """A run through zero, with and without the small number."""
    _, code = FACTORS[params.factor]
    return dedent(
        f"""
        # Walk from +2 to a minimum at -1, and from 2 to one at 300.
        import numpy as np
        import matplotlib.pyplot as plt


        def run(target, small, size=0.05, steps=200):
            place, path = 2.0, []
            for _ in range(steps):
                slope = np.clip(place - target, -1, 1)
                place = place - size * {code} * slope
                path.append(place)
            return path


        plt.plot(run(-1, 0.1), label="minimum at -1, eps = 0.1")
        plt.plot(run(300, 0.1), label="minimum at 300, eps = 0.1")
        plt.yscale("symlog")
        plt.xlabel("step")
        plt.legend()
        plt.show()
        """
    ).strip()


def picture(params: Params) -> str:
    """The gradient of a loss, unscaled, over the weight."""
    return dedent(
        """
        import numpy as np
        import matplotlib.pyplot as plt

        place = np.linspace(-3, 3, 200)
        figure, axis = plt.subplots(figsize=(5, 2.8))
        axis.plot(place, (place + 1) ** 2 / 2, label="loss")
        axis.plot(2, 4.5, "o", color="tab:red", label="start")
        axis.plot(-1, 0, "k+", markersize=10, label="minimum")
        axis.axvline(0, color="0.7", linewidth=0.8)
        axis.set(xlabel=r"$\\Phi$", ylim=(-0.5, 8))
        axis.legend()
        figure.tight_layout()
        """
    ).strip()


PROBLEM = Problem(
    id="multiplicative_updates",
    title="Steps in proportion to the weight",
    source="TTIC 31230 problem set on SGD: multiplicative updates",
    canonical=Params(),
    draw=draw,
    statement=statement,
    parts=parts,
    lab=lab,
    picture=picture,
)

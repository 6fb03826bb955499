"""Problem 10: a penalty in the loss, and weights that decay by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from textwrap import dedent

import numpy as np

from grader.spec import Option, Part, Problem
from problems.chance import pick, shuffled
from problems.wording import at_step, tex

OTHERS = {
    "adam": "Adam",
    "momentum": "SGD with momentum",
    "rmsprop": "RMSprop",
    "sign": "sign descent",
}
"""What `same_effect` compares with SGD."""


@dataclass(frozen=True, slots=True)
class Params:
    """A variant.

    Attributes:
        halved: Whether the penalty is half of ``lam ||w||^2``.
        scaled: Whether decoupled decay is multiplied by the step size.
        corrected: Whether Adam's moments are corrected for their start at 0 in `adam_l2_shrink`.
        other: A key of `OTHERS`.
        order: Ids of the options of `same_effect` as they are listed.
        penalty_step: Whether `step` is Adam on the penalised loss instead of AdamW.
        eta: Step size of `step`.
        beta: Decay of its first moment.
        gamma: Decay of its second moment.
        eps: Its eps.
        lam: Its strength of decay.
    """

    halved: bool = False
    scaled: bool = False
    corrected: bool = True
    other: str = "adam"
    order: tuple[str, ...] = ("both", "sgd", "other", "neither")
    penalty_step: bool = False
    eta: Fraction = Fraction(1, 1000)
    beta: Fraction = Fraction(9, 10)
    gamma: Fraction = Fraction(999, 1000)
    eps: Fraction = Fraction(1, 10**8)
    lam: Fraction = Fraction(1, 100)


def draw(rng: np.random.Generator) -> Params:
    """Another penalty, another decay, another method to compare, other numbers."""
    return Params(
        halved=bool(rng.integers(2)),
        scaled=bool(rng.integers(2)),
        corrected=bool(rng.integers(2)),
        other=pick(rng, tuple(OTHERS)),
        order=shuffled(rng, Params().order),
        penalty_step=bool(rng.integers(2)),
        eta=Fraction(1, pick(rng, (20, 50, 100, 200))),
        beta=Fraction(pick(rng, (5, 6, 7, 8, 9)), 10),
        gamma=Fraction(pick(rng, (95, 96, 98, 99)), 100),
        eps=Fraction(1, 10 ** pick(rng, (4, 6, 8))),
        lam=Fraction(1, pick(rng, (5, 10, 20, 50))),
    )


def statement(params: Params) -> str:
    """Two ways to keep weights small."""
    penalty = r"\frac{\lambda}{2}" if params.halved else r"\lambda"
    factor = r"1 - \eta\lambda" if params.scaled else r"1 - \lambda"
    return (
        "There are two ways to keep weights small, and with some methods they are not the same.\n\n"
        rf"- The **penalty**: minimise $L(w) + {penalty}\, \lVert w \rVert_2^2$ instead of the "
        "loss $L(w)$. The method gets the gradient of the sum.\n"
        "- **Decoupled decay**: the method gets the gradient of $L$ alone, and its update is "
        f"added to the weights *after they have been multiplied by* ${factor}$.\n\n"
        r"Here $\lambda > 0$ (`lam`), the step size is $\eta > 0$ (`eta`). Adam with decoupled "
        "decay is called AdamW."
    )


_HATTED = {
    spelling: name
    for name in ("m", "v")
    for spelling in (
        rf"\hat {name}",
        rf"\hat{{{name}}}",
        f"{name}_hat",
        f"{name}hat",
        f"{name}\u0302",
    )
}
_CORRECTED = {
    **_HATTED,
    **at_step({"w": "w"}, "t", "t-1"),
    **at_step({"m": "m", "v": "v", **_HATTED}, "t"),
}
"""The moments of `adamw_update` are corrected already: what the lecture writes with a hat."""


def parts(params: Params) -> tuple[Part, ...]:
    """Gradient descent first, then Adam."""
    positive = {"eta": "eta > 0", "lam": "lam > 0"}
    return (
        Part(
            name="ridge_factor",
            kind="expression",
            prompt="Gradient descent makes a step on the penalised loss. By what factor are the "
            r"weights multiplied, apart from the step along $\nabla L$?",
            symbols=positive,
            spellings={"lambda": "lam"},
        ),
        Part(
            name="adamw_update",
            kind="expression",
            prompt="Write the new weight after a step of AdamW, for one weight $w$ (`w`), with the "
            r"moments $m$ and $v$ of the gradient of $L$, corrected already, and $\varepsilon$ "
            "(`eps`) added to the root.",
            symbols={"w": "real", "m": "real", "v": "v > 0", "eps": "eps > 0", **positive},
            spellings={"lambda": "lam", "epsilon": "eps", **_CORRECTED},
            points=2,
        ),
        _penalty_shrink(params),
        Part(
            name="adamw_shrink",
            kind="expression",
            prompt="And AdamW in the same place: by how much does its first step change $w$?",
            symbols={"w": "real", **positive},
            spellings={"lambda": "lam"},
        ),
        Part(
            name="same_effect",
            kind="choice",
            prompt=r"For which methods do the two ways give the same path, if $\lambda$ may be "
            "chosen anew for the second way, but once for all losses and all steps?",
            options=_options(params),
        ),
        Part(name="step", kind="function", prompt=_step(params), points=3),
    )


def _penalty_shrink(params: Params) -> Part:
    symbols = {"w": "real", "eta": "eta > 0", "lam": "lam > 0"}
    if params.corrected:
        how = "corrects its moments for their start at zero"
    else:
        how = (
            r"does **not** correct its moments, whose decays are $\beta$ and $\gamma$, for their "
            "start at zero"
        )
        symbols |= {"beta": "0 < beta < 1", "gamma": "0 < gamma < 1"}
    return Part(
        name="adam_l2_shrink",
        kind="expression",
        prompt=f"Adam with $\\varepsilon = 0$ minimises the penalised loss; it {how}. At the start "
        "the gradient of $L$ is zero and $w \\ne 0$. By how much does its first step change $w$ "
        "(new minus old)?",
        symbols=symbols,
        spellings={"lambda": "lam"},
        points=2,
    )


def _options(params: Params) -> tuple[Option, ...]:
    other = OTHERS[params.other]
    texts = {
        "both": f"For SGD and for {other}.",
        "sgd": f"For SGD, but not for {other}.",
        "other": f"For {other}, but not for SGD.",
        "neither": "For neither of the two.",
    }
    return tuple(Option(name, texts[name]) for name in params.order)


def _step(params: Params) -> str:
    method = "Adam on the penalised loss" if params.penalty_step else "AdamW"
    return (
        f"Write a function of `w`, `m`, `v`, `t` and `grad` that makes step `t` of {method} (1 is "
        "the first): it takes weights, uncorrected moments and the gradient of $L$ as arrays of "
        "one length and returns the new `w`, `m` and `v`, uncorrected again. The method corrects "
        "its moments for their start at zero and adds $\\varepsilon$ to the root. Leave the "
        f"arguments as they are. Take $\\eta = {tex(params.eta)}$, $\\beta = {tex(params.beta)}$, "
        f"$\\gamma = {tex(params.gamma)}$, $\\lambda = {tex(params.lam)}$ and "
        f"$\\varepsilon = 10^{{-{len(str(params.eps.denominator)) - 1}}}$, where $\\beta$ and "
        "$\\gamma$ are the decays of the two moments."
    )


def lab(params: Params) -> str:
    """Weights of very different size under both ways, with no loss at all."""
    slope = 1 if params.halved else 2
    return dedent(
        f"""
        # Two weights and no loss: only the penalty, or only the decay, acts on them.
        import numpy as np

        strength, size = 0.02, 0.05
        penalised = np.array([4.0, 0.04])
        decayed = penalised.copy()
        moment, square = np.zeros(2), np.zeros(2)
        for step_number in range(1, 31):
            slope = {slope} * strength * penalised
            moment = 0.9 * moment + 0.1 * slope
            square = 0.99 * square + 0.01 * slope**2
            corrected = moment / (1 - 0.9**step_number)
            divisor = np.sqrt(square / (1 - 0.99**step_number))
            penalised = penalised - size * corrected / divisor
            decayed = {"(1 - size * strength)" if params.scaled else "(1 - strength)"} * decayed
        print("Adam with a penalty:", penalised)
        print("decoupled decay:    ", decayed)
        """
    ).strip()


def picture(params: Params) -> str:
    """Level lines of a loss and of the penalty."""
    return dedent(
        """
        import numpy as np
        import matplotlib.pyplot as plt

        w1, w2 = np.meshgrid(np.linspace(-1.5, 3.5, 200), np.linspace(-1.5, 2.5, 200))
        loss = (w1 - 2) ** 2 / 2 + 3 * (w2 - 1) ** 2
        figure, axis = plt.subplots(figsize=(5, 3.6))
        axis.contour(w1, w2, np.sqrt(loss), levels=7, colors="tab:blue", linewidths=0.9)
        axis.contour(w1, w2, np.hypot(w1, w2), levels=6, colors="tab:orange", linestyles="dashed",
                     linewidths=0.9)
        axis.plot([], [], color="tab:blue", label="loss $L$")
        axis.plot([], [], color="tab:orange", linestyle="dashed", label="penalty")
        axis.set(xlabel="$w_1$", ylabel="$w_2$", aspect="equal")
        axis.legend(loc="upper left")
        figure.tight_layout()
        """
    ).strip()


PROBLEM = Problem(
    id="weight_decay",
    title="Weight decay and the penalty it came from",
    source="A lecture on Adam and linearisation",
    canonical=Params(),
    draw=draw,
    statement=statement,
    parts=parts,
    lab=lab,
    picture=picture,
)

r"""Steps that depend on the sample: where do they stop, and is that where the loss does?"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from grader.spec import Part, Problem
from problems.chance import drawn_until, pick, shuffled
from problems.wording import options, plain_list

SCALINGS = {
    "root": (r"\frac{1}{\sqrt{s + \epsilon}}", "1/sqrt(s + eps)"),
    "sum": (r"\frac{1}{\sqrt{s} + \epsilon}", "1/(sqrt(s) + eps)"),
}
"""The factor of the step in LaTeX and in Python, by id."""

STATIONARY = {
    "always": "Yes, for every data set: the factor is positive, so it moves no zero.",
    "not_in_general": "No, not in general: each sample has a factor of its own.",
    "never": "No, for no data set whatsoever.",
    "in_the_limit": r"Yes in the limit $\epsilon \to 0$, for every data set.",
}
MULTIPLICATIVE = {
    "yes": "Yes: the factor is positive and the same for every sample.",
    "not_in_general": "No, not in general.",
    "only_positive": r"Only if every $\Phi_i$ is positive.",
    "only_small": r"Only if every $|\Phi_i|$ is at most $\epsilon$.",
}
LOSS_WEIGHTED = {
    "yes": "Yes: the weights are positive, so they move no zero.",
    "no": "No, not in general: samples with a larger loss pull harder.",
    "if_small": "Yes, if the step size is small enough.",
    "never": "No, for no data set whatsoever.",
}


@dataclass(frozen=True, slots=True)
class Params:
    """A variant.

    Attributes:
        data: Where each sample's loss has its minimum; an odd number of different values.
        scaling: The factor of the adaptive step, an id of `SCALINGS`.
        power: The power of the loss that multiplies the gradient in the last parts.
        stationary: Order of the options of `is_stationary`.
        multiplicative: Order of the options of `multiplicative_stationary`.
        weighted: Order of the options of `loss_weighted_stationary`.
    """

    data: tuple[int, ...] = (0, 1, 5)
    scaling: Literal["root", "sum"] = "root"
    power: int = 1
    stationary: tuple[str, ...] = tuple(STATIONARY)
    multiplicative: tuple[str, ...] = tuple(MULTIPLICATIVE)
    weighted: tuple[str, ...] = tuple(LOSS_WEIGHTED)

    @property
    def median(self) -> int:
        """The middle one of the data."""
        return sorted(self.data)[len(self.data) // 2]

    @property
    def mean(self) -> Fraction:
        """The mean of the data."""
        return Fraction(sum(self.data), len(self.data))


def draw(rng: np.random.Generator) -> Params:
    """Other data, another scaling, another power of the loss."""
    return drawn_until(lambda: _draw(rng), _well_conditioned, Params(data=(-1, 0, 4)))


def _draw(rng: np.random.Generator) -> Params:
    count = pick(rng, (3, 3, 5))
    values = rng.choice(np.arange(-6, 10), size=count, replace=False)
    return Params(
        data=tuple(sorted(int(value) for value in values)),
        scaling=pick(rng, ("root", "sum")),
        power=pick(rng, (1, 2)),
        stationary=shuffled(rng, tuple(STATIONARY)),
        multiplicative=shuffled(rng, tuple(MULTIPLICATIVE)),
        weighted=shuffled(rng, tuple(LOSS_WEIGHTED)),
    )


def _well_conditioned(params: Params) -> bool:
    """Whether median, mean, midrange and 0 are apart, so that no mistake is hidden."""
    midrange = Fraction(params.data[0] + params.data[-1], 2)
    centres = {Fraction(params.median), params.mean, midrange, Fraction(0)}
    return len(centres) == 4 and abs(params.mean - params.median) >= Fraction(2, 3)


def statement(params: Params) -> str:
    """Adaptive steps on one parameter, and a question about where they rest."""
    factor, _ = SCALINGS[params.scaling]
    data = ", ".join(str(value) for value in params.data)
    power = "" if params.power == 1 else "^2"
    words = "loss" if params.power == 1 else "squared loss"
    return rf"""A model with parameters $\Phi$ is trained on samples $(x, y)$ drawn from a finite
training set. The rule for one sample is, entry by entry,
$$\Phi_i \leftarrow \Phi_i - \eta\, A_i\, g_i, \qquad A_i = {factor}, \qquad
s = \frac{{\lVert g \rVert_2^2}}{{d}},$$
where $g$ is the gradient of that sample's loss, $d$ the number of parameters, $\eta > 0$ the step
size and $\epsilon > 0$ (`eps`) a constant. A point is **stationary** for an update rule if the
*mean* update over the training set vanishes there; it is stationary for the loss if the mean
gradient does.

For the concrete questions there is one parameter ($d = 1$, written `Phi`) and the losses are
$$L_k(\Phi) = \tfrac12 (\Phi - b_k)^2, \qquad b = ({data}).$$

The last three parts ask about another rule, without any $A$: the update on sample $k$ is
$-\eta\, L_k{power}\, \nabla L_k$, its {words} times its gradient."""


def parts(params: Params) -> tuple[Part, ...]:
    """Where each rule rests, with examples where that is not where the loss does."""
    power = "" if params.power == 1 else "^2"
    return (
        Part(
            name="condition",
            kind="equation",
            prompt=r"For the data above, write down the equation that says that $\Phi$ is "
            r"stationary for the adaptive update, in `Phi` and `eps`.",
            symbols={"Phi": "real", "eps": "eps > 0"},
            points=2,
        ),
        Part(
            name="is_stationary",
            kind="choice",
            prompt="Is a stationary point of the loss always stationary for the adaptive update?",
            options=options(STATIONARY, params.stationary),
        ),
        Part(
            name="counterexample",
            kind="example",
            prompt=r"Give data $b$ (between 2 and 12 numbers, `b`) and a point `Phi` at which the "
            r"adaptive update rests in the limit $\epsilon \to 0$ although the mean gradient does "
            r"not vanish there. In that limit the mean update at $\Phi$ is proportional to "
            r"$\sum_k \operatorname{sign}(\Phi - b_k)$, with $\operatorname{sign}(0) = 0$. "
            'Answer with a dictionary such as `{"b": [2, 3], "Phi": 7}`.',
            points=2,
        ),
        Part(
            name="limit_point",
            kind="number",
            prompt=r"For the data above, which point does the stationary point of the adaptive "
            r"update tend to as $\epsilon \to 0$?",
        ),
        Part(
            name="implications",
            kind="text",
            prompt="In a few sentences: which scalings of the gradient move the points at which "
            "training rests, and which do not? Say what the difference between the two sorts is.",
            points=2,
        ),
        Part(
            name="multiplicative_stationary",
            kind="choice",
            prompt=r"Let each entry of the step be multiplied by $\max(\epsilon, |\Phi_i|)$ "
            "instead. Is a stationary point of the loss stationary for this update?",
            options=options(MULTIPLICATIVE, params.multiplicative),
        ),
        Part(
            name="loss_weighted_stationary",
            kind="choice",
            prompt=rf"Now the update on sample $k$ is $-\eta\, L_k{power}\, \nabla L_k$. Is a "
            "stationary point of the mean loss stationary for this update?",
            options=options(LOSS_WEIGHTED, params.weighted),
        ),
        Part(
            name="loss_weighted_counterexample",
            kind="example",
            prompt=r"Give two losses $L_k(\Phi) = \tfrac{w_k}{2} (\Phi - b_k)^2$ with weights "
            r"$w_k > 0$, and a point `Phi`, such that the two gradients sum to zero at `Phi` and "
            "the two losses differ there. Answer with a dictionary such as "
            '`{"w": [1, 1], "b": [2, 3], "Phi": 7}`.',
            points=2,
        ),
        Part(
            name="loss_weighted_drift",
            kind="expression",
            prompt="At such a point let the losses of the two samples be $L_1$ and $L_2$ (`L1`, "
            "`L2`) and the gradient of the first $g_1$ (`grad1`), that of the second $-g_1$. "
            rf"What is the mean of the two updates $-\eta\, L_k{power}\, \nabla L_k$?",
            symbols={"eta": "eta > 0", "L1": "L1 >= 0", "L2": "L2 >= 0", "grad1": "real"},
            spellings={r"\nabla L_1": "grad1", r"\nabla_1": "grad1", "g_1": "grad1"},
        ),
    )


def lab(params: Params) -> str:
    """A long run with small steps, to see where it rests."""
    _, factor = SCALINGS[params.scaling]
    return f"""import numpy as np

b = np.array({plain_list(params.data)}, dtype=float)
eps, eta, Phi = 0.1, 0.01, float(b[0])
for step in range(5000):
    g = Phi - b                      # one gradient for each sample
    s = g**2
    Phi = Phi - eta * np.mean(g * {factor.replace("sqrt", "np.sqrt")})
print("rests at", Phi, "with mean gradient", np.mean(Phi - b))"""


def picture(_params: Params) -> str:
    """The pull of three samples, each with its own factor, for data that nobody is asked about."""
    return """import matplotlib.pyplot as plt
import numpy as np

phi, b = np.linspace(-4, 4, 400), np.array([-2.5, -1.0, 2.5])
fig, axes = plt.subplots(1, 2, figsize=(8, 3.2), sharex=True)
for b_k in b:
    axes[0].plot(phi, phi - b_k, lw=1)
    axes[1].plot(phi, (phi - b_k) / np.sqrt((phi - b_k) ** 2 + 0.05), lw=1)
for ax, title in zip(axes, ("gradient of each sample", "gradient of each sample times its A")):
    ax.axhline(0, color="k", lw=0.6)
    ax.set(title=title, xlabel="parameter")
fig.tight_layout()"""


PROBLEM = Problem(
    id="adaptive_stationarity",
    title="Where adaptive steps rest",
    source="Homework 2; TTIC 31230 problem set on SGD",
    canonical=Params(),
    draw=draw,
    statement=statement,
    parts=parts,
    lab=lab,
    picture=picture,
)

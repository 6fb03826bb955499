"""Problem 7: where the mean update of an adaptive method vanishes, and where the gradient does."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from textwrap import dedent
from typing import Literal

import numpy as np

from grader.spec import Part, Problem
from problems.chance import drawn_until, pick, several, shuffled
from problems.wording import options, tex

Rule = Literal["inside", "outside", "squared"]

RULES: dict[Rule, str] = {
    "inside": r"A_i = \frac{1}{\sqrt{s + \varepsilon}}",
    "outside": r"A_i = \frac{1}{\sqrt{s} + \varepsilon}",
    "squared": r"A_i = \frac{1}{\sqrt{s + \varepsilon^2}}",
}
"""The scale of the update, where s is the mean square of the sample's gradient."""

FACTORS = {
    "largest": r"\max(\varepsilon, |\Phi_i|)",
    "root": r"\sqrt{\Phi_i^2 + \varepsilon}",
    "inverse": r"\frac{1}{\varepsilon + |\Phi_i|}",
    "sample": r"\max(\varepsilon, |g_i|)",
}
"""What multiplies an entry of the sample's gradient g in `multiplicative_stationary`."""

WEIGHTS = {
    "loss": ("the loss", "L_k"),
    "root": ("the square root of the loss", r"\sqrt{L_k}"),
    "square": ("the square of the loss", "L_k^2"),
    "log": ("the logarithm of one plus the loss", r"\ln(1 + L_k)"),
}
"""What multiplies the gradient of a point in the loss-weighted update."""

MODELS = {
    "curvature": r"$L_k(\Phi) = \tfrac{1}{2} a_k (\Phi - b_k)^2$ with $a_k > 0$",
    "offset": r"$L_k(\Phi) = \tfrac{1}{2} (\Phi - b_k)^2 + c_k$ with $c_k \ge 0$",
    "regression": r"$L_k(\Phi) = \tfrac{1}{2} (x_k \Phi - y_k)^2$",
}
"""The two losses of `loss_weighted_counterexample`."""

FIELDS = {
    "curvature": "`a` and `b` (lists of two numbers) and `Phi`",
    "offset": "`b` and `c` (lists of two numbers) and `Phi`",
    "regression": "`x` and `y` (lists of two numbers) and `Phi`",
}

YES_NO = {
    "yes": "Yes, the two vanish at the same points.",
    "no": "No, not in general: either can vanish where the other does not.",
    "one_way": "Only one way: where the mean update vanishes the loss is stationary, too, but not "
    "the other way round.",
}


@dataclass(frozen=True, slots=True)
class Params:
    """A variant.

    Attributes:
        data: The targets b_k, an odd number of them.
        curvatures: The factors a_k of the losses.
        rule: A key of `RULES`.
        points: How many targets `counterexample` must have, ``None`` for any number.
        side: The sign that the mean gradient must have in it; 0 for any but none.
        cutoff: The eps of `counterexample`, whose scale is then ``1/max(sqrt(s), eps)``; 0 for
            the limit of the statement's scale.
        factor: A key of `FACTORS`.
        weight: A key of `WEIGHTS`.
        model: A key of `MODELS`.
        gradient: Which point's gradient `loss_weighted_drift` is asked in: 1 or 2.
        order: Ids of `YES_NO` as they are listed.
    """

    data: tuple[Fraction, ...] = (Fraction(0), Fraction(1), Fraction(5))
    curvatures: tuple[Fraction, ...] = (Fraction(1), Fraction(1), Fraction(1))
    rule: Rule = "inside"
    points: int | None = None
    side: int = 0
    cutoff: Fraction = Fraction(0)
    factor: str = "largest"
    weight: str = "loss"
    model: str = "curvature"
    gradient: int = 1
    order: tuple[str, ...] = ("yes", "no", "one_way")


def draw(rng: np.random.Generator) -> Params:
    """Data whose mean and median lie apart, another scale, other weights and losses."""
    rule = pick(rng, tuple(RULES))
    count = 3 if rule == "outside" else pick(rng, (3, 3, 5))  # a modulus a point is hard to prove
    bent = bool(rng.integers(2))
    drawn = drawn_until(lambda: _losses(rng, count, bent=bent), _apart, Params())
    return Params(
        data=drawn.data,
        curvatures=drawn.curvatures,
        rule=rule,
        points=pick(rng, (None, 3, 4, 5, 6)),
        side=pick(rng, (0, 1, -1)),
        cutoff=Fraction(pick(rng, (0, 0, 1, 2, 3)), pick(rng, (1, 2))),
        factor=pick(rng, tuple(FACTORS)),
        weight=pick(rng, tuple(WEIGHTS)),
        model=pick(rng, tuple(MODELS)),
        gradient=pick(rng, (1, 2)),
        order=shuffled(rng, tuple(YES_NO)),
    )


def _losses(rng: np.random.Generator, count: int, *, bent: bool) -> Params:
    """Targets half a unit apart at least, with or without factors."""
    targets = several(rng, range(-12, 19), count)
    factors = [pick(rng, (1, 2, 3)) if bent else 1 for _ in range(count)]
    return Params(
        data=tuple(sorted(Fraction(target, 2) for target in targets)),
        curvatures=tuple(Fraction(factor) for factor in factors),
    )


def _apart(drawn: Params) -> bool:
    """Whether mean, weighted mean and middle of the range are told from the median."""
    data, weights = drawn.data, drawn.curvatures
    median = data[len(data) // 2]
    total = sum(weights, Fraction(0))
    centres = [
        sum(data, Fraction(0)) / len(data),
        sum((a * b for a, b in zip(weights, data, strict=True)), Fraction(0)) / total,
        (data[0] + data[-1]) / 2,
    ]
    neighbours = (data[len(data) // 2 - 1], data[len(data) // 2 + 1])
    return all(abs(centre - median) >= Fraction(1, 2) for centre in centres) and all(
        abs(neighbour - median) >= 1 for neighbour in neighbours
    )


def statement(params: Params) -> str:
    """The update and the data."""
    losses = r",\quad ".join(
        rf"\ell_{k}(\Phi) = {_loss(a, b)}"
        for k, (a, b) in enumerate(zip(params.curvatures, params.data, strict=True), start=1)
    )
    drawn = (
        "A training point is drawn at random, each as likely, and the weights $\\Phi$ move by\n\n"
        rf"$$ -\eta\, A(\Phi)\odot g, \qquad {RULES[params.rule]},\qquad "
        r"s = \frac{\lVert g \rVert_2^2}{d}, $$"
    )
    where = (
        r"where $g$ is the gradient of the loss of **that one point** in the $d$ weights, "
        r"$\odot$ multiplies entry by entry, $\eta > 0$ is small and $\varepsilon > 0$. The "
        "method rests, on average, where the *mean update* over the points is zero. The loss, "
        "which is the mean over the points, is stationary where the *mean gradient* is zero."
    )
    taken = f"Take one weight ($d = 1$) and the {len(params.data)} losses\n\n$$ {losses}. $$"
    return f"{drawn}\n\n{where}\n\n{taken}"


def _loss(factor: Fraction, target: Fraction) -> str:
    """One loss in LaTeX, without a factor of 1 or a target of 0."""
    difference = (
        r"\Phi" if target == 0 else rf"(\Phi {'-' if target > 0 else '+'} {tex(abs(target))})"
    )
    return rf"\tfrac{{{factor}}}{{2}} {difference}^2"


def parts(params: Params) -> tuple[Part, ...]:
    """The condition, its limit, counterexamples, and two other scales."""
    yes_no = options(YES_NO, params.order)
    words, weight = WEIGHTS[params.weight]
    return (
        Part(
            name="condition",
            kind="equation",
            prompt=r"Write the equation in $\Phi$ (`Phi`) and $\varepsilon$ (`eps`) that says that "
            "the mean update vanishes, for these losses. A factor that is never zero does not "
            "matter.",
            points=2,
            symbols={"Phi": "real", "eps": "eps > 0"},
            spellings={r"\phi": "Phi", "phi": "Phi", "epsilon": "eps"},
        ),
        Part(
            name="is_stationary",
            kind="choice",
            prompt="For other data as well: are the points at which the mean update vanishes the "
            "stationary points of the loss?",
            options=yes_no,
        ),
        Part(name="counterexample", kind="example", prompt=_counterexample(params), points=2),
        Part(
            name="limit_point",
            kind="number",
            prompt=r"For the losses above: to which $\Phi$ does the point at which the mean update "
            r"vanishes tend as $\varepsilon \to 0$?",
        ),
        Part(
            name="implications",
            kind="text",
            prompt="In a few sentences: when does scaling the updates of single samples move the "
            "points at which a method rests, and when does it not? What follows for the choice of "
            "such a scale?",
            points=2,
        ),
        Part(
            name="multiplicative_stationary",
            kind="choice",
            prompt="Another method takes $-\\eta\\, f_i\\, g_i$ as the step of weight $i$, with "
            f"$f_i = {FACTORS[params.factor]}$ and $\\varepsilon > 0$. Are the points at which its "
            "mean step vanishes the stationary points of the loss?",
            options=yes_no,
        ),
        Part(
            name="loss_weighted_stationary",
            kind="choice",
            prompt=f"A third method multiplies the gradient of the drawn point by {words} of that "
            f"point: its step is $-\\eta\\, {weight} \\nabla L_k$. Are the points at which its "
            "mean step vanishes the stationary points of the loss?",
            options=yes_no,
        ),
        Part(
            name="loss_weighted_counterexample",
            kind="example",
            prompt=f"Show it for two points with the losses {MODELS[params.model]}: give "
            f"{FIELDS[params.model]} such that the two gradients at $\\Phi$ add up to zero, but "
            "the mean step of the third method is not zero there.",
            points=2,
        ),
        Part(
            name="loss_weighted_drift",
            kind="expression",
            prompt="Two points have losses $L_1$ and $L_2$ (`L1`, `L2`), both positive, and "
            "gradients in one weight that add up to zero. What is the mean step of the third "
            f"method there, in terms of $\\eta$ (`eta`), `L1`, `L2` and the gradient "
            f"$\\nabla L_{params.gradient}$ of point {params.gradient} (`grad{params.gradient}`)?",
            symbols={
                "eta": "eta > 0",
                "L1": "L1 > 0",
                "L2": "L2 > 0",
                f"grad{params.gradient}": "real",
            },
            spellings={
                rf"\nabla L_{params.gradient}": f"grad{params.gradient}",
                rf"\nabla L_{{{params.gradient}}}": f"grad{params.gradient}",
                f"grad_{params.gradient}": f"grad{params.gradient}",
            },
        ),
    )


def _counterexample(params: Params) -> str:
    count = "two to twelve" if params.points is None else f"exactly {params.points}"
    gradient = {0: "not zero", 1: "positive", -1: "negative"}[params.side]
    if params.cutoff:
        case = (
            r"Let the scale now be $A = 1/\max(\sqrt{s}, \varepsilon)$ with "
            rf"$\varepsilon = {tex(params.cutoff)}$."
        )
    else:
        case = (
            r"Take the limit $\varepsilon = 0$, in which a gradient that is not zero is scaled to "
            r"$\pm 1$ and a gradient of zero makes no step."
        )
    return (
        r"Show it with losses $\tfrac{1}{2}(\Phi - b_k)^2$ of your own. " + case + f" Give {count} "
        "numbers `b` and a point `Phi` at which the mean update vanishes exactly and the mean "
        f"gradient is {gradient}."
    )


def lab(params: Params) -> str:
    """The mean update as a function, and a run with small steps."""
    scale = {
        "inside": "1 / np.sqrt(s + eps)",
        "outside": "1 / (np.sqrt(s) + eps)",
        "squared": "1 / np.sqrt(s + eps**2)",
    }[params.rule]
    return dedent(
        f"""
        # Run the method with small steps and watch where it comes to rest.
        import numpy as np

        targets = np.array([{", ".join(f"{float(target):g}" for target in params.data)}])
        factors = np.array([{", ".join(f"{float(factor):g}" for factor in params.curvatures)}])


        def mean_update(at, eps, size=0.01):
            g = factors * (at - targets)  # one gradient a point
            s = g**2
            scale = {scale}
            return np.mean(-size * scale * g)


        for small in (1.0, 0.1):
            place = 0.0
            for _ in range(5000):
                place += mean_update(place, small)
            gradient = np.mean(factors * (place - targets))
            print(f"eps = {{small}}: mean update {{mean_update(place, small):.1e}}, "
                  f"mean gradient {{gradient:.3f}}")
        """
    ).strip()


def picture(params: Params) -> str:
    """The losses of the points, one curve each."""
    return dedent(
        f"""
        import numpy as np
        import matplotlib.pyplot as plt

        b = np.array([{", ".join(f"{float(target):g}" for target in params.data)}])
        a = np.array([{", ".join(f"{float(factor):g}" for factor in params.curvatures)}])
        Phi = np.linspace(b.min() - 2, b.max() + 2, 300)
        figure, axis = plt.subplots(figsize=(6, 3))
        for k, (factor, target) in enumerate(zip(a, b), start=1):
            axis.plot(Phi, factor * (Phi - target) ** 2 / 2, label=rf"$\\ell_{{k}}$")
            axis.plot(target, 0, "k|", markersize=12)
        axis.set(xlabel=r"$\\Phi$", ylabel="loss of one point", ylim=(-0.5, 12))
        axis.legend(ncols=len(b), loc="upper center")
        figure.tight_layout()
        """
    ).strip()


PROBLEM = Problem(
    id="adaptive_stationarity",
    title="Where adaptive methods come to rest",
    source="TTIC 31230 problem set on SGD: stationary points of adaptive updates",
    canonical=Params(),
    draw=draw,
    statement=statement,
    parts=parts,
    lab=lab,
    picture=picture,
)

"""Problem 9: from gradient descent to Adam."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from textwrap import dedent

import numpy as np

from grader.spec import Column, Part, Problem
from problems.chance import drawn_until, pick, several, shuffled
from problems.wording import at_step, options, plain, tex, tex_vector

METHODS = {
    "sgd": "SGD",
    "momentum": "SGD with momentum",
    "adagrad": "Adagrad",
    "rmsprop": "RMSprop without momentum",
    "adam": "Adam",
    "amsgrad": "AMSGrad (Adam that also keeps the largest second moment so far)",
    "averaged": "SGD that also keeps an average of the weights",
}
"""Rows of `memory`."""

SCHEDULES = {
    "constant": r"\eta_t = \eta",
    "root": r"\eta_t = \eta/\sqrt{t}",
    "geometric": r"\eta_t = \eta/2^t",
}

FATES = {
    "converges": "It converges to the minimum.",
    "cycle": "In the end it jumps to and fro between two points, one on either side of the "
    "minimum.",
    "stalls": "It converges to a point that is not the minimum.",
    "diverges": "It moves away without bound.",
}


@dataclass(frozen=True, slots=True)
class Params:
    """A variant.

    Attributes:
        corrected: Whether the moments of `first_direction` are corrected for their start at 0.
        given_before: Whether `update` is given the moments before the gradient g enters.
        inside: Whether eps is added under the root.
        eta: Step size of `step`.
        beta: Decay of the first moment in `step`.
        gamma: Decay of the second moment in `step`.
        eps: The eps of `step`.
        methods: Rows of `memory`, keys of `METHODS`.
        with_gradient: Whether the gradient counts as stored.
        schedule: A key of `SCHEDULES`.
        fates: Keys of `FATES`, as they are listed.
        scales: The s_i of the quadratic, of different size.
        halved: Whether the quadratic has a factor 1/2.
    """

    corrected: bool = True
    given_before: bool = False
    inside: bool = False
    eta: Fraction = Fraction(1, 1000)
    beta: Fraction = Fraction(9, 10)
    gamma: Fraction = Fraction(999, 1000)
    eps: Fraction = Fraction(1, 10**8)
    methods: tuple[str, ...] = ("sgd", "momentum", "adam")
    with_gradient: bool = False
    schedule: str = "constant"
    fates: tuple[str, ...] = tuple(FATES)
    scales: tuple[Fraction, ...] = (Fraction(3), Fraction(1), Fraction(1, 2))
    halved: bool = True


def draw(rng: np.random.Generator) -> Params:
    """Other moments, another place for eps, other methods, schedules and quadratics."""
    return Params(
        corrected=bool(rng.integers(2)),
        given_before=bool(rng.integers(2)),
        inside=bool(rng.integers(2)),
        eta=Fraction(1, pick(rng, (10, 20, 50, 100, 1000))),
        beta=Fraction(pick(rng, (5, 6, 7, 8, 9)), 10),
        gamma=Fraction(pick(rng, (95, 96, 98, 99)), 100),
        eps=Fraction(1, 10 ** pick(rng, (4, 6, 8))),
        methods=_methods(rng),
        with_gradient=bool(rng.integers(2)),
        schedule=pick(rng, tuple(SCHEDULES)),
        fates=shuffled(rng, tuple(FATES)),
        scales=drawn_until(lambda: _scales(rng), _spread, Params().scales),
        halved=bool(rng.integers(2)),
    )


def _methods(rng: np.random.Generator) -> tuple[str, ...]:
    middle = several(rng, ("momentum", "adagrad", "rmsprop", "averaged"), 2)
    return ("sgd", *middle, *several(rng, ("adam", "amsgrad"), int(rng.integers(1, 3))))


def _scales(rng: np.random.Generator) -> tuple[Fraction, ...]:
    signed = (Fraction(pick(rng, (-1, 1)) * k, 2) for k in several(rng, range(1, 13), 3))
    return tuple(signed)[: int(rng.integers(2, 4))]


def _spread(scales: tuple[Fraction, ...]) -> bool:
    """Whether no size is 1, 2 or another's root, where squaring and doubling look alike."""
    sizes = sorted(abs(s) for s in scales)
    return (
        sizes[-1] / sizes[0] >= 2
        and not {Fraction(1), Fraction(2)} & {sizes[0], sizes[-1]}
        and sizes[0] ** 2 != sizes[-1]
    )


def statement(params: Params) -> str:
    """The method in words; its formula is asked for."""
    root = (
        r"the root of ($\varepsilon$ plus the corrected second moment)"
        if params.inside
        else r"($\varepsilon$ plus the root of the corrected second moment)"
    )
    return (
        "Adam keeps two numbers for each weight: the first moment $m$, an exponential average of "
        r"the gradients $g$ with decay $\beta$, and the second moment $v$, an exponential average "
        r"of their squares with decay $\gamma$ ($0 < \beta, \gamma < 1$). Each new value has the "
        r"weight $1-\beta$ or $1-\gamma$, and both averages start at zero, which makes them too "
        "small at first. So each is divided by what it would be if all inputs had been 1: these "
        "are the *corrected* moments. In step $t = 1, 2, \\dots$ every weight $w$ moves against "
        rf"the corrected first moment: by $\eta$ times it over {root}. All this is done entry by "
        "entry."
    )


def parts(params: Params) -> tuple[Part, ...]:
    """From the first step to stability."""
    return (
        _first_direction(params),
        _update(params),
        Part(
            name="memory",
            kind="table",
            prompt=_memory(params),
            rows=tuple(METHODS[method] for method in params.methods),
            columns=(Column(name="stored"),),
        ),
        Part(name="step", kind="function", prompt=_step(params), points=3),
        Part(
            name="bounce",
            kind="choice",
            prompt="Sign descent $w \\leftarrow w - \\eta_t\\,\\operatorname{sign}(f'(w))$ runs on "
            f"$f(w) = \\tfrac12 w^2$ with the steps ${SCHEDULES[params.schedule]}$, $t = 1, 2, "
            "\\dots$ It starts more than $10\\,\\eta$ away from 0, at no multiple of $\\eta$. "
            "What becomes of it?",
            options=options(FATES, params.fates),
        ),
        Part(
            name="step_bound",
            kind="number",
            prompt="Gradient descent with a constant step $\\eta$ minimises "
            f"$f(w) = {_sum(params)}$ with $s = {tex_vector(params.scales)}$. Below which $\\eta$ "
            "is it stable (the bound itself)?",
            bound=("eta",),
        ),
        Part(
            name="slowest_rate",
            kind="expression",
            prompt="For the same $f$: by what factor does one step with any $\\eta > 0$ (`eta`) "
            "multiply the distance from the minimum in the coordinate in which $f$ is flattest?",
            symbols={"eta": "eta > 0"},
        ),
    )


def _first_direction(params: Params) -> Part:
    which = "corrected" if params.corrected else "uncorrected"
    symbols = {"g": "real vector 3"}
    if not params.corrected:
        symbols |= {"beta": "0 < beta < 1", "gamma": "0 < gamma < 1"}
    return Part(
        name="first_direction",
        kind="vector",
        prompt=f"Let $\\varepsilon = 0$. Which vector is the **{which}** first moment over the "
        f"root of the {which} second moment after the first gradient $g$ (`g`, three entries, none "
        "of them zero)?",
        symbols=symbols,
        shape=(3,),
    )


def _update(params: Params) -> Part:
    moments = (
        "the moments `m` and `v` *before* step $t$, and the gradient of step $t$ (`grad`)"
        if params.given_before
        else "the moments `m` and `v` that already hold the gradient of step $t$ (not corrected)"
    )
    names = "`w`, `m`, `v`, `grad`, `t`" if params.given_before else "`w`, `m`, `v`, `t`"
    symbols = {
        "w": "real",
        "m": "real",
        "v": "v > 0",
        "t": "integer >= 1",
        "eta": "eta > 0",
        "beta": "0 < beta < 1",
        "gamma": "0 < gamma < 1",
        "eps": "eps > 0",
    }
    if params.given_before:
        symbols["grad"] = "real"
    return Part(
        name="update",
        kind="expression",
        prompt=f"Write the new weight after step $t$, for one weight $w$, given {moments}. Use "
        f"{names}, $\\eta$, $\\beta$, $\\gamma$ and $\\varepsilon$ (`eps`).",
        points=2,
        symbols=symbols,
        spellings=_spellings(params),
    )


def _spellings(params: Params) -> dict[str, str]:
    """The moments that are given are those of step t, or of the step before it."""
    weight = at_step({"w": "w"}, "t", "t-1")
    if not params.given_before:
        return weight | at_step({"m": "m", "v": "v"}, "t")
    gradient = {"epsilon": "eps", r"\nabla f": "grad", **at_step({"g": "grad"}, "t"), "g": "grad"}
    return gradient | weight | at_step({"m": "m", "v": "v"}, "t-1")


def _memory(params: Params) -> str:
    counted = "counting" if params.with_gradient else "not counting"
    return (
        "How many numbers does each method keep between steps and for the step, in multiples of "
        f"the number of weights? Count the weights themselves once, {counted} the gradient."
    )


def _step(params: Params) -> str:
    return (
        "Write a function of `w`, `m`, `v`, `t` and `grad` that makes step `t` (1 is the first): "
        "it takes weights, uncorrected moments and gradient as arrays of one length and returns "
        "the new `w`, `m` and `v`, uncorrected again. Leave its arguments as they are. Take "
        f"$\\eta = {tex(params.eta)}$, $\\beta = {tex(params.beta)}$, "
        f"$\\gamma = {tex(params.gamma)}$ and "
        f"$\\varepsilon = 10^{{-{len(str(params.eps.denominator)) - 1}}}$."
    )


def _sum(params: Params) -> str:
    return (r"\tfrac12 " if params.halved else "") + r"\sum_i s_i^2 w_i^2"


def lab(params: Params) -> str:
    """Two optimizers on a quadratic."""
    return dedent(
        f"""
        # Gradient descent and sign descent on a quadratic; change the step and look again.
        import numpy as np
        import matplotlib.pyplot as plt

        scales = np.array([{", ".join(plain(s) for s in params.scales)}])


        def gradient(at):
            return {1 if params.halved else 2} * scales**2 * at


        size = 0.02  # of a step
        for name, rule in (("gradient descent", lambda g: g), ("sign descent", np.sign)):
            weights, distances = np.ones(len(scales)), []
            for _ in range(80):
                weights = weights - size * rule(gradient(weights))
                distances.append(np.abs(weights).max())
            plt.semilogy(distances, label=name)
        plt.xlabel("step")
        plt.ylabel("largest distance from the minimum")
        plt.legend()
        plt.show()
        """
    ).strip()


def picture(params: Params) -> str:
    """Level lines of the quadratic in two coordinates, and where a run might start."""
    sizes = sorted(abs(float(s)) for s in params.scales)
    return dedent(
        f"""
        import numpy as np
        import matplotlib.pyplot as plt

        w1, w2 = np.meshgrid(np.linspace(-2, 2, 200), np.linspace(-2, 2, 200))
        f = ({sizes[0]:g} * w1) ** 2 + ({sizes[-1]:g} * w2) ** 2
        figure, axis = plt.subplots(figsize=(4.5, 3.6))
        axis.contour(w1, w2, np.sqrt(f), levels=12, linewidths=0.8)
        axis.plot(0, 0, "k+", markersize=10, label="minimum")
        axis.plot(1.7, 1.2, "o", color="tab:red", label="start")
        axis.set(xlabel="flattest coordinate", ylabel="steepest coordinate")
        axis.legend(loc="lower left")
        figure.tight_layout()
        """
    ).strip()


PROBLEM = Problem(
    id="adam",
    title="From gradient descent to Adam",
    source="A lecture on Adam and linearisation",
    canonical=Params(),
    draw=draw,
    statement=statement,
    parts=parts,
    lab=lab,
    picture=picture,
)

"""Problem 11: networks as linear models, and the tangent kernel."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from textwrap import dedent
from typing import Literal

import numpy as np

from grader.spec import Part, Problem
from problems.chance import drawn_until, pick
from problems.wording import tex, tex_matrix, tex_vector

Activation = Literal["tanh", "relu", "square"]

ACTIVATIONS: dict[Activation, tuple[str, str]] = {
    "tanh": (r"\tanh(u)", "np.tanh(u)"),
    "relu": (r"\max(0, u)", "np.maximum(0, u)"),
    "square": ("u^2", "u**2"),
}
"""LaTeX and NumPy of each activation."""


@dataclass(frozen=True, slots=True)
class Params:
    """A variant.

    Attributes:
        activation: A key of `ACTIVATIONS`.
        width: Hidden units, 1 or 2.
        bias: Whether each unit has a bias.
        points: Training points of `dynamics`.
        squared: Whether the losses of `dynamics` are half squared errors.
        averaged: Whether the loss is the mean over the points, or the sum.
        probe: Frozen features of `linear_probe`, one row a point.
        targets: Its targets.
        ridge: Strength of its penalty, 0 for none.
    """

    activation: Activation = "tanh"
    width: int = 1
    bias: bool = False
    points: int = 2
    squared: bool = False
    averaged: bool = True
    probe: tuple[tuple[int, ...], ...] = ((1, 0), (1, 1), (1, 2))
    targets: tuple[int, ...] = (1, 0, 5)
    ridge: Fraction = Fraction(0)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the network's parameters, in the order in which they are asked for."""
        marks = ("",) if self.width == 1 else ("1", "2")
        kinds = ("w", "b", "a") if self.bias else ("w", "a")
        return tuple(kind + mark for kind in kinds for mark in marks)


def draw(rng: np.random.Generator) -> Params:
    """Another network, loss and probe."""
    width = pick(rng, (1, 2))
    ridge = Fraction(pick(rng, (0, 0, 1, 2)))
    drawn = drawn_until(lambda: _probe(rng, ridge), _tells_apart, Params())
    return Params(
        activation=pick(rng, tuple(ACTIVATIONS)),
        width=width,
        bias=width == 1 and bool(rng.integers(2)),
        points=pick(rng, (2, 3, 4)),
        squared=bool(rng.integers(2)),
        averaged=bool(rng.integers(2)),
        probe=drawn.probe,
        targets=drawn.targets,
        ridge=drawn.ridge,
    )


def _probe(rng: np.random.Generator, ridge: Fraction) -> Params:
    rows = tuple((int(a), int(b)) for a, b in rng.integers(-2, 4, size=(3, 2)))
    return Params(
        probe=rows, targets=tuple(int(y) for y in rng.integers(-5, 6, size=3)), ridge=ridge
    )


def _tells_apart(drawn: Params) -> bool:
    """Whether the features are independent, not orthogonal, and do not fit the targets."""
    (a, b), (c, d), (e, f) = drawn.probe
    across = a * b + c * d + e * f
    first, second = a * a + c * c + e * e, b * b + d * d + f * f
    x, y, z = drawn.targets
    volume = a * (d * z - f * y) - c * (b * z - f * x) + e * (b * y - d * x)
    moments = (a * x + c * y + e * z, b * x + d * y + f * z)
    return bool(
        first * second - across**2 >= 3
        and first > 1
        and second > 1
        and across
        and volume
        and all(moments)
        and moments[0] * across != moments[1] * first
        and moments[1] * across != moments[0] * second
        and _penalty_shows(drawn.ridge, (first, across, second), moments)
    )


def _penalty_shows(ridge: Fraction, gram: tuple[int, int, int], moments: tuple[int, int]) -> bool:
    """Whether fitting each feature alone, without the penalty, misses a weight."""
    (first, across, second), (one, two) = gram, moments
    volume = (first + ridge) * (second + ridge) - across**2
    together = (
        (one * (second + ridge) - two * across) / volume,
        (two * (first + ridge) - one * across) / volume,
    )
    return together[0] * first != one or together[1] * second != two


def statement(params: Params) -> str:
    """The network and its linear model in words."""
    names = ", ".join(f"`{name}`" for name in params.parameters)
    listed = ", ".join(_tex_name(name) for name in params.parameters)
    activation, _ = ACTIVATIONS[params.activation]
    return (
        f"A small network maps a number $x$ to\n\n$$ f(x) = {_network(params)}, \\qquad "
        f"\\varphi(u) = {activation}, $$\n\n"
        rf"with the parameters $\theta = ({listed})$, typed {names}, at their starting values "
        r"$\theta_0$. Close to $\theta_0$ it behaves like its *linear model*, the first-order "
        r"expansion of $f$ in $\theta$, whose features are the derivatives $\nabla_\theta f(x)$ "
        r"of $f$ at $\theta_0$. The *tangent kernel* $K(x, z)$ of two inputs $x$ and $z$ is the "
        "inner product of their features." + _hint(params)
    )


def _network(params: Params) -> str:
    marks = ("",) if params.width == 1 else ("_1", "_2")
    bias = "b{}" if params.bias else ""
    return " + ".join(
        rf"a{mark}\, \varphi(w{mark} x" + (f" + {bias.format(mark)}" if bias else "") + ")"
        for mark in marks
    )


def _tex_name(name: str) -> str:
    return name if len(name) == 1 else f"{name[0]}_{name[1]}"


def _hint(params: Params) -> str:
    if params.activation != "relu":
        return ""
    return (
        "\n\nThe derivative of $\\max(0, u)$ is 0 for $u < 0$ and 1 for $u > 0$; write it "
        "`Heaviside(u)`. What holds at $u = 0$ does not matter."
    )


def parts(params: Params) -> tuple[Part, ...]:
    """Features, linear model, kernel, dynamics, probe and error."""
    names = params.parameters
    symbols = dict.fromkeys([*names, "x"], "real")
    listed = ", ".join(f"`{name}`" for name in names)
    steps = ", ".join(f"`d{name}`" for name in names)
    # SymPy prints its Heaviside with the letter of the parameters, which nothing else is called
    step = {r"\theta": "Heaviside"} if params.activation == "relu" else {}
    return (
        Part(
            name="features",
            kind="vector",
            prompt=f"Write the features $\\nabla_\\theta f(x)$ as a vector, in the order {listed}.",
            symbols=symbols,
            spellings=step,
            shape=(len(names),),
            points=2,
        ),
        Part(
            name="linear_model",
            kind="expression",
            prompt="Write the linear model at $x$ for a change $\\Delta\\theta$ of the parameters "
            f"with the entries {steps}.",
            symbols={**symbols, **dict.fromkeys([f"d{name}" for name in names], "real")},
            spellings={rf"\Delta {_tex_name(name)}": f"d{name}" for name in names} | step,
        ),
        Part(
            name="kernel",
            kind="expression",
            prompt="Write the tangent kernel $K(x, z)$ of two inputs `x` and `z`.",
            symbols={**symbols, "z": "real"},
            spellings=step,
            points=2,
        ),
        _dynamics(params),
        Part(
            name="linear_probe",
            kind="vector",
            prompt=_probe_prompt(params),
            shape=(len(params.probe[0]),),
        ),
        Part(
            name="lazy_error",
            kind="growth",
            prompt="How does the error of the linear model, its distance from $f$ after the "
            "parameters have moved by $\\Delta\\theta$, depend on the length $s$ (`s`) of "
            "$\\Delta\\theta$ while that is small? Give the class $\\Theta(\\cdot)$, for a "
            "direction that is not special.",
            symbols={"s": "s > 0"},
            vanishing=("s",),
        ),
    )


def _dynamics(params: Params) -> Part:
    count = range(1, params.points + 1)
    kernels = ", ".join(f"`K{i}`" for i in count)
    symbols = dict.fromkeys([f"K{i}" for i in count], "real")
    if params.squared:
        names = ", ".join(f"`f{i}`" for i in count), ", ".join(f"`y{i}`" for i in count)
        loss = r"\tfrac12 (f(x_i) - y_i)^2"
        given = f"the outputs $f(x_i)$ ({names[0]}) and the targets $y_i$ ({names[1]})"
        symbols |= dict.fromkeys([f"{kind}{i}" for kind in "fy" for i in count], "real")
    else:
        slopes = ", ".join(f"`dL{i}`" for i in count)
        loss = r"\ell_i(f(x_i))"
        given = f"the derivatives of $\\ell_i$ at $f(x_i)$ ({slopes})"
        symbols |= dict.fromkeys([f"dL{i}" for i in count], "real")
    mean = f"\\frac{{1}}{{{params.points}}} \\sum_i" if params.averaged else r"\sum_i"
    return Part(
        name="dynamics",
        kind="expression",
        prompt="Gradient flow $\\dot\\theta = -\\nabla_\\theta L$ trains the parameters on "
        f"${params.points}$ points with the loss $L = {mean} {loss}$. What is the derivative of "
        f"$f(x)$ in time, given the kernel $K(x, x_i)$ ({kernels}) and {given}?",
        symbols=symbols,
        points=2,
    )


def _probe_prompt(params: Params) -> str:
    penalty = ""
    if params.ridge:
        strength = "" if params.ridge == 1 else f"{tex(params.ridge)}\\, "
        penalty = rf" + {strength}\lVert c \rVert_2^2"
    return (
        "A *linear probe* freezes the hidden units and fits the output weights $c$ alone. For "
        "three points the hidden units give the rows of "
        f"$H = {tex_matrix(params.probe)}$, and the targets are "
        f"$y = {tex_vector(params.targets)}$. Which $c$ minimises "
        f"$\\lVert H c - y \\rVert_2^2{penalty}$?"
    )


def lab(params: Params) -> str:
    """The network and its linear model, along one direction."""
    _, code = ACTIVATIONS[params.activation]
    width, bias = params.width, params.bias
    unpacked = f"np.split(theta, {3 if bias else 2})"
    names = "weights, biases, outer" if bias else "weights, outer"
    inner = "weights * point + biases" if bias else "weights * point"
    return dedent(
        f"""
        # The network beside its linear model along one direction of the parameters.
        import numpy as np
        import matplotlib.pyplot as plt


        def network(theta, point):
            {names} = {unpacked}
            u = {inner}
            return np.sum(outer * {code})


        rng = np.random.default_rng(0)
        theta0 = rng.normal(size={width * (3 if bias else 2)})
        direction = rng.normal(size=len(theta0))
        lengths = np.linspace(-1, 1, 81)
        values = [network(theta0 + length * direction, 0.8) for length in lengths]
        tiny = 1e-6
        slope = (network(theta0 + tiny * direction, 0.8) - network(theta0, 0.8)) / tiny
        plt.plot(lengths, values, label="network")
        plt.plot(lengths, network(theta0, 0.8) + slope * lengths, "--", label="linear model")
        plt.xlabel("distance along the direction")
        plt.legend()
        plt.show()
        """
    ).strip()


def picture(params: Params) -> str:
    """The network as a graph."""
    return dedent(
        f"""
        import matplotlib.pyplot as plt

        figure, axis = plt.subplots(figsize=(5, 2.4))
        units = {[0.0] if params.width == 1 else [0.6, -0.6]!r}
        marks = {[""] if params.width == 1 else ["_1", "_2"]!r}
        for height, mark in zip(units, marks):
            axis.annotate("", (0.88, height), (0.12, 0), arrowprops={{"arrowstyle": "->"}})
            axis.annotate("", (1.88, 0), (1.12, height), arrowprops={{"arrowstyle": "->"}})
            axis.text(0.5, height / 2 + 0.12, f"$w{{mark}}$", ha="center")
            axis.text(1.5, height / 2 + 0.12, f"$a{{mark}}$", ha="center")
            if {params.bias}:
                axis.text(1.0, height - 0.42, f"$+ b{{mark}}$", ha="center", fontsize=9)
            axis.text(1, height, r"$\\varphi$", ha="center", va="center",
                      bbox={{"boxstyle": "circle", "facecolor": "white"}})
        for place, name in ((0, "$x$"), (2, "$f(x)$")):
            axis.text(place, 0, name, ha="center", va="center",
                      bbox={{"boxstyle": "round", "facecolor": "white"}})
        axis.set(xlim=(-0.3, 2.3), ylim=(-1, 1))
        axis.axis("off")
        figure.tight_layout()
        """
    ).strip()


PROBLEM = Problem(
    id="linearization",
    title="Networks as linear models",
    source="A lecture on Adam and linearisation",
    canonical=Params(),
    draw=draw,
    statement=statement,
    parts=parts,
    lab=lab,
    picture=picture,
)

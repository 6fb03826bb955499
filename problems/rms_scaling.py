r"""How norms grow with the dimension, and the initialisation that follows."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from grader.spec import Part, Problem
from problems.chance import pick, several, shuffled
from problems.wording import options, tex, tex_vector

NORMS = {
    "two": r"the 2-norm, $\sqrt{v_1^2 + v_2^2}$",
    "rms": r"the RMS norm, $\sqrt{\tfrac12\,(v_1^2 + v_2^2)}$",
    "one": r"the 1-norm, $|v_1| + |v_2|$",
    "max": r"the $\infty$-norm, $\max(|v_1|, |v_2|)$",
    "weighted": r"the weighted norm $\sqrt{v_1^2 + 4\,v_2^2}$",
}
"""The norms of the plane that a variant may ask to draw."""

INITIALIZATIONS = {
    "fan_in": "Xavier initialisation in its fan-in form: scaled by the number of inputs",
    "fan_out": "fan-out initialisation: scaled by the number of outputs",
    "he": "He initialisation: a variance twice as large, for layers followed by a ReLU",
    "unit": "standard initialisation: entries of variance 1, whatever the size of the layer",
    "orthogonal": "orthogonal initialisation: a random matrix with orthonormal rows or columns",
}


@dataclass(frozen=True, slots=True)
class Params:
    """A variant.

    Attributes:
        shrink: Entries of x in R^d have a standard deviation that falls like d to minus this.
        inputs: The standard deviation of the entries of x otherwise, ``None`` for a symbol.
        weights: The standard deviation of the entries of W, ``None`` for a symbol.
        transposed: Whether the layer computes ``x W`` with a row x, or ``W x``.
        radius: The distance in `unit_balls`.
        centre: The point from which it is measured.
        norms: Which norms are drawn.
        initializations: Order of the options of `initialization`.
    """

    shrink: Fraction = Fraction(0)
    inputs: Fraction | None = Fraction(1)
    weights: Fraction | None = Fraction(1)
    transposed: bool = False
    radius: Fraction = Fraction(1)
    centre: tuple[int, int] = (0, 0)
    norms: tuple[str, ...] = ("two", "rms", "one", "max")
    initializations: tuple[str, ...] = tuple(INITIALIZATIONS)


def draw(rng: np.random.Generator) -> Params:
    """Other spreads of the entries, another side of the layer, other balls."""
    spreads = [Fraction(2), Fraction(3), Fraction(1, 2), Fraction(1, 3), Fraction(1), None, None]
    return Params(
        shrink=pick(rng, [Fraction(0), Fraction(1, 2), Fraction(1)]),
        inputs=pick(rng, spreads),
        weights=pick(rng, spreads),
        transposed=bool(rng.integers(2)),
        radius=pick(rng, [Fraction(1), Fraction(2), Fraction(3)]),
        centre=(int(rng.integers(-2, 3)), int(rng.integers(-2, 3))),
        norms=shuffled(rng, ("rms", *several(rng, ("two", "one", "max", "weighted"), 3))),
        initializations=shuffled(rng, tuple(INITIALIZATIONS)),
    )


# ------------------------------------------------------------------ what is shown


def statement(params: Params) -> str:
    """The vector and the layer."""
    return rf"""Two ways to say how long a vector $x \in \mathbb{{R}}^d$ is:
$$\lVert x\rVert_2 = \sqrt{{\sum_{{i=1}}^d x_i^2}}, \qquad
\lVert x\rVert_{{\mathrm{{RMS}}}} = \sqrt{{\frac{{1}}{{d}}\sum_{{i=1}}^d x_i^2}}.$$
They differ by a factor that depends on $d$ alone. A network is built from layers of many sizes, so
it matters which of the two is kept in hand.

In the first four parts the entries of $x$ are independent Gaussian numbers of mean zero and
standard deviation {_spread(params)}. Write `d` for the dimension, and `Theta(...)` or just what is
in it for a growth class; `gamma(x)` is the Gamma function, `sqrt(x)` a root."""


def _spread(params: Params) -> str:
    """The standard deviation of an entry of x, in LaTeX."""
    scale = "s_x" if params.inputs is None else tex(params.inputs)
    if params.shrink == 0:
        return f"${scale}$"
    root = "d" if params.shrink == 1 else r"\sqrt{d}"
    return rf"${scale}/{root}$" if scale != r"\frac{1}{2}" else rf"$1/(2{root})$"


def parts(params: Params) -> tuple[Part, ...]:
    """Growth, means, balls, and a layer."""
    entries = {"d": "integer >= 1"} | _symbol(params.inputs, "s_x")
    layer = {"d1": "integer >= 1", "d2": "integer >= 1"}
    layer |= _symbol(params.inputs, "s_x") | _symbol(params.weights, "s_w")
    return (
        Part(
            name="euclidean_growth",
            kind="growth",
            prompt=r"How does a typical $\lVert x\rVert_2$ grow with $d$? Give its $\Theta$ class.",
            symbols={"d": "integer >= 1"},
        ),
        Part(
            name="rms_growth",
            kind="growth",
            prompt=r"And a typical $\lVert x\rVert_{\mathrm{RMS}}$?",
            symbols={"d": "integer >= 1"},
        ),
        Part(
            name="euclidean_mean",
            kind="expression",
            prompt=r"What is $\mathbb{E}\,\lVert x\rVert_2$ exactly, for every $d$?",
            symbols=entries,
        ),
        Part(
            name="mean_bound",
            kind="expression",
            prompt=r"Jensen's inequality, with the mean of the *square*, bounds "
            r"$\mathbb{E}\,\lVert x\rVert_2$ from above without any Gamma function. By what?",
            symbols=entries,
        ),
        Part(
            name="unit_balls",
            kind="figure",
            prompt=_balls(params),
            points=2.0,
        ),
        Part(
            name="output_scale",
            kind="expression",
            prompt=f"{_layer(params)} What is "
            r"$\mathbb{E}\,\lVert y\rVert_{\mathrm{RMS}}^2$, the mean over all entries of $x$ and "
            "$W$?",
            symbols=layer,
        ),
        Part(
            name="multiplier",
            kind="expression",
            prompt=r"The layer is to keep activations at size one: by which constant $c > 0$ must "
            r"$W$ be multiplied so that $\mathbb{E}\,\lVert y\rVert_{\mathrm{RMS}}^2 = 1$?",
            symbols=layer,
            builds_on="output_scale",
        ),
        Part(
            name="initialization",
            kind="choice",
            prompt="Which initialisation is that?",
            options=options(INITIALIZATIONS, params.initializations),
        ),
    )


def _symbol(value: Fraction | None, name: str) -> dict[str, str]:
    return {name: f"{name} > 0"} if value is None else {}


def _balls(params: Params) -> str:
    listed = "; ".join(NORMS[name] for name in params.norms)
    origin = (
        "the origin" if params.centre == (0, 0) else rf"the point ${tex_vector(params.centre)}$"
    )
    return (
        rf"Draw, in one pair of axes, all points of the plane at distance ${tex(params.radius)}$ "
        f"from {origin}, once for each of these norms: {listed}. A unit must be as long on both "
        "axes. Any way of drawing will do; let the cell end with the figure."
    )


def _layer(params: Params) -> str:
    w = "s_w" if params.weights is None else tex(params.weights)
    x = "s_x" if params.inputs is None else tex(params.inputs)
    shape = (
        r"the row $x \in \mathbb{R}^{d_2}$ to $y = x W \in \mathbb{R}^{d_1}$"
        if params.transposed
        else r"$x \in \mathbb{R}^{d_1}$ to $y = W x \in \mathbb{R}^{d_2}$"
    )
    return (
        rf"A layer takes {shape}, where $W$ is a $d_2 \times d_1$ matrix. All entries are "
        rf"independent Gaussian numbers of mean zero; those of $W$ have standard deviation ${w}$, "
        rf"those of $x$ now ${x}$, whatever the dimension."
    )


def lab(params: Params) -> str:
    """Norms of drawn vectors."""
    spread = "1.0" if params.inputs is None else str(float(params.inputs))
    return f"""import numpy as np

rng = np.random.default_rng(0)
for length in (1, 4, 16, 64, 256):
    spread = {spread} / length ** {float(params.shrink)}
    drawn = rng.normal(scale=spread, size=(10_000, length))
    two = np.sqrt(np.sum(drawn**2, axis=1))
    rms = np.sqrt(np.mean(drawn**2, axis=1))
    print(f"d = {{length:3}}  mean 2-norm {{two.mean():8.4f}}  mean RMS {{rms.mean():8.4f}}")"""


def picture(_params: Params) -> str:
    """The ball of a norm that is not asked for, as an example of what is."""
    return """import matplotlib.pyplot as plt
import numpy as np

angle = np.linspace(0, 2 * np.pi, 400)
rays = np.array([np.cos(angle), np.sin(angle)])
ball = rays / np.sum(np.abs(rays) ** 4, axis=0) ** 0.25

fig, ax = plt.subplots(figsize=(3.6, 3.6))
ax.axhline(0, color="0.8", lw=0.8)
ax.axvline(0, color="0.8", lw=0.8)
ax.plot(*ball, "C3", label="distance 1 in the 4-norm")
ax.set_aspect("equal")
ax.set(xlim=(-1.6, 1.6), ylim=(-1.6, 1.6))
ax.legend(loc="lower center", frameon=False)
ax.set_title("An example: the 4-norm")"""


PROBLEM = Problem(
    id="rms_scaling",
    title="How norms grow, and the initialisation that follows",
    source="Discussion sheet on the RMS norm; homework 2",
    canonical=Params(),
    draw=draw,
    statement=statement,
    parts=parts,
    lab=lab,
    picture=picture,
)

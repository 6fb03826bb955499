r"""Which optimizer does a penalty give? Minimise a linear function plus the square of a norm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np

from grader.spec import Column, Part, Problem
from problems.chance import drawn_until, pick, several, shuffled
from problems.wording import options, tex, tex_matrix, tex_vector

Weight = Literal["over_alpha", "over_two_alpha", "lam"]
Vector = tuple[Fraction, ...]
Matrix = tuple[tuple[Fraction, ...], ...]

WEIGHTS: Mapping[Weight, str] = {
    "over_alpha": r"\frac{1}{\alpha}",
    "over_two_alpha": r"\frac{1}{2\alpha}",
    "lam": r"\lambda",
}
"""What multiplies the penalty, in LaTeX."""

OPTIMIZERS = {
    "gradient": "gradient descent: every coordinate moves in proportion to its derivative",
    "sign": "sign descent: every coordinate moves by the same amount, against the sign of its "
    "derivative",
    "coordinate": "greedy coordinate descent: only a coordinate with the largest derivative "
    "(in size) moves",
    "random": "random coordinate descent: one coordinate moves, whichever is drawn",
    "diagonal": "preconditioned descent: every coordinate moves in proportion to its derivative, "
    "each with a factor of its own",
}

PENALTIES = {
    "two": r"$\lVert u\rVert_2$",
    "max": r"$\lVert u\rVert_\infty$",
    "one": r"$\lVert u\rVert_1$",
    "p": r"$\lVert u\rVert_p$ with $1 < p < \infty$",
    "op": r"$\lVert U\rVert_{\mathrm{op}}$, the largest singular value",
    "nuc": r"$\lVert U\rVert_*$, the sum of the singular values",
}
"""The norms whose duals `dual_norm` may ask for, by id."""

DUALS = {
    "norm2": r"$\lVert\cdot\rVert_2$",
    "norm1": r"$\lVert\cdot\rVert_1$",
    "norminf": r"$\lVert\cdot\rVert_\infty$",
    "normp": r"$\lVert\cdot\rVert_p$",
    "normq": r"$\lVert\cdot\rVert_q$ with $1/p + 1/q = 1$",
    "nuclear": "the sum of the singular values",
    "operator": "the largest singular value",
}


@dataclass(frozen=True, slots=True)
class Params:
    """A variant.

    Attributes:
        n: Length of u in all parts but `spectral`.
        weight: What multiplies the penalty.
        gradient: The vector g, ``None`` for a symbol.
        max_norm_gradient: The g of `max_norm` where it is another one; it may have zeros.
        one_norm_gradient: The g of `one_norm`; it may have ties.
        weights: The w of `weighted`, ``None`` for a symbol.
        p: The exponent of `p_norm`.
        matrix: The G of `spectral`.
        duals: The rows of `dual_norm`.
        dual_options: The options of `dual_norm`, in order.
        optimizers: Order of the options of the three choices.
    """

    n: int = 3
    weight: Weight = "over_alpha"
    gradient: Vector | None = None
    max_norm_gradient: Vector | None = None
    one_norm_gradient: Vector = (Fraction(1), Fraction(-3), Fraction(2))
    weights: Vector | None = None
    p: Fraction = Fraction(3)
    matrix: Matrix = (
        (Fraction(3), Fraction(0)),
        (Fraction(0), Fraction(1)),
        (Fraction(0), Fraction(0)),
    )
    duals: tuple[str, ...] = ("two", "max", "one", "p")
    dual_options: tuple[str, ...] = ("norm2", "norm1", "norminf", "normp", "normq")
    optimizers: tuple[str, ...] = tuple(OPTIMIZERS)

    @property
    def step(self) -> str:
        """The name that the answers are written in."""
        return "lam" if self.weight == "lam" else "alpha"


# ------------------------------------------------------------------ variants

SIZES = tuple(Fraction(p, q) for p, q in ((1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (1, 2), (5, 2)))
FRAMES: tuple[tuple[Sequence[Sequence[int]], int], ...] = (
    (((1, 0), (0, 1)), 1),
    (((0, 1), (1, 0)), 1),
    (((3, 4), (4, -3)), 5),
    (((4, -3), (3, 4)), 5),
    (((5, 12), (-12, 5)), 13),
)
"""Orthonormal pairs in the plane: rows, and what they are divided by."""
TALL_FRAMES: tuple[tuple[Sequence[Sequence[int]], int], ...] = (
    (((1, 0, 0), (0, 1, 0)), 1),
    (((0, 0, 1), (1, 0, 0)), 1),
    (((1, 2, 2), (2, 1, -2)), 3),
    (((2, -2, 1), (1, 2, 2)), 3),
    (((3, 0, 4), (0, 1, 0)), 5),
)


def draw(rng: np.random.Generator) -> Params:
    """Another length, weight of the penalty, gradients, exponent and matrix."""
    symbolic = bool(rng.integers(2))
    n = int(rng.integers(2, 4 if symbolic else 6))
    weight = pick(rng, tuple(WEIGHTS))
    gradient = None if symbolic else _generic(rng, n)
    return Params(
        n=n,
        weight=weight,
        gradient=gradient,
        max_norm_gradient=_with_zero(rng, n) if n > 2 and rng.integers(2) else None,
        one_norm_gradient=_tied(rng, n) if rng.integers(2) else _generic(rng, n),
        weights=_weights(rng, gradient) if gradient else None,
        p=pick(rng, [Fraction(3), Fraction(4), Fraction(3, 2), Fraction(4, 3)]),
        matrix=_matrix(rng),
        **_duals(rng),
        optimizers=shuffled(rng, tuple(OPTIMIZERS)),
    )


def _generic(rng: np.random.Generator, n: int) -> Vector:
    """Entries of different size, none 0; the largest is not 1."""

    def once() -> Vector:
        sizes = several(rng, SIZES, n)
        signs = rng.choice([-1, 1], size=n)
        return tuple(int(sign) * size for sign, size in zip(signs, sizes, strict=True))

    def tells_apart(g: Vector) -> bool:
        sizes = [abs(x) for x in g]
        special = {Fraction(1), Fraction(2), Fraction(4), Fraction(1, 2)}
        mixed = min(g) < 0 < max(g)
        return mixed and max(sizes) != 1 and sum(sizes) not in special

    return drawn_until(once, tells_apart, tuple(Fraction((-1) ** i * (i + 2)) for i in range(n)))


def _with_zero(rng: np.random.Generator, n: int) -> Vector:
    g = list(_generic(rng, n))
    g[int(rng.integers(n))] = Fraction(0)
    while sum(map(abs, g)) in {1, 2, 4} or max(map(abs, g)) == 1:
        g = [x * 3 for x in g]
    return tuple(g)


def _tied(rng: np.random.Generator, n: int) -> Vector:
    """Two entries of the largest size; with three entries or more, a smaller one too."""
    largest = Fraction(int(pick(rng, [3, 5, 6, 7])))
    signs = [int(sign) for sign in rng.choice([-1, 1], size=n)]
    smaller = several(rng, (Fraction(1), Fraction(2), Fraction(1, 2), Fraction(3, 2)), n - 2)
    first = [largest] * min(2, n)
    sizes = shuffled(rng, [*first, *smaller])
    return tuple(sign * size for sign, size in zip(signs, sizes, strict=True))


def _weights(rng: np.random.Generator, gradient: Vector) -> Vector:
    """Different ones, by which the entries of the gradient do not become equal in size."""
    sizes = (Fraction(2), Fraction(3), Fraction(4), Fraction(5), Fraction(1, 2), Fraction(1, 3))

    def tells_apart(weights: Vector) -> bool:
        return len({abs(x) / w for x, w in zip(gradient, weights, strict=True)}) > 1

    smallest_first = sorted(range(len(gradient)), key=lambda i: abs(gradient[i]))
    falling = dict(zip(smallest_first, sorted(sizes, reverse=True), strict=False))
    otherwise = tuple(falling[i] for i in range(len(gradient)))
    return drawn_until(lambda: several(rng, sizes, len(gradient)), tells_apart, otherwise)


def _matrix(rng: np.random.Generator) -> Matrix:
    """A matrix with rational singular vectors: different, equal or missing singular values."""
    first, second = pick(rng, [(4, 3), (5, 2), (4, 1), (3, 3), (2, 2), (5, 0), (3, 0)])
    tall = bool(rng.integers(3))
    left, below = pick(rng, TALL_FRAMES if tall else FRAMES)
    right, beside = pick(rng, FRAMES)
    scale = Fraction(1, below * beside)
    rows = tuple(
        tuple(
            scale * (first * left[0][i] * right[0][j] + second * left[1][i] * right[1][j])
            for j in range(2)
        )
        for i in range(len(left[0]))
    )
    return tuple(zip(*rows, strict=True)) if rng.integers(2) else rows


def _duals(rng: np.random.Generator) -> dict[str, Any]:
    rows = shuffled(
        rng, (*several(rng, ("two", "max", "one", "p"), 3), *several(rng, ("op", "nuc"), 1))
    )
    return {"duals": rows, "dual_options": shuffled(rng, tuple(DUALS))}


# ------------------------------------------------------------------ what is shown


def statement(params: Params) -> str:
    """The problem, the norms and the gradient."""
    given = (
        rf"$g \in \mathbb{{R}}^{{{params.n}}}$ is any vector that is not zero; its entries are "
        f"{_entries('g', params.n)}."
        if params.gradient is None
        else rf"$g = {tex_vector(params.gradient)}$."
    )
    return rf"""An update $u$ should go downhill, against the gradient $g$ of the loss, and it
should not be long. How length is measured is a matter of taste, and the taste decides which
optimizer comes out. Let
$$u^\star = \arg\min_u \;\; g\cdot u \;+\; {WEIGHTS[params.weight]}\, P(u),
\qquad {_positive(params)},$$
for different penalties $P$. Here $\lVert u\rVert_p = \bigl(\sum_i |u_i|^p\bigr)^{{1/p}}$ and
$\lVert u\rVert_\infty = \max_i |u_i|$. Unless a part says otherwise, {given}

Where several $u$ are equally good, give any one of them. Write `{params.step}` for
${tex_step(params)}$, `sign(x)` and `abs(x)` for sign and absolute value; a vector is a list, such
as `[1, 2{", 0" * (params.n - 2)}]`."""


def _entries(name: str, n: int) -> str:
    return ", ".join(f"`{name}{i}`" for i in range(1, n + 1))


def tex_step(params: Params) -> str:
    r"""The free parameter in LaTeX: ``\alpha`` or ``\lambda``."""
    return r"\lambda" if params.weight == "lam" else r"\alpha"


def _positive(params: Params) -> str:
    return f"{tex_step(params)} > 0"


def parts(params: Params) -> tuple[Part, ...]:
    """The minimisers, the optimizers they are, their value, and the duals."""
    return (
        _vector(params, "euclidean", r"$P(u) = \lVert u\rVert_2^2$. What is $u^\star$?"),
        _optimizer(params, "euclidean"),
        _vector(
            params,
            "max_norm",
            rf"$P(u) = \lVert u\rVert_\infty^2${_with(params.max_norm_gradient)}. "
            r"What is $u^\star$?",
            gradient=params.max_norm_gradient or params.gradient,
        ),
        _optimizer(params, "max_norm"),
        _vector(
            params,
            "one_norm",
            rf"$P(u) = \lVert u\rVert_1^2${_with(params.one_norm_gradient)}. Give a $u^\star$.",
            gradient=params.one_norm_gradient,
        ),
        _optimizer(params, "one_norm"),
        _vector(
            params,
            "rms",
            rf"$P(u) = \lVert u\rVert_{{\mathrm{{RMS}}}}^2 = \frac{{1}}{{{params.n}}}"
            r"\sum_i u_i^2$. What is $u^\star$?",
        ),
        _vector(params, "weighted", _weighted(params), weighted=True),
        _vector(
            params,
            "p_norm",
            rf"$P(u) = \lVert u\rVert_p^2$ with $p = {tex(params.p)}$. What is $u^\star$?",
        ),
        Part(
            name="spectral",
            kind="matrix",
            prompt=r"The update may be a matrix $U$, and the norm the largest singular value: "
            rf"$P(U) = \lVert U\rVert_{{\mathrm{{op}}}}^2$, with $g\cdot u$ replaced by "
            rf"$\sum_{{ij}} G_{{ij}} U_{{ij}}$ and $G = {tex_matrix(params.matrix)}$. Give a "
            r"minimiser, as a list of rows.",
            symbols={params.step: f"{params.step} > 0"},
            shape=(len(params.matrix), len(params.matrix[0])),
            placeholder="[[...], [...]]",
        ),
        Part(
            name="minimum_value",
            kind="expression",
            prompt=r"Now $P(u) = \lVert u\rVert^2$ for *any* norm. Its dual norm is "
            r"$\lVert g\rVert_* = \max_{\lVert v\rVert \le 1} g\cdot v$. How small does the "
            rf"objective get? Write `gdual` for $\lVert g\rVert_*$, and `{params.step}`.",
            symbols={params.step: f"{params.step} > 0", "gdual": "gdual > 0"},
            spellings={r"\|g\|_*": "gdual", r"\lVert g\rVert_*": "gdual"},
        ),
        Part(
            name="dual_norm",
            kind="table",
            prompt="Which norm is dual to which? One option for each row: "
            f"{', '.join(f'`{name}` for {DUALS[name]}' for name in params.dual_options)}.",
            rows=tuple(PENALTIES[name] for name in params.duals),
            columns=(Column(name="dual norm", options=options(DUALS, params.dual_options)),),
            placeholder="[[...], [...], [...], [...]]",
        ),
    )


def _with(gradient: Vector | None) -> str:
    return "" if gradient is None else rf" and $g = {tex_vector(gradient)}$"


def _weighted(params: Params) -> str:
    numbers = (
        f"positive weights {_entries('w', params.n)}"
        if params.weights is None
        else rf"the weights $w = {tex_vector(params.weights)}$"
    )
    return rf"$P(u) = \sum_i w_i\, u_i^2$ with {numbers}. What is $u^\star$?"


def _vector(
    params: Params,
    name: str,
    prompt: str,
    *,
    gradient: Vector | None = None,
    weighted: bool = False,
) -> Part:
    symbols = {params.step: f"{params.step} > 0", "g": f"nonzero real vector {params.n}"}
    if weighted:
        symbols["w"] = f"positive real vector {params.n}"
    known: dict[str, Vector] = {}
    if gradient or params.gradient:
        known["g"] = gradient or params.gradient or ()
    if weighted and params.weights:
        known["w"] = params.weights
    return Part(
        name=name,
        kind="vector",
        prompt=prompt,
        symbols=symbols,
        spellings={r"\nabla f(\theta)": "g", r"\nabla f": "g"},
        known=known,
        shape=(params.n,),
        placeholder="[...]",
    )


def _optimizer(params: Params, of: str) -> Part:
    return Part(
        name=f"{of}_optimizer",
        kind="choice",
        prompt="Which method takes steps in that direction?",
        options=options(OPTIMIZERS, params.optimizers),
    )


def lab(params: Params) -> str:
    """The objective on random candidates."""
    weight = {"over_alpha": "1 / step", "over_two_alpha": "1 / (2 * step)", "lam": "step"}
    g = params.gradient or params.one_norm_gradient
    return f"""import numpy as np

gradient = np.array([{", ".join(str(float(x)) for x in g)}])
step = 0.7  # {params.step}
rng = np.random.default_rng(0)


def objective(u, order=2):  # order: 1, 2, np.inf, ...
    return u @ gradient + {weight[params.weight]} * np.linalg.norm(u, ord=order, axis=-1) ** 2


updates = rng.normal(size=(200_000, len(gradient)))
values = objective(updates)
print("the best of many random updates:", updates[values.argmin()], values.min())"""


def picture(_params: Params) -> str:
    """The tug between slope and penalty along one direction, without a scale."""
    return """import matplotlib.pyplot as plt
import numpy as np

r = np.linspace(-0.4, 2.6, 200)
fig, ax = plt.subplots(figsize=(5, 3.4))
ax.plot(r, -2 * r, "C0--", label="slope: the further, the lower")
ax.plot(r, r**2, "C1--", label="penalty: the further, the dearer")
ax.plot(r, r**2 - 2 * r, "k", lw=2, label="their sum")
ax.axhline(0, color="0.8", lw=0.8, zorder=0)
ax.set(xticks=[], yticks=[], xlabel="length of the update, along one direction")
ax.legend(frameon=False)"""


PROBLEM = Problem(
    id="penalized_updates",
    title="Which optimizer does a penalty give?",
    source="Discussion sheet on penalised updates; homework 2",
    canonical=Params(),
    draw=draw,
    statement=statement,
    parts=parts,
    lab=lab,
    picture=picture,
)

r"""The same path with another loss: steps that undo a change of units."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from grader.spec import Option, Part, Problem
from problems.chance import pick, several, shuffled
from problems.wording import options, plain, tex

METHODS = {
    "sgd": "SGD: $w \\leftarrow w - \\eta\\, g$",
    "momentum": "Momentum SGD: $v \\leftarrow \\mu v + g$, $w \\leftarrow w - \\eta\\, v$",
    "signsgd": "SignSGD: $w \\leftarrow w - \\eta\\,\\operatorname{sign}(g)$",
    "rmsprop": "RMSprop with $\\varepsilon = 0$: $v \\leftarrow \\gamma v + (1-\\gamma)\\, g^2$, "
    "$w \\leftarrow w - \\eta\\, g/\\sqrt{v}$",
    "adam": "Adam with $\\varepsilon = 0$, both moments bias-corrected",
    "adagrad": "Adagrad with $\\varepsilon = 0$: $v \\leftarrow v + g^2$, "
    "$w \\leftarrow w - \\eta\\, g/\\sqrt{v}$",
    "normalized": "Normalised gradient descent: $w \\leftarrow w - \\eta\\, g/\\lVert g\\rVert_2$",
    "clipped": "SGD with clipping: $w \\leftarrow w - \\eta\\, g\\,"
    "\\min(1,\\ 1/\\lVert g\\rVert_2)$",
}
"""Every method that a variant may list, by option id."""

ALWAYS = ("sgd", "momentum", "signsgd", "rmsprop", "adam")

UNITS = {2: "bits", 3: "trits", 8: "octal digits", 10: "decimal digits", 16: "hexadecimal digits"}
"""The unit of information for each base of a logarithm."""


@dataclass(frozen=True, slots=True)
class Params:
    """A variant.

    Attributes:
        unit: Base of the logarithm in `bits`.
        from_nats: Whether the step is known for the natural logarithm and wanted for the base; or
            the other way round.
        scaling: What is done to the loss in `scaled_sgd`.
        factor: What multiplies the loss in `rmsprop`.
        power: The power of the gradient's standard deviation that divides the step in `rmsprop`.
        keep_step: In `invariant`, whether the step stays or is divided by k.
        methods: The options of `invariant`, in order.
    """

    unit: int = 2
    from_nats: bool = True
    scaling: Literal["times", "over", "batch"] = "times"
    factor: Fraction = Fraction(2)
    power: Fraction = Fraction(1)
    keep_step: bool = True
    methods: tuple[str, ...] = ALWAYS


def draw(rng: np.random.Generator) -> Params:
    """Another unit, direction, scaling and list of methods."""
    return Params(
        unit=pick(rng, tuple(UNITS)),
        from_nats=bool(rng.integers(2)),
        scaling=pick(rng, ("times", "over", "batch")),
        factor=pick(rng, [Fraction(n) for n in (2, 3, 5, 10)] + [Fraction(1, 3), Fraction(1, 5)]),
        power=pick(rng, (Fraction(1), Fraction(1), Fraction(2), Fraction(1, 2))),
        keep_step=bool(rng.integers(2)),
        methods=_mixed(rng),
    )


def _mixed(rng: np.random.Generator) -> tuple[str, ...]:
    """At least two methods of each sort, so that neither "all" nor "none" is the answer."""
    chosen = (
        *several(rng, ("sgd", "momentum"), 2),
        *several(rng, ("signsgd", "rmsprop", "adam", "adagrad", "normalized"), 3),
        *several(rng, ("clipped",), int(rng.integers(2))),
    )
    return shuffled(rng, chosen)


def statement(_params: Params) -> str:
    """What is shown above the parts."""
    return r"""A classifier is trained on the cross-entropy $L(w)$. Nobody decreed the units of a
loss: one person takes natural logarithms, another counts bits, a third forgets to divide by the
batch size. The minimum stays where it was, but an optimizer may walk there on another path.

Two runs have *the same path* if, from the same start and on the same data, their weights agree
after every step. Below, the first run uses the step size $\eta > 0$; you are asked for the step
size $\eta'$ that gives a second run, on the changed loss, the same path. Write `eta` for $\eta$
and `log(x)` for the natural logarithm."""


def parts(params: Params) -> tuple[Part, ...]:
    """The five questions."""
    return (
        Part(
            name="bits",
            kind="expression",
            prompt=_bits(params),
            symbols={"eta": "eta > 0"},
        ),
        Part(
            name="base",
            kind="expression",
            prompt=_base(params),
            symbols={"eta": "eta > 0", "k": "k > 1"},
        ),
        Part(
            name="scaled_sgd",
            kind="expression",
            prompt=_scaled(params),
            symbols={
                "eta": "eta > 0",
                "k": "integer >= 1" if params.scaling == "batch" else "k > 0",
            },
        ),
        Part(
            name="rmsprop",
            kind="expression",
            prompt=_rmsprop(params),
            symbols={"eta": "eta > 0"},
        ),
        Part(
            name="invariant",
            kind="choice",
            prompt=_invariant(params),
            several=True,
            options=_methods(params),
            placeholder="[...]",
        ),
    )


def _methods(params: Params) -> tuple[Option, ...]:
    return options(METHODS, params.methods)


def _bits(params: Params) -> str:
    unit = UNITS[params.unit]
    based = rf"$\log_{{{params.unit}}}$ (the loss is measured in {unit})"
    known, wanted = ("$\\ln$ (nats)", based) if params.from_nats else (based, "$\\ln$ (nats)")
    return (
        rf"SGD, $w \leftarrow w - \eta\, \nabla L(w)$. The first run takes its logarithms as "
        rf"{known}, the second as {wanted}. Which $\eta'$ gives the second the same path?"
    )


def _base(params: Params) -> str:
    known, wanted = ("natural logarithms", "logarithms to a base $k > 1$")
    if not params.from_nats:
        known, wanted = wanted, known
    return f"The same for any base: the first run uses {known}, the second {wanted}."


def _scaled(params: Params) -> str:
    change = {
        "times": "is multiplied by a constant $k > 0$",
        "over": "is divided by a constant $k > 0$",
        "batch": "is the *sum* over the $k$ examples of a batch, where the first run uses their "
        "*mean*",
    }[params.scaling]
    return rf"SGD again. The loss of the second run {change}. Which $\eta'$?"


def _rmsprop(params: Params) -> str:
    divisor = {
        Fraction(1): r"$s$: $w_i \leftarrow w_i - \eta\, g_i/s_i$",
        Fraction(2): r"the *square* of $s$: $w_i \leftarrow w_i - \eta\, g_i/s_i^2$",
        Fraction(1, 2): r"the *root* of $s$: $w_i \leftarrow w_i - \eta\, g_i/\sqrt{s_i}$",
    }[params.power]
    return (
        r"Now an optimizer that keeps, for each coordinate, an estimate $s_i$ of the gradient's "
        r"standard deviation (the root of an average of the $g_i^2$ seen so far, nothing added "
        rf"to it) and divides the step by {divisor}. The loss of the second run is multiplied by "
        rf"${tex(params.factor)}$. Which $\eta'$?"
    )


def _invariant(params: Params) -> str:
    step = (
        r"the step size stays as it was" if params.keep_step else r"the step size is divided by $k$"
    )
    return (
        rf"The loss is multiplied by some $k > 0$ and {step}. Which of these methods keep their "
        "path, whatever $k$ and the data? Give the list of all that do, "
        f'such as `["{params.methods[0]}", "{params.methods[1]}"]`.'
    )


def lab(params: Params) -> str:
    """Logistic regression whose loss can be rescaled."""
    return f"""import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(40, 3))
labels = np.sign(X @ [1.0, -2.0, 0.5] + 0.3 * rng.normal(size=40))


def gradient(w, scale=1.0):
    \"\"\"Gradient of scale * mean(ln(1 + exp(-y x.w))).\"\"\"
    return -scale * np.mean((labels / (1 + np.exp(labels * (X @ w))))[:, None] * X, axis=0)


def path(eta, scale=1.0, steps=5):
    w, seen = np.zeros(3), []
    for _ in range(steps):
        w = w - eta * gradient(w, scale)
        seen.append(w)
    return np.array(seen)


print(path(eta=0.5))
print(path(eta=0.5, scale={plain(params.factor)}))  # which eta makes this the same?"""


PROBLEM = Problem(
    id="loss_scaling",
    title="The same path with another loss",
    source="TTIC 31230, problem set on SGD",
    canonical=Params(),
    draw=draw,
    statement=statement,
    parts=parts,
    lab=lab,
)

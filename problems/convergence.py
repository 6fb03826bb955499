r"""One equation, many solutions: which one does each optimizer find?"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from grader.spec import Column, Part, Problem
from problems.chance import drawn_until, pick, shuffled
from problems.wording import options, tex, tex_vector

RUNS = {
    "sgd": "SGD",
    "sign": "sign descent",
    "rescaled": "SGD on rescaled features",
}
"""The runs that the tables ask about, by id."""

NORMS = {
    "two": r"$\lVert\theta\rVert_2$",
    "max": r"$\lVert\theta\rVert_\infty$",
    "one": r"$\lVert\theta\rVert_1$",
    "weighted": r"$\sqrt{\sum_i a_i^2\,\theta_i^2}$",
    "inverse": r"$\sqrt{\sum_i \theta_i^2/a_i^2}$",
}

DECAY = {
    "sgd": "Only SGD needs a step that goes to zero; sign descent converges with a small "
    "constant step.",
    "sign": "Only sign descent needs a step that goes to zero; SGD converges with a small "
    "constant step.",
    "both": "Both need a step that goes to zero.",
    "neither": "Both converge with a constant step if it is small enough.",
}


@dataclass(frozen=True, slots=True)
class Params:
    """A variant.

    Attributes:
        features: The vector a; no zero entry.
        target: The number b.
        start: First weights of SGD and sign descent, one for each feature.
        halved: Whether the loss carries a factor 1/2.
        moved: Index of the test feature that moves in `sensitivity`.
        runs: Order of the rows of both tables.
        norms: Order of the options of `implicit_norm`.
        decay: Order of the options of `needs_decay`.
    """

    features: tuple[Fraction, ...] = (Fraction(1), Fraction(1, 10), Fraction(1, 100))
    target: Fraction = Fraction(1)
    start: tuple[Fraction, ...] = (Fraction(0),) * 3
    halved: bool = False
    moved: int = 1
    runs: tuple[str, ...] = tuple(RUNS)
    norms: tuple[str, ...] = tuple(NORMS)
    decay: tuple[str, ...] = tuple(DECAY)

    @property
    def residual(self) -> Fraction:
        """How far the prediction at the start lies below the target."""
        return self.target - sum(
            (a * x for a, x in zip(self.features, self.start, strict=True)), Fraction(0)
        )


SCALES = tuple(Fraction(p, q) for p, q in ((3, 1), (2, 1), (1, 1), (1, 2), (1, 4), (1, 5), (1, 10)))


def draw(rng: np.random.Generator) -> Params:
    """Another equation, start, loss and order."""
    return drawn_until(lambda: _draw(rng), _well_conditioned, Params(target=Fraction(2)))


def _draw(rng: np.random.Generator) -> Params:
    n = int(rng.integers(2, 5))
    signs = rng.choice([-1, 1, 1], size=n)
    features = tuple(
        int(sign) * scale for sign, scale in zip(signs, shuffled(rng, SCALES)[:n], strict=True)
    )
    zero = bool(rng.integers(2))
    start = tuple(Fraction(0) if zero else Fraction(int(rng.integers(-2, 3))) for _ in range(n))
    return Params(
        features=features,
        target=Fraction(int(pick(rng, [-3, -2, 1, 2, 3, 4, 5, 6]))),
        start=start,
        halved=bool(rng.integers(2)),
        moved=int(rng.integers(n)),
        runs=shuffled(rng, tuple(RUNS)),
        norms=shuffled(rng, tuple(NORMS)),
        decay=shuffled(rng, tuple(DECAY)),
    )


def _well_conditioned(params: Params) -> bool:
    """Whether the runs end at different points, and no norm is 1 or the square of another."""
    a = params.features
    n, a_i = len(a), a[params.moved]
    square, absolute = sum(x * x for x in a), sum(abs(x) for x in a)
    apart = abs(params.residual) >= Fraction(1, 2)
    sizes = {Fraction(1), square, absolute, Fraction(n), max(abs(x) for x in a)}
    unlike = len(sizes) == 4 + (max(abs(x) for x in a) != 1)
    told_apart = (
        abs(a_i) != 1
        and abs(a_i) * absolute != square
        and n * abs(a_i) != absolute
        and n * a_i**2 != square
    )
    return apart and unlike and told_apart and square != 2 and _start_matters(params)


def _start_matters(params: Params) -> bool:
    """Whether a run from the start ends elsewhere than one from zero, and moves differently."""
    if not any(params.start):
        return True
    a, b = params.features, params.target
    signs = tuple(Fraction(1 if x > 0 else -1) for x in a)
    size = sum(abs(x) for x in a)
    across = tuple(size * x - b * sign for x, sign in zip(params.start, signs, strict=True))
    met = _parallel(params.start, a) or _parallel(params.start, signs) or _parallel(across, a)
    return params.residual != params.target and not met


def _parallel(one: tuple[Fraction, ...], other: tuple[Fraction, ...]) -> bool:
    return all(
        x * v == y * u
        for x, u in zip(one, other, strict=True)
        for y, v in zip(one, other, strict=True)
    )


def statement(params: Params) -> str:
    """The equation, the loss and the three runs."""
    n = len(params.features)
    half = r"\tfrac12\," if params.halved else ""
    start = (
        r"from the origin, $\theta_0 = 0$"
        if not any(params.start)
        else rf"from $\theta_0 = {tex_vector(params.start)}$"
    )
    return rf"""A linear model with ${n}$ weights is fitted to a single training point: the features
are $a$, the target is $b$, and the loss is
$$\ell(\theta) = {half}\bigl(b - a\cdot\theta\bigr)^2, \qquad
a = {tex_vector(params.features)}, \qquad b = {tex(params.target)}.$$
One equation, ${n}$ unknowns: the loss is zero on a whole {_flat(n)}. Every optimizer below ends
somewhere on it. The question is *where*.

- **SGD** steps along the negative gradient, {start}.
- **Sign descent** replaces the gradient by the sign of each entry, with step sizes that go to zero
  slowly enough to arrive, from the same $\theta_0$.
- **Simplified Adam** divides each entry of the gradient by the root of the mean of its squares over
  one epoch. With one training point, an epoch is that point. Same $\theta_0$, same kind of step
  sizes.
- **SGD on rescaled features**: each feature is divided by the root of its second moment over the
  training set, SGD runs *from zero* on the rescaled features, and the weights it finds are
  converted back to weights for the original features."""


def _flat(n: int) -> str:
    return {2: "line", 3: "plane"}.get(n, f"flat of {n - 1} dimensions")


def parts(params: Params) -> tuple[Part, ...]:
    """Where the runs end, how fast, and what follows."""
    n = len(params.features)
    rows = tuple(RUNS[run] for run in params.runs)

    def limit(name: str, run: str) -> Part:
        return Part(
            name=name,
            kind="vector",
            prompt=f"Where does {run} end? Give the {n} weights as exact numbers.",
            shape=(n,),
            placeholder="[...]",
        )

    return (
        limit("sgd", "SGD"),
        limit("sign_sgd", "sign descent"),
        limit("simplified_adam", "simplified Adam"),
        limit("rescaled_features", "SGD on rescaled features, after converting back,"),
        Part(
            name="step_limit",
            kind="number",
            prompt="SGD with a constant step size $s > 0$ drives the loss to zero exactly if "
            "$s < s_{\\max}$. Give $s_{\\max}$.",
            bound=("s", "eta", "alpha"),
            symbols={"s": "s > 0", "eta": "eta > 0", "alpha": "alpha > 0"},
        ),
        Part(
            name="residual",
            kind="expression",
            prompt=r"The residual is $r_t = b - a\cdot\theta_t$. After $t$ steps of SGD of the "
            r"constant size $s$ from $\theta_0$, what is $r_t$? Put in the numbers of this "
            "problem; `s` and `t` remain.",
            symbols={"s": "s > 0", "t": "integer >= 1"},
        ),
        Part(
            name="implicit_norm",
            kind="table",
            prompt="Let every run start at zero. Of all solutions of $a\\cdot\\theta = b$, each "
            "run then finds the one that is smallest in some norm. Which? One option for each "
            f"row: {_option_list(params.norms)}.",
            rows=rows,
            columns=(Column(name="norm", options=options(NORMS, params.norms)),),
            placeholder="[[...], [...], [...]]",
        ),
        Part(
            name="needs_decay",
            kind="choice",
            prompt="Which of SGD and sign descent must let the step size go to zero in order to "
            "converge?",
            options=options(DECAY, params.decay),
        ),
        Part(
            name="sensitivity",
            kind="table",
            prompt="A test point is given to each trained model, all three started at zero. Now "
            f"its feature number {params.moved + 1} moves by $\\delta$ (`delta`) and the others "
            "stay. By how much does each prediction change?",
            rows=rows,
            columns=(Column(name="change of the prediction"),),
            symbols={"delta": "delta > 0"},
            placeholder="[[...], [...], [...]]",
        ),
    )


def _option_list(order: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}` for {NORMS[name]}" for name in order)


def lab(params: Params) -> str:
    """One run of one optimizer on another equation, to be changed by the student."""
    half = "" if params.halved else "2 * "
    return f"""import numpy as np

features, target = np.array([2.0, 1.0, -1.0]), 3.0  # another equation: put in your own
theta = np.array([1.0, 0.0, 0.0])
for step in range(2000):
    gradient = -{half}(target - features @ theta) * features
    direction = gradient  # try np.sign(gradient), or rescale the features first
    theta = theta - 0.01 * direction
print("weights", theta, "residual", target - features @ theta)"""


def picture(_params: Params) -> str:
    """Three paths to the line of zero loss, for an equation that nobody is asked about."""
    return """import matplotlib.pyplot as plt
import numpy as np

a, b, start = np.array([1.5, 0.6]), 1.8, np.array([-0.9, -0.7])
x, y = np.meshgrid(np.linspace(-1.5, 3, 200), np.linspace(-1.5, 3, 200))
loss = (b - a[0] * x - a[1] * y) ** 2

fig, ax = plt.subplots(figsize=(5, 4.2))
ax.contourf(x, y, np.sqrt(loss), levels=18, cmap="Greys", alpha=0.55)
line = np.linspace(-1.5, 3, 2)
ax.plot(line, (b - a[0] * line) / a[1], "k--", lw=1.2, label="zero loss")
for scale, colour in ((np.ones(2), "C0"), (1 / a, "C1"), (1 / a**2, "C2")):
    points = [start]
    for _ in range(40):
        points.append(points[-1] + 0.08 * (b - a @ points[-1]) * a * scale)
    path = np.array(points)
    ax.plot(*path.T, "o-", color=colour, ms=3)
ax.plot(*start, "ko")
ax.annotate("start", start, xytext=(-4, -14), textcoords="offset points", ha="center")
ax.set(xlim=(-1.5, 3), ylim=(-1.5, 3), xticks=[], yticks=[])
ax.set(xlabel="first weight", ylabel="second weight")
ax.legend(loc="lower right")
ax.set_title("Three optimizers, one start (another equation)")"""


PROBLEM = Problem(
    id="convergence",
    title="One equation, many solutions",
    source="Discussion sheet on penalised updates; homework 2",
    canonical=Params(),
    draw=draw,
    statement=statement,
    parts=parts,
    lab=lab,
    picture=picture,
)

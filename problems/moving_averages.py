r"""Exponential averages: what they tend to, how fast, and how much they still shake."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from grader.spec import Part, Problem
from problems.chance import drawn_until, pick, shuffled
from problems.wording import options, tex

ORDER = {
    "exponential": "the exponential average has the smaller limit variance",
    "sample": "the mean of $N$ inputs has the smaller variance",
    "equal": "both variances are equal",
    "depends": "it depends on $N$ which is smaller",
}


@dataclass(frozen=True, slots=True)
class Params:
    """A variant.

    Attributes:
        beta: How much of the old average is kept, ``None`` for a symbol.
        gamma: How much of the input the second recursion takes, ``None`` for a symbol.
        window: The number N, ``None`` for a symbol.
        gain: What multiplies the input of the momentum recursion.
        first: Index of the first input: the average before it is 0.
        order: Order of the options of `variance_order`.
    """

    beta: Fraction | None = None
    gamma: Fraction | None = None
    window: int | None = None
    gain: Fraction = Fraction(1)
    first: int = 1
    order: tuple[str, ...] = tuple(ORDER)


def draw(rng: np.random.Generator) -> Params:
    """Symbols or numbers, a gain, and the index of the first input."""
    return drawn_until(lambda: _draw(rng), _well_conditioned, Params(first=0))


def _draw(rng: np.random.Generator) -> Params:
    betas = [Fraction(9, 10), Fraction(4, 5), Fraction(3, 4), Fraction(2, 3), None, None]
    gammas = [Fraction(1), Fraction(1, 2), Fraction(1, 5), Fraction(2), None, None]
    return Params(
        beta=pick(rng, betas),
        gamma=pick(rng, gammas),
        window=pick(rng, [5, 8, 10, None, None]),
        gain=pick(rng, [Fraction(1), Fraction(1), Fraction(2), Fraction(3), Fraction(1, 2)]),
        first=int(rng.integers(2)),
        order=shuffled(rng, tuple(ORDER)),
    )


def _well_conditioned(params: Params) -> bool:
    """Whether the two recursions of the first half, and their quotients, are different ones."""
    if params.beta is None or params.gamma is None:
        return True
    return 1 - params.beta not in {params.gamma, params.gamma**2}


# ------------------------------------------------------------------ what is shown


def statement(params: Params) -> str:
    """The recursions and what the letters mean."""
    before = "-1" if params.first == 0 else "0"
    seen = "$t+1$ inputs" if params.first == 0 else "$t$ inputs"
    return rf"""Optimizers average their gradients, and nearly all of them by a recursion that
forgets: the new average is a part of the old one plus a part of the new input. Four such recursions
are asked about here. Each starts at zero: $y_{{{before}}} = 0$, and so on for the others. The first
input is $x_{params.first}$, and step $t$ takes $x_t$, so that $y_t$ has seen {seen}.

Inputs are independent and all have the same distribution, of mean $\bar x$ and variance
$\sigma^2$, where a part does not say otherwise. Write {_letters(params)} for the letters, and `x`,
`y`, `m` for the values $x_t$, $y_t$, $m_t$ at the same step."""


def _letters(params: Params) -> str:
    numbers = {"beta": params.beta, "gamma": params.gamma, "N": params.window}
    free = [name for name, value in numbers.items() if value is None]
    return ", ".join(f"`{name}`" for name in ("xbar", "sigma", "c", "t", *free))


def parts(params: Params) -> tuple[Part, ...]:
    """Means, variances, momentum."""
    beta = {} if params.beta is not None else {"beta": "0 < beta < 1"}
    gamma = {} if params.gamma is not None else {"gamma": "gamma > 0"}
    window = {} if params.window is not None else {"N": "integer >= 1"}
    steps = {"t": "integer >= 1"}
    mean, spread = {"xbar": "real"}, {"sigma": "sigma > 0"}

    def part(
        name: str, prompt: str, *symbols: dict[str, str], builds_on: str | None = None
    ) -> Part:
        declared = {key: domain for group in symbols for key, domain in group.items()}
        known = [key for key in ("x", "y", "m") if key in declared]
        at_step = {way: key for key in known for way in (f"{key}_t", f"{key}_{{t}}")}
        return Part(
            name=name,
            kind="expression",
            prompt=prompt,
            symbols=declared,
            spellings=at_step,
            builds_on=builds_on,
        )

    r, z, momentum = _recursions(params)
    return (
        part("mean_limit", rf"{r} To what does $\mathbb{{E}}\,y_t$ tend?", mean, beta),
        part("scaled_limit", rf"{z} To what does $\mathbb{{E}}\,z_t$ tend?", mean, beta, gamma),
        part(
            "relation",
            "The same inputs enter both recursions. Write $z_t$ as a function of $y_t$.",
            {"y": "real", "xbar": "nonzero real"},
            beta,
            gamma,
            builds_on="scaled_limit",
        ),
        part(
            "transient_mean",
            r"How large is $\mathbb{E}\,y_t$ after step $t$ (not in the limit)?",
            mean,
            beta,
            steps,
        ),
        part(
            "variance_limit",
            rf"{_window(params)} To what does the variance of $m_t$ tend?",
            spread,
            window,
        ),
        part(
            "sample_mean_variance",
            rf"For comparison: what is the variance of the plain mean of ${_n(params)}$ inputs?",
            spread,
            window,
        ),
        Part(
            name="variance_order",
            kind="choice",
            prompt=rf"Compare the last two answers{'' if params.window else ' for $N > 1$'}.",
            options=options(ORDER, params.order),
        ),
        part(
            "variance_at",
            r"What is the variance of $m_t$ after step $t$ (not in the limit)?",
            spread,
            window,
            steps,
        ),
        part(
            "momentum_limit",
            rf"{momentum} Let every input be the same number, $x_t = c$. To what does $y_t$ tend?",
            {"c": "real"},
            window,
        ),
        part(
            "momentum_averages",
            rf"Back to any inputs: this $y_t$ is an exponential average "
            rf"$y_t = {_keep(params)}\,y_{{t-1}} + \frac{{1}}{{{_n(params)}}}\,X_t$ of other "
            r"inputs $X_t$. What is $X_t$, in terms of $x_t$?",
            {"x": "real"},
            window,
        ),
        part(
            "momentum_relation",
            r"Write this $y_t$ in terms of the average $m_t$ of the same inputs.",
            {"m": "real"},
            window,
        ),
        part(
            "momentum_at",
            r"Let again $x_t = c$. What is this $y_t$ after step $t$?",
            {"c": "real"},
            window,
            steps,
        ),
    )


def _n(params: Params) -> str:
    return "N" if params.window is None else str(params.window)


def _keep(params: Params) -> str:
    """The part of the old average that a window of N keeps."""
    if params.window is None:
        return r"\left(1-\tfrac1N\right)"
    return tex(Fraction(params.window - 1, params.window))


def _recursions(params: Params) -> tuple[str, str, str]:
    """The three sentences that introduce a recursion."""
    beta = r"\beta" if params.beta is None else tex(params.beta)
    rest = r"(1-\beta)" if params.beta is None else tex(1 - params.beta)
    gamma = r"\gamma" if params.gamma is None else tex(params.gamma)
    gamma = r"\," + gamma + r"\," if params.gamma != 1 else ""
    free = r" with $0 < \beta < 1$" if params.beta is None else ""
    gain = "" if params.gain == 1 else tex(params.gain) + r"\,"
    return (
        rf"The average is $y_t = {beta}\, y_{{t-1}} + {rest}\, x_t${free}.",
        rf"Another recursion takes more or less of the input: "
        rf"$z_t = {beta}\, z_{{t-1}} + {gamma}x_t$"
        + (r" with $\gamma > 0$." if params.gamma is None else "."),
        rf"Momentum adds without dividing: $y_t = {_keep(params)}\,y_{{t-1}} + {gain}x_t$.",
    )


def _window(params: Params) -> str:
    n = _n(params)
    return (
        rf"Write the average with a window: $m_t = {_keep(params)}\,m_{{t-1}} "
        rf"+ \frac{{1}}{{{n}}}\,x_t$."
    )


def lab(params: Params) -> str:
    """Many runs of an average at once."""
    n = params.window or 5
    return f"""import numpy as np

window, steps, runs = {n}, 60, 20_000
rng = np.random.default_rng(0)
average = np.zeros(runs)
for step in range({params.first}, steps):
    drawn = rng.normal(loc=2.0, scale=1.0, size=runs)
    average = (1 - 1 / window) * average + drawn / window
    if step % 10 == 0:
        print(f"t = {{step:2}}   mean {{average.mean():.4f}}   variance {{average.var():.4f}}")"""


def picture(_params: Params) -> str:
    """Two averages against the input they average."""
    return """import matplotlib.pyplot as plt
import numpy as np

rng = np.random.default_rng(3)
t = np.arange(120)
x = 1 + 0.5 * np.sin(t / 18) + 0.5 * rng.normal(size=len(t))

fig, ax = plt.subplots(figsize=(6.4, 3))
ax.plot(t, x, ".", color="0.7", ms=4, label="inputs")
for keep, colour, name in ((0.7, "C0", "short memory"), (0.95, "C3", "long memory")):
    average, seen = 0.0, []
    for value in x:
        average = keep * average + (1 - keep) * value
        seen.append(average)
    ax.plot(t, seen, colour, label=f"average, {name}")
ax.set(xlabel="step", yticks=[])
ax.legend(frameon=False, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0))"""


PROBLEM = Problem(
    id="moving_averages",
    title="Averages that forget",
    source="TTIC 31230, problem set on SGD",
    canonical=Params(),
    draw=draw,
    statement=statement,
    parts=parts,
    lab=lab,
    picture=picture,
)

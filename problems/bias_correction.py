r"""Averages that start at zero, and what makes up for it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from grader.spec import Part, Problem
from problems.chance import drawn_until, pick
from problems.wording import tex

Signal = Literal["constant", "impulse"]


@dataclass(frozen=True, slots=True)
class Params:
    """A variant.

    Attributes:
        beta: Decay of the first moment, ``None`` for a symbol.
        gamma: Decay of the second moment, ``None`` for a symbol.
        window: The number N, ``None`` for a symbol.
        start: The average before any input, ``None`` for a symbol.
        steps: How many inputs `first_steps` asks about; at most the window.
        first: Index of the first gradient that Adam sees.
        signal: Whether every gradient is G, or the first one only and all others 0.
        inverted: Whether `first_step_ratio` asks for the corrected step over the other.
    """

    beta: Fraction | None = None
    gamma: Fraction | None = None
    window: int | None = None
    start: Fraction | None = None
    steps: int = 3
    first: int = 1
    signal: Signal = "constant"
    inverted: bool = False


BETAS = (Fraction(9, 10), Fraction(4, 5), Fraction(3, 4), Fraction(2, 3))
GAMMAS = (Fraction(999, 1000), Fraction(99, 100), Fraction(19, 20), Fraction(49, 50))


def draw(rng: np.random.Generator) -> Params:
    """Symbols or numbers, another count of the steps, another run of gradients."""
    return drawn_until(lambda: _draw(rng), _well_conditioned, Params(first=0))


def _draw(rng: np.random.Generator) -> Params:
    return Params(
        beta=pick(rng, (*BETAS, None, None)),
        gamma=pick(rng, (*GAMMAS, None, None)),
        window=pick(rng, [6, 8, 10, None, None]),
        start=pick(rng, [Fraction(0), Fraction(5), Fraction(-2), None, None]),
        steps=int(rng.integers(2, 6)),
        first=int(rng.integers(2)),
        signal=pick(rng, ("constant", "constant", "impulse")),
        inverted=bool(rng.integers(2)),
    )


def _well_conditioned(params: Params) -> bool:
    """Whether the first step really has another size without the corrections."""
    if params.beta is None or params.gamma is None:
        return True
    return (1 - params.beta) ** 2 != 1 - params.gamma


# ------------------------------------------------------------------ what is shown


def statement(params: Params) -> str:
    """The average with a growing window, and Adam."""
    n = _window(params)
    beta, gamma = _beta(params), _gamma(params)
    rest = r"(1-\beta)" if params.beta is None else tex(1 - params.beta)
    rest_second = r"(1-\gamma)" if params.gamma is None else tex(1 - params.gamma)
    start = "-1" if params.first == 0 else "0"
    free = [
        name
        for name, value in ((r"\beta", params.beta), (r"\gamma", params.gamma))
        if value is None
    ]
    decays = rf", \qquad 0 < {', '.join(free)} < 1" if free else ""
    return rf"""An exponential average that starts at some number remembers it for a while. There
are two cures. The first two parts are about the one: let the window grow,
$$y_t = \Bigl(1 - \frac{{1}}{{\min(t, {n})}}\Bigr)\, y_{{t-1}} + \frac{{1}}{{\min(t, {n})}}\, x_t,
\qquad t = 1, 2, \dots, \qquad {_start(params)}.$$
The other parts are about the cure that Adam takes: average from zero, and divide by what is
missing. With gradients $g_t$, counted from $t = {params.first}$,
$$m_t = {beta}\, m_{{t-1}} + {rest}\, g_t, \qquad
v_t = {gamma}\, v_{{t-1}} + {rest_second}\, g_t^2, \qquad
m_{{{start}}} = v_{{{start}}} = 0{decays}.$$
{_signal(params)}

Write {_names(params)}."""


def _names(params: Params) -> str:
    names = [
        "`c`",
        "`G`",
        "`t`",
        "`N`" if params.window is None else "",
        "`beta`" if params.beta is None else "",
        "`gamma`" if params.gamma is None else "",
        "`y0`" if params.start is None else "",
        "and `x1`, `x2`, ... for the inputs",
    ]
    return ", ".join(name for name in names if name)


def _signal(params: Params) -> str:
    if params.signal == "constant":
        return "Let every gradient be the same number, $g_t = G$."
    return (
        rf"Let only the first gradient be different from zero: $g_{params.first} = G$, "
        r"and $g_t = 0$ after that."
    )


def _window(params: Params) -> str:
    return "N" if params.window is None else str(params.window)


def _beta(params: Params) -> str:
    return r"\beta" if params.beta is None else tex(params.beta)


def _gamma(params: Params) -> str:
    return r"\gamma" if params.gamma is None else tex(params.gamma)


def _start(params: Params) -> str:
    """Where the growing window starts, as the end of the display."""
    return r"y_0 \text{ any number}" if params.start is None else f"y_0 = {tex(params.start)}"


def parts(params: Params) -> tuple[Part, ...]:
    """The growing window, Adam's moments, their corrections, and the first step."""
    beta = {} if params.beta is not None else {"beta": "0 < beta < 1"}
    gamma = {} if params.gamma is not None else {"gamma": "0 < gamma < 1"}
    window = {} if params.window is not None else {"N": "integer >= 1"}
    start = {} if params.start is not None else {"y0": "real"}
    steps, gradient = {"t": f"integer >= {params.first}"}, {"G": "nonzero real"}

    def part(name: str, prompt: str, symbols: dict[str, str], builds_on: str | None = None) -> Part:
        return Part(
            name=name, kind="expression", prompt=prompt, symbols=symbols, builds_on=builds_on
        )

    k = params.steps
    inputs = ", ".join(f"`x{i}`" for i in range(1, k + 1))
    at_least = {} if params.window is not None else {"N": f"integer >= {k}"}
    over = (
        "the corrected step over the uncorrected one"
        if params.inverted
        else "the uncorrected step over the corrected one"
    )
    return (
        part(
            "constant_input",
            r"Every input is the same number, $x_t = c$. What is $y_t$ for $t \ge 1$?",
            {"c": "real", "t": "integer >= 1", **window, **start},
        ),
        part(
            "first_steps",
            rf"For any inputs, what is $y_{k}$"
            + (rf", if $N \ge {k}$" if params.window is None else "")
            + f"? Write it in terms of {inputs} and whatever else it depends on.",
            {**{f"x{i}": "real" for i in range(1, k + 1)}, **at_least, **start},
        ),
        part("adam_moment", "What is $m_t$?", {**gradient, **beta, **steps}),
        part(
            "corrected_moment",
            r"Adam divides $m_t$ by what $m_t$ would be if every gradient had been 1. What "
            r"comes out, $\hat m_t$?",
            {**gradient, **beta, **steps},
            builds_on="adam_moment",
        ),
        part(
            "first_step_ratio",
            r"Adam's step is $\eta\,\hat m/\sqrt{\hat v}$, with both moments corrected and "
            r"$\varepsilon = 0$. How large is its very first step, compared with the step "
            rf"$\eta\, m/\sqrt{{v}}$ that leaves both corrections out? Give {over}.",
            {**beta, **gamma},
        ),
        part(
            "correction_factor",
            r"By what must $v_t$ be divided to correct it?",
            {**gamma, **steps},
        ),
    )


def lab(params: Params) -> str:
    """Adam's first moment with a counter, for the student to extend."""
    decay = float(params.beta or Fraction(9, 10))
    signal = "1.0" if params.signal == "constant" else f"1.0 if step == {params.first} else 0.0"
    return f"""decay, moment = {decay}, 0.0
for step in range({params.first}, {params.first + 8}):
    gradient = {signal}
    moment = decay * moment + (1 - decay) * gradient
    print(f"t = {{step}}   g = {{gradient}}   m = {{moment:.5f}}")"""


def picture(_params: Params) -> str:
    """An average that starts too low, against its input."""
    return """import matplotlib.pyplot as plt
import numpy as np

rng = np.random.default_rng(5)
t = np.arange(1, 61)
x = 2 + 0.4 * rng.normal(size=len(t))
average, seen = 0.0, []
for value in x:
    average = 0.92 * average + 0.08 * value
    seen.append(average)

fig, ax = plt.subplots(figsize=(6, 2.8))
ax.plot(t, x, ".", color="0.65", label="inputs")
ax.plot(t, seen, "C3", label="average that started at zero")
ax.set(xlabel="step", ylim=(0, 3.2), yticks=[0])
ax.legend(frameon=False, loc="lower right")"""


PROBLEM = Problem(
    id="bias_correction",
    title="Averages that start at zero, and what makes up for it",
    source="TTIC 31230, problem set on SGD; a lecture on Adam",
    canonical=Params(),
    draw=draw,
    statement=statement,
    parts=parts,
    lab=lab,
    picture=picture,
)

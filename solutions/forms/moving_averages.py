"""Other ways to write the answers of `problems.moving_averages`, and what is slightly off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.spec import Form
from problems.moving_averages import Params
from problems.wording import plain


@dataclass(frozen=True, slots=True)
class Spelt:
    """The variant's numbers or letters as one types them."""

    beta: str
    gamma: str
    n: str
    gain: str
    steps: str

    @property
    def keep(self) -> str:
        """What a window of N keeps."""
        return f"(1-1/{self.n})"


def _spelt(params: Params) -> Spelt:
    return Spelt(
        beta="beta" if params.beta is None else f"({plain(params.beta)})",
        gamma="gamma" if params.gamma is None else f"({plain(params.gamma)})",
        n="N" if params.window is None else str(params.window),
        gain=f"({plain(params.gain)})",
        steps="t" if params.first == 1 else "(t+1)",
    )


def also_right(params: Params) -> Mapping[str, Sequence[Form]]:
    """Powers split, fractions turned, sums left as sums."""
    s = _spelt(params)
    b, g, n, k, a, r = s.beta, s.gamma, s.n, s.steps, s.gain, s.keep
    return {
        "mean_limit": ["xbar", r"\bar{x}", f"(1-{b})*xbar/(1-{b})", "x_bar", "1*xbar"],
        "scaled_limit": [
            f"{g}*xbar/(1-{b})",
            rf"\frac{{{g}}}{{1-{b}}} \bar x",
            f"-{g}*xbar/({b}-1)",
            f"xbar*{g}*(1+{b})/(1-{b}^2)",
        ],
        "relation": [
            f"{g}*y/(1-{b})",
            rf"z_t = \frac{{{g}}}{{1-{b}}}\, y_t",
            f"y*{g}/(1-{b})",
            f"-y*{g}*({b}-1)^(-1)",
        ],
        "transient_mean": [
            f"(1-{b}^{k})*xbar",
            rf"\left(1-{b}^{{{k}}}\right)\bar{{x}}",
            f"xbar - xbar*{b}**{k}",
            f"(1-{b})*xbar*Sum({b}^j, (j, 0, {k}-1))",
            f"xbar*(1-{b}*{b}^({k}-1))",
        ],
        "variance_limit": [
            f"sigma^2/(2*{n}-1)",
            rf"\frac{{\sigma^2}}{{2 \cdot {n}-1}}",
            f"(sigma/{n})^2/(1-{r}^2)",
            f"sigma^2*(1/{n})/(2-1/{n})",
        ],
        "sample_mean_variance": [
            f"sigma^2/{n}",
            rf"\frac{{1}}{{{n}}}\sigma^2",
            f"{n}*sigma^2/{n}^2",
            f"(sigma/sqrt({n}))^2",
        ],
        "variance_order": ["exponential", "Exponential"],
        "variance_at": [
            f"sigma^2*(1-{r}^(2*{k}))/(2*{n}-1)",
            rf"\frac{{\sigma^2}}{{2\cdot {n}-1}}\left(1-(1-\frac{{1}}{{{n}}})^{{2{k}}}\right)",
            f"sigma^2*(1-{r}^{k})*(1+{r}^{k})/(2*{n}-1)",
            f"sigma^2*(1-(({n}-1)/{n})^(2*{k}))/(2*{n}-1)",
            f"sigma^2/(2*{n}-1) - sigma^2*({r}^2)^{k}/(2*{n}-1)",
        ],
        "momentum_limit": [f"{a}*{n}*c", rf"{a} \cdot {n} c", f"{a}*c/(1/{n})", f"{a}*c/(1-{r})"],
        "momentum_averages": [
            f"{a}*{n}*x",
            rf"{a} \cdot {n} x_t",
            f"{a}*x/(1/{n})",
            f"X_t = {a}*{n}*x",
        ],
        "momentum_relation": [
            f"{a}*{n}*m",
            rf"y_t = {a} \cdot {n} m_t",
            f"{a}*m/(1/{n})",
            f"{a}*m*{n}^2/{n}",
        ],
        "momentum_at": [
            f"{a}*{n}*c*(1-{r}^{k})",
            rf"{a}\cdot {n} c\left(1-\left(1-\frac{{1}}{{{n}}}\right)^{{{k}}}\right)",
            f"{a}*c*({n}-{n}*{r}**{k})",
            f"-{a}*c*{n}*({r}^{k}-1)",
        ],
    }


def near_misses(params: Params) -> Mapping[str, Sequence[Form]]:
    """Exponents, shares and squares that are off."""
    s = _spelt(params)
    b, g, n, k, a, r = s.beta, s.gamma, s.n, s.steps, s.gain, s.keep
    return {
        "mean_limit": [f"{b}*xbar", f"(1-{b})*xbar", f"xbar/(1-{b})", "-xbar"],
        "scaled_limit": [
            f"{g}*xbar",
            f"{g}*xbar*(1-{b})",
            f"{g}*xbar/(1+{b})",
            f"{g}*xbar/(1-{b}^2)",
        ],
        "relation": [f"{g}*y", f"(1-{b})*y/{g}", f"{g}*y/(1+{b})", f"{g}+y/(1-{b})"],
        "transient_mean": [
            f"(1-{b}^({k}-1))*xbar",
            f"(1-{b}^({k}+1))*xbar",
            f"(1-{b}*{k})*xbar",
            f"(1-{b})^{k}*xbar",
            f"(1-{b}^{k})",
        ],
        "variance_limit": [
            f"sigma^2/{n}",
            f"sigma^2/(2*{n})",
            f"sigma^2/(2*{n}+1)",
            f"sigma/(2*{n}-1)",
        ],
        "sample_mean_variance": [
            f"sigma^2/({n}+1)",
            f"sigma^2/{n}^2",
            f"sigma/{n}",
            f"sigma^2*{n}",
        ],
        "variance_order": ["sample", "equal", "depends"],
        "variance_at": [
            f"sigma^2*(1-{r}^{k})/(2*{n}-1)",
            f"sigma^2*(1-{r}^(2*{k}))/{n}",
            f"sigma^2*(1-{r}^(2*{k}-1))/(2*{n}-1)",
            f"sigma^2*(1-{r}^{k})^2/(2*{n}-1)",
        ],
        "momentum_limit": [f"{a}*c", f"{a}*c/{n}", f"{a}*({n}-1)*c", f"{a}*{n}"],
        "momentum_averages": [f"{a}*x", f"{a}*x/{n}", f"{a}*({n}-1)*x", f"-{a}*{n}*x"],
        "momentum_relation": [f"{a}*m", f"{a}*m/{n}", f"{a}*({n}-1)*m", f"{a}*{n}+m"],
        "momentum_at": [
            f"{a}*{n}*c*(1-{r}^({k}-1))",
            f"{a}*{n}*c*(1-{r}^({k}+1))",
            f"{a}*c*(1-{r}^{k})",
            f"{a}*{n}*c*(1-{k}/{n})",
        ],
    }

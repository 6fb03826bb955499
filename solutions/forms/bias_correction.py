"""Other ways to write the answers of `problems.bias_correction`, and what is slightly off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.spec import Form
from problems.bias_correction import Params
from problems.wording import plain


def _numbers(params: Params) -> tuple[str, str, str]:
    """Beta, gamma, and the number of gradients seen, as one types them."""
    return (
        "beta" if params.beta is None else f"({plain(params.beta)})",
        "gamma" if params.gamma is None else f"({plain(params.gamma)})",
        "t" if params.first == 1 else "(t+1)",
    )


def _window(params: Params) -> str:
    return "N" if params.window is None else str(params.window)


def also_right(params: Params) -> Mapping[str, Sequence[Form]]:
    """Sums, split powers, roots moved."""
    b, g, k = _numbers(params)
    n, steps = _window(params), params.steps
    total = "+".join(f"x{i}" for i in range(1, steps + 1))
    latex = "+".join(f"x_{i}" for i in range(1, steps + 1))
    ratio = f"(1-{b})/sqrt(1-{g})"
    roots = rf"\frac{{1-{b}}}{{\sqrt{{1-{g}}}}}"
    if params.inverted:
        ratio, roots = f"sqrt(1-{g})/(1-{b})", rf"\frac{{\sqrt{{1-{g}}}}}{{1-{b}}}"
    found: dict[str, list[Form]] = {
        "constant_input": ["c", "y_t = c", f"c*(1-1/{n})+c/{n}", r"\frac{2c}{2}"],
        "first_steps": [
            f"({total})/{steps}",
            rf"\frac{{1}}{{{steps}}}\left({latex}\right)",
            "+".join(f"x{i}/{steps}" for i in range(1, steps + 1)),
            f"(1-1/{steps})*({total}-x{steps})/({steps}-1) + x{steps}/{steps}",
        ],
        "first_step_ratio": [ratio, roots, f"1/(1/({ratio}))", f"sqrt(({ratio})^2)"],
        "correction_factor": [
            f"1-{g}^{k}",
            rf"1-{g}^{{{k}}}",
            f"1-{g}*{g}^({k}-1)",
            f"(1-{g})*Sum({g}^j, (j, 0, {k}-1))",
            f"-({g}^{k}-1)",
        ],
    }
    if params.signal == "constant":
        found["adam_moment"] = [
            f"(1-{b}^{k})*G",
            rf"\left(1-{b}^{{{k}}}\right) G",
            f"G - G*{b}**{k}",
            f"(1-{b})*G*Sum({b}^j, (j, 0, {k}-1))",
        ]
        found["corrected_moment"] = ["G", r"\hat m_t = G", f"({b}+1-{b})*G", "2*G/2"]
    else:
        found["adam_moment"] = [
            f"(1-{b})*{b}^({k}-1)*G",
            rf"(1-{b})\, {b}^{{{k}-1}} G",
            f"G*({b}^({k}-1) - {b}^{k})",
            f"G*{b}^{k}*(1-{b})/{b}",
        ]
        found["corrected_moment"] = [
            f"(1-{b})*{b}^({k}-1)*G/(1-{b}^{k})",
            rf"\frac{{(1-{b})\, {b}^{{{k}-1}}}}{{1-{b}^{{{k}}}}} G",
            f"G*({b}^({k}-1) - {b}^{k})/(1-{b}^{k})",
            f"G*{b}^({k}-1)/Sum({b}^j, (j, 0, {k}-1))",
        ]
    return found


def near_misses(params: Params) -> Mapping[str, Sequence[Form]]:
    """Counts, roots and shares that are off."""
    b, g, k = _numbers(params)
    n, steps = _window(params), params.steps
    total = "+".join(f"x{i}" for i in range(1, steps + 1))
    over, under = f"(1-{b})", f"(1-{g})"
    wrong = [f"{over}/{under}", f"{over}*sqrt{under}", f"sqrt({over}/{under})", "1"]
    if params.inverted:
        wrong = [f"{under}/{over}", f"{over}*sqrt{under}", f"sqrt({under}/{over})", "1"]
    found: dict[str, list[Form]] = {
        "constant_input": [f"c*(1-(1-1/{n})^t)", f"c/{n}", "c*t", "c*(1-1/t)", "-c"],
        "first_steps": [
            f"({total})/{steps + 1}",
            total,
            f"x{steps}",
            f"({total}-x1)/{steps - 1}",
        ],
        "first_step_ratio": list(wrong),
        "correction_factor": [
            f"1-{g}^({k}-1)",
            f"1-{g}^({k}+1)",
            f"sqrt(1-{g}^{k})",
            f"{g}^{k}",
            f"1-{g}*{k}",
        ],
    }
    if params.signal == "constant":
        found["adam_moment"] = [
            f"(1-{b}^({k}-1))*G",
            f"(1-{b}^({k}+1))*G",
            f"{b}^{k}*G",
            f"(1-{b})^{k}*G",
        ]
        found["corrected_moment"] = [f"(1-{b}^{k})*G", f"G/(1-{b}^{k})", "-G", f"G*{b}"]
    else:
        found["adam_moment"] = [
            f"(1-{b})*{b}^{k}*G",
            f"{b}^({k}-1)*G",
            f"(1-{b}^{k})*G",
            f"(1-{b}^({k}-1))*G",
        ]
        found["corrected_moment"] = [
            f"(1-{b})*{b}^{k}*G/(1-{b}^{k})",
            "G",
            f"(1-{b})*{b}^({k}-1)*G",
            f"{b}^({k}-1)*G/(1-{b}^{k})",
        ]
    return found

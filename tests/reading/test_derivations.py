"""Answers that stand at the end of a line of thought: chains, deductions, steps of a program."""

from __future__ import annotations

import pytest

from grader.errors import Unreadable
from grader.reading.printing import to_text
from grader.reading.text import read
from tests.reading.words import HOMEWORK

READINGS = [
    # one step of a program
    ("x -= eta*y", "x - eta*y"),
    ("x += -eta*y", "x - eta*y"),
    ("x -= y - 1", "x - (y - 1)"),
    ("x *= 1 - eta", "x*(1 - eta)"),
    ("x /= y + 1", "x/(y + 1)"),
    ("Phi -= eta*max(eps, abs(Phi))*y", "Phi - eta*Max(eps, Abs(Phi))*y"),
    ("w -= alpha*g", "w - alpha*g"),
    # a deduction that solves for a name
    ("y + 2*v/alpha = 0 => v = -alpha*y/2", "-alpha*y/2"),
    ("y + 2*v/alpha = 0 ⇒ v = -alpha*y/2", "-alpha*y/2"),
    (r"y + \frac{2}{\alpha} v = 0 \Rightarrow v = -\frac{\alpha}{2} y", "-alpha*y/2"),
    (r"y + \frac{2}{\alpha} v = 0 \implies v^\star = -\frac{\alpha}{2} y", "-alpha*y/2"),
    (r"g + \frac{2}{\alpha} v = 0 \;\Longrightarrow\; v = -\frac{\alpha}{2} g", "-alpha*g/2"),
    ("y + 2*v/alpha = 0 so v = -alpha*y/2", "-alpha*y/2"),
    ("y + 2*v/alpha = 0, hence v = -alpha*y/2", "-alpha*y/2"),
    ("v - 1 = y => v = y + 1 => v = x", "x"),
    (
        r"\begin{aligned} y + \tfrac{2}{\alpha} v &= 0 \\ v &= -\tfrac{\alpha}{2} y \end{aligned}",
        "-alpha*y/2",
    ),
    (r"\begin{align} 2v &= 2x \\ v &= x \end{align}", "x"),
    (r"|1 - 2y| < 1 \iff y < 1", "y < 1"),
    (r"|1 - 2y| < 1 \Leftrightarrow 0 < y < 1", "0 < y < 1"),
    (r"|1 - 2y| < 1 \implies 0 < y < \frac{1}{1}", "0 < y < 1"),
    # a length of the statement's that the number is computed from
    ("1/||a||^2 = 10000/10101", "10000/10101"),
    (r"\frac{1}{\|a\|^2} = \frac{10000}{10101}", "10000/10101"),
    ("2/‖a‖₂² = 3", "3"),
    ("||a||^2 = 3/2", "3/2"),
    ("y < 2/max(s^2) = 2/9", "y < 2/9"),
    (r"y < \frac{2}{s_{\max}^2} = \frac{2}{9}", "y < 2/9"),
    ("y < 2/L = 1/2", "y < 1/2"),
    # a name alone
    ("the same eta", "eta"),
    ("The same eta as before.", "eta"),
    ("always c", "c"),
    ("to xbar", "xbar"),
    ("just x", "x"),
    # sums of a program
    ("sum(k for k in range(n))", "Sum(k, (k, 0, n - 1))"),
    ("(1-beta)*sum(beta**k*x for k in range(t))", "(1-beta)*Sum(beta**k*x, (k, 0, t - 1))"),
    ("sum(beta**(t-k) for k in range(1, t+1))", "Sum(beta**(t-k), (k, 1, (t+1) - 1))"),
    ("np.sum([beta**k for k in range(t)])", "Sum(beta**k, (k, 0, t - 1))"),
    ("2*sum(beta**k for k in range(t)) + 1", "2*Sum(beta**k, (k, 0, t - 1)) + 1"),
    # what holds always is said behind a name, too
    ("v = x, t >= 1", "(x, t >= 1)"),
]

REFUSED = [
    "v -= eta*x",
    "sum(k for k in range(n) if k > 2)",
    "sum(k for k in n)",
    "max(k for k in range(n))",
    "2*v = 6",
    "v < 2/L = 1/2",
    "y < 2/L = 1/L",
    "y < 2/L < 1/2",
    "the same v",
    "half the same eta",
    "the x y",
    "not the same eta",
    "the inverse x",
    "v/2 = 6",
    "2*||v|| = 6",
    "x > 0 => v = 2",
    "v = 1 => x",
    "v + 1 = 2 => q",
    "x = y => y = x, v = 2",
    r"\begin{aligned} v &= 1 \\ v &= 2 \end{aligned}",
    r"\begin{aligned} v_1 &= x \\ v_2 &= y \end{aligned}",
    r"\begin{aligned} x &= y \\ v &= 2 \end{aligned}",
    r"\ln(1 + x) \approx x",
    "x/(1+x) ≈ x - x^2",
    r"v = \ln(1+x) \approx x",
    "ln(1 + x) ≈ 1.0*x",
    r"\ln(1 + x) \approx x - 0.5 x^2",
    r"\sin x \approx 1.0 x",
    "2^x ≈ 1.0*x",
]


@pytest.mark.parametrize(("text", "expected"), READINGS)
def test_the_end_of_a_line_of_thought_is_read(text, expected):
    shown = to_text(read(text, HOMEWORK))
    assert shown == to_text(read(expected, HOMEWORK))


@pytest.mark.parametrize("text", REFUSED)
def test_where_it_is_not_clear_what_the_end_is_nothing_is_read(text):
    with pytest.raises(Unreadable):
        read(text, HOMEWORK)

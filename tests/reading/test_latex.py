# ruff: noqa: E501 - one reading a line
"""LaTeX of homework, papers and SymPy reads as it is typeset."""

from __future__ import annotations

import pytest

from grader.errors import Unreadable
from grader.reading.latex import to_latex
from grader.reading.printing import to_text
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from tests.reading.words import HOMEWORK

READINGS = [
    (r"-\frac{\alpha}{2} g", "-alpha*g/2"),
    (r"-\dfrac{1}{2}\alpha g", "-alpha*g/2"),
    (r"-\tfrac12 \alpha g", "-alpha*g/2"),
    (r"-\frac\alpha2 g", "-alpha*g/2"),
    (r"-\frac{\alpha}{2} \nabla f(\theta)", "-alpha*g/2"),
    (r"-0.5\,\alpha\,\nabla f( \theta )", "-0.5*alpha*g"),
    (r"-\frac{\alpha}{2}\,\|g\|_1\,\mathrm{sgn}(g)", "-alpha*norm(g, 1)*sign(g)/2"),
    (
        r"-\frac{\alpha \lVert g \rVert_1}{2}\cdot\operatorname{sign}(g)",
        "-alpha*norm(g, 1)*sign(g)/2",
    ),
    (
        r"-\left(\frac{\alpha}{2}\left\|g\right\|_{1}\right)\text{sign}(g)",
        "-alpha*norm(g, 1)*sign(g)/2",
    ),
    (r"-\frac{\alpha}{2} ||g||_1 \text{sign}\left(g\right)", "-alpha*norm(g, 1)*sign(g)/2"),
    (r"-\alpha \frac{g}{\lVert g \rVert_\infty}", "-alpha*g/norm(g, oo)"),
    (r"u^\star = -\frac{\alpha}{2} g", "-alpha*g/2"),
    (r"\hat{u}_i = -\frac{\alpha g_i}{2 w_i}", "-alpha*g/(2*w)"),
    (
        r"-\frac{\alpha}{2}\|g\|_q^{2-q}|g_i|^{q-1}\text{sign}(g_i)",
        "-alpha*norm(g, q)**(2 - q)*Abs(g)**(q - 1)*sign(g)/2",
    ),
    (
        r"-\frac{\alpha}{2}\|g\|^{2-q}_q |g_i|^{q-1}\operatorname{sign} g_i",
        "-alpha*norm(g, q)**(2 - q)*Abs(g)**(q - 1)*sign(g)/2",
    ),
    (r"-\frac{\alpha}{4}\|g\|_*^2", "-alpha*gdual**2/4"),
    (r"-\frac{\alpha}{4}\left\| g \right\|_{*}^{2}", "-alpha*gdual**2/4"),
    (r"u = -\frac{\alpha}{2} g \tag{1}", "-alpha*g/2"),
    (r"u = -\frac{\alpha}{2} g. \tag*{(best)}", "-alpha*g/2"),
    (r"\begin{equation}\label{eq:u} u = -\frac{\alpha}{2} g \end{equation}", "-alpha*g/2"),
    (r"r_t \xrightarrow{t\to\infty} -\frac{\alpha}{2} g", "-alpha*g/2"),
    (r"r_t \xrightarrow[t\to\infty]{} -\frac{\alpha}{2} g", "-alpha*g/2"),
    (r"r_t \underset{t\to\infty}{\longrightarrow} -\frac{\alpha}{2} g", "-alpha*g/2"),
    (r"\|G\|_*", "norm(G, nuc)"),
    (r"\|G\|_F^2", "norm(G, fro)**2"),
    (r"\|g\|_{\text{RMS}}", "norm(g, rms)"),
    (r"\frac{[2, 0.2, 0.02]}{4.0404}", "Matrix([2, 0.2, 0.02])/4.0404"),
    (r"\left[\frac{2}{7}, \frac{4}{7}\right]", "[2/7, 4/7]"),
    (
        r"\frac{1}{1.0404} \begin{bmatrix} 1 \\ 0.2 \\ 0.02 \end{bmatrix}",
        "Matrix([1, 0.2, 0.02])/1.0404",
    ),
    (
        r"\begin{pmatrix} 0.666... \\ 6.666\ldots \\ 66.\overline{6} \end{pmatrix}",
        "Matrix([2/3, 20/3, 200/3])",
    ),
    (r"\begin{bmatrix} 0.5000 \\ 0.0500 \end{bmatrix}", "Matrix([0.5000, 0.0500])"),
    (r"\frac{1}{2.22} [1, 1]^T", "Matrix([1, 1])/2.22"),
    (r"\frac{1}{2.22} (1, 1)^\top", "Matrix([1, 1])/2.22"),
    (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", "Matrix([[1, 2], [3, 4]])"),
    (r"\left(\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right)", "Matrix([[1, 2], [3, 4]])"),
    (r"\eta < \frac{1}{2.0202}", "eta < 1/2.0202"),
    (r"0 < \eta \leq 2", "(0 < eta) & (eta <= 2)"),
    (r"x \neq y", "x != y"),
    (r"\theta_\infty = \frac{1}{2}", "1/2"),
    (r"\theta^{(\infty)} = 3", "3"),
    (r"\mathbb{E}[y_t] = (1-\beta^t)\bar{x}", "(1 - beta**t)*xbar"),
    (r"(1-\beta^t)\bar x", "(1 - beta**t)*xbar"),
    (r"\frac{\sigma^2}{2N-1}", "sigma**2/(2*N - 1)"),
    (
        r"\sigma^{2} \left(1 - \left(1-\frac{1}{N}\right)^{2t}\right)/(2N-1)",
        "sigma**2*(1 - (1 - 1/N)**(2*t))/(2*N - 1)",
    ),
    (r"\eta\log 2", "eta*log(2)"),
    (r"\eta \ln k", "eta*log(k)"),
    (r"\frac{\ln 2}{\ln k}", "log(2)/log(k)"),
    (r"\log_2 k", "log(k, 2)"),
    (r"\log_{10}(x)", "log(x, 10)"),
    (r"\sin^2 x + \cos^2 x", "sin(x)**2 + cos(x)**2"),
    (r"\sin^{-1}(x)", "asin(x)"),
    (r"\cos 2\theta_0", "cos(2*theta0)"),
    (r"\cos 2 \pi x", "cos(2*pi*x)"),
    (r"\sqrt[3]{x}", "x**(1/3)"),
    (r"\sqrt2 \, x", "sqrt(2)*x"),
    (
        r"\frac{\sqrt{2}\,\Gamma\left(\frac{d+1}{2}\right)}{\Gamma(d/2)}",
        "sqrt(2)*gamma((d + 1)/2)/gamma(d/2)",
    ),
    (r"\binom{n}{k}", "binomial(n, k)"),
    (r"\sum_{k=1}^{n} \frac{x^k}{k} + 1", "Sum(x**k/k, (k, 1, n)) + 1"),
    (r"\sum\limits_{j=1}^n j x", "Sum(j*x, (j, 1, n))"),
    (r"\sum^{n}_{j=1} j", "Sum(j, (j, 1, n))"),
    (r"\prod_{j=1}^{n} (1-x/j)", "Product(1 - x/j, (j, 1, n))"),
    (r"\sum_i |g_i|", "norm(g, 1)"),
    (r"\sqrt{\sum_{i=1}^n g_i^2}", "sqrt(norm(g, 2)**2)"),
    (r"\sum_{i=1}^{3} w_i g_i^2", "w1*g1**2 + w2*g2**2 + w3*g3**2"),
    (r"\max_i |g_i|", "norm(g, oo)"),
    (r"-\frac{\alpha}{2} \max_j |g_j| \operatorname{sign}(g_i)", "-alpha*norm(g, oo)*sign(g)/2"),
    (
        r"-\frac{\alpha}{2} \Big(\sum_{j} |g_j|\Big) \operatorname{sign}(g_i)",
        "-alpha*norm(g, 1)*sign(g)/2",
    ),
    (r"\mathbf{g}^\top \mathbf{w}", "dot(g, w)"),
    (r"\langle g, w\rangle", "dot(g, w)"),
    (r"g^T w + 1", "dot(g, w) + 1"),
    (r"\max(x, 0)", "Max(x, 0)"),
    (r"\max\{x, 0\}", "Max(x, 0)"),
    (r"\lfloor x/2 \rfloor + \lceil y \rceil", "floor(x/2) + ceiling(y)"),
    (r"\left|x - 1\right|", "Abs(x - 1)"),
    (r"\big| x \big|", "Abs(x)"),
    (
        r"\begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
        "Piecewise((x, x > 0), (0, True))",
    ),
    (
        r"\left\{\begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}\right.",
        "Piecewise((x, x > 0), (0, x <= 0))",
    ),
    (r"\begin{cases} x, & x > 0 \\ 0, & x \le 0 \end{cases}", "Piecewise((x, x > 0), (0, x <= 0))"),
    (
        r"\begin{aligned} u &= -\alpha g \cdot \tfrac{1}{2} \\ &= -\frac{\alpha}{2} g \end{aligned}",
        "-alpha*g/2",
    ),
    (r"\begin{equation*} x^2 \end{equation*}", "x**2"),
    (r"\boxed{x^{2} + 1}", "x**2 + 1"),
    (r"$x^2$.", "x**2"),
    (r"$$x^2.$$", "x**2"),
    (r"\[ \frac{x}{2}, \]", "x/2"),
    (r"\( x \)", "x"),
    (r"\Theta(\sqrt d)", "Theta(sqrt(d))"),
    (r"\mathcal{O}(d)", "O(d)"),
    (r"1/2 \alpha", "alpha/2"),
    (r"n(n-1)p", "n*(n - 1)*p"),
    (r"e^{-x}", "exp(-x)"),
    (r"xe^{-x}", "x*exp(-x)"),
    (r"e^x y", "exp(x)*y"),
    (r"\epsilon + \varepsilon", "eps + eps"),
    (r"\lambda s_{w} s_w", "lam*s_w*s_w"),
    (r"(L_1 - L_{2}) \nabla_1", "(L1 - L2)*grad1"),
    (r"\Phi d_1 d_{1}", "Phi*d1*d1"),
    (r"0.\overline{3}", "1/3"),
    (r"0.1\overline{6}", "1/6"),
    (r"1.5 \times 10^{-3}", "0.0015"),
    (r"\left\{1, 2\right\}", "FiniteSet(1, 2)"),
    (r"\left[0, 1\right)", "Interval.Ropen(0, 1)"),
    (r"\frac{100}{111} \approx 0.9009", "100/111"),
    (r"x \bmod 2", "Mod(x, 2)"),
    (r"\log{\left(x \right)}", "log(x)"),
    (r"\sin^{2}{\left(x \right)}", "sin(x)**2"),
    (r"\max\left(x, y\right)", "Max(x, y)"),
]


@pytest.mark.parametrize(("text", "expected"), READINGS, ids=[text for text, _ in READINGS])
def test_latex_reads_as_typeset(text: str, expected: str) -> None:
    assert to_text(read(text, HOMEWORK, "latex")) == expected


@pytest.mark.parametrize("text", [text for text, _ in READINGS])
def test_our_own_latex_reads_back(text: str) -> None:
    tree = read(text, HOMEWORK, "latex")
    again = read(to_latex(tree), HOMEWORK, "latex", keep_equation=True)
    assert to_text(again).replace("[", "(") == to_text(tree).replace("[", "(")


@pytest.mark.parametrize("text", [text for text, _ in READINGS if "\\" in text])
def test_latex_is_recognised_without_being_told(text: str) -> None:
    assert read(text, HOMEWORK) == read(text, HOMEWORK, "latex")


def test_letters_side_by_side_multiply_in_latex() -> None:
    letters = Vocabulary.of({"b": "real", "d": "real", "c": "real"})
    assert to_text(read("bdc^2", letters, "latex")) == "b*d*c**2"


UNITS = Vocabulary.of(dict.fromkeys(("w1", "w2", "a1", "a2", "x", "z", "w_iz"), "real"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\sum_{i=1}^{2} w_ix", "w1*x + w2*x"),
        (r"\sum_{i=1}^{2} a_i \max(0, w_ix)", "a1*Max(0, w1*x) + a2*Max(0, w2*x)"),
        (r"w_iz", "w_iz"),
        (r"w_1x", "w1*x"),
    ],
)
def test_an_index_without_braces_is_one_letter(text, expected):
    assert to_text(read(text, UNITS, "latex")) == expected


@pytest.mark.parametrize("text", [r"\sum_{i=1}^{2} w_iq", r"\sum_{i=1}^{2} x_iz", "w_ix"])
def test_an_index_of_nothing_that_is_declared_is_refused(text):
    with pytest.raises(Unreadable):
        read(text, UNITS, "latex")

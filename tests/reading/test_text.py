"""What people type reads as what they mean: every spelling of an answer gives the same tree."""

from __future__ import annotations

import pytest

from grader.errors import Unreadable
from grader.reading.printing import to_text
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.tree import Tree, call, mul, symbol
from tests.reading.words import HOMEWORK


def _written(text: str, **options: object) -> str:
    return to_text(read(text, HOMEWORK, **options))  # type: ignore[arg-type]


READINGS = [
    # Python and SymPy text
    ("-alpha*g/2", "-alpha*g/2"),
    ("x**2 + 3*x", "x**2 + 3*x"),
    ("-x**2", "-x**2"),
    ("2**-x", "2**(-x)"),
    ("x**y**2", "x**y**2"),
    ("Rational(1, 2)*x", "x/2"),
    ("S(1)/2", "1/2"),
    ("S.Half*x", "x/2"),
    ("sp.sqrt(x)", "sqrt(x)"),
    ("np.sqrt(d)", "sqrt(d)"),
    ("math.exp(-x)", "exp(-x)"),
    ("sympy.Rational(2, 3)", "2/3"),
    ("Abs(x) + abs(y)", "Abs(x) + Abs(y)"),
    ("Max(x, 0)", "Max(x, 0)"),
    ("Sum(k**2, (k, 1, n))", "Sum(k**2, (k, 1, n))"),
    ("Sum(j*x**j, (j, 1, n))", "Sum(j*x**j, (j, 1, n))"),
    ("Product(1 - x/j, (j, 1, n))", "Product(1 - x/j, (j, 1, n))"),
    ("Piecewise((x, x > 0), (0, True))", "Piecewise((x, x > 0), (0, True))"),
    ("Eq(x, 2*y)", "x = 2*y"),
    ("Ne(x, y)", "x != y"),
    ("Le(x, y)", "x <= y"),
    ("(x > 0) & (x < 1)", "(x > 0) & (x < 1)"),
    ("(x < 0) | (x > 1)", "(x < 0) | (x > 1)"),
    ("~(x < 0)", "~(x < 0)"),
    ("x > 0 and x < 1", "(x > 0) & (x < 1)"),
    ("0 < x < 1", "(0 < x) & (x < 1)"),
    ("Interval.Lopen(0, 1)", "Interval.Lopen(0, 1)"),
    ("Interval(0, 1, left_open=True)", "Interval.Lopen(0, 1)"),
    ("[0, 1)", "Interval.Ropen(0, 1)"),
    ("FiniteSet(1, 2)", "FiniteSet(1, 2)"),
    ("{1, 2}", "FiniteSet(1, 2)"),
    ("(1, 2)", "(1, 2)"),
    ("1, 2", "(1, 2)"),
    ("[1, x]", "[1, x]"),
    ("Matrix([1, x])", "Matrix([1, x])"),
    ("Matrix([[1], [x]])", "Matrix([1, x])"),
    ("Matrix([[1, 2], [3, x]])", "Matrix([[1, 2], [3, x]])"),
    ("Matrix(2, 2, [1, 2, 3, 4])", "Matrix([[1, 2], [3, 4]])"),
    ("array([0.99, 0.099])", "Matrix([0.99, 0.099])"),
    ("[0.99 0.099 0.0099]", "[0.99, 0.099, 0.0099]"),
    ("[-1. -2.5]", "[-1., -2.5]"),
    ("[1 - 2]", "[1 - 2]"),
    ("array([[1, 2],\n       [3, 4]])", "Matrix([[1, 2], [3, 4]])"),
    ("[[1. 2.]\n [3. 4.]]", "[[1., 2.], [3., 4.]]"),
    ("np.float64(0.99)", "0.99"),
    ("100/111*np.ones(3)", "100*Matrix([1, 1, 1])/111"),
    ("[1, 1, 1]/2", "Matrix([1, 1, 1])/2"),
    ("Mul(Integer(-1), Rational(1, 2), Symbol('alpha'), Symbol('x', real=True))", "-alpha*x/2"),
    ("Function('f')(Symbol('x'))", "f(x)"),
    ("Float('0.5', precision=53)", "0.5"),
    ("5!", "factorial(5)"),
    ("n!!", "factorial2(n)"),
    ("n % 2", "Mod(n, 2)"),
    ("7 // 2", "floor(7/2)"),
    ("2j + 1", "2*I + 1"),
    ("oo", "oo"),
    ("E**x", "exp(x)"),
    ("log(8, 2)", "log(8, 2)"),
    ("log2(x) + log10(y)", "log(x, 2) + log(y, 10)"),
    ("Eq(x, y) ", "x = y"),
    # calculator text
    ("2n", "2*n"),
    ("n(n-1)", "n*(n - 1)"),
    ("2(n-1)p", "2*(n - 1)*p"),
    ("n(2(n-1))", "n*2*(n - 1)"),
    ("x^2y", "x**2*y"),
    ("xy", "x*y"),
    ("2xy", "2*x*y"),
    ("(x+1)(x-1)", "(x + 1)*(x - 1)"),
    ("(n-1)2", "(n - 1)*2"),
    ("1/2 alpha", "alpha/2"),
    ("-alpha/2 g", "-alpha*g/2"),
    ("-(alpha/2) g", "-alpha*g/2"),
    ("1/(2N) x", "x/(2*N)"),
    ("sigma^2/(2N-1)", "sigma**2/(2*N - 1)"),
    ("N c (1 - (1-1/N)^t)", "N*c*(1 - (1 - 1/N)**t)"),
    ("eta log 2", "eta*log(2)"),
    ("eta ln k", "eta*log(k)"),
    ("sin x cos y", "sin(x)*cos(y)"),
    ("sqrt 2", "sqrt(2)"),
    ("|x|", "Abs(x)"),
    ("|x||y|", "Abs(x)*Abs(y)"),
    ("||x|-1|", "Abs(Abs(x) - 1)"),
    ("|x|y|x|", "Abs(x)*y*Abs(x)"),
    ("||g||_1", "norm(g, 1)"),
    ("||g||_inf", "norm(g, oo)"),
    ("||g||_q^(2-q)", "norm(g, q)**(2 - q)"),
    ("||g||", "norm(g, 2)"),
    ("||g||_*^2", "gdual**2"),
    ("x mod 2", "Mod(x, 2)"),
    ("log_2(x)", "log(x, 2)"),
    ("norm_1(g)", "norm(g, 1)"),
    # NumPy on vectors
    ("np.linalg.norm(g, 1)*np.sign(g)", "norm(g, 1)*sign(g)"),
    ("np.linalg.norm(g, ord=1)", "norm(g, 1)"),
    ("np.sum(np.abs(g))", "norm(g, 1)"),
    ("np.max(np.abs(g))", "norm(g, oo)"),
    ("sum(g*w)", "g1*w1 + g2*w2 + g3*w3"),
    ("max(g)", "Max(g1, g2, g3)"),
    ("g @ w", "dot(g, w)"),
    ("g.dot(w)", "dot(g, w)"),
    ("g.T @ w", "dot(g, w)"),
    ("g.T", "g"),
    ("g.norm(1)", "norm(g, 1)"),
    ("g[0] + g[2]", "g1 + g3"),
    ("g_1 + g1", "g1 + g1"),
    ("G[0, 1]", "G12"),
    ("-alpha g_i/(2 w_i)", "-alpha*g/(2*w)"),
    ("norm1(g)", "norm(g, 1)"),
    ("norm(G, nuc) + norm(g, rms)", "norm(G, nuc) + norm(g, rms)"),
    ("np.linalg.norm(G, 'fro')", "norm(G, fro)"),
    ("np.linalg.norm(G, ord='nuc')", "norm(G, nuc)"),
    ("g/abs(g)", "g/Abs(g)"),
    # Unicode
    ("−α·g/2", "-alpha*g/2"),
    ("x² + y³", "x**2 + y**3"),
    ("1 - βᵗ⁺¹", "1 - beta**(t + 1)"),
    ("e⁻ˣ", "exp(-x)"),
    ("x⁻¹", "1/x"),
    ("‖g‖₁", "norm(g, 1)"),
    ("‖g‖_∞", "norm(g, oo)"),
    ("√x", "sqrt(x)"),
    ("√(x+1)", "sqrt(x + 1)"),
    ("√2 x", "sqrt(2)*x"),
    ("½ x", "x/2"),
    ("2 × x ÷ y", "2*x/y"),
    ("x ≤ y", "x <= y"),
    ("x ≠ y", "x != y"),
    ("θ₀ + θ_0 + θ0", "theta0 + theta0 + theta0"),
    ("x̄/(1 − β)", "xbar/(1 - beta)"),
    ("π x", "pi*x"),
    ("∞", "oo"),
    ("Θ(√d)", "Theta(sqrt(d))"),
    ("∑_{k=1}^n k", "Sum(k, (k, 1, n))"),
    ("⌊x⌋", "floor(x)"),
    ("λ ε", "lam*eps"),
    ("(L₁ − L₂) ∇₁", "(L1 - L2)*grad1"),
    # growth
    ("Theta(sqrt(d))", "Theta(sqrt(d))"),
    ("O(d)", "O(d)"),
    # decimals
    ("0.333...", "1/3"),
    ("0.1666...", "1/6"),
    ("0.142857142857...", "1/7"),
    ("1e-5", "0.00001"),
    (".5", "0.5"),
    ("alpha/2.", "alpha/2"),
    # names in front
    ("u = -alpha/2*g", "-alpha*g/2"),
    ("u_i = -alpha*g_i/2", "-alpha*g/2"),
    ("y_t = (1-beta^t) xbar", "(1 - beta**t)*xbar"),
    ("E[y] = x", "x"),
    ("answer = 3", "3"),
    ("u = v = x", "x"),
    ("x = 100/111 ≈ 0.9009", "100/111"),
    ("alpha/9 ≈ 0.111*alpha", "alpha/9"),
    ("alpha*log(2) ≈ 0.693*alpha", "alpha*log(2)"),
    (r"\alpha\ln 2 \approx 0.693\,\alpha", "alpha*log(2)"),
    ("2x = 4", "2*x = 4"),
    ("alpha < 1/2", "alpha < 1/2"),
]


@pytest.mark.parametrize(("text", "expected"), READINGS, ids=[text for text, _ in READINGS])
def test_text_reads_as_meant(text: str, expected: str) -> None:
    assert _written(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in READINGS])
def test_what_was_read_is_written_so_that_it_reads_the_same(text: str) -> None:
    tree = read(text, HOMEWORK)
    again = read(to_text(tree), HOMEWORK, keep_equation=True)
    assert to_text(again) == to_text(tree)


def test_an_equation_is_kept_where_equations_are_asked() -> None:
    assert _written("y = 2x", keep_equation=True) == "y = 2*x"
    assert _written("y = 2x") == "2*x"


def test_a_symbol_before_a_bracket_multiplies_and_a_function_applies() -> None:
    assert read("n(x)", HOMEWORK) == mul(symbol("n"), symbol("x"))
    assert read("f(x)", HOMEWORK) == call("f", symbol("x"))


@pytest.mark.parametrize("name", ["gamma", "beta", "zeta"])
def test_declared_names_win_over_functions_of_that_name(name: str) -> None:
    x, declared = symbol("x"), Vocabulary.of({"x": "real", name: "real"})
    assert read(f"{name}(x)", declared) == mul(symbol(name), x)
    assert read(name, declared) == symbol(name)


def test_names_that_nobody_declared_are_functions_and_constants() -> None:
    only_x = Vocabulary.of({"x": "real"})
    assert read("gamma(x)", only_x) == call("gamma", symbol("x"))
    assert read("e**x", only_x) == call("exp", symbol("x"))
    assert read("e**x", Vocabulary.of({"x": "real", "e": "real"})).head == "pow"
    assert read("I", only_x) == Tree("constant", ("i",))
    assert read("I", Vocabulary.of({"I": "real"})) == symbol("I")


def test_several_arguments_show_that_f_is_a_function() -> None:
    real = Vocabulary.of({"f": "real", "x": "real"})
    assert read("f(x, 2)", real) == call("f", symbol("x"), Tree("int", (2,)))
    assert read("f(x)", real) == mul(symbol("f"), symbol("x"))


def test_a_functions_name_is_the_function_where_it_is_applied() -> None:
    real = Vocabulary.of({"erf": "real", "x": "real"})
    assert read("erf(x)", real) == call("erf", symbol("x"))


def test_case_matters() -> None:
    both = Vocabulary.of({"n": "integer", "N": "integer"})
    assert to_text(read("2N - n", both)) == "2*N - n"


def test_any_name_is_read_where_symbols_are_not_declared() -> None:
    free = Vocabulary.of({}, any_name=True)
    assert to_text(read("foo*x1 + sin(y)", free)) == "foo*x1 + sin(y)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\beta", "beta"),
        (r"\gamma x", "gamma*x"),
        (r"alpha \cdot x", "alpha*x"),
        (r"\hat{x} - \bar{x}_{1}", "xhat - xbar_1"),
        (r"x e^{-x} + xe^{y}", "x*exp(-x) + x*exp(y)"),
        (r"bd\,c^2", "b*d*c**2"),
        (r"\mathrm{lr} \cdot x", "lr*x"),
    ],
)
def test_latex_has_letters_names_and_greek_where_symbols_are_not_declared(
    text: str, expected: str
) -> None:
    assert to_text(read(text, Vocabulary.of({}, any_name=True), "latex")) == expected


@pytest.mark.parametrize(
    "text", [r"\undefined", r"x\intx", r"\operatorname{vech}(g)", r"\text{log_0}_0"]
)
def test_no_unknown_command_falls_apart_into_letters(text: str) -> None:
    with pytest.raises(Unreadable, match="Unknown name"):
        read(text, Vocabulary.of({}, any_name=True), "latex")


def test_decimals_keep_their_places() -> None:
    assert read("0.9900", HOMEWORK) == Tree("decimal", (99, 100, 4))
    assert read("3e5", HOMEWORK) == Tree("decimal", (300000, 1, -5))


def test_towers_are_read_and_not_evaluated() -> None:
    nine = Tree("int", (9,))
    tower = Tree("pow", (nine, Tree("pow", (nine, Tree("pow", (nine, nine))))))
    assert read("9**9**9**9", HOMEWORK) == tower

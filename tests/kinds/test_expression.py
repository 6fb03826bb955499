"""`expression`: any equal form is right, on the declared domain and no other."""

from __future__ import annotations

import pytest
import sympy as sp

from grader.kinds import kind_named
from grader.records import Answer
from grader.sandbox.inside.answer import answer
from grader.spec import FollowThrough, Mistake
from tests.kinds.asking import ask, integers, says, value

ALPHA, BETA, N = sp.symbols("alpha beta n", positive=True)
T = sp.Symbol("t", integer=True, positive=True)
HALF = ask("expression", ALPHA / 2, symbols={"alpha": "alpha > 0"})
ROOT = ask("expression", ALPHA, symbols={"alpha": "alpha > 0"})
DOUBLED = Mistake(id="doubled", form=2 * ALPHA, feedback="The half belongs there.", credit=0.25)
PLAIN = Mistake(id="plain", form="alpha", feedback="A factor is missing.")


@pytest.mark.parametrize(
    "text",
    ["alpha/2", "0.5*alpha", "α/2", r"\frac{\alpha}{2}", "2*alpha/4", "[alpha/2]", "(alpha/2)"],
)
def test_equal_forms_are_right(text):
    decision = says(HALF, text)
    assert decision.verdict == "correct"
    assert decision.score == 1
    assert decision.proof


def test_the_domain_decides_what_is_equal():
    assert says(ROOT, "sqrt(alpha**2)").verdict == "correct"
    everywhere = ask("expression", ALPHA, symbols={"alpha": "real"})
    assert says(everywhere, "sqrt(alpha**2)").verdict == "incorrect"


@pytest.mark.parametrize("text", ["alpha", "alpha/3", "-alpha/2", "alpha/2 + 1", "0"])
def test_wrong_forms_are_refused_with_a_point(text):
    decision = says(HALF, text)
    assert decision.verdict == "incorrect"
    assert decision.score == 0
    assert set(decision.certificate or {}) <= {"alpha"}
    assert decision.hint


@pytest.mark.parametrize("text", ["[alpha/2, 1]", "{1, 2}", "alpha < 2"])
def test_other_shapes_are_wrong_and_said_so(text):
    decision = says(HALF, text)
    assert decision.verdict == "incorrect"
    assert "One expression" in decision.hint or "An expression" in decision.hint


@pytest.mark.parametrize(
    "text", ["gamma_7/2", "alpha/", "import os", "__import__('os')", "alpha $$"]
)
def test_what_is_not_read_is_unreadable_and_no_zero(text):
    decision = says(HALF, text)
    assert decision.verdict == "unreadable"
    assert decision.hint


def test_decimals_are_held_to_the_digits_that_are_written():
    third = ask("number", sp.Rational(1, 3))
    assert says(third, "0.333").verdict == "correct"
    assert says(third, "0.333").tolerance
    assert says(third, "0.33").verdict == "incorrect"
    assert says(third, "0.3339").verdict == "incorrect"
    assert says(third, "1/3").tolerance is None


def test_a_limit_may_be_given_as_an_inequality():
    limit = ask("number", sp.Rational(2, 5), bound=("alpha",))
    for text in ("alpha < 2/5", "2/5 > alpha", "0 < alpha < 2/5", "alpha <= 0.4", "2/5"):
        assert says(limit, text).verdict == "correct", text
    assert says(limit, "alpha < 1/5").verdict == "incorrect"


@pytest.mark.parametrize(
    "text",
    [
        "alpha < 2/5",
        "(0, 2/5)",
        "0 < alpha < 2/5",
        "alpha in (0, 2/5)",
        "alpha is below 2/5",
        "{2/5}",
    ],
)
def test_a_limit_may_be_given_as_an_interval_from_0(text):
    limit = ask("number", sp.Rational(2, 5), bound=("alpha",), symbols={"alpha": "alpha > 0"})
    assert says(limit, text).verdict == "correct"
    assert says(limit, text.replace("2/5", "3/5")).verdict == "incorrect"


SERIES = ask("expression", ALPHA**T, symbols={"alpha": "alpha > 0", "t": "integer >= 1"})


@pytest.mark.parametrize(
    "condition",
    ["{}, t >= 1", "{} for t >= 1", "{} for all t >= 1", "{} (t > 0)", "{} if t >= 1", "{}, t > 0"],
)
def test_a_condition_that_always_holds_says_nothing(condition):
    assert says(SERIES, condition.format("alpha**t")).verdict == "correct"
    assert says(SERIES, condition.format("alpha**(t + 1)")).verdict == "incorrect"


@pytest.mark.parametrize(
    "text",
    ["alpha**t, t > 5", "alpha**t for t > 1", "alpha**t (alpha < 1)", "alpha**t for some t",
     "alpha**t, t >= 1, alpha > 1", "alpha**t for t = 1", "alpha**t if t > 1"],
)  # fmt: skip
def test_an_answer_for_some_cases_only_is_for_a_person(text):
    assert says(SERIES, text).verdict == "unreadable"


@pytest.mark.parametrize("text", ["0,5", "2,5", "0,50*alpha", "8,480", "-1,5"])
def test_a_decimal_comma_is_no_list_of_two(text):
    decision = says(HALF, text)
    assert decision.verdict == "unreadable"
    assert "comma" in decision.hint


def test_mistakes_are_named_in_any_form_and_have_their_credit():
    asked = ask("expression", ALPHA / 2, symbols={"alpha": "alpha > 0"}, mistakes=(DOUBLED, PLAIN))
    for text in ("2*alpha", "alpha + alpha", "sqrt(4*alpha**2)", "2.0*alpha"):
        decision = says(asked, text)
        assert (decision.mistake, decision.verdict, decision.score) == ("doubled", "partial", 0.25)
        assert decision.hint == DOUBLED.feedback
    plain = says(asked, "alpha")
    assert (plain.mistake, plain.verdict, plain.score) == ("plain", "incorrect", 0)


def test_a_part_may_be_judged_on_the_students_own_earlier_answer():
    rule = FollowThrough(on="first", formula=lambda first: first**2, credit=0.5)
    asked = ask("expression", ALPHA**2, symbols={"alpha": "alpha > 0"}, follow_through=rule)
    followed = says(asked, "9*alpha**2", earlier={"first": "3*alpha"})
    assert (followed.verdict, followed.score) == ("partial", 0.5)
    assert "own answer" in followed.hint
    assert says(asked, "9*alpha**2", earlier={"first": "2*alpha"}).verdict == "incorrect"
    assert says(asked, "9*alpha**2", earlier={"first": "((("}).verdict == "incorrect"
    assert says(asked, "alpha**2", earlier={"first": "3*alpha"}).score == 1


def test_a_null_set_counts_where_the_part_says_so():
    signs = {"symbols": {"g": "real"}}
    g = sp.Symbol("g", real=True)
    lax = ask("expression", sp.sign(g), almost_everywhere=True, **signs)
    strict = ask("expression", sp.sign(g), almost_everywhere=False, **signs)
    assert says(lax, "g/abs(g)").verdict == "correct"
    refused = says(strict, "g/abs(g)")
    assert refused.verdict == "incorrect"
    assert "measure zero" in refused.hint


def test_values_that_the_statement_fixes_may_be_named():
    asked = ask("expression", sp.Integer(-5), known={"g": (1, -3, 2)}, symbols={"alpha": "real"})
    for text in ("-5", "g2 - g3", "2*g2 + g1"):
        assert says(asked, text).verdict == "correct", text


def test_typed_values_are_read_as_well_as_text():
    half = {
        "t": "call",
        "f": "mul",
        "a": [{"t": "symbol", "v": "alpha"}, {"t": "rational", "p": "1", "q": "2"}],
    }
    assert says(HALF, value(half), "typed").verdict == "correct"
    assert says(HALF, value({"t": "text", "v": "alpha/2"}), "typed").verdict == "correct"
    assert says(HALF, value({"t": "list", "a": integers(1, 2)}), "typed").verdict == "incorrect"
    assert says(HALF, value({"t": "none"}), "typed").verdict == "unreadable"


AVERAGED = ask(
    "expression",
    N * (1 - (1 - 1 / N) ** T),
    symbols={"n": "integer >= 1", "t": "integer >= 1"},
)


@pytest.mark.parametrize(
    "text",
    [
        "n*(1 - exp(t*log(1 - 1/n)))",
        r"n\left(1 - e^{t\ln(1 - 1/n)}\right)",
        "n*(1 - exp(t*(log(n - 1) - log(n))))",
        "n*(1 - exp(log(1 - 1/n) + (t - 1)*log(1 - 1/n)))",
        "n*(1 - exp(t*log((1 - 1/n)**2)/2))",
    ],
)
def test_a_power_by_its_logarithm_is_right_where_the_base_is_zero(text):
    assert says(AVERAGED, text).verdict == "correct"


@pytest.mark.parametrize(
    "text",
    [
        "n*(1 - exp((t - 1)*log(1 - 1/n)))",
        "n*(1 - exp(-t*log(1 - 1/n)))",
        "n*(1 - exp(2*t*log(1 - 1/n)))",
        "n*(1 - exp(t*log(1 - 1/n)) + log(1 - 1/n))",
        "n*(1 - exp(t*log(1 - 1/n))*log(1 - 1/n)/log(1 - 1/n))",
    ],
)
def test_no_other_logarithm_of_zero_is_mended(text):
    assert says(AVERAGED, text).verdict == "incorrect"


def test_where_everywhere_is_asked_for_a_logarithm_of_zero_is_none():
    question = ask(
        "expression", ALPHA**T, symbols={"alpha": "real", "t": "integer >= 1"},
        almost_everywhere=False,
    )  # fmt: skip
    assert says(question, "alpha**t").verdict == "correct"
    assert says(question, "exp(t*log(alpha))").verdict != "correct"


@pytest.mark.parametrize(
    ("digits", "verdict"), [(4, "correct"), (7, "correct"), (15, "correct"), (30, "correct")]
)
def test_a_float_of_sympy_has_the_digits_that_it_shows(digits, verdict):
    eta = sp.Symbol("eta")
    question = ask("expression", eta * sp.log(2), symbols={"eta": "eta > 0"})
    shown = answer((eta * sp.log(2)).evalf(digits))
    assert says(question, shown, "typed").verdict == verdict
    off = answer((eta * (sp.log(2) + sp.Rational(1, 1000))).evalf(digits))
    assert says(question, off, "typed").verdict == "incorrect"


@pytest.mark.parametrize("name", ["lambda", "lamda", "λ"])
def test_the_letter_lambda_has_every_spelling_of_python(name):
    lam = sp.Symbol("lam")
    question = ask("expression", 1 - 2 * lam, symbols={"lam": "lam > 0"})
    assert says(question, answer(1 - 2 * sp.Symbol(name)), "typed").verdict == "correct"


def test_what_sympy_makes_of_a_sum_is_read():
    n = sp.Symbol("n", integer=True, positive=True)
    k = sp.Symbol("k", integer=True)
    total = sp.Sum(1 / k, (k, 1, n))
    asked = ask("expression", total, symbols={"n": "integer >= 1"})
    assert isinstance(total.doit(), sp.harmonic)
    assert says(asked, answer(total.doit()), "typed").verdict == "correct"
    assert says(asked, answer(sp.harmonic(n + 1)), "typed").verdict == "incorrect"


@pytest.mark.parametrize("text", ["E <= alpha/2", "alpha/2 >= 0", "1 > alpha/2"])
def test_an_inequality_with_what_is_right_on_a_side_is_for_a_person(text):
    assert says(HALF, text).verdict == "unreadable"
    assert says(HALF, text.replace("/2", "/3")).verdict in {"incorrect", "unreadable"}


@pytest.mark.parametrize(
    ("cell", "formula", "verdict"),
    [
        (r"so $u = q \alpha$ where $q = 1/2$.", "q = 1/2", "correct"),
        (r"so $u = q \alpha$ where $q = 1/3$.", "q = 1/3", "incorrect"),
        (
            r"$$u = \frac{q}{r}\alpha$$ with $q = 1$ and $r = 2$.",
            r"u = \frac{q}{r}\alpha",
            "correct",
        ),
        (r"$$u = \alpha/2$$ where $q = 1/3$.", r"u = \alpha/2", "correct"),
        (r"so $u = \alpha/2$ where $\alpha = 1$.", r"\alpha = 1", "unreadable"),
        (r"so $u = q \alpha$ where $\alpha = 1$.", r"\alpha = 1", "unreadable"),
        (r"half of $u = q \alpha$ where $q = 1/2$.", "q = 1/2", "unreadable"),
        (r"half of $$q \alpha$$ where $q = 1/2$.", r"q \alpha", "unreadable"),
    ],
)
def test_a_text_may_say_what_names_of_its_own_are(cell, formula, verdict):
    given = Answer(part="test.part", form="latex", content=formula, source=cell)
    assert kind_named("expression").decide(given, HALF, {}).verdict == verdict

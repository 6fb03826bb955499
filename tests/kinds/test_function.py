"""`function`: judged by what it gives, on inputs that are drawn after the notebook has run."""

from __future__ import annotations

import numpy as np
import pytest

from grader.kinds import kind_named
from grader.pipeline import Probes
from grader.reading.typed import typed
from grader.records import Returned
from grader.spec import Function, Probe
from tests.kinds.asking import ask, says
from tests.notebooks import code, markdown, notebook, shows


def average(values):
    """The mean and the running means of some numbers."""
    means = np.cumsum(values) / np.arange(1, len(values) + 1)
    return float(means[-1]), means


def probes(rng):
    return [
        Probe((rng.normal(size=4),), "on four numbers"),
        Probe(([1.0, 2.0],), "on a list"),
    ]


ASKED = ask("function", Function(call=average, probes=probes, relative=1e-9))


def judged(student, *, keep=None):
    """What is decided about a function that is called here as the sandbox calls it."""
    drawn = [
        {"about": probe.about, "arguments": [typed(value) for value in probe.arguments]}
        for probe in probes(np.random.default_rng(5))
    ]
    returned = []
    for probe in probes(np.random.default_rng(5)):
        arguments = [np.array(value) for value in probe.arguments]
        try:
            given = student(*arguments)
        except ZeroDivisionError as error:
            returned.append(Returned(error=f"ZeroDivisionError: {error}"))
            continue
        after = tuple(typed(value) for value in arguments)
        returned.append(Returned(value=typed(given), arguments_after=after))
    if keep is not None:
        returned = returned[:keep]
    content = {"function": {"t": "function"}, "probes": drawn}
    return says(ASKED, content, "typed", returned=tuple(returned))


def test_the_right_function_is_right_and_says_on_how_many_inputs():
    decision = judged(average)
    assert decision.verdict == "correct"
    assert "2 inputs" in (decision.proof or "")


def in_place(values):
    found = average(values)
    values[:] = 0
    return found


WRONG = {
    "a half": (lambda x: (average(x)[0] / 2, average(x)[1]), "value 1 of 2"),
    "one value": (lambda x: average(x)[0], "2 values"),
    "a bare scalar array": (lambda x: np.array(1.0), "2 values"),
    "another shape": (lambda x: (1.0, average(x)[1][:-1]), "value 1 of 2"),
    "shape of the second": (lambda x: (average(x)[0], average(x)[1][:-1]), "shape"),
    "nothing": (lambda x: None, "2 values"),
    "words": (lambda x: (average(x)[0], "x"), "no number"),
    "infinite": (lambda x: (average(x)[0], average(x)[1] * np.inf), "not finite"),
    "imaginary": (lambda x: (average(x)[0] + 0.5j, average(x)[1]), "value 1 of 2"),
    "imaginary array": (lambda x: (average(x)[0], average(x)[1] + 0.5j), "value 2 of 2"),
    "huge": (lambda x: (10**500, average(x)[1]), "value 1 of 2"),
    "it raises": (lambda x: 1 / 0, "ZeroDivisionError"),
    "in place": (in_place, "changes its input"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_function_is_refused_and_the_input_is_named(name):
    student, words = WRONG[name]
    decision = judged(student)
    assert (decision.verdict, decision.score) == ("incorrect", 0)
    assert words in decision.hint
    assert "on four numbers" in decision.hint


def test_a_value_that_is_no_function_is_for_a_person():
    drawn = [{"about": "on four numbers", "arguments": [typed([1.0])]}] * 2
    refused = Returned(error="The last line of the cell is not a function.")
    content = {"function": {"version": 1, "value": {"t": "int", "v": "3"}}, "probes": drawn}
    decision = says(ASKED, content, "typed", returned=(refused, refused))
    assert decision.verdict == "unreadable"
    assert "end the cell with the function's name" in decision.hint
    raised = Returned(error=f"ValueError: {refused.error}")
    assert says(ASKED, content, "typed", returned=(raised, raised)).verdict == "incorrect"


def test_rounding_is_forgiven_and_more_is_not():
    assert judged(lambda x: (average(x)[0] * (1 + 1e-12), average(x)[1])).verdict == "correct"
    assert judged(lambda x: (average(x)[0] * (1 + 1e-6), average(x)[1])).verdict == "incorrect"


def test_the_right_values_are_never_said():
    right = average(probes(np.random.default_rng(5))[0].arguments[0])
    hint = judged(lambda x: (0.0, np.zeros(4))).hint
    assert f"{right[0]:.4f}"[:6] not in hint


def test_calls_that_did_not_come_back_are_no_verdict():
    assert judged(average, keep=1).verdict == "not_run"


@pytest.mark.parametrize("content", [None, {}, 5, "f", [], {"probes": []}, {"probes": "x"}])
def test_without_probes_there_is_no_function(content):
    assert says(ASKED, content, "typed").verdict in {"unreadable", "not_run"}


FORGED = [
    {"t": "int"},
    {"t": "int", "v": 5},
    {"t": "constant", "v": []},
    {"t": "matrix", "a": [5]},
    {"t": "array", "shape": [], "a": []},
    {"t": "array", "shape": [2], "a": [{"t": "int", "v": "1"}]},
    {"t": "array", "shape": ["x"], "a": []},
    {"t": "array", "shape": [10**9, 10**9], "a": []},
    {"t": "float", "v": "x"},
    {"t": "rational", "p": "1", "q": "0"},
    {"t": []},
    [],
    None,
    "x",
    {"t": "list", "a": [{"t": "list", "a": []}, {"t": "int", "v": "9" * 900}]},
]


@pytest.mark.parametrize("forged", FORGED)
def test_forged_returns_are_wrong_and_nothing_worse(forged):
    content = {"function": None, "probes": [{"about": "a", "arguments": [typed(1.0)]}]}
    asked = ask("function", Function(call=lambda x: x, probes=probes))
    for returned in (
        Returned(value=forged),
        Returned(value=typed(1.0), arguments_after=(forged,)),
        Returned(value=typed(1.0), arguments_after=()),
        Returned(value=typed(1.0), arguments_after=(typed(1.0), typed(2.0))),
    ):
        decision = says(asked, content, "typed", returned=(returned,))
        assert decision.verdict == "incorrect"


class OneKind:
    """A course in which every part is a function."""

    def kind(self, _question):
        return kind_named("function")


@pytest.mark.parametrize(
    "last", [code("# answer: q.f\n...", part="q.f"), markdown("<!-- answer: q.f -->", part="q.f")]
)
def test_the_function_of_the_cell_that_is_the_answer_is_called_and_not_a_blank_one_below(last):
    defined = code("# answer: q.f\ndef f(v): return v\nf", shows("<function f>"), part="q.f")
    asked = Probes({"q.f": ASKED}, OneKind())
    calls = asked.calls(notebook(code("1"), defined, last))
    assert [call.cell for call in calls] == [1, 1]
    assert len(asked.drawn["q.f"]) == 2


def test_nothing_is_called_where_there_is_no_answer():
    asked = Probes({"q.f": ASKED}, OneKind())
    assert not asked.calls(notebook(code("# answer: q.f\n...", part="q.f")))
    assert not asked.calls(notebook(code("1")))
    assert not asked.drawn

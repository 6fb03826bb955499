"""`grader compare`: pairs in, verdicts out, line by line."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from functools import partial

import psutil
import pytest
import typer
from typer.testing import CliRunner

from grader import comparison
from grader.cli import compare, run
from grader.comparison import judge_line
from grader.equality import Certificate, recheck
from grader.pairs import lost
from tests.pace import within

KEYS = {"verdict", "scope", "method", "certificate", "proof", "seconds", "id", "error"}


def judged(**pair):
    return judge_line(1, json.dumps(pair)).answer


# ------------------------------------------------------------------ one line


def test_the_three_pairs_of_the_contract():
    assert judged(student="1/2**98", reference="1/2**99")["verdict"] == "different"
    different = judged(student="sqrt(x**2)", reference="x")
    assert different["verdict"] == "different"
    assert different["certificate"]["x"].startswith("-")
    equal = judged(student="sqrt(x**2)", reference="x", symbols={"x": "x > 0"})
    assert (equal["verdict"], equal["scope"]) == ("equal", "everywhere")
    assert equal["proof"]


def test_keys_are_the_contract_s_and_unknown_ones_are_ignored():
    for pair in (
        {"student": "x", "reference": "x"},
        {"student": "x", "reference": "-x"},
        {"student": "x +", "reference": "x"},
        {"student": "x/x", "reference": "1"},
    ):
        answer = judged(**pair, colour="blue", id="a-1")
        assert set(answer) <= KEYS
        assert answer["id"] == "a-1"
        assert isinstance(answer["seconds"], float)
        json.dumps(answer)


@pytest.mark.parametrize("given", ["a", 7, None, [1, 2], {"k": "v"}])
def test_an_id_passes_through_whatever_it_is(given):
    assert judged(student="x", reference="x", id=given)["id"] == given


def test_equal_but_for_a_null_set_says_so_and_names_an_exception():
    answer = judged(student="(x^2-1)/(x-1)", reference="x+1")
    assert (answer["verdict"], answer["scope"]) == ("equal", "almost everywhere")
    assert answer["certificate"] == {"x": "1"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "Line 3 is no JSON object"),
        ("nonsense", "Line 3 is no JSON object"),
        ("[1, 2]", "Line 3 is no JSON object"),
        ("[" * 100_000, "Line 3 is no JSON object"),
        ('{"student": "x"}', "Line 3 has no 'reference'"),
        ('{"reference": "x"}', "Line 3 has no 'student'"),
        ('{"student": "x +", "reference": "x"}', "Line 3, student: Column"),
        ('{"student": "x", "reference": ")"}', "Line 3, reference: Column"),
        ('{"student": {}, "reference": "x"}', "Line 3, student: A text, a number or a list"),
        ('{"student": null, "reference": "x"}', "Line 3, student: A text, a number or a list"),
        ('{"student": [[[[[[1]]]]]], "reference": "x"}', "Line 3, student: Lists more than"),
        ('{"student": "x", "reference": "x", "kind": "vektor"}', "Did you mean 'vector'?"),
        ('{"student": "x", "reference": "x", "syntax": "tex"}', "key 'syntax'"),
        ('{"student": "x", "reference": "x", "symbols": []}', "key 'symbols': an object of texts"),
        ('{"student": "x", "reference": "x", "symbols": {"x": 1}}', "key 'symbols'"),
        ('{"student": "x", "reference": "x", "symbols": {"x": "purple"}}', "Line 3, "),
        ('{"student": "x", "reference": "x", "constraints": "x>0"}', "key 'constraints'"),
        ('{"student": "[1,2]+[1,2,3]", "reference": "x"}', "Line 3, "),
        (f'{{"student": "{"x" * 1_000_001}", "reference": "x"}}', "Line 3 is longer than"),
    ],
)
def test_a_bad_line_is_unreadable_and_its_sentence_names_it(line, sentence):
    answer = judge_line(3, line).answer
    assert answer["verdict"] == "unreadable"
    assert sentence in answer["error"]
    assert answer["error"].startswith("Line 3")
    assert "Traceback" not in answer["error"]


def test_tables_are_lists_of_rows():
    rows = [["n*(n-1)", "p"], ["2*n", 0.5]]
    assert judged(student=rows, reference=[["n^2-n", "p"], ["n+n", "1/2"]])["verdict"] == "equal"
    assert judged(student=rows, reference=[["n^2-n", "p"], ["n", "1/2"]])["verdict"] == "different"
    assert judged(student=rows, reference=rows[:1])["verdict"] == "different"


def test_constraints_link_symbols():
    pair = {"student": "abs(N-k)", "reference": "N-k", "symbols": {"N": "integer", "k": "integer"}}
    assert judged(**pair)["verdict"] == "different"
    assert judged(**pair, constraints=["N > k"])["verdict"] == "equal"


def test_decimals_count_to_the_digits_written_where_the_kind_is_a_number():
    assert judged(student="0.333", reference="1/3")["verdict"] == "different"
    assert judged(student="0.333", reference="1/3", kind="number")["verdict"] == "equal"
    assert judged(student="0.34", reference="1/3", kind="number")["verdict"] == "different"


INTERVALS = [
    ("(0, 1)", "Interval.open(0, 1)", "equal"),
    ("[0, 1]", "Interval(0, 1)", "equal"),
    ("[0, 1]", "(0, 1)", "different"),
    ("(0, 1)", "Interval(0, 1)", "different"),
    ("[0, oo)", "Interval(0, oo)", "equal"),
    ("(0, oo)", "Interval(0, oo)", "different"),
    ("(-oo, 1/2]", "Interval(-oo, 0.5)", "equal"),
    ("[0, oo)", "Interval(0, 1)", "different"),
    ("(0, 2/L)", "(0, 2/L]", "different"),
    ("[L, 3*L)", "Interval.Ropen(L, L + 2*L)", "equal"),
]


@pytest.mark.parametrize("student, reference, verdict", INTERVALS)
def test_brackets_say_which_ends_an_interval_has(student, reference, verdict):
    answer = judge_line(
        1,
        json.dumps({"student": student, "reference": reference, "kind": "interval"}),
        rechecked=True,
    ).answer
    assert answer["verdict"] == verdict
    assert answer.get("rechecked", True)


CONDITIONS_FOR_INTERVALS = [
    ("0 < x < 1", "(0, 1)", "equal"),
    (r"x \in (0, 1)", "(0, 1)", "equal"),
    ("x > 0 and x < 1", "(0, 1)", "equal"),
    ("0 <= x < 1", "(0, 1)", "undecided"),
    ("0 < x < 2", "(0, 1)", "undecided"),
    ("x >= 2", "[2, oo)", "equal"),
    ("x > 2", "[2, oo)", "undecided"),
    ("x <= 2", "Interval(-oo, 2)", "equal"),
    ("0 < x < L", "(0, L)", "equal"),
    ("0 < x < y", "(0, 1)", "undecided"),
    ("0 < L < 1", "(0, L)", "undecided"),
]


@pytest.mark.parametrize("student, reference, verdict", CONDITIONS_FOR_INTERVALS)
def test_a_condition_may_be_the_interval_but_is_never_called_wrong(student, reference, verdict):
    for one, other in ((student, reference), (reference, student)):
        assert judged(student=one, reference=other, kind="interval")["verdict"] == verdict


@pytest.mark.parametrize("student", ["t < 1", "-1 < t < 1", "t < 1 and t > -2"])
def test_what_is_declared_of_a_name_makes_its_condition_no_wider_interval(student):
    for declared in ("positive", "-1/2 < t", "integer >= 1"):
        pair = {"student": student, "reference": "(-1, 1)", "symbols": {"t": declared}}
        verdict = judged(**pair, kind="interval")["verdict"]
        assert verdict == ("equal" if student == "-1 < t < 1" else "undecided"), declared


@pytest.mark.parametrize("student", ["t < 1", "-1 < t < 1", "t < 1 and t > -2"])
def test_a_condition_need_not_repeat_what_is_declared_of_its_name(student):
    pair = {"student": student, "reference": "(-1, 1)", "symbols": {"t": "-1 < t"}}
    assert judged(**pair, kind="interval")["verdict"] == "equal"


@pytest.mark.parametrize("student", ["zeros(2)", "sp.zeros(2)", "0*ones( 2 )"])
def test_one_size_is_a_vector_to_some_and_a_matrix_to_others(student):
    answer = judged(student=student, reference="[[0, 0], [0, 0]]", kind="matrix")
    assert answer["verdict"] == "unreadable"
    assert "zeros(2, 2)" in answer["error"]
    assert judged(student=student, reference="[0, 0]", kind="vector")["verdict"] == "equal"


SOLUTIONS = [
    ("x = 1 or x = 2 or x = 3", "equal"),
    ("set([1, 2, 3])", "equal"),
    ("x = 1 or x = 2", "different"),
    ("x = 1 or x = 2 or x = 4", "different"),
]


@pytest.mark.parametrize("student, verdict", SOLUTIONS)
def test_solutions_one_by_one_are_a_set(student, verdict):
    line = json.dumps({"student": student, "reference": "{1, 2, 3}", "kind": "set"})
    answer = judge_line(1, line, rechecked=True).answer
    assert answer["verdict"] == verdict
    assert answer.get("rechecked", True)


@pytest.mark.parametrize("student", ["1 million", "180 degrees", "one", "x"])
def test_words_are_no_symbols_where_a_number_is_asked(student):
    assert judged(student=student, reference="1", kind="number")["verdict"] == "unreadable"


FUNCTIONS_BY_NAME = ["besselj(0, x)", "softmax(x)", r"\theta\left(x - y\right)", "W(x)", "Si(x)"]


@pytest.mark.parametrize("student", FUNCTIONS_BY_NAME)
def test_a_function_that_nobody_reads_is_no_factor(student):
    assert judged(student=student, reference="x")["verdict"] == "unreadable"


def test_a_letter_that_may_be_a_function_is_a_factor_where_it_is_declared():
    symbols = {"theta": "real", "W": "real", "x": "real"}
    answer = judged(
        student="theta(x + 1) + W(x)", reference="theta*x + theta + W*x", symbols=symbols
    )
    assert answer["verdict"] == "equal"


def test_an_undeclared_i_is_a_symbol_in_python_and_the_unit_elsewhere():
    assert judged(student="i**2", reference="-1", syntax="python")["verdict"] == "different"
    assert judged(student="I**2", reference="-1", syntax="python")["verdict"] == "equal"
    assert judged(student="i^2", reference="-1", syntax="latex")["verdict"] == "equal"


def test_a_reference_that_is_defined_nowhere_decides_nothing():
    assert judged(student="0/(x-x)", reference="1/(x-x)")["verdict"] == "undecided"


def test_an_engine_that_fails_costs_one_pair(monkeypatch):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(comparison, "compare", broken)
    answer = judged(student="x", reference="x+1", id=5)
    assert (answer["verdict"], answer["id"]) == ("undecided", 5)
    assert "ZeroDivisionError" in answer["method"]


def test_a_lost_line_is_undecided_and_keeps_its_id():
    answer = lost('{"student": "x", "reference": "x", "id": 9}', "its process died").answer
    assert answer == {"id": 9, "verdict": "undecided", "method": "its process died", "seconds": 0.0}
    assert lost("nonsense", "its process died").verdict == "undecided"


def test_a_certificate_can_be_checked_again_by_anybody():
    line = json.dumps({"student": "a+b-c", "reference": "a+b+c"})
    answer = judge_line(1, line, rechecked=True).answer
    assert answer["rechecked"] is True
    certificate = Certificate.from_json(json.loads(json.dumps(answer["evidence"])))
    assert recheck(certificate)
    assert dict(certificate.point) == answer["certificate"]


def test_a_relation_is_named_where_it_is_asked_for_and_proved():
    line = json.dumps({"student": "2*x", "reference": "x"})
    answer = judge_line(1, line, explained=True).answer
    assert answer["relation"] == {
        "name": "factor",
        "exact": "The answer is 2 times the reference.",
    }
    for other in ({"student": "x**2 + 7*x", "reference": "x"}, {"student": "x", "reference": "x"}):
        assert "relation" not in judge_line(1, json.dumps(other), explained=True).answer


HOSTILE = [
    "9**9**9**9", "factorial(10**9)", "(" * 5_000 + "x" + ")" * 5_000, "x+" * 50_000 + "x",
    "(x+1)**100000", "Sum(k, (k, 1, 10**30))", "Sum(Sum(j*k, (j, 1, 10**6)), (k, 1, 10**6))",
    "x.__class__", "__import__('os').system('true')", "lambda: 0", "eval('1')", "10**10**10",
    "binomial(10**8, 10**7)", "2**(2**(2**(2**(2**2))))", "-" * 3_000 + "x", "1e999999",
    "gamma(10**12)", "\u0445 + 1", "exp(exp(exp(exp(exp(x)))))", "x" * 4_000,
    "floor(10**5000*pi)", "0.1" + "0" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:24])
def test_hostile_text_costs_nothing(text):
    judged(student="x + 1", reference="x + 2")
    answer = judged(student=text, reference="x + 1")
    assert answer["verdict"] in {"unreadable", "undecided", "different"}
    assert answer["seconds"] < 1
    assert "failed" not in answer.get("method", "")


# ------------------------------------------------------------------ the command


@pytest.fixture(scope="module")
def app():
    application = typer.Typer()
    application.callback()(lambda: None)
    compare.register(application)
    return partial(CliRunner().invoke, application, standalone_mode=False)


def write(path, *pairs):
    path.write_text("".join(json.dumps(pair) + "\n" for pair in pairs), encoding="utf-8")
    return str(path)


def test_a_file_in_a_line_a_pair_out(app, tmp_path):
    pairs = [{"id": k, "student": f"{k}*x", "reference": "x*3"} for k in range(1, 6)]
    result = app(["compare", write(tmp_path / "p.jsonl", *pairs), "--json", "--workers", "2"])
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, 2, 3, 4, 5]
    assert [answer["verdict"] for answer in answers].count("equal") == 1
    assert result.return_value == 0


def test_the_input_is_read_where_no_file_is_named(app):
    line = json.dumps({"student": "x", "reference": "x"})
    for arguments in (["compare", "--json"], ["compare", "-", "--json"]):
        result = app(arguments, input=line + "\n")
        assert json.loads(result.stdout)["verdict"] == "equal"


def test_nothing_in_is_nothing_out(app, tmp_path):
    result = app(["compare", write(tmp_path / "empty.jsonl"), "--json"])
    assert (result.stdout, result.return_value) == ("", 0)


def test_nothing_in_is_said_in_a_sentence(app, tmp_path):
    result = app(["compare", write(tmp_path / "empty.jsonl")])
    assert result.stdout == ""
    assert result.stderr == "grader: There is no pair in the input.\n"


@pytest.mark.parametrize("key", ["sybmols", "Symbols", "note", "expected", ""])
def test_a_key_that_is_not_known_is_ignored(key):
    answer = judge_line(3, json.dumps({"student": "x", "reference": "x", key: {}})).answer
    assert answer["verdict"] == "equal"


def test_an_object_of_many_keys_costs_nothing():
    many = {f"symbol{k}" * 20: 0 for k in range(4_000)}
    line = json.dumps({"student": "x", "reference": "x", **many})
    with within(0.5):
        judge_line(1, line)


def test_an_interrupt_ends_it_with_a_sentence_and_leaves_no_process():
    command = [sys.executable, "-c", "from grader.cli import main; main()", "compare", "--json"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdin.write('{"student": "x", "reference": "x"}\n' * 3)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["verdict"] == "equal"
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 130
    assert re.fullmatch(r"grader: Stopped after [1-3] pairs\.\n", said)
    _gone, alive = psutil.wait_procs(children, timeout=120)
    assert not alive


def test_a_bad_line_among_good_ones_is_answered_in_its_place(app, tmp_path):
    path = tmp_path / "p.jsonl"
    good = json.dumps({"student": "x", "reference": "x"}).encode()
    path.write_bytes(b"\n".join([good, b"\xff\xfe{", good]) + b"\n")
    result = app(["compare", str(path), "--json"])
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [a["verdict"] for a in answers] == ["equal", "unreadable", "equal"]
    assert answers[1]["error"].startswith("Line 2 ")
    assert result.return_value == 1


@pytest.mark.parametrize(
    ("pair", "code"),
    [
        ({"student": "x", "reference": "x", "expect": "equal"}, 0),
        ({"student": "x", "reference": "x", "expect": "different"}, 1),
        ({"student": "2*x", "reference": "x", "expect": "different"}, 0),
        ({"student": "2*x", "reference": "x"}, 0),
        ({"student": "0/(x-x)", "reference": "1/(x-x)"}, 1),
        ({"student": "x+", "reference": "x"}, 1),
    ],
)
def test_the_exit_code_says_whether_a_person_is_needed(app, tmp_path, pair, code):
    assert app(["compare", write(tmp_path / "p", pair), "--json"]).return_value == code


def test_without_json_there_is_a_table_with_a_summary(app, tmp_path):
    pairs = [
        {"id": "one", "student": "x", "reference": "x", "expect": "equal"},
        {"id": "[two]", "student": "2*x", "reference": "x", "expect": "equal"},
        {"id": "three", "student": "x+", "reference": "x"},
    ]
    result = app(["compare", write(tmp_path / "p", *pairs)])
    for words in ("one", "[two]", "different (not equal)", "different, not equal", "Line 3"):
        assert words in result.stdout
    assert result.return_value == 1


def test_a_long_table_is_cut_and_says_so(app, tmp_path, monkeypatch):
    monkeypatch.setattr(compare, "_MOST_ROWS", 2)
    pairs = [{"student": "x", "reference": "x"}] * 5
    assert "and 3 more" in app(["compare", write(tmp_path / "p", *pairs)]).stdout


def test_recheck_says_whether_every_certificate_holds(app, tmp_path):
    pairs = [{"student": "x", "reference": "-x"}, {"student": "x", "reference": "x"}]
    result = app(["compare", write(tmp_path / "p", *pairs), "--json", "--recheck"])
    first, second = map(json.loads, result.stdout.splitlines())
    assert first["rechecked"] is True
    assert "rechecked" not in second
    assert result.return_value == 0


def test_a_missing_file_is_one_sentence_and_exit_code_2(capsys, tmp_path):
    for path in (tmp_path / "none.jsonl", tmp_path):
        assert run(["compare", str(path), "--json"]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == 1
        assert path.name in said.err


def test_answers_come_before_the_input_ends():
    script = "import sys; from grader.cli import run; sys.exit(run(['compare', '-', '--json']))"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        for k in (1, 2):
            process.stdin.write(json.dumps({"student": "x", "reference": "x", "id": k}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == k
        process.stdin.close()
        assert process.wait(timeout=240) == 0


def test_the_answer_does_not_depend_on_the_hash_seed():
    lines = [
        json.dumps({"student": s, "reference": r})
        for s, r in (("a+b*c-d", "d-c*b+a"), ("abs(x)+abs(y)", "abs(x+y)"), ("x/x", "1"))
    ]
    script = (
        "import sys, json; from grader.comparison import judge_line\n"
        "for n, line in enumerate(sys.stdin, 1):\n"
        "    answer = dict(judge_line(n, line).answer); answer.pop('seconds'); print(answer)\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            input="\n".join(lines),
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(said) == 1

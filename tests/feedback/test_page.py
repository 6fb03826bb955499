"""Feedback pages: what a student sees, and what nobody's notebook can make a page do."""

from __future__ import annotations

import base64
import hashlib
import re
from time import process_time

import pytest
from nbconvert.filters.markdown_mistune import MarkdownWithMath

from grader.assignment import Assignment
from grader.feedback.page import WORDS, page
from grader.feedback.safe_html import LONGEST, LONGEST_MARKDOWN, plain_text, safe_markdown
from grader.records import PartReport, Report, Verdict
from tests.notebooks import code, markdown, notebook, prints, shows

HW = Assignment(id="hw1", title="Homework & more", parts=("a",))


def report(*parts: PartReport, **changes) -> Report:
    values = {
        "student": "ada",
        "assignment": "hw1",
        "submission": "ada.ipynb",
        "score": 1.0,
        "max_score": 2.0,
        "status": "graded",
        "parts": parts,
        **changes,
    }
    return Report(**values)


def part(verdict: Verdict = Verdict.CORRECT, **changes) -> PartReport:
    values = {"part": "a.b", "verdict": verdict, "score": 0.0, "max_score": 1.0, "cell": 0}
    return PartReport(**{**values, **changes})


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_is_said_in_words_at_its_answer(verdict):
    html = page(report(part(verdict, hint="Look again.")), notebook(code("1")), HW)
    assert WORDS[verdict][1] in html
    assert "Look again." in html
    assert 'id="answer-a-b"' in html


def test_the_words_cover_every_verdict():
    assert set(WORDS) == set(Verdict)


def test_what_is_for_staff_is_not_on_the_page():
    secret = part(
        Verdict.INCORRECT,
        evidence="reference eta*log(2)",
        proof="reference-proof",
        certificate={"eta": "reference-point"},
    )
    html = page(report(secret), notebook(code("1")), HW)
    assert "eta*log(2)" not in html
    assert "reference" not in html


def test_hostile_outputs_and_markdown_are_harmless():
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)><iframe src='//evil'></iframe>"
    html = page(
        report(part(hint=evil), student=evil, warnings=(evil,)),
        notebook(
            code(f"x = '{evil}'", shows(evil, **{"text/html": evil, "image/svg+xml": evil})),
            markdown(evil + "\n\n[x](javascript:alert(3)) ![x](http://evil/x.png)"),
            code(
                "1",
                {
                    "output_type": "display_data",
                    "metadata": {},
                    "data": {"application/javascript": evil},
                },
            ),
            code("2", shows("", **{"image/png": 'x" onerror="alert(4)'})),
            code("3", prints(evil)),
            code("4", {"output_type": "error", "ename": evil, "evalue": evil, "traceback": [evil]}),
            code("5", shows("", **{"text/latex": evil})),
        ),
        HW,
    )
    body = html.split("</head>")[1]
    assert not re.search(r"<\s*(script|iframe|object|embed|svg|form|link|style)\b", body)
    assert not re.search(r"<[^>]*\son\w+\s*=", body)
    assert "javascript:" not in re.sub(r"&\w+;|<pre.*?</pre>", "", body, flags=re.DOTALL)
    assert "http://evil" not in re.findall(r'src="([^"]*)"', body)


def test_only_mathjax_may_run():
    html = page(report(part()), notebook(code("1")), HW)
    (meta,) = re.findall(r"<meta[^>]*Content-Security-Policy[^>]*>", html)
    assert "default-src 'none'" in meta
    assert "'unsafe-inline'" not in meta.split("script-src")[1]
    allowed = re.search(r"'sha256-([^']*)'", meta)
    (script,) = re.findall(r"<script>(.*?)</script>", html)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert allowed is not None
    assert allowed[1] == digest


def test_parts_without_a_cell_are_listed_apart():
    html = page(
        report(part(Verdict.MISSING, cell=None, hint="There is no cell.")), notebook(code("1")), HW
    )
    assert "Parts without a cell" in html
    assert "There is no cell." in html


def test_an_unreadable_submission_has_a_page_too():
    html = page(report(part(Verdict.NOT_RUN), status="failed", warnings=("No JSON.",)), None, HW)
    assert "No JSON." in html


def test_what_is_wrong_with_the_whole_file_is_said_once_and_what_a_person_said_beside_it():
    failed = [part(Verdict.NOT_RUN, part=f"a.{n}", cell=None, hint="No JSON.") for n in range(9)]
    told = part(Verdict.PARTIAL, part="a.told", cell=None, hint="By hand: half.", score=0.5)
    html = page(report(*failed, told, status="failed", warnings=("No JSON.",)), None, HW)
    assert html.count("No JSON.") == 1
    assert html.count("By hand: half.") == 1
    assert all(f"<td>a.<wbr>{n}</td>" in html for n in range(9))


def test_long_names_make_no_page_wider_than_a_phone():
    name = "penalized_updates.euclidean_optimizer"
    html = page(report(part(part=name), part(part=name, cell=None)), notebook(code("1")), HW)
    broken = "penalized_<wbr>updates.<wbr>euclidean_<wbr>optimizer"
    assert f">{broken}</a></td>" in html
    assert f"<td>{broken}</td>" in html
    style = html.split("<style>")[1].split("</style>")[0]
    assert ".summary td:first-child { overflow-wrap: anywhere; }" in style


def test_points_that_wait_are_no_zero():
    html = page(report(part(Verdict.UNDECIDED)), notebook(code("1")), HW)
    assert "? / 1" in html
    assert "one part waits for a person" in html


def test_a_flood_of_output_is_cut():
    html = page(report(part()), notebook(code("1", prints("x" * 10 * LONGEST))), HW)
    assert len(html) < 4 * LONGEST
    assert "more characters" in html


def test_formulas_stay_for_mathjax():
    assert "$$\\frac{1}{2}$$" in safe_markdown("so $$\\frac{1}{2}$$ holds")


def test_attached_pictures_stay_and_others_go():
    kept = safe_markdown("![p](attachment:p.png)", {"p.png": {"image/png": "aGk="}})
    assert 'src="data:image/png;base64,aGk="' in kept
    assert "src=" not in safe_markdown("![p](data:text/html;base64,aGk=)")


def test_a_picture_in_the_text_itself_stays_however_long_it_is():
    picture = "data:image/png;base64," + "aGk=" * LONGEST_MARKDOWN
    assert f'src="{picture}"' in safe_markdown(f"![p]({picture}) *and words*")
    assert "<em>and words</em>" in safe_markdown(f"![p]({picture}) *and words*")


def test_a_picture_that_is_not_attached_leaves_its_name():
    kept = safe_markdown("![curve](attachment:lost.png) <img src='attachment:lost'> and *words*")
    assert 'alt="curve"' in kept
    assert "src=" not in kept
    assert "<em>words</em>" in kept


def test_a_picture_that_is_shown_without_end_fills_no_page():
    picture = {"p.png": {"image/png": "aGk=" * 50_000}}
    assert len(safe_markdown("![p](attachment:p.png) " * 500, picture)) < 1_000_000


def test_pictures_that_name_each_other_stay_one():
    bundles = {f"{n}": {"image/png": f"attachment:{n + 1} " * 50} for n in range(20)}
    assert len(safe_markdown("![p](attachment:0)", bundles)) < 1000


@pytest.mark.parametrize("unit", ["\\\\(", "\\\\[", "\\begin{a}", "$a ", "[a](", "**a", "`` "])
def test_markdown_on_which_layout_takes_for_ever_is_shown_as_it_was_typed(unit):
    typed = unit * (1 + LONGEST_MARKDOWN // len(unit)) + "<script>"
    began = process_time()
    shown = safe_markdown(typed)
    assert process_time() - began < 1
    assert shown.startswith("<pre>")
    assert "<script" not in shown


def test_markdown_that_cannot_be_laid_out_is_shown_as_it_was_typed(monkeypatch):
    def fails(*_):
        raise RecursionError

    monkeypatch.setattr(MarkdownWithMath, "render", fails)
    assert safe_markdown("*a* <script>") == "<pre>*a* &lt;script&gt;</pre>"


def test_half_characters_keep_nobody_from_a_page():
    half = "half \udfff"
    attached = {**markdown(half), "attachments": {half: {"image/png": half}}}
    hint = part(Verdict.UNREADABLE, hint=half)
    html = page(report(hint), notebook(code(half, shows(half), prints(half)), attached), HW)
    assert html.count("half ?") == 2


def test_code_in_markdown_is_read_by_no_lexer_of_a_students_choosing():
    assert safe_markdown("```python\nx = 1\n```") == "<pre><code>x = 1\n</code></pre>\n"


def test_terminal_escapes_are_dropped():
    assert plain_text("\x1b]0;title\x07a\x1b[1mb\x00") == "ab"


def test_nothing_turns_or_hides_what_was_graded():
    evil = "x\u202e \u2066y\x1b[2J\x9b\x00z\r\n\tw"
    html = page(
        report(part(Verdict.NOT_RUN, hint=evil), student=evil, warnings=(evil,), notes=(evil,)),
        notebook(
            code(evil, shows(evil), shows(evil, **{"text/latex": evil}), prints(evil)),
            code("1", {"output_type": "error", "ename": "", "evalue": "", "traceback": [evil]}),
            markdown(f"{evil} &#x202e; &#155;"),
            {**markdown(evil), "cell_type": "raw"},
        ),
        HW,
    )
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
    assert html.count(r"x\u202e \u2066y") >= 9


def test_what_the_rules_did_stands_beside_the_remarks():
    late = "Handed in 2 h <late>: 1.5 points less."
    html = page(report(part(), notes=(late,)), notebook(code("1")), HW)
    assert "What the rules did" in html
    assert "Handed in 2 h &lt;late&gt;: 1.5 points less." in html
    assert "What the rules did" not in page(report(part()), notebook(code("1")), HW)

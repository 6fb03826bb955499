"""Which cell answers what, and what it says."""

from __future__ import annotations

import pytest

from grader.cells import marked_part
from grader.harvest import MIME, Harvest, Wanted, harvest, last_formula, match_cells
from grader.records import Answer, CellRun, NoAnswer, Run, Verdict
from tests.notebooks import code, markdown, notebook, prints, shows, typed

A, B = "convergence.sgd", "convergence.sign_sgd"


def harvested(*cells, parts=(A, B), ran=None, **wanted) -> Harvest:
    run = Run(notebook=notebook(*cells), cells=tuple(ran or ()))
    return harvest(run, [Wanted(part=part, **wanted) for part in parts])


def test_a_marked_cell_answers_with_what_it_shows():
    found = harvested(code(f"# answer: {A}\n[1, 2]", shows("[1, 2]")))
    answer = found.answers[A]
    assert isinstance(answer, Answer)
    assert (answer.form, answer.content, answer.cell) == ("text", "[1, 2]", 0)
    assert found.warnings == ()


@pytest.mark.parametrize(
    "first_line",
    [
        f"# answer: {A}",
        f"#answer:{A}",
        f"# Answer : {A}",
        f"##  ANSWER {A}",
        "# answer: Convergence.SGD",
    ],
)
def test_marks_that_were_typed_by_hand_are_read(first_line):
    found = harvested(code(f"{first_line}\n1", shows("1")))
    assert isinstance(found.answers[A], Answer)


def test_a_slip_in_the_mark_is_mended_and_reported():
    found = harvested(code("# answer: convergence.sdg\n1", shows("1")), parts=(A,))
    assert isinstance(found.answers[A], Answer)
    assert "was read as" in found.warnings[0]


def test_an_unknown_part_is_reported_and_ignored():
    found = harvested(code("# answer: astrology.moon\n1", shows("1")))
    assert isinstance(found.answers[A], NoAnswer)
    assert "no part of this assignment" in found.warnings[0]


def test_typed_values_come_before_text():
    found = harvested(code(f"# answer: {A}\n1", typed({"t": "int", "v": "1"})))
    answer = found.answers[A]
    assert isinstance(answer, Answer)
    assert answer.form == "typed"
    assert answer.content["value"] == {"t": "int", "v": "1"}


def test_what_is_written_beside_a_typed_value_is_not_kept():
    """`probes` beside it are the inputs of functions, which only the grader writes there."""
    node = {"t": "int", "v": "3"}
    output = typed(node)
    output["data"][MIME] |= {"probes": 5, "function": [1]}
    cell = code(f"# answer: {A}\n3", output)
    assert harvested(cell).answers[A].content == {"version": 1, "value": node}


def test_latex_of_saved_outputs_comes_before_their_plain_text():
    output = shows("alpha\n-----\n  2", **{"text/latex": r"$\displaystyle \frac{\alpha}{2}$"})
    answer = harvested(code(f"# answer: {A}\nalpha/2", output)).answers[A]
    assert isinstance(answer, Answer)
    assert answer.form == "latex"


def test_metadata_answers_where_the_mark_was_deleted():
    found = harvested(code("[1, 2]", shows("[1, 2]"), part=A))
    assert isinstance(found.answers[A], Answer)


def test_metadata_wins_over_a_mark_that_differs_and_it_is_said():
    found = harvested(
        code(f"# answer: {B}\n1", shows("1"), part=A), code(f"# answer: {B}\n2", shows("2"), part=B)
    )
    assert found.answers[A].cell == 0
    assert found.answers[B].cell == 1
    assert any("its metadata says" in warning for warning in found.warnings)


def test_a_copied_cell_with_a_new_mark_answers_what_it_is_marked_as():
    # copied from A, with A's metadata, and marked by hand for B, whose own cell was deleted
    found = harvested(
        code(f"# answer: {A}\n1", shows("1"), part=A), code(f"# answer: {B}\n2", shows("2"), part=A)
    )
    assert (found.answers[A].cell, found.answers[B].cell) == (0, 1)


def test_the_last_of_two_cells_that_holds_an_answer_counts():
    found = harvested(
        code(f"# answer: {A}\n1", shows("1"), part=A),
        code(f"# answer: {A}\n2", shows("2"), part=A),
        code(f"# answer: {A}\n...", part=A),
    )
    assert found.answers[A].content == "2"
    assert any("the last that holds an answer counts" in warning for warning in found.warnings)


def test_a_split_cell_is_one_answer():
    found = harvested(
        code(f"# answer: {A}\nx = 3", part=A), code("x + 1", shows("4"), part=A), parts=(A,)
    )
    assert found.answers[A].content == "4"
    assert found.warnings == ()


def test_a_cell_without_any_mark_is_found_below_its_question():
    found = harvested(
        markdown("Where does SGD end?", prompt=A, role="prompt"),
        code("scratch = 1"),
        code("[1, 2]", shows("[1, 2]")),
        markdown("And sign descent?", prompt=B, role="prompt"),
        code(f"# answer: {B}\n3", shows("3"), part=B),
    )
    assert found.answers[A].content == "[1, 2]"
    assert "has lost its mark" in found.warnings[0]


def test_reordered_cells_answer_what_they_are_marked_as():
    found = harvested(
        code(f"# answer: {B}\n2", shows("2"), part=B), code(f"# answer: {A}\n1", shows("1"), part=A)
    )
    assert (found.answers[A].content, found.answers[B].content) == ("1", "2")


@pytest.mark.parametrize("source", ["...", "", "# nothing yet", "# hm\n...", "pass", "None"])
def test_a_blank_cell_is_missing(source):
    answer = harvested(code(f"# answer: {A}\n{source}")).answers[A]
    assert isinstance(answer, NoAnswer)
    assert answer.verdict is Verdict.MISSING


def test_the_placeholder_of_the_part_is_blank_too():
    answer = harvested(
        code(f"# answer: {A}\n[...]", shows("[Ellipsis]")), placeholder="[...]"
    ).answers[A]
    assert isinstance(answer, NoAnswer)


def test_a_part_without_a_cell_is_missing():
    assert harvested(code("1")).answers[A].verdict is Verdict.MISSING


@pytest.mark.parametrize("status", ["error", "timeout", "killed", "skipped"])
def test_a_cell_that_failed_was_not_run_and_says_why(status):
    ran = [CellRun(cell=0, status=status, reason="The cell raised NameError: g")]
    answer = harvested(code(f"# answer: {A}\ng"), ran=ran).answers[A]
    assert isinstance(answer, NoAnswer)
    assert (answer.verdict, answer.reason) == (Verdict.NOT_RUN, "The cell raised NameError: g")


def test_an_earlier_answer_counts_if_the_later_copy_failed():
    ran = [CellRun(cell=0, status="ok"), CellRun(cell=1, status="error", reason="no")]
    found = harvested(code(f"# answer: {A}\n1", shows("1")), code(f"# answer: {A}\n1/0"), ran=ran)
    assert found.answers[A].content == "1"


def test_a_saved_error_was_not_run():
    error = {"output_type": "error", "ename": "NameError", "evalue": "g", "traceback": []}
    answer = harvested(code(f"# answer: {A}\ng", error)).answers[A]
    assert answer.verdict is Verdict.NOT_RUN
    assert "NameError" in answer.reason


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("u = 1", "Write `u` alone"),
        ("u = 1  # mine\n# done\n", "Write `u` alone"),
        ("[1, 2];", "semicolon"),
        ("def f(w):\n    return w", "Write `f` alone"),
        ("async def f (w):\n\n    u = w", "Write `f` alone"),
        ("if True:\n    3", "alone on its last line"),
        ("u == 1 or None", "alone on its last line"),
        ("u: float = 1", "alone on its last line"),
    ],
)
def test_what_shows_no_value_is_for_a_person_and_says_what_to_do(source, says):
    ran = [CellRun(cell=0, status="ok")]
    answer = harvested(code(f"# answer: {A}\n{source}"), ran=ran).answers[A]
    assert answer.verdict is Verdict.UNREADABLE
    assert says in answer.reason
    assert source in answer.source


def test_where_a_figure_is_asked_for_and_none_is_drawn_no_name_would_help():
    ran = [CellRun(cell=0, status="ok")]
    answer = harvested(code(f"# answer: {A}\nu = 1"), ran=ran, figure=True).answers[A]
    assert (answer.verdict, "figure" in answer.reason) == (Verdict.UNREADABLE, True)


def test_a_cell_saved_without_its_output_is_for_a_person():
    answer = harvested(code(f"# answer: {A}\n1 + 1")).answers[A]
    assert answer.verdict is Verdict.UNREADABLE
    assert "without this cell's output" in answer.reason


def test_beside_a_blank_cell_the_one_that_shows_nothing_is_spoken_of():
    ran = [CellRun(cell=0, status="ok"), CellRun(cell=1, status="ok")]
    found = harvested(code(f"# answer: {A}\nu = 1"), code(f"# answer: {A}\n..."), ran=ran)
    assert found.answers[A].cell == 0


def test_a_printed_answer_is_read_and_reported():
    ran = [CellRun(cell=0, status="ok")]
    found = harvested(code(f"# answer: {A}\nprint(1)", prints("working...\n[1, 2]\n")), ran=ran)
    assert found.answers[A].content == "[1, 2]"
    assert "prints its answer" in found.warnings[0]


def test_standard_error_is_no_answer():
    ran = [CellRun(cell=0, status="ok")]
    found = harvested(code(f"# answer: {A}\nwarn()", prints("Warning!", "stderr")), ran=ran)
    assert found.answers[A].verdict is Verdict.UNREADABLE


def test_markdown_answers_with_its_last_displayed_formula():
    text = f"<!-- answer: {A} -->\nFirst $$x = 1$$ so\n$$u = -\\frac{{1}}{{2}} g$$ and done."
    answer = harvested(markdown(text)).answers[A]
    assert (answer.form, answer.content) == ("latex", "u = -\\frac{1}{2} g")


def test_markdown_words_answer_where_words_are_meant():
    answer = harvested(
        markdown(f"<!-- answer: {A} -->\nBecause $x$ is small."), words=True
    ).answers[A]
    assert (answer.form, answer.content) == ("text", "Because $x$ is small.")


def test_a_figure_is_read_from_what_the_cell_displays_not_from_its_value():
    figure = {
        "output_type": "display_data",
        "metadata": {},
        "data": {
            "application/vnd.gradus.answer+json": {
                "version": 1,
                "value": {"t": "figure", "axes": []},
            }
        },
    }
    answer = harvested(code(f"# answer: {A}\nplt.plot()", shows("[<Line2D>]"), figure), figure=True)
    assert answer.answers[A].content["value"]["t"] == "figure"


def test_lists_of_lines_are_joined():
    output = shows("", **{"text/plain": ["[1,\n", " 2]"]})
    assert harvested(code(f"# answer: {A}\n1", output)).answers[A].content == "[1,\n 2]"


def test_hostile_outputs_are_no_answer():
    junk = [{}, {"output_type": "execute_result"}, {"output_type": "execute_result", "data": 3}]
    ran = [CellRun(cell=0, status="ok")]
    answer = harvested(code(f"# answer: {A}\n1", *junk), ran=ran).answers[A]
    assert isinstance(answer, NoAnswer)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("$$a$$ then $$b$$", "b"),
        (r"\[ a \] and $b$", "a"),
        ("inline $a$ and $b$ only", "b"),
        (r"\begin{align} u &= 1 \end{align}", "u &= 1"),
        (r"costs \$5 and \$6", None),
        (r"\[ a \] and \( b \) and \[ c", "a"),
        (r"\(a\) and \(b\) and \(", "b"),
        (
            r"\begin{equation}\begin{aligned} u \end{aligned}\end{equation}",
            r"\begin{aligned} u \end{aligned}",
        ),
        (r"\[\begin{aligned} u \end{aligned}\]", "u"),
        (r"\begin{align} a \begin{align*} b \end{align*}", "b"),
        ("", None),
    ],
)
def test_the_last_displayed_formula_is_found(text, formula):
    assert last_formula(text) == formula


@pytest.mark.parametrize(
    "text",
    [
        r"\[" * 500_000,
        r"\(" * 500_000,
        r"\begin{align}" * 100_000,
        r"\end{gather}" + r"\begin{gather}\begin{align*}" * 50_000 + r"\end{align}",
        "$$\\" * 300_001,
        "$a\\" * 300_001,
        "<!-- answer: s.step" + " -" * 500_000,
        "<!-- answer" + " " * 1_000_000 + "!",
        "<!--" + " " * 1_000_000 + "!",
    ],
    ids=lambda text: text[:20],
)
def test_a_megabyte_of_what_begins_and_never_ends_does_not_keep_the_grader(text):
    """Not measured: what takes the square of the length would take hours."""
    for words in (True, False):
        found = harvested(markdown(text, part=A), parts=[A], words=words)
        assert isinstance(found.answers[A], Answer | NoAnswer)


@pytest.mark.parametrize(
    "line",
    [
        "# answer: s.step" + " " * 1_000_000 + "!",
        "# answer: s.step" + " \t" * 500_000 + "!",
        "# answer" + " " * 1_000_000 + "!",
        "#" * 1_000_000 + " answer",
        " " * 1_000_000 + "#" + " " * 1_000_000,
    ],
    ids=lambda line: line[:20],
)
def test_a_megabyte_of_a_mark_does_not_keep_the_grader(line):
    assert marked_part({"cell_type": "code", "source": line}) is None


def test_ten_thousand_cells_are_matched_quickly_enough_to_finish():
    cells = [code(f"# answer: p{i % 50}.q\n{i}", shows(str(i))) for i in range(10_000)]
    claims, warnings = match_cells(notebook(*cells), [f"p{i}.q" for i in range(50)])
    assert len(claims) == 50
    assert len(warnings) == 50

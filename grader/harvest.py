"""From an executed notebook to answers: which cell answers what, and what it says. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from grader.cells import marked_part, prompted_part, role, stored_part, without_mark
from grader.records import Answer, CellRun, NoAnswer, Notebook, Run, Verdict

MIME = "application/vnd.gradus.answer+json"
LONGEST = 20_000
"""Characters of a cell that are kept for people."""

Cell = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A part that is asked for, and how its answer looks.

    Attributes:
        part: Id.
        placeholder: What its blank cell holds.
        words: Whether text is meant (a choice, a text), so that Markdown need not be a formula.
        figure: Whether it is read from what the cell draws.
    """

    part: str
    placeholder: str = "..."
    words: bool = False
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Harvest:
    """What was found: an answer or a reason a part, and what had to be repaired to find it."""

    answers: Mapping[str, Answer | NoAnswer]
    warnings: tuple[str, ...] = field(default=())


def harvest(run: Run, wanted: Sequence[Wanted]) -> Harvest:
    """Match cells to parts, and take from each part's cells the last answer that there is.

    Cells are matched by metadata, marker, then position (after the part's question). What was
    repaired is reported; nothing of it is fatal.
    """
    claims, warnings = match_cells(run.notebook, [one.part for one in wanted])
    status = {cell.cell: cell for cell in run.cells}
    answers: dict[str, Answer | NoAnswer] = {}
    for one in wanted:
        answers[one.part], notes = _answer(one, claims.get(one.part, []), run, status)
        warnings += notes
    return Harvest(answers, tuple(warnings))


def match_cells(notebook: Notebook, parts: Sequence[str]) -> tuple[dict[str, list[int]], list[str]]:
    """Indices of the cells that answer each part, and what was repaired."""
    cells: Sequence[Cell] = notebook["cells"]
    claims: dict[str, list[int]] = {}
    warnings: list[str] = []
    agreed = {
        stored_part(cell)
        for cell in cells
        if stored_part(cell) and marked_part(cell) == stored_part(cell)
    }
    marked = {_known(marked_part(cell), parts) for cell in cells}
    for index, cell in enumerate(cells):
        part = _claimed(index, cell, parts, agreed, marked, warnings)
        if part is not None:
            claims.setdefault(part, []).append(index)
    for part in parts:
        place = _by_position(part, cells, claims) if part not in claims else None
        if place is not None:
            claims[part] = [place]
            warnings.append(
                f"Cell {place + 1} has lost its mark and was taken for the answer to {part}, whose "
                "question stands above it."
            )
    for part, indices in claims.items():
        copies = [i for i in indices if marked_part(cells[i]) is not None]
        if len(copies) > 1:
            listed = ", ".join(str(i + 1) for i in copies)
            warnings.append(
                f"{part} is answered in cells {listed}; the last that holds an answer counts."
            )
    return claims, warnings


def _claimed(
    index: int,
    cell: Cell,
    parts: Sequence[str],
    agreed: set[str | None],
    marked: set[str | None],
    warnings: list[str],
) -> str | None:
    """The part that a cell answers by its metadata or marker."""
    stored, written = stored_part(cell), marked_part(cell)
    by_store, by_mark = _known(stored, parts), _known(written, parts)
    if written is not None and by_mark is None:
        warnings.append(
            f"Cell {index + 1} is marked as the answer to {written!r}, which is no part of this "
            "assignment."
        )
    elif written is not None and by_mark != written:
        warnings.append(f"Cell {index + 1}: {written!r} was read as {by_mark!r}.")
    if by_store and by_mark and by_store != by_mark:
        # A copied cell keeps the metadata of its original. Where that has a cell of its own and
        # the marked part has no other, the mark is what the student meant.
        taken = by_mark if by_store in agreed and by_mark not in agreed else by_store
        warnings.append(
            f"Cell {index + 1} is marked {by_mark} but its metadata says {by_store}; it was taken "
            f"as {taken}."
        )
        return taken
    if by_store and written is None and cell["cell_type"] == "markdown" and by_store in marked:
        return by_store if cell["source"].strip() else None
    return by_store or by_mark


def _known(part: str | None, parts: Sequence[str]) -> str | None:
    """The part of that name; a slip of the pen is mended if only one part can be meant."""
    if part is None or part in parts:
        return part
    folded = {name.casefold(): name for name in parts}
    if part.casefold() in folded:
        return folded[part.casefold()]
    near = get_close_matches(part.casefold(), list(folded), n=2, cutoff=0.88)
    return folded[near[0]] if len(near) == 1 else None


def _by_position(
    part: str, cells: Sequence[Cell], claims: Mapping[str, Sequence[int]]
) -> int | None:
    """The last unclaimed cell with content between the part's question and the next of ours."""
    taken = {index for indices in claims.values() for index in indices}
    start = next((i for i, cell in enumerate(cells) if prompted_part(cell) == part), None)
    if start is None:
        return None
    found = None
    for index in range(start + 1, len(cells)):
        cell = cells[index]
        if index in taken or prompted_part(cell) is not None or role(cell) is not None:
            break
        if marked_part(cell) is None and cell["source"].strip() and cell["cell_type"] == "code":
            found = index
    return found


# ------------------------------------------------------------------ what a part's cells say


def _answer(
    wanted: Wanted, indices: Sequence[int], run: Run, status: Mapping[int, CellRun]
) -> tuple[Answer | NoAnswer, list[str]]:
    """The last of the cells that holds an answer; else why there is none."""
    if not indices:
        return _no(wanted, Verdict.MISSING, "There is no cell for this part in the notebook."), []
    reasons: list[NoAnswer] = []
    for index in reversed(indices):
        cell = run.notebook["cells"][index]
        found = (
            _of_markdown(wanted, index, cell)
            if cell["cell_type"] != "code"
            else _of_code(wanted, index, cell, status.get(index))
        )
        if isinstance(found, tuple):
            return found[0], [found[1]]
        if isinstance(found, Answer):
            return found, []
        reasons.append(found)
    return min(reasons, key=lambda reason: _FIRST.index(reason.verdict)), []


_FIRST = (Verdict.NOT_RUN, Verdict.UNREADABLE, Verdict.MISSING)
"""Which of several reasons is given: a blank cell beside another one says nothing."""


def _of_code(
    wanted: Wanted, index: int, cell: Cell, ran: CellRun | None
) -> Answer | NoAnswer | tuple[Answer, str]:
    if _blank(without_mark(cell), wanted.placeholder):
        return _no(wanted, Verdict.MISSING, "The answer cell is blank.", index)
    if ran is not None and ran.status != "ok":
        reason = ran.reason or f"The cell ended as {ran.status}."
        return _no(wanted, Verdict.NOT_RUN, reason, index, cell["source"])
    outputs = cell.get("outputs", ())
    if ran is None and (error := _error(outputs)) is not None:
        return _no(wanted, Verdict.NOT_RUN, error, index, cell["source"])
    return (
        _shown(wanted, index, cell, outputs)
        or _printed(wanted, index, cell, outputs)
        or _no(
            wanted,
            Verdict.UNREADABLE,
            _silence(wanted, cell["source"])
            if ran is not None
            else "The notebook was saved without this cell's output.",
            index,
            cell["source"],
        )
    )


_NAMED = re.compile(r"([^\W\d]\w{0,40})\s*=(?!=)")
_DEFINED = re.compile(r"(?:async\s+)?def\s+([^\W\d]\w{0,40})\s*\(")


def _silence(wanted: Wanted, source: str) -> str:
    """What code that shows nothing lacks, as far as its last line tells, and what to do.

    >>> _silence(Wanted("sgd.limit"), "u = 1")
    'The cell shows no value: its last line only names it. Write `u` alone on a line below.'
    """
    if wanted.figure:
        return "The cell shows no figure: draw it in this cell."
    return f"The cell shows no value: {_hidden_by(source)}"


def _hidden_by(source: str) -> str:
    lines = [line for line in source.splitlines() if line.strip() and line.strip()[0] != "#"]
    if lines and lines[-1].rstrip().endswith(";"):
        return "the semicolon at its end hides it. Leave the semicolon out."
    if lines and (named := _NAMED.match(lines[-1])) is not None:
        return f"its last line only names it. Write `{named[1]}` alone on a line below."
    outermost = next((line for line in reversed(lines) if not line[0].isspace()), "")
    if (defined := _DEFINED.match(outermost)) is not None:
        return f"it ends with a function. Write `{defined[1]}` alone on a line below."
    return "write the answer alone on its last line."


def _shown(
    wanted: Wanted, index: int, cell: Cell, outputs: Sequence[Any]
) -> Answer | NoAnswer | None:
    """The value that Jupyter shows for the last expression, else what was displayed last."""
    results = [data for kind, data in _bundles(outputs) if kind == "execute_result"]
    displays = [data for kind, data in _bundles(outputs) if kind == "display_data"]
    ordered = (
        [*reversed(displays), *reversed(results)]
        if wanted.figure
        else [
            *reversed(results),
            *reversed(displays),
        ]
    )
    for data in ordered:
        typed = data.get(MIME)
        if isinstance(typed, Mapping):
            if wanted.figure and _type(typed) != "figure":
                continue
            if _type(typed) == "constant" and typed["value"].get("v") == "Ellipsis":
                return _no(wanted, Verdict.MISSING, "The answer cell is blank.", index)
            envelope = {key: typed[key] for key in ("version", "value") if key in typed}
            return _given(wanted, "typed", envelope, index, cell)
    for data in ordered:
        for mime, form in (("text/latex", "latex"), ("text/plain", "text")):
            text = _joined(data.get(mime))
            if text and text.strip() != "Ellipsis":
                return _given(wanted, form, text, index, cell)
    return None


def _printed(
    wanted: Wanted, index: int, cell: Cell, outputs: Sequence[Any]
) -> tuple[Answer, str] | None:
    """What a cell printed last, where it shows nothing: meant as an answer by many."""
    lines = [
        line
        for output in outputs
        if output.get("output_type") == "stream" and output.get("name") == "stdout"
        for line in _joined(output.get("text")).splitlines()
        if line.strip()
    ]
    if not lines or wanted.figure:
        return None
    note = (
        f"{wanted.part}: the cell prints its answer; what it printed last was read. Write the "
        "answer alone on the last line instead."
    )
    return _given(wanted, "text", lines[-1][:5000], index, cell), note


def _of_markdown(wanted: Wanted, index: int, cell: Cell) -> Answer | NoAnswer:
    """The last displayed formula; for words, the text itself."""
    text = without_mark(cell).strip()
    if _blank(text, wanted.placeholder):
        return _no(wanted, Verdict.MISSING, "The answer cell is blank.", index)
    if wanted.words:
        return _given(wanted, "text", text, index, cell)
    formula = last_formula(text)
    if formula is None:
        return _given(wanted, "text", text, index, cell)
    return _given(wanted, "latex", formula, index, cell)


_DOLLARS = re.compile(r"(?<!\\)\$\$(.+?)(?<!\\)\$\$", re.DOTALL)
_DOLLAR = re.compile(r"(?<![\\$])\$([^$]+?)(?<!\\)\$(?!\$)")
_BRACKET = re.compile(r"\\\[")
_PARENTHESIS = re.compile(r"\\\(")
_ENVIRONMENT = re.compile(r"\\begin\{(?:equation|align|aligned|gather)\*?\}")
_CLOSING = str.maketrans("[(", "])")


def last_formula(text: str) -> str | None:
    r"""The last displayed formula of a Markdown text, else the last one in a line.

    >>> last_formula("So $x=1$ and $$u = -\\frac{1}{2} g$$ with $g$ the gradient.")
    'u = -\\frac{1}{2} g'
    >>> last_formula("no formula") is None
    True
    """
    displayed = [
        *((match.start(), match[1]) for match in _DOLLARS.finditer(text)),
        *_enclosed(_BRACKET, text),
        *_enclosed(_ENVIRONMENT, text),
    ]
    in_line = [
        *((match.start(), match[1]) for match in _DOLLAR.finditer(text)),
        *_enclosed(_PARENTHESIS, text),
    ]
    found = displayed or in_line
    return max(found)[1].strip() if found else None


def _enclosed(opening: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """Where something opens that is closed again, and what is in it.

    An end that was looked for in vain is not looked for again: there may be a million openings.
    """
    in_vain = set[str]()
    at = 0
    while (begin := opening.search(text, at)) is not None:
        at = begin.end()
        closing = begin[0].replace("begin", "end").translate(_CLOSING)
        end = -1 if closing in in_vain else text.find(closing, at + 1)
        if end < 0:
            in_vain.add(closing)
        else:
            yield begin.start(), text[at:end]
            at = end + len(closing)


def _bundles(outputs: Sequence[Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for output in outputs:
        match output:
            case {"output_type": str(kind), "data": Mapping() as data}:
                yield kind, data


def _type(typed: Mapping[str, Any]) -> str | None:
    match typed:
        case {"value": {"t": str(name)}}:
            return name
    return None


def _error(outputs: Sequence[Any]) -> str | None:
    for output in outputs:
        if output.get("output_type") == "error":
            return f"The cell raised {output.get('ename')}: {str(output.get('evalue'))[:200]}"
    return None


def _blank(source: str, placeholder: str) -> bool:
    lines = [
        line.strip()
        for line in source.splitlines()
        if line.strip() and not line.strip().startswith("#")
    ]
    wanted = [line.strip() for line in placeholder.splitlines() if line.strip()]
    return not lines or lines == wanted or lines in (["..."], ["pass"], ["None"])


def _given(wanted: Wanted, form: Any, content: Any, index: int, cell: Cell) -> Answer:
    return Answer(
        part=wanted.part, form=form, content=content, source=cell["source"][:LONGEST], cell=index
    )


def _no(
    wanted: Wanted, verdict: Any, reason: str, index: int | None = None, source: str = ""
) -> NoAnswer:
    return NoAnswer(
        part=wanted.part, verdict=verdict, reason=reason, source=source[:LONGEST], cell=index
    )


def _joined(text: Any) -> str:
    if isinstance(text, list):
        return "".join(str(line) for line in text)
    return text if isinstance(text, str) else ""

"""A notebook that was handed in: bounded, upgraded, read. Nothing in it is trusted or executed."""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import nbformat

from grader.handed_in import Found, NoNotebook, is_of_interest
from grader.records import Notebook

MOST_CELLS = 2000

MOST_VALUES = 500_000
"""Lists, objects and their entries in a file: each takes up to a hundred times its length there."""

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*"?', re.DOTALL)
"""Text in JSON; its end may be missing, for what has to be sought is sought again and again."""

_NOT_IN_IDS = re.compile(r"[/\\\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""A student's id becomes the name of files and a key of the gradebook."""

LONGEST_ID = 150
_NO_NAME = (
    "What says whose it is, folder, file name or notebook, gives no name that can be taken: at "
    f"most {LONGEST_ID} letters, no slash, no control character and no dot in front. Name the "
    "folder otherwise."
)


@dataclass(frozen=True, slots=True)
class Submission:
    """A notebook that was read.

    Attributes:
        student: Id, by folder, file name or the notebook itself, in this order.
        place: Path as found, inside a zip with ``archive.zip!/path``.
        notebook: nbformat 4 JSON.
        digest: Hash of what can change the grade: the cells' types, sources and marks.
        outputs_digest: The same with saved outputs, for grading without execution.
        warnings: What was upgraded or repaired.
    """

    student: str
    place: str
    notebook: Notebook
    digest: str
    outputs_digest: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that could not be read as a submission, and why, in a sentence.

    Attributes:
        student: Id, or what to call it by where nothing says whose it is.
        place: As in `Submission`.
        reason: The sentence.
        is_nobodys: Whether there is no student whose it is.
    """

    student: str
    place: str
    reason: str
    is_nobodys: bool = False


def read(found: Found) -> Submission | Broken:
    """The notebook of a file that was found, upgraded to nbformat 4."""
    named = _NOT_IN_IDS.sub("_", found.student or PurePosixPath(found.place).stem)[:LONGEST_ID]
    named = named if _can_be_seen(named) else "nobody"
    try:
        notebook, upgraded = _as_version_4(_json(found.load()))
    except NoNotebook as error:
        is_nobodys = found.student is None or not is_id(found.student)
        return Broken(named, found.place, str(error), is_nobodys=is_nobodys)
    student = found.student or _claimed_student(notebook)
    if student is None:
        return Broken(named, found.place, _nobodys(PurePosixPath(found.place)), is_nobodys=True)
    if not is_id(student):
        return Broken(named, found.place, _NO_NAME, is_nobodys=True)
    return Submission(
        student=student,
        place=found.place,
        notebook=notebook,
        digest=_digest(notebook, outputs=False),
        outputs_digest=_digest(notebook, outputs=True),
        warnings=upgraded,
    )


def _nobodys(place: PurePosixPath) -> str:
    """What to do about a notebook that lies right in the folder that is graded.

    That folder may be the student's own, who has been named where the class was meant.

    >>> _nobodys(PurePosixPath("class/ada/hw1.ipynb")).partition(". ")[2]
    'If ada is that folder, grade the one above it.'
    """
    sentence = (
        "Neither folder, file name nor notebook says whose it is: put it into a folder with the "
        "student's name, below the folder that is graded."
    )
    own = place.parent.name
    if own in {"", "..", place.stem} or own.endswith("!"):
        return sentence
    return f"{sentence} If {own} is that folder, grade the one above it."


def is_id(student: str) -> bool:
    """Whether a student can be called so: what lies in a folder of that name is found again.

    >>> [is_id(name) for name in ("ada", "..", ".ada", "a/b", "__MACOSX")]
    [True, False, False, False, False]
    """
    return (
        len(student) <= LONGEST_ID
        and _can_be_seen(student)
        and not _NOT_IN_IDS.search(student)
        and is_of_interest(PurePosixPath(student, "any.ipynb"))
    )


def _can_be_seen(name: str) -> bool:
    return bool("".join(name.split()).strip("."))


def _json(content: bytes) -> Any:
    if _values(content) > MOST_VALUES and _values(_STRING.sub(b"", content)) > MOST_VALUES:
        raise NoNotebook(
            f"The file holds more than {MOST_VALUES} values, far more than any notebook: clear its "
            "outputs and hand it in again."
        )
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NoNotebook(_why_no_json(content, error)) from error


def _values(content: bytes) -> int:
    """How many values JSON can make of this at most."""
    return sum(map(content.count, (b"{", b"[", b",")))


def _claimed_student(notebook: Notebook) -> str | None:
    claimed = notebook.get("metadata", {}).get("grader", {})
    student = claimed.get("student") if isinstance(claimed, dict) else None
    return student if isinstance(student, str) and student.strip() else None


def _why_no_json(content: bytes, error: Exception) -> str:
    if not content.strip():
        return "The file is empty: save the notebook and hand it in again."
    if isinstance(error, json.JSONDecodeError) and content.lstrip()[:1] == b"{":
        return (
            f"This is no whole notebook: the JSON breaks off or is damaged at line {error.lineno}, "
            f"column {error.colno}. Save it and hand it in again."
        )
    return "This is no notebook: the file holds no JSON. Hand in the .ipynb itself."


def _as_version_4(raw: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    if not isinstance(raw, dict) or not ("cells" in raw or "worksheets" in raw):
        raise NoNotebook("This is JSON but no notebook: it has no cells.")
    version = raw.get("nbformat")
    if not isinstance(version, int) or not 2 <= version <= 4:
        raise NoNotebook(f"This notebook has format {repr(version)[:40]}; formats 2 to 4 are read.")
    if isinstance(cells := raw.get("cells"), list):
        _not_too_many(cells)
    notes: tuple[str, ...] = ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # missing ids: they are made, and change nothing
            node = nbformat.from_dict(raw)
            if version < 4:
                node = nbformat.convert(node, 4)
                notes = (f"The notebook was upgraded from format {version} to 4.",)
            _mend_cells(node)
            changes, node = nbformat.validator.normalize(node)
            nbformat.validate(node)
    except RecursionError as error:
        raise NoNotebook("This notebook nests deeper than any that is read.") from error
    except Exception as error:  # nbformat raises anything, of what a stranger may have written
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise NoNotebook(f"This notebook does not follow its format: {reason}.") from error
    if changes and version == 4 and raw.get("nbformat_minor", 0) >= 5:
        notes = (*notes, "Missing or repeated cell ids were mended.")
    _not_too_many(node["cells"])
    return json.loads(json.dumps(node)), notes


def _not_too_many(cells: Sequence[Any]) -> None:
    if len(cells) > MOST_CELLS:
        raise NoNotebook(f"This notebook has {len(cells)} cells; at most {MOST_CELLS} are read.")


def _mend_cells(node: Any) -> None:
    minor = node.get("nbformat_minor")
    if isinstance(minor, int) and any("id" in cell for cell in node.get("cells", ())):
        node["nbformat_minor"] = max(minor, 5)  # editors of two ages leave ids under an old number
    for cell in node.get("cells", ()):
        if isinstance(cell.get("source"), list):
            cell["source"] = "".join(str(line) for line in cell["source"])
        if cell.get("cell_type") != "code":
            cell.pop("outputs", None)
            cell.pop("execution_count", None)
        else:
            cell.setdefault("outputs", [])
            cell.setdefault("execution_count", None)
        cell.setdefault("metadata", {})


def _digest(notebook: Notebook, *, outputs: bool) -> str:
    digest = hashlib.sha256()
    for cell in notebook["cells"]:
        kept = [cell["cell_type"], cell["source"], cell["metadata"].get("grader")]
        if outputs:
            kept.append(cell.get("outputs"))
        digest.update(json.dumps(kept, sort_keys=True).encode())
    digest.update(json.dumps(notebook["metadata"].get("grader"), sort_keys=True).encode())
    return digest.hexdigest()

"""What students handed in: found, named, bounded and read. Nothing in it is trusted or executed."""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import re
import stat
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

import nbformat

from grader.errors import GraderError
from grader.records import Notebook
from grader.zip_dates import changed_at

ENDINGS = (".ipynb", ".zip")
"""Of what is looked at, in small letters."""

LARGEST_MIB = 64
"""A notebook file above this is refused unread; saved outputs of real ones reach a few MiB."""

MOST_CELLS = 2000

MOST_VALUES = 500_000
"""Lists, objects and their entries in a file: each takes up to a hundred times its length there."""

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
"""Text in JSON; its end may be missing, for what has to be sought is sought again and again."""

_NOT_IN_IDS = re.compile(r"[/\\\x00-\x1f\x7f\ud800-\udfff]")
"""A student's id becomes the name of files and a key of the gradebook."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be a submission: where it lies and whose it seems to be.

    Attributes:
        place: Path as found, inside a zip with ``archive.zip!/path``.
        student: By folder or file name; ``None`` if only the notebook can tell.
        load: Reads its bytes; raises `NoNotebook` with a sentence.
        received_at: When the file was last changed; in a zip of a whole class, when its entry was.
    """

    place: str
    student: str | None
    load: Callable[[], bytes]
    received_at: datetime


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
    """A file that could not be read as a submission, and why, in a sentence."""

    student: str
    place: str
    reason: str


def find(paths: Sequence[Path], assignment: str) -> Iterator[Found]:
    """Every notebook in files, folders and zips, in a stable order.

    The student is the first folder below a given folder or zip (``ada/hw1.ipynb``), else the file
    name without the assignment (``ada_hw1.ipynb``), else what the notebook says. What a student
    handed in says nothing against the folder that it lies in: a zip in ``ada/`` is Ada's.

    Raises:
        GraderError: If a path does not exist, or is neither notebook, folder nor zip.
    """
    for path in paths:
        if (sentence := no_submission(path)) is not None:
            raise GraderError(sentence)
        if path.is_dir():
            yield from _in_folder(path, assignment)
        elif _ending(path) == ".zip":
            yield from _in_zip(path, assignment)
        else:
            yield _file(path, str(path), _student_of(PurePosixPath(path.name), assignment))


def is_of_interest(inside: PurePath) -> bool:
    """Whether a file is looked at, by its place below a folder or in a zip.

    What macOS and editors put beside the files of others is not.

    >>> is_of_interest(PurePath("ada/HW1.IPYNB"))
    True
    >>> is_of_interest(PurePath("__MACOSX/ada/hw1.ipynb"))
    False
    >>> is_of_interest(PurePath("ada/._hw1.ipynb"))
    False
    """
    return _ending(inside) in ENDINGS and not any(
        part.startswith((".", "__MACOSX")) and part != ".." for part in inside.parts
    )


def _ending(path: PurePath) -> str:
    return path.suffix.lower()


def no_submission(path: Path) -> str | None:
    """Why submissions cannot be looked for there, in a sentence; ``None`` if they can."""
    if not path.exists():
        return f"There is no file or folder {path}. Give notebooks, folders or zips."
    if path.is_dir() or _ending(path) in ENDINGS:
        return None
    return f"{path} is no notebook: a file that ends in .ipynb, a folder or a zip is meant."


def read(found: Found) -> Submission | Broken:
    """The notebook of a file that was found, upgraded to nbformat 4."""
    named = _NOT_IN_IDS.sub("_", found.student or PurePosixPath(found.place).stem)[:150]
    named = named if _can_be_seen(named) else "nobody"
    try:
        notebook, upgraded = _as_version_4(_json(found.load()))
    except NoNotebook as error:
        return Broken(named, found.place, str(error))
    student = found.student or _claimed_student(notebook)
    if student is None or not _is_id(student):
        return Broken(
            named,
            found.place,
            "Neither folder, file name nor notebook says whose it is in at most 150 letters: put "
            "it into a folder named after the student.",
        )
    return Submission(
        student=student,
        place=found.place,
        notebook=notebook,
        digest=_digest(notebook, outputs=False),
        outputs_digest=_digest(notebook, outputs=True),
        warnings=upgraded,
    )


def _is_id(student: str) -> bool:
    return len(student) <= 150 and _can_be_seen(student) and not _NOT_IN_IDS.search(student)


def _can_be_seen(name: str) -> bool:
    return bool("".join(name.split()).strip("."))


class NoNotebook(GraderError):
    """A file that cannot be read as a notebook; says why and what the student can do."""


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


def _in_folder(folder: Path, assignment: str) -> Iterator[Found]:
    there, closed = _below(folder)
    notebooks = sorted(path for path in there if is_of_interest(path.relative_to(folder)))
    for path in notebooks:
        inside = PurePosixPath(path.relative_to(folder).as_posix())
        own = folder / inside.parts[0]
        if _ending(path) == ".zip":
            named = _student_of(inside, assignment) if len(inside.parts) > 1 else None
            yield from _in_zip(path, assignment, own, student=named)
        else:
            yield _file(path, str(path), _student_of(inside, assignment), own)
    seen = {path.relative_to(folder).parts[0] for path in notebooks}
    for path, why in sorted(closed.items()):
        inside = PurePosixPath(path.relative_to(folder).as_posix())
        if inside.parts[0] not in seen and is_of_interest(inside / "any.ipynb"):
            student = _student_of(inside / "any.ipynb", assignment)
            yield Found(str(path), student, partial(_refuse, why), _changed_at(path))
    for path in sorted(folder.iterdir()):
        if path.is_symlink() and path.is_dir() and not path.name.startswith("."):
            why = "This folder is a link, which is not followed: put the notebook itself into one."
            yield Found(str(path), path.name, partial(_refuse, why), _changed_at(path))


def _below(folder: Path) -> tuple[list[Path], dict[Path, str]]:
    """Everything below a folder, and why some folders there could not be looked into.

    Raises:
        GraderError: If the folder itself cannot be.
    """
    there: list[Path] = []
    closed: dict[Path, str] = {}

    def refused(error: OSError) -> None:
        path, why = Path(error.filename or folder), error.strerror or str(error)
        if path == folder:
            raise GraderError(f"{folder} cannot be read: {why}. Mend its permissions.") from error
        closed[path] = f"This folder cannot be read: {why}. Mend its permissions and grade again."

    for top, folders, files in os.walk(folder, onerror=refused):
        there += [Path(top, name) for name in (*folders, *files)]
    return there, closed


def _in_zip(
    path: Path, assignment: str, own: Path | None = None, *, student: str | None = None
) -> Iterator[Found]:
    try:
        _not_astray(path, own)
        _regular(path)
        with zipfile.ZipFile(path) as archive:
            entries = sorted(archive.infolist(), key=lambda entry: entry.filename)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, NoNotebook) as error:
        why = str(error) if isinstance(error, NoNotebook) else f"This zip cannot be read: {error}."
        yield Found(str(path), student or path.stem, partial(_refuse, why), _changed_at(path))
        return
    for entry in entries:
        inside = PurePosixPath(entry.filename)
        if is_of_interest(inside) and _ending(inside) == ".ipynb":
            yield Found(
                f"{path}!/{entry.filename}",
                student or _student_of(inside, assignment),
                partial(_load_entry, path, entry),
                # what a student packed says of its time what the student likes
                _changed_at(path) if own is not None else changed_at(entry, _changed_at(path)),
            )


def _file(path: Path, place: str, student: str | None, own: Path | None = None) -> Found:
    return Found(place, student, partial(_load_file, path, own), _changed_at(path))


def _not_astray(path: Path, own: Path | None) -> None:
    """Refuse a link that leads to somebody else's work, or to a file of ours.

    A student can put one into a folder that is synchronised, or into an archive that is unpacked.

    Args:
        path: Perhaps a link.
        own: What the student handed in, a folder or a single file; ``None`` if somebody named
            this path by hand.
    """
    if own is None or not path.is_symlink() or not path.is_file():
        return
    if path == own or not path.resolve().is_relative_to(own.resolve()):
        raise NoNotebook(
            "This is a link to a place outside of the student's folder, and was not read: hand in "
            "the notebook itself."
        )


def _load_file(path: Path, own: Path | None = None) -> bytes:
    try:
        _not_astray(path, own)
        size = _regular(path)
        if size > LARGEST_MIB * 2**20:
            raise NoNotebook(_too_large(size))
        return path.read_bytes()
    except OSError as error:
        raise NoNotebook(f"This file cannot be read: {error.strerror or error}.") from error


def _regular(path: Path) -> int:
    """The size of a file. Whoever reads a pipe waits for ever, and a device has no end."""
    about = path.stat()
    if stat.S_ISFIFO(about.st_mode) or stat.S_ISCHR(about.st_mode) or stat.S_ISSOCK(about.st_mode):
        raise OSError("it is a pipe or a device, no file")
    return about.st_size


def _load_entry(path: Path, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > LARGEST_MIB * 2**20:
        raise NoNotebook(_too_large(entry.file_size))
    try:
        with zipfile.ZipFile(path) as archive, archive.open(entry) as file:
            return file.read(LARGEST_MIB * 2**20 + 1)  # the size in the zip may lie
    except (*_BAD_ENTRY, RuntimeError, OSError, NotImplementedError, ValueError) as error:
        raise NoNotebook(f"This entry of the zip cannot be read: {error}.") from error


_BAD_ENTRY = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError)


def _refuse(why: str) -> bytes:
    raise NoNotebook(why)


def _changed_at(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return datetime.now(UTC)


def _too_large(size: int) -> str:
    return (
        f"The file has {size / 2**20:.0f} MiB, more than the {LARGEST_MIB} MiB that are read: "
        "clear its outputs and hand it in again."
    )


def _student_of(inside: PurePosixPath, assignment: str) -> str | None:
    """The student by folder or file name; ``None`` if the name says only the assignment.

    >>> _student_of(PurePosixPath("ada/hw1.ipynb"), "hw1")
    'ada'
    >>> _student_of(PurePosixPath("ada_hw1.ipynb"), "hw1")
    'ada'
    >>> _student_of(PurePosixPath("Ada Lovelace_1234_assignsubmission_file_/hw1.ipynb"), "hw1")
    'Ada Lovelace'
    >>> _student_of(PurePosixPath("hw1.ipynb"), "hw1") is None
    True
    """
    if len(inside.parts) > 1 and inside.parts[0] != assignment:
        return re.sub(r"_\d+_assignsubmission_.*$", "", inside.parts[0])
    name = re.sub(rf"(^|[_\-. ]){re.escape(assignment)}(?=$|[_\-. ])", "", inside.stem)
    return name.strip("_-. ") or None


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
        raise NoNotebook(f"This notebook has format {version!r}; formats 2 to 4 are read.")
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
    except (nbformat.ValidationError, KeyError, AttributeError, TypeError, ValueError) as error:
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

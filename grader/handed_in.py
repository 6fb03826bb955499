"""Where submissions lie: files in folders and zips, found, named and loaded. None of it is trusted.

Whose a file is, is told by where it lies. What is loaded is bytes; `grader.submission` reads them.
"""

from __future__ import annotations

import lzma
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePath, PurePosixPath

from grader.errors import GraderError
from grader.zip_dates import changed_at

ENDINGS = (".ipynb", ".zip")
"""Of what is looked at, in small letters."""

LARGEST_MIB = 64
"""A notebook file above this is refused unread; saved outputs of real ones reach a few MiB."""

MOST_OF_ONE = 5
"""Notebooks of one student of which each is told of; a zip may hold thousands, and none counts."""


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


class NoNotebook(GraderError):
    """A file that cannot be read as a notebook; says why and what the student can do."""


def find(paths: Sequence[Path], assignment: str) -> Iterator[Found]:
    """Every notebook in files, folders and zips, in a stable order.

    The student is the first folder below a given folder or zip (``ada/hw1.ipynb``), else the file
    name without the assignment (``ada_hw1.ipynb``), else what the notebook says. What a student
    handed in says nothing against the folder that it lies in: a zip in ``ada/`` is Ada's. What
    lies in several of the paths is found in the first.

    Raises:
        GraderError: If a path does not exist, or is neither notebook, folder nor zip.
    """
    places = set()
    for found in _in_all(paths, assignment):
        if found.place not in places:
            places.add(found.place)
            yield found


def _in_all(paths: Sequence[Path], assignment: str) -> Iterator[Found]:
    for path in paths:
        if (sentence := no_submission(path)) is not None:
            raise GraderError(sentence)
        if path.is_dir():
            yield from _in_folder(path, assignment)
        elif _ending(path) == ".zip":
            yield from _in_zip(path, assignment)
        else:
            yield _file(path, str(path), _student_of(PurePosixPath(path.name), assignment))


def by_owner(found: Iterable[Found]) -> tuple[list[Found], dict[str, list[str]]]:
    """What is to be looked at, in order, and where everything lies that a student handed in."""
    owners: dict[str, list[str]] = {}
    kept = []
    for one in found:
        mine = [] if one.student is None else owners.setdefault(one.student, [])
        mine.append(one.place)
        if len(mine) <= MOST_OF_ONE:
            kept.append(one)
    return kept, owners


def twice(student: str, others: Sequence[str]) -> str:
    """What to do about a student of whom there is more than one notebook.

    >>> twice("ada", ["b.ipynb", "c.ipynb", "d.ipynb", "e.ipynb"]).partition(":")[0]
    'ada handed in more than one notebook (also b.ipynb, c.ipynb, d.ipynb and 1 more)'
    """
    listed = ", ".join(others[:3]) + (f" and {len(others) - 3} more" if others[3:] else "")
    return (
        f"{student} handed in more than one notebook (also {listed}): keep the one that counts and "
        "grade again."
    )


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
    except (OSError, ValueError, OverflowError):  # not there, or of a year that no calendar has
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
        folder = unicodedata.normalize("NFC", inside.parts[0])  # systems spell accents in two ways
        return re.sub(r"_\d+_assignsubmission_.*$", "", folder)
    stem = unicodedata.normalize("NFC", inside.stem)
    name = re.sub(rf"(^|[_\-. ]){re.escape(assignment)}(?=$|[_\-. ])", "", stem)
    return name.strip("_-. ") or None

"""Tables as CSV: reading what others wrote, writing what a spreadsheet will not run."""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import GraderError

_SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula, wide signs too, also behind blanks."""

_SEPARATOR = re.compile(r'\A"?sep=[^\r\n]"?(?=[\r\n])', re.IGNORECASE)
"""What Excel is told in front of the header."""


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table with a header, every row as long as the header.

    Attributes:
        lines: Line of the file at which each row begins, from 1.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]


def read_table(path: Path) -> CsvTable:
    """Read a file; byte order mark, semicolons, tabs and Windows encodings are understood.

    Raises:
        GraderError: If it cannot be read, is empty, or a row is longer than the header.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise GraderError(f"{path} cannot be read: {error.strerror or error}.") from error
    return parse_table(_decoded(content), str(path))


def parse_table(text: str, name: str) -> CsvTable:
    """The table in a text; `name` is for messages."""
    text = _SEPARATOR.sub("", text, count=1)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first or "\0" in text:
        raise GraderError(f"{name} is empty or no text; a CSV file with a header is meant.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    header: tuple[str, ...] = ()
    rows, lines = [], []
    start = 1
    try:
        for fields in reader:
            line, start = start, reader.line_num + 1
            if not any(field.strip() for field in fields):
                continue
            if not header:
                header = tuple(plain(field) for field in fields)
                continue
            while len(fields) > len(header) and not fields[-1].strip():
                fields.pop()
            if len(fields) > len(header):
                raise GraderError(
                    f"{name}, line {line}: {len(fields)} columns, but the header has {len(header)}."
                )
            padded = (*fields, *[""] * (len(header) - len(fields)))
            rows.append(tuple(plain(field) for field in padded))
            lines.append(line)
    except csv.Error as error:
        raise GraderError(f"{name}, line {reader.line_num}: this is no CSV ({error}).") from error
    return CsvTable(header, tuple(rows), tuple(lines))


def written(header: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> str:
    """A table as CSV: numbers as they are, no number as an empty cell, text made harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([harmless(cell) for cell in header])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def harmless(text: str) -> str:
    """A text that no spreadsheet runs: an apostrophe goes before what begins like a formula.

    A sign that stands alone is none: Moodle writes ``-`` for "never".

    >>> harmless("=HYPERLINK(1)"), harmless("Ada"), plain(harmless("-x")), harmless("-")
    ("'=HYPERLINK(1)", 'Ada', '-x', '-')
    >>> harmless(" =1+1")
    "' =1+1"
    """
    text = text.replace("\0", "")
    begins = text.strip()
    return f"'{text}" if begins.startswith(_SIGNS) and len(begins) > 1 else text


def plain(text: str) -> str:
    """The opposite of `harmless`, without blanks at the ends."""
    text = text.strip()
    behind = text[1:].strip()
    return behind if text.startswith("'") and behind.startswith(_SIGNS) else text


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Raises:
        GraderError: If it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # not by `tempfile`, whose files only their owner may read, whatever the umask says
        temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with temporary.open("xb") as file:
                file.write(content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise GraderError(f"{path} cannot be written: {error.strerror or error}.") from error


def _cell(value: str | float | None) -> str:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else f"{value:.10g}"


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _delimiter(line: str) -> str:
    """The separator that stands most often outside quotes in the header."""
    outside = "".join(line.split('"')[::2])
    return max(",;\t", key=outside.count)

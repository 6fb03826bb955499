"""Spellings that a reading is known for, and those that may be meant in two ways."""

from __future__ import annotations

import pytest

from grader.errors import Unreadable
from grader.reading.printing import to_text
from grader.reading.text import read
from tests.reading import calculator_spellings, transcript_spellings, unicode_spellings
from tests.reading.words import HOMEWORK

TABLES = (calculator_spellings, transcript_spellings, unicode_spellings)
READINGS = [row for table in TABLES for row in table.READINGS]
REFUSED = [row for table in TABLES for row in table.REFUSED]


@pytest.mark.parametrize(("text", "expected"), READINGS, ids=[row[0] for row in READINGS])
def test_a_spelling_reads_as_a_careful_person_would(text: str, expected: str) -> None:
    assert to_text(read(text, HOMEWORK)) == expected


@pytest.mark.parametrize(("text", "column", "says"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_may_be_meant_otherwise_is_refused(text: str, column: int | None, says: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text, HOMEWORK)
    assert says in caught.value.message
    assert caught.value.column == column

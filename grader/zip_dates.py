"""When an entry of a zip was last changed, which every program that packs says in its own way."""

from __future__ import annotations

import struct
import zipfile
from datetime import UTC, datetime

_IN_UTC = 0x5455
"""Field of an entry that holds the time in UTC, where the program that packed it knew it."""

_NO_DATE = 1980
"""The year of an entry without a date."""


def changed_at(entry: zipfile.ZipInfo, packed_at: datetime) -> datetime:
    """The date of an entry; it is in local time where the entry does not say more.

    Args:
        entry: Of a zip.
        packed_at: When the zip was last changed: also for an entry that has no date or one after.
    """
    try:
        at = _in_utc(entry.extra) or datetime(*entry.date_time).astimezone(UTC)
    except (ValueError, OverflowError, OSError, struct.error):
        return packed_at
    return at if at.year > _NO_DATE and at <= packed_at else packed_at


def _in_utc(extra: bytes) -> datetime | None:
    while len(extra) >= 4:
        field, length = struct.unpack_from("<HH", extra)
        if field == _IN_UTC and length >= 5 and extra[4] & 1:
            return datetime.fromtimestamp(struct.unpack_from("<i", extra, 5)[0], UTC)
        extra = extra[4 + length :]
    return None

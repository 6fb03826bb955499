"""Folders for the length of a run, which do not outlive by much a grader that was killed."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

PREFIX = "gradus-"
YOUNG_S = 60.0
"""A folder may be so old and not be locked yet by whoever makes it."""


class Scratch:
    """A new folder, locked for as long as the process that made it lives.

    The lock is the kernel's: it ends with its holder, however that ends, and holds across
    containers that share a folder of temporary files.

    Attributes:
        name: Its path.
    """

    def __init__(self) -> None:
        self.name = tempfile.mkdtemp(prefix=PREFIX)
        self._lock = os.open(self.name, os.O_RDONLY | os.O_DIRECTORY)
        with suppress(OSError):  # where files cannot be locked, nobody sweeps either
            fcntl.flock(self._lock, fcntl.LOCK_SH)

    def __enter__(self) -> Path:
        """The folder."""
        return Path(self.name)

    def __exit__(self, *_: object) -> None:
        """Remove it."""
        self.remove()

    def remove(self) -> None:
        """Remove it with all that is in it; a second time nothing happens."""
        if self._lock >= 0:
            shutil.rmtree(self.name, ignore_errors=True)
            os.close(self._lock)
            self._lock = -1


def sweep(owners: range | tuple[int, ...] = ()) -> int:
    """Remove what graders left that were killed; the number of folders.

    Args:
        owners: Users whose folders are removed, besides one's own.
    """
    removed = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            about = folder.lstat()
            whose = about.st_uid == os.geteuid() or about.st_uid in owners
            if not stat.S_ISDIR(about.st_mode) or not whose or _is_held(folder, about):
                continue
        except OSError:
            continue  # somebody else removes it, or locks it
        shutil.rmtree(folder, ignore_errors=True)
        removed += 1
    return removed


def _is_held(folder: Path, about: os.stat_result) -> bool:
    """Whether whoever made it lives, or may be about to lock it."""
    if time.time() - about.st_mtime < YOUNG_S:
        return True
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False

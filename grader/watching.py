"""Folders in which students hand in: what is there, then what arrives or changes, once it is whole.

The operating system says that something happened; what it was is seen by looking, so that folders
which were moved in, and what happened while nobody listened, are not missed.
"""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from watchfiles import watch

from grader.handed_in import is_of_interest

LARGEST_PEEK_MIB = 64
"""A file above this is not read to see whether it is whole: waiting for it must do."""

Look = tuple[int, int]
"""Size and time of the last change of a file: what changes while it is copied."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a file, in seconds.

    Attributes:
        quiet: Nothing was written for so long: a file that reads well is taken.
        broken: For so long: a file that does not read is taken too, and will be called broken.
    """

    quiet: float = 0.6
    broken: float = 10.0


@dataclass
class Watched:
    """What is known of the files in some folders.

    Attributes:
        taken: Files that were given out, as they looked then.
        waiting: The others, as they look now and since when.
    """

    folders: Sequence[Path]
    patience: Patience = field(default_factory=Patience)
    taken: dict[Path, Look] = field(default_factory=dict)
    waiting: dict[Path, tuple[Look, float]] = field(default_factory=dict)

    def look(self, now: float) -> None:
        """See what is there.

        Args:
            now: Seconds since the epoch, as files are dated.
        """
        there = looks(self.folders)
        self.taken = {path: look for path, look in self.taken.items() if path in there}
        before, self.waiting = self.waiting, {}
        for path, look in there.items():
            if self.taken.get(path) == look:
                continue
            known = before.get(path)
            if known is not None:  # a clock that was put back must not make anybody wait
                known = known[0], min(now, known[1])
            # a file that was there before we came need not be waited for; a date from the future
            # says nothing
            changed = min(now, look[1] / 1e9)
            self.waiting[path] = known if known and known[0] == look else (look, changed)

    def take(self, now: float) -> list[Path]:
        """The files that are whole, or were broken for long enough; each once a change."""
        ready = []
        for path, (look, since) in sorted(self.waiting.items()):
            quiet_for = now - since
            if quiet_for >= self.patience.broken or (
                quiet_for >= self.patience.quiet and is_whole(path)
            ):
                ready.append(path)
                self.taken[path] = look
                del self.waiting[path]
        return ready


def arrivals(
    folders: Sequence[Path], *, patience: Patience | None = None, stop: Event | None = None
) -> Iterator[list[Path]]:
    """Files to grade, a lot at a time: first those that are there, then what arrives or changes.

    Where the system tells nothing (network file systems), set ``WATCHFILES_FORCE_POLLING=1``.

    Args:
        folders: Looked at with everything below them; hidden folders are left out.
        patience: How long to wait for a file.
        stop: Ends it; so does Ctrl-C, as a `KeyboardInterrupt`.
    """
    watched = Watched(folders, patience or Patience())
    first = True
    events = watch(
        *folders,
        watch_filter=None,
        debounce=400,
        rust_timeout=300,
        yield_on_timeout=True,
        stop_event=stop,
    )
    for changes in events:
        if changes or watched.waiting or first:
            watched.look(time.time())
            if ready := watched.take(time.time()):
                yield ready
                first = True  # see at once what came in the meantime
                continue
        first = False


def looks(folders: Sequence[Path]) -> Mapping[Path, Look]:
    """Every notebook and zip in folders, and how it looks."""
    found: dict[Path, Look] = {}
    for folder in folders:
        for path in folder.rglob("*"):
            if not is_of_interest(path.relative_to(folder)):
                continue
            try:
                about = path.stat()
            except OSError:  # gone again, or not ours to see
                continue
            found[path] = (about.st_size, about.st_mtime_ns)
    return found


def is_whole(path: Path) -> bool:
    """Whether a file reads to its end as what it says it is.

    A notebook is JSON and a zip ends in a directory: neither holds of a part of one.
    """
    try:
        if not path.is_file():
            return False
        if path.suffix.lower() == ".zip":
            return zipfile.is_zipfile(path)
        if path.stat().st_size > LARGEST_PEEK_MIB * 2**20:
            return True
        json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return True

"""A large class whose grading is killed again and again, against one that was left in peace.

    python bench/interrupted_class.py [--students 2000] [--kills 10] [--others 10]

The class is that of `bench/large_class.py`. It is graded once undisturbed. Then it is graded again,
while the coordinator is killed (SIGKILL) at random moments and started anew, and at other random
moments one of the processes that it has started (a worker, a warm interpreter, a child that runs a
notebook). The two gradebooks are compared row by row (`bench/gradebook_rows.py`): ids, moments and
what a run took are left out, nothing else. Ends with 1 if a row differs.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from gradebook_rows import differences, rows_of
from large_class import ROOT, grade, tell, write_class, write_course

SHOWN = 3
"""Rows of each table that are printed where they differ."""

COORDINATOR, OTHER = "coordinator", "other"


@dataclass
class Disturbed:
    """A batch that is killed and started again.

    Attributes:
        course: Where the assignment is.
        part: The submissions.
        gradebook: Where they go.
        log: What the batches print.
        rng: Chooses victims and the last fraction of a moment.
        kills: What was killed, by sort.
        orphans: Processes that outlived a killed coordinator by half a minute.
    """

    course: Path
    part: Path
    gradebook: Path
    log: Path
    rng: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    orphans: list[str] = field(default_factory=list)

    def grade(self, moments: list[tuple[int, str]]) -> int:
        """Grade to the end; the exit code of the last batch.

        Args:
            moments: After how many graded submissions, and what is killed then.
        """
        process = self._start()
        for number, what in moments:
            while process.poll() is None and self.graded() < number:
                time.sleep(0.05)
            time.sleep(self.rng.uniform(0, 0.5))
            if what == OTHER:
                self._kill_one_of(process)
            elif process.poll() is None:
                self._kill(process)
                process = self._start()
        return process.wait()

    def graded(self) -> int:
        """How many submissions are in the gradebook that somebody else writes."""
        if self.gradebook.exists():
            with (
                suppress(sqlite3.Error),
                closing(sqlite3.connect(f"{self.gradebook.as_uri()}?mode=ro", uri=True)) as book,
            ):
                return int(book.execute("SELECT COUNT(*) FROM submission").fetchone()[0])
        return 0

    def _start(self) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as file:
            return subprocess.Popen(
                [sys.executable, "-c", "from grader.cli import main; main()", "grade", "large",
                 str(self.part), "--gradebook", str(self.gradebook)],
                cwd=self.course,
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )  # fmt: skip

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill the coordinator, and see whether what it had started ends by itself."""
        started = _descendants(process)
        process.kill()
        process.wait()
        self.kills[COORDINATOR] += 1
        _, alive = psutil.wait_procs(started, timeout=30)
        self.orphans += [
            " ".join(one.cmdline())[:120]
            for one in alive
            if one.is_running() and one.status() != psutil.STATUS_ZOMBIE
        ]

    def _kill_one_of(self, process: subprocess.Popen[bytes]) -> None:
        """Kill one of the processes that the coordinator has started, whichever."""
        for victim in self.rng.sample(found := _descendants(process), len(found)):
            with suppress(psutil.NoSuchProcess):
                sort = _sort_of(victim, process.pid)
                victim.kill()
                self.kills[sort] += 1
                return


def _descendants(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _sort_of(process: psutil.Process, coordinator: int) -> str:
    """What a process of a batch is there for, as far as it can be told from outside."""
    if process.ppid() != coordinator:
        return "process of a sandbox"
    return "worker" if "spawn_main" in " ".join(process.cmdline()) else "helper of the pool"


def moments(students: int, kills: int, others: int, rng: random.Random) -> list[tuple[int, str]]:
    """Random moments of a batch, in submissions graded, and what is killed at each."""
    wanted = [COORDINATOR] * kills + [OTHER] * others
    rng.shuffle(wanted)
    return list(zip(sorted(rng.sample(range(students), len(wanted))), wanted, strict=True))


def main() -> None:
    """Grade twice, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--students", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=10, help="of the coordinator")
    parser.add_argument("--others", type=int, default=10, help="of what it has started")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "interrupted-class")
    options = parser.parse_args()
    folder, rng = options.folder.resolve(), random.Random(options.seed)
    shutil.rmtree(folder, ignore_errors=True)
    course = write_course(folder)
    write_class(course, folder / "class", options.students, options.seed)
    quiet = grade(course, folder, options.students, None)
    tell(options.students, quiet, folder / f"log-{options.students}.txt")
    batch = Disturbed(
        course,
        folder / f"first-{options.students}",
        folder / "gradebook-killed.db",
        folder / "out-killed.txt",
        rng,
    )
    planned = moments(options.students, options.kills, options.others, rng)
    started = time.monotonic()
    code = batch.grade(planned)
    print(
        f"{options.students:>6} submissions  {time.monotonic() - started:8.1f} s  with "
        + ", ".join(f"{count} x {sort}" for sort, count in batch.kills.most_common())
        + f" killed, after {', '.join(str(number) for number, _ in planned)} submissions; "
        f"the last batch ended with {code}; {len(batch.orphans)} processes outlived theirs"
    )
    for orphan in batch.orphans:
        print("    " + orphan)
    found = differences(
        rows_of(folder / f"gradebook-{options.students}.db"), rows_of(batch.gradebook)
    )
    for table, lines in found.items():
        print(f"{table}: {len(lines)} rows differ")
        for line in lines[: 2 * SHOWN]:
            print("    " + line[:400])
    print("The gradebooks are the same, row by row." if not found else "The gradebooks differ.")
    sys.exit(1 if found or batch.orphans else 0)


if __name__ == "__main__":
    main()

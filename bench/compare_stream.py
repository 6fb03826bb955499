"""Send 10,000 pairs through `grader compare` and print what memory and time they take.

    python bench/compare_stream.py [--lines N] [--workers W]

The pairs are the project's corpus, again and again; from the second time on both sides of a plain
formula have a number added, so that no line is one that was seen before. Memory is that of the
command and every process below it, looked at twenty times a second: the proportional set size
(PSS: what processes share is counted once), and for comparison the sum of the resident sets, which
counts it for each.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from threading import Thread
from typing import Any

import psutil

ROOT = Path(__file__).parents[1]
_MIB = 1 << 20
_LOOK_S = 0.05
_NOT_PLAIN = frozenset(("matrix", "vector", "tuple", "latex"))


@dataclass
class Peak:
    """The most that was seen of a process and all below it.

    Attributes:
        pss: Bytes, shared pages once.
        rss: Bytes, shared pages for each process.
        processes: Number of processes.
    """

    pss: int = 0
    rss: int = 0
    processes: int = 0

    def look(self, process: psutil.Process) -> None:
        """Compare with what is there now."""
        pss = rss = processes = 0
        for one in _family(process):
            try:
                memory = one.memory_full_info()
            except (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
                continue
            pss, rss, processes = pss + memory.pss, rss + memory.rss, processes + 1
        self.pss, self.rss = max(self.pss, pss), max(self.rss, rss)
        self.processes = max(self.processes, processes)


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def pairs() -> list[dict[str, Any]]:
    """The corpus."""
    files = sorted((ROOT / "bench" / "corpus").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def lines() -> Iterator[str]:
    """Endlessly many lines, each with its number as ``id``."""
    corpus, number = pairs(), count()
    for turn in count():
        for pair in corpus:
            sides = {side: _shifted(pair, side, turn) for side in ("student", "reference")}
            yield json.dumps({**pair, **sides, "id": next(number)})


def _shifted(pair: dict[str, Any], side: str, turn: int) -> Any:
    plain = pair.get("kind", "expression") == "expression" and pair["class"] not in _NOT_PLAIN
    if turn and plain and all(isinstance(pair[s], str) for s in ("student", "reference")):
        return f"({pair[side]}) + {turn}"
    return pair[side]


def _feed(process: subprocess.Popen[str], wanted: int) -> None:
    assert process.stdin is not None
    for line in islice(lines(), wanted):
        process.stdin.write(line + "\n")
    process.stdin.close()


def run(wanted: int, workers: int) -> tuple[Peak, float, Counter[str]]:
    """One run of the command.

    Returns:
        The most memory that was seen, the seconds until the last answer, and the verdicts.
    """
    program = "from grader.cli import main; main()"
    arguments = ["compare", "-", "--json", f"--workers={workers}"]
    command = [sys.executable, "-c", program, *arguments]
    start = time.monotonic()
    peak, seen = Peak(), Counter[str]()
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        watched = psutil.Process(process.pid)
        Thread(target=_feed, args=(process, wanted), daemon=True).start()
        Thread(target=_watch, args=(peak, watched), daemon=True).start()
        assert process.stdout is not None
        for number, line in enumerate(process.stdout):
            answer = json.loads(line)
            assert answer["id"] == number, "the answers are out of order"
            seen[answer["verdict"]] += 1
        seconds = time.monotonic() - start
    return peak, seconds, seen


def _watch(peak: Peak, process: psutil.Process) -> None:
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        peak.look(process)
        time.sleep(_LOOK_S)


def main() -> int:
    """Run it and print the figures; exit code 1 if lines are missing or 400 MiB are passed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    peak, seconds, seen = run(options.lines, options.workers)
    print(
        f"{seen.total():,} of {options.lines:,} lines, {options.workers} workers, {seconds:.0f} s"
    )
    print(", ".join(f"{verdict} {number:,}" for verdict, number in sorted(seen.items())))
    print(f"{peak.processes} processes at most; peak PSS {peak.pss / _MIB:.0f} MiB, ", end="")
    print(f"peak of summed RSS {peak.rss / _MIB:.0f} MiB")
    return 0 if seen.total() == options.lines and peak.pss < 400 * _MIB else 1


if __name__ == "__main__":
    sys.exit(main())

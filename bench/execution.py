"""The price of running a notebook: this engine, stock nbclient, nbgrader and otter, in turn.

    python bench/execution.py [--rounds 2] [--write] [--cache FOLDER]

The same questions go to all, three kinds of them (`bench/execution_notebooks.py`). Peers are
installed at pinned versions into environments of their own, with the scientific stack of this one,
and byte-compiled. CPU is that of every process that takes part; wall is the time of a batch over
its notebooks. What a grader pays once a batch is left out: our warm parent, and for nbgrader a
call with one submission, which is subtracted. `otter run` starts anew for each submission by
design.
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from execution_notebooks import COURSE, Question, kinds, notebook_of, otter_test

from grader.garbage import settle
from grader.records import Limits
from grader.sandbox.sealed.engine import SealedSandbox

PEERS = {"nbgrader": "nbgrader==0.9.6", "otter": "otter-grader==7.0.0"}
SHARED = ("numpy", "sympy", "matplotlib", "ipykernel", "nbclient")
REPORT = COURSE / "docs" / "reference" / "execution-bench.md"
TICK = os.sysconf("SC_CLK_TCK")
OURS, STOCK, NBGRADER, OTTER = "this engine", "nbclient", "nbgrader autograde", "otter run"
COLUMNS = (
    "CPU, 1 worker",
    "wall, 1 worker",
    "CPU, 2 workers",
    "wall, 2 workers",
    "notebooks of ours for one of its: by CPU",
    "by wall, 1 worker",
    "by wall, 2 workers",
)
BATCH = {STOCK: 3, NBGRADER: 5, OTTER: 2}
"""Notebooks a worker in one round; of ours as many as fill two seconds of the students' code."""
FEWEST, MOST, ROUND_S = 6, 40, 2.0


@dataclass
class Measured:
    """CPU and wall seconds a notebook, one figure a round."""

    cpu_s: list[float] = field(default_factory=list)
    wall_s: list[float] = field(default_factory=list)


def environment(name: str, cache: Path) -> Path:
    """The bin folder of a peer's own environment, made and byte-compiled if it is not there."""
    home = cache / name
    ready = home / "ready"
    if not ready.exists():
        print(f"Installing {PEERS[name]} into {home} ...", file=sys.stderr)
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        wanted = [PEERS[name], *(f"{package}=={version(package)}" for package in SHARED)]
        subprocess.run([str(home / "bin/pip"), "install", "-q", *wanted], check=True)
        compileall.compile_dir(home / "lib", quiet=2, workers=2)
        ready.touch()
    return home / "bin"


# ------------------------------------------------------------------- how each is run

Batch = Callable[[int], Sequence[tuple[list[str], Path]]]
"""Commands for one worker with that many notebooks, each with the folder to run it in."""


def spent(commands: Sequence[Sequence[tuple[list[str], Path]]], bins: Path) -> tuple[float, float]:
    """CPU and wall seconds of several workers' commands, each worker's one after the other."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with ThreadPoolExecutor(len(commands)) as pool:
        list(
            pool.map(
                lambda work: [run(command, folder, bins) for command, folder in work], commands
            )
        )
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - started
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall


def run(command: list[str], folder: Path, bins: Path) -> None:
    """Run one command with a home and a path of its own; its output matters if it fails."""
    own = {"HOME": str(folder), "PATH": f"{bins}:/usr/bin:/bin", "LANG": "C.UTF-8"}
    own |= {"MPLCONFIGDIR": str(folder.parent / "mpl"), "MPLBACKEND": "agg"}
    done = subprocess.run(command, cwd=folder, env=own, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-3000:]}")


def nbgrader_batch(folder: Path, questions: list[Question], bins: Path, worker: str) -> Batch:
    """A course with submissions that are the solved source."""
    course = folder / f"nbgrader-{worker}"
    source = course / "source" / "hw"
    source.mkdir(parents=True)
    text = json.dumps(notebook_of(questions, tests=True))
    (source / "hw.ipynb").write_text(text)
    nbgrader = [str(bins / "nbgrader")]
    quiet = ["--log-level=ERROR"]
    run([*nbgrader, "generate_assignment", "hw", "--force", *quiet], course, bins)

    def batch(number: int) -> Sequence[tuple[list[str], Path]]:
        shutil.rmtree(course / "submitted", ignore_errors=True)
        for student in range(number):
            place = course / "submitted" / f"s{student}" / "hw"
            place.mkdir(parents=True)
            (place / "hw.ipynb").write_text(text)
        return [([*nbgrader, "autograde", "hw", "--force", *quiet], course)]

    return batch


def otter_batch(folder: Path, questions: list[Question], bins: Path, worker: str) -> Batch:
    """A submission and the zip with its tests."""
    home = folder / f"otter-{worker}"
    tests = home / "tests"
    tests.mkdir(parents=True)
    (home / "s.ipynb").write_text(json.dumps(notebook_of(questions, tests=False)))
    for number, question in enumerate(questions):
        if question.test:
            (tests / f"q{number}.py").write_text(otter_test(number, question))
    otter = str(bins / "otter")
    make = ["generate", "-t", "tests", "-o", "autograder.zip", "--no-requirements"]
    run([otter, *make, "--no-environment", "--no-config"], home, bins)
    command = [otter, "run", "s.ipynb", "-a", "autograder.zip", "-o", str(home), "--no-logo"]
    return lambda number: [(command, home)] * number


def stock_batch(folder: Path, questions: list[Question], _bins: Path, worker: str) -> Batch:
    """The same cells with stock nbclient."""
    home = folder / f"stock-{worker}"
    home.mkdir()
    (home / "hw.ipynb").write_text(json.dumps(notebook_of(questions, tests=True)))
    program = str(Path(__file__).with_name("execution_stock.py"))
    return lambda number: [([sys.executable, program, *["hw.ipynb"] * number], home)]


def peer_round(
    batches: Sequence[Batch], number: int, bins: Path, *, once: bool
) -> tuple[float, float]:
    """CPU and wall a notebook; with `once`, a call with one notebook each is taken off."""
    cpu, wall = spent([batch(number) for batch in batches], bins)
    notebooks = number * len(batches)
    if once:
        first_cpu, first_wall = spent([batch(1) for batch in batches], bins)
        cpu, wall, notebooks = cpu - first_cpu, wall - first_wall, notebooks - len(batches)
    return cpu / notebooks, wall / notebooks


def our_round(
    sandbox: SealedSandbox, questions: list[Question], number: int, workers: int
) -> tuple[float, float]:
    """CPU of grader, warm parent and children, and wall, a notebook."""
    notebook = notebook_of(questions, tests=True)
    before, started = own_cpu_s(sandbox), time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        runs = list(pool.map(lambda _: sandbox.run(notebook, Limits()), range(number)))
    wall = time.perf_counter() - started
    failed = [cell for run in runs for cell in run.cells if cell.status != "ok"]
    if failed:
        raise SystemExit(f"A cell of ours failed: {failed[0]}")
    cpu = own_cpu_s(sandbox) - before + sum(run.cpu_s for run in runs)
    return cpu / number, wall / number


def own_cpu_s(sandbox: SealedSandbox) -> float:
    """CPU so far of this process and of the warm parent, whose children are counted apart."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    words = Path(f"/proc/{sandbox.warm_pid}/stat").read_text().rpartition(")")[2].split()
    return used.ru_utime + used.ru_stime + (int(words[11]) + int(words[12])) / TICK


def warm_cpu_s(folder: Path, questions: list[Question], times: int = 9) -> float:
    """Median CPU of the same cells in a warm process, without a fork, a cage or a grader."""
    notebook = folder / "warm.json"
    notebook.write_text(json.dumps(notebook_of(questions, tests=True)))
    program = str(Path(__file__).with_name("execution_warm.py"))
    done = subprocess.run(
        [sys.executable, program, str(notebook), str(times)],
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "PYTHONHASHSEED": "0",
            "SYMPY_CACHE_SIZE": "10000",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return statistics.median(map(float, done.stdout.split()))


# ------------------------------------------------------------------- the whole


def measure(
    rounds: int, cache: Path
) -> tuple[dict[tuple[str, str, int], Measured], dict[str, list[tuple[float, float]]], float]:
    """Every kind, grader and number of workers, in turn; the warm costs; our start-up.

    Ours comes before each of the others. The warm costs are the CPU seconds of the students' own
    code, and what it costs more to run it isolated, a pair a round.
    """
    bins = {name: environment(name, cache) for name in PEERS}
    started = time.perf_counter()
    sandbox = SealedSandbox()
    ready = time.perf_counter() - started
    table: dict[tuple[str, str, int], Measured] = {}
    warm: dict[str, list[tuple[float, float]]] = {}
    with TemporaryDirectory(prefix="bench-") as name, contextlib.closing(sandbox):
        asked = kinds()
        settle(1)  # as a process that grades does with its course
        for kind, questions in asked.items():
            folder = Path(name) / kind
            folder.mkdir()
            our_round(sandbox, questions, 4, 2)
            ways = {
                STOCK: (stock_batch, Path(sys.executable).parent, False),
                NBGRADER: (nbgrader_batch, bins["nbgrader"], True),
                OTTER: (otter_batch, bins["otter"], False),
            }
            batches = {
                way: [make(folder, questions, bin_, worker) for worker in "ab"]
                for way, (make, bin_, _) in ways.items()
            }
            for _ in range(rounds):
                before = warm_cpu_s(folder, questions)
                number = round(min(MOST, max(FEWEST, ROUND_S / before)))
                mine = our_round(sandbox, questions, number, 1)
                # Before and after: a shared machine is now quicker, now slower.
                own = statistics.mean((before, warm_cpu_s(folder, questions)))
                warm.setdefault(kind, []).append((own, mine[0] - own))
                for workers in (1, 2):
                    for way, (_, bin_, once) in ways.items():
                        note(
                            table,
                            kind,
                            OURS,
                            workers,
                            our_round(sandbox, questions, number, workers),
                        )
                        used = batches[way][:workers]
                        cost = peer_round(used, BATCH[way], bin_, once=once)
                        note(table, kind, way, workers, cost)
    return table, warm, ready


def note(
    table: dict[tuple[str, str, int], Measured],
    kind: str,
    way: str,
    workers: int,
    cost: tuple[float, float],
) -> None:
    """Keep a round's figures, and say so: a round takes a minute."""
    measured = table.setdefault((kind, way, workers), Measured())
    measured.cpu_s.append(cost[0])
    measured.wall_s.append(cost[1])
    print(f"{kind} {way} {workers}: CPU {cost[0]:.3f} wall {cost[1]:.3f}", file=sys.stderr)


def spread(figures: Sequence[float]) -> str:
    """The median in milliseconds, with the smallest and the largest."""
    low, middle, high = (1000 * f for f in (min(figures), statistics.median(figures), max(figures)))
    return f"{middle:,.0f} ({low:,.0f}-{high:,.0f})"


def lines(
    table: dict[tuple[str, str, int], Measured],
    warm: dict[str, list[tuple[float, float]]],
    ready: float,
) -> Iterator[str]:
    """The report in Markdown."""
    versions = ", ".join([*PEERS.values(), *(f"{name}=={version(name)}" for name in SHARED)])
    yield "# The price of running a notebook"
    yield ""
    yield "Printed by `python bench/execution.py --write`; do not edit."
    yield ""
    yield f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}."
    yield "Milliseconds a notebook: median of the rounds (smallest-largest). Our warm parent takes "
    yield f"{ready:.1f} s to start, once a batch."
    for kind, costs in warm.items():
        own, over = zip(*costs, strict=True)
        yield f"\n## {kind.capitalize()}\n"
        yield f"The student's own code in a warm process: {spread(own)} ms of CPU; isolated "
        yield f"execution here: {spread(over)} ms more.\n"
        yield f"| grader | {' | '.join(COLUMNS)} |"
        yield "|---" * (1 + len(COLUMNS)) + "|"
        for way in (OURS, STOCK, NBGRADER, OTTER):
            one, two = table[kind, way, 1], table[kind, way, 2]
            ours, ours_two = table[kind, OURS, 1], table[kind, OURS, 2]
            ratios = [
                statistics.median(theirs) / statistics.median(mine)
                for theirs, mine in (
                    (one.cpu_s, ours.cpu_s),
                    (one.wall_s, ours.wall_s),
                    (two.wall_s, ours_two.wall_s),
                )
            ]
            figures = [spread(f) for m in (one, two) for f in (m.cpu_s, m.wall_s)]
            yield f"| {way} | {' | '.join([*figures, *(f'{ratio:.0f}' for ratio in ratios)])} |"


def main() -> None:
    """Measure, print, and write the report where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.relative_to(COURSE)}")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "gradus-bench")
    options = parser.parse_args()
    report = "\n".join(lines(*measure(options.rounds, options.cache))) + "\n"
    print(report)
    if options.write:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()

"""The price of running a notebook: this engine, stock nbclient, nbgrader and otter, in turn.

    python bench/execution.py [--rounds 2] [--kind heavy] [--write] [--cache FOLDER]

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
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import version
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from execution_notebooks import COURSE, Question, kinds, notebook_of, otter_test

from grader.garbage import settle
from grader.records import Limits, Run
from grader.sandbox.sealed import stack
from grader.sandbox.sealed.engine import SealedSandbox

PEERS = {"nbgrader": "nbgrader==0.9.6", "otter": "otter-grader==7.0.0"}
SHARED = ("numpy", "sympy", "matplotlib", "ipykernel", "nbclient")
REPORT = COURSE / "docs" / "reference" / "execution-bench.md"
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
KINDS = ("light", "homework", "heavy")
BATCH = {STOCK: 3, NBGRADER: 8, OTTER: 2}
"""Notebooks a worker in one round; of ours as many as fill three seconds of the students' code."""
FEWEST, MOST, ROUND_S = 6, 120, 3.0
MORE = 15
"""For so many of ours, one more of a peer whose figure is a difference of two calls: a call of
nbgrader takes seconds to start, which vary by more than a light notebook costs."""
SHELLS = ("stock", "ours")
TURNS = 30
"""Of isolation: how often a notebook is run in each way, in a round, at least."""
TRIES = 3
"""How often a peer is run that fails."""


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


class Failed(Exception):
    """A peer has failed, as two kernels do that are given the same port."""


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
        raise Failed(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-3000:]}")


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
    """As `peer_cost`, measured again if the peer fails; the last failure is raised."""
    for _ in range(TRIES - 1):
        try:
            return peer_cost(batches, number, bins, once=once)
        except Failed as failure:
            print(f"Once more, for {failure}", file=sys.stderr)
    return peer_cost(batches, number, bins, once=once)


def peer_cost(
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
        runs = list(pool.map(lambda _: complete(sandbox.run(notebook, Limits())), range(number)))
    wall = time.perf_counter() - started
    cpu = own_cpu_s(sandbox) - before + sum(run.cpu_s for run in runs)
    return cpu / number, wall / number


def complete(run: Run) -> Run:
    """The run, if every cell of it was; what fails costs something else."""
    failed = [cell for cell in run.cells if cell.status != "ok"]
    if failed:
        raise SystemExit(f"A cell of ours failed: {failed[0]}")
    return run


def own_cpu_s(sandbox: SealedSandbox) -> float:
    """CPU so far of this process and of the warm parent, whose children are counted apart."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    ran_ns = Path(f"/proc/{sandbox.warm_pid}/schedstat").read_text().split()[0]
    return used.ru_utime + used.ru_stime + int(ran_ns) / 1e9


class Warm:
    """A warm process that runs the same cells without a cage or a grader, as often as it is asked.

    It ends with its standard input.

    Args:
        folder: Where its notebook is put.
        questions: What is in it.
        shell: One of `SHELLS`.
    """

    def __init__(self, folder: Path, questions: list[Question], shell: str) -> None:
        notebook = folder / "warm.json"
        notebook.write_text(json.dumps(notebook_of(questions, tests=True)))
        program = str(Path(__file__).with_name("execution_warm.py"))
        self._process = subprocess.Popen(
            [sys.executable, program, shell, str(notebook)],
            env=stack.environment(str(folder), "/usr/bin:/bin"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )

    def cpu_s(self) -> float:
        """CPU seconds of the cells, run once."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"\n")
        return float(self._process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self._process.communicate()


def isolation(
    warm: Sequence[Warm], sandbox: SealedSandbox, questions: list[Question], turns: int
) -> list[tuple[float, float]]:
    """For each warm process: CPU seconds of the student's own code, and what isolation adds.

    One notebook in each warm process and one isolated, in turn: a shared machine is now quicker,
    now slower, for seconds at a time. What the warm parent does between two notebooks counts for
    the next. All figures are medians over the turns.
    """
    notebook = notebook_of(questions, tests=True)
    costs = []
    before = own_cpu_s(sandbox)
    for _ in range(turns):
        own = [one.cpu_s() for one in warm]
        ran = complete(sandbox.run(notebook, Limits()))
        now = own_cpu_s(sandbox)
        isolated, before = now - before + ran.cpu_s, now
        costs.append([(cost, isolated - cost) for cost in own])
    return [
        (statistics.median(own for own, _ in of_one), statistics.median(more for _, more in of_one))
        for of_one in zip(*costs, strict=True)
    ]


# ------------------------------------------------------------------- the whole


@dataclass
class Results:
    """What was measured.

    Attributes:
        costs: Of a kind, a grader and a number of workers.
        ratios: How many notebooks of ours for one of its, by CPU and by wall, one pair a round.
        isolation: Of a kind and a shell, the CPU seconds of the students' own code in it, and what
            it costs more to run it isolated, one pair of figures a round.
        ready_s: Wall seconds that our warm parent takes to start.
    """

    ready_s: float
    costs: dict[tuple[str, str, int], Measured] = field(default_factory=dict)
    ratios: dict[tuple[str, str, int], list[tuple[float, float]]] = field(default_factory=dict)
    isolation: dict[tuple[str, str], list[tuple[float, float]]] = field(default_factory=dict)

    def note(self, kind: str, way: str, workers: int, cost: tuple[float, float]) -> None:
        """Keep a round's figures, and say so: a round takes a minute."""
        measured = self.costs.setdefault((kind, way, workers), Measured())
        measured.cpu_s.append(cost[0])
        measured.wall_s.append(cost[1])
        print(f"{kind} {way} {workers}: CPU {cost[0]:.3f} wall {cost[1]:.3f}", file=sys.stderr)


def measure(rounds: int, cache: Path, wanted: Collection[str]) -> Results:
    """Every kind that is wanted, grader and number of workers, in turn."""
    bins = {name: environment(name, cache) for name in PEERS}
    started = time.perf_counter()
    sandbox = SealedSandbox()
    results = Results(time.perf_counter() - started)
    with TemporaryDirectory(prefix="bench-") as name, contextlib.closing(sandbox):
        asked = {kind: questions for kind, questions in kinds().items() if kind in wanted}
        settle(1)  # as a process that grades does with its course
        for kind, questions in asked.items():
            folder = Path(name) / kind
            folder.mkdir()
            our_round(sandbox, questions, 4, 2)
            compare(results, kind, questions, folder, sandbox, bins, rounds)
    return results


def compare(
    results: Results,
    kind: str,
    questions: list[Question],
    folder: Path,
    sandbox: SealedSandbox,
    bins: Mapping[str, Path],
    rounds: int,
) -> None:
    """One kind: ours before and after each of the others, for the machine's speed changes."""
    ways = {
        STOCK: (stock_batch, Path(sys.executable).parent, False),
        NBGRADER: (nbgrader_batch, bins["nbgrader"], True),
        OTTER: (otter_batch, bins["otter"], False),
    }
    batches = {
        way: [make(folder, questions, bin_, worker) for worker in "ab"]
        for way, (make, bin_, _) in ways.items()
    }
    with contextlib.ExitStack() as open_:
        warm = [
            open_.enter_context(contextlib.closing(Warm(folder, questions, shell)))
            for shell in SHELLS
        ]
        number = 2 * round(ROUND_S / 2 / statistics.mean(warm[-1].cpu_s() for _ in range(FEWEST)))
        number = min(MOST, max(FEWEST, number))
        for _ in range(rounds):
            costs = isolation(warm, sandbox, questions, max(TURNS, number))
            for shell, cost in zip(SHELLS, costs, strict=True):
                results.isolation.setdefault((kind, shell), []).append(cost)
            for workers, (way, (_, bin_, once)) in product((1, 2), ways.items()):
                before = our_round(sandbox, questions, number, workers)
                asked = BATCH[way] + (number // MORE if once else 0)
                theirs = peer_round(batches[way][:workers], asked, bin_, once=once)
                after = our_round(sandbox, questions, number, workers)
                ours = (
                    statistics.mean((before[0], after[0])),
                    statistics.mean((before[1], after[1])),
                )
                results.note(kind, OURS, workers, ours)
                results.note(kind, way, workers, theirs)
                ratio = theirs[0] / ours[0], theirs[1] / ours[1]
                results.ratios.setdefault((kind, way, workers), []).append(ratio)


def spread(figures: Sequence[float], scale: float = 1000) -> str:
    """The median, in milliseconds unless told, with the smallest and the largest."""
    low, middle, high = (
        scale * figure for figure in (min(figures), statistics.median(figures), max(figures))
    )
    return f"{middle:,.0f} ({low:,.0f}-{high:,.0f})"


def lines(results: Results) -> Iterator[str]:
    """The report in Markdown."""
    versions = ", ".join([*PEERS.values(), *(f"{name}=={version(name)}" for name in SHARED)])
    yield "# The price of running a notebook"
    yield ""
    yield "Printed by `python bench/execution.py --write`; do not edit."
    yield ""
    yield f"{os.cpu_count()} cores, Python {platform.python_version()}, {versions}."
    yield "Milliseconds a notebook: median of the rounds (smallest-largest). Ours is measured"
    yield "before and after each of the others; a ratio is that of the one to the other there."
    yield f"Our warm parent takes {results.ready_s:.1f} s to start, once a batch."
    yield "A warm process is a fork of one that has run the same warm-up, with ipykernel's shell as"
    yield "it comes, or with ours, which draws plain figures once and writes answers as data."
    for kind in dict.fromkeys(kind for kind, _ in results.isolation):
        yield f"\n## {kind.capitalize()}\n"
        yield from isolation_lines(results, kind)
        yield f"| grader | {' | '.join(COLUMNS)} |"
        yield "|---" * (1 + len(COLUMNS)) + "|"
        for way in (OURS, STOCK, NBGRADER, OTTER):
            measured = [results.costs[kind, way, workers] for workers in (1, 2)]
            figures = [spread(f) for m in measured for f in (m.cpu_s, m.wall_s)]
            yield f"| {way} | {' | '.join([*figures, *times(results, kind, way)])} |"


def isolation_lines(results: Results, kind: str) -> Iterator[str]:
    """What isolation costs, over what the code costs in either shell."""
    yield "| milliseconds of CPU | ipykernel's shell | our shell |\n|---|---|---|"
    rounds = [zip(*results.isolation[kind, shell], strict=True) for shell in SHELLS]
    rows = zip(*(map(spread, figures) for figures in rounds), strict=True)
    what = "the student's own code in a warm process", "isolated execution here costs more"
    for name, row in zip(what, rows, strict=True):
        yield f"| {name} | {' | '.join(row)} |"
    yield ""


def times(results: Results, kind: str, way: str) -> Iterator[str]:
    """How many notebooks of ours for one of its, as the last columns of a row."""
    if way == OURS:
        yield from ("1", "1", "1")
        return
    by_cpu, by_wall = zip(*results.ratios[kind, way, 1], strict=True)
    _, by_wall_of_two = zip(*results.ratios[kind, way, 2], strict=True)
    yield from (spread(ratios, 1) for ratios in (by_cpu, by_wall, by_wall_of_two))


def main() -> None:
    """Measure, print, and write the report where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--kind", action="append", choices=KINDS, help="these only; more than once")
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.relative_to(COURSE)}")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "gradus-bench")
    options = parser.parse_args()
    if options.write and options.kind:
        parser.error("--write needs every kind: leave --kind out.")
    results = measure(options.rounds, options.cache, options.kind or KINDS)
    report = "\n".join(lines(results)) + "\n"
    print(report)
    if options.write:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()

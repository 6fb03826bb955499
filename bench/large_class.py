"""A large class, generated and graded: how fast, and in how much memory of the coordinator.

Run `python bench/large_class.py` (or `make demo-large`). The class hands in the assignment `large`:
two problems of the course, the same variant for all, so that many write the same, as in a real
class. One in twenty is broken or hostile: cut off, empty, no JSON, endless, greedy for memory,
quitting, flooding. Everything is written to `build/large-class`; run again, it begins anew.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from grader.assignment import load_assignment  # noqa: E402 - the path comes first
from grader.catalog import open_course  # noqa: E402
from grader.settings import find_settings  # noqa: E402
from tests.sample_class import Desk  # noqa: E402 - writes notebooks as students do

ASSIGNMENT = """\
title = "A large class"
parts = ["convergence", "loss_scaling"]
variants = "canonical"

[limits]
cell_s = 3
notebook_s = 12
memory_mib = 384
"""
SMALLER_CREDIT = '\n[points]\n"loss_scaling.base" = 0.5\n'
ODD = 0.05
"""Share of submissions that are broken or hostile."""

# each passes one limit long before any other, however busy the machine is: two runs must agree
HOSTILE = {
    "endless": "while True:\n    pass",
    "greedy": "rows = np.ones(5_000_000_000)\nrows.sum()",
    "quitter": "import os\nos._exit(0)",
    "flood": "for i in range(50):\n    print('x' * 1_000_000)\n1",
    "thief": "import solutions.loss_scaling as key\nkey.SOLUTION",
}
BROKEN = {"empty": "", "words": "I could not open the notebook, sorry", "list": "[1, 2, 3]"}


@dataclass(frozen=True)
class Figures:
    """What one run of `grader grade` took.

    Attributes:
        seconds: Wall time, start of the process to its end.
        peak_mib: Highest resident memory of the coordinator alone.
        cpu_s: Processor time of the coordinator and of what it waited for.
        children: Most processes of its own that it had at a time.
        code: Exit code.
        out: What it printed.
    """

    seconds: float
    peak_mib: float
    cpu_s: float
    children: int
    code: int
    out: Path


def write_course(folder: Path) -> Path:
    """The course of this repository with the assignment `large`, gradebooks aside."""
    course = folder / "course"
    course.mkdir(parents=True)
    (course / "grader.toml").write_text('course = "."\n', "utf-8")
    for name in ("problems", "solutions"):
        shutil.copytree(ROOT / name, course / name, ignore=shutil.ignore_patterns("__pycache__"))
    (course / "notebooks" / "large").mkdir(parents=True)
    (course / "notebooks" / "large" / "assignment.toml").write_text(ASSIGNMENT, "utf-8")
    return course


def write_class(course: Path, folder: Path, students: int, seed: int) -> Counter[str]:
    """A notebook a student; gives how many there are of what."""
    opened = open_course(find_settings(course))
    desk = Desk(opened, load_assignment(opened.root, "large"))
    pools = answer_pools(desk)
    rng = random.Random(seed)
    made: Counter[str] = Counter()
    for number in range(students):
        kind, text = submission(desk, pools, rng)
        made[kind] += 1
        place = folder / f"student-{number:05d}" / "large.ipynb"
        place.parent.mkdir(parents=True)
        place.write_text(text, "utf-8")
    return made


def answer_pools(desk: Desk) -> dict[str, list[str]]:
    """What students write for each part: the key, other right forms, near misses, mistakes."""
    pools: dict[str, list[str]] = {part: [source] * 4 for part, source in desk.key.items()}
    for table in ("also_right", "near_misses"):
        for index in range(6):
            for part, source in desk.forms(table, index).items():
                pools[part].append(source)
    for problem in desk.assignment.problems:
        for index in range(4):
            for part, source in desk.mistaken(problem, index)[0].items():
                pools[part].append(source)
    for sources in pools.values():
        sources += ["...", "(1 +"]
    return pools


def submission(desk: Desk, pools: dict[str, list[str]], rng: random.Random) -> tuple[str, str]:
    """Somebody's notebook as text, and what sort of student it is."""
    answers = {part: rng.choice(sources) for part, sources in pools.items()}
    kind = "ordinary"
    if rng.random() < ODD:
        kind = rng.choice([*HOSTILE, *BROKEN, "cut off"])
    if kind in HOSTILE:
        answers[rng.choice(sorted(answers))] = HOSTILE[kind]
    text = json.dumps(desk.solved(answers))
    if kind in BROKEN:
        text = BROKEN[kind]
    elif kind == "cut off":
        text = text[: len(text) * 2 // 3]
    return kind, text


def peak_mib(pid: int) -> float:
    """The highest resident memory of a process so far; 0 if it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def children(pid: int) -> int:
    """How many processes a process has started that still run."""
    try:
        return len(Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split())
    except OSError:
        return 0


def grader(course: Path, log: Path, *arguments: str) -> Figures:
    """Run the command line in a process of its own and watch it from outside."""
    started, peak, most = time.monotonic(), 0.0, 0
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", "from grader.cli import main; main()", *arguments],
            cwd=course,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""},
        )
        while process.poll() is None:
            peak = max(peak, peak_mib(process.pid))
            most = max(most, children(process.pid))
            time.sleep(0.02)
    seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Figures(seconds, peak, cpu_s, most, process.returncode, log)


def grade(course: Path, folder: Path, students: int, workers: int | None) -> Figures:
    """Grade the first so many students into a gradebook of their own."""
    part = folder / f"first-{students}"
    for student in sorted((folder / "class").iterdir())[:students]:
        (part / student.name).mkdir(parents=True)
        os.link(student / "large.ipynb", part / student.name / "large.ipynb")
    wanted = ["--workers", str(workers)] if workers else []
    arguments = ["--gradebook", str(folder / f"gradebook-{students}.db"), *wanted]
    log = folder / f"log-{students}.txt"
    return grader(course, folder / f"out-{students}.txt", "grade", "large", str(part), *arguments,
                  "--log", str(log))  # fmt: skip


def tell(students: int, figures: Figures, log: Path) -> None:
    """Print what grading took and what came of it."""
    lines = [line.split("\t") for line in log.read_text("utf-8").splitlines()]
    status = Counter(line[2] for line in lines)
    how = Counter(line[5] for line in lines)
    if figures.code not in (0, 1, 2) or len(lines) != students:
        raise SystemExit(
            f"grader grade ended with {figures.code} after {len(lines)} of {students} "
            f"submissions: see {figures.out}"
        )
    print(
        f"{students:>6} submissions  {figures.seconds:8.1f} s  "
        f"{students / figures.seconds:6.2f} a second  "
        f"coordinator's peak {figures.peak_mib:6.1f} MiB"
    )
    for name, counts in (("by status", status), ("by how", how)):
        print(f"        {name}: " + ", ".join(f"{n} {word}" for word, n in sorted(counts.items())))


def regrade(course: Path, folder: Path, students: int, smaller: int) -> None:
    """Regrade after other points, after another credit, and after another reference.

    The smaller class is graded anew too: what the others cost more is the rate without the start of
    the program, and without the answers that somebody in the smaller class gave already.
    """
    points = course / "notebooks" / "large" / "assignment.toml"
    mistakes = course / "solutions" / "mistakes" / "convergence.py"
    reference = course / "solutions" / "derivations" / "convergence.py"

    def once(what: str) -> None:
        out = folder / "regrade.txt"
        few, figures = (
            grader(course, out, "regrade", "large", "--gradebook", str(book), "--json")
            for book in (folder / f"gradebook-{smaller}.db", folder / f"gradebook-{students}.db")
        )
        moved = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        scores = sum(move["by"] != 0 for move in moved)
        print(
            f"regrade of {students} after {what}: {figures.seconds:.2f} s, "
            f"{figures.cpu_s:.2f} s of them on a processor, "
            f"{students / figures.cpu_s:.0f} submissions a second and core"
            f"{beyond(students - smaller, figures.cpu_s - few.cpu_s)}, "
            f"{scores} scores move, {len(moved)} rows added, "
            f"{figures.children} processes started, peak {figures.peak_mib:.1f} MiB"
        )
        if figures.code:
            raise SystemExit(f"grader regrade ended with {figures.code}: see {out}")

    once("nothing")
    points.write_text(ASSIGNMENT.replace("\n[limits]", SMALLER_CREDIT + "\n[limits]"), "utf-8")
    once("a part was made worth half a point")
    before = mistakes.read_text("utf-8")
    mistakes.write_text(re.sub(r"credit=0\.\d+", "credit=0.25", before), "utf-8")
    if mistakes.read_text("utf-8") == before:
        raise SystemExit(f"{mistakes} has no credit to change: choose another file.")
    once("credits of mistakes became 0.25")
    reference.write_text(reference.read_text("utf-8") + "# decided by another module\n", "utf-8")
    once("the module of the references of half of the parts changed, each decided anew")


def beyond(more: int, cpu_s: float) -> str:
    """The rate of the submissions that the larger class has more, if that can be told."""
    return f", {more / cpu_s:.0f} beyond the start of the program" if cpu_s > 0 < more else ""


def main() -> None:
    """Generate, grade a part, grade all, regrade, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--students", type=int, default=2000)
    parser.add_argument("--smaller", type=int, default=200, help="whose peak memory is compared")
    parser.add_argument("--workers", type=int, help="processes; all cores if not given")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "large-class")
    options = parser.parse_args()
    folder = options.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    course = write_course(folder)
    made = write_class(course, folder / "class", options.students, options.seed)
    print(f"{options.students} notebooks in {folder / 'class'}, of two problems of the course:")
    print("        " + ", ".join(f"{count} {kind}" for kind, count in made.most_common()))
    peaks = []
    for students in sorted({min(options.smaller, options.students), options.students}):
        figures = grade(course, folder, students, options.workers)
        tell(students, figures, folder / f"log-{students}.txt")
        peaks.append(figures.peak_mib)
    print(f"coordinator's peak, the larger class less the smaller: {peaks[-1] - peaks[0]:+.1f} MiB")
    regrade(course, folder, options.students, min(options.smaller, options.students))


if __name__ == "__main__":
    main()

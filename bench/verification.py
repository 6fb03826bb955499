"""How long `grader verify` takes over each problem, on one core.

Run `python bench/verification.py --seeds 200`; with `--write FILE` the table is also written as
Markdown. The seconds are of processor time of one process, notebooks not counted: each problem is
verified in a process of its own, as the first one that the process verifies, so that nothing is
remembered from another problem. Loading the modules is not counted.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from dataclasses import dataclass
from pathlib import Path

from grader.catalog import open_course
from grader.settings import find_settings
from grader.verify.problem import seeds_to_verify, verify_problem

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Taken:
    """What one problem took.

    Attributes:
        seconds: Of processor time.
        distinct: How many of the variants differ.
        checks: Forms and observations that were held against a reference.
    """

    problem: str
    seconds: float
    distinct: int
    checks: int
    complaints: int


def measured(job: tuple[str, int]) -> Taken:
    """Verify one problem over that many seeds in this process."""
    problem_id, seeds = job
    course = open_course(find_settings(ROOT))
    course.solution(problem_id)
    start = time.process_time()
    outcome = verify_problem(course, problem_id, seeds_to_verify(seeds))
    return Taken(
        problem=problem_id,
        seconds=time.process_time() - start,
        distinct=outcome.distinct,
        checks=sum(
            part.observations + part.accepted + part.refused + part.recognised
            for part in outcome.parts.values()
        ),
        complaints=len(outcome.complaints),
    )


def as_markdown(rows: list[Taken], seeds: int) -> str:
    """The table, with how to make it again."""
    lines = [
        "# What a verification takes",
        "",
        (
            f"Printed by `python bench/verification.py --seeds {seeds} --write FILE`: seconds of "
            f"processor time of one process for {seeds} variants of each problem, without the "
            "notebooks."
        ),
        "",
        "| problem | seconds | distinct variants | checks | complaints |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {row.problem} | {row.seconds:.1f} | {row.distinct} | {row.checks} | {row.complaints} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table, a row as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("problems", nargs="*", help="problem ids; all of the course if none")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--write", type=Path, help="a Markdown file for the table")
    arguments = parser.parse_args()
    chosen = arguments.problems or open_course(find_settings(ROOT)).problem_ids
    jobs = [(problem_id, arguments.seeds) for problem_id in chosen]
    rows = []
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for row in pool.imap(measured, jobs, chunksize=1):
            print(
                f"{row.problem:28} {row.seconds:7.1f} s {row.checks:7} checks "
                f"{row.complaints:4} complaints",
                flush=True,
            )
            rows.append(row)
    if arguments.write:
        arguments.write.write_text(as_markdown(rows, arguments.seeds), encoding="utf-8")


if __name__ == "__main__":
    main()

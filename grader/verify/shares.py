"""A verification in shares, each done by a process: one that dies costs its share and is said."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from grader.catalog import Course, open_course
from grader.sandbox import open_sandbox
from grader.settings import find_settings
from grader.verify.faults import AUTHORS_FAULTS, PATIENCE_S, TookTooLong, patience
from grader.verify.notebooks import NotebookCheck
from grader.verify.problem import Verified, failure, seeds_to_verify, verify_problem
from grader.verify.variant import Complaint

SHARE = 25
"""Seeds that one process takes at a time, so that many cores share one problem."""

WITH_NOTEBOOKS = 2
"""Variants whose blank and solved notebooks are run."""

DIED = "The process ended abruptly: this code ends or crashes the interpreter, or takes all memory."


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Some variants of a problem.

    Attributes:
        problem: Id.
        seeds: Of the variants.
        notebooks: Whether their notebooks are run, instead of everything else.
    """

    problem: str
    seeds: Sequence[int]
    notebooks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for.

    Attributes:
        folder: Of the settings.
        seeds: How many variants of each problem.
        notebooks: Whether notebooks are run as well.
        seconds: Processor time that a variant may take; see `patience`.
        unsafe: Whether notebooks may be run where no cage is to be had.
    """

    folder: Path
    seeds: int
    notebooks: bool = True
    seconds: float = PATIENCE_S
    unsafe: bool = False

    def shares(self, problems: Sequence[str]) -> list[Share]:
        """Every share of these problems, those with notebooks last."""
        every = seeds_to_verify(self.seeds)
        parted = [every[start : start + SHARE] for start in range(0, self.seeds, SHARE)]
        found = [
            Share(problem=problem, seeds=seeds, notebooks=False)
            for problem in problems
            for seeds in parted
        ]
        few = every[:WITH_NOTEBOOKS] if self.notebooks else ()
        return found + [Share(problem=p, seeds=few, notebooks=True) for p in problems if few]


def verify_shares(order: Order, shares: Sequence[Share], workers: int) -> Iterator[Verified]:
    """What is found in each share, as it comes; a bug of ours ends all at once.

    Args:
        order: What they have in common.
        shares: Of any problems.
        workers: Processes.
    """
    pool, lost = _open(workers), []
    try:
        running = {pool.submit(_do, order, share): share for share in shares}
        for done in as_completed(running):
            try:
                yield done.result()
            except BrokenProcessPool:
                lost.append(running[done])
    except BaseException:
        for process in list(getattr(pool, "_processes", {}).values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    yield from _one_by_one(order, lost)


def _one_by_one(order: Order, shares: Sequence[Share]) -> Iterator[Verified]:
    """Which of these kills its process cannot be seen from outside: try each alone."""
    deadly: set[str] = set()
    for share in shares:
        if share.problem not in deadly:
            with _open(1) as alone:
                try:
                    yield alone.submit(_do, order, share).result()
                    continue
                except BrokenProcessPool:
                    deadly.add(share.problem)
        yield _only_complaints(share, [_died(share)])


def _open(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))


def _do(order: Order, share: Share) -> Verified:
    course = open_course(find_settings(order.folder))
    with redirect_stdout(sys.stderr):  # an author's `print` is not for who reads our output
        if share.notebooks:
            return _only_complaints(share, _of_notebooks(course, order, share))
        return verify_problem(course, share.problem, share.seeds, seconds=order.seconds)


def _of_notebooks(course: Course, order: Order, share: Share) -> list[Complaint]:
    found: list[Complaint] = []
    try:
        with patience(order.seconds):
            course.solution(share.problem)
    except AUTHORS_FAULTS as error:  # it is the same for all seeds
        return [failure(course, share.problem, share.seeds[0], error)]
    sandbox = open_sandbox("auto", workers=1, unsafe=order.unsafe)
    try:
        for seed in share.seeds:
            try:
                with patience(order.seconds):
                    check = NotebookCheck(course, share.problem, seed, sandbox)
                    found.extend(check.complaints())
            except AUTHORS_FAULTS as error:
                found.append(failure(course, share.problem, seed, error))
                if isinstance(error, TookTooLong):
                    break  # the others would, too
    finally:
        sandbox.close()
    return found


def _died(share: Share) -> Complaint:
    return Complaint(
        problem=share.problem, part="", seed=share.seeds[0], check="runs", message=DIED
    )


def _only_complaints(share: Share, complaints: Sequence[Complaint]) -> Verified:
    return Verified(
        problem=share.problem, seeds=0, distinct=0, parts={}, complaints=tuple(complaints)
    )

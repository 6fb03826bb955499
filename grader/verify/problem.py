"""Verifying one problem over many seeds: every promise of its author, checked with the engine."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.catalog import Course, params_key
from grader.errors import GraderError
from grader.garbage import collecting_rarely
from grader.seeds import CANONICAL
from grader.verify.faults import AUTHORS_FAULTS, PATIENCE_S, TookTooLong, patience, where
from grader.verify.variant import Complaint, PartTally, Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The outcome for one problem."""

    problem: str
    seeds: int
    distinct: int
    parts: Mapping[str, PartTally]
    complaints: tuple[Complaint, ...]
    seconds: float = field(compare=False, default=0.0)


def verify_problem(
    course: Course, problem_id: str, seeds: Sequence[int], *, seconds: float = PATIENCE_S
) -> Verified:
    """Check a problem on some variants. One that does not load has that as its complaint.

    Args:
        course: Where.
        problem_id: Which.
        seeds: Of the variants.
        seconds: Processor time that a variant may take.
    """
    with collecting_rarely():
        return _verified(course, problem_id, seeds, seconds)


def _verified(course: Course, problem_id: str, seeds: Sequence[int], seconds: float) -> Verified:
    started = time.monotonic()
    complaints: list[Complaint] = []
    stated: list[tuple[str, str]] = []
    try:
        with patience(seconds):
            problem, solution = course.problem(problem_id), course.solution(problem_id)
            stated = [(part.name, part.kind) for part in problem.parts(problem.canonical)]
    except AUTHORS_FAULTS as error:
        complaints.append(failure(course, problem_id, CANONICAL, error))
        seeds = []
    tallies = {name: PartTally(kind=kind) for name, kind in stated}
    variants: dict[str, list[int]] = defaultdict(list)
    for seed in seeds:
        check = Variant(course, problem, solution, seed, tallies)
        try:
            with patience(seconds):
                key = params_key(check.params)
                if params_key(check.params) != key:
                    complaints.append(check.complaint("", "variants repeat", _NEVER_THE_SAME))
                    break  # whatever else is found would be of other parameters
                variants[key].append(seed)
                complaints.extend(check.complaints(stated))  # what came before a fault is kept
        except AUTHORS_FAULTS as error:
            complaints.append(failure(course, problem_id, seed, error))
            if isinstance(error, TookTooLong):
                break  # the others would, too
    complaints += _distinct(problem_id, variants, sum(map(len, variants.values())))
    complaints += _silent(problem_id, tallies, seeds)
    return Verified(
        problem=problem_id,
        seeds=len(seeds),
        distinct=len(variants),
        parts=tallies,
        complaints=tuple(complaints),
        seconds=time.monotonic() - started,
    )


def failure(course: Course, problem_id: str, seed: int, error: BaseException) -> Complaint:
    """The complaint about an author's code that raised, left or did not end."""
    check, message = "loads", str(error)
    if not isinstance(error, GraderError):
        place = where(error, course.root)
        check = "runs"
        message = f"{type(error).__name__}: {error}" + (f" ({place})" if place else "")
    return Complaint(problem=problem_id, part="", seed=seed, check=check, message=message)


_NEVER_THE_SAME = (
    "The same seed gives other parameters each time: draw everything from the `rng` that `draw` is "
    "given."
)


def _distinct(
    problem_id: str, variants: Mapping[str, Sequence[int]], seeds: int
) -> Iterator[Complaint]:
    """A draw that gives everybody the same is none."""
    if seeds >= 8 and len(variants) < 3:
        same = max(variants.values(), key=len)
        yield Complaint(
            problem=problem_id,
            part="",
            seed=same[-1],
            check="variants distinct",
            message=f"{seeds} seeds give only {_how_many(len(variants))}: draw more from the "
            "`rng`, or verify a problem that is the same for everybody with --seeds 1.",
        )


def _how_many(variants: int) -> str:
    return "1 variant" if variants == 1 else f"{variants} different variants"


def _silent(
    problem_id: str, tallies: Mapping[str, PartTally], seeds: Sequence[int]
) -> Iterator[Complaint]:
    """A simulation that would agree with nothing as well as with the answer says nothing."""
    for name, tally in tallies.items():
        if tally.observations and not tally.telling:
            yield Complaint(
                problem=problem_id,
                part=name,
                seed=seeds[0],
                check="oracle",
                message="Every tolerance of the simulation is larger than what it saw: it would "
                "agree with 0, too.",
            )


def seeds_to_verify(count: int) -> range:
    """The canonical variant and the first drawn ones."""
    return range(CANONICAL, CANONICAL + count)

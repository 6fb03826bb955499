"""The course: the only door to `problems/` and `solutions/`, which are loaded by name and path."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import importlib.util
import json
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from grader.credit import without_credits
from grader.errors import GraderError, UnknownPart
from grader.seeds import CANONICAL
from grader.settings import Settings
from grader.spec import FollowThrough, Mistake, Part, Problem, Solution

if TYPE_CHECKING:  # the engine takes a second to load: it is, once a question is built
    from grader.kinds import Kind, Question


@dataclass(frozen=True)
class Course:
    """A folder with `problems/` and `solutions/`, and what was loaded of it.

    Loading is lazy, a problem at a time: one broken module is one sentence, not a dead course.
    """

    root: Path
    settings: Settings = field(default_factory=Settings)

    @cached_property
    def problem_ids(self) -> tuple[str, ...]:
        """Every problem, by the names of the modules, in alphabetical order."""
        package = self._import("problems")
        return tuple(
            sorted(
                info.name
                for info in pkgutil.iter_modules(package.__path__)
                if not info.name.startswith("_") and self._states_a_problem(info.name)
            )
        )

    @cached_property
    def part_ids(self) -> tuple[str, ...]:
        """Every part of every problem, as ``problem.part``."""
        return tuple(
            f"{problem_id}.{part.name}"
            for problem_id in self.problem_ids
            for part in self.problem(problem_id).parts(self.problem(problem_id).canonical)
        )

    def problem(self, problem_id: str) -> Problem[Any]:
        """What is asked.

        Raises:
            UnknownPart: If there is no such problem.
            GraderError: If its module does not load.
        """
        self.check_known(problem_id)
        problem = getattr(self._import(f"problems.{problem_id}"), "PROBLEM", None)
        if not isinstance(problem, Problem):
            raise GraderError(f"problems/{problem_id}.py defines no PROBLEM.")
        if problem.id != problem_id:
            raise GraderError(
                f"problems/{problem_id}.py states the problem {problem.id!r}: make its id the "
                "module's name."
            )
        return problem

    def check_known(self, problem_id: str) -> None:
        """Whether there is a module of this name; nothing of it is loaded.

        Raises:
            UnknownPart: If there is none.
        """
        if problem_id not in self.problem_ids and not self._source(problem_id).is_file():
            raise UnknownPart(problem_id, self.problem_ids)

    def solution(self, problem_id: str) -> Solution[Any]:
        """What is right. Never call this where student code runs."""
        self.problem(problem_id)
        solution = getattr(self._import(f"solutions.{problem_id}"), "SOLUTION", None)
        if not isinstance(solution, Solution):
            raise GraderError(f"solutions/{problem_id}.py defines no SOLUTION.")
        return solution

    def params(self, problem_id: str, seed: int) -> Any:
        """The parameters of a variant; seed 0 is the canonical one."""
        problem = self.problem(problem_id)
        if seed == CANONICAL:
            return problem.canonical
        import numpy as np

        return problem.draw(np.random.default_rng(seed))

    def parts(self, problem_id: str, seed: int) -> Mapping[str, Part]:
        """What a variant asks, by part name, in the statement's order; no answer is worked out."""
        problem = self.problem(problem_id)
        return {part.name: part for part in problem.parts(self.params(problem_id, seed))}

    def questions(self, problem_id: str, seed: int) -> Mapping[str, Question]:
        """The questions of a variant by part name, in the statement's order; kept for reuse."""
        return _questions(self, problem_id, seed)

    def question(self, part_id: str, seed: int) -> Question:
        """One question.

        Raises:
            UnknownPart: If there is no such part.
        """
        problem_id, _, name = part_id.partition(".")
        if problem_id in self.problem_ids:
            questions = self.questions(problem_id, seed)
            if name in questions:
                return questions[name]
        raise UnknownPart(part_id, self.part_ids)

    def kind(self, question: Question) -> Kind:
        """The kind of a question's part."""
        return self.kind_of(question.part)

    def kind_of(self, part: Part) -> Kind:
        """The kind of a part; a course's own kinds are registered first."""
        from grader.kinds import kind_named

        self._own_kinds  # noqa: B018 - registers them once
        return kind_named(part.kind)

    def credits(
        self, problem_id: str, seed: int
    ) -> tuple[Mapping[str, Sequence[Mistake]], Mapping[str, FollowThrough]]:
        """Known mistakes and follow-through rules of a variant by part name; kept for reuse."""
        return _credits(self, problem_id, seed)

    def fingerprint(self, problem_id: str) -> str:
        """A hash of a problem's and its solution's source: what decisions were made by."""
        return _fingerprint(self, problem_id)

    def fingerprint_but_credits(self, problem_id: str) -> str | None:
        """The same for sources that differ in plain credits only.

        Returns:
            ``None`` in a course with kinds of its own, which may use a credit for anything.
        """
        return None if self.settings.kinds else _fingerprint_but_credits(self, problem_id)

    @cached_property
    def _own_kinds(self) -> tuple[str, ...]:
        from grader.kinds import register

        for name in self.settings.kinds:
            register(self._import(name).KIND)
        return self.settings.kinds

    def _source(self, problem_id: str) -> Path:
        return self.root / "problems" / f"{problem_id}.py"

    def _states_a_problem(self, name: str) -> bool:
        source = self._source(name)
        return source.is_file() and "\nPROBLEM" in source.read_text(encoding="utf-8")

    def _import(self, name: str) -> ModuleType:
        """Import a module of this course, whatever course was loaded before it."""
        _make_importable(self.root)
        place = name.replace(".", "/")
        try:
            return importlib.import_module(name)
        except GraderError:
            raise
        except (Exception, SystemExit) as error:  # a module may do anything when it is loaded
            if isinstance(error, ModuleNotFoundError) and f"{name}.".startswith(f"{error.name}."):
                raise GraderError(f"{self.root / place}.py is missing.") from error
            raise GraderError(
                f"{place}.py does not load: {type(error).__name__}: {error}"
            ) from error


def open_course(settings: Settings) -> Course:
    """The course that the settings name.

    Raises:
        GraderError: If the folder has no `problems/`.
    """
    root = settings.course_root
    if not (root / "problems").is_dir():
        raise GraderError(
            f"{root} has no problems/ folder. Name the course's folder in grader.toml "
            "(course = ...), or start one with `grader init`."
        )
    return Course(root, settings)


def params_key(params: Any) -> str:
    """A hash of a variant's parameters: the same for equal parameters in any process.

    >>> from collections import namedtuple
    >>> params_key({"n": 3}) == params_key({"n": 3})
    True
    """
    plain = dataclasses.asdict(params) if dataclasses.is_dataclass(params) else params  # type: ignore[arg-type]
    text = json.dumps(plain, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@lru_cache(maxsize=512)  # a question with what was compiled for it takes up to 300 kB
def _questions(course: Course, problem_id: str, seed: int) -> Mapping[str, Question]:
    from grader.kinds import Question

    problem, solution = course.problem(problem_id), course.solution(problem_id)
    params = course.params(problem_id, seed)
    parts = problem.parts(params)
    references = solution.reference(params)
    mistakes, follow = course.credits(problem_id, seed)
    trajectories = solution.trajectories(params)
    missing = [part.name for part in parts if part.name not in references]
    if missing:
        raise GraderError(
            f"solutions/{problem_id}.py has no reference for {', '.join(missing)} (seed {seed})."
        )
    return {
        part.name: Question(
            part_id=f"{problem_id}.{part.name}",
            part=part,
            reference=references[part.name],
            mistakes=tuple(mistakes.get(part.name, ())),
            follow_through=follow.get(part.name),
            trajectory=trajectories.get(part.name),
        )
        for part in parts
    }


@lru_cache(maxsize=4096)
def _credits(
    course: Course, problem_id: str, seed: int
) -> tuple[Mapping[str, Sequence[Mistake]], Mapping[str, FollowThrough]]:
    solution, params = course.solution(problem_id), course.params(problem_id, seed)
    return solution.mistakes(params), solution.follow_through(params)


@lru_cache(maxsize=256)
def _fingerprint(course: Course, problem_id: str) -> str:
    return _hash_of_sources(course, problem_id, lambda source: source)


@lru_cache(maxsize=256)
def _fingerprint_but_credits(course: Course, problem_id: str) -> str:
    return _hash_of_sources(course, problem_id, without_credits)


def _hash_of_sources(course: Course, problem_id: str, as_read: Callable[[bytes], bytes]) -> str:
    digest = hashlib.sha256()
    for name, path in _sources(course, problem_id):
        digest.update(name.encode() + b"\0")
        digest.update(as_read(path.read_bytes()) + b"\0")
    return digest.hexdigest()[:16]


def _sources(course: Course, problem_id: str) -> Iterator[tuple[str, Path]]:
    """Every module that the problem may use: its own, wherever they lie, and shared ones."""
    others = set(course.problem_ids) - {problem_id}
    for folder in ("problems", "solutions"):
        for path in sorted((course.root / folder).rglob("*.py")):
            if path.stem not in others:
                yield path.relative_to(course.root).as_posix(), path
    _make_importable(course.root)
    for name in course.settings.kinds:
        with suppress(ImportError):  # it is said where the kind is needed
            found = importlib.util.find_spec(name)
            if found is not None and found.origin is not None:
                yield name, Path(found.origin)


def _make_importable(root: Path) -> None:
    """Put the course's folder first on the path, and forget another course's modules."""
    place = str(root)
    loaded = [sys.modules[name] for name in ("problems", "solutions") if name in sys.modules]
    if any(
        all(Path(folder).parent != root for folder in getattr(package, "__path__", []))
        for package in loaded
    ):
        for name in [n for n in sys.modules if n.split(".")[0] in {"problems", "solutions"}]:
            del sys.modules[name]
        importlib.invalidate_caches()
    if place not in sys.path:
        sys.path.insert(0, place)
    elif sys.path[0] != place:
        sys.path.remove(place)
        sys.path.insert(0, place)

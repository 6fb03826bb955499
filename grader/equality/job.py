"""What the killable worker does: ``python -m grader.equality.job MEMORY_MIB``.

It reads a job as a line of JSON and answers with one: first a full-strength proof, then one
through forms that SymPy proposes. SymPy only proposes: every step is proved on the domain.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from contextlib import suppress
from importlib import import_module
from time import process_time
from typing import Any, TextIO

from grader.equality.budget import Budget
from grader.equality.domain import Domain
from grader.equality.outcome import tree_from_json
from grader.equality.proof import Proof, prove
from grader.equality.ranges import Range
from grader.tree import Tree

JSON = Any

_GRACE_SECONDS, _PATIENCE = 5.0, 12.0


def main() -> None:
    """Answer jobs until the pipe is closed."""
    limit = int(sys.argv[1]) * 2**20
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.setrecursionlimit(5_000)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # FLINT speaks its last words on the standard output
    import_module("grader.equality.proposals")  # SymPy takes a second: before the first job's time
    _answer(answers, {"ready": True})
    for line in sys.stdin:
        job = json.loads(line)
        # The parent kills at the end of the time; should it be gone, the kernel does.
        signal.setitimer(signal.ITIMER_REAL, _PATIENCE * float(job["seconds"]) + _GRACE_SECONDS)
        before = process_time()
        done = _done(job)
        _answer(answers, {**done, "seconds": process_time() - before})
        signal.setitimer(signal.ITIMER_REAL, 0)


def _answer(answers: TextIO, answer: JSON) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def _done(job: JSON) -> JSON:
    try:
        proof = _worked_out(job)
    except (MemoryError, RecursionError, ArithmeticError, ValueError) as error:
        return {"failed": type(error).__name__}
    if proof is None:
        return {}
    return {"method": proof.method, "steps": list(proof.steps), "scope": proof.scope}


def _worked_out(job: JSON) -> Proof | None:
    a, b = tree_from_json(job["a"]), tree_from_json(job["b"])
    domain = domain_from_json(job)
    budget = Budget(steps=job["steps"], terms=job["terms"], worker=False)
    if job["task"] == "prove":
        return prove(a, b, domain, budget)
    from grader.equality.proposals import through_proposals  # SymPy is slow to import

    return through_proposals(a, b, domain, budget)


def domain_from_json(job: JSON) -> Domain:
    """The domain that `grader.equality.worker.pair_as_json` wrote."""
    symbols = {name: _range(name, words) for name, words in job["symbols"].items()}
    constraints: list[Tree] = [tree_from_json(condition) for condition in job["constraints"]]
    return Domain(symbols, tuple(constraints))


def _range(name: str, words: str) -> Range:
    kind, *bounds = words.split("; ")
    if kind in {"complex", "function"}:
        return Domain.of({name: kind}).range_of(name)
    return Domain.of({name: f"{kind} {' and '.join(bounds)}"}).range_of(name)


if __name__ == "__main__":
    main()

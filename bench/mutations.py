"""Change every rule of the prover by one sign, number or condition, and see which test notices.

    python bench/mutations.py [--each N] [--seed S] [--session FILE] [--minutes M] [--workers W]
                              [--write FILE]

Of each function in `grader/equality/proof` N mutants are drawn by the seed (`bench/mutants.py` says
which there are). Each is tried in a process of its own, on the tests of the prover that enter the
function. One that no test notices is a missing test, unless `bench/equivalent_mutants.toml` says
why the change means the same.

A session file keeps what was found, so that a run that was stopped goes on where it was, with what
was not noticed yet; after so many minutes no other mutant is tried, and the page says how many
functions were. Exit code 1 if a mutant survives, 2 if tests fail without any.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from mutant_trial import NOBODY, BrokenTests, try_all
from mutants import EQUIVALENT, RULES, Mutant, drawn


class Session:
    """What was noticed so far, kept in a file if there is one."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        lines = path.read_text().splitlines() if path is not None and path.exists() else []
        self.known: dict[str, str] = {}
        for line in lines:
            found = json.loads(line)
            self.known[found["key"]] = found["by"]

    def note(self, mutant: Mutant, by: str) -> None:
        """Keep a result, and say it."""
        self.known[mutant.key] = by
        if self.path is not None:
            with self.path.open("a") as file:
                file.write(json.dumps({"key": mutant.key, "by": by}) + "\n")
        print(f"{mutant.function} {mutant.operator}: {by}", flush=True)
        if by == NOBODY:
            print(mutant.change, flush=True)

    def noticed(self, mutant: Mutant) -> bool:
        """Whether a test has noticed it before."""
        return self.known.get(mutant.key, NOBODY) != NOBODY


def page(mutants: Sequence[Mutant], found: Sequence[str], functions: int, command: str) -> str:
    """The record, as Markdown."""
    tried = len({mutant.function for mutant in mutants})
    lines = [
        "# Mutants of the prover",
        "",
        f"Printed by `{command}`; do not edit.",
        f"Cosmic Ray {version('cosmic-ray')}: {len(mutants)} mutants of {tried} functions, out of",
        f"the {functions} in `{RULES}` that have a sign, number or condition to",
        "change. What is left out, because it is no rule, is said in `bench/mutants.py`.",
        "",
        "| noticed by | mutants |",
        "|---|---:|",
        *(f"| {who} | {count} |" for who, count in Counter(found).most_common()),
        "",
    ]
    survivors = [m for m, who in zip(mutants, found, strict=True) if who == NOBODY]
    same = [m for m, who in zip(mutants, found, strict=True) if who == "equivalent"]
    if survivors:
        lines += ["## Noticed by nobody", ""]
    for mutant in survivors:
        lines += [f"`{mutant.function}`:", "", "```diff", mutant.change, "```", ""]
    if same:
        lines += ["## Equivalent", "", f"By `bench/{EQUIVALENT.name}`.", ""]
    for mutant in same:
        lines += [f"`{mutant.function}`: {mutant.why_equivalent}", ""]
        lines += ["```diff", mutant.change, "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Draw, try, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--each", type=int, default=1, help="mutants a function")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--session", type=Path, help="where to keep what was noticed")
    parser.add_argument("--minutes", type=float, default=600, help="try none after that")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--write", type=Path, help="the page to write")
    asked = parser.parse_args()
    started = time.monotonic()
    mutants, functions = drawn(asked.each, asked.seed)
    session = Session(asked.session)
    open_ = [m for m in mutants if m.why_equivalent is None and not session.noticed(m)]
    open_.sort(key=lambda mutant: mutant.key not in session.known)
    print(f"{len(mutants)} mutants, {len(open_)} of them to be tried.", flush=True)
    try:
        try_all(open_, session.note, asked.workers, started + 60 * asked.minutes)
    except BrokenTests as broken:
        print(broken, file=sys.stderr)
        return 2
    mutants = [m for m in mutants if m.why_equivalent or m.key in session.known]
    found = ["equivalent" if m.why_equivalent else session.known[m.key] for m in mutants]
    command = f"python bench/mutations.py --each {asked.each} --seed {asked.seed}"
    text = page(mutants, found, functions, command)
    print(text)
    print(f"{time.monotonic() - started:.0f} s.")
    if asked.write:
        asked.write.write_text(text)
    return 1 if NOBODY in found else 0


if __name__ == "__main__":
    raise SystemExit(main())

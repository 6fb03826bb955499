"""Change every rule of the prover by one sign, number or condition, and see which test notices.

    python bench/mutations.py [--each N] [--seed S] [--workers W] [--write FILE]

Cosmic Ray makes the mutants (`pip install -e '.[mutation]'`): of each function in
`grader/equality/proof` N, drawn by the seed. A mutant is tried on a copy of the tree, first
against the tests of the prover alone, then against the labelled corpus. One that no test notices
is listed with its change: it is a missing test, or the change means the same.
Exit code 1 if there is one.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import random
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

ROOT = Path(__file__).parents[1]
RULES = Path("grader/equality/proof")
SUITES = (
    ("tests of the prover", "tests/equality/proof"),
    ("the corpus", "tests/equality/test_corpus.py"),
)
TIMEOUT_S = 300
OPERATORS = (
    *(f"ReplaceBinaryOperator_{pair}" for pair in ("Add_Sub", "Sub_Add", "Mul_Add", "Div_Mul")),
    *(f"ReplaceBinaryOperator_{pair}" for pair in ("FloorDiv_Mul", "Mod_FloorDiv", "Pow_Mul")),
    *(f"ReplaceComparisonOperator_{pair}" for pair in ("Eq_NotEq", "NotEq_Eq", "Is_IsNot")),
    *(f"ReplaceComparisonOperator_{pair}" for pair in ("Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt")),
    *(f"ReplaceComparisonOperator_{pair}" for pair in ("Lt_Gt", "LtE_GtE", "Gt_Lt", "GtE_LtE")),
    "ReplaceComparisonOperator_IsNot_Is",
    "ReplaceUnaryOperator_Delete_USub",
    "ReplaceUnaryOperator_Delete_Not",
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "NumberReplacer",
    "ZeroIterationForLoop",
)


@dataclass(frozen=True)
class Mutant:
    """One change to one function.

    Attributes:
        path: Of the module, from the root.
        rule: The function that it changes.
        operator: What kind of change.
        text: The whole module, changed.
        change: The lines that differ.
    """

    path: Path
    rule: str
    operator: str
    text: str
    change: str


def functions_of(source: str) -> dict[int, str]:
    r"""The function that each line of a module's bodies belongs to; innermost last wins.

    >>> functions_of("def f(x):\n    return x\n")
    {2: 'f'}
    """
    found: dict[int, str] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            last = node.body[-1].end_lineno or node.body[-1].lineno
            for line in range(node.body[0].lineno, last + 1):
                found[line] = node.name
    return found


@dataclass(frozen=True)
class Place:
    """Where a mutant can be made: the occurrence of an operator in a module, in a function."""

    path: Path
    rule: str
    operator: str
    occurrence: int

    def mutant(self) -> Mutant:
        """Make it."""
        source = (ROOT / self.path).read_text()
        text = mutate_code(source, get_operator(f"core/{self.operator}")(), self.occurrence)
        lines = difflib.ndiff(source.splitlines(), text.splitlines())
        change = "\n".join(line for line in lines if line[0] in "+-")
        return Mutant(self.path, self.rule, self.operator, text, change)


def places_in(path: Path) -> Iterator[Place]:
    """Every place in the bodies of a module's functions."""
    source = (ROOT / path).read_text()
    rules, nodes = functions_of(source), list(ast_nodes(get_ast(source)))
    for name in OPERATORS:
        operator = get_operator(f"core/{name}")()
        lines = [start[0] for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence, line in enumerate(lines):
            if line in rules:
                yield Place(path, rules[line], name, occurrence)


def drawn(each: int, seed: int, most: int | None = None) -> list[Mutant]:
    """So many mutants of each function, none twice; of these at most so many, by chance."""
    chance = random.Random(seed)
    chosen: list[Place] = []
    for path in sorted((ROOT / RULES).glob("*.py")):
        by_rule: dict[str, list[Place]] = defaultdict(list)
        for place in places_in(path.relative_to(ROOT)):
            by_rule[place.rule].append(place)
        for places in by_rule.values():
            chosen += chance.sample(places, min(each, len(places)))
    if most is not None and most < len(chosen):
        chosen = chance.sample(chosen, most)
    return [place.mutant() for place in chosen]


def copy_of_the_tree(folder: Path) -> Path:
    """What git tracks, in a folder of its own."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder


def noticed_by(mutant: Mutant, tree: Path) -> str | None:
    """The name of the suite that fails on it; ``None`` if none does."""
    original = (tree / mutant.path).read_text()
    (tree / mutant.path).write_text(mutant.text)
    try:
        for name, folder in SUITES:
            command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", folder]
            marks = ["-m", "not slow and not fuzz"]
            try:
                done = subprocess.run(
                    [*command, *marks],
                    cwd=tree,
                    capture_output=True,
                    timeout=TIMEOUT_S,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return "the clock"
            if done.returncode:
                return name
    finally:
        (tree / mutant.path).write_text(original)
    return None


def trial(mutants: Sequence[Mutant], workers: int) -> list[str | None]:
    """Who notices each mutant, in their order; a tree for each worker."""
    with TemporaryDirectory() as scratch, ThreadPoolExecutor(workers) as pool:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(workers):
            trees.put(copy_of_the_tree(Path(scratch) / str(number)))

        def one(mutant: Mutant) -> str | None:
            tree = trees.get()
            try:
                found = noticed_by(mutant, tree)
            finally:
                trees.put(tree)
            says = f"noticed by {found}" if found else f"SURVIVES\n{mutant.change}"
            print(f"{mutant.path.name} {mutant.rule} {mutant.operator}: {says}", flush=True)
            return found

        return list(pool.map(one, mutants))


def page(mutants: Sequence[Mutant], found: Sequence[str | None], each: int, seed: int) -> str:
    """The record, as Markdown."""
    seen = Counter(who or "nobody" for who in found)
    rules = len({(mutant.path, mutant.rule) for mutant in mutants})
    lines = [
        "# Mutants of the prover",
        "",
        f"Printed by `python bench/mutations.py --each {each} --seed {seed}`; do not edit.",
        f"Cosmic Ray {version('cosmic-ray')}; {len(mutants)} mutants of {rules} functions in",
        f"`{RULES}`.",
        "",
        "| noticed by | mutants |",
        "|---|---:|",
        *(f"| {who} | {count} |" for who, count in seen.most_common()),
        "",
    ]
    for mutant, who in zip(mutants, found, strict=True):
        if who is None:
            lines += [
                f"`{mutant.path.name}`, `{mutant.rule}`:",
                "",
                "```diff",
                mutant.change,
                "```",
                "",
            ]
    return "\n".join(lines)


def main() -> int:
    """Draw, try, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--each", type=int, default=1, help="mutants a function")
    parser.add_argument("--most", type=int, help="mutants in all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--write", type=Path, help="the page to write")
    asked = parser.parse_args()
    started = time.monotonic()
    mutants = drawn(asked.each, asked.seed, asked.most)
    print(f"{len(mutants)} mutants.", flush=True)
    found = trial(mutants, asked.workers)
    text = page(mutants, found, asked.each, asked.seed)
    print(text)
    print(f"{time.monotonic() - started:.0f} s.")
    if asked.write:
        asked.write.write_text(text)
    return 1 if None in found else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""List the labels of somebody else's pairs that a re-checked certificate contradicts.

    python bench/disputed_labels.py PAIRS.jsonl [--write docs/reference/disputed-labels.md]

Ids and certificates only: the pairs are other people's.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from grader.comparison import judge_line


def contradicted(path: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs whose label is not the verdict, with the answer."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        pair = json.loads(line)
        judged = judge_line(number, line, rechecked=True)
        if judged.verdict in {"equal", "different"} and not judged.is_as_expected:
            yield pair, dict(judged.answer)


def page(found: Sequence[tuple[dict[str, Any], dict[str, Any]]], total: int) -> str:
    """The page: a row a label."""
    rows = [
        f"| `{pair['id'].replace('|', '/')}` | {pair['expect']} | {answer['verdict']} | "
        f"{', '.join(f'{n} = {v}' for n, v in answer.get('certificate', {}).items())} | "
        f"{'yes' if answer.get('rechecked') else 'no'} |"
        for pair, answer in found
    ]
    table = "\n".join(
        ["| id | label | verdict | certificate | re-checked |", "|---|---|---|---|---|", *rows]
    )
    return f"""# Labels that a certificate contradicts

Printed by `python bench/disputed_labels.py` over {total} pairs of other projects. A name
that a pair does not declare is a real symbol: at the point of the certificate, exact values inside
the domain, the two sides differ; an evaluator that shares no code with the search checked it
again.

{table}
"""


def main() -> int:
    """Print, and write where asked; 1 if a contradiction is not confirmed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    found = list(contradicted(options.pairs))
    text = page(found, len(options.pairs.read_text(encoding="utf-8").splitlines()))
    print(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")
    return 0 if all(answer.get("rechecked") for _, answer in found) else 1


if __name__ == "__main__":
    sys.exit(main())

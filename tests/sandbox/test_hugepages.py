"""Memory that comes in one piece can become large pages; in patches it cannot."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from grader.sandbox.inside.hugepages import ARENAS

PROGRAM = """\
import json
from {package} import hugepages
kept = hugepages.gather()
later = [bytes(hugepages.SMALL) for _ in range(10_000)]
arenas = lambda objects: sorted({{id(one) // hugepages.ARENA for one in objects}})
print(json.dumps([arenas(kept), arenas(later), len(kept)]))
"""


def test_python_fills_what_was_gathered_and_that_lies_together() -> None:
    program = PROGRAM.format(package="grader.sandbox.inside")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    gathered, later, kept = json.loads(done.stdout)
    assert kept == len(gathered), "one object an arena keeps it"
    assert len(gathered) >= 0.9 * ARENAS
    assert gathered[-1] - gathered[0] <= 1.2 * len(gathered), "without large gaps"
    assert set(later) <= set(gathered), "what comes later goes there"

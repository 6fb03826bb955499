"""After the gaps are filled, whatever is made lies in memory that was not there before."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = """\
import ctypes, gc, json
from pathlib import Path
from grader.sandbox.inside import gaps
from grader.sandbox.inside.linux import libc

LARGE = 600, 5_000, 70_000

def made(number):
    return [gaps.object_of(size, n) for size in range(16, 513, 16) for n in range(number)]

def new(number):
    small = [id(one) for one in made(number)]
    return small + [libc.malloc(size) for size in LARGE for _ in range(number)]

small = made(3_000)
large = [libc.malloc(size) for size in LARGE for _ in range(50)]
del small[::2]
for block in large[::2]:
    libc.free(ctypes.c_void_p(block))
gc.collect()
maps = [line.split()[0].split("-") for line in Path("/proc/self/maps").open()]
unfilled = new(20)
filled = gaps.fill()
print(json.dumps([[[int(end, 16) for end in span] for span in maps], unfilled, filled, new(20)]))
"""
"""Leaves gaps of every size, and says where new things lie before and after they are filled."""


def run() -> Any:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_gaps_are_used_until_they_are_filled_and_not_after() -> None:
    spans, unfilled, filled, places = run()

    def old(place: int) -> bool:
        return any(start <= place < end for start, end in spans)

    assert all(map(old, unfilled[:600])), "small things go where others have been"
    assert filled > 1_000
    left = sum(map(old, places))
    assert left < 0.02 * len(places), "but for what the filling itself has let go of"

"""`number`: one exact value; decimals are held to the part's tolerance, which is recorded."""

from __future__ import annotations

from grader.kinds.expression import decide, solve
from grader.kinds.question import Kind

KIND = Kind("number", decide, solve, lambda _part: "a number")

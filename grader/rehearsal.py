"""One pair, decided when this is imported: by then the grammar and the tables are there.

The server that the processes of `grader compare` are forked from imports it, so that each of them
starts ready, and shares what it has built with the others.
"""

from __future__ import annotations

from grader.comparison import judge_line

judge_line(0, r'{"student": "\\frac{x}{2} + \\sin x", "reference": "\\sin(x) + x/2"}')

"""What a tool said of the pairs of the corpus, counted, and the tables of such scores."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LIMIT_S = 5.0
"""What a peer may take for a pair."""

Pair = Mapping[str, Any]
Answer = Mapping[str, Any]


@dataclass
class Score:
    """What one tool said of the pairs that it was asked."""

    name: str
    asked: int = 0
    right: int = 0
    false_accepts: list[str] = field(default_factory=list)
    false_rejects: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    times_s: list[float] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def add(self, pair: Pair, answer: Answer) -> None:
        """Count one answer."""
        self.asked += 1
        self.ids.append(pair["id"])
        verdict, where = answer["verdict"], f"{pair['id']} {answer.get('error', '')}".strip()
        seconds = answer["seconds"]
        self.times_s.append(LIMIT_S if math.isnan(seconds) else seconds)
        if verdict == pair["expect"]:
            self.right += 1
            if answer.get("scope", pair.get("scope")) != pair.get("scope"):
                self.scopes.append(where)
        elif verdict == "undecided":
            self.undecided.append(where)
        elif verdict == "equal":
            self.false_accepts.append(where)
        elif verdict == "different":
            self.false_rejects.append(where)
        else:
            self.errors.append(where)

    @property
    def passes(self) -> bool:
        """No wrong verdict, every pair read, and less than 1 % undecided."""
        wrong = self.false_accepts or self.false_rejects or self.errors
        return not wrong and len(self.undecided) < self.asked / 100

    @property
    def median_s(self) -> float:
        """Median time."""
        return statistics.median(self.times_s)

    def median_over(self, ids: Sequence[str]) -> float:
        """Median time of these pairs."""
        wanted = frozenset(ids)
        times = zip(self.ids, self.times_s, strict=True)
        return statistics.median(seconds for name, seconds in times if name in wanted)

    def row(self) -> tuple[str, ...]:
        """The row of the table."""
        times = sorted(self.times_s) or [math.nan]
        p95 = times[min(len(times) - 1, math.ceil(0.95 * len(times)) - 1)]
        counts = (self.false_accepts, self.false_rejects, self.undecided, self.errors)
        return (
            self.name,
            str(self.asked),
            str(self.right),
            *(str(len(found)) for found in counts),
            *(ms(t) for t in (statistics.median(times), p95, times[-1])),
            f"{len(times) / sum(times):,.0f}",
        )


HEADINGS = ("", "pairs", "right", "false accepts", "false rejects", "undecided", "errors",
            "median ms", "p95 ms", "max ms", "decisions/s")  # fmt: skip


def ms(seconds: float) -> str:
    """Milliseconds as a table writes them."""
    return f"{seconds * 1000:.2f}" if seconds < 1 else f"{seconds * 1000:,.0f}"


def as_table(scores: Sequence[Score]) -> str:
    """A Markdown table of scores, aligned for a terminal."""
    return aligned([HEADINGS, *(score.row() for score in scores)])


def both_ways(from_text: Sequence[Score], from_trees: Sequence[Score]) -> str:
    """The table of scores from text, with the medians from trees in one more column."""
    medians = (ms(score.median_s) for score in from_trees)
    rows = [(*score.row(), ms) for score, ms in zip(from_text, medians, strict=True)]
    return aligned([(*HEADINGS, "from trees, median ms"), *rows])


def aligned(rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table of texts."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "| " + " | ".join(c.ljust(w) if i == 0 else c.rjust(w)
                          for i, (c, w) in enumerate(zip(row, widths, strict=True))) + " |"
        for row in rows
    ]  # fmt: skip
    rule = (
        "|" + "|".join("-" * (w + 1) + ("-" if i == 0 else ":") for i, w in enumerate(widths)) + "|"
    )
    return "\n".join([lines[0], rule, *lines[1:]])

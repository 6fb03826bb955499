"""Cuts a word into names that stand side by side."""

from __future__ import annotations

from collections.abc import Callable

_LONGEST = 24


def ways_to_cut(word: str, is_part: Callable[[str], bool]) -> list[list[str]]:
    """Up to three ways to cut a word into two or more parts; more than one is ambiguous.

    >>> ways_to_cut("xyn", {"x", "y", "n", "xy"}.__contains__)
    [['xy', 'n'], ['x', 'y', 'n']]
    """
    if len(word) > _LONGEST:
        return []
    ways: list[list[list[str]]] = [[] for _ in range(len(word) + 1)]
    ways[0].append([])
    for end in range(1, len(word) + 1):
        for start in range(end):
            if ways[start] and is_part(word[start:end]):
                ways[end].extend([*way, word[start:end]] for way in ways[start][:3])
    return [way for way in ways[-1] if len(way) > 1][:3]

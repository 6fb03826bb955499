"""Lists as people type them, ``[["two"], [n*(n-1)]]``: their outline, the leaves as text."""

from __future__ import annotations

import ast
from typing import Any

LONGEST = 4_000
DEEPEST = 8


def listed(text: str) -> Any:
    """Nested lists and dictionaries of texts, or the text itself where it is neither.

    Nothing is evaluated: brackets, commas and quotes are read, every leaf stays as it was typed.

    >>> listed("[['two'], (n*(n-1), 2)]")
    [['two'], ['n*(n-1)', '2']]
    >>> listed("2n"), listed("[[2n, p], [n(n-1), 1]]")
    ('2n', [['2n', 'p'], ['n(n-1)', '1']])
    """
    stripped = text.strip()
    if stripped[:1] not in {"[", "(", "{", "'", '"'} or not _is_small(stripped):
        return text
    try:
        tree = ast.parse(stripped, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _bracketed(stripped) if stripped[0] == "[" and "'" not in text else text
    return _outline(tree, stripped)


def between_commas(text: str) -> list[str]:
    """The pieces of a text between its commas, those inside brackets not counted.

    >>> between_commas("n, max(n, 2)")
    ['n', ' max(n, 2)']
    """
    items, depth, start = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == "," and depth == 0:
            items.append(text[start:place])
            start = place + 1
    return [*items, text[start:]] if text.strip() else []


def _bracketed(text: str) -> Any:
    """The outline of brackets and commas alone, where the leaves are no Python."""
    inside = text[1:-1]
    whole = text[:1] + text[-1:] in ("[]", "()") and _closes_last(text)
    if not whole or '"' in text or (text[0] == "(" and len(between_commas(inside)) < 2):
        return text
    return [_bracketed(entry.strip()) for entry in between_commas(inside) if entry.strip()]


def _closes_last(text: str) -> bool:
    """Whether the first bracket is closed by the last one."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0:
            return place == len(text) - 1
    return False


def _is_small(text: str) -> bool:
    depth = deepest = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return len(text) <= LONGEST and deepest <= DEEPEST


def _outline(node: ast.expr, source: str) -> Any:
    match node:
        case ast.List(elts=entries) | ast.Tuple(elts=entries) | ast.Set(elts=entries):
            return [_outline(entry, source) for entry in entries]
        case ast.Dict(keys=keys, values=values) if None not in keys:
            names = [_outline(key, source) for key in keys if key is not None]
            if all(isinstance(name, str) for name in names):
                held = [_outline(value, source) for value in values]
                return dict(zip(names, held, strict=True))
        case ast.Constant(value=str(words)):
            return words
    return ast.get_source_segment(source, node) or ""

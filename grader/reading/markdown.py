"""Takes away what a chat or a Markdown cell puts round a formula, and keeps every column."""

from __future__ import annotations

import re
from typing import Final

_FENCES: Final = re.compile(
    r"\s*(?P<fence>`{3}|`|\*\*\*|\*\*|\*)(?:(?<=```)(?:python|latex|tex|math|text)?\s*\n)?"
    r"(?P<inner>.*)(?P=fence)\s*",
    re.DOTALL,
)
_LABEL: Final = re.compile(
    r"\s*(?:\*\*)?(?:the )?(?:final )?(?:answer|result|solution)(?: is)?\s*(?::\*\*|\*\*:|:)",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"\\(?:tag\*?|label)\s*\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])")
"""How a formula is numbered; words may stand in it."""
_ARROW: Final = re.compile(
    r"\\x(?:right|long)arrow\s*(?:\[[^\[\]]*\])?\s*\{[^{}]*\}"
    r"|\\(?:under|over)set\s*\{[^{}]*\}\s*\{\s*\\(?:to|(?:long)?rightarrow)\s*\}"
)
"""An arrow with words above or below it."""


def without_markdown(text: str) -> str:
    """The text with fences, emphasis, numbers and the label of an answer blanked out.

    >>> without_markdown("**Answer:** `x**2`"), without_markdown("`x` + `y`")
    ('             x**2 ', '`x` + `y`')
    """
    if "\\" in text:
        text = _NUMBER.sub(lambda found: " " * len(found[0]), text)
        text = _ARROW.sub(lambda found: "\\to".ljust(len(found[0])), text)
    label = _LABEL.match(text)
    if label is not None:
        text = " " * label.end() + text[label.end() :]
    while (match := _FENCES.fullmatch(text)) is not None:
        inner, fence = match["inner"], match["fence"]
        closes = fence in inner.replace("**", "") if fence == "*" else fence in inner
        if not inner.strip() or (closes and fence != "**"):  # no formula begins and ends with **
            break
        start, end = match.span("inner")
        text = " " * start + inner + " " * (len(text) - end)
    return text

"""What a student wrote, made harmless for a page that others open: no script, no request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import nh3
from nbconvert.filters.markdown import markdown2html

TAGS = frozenset(
    """p br hr h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong b i u s sub sup del ins kbd
    table thead tbody tfoot tr th td caption a img span div dl dt dd""".split()  # noqa: SIM905
)
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "th": {"align"},
    "td": {"align"},
}
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07?|[\x00-\x08\x0b-\x1f\x7f]")
_PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]+\Z")
LONGEST = 20_000
"""Characters of one output that a page shows."""


def safe_markdown(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Markdown as HTML of a few harmless tags; formulas stay as they are for MathJax.

    >>> safe_markdown("*ok* <script>alert(1)</script><img src=x onerror=alert(1)>").strip()
    '<p><em>ok</em> <img></p>'
    """
    for name, bundle in (attachments or {}).items():
        for mime, content in bundle.items() if isinstance(bundle, Mapping) else ():
            source = source.replace(f"attachment:{name}", f"data:{mime};base64,{content}")
    return nh3.clean(
        markdown2html(source),
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
    )


def plain_text(text: Any) -> str:
    r"""Text without terminal escapes and control characters, cut where it would fill the page.

    >>> plain_text("\x1b[31mred\x1b[0m")
    'red'
    """
    shown = _ESCAPES.sub("", text if isinstance(text, str) else str(text))
    if len(shown) <= LONGEST:
        return shown
    return f"{shown[:LONGEST]}\n... ({len(shown) - LONGEST} more characters)"


def base64_only(content: Any) -> str:
    """The characters of base64, and nothing else."""
    return re.sub(r"[^A-Za-z0-9+/=]", "", str(content))


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Pictures only from within the page, links only to the web."""
    if tag == "img" and name == "src":
        return value if _PICTURE.match(value) else None
    if tag == "a" and name == "href":
        return value if re.match(r"(https?:|mailto:|#)", value, re.IGNORECASE) else None
    return value

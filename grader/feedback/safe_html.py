"""What a student wrote, made harmless for a page that others open: no script, no request."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import unquote

import nh3
from mistune import HTMLRenderer
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

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
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of all that follows, so that a person reads another formula."""
_PICTURE = re.compile(r"data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]+\Z")
LONGEST = 20_000
"""Characters of one output that a page shows."""
LONGEST_MARKDOWN = 20_000
"""Characters of Markdown that are laid out; what is longer is shown as it was typed, for there are
texts on which to look for formulas and emphasis takes time that grows with the square."""
MOST_SHOWN = 3
"""How often a cell may show the same picture: each time it is in the page anew."""
_ATTACHED = "attachment:"
_INLINE = re.compile(r"data:image/(png|jpeg|gif);base64,([A-Za-z0-9+/=]+)")


class _Renderer(IPythonRenderer):
    """Notebook Markdown that asks for nothing else: no file, no lexer of a student's choosing."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture by its name, also if nothing of that name is attached."""
        return HTMLRenderer.image(self, text, url, title)

    def block_code(self, code: str, info: str | None = None) -> str:
        """Code without colours, which the page would drop."""
        return HTMLRenderer.block_code(self, code, info)


def safe_markdown(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Markdown as HTML of a few harmless tags; formulas stay as they are for MathJax.

    What is too long, or what the layout stumbles over, is shown as it was typed.

    >>> safe_markdown("*ok* <script>alert(1)</script><img src=x onerror=alert(1)>").strip()
    '<p><em>ok</em> <img></p>'
    """
    source = source.encode("utf-8", "replace").decode()  # half characters
    pictures = dict(attachments or {})
    source = _INLINE.sub(lambda found: _attach(found, pictures), source)
    if len(source) > LONGEST_MARKDOWN:
        return _as_typed(source)
    try:
        html = MarkdownWithMath(_Renderer(escape=False, exclude_anchor_links=True)).render(source)
    except Exception:  # noqa: BLE001 - no cell of one student keeps a class from its pages
        return _as_typed(source)
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_Attributes(pictures),
        url_schemes={"http", "https", "mailto", _ATTACHED.rstrip(":")},
        link_rel="noopener noreferrer nofollow",
    )


def _attach(found: re.Match[str], pictures: dict[str, Any]) -> str:
    """The address of a picture that stands in the text itself, taken out of it: it is long."""
    name = f"in-the-text-{len(pictures)}"
    pictures[name] = {f"image/{found[1]}": found[2]}
    return _ATTACHED + name


def _as_typed(source: str) -> str:
    return f"<pre>{escape(plain_text(source))}</pre>"


def plain_text(text: Any) -> str:
    r"""Text without terminal escapes and control characters, cut where it would fill the page.

    >>> plain_text("\x1b[31mred\x1b[0m")
    'red'
    """
    shown = _ESCAPES.sub("", text if isinstance(text, str) else str(text))
    if len(shown) <= LONGEST:
        return shown
    return f"{shown[:LONGEST]}\n... ({len(shown) - LONGEST} more characters)"


def as_written(html: str) -> str:
    r"""A page on which nothing is hidden, and nothing turns what comes after it.

    >>> as_written("x \u202e1 + 2\x1b")
    'x \\u202e1 + 2'
    """
    return _TURNS.sub(lambda found: f"\\u{ord(found[0]):04x}", _CONTROLS.sub("", html))


def breakable(name: str) -> str:
    """A name that may be broken where its words end, and so is no wider than a phone.

    >>> breakable("convergence.step_limit")
    'convergence.<wbr>step_<wbr>limit'
    """
    return re.sub(r"(?<=[._])", "<wbr>", escape(name))


def base64_only(content: Any) -> str:
    """The characters of base64, and nothing else."""
    return re.sub(r"[^A-Za-z0-9+/=]", "", str(content))


class _Attributes:
    """Pictures only from within the notebook, links only to the web.

    Args:
        pictures: What is attached to the cell, by name.
    """

    def __init__(self, pictures: Mapping[str, Any]) -> None:
        self._pictures = pictures
        self._shown: Counter[str] = Counter()

    def __call__(self, tag: str, name: str, value: str) -> str | None:
        """What an attribute becomes; ``None`` if it goes."""
        if tag == "img" and name == "src":
            return self._picture(unquote(value.removeprefix(_ATTACHED)))
        if tag == "a" and name == "href":
            return value if re.match(r"(https?:|mailto:|#)", value, re.IGNORECASE) else None
        return value

    def _picture(self, name: str) -> str | None:
        """The picture itself, unless it has been shown often enough."""
        bundle = self._pictures.get(name)
        self._shown[name] += 1
        if isinstance(bundle, Mapping) and self._shown[name] <= MOST_SHOWN:
            for mime, content in bundle.items():
                text = "".join(map(str, content)) if isinstance(content, list) else str(content)
                if _PICTURE.match(url := f"data:{mime};base64,{text}"):
                    return url
        return None

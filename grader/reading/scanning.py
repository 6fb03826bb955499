# ruff: noqa: SIM905 - lists of words read best as words
"""From characters to pieces: numbers, words, commands and signs, each with its place in the text.

Nothing is dropped but white space, and nothing is interpreted but what one piece alone says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final, Literal, NamedTuple

from grader.errors import Unreadable
from grader.reading import limits
from grader.reading.characters import FRACTIONS, GREEK, MARKS, SUBSCRIPTS, SUPERSCRIPTS, fold

Syntax = Literal["auto", "python", "latex"]


class Piece(NamedTuple):
    r"""A piece of the text.

    Attributes:
        kind: ``number imaginary recurring dots power10 float fraction word quoted attribute
            command words begin end newline filled sup sub mark`` or ``sign``.
        text: What counts: a command without its backslash, an environment's name.
        start: Offset of its first character.
        end: Offset after its last character.
        apart: Whether a space of TeX, such as ``\,``, stands before it.
    """

    kind: str
    text: str
    start: int
    end: int
    apart: bool = False

    @property
    def column(self) -> int:
        """1-based, for messages."""
        return self.start + 1


_MODULES = (
    r"(?:(?:np|numpy|sp|sy|sym|sympy|math|cmath|mpmath|mp|scipy|linalg|special|LA|fractions|torch|"
    r"jnp)\.)*"
)
_NUMBER = r"(?:\d+(?:\.(?![.A-Za-z_])\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_DOTS = r"(?:\.\.\.|…|\\[lc]?dots[cbmio]?(?![A-Za-z]))"
_QUOTED = r"(?:'[^'\\\n]{1,60}'|\"[^\"\\\n]{1,60}\")"
_TIMES_TEN = r"\s*(?:\\cdot|\\times|[*·])\s*10\s*"
_EXPONENT = r"(?:\{\s*-?\d{1,3}\s*\}|-?\d{1,3}(?!\d))"
_RAISED = "[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}" + f"(?![{''.join(SUPERSCRIPTS)}])"
_HEADS = r"(?:Symbol|Dummy|Wild|Str|Function|UndefinedFunction|MatrixSymbol|IndexedBase|Idx)"
_ROMAN = r"(?:text|mathrm|operatorname|textrm|mathsf|textsf|textit|textbf|texttt|mathop|mbox)"
_ASCII_SIGNS = r"\*\*|//|<=|>=|!=|==|:=|\|\||!!|\.\.\.|[-+*/^_=<>!|()\[\]{},;:&%@~'$.]"
_OTHER_SIGNS = r"[←→↦⇒⟹·‖≤≥≠≈≃≡±∞∑∏√∛∇∂∈∅⌊⌋⌈⌉⟨⟩…∧∨¬∪∩]"
_REST = r"(?:[\w\s,=]|\((?:[\w\s,=]|\(\w*\))*\))*"

_NUMBERS = [
    ("space", r"[ \t\r\n]+"),
    ("bracketed", r"\d+\.\d*\(\d+\)"),
    ("recurring", r"\d*\.\d*\\(?:overline|bar|dot)\s*(?:\{\d+\}|\d)"),
    ("dots", rf"\d*\.\d+\s*{_DOTS}"),
    ("imaginary", rf"{_NUMBER}[jJ](?![A-Za-z0-9_])"),
    ("power10", rf"(?:\d*\.\d+|\d+\.){_TIMES_TEN}(?:(?:\^|\*\*)\s*{_EXPONENT}|{_RAISED})"),
    ("number", _NUMBER),
    ("fraction", f"[{''.join(FRACTIONS)}]"),
    ("dunder", r"\w*__\w*"),
]  # fmt: skip
_GROUPED = [("grouped", r"\d{1,3}(?:_\d{3})+(?![\w.])")]
_TEXT = [
    ("norm", r"'(?:fro|nuc)'|\"(?:fro|nuc)\""),
    (
        "quoted",
        rf"{_MODULES}{_HEADS}\(\s*(?:(?:Str|Symbol)\(\s*{_QUOTED}{_REST}\)|{_QUOTED}){_REST}\)",
    ),
    ("float", rf"{_MODULES}Float\(\s*['\"]-?{_NUMBER}['\"]\s*(?:,[\w\s=]{{1,30}})?\)"),
    ("word", rf"{_MODULES}(?:S\.|Interval\.)?[A-Za-z](?:[A-Za-z0-9]|_(?=[A-Za-z0-9]))*"),
    ("attribute", r"\.\s*[A-Za-z]\w*"),
]
_LATEX = [
    ("begin", r"\\begin\s*\{[a-z]+\*?\}(?:\s*\{[lcr| ]*\})?"),
    ("end", r"\\end\s*\{[a-z]+\*?\}"),
    ("words", rf"\\{_ROMAN}\*?\s*\{{(?:[^{{}}\\$]|\\[ ,:;_])*\}}"),
    ("space2", r"\\[,;:!> ]|~|\\(?:quad|qquad|enspace|thinspace)(?![A-Za-z])"),
    ("newline", r"\\\\(?:\[[^\]]*\])?"),
    ("unequal", r"\\not\s*="),
    ("command", r"\\[A-Za-z]+\*?|\\[{}|()\[\]_%&]"),
    ("word", r"[A-Za-z]+\d*"),
]
_SIGNS = [
    ("greek", f"[{''.join(GREEK)}](?:\\d+(?![.\\d])|_[A-Za-z0-9]+)?"),
    ("sup", f"[{''.join(SUPERSCRIPTS)}]+"),
    ("sub", f"[{''.join(SUBSCRIPTS)}]+"),
    ("mark", f"[{''.join(MARKS)}]"),
    ("sign", f"{_ASCII_SIGNS}|{_OTHER_SIGNS}"),
    ("other", r"."),
]


def _compiled(*tables: list[tuple[str, str]]) -> re.Pattern[str]:
    pairs = [pair for table in tables for pair in table]
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in pairs), re.DOTALL)


_MASTER_TEXT: Final = _compiled(_GROUPED, _NUMBERS, _TEXT, _SIGNS)
_MASTER_LATEX: Final = _compiled(_NUMBERS, _LATEX, _SIGNS)
_LOOKS_LATEX: Final = re.compile(r"\\[A-Za-z|{}()\[\],;:!> \\%&#$_]|[\^_]\s*\{|\$")
_PRODUCT_SPACES: Final = frozenset((r"\,", r"\;", r"\:", r"\>", "\\ ", "~", r"\thinspace"))


def is_latex(text: str, syntax: Syntax = "auto") -> bool:
    """Whether a text is read by LaTeX's rules: braces group, words are letters side by side."""
    if syntax == "auto":
        return _LOOKS_LATEX.search(text) is not None
    return syntax == "latex"


def scan(text: str, *, latex: bool) -> list[Piece]:
    """All pieces of a text.

    Raises:
        Unreadable: too long, too many pieces, or a character or piece that is never read.
    """
    limits.check_text(text)
    pieces: list[Piece] = []
    apart = False
    for match in (_MASTER_LATEX if latex else _MASTER_TEXT).finditer(fold(text)):
        kind = match.lastgroup or "other"
        if kind in ("space", "space2"):
            apart = apart or match[0] in _PRODUCT_SPACES
            if not latex and "\n" in match[0]:
                pieces.append(Piece("newline", "", match.start(), match.start()))
            continue
        content = match[0]
        if kind in _CONTENT:
            kind, content = _CONTENT[kind](content, match.start() + 1)
        pieces.append(Piece(kind, content, match.start(), match.end(), apart))
        apart = False
        if len(pieces) > limits.TOKENS:
            raise Unreadable(
                f"The answer has more than {limits.TOKENS} symbols; none needs so many.",
                match.start() + 1,
            )
    return pieces


_IN_QUOTES = re.compile(r"['\"](.*?)['\"]", re.DOTALL)
_IN_BRACES = re.compile(r"\{\s*(.*?)\s*\}", re.DOTALL)


def _quoted(text: str, _column: int) -> tuple[str, str]:
    match = _IN_QUOTES.search(text)
    return "quoted", match[1] if match else text


def _float(text: str, _column: int) -> tuple[str, str]:
    return "float", _quoted(text, 0)[1]


def _braced(kind: str) -> Callable[[str, int], tuple[str, str]]:
    def content(text: str, _column: int) -> tuple[str, str]:
        match = _IN_BRACES.search(text)
        inner = match[1] if match else ""
        return kind, re.sub(r"\\[ ,:;]", " ", inner).replace("\\_", "_").strip().removesuffix("*")

    return content


def _word(text: str, _column: int) -> tuple[str, str]:
    for owner in ("S.", "Interval."):
        start = text.find(owner)
        if start == 0 or text[start - 1 : start] == ".":
            return "word", text[start:]
    return "word", text.rpartition(".")[2]


def _command(text: str, _column: int) -> tuple[str, str]:
    return "command", text[1:].removesuffix("*") if len(text) > 2 else text[1:]


def _attribute(text: str, column: int) -> tuple[str, str]:
    name = text[1:].strip()
    if name not in ATTRIBUTES:
        raise Unreadable(f"Attribute access (.{name[:30]}) is not read in an answer.", column)
    return "attribute", name


def _dunder(text: str, column: int) -> tuple[str, str]:
    raise Unreadable(
        f"The name {text[:40]!r} with two underscores is not read; names of the statement are.",
        column,
    )


def _bracketed(_text: str, column: int) -> tuple[str, str]:
    raise Unreadable(
        "Digits in brackets after a decimal can recur, be uncertain or multiply; a fraction, or a "
        "product with *, would be read.",
        column,
    )


def _other(text: str, column: int) -> tuple[str, str]:
    decomposed = unicodedata.normalize("NFD", text)
    if len(decomposed) == 2 and decomposed[1] in MARKS:
        return "marked", decomposed
    if text in "'\"`":
        raise Unreadable("Text in quotes is not read inside a formula.", column)
    raise Unreadable(f"The character {text!r} is not read in a formula.", column)


ATTRIBUTES: Final = frozenset("T dot norm transpose det trace inv sum max min".split())
"""What may follow a vector or matrix after a point."""

_CONTENT: Final[dict[str, Callable[[str, int], tuple[str, str]]]] = {
    "quoted": _quoted,
    "float": _float,
    "begin": _braced("begin"),
    "end": _braced("end"),
    "words": _braced("words"),
    "word": _word,
    "greek": lambda text, _column: ("word", GREEK[text[0]] + text[1:]),
    "command": _command,
    "attribute": _attribute,
    "dunder": _dunder,
    "bracketed": _bracketed,
    "norm": lambda text, _column: ("word", text[1:-1]),
    "grouped": lambda text, _column: ("number", text.replace("_", "")),
    "unequal": lambda _text, _column: ("sign", "!="),
    "other": _other,
}

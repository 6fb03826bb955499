# ruff: noqa: SIM905 - lists of words read best as words
"""The pass from pieces to terminals: what every reader of a piece may see and do."""

from __future__ import annotations

from typing import Final

from grader.errors import Unreadable
from grader.reading import limits
from grader.reading.applying import Token
from grader.reading.brackets import bound_names, unit_end
from grader.reading.scanning import Piece
from grader.reading.vocabulary import Vocabulary

COMMANDS: Final = {
    "frac": "_FRAC",
    "dfrac": "_FRAC",
    "tfrac": "_FRAC",
    "cfrac": "_FRAC",
    "binom": "_BINOM",
    "dbinom": "_BINOM",
    "tbinom": "_BINOM",
    "nicefrac": "_FRAC",
    "sfrac": "_FRAC",
    "sqrt": "_SQRT",
}  # fmt: skip
"""Commands that take arguments in braces."""
CLOSERS: Final = {
    ")": ("_RPAR", "()"), "]": ("_RSQB", "[]"), "}": ("_RGROUP", "{}"), "⌋": ("_FLOORC", "⌊⌋"),
    "⌉": ("_CEILC", "⌈⌉"), "⟩": ("_ANGLEC", "⟨⟩"),
}  # fmt: skip
_ENDS: Final = frozenset(
    """NUMBER NAME CONSTANT _RPAR _RSQB _RGROUP _RSET _BARC _NORMC _FLOORC _CEILC _ANGLEC _FACTORIAL
    _FACTORIAL2 _TRANSPOSE ATTRIBUTE _ENDMATRIX _ENDCASES""".split()
)
"""Terminals that end an operand."""
_OPEN_END: Final = (
    "A square bracket turned outwards, as in ]0, 1[, is not read; of an interval without its ends "
    "(0, 1) is, and (0, 1] of one without its lower end."
)
_NOT_BEFORE_NUMBER: Final = frozenset("NUMBER NAME CONSTANT _RGROUP _FACTORIAL _RSQB _RSET".split())


class Terminals:
    """One pass over the pieces of one formula; `tokens` asks the reader of each kind of piece.

    Args:
        pieces: Laid flat.
        vocabulary: The declared names.
        latex: Whether braces group and words are letters side by side.
        bars: What ``||`` and a bar after an operand are: ``norm``, ``abs`` or ``or``.
        entries: How many entries the vector has that is asked for, if one is.
        letter: What counts them, if the answer begins with ``u_i =``.
    """

    def __init__(
        self,
        pieces: list[Piece],
        vocabulary: Vocabulary,
        *,
        latex: bool,
        bars: str = "norm",
        entries: int | None = None,
        letter: str | None = None,
    ) -> None:
        self._pieces = pieces
        self._vocabulary = vocabulary
        self._latex = latex
        self._bars = bars
        self._entries = entries
        self._letter = letter
        self._tokens: list[Token] = []
        self._open: list[tuple[str, str, int]] = []
        self._bound = bound_names(pieces)
        self.binds = bool(self._bound)
        self.indexes = False
        self._skip: set[int] = set()
        self._call_brackets: set[int] = set()
        self._arguments: set[int] = set()

    def tokens(self) -> list[Token]:
        """The terminals.

        Raises:
            Unreadable: with the column of the piece that is not read.
        """
        at = 0
        while at < len(self._pieces):
            piece = self._pieces[at]
            if at in self._skip:
                at += 1
            elif at in self._call_brackets:
                at = self._open_call(at)
            else:
                at = getattr(self, f"_read_{piece.kind}")(piece, at)
        if self._open:
            kind, _closer, start = self._open[-1]
            if kind == "[" and start == self._pieces[-1].start:
                raise Unreadable(_OPEN_END, start + 1)
            raise Unreadable(f"The bracket {kind[0]!r} is not closed.", start + 1)
        return self._tokens

    def _emit(self, kind: str, value: object, piece: Piece) -> None:
        if kind == "NUMBER" and self._tokens:
            last = self._tokens[-1].type
            if last == "NUMBER" and not self._begins_argument(piece):
                raise Unreadable(
                    "Two numbers stand next to each other; 10000 would be read for 10 000, and a "
                    "sign such as * between factors.",
                    piece.column,
                )
            if last in _NOT_BEFORE_NUMBER and not (piece.apart or self._begins_argument(piece)):
                raise Unreadable(
                    "A number follows a factor without a sign; an operator such as * is missing.",
                    piece.column,
                )
        self._tokens.append(Token(kind, value, piece.start))

    def _begins_argument(self, piece: Piece) -> bool:
        r"""Whether a function, a fraction or a sum before it applies to it: ``\log_2 32``."""
        return piece.start in self._arguments

    def _expect_argument(self, at: int) -> int:
        """Where the argument begins of a function whose sub- and superscripts begin at `at`."""
        while self._text_at(at) in ("^", "_"):
            at = unit_end(self._pieces, at + 1)
        if at < len(self._pieces):
            self._arguments.add(self._pieces[at].start)
        return at

    def _text_at(self, at: int) -> str:
        return (
            self._pieces[at].text
            if 0 <= at < len(self._pieces) and self._pieces[at].kind == "sign"
            else ""
        )

    def _tops_sum(self) -> bool:
        """Whether the upper end of a sum is read: ``_{j=1}^``."""
        kinds = [token.type for token in self._tokens]
        if kinds and kinds[-1] == "_LGROUP":
            kinds.pop()
        if kinds[-2:] != ["_RGROUP", "_POW"] or "BIG" not in kinds:
            return False
        last = len(kinds) - 1 - kinds[::-1].index("BIG")
        return kinds[last + 1 : last + 3] == ["_SUB", "_LGROUP"] and "_RGROUP" not in kinds[last:-2]

    def _ends_operand(self) -> bool:
        return bool(self._tokens) and self._tokens[-1].type in _ENDS

    def _open_call(self, at: int) -> int:
        """The bracket after a call; braces and square brackets count as round ones."""
        piece = self._pieces[at]
        if len(self._open) >= limits.DEPTH:
            raise Unreadable(f"More than {limits.DEPTH} brackets inside one another.", piece.column)
        self._open.append((piece.text, "_LPAR", piece.start))
        self._emit("_LPAR", piece.text, piece)
        inner = at + 1
        if (
            piece.text == "{"
            and self._text_at(inner) in ("(", "[")
            and unit_end(self._pieces, inner) == unit_end(self._pieces, at) - 1
        ):
            self._skip.add(unit_end(self._pieces, inner) - 1)
            return inner + 1
        return inner

    def _opened(self, kind: str, text: str, piece: Piece) -> None:
        if len(self._open) >= limits.DEPTH:
            raise Unreadable(f"More than {limits.DEPTH} brackets inside one another.", piece.column)
        self._open.append((text, kind, piece.start))
        self._emit(kind, text, piece)

    def _closed(self, piece: Piece) -> None:
        text = piece.text
        if not self._open:
            if text == "]" and any(
                other.text in (",", ";") for other in self._pieces if other.start > piece.start
            ):
                raise Unreadable(_OPEN_END, piece.column)
            raise Unreadable(f"The bracket {text!r} was never opened.", piece.column)
        opened, kind, start = self._open[-1]
        closes = {"_LGROUP": "_RGROUP", "_LSET": "_RSET"}
        if text in ("}", "}}"):
            if kind in closes and opened in ("{", "{{") and len(opened) == len(text):
                self._open.pop()
                self._emit(closes[kind], text, piece)
                return
            if kind == "_LPAR" and opened in ("{", "{{"):
                self._open.pop()
                self._emit("_RPAR", text, piece)
                return
        elif text in (")", "]") and opened in ("(", "["):
            self._open.pop()
            name = CLOSERS[text][0]
            self._emit("_RPAR" if kind == "_LPAR" and opened == "[" else name, text, piece)
            return
        elif text in CLOSERS and CLOSERS[text][1][0] == opened:
            self._open.pop()
            self._emit(CLOSERS[text][0], text, piece)
            return
        raise Unreadable(
            f"The bracket {text!r} closes {opened[0]!r}, which opened in column {start + 1}.",
            piece.column,
        )

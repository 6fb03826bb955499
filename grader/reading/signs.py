# ruff: noqa: SIM905 - lists of words read best as words
"""From pieces to terminals: numbers, signs, bars, brackets and environments."""

from __future__ import annotations

import re
from typing import Final

from grader.errors import Unreadable
from grader.reading import limits, literals
from grader.reading.brackets import bound_names, unit_end
from grader.reading.building import Token
from grader.reading.characters import FRACTIONS, SUPERSCRIPTS
from grader.reading.functions import CONSTANTS, NORMS
from grader.reading.layout import CASES
from grader.reading.scanning import Piece
from grader.reading.vocabulary import Vocabulary
from grader.tree import mul, negative, rational, symbol

_OPENERS: Final = {
    "(": "_LPAR",
    "[": "_LSQB",
    "{": "_LGROUP",
    "{{": "_LSET",
    "⌊": "_FLOORO",
    "⌈": "_CEILO",
    "⟨": "_ANGLEO",
}
_CLOSERS: Final = {
    ")": ("_RPAR", "()"), "]": ("_RSQB", "[]"), "}": ("_RGROUP", "{}"), "⌋": ("_FLOORC", "⌊⌋"),
    "⌉": ("_CEILC", "⌈⌉"), "⟩": ("_ANGLEC", "⟨⟩"),
}  # fmt: skip
_PLAIN: Final = {
    "+": "_PLUS", "-": "_MINUS", "*": "_MUL", "·": "_MUL", "^": "_POW", ",": "_COMMA",
    ";": "_COMMA", "@": "_AT", "&": "_AND", "∧": "_AND", "∨": "_OR", "¬": "_NOT", "~": "_NOT",
    "!": "_FACTORIAL",
    "!!": "_FACTORIAL2",
    "√": "_ROOT", "∛": "_CUBEROOT",
}  # fmt: skip
_RELATIONS: Final = {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "=": "=", "==": "=", "!=": "!=",
    "∈": "∈",
}  # fmt: skip
_ENDS: Final = frozenset(
    """NUMBER NAME CONSTANT _RPAR _RSQB _RGROUP _RSET _BARC _NORMC _FLOORC _CEILC _ANGLEC _FACTORIAL
    _FACTORIAL2 _TRANSPOSE ATTRIBUTE _ENDMATRIX _ENDCASES""".split()
)
"""Terminals that end an operand."""
_NOT_BEFORE_NUMBER: Final = frozenset("NUMBER NAME CONSTANT _RGROUP _FACTORIAL _RSQB _RSET".split())
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
_TRANSPOSED: Final = frozenset(("T", "top", "intercal", "t", "mathsf", "tp"))
_BIG: Final = {"∑": "sum", "∏": "product"}
_SIGN_REFUSED: Final = {
    "±": "± gives two values; one answer would be read.",
    "≈": "An approximation is not read; an exact value is.",
    "...": "Dots stand for something; it would be read written out.",
    "…": "Dots stand for something; it would be read written out.",
    ":": "A colon is not read in a formula.",
    "'": "Text in quotes, or a prime, is not read here.",
    "$": "A dollar sign inside the formula is not read.",
    "∪": "A union is not read; a set or an interval is.",
    "⇒": "One formula is read, not a deduction.",
    "→": "One formula is read, not a deduction.",
}


class SignReader:
    """One pass over the pieces of one formula: what is no name.

    Args:
        pieces: Laid flat.
        vocabulary: The declared names.
        latex: Whether braces group and words are letters side by side.
        bars: What ``||`` and a bar after an operand are: ``norm``, ``abs`` or ``or``.
    """

    def __init__(
        self, pieces: list[Piece], vocabulary: Vocabulary, *, latex: bool, bars: str = "norm"
    ) -> None:
        self._pieces = pieces
        self._vocabulary = vocabulary
        self._latex = latex
        self._bars = bars
        self._tokens: list[Token] = []
        self._open: list[tuple[str, str, int]] = []
        self._bound = bound_names(pieces)
        self.binds = bool(self._bound)
        self.indexes = False
        self._skip: set[int] = set()
        self._call_brackets: set[int] = set()
        self._arguments: set[int] = set()

    # ------------------------------------------------------------ the pass

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

    # ------------------------------------------------------------ numbers

    def _read_number(self, piece: Piece, at: int) -> int:
        if self._tokens and self._tokens[-1].type == "_COMMA" and re.fullmatch(r"0\d+", piece.text):
            raise Unreadable(
                "A comma inside a number is not read; write 10000, not 10,000.", piece.column
            )
        self._emit("NUMBER", literals.number(piece.text, piece.column), piece)
        follows = self._pieces[at + 1] if at + 1 < len(self._pieces) else None
        if follows is not None and piece.text.isdigit() and self._is_mixed(at + 1):
            raise Unreadable(
                "A mixed number is not read; write a sum or one fraction.", piece.column
            )
        return at + 1

    def _is_mixed(self, at: int) -> bool:
        """Whether a fraction of two plain integers begins here."""
        piece = self._pieces[at]
        if piece.kind == "fraction":
            return True
        if piece.kind != "command" or COMMANDS.get(piece.text) != "_FRAC":
            return False
        middle = unit_end(self._pieces, at + 1)
        end = unit_end(self._pieces, middle)
        return all(p.kind == "number" or p.text in "{}" for p in self._pieces[at + 1 : end])

    def _read_imaginary(self, piece: Piece, at: int) -> int:
        value = literals.number(piece.text[:-1], piece.column)
        self._emit("NUMBER", mul(value, CONSTANTS["I"]), piece)
        return at + 1

    def _read_float(self, piece: Piece, at: int) -> int:
        digits = piece.text.lstrip("-")
        if len(digits) > 15:
            digits = repr(float(digits))
        value = literals.number(digits, piece.column)
        self._emit("NUMBER", negative(value) if piece.text.startswith("-") else value, piece)
        return at + 1

    def _read_power10(self, piece: Piece, at: int) -> int:
        mantissa, exponent = re.split(
            r"\s*(?:\\cdot|\\times|[*·])\s*10\s*(?:\^|\*\*)?\s*", piece.text, maxsplit=1
        )
        exponent = "".join(SUPERSCRIPTS.get(c, c) for c in exponent).strip("{} ")
        self._emit("NUMBER", literals.number(f"{mantissa}e{exponent}", piece.column), piece)
        return at + 1

    def _read_recurring(self, piece: Piece, at: int) -> int:
        whole, rest = piece.text.split(".", 1)
        fixed, block = (
            re.findall(r"\d+", " " + rest)[-2:]
            if rest[0].isdigit()
            else ("", re.findall(r"\d+", rest)[-1])
        )
        self._emit("NUMBER", literals.recurring(whole, fixed, block, piece.column), piece)
        return at + 1

    def _read_dots(self, piece: Piece, at: int) -> int:
        digits = "".join(re.findall(r"^\d*\.\d+", piece.text))
        self._emit("NUMBER", literals.recurring_with_dots(digits, piece.column), piece)
        return at + 1

    def _read_fraction(self, piece: Piece, at: int) -> int:
        self._emit("NUMBER", rational(*FRACTIONS[piece.text]), piece)
        return at + 1

    # ------------------------------------------------------------ signs

    def _read_sign(self, piece: Piece, at: int) -> int:
        text = piece.text
        if text in ("|", "||", "|<", "|>", "‖", "‖<", "‖>"):
            return self._read_bar(piece, at)
        if text == "^":
            return self._read_power(piece, at)
        if text == "&" and self._latex:
            self._emit("_AMP", text, piece)
        elif text in _PLAIN:
            if text == "·":
                self._refuse_dot_of_vectors(piece, at)
            self._emit(_PLAIN[text], text, piece)
        elif text in _RELATIONS:
            self._emit("RELATION", _RELATIONS[text], piece)
        elif text in _OPENERS:
            kind = _OPENERS[text]
            if (
                text == "{"
                and not self._latex
                and not (self._tokens and self._tokens[-1].type in ("_POW", "_SUB"))
            ):
                kind = "_LSET"
            self._opened(kind, text, piece)
        elif text in _CLOSERS or text == "}}":
            self._closed(piece)
        elif text in ("/", "//"):
            self._emit("DIV", self._division(at), piece)
        elif text == "%":
            self._modulo(piece, at)
        elif text in _BIG:
            self.indexes = True
            self._expect_argument(at + 1)
            self._emit("BIG", _BIG[text], piece)
        elif text == "∞":
            self._emit("CONSTANT", CONSTANTS["oo"], piece)
        elif text == "∅":
            self._emit("CONSTANT", CONSTANTS["EmptySet"], piece)
        elif text == "_":
            return self._read_subscript(piece, at)
        else:
            raise Unreadable(
                _SIGN_REFUSED.get(text, f"The sign {text!r} is not read here."), piece.column
            )
        return at + 1

    def _refuse_dot_of_vectors(self, piece: Piece, at: int) -> None:
        """A dot between two vectors is an inner product in print, and entry by entry in code."""
        last = self._tokens[-1] if self._tokens else None
        follows = self._pieces[at + 1] if at + 1 < len(self._pieces) else None
        if last is None or last.type != "NAME" or last.value.head != "symbol" or follows is None:
            return
        names = (last.value.args[0], self._vocabulary.find(follows.text) or "")
        if all(self._vocabulary.kind_of(name) == "vector" for name in names):
            raise Unreadable(
                "A dot between two vectors can be their inner product or a product entry by entry; "
                "g^T w or g*w would be read.",
                piece.column,
            )

    def _modulo(self, piece: Piece, at: int) -> None:
        follows = self._pieces[at + 1] if at + 1 < len(self._pieces) else None
        if follows is None or (follows.kind == "sign" and follows.text not in ("(", "{", "-")):
            raise Unreadable("A percentage is not read; 0.05 would be, for 5 %.", piece.column)
        self._emit("MOD", "%", piece)

    def _division(self, at: int) -> str:
        """``/.`` if it is clear where the divisor ends although factors follow without a sign."""
        if self._text_at(at) == "//":
            return "//"
        end = unit_end(self._pieces, at + 1)
        if end > len(self._pieces) or at + 1 >= len(self._pieces):
            return "/"
        divisor = self._pieces[at + 1]
        if divisor.text in ("(", "{"):
            return "/."
        spaced = end < len(self._pieces) and self._pieces[end].start > self._pieces[end - 1].end
        return "/." if divisor.kind == "number" and spaced else "/"

    def _opened(self, kind: str, text: str, piece: Piece) -> None:
        if len(self._open) >= limits.DEPTH:
            raise Unreadable(f"More than {limits.DEPTH} brackets inside one another.", piece.column)
        self._open.append((text, kind, piece.start))
        self._emit(kind, text, piece)

    def _closed(self, piece: Piece) -> None:
        text = piece.text
        if not self._open:
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
            name = _CLOSERS[text][0]
            self._emit("_RPAR" if kind == "_LPAR" and opened == "[" else name, text, piece)
            return
        elif text in _CLOSERS and _CLOSERS[text][1][0] == opened:
            self._open.pop()
            self._emit(_CLOSERS[text][0], text, piece)
            return
        raise Unreadable(
            f"The bracket {text!r} closes {opened[0]!r}, which opened in column {start + 1}.",
            piece.column,
        )

    def _read_bar(self, piece: Piece, at: int) -> int:
        text = piece.text
        if text == "||" and self._bars != "norm":
            half = piece.start + 1
            self._read_bar(piece._replace(text="|", end=half), at)
            return self._read_bar(piece._replace(text="|", start=half), at)
        double = text[0] == "‖" or text == "||"
        shape = "‖" if double else "|"
        top = self._open[-1][0] if self._open else ""
        closes = text.endswith(">") or (
            not text.endswith("<") and top == shape and self._ends_operand()
        )
        if closes:
            if top != shape:
                raise Unreadable(f"The bar {shape!r} was never opened.", piece.column)
            self._open.pop()
            self._emit("_NORMC" if double else "_BARC", text, piece)
        elif not double and self._ends_operand() and (self._bars == "or" or self._last_bar(at)):
            self._emit("_OR", text, piece)
        else:
            self._opened("_NORMO" if double else "_BARO", shape, piece)
        return at + 1

    def _last_bar(self, at: int) -> bool:
        """Whether no bar follows inside the same brackets."""
        depth = 0
        for piece in self._pieces[at + 1 :]:
            if piece.kind in ("begin", "end"):
                depth += 1 if piece.kind == "begin" else -1
            elif piece.kind == "sign" and piece.text in ("(", "[", "{", "{{"):
                depth += 1
            elif piece.kind == "sign" and piece.text in (")", "]", "}", "}}"):
                depth -= 1
                if depth < 0:
                    return True
            elif depth == 0 and piece.text.startswith("|"):
                return False
        return True

    def _read_power(self, piece: Piece, at: int) -> int:
        end = unit_end(self._pieces, at + 1)
        inner = [p for p in self._pieces[at + 1 : end] if p.text not in ("{", "}")]
        if len(inner) == 1:
            only = inner[0]
            if only.text in ("*", "star", "'", "dagger"):
                raise Unreadable(f"The mark ^{only.text} after a symbol is not read.", piece.column)
            if only.text in _TRANSPOSED and self._is_transposed(only.text):
                self._emit("_TRANSPOSE", "T", piece)
                return end
        if (
            self._latex
            and self._tokens
            and self._tokens[-1].type in ("_RGROUP", "NAME")
            and self._text_at(at + 1) == "{"
            and self._text_at(at + 2) == "("
            and unit_end(self._pieces, at + 2) == end - 1
        ):
            raise Unreadable(
                "An exponent in round brackets can mean a step, a rising factorial, a derivative "
                "or a power; a power would be read without the brackets.",
                piece.column,
            )
        self._emit("_POW", "^", piece)
        return at + 1

    def _is_transposed(self, text: str) -> bool:
        if text in ("top", "intercal"):
            return True
        if text == "t" or self._vocabulary.find("T") is not None or "T" in self._bound:
            last = self._tokens[-1] if self._tokens else None
            if text == "t" or last is None:
                return False
            if last.type in ("_ENDMATRIX", "_RSQB"):
                return True
            return last.type == "NAME" and self._vocabulary.kind_of(last.value.args[0]) != "scalar"
        return True

    def _read_subscript(self, piece: Piece, at: int) -> int:
        """Under a norm, a sum or a function; under a name, the name has taken it."""
        last = self._tokens[-1].type if self._tokens else ""
        if last not in ("_NORMC", "BIG", "CALL", "BARE"):
            raise Unreadable("A subscript would be read after a name or a norm.", piece.column)
        end = unit_end(self._pieces, at + 1)
        inner = [p for p in self._pieces[at + 1 : end] if p.text not in ("{", "}")]
        self._emit("_SUB", "_", piece)
        if last == "BIG":
            return self._read_bounds(at, end)
        if (
            len(inner) == 1
            and inner[0].text in NORMS
            and self._vocabulary.find(inner[0].text) is None
        ):
            self._emit("WORD", inner[0].text, inner[0])
            return end
        return at + 1

    def _read_bounds(self, at: int, end: int) -> int:
        """``_{k=1}`` and ``_k``; the grammar sees braces either way."""
        if self._text_at(at + 1) in ("{", "("):
            opening = self._pieces[at + 1]
            self._open.append(("{" if opening.text == "{" else "(", "_LGROUP", opening.start))
            self._emit("_LGROUP", "{", opening)
            return at + 2
        piece = self._pieces[at + 1] if at + 1 < len(self._pieces) else self._pieces[at]
        self._emit("_LGROUP", "{", piece)
        if piece.kind == "word":
            self._emit("NAME", symbol(piece.text), piece)
        self._emit("_RGROUP", "}", piece)
        return end

    # ------------------------------------------------------------ environments

    def _read_begin(self, piece: Piece, at: int) -> int:
        self._opened("_CASES" if piece.text in CASES else "_MATRIX", "begin", piece)
        return at + 1

    def _read_end(self, piece: Piece, at: int) -> int:
        if not self._open or self._open[-1][0] != "begin":
            raise Unreadable("A bracket inside the environment is not closed.", piece.column)
        self._open.pop()
        self._emit("_ENDCASES" if piece.text in CASES else "_ENDMATRIX", piece.text, piece)
        return at + 1

    def _read_newline(self, piece: Piece, at: int) -> int:
        self._emit("_ROWSEP", "", piece)
        return at + 1

    def _read_attribute(self, piece: Piece, at: int) -> int:
        self._emit("ATTRIBUTE", piece.text, piece)
        return at + 1

"""From pieces to terminals: signs, bars, exponents, subscripts and environments."""

from __future__ import annotations

import re
from typing import Final

from grader.errors import Unreadable
from grader.reading import literals
from grader.reading.brackets import unit_end
from grader.reading.ellipses import DOTS, SIGNS, WRITTEN_OUT
from grader.reading.layout import CASES
from grader.reading.lexicon import CONSTANTS, NORMS, TWO_VALUES
from grader.reading.numerals import NumeralReader
from grader.reading.scanning import Piece
from grader.reading.terminals import CLOSERS
from grader.tree import symbol

_OPENERS: Final = {
    "(": "_LPAR",
    "[": "_LSQB",
    "{": "_LGROUP",
    "{{": "_LSET",
    "⌊": "_FLOORO",
    "⌈": "_CEILO",
    "⟨": "_ANGLEO",
}
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
_TRANSPOSED: Final = frozenset(("T", "top", "intercal", "t", "mathsf", "tp"))
_SPACE: Final = re.compile(r"(?:l|ell|L)[_^]([12]|∞|infty|inf)")
_BIG: Final = {"∑": "sum", "∏": "product"}
_PRINTED: Final = {"sum": "sum", "product": "prod"}
_BEFORE_SIGNED: Final = frozenset({*_OPENERS.values(), "_COMMA", "RELATION", "_AND", "_OR"})
_ORDERS: Final = frozenset(("<", ">", "<=", ">=", "!="))
_SIGN_REFUSED: Final = {
    "±": TWO_VALUES,
    "≈": "An approximation is not read; an exact value is.",
    "...": WRITTEN_OUT,
    "…": WRITTEN_OUT,
    ":": "A colon is not read in a formula.",
    "'": "Text in quotes, or a prime, is not read here.",
    "$": "A dollar sign inside the formula is not read.",
    "∪": "A union is not read; a set or an interval is.",
    "≡": "One formula is read, not a deduction.",
    "⇒": "One formula is read, not a deduction.",
    "→": "One formula is read, not a deduction.",
}


class SignReader(NumeralReader):
    """Signs, bars, exponents, subscripts and environments."""

    def _read_sign(self, piece: Piece, at: int) -> int:
        text = piece.text
        if text in ("|", "||", "|<", "|>", "‖", "‖<", "‖>"):
            return self._read_bar(piece, at)
        if text == "^":
            return self._read_power(piece, at)
        if text == "&" and self._latex:
            self._emit("_AMP", text, piece)
        elif text in _PLAIN:
            if text == "+":
                self._refuse_two_values(piece, at)
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
        elif text in CLOSERS or text == "}}":
            self._closed(piece)
        elif text in ("/", "//"):
            self._emit("DIV", self._division(at), piece)
        elif text == "%":
            self._modulo(piece, at)
        elif text in _BIG:
            self.indexes = True
            self._refuse_condition(at)
            self._expect_argument(at + 1)
            self._emit("BIG", _BIG[text], piece)
        elif text == "∞":
            self._emit("CONSTANT", CONSTANTS["oo"], piece)
        elif text == "∅":
            self._emit("CONSTANT", CONSTANTS["EmptySet"], piece)
        elif text == "_":
            return self._read_subscript(piece, at)
        elif text in SIGNS and self._is_left_out(at):
            self._emit("NAME", symbol(DOTS), piece)
        else:
            raise Unreadable(
                _SIGN_REFUSED.get(text, f"The sign {text!r} is not read here."), piece.column
            )
        return at + 1

    def _refuse_two_values(self, piece: Piece, at: int) -> None:
        """``+-x`` where nothing is added, and ``+/-x``, are meant as ``±x``."""
        signed = not self._tokens or self._tokens[-1].type in _BEFORE_SIGNED
        touching = [piece]
        for after in self._pieces[at + 1 : at + 3]:
            if after.start == touching[-1].end:
                touching.append(after)
        texts = "".join(one.text for one in touching)
        if texts == "+/-" or (signed and texts.startswith("+-")):
            raise Unreadable(TWO_VALUES, piece.column)

    def _refuse_condition(self, at: int) -> None:
        r"""Below a sum stands one index with its ends, not ``i < j``."""
        if self._text_at(at + 1) != "_":
            return
        for piece in self._pieces[at + 2 : unit_end(self._pieces, at + 2)]:
            if piece.text in _ORDERS:
                name = _BIG[self._pieces[at].text]
                raise Unreadable(
                    f"A {name} over all indices that meet a condition is not read; a {name} for "
                    f"each index is, with both its ends: \\{_PRINTED[name]}_{{i=1}}^{{n}}.",
                    piece.column,
                )

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

    def _is_left_out(self, at: int) -> bool:
        """Whether dots stand between two plus signs."""
        return (
            bool(self._tokens)
            and self._tokens[-1].type == "_PLUS"
            and self._text_at(at + 1) == "+"
            and self._vocabulary.find(DOTS) is None
        )

    def _modulo(self, piece: Piece, at: int) -> None:
        follows = self._pieces[at + 1] if at + 1 < len(self._pieces) else None
        if follows is None or (follows.kind == "sign" and follows.text not in ("(", "{", "-")):
            raise Unreadable("A percentage is not read; 0.05 would be, for 5 %.", piece.column)
        self._emit("MOD", "%", piece)

    def _division(self, at: int) -> str:
        """``/.`` if it is clear where the divisor ends although factors follow without a sign.

        A space after a number says so where one types it; in print it says nothing, and ``1/2 x``
        is clear for the number above.
        """
        if self._text_at(at) == "//":
            return "//"
        end = unit_end(self._pieces, at + 1)
        if end > len(self._pieces) or at + 1 >= len(self._pieces):
            return "/"
        divisor = self._pieces[at + 1]
        if divisor.text in ("(", "{"):
            return "/."
        spaced = end < len(self._pieces) and self._pieces[end].start > self._pieces[end - 1].end
        above = self._pieces[at - 1].kind == "number" and self._text_at(at - 2) not in ("_", "^")
        told = spaced and (above or not self._latex)
        return "/." if divisor.kind == "number" and told else "/"

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
        self._refuse_step(piece, at, end)
        self._emit("_POW", "^", piece)
        return at + 1

    def _refuse_step(self, piece: Piece, at: int, end: int) -> None:
        r"""``x^{(t)}``, ``{x}^{\left(n\right)}``; in ``\beta^{(t+1)}`` they say nothing."""
        last = self._tokens[-1].type if self._tokens else ""
        bracketed = (
            self._latex
            and self._text_at(at + 1) == "{"
            and self._text_at(at + 2) == "("
            and unit_end(self._pieces, at + 2) == end - 1
        )
        if bracketed and (last == "_RGROUP" or (last == "NAME" and end - at == 6)):
            raise Unreadable(
                "An exponent in round brackets can mean a step, a rising factorial, a derivative "
                "or a power; a power would be read without the brackets.",
                piece.column,
            )

    def _is_transposed(self, text: str) -> bool:
        if text in ("top", "intercal"):
            return True
        if text == "t" or self._is_name("T"):
            last = self._tokens[-1] if self._tokens else None
            if text == "t" or last is None:
                return False
            if last.type in ("_ENDMATRIX", "_RSQB"):
                return True
            return last.type == "NAME" and self._vocabulary.kind_of(last.value.args[0]) != "scalar"
        return True

    def _is_name(self, text: str) -> bool:
        """Whether it is a name, declared or bound, or may be one for want of arrays."""
        words = self._vocabulary
        if words.find(text) is not None or text in self._bound:
            return True
        return words.any_name and not words.has_arrays

    def _read_subscript(self, piece: Piece, at: int) -> int:
        """Under a norm, a sum or a function; under a name, the name has taken it."""
        last = self._tokens[-1].type if self._tokens else ""
        if last not in ("_NORMC", "_BARC", "BIG", "CALL", "BARE"):
            raise Unreadable("A subscript would be read after a name or a norm.", piece.column)
        end = unit_end(self._pieces, at + 1)
        inner = [p for p in self._pieces[at + 1 : end] if p.text not in ("{", "}")]
        self._emit("_SUB", "_", piece)
        if last == "BIG":
            return self._read_bounds(at, end)
        space = _SPACE.fullmatch("".join(p.text for p in inner))
        if space is not None and last in ("_NORMC", "_BARC"):  # the norm of that space
            infinite = space[1] in NORMS
            below = NORMS[space[1]] if infinite else literals.number(space[1], inner[0].column)
            self._emit("CONSTANT" if infinite else "NUMBER", below, inner[0])
            return end
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

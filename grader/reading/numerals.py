"""From pieces to terminals: numbers in every spelling."""

from __future__ import annotations

import re

from grader.errors import Unreadable
from grader.reading import literals
from grader.reading.brackets import unit_end
from grader.reading.characters import FRACTIONS, SUPERSCRIPTS
from grader.reading.lexicon import CONSTANTS
from grader.reading.scanning import Piece
from grader.reading.terminals import COMMANDS, Terminals
from grader.tree import mul, negative, rational


class NumeralReader(Terminals):
    """Numbers."""

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

    def _read_percent(self, piece: Piece, at: int) -> int:
        self._emit("NUMBER", literals.number(f"{piece.text}e-2", piece.column), piece)
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

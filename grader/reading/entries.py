"""From pieces to terminals: entries of vectors and matrices, by number or by an index letter."""

from __future__ import annotations

import re
from typing import Final

from grader.errors import Unreadable
from grader.reading.brackets import unit_end
from grader.reading.indexing import indexed
from grader.reading.scanning import Piece
from grader.reading.signs import SignReader
from grader.tree import integer, symbol, vector

INDICES: Final = frozenset("ijklmr")


class UnknownName(Unreadable):
    """A name that the part does not declare."""


class EntryReader(SignReader):
    """Entries."""

    def _declared(self, name: str) -> bool:
        return name in self._bound or self._vocabulary.find(name) is not None

    def _python_index(self, name: str, piece: Piece, at: int) -> int:
        """``g[0]`` is the first entry."""
        end = unit_end(self._pieces, at)
        inside = self._pieces[at + 1 : end - 1]
        indices = [p for p in inside if p.text != ","]
        if all(p.kind == "number" and p.text.isdigit() and len(p.text) < 4 for p in indices):
            numbers = [int(p.text) for p in indices]
            entry = self._entry(name, numbers, piece)
            self._emit("NAME", symbol(entry), piece)
            return end
        if len(indices) == 1 and indices[0].text in INDICES and not self._declared(indices[0].text):
            self.indexes = True
            self._emit("NAME", indexed(name, indices[0].text), piece)
            return end
        raise Unreadable(f"An entry would be read as {name}[0].", self._pieces[at].column)

    def _entry(self, name: str, indices: list[int], piece: Piece) -> str:
        """The entry of 0-based indices; a vector may be indexed as a column, ``g[0, 0]``."""
        shape = self._vocabulary.shape.get(name, ())
        entries = self._vocabulary.entries(name)
        if len(shape) == 1 and len(indices) == 2 and 0 in indices:
            indices = [max(indices)]
        if len(indices) != len(shape) or any(
            i >= side for i, side in zip(indices, shape, strict=False)
        ):
            raise Unreadable(f"{name} has no such entry.", piece.column)
        return entries[indices[0] if len(shape) == 1 else indices[0] * shape[1] + indices[1]]

    def _indexed(self, name: str, index: str, piece: Piece, end: int) -> int | None:
        """``g_i`` of a declared vector or of g1, g2, g3; ``G_{12}`` or ``G_{ij}`` of a matrix."""
        letter = index in INDICES and self._vocabulary.find(index) is None
        if letter and name in self._vocabulary.families:
            self.indexes = True
            self._emit("NAME", indexed(name, index), piece)
            return end
        found = self._vocabulary.find(name)
        kind = self._vocabulary.kind_of(found) if found is not None else "scalar"
        if found is None or kind not in ("vector", "matrix"):
            return None
        sides = 1 if kind == "vector" else 2
        letters = index.replace(",", "").replace("_", "")
        if len(letters) == sides and all(
            c in INDICES and self._vocabulary.find(c) is None for c in letters
        ):
            self.indexes = True
            self._emit("NAME", indexed(found, letters), piece)
            return end
        numbers = (
            re.findall(r"\d+", index)
            if "," in index
            else list(letters)
            if kind == "matrix"
            else [letters]
        )
        if all(number.isdigit() and int(number) > 0 for number in numbers):
            entry = self._entry(found, [int(number) - 1 for number in numbers], piece)
            self._emit("NAME", symbol(entry), piece)
            return end
        return None

    def _over_entries(self, name: str, letter: str, piece: Piece, end: int) -> int:
        """``max_i``: like a sum without an upper end."""
        if letter not in INDICES:
            raise Unreadable(f"Under {name}, an index such as i would be read.", piece.column)
        self.indexes = True
        self._emit("BIG", name, piece)
        for kind in ("_SUB", "_LGROUP", "NAME", "_RGROUP"):
            self._emit(kind, symbol(letter), piece)
        return end

    def _read_filled(self, piece: Piece, at: int) -> int:
        r"""``\mathbf{1}`` and ``\mathbb{1}_3``, where the length is known."""
        end = at + 1
        if self._text_at(end) == "_":
            end = unit_end(self._pieces, end + 1)
        below = [p.text for p in self._pieces[at + 2 : end] if p.text not in ("{", "}")]
        named = len(below) == 1 and below[0] in (str(self._entries), "n", "d")
        if not self._entries or (below and not named):
            digit = piece.text
            raise Unreadable(
                f"A vector of {digit}s is read written out: [{digit}, {digit}].", piece.column
            )
        entry = integer(int(piece.text))
        self._emit("CONSTANT", vector(*(entry,) * self._entries), piece)
        return end

    def _emit_unit_vector(self, name: str, piece: Piece) -> bool:
        """``e_2``, where a vector is asked for and nobody declares an e."""
        match = re.fullmatch(r"e_?([1-9])", name)
        if match is None or not self._entries or int(match[1]) > self._entries:
            return False
        if self._declared("e") or self._declared(name):
            return False
        places = range(1, self._entries + 1)
        unit = vector(*(integer(int(place == int(match[1]))) for place in places))
        self._emit("CONSTANT", unit, piece)
        return True

"""From pieces to terminals: what each name, bar, bracket and call is, by the declared symbols.

``n(n-1)`` multiplies because n is a symbol, ``f(x)`` applies because f is a function; ``|`` opens
or closes by what stands before it; ``_`` and ``^`` after a name belong to the name where that name
is declared.
"""

from __future__ import annotations

import keyword
import re
from typing import Final

from grader.errors import Unreadable
from grader.reading import literals
from grader.reading.applying import Token
from grader.reading.brackets import has_comma, unit_end
from grader.reading.characters import GREEK_NAMES, MARKS
from grader.reading.entries import INDICES, EntryReader
from grader.reading.functions import BUILDERS
from grader.reading.lexicon import (
    AMBIGUOUS,
    CONSTANTS,
    IN_SQUARE_BRACKETS,
    KEYWORDS,
    NORMS,
    REFUSED_COMMANDS,
    REFUSED_WORDS,
)
from grader.reading.scanning import Piece
from grader.reading.segments import ways_to_cut
from grader.reading.terminals import COMMANDS
from grader.reading.undeclared import letters_of, unknown, unread_function
from grader.tree import symbol

_DECORATIONS: Final = {
    "bar": "bar", "overline": "bar", "hat": "hat", "widehat": "hat", "tilde": "tilde",
    "widetilde": "tilde", "dot": "dot",
}  # fmt: skip
_USUAL_FUNCTIONS: Final = frozenset("fghFGH")
"""Symbols that several arguments show to be functions after all."""
_OPENING: Final = frozenset(("_LPAR", "_LSQB", "_LGROUP", "_LSET"))
_CLOSING: Final = frozenset(("_RPAR", "_RSQB", "_RGROUP", "_RSET"))
_LIKE_TEXT: Final = {
    "if": "_IF",
    "for": "_IF",
    "when": "_IF",
    "otherwise": "_OTHERWISE",
    "else": "_OTHERWISE",
    "and": "_AND",
    "or": "_OR",
    "not": "_NOT",
    "true": "CONSTANT",
    "false": "CONSTANT",
    "True": "CONSTANT",
    "False": "CONSTANT",
}


class Namer(EntryReader):
    """One pass over the pieces of one formula: names, and all the rest."""

    # ------------------------------------------------------------ names

    def _read_command(self, piece: Piece, at: int) -> int:
        text = piece.text
        if text in COMMANDS:
            if text == "sqrt" and self._text_at(at + 1) == "(":
                return self._read_name("sqrt", piece, at)
            first = unit_end(self._pieces, at + 1)
            if first < len(self._pieces) and (text != "sqrt" or self._text_at(at + 1) == "["):
                self._arguments.add(self._pieces[first].start)
            self._emit(COMMANDS[text], text, piece)
            return at + 1
        if text in REFUSED_COMMANDS:
            raise Unreadable(REFUSED_COMMANDS[text], piece.column)
        if text in ("operatorname", "mathrm", "text", "rm"):
            return at + 1
        if text in _DECORATIONS:
            return self._read_decorated(piece, at)
        return self._read_name(text, piece, at)

    def _read_decorated(self, piece: Piece, at: int) -> int:
        end = unit_end(self._pieces, at + 1)
        inner = [p for p in self._pieces[at + 1 : end] if p.text not in ("{", "}")]
        if len(inner) == 1 and inner[0].kind in ("word", "command"):
            name = inner[0].text + _DECORATIONS[piece.text]
            if self._vocabulary.find(name) is not None or piece.text != "overline":
                return self._read_name(name, piece, end - 1)
        if piece.text == "overline":
            self._emit("CALL", "conjugate", piece)
            return self._open_call(at + 1)
        raise Unreadable(f"\\{piece.text} would be read over one letter.", piece.column)

    def _read_words(self, piece: Piece, at: int) -> int:
        text = piece.text
        said = text.lower().strip(" .,;:")
        if said in _LIKE_TEXT and self._vocabulary.find(text) is None:
            return self._read_connective(said, piece, at)
        if not re.fullmatch(r"[A-Za-z]\w*", text) or (
            self._ends_operand()
            and text not in BUILDERS
            and self._vocabulary.find(self._with_subscript(text, at)[0]) is None
            and len(text) > 1
        ):
            raise Unreadable(
                f"The words {text[:40]!r} are not read inside a formula.", piece.column
            )
        return self._read_name(text, piece, at)

    def _read_connective(self, text: str, piece: Piece, at: int) -> int:
        kind = _LIKE_TEXT[text]
        self._emit(kind, CONSTANTS[text] if kind == "CONSTANT" else text, piece)
        return at + 1

    def _read_quoted(self, piece: Piece, at: int) -> int:
        return self._read_name(piece.text, piece, at)

    def _read_marked(self, piece: Piece, at: int) -> int:
        return self._read_name(piece.text[0] + MARKS[piece.text[1]], piece, at)

    def _read_mark(self, piece: Piece, at: int) -> int:
        del at
        raise Unreadable("A mark without a letter under it is not read.", piece.column)

    def _read_word(self, piece: Piece, at: int) -> int:
        follows = self._pieces[at + 1] if at + 1 < len(self._pieces) else None
        if follows is not None and follows.kind == "mark" and follows.start == piece.end:
            return self._read_name(piece.text + MARKS[follows.text], piece, at + 1)
        if (
            follows is not None
            and follows.text == "="
            and piece.text in KEYWORDS
            and self._in_call()
        ):
            self._emit("KEYWORD", piece.text, piece)
            return at + 2
        return self._read_name(piece.text, piece, at)

    def _in_call(self) -> bool:
        return bool(self._open) and self._open[-1][1] == "_LPAR"

    def _read_name(self, name: str, piece: Piece, at: int) -> int:
        """A name that ends at piece `at`, with what stands under it."""
        name_with, end = self._with_subscript(name, at)
        if self._entries and self._emit_unit_vector(name_with, piece):
            return end
        vocabulary = self._vocabulary
        if name_with != name:
            found = self._find(name_with, piece, end)
            if found is not None:
                return found
            indexed = self._indexed(name, name_with[len(name) + 1 :], piece, end)
            if indexed is not None:
                return indexed
            if (
                self._latex
                and piece.kind == "word"
                and name not in BUILDERS
                and vocabulary.find(name) is None
                and len(name) > 1
                and name not in GREEK_NAMES
            ):
                return self._segments(name, piece, at)
            if name not in BUILDERS or self._declared(name):
                free = vocabulary.any_name and name.partition("_")[0] not in BUILDERS
                if free and re.fullmatch(r"[A-Za-z]\w*", name_with):
                    self._emit("NAME", symbol(name_with), piece)
                    return end
                raise unknown(name_with, self._vocabulary.known, piece.column)
            if name in ("max", "min", "sum") and name_with[len(name) + 1 :] in INDICES:
                return self._over_entries(name, name_with[len(name) + 1 :], piece, end)
            return self._function(name, piece, at + 1)
        found = self._find(name, piece, at + 1)
        return self._last_resort(name, piece, at) if found is None else found

    def _find(self, name: str, piece: Piece, end: int) -> int | None:
        """Emit what a whole name is, if anybody knows it."""
        if name == self._letter:
            self._emit("NAME", symbol(name), piece)
            return end
        found = self._vocabulary.find(name) or (name if name in self._bound else None)
        applied = self._text_at(end) == "(" or (
            self._text_at(end) == "["
            and not self._latex
            and self._opens_arguments(name, "[", end, end)
        )
        several = applied and found is not None and has_comma(self._pieces, end)
        if found is not None and not (
            applied and name in BUILDERS and (several or name not in AMBIGUOUS)
        ):
            kind = self._vocabulary.kind_of(found) if name not in self._bound else "scalar"
            if (
                several
                and kind != "function"
                and not self._latex
                and self._pieces[end].start == piece.end
            ):
                if name in _USUAL_FUNCTIONS:
                    return self._declared_function(found, piece, end)
                raise Unreadable(
                    f"{name} is a symbol here, no function of several arguments.", piece.column
                )
            if kind == "function":
                return self._declared_function(found, piece, end)
            return self._symbol(found, kind, piece, end)
        if name in NORMS and not applied and self._is_second_of_norm():
            self._emit("NAME", NORMS[name], piece)
            return end
        if name == "mod" and not applied:
            self._emit("MOD", "%", piece)
            return end
        if name in BUILDERS and (applied or name not in AMBIGUOUS or self._may_apply(name, end)):
            if not applied and name in CONSTANTS:
                self._emit("CONSTANT", CONSTANTS[name], piece)
                return end
            return self._function(name, piece, end)
        if name in REFUSED_WORDS:
            raise Unreadable(REFUSED_WORDS[name], piece.column)
        if name in CONSTANTS:
            if name == "E" and self._text_at(end) == "[":
                raise Unreadable("An expectation is not read; its value is.", piece.column)
            self._emit("CONSTANT", CONSTANTS[name], piece)
            return end
        return None

    def _may_apply(self, name: str, end: int) -> bool:
        r"""Whether a name of LaTeX applies without a bracket: ``\det G``, not ``\gamma x``."""
        if not self._latex or name not in GREEK_NAMES:
            return self._latex
        while self._text_at(end) in ("^", "_"):
            end = unit_end(self._pieces, end + 1)
        return self._text_at(end) in ("(", "[", "{", "{{")

    def _symbol(self, name: str, kind: str, piece: Piece, end: int) -> int:
        if kind in ("vector", "matrix") and self._text_at(end) == "[" and not self._latex:
            return self._python_index(name, piece, end)
        self._emit("NAME", symbol(name), piece)
        return end

    def _declared_function(self, name: str, piece: Piece, end: int) -> int:
        if self._text_at(end) == "'":
            raise Unreadable(REFUSED_WORDS["Derivative"], piece.column)
        if self._text_at(end) not in ("(", "{"):
            raise Unreadable(f"{name} is a function: {name}(...) would be read.", piece.column)
        self._emit("CALL", (name,), piece)
        return self._open_call(end)

    def _function(self, name: str, piece: Piece, at: int) -> int:
        """A known function: is it applied to brackets, or to what stands next to it?"""
        end = self._expect_argument(at)
        opening = self._text_at(end)
        if opening == "(" or self._opens_arguments(name, opening, at, end):
            self._emit("CALL", name, piece)
            if end == at:
                return self._open_call(at)
            self._call_brackets.add(end)
            return at
        self._emit("BARE", name, piece)
        return at

    def _opens_arguments(self, name: str, opening: str, at: int, end: int) -> bool:
        r"""Whether another bracket holds arguments: ``\ln{x}``, ``sqrt{x}``, ``Sqrt[x]``."""
        if opening not in ("{", "{{", "[") or self._latex:
            return opening in ("{", "{{", "[")
        touches = end == at and self._pieces[at - 1].end == self._pieces[at].start
        return touches and (opening != "[" or name in IN_SQUARE_BRACKETS)

    # ------------------------------------------------------------ subscripts and unknown words

    def _with_subscript(self, name: str, at: int) -> tuple[str, int]:
        if self._text_at(at + 1) != "_":
            return name, at + 1
        end = unit_end(self._pieces, at + 2)
        inner = [p for p in self._pieces[at + 2 : end] if p.text not in ("{", "}")]
        if (
            not inner
            or len(inner) > 4
            or not all(
                p.kind in ("word", "number", "words", "command") or p.text in ",∞" for p in inner
            )
        ):
            return name, at + 1
        sub = "".join("inf" if p.text == "∞" else p.text for p in inner)
        return f"{name}_{sub}", end

    def _last_resort(self, name: str, piece: Piece, at: int) -> int:
        base, _, sub = name.partition("_")
        if sub:
            indexed = self._indexed(base, sub, piece, at + 1)
            if indexed is not None:
                return indexed
            if (
                base in BUILDERS
                and not self._declared(base)
                and base in ("log", "norm", "max", "min")
            ):
                return self._function_with_word(base, sub, piece, at)
        if name in ("and", "or", "not"):
            return self._read_connective(name, piece, at)
        if name in ("if", "else") and not self._latex:
            self._emit("_COND" if name == "if" else "_ELSE", name, piece)
            return at + 1
        if keyword.iskeyword(name):
            raise Unreadable(f"The word {name!r} of Python is not read in an answer.", piece.column)
        if re.fullmatch(r"ln\d{1,3}", name):
            self._emit("BARE", "ln", piece)
            self._tokens.append(Token("NUMBER", literals.number(name[2:]), piece.start + 2))
            return at + 1
        if name in ("n", "d") and self._tops_sum():
            self._emit("NAME", symbol(name), piece)  # the length of the vector, or refused
            return at + 1
        return self._segments(name, piece, at)

    def _is_second_of_norm(self) -> bool:
        """Whether the second argument of a norm begins here."""
        depth = 0
        if not self._tokens or self._tokens[-1].type not in ("_COMMA", "KEYWORD"):
            return False
        for at in range(len(self._tokens) - 1, 0, -1):
            kind = self._tokens[at].type
            depth += (kind in _CLOSING) - (kind in _OPENING)
            if depth < 0:
                return self._tokens[at - 1].value in ("norm", "Norm")
        return False

    def _function_with_word(self, base: str, sub: str, piece: Piece, at: int) -> int:
        """``log_2(x)`` and ``norm_1(g)`` where the subscript is part of the word."""
        if base in ("max", "min"):
            return self._over_entries(base, sub, piece, at + 1)
        self._emit("CALL" if self._text_at(at + 1) == "(" else "BARE", base, piece)
        self._emit("_SUB", "_", piece)
        self._expect_argument(at + 1)
        if sub.isdigit():
            self._tokens.append(Token("NUMBER", literals.number(sub, piece.column), piece.start))
        elif sub in NORMS:
            self._emit("WORD", sub, piece)
        elif sub == "e":
            self._emit("CONSTANT", CONSTANTS["e"], piece)
        elif self._declared(sub):
            self._emit("NAME", symbol(self._vocabulary.find(sub) or sub), piece)
        else:
            raise unknown(sub, self._vocabulary.known, piece.column)
        return self._open_call(at + 1) if self._text_at(at + 1) == "(" else at + 1

    def _segments(self, word: str, piece: Piece, at: int) -> int:
        """A word of declared names side by side: ``xy``, in the only way that it can be cut."""
        cuts = ways_to_cut(word, self._is_part)
        if len(cuts) != 1 or (
            not self._latex
            and self._tokens
            and self._tokens[-1].type in ("_POW", "_ROOT", "_CUBEROOT")
        ):
            if self._vocabulary.any_name and not cuts and re.fullmatch(r"[A-Za-z]\w*", word):
                return self._undeclared(word, piece, at)
            raise unknown(word, self._vocabulary.known, piece.column)
        offset = piece.start
        end = at + 1
        for index, part in enumerate(cuts[0]):
            here = Piece("word", part, offset, offset + len(part))
            offset += len(part)
            last = index == len(cuts[0]) - 1
            if last and len(cuts[0]) > 1:
                end = self._read_name(part, here, at)
            else:
                found = self._vocabulary.find(part) if part not in self._bound else part
                if found is not None:
                    self._emit("NAME", symbol(found), here)
                else:
                    self._emit("CONSTANT", CONSTANTS[part], here)
        return end

    def _undeclared(self, word: str, piece: Piece, at: int) -> int:
        """A word that nobody declared, where any name is read: in LaTeX it is a row of letters."""
        is_applied = self._text_at(at + 1) == "("
        unknown_command = piece.kind == "command" and piece.text not in _DECORATIONS
        if unknown_command or (is_applied and piece.kind == "words"):
            raise unknown(word, self._vocabulary.known, piece.column)
        if is_applied and (refused := unread_function(word, piece.column)) is not None:
            raise refused
        letters = letters_of(word, piece.kind, latex=self._latex)
        if letters is None:
            self._emit("NAME", symbol(word), piece)
            return at + 1
        for offset, letter in enumerate(letters):
            here = Piece("word", letter, piece.start + offset, piece.start + offset + 1)
            constant = letter in ("e", "i") and not self._declared(letter)
            if constant:
                self._emit("CONSTANT", CONSTANTS[letter], here)
            else:
                self._emit("NAME", symbol(letter), here)
        return at + 1

    def _is_part(self, part: str) -> bool:
        if part in self._bound or self._vocabulary.find(part) is not None:
            found = self._vocabulary.find(part)
            return found is None or self._vocabulary.kind_of(found) != "function"
        return part == "pi" or (self._latex and part in ("e", "i"))

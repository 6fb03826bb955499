"""From pieces to terminals: what each name, bar, bracket and call is, by the declared symbols.

``n(n-1)`` multiplies because n is a symbol, ``f(x)`` applies because f is a function; ``|`` opens
or closes by what stands before it; ``_`` and ``^`` after a name belong to the name where that name
is declared.
"""

from __future__ import annotations

import keyword
import re
from difflib import get_close_matches
from typing import Final

from grader.errors import Unreadable
from grader.reading import limits, literals
from grader.reading.building import Token
from grader.reading.characters import FRACTIONS, GREEK_NAMES, MARKS
from grader.reading.functions import AMBIGUOUS, BUILDERS, CONSTANTS, KEYWORDS, NORMS
from grader.reading.indexing import indexed
from grader.reading.layout import CASES
from grader.reading.scanning import Piece
from grader.reading.vocabulary import Vocabulary
from grader.tree import mul, rational, symbol

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
    "+": "_PLUS", "-": "_MINUS", "*": "_MUL", "^": "_POW", ",": "_COMMA", ";": "_COMMA", "@": "_AT", "&": "_AND",
    "∧": "_AND", "∨": "_OR", "¬": "_NOT", "~": "_NOT", "!": "_FACTORIAL", "!!": "_FACTORIAL2",
    "√": "_ROOT", "∛": "_CUBEROOT",
}  # fmt: skip
_RELATIONS: Final = {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "=": "=", "==": "=", "!=": "!="}
_ENDS: Final = frozenset(
    """NUMBER NAME CONSTANT _RPAR _RSQB _RGROUP _RSET _BARC _NORMC _FLOORC _CEILC _ANGLEC _FACTORIAL
    _FACTORIAL2 _TRANSPOSE ATTRIBUTE _ENDMATRIX _ENDCASES""".split()  # noqa: SIM905
)
"""Terminals that end an operand."""
_NOT_BEFORE_NUMBER: Final = frozenset("NUMBER NAME CONSTANT _RGROUP _FACTORIAL _RSQB _RSET".split())  # noqa: SIM905
_COMMANDS: Final = {
    "frac": "_FRAC", "dfrac": "_FRAC", "tfrac": "_FRAC", "cfrac": "_FRAC", "binom": "_BINOM",
    "dbinom": "_BINOM", "tbinom": "_BINOM", "sqrt": "_SQRT",
}  # fmt: skip
_DECORATIONS: Final = {
    "bar": "bar", "overline": "bar", "hat": "hat", "widehat": "hat", "tilde": "tilde",
    "widetilde": "tilde", "dot": "dot",
}  # fmt: skip
_REFUSED: Final = {
    "pm": "± gives two values; one answer would be read.",
    "int": "An integral is not read; its value is.",
    "lim": "A limit is not read; its value is.",
}
_WORDS_REFUSED: Final = {
    "Integral": "An integral is not read; its value is.",
    "integrate": "An integral is not read; its value is.",
    "Derivative": "A derivative is not read; what it comes to is.",
    "diff": "A derivative is not read; what it comes to is.",
    "Limit": "A limit is not read; its value is.",
    "limit": "A limit is not read; its value is.",
    "zoo": "zoo is what SymPy gives for a division by zero; no value is equal to it.",
    "lambda": "The word 'lambda' begins a Python function; an expression would be read.",
}
_INDICES: Final = frozenset("ijklmr")
_TRANSPOSED: Final = frozenset(("T", "top", "intercal", "t", "mathsf", "tp"))
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
_BIG: Final = {"∑": "sum", "∏": "product"}


class Namer:
    """One pass over the pieces of one formula.

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
            if last in _NOT_BEFORE_NUMBER and not self._after_unbraced(piece):
                raise Unreadable(
                    "A number follows a factor without a sign; an operator such as * would be read.",
                    piece.column,
                )
        self._tokens.append(Token(kind, value, piece.start))

    def _after_unbraced(self, piece: Piece) -> bool:
        del piece
        return len(self._tokens) > 1 and self._tokens[-2].type in ("_FRAC", "_BINOM")

    def _text_at(self, at: int) -> str:
        return (
            self._pieces[at].text
            if 0 <= at < len(self._pieces) and self._pieces[at].kind == "sign"
            else ""
        )

    def _ends_operand(self) -> bool:
        return bool(self._tokens) and self._tokens[-1].type in _ENDS

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
        if piece.kind != "command" or _COMMANDS.get(piece.text) != "_FRAC":
            return False
        middle = unit_end(self._pieces, at + 1)
        end = unit_end(self._pieces, middle)
        return all(p.kind == "number" or p.text in "{}" for p in self._pieces[at + 1 : end])

    def _read_imaginary(self, piece: Piece, at: int) -> int:
        value = literals.number(piece.text[:-1], piece.column)
        self._emit("NUMBER", mul(value, CONSTANTS["I"]), piece)
        return at + 1

    def _read_float(self, piece: Piece, at: int) -> int:
        from grader.tree import negative

        digits = piece.text.lstrip("-")
        if len(digits) > 15:
            digits = repr(float(digits))
        value = literals.number(digits, piece.column)
        self._emit("NUMBER", negative(value) if piece.text.startswith("-") else value, piece)
        return at + 1

    def _read_power10(self, piece: Piece, at: int) -> int:
        mantissa, exponent = re.split(r"\s*(?:\\cdot|\\times|\*)\s*10\s*(?:\^|\*\*)\s*", piece.text)
        exponent = exponent.strip("{} ")
        self._emit("NUMBER", literals.number(f"{mantissa}e{exponent}", piece.column), piece)
        return at + 1

    def _read_recurring(self, piece: Piece, at: int) -> int:
        match = re.match(r"(\d*)\.(\d*)\D+(\d+)", piece.text)
        assert match is not None  # noqa: S101 - the scanner's pattern is narrower
        self._emit("NUMBER", literals.recurring(match[1], match[2], match[3], piece.column), piece)
        return at + 1

    def _read_dots(self, piece: Piece, at: int) -> int:
        match = re.match(r"\d*\.\d+", piece.text)
        assert match is not None  # noqa: S101 - the scanner's pattern is narrower
        self._emit("NUMBER", literals.recurring_with_dots(match[0], piece.column), piece)
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
            self._emit("MOD", "%", piece)
        elif text in _BIG:
            self.indexes = True
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
        spaced = self._latex or (
            end < len(self._pieces) and self._pieces[end].start > self._pieces[end - 1].end
        )
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
            and self._tokens[-1].type == "_RGROUP"
            and self._text_at(at + 1) == "{"
            and self._text_at(at + 2) == "("
            and unit_end(self._pieces, at + 2) == end - 1
        ):
            raise Unreadable(
                "An exponent in round brackets can mean a rising factorial, a derivative or a "
                "power; a power would be read without the brackets.",
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

    # ------------------------------------------------------------ names

    def _read_command(self, piece: Piece, at: int) -> int:
        text = piece.text
        if text in _COMMANDS:
            if text == "sqrt" and self._text_at(at + 1) == "(":
                return self._read_name("sqrt", piece, at)
            self._emit(_COMMANDS[text], text, piece)
            return at + 1
        if text in _REFUSED:
            raise Unreadable(_REFUSED[text], piece.column)
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
        last = self._tokens[-1].type if self._tokens else ""
        if text.lower() in _LIKE_TEXT and (self._vocabulary.find(text) is None):
            return self._read_connective(text.lower(), piece, at)
        if not re.fullmatch(r"[A-Za-z]\w*", text) or (
            last in _ENDS
            and text not in BUILDERS
            and self._vocabulary.find(text) is None
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
                and name not in BUILDERS
                and vocabulary.find(name) is None
                and len(name) > 1
                and name not in GREEK_NAMES
            ):
                return self._segments(name, piece, at)
            if name not in BUILDERS or self._declared(name):
                raise self._unknown(name_with, piece)
            if name in ("max", "min", "sum") and name_with[len(name) + 1 :] in _INDICES:
                return self._over_entries(name, name_with[len(name) + 1 :], piece, end)
            return self._function(name, piece, at + 1)
        found = self._find(name, piece, at + 1)
        return self._last_resort(name, piece, at) if found is None else found

    def _declared(self, name: str) -> bool:
        return name in self._bound or self._vocabulary.find(name) is not None

    def _find(self, name: str, piece: Piece, end: int) -> int | None:
        """Emit what a whole name is, if anybody knows it."""
        found = self._vocabulary.find(name) or (name if name in self._bound else None)
        applied = self._text_at(end) == "("
        several = applied and found is not None and self._has_arguments(end)
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
                raise Unreadable(
                    f"{name} is a symbol here, no function of several arguments.", piece.column
                )
            if kind == "function":
                return self._declared_function(found, piece, end)
            return self._symbol(found, kind, piece, end)
        if name == "mod" and not applied:
            self._emit("MOD", "%", piece)
            return end
        if name in BUILDERS and (applied or name not in AMBIGUOUS or self._latex):
            if not applied and name in CONSTANTS:
                self._emit("CONSTANT", CONSTANTS[name], piece)
                return end
            return self._function(name, piece, end)
        if name in _WORDS_REFUSED:
            raise Unreadable(_WORDS_REFUSED[name], piece.column)
        if name in CONSTANTS:
            self._emit("CONSTANT", CONSTANTS[name], piece)
            return end
        return None

    def _has_arguments(self, at: int) -> bool:
        """Whether the bracket that opens at `at` holds a comma of its own."""
        end = unit_end(self._pieces, at)
        depth = 0
        for piece in self._pieces[at:end]:
            if piece.kind == "sign":
                depth += (piece.text in ("(", "[", "{", "{{")) - (
                    piece.text in (")", "]", "}", "}}")
                )
                if piece.text == "," and depth == 1:
                    return True
        return False

    def _symbol(self, name: str, kind: str, piece: Piece, end: int) -> int:
        if kind in ("vector", "matrix") and self._text_at(end) == "[" and not self._latex:
            return self._python_index(name, piece, end)
        self._emit("NAME", symbol(name), piece)
        return end

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
        if (
            len(indices) == 1
            and indices[0].text in _INDICES
            and not self._declared(indices[0].text)
        ):
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
        """``g_i`` of a declared vector, ``G_{12}`` or ``G_{ij}`` of a matrix."""
        found = self._vocabulary.find(name)
        kind = self._vocabulary.kind_of(found) if found is not None else "scalar"
        if found is None or kind not in ("vector", "matrix"):
            return None
        sides = 1 if kind == "vector" else 2
        letters = index.replace(",", "").replace("_", "")
        if len(letters) == sides and all(
            c in _INDICES and self._vocabulary.find(c) is None for c in letters
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
        if letter not in _INDICES:
            raise Unreadable(f"Under {name}, an index such as i would be read.", piece.column)
        self.indexes = True
        self._emit("BIG", name, piece)
        for kind in ("_SUB", "_LGROUP", "NAME", "_RGROUP"):
            self._emit(kind, symbol(letter), piece)
        return end

    def _declared_function(self, name: str, piece: Piece, end: int) -> int:
        if self._text_at(end) not in ("(", "{"):
            raise Unreadable(f"{name} is a function: {name}(...) would be read.", piece.column)
        self._emit("CALL", (name,), piece)
        return self._open_call(end)

    def _function(self, name: str, piece: Piece, at: int) -> int:
        """A known function: is it applied to brackets, or to what stands next to it?"""
        end = at
        while self._text_at(end) in ("^", "_"):
            end = unit_end(self._pieces, end + 1)
        opening = self._text_at(end)
        if opening == "(" or (opening in ("{", "{{", "[") and self._latex):
            self._emit("CALL", name, piece)
            if end == at:
                return self._open_call(at)
            self._call_brackets.add(end)
            return at
        self._emit("BARE", name, piece)
        return at

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
        if keyword.iskeyword(name):
            raise Unreadable(f"The word {name!r} of Python is not read in an answer.", piece.column)
        return self._segments(name, piece, at)

    def _function_with_word(self, base: str, sub: str, piece: Piece, at: int) -> int:
        """``log_2(x)`` and ``norm_1(g)`` where the subscript is part of the word."""
        if base in ("max", "min"):
            return self._over_entries(base, sub, piece, at + 1)
        self._emit("CALL" if self._text_at(at + 1) == "(" else "BARE", base, piece)
        self._emit("_SUB", "_", piece)
        if sub.isdigit():
            self._tokens.append(Token("NUMBER", literals.number(sub, piece.column), piece.start))
        elif sub in NORMS:
            self._emit("WORD", sub, piece)
        elif self._declared(sub):
            self._emit("NAME", symbol(self._vocabulary.find(sub) or sub), piece)
        else:
            raise self._unknown(sub, piece)
        return self._open_call(at + 1) if self._text_at(at + 1) == "(" else at + 1

    def _segments(self, word: str, piece: Piece, at: int) -> int:
        """A word of declared names side by side: ``xy``, in the only way that it can be cut."""
        cuts = self._cut(word)
        if len(cuts) != 1 or (not self._latex and self._tokens and self._tokens[-1].type == "_POW"):
            if self._vocabulary.any_name and self._latex and not cuts and word.isalpha():
                for offset, letter in enumerate(word):
                    self._emit(
                        "NAME",
                        symbol(letter),
                        Piece("word", letter, piece.start + offset, piece.end),
                    )
                return at + 1
            if self._vocabulary.any_name and not cuts and re.fullmatch(r"[A-Za-z]\w*", word):
                self._emit("NAME", symbol(word), piece)
                return at + 1
            raise self._unknown(word, piece)
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

    def _cut(self, word: str) -> list[list[str]]:
        if len(word) > 24:
            return []
        ways: list[list[list[str]]] = [[[]]] + [[] for _ in word]
        for end in range(1, len(word) + 1):
            for start in range(end):
                if ways[start] and self._is_part(word[start:end]):
                    ways[end].extend([*way, word[start:end]] for way in ways[start][:3])
        return [way for way in ways[-1] if len(way) > 1][:3]

    def _is_part(self, part: str) -> bool:
        if part in self._bound or self._vocabulary.find(part) is not None:
            found = self._vocabulary.find(part)
            return found is None or self._vocabulary.kind_of(found) != "function"
        return part == "pi" or (self._latex and part in ("e", "i"))

    def _unknown(self, name: str, piece: Piece) -> Unreadable:
        known = self._vocabulary.known
        near = get_close_matches(name[:40], known, n=1) or get_close_matches(
            name[:40], list(BUILDERS) + list(CONSTANTS), n=1, cutoff=0.8
        )
        hint = f"Did you mean {near[0]!r}? " if near else ""
        names = ", ".join(known[:20]) if known else "none"
        return Unreadable(f"Unknown name {name[:40]!r}. {hint}Known names: {names}.", piece.column)


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


def unit_end(pieces: list[Piece], at: int) -> int:
    """Index after the unit that begins at `at`: a bracketed group, a signed piece or one piece."""
    if at >= len(pieces):
        return at
    text = pieces[at].text if pieces[at].kind == "sign" else ""
    if text in ("-", "+"):
        return min(at + 2, len(pieces))
    if text not in ("(", "[", "{", "{{"):
        return at + 1
    depth = 0
    for index in range(at, len(pieces)):
        piece = pieces[index]
        if piece.kind == "sign":
            if piece.text in ("(", "[", "{", "{{"):
                depth += 1
            elif piece.text in (")", "]", "}", "}}"):
                depth -= 1
                if depth == 0:
                    return index + 1
    return len(pieces)


def bound_names(pieces: list[Piece]) -> frozenset[str]:
    """Names that a sum or product binds somewhere in the formula."""
    bound = set()
    for at, piece in enumerate(pieces[:-3]):
        if piece.text in ("∑", "∏") and pieces[at + 1].text == "_":
            start = at + 2 + (pieces[at + 2].text in ("{", "("))
            if (
                start + 1 < len(pieces)
                and pieces[start].kind == "word"
                and (pieces[start + 1].text in ("=", "}", ")") or start == at + 2)
            ):
                bound.add(pieces[start].text)
        elif (
            piece.text == "("
            and pieces[at + 1].kind in ("word", "quoted")
            and pieces[at + 2].text == ","
            and at
            and pieces[at - 1].text in (",", "Tuple")
        ):
            bound.add(pieces[at + 1].text)
    return frozenset(bound)

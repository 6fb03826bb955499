"""Reads what people type: Python and SymPy text, calculator text, Unicode and LaTeX."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from lark import Lark, UnexpectedInput
from lark.lexer import Lexer

from grader.errors import Unreadable
from grader.reading import limits
from grader.reading.applying import Token
from grader.reading.arrays import repeated
from grader.reading.building import Builder
from grader.reading.comprehensions import written_out
from grader.reading.deductions import conclusion
from grader.reading.definitions import definitions
from grader.reading.doubts import refuse_doubtful
from grader.reading.ellipses import SIGNS, with_sums
from grader.reading.entries import UnknownName
from grader.reading.indexing import entry_by_entry, refuse_one_letter_for_two, without_indices
from grader.reading.lalr import Machine
from grader.reading.lines import (
    lines_of,
    refuse_drawings,
    refuse_second_formula,
    without_soft_breaks,
)
from grader.reading.markdown import without_markdown
from grader.reading.named_entries import (
    all_entries,
    index_in_front,
    is_array,
    named_entries,
    without_vector_of_names,
)
from grader.reading.naming import Namer
from grader.reading.percentages import with_percentages
from grader.reading.prefixes import Sides, is_label, sides_of
from grader.reading.remarks import without_every_entry, without_remarks
from grader.reading.rewriting import prepare
from grader.reading.rows import (
    with_angles_as_brackets,
    with_commas_between,
    with_rows,
    with_thousands,
)
from grader.reading.scanning import Piece, Syntax, is_latex
from grader.reading.settling import rank, settle
from grader.reading.vocabulary import Vocabulary
from grader.tree import Tree, free_symbols, relation, substitute


class _Given(Lexer):
    """Hands the parser terminals that are already made."""

    def __init__(self, _conf: Any) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Iterator[Any]:
        return iter(lexer_state)


@lru_cache(maxsize=1)
def _machine() -> Machine:
    return Machine(
        Lark(
            Path(__file__).with_name("formula.lark").read_text(encoding="utf-8"),
            parser="lalr",
            lexer=_Given,
            transformer=Builder(),
            maybe_placeholders=False,
        )
    )


def read(
    text: str,
    vocabulary: Vocabulary,
    syntax: Syntax = "auto",
    *,
    keep_equation: bool = False,
    entries: int | None = None,
    every_side: bool = False,
) -> Tree:
    r"""The tree of an answer.

    Args:
        text: What was typed.
        vocabulary: The names that it may use.
        syntax: ``auto`` takes LaTeX's rules where there is a backslash command, ``^{``, ``_{``
            or ``$``.
        keep_equation: Whether ``y = 2x`` is an equation. Otherwise ``u = -g`` answers ``-g``, and
            of ``u = a = b`` the last side counts; the others must be readable but for names.
        entries: Of an answer that is a vector, how many entries are asked for, 0 if that is not
            known. Then ``c_1 = 0, c_2 = 2`` gives both, and a bold 1 is a vector of ones.
        every_side: Whether ``u = a = b`` gives ``a = b``, for the caller to compare.

    Raises:
        Unreadable: with the 1-based column in `text`.

    >>> from grader.reading.printing import to_text
    >>> words = Vocabulary.of({"alpha": "alpha > 0", "g": "real vector 3"})
    >>> to_text(read(r"u = -\frac{\alpha}{2} \|g\|_1 \text{sign}(g)", words))
    '-alpha*norm(g, 1)*sign(g)/2'
    """
    if not text.strip():
        raise Unreadable("The answer is empty.", 1)
    limits.check_text(text)
    refuse_drawings(text)
    text = without_markdown(text)
    return _read(
        text,
        vocabulary,
        syntax,
        keep_equation=keep_equation,
        entries=entries,
        every_side=every_side,
    )


@lru_cache(maxsize=2_048)
def _read(
    text: str,
    vocabulary: Vocabulary,
    syntax: Syntax,
    *,
    keep_equation: bool,
    entries: int | None,
    every_side: bool,
) -> Tree:
    """Students write the same entries again and again; nobody changes a tree."""
    plain = without_every_entry(text) if entries else text
    everywhere = plain != text
    text = without_remarks(plain, vocabulary)
    latex = is_latex(text, syntax)
    pieces = prepare(text, vocabulary, latex=latex)
    if not pieces:
        raise Unreadable("The answer is empty.", 1)
    pieces = _as_written(pieces, vocabulary, latex=latex, entries=entries)
    try:
        return _tree_of(
            pieces,
            _Way(vocabulary, latex, entries, None, every_side=every_side),
            keep_equation=keep_equation,
            everywhere=everywhere,
        )
    except Unreadable:
        if keep_equation or vocabulary.any_name:
            raise
        way = _Way(vocabulary, latex, entries, None, every_side=False)
        tree = _with_own_names(pieces, way, everywhere=everywhere)
        if tree is None:
            raise
        return tree


def _tree_of(pieces: list[Piece], way: _Way, *, keep_equation: bool, everywhere: bool) -> Tree:
    vocabulary, entries = way.vocabulary, way.entries
    if not keep_equation:
        pieces = conclusion(pieces, partial(is_label, vocabulary=vocabulary))
    if entries:
        way = replace(way, letter=index_in_front(pieces, vocabulary))
    if entries is not None:
        column = way.column(pieces)
        if column is not None:
            return column
        pieces = without_vector_of_names(without_soft_breaks(pieces), vocabulary, entries)
        named = named_entries(pieces, vocabulary, entries)
        if named is not None:
            return Tree("list", tuple(way.last_of(Sides(sides, [])) for sides in named))
    pieces = without_soft_breaks(pieces)
    refuse_second_formula(pieces)
    tree = way.last_of(sides_of(pieces, vocabulary, keep_equation=keep_equation))
    if entries is None:
        return tree
    return all_entries(tree, pieces, vocabulary, entries, everywhere=everywhere)


def _with_own_names(pieces: list[Piece], way: _Way, *, everywhere: bool) -> Tree | None:
    """The tree of a formula that says behind it what names of its own are; ``None`` if none does.

    Each of them must be declared nowhere else and stand for one value, and all must be used.
    """
    found = definitions(pieces)
    if found is None or way.entries == 0 or way.entries == len(found[1]) + 1:
        return None
    formula, said = found
    try:
        names = [_own_name(one.name, way) for one in said]
        if None in names or len(set(names)) != len(names):
            return None
        own = [name for name in names if name is not None]
        wider = replace(way, vocabulary=way.vocabulary.with_scalars(own), entries=None)
        values = {name: wider.side(one.value) for name, one in zip(own, said, strict=True)}
        wider = replace(wider, entries=way.entries)
        tree = _tree_of(formula, wider, keep_equation=False, everywhere=everywhere)
        return _put_in(tree, values, way.vocabulary)
    except Unreadable:
        return None


_LETTERS: Final = frozenset("CNQS")
"""Letters that SymPy has functions for, and people a value."""


def _own_name(pieces: list[Piece], way: _Way) -> str | None:
    """The name that these pieces are, if it is one and nobody declared it."""
    if [piece.kind for piece in pieces] == ["word"] and pieces[0].text in _LETTERS:
        return pieces[0].text if way.vocabulary.find(pieces[0].text) is None else None
    anything = Vocabulary.of({}, any_name=True)
    with suppress(UnknownName):
        way.side(pieces)
        return None
    match replace(way, vocabulary=anything, entries=None).side(pieces):
        case Tree("symbol", (str(name),)):
            return name
    return None


def _put_in(tree: Tree, values: dict[str, Tree], vocabulary: Vocabulary) -> Tree | None:
    """The tree with values for names, of which each stands in it or in another one's value."""
    if any(value.head in _LISTS or rank(value, vocabulary) for value in values.values()):
        return None
    used = free_symbols(tree).union(*(free_symbols(value) for value in values.values()))
    if not values.keys() <= used:
        return None
    for _ in values:
        tree = limits.check_size(substitute(tree, values))
    return tree if values.keys().isdisjoint(free_symbols(tree)) else None


def _as_written(
    pieces: list[Piece], vocabulary: Vocabulary, *, latex: bool, entries: int | None
) -> list[Piece]:
    """The pieces with numbers, lists and vectors in the one form that the grammar knows."""
    pieces = with_percentages(pieces, vocabulary)
    if not latex:
        pieces = written_out(pieces, vocabulary)
    if entries is not None:
        pieces = with_commas_between(pieces, entries, latex=latex)
    if latex:
        pieces = with_thousands(pieces)
    return with_rows(pieces) if entries is None else with_angles_as_brackets(pieces)


_READINGS_OF_BARS: Final = ("norm", "abs", "or")


_LISTS: Final = frozenset(("list", "tuple", "set", "relation", "and", "or"))


@dataclass(frozen=True)
class _Way:
    """How the formulas of one answer are read."""

    vocabulary: Vocabulary
    latex: bool
    entries: int | None
    letter: str | None
    every_side: bool

    def last_of(self, sides: Sides) -> Tree:
        """The last of the sides of an equation; the others must be readable but for names."""
        *before, last = sides.exact
        self._readable(sides.rough)
        try:
            end = self.side(last)
        except UnknownName:
            if sides.bound is None:
                raise
            end = self.side(sides.bound)
        trees = [*self._readable(before), end]
        if self.entries is not None:
            trees = [tree for tree in trees if is_array(tree, self.vocabulary)]
        if not self.every_side or len(trees) < 2 or trees[-1] is not end:
            return end
        links = [relation("=", left, right) for left, right in pairwise(trees)]
        return links[0] if len(links) == 1 else Tree("and", tuple(links))

    def _readable(self, sides: list[list[Piece]]) -> list[Tree]:
        """Those of known names: in u = a/|a| = [1, 0] the statement's a need not be declared."""
        trees: list[Tree] = []
        for side in sides:
            with suppress(UnknownName):
                trees.append(self.side(side))
        return trees

    def column(self, pieces: list[Piece]) -> Tree | None:
        """The numbers on as many lines as entries are asked for; ``None`` if they are not that."""
        lines = lines_of(pieces)
        if len(lines) < 2 or len(lines) != (self.entries or len(lines)):
            return None
        try:
            entries = tuple(self.side(line) for line in lines)
        except Unreadable:
            return None
        if any(tree.head in _LISTS or rank(tree, self.vocabulary) for tree in entries):
            return None
        return Tree("list", entries)

    def side(self, pieces: list[Piece]) -> Tree:
        """One formula."""
        refuse_doubtful(pieces, self.vocabulary, latex=self.latex)
        barred = any(piece.kind == "sign" and piece.text[0] == "|" for piece in pieces)
        first: Unreadable | None = None
        for bars in _READINGS_OF_BARS if barred else _READINGS_OF_BARS[:1]:
            try:
                return self._formula(pieces, bars)
            except Unreadable as error:
                first = first or error
        raise first or Unreadable("Nothing is read here.")

    def _formula(self, pieces: list[Piece], bars: str) -> Tree:
        vocabulary = self.vocabulary
        namer = Namer(
            pieces,
            vocabulary,
            latex=self.latex,
            bars=bars,
            entries=self.entries,
            letter=self.letter,
        )
        tokens = namer.tokens()
        try:
            tree: Any = _machine().parse(tokens)
        except UnexpectedInput as error:
            raise _unexpected(error, tokens, pieces) from None
        limits.check_depth_and_size(tree)
        if any(piece.text in SIGNS for piece in pieces):
            tree = with_sums(tree, frozenset(vocabulary.symbols))
        if self.letter is not None:
            refuse_one_letter_for_two(tree, self.letter)
        if self.letter is not None and self.letter in free_symbols(tree):
            tree = entry_by_entry(tree, self.letter, self.entries or 0, vocabulary)
        elif namer.indexes:
            tree = without_indices(tree, vocabulary)
        if namer.binds:
            _check_names(tree, pieces, vocabulary)
        if self.entries is not None:
            tree = repeated(tree, self.entries) or tree
        settled = settle(tree, vocabulary)
        return tree if settled is tree else limits.check_size(settled)


def _check_names(tree: Tree, pieces: list[Piece], vocabulary: Vocabulary) -> None:
    """A name that a sum binds is known inside the sum only."""
    if vocabulary.any_name:
        return
    for name in sorted(free_symbols(tree)):
        if vocabulary.find(name) is None:
            at = max((piece.column for piece in pieces if piece.text == name), default=1)
            raise Unreadable(f"The name {name!r} is known inside its sum only.", at)


_SAYS: Final = {
    "NUMBER": "a number", "NAME": "a name", "CONSTANT": "a constant", "_COMMA": "a comma",
    "RELATION": "a comparison", "_PLUS": "'+'", "_MINUS": "'-'", "_MUL": "a product sign",
    "DIV": "'/'", "_POW": "an exponent", "CALL": "a function", "BARE": "a function",
    "_LPAR": "'('", "_RPAR": "')'", "_LSQB": "'['", "_RSQB": "']'", "_AMP": "'&'",
    "_LGROUP": "'{'", "_RGROUP": "'}'", "_ROWSEP": "a line break", "_FACTORIAL": "'!'",
}  # fmt: skip


def _unexpected(error: UnexpectedInput, tokens: list[Token], pieces: list[Piece]) -> Unreadable:
    token = getattr(error, "token", None)
    conditions = [one for one in tokens if one.type == "_COND"]
    if conditions and not any(one.type == "_ELSE" for one in tokens):
        return Unreadable(
            "The else is missing: a if x > 0 else b would be read.", conditions[0].start_pos + 1
        )
    accepts = set(getattr(error, "expected", None) or ())
    operand = "NUMBER" in accepts
    wanted = "a number, a name or a bracket" if operand else "an operator, or the end,"
    if token is None or token.type == "$END":
        return Unreadable(f"The answer ends where {wanted} would be read.", pieces[-1].end + 1)
    met = _SAYS.get(token.type, "this")
    return Unreadable(f"Met {met} where {wanted} would be read.", token.start_pos + 1)

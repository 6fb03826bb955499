"""The names that an answer may use, and every way to write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Literal

Kind = Literal["scalar", "vector", "matrix", "function"]

_SHAPE = re.compile(r"\b(vector|matrix)\b\s*(\d+)?(?:\s*(?:x|by|,|\s)\s*(\d+))?")
_SAME_LETTER = {
    "lambda": "lam",
    "lamda": "lam",
    "epsilon": "eps",
    "varepsilon": "eps",
    "vartheta": "theta",
    "varphi": "phi",
    "varrho": "rho",
    "varsigma": "sigma",
    "varpi": "pi",
    "nabla": "grad",
    "ell": "l",
}
_DECORATIONS = ("bar", "hat", "tilde", "dot", "prime", "dual")
_NAME = re.compile(r"([A-Za-z]+)(.*)", re.DOTALL)
_NUMBERED = re.compile(r"([A-Za-z]+)_?([1-9]\d{0,2})")
_SUBSCRIPT_DIGITS = re.compile(r"_(?=\d)")


def key_of(name: str) -> str:
    """What all spellings of a name have in common.

    >>> {key_of(name) for name in ("theta0", "theta_0")}, key_of("lambda_1"), key_of("s_w")
    ({'theta0'}, 'lam1', 's_w')
    """
    match = _NAME.fullmatch(name)
    if match is None:
        return name
    letters, rest = match.groups()
    decoration = ""
    if letters not in _SAME_LETTER:
        for ending in _DECORATIONS:
            if letters.endswith(ending) and letters != ending:
                letters, decoration = letters.removesuffix(ending), ending
                break
    rest = _SUBSCRIPT_DIGITS.sub("", rest)
    for ending in _DECORATIONS:
        if rest == f"_{ending}" and not decoration:
            rest, decoration = "", ending
    return _SAME_LETTER.get(letters, letters) + decoration + rest


@dataclass(frozen=True, eq=False)
class Vocabulary:
    r"""The symbols that a part declares, in an order that matters where two spell alike.

    Attributes:
        symbols: Kind by name.
        shape: ``(length,)`` of a vector, ``(rows, columns)`` of a matrix, by name.
        spellings: Other text or LaTeX for a name: ``{r"\nabla f(\theta)": "g"}``.
        any_name: Whether a word that nobody declared is read as a scalar symbol.

    >>> words = Vocabulary.of({"lam": "lam > 0", "g": "real vector 2"})
    >>> words.find("lambda"), words.find("g_2"), words.find("g3")
    ('lam', 'g2', None)
    """

    symbols: Mapping[str, Kind] = field(default_factory=dict)
    shape: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    any_name: bool = False

    @classmethod
    def of(
        cls,
        symbols: Mapping[str, str],
        spellings: Mapping[str, str] | None = None,
        *,
        any_name: bool = False,
    ) -> Vocabulary:
        """From the domains that authors write: ``"real vector 3"``, ``"function"``, ``"n >= 2"``.

        Whatever names neither a vector, a matrix nor a function declares a scalar. The same words
        give the same object, so that what was read with it can be kept.
        """
        return _declared(
            tuple(symbols.items()), tuple((spellings or {}).items()), any_name=any_name
        )

    def kind_of(self, name: str) -> Kind:
        """The kind of a name that `find` gave; entries are scalars."""
        return self.symbols.get(name, "scalar")

    def find(self, word: str) -> str | None:
        """The declared name that a word spells, or ``None``."""
        if word in self.symbols:
            return word
        return self._by_key.get(key_of(word))

    def entries(self, name: str) -> tuple[str, ...]:
        """Names of the entries of a vector, or of a matrix row by row; empty without a shape."""
        shape = self.shape.get(name, ())
        indices: list[tuple[int, ...]] = [(i,) for i in range(1, shape[0] + 1)] if shape else []
        if len(shape) == 2:
            indices = [(*i, j) for i in indices for j in range(1, shape[1] + 1)]
        names: tuple[str, ...] = ()
        for joint in ("", "_"):
            names = tuple(name + joint + joint.join(map(str, index)) for index in indices)
            if len(set(names)) == len(names) and self.symbols.keys().isdisjoint(names):
                return names
        return tuple(f"{name}[{','.join(map(str, index))}]" for index in indices)

    def with_scalars(self, names: Iterable[str]) -> Vocabulary:
        """The same with more scalars."""
        return replace(self, symbols={**self.symbols, **dict.fromkeys(names, "scalar")})

    @cached_property
    def families(self) -> Mapping[str, tuple[str, ...]]:
        """Scalars that are numbered from 1 on, by the name without the number: ``x1, x2, x3``."""
        numbered: dict[str, dict[int, str]] = {}
        for name, kind in self.symbols.items():
            match = _NUMBERED.fullmatch(name)
            if kind == "scalar" and match is not None:
                numbered.setdefault(match[1], {})[int(match[2])] = name
        return {
            base: tuple(members[k] for k in range(1, len(members) + 1))
            for base, members in numbered.items()
            if len(members) > 1 and max(members) == len(members) and self.find(base) is None
        }

    @cached_property
    def has_arrays(self) -> bool:
        """Whether a vector or a matrix is declared."""
        return not {"vector", "matrix"}.isdisjoint(self.symbols.values())

    @cached_property
    def known(self) -> tuple[str, ...]:
        """Every name, for messages."""
        return tuple(self.symbols)

    @cached_property
    def _by_key(self) -> dict[str, str]:
        table: dict[str, str] = {}
        for name in self.symbols:
            for entry in self.entries(name):
                table.setdefault(key_of(entry), entry)
        for name in self.symbols:
            table[key_of(name)] = name
        return table


@lru_cache(maxsize=1_024)
def _declared(
    symbols: tuple[tuple[str, str], ...], spellings: tuple[tuple[str, str], ...], *, any_name: bool
) -> Vocabulary:
    kinds: dict[str, Kind] = {}
    shapes: dict[str, tuple[int, ...]] = {}
    for name, words in symbols:
        match = _SHAPE.search(words)
        if match is None:
            kinds[name] = "function" if re.search(r"\bfunction\b", words) else "scalar"
            continue
        sizes = tuple(int(size) for size in match.groups()[1:] if size is not None)
        if match[1] == "vector":
            kinds[name], sizes = "vector", sizes[:1]
        else:
            kinds[name], sizes = "matrix", sizes * 2 if len(sizes) == 1 else sizes
        if sizes:
            shapes[name] = sizes
    return Vocabulary(kinds, shapes, dict(spellings), any_name)

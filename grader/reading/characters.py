# ruff: noqa: SIM905 - lists of words read best as words
"""Single characters: what each Unicode sign stands for, and which letters only look familiar."""

from __future__ import annotations

import unicodedata
from typing import Final

from grader.errors import Unreadable

GREEK: Final = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψωΓΔΘΛΞΠΣΥΦΨΩϑϕϵϱϖ",
        """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho
        sigma sigma tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi
        Psi Omega theta phi epsilon rho pi""".split(),
        strict=True,
    )
)
"""Letter to name."""

GREEK_NAMES: Final = frozenset(GREEK.values()) | frozenset(
    "varepsilon vartheta varphi varrho varsigma varpi".split()
)

SUPERSCRIPTS: Final = dict(
    zip(
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ",
        "0123456789+-=()abcdefghijklmnoprstuvwxyzT",
        strict=True,
    )
)
SUBSCRIPTS: Final = dict(
    zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ", "0123456789+-=()aeoxhklmnpstijruv", strict=True)
)
FRACTIONS: Final = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5),
    "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8),
    "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip

MARKS: Final = {"\u0304": "bar", "\u0305": "bar", "\u0302": "hat", "\u0303": "tilde"}
"""Combining marks after a letter."""

_SIGNS = {
    "−": "-", "–": "-", "‐": "-", "‑": "-", "－": "-", "×": "*", "⋅": "·", "∙": "·",
    "•": "·", "∗": "*", "⊙": "*", "∘": "*", "⨯": "*", "÷": "/", "∕": "/", "⁄": "/", "＝": "=",
    "∥": "‖", "∣": "|", "│": "|", "′": "'", "∊": "∈", "⩽": "≤", "⩾": "≥", "≦": "≤", "≧": "≥",
    "⟨": "⟨", "〈": "⟨", "〉": "⟩", "∧": "∧", "⋯": "…", "ℯ": "e", "ⅇ": "e", "ℓ": "l", "⊤": "ᵀ",
    "⊘": "/", "﹣": "-", "⟵": "←", "⟶": "→", "⟼": "↦",
}  # fmt: skip
_SPACES = (
    "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200b\ufeff"
)
_KEPT = frozenset("←→↦⇒⟹·‖≤≥≠≈≃±∞∑∏√∛∇∂∈∅⌊⌋⌈⌉⟨⟩…∧∨¬ᵀ≡∪∩'ϕ") | frozenset(MARKS)

_FOLDED: dict[int, str] = {ord(sign): plain for sign, plain in _SIGNS.items()}
_FOLDED.update({ord(space): " " for space in _SPACES})


def fold(text: str) -> str:
    """The text with every character in its plain form; lengths and columns stay the same.

    Raises:
        Unreadable: a character that no formula needs, by its Unicode name.

    >>> fold("α − 2·x")
    'α - 2·x'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join([_fold_one(character, column) for column, character in enumerate(text, 1)])


def _fold_one(character: str, column: int) -> str:
    if character.isascii():
        if character.isprintable() or character in "\n\t\r":
            return character
        raise Unreadable(f"The control character {ord(character)} is not read.", column)
    plain = _FOLDED.get(ord(character))
    if plain is not None:
        return plain
    if (
        character in GREEK
        or character in _KEPT
        or character in SUPERSCRIPTS
        or character in SUBSCRIPTS
        or character in FRACTIONS
    ):
        return character
    folded = unicodedata.normalize("NFKC", character) if _is_just_a_shape(character) else character
    if len(folded) == 1 and (folded.isascii() or folded in GREEK or folded in _KEPT):
        return folded
    decomposed = unicodedata.normalize("NFD", character)
    if len(decomposed) == 2 and decomposed[0].isascii() and decomposed[1] in MARKS:
        return character
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    likeness = _LOOKALIKES.get(character)
    looks = f" (it only looks like {likeness!r})" if likeness else ""
    raise Unreadable(f"The character {name}{looks} is not read in a formula.", column)


def _is_just_a_shape(character: str) -> bool:
    """Whether a letter in another font means no more than the letter: not so of ℕ, ① and Ⅰ."""
    kind = unicodedata.decomposition(character).partition(" ")[0]
    if character in _SETS_OF_NUMBERS or "DOUBLE-STRUCK DIGIT" in unicodedata.name(character, ""):
        return False
    return kind in ("<font>", "<wide>", "<narrow>") or (
        kind == "<compat>" and unicodedata.normalize("NFKC", character) in GREEK
    )


_SETS_OF_NUMBERS: Final = frozenset("ℂℍℕℚℝℤ")
_LOOKALIKES = dict(
    zip(
        "аеорсухіјѕАВЕКМНОРСТХІЈЅԁԛԝοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijsABEKMHOPCTXIJSdqwoABEZHIKMNOPTYX",
        strict=True,
    )
)

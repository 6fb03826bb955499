# ruff: noqa: SIM905 - lists of words read best as words
"""Takes away what only lays a formula out: sizes, display signs, frames, alignment, fonts.

What is left are pieces that mean something. Delimiters that TeX marks as left or right keep the
mark, because a bar does not tell by itself whether it opens or closes.
"""

from __future__ import annotations

from typing import Final

from grader.errors import Unreadable
from grader.reading.brackets import unit_end
from grader.reading.characters import GREEK_NAMES
from grader.reading.indicators import with_indicators
from grader.reading.lines import SOFT, without_continuations
from grader.reading.scanning import Piece

_OPENING: Final = frozenset("left bigl Bigl biggl Biggl".split())
_CLOSING: Final = frozenset("right bigr Bigr biggr Biggr".split())
_SIZES: Final = _OPENING | _CLOSING | frozenset("big Big bigg Bigg middle bigm".split())
_SILENT: Final = frozenset(
    """displaystyle textstyle scriptstyle limits nolimits nonumber notag hfill mathstrut strut
    boxed fbox mathbf boldsymbol bm vec mathit mathcal pmb bf it cal mathnormal underline
    centering allowbreak hspace noindent mathsf mathtt mathrm rm""".split()
)
_VECTOR_FONTS: Final = frozenset("mathbf boldsymbol bm pmb bf vec".split())
_SETS_OF_NUMBERS: Final = frozenset("CHNQRZ")
_FONTS: Final = frozenset("mathbb mathfrak mathscr".split())
_FRAMES: Final = frozenset(
    """equation align aligned alignat gather gathered split displaymath math multline eqnarray
    flalign""".split()
)
MATRICES: Final = frozenset("matrix bmatrix pmatrix smallmatrix array Bmatrix".split())
CASES: Final = frozenset("cases dcases".split())
_BARS: Final = {"|": "vert", "vert": "vert", "‖": "Vert", "||": "Vert", "Vert": "Vert"}
_SIGN_OF_COMMAND: Final = {
    "cdot": "·", "times": "*", "ast": "*", "odot": "*", "circ": "*", "bullet": "·", "div": "/",
    "le": "<=", "leq": "<=", "leqslant": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=",
    "lt": "<", "gt": ">", "ne": "!=", "neq": "!=", "infty": "∞", "pm": "±", "mp": "±",
    "sum": "∑", "prod": "∏", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉",
    "langle": "⟨", "rangle": "⟩", "wedge": "∧", "land": "∧", "vee": "∨", "lor": "∨", "neg": "¬",
    "lnot": "¬", "approx": "≈", "simeq": "≈", "equiv": "=", "coloneqq": "=", "triangleq": "=",
    "emptyset": "∅", "varnothing": "∅", "in": "∈", "cup": "∪", "cap": "∩", "slash": "/",
    "partial": "∂", "prime": "'", "{": "{{", "}": "}}", "lbrace": "{{", "rbrace": "}}",
    "lbrack": "[", "rbrack": "]", "|": "‖", "Vert": "‖", "vert": "|", "mid": "|",
    "lvert": "|<", "rvert": "|>", "lVert": "‖<", "rVert": "‖>", "_": "_", "bmod": "%", "%": "%",
    "dots": "…", "ldots": "…", "cdots": "…", "dotsc": "…", "dotsb": "…", "And": "∧",
    "iff": "≡", "implies": "⇒", "Rightarrow": "⇒", "Longrightarrow": "⇒",
    "Leftrightarrow": "≡", "Longleftrightarrow": "≡",
    "oslash": "/", "to": "→", "rightarrow": "→", "longrightarrow": "→",
}  # fmt: skip
_SIGN_OF_SIGN: Final = {
    "==": "==", "≤": "<=", "≥": ">=", "≠": "!=", ":=": "=", "≡": "=", "≃": "≈", "**": "^", "⟹": "⇒",
}  # fmt: skip
_STACKS: Final = frozenset(("overset", "stackrel"))
_MARKS_ABOVE: Final = frozenset(("!", "def"))
_BOXES: Final = frozenset(("boxed", "fbox"))
_DISPLAY: Final = (("$", "$"), ("(", ")"), ("[", "]"))
_PUNCTUATION: Final = frozenset(".,;")


def lay_flat(pieces: list[Piece], *, latex: bool) -> list[Piece]:
    """The pieces without layout; signs in one form: ``^ * / <= >= != = ‖ | |< |> ‖< ‖> {{ }}``.

    Raises:
        Unreadable: a delimiter or environment without its partner, or one that is not read.
    """
    pieces = _without_punctuation(_without_display(_without_punctuation(pieces)))
    _refuse_congruence(pieces)
    if not latex:
        pieces = without_continuations(pieces)
        return _members(
            [_in_one_form(piece) if piece.kind == "sign" else piece for piece in pieces]
        )
    flat: list[Piece] = []
    frames: list[str] = []
    mark = ""
    pieces = _without_fonts(_without_stacks(pieces))
    for piece in _without_ends_of_rows(_arrays_as_cases(pieces)):
        kind, text = piece.kind, piece.text
        if kind == "command" and text in _SIZES:
            mark = "<" if text in _OPENING else ">" if text in _CLOSING else ""
            continue
        if kind in ("begin", "end") and text in _FRAMES:
            continue
        if kind == "begin":
            _check_environment(piece)
            frames.append(text)
        elif kind == "end" and (not frames or frames.pop() != text):
            raise Unreadable(f"\\end{{{text}}} has no \\begin{{{text}}} before it.", piece.column)
        if kind == "sign" and text == "&" and not frames:
            continue
        if kind == "newline" and not frames:
            flat.append(piece)
            continue
        flat.append(_delimiter(piece, mark) if kind in ("sign", "command") else piece)
        mark = ""
    if frames:
        raise Unreadable(f"\\begin{{{frames[-1]}}} has no \\end{{{frames[-1]}}}.", pieces[-1].end)
    return with_indicators(_continued_lines(_without_fences(flat)))


def _members(pieces: list[Piece]) -> list[Piece]:
    """``x in (0, 1)`` with the sign of membership; not the ``in`` of a loop."""
    words = [piece.text for piece in pieces]
    if "in" not in words or "for" in words:
        return pieces
    return [
        piece._replace(kind="sign", text="∈")
        if piece.text == "in" and words[at + 1 : at + 2] in (["("], ["["])
        else piece
        for at, piece in enumerate(pieces)
    ]


def _without_stacks(pieces: list[Piece]) -> list[Piece]:
    r"""``\overset{!}{=}`` as ``=``; what is to be, or is by definition, is what the answer says."""
    if _STACKS.isdisjoint([piece.text for piece in pieces]):
        return pieces
    flat: list[Piece] = []
    at = 0
    while at < len(pieces):
        stack = [piece.text for piece in pieces[at : at + 7]]
        above = len(stack) == 7 and stack[0] in _STACKS and stack[2] in _MARKS_ABOVE
        if above and (stack[1], stack[3:]) == ("{", ["}", "{", "=", "}"]):
            at += 5
            flat.append(pieces[at])
            at += 2
            continue
        flat.append(pieces[at])
        at += 1
    return flat


def _without_fonts(pieces: list[Piece]) -> list[Piece]:
    """Without commands that only change the look, and the braces round one piece after them."""
    flat: list[Piece] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind == "command" and piece.text in _SILENT | _FONTS:
            inside = pieces[at + 1 : at + 4]
            content = [p.text for p in inside if p.text not in ("{", "}")][:1]
            _refuse_sets_of_numbers(piece, content)
            if piece.text in _VECTOR_FONTS | _FONTS and content in (["0"], ["1"]):
                flat.append(piece._replace(kind="filled", text=content[0]))
                at += _length_of_filled(piece, inside)
                continue
            if len(inside) == 3 and (inside[0].text, inside[2].text) == ("{", "}"):
                flat.append(inside[1])
                at += 3
        elif _is_braced_name(pieces, at):
            flat.append(pieces[at + 1])
            at += 2
        else:
            flat.append(piece)
        at += 1
    return flat


def _length_of_filled(font: Piece, inside: list[Piece]) -> int:
    r"""How many pieces ``\mathbf{1}`` takes, the command counted."""
    if inside[0].text != "{":
        return 2
    if len(inside) < 3 or inside[2].text != "}":
        raise Unreadable("After this font a letter, 0 or 1 would be read.", font.column)
    return 4


def _refuse_sets_of_numbers(font: Piece, content: list[str]) -> None:
    """A blackboard N is the natural numbers: no letter in a font."""
    if font.text == "mathbb" and content and content[0] in _SETS_OF_NUMBERS:
        raise Unreadable("A set of numbers is not read; an interval is.", font.column)


def _refuse_congruence(pieces: list[Piece]) -> None:
    r"""``n \equiv 1 \bmod 2`` is not what n is."""
    words = {piece.text for piece in pieces}
    if words & {"≡", "equiv"} and words & {"mod", "bmod", "pmod", "%"}:
        column = next(piece.column for piece in pieces if piece.text in ("≡", "equiv"))
        raise Unreadable("A congruence is not read; Mod(n, 2) = 1 is.", column)


def _arrays_as_cases(pieces: list[Piece]) -> list[Piece]:
    r"""``\left\{\begin{array} ... \end{array}\right.`` as cases, also of cases in such a brace."""
    flat = list(pieces)
    for at in range(len(flat) - 3, -1, -1):
        opening = [piece.text for piece in flat[at : at + 3]]
        if opening[:2] != ["left", "{"] or opening[2] not in MATRICES | CASES | {"aligned"}:
            continue
        end = next((k for k in range(at, len(flat)) if flat[k].kind == "end"), len(flat))
        if [piece.text for piece in flat[end + 1 : end + 3]] == ["right", "."]:
            flat[end : end + 3] = [flat[end]._replace(text="cases")]
            flat[at : at + 3] = [flat[at + 2]._replace(text="cases")]
    return flat


def _without_ends_of_rows(pieces: list[Piece]) -> list[Piece]:
    """Without a full stop or comma that ends a row of cases."""
    flat: list[Piece] = []
    inside = 0
    for piece in pieces:
        if piece.kind in ("newline", "end") and inside and flat[-1].text in _PUNCTUATION:
            flat.pop()
        if piece.kind in ("begin", "end") and piece.text in CASES:
            inside += 1 if piece.kind == "begin" else -1
        flat.append(piece)
    return flat


def _is_braced_name(pieces: list[Piece], at: int) -> bool:
    """``{g}_{1}``, as SymPy writes an entry."""
    if [piece.text for piece in (*pieces[at : at + 1], *pieces[at + 2 : at + 4])] != [
        "{",
        "}",
        "_",
    ]:
        return False
    before = pieces[at - 1] if at else None
    return before is None or not (before.kind == "command" or before.text in ("^", "_", "}"))


def _delimiter(piece: Piece, mark: str) -> Piece:
    if mark and piece.text == ".":
        raise Unreadable(
            "An invisible delimiter (\\left. or \\right.) is not read; \\begin{cases} is.",
            piece.column,
        )
    flat = _in_one_form(piece)
    if mark and flat.text in ("|", "‖", "||"):
        return flat._replace(text=("|" if flat.text == "|" else "‖") + mark)
    return flat


def _in_one_form(piece: Piece) -> Piece:
    if piece.kind == "command":
        if piece.text in _SIGN_OF_COMMAND:
            return piece._replace(kind="sign", text=_SIGN_OF_COMMAND[piece.text])
        if piece.text in GREEK_NAMES or piece.text == "nabla":
            return piece._replace(kind="word")
        return piece
    if piece.text == "∇":
        return piece._replace(kind="word", text="nabla")
    return piece._replace(text=_SIGN_OF_SIGN.get(piece.text, piece.text))


def _check_environment(piece: Piece) -> None:
    if piece.text not in MATRICES | CASES:
        raise Unreadable(
            f"The environment {piece.text!r} is not read; bmatrix, cases and aligned are.",
            piece.column,
        )


def _without_display(pieces: list[Piece]) -> list[Piece]:
    r"""Without ``$ $``, ``$$ $$``, ``\\( \\)``, ``\\[ \\]`` and ``\\boxed{}`` around everything."""
    while len(pieces) >= 2:
        first, last = pieces[0], pieces[-1]
        if (first.kind == last.kind == "sign" and first.text == last.text == "$") or (
            first.kind == last.kind == "command" and (first.text, last.text) in _DISPLAY
        ):
            pieces = _without_punctuation(pieces[1:-1])
        elif first.text in _BOXES and unit_end(pieces, 1) == len(pieces) and pieces[1].text == "{":
            pieces = _without_punctuation(pieces[2:-1])
        else:
            break
    return pieces


def _without_punctuation(pieces: list[Piece]) -> list[Piece]:
    if not pieces:
        return pieces
    last = pieces[-1]
    if last.kind == "sign" and last.text in _PUNCTUATION:
        invisible = len(pieces) > 1 and pieces[-2].kind == "command" and pieces[-2].text in _SIZES
        return pieces if invisible else pieces[:-1]
    if last.kind == "number" and last.text.endswith("."):
        return [*pieces[:-1], last._replace(text=last.text[:-1], end=last.end - 1)]
    return pieces


def _without_fences(pieces: list[Piece]) -> list[Piece]:
    r"""Without the brackets that TeX users write round ``\\begin{matrix}``."""
    if not any(piece.kind == "begin" for piece in pieces):
        return pieces
    drop: set[int] = set()
    opened: list[int] = []
    for at, piece in enumerate(pieces):
        if piece.kind == "begin":
            opened.append(at)
        elif piece.kind == "end":
            start = opened.pop()
            around = (start - 1, at + 1)
            if start > 0 and at + 1 < len(pieces) and piece.text in MATRICES:
                pair = (pieces[around[0]].text, pieces[around[1]].text)
                if pair in (("[", "]"), ("(", ")")) and not _applies(pieces, start - 1):
                    drop.update(around)
    return [piece for at, piece in enumerate(pieces) if at not in drop]


def _applies(pieces: list[Piece], at: int) -> bool:
    return at > 0 and pieces[at - 1].kind in ("command", "words") and pieces[at].text == "("


def _continued_lines(pieces: list[Piece]) -> list[Piece]:
    """A line break before ``=`` or a sign continues the formula; any other is kept."""
    flat: list[Piece] = []
    depth = 0
    for at, piece in enumerate(pieces):
        depth += (piece.kind == "begin") - (piece.kind == "end")
        if piece.kind == "newline" and depth == 0:
            follows = pieces[at + 1] if at + 1 < len(pieces) else None
            if follows is None or follows.text in ("=", "≈", "*", "<", "<=", ">", ">="):
                continue
            if follows.text in ("+", "-"):
                piece = piece._replace(text=SOFT)
        flat.append(piece)
    return flat

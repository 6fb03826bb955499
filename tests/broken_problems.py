"""Ways in which an author may break the problem of the small course, and what is to be said."""

from __future__ import annotations

from collections.abc import Iterable

from small_course import PROBLEM, SOLUTION

Changes = Iterable[tuple[str, str]]
"""Words of a module and what stands in their place."""

ORACLE_TWICE = (
    '    yield Observation(part="twice", at={"x": x}, value=x * params.factor, tolerance=1e-9)\n'
)

BROKEN = {
    "wrong sign of the reference": (
        (),
        [('"twice": params.factor * X,', '"twice": -params.factor * X,')],
        ("twice", 0, "reference against oracle"),
    ),
    "wrong domain": (
        [('"x": "x > 0"', '"x": "real"')],
        [('f"x*{params.factor}"', 'f"sqrt(x**2)*{params.factor}"')],
        ("twice", 0, "also_right"),
    ),
    "a mistake that equals the answer": (
        (),
        [("form=X**2", "form=X*params.factor")],
        ("twice", 0, "mistakes collide"),
    ),
    "two mistakes that are the same answer": (
        (),
        [
            (
                "credit=0.5),)",
                'credit=0.5), Mistake(id="again", form="x*x", feedback="Do not."))',
            )
        ],
        ("twice", 0, "mistakes collide"),
    ),
    "two mistakes of one name": (
        (),
        [
            (
                "credit=0.5),)",
                'credit=0.5), Mistake(id="squared", form="x**3", feedback="Do not."))',
            )
        ],
        ("twice", 0, "mistakes"),
    ),
    "a mistake that is no answer": (
        (),
        [("form=X**2", 'form="((("')],
        ("twice", 0, "mistakes recognised"),
    ),
    "also_right that is wrong": (
        (),
        [('f"x*{params.factor}"', 'f"x + {params.factor}"')],
        ("twice", 0, "also_right"),
    ),
    "a near miss that is right": (
        (),
        [('"twice": ("x", ', '"twice": (f"{params.factor}*x", ')],
        ("twice", 0, "near_misses"),
    ),
    "a near miss that cannot be read": (
        (),
        [('"twice": ("x", ', '"twice": ("y +", ')],
        ("twice", 0, "near_misses"),
    ),
    "an oracle that agrees with anything": (
        (),
        [("tolerance=1e-9", "tolerance=1e9")],
        ("twice", 0, "oracle"),
    ),
    "no oracle for a part": (
        (),
        [(ORACLE_TWICE, "")],
        ("twice", 0, "oracle"),
    ),
    "an oracle of no part": (
        (),
        [('Observation(part="sign", value="up")', 'Observation(part="sing", value="up")')],
        ("sing", 0, "oracle"),
    ),
    "forms of no part": (
        (),
        [('also_right=lambda params: {"twice"', 'also_right=lambda params: {"thrice"')],
        ("thrice", 0, "also_right"),
    ),
    "an oracle of another option": (
        (),
        [('Observation(part="sign", value="up")', 'Observation(part="sign", value="down")')],
        ("sign", 0, "reference against oracle"),
    ),
    "parts that change with the seed": (
        [('Part(name="sign"', 'Part(name="sign" if params.factor == 2 else "way"')],
        (),
        ("", 1, "parts constant"),
    ),
    "kinds that change with the seed": (
        [('kind="expression"', 'kind="expression" if params.factor == 2 else "growth"')],
        (),
        ("", 1, "parts constant"),
    ),
    "two parts of one name": (
        [('Part(name="sign"', 'Part(name="twice"')],
        (),
        ("", 0, "parts constant"),
    ),
    "an odd number of dollars": (
        [("Multiply $x$ by", "Multiply $x by")],
        (),
        ("", 0, "statement renders"),
    ),
    "an empty statement": (
        [('f"Multiply $x$ by {params.factor}."', '" "')],
        (),
        ("", 0, "statement renders"),
    ),
    "an empty prompt": (
        [('prompt="Which way?"', 'prompt=""')],
        (),
        ("sign", 0, "statement renders"),
    ),
    "a statement that raises": (
        [("by {params.factor}.", "by {params.absent}.")],
        (),
        ("", 0, "runs"),
    ),
    "parts that raise": (
        [("def parts(params):\n", "def parts(params):\n    1 / 0\n")],
        (),
        ("", 0, "runs"),
    ),
    "no reference for a part": (
        (),
        [(', "sign": "up"}', "}")],
        ("", 0, "loads"),
    ),
    "a kind that nobody has": (
        [('kind="choice"', 'kind="chioce"')],
        (),
        ("", 0, "loads"),
    ),
    "a mistake worth more than the answer": (
        (),
        [("credit=0.5", "credit=1.5")],
        ("twice", 0, "credits"),
    ),
    "a credit that is no number": (
        (),
        [("credit=0.5", "credit=float('nan')")],
        ("twice", 0, "credits"),
    ),
    "a mistake that teaches nothing": (
        (),
        [('feedback="Do not square."', 'feedback=" "')],
        ("twice", 0, "mistakes"),
    ),
    "points below nothing": (
        [("points=2", "points=-2")],
        (),
        ("twice", 0, "points"),
    ),
    "a problem that leaves when it is loaded": (
        [("PROBLEM = Problem(", "raise SystemExit(0)\nPROBLEM = Problem(")],
        (),
        ("", 0, "loads"),
    ),
    "an oracle that does not say where it looked": (
        (),
        [('part="twice", at={"x": x}', 'part="twice", at={"y": x}')],
        ("twice", 0, "oracle"),
    ),
    "a slip in the words of a domain": (
        [('"x": "x > 0"', '"x": "intger >= 1"')],
        (),
        ("", 0, "loads"),
    ),
    "an oracle that leaves": (
        (),
        [("    x = float(", "    raise SystemExit(0)\n    x = float(")],
        ("", 0, "runs"),
    ),
    "a solution that needs what is not there": (
        (),
        [("import sympy as sp", "import sympyy as sp")],
        ("", 0, "loads"),
    ),
    "a reference of another shape": (
        (),
        [('"twice": params.factor * X,', '"twice": [X, X],')],
        ("twice", 0, "reference accepted"),
    ),
}
"""By what is wrong: changes of the problem and of the solution; a complaint's part, seed, check."""


def broken_sources(problem: Changes = (), solution: Changes = ()) -> tuple[str, str]:
    """The modules of the small course's problem and solution with these changes."""
    texts = []
    for source, changes in ((PROBLEM, problem), (SOLUTION, solution)):
        for old, new in changes:
            assert old in source
            source = source.replace(old, new)
        texts.append(source)
    return texts[0], texts[1]

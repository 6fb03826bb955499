# ruff: noqa: SIM905 - lists of words read best as words
"""The words that may stand round an answer and say nothing about it, and those that doubt it.

None of the plain words denies anything, or does anything to a number.
"""

from __future__ import annotations

from typing import Final

NOUNS: Final = frozenset(
    """a an the same this that these my our its final exact closed correct right complete simplified
    answer answers result results solution solutions value values formula expression equation
    vector matrix number numbers limit bound threshold size length step steps stepsize learning rate
    variance deviation expectation update weight weights entry entries coordinate coordinates
    component components optimal optimum optimizer minimizer minimiser minimum maximum smallest
    largest greatest biggest max maximal minimal highest best stable new total moment residual
    corrected uncorrected stationary point points condition kernel features gradient ratio factor
    multiplier drift class growth traffic count messages parameters rounds form mean average median
    sum change prediction loss objective derivative in of for at on after with as here sgd adam
    adamw""".split()
)
"""Words of a noun phrase that says what the answer is."""
LEADS: Final = frozenset(
    """so thus hence therefore then finally consequently now we i one you it they and this that
    which""".split()
)
VERBS: Final = frozenset(
    """is are equals equal be becomes become gives give yields yield get gets got obtain obtains
    find finds found have has stays remains exactly precisely namely approximately approx about ca
    circa roughly around to by""".split()
)
"""The last word before a formula."""
OPENERS: Final = VERBS | frozenset("so thus hence therefore then finally consequently".split())
PLAIN: Final = NOUNS | LEADS | VERBS | frozenset("must should can will simply just given".split())
UNITS: Final = frozenset(
    """steps step rounds round messages message parameters parameter weights weight numbers
    entries workers worker bits nats units unit points iterations exactly precisely approximately
    approx total exact same unchanged exclusive exclusively excluded""".split()
)
DOUBTS: Final = frozenset(
    """not never maybe perhaps probably possibly might guess unsure think idk unless either neither
    nor cannot somewhere between""".split()
)
TWISTS: Final = frozenset(
    """half halved twice thrice double doubled triple inverse inverted reciprocal negative negated
    minus square squared cube cubed root opposite complement wrong incorrect unstable no without
    except""".split()
)
"""What makes another value of a value: the answer is not what stands behind such a word."""
COUNTS: Final = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve".split(),
        map(str, range(13)),
        strict=True,
    )
)

_JOINING: Final = frozenset("forall out tends converges goes approaches".split())
TRIGGERS: Final = (PLAIN | UNITS | DOUBTS | TWISTS | COUNTS.keys() | _JOINING) - {"to"}

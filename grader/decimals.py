"""Points as the decimals that are written, and fractions and times in words."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache


@lru_cache(maxsize=4096)
def exact(number: float) -> Decimal:
    """The decimal that is written when the number is printed.

    >>> exact(0.1) + exact(0.2)
    Decimal('0.3')
    """
    return Decimal(repr(float(number)))


def rounded(number: Decimal, places: int) -> float:
    """Half up: 2.675 to two places is 2.68, which binary rounding misses.

    >>> rounded(exact(2.675), 2)
    2.68
    """
    return float(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def percent(fraction: Decimal) -> str:
    """A fraction as a percentage.

    >>> percent(Decimal("0.125"))
    '12.5 %'
    """
    return f"{float(100 * fraction):g} %"


def duration(time: timedelta) -> str:
    """The two largest units of a time.

    >>> duration(timedelta(days=1, hours=2, seconds=5)), duration(timedelta(seconds=61))
    ('1 d 2 h', '1 min 1 s')
    """
    seconds = int(time.total_seconds())
    units = (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1))
    words = []
    for name, length in units:
        count, seconds = divmod(seconds, length)
        words.append(f"{count} {name}" if count else "")
    first = next((index for index, word in enumerate(words) if word), len(words) - 1)
    return " ".join(word for word in words[first : first + 2] if word) or "0 s"

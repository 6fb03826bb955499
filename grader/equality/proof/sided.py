"""What may be known of the sign of a polynomial on a domain."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """+1 or -1: never of the other sign; 0: the zero polynomial; ``None``: not known."""

    value: int | None
    strict: bool = False

    def times(self, other: Sign) -> Sign:
        """The sign of a product.

        >>> Sign(-1, strict=True).times(Sign(1)), Sign(1).times(UNKNOWN)
        (Sign(value=-1, strict=False), Sign(value=None, strict=False))
        """
        if self.value is None or other.value is None:
            return UNKNOWN
        return Sign(self.value * other.value, strict=self.strict and other.strict)


UNKNOWN = Sign(None)

"""Whose variant is whose: seeds from the course secret, reproducible and not to be guessed."""

from __future__ import annotations

import hashlib
import hmac

CANONICAL = 0
"""The seed of the variant that is the same for everybody."""


def seed_of(secret: bytes, student: str, problem: str, version: int) -> int:
    """The seed of a student's variant: HMAC(course secret, student, problem, version), 63 bits.

    >>> seed_of(b"s", "ada", "convergence", 1) == seed_of(b"s", "ada", "convergence", 1)
    True
    >>> seed_of(b"s", "ada", "convergence", 1) == seed_of(b"s", "ada", "convergence", 2)
    False
    """
    return 1 + int.from_bytes(_digest(secret, "seed", student, problem, version)[:8]) % (2**63 - 1)


def seed_tag(secret: bytes, student: str, problem: str, version: int) -> str:
    """What a notebook records of a variant: tells whose it is to us, and nothing to others."""
    return _digest(secret, "tag", student, problem, version).hex()[:16]


def _digest(secret: bytes, purpose: str, student: str, problem: str, version: int) -> bytes:
    # lengths in front, so that no two tuples of fields give the same message
    fields = [purpose, student, problem, str(version)]
    message = b"".join(len(f.encode()).to_bytes(4) + f.encode() for f in fields)
    return hmac.new(secret, message, hashlib.sha256).digest()

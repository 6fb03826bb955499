"""Proofs that two scalar trees are equal on a domain: a proof or nothing, never a guess.

>>> from grader.equality.domain import Domain
>>> from grader.tree import add, call, integer, power, symbol
>>> x, two = symbol("x"), integer(2)
>>> pythagoras = add(power(call("sin", x), two), power(call("cos", x), two))
>>> prove(pythagoras, integer(1), Domain.of({"x": "real"})).scope
'everywhere'
"""

from grader.equality.proof.attempt import NormalForm, normal_form
from grader.equality.proof.prover import (
    Proof,
    prove,
    prove_by_forms,
    prove_constant_ratio,
    prove_same_conditions,
    prove_same_signs,
    prove_same_zeros,
    prove_zero,
    sign_on,
)

__all__ = [
    "NormalForm",
    "Proof",
    "normal_form",
    "prove",
    "prove_by_forms",
    "prove_constant_ratio",
    "prove_same_conditions",
    "prove_same_signs",
    "prove_same_zeros",
    "prove_zero",
    "sign_on",
]

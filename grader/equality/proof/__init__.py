"""Proofs that two scalar trees are equal on a domain: a proof or nothing, never a guess."""

from grader.equality.proof.prover import (
    Proof,
    prove,
    prove_constant_ratio,
    prove_zero,
    sign_on,
)

__all__ = ["Proof", "prove", "prove_constant_ratio", "prove_zero", "sign_on"]

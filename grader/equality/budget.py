"""What one decision may cost. Every rung of the ladder is given a budget and stays inside it."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Limits of one decision. All of them bound work, so that a verdict does not depend on load.

    Attributes:
        seconds: Wall clock of the rungs that run in the killable worker; it is killed then.
        nodes: Largest number of nodes of a tree that is looked at at all, after expansion.
        evaluations: Node visits of one evaluation at one point (sums count each term).
        precision: Largest working precision, in bits.
        steps: For the prover: polynomial operations, weighted by their number of terms.
        terms: For the prover: largest number of terms of a polynomial.
        worker: Whether the killable worker may be asked.
    """

    seconds: float = 2.0
    nodes: int = 20_000
    evaluations: int = 20_000
    precision: int = 1_024
    steps: int = 2_000_000
    terms: int = 20_000
    worker: bool = True

    def cheap(self) -> Budget:
        """What may be spent inside the grader's own process: some milliseconds."""
        return replace(self, steps=min(self.steps, 20_000), terms=min(self.terms, 300))

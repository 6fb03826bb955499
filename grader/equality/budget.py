"""What one decision may cost. Every rung of the ladder is given a budget and stays inside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Limits of one decision.

    All but one bound work, so that a verdict does not depend on load; the wall clock is the last
    resort for what they do not foresee.

    Attributes:
        seconds: Wall clock of the whole decision, all rungs together. The killable worker is
            killed then; the other rungs begin nothing new.
        nodes: Largest number of nodes of a tree that is looked at at all, after expansion.
        evaluations: Node visits of one evaluation at one point (sums count each term).
        precision: Largest working precision, in bits.
        steps: For the prover: polynomial operations, weighted by their number of terms.
        terms: For the prover: largest number of terms of a polynomial.
        worker: Whether the killable worker may be asked.
        end: When the time is over, on the clock `time.monotonic`; ``None`` before the decision
            began.
    """

    seconds: float = 1.8
    nodes: int = 20_000
    evaluations: int = 20_000
    precision: int = 1_024
    steps: int = 2_000_000
    terms: int = 20_000
    worker: bool = True
    end: float | None = None

    def cheap(self) -> Budget:
        """What may be spent inside the grader's own process: some milliseconds."""
        return replace(self, steps=min(self.steps, 20_000), terms=min(self.terms, 300))

    def started(self) -> Budget:
        """The same budget with its clock running; one that runs already goes on.

        >>> Budget().end is None, Budget().started().end is None
        (True, False)
        """
        return self if self.end is not None else replace(self, end=monotonic() + self.seconds)

    @property
    def left(self) -> float:
        """Seconds that are left, negative when the time is over."""
        return self.seconds if self.end is None else self.end - monotonic()

    @property
    def is_over(self) -> bool:
        """Whether nothing new may be begun."""
        return self.end is not None and monotonic() > self.end

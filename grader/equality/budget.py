"""What one decision may cost. Every rung of the ladder is given a budget and stays inside it."""

from __future__ import annotations

from dataclasses import dataclass
from time import thread_time


class Clock:
    """The time of one decision: what its thread works, and what a worker did for it.

    Processor time, not the wall's, so that a busy machine changes no verdict; on an idle one they
    are the same.
    """

    __slots__ = ("_end", "fell_short")

    def __init__(self, seconds: float) -> None:
        self._end = thread_time() + seconds
        self.fell_short = False
        """Whether the worker did not get its time: then nobody else's verdict may rest on it."""

    @property
    def left(self) -> float:
        """Seconds, negative when the time is over."""
        return self._end - thread_time()

    def charge(self, seconds: float) -> None:
        """Count what somebody else worked for this decision."""
        self._end -= seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Limits of one decision.

    All but one bound work; the clock is the last resort for what they do not foresee.

    Attributes:
        seconds: Of the whole decision, all rungs together. The killable worker is killed then; the
            other rungs begin nothing new.
        nodes: Largest number of nodes of a tree that is looked at at all, after expansion.
        evaluations: Node visits of one evaluation at one point (sums count each term).
        precision: Largest working precision, in bits.
        steps: For the prover: polynomial operations, weighted by their number of terms.
        terms: For the prover: largest number of terms of a polynomial.
        worker: Whether the killable worker may be asked.
        clock: What is left of the seconds; ``None`` before the decision began.
    """

    seconds: float = 1.8
    nodes: int = 20_000
    evaluations: int = 20_000
    precision: int = 1_024
    steps: int = 2_000_000
    terms: int = 20_000
    worker: bool = True
    clock: Clock | None = None

    def cheap(self) -> Budget:
        """What may be spent inside the grader's own process: some milliseconds."""
        return self._with(self.clock, min(self.steps, 20_000), min(self.terms, 300))

    def brief(self) -> Budget:
        """Likewise where nothing cheaper decides: some tenths of a second at most."""
        return self._with(self.clock, min(self.steps, 400_000), min(self.terms, 300))

    def started(self) -> Budget:
        """The same budget with its clock running; one that runs already goes on.

        >>> Budget().clock is None, Budget().started().clock is None
        (True, False)
        """
        if self.clock is not None:
            return self
        return self._with(Clock(self.seconds), self.steps, self.terms)

    def limits(self) -> Budget:
        """The same budget without its clock: equal limits are equal budgets."""
        return self if self.clock is None else self._with(None, self.steps, self.terms)

    def _with(self, clock: Clock | None, steps: int, terms: int) -> Budget:
        """Written out, since every decision asks: `replace` looks through the fields each time."""
        return Budget(
            seconds=self.seconds,
            nodes=self.nodes,
            evaluations=self.evaluations,
            precision=self.precision,
            steps=steps,
            terms=terms,
            worker=self.worker,
            clock=clock,
        )

    @property
    def left(self) -> float:
        """Seconds that are left, negative when the time is over."""
        return self.seconds if self.clock is None else self.clock.left

    @property
    def is_over(self) -> bool:
        """Whether nothing new may be begun."""
        return self.left < 0

    def fall_short(self) -> None:
        """Say that the worker did not get the time that it was promised."""
        if self.clock is not None:
            self.clock.fell_short = True

    def charge(self, seconds: float) -> None:
        """Count what the worker did."""
        if self.clock is not None:
            self.clock.charge(seconds)

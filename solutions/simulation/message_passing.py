"""Workers that really send their vectors to each other over a network that counts.

Every scheme takes the workers' vectors, an array of shape ``(n, p)``, plays itself message by
message on a `Network` and returns what every worker holds at the end, again of shape ``(n, p)``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[Any]
"""One row a worker."""


@dataclass
class Network:
    """Delivers messages between numbered machines and keeps books.

    Attributes:
        sizes: How many messages of each size were delivered.
        load: Parameters that passed through each machine, in or out.
        rounds: How many times `next_round` was called.
    """

    sizes: Counter[int] = field(default_factory=Counter)
    load: Counter[int] = field(default_factory=Counter)
    rounds: int = 0

    def next_round(self) -> None:
        """Messages from now on are sent after those up to now have arrived."""
        self.rounds += 1

    def send(self, source: int, target: int, payload: Vectors) -> Vectors:
        """Deliver a copy of the payload, a vector.

        Raises:
            ValueError: If a machine writes to itself.
        """
        if source == target:
            raise ValueError(f"Machine {source} sends to itself.")
        self.sizes[payload.size] += 1
        self.load[source] += payload.size
        self.load[target] += payload.size
        return payload.copy()

    @property
    def messages(self) -> int:
        """All messages so far."""
        return self.sizes.total()

    @property
    def traffic(self) -> int:
        """Parameters moved so far."""
        return sum(size * count for size, count in self.sizes.items())


def all_to_all(vectors: Vectors, network: Network) -> Vectors:
    """Everybody tells everybody."""
    network.next_round()
    n = len(vectors)
    held = vectors.copy()
    for source in range(n):
        for target in range(n):
            if source != target:
                held[target] += network.send(source, target, vectors[source])
    return held


def server(vectors: Vectors, network: Network) -> Vectors:
    """Machine n adds up and answers."""
    n = len(vectors)
    network.next_round()
    total = np.zeros_like(vectors[0])
    for worker in range(n):
        total += network.send(worker, n, vectors[worker])
    network.next_round()
    return np.stack([network.send(n, worker, total) for worker in range(n)])


def ring(vectors: Vectors, network: Network) -> Vectors:
    """Chunks travel to the right: n - 1 rounds of adding, then n - 1 of overwriting."""
    n = len(vectors)
    held = vectors.reshape(n, n, -1).copy()  # worker, chunk, entry
    for adding in (True, False):
        for step in range(n - 1):
            network.next_round()
            chunk = [(i - step + (0 if adding else 1)) % n for i in range(n)]
            arriving = [network.send(i, (i + 1) % n, held[i, chunk[i]]) for i in range(n)]
            for i, payload in enumerate(arriving):
                target = (i + 1) % n
                held[target, chunk[i]] = payload + (held[target, chunk[i]] if adding else 0)
    return held.reshape(n, -1)


def tree(vectors: Vectors, network: Network) -> Vectors:
    """Pairs merge until one worker is left, then the messages run backwards.

    Raises:
        ValueError: If the number of workers is no power of two.
    """
    n = len(vectors)
    if n & (n - 1):
        raise ValueError(f"A tree of pairs needs a power of two, not {n} workers.")
    held = vectors.copy()
    plan = []
    gap = 1
    while gap < n:
        plan.append([(i + gap, i) for i in range(0, n, 2 * gap)])
        gap *= 2
    for pairs in plan:
        network.next_round()
        for source, target in pairs:
            held[target] += network.send(source, target, held[source])
    for pairs in reversed(plan):
        network.next_round()
        for source, target in pairs:
            held[source] = network.send(target, source, held[target])
    return held


def owners(vectors: Vectors, network: Network) -> Vectors:
    """Worker i adds up chunk i and hands it round."""
    n = len(vectors)
    chunks = vectors.reshape(n, n, -1)
    held = chunks.copy()
    network.next_round()
    for source in range(n):
        for owner in range(n):
            if source != owner:
                held[owner, owner] += network.send(source, owner, chunks[source, owner])
    network.next_round()
    for owner in range(n):
        for target in range(n):
            if owner != target:
                held[target, owner] = network.send(owner, target, held[owner, owner])
    return held.reshape(n, -1)


PLAYED: dict[str, Callable[[Vectors, Network], Vectors]] = {
    "all_to_all": all_to_all,
    "server": server,
    "ring": ring,
    "tree": tree,
    "owners": owners,
}


@dataclass(frozen=True, slots=True)
class Count:
    """What one averaging step cost.

    Attributes:
        messages: All of them.
        size: Parameters in each message.
        traffic: Parameters moved.
        busiest: Parameters in and out of the busiest machine.
        rounds: Rounds.
        held: What the workers hold at the end, shape ``(n, p)``.
    """

    messages: int
    size: int
    traffic: int
    busiest: int
    rounds: int
    held: Vectors


def play(scheme: str, vectors: Vectors) -> Count:
    """Play a scheme and count.

    Args:
        scheme: A key of `PLAYED`.
        vectors: Shape ``(n, p)``; n divides p where the scheme cuts into chunks.

    Raises:
        ValueError: If some worker does not end with the sum, or messages differ in size.

    >>> play("ring", np.arange(18).reshape(3, 6)).messages
    12
    """
    network = Network()
    held = PLAYED[scheme](vectors, network)
    if not np.array_equal(held, np.tile(vectors.sum(axis=0), (len(vectors), 1))):
        raise ValueError(f"After {scheme} some worker does not hold the sum.")
    if len(network.sizes) != 1:
        raise ValueError(f"The messages of {scheme} are of several sizes: {dict(network.sizes)}.")
    return Count(
        messages=network.messages,
        size=next(iter(network.sizes)),
        traffic=network.traffic,
        busiest=max(network.load.values()),
        rounds=network.rounds,
        held=held,
    )

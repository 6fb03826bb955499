"""Problem 8: what one averaging step of n workers costs in messages, parameters and rounds."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

import numpy as np

from grader.spec import Column, Part, Problem
from problems.chance import shuffled


@dataclass(frozen=True, slots=True)
class Scheme:
    """A way in which workers sum their vectors, in words.

    Attributes:
        name: As a row of the tables.
        rule: Who sends what to whom, as a Markdown sentence.
        shown: Cells of the first table that a variant may fill in: column to text.
    """

    name: str
    rule: str
    shown: tuple[tuple[int, str], ...]


SCHEMES = {
    "all_to_all": Scheme(
        "all-to-all",
        "every worker sends its whole vector straight to each of the other workers.",
        ((1, "p"),),
    ),
    "server": Scheme(
        "parameter server",
        "every worker sends its whole vector to one server, which is an extra machine; the server "
        "adds them up and sends the sum to every worker.",
        ((1, "p"), (0, "2 n")),
    ),
    "ring": Scheme(
        "ring all-reduce",
        "every vector is cut into $n$ equal chunks. In each round every worker sends one chunk to "
        "its right neighbour. First the chunks are added up on their way until every worker holds "
        "one finished chunk, then the finished chunks travel round until everybody has all.",
        ((1, "p/n"),),
    ),
    "tree": Scheme(
        "tree reduce and broadcast",
        "$n$ is a power of two. In each round half of the workers that still take part send their "
        "partial sum, as long as a whole vector, to a partner, who adds it to its own, and drop "
        "out. When one worker holds the sum, the same messages are sent backwards, so that it "
        "spreads to everybody.",
        ((1, "p"),),
    ),
    "owners": Scheme(
        "chunk owners",
        "every vector is cut into $n$ equal chunks, and worker $i$ owns chunk $i$. Every worker "
        "sends each chunk that it does not own straight to the owner, who adds up what it gets "
        "and sends the finished chunk straight to every other worker.",
        ((1, "p/n"),),
    ),
}
"""By id. Every scheme ends with the full sum at every worker."""


@dataclass(frozen=True, slots=True)
class MessageCounts:
    """A variant.

    Attributes:
        schemes: Ids of `SCHEMES`, in the order of the tables' rows; the ring is always there.
        n: Number of workers, ``None`` if it stays a letter.
        p: Number of parameters, a multiple of n, ``None`` if it stays a letter.
        given: Cells ``(row, column)`` of the first table that the statement fills in.
        result: What every worker of `ring_steps` ends with: ``sum`` or ``mean``.
    """

    schemes: tuple[str, ...] = ("all_to_all", "server", "ring")
    n: int | None = None
    p: int | None = None
    given: tuple[tuple[int, int], ...] = ()
    result: str = "sum"

    @property
    def texts(self) -> dict[tuple[int, int], str]:
        """The given cells with what they say, in this variant's numbers."""
        cells = {}
        for row, column in self.given:
            text = dict(SCHEMES[self.schemes[row]].shown)[column]
            cells[row, column] = _in_numbers(text, self.n, self.p)
        return cells


def _in_numbers(text: str, n: int | None, p: int | None) -> str:
    """A given cell with n and p replaced where the variant names them.

    >>> _in_numbers("2 n", 6, None), _in_numbers("p/n", 4, 100), _in_numbers("p/n", 4, None)
    ('12', '25', 'p/4')
    """
    if n is None:
        return text
    if text == "2 n":
        return str(2 * n)
    if p is None:
        return text.replace("n", str(n))
    return str(p // n if text == "p/n" else p)


def draw(rng: np.random.Generator) -> MessageCounts:
    """Schemes, the cells that are filled in, and whether n and p are named."""
    extra = [(), ("tree",), ("owners",), ("tree", "owners")][rng.integers(4)]
    first = [("all_to_all", "server"), ("server",), ("all_to_all",)]
    schemes = shuffled(rng, (*first[rng.integers(3 if extra else 1)], "ring", *extra))
    powers = "tree" in schemes
    n = p = None
    if rng.random() < 0.9:
        n = int(rng.choice([4, 8, 16, 32] if powers else range(5, 25)))
        if rng.random() < 0.8:
            p = n * int(rng.integers(10, 100)) * int(rng.choice([1, 10]))
    row = int(rng.integers(len(schemes)))
    shown = SCHEMES[schemes[row]].shown
    given = ((row, shown[rng.integers(len(shown))][0]),) if rng.random() < 0.6 else ()
    return MessageCounts(schemes, n, p, given, "sum" if rng.random() < 0.6 else "mean")


def statement(params: MessageCounts) -> str:
    """The schemes and what is counted."""
    rules = "\n".join(
        f"- **{SCHEMES[name].name}**: {SCHEMES[name].rule}" for name in params.schemes
    )
    n_sign = "n" if params.n is None else params.n
    p_sign = "p" if params.p is None else _grouped(params.p)
    asked = (
        f"A model with {_parameters(params.p)} is trained by {_workers(params.n)}. After a batch "
        f"every worker holds a gradient, a vector of length ${p_sign}$, and before the next "
        f"step **every worker needs the sum** of all ${n_sign}$ vectors (to average, each divides "
        f"by ${n_sign}$ itself, which costs no message)."
    )
    counted = (
        "A *message* goes from one machine to one other machine; its *size* is the number of "
        "parameters in it. Nobody sends anything to itself. Messages that are sent at the same "
        f"time belong to one *round*. {_divides(params)}"
    )
    return f"{asked}\n\n{rules}\n\n{counted}"


def _workers(n: int | None) -> str:
    return r"$n \ge 2$ workers" if n is None else f"$n = {n}$ workers"


def _parameters(p: int | None) -> str:
    return "$p$ parameters" if p is None else f"$p = {_grouped(p)}$ parameters"


def _grouped(number: int) -> str:
    """Digits in threes, with the thin space of LaTeX between."""
    return f"{number:,}".replace(",", r"\,")


def _divides(params: MessageCounts) -> str:
    if params.p is not None:
        return "All the numbers come out whole."
    letters = "$n$ and $p$" if params.n is None else "$p$"
    number = "n" if params.n is None else params.n
    return f"Answer in terms of {letters}; ${number}$ divides $p$."


def parts(params: MessageCounts) -> tuple[Part, ...]:
    """The three tables, the rounds of the ring, and the simulated ring."""
    names = tuple(SCHEMES[name].name for name in params.schemes)
    symbols = _symbols(params)
    return (
        Part(
            name="table",
            kind="table",
            prompt="For each scheme, how many messages are sent in one averaging step, by all "
            f"machines together, and what is the size of each? The rows are {_listed(names)}.",
            points=3,
            symbols=symbols,
            rows=names,
            columns=(Column(name="messages"), Column(name="size of each")),
            given=params.texts,
        ),
        Part(
            name="traffic",
            kind="table",
            prompt="How many parameters are moved in one averaging step, by all messages together?",
            points=2,
            symbols=symbols,
            rows=names,
            columns=(Column(name="parameters moved"),),
        ),
        Part(
            name="busiest_node",
            kind="table",
            prompt="How many parameters pass through the busiest machine, sent and received ones "
            "counted together? (It may be the server.)",
            points=2,
            symbols=symbols,
            rows=names,
            columns=(Column(name="sent and received"),),
        ),
        Part(
            name="rounds",
            kind="expression",
            prompt="How many rounds does the ring all-reduce take?",
            symbols={name: domain for name, domain in symbols.items() if name == "n"},
        ),
        Part(
            name="ring_steps",
            kind="function",
            prompt=_ring_prompt(params.result),
            points=3,
        ),
    )


def _symbols(params: MessageCounts) -> dict[str, str]:
    symbols = {}
    if params.n is None:
        symbols["n"] = "integer >= 2"
    if params.p is None:
        symbols["p"] = "integer >= 1"
    return symbols


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1]


def _ring_prompt(result: str) -> str:
    return (
        "Write a function of one argument, `vectors`, that plays one ring all-reduce. `vectors` is "
        "a list of $n$ lists, or an array of $n$ rows: the vectors of the workers, all of one "
        f"length that $n$ divides. Return what every worker holds afterwards, the **{result}** of "
        "all vectors: $n$ rows again, in the order of the workers. Leave `vectors` as it was."
    )


def lab(params: MessageCounts) -> str:
    """A network that counts, and the simplest scheme run on it."""
    workers = params.n or 4
    return dedent(
        f"""
        # A network that counts messages. Play your scheme on it and look at the counts.
        import numpy as np


        class Network:
            def __init__(self):
                self.sent = []

            def send(self, source, target, vector):
                self.sent.append((source, target, len(vector)))
                return np.array(vector)


        workers = {workers}
        rng = np.random.default_rng(0)
        vectors = rng.integers(-5, 6, size=(workers, 2 * workers)).astype(float)
        network = Network()

        # A line: worker 0 sends to 1, 1 adds its own and sends to 2, and so on.
        running = vectors[0]
        for i in range(1, workers):
            running = vectors[i] + network.send(i - 1, i, running)

        print("sum at the last worker:", np.allclose(running, vectors.sum(axis=0)))
        print("first messages (from, to, size):", network.sent[:3])
        """
    ).strip()


def picture(params: MessageCounts) -> str:
    """Who talks with whom in each scheme, for four workers."""
    return dedent(
        f"""
        import numpy as np
        import matplotlib.pyplot as plt

        names = {[SCHEMES[name].name for name in params.schemes]!r}
        schemes = {list(params.schemes)!r}
        angles = np.pi / 2 - 2 * np.pi * np.arange(4) / 4
        workers = np.column_stack([np.cos(angles), np.sin(angles)])
        every_pair = [(i, j) for i in range(4) for j in range(i)]
        links = {{
            "all_to_all": every_pair,
            "owners": every_pair,
            "ring": [(i, (i + 1) % 4) for i in range(4)],
            "tree": [(0, 1), (2, 3), (0, 2)],
            "server": [],
        }}

        figure, axes = plt.subplots(1, len(schemes), figsize=(2.6 * len(schemes), 2.8))
        for axis, name, scheme in zip(axes, names, schemes):
            for i, j in links[scheme]:
                axis.plot(*zip(workers[i], workers[j]), color="0.6", zorder=1)
            if scheme == "server":
                for place in workers:
                    axis.plot(*zip(place, (0, 0)), color="0.6", zorder=1)
                axis.scatter(0, 0, s=340, marker="s", color="tab:orange", zorder=2)
            axis.scatter(*workers.T, s=340, color="tab:blue", zorder=2)
            for i, place in enumerate(workers):
                axis.annotate(str(i + 1), place, color="white", ha="center", va="center")
            axis.set_title(name, fontsize=10)
            axis.set(xlim=(-1.4, 1.4), ylim=(-1.4, 1.4), aspect="equal")
            axis.axis("off")
        figure.tight_layout()
        """
    ).strip()


PROBLEM = Problem(
    id="message_counts",
    title="What averaging costs: messages between workers",
    source="TTIC 31230 problem set on SGD: data-parallel averaging",
    canonical=MessageCounts(),
    draw=draw,
    statement=statement,
    parts=parts,
    lab=lab,
    picture=picture,
)

"""Problem 8: other ways to write the tables, near misses, and rings as code."""

from __future__ import annotations

from textwrap import dedent

from grader.spec import Code, Form
from problems.message_counts import MessageCounts
from solutions.derivations.message_counts import n, p, reference, worth

SPELLED: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "all_to_all": (
        ("N*(N-1)", "P", "N*(N-1)*P", "2*(N-1)*P"),
        ("N^2 - N", "P", "N^2*P - N*P", "2*N*P - 2*P"),
        (r"N\cdot(N-1)", "P", r"N(N-1)\cdot P", r"2\,(N-1)\,P"),
        ("2*binomial(N, 2)", "P*N/N", "P*N*(N - 1)", "(N-1)*P + (N-1)*P"),
    ),
    "server": (
        ("2*N", "P", "2*N*P", "2*N*P"),
        ("N + N", "P", "N*P + N*P", "N*P + N*P"),
        (r"2\cdot N", "P", r"2\cdot N\cdot P", r"2\cdot N \cdot P"),
        ("N/(1/2)", "N*P/N", "P*(N + N)", "P*2*N"),
    ),
    "ring": (
        ("N*(2*(N-1))", "P/N", "2*(N-1)*P", "4*(N-1)*P/N"),
        ("2*N^2 - 2*N", "P*N^(-1)", "2*N*P - 2*P", "4*P - 4*P/N"),
        (r"2\cdot N(N-1)", r"\frac{P}{N}", r"2\left(N-1\right)\cdot P", r"\frac{4(N-1)}{N}\cdot P"),
        ("N*(N - 1) + N*(N - 1)", "P/N", "2*N*(N - 1)*(P/N)", "2*(2*(N - 1)*P/N)"),
    ),
    "tree": (
        ("2*(N-1)", "P", "2*(N-1)*P", "2*P*log(N)/log(2)"),
        ("2*N - 2", "P", "2*N*P - 2*P", "2*P*log(N, 2)"),
        (r"2\,(N-1)", "P", r"2\left(N-1\right)\cdot P", r"2\cdot P\cdot \log_2(N)"),
        ("(N - 1) + (N - 1)", "P", "2*(N - 1)*P", "2*P*ln(N)/ln(2)"),
    ),
    "owners": (
        ("2*N*(N-1)", "P/N", "2*(N-1)*P", "4*(N-1)*P/N"),
        ("2*N^2 - 2*N", "P*N^(-1)", "2*N*P - 2*P", "4*P - 4*P/N"),
        (r"2\cdot N(N-1)", r"\frac{P}{N}", r"2\left(N-1\right)\cdot P", r"\frac{4(N-1)}{N}\cdot P"),
        ("N*(N - 1) + N*(N - 1)", "P/N", "2*N*(N - 1)*(P/N)", "2*(2*(N - 1)*P/N)"),
    ),
}
"""Right cells in four spellings, N and P to be replaced: messages, size, traffic, busiest."""

BY_HAND: dict[str, tuple[str, str, str, str]] = {
    "all_to_all": ("n(n-1)", "p", "n(n-1)p", "2(n-1)p"),
    "server": ("2n", "p", "2np", "2 n p"),
    "ring": ("n(2(n-1))", "p/n", "2(n-1)p", "4(n-1)p/n"),
    "tree": ("2(n-1)", "p", "2(n-1)p", "2p log(n)/log(2)"),
    "owners": ("2n(n-1)", "p/n", "2(n-1)p", "4(n-1)p/n"),
}
"""Right cells with no sign of multiplication, for variants that name neither n nor p."""

ROUNDS = ("2*(N-1)", "2*N - 2", r"2\left(N-1\right)", "(N - 1) + (N - 1)", r"2\cdot N-2")


def also_right(params: MessageCounts) -> dict[str, list[Form]]:
    """Text, LaTeX and SymPy; where n or p is named, as arithmetic and worked out."""
    right = reference(params)
    tables = [
        [[_spelt(cell, params) for cell in SPELLED[scheme][i]] for scheme in params.schemes]
        for i in range(4)
    ]
    if params.n is None and params.p is None:
        tables.append([list(BY_HAND[scheme]) for scheme in params.schemes])
    forms: dict[str, list[Form]] = {
        "table": [[row[:2] for row in rows] for rows in tables],
        "traffic": [[[row[2]] for row in rows] for rows in tables],
        "busiest_node": [[[row[3]] for row in rows] for rows in tables],
        "rounds": [_spelt(text, params) for text in ROUNDS],
        "ring_steps": [Code(around_the_ring(params.result)), Code(_at_once(params.result))],
    }
    for name in ("table", "traffic", "busiest_node"):
        forms[name].append(right[name])
        forms[name].append([[str(cell) for cell in row] for row in right[name]])
    return forms


def _spelt(text: str, params: MessageCounts) -> str:
    """A spelling in the variant's letters or numbers."""
    text = text.replace("N", "n" if params.n is None else str(params.n))
    return text.replace("P", "p" if params.p is None else str(params.p))


def near_misses(params: MessageCounts) -> dict[str, list[Form]]:
    """Whole tables that are wrong in several cells, and rings that do not finish."""
    right = reference(params)
    swapped = [row[::-1] for row in right["table"]]
    mean = "mean" if params.result == "sum" else "sum"
    return {
        "table": [
            swapped,
            [[cell + 1 for cell in row] for row in right["table"]],
            [[2 * row[0], row[1]] for row in right["table"]],
            [[row[0], row[1] / 2] for row in right["table"]],
        ],
        "traffic": [
            [[2 * row[0]] for row in right["traffic"]],
            [[row[0] + 1] for row in right["traffic"]],
            [[worth(params, n**2 * p)] for _ in right["traffic"]],
            [[row[0]] for row in right["table"]],
        ],
        "busiest_node": [
            [[row[0] / 2] for row in right["busiest_node"]],
            [[2 * row[0]] for row in right["busiest_node"]],
            [[row[0] - 1] for row in right["busiest_node"]],
            [[worth(params, n * p)] for _ in right["busiest_node"]],
        ],
        "rounds": [
            worth(params, 2 * n - 1),
            worth(params, n**2),
            worth(params, 2 * n * (n - 1)),
            worth(params, n + 1),
        ],
        "ring_steps": [
            Code(_at_once(mean)),
            Code("def ring(vectors):\n    return vectors\n\nring"),
            Code(around_the_ring(params.result, last_lap=False)),
            Code(_at_once(params.result, copied=False)),
        ],
    }


def around_the_ring(result: str, *, last_lap: bool = True) -> str:
    """A cell that sends chunks round; without the last lap nobody but the owner has the sum."""
    shared = "True, False" if last_lap else "True,"
    divided = " / n" if result == "mean" else ""
    return dedent(
        f"""
        import numpy as np


        def ring(vectors):
            n = len(vectors)
            held = np.array(vectors, dtype=float).reshape(n, n, -1)
            for adding in ({shared}):
                for step in range(n - 1):
                    first = 0 if adding else 1
                    chunks = [(i - step + first) % n for i in range(n)]
                    sent = [held[i, chunks[i]].copy() for i in range(n)]
                    for i in range(n):
                        old = held[(i + 1) % n, chunks[i]] if adding else 0
                        held[(i + 1) % n, chunks[i]] = old + sent[i]
            return held.reshape(n, -1){divided}


        ring
        """
    ).strip()


def _at_once(result: str, *, copied: bool = True) -> str:
    """A cell that adds without any ring; not copied, it spoils its input."""
    made = "np.array(vectors, dtype=float)" if copied else "vectors"
    return dedent(
        f"""
        import numpy as np


        def ring(vectors):
            held = {made}
            held[:] = [list(np.{result}(held, axis=0))] * len(held)
            return held


        ring
        """
    ).strip()

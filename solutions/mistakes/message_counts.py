"""Problem 8: wrong counts, one cell at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from grader.spec import Mistake
from problems.message_counts import MessageCounts
from solutions.derivations.message_counts import Rows, n, p, reference, worth
from solutions.mistakes.ring_steps import ring_mistakes


@dataclass(frozen=True, slots=True)
class _Slip:
    """A wrong cell: the right one of `scheme` in that column replaced by a formula."""

    id: str
    scheme: str
    column: int
    wrong: Any
    feedback: str


TABLE_SLIPS = (
    _Slip(
        "sends_to_itself", "all_to_all", 0, n**2,
        "Look at the diagonal: does a worker need to send its vector to itself?",
    ),
    _Slip(
        "pairs", "all_to_all", 0, n * (n - 1) / 2,
        "You counted pairs of workers. A message has a direction: how many pass between the two?",
    ),
    _Slip(
        "one_way", "server", 0, n,
        "The server learns the sum this way, but do the workers? Follow one step to its end.",
    ),
    _Slip(
        "half_a_ring", "ring", 0, n * (n - 1),
        "After that many messages every worker holds one finished chunk. Does everybody have the "
        "whole sum then?",
    ),
    _Slip(
        "one_sender_a_round", "ring", 0, 2 * (n - 1),
        "That is how many rounds there are. How many workers send in a round?",
    ),
    _Slip(
        "whole_vectors", "ring", 1, p,
        "The vectors are cut before they travel: what is one message made of?",
    ),
    _Slip(
        "tree_up_only", "tree", 0, n - 1,
        "Now one worker holds the sum. How do the others learn it?",
    ),
    _Slip(
        "owners_one_way", "owners", 0, n * (n - 1),
        "Now every chunk is finished at its owner. How do the others learn it?",
    ),
)  # fmt: skip
TRAFFIC_SLIPS = (
    _Slip(
        "sends_to_itself", "all_to_all", 0, n**2 * p,
        "Look at the diagonal: does a worker need to send its vector to itself?",
    ),
    _Slip(
        "pairs", "all_to_all", 0, n * (n - 1) * p / 2,
        "You counted pairs of workers. A message has a direction: how many pass between the two?",
    ),
    _Slip(
        "one_way", "server", 0, n * p,
        "The server learns the sum this way, but do the workers? Follow one step to its end.",
    ),
    _Slip(
        "whole_vectors", "ring", 0, 2 * n * (n - 1) * p,
        "The vectors are cut before they travel: what is one message of the ring made of?",
    ),
    _Slip(
        "half_a_ring", "ring", 0, (n - 1) * p,
        "After that much traffic every worker holds one finished chunk. Does everybody have the "
        "whole sum then?",
    ),
)  # fmt: skip
BUSIEST_SLIPS = (
    _Slip(
        "sent_only", "all_to_all", 0, (n - 1) * p,
        "What comes in counts as well as what goes out.",
    ),
    _Slip(
        "sent_only_server", "server", 0, n * p,
        "What comes in at the server counts as well as what goes out.",
    ),
    _Slip(
        "busiest_worker", "server", 0, 2 * p,
        "That is what passes through a worker. Is there a busier machine?",
    ),
    _Slip(
        "sent_only_ring", "ring", 0, 2 * (n - 1) * p / n,
        "What comes in counts as well as what goes out.",
    ),
)  # fmt: skip


def mistakes(params: MessageCounts) -> dict[str, list[Mistake]]:
    """One wrong cell each, and wrong numbers of rounds.

    A slip is worth the cells that are right beside it, as any other wrong cell is.
    """
    right = reference(params)
    found: dict[str, list[Mistake]] = {
        "table": _slipped(params, right["table"], TABLE_SLIPS),
        "traffic": _slipped(params, right["traffic"], TRAFFIC_SLIPS),
        "busiest_node": _slipped(params, right["busiest_node"], BUSIEST_SLIPS),
        "ring_steps": ring_mistakes(params.result),
    }
    found["rounds"] = [
        Mistake(
            id="one_lap",
            form=worth(params, n),
            feedback="Count for three workers on paper. A chunk that arrives where it started has "
            "made a step too many, and the finished chunks have a way to go, too.",
        ),
        Mistake(
            id="half_a_ring",
            form=worth(params, n - 1),
            feedback="After that many rounds every worker holds one finished chunk, not yet all.",
        ),
        Mistake(
            id="two_laps",
            form=worth(params, 2 * n),
            feedback="The last step of a lap would bring a chunk back to where it started: is it "
            "needed?",
        ),
    ]
    return found


def _slipped(params: MessageCounts, right: Rows, slips: Iterable[_Slip]) -> list[Mistake]:
    blanks = len(right) * len(right[0])
    if len(right[0]) == 2:
        blanks -= len(params.given)
    found = []
    for slip in slips:
        if slip.scheme not in params.schemes:
            continue
        row = params.schemes.index(slip.scheme)
        if len(right[0]) == 2 and (row, slip.column) in params.given:
            continue
        rows = [list(cells) for cells in right]
        rows[row][slip.column] = worth(params, slip.wrong)
        found.append(
            Mistake(id=slip.id, form=rows, feedback=slip.feedback, credit=(blanks - 1) / blanks)
        )
    return found

"""What is meant to cost the reader something costs nothing: a tenth of a second, and no memory."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest

from grader.errors import Unreadable
from grader.reading.limits import NODES
from grader.reading.printing import to_text
from grader.reading.text import read
from grader.reading.vocabulary import Vocabulary
from grader.tree import size
from tests.pace import usual
from tests.reading.hostile import HOSTILE
from tests.reading.words import HOMEWORK

ROOT = Path(__file__).parents[2]
SLOWEST_S = 0.1
MOST_MIB = 256
WORDS = (HOMEWORK, Vocabulary.of({"g": "real vector 3", "w": "real vector 3"}, any_name=True))


def read_them_all() -> dict[str, object]:
    """Every input under every vocabulary: the slowest in seconds of this process, and its memory.

    The time of an input is the shorter one of two attempts, in seconds of the usual machine. The
    peak is VmHWM and not ru_maxrss, which survives exec and so may be that of the process that
    started this one.
    """
    read("x + 1", HOMEWORK)
    slowest: tuple[float, str] = (0.0, "")
    for name, text in HOSTILE.items():
        for words in WORDS:
            seconds = min(_seconds(text, words), _seconds(text + " ", words))
            slowest = max(slowest, (seconds, name))
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    peak = int(status["VmHWM"].split()[0])
    slowest = (usual(slowest[0]), slowest[1])
    return {"slowest": slowest, "mib": peak >> 10, "inputs": len(HOSTILE)}


def _seconds(text: str, words: Vocabulary) -> float:
    start = process_time()
    with suppress(Unreadable):
        tree = read(text, words)
        assert size(tree, NODES) <= NODES
    return process_time() - start


def test_all_of_it_is_read_or_refused_at_once_and_in_little_memory() -> None:
    program = (
        "import json; from tests.reading.test_hostile import read_them_all;"
        "print(json.dumps(read_them_all()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["inputs"] >= 150
    assert found["slowest"][0] < SLOWEST_S, found
    assert found["mib"] < MOST_MIB, found


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("left right", "brackets inside"),
        ("nested matrices", "brackets inside"),
        ("combining", "800 symbols"),
        ("rtl", "RIGHT-TO-LEFT OVERRIDE"),
        ("rtl marks", "RIGHT-TO-LEFT MARK"),
        ("tiny decimal", "power of ten"),
        ("huge decimal", "power of ten"),
        ("long name", "Unknown name"),
        ("huge ones", "at most 64"),
        ("eye sum", "parts"),
        ("norm method", "vectors written out"),
        ("dot tower python", "vectors written out"),
        ("mean tower", "too many entries"),
        ("det", "vectors written out"),
    ],
)
def test_a_refusal_of_what_is_too_much_says_so(name: str, says: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(HOSTILE[name], HOMEWORK)
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("norm(g, norm(w, 1))", "norm(g, norm(w, 1))"),
        ("dot(g, w*dot(g, w))", "dot(g, w*dot(g, w))"),
        ("sum(g*sum(w))", "g1*(w1 + w2 + w3) + g2*(w1 + w2 + w3) + g3*(w1 + w2 + w3)"),
        ("det([[x, 1], [2, y]])", "det(Matrix([[x, 1], [2, y]]))"),
        ("G^T G", "transpose(G)*G"),
    ],
)
def test_a_few_levels_are_no_nest(text: str, printed: str) -> None:
    assert to_text(read(text, HOMEWORK)) == printed

"""Verification in processes: what an author's code does to one is said, and the rest goes on."""

from __future__ import annotations

import pytest
from small_course import PROBLEM, SOLUTION, write_course

from grader.settings import find_settings
from grader.verify.problem import Verified
from grader.verify.shares import DIED, SHARE, Order, verify_shares

ORACLE = "def oracle(params, rng):\n"


def found_in(root, seeds=2, seconds=60.0) -> list[Verified]:
    folder = find_settings(root).folder
    order = Order(folder=folder, seeds=seeds, notebooks=False, seconds=seconds)
    problems = sorted(path.stem for path in (root / "problems").glob("[a-z]*.py"))
    return list(verify_shares(order, order.shares(problems), workers=1))


def test_shares_hold_every_seed_once_and_few_notebooks(tmp_path):
    order = Order(folder=tmp_path, seeds=2 * SHARE + 1)
    shares = order.shares(["a", "b"])
    for problem in "ab":
        mine = [share for share in shares if share.problem == problem]
        seeds = [seed for share in mine if not share.notebooks for seed in share.seeds]
        assert seeds == list(range(2 * SHARE + 1))
        assert [list(share.seeds) for share in mine if share.notebooks] == [[0, 1]]
    only_one = Order(folder=tmp_path, seeds=1).shares(["a"])
    assert [list(share.seeds) for share in only_one] == [[0], [0]]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import os; os._exit(0)", DIED),
        ("import sys; sys.exit('enough')", "SystemExit: enough"),
        (
            "while True: pass",
            "TookTooLong: More than 6 s of processor time: does it end?",
        ),
    ],
)
def test_one_problem_that_leaves_or_never_ends_keeps_no_other_from_being_verified(
    tmp_path, code, said
):
    root = write_course(tmp_path)
    broken = SOLUTION.replace("problems.doubling", "problems.broken")
    broken = broken.replace(ORACLE, f"{ORACLE}    {code}\n")
    (root / "problems" / "broken.py").write_text(PROBLEM.replace('"doubling"', '"broken"'))
    (root / "solutions" / "broken.py").write_text(broken)
    by_problem = {one.problem: one for one in found_in(root, seconds=6.0)}
    assert by_problem["doubling"].complaints == ()
    assert by_problem["doubling"].parts["twice"].observations == 2
    complaints = by_problem["broken"].complaints
    assert complaints
    assert all((one.part, one.check) == ("", "runs") for one in complaints)
    assert complaints[0].message.startswith(said)
    assert "(solutions/broken.py, line 11)" in complaints[0].message or said == DIED

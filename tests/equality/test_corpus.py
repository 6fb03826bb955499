"""The engine on the labelled corpus: nothing wrong is accepted, nothing right is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from grader.comparison import judge_line

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "bench" / "corpus"
OTHERS = ROOT.parent / "shared" / "data" / "labelled_pairs.jsonl"
DISPUTED = ROOT / "docs" / "reference" / "disputed-labels.md"


def pairs_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@lru_cache
def corpus():
    return [pair for path in sorted(CORPUS.glob("*.jsonl")) for pair in pairs_of(path)]


@lru_cache
def judged():
    return [
        (pair, judge_line(number, json.dumps(pair), rechecked=True).answer)
        for number, pair in enumerate(corpus(), 1)
    ]


def test_the_corpus_is_large_and_half_of_it_near_misses():
    pairs = corpus()
    assert len(pairs) >= 700
    assert sum(pair["expect"] == "different" for pair in pairs) >= 350
    assert len({pair["id"] for pair in pairs}) == len(pairs)
    assert len({pair["class"] for pair in pairs}) >= 20


@pytest.mark.parametrize("name", sorted(path.stem for path in CORPUS.glob("*.jsonl")))
def test_no_verdict_is_against_its_label(name):
    wrong = [
        f"{pair['id']}: {answer['verdict']} by {answer.get('method')} {answer.get('error', '')}"
        for pair, answer in judged()
        if pair["class"] == name and answer["verdict"] not in {pair["expect"], "undecided"}
    ]
    assert not wrong


def test_less_than_one_percent_is_undecided():
    undecided = [pair["id"] for pair, answer in judged() if answer["verdict"] == "undecided"]
    assert len(undecided) < len(corpus()) / 100, undecided


def test_every_certificate_holds_under_an_independent_evaluator():
    assert not [pair["id"] for pair, answer in judged() if answer.get("rechecked") is False]


def test_what_differs_has_a_certificate_and_what_is_equal_a_proof():
    for pair, answer in judged():
        if answer["verdict"] == "different" and pair.get("kind") != "number":
            assert "certificate" in answer, pair["id"]
        if answer["verdict"] == "equal" and pair.get("kind") != "number":
            assert answer["proof"], pair["id"]
            assert answer["scope"] in {"everywhere", "almost everywhere"}, pair["id"]


def test_equal_everywhere_is_never_said_of_what_differs_at_a_point():
    claimed = [
        pair["id"]
        for pair, answer in judged()
        if answer["verdict"] == "equal"
        and answer.get("scope") == "everywhere"
        and pair.get("scope") == "almost everywhere"
    ]
    assert not claimed


def test_the_verdict_is_the_same_the_other_way_round():
    for pair, answer in judged()[::6]:
        if pair.get("kind") == "number":
            continue
        turned = {**pair, "student": pair["reference"], "reference": pair["student"]}
        assert judge_line(1, json.dumps(turned)).verdict == answer["verdict"], pair["id"]


@pytest.mark.parametrize("name", ["tuple", "interval", "list", "table", "number"])
def test_labels_hold_at_seventy_digits_without_the_engine(name):
    script, file = ROOT / "bench" / "check_corpus.py", CORPUS / f"{name}.jsonl"
    done = subprocess.run(
        [sys.executable, str(script), str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_label_check_finds_wrong_labels(tmp_path):
    wrong = [
        {
            **pair,
            "expect": "different" if pair["expect"] == "equal" else "equal",
            "scope": "everywhere",
        }
        for pair in pairs_of(CORPUS / "tuple.jsonl")
    ]
    file = tmp_path / "wrong.jsonl"
    file.write_text("".join(json.dumps(pair) + "\n" for pair in wrong), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "check_corpus.py"), str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"{len(wrong)} labels in doubt" in done.stdout


if OTHERS.exists():

    def test_other_people_s_labels_are_met_but_where_a_certificate_shows_them_wrong():
        disputed = set(re.findall(r"^\| `(.+?)` \|", DISPUTED.read_text("utf-8"), re.MULTILINE))
        pairs = pairs_of(OTHERS)
        open_ = 0
        for number, pair in enumerate(pairs, 1):
            answer = judge_line(number, json.dumps(pair), rechecked=True).answer
            if answer["verdict"] in {"undecided", "unreadable"}:
                open_ += 1
            elif answer["verdict"] != pair["expect"]:
                assert answer["rechecked"] is True, pair["id"]
                assert pair["id"].replace("|", "/") in disputed, pair["id"]
        assert open_ < len(pairs) / 200

"""What a class did with an assignment: numbers, wrong answers, plots and a page."""

from __future__ import annotations

from grader.statistics.numbers import ClassNumbers, PartNumbers, class_numbers, part_numbers
from grader.statistics.page import page, plots
from grader.statistics.summary import Summary, summarise, summary_to_json
from grader.statistics.wrong_answers import WrongAnswer, wrong_answers

__all__ = [
    "ClassNumbers",
    "PartNumbers",
    "Summary",
    "WrongAnswer",
    "class_numbers",
    "page",
    "part_numbers",
    "plots",
    "summarise",
    "summary_to_json",
    "wrong_answers",
]

"""What an author wrote of an answer, as if a student had given it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sympy as sp

from grader.kinds import Question
from grader.kinds.author_trees import tree_of_author
from grader.kinds.function import answer_by
from grader.reading.vocabulary import Vocabulary
from grader.records import Answer
from grader.spec import Function
from grader.tree import Tree, free_symbols


def answer_of_form(form: Any, question: Question) -> Answer:
    """What an author wrote, as if a student had given it."""
    if isinstance(question.reference, Function) and callable(form):
        return answer_by(form, question)
    if isinstance(form, str):
        return Answer(part=question.part_id, form="text", content=form)
    return Answer(part=question.part_id, form="json", content=_plain(form, question))


def _plain(form: Any, question: Question) -> Any:
    """Lists, tuples, matrices, dictionaries and SymPy objects as JSON with trees or text in it."""
    if isinstance(form, sp.MatrixBase):
        return [[_tree_or_text(x, question.vocabulary) for x in row] for row in form.tolist()]
    if isinstance(form, sp.Expr):
        return _tree_or_text(form, question.vocabulary)
    if isinstance(form, Mapping):
        return {str(key): _plain(value, question) for key, value in form.items()}
    if hasattr(form, "tolist"):
        return _plain(form.tolist(), question)
    if isinstance(form, list | tuple | set | frozenset):
        return [_plain(entry, question) for entry in form]
    if isinstance(form, sp.Basic):
        return _tree_or_text(form, question.vocabulary)
    return form if isinstance(form, str | int) and not isinstance(form, bool) else str(form)


@lru_cache(maxsize=16_384)
def _tree_or_text(form: sp.Basic, vocabulary: Vocabulary) -> Tree | str:
    """The tree; text where it has a name that a student could not type, or a float.

    Then the reader says what is wrong with it, as it would to a student. Forms of one part share
    most of their entries, and equal declarations their vocabulary.
    """
    if form.has(sp.Float) or not isinstance(form, sp.Expr | sp.Eq):
        return str(form)
    tree = tree_of_author(form)
    is_typable = all(vocabulary.find(name) == name for name in free_symbols(tree))
    return tree if is_typable else str(form)

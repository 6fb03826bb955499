"""A cell that is Python as it stands is taken as IPython itself would take it."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from IPython.core.async_helpers import _should_be_async
from IPython.core.inputtransformer2 import TransformerManager

from grader.sandbox.inside.plain import Transformer, awaits_something

PIECES = (
    *("x", "y = 1", "f(x)", "'text'", '"a\\d"', "b'?'", "f'{x!r}?'", "# why?", "x is 1", "0x1g"),
    *("%", "%%", "!", "!!", "?", "??", ";", ",", "/", "=", "%pwd", "!ls", "x?", "?x", "%pwd?"),
    *("(", ")", "[", "]", "{", "}", "'", '"', "'''", '"""', "\\", ":", "->", "@", "await x"),
    *("\n", "\n", "\n", "\n    ", "\n  ", "\n\t", "\r\n", "\r", " ", " ", "\x0c", "\u2028", "\x85"),
    *(
        "if x:",
        "def f():",
        "async def g():",
        "return 1",
        "lambda: 0",
        "for x in y:",
        "async for x in y:",
    ),
    *(">>> x", "... y", "In [1]: x", "   ...: y", "\u2118", "1__2", "0777", "\x00", "\ud800"),
)
cells = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


def came_of(manager: TransformerManager, cell: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return manager.transform_cell(cell)
        except Exception as error:  # noqa: BLE001 - whatever IPython raises, the other has to
            return type(error), str(error)


def as_it_stands(cell: str) -> Transformer | None:
    """What has looked at the cell, if it took it as it stands."""
    looking = Transformer()
    looking.look()
    looking.transform_cell(cell)
    return looking if looking.awaits else None


@given(cells)
@example("text = 'one\u2028!ls'")
@example("if x:\n        y\n    y")
@example("x # what?")
@example("a = \\\n%pwd")
def test_it_becomes_what_ipython_makes_of_it(cell: str) -> None:
    looking = Transformer()
    looking.look()
    assert came_of(looking, cell) == came_of(TransformerManager(), cell)
    for plain, awaits in looking.awaits.items():
        assert awaits == _should_be_async(plain)


@pytest.mark.parametrize("cell", ["x = 1", "'%d?' % 3", "if x:\n    y\nelse:\n    z", "f'{x!r}'"])
def test_python_is_known_at_first_sight(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(TransformerManager, "do_token_transforms")
    assert as_it_stands(cell) is not None


@pytest.mark.parametrize(
    "cell", ["%pwd", "x?", "y = !ls", "x is 1", "a = 1 \\", "/f x", "'a\u2028b'"]
)
def test_anything_else_goes_the_whole_way(cell: str) -> None:
    assert as_it_stands(cell) is None


def test_only_the_next_cell_is_looked_at() -> None:
    looking = as_it_stands("x = 1")
    assert looking is not None
    looking.transform_cell("y = 1")
    assert looking.awaits == {"x = 1\n": False}


def test_another_transformer_sees_every_cell() -> None:
    looking = Transformer()
    looking.token_transformers.append(looking.token_transformers[0])
    looking.look()
    looking.transform_cell("x = 1")
    assert not looking.awaits


def test_what_python_warns_of_is_said_to_who_asks_next(recwarn: pytest.WarningsRecorder) -> None:
    assert awaits_something("1 is 1") is None
    assert not recwarn.list


def test_a_module_without_its_inner_parts_is_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(warnings, "_showwarnmsg")
    assert awaits_something("x = 1") is None


def test_python_too_deep_to_compile_is_left_to_ipython() -> None:
    assert awaits_something("-" * 100_000 + "1") is None
    assert awaits_something("(" * 500 + ")" * 500) is None

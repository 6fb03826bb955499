"""What makes two questions the same: content, and never a function that may differ."""

from __future__ import annotations

import pytest

from grader.verify.alike import _NotPlain, content
from solutions.derivations.adam_step import probes


def test_a_functions_own_module_makes_it_once():
    assert content(probes) == content(probes)
    assert content(probes) != content(test_a_functions_own_module_makes_it_once)


@pytest.mark.parametrize("made_anew", [lambda rng: [], (lambda n: lambda rng: [n])(3)])
def test_a_function_that_is_made_anew_has_no_content(made_anew):
    with pytest.raises(_NotPlain):
        content(made_anew)

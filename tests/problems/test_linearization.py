"""Problem 11: the error is of second order, and the kernel is symmetric and positive."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp

from grader.catalog import open_course
from grader.records import Answer, Verdict
from grader.settings import find_settings
from problems.linearization import ACTIVATIONS, Params
from solutions.derivations.linearization import (
    X,
    Z,
    changes,
    features,
    kernel,
    lazy_order,
    linear_model,
    linear_probe,
    network,
    parameters,
)
from tests.problems.variants import SEEDS, params

NETS = [
    Params(activation=activation, width=width, bias=bias)
    for activation in ACTIVATIONS
    for width, bias in ((1, False), (1, True), (2, False))
]


@pytest.mark.parametrize("net", NETS, ids=str)
def test_every_parameter_has_a_name_and_a_feature(net: Params) -> None:
    assert len(features(net)) == len(net.parameters) == len(set(net.parameters))
    assert network(net).free_symbols == {X, *parameters(net)}


@pytest.mark.parametrize("net", NETS, ids=str)
def test_kernels_are_symmetric_and_positive(net: Params) -> None:
    rng = np.random.default_rng(0)
    values = dict(zip(parameters(net), rng.normal(size=len(net.parameters)), strict=True))
    tangent = sp.lambdify((X, Z), kernel(net).subs(values))
    points = rng.normal(size=6)
    gram = np.array([[float(tangent(a, b)) for b in points] for a in points])
    assert np.allclose(gram, gram.T)
    assert np.linalg.eigvalsh(gram).min() > -1e-9


@pytest.mark.parametrize("net", NETS, ids=str)
def test_the_linear_model_is_right_at_the_start_and_wrong_to_second_order(net: Params) -> None:
    assert linear_model(net).subs(dict.fromkeys(changes(net), 0)) == network(net)
    assert lazy_order(net.activation, net.width, bias=net.bias) == 2


@pytest.mark.parametrize("seed", SEEDS)
def test_no_probe_fits_exactly_or_has_orthogonal_features(seed: int) -> None:
    drawn = params("linearization", seed)
    h, y = sp.Matrix(drawn.probe), sp.Matrix(drawn.targets)
    fitted = sp.Matrix(linear_probe(drawn))
    assert (h * fitted - y).norm() > 0
    assert (h.T * h)[0, 1] != 0


def test_a_penalty_shortens_the_probe() -> None:
    lengths: list[Any] = []
    for ridge in (0, 1, 2):
        drawn = Params(ridge=Fraction(ridge))
        lengths.append(sum(entry**2 for entry in linear_probe(drawn)))
    assert lengths == sorted(lengths, reverse=True)


@pytest.mark.parametrize("part", ["features", "linear_model", "kernel"])
def test_what_sympy_prints_in_latex_for_a_relu_is_read(part: str) -> None:
    course = open_course(find_settings(Path(__file__).parents[2]))
    relu = next(seed for seed in range(1, 60) if params("linearization", seed).activation == "relu")
    asked = course.question(f"linearization.{part}", relu)
    printed = sp.latex(sp.sympify(asked.reference))
    answer = Answer(part=asked.part_id, form="latex", content=printed)
    decided = course.kind(asked).decide(answer, asked, {})
    assert decided.verdict is Verdict.CORRECT

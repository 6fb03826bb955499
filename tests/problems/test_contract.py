"""What every problem of the course promises, on its canonical variant and on drawn ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pytest
import sympy as sp

from grader.spec import Code, Minimiser, Part
from grader.verify.agreement import disagreement
from tests.problems.variants import (
    SEEDS,
    Variant,
    params,
    problem,
    problem_ids,
    solution,
    variant,
)

OF_THE_BANK = {
    "penalized_updates": (
        "euclidean euclidean_optimizer max_norm max_norm_optimizer one_norm one_norm_optimizer rms "
        "weighted p_norm spectral minimum_value dual_norm"
    ),
    "rms_scaling": (
        "euclidean_growth rms_growth euclidean_mean mean_bound unit_balls output_scale multiplier "
        "initialization"
    ),
    "convergence": (
        "sgd sign_sgd simplified_adam rescaled_features step_limit residual implicit_norm "
        "needs_decay sensitivity"
    ),
    "moving_averages": (
        "mean_limit scaled_limit relation transient_mean variance_limit sample_mean_variance "
        "variance_order variance_at momentum_limit momentum_averages momentum_relation momentum_at"
    ),
    "bias_correction": (
        "constant_input first_steps adam_moment corrected_moment first_step_ratio correction_factor"
    ),
    "loss_scaling": "bits base scaled_sgd rmsprop invariant",
    "adaptive_stationarity": (
        "condition is_stationary counterexample limit_point implications multiplicative_stationary "
        "loss_weighted_stationary loss_weighted_counterexample loss_weighted_drift"
    ),
    "message_counts": "table traffic rounds ring_steps",
    "adam": "first_direction update memory step bounce step_bound slowest_rate",
    "weight_decay": ("ridge_factor adamw_update adamw_shrink adam_l2_shrink same_effect step"),
    "linearization": "features linear_model kernel dynamics linear_probe lazy_error",
    "multiplicative_updates": "update sign_crossing log_form is_stationary",
}
FORMULAS = {"expression", "vector", "matrix", "number", "growth", "equation"}
EVERY = pytest.mark.parametrize("name", problem_ids())


@EVERY
def test_the_part_ids_of_the_bank_are_all_there(name: str) -> None:
    found = {part.name for part in variant(name, 0).parts}
    assert set(OF_THE_BANK.get(name, "").split()) <= found


@EVERY
def test_a_seed_always_draws_the_same_variant(name: str) -> None:
    assert [params(name, seed) for seed in SEEDS] == [params(name, seed) for seed in SEEDS]


@EVERY
def test_variants_are_hashable_and_most_are_distinct(name: str) -> None:
    assert len({params(name, seed) for seed in SEEDS}) >= len(SEEDS) // 2


@EVERY
def test_parts_keep_their_names_and_kinds_in_every_variant(name: str) -> None:
    first = [(part.name, part.kind) for part in variant(name, 0).parts]
    for seed in SEEDS:
        assert [(part.name, part.kind) for part in variant(name, seed).parts] == first


@EVERY
def test_variants_change_the_task_and_not_only_its_numbers(name: str) -> None:
    texts = {_without_numbers(_text(variant(name, seed))) for seed in SEEDS}
    assert len(texts) >= 3


@EVERY
def test_statements_are_whole_markdown(name: str) -> None:
    for seed in SEEDS:
        one = variant(name, seed)
        for text in (one.statement, *(part.prompt for part in one.parts)):
            assert text.strip()
            assert text.replace(r"\$", "").count("$") % 2 == 0, text
            displayed = text.split("$$")
            assert len(displayed) % 2 == 1, text
            for formula in displayed[1::2]:
                assert "$" not in formula, formula
                assert _braces_close(formula), formula
            for prose in displayed[::2]:
                assert prose.count("$") % 2 == 0, prose
                for formula in prose.split("$")[1::2]:
                    assert _braces_close(formula), formula


@EVERY
def test_statements_introduce_every_name_that_an_answer_uses(name: str) -> None:
    for seed in SEEDS:
        one = variant(name, seed)
        text = _text(one)
        for part in one.parts:
            for symbol in part.symbols:
                if symbol not in part.bound:
                    assert _mentions(text, symbol), (part.name, symbol)


@EVERY
def test_options_have_names_of_their_own(name: str) -> None:
    for seed in SEEDS:
        for part in variant(name, seed).parts:
            for options in (part.options, *(column.options for column in part.columns)):
                assert len({option.id for option in options}) == len(options)
                assert len({option.text for option in options}) == len(options)


@EVERY
def test_every_part_has_a_reference_that_is_one_of_its_options(name: str) -> None:
    for seed in SEEDS:
        one = variant(name, seed)
        assert set(one.reference) == {part.name for part in one.parts}
        for part in one.parts:
            if part.kind == "choice":
                right = one.reference[part.name]
                ids = {right} if isinstance(right, str) else set(right)
                assert ids <= {option.id for option in part.options}
                assert ids


@EVERY
def test_simulations_agree_with_the_references(name: str) -> None:
    for seed in SEEDS:
        one = variant(name, seed)
        for seen in one.observations:
            apart = disagreement(one.reference[seen.part], seen)
            assert apart <= 1, (seed, seen.part, seen.value, apart)


@EVERY
def test_a_simulation_speaks_about_every_part_that_a_machine_decides(name: str) -> None:
    for seed in SEEDS:
        one = variant(name, seed)
        wanted = {part.name for part in one.parts if part.kind != "text"}
        assert wanted <= {seen.part for seen in one.observations}


@EVERY
def test_no_variant_hides_a_mistake(name: str) -> None:
    for seed in SEEDS:
        one = variant(name, seed)
        for part_name, mistakes in one.mistakes.items():
            if one.part(part_name).kind == "function":
                continue  # they are called: see test_function_mistakes
            forms = {mistake.id: mistake.form for mistake in mistakes}
            forms["the right answer"] = one.reference[part_name]
            places = _places(one, part_name)
            values = {name: [_value(form, at) for at in places] for name, form in forms.items()}
            for left, right in combinations(values, 2):
                pairs = list(zip(values[left], values[right], strict=True))
                if all(None not in pair for pair in pairs):
                    assert not all(_same(*pair) for pair in pairs), (seed, part_name, left, right)


@EVERY
def test_mistakes_teach_and_do_not_tell(name: str) -> None:
    for seed in SEEDS:
        one = variant(name, seed)
        for part_name, mistakes in one.mistakes.items():
            assert len({mistake.id for mistake in mistakes}) == len(mistakes)
            for mistake in mistakes:
                assert 0 <= mistake.credit < 1
                assert mistake.feedback.rstrip().endswith((".", "?"))
                for told in _spelled(one.reference[part_name]):
                    assert told not in mistake.feedback, (part_name, mistake.id, told)


@EVERY
def test_formulas_have_equivalent_forms_and_near_misses(name: str) -> None:
    for seed in (0, 1, 2):
        one = variant(name, seed)
        right, wrong = solution(name).also_right(one.params), solution(name).near_misses(one.params)
        for part in one.parts:
            if part.kind in FORMULAS:
                assert len(right[part.name]) >= 4, part.name
                assert len(wrong[part.name]) >= 4, part.name
            elif part.kind in {"choice", "table"}:
                assert wrong[part.name], part.name
        assert set(right) | set(wrong) <= {part.name for part in one.parts}


@EVERY
@pytest.mark.parametrize("seed", [0, 1])
def test_lab_and_picture_run_with_what_a_student_has(
    name: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyplot = pytest.importorskip("matplotlib.pyplot")
    pyplot.switch_backend("agg")
    stated, drawn = problem(name), params(name, seed)
    for source in (stated.lab, stated.picture):
        if source is None:
            continue
        code = source(drawn)
        imported = set(re.findall(r"^\s*(?:import|from) (\w+)", code, re.MULTILINE))
        assert imported <= {"numpy", "sympy", "matplotlib", "math", "fractions", "collections"}
        exec(compile(code, name, "exec"), {"__name__": "__main__"})  # noqa: S102 - our own source
    if stated.picture is not None:
        assert pyplot.get_fignums(), "the picture draws nothing"
        pyplot.close("all")


# ------------------------------------------------------------------ reading what authors wrote


def _text(one: Variant) -> str:
    return "\n".join([one.statement, *(part.prompt for part in one.parts), *_labels(one.parts)])


def _labels(parts: tuple[Part, ...]) -> list[str]:
    return [label for part in parts for label in part.rows]


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _braces_close(formula: str) -> bool:
    plain = formula.replace(r"\{", "").replace(r"\}", "")
    return plain.count("{") == plain.count("}")


def _mentions(text: str, symbol: str) -> bool:
    """Whether a name is in the text as one types it, in LaTeX, or with a subscript."""
    stem, digits = re.fullmatch(r"(\D+?)_?(\d*)", symbol).groups()  # type: ignore[union-attr]
    greek = {"lam": "lambda", "eps": "varepsilon"}.get(stem, stem)
    bar = stem.removesuffix("bar")
    ways = [
        rf"(?<![A-Za-z\\]){re.escape(symbol)}(?![A-Za-z0-9])",
        rf"\\{greek}(?![A-Za-z])" + (rf"_\{{?{digits}" if digits else ""),
        rf"(?<![A-Za-z]){stem}_\{{?{digits}\b" if digits else r"(?!)",
        rf"\\bar\s*\{{?{bar}" if bar != stem else r"(?!)",
    ]
    return any(re.search(way, text) for way in ways)


def _places(one: Variant, part_name: str) -> list[Mapping[str, Any]]:
    """Where the simulation looked at a part: points at which mistakes can be told apart.

    Several, since some differ only for one sign of a symbol, or for a large one.
    """
    places = [seen.at for seen in one.observations if seen.part == part_name]
    return [_moved(at) for at in places[-4:]]


def _moved(at: Mapping[str, Any]) -> dict[str, Any]:
    """A place off the small round numbers, at which different formulas may meet by chance."""
    shifted = {}
    for i, (name, value) in enumerate(at.items()):
        array = np.asarray(value, dtype=float) * (1 + 0.0137 * (i + 1)) + 0.00173
        shifted[name] = array.tolist()
    return shifted


def _value(form: Any, at: Mapping[str, Any]) -> Any:
    """A form as numbers at a point, words as they are; ``None`` for text and code."""
    if isinstance(form, Minimiser):
        form = form.point
    if isinstance(form, Code | str):
        return None
    if isinstance(form, frozenset | set):
        return frozenset(form)
    if isinstance(form, list | tuple) and all(isinstance(row, list | tuple) for row in form):
        return tuple(tuple(_cell(cell, at) for cell in row) for row in form)
    if isinstance(form, sp.MatrixBase | list | tuple):
        return tuple(_cell(entry, at) for entry in sp.Matrix(form))
    return _cell(form, at) if isinstance(form, sp.Basic | int | float) else None


def _cell(cell: Any, at: Mapping[str, Any]) -> Any:
    if isinstance(cell, str):
        return cell
    values: dict[str, Any] = {}
    for name, value in at.items():
        if isinstance(value, list | tuple | np.ndarray):
            values |= {f"{name}{i}": entry for i, entry in enumerate(value, start=1)}
        else:
            values[name] = value
    expression = sp.sympify(cell)
    known = {s: values[s.name] for s in expression.free_symbols if s.name in values}
    return complex(expression.subs(known).evalf(20))


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, complex) and isinstance(right, complex):
        return abs(left - right) <= 1e-9 * max(abs(left), abs(right), 1e-30)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(_same, left, right))
    return bool(left == right)


def _spelled(reference: Any) -> list[str]:
    """An answer as text and LaTeX, if it is long enough to be recognised in a sentence."""
    if isinstance(reference, Minimiser):
        reference = reference.point
    if not isinstance(reference, sp.Basic | sp.MatrixBase):
        return []
    texts = [str(reference), str(reference).replace("**", "^"), sp.latex(reference)]
    return [text for text in texts if len(text) > 2]

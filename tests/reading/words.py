"""Vocabularies that the tests of reading share."""

from __future__ import annotations

from grader.reading.vocabulary import Vocabulary

HOMEWORK = Vocabulary.of(
    {
        "alpha": "alpha > 0",
        "beta": "0 < beta < 1",
        "eta": "eta > 0",
        "lam": "lam > 0",
        "sigma": "sigma > 0",
        "eps": "eps > 0",
        "g": "real vector 3",
        "w": "real vector 3",
        "u": "real vector 3",
        "G": "real matrix 3 2",
        "gdual": "gdual >= 0",
        "q": "q > 1",
        "c": "real",
        "d": "integer >= 1",
        "d1": "integer >= 1",
        "n": "integer >= 2",
        "p": "integer >= 1",
        "t": "integer >= 1",
        "N": "integer >= 1",
        "k": "k > 1",
        "x": "real",
        "y": "real",
        "xbar": "real",
        "s_w": "s_w > 0",
        "theta0": "real",
        "grad1": "real",
        "L1": "real",
        "L2": "real",
        "Phi": "real",
        "f": "function",
    },
    {r"\nabla f(\theta)": "g"},
)

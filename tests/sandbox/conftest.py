"""Sandboxes that several tests share: starting one costs seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.sandbox.sealed.engine import SealedSandbox, seal


@pytest.fixture(scope="session")
def sealed() -> Iterator[SealedSandbox]:
    """The strongest cage that holds where the tests run."""
    sandbox = seal()
    yield sandbox
    sandbox.close()

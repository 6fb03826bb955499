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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table of attacks: what was tried, which layer held it, what became of the notebook."""
    rows = [
        value
        for report in terminalreporter.getreports("passed")
        for key, value in getattr(report, "user_properties", ())
        if key == "held" and report.when == "call"
    ]
    if rows:
        terminalreporter.section("attacks held")
        for name, layer, end in rows:
            terminalreporter.write_line(f"{name:45} {end:12} {layer}")

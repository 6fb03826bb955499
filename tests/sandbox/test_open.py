"""Which engine is opened, and what the machine is said to hold."""

from __future__ import annotations

import pytest
from sandbox.sheets import notebook_of, words_of

from grader.errors import GraderError
from grader.records import Limits
from grader.sandbox import UNSAFE, open_sandbox
from grader.sandbox.doctor import examine, system_report
from grader.sandbox.sealed import engine
from grader.sandbox.sealed.parent import CannotSeal


@pytest.fixture
def no_cage(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*, caged: bool) -> None:
        raise CannotSeal(f"no {'namespaces' if caged else 'landlock'} here.")

    monkeypatch.setattr(engine, "WarmParent", refuse)


def test_the_cage_is_opened_where_it_holds() -> None:
    sandbox = open_sandbox("auto")
    assert isinstance(sandbox, engine.SealedSandbox)
    sandbox.close()


@pytest.mark.usefixtures("no_cage")
def test_without_a_cage_nothing_runs_unless_that_is_asked_for() -> None:
    with pytest.raises(GraderError, match=r"Namespaces: no namespaces here.*--unsafe-no-sandbox"):
        open_sandbox("auto")
    run = open_sandbox("auto", unsafe=True).run(notebook_of(["6 * 7"]), Limits())
    assert words_of(run) == "42"
    assert UNSAFE in run.layers


def test_without_namespaces_the_weaker_profile_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    class Weaker:
        def __init__(self, *, caged: bool) -> None:
            started.append(caged)
            if caged:
                raise CannotSeal("no namespaces here.")

        def close(self) -> None:
            started.append("closed")

    monkeypatch.setattr(engine, "WarmParent", Weaker)
    open_sandbox("auto").close()
    assert started == [True, False, "closed"]


@pytest.mark.usefixtures("no_cage")
def test_the_doctor_says_why_nothing_holds() -> None:
    report = examine()
    assert report.profile == "none"
    assert not any(layer.holds for layer in report.layers)
    assert any("no landlock here" in note for note in report.notes)


def test_the_doctor_names_what_holds() -> None:
    report = system_report()
    assert report["engine"] == "sealed"
    assert report["layers"]["seccomp"] is True

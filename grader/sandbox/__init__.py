"""Running notebooks out of the grader's process: `open_sandbox` gives the engine that fits here."""

from __future__ import annotations

from typing import Literal

from grader.sandbox.protocol import Calls, Sandbox, no_calls

__all__ = ["Calls", "Engine", "Sandbox", "no_calls", "open_sandbox"]

UNSAFE = "unsafe: no sandbox"
"""The layer that every run has which was made without a cage, for reports to show."""
Engine = Literal["auto", "sealed", "jupyter"]


def open_sandbox(
    engine: Engine = "auto",
    *,
    workers: int = 1,
    unsafe: bool = False,
) -> Sandbox:
    """The engine that runs notebooks on this machine.

    Args:
        engine: ``sealed`` forks a warm process in a cage of its own for every notebook,
            ``jupyter`` starts a stock kernel, ``auto`` takes the best that holds here.
        workers: How many threads will call ``run`` at the same time.
        unsafe: Run student code even where no cage can be built.

    Raises:
        GraderError: If student code cannot be confined on this machine and `unsafe` is not given.
    """
    from grader.sandbox.jupyter import JupyterSandbox, cage_holds
    from grader.sandbox.sealed.engine import seal
    from grader.sandbox.sealed.parent import CannotSeal

    if engine == "jupyter":
        if cage_holds():
            return JupyterSandbox()
        why = CannotSeal("Jupyter kernels need namespaces and landlock, which do not hold here.")
    else:
        try:
            return seal()
        except CannotSeal as error:
            why = error
    if unsafe:
        return JupyterSandbox(caged=False, layers=(UNSAFE, "process group", "rlimits"))
    raise why

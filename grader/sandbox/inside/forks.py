"""What modules do at each fork, left undone where the warm parent forks for a notebook.

Locks are made anew and threads forgotten, in case another thread was at work: the warm parent has
only one, and a child would copy a hundred pages for it. A notebook that forks has all of it done.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_register = os.register_at_fork
_ours = False


def listen() -> None:
    """From now on what modules register for forks can be passed over."""
    os.register_at_fork = _register_politely  # type: ignore[assignment]


def stop_listening() -> None:
    """Leave to notebooks what they register."""
    os.register_at_fork = _register


@contextmanager
def of_ours() -> Iterator[None]:
    """Meanwhile a fork is the warm parent's own, in it and in the child."""
    global _ours
    _ours = True
    try:
        yield
    finally:
        _ours = False


def _register_politely(**hooks: Callable[[], Any]) -> None:
    _register(**{when: _polite(hook) for when, hook in hooks.items()})


def _polite(hook: Callable[[], Any]) -> Callable[[], None]:
    def at_fork() -> None:
        if not _ours:
            hook()

    return at_fork

"""What holds for every test: the same examples in every run, however long one of them takes.

A search for new examples is what the tests marked ``fuzz`` are for. Nothing is coloured, whatever
the machine asks for: what is printed is compared with what was meant, letter by letter. Commands
that tests start can be interrupted, also where a shell began all this in the background, which
hands on that interrupts are to be ignored.
"""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

settings.register_profile(
    "everywhere",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("everywhere")
os.environ.pop("FORCE_COLOR", None)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

"""What holds for every test: the same examples in every run, however long one of them takes.

A search for new examples is what the tests marked ``fuzz`` are for.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "everywhere",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("everywhere")

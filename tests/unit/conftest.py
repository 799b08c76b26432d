"""The same examples at each run, without a database of earlier ones and without a stopwatch."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "burgee",
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # two cores are shared with other tests
)
settings.load_profile("burgee")

"""How many examples properties are tried with."""

from __future__ import annotations

import os

from hypothesis import settings

TIMES = int(os.environ.get("EXAMPLES", "1"))


def examples(number: int) -> settings:
    """So many examples, and as many times that as `EXAMPLES=10 make test-unit` says."""
    return settings(max_examples=number * TIMES)

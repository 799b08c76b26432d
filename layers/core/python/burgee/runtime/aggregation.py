"""What `aggregate` and `reconcile` keep between invocations, built once."""

from __future__ import annotations

import time

from burgee.runtime.wiring import documents, maintained_aggregates, maintained_units, once
from burgee.services.aggregate import Aggregator


@once
def aggregator() -> Aggregator:
    """What this sandbox counts with."""
    return Aggregator(maintained_units(), maintained_aggregates(), documents(), time.time)

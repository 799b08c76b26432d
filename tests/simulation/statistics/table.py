"""Every check, run on all processors."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from itertools import chain

from tests.simulation.statistics import (
    beliefs,
    coverage,
    endings,
    families,
    looks,
    planned,
    samples,
    sequences,
    shares,
    verdicts,
)
from tests.simulation.statistics.checks import Check, Outcome

GROUPS = (  # the slowest first
    verdicts,
    endings,
    beliefs,
    sequences,
    shares,
    coverage,
    looks,
    planned,
    families,
    samples,
)
CHECKS: list[Check] = sorted(
    chain.from_iterable(group.CHECKS for group in GROUPS), key=lambda check: check.group
)
NAMES = [check.name for check in CHECKS]


def outcomes(share: float) -> dict[str, Outcome]:
    """What comes out of every check, by name, with that share of its replicates."""
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=spawning) as pool:
        found = pool.map(_outcomes_of, range(len(GROUPS)), [share] * len(GROUPS))
        by_name = {outcome.name: outcome for outcome in chain.from_iterable(found)}
    return {name: by_name[name] for name in NAMES}


def _outcomes_of(group: int, share: float) -> list[Outcome]:
    return [check.run(share) for check in GROUPS[group].CHECKS]

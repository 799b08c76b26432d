"""How often the statistics are wrong, beside how often they may be.

`make simulate` runs all replicates and prints the table (`-s`). Seeds are fixed: a run passes
always or never.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest

from tests.simulation.statistics.checks import Outcome
from tests.simulation.statistics.table import NAMES, outcomes

ALL = 1000
SHARE = min(1.0, int(os.environ.get("BURGEE_EXPERIMENTS", "100")) / ALL)


@pytest.fixture(scope="module")
def found() -> Mapping[str, Outcome]:
    every = outcomes(SHARE)
    print("", *every.values(), sep="\n")
    return every


@pytest.mark.parametrize("name", NAMES)
def test_the_number_is_where_it_must_be(found: Mapping[str, Outcome], name: str) -> None:
    assert found[name].is_accepted, found[name]

from __future__ import annotations

import json

from burgee.domain.stored_sums import sums_body, sums_from
from tests.sums import run_sums_of


def test_sums_survive_their_way_through_json() -> None:
    sums = run_sums_of("shop.1", 7)

    assert sums_from(json.loads(json.dumps(sums_body(sums)))) == sums

from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.alarms import Outcome, SeenAlarm
from burgee.domain.documents import Kind
from burgee.domain.rollback_times import Publication, RollbackTime
from burgee.domain.timestamps import iso
from tests.unit.domain.alarm_histories import NOON, seen

ALARMED = SeenAlarm.model_validate(seen(0))
PUBLISHED = Publication(7, iso(NOON + 5.75))


def a_time(**parts: Any) -> RollbackTime:
    told: dict[str, Any] = {
        "kind": Kind.FLAG,
        "key": "new-gallery",
        "version": 3,
        "environment": "production",
        "outcome": Outcome.ROLLED_BACK,
        "decided_at": iso(NOON + 4.25),
        "reason": "",
        "actor": "alarms",
        "actor_name": "An alarm",
        "seen": ALARMED,
        "publication": PUBLISHED,
    }
    return RollbackTime(**{**told, **parts})


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (a_time(), (4.25, 5.75)),
        (a_time(publication=None), (4.25, None)),
        (a_time(seen=None), (None, 1.5)),
        (a_time(seen=None, publication=None), (None, None)),
    ],
)
def test_times_count_from_the_alarm_or_else_from_the_decision(
    time: RollbackTime, expected: tuple[float | None, float | None]
) -> None:
    assert (time.seconds_to_decision, time.seconds_to_publication) == expected

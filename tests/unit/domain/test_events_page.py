"""docs/events.md says what is taken and what is not."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from burgee.domain import sent_events
from burgee.domain.errors import EnvironmentMismatch, StorageUnavailable, TooManyRequests
from burgee.domain.sent_events import REASON_BY_SOURCE, Reason
from burgee.domain.tracking import EVENT_DAYS, EventType
from tests.unit.wire.sent import read_one

PAGE = (Path(__file__).parents[3] / "docs/events.md").read_text()
OF_STORAGE_AND_KEY = (EnvironmentMismatch.code, StorageUnavailable.code, TooManyRequests.code)


def test_every_code_is_explained_and_no_other() -> None:
    explained = re.findall(r"^\| `([A-Z_]+)` \|", PAGE, re.MULTILINE)

    assert sorted(explained) == sorted([*Reason, *OF_STORAGE_AND_KEY])


@pytest.mark.parametrize("word", [*EventType, *REASON_BY_SOURCE])
def test_every_type_and_source_is_named(word: str) -> None:
    assert f"`{word}`" in PAGE


@pytest.mark.parametrize(
    "limit",
    [
        f"At most {sent_events.MOST_PROPERTIES}",
        f"at most {sent_events.MOST_ATTRIBUTIONS} short texts",
        f"({sent_events.LONGEST_ATTRIBUTION} characters)",
        f"at most {sent_events.MOST_DEPTH} levels deep",
        f"Up to {sent_events.MOST_EVENTS} events",
        f"up to {sent_events.LONGEST_ID} characters",
        f"up to {sent_events.LONGEST_NAME} characters",
        f"up to {sent_events.LONGEST_UNIT} characters",
        f"up to {sent_events.LONGEST_TEXT:,} characters",
        f"for {EVENT_DAYS} days",
    ],
)
def test_limits_are_those_that_hold(limit: str) -> None:
    assert limit in PAGE


def test_the_event_at_its_head_is_taken_whole() -> None:
    head = re.search(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert head

    event = read_one(json.loads(head[1]))

    assert (event.name, event.id, event.numbers) == ("purchase", "order-4711", {"value": 315_000})

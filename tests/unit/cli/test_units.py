from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from burgee.domain.pseudonyms import pseudonym
from burgee.domain.tracking import EventType, Exposure, TrackingEvent
from burgee.domain.units import Total
from burgee.runtime.observability import logger
from functions.admin.units import EVENTS_AT_ONCE
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import NOW, Server

NOW_MS = int(NOW * 1000)
STAGING = ("-e", "staging")


@pytest.fixture(autouse=True)
def logged() -> Iterator[StringIO]:
    """What the server logs: it is in this process, and not to be taken for the command's output."""
    lines = StringIO()
    handlers = [one for one in logger().handlers if isinstance(one, logging.StreamHandler)]
    for handler in handlers:
        handler.stream = lines
    yield lines
    for handler in handlers:
        handler.stream = sys.__stdout__


def name_of(server: Server, unit: str = "ann", bucket_by: str = "targetingKey") -> str:
    return pseudonym(server.tracking.units.secret(), "staging", bucket_by, unit)


def record(server: Server, number: int, unit: str = "ann", bucket_by: str = "targetingKey") -> None:
    event = TrackingEvent(f"e{number}", EventType.CLICK, "seen", NOW_MS + number, NOW_MS + number)
    server.tracking.units.record(name_of(server, unit, bucket_by), event)


@pytest.fixture
def ann(server: Server) -> str:
    """A unit that met an experiment and did something."""
    unit = name_of(server)
    server.tracking.units.expose(unit, Exposure("badges.1", "treatment", NOW_MS, NOW_MS))
    action = {"last": NOW_MS, "days": {"2026-11-18": {"count": 3, "value": 0}}}
    server.tracking.units.put_profile(unit, Total(body={"seen": action}))
    record(server, 1)
    return "ann"


def test_a_unit_shows_what_it_met_and_did(run: Run, ann: str) -> None:
    ran = run("units", "show", ann, *STAGING)
    assert "takes part" in ran.out
    assert "badges.1" in ran.out
    assert ["seen", "3"] in [line.split()[:2] for line in ran.out.splitlines()]


def test_a_unit_that_was_never_seen_has_nothing(run: Run) -> None:
    ran = run("units", "show", "nobody", *STAGING)
    assert ["events", "0"] in [line.split() for line in ran.out.splitlines()]
    assert "variant" not in ran.out


def test_a_unit_is_named_by_another_attribute(run: Run, server: Server) -> None:
    record(server, 1, "a/b c?", "device_id")
    ran = run("units", "show", "a/b c?", "--bucket-by", "device_id", *STAGING, "--json")
    assert (ran.json["unit"], ran.json["events"]) == ("a/b c?", 1)


def test_a_unit_belongs_to_an_environment(run: Run) -> None:
    assert "ENVIRONMENT_MISSING" in run("units", "show", "ann").err


def test_an_export_holds_every_event(run: Run, server: Server, ann: str) -> None:
    for number in range(2, EVENTS_AT_ONCE + 3):
        record(server, number)
    exported = json.loads(run("units", "export", ann, *STAGING).out)
    assert len(exported["tracking_events"]) == EVENTS_AT_ONCE + 2
    assert exported["exposures"][0]["run"] == "badges.1"
    assert "cursor" not in exported


def test_an_export_is_written_to_a_file(run: Run, ann: str, tmp_path: Path) -> None:
    file = tmp_path / "ann.json"
    ran = run("units", "export", ann, *STAGING, "--output", file)
    assert "1 events written to" in ran.out
    assert json.loads(file.read_text())["unit"] == "ann"


def test_a_unit_opts_out_and_in(run: Run, ann: str) -> None:
    out = run("units", "opt-out", ann, *STAGING)
    shown = run("units", "show", ann, *STAGING)
    back = run("units", "opt-in", ann, *STAGING)
    assert out.out == "ann takes part in no experiment in staging\n"
    assert "takes no part" in shown.out
    assert back.out == "ann may take part in experiments in staging\n"


def test_an_erasure_is_meant(run: Run, server: Server, ann: str) -> None:
    ran = run("units", "erase", ann, *STAGING)
    assert (ran.code, "[NOT_CONFIRMED]" in ran.err) == (2, True)
    assert server.writes() == []


def test_an_erased_unit_has_nothing_left(run: Run, ann: str) -> None:
    ran = run("units", "erase", ann, *STAGING, "--yes")
    answer = run("units", "show", ann, *STAGING, "--json").json
    assert ran.out == "ann is erased in staging\n"
    assert (answer["erased"], answer["events"], answer["exposures"]) == (True, 0, [])


def test_production_asks_for_a_reason(run: Run) -> None:
    ran = run("units", "opt-out", "ann", "-e", "production")
    assert (ran.code, "[REASON_MISSING]" in ran.err) == (2, True)


def test_only_an_owner_erases(run: Run, server: Server, ann: str) -> None:
    server.role = "editor"
    ran = run("units", "erase", ann, *STAGING, "--yes")
    assert (ran.code, "[FORBIDDEN]" in ran.err) == (1, True)

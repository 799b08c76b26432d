"""Exposures that waited in the queue."""

from __future__ import annotations

import dataclasses

import pytest

from burgee.domain.errors import StorageUnavailable
from burgee.domain.tracking import Exposure
from burgee.services.late_exposures import LateExposure, encode_late_exposure
from burgee.services.write_late_exposures import write_late_exposures
from tests.unit.services.recording import FaultyUnits
from tests.unit.services.usage import PRODUCTION

MET = Exposure("checkout.1", "treatment", at=1000, received=1000)


@pytest.fixture
def units() -> FaultyUnits:
    return FaultyUnits()


def a_message(units: FaultyUnits, unit: str = "ann", exposure: Exposure = MET) -> str:
    return encode_late_exposure(LateExposure(PRODUCTION, units.named(unit), exposure))


def test_an_exposure_is_written_as_it_was_and_marked_late(units: FaultyUnits) -> None:
    writes = write_late_exposures(units, [("m1", a_message(units))])

    assert writes.failed == []
    assert units.exposures_of("ann") == {MET.run: dataclasses.replace(MET, late=True)}


def test_a_message_that_comes_twice_changes_nothing(units: FaultyUnits) -> None:
    write_late_exposures(units, [("m1", a_message(units))] * 2)

    assert units.exposures_of("ann") == {MET.run: dataclasses.replace(MET, late=True)}


def test_a_unit_that_met_another_variant_meanwhile_is_mixed(units: FaultyUnits) -> None:
    units.expose(units.named("ann"), dataclasses.replace(MET, variant="control"))

    write_late_exposures(units, [("m1", a_message(units))])

    standing = units.exposures_of("ann")[MET.run]
    assert (standing.variant, standing.mixed) == ("control", True)


def test_an_erased_unit_does_not_come_back(units: FaultyUnits) -> None:
    units.erase(units.named("ann"), 2.0)

    writes = write_late_exposures(units, [("m1", a_message(units))])

    assert (writes.erased, writes.failed) == (["m1"], [])
    assert units.exposures_of("ann") == {}


@pytest.mark.parametrize("text", ["", "{", "null", '{"unit": 7}'])
def test_a_message_that_cannot_be_read_fails_alone(units: FaultyUnits, text: str) -> None:
    writes = write_late_exposures(units, [("m1", text), ("m2", a_message(units))])

    assert (writes.failed, writes.unreadable) == (["m1"], ["m1"])
    assert list(units.exposures_of("ann")) == [MET.run]


def test_after_a_fault_of_storage_the_rest_comes_again(units: FaultyUnits) -> None:
    units.faults = iter([None, StorageUnavailable("DynamoDB did not answer.")])
    messages = [(f"m{at}", a_message(units, f"unit-{at}")) for at in range(4)]

    writes = write_late_exposures(units, messages)

    assert writes.failed == ["m1", "m2", "m3"]
    assert len(units.written) == 2

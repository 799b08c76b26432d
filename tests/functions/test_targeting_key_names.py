"""The targeting key is one unit type, whichever of its two names is written."""

from __future__ import annotations

from burgee.domain.experiment_changes import started
from burgee.domain.experiment_checks import parse_experiment
from burgee.domain.pseudonyms import pseudonym
from burgee.domain.tracking import Exposure
from tests.functions.admin_api import AdminApi
from tests.unit.services.designs import a_design

AT = "2026-11-25T12:00:00.000Z"


def test_a_run_freezes_the_attribute_by_which_its_units_rest() -> None:
    draft = parse_experiment(a_design(bucket_by="targeting_key"))

    run = started(draft, salt="s1", at=AT).run

    assert run is not None
    assert run.bucket_by == "targetingKey"


def test_a_unit_is_erased_by_either_name_of_the_targeting_key() -> None:
    api = AdminApi()
    units = api.tracking.units
    unit = pseudonym(units.secret(), "production", "targetingKey", "ann")
    units.expose(unit, Exposure("checkout.1", "treatment", 1, 1))

    got = api.send(
        "POST", "/units/production/ann/erase", "{}", query={"bucket_by": "targeting_key"}
    )

    assert got.status == 200
    assert units.head(unit).erased

"""Routes of one unit: what rests of it, whether it takes part, its erasure.

A unit has no versions, so nothing here asks for If-Match; each of these can be repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import unquote

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel

from burgee.domain.environments import EnvironmentName
from burgee.domain.experiment_forms import attribute_of
from burgee.domain.flags import Attribute
from burgee.domain.names import TARGETING_KEY
from burgee.domain.units import UnitName, UnitRecords
from burgee.runtime.observability import logger
from burgee.services.surroundings import require_environments_known
from burgee.services.tracking_ports import UnitRepository
from burgee.services.unit_records import erase, opt_in, opt_out, page_of_events, read_unit
from burgee.wire.admin_requests import Because
from burgee.wire.answering import READ_PROBLEMS, Answer, as_json, described
from burgee.wire.unit_answers import UnitAnswer, UnitExport, unit_answer, unit_export_page
from functions.admin.requests import Cursor, caller, ledger_of, new_router, tracking_of

router = new_router()

UNIT = "/api/v1/admin/units/<environment>/<unit>"
TAGS = ["units"]
WRITE_PROBLEMS = (400, 401, 403, 404, 413, 415, 429, 500, 503)
CHANGED = described(UnitAnswer, WRITE_PROBLEMS)
EVENTS_AT_ONCE = 500  # each has at most some 10 KB, an answer 6 MB

Environment = Annotated[EnvironmentName, Path()]
Unit = Annotated[
    str, Path(min_length=1, max_length=4096, description="The unit's key, percent-encoded.")
]
BucketBy = Annotated[
    Attribute, Query(description="The attribute of the context that holds the unit's key.")
]
Export = Annotated[bool, Query(description="Everything, page by page, and not only a summary.")]

Change = Callable[[UnitRepository, UnitName, float], UnitRecords]


@router.get(UNIT, tags=TAGS, responses=described(UnitExport, READ_PROBLEMS))
def show(
    environment: Environment,
    unit: Unit,
    bucket_by: BucketBy = TARGETING_KEY,
    export: Export = False,
    cursor: Cursor = None,
) -> Answer:
    """What rests of a unit; all of it with `export`"""
    name = _named(environment, unit, bucket_by)
    records = read_unit(tracking_of(router).units, name)
    summary = unit_answer(name, records)
    if not export:
        return _as_json(summary)
    page, onward = page_of_events(records, limit=EVENTS_AT_ONCE, cursor=cursor)
    _note("Unit exported", environment, records)
    return _as_json(unit_export_page(summary, page, onward))


@router.post(f"{UNIT}/opt-out", tags=TAGS, responses=CHANGED)
def opt_out_(
    environment: Environment, unit: Unit, body: Because, bucket_by: BucketBy = TARGETING_KEY
) -> Answer:
    """Let a unit take part in no experiment; its numbers leave the sums"""
    return _changed(opt_out, "Unit opted out", _named(environment, unit, bucket_by), body)


@router.post(f"{UNIT}/opt-in", tags=TAGS, responses=CHANGED)
def opt_in_(
    environment: Environment, unit: Unit, body: Because, bucket_by: BucketBy = TARGETING_KEY
) -> Answer:
    """Take an opt-out back"""
    return _changed(opt_in, "Unit opted in", _named(environment, unit, bucket_by), body)


@router.post(f"{UNIT}/erase", tags=TAGS, responses=CHANGED)
def erase_(
    environment: Environment, unit: Unit, body: Because, bucket_by: BucketBy = TARGETING_KEY
) -> Answer:
    """Delete everything that was observed of a unit, for good"""
    return _changed(erase, "Unit erased", _named(environment, unit, bucket_by), body)


def _named(environment: str, unit: str, bucket_by: str) -> UnitName:
    """The unit, if the caller may see this environment. Raises Forbidden, UnknownEnvironment."""
    caller(router).require_environments(frozenset({environment}))
    require_environments_known(ledger_of(router).documents, [environment])
    return UnitName(environment, unquote(unit), attribute_of(bucket_by))


def _changed(change: Change, done: str, name: UnitName, body: Because) -> Answer:
    records = change(tracking_of(router).units, name, ledger_of(router).now())
    _note(done, name.environment, records, body.reason)
    return _as_json(unit_answer(name, records))


def _note(done: str, environment: str, records: UnitRecords, reason: str = "") -> None:
    """A line in the log: units have no history that could tell who did it."""
    logger().info(
        done,
        by=caller(router).key_id,
        environment=environment,
        unit=records.pseudonym,
        reason=reason,
    )


def _as_json(answer: BaseModel) -> Answer:
    # What rests of a person is kept by nobody on the way.
    return as_json(answer.model_dump(mode="json"), headers={"Cache-Control": "no-store"})

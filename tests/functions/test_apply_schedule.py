"""The apply_schedule function, and the schedules that publish leaves for it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from io import StringIO
from typing import Any

import botocore.session
import pytest

from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.errors import DocumentNotFound, StorageUnavailable
from burgee.domain.results import Finding, Part
from burgee.domain.timestamps import iso
from burgee.runtime import wiring
from burgee.services.create_document import create_flag
from burgee.services.reading import read
from burgee.services.update_experiment import create_experiment
from functions.apply_schedule.handler import handler
from functions.publish.handler import handler as publish
from tests.functions.evaluate_api import PRODUCTION, Deployed, a_switch, deployed
from tests.looks import a_comparison, a_look, a_metric_result
from tests.unit.services.builders import a_flag, by
from tests.unit.services.designs import KEY, a_design, running

GROUP = "burgee"
DUE = {"job": "due"}
SETTINGS = {
    "SCHEDULE_GROUP": GROUP,
    "SCHEDULE_TARGET_ARN": "arn:aws:lambda:eu-central-1:123456789012:function:apply:live",
    "SCHEDULE_ROLE_ARN": "arn:aws:iam::123456789012:role/fire",
}


def scheduler() -> Any:
    return botocore.session.get_session().create_client("scheduler")


@pytest.fixture
def deployment() -> Iterator[Deployed]:
    with deployed(**SETTINGS) as deployment:
        scheduler().create_schedule_group(Name=GROUP)
        yield deployment


def in_seconds(seconds: float) -> str:
    return iso(time.time() + seconds)


def timed(seconds: float, key: str = "timed") -> dict[str, Any]:
    """A flag that is switched off in so many seconds."""
    return a_switch(key, schedule=[{"at": in_seconds(seconds), "enabled": False}])


def records_of(*versions: DocumentVersion) -> dict[str, Any]:
    keys = [
        {"pk": {"S": f"{each.kind}#{each.key}"}, "sk": {"S": f"v{each.version:08d}"}}
        for each in versions
    ]
    return {"Records": [{"dynamodb": {"Keys": each}} for each in keys]}


def payloads() -> list[dict[str, str]]:
    """What the schedules that stand will call with."""
    client = scheduler()
    rows = client.list_schedules(GroupName=GROUP)["Schedules"]
    found = [client.get_schedule(GroupName=GROUP, Name=row["Name"]) for row in rows]
    return [json.loads(each["Target"]["Input"]) for each in found]


def is_enabled(deployment: Deployed, key: str = "timed") -> bool:
    flag = read(deployment.ledger.documents, Kind.FLAG, key)
    return bool(flag.body["environments"][PRODUCTION]["enabled"])


def number() -> int:
    pointer = wiring.publishing_rulesets().pointer(PRODUCTION, consistent=True)
    return pointer.number if pointer else 0


def test_what_publish_schedules_is_what_the_function_takes(
    deployment: Deployed, logged: StringIO
) -> None:
    created = create_flag(deployment.ledger, by(), timed(-1))
    publish(records_of(created), None)
    [payload] = payloads()

    answer = handler(payload, None)

    assert answer == {"applied": ["flag timed schedule"]}
    assert not is_enabled(deployment)
    assert '"action":"schedule"' in logged.getvalue()


def test_a_second_call_changes_nothing(deployment: Deployed) -> None:
    create_flag(deployment.ledger, by(), timed(-1))
    payload = {"kind": "flag", "key": "timed"}
    handler(payload, None)

    assert handler(payload, None) == {"applied": []}


def test_the_timer_makes_good_what_no_schedule_called_for(deployment: Deployed) -> None:
    create_flag(deployment.ledger, by(), timed(-1))
    create_flag(deployment.ledger, by(), timed(3600, "later"))

    answer = handler(DUE, None)

    assert answer == {"applied": ["flag timed schedule"]}
    assert (is_enabled(deployment), is_enabled(deployment, "later")) == (False, True)


def test_an_experiment_whose_events_never_came_fails_at_its_start(deployment: Deployed) -> None:
    flag = a_switch("new-gallery")
    create_flag(deployment.ledger, by(), flag)
    design = a_design(environment=PRODUCTION, start_at=in_seconds(0.05))
    created = create_experiment(deployment.ledger, by(), design)
    publish(records_of(created), None)
    [payload] = payloads()
    time.sleep(0.1)

    answer = handler(payload, None)

    failed = read(deployment.ledger.documents, Kind.EXPERIMENT, KEY).body
    assert answer == {"applied": [f"experiment {KEY} fail"]}
    assert "Never received in production: error, purchase" in failed["failure"]


def test_a_document_that_nobody_wrote_is_an_error(deployment: Deployed) -> None:
    with pytest.raises(DocumentNotFound):
        handler({"kind": "flag", "key": "no-such-flag"}, None)


def test_a_schedule_that_cannot_be_kept_is_told_after_the_publication() -> None:
    with deployed(**SETTINGS | {"SCHEDULE_ROLE_ARN": ""}) as deployment:
        created = create_flag(deployment.ledger, by(), timed(3600))

        with pytest.raises(StorageUnavailable, match="EventBridge Scheduler"):
            publish(records_of(created), None)

        assert number() == 1


def test_the_timer_stops_a_run_whose_newest_look_shows_a_breach(deployment: Deployed) -> None:
    plan = {**a_design()["plan"], "stop_on_guardrail": True}
    create_flag(deployment.ledger, by(), a_flag())
    running(deployment.ledger, plan=plan)
    harmed = a_comparison(finding=Finding.HARMED)
    guardrail = a_metric_result("errors", part=Part.GUARDRAIL, comparisons=(harmed,))
    wiring.maintained_looks().add(a_look(1, run=f"{KEY}.1", metrics=(guardrail,)))

    answer = handler(DUE, None)

    assert answer == {"applied": [f"experiment {KEY} emergency_stop"]}

"""The whole template of prod in ministack, called over HTTP: API, authorizer, functions, table,
stream. ministack asks of every request what the policies of its caller's role allow.

What it cannot show: alarms on expressions and CodeDeploy, which it refuses (read from the template
in test_alarms.py), CORS and throttling, which it drops (test_http_api.py), arm64 and Python 3.14.
"""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from burgee.domain.pseudonyms import pseudonym
from burgee.domain.timestamps import iso
from burgee.domain.tracking import Exposure
from burgee.runtime.administration import new_id, new_salt, new_secret
from burgee.services.bootstrap import bootstrap
from burgee.services.late_exposures import LateExposure, encode_late_exposure
from burgee.services.writing import Ledger, Randomness
from burgee.storage.documents import DynamoDocuments
from burgee.storage.table import ItemTable
from burgee.storage.units import DynamoUnits
from infra import packaging
from local import ministack
from tests.infra.absent import skip_or_fail
from tests.infra.cloud_assembly import Template
from tests.infra.stack_loader import REFUSED_ALARMS, REFUSED_TYPES, LoadedStack, StackLoader

pytestmark = pytest.mark.stack

Asked = TypeVar("Asked")

ADMIN = "/api/v1/admin"
ALARM_EVENT = Path(__file__).parent.parent / "events" / "alarms" / "metric_alarm.json"
SECONDS_TO_ANSWER = 60
SECONDS_TO_PUBLISH = 60
SECONDS_AHEAD = 12
FLAG = {
    "key": "new-gallery",
    "kind": "boolean",
    "variants": {"shown": {"value": True}, "hidden": {"value": False}},
    "environments": {
        "production": {"enabled": True, "default_variant": "shown", "off_variant": "hidden"}
    },
}


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any


@dataclass(frozen=True)
class Stack:
    """The stack, loaded into ministack, and what one needs to ask it."""

    loader: StackLoader
    loaded: LoadedStack
    api_url: str
    owner: str  # token of the first owner key

    def call(
        self, method: str, path: str, *, token: str = "", body: Any = None, at_version: int = 0
    ) -> Answer:
        headers = {"Content-Type": "application/json"}
        if at_version:
            headers["If-Match"] = f'"{at_version}"'
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(
            f"{self.api_url}{path}",
            method=method,
            headers=headers,
            data=None if body is None else json.dumps(body).encode(),
        )
        try:
            with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as response:
                return Answer(response.status, json.load(response))
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, json.load(refusal))

    def create(self, path: str, document: Mapping[str, Any]) -> Answer:
        body = {"document": document, "reason": "The test of the stack"}
        return self.call("POST", f"{ADMIN}{path}", token=self.owner, body=body)

    def update(self, path: str, document: Mapping[str, Any], *, at_version: int) -> Answer:
        body = {"document": document, "reason": "The test of the stack"}
        path = f"{ADMIN}{path}"
        return self.call("PUT", path, token=self.owner, body=body, at_version=at_version)

    def read(self, path: str) -> Answer:
        return self.call("GET", f"{ADMIN}{path}", token=self.owner)

    @property
    def late_exposures_url(self) -> str:
        """Of the queue itself, not of what nobody could take from it."""
        [url] = [
            physical_id
            for logical_id, physical_id in self.loaded.physical_ids.items()
            if logical_id[:-8] == "LateExposuresQueue"
        ]
        return url

    def send_click(self, token: str) -> Answer:
        body = {"event_type": "click", "user_id": "ada"}
        return self.call("POST", "/api/v1/analytics/events", token=token, body=body)

    def evaluate(self, flag_key: str, *, token: str) -> Answer:
        path = f"/ofrep/v1/evaluate/flags/{flag_key}"
        body = {"context": {"targetingKey": "ada"}}
        return self.call("POST", path, token=token, body=body)


@pytest.fixture(scope="module")
def stack(prod: Template) -> Iterator[Stack]:
    try:
        ministack.install()
    except subprocess.CalledProcessError as error:
        skip_or_fail(f"ministack could not be installed: {error}")
    twin = packaging.runtime_layer(packaging.this_interpreter())
    instead = {prod.layer_folder("What the handlers import"): twin}
    with ministack.running() as running:
        loader = StackLoader(running.url, prod, instead)
        loaded = loader.load()
        [api] = loader.client("apigatewayv2").get_apis()["Items"]
        url = f"{running.url}/_aws/execute-api/{api['ApiId']}/$default"
        yield Stack(loader, loaded, url, _first_owner(loader, loaded))


def _first_owner(loader: StackLoader, loaded: LoadedStack) -> str:
    """As an operator makes it, who may write to the table itself."""
    table = ItemTable(loader.client("dynamodb"), loaded.outputs["ConfigTable"])
    randomness = Randomness(new_salt, new_id, new_secret)
    return bootstrap(Ledger(DynamoDocuments(table), time.time, randomness)).token.text


def _until(holds: Callable[[Asked], bool], ask: Callable[[], Asked]) -> Asked:
    """The first answer that `holds`, or the last one before time is up."""
    deadline = time.monotonic() + SECONDS_TO_PUBLISH
    answer = ask()
    while not holds(answer) and time.monotonic() < deadline:
        time.sleep(0.2)
        answer = ask()
    return answer


def test_everything_of_the_template_is_created_but_what_ministack_refuses(
    stack: Stack, prod: Template
) -> None:
    whole = {logical_id: one["Type"] for logical_id, one in prod.read()["Resources"].items()}

    assert {**stack.loaded.created, **whole} == whole
    assert whole.keys() - stack.loaded.created.keys() == stack.loaded.refused.keys()
    assert set(stack.loaded.refused.values()) == {*REFUSED_TYPES, REFUSED_ALARMS}


def test_health_is_answered_without_a_key(stack: Stack) -> None:
    assert stack.call("GET", "/healthz").status == 200


def test_an_admin_route_refuses_a_caller_without_a_key(stack: Stack) -> None:
    assert stack.call("GET", f"{ADMIN}/flags") == Answer(401, {"message": "Unauthorized"})


def test_an_admin_route_refuses_a_key_that_does_not_exist(stack: Stack) -> None:
    token = f"burgee.admin.all.nobody.{'x' * 43}"

    assert stack.call("GET", f"{ADMIN}/flags", token=token) == Answer(403, {"message": "Forbidden"})


def test_a_viewer_may_read_and_not_write_though_the_first_answer_is_cached(stack: Stack) -> None:
    viewer = stack.create("/keys", {"kind": "admin", "role": "viewer"}).body["token"]
    document = {"document": FLAG | {"key": "of-a-viewer"}, "reason": ""}

    reading = stack.call("GET", f"{ADMIN}/flags", token=viewer)
    writing = stack.call("POST", f"{ADMIN}/flags", token=viewer, body=document)

    assert (reading.status, writing.status) == (200, 403)


def test_an_unknown_route_is_nobodys(stack: Stack) -> None:
    assert stack.call("GET", "/nowhere").status == 404


def test_a_flag_written_through_the_api_is_published_by_the_stream_and_evaluated(
    stack: Stack,
) -> None:
    key = stack.create("/keys", {"kind": "client", "environment": "production"})
    flag = stack.create("/flags", FLAG)

    answer = _until(
        lambda answer: answer.status == 200,
        lambda: stack.evaluate("new-gallery", token=key.body["token"]),
    )

    assert (key.status, flag.status) == (201, 201)
    assert answer.status == 200, answer
    assert (answer.body["value"], answer.body["variant"]) == (True, "shown")


@pytest.mark.long
def test_a_change_of_a_flag_comes_at_its_time_though_nobody_asks_for_it(stack: Stack) -> None:
    key = stack.create("/keys", {"kind": "client", "environment": "production"})
    off = {"at": iso(time.time() + SECONDS_AHEAD), "enabled": False}
    shown = FLAG["environments"]["production"] | {"schedule": [off]}
    stack.create("/flags", FLAG | {"key": "until-soon", "environments": {"production": shown}})

    def ask() -> Answer:
        return stack.evaluate("until-soon", token=key.body["token"])

    before = _until(lambda answer: answer.status == 200, ask)
    after = _until(lambda answer: answer.body.get("reason") == "DISABLED", ask)

    assert before.body.get("value") is True, before
    assert (after.body["reason"], after.body["value"]) == ("DISABLED", False)


def test_an_event_sent_to_the_api_is_counted_by_the_stream_in_the_units_profile(
    stack: Stack,
) -> None:
    key = stack.create("/keys", {"kind": "client", "environment": "production"})
    table = ItemTable(stack.loader.client("dynamodb"), stack.loaded.outputs["UnitsTable"])
    units = DynamoUnits(table)
    unit = pseudonym(units.secret(), "production", "targetingKey", "ada")

    answer = _until(
        lambda answer: answer.status == 202, lambda: stack.send_click(key.body["token"])
    )
    profile = _until(bool, lambda: units.state(unit).head.profile)

    assert answer.body["accepted"] == 1, answer
    assert profile is not None
    assert list(profile.body) == ["click"]


def test_an_exposure_that_comes_late_through_the_queue_is_written(stack: Stack) -> None:
    sqs = stack.loader.client("sqs")
    table = ItemTable(stack.loader.client("dynamodb"), stack.loaded.outputs["UnitsTable"])
    now = int(time.time() * 1000)
    exposure = Exposure("gallery.1", "control", at=now, received=now)
    message = encode_late_exposure(LateExposure("production", "a-late-unit", exposure))

    sqs.send_message(QueueUrl=stack.late_exposures_url, MessageBody=message)
    exposures = _until(bool, lambda: DynamoUnits(table).head("a-late-unit").exposures)

    assert exposures["gallery.1"].late


def test_an_alarms_event_lets_roll_back_take_a_flag_back(stack: Stack) -> None:
    """As the rule brings it, whose own way cannot be gone: nobody may put events of AWS's source
    on a bus. test_rules.py reads the rule."""
    watched = FLAG | {"key": "watched", "environments": {"production": _watched("shown")}}
    created = stack.create("/flags", watched)
    worse = watched | {"environments": {"production": _watched("hidden")}}
    updated = stack.update("/flags/watched", worse, at_version=1)

    stack.loader.client("lambda").invoke(
        FunctionName="burgee-prod-roll_back:live",
        Payload=json.dumps(_alarm_event("checkout-errors")),
    )
    flag = _until(lambda answer: answer.body["version"] > 2, lambda: stack.read("/flags/watched"))

    assert (created.status, updated.status) == (201, 200), (created, updated)
    assert flag.body["document"]["environments"]["production"]["default_variant"] == "shown", flag
    assert flag.body["document"]["seen_alarms"][0]["outcome"] == "rolled_back"


def _watched(default_variant: str) -> dict[str, Any]:
    """An environment that goes back, to whatever stood there before, with an alarm."""
    return {
        "enabled": True,
        "default_variant": default_variant,
        "off_variant": "hidden",
        "alarms": ["checkout-errors"],
        "on_alarm": {"bake_time": "0s", "cool_down": "0s"},
    }


def _alarm_event(alarm: str) -> dict[str, Any]:
    """Of a metric alarm, a moment from now."""
    golden: dict[str, Any] = json.loads(ALARM_EVENT.read_text(encoding="utf-8"))
    changed = iso(time.time() + 1).replace("Z", "+0000")
    golden["detail"]["alarmName"] = alarm
    golden["detail"]["state"]["timestamp"] = changed
    return golden


def test_a_change_is_told_on_the_bus_of_notices(stack: Stack) -> None:
    sqs, events = stack.loader.client("sqs"), stack.loader.client("events")
    queue = sqs.create_queue(QueueName="listener")["QueueUrl"]
    bus = stack.loaded.outputs["NoticesBus"]
    events.put_rule(
        Name="listener", EventBusName=bus, EventPattern=json.dumps({"source": [{"exists": True}]})
    )
    arn = f"arn:aws:sqs:us-east-1:{ministack.ACCOUNT}:listener"
    events.put_targets(Rule="listener", EventBusName=bus, Targets=[{"Id": "1", "Arn": arn}])

    stack.create("/flags", FLAG | {"key": "told"})
    told = _until(
        lambda found: any("told" in one for one in found),
        lambda: [
            one["Body"]
            for one in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get(
                "Messages", []
            )
        ],
    )

    assert any("told" in one for one in told), told


def test_evaluate_may_read_the_table_and_not_write_it(stack: Stack) -> None:
    iam = stack.loader.client("iam")
    table = f"arn:aws:dynamodb:us-east-1:{ministack.ACCOUNT}:table/"
    [role] = [
        physical_id
        for logical_id, physical_id in stack.loaded.physical_ids.items()
        if logical_id.startswith("EvaluateRole") and "Policy" not in logical_id
    ]

    decided = iam.simulate_principal_policy(
        PolicySourceArn=iam.get_role(RoleName=role)["Role"]["Arn"],
        ActionNames=["dynamodb:GetItem", "dynamodb:PutItem"],
        ResourceArns=[table + stack.loaded.outputs["ConfigTable"]],
    )["EvaluationResults"]

    assert {one["EvalActionName"]: one["EvalDecision"] for one in decided} == {
        "dynamodb:GetItem": "allowed",
        "dynamodb:PutItem": "implicitDeny",
    }

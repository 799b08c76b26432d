"""What the evaluate function answers when something is wrong, missing, late or too much."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from burgee.runtime.evaluation import on_restore, rulesets_served
from burgee.services.revoke_key import revoke_key
from functions.evaluate.handler import handler
from tests.functions.evaluate_api import (
    BULK,
    PLAIN,
    PLAIN_BULK,
    RULESETS,
    SINGLE,
    UNLIMITED,
    Deployed,
    EvaluateApi,
    HttpAnswer,
    a_switch,
    deployed,
)
from tests.unit.services.builders import by


@pytest.fixture
def deployment() -> Iterator[Deployed]:
    with deployed(**UNLIMITED) as running:
        yield running.create(a_switch("shown"), a_switch("half", rollout=HALF))


HALF = {"variant": "on", "percentage": 50}


@pytest.fixture
def api(deployment: Deployed) -> EvaluateApi:
    """Calls with a server key; every ruleset was read once."""
    token = deployment.new_key("server")
    deployment.publish()
    api = EvaluateApi(token)
    api.evaluate("shown")
    return api


class TestWithoutStorage:
    def test_the_last_good_ruleset_answers_and_says_that_it_is_stale(
        self, deployment: Deployed, api: EvaluateApi, capsys: pytest.CaptureFixture[str]
    ) -> None:
        deployment.lose_storage()

        answer = api.evaluate("shown")

        assert (answer.status, answer.json["value"]) == (200, False)
        assert answer.json["metadata"] == {"stale": True}
        assert "StaleRuleset" in capsys.readouterr().out

    def test_every_route_goes_on(self, deployment: Deployed, api: EvaluateApi) -> None:
        chunk = api.get(f"{RULESETS}/production").json["partitions"][0]
        deployment.lose_storage()

        bulk = api.evaluate_all({"targetingKey": "unit-1"})
        plain = api.evaluate_plain("shown", {})
        manifest = api.get(f"{RULESETS}/production")

        assert all(answer["metadata"]["stale"] is True for answer in bulk.json["flags"])
        assert plain.json["metadata"] == {"stale": True}
        assert manifest.json["stale"] is True
        assert api.post(PLAIN_BULK, {}).json == {"shown": False}
        assert api.explain("shown").json["stale"] is True
        assert api.get(f"{RULESETS}/production/chunks/{chunk}").status == 200

    def test_a_stale_answer_has_a_tag_of_its_own(
        self, deployment: Deployed, api: EvaluateApi
    ) -> None:
        fresh = api.evaluate_all().headers["etag"]
        deployment.lose_storage()

        stale = api.evaluate_all(If_None_Match=fresh)

        assert stale.status == 200
        assert api.evaluate_all(If_None_Match=stale.headers["etag"]).status == 304

    @pytest.mark.parametrize("path", [f"{SINGLE}/shown", BULK, f"{PLAIN}/shown/evaluate"])
    def test_a_cold_start_asks_to_try_again(self, path: str) -> None:
        with deployed(**UNLIMITED) as deployment:
            token = deployment.new_key()
            deployment.publish()
            deployment.lose_storage()

            answer = EvaluateApi(token).post(path, {"context": {}})

        assert (answer.status, answer.code) == (503, "RULESET_UNAVAILABLE")
        assert answer.headers["retry-after"] == "1"

    def test_a_replay_asks_to_try_again(self, deployment: Deployed, api: EvaluateApi) -> None:
        deployment.lose_storage()

        answer = api.post(f"{PLAIN}/shown/explain", {"ruleset": 1})

        assert (answer.status, answer.code) == (503, "STORAGE_UNAVAILABLE")

    def test_the_log_says_which_environment_and_no_secret(
        self, deployment: Deployed, api: EvaluateApi, logged: StringIO
    ) -> None:
        deployment.lose_storage()
        api.evaluate("shown", targetingKey="somebody")

        assert '"environment":"production"' in logged.getvalue()
        assert '"STORAGE_UNAVAILABLE"' in logged.getvalue()
        assert "somebody" not in logged.getvalue()
        assert str(api.token) not in logged.getvalue()


class TestHealth:
    def test_it_needs_no_key_and_tells_number_and_age(self, api: EvaluateApi) -> None:
        answer = api.with_token(None).get("/healthz")

        rulesets = answer.json["rulesets"]
        assert (answer.status, answer.json["status"]) == (200, "ok")
        assert set(rulesets) == {"development", "staging", "production"}
        assert rulesets["production"]["number"] == 1
        assert isinstance(rulesets["production"]["age_seconds"], float)
        assert rulesets["production"]["stale"] is False

    def test_it_is_200_before_anything_was_published(self) -> None:
        with deployed(**UNLIMITED):
            answer = EvaluateApi(None).get("/healthz")

        assert (answer.status, answer.json) == (200, {"status": "no ruleset", "rulesets": {}})

    def test_it_is_200_and_stale_without_storage(
        self, deployment: Deployed, api: EvaluateApi
    ) -> None:
        deployment.lose_storage()

        answer = api.with_token(None).get("/healthz")

        assert answer.status == 200
        assert answer.json["rulesets"]["production"]["stale"] is True

    def test_it_waits_for_silent_storage_once_not_once_for_each_environment(
        self, deployment: Deployed, api: EvaluateApi
    ) -> None:
        deployment.lose_storage()

        answer = api.with_token(None).get("/healthz")

        assert list(answer.json["rulesets"]) == ["production"]

    def test_it_tells_of_further_environments_once_they_are_served(
        self, deployment: Deployed, api: EvaluateApi
    ) -> None:
        deployment.create_environment("preview")
        token = deployment.new_key(environment="preview")
        deployment.publish()
        api.with_token(token).evaluate("shown")

        assert "preview" in api.get("/healthz").json["rulesets"]


def test_a_change_is_answered_after_the_next_look(deployment: Deployed, api: EvaluateApi) -> None:
    deployment.change(a_switch("shown", rollout={"variant": "on", "percentage": 100}))
    deployment.publish()

    assert api.evaluate("shown", targetingKey="unit-1").json["value"] is True


def test_a_revoked_key_is_401_after_the_next_look(deployment: Deployed, api: EvaluateApi) -> None:
    key_id = str(api.token).split(".")[3]
    revoke_key(deployment.ledger, by(), key_id)
    deployment.publish()

    assert api.evaluate("shown").status == 401


@pytest.mark.parametrize("environment", ["moon", "development\n", "..", "x" * 33])
def test_a_key_of_an_environment_that_is_not_there_is_401(
    api: EvaluateApi, environment: str
) -> None:
    token = f"burgee.client.{environment}.key.secret"

    assert api.with_token(token).evaluate("shown").status == 401


class Snapshots(ModuleType):
    """What Lambda's own module does: it keeps the hooks and calls them when the time comes."""

    def __init__(self) -> None:
        super().__init__("snapshot_restore_py")
        self.before: list[Any] = []
        self.after: list[Any] = []
        self.register_before_snapshot = self.before.append
        self.register_after_restore = self.after.append


def test_a_restored_sandbox_looks_for_a_newer_ruleset_first(
    deployment: Deployed, api: EvaluateApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots = Snapshots()
    monkeypatch.setitem(sys.modules, snapshots.__name__, snapshots)
    on_restore()
    for hook in snapshots.before:
        hook()
    deployment.change(a_switch("shown", enabled=False))
    deployment.publish()
    rulesets_served().serve("staging")

    for hook in snapshots.after:
        hook()

    assert api.evaluate("shown").json["reason"] == "DISABLED"


class TestLimits:
    @pytest.fixture
    def limited(self) -> Iterator[tuple[EvaluateApi, EvaluateApi]]:
        """Two keys, each with a burst of 3 and 0.5 requests a second."""
        with deployed(RATE_LIMIT_PER_SECOND="0.5", RATE_LIMIT_BURST="3") as deployment:
            deployment.create(a_switch("shown"))
            first, second = deployment.new_key(), deployment.new_key()
            deployment.publish()
            yield EvaluateApi(first), EvaluateApi(second)

    def _refused(self, api: EvaluateApi, path: str) -> HttpAnswer:
        for _ in range(3):
            assert api.post(path, {"context": {}}).status == 200
        return api.post(path, {"context": {}})

    @pytest.mark.parametrize("path", [f"{SINGLE}/shown", BULK, PLAIN_BULK])
    def test_too_many_requests_are_429_with_whole_seconds_to_wait(
        self, limited: tuple[EvaluateApi, EvaluateApi], path: str
    ) -> None:
        answer = self._refused(limited[0], path)

        assert (answer.status, answer.code) == (429, "TOO_MANY_REQUESTS")
        assert answer.headers["retry-after"] == "2"

    def test_another_key_is_not_held_up(self, limited: tuple[EvaluateApi, EvaluateApi]) -> None:
        self._refused(limited[0], BULK)

        assert limited[1].evaluate("shown").status == 200

    def test_health_and_strangers_are_not_counted(
        self, limited: tuple[EvaluateApi, EvaluateApi]
    ) -> None:
        api = limited[0]
        for _ in range(10):
            api.get("/healthz")
            api.with_token("burgee.client.production.x.y").evaluate("shown")

        assert api.evaluate("shown").status == 200


def test_a_fault_of_ours_is_500_and_logged_without_values(
    api: EvaluateApi, logged: StringIO
) -> None:
    body = b'{"context": {"user_id": "somebody"}}'
    sent = api.event("POST", f"{PLAIN}/shown/evaluate", body)
    event = {**sent, "pathParameters": 7}  # what no gateway sends

    answer = handler(event, None)

    assert answer["statusCode"] == 500
    assert '"code": "INTERNAL"' in answer["body"]
    assert "AttributeError" not in answer["body"]
    assert "AttributeError" in logged.getvalue()
    assert "somebody" not in logged.getvalue()


def test_a_route_that_is_none_of_its_own_is_404(api: EvaluateApi) -> None:
    event = {**api.event("POST", BULK, b"{}"), "routeKey": "POST /something/else"}

    assert handler(event, None)["statusCode"] == 404


def test_the_function_starts_without_pydantic_numpy_and_scipy() -> None:
    root = Path(__file__).parents[2]
    path = [str(root / "layers/core/python"), str(root)]
    program = (
        f"import sys; sys.path[:0] = {path!r}; import functions.evaluate.handler; "
        "print(sorted({'pydantic', 'numpy', 'scipy', 'boto3', 'jsonschema'} & set(sys.modules)))"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert ran.stdout.strip() == "[]"

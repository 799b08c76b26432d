"""What a client that evaluates by itself tells the server of who met what."""

from __future__ import annotations

import time
from typing import Any

import pytest

from burgee_openfeature.exposures import Exposures
from burgee_openfeature.local_client import LocalClient
from tests.unit.clients.conftest import Connect
from tests.unit.clients.ofrep_server import Answered, flag
from tests.unit.clients.ruleset_server import RulesetServer
from tests.unit.domain.experiments import FLAG, an_experiment, parsed_experiments
from tests.unit.domain.ramps import RUN, a_rollout, parsed_rollouts
from tests.unit.services.builders import a_flag, a_flag_needing, a_flag_with

VISITOR = {"targetingKey": "visitor-1"}


def shown(rulesets: RulesetServer, *told: str) -> list[tuple[Any, ...]]:
    """Who met what by the exposures that were sent."""
    names = told or ("run", "variant", "targetingKey")
    return [tuple(exposure.get(name) for name in names) for exposure in rulesets.exposures]


def an_experimenting(rulesets: RulesetServer, *flags: dict[str, Any], **parts: Any) -> None:
    """Have an experiment over the gallery's flag."""
    experiments = parsed_experiments([an_experiment(**parts)])
    rulesets.publish(*(flags or (a_flag_with(),)), experiments=experiments)


def test_a_unit_that_is_shown_a_variant_is_exposed_once(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    an_experimenting(rulesets)
    answer = local.evaluate(FLAG, VISITOR)
    for _ in range(3):
        local.value(FLAG, VISITOR, False)
    local.flush()

    assert shown(rulesets) == [("gallery.1", answer.metadata["experimentVariant"], "visitor-1")]
    assert local.counters["exposures_recorded"] == 1


def test_what_rests_with_an_exposure_is_sent_with_it(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    an_experimenting(
        rulesets, bucket_by="device_id", plan={"dimensions": ["country", "page.kind", "tags"]}
    )
    context = {
        **VISITOR,
        "device_id": "d-1",
        "country": "NO",
        "page": {"kind": "list"},
        "tags": ["a list"],
        "cohort": "spring",
        "plan": "pro",
    }
    local.value(FLAG, context, False)
    local.flush()

    (exposure,) = rulesets.exposures
    exposure.pop("timestamp")
    assert exposure.pop("variant") in {"control", "treatment"}
    assert exposure == {
        "event_type": "exposure",
        "run": "gallery.1",
        "units": {"device_id": "d-1"},
        "dimensions": {"country": "NO", "page.kind": "list"},
        "cohort": "spring",
    }


def test_a_unit_is_sent_as_the_text_that_is_hashed(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    an_experimenting(rulesets)
    local.value(FLAG, {"targetingKey": 7.0}, False)
    local.value(FLAG, {"user_id": "7"}, False)
    local.flush()

    assert shown(rulesets, "targetingKey") == [("7",)]


def test_a_unit_inside_of_another_attribute_is_exposed_once(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    an_experimenting(rulesets, bucket_by="account.id")
    for _ in range(2):
        local.value(FLAG, {"account": {"id": "a-1"}}, False)
    local.flush()

    assert shown(rulesets, "units") == [({"account.id": "a-1"},)]


def test_all_flags_at_once_expose_nobody(rulesets: RulesetServer, local: LocalClient) -> None:
    an_experimenting(rulesets)
    local.evaluate_all(VISITOR)
    local.flush()

    assert rulesets.exposures == []


def test_a_unit_that_meets_a_second_variant_is_told_too(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    an_experimenting(rulesets, assignment="stratified", strata=["plan"])
    for number in range(40):
        local.value(FLAG, {**VISITOR, "plan": f"plan-{number}"}, False)
    local.flush()

    assert {variant for (variant,) in shown(rulesets, "variant")} == {"control", "treatment"}
    assert len(rulesets.exposures) == 2


@pytest.mark.parametrize("status", ["paused", "halted"])
def test_an_experiment_that_takes_nobody_exposes_nobody(
    rulesets: RulesetServer, local: LocalClient, status: str
) -> None:
    halted = {"halted": True} if status == "halted" else {"status": status}
    an_experimenting(rulesets, **halted)
    local.value(FLAG, VISITOR, False)
    local.flush()

    assert rulesets.exposures == []


@pytest.mark.parametrize("unit", [f"visitor-{number}" for number in range(8)])
def test_both_sides_of_a_rollouts_run_are_exposed(
    rulesets: RulesetServer, local: LocalClient, unit: str
) -> None:
    rulesets.publish(a_flag_with(), rollouts=parsed_rollouts([a_rollout(at=2, run=1)]))
    is_on = local.value(FLAG, {"targetingKey": unit}, False)
    local.flush()

    assert shown(rulesets) == [(RUN, "on" if is_on else "off", unit)]


def test_a_flag_that_is_asked_for_exposes_by_its_experiment(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    an_experimenting(rulesets, a_flag_with(), a_flag_needing("dependent", FLAG))
    local.value("dependent", VISITOR, False)
    local.value("dependent", VISITOR, False)
    local.flush()

    assert shown(rulesets, "run", "targetingKey") == [("gallery.1", "visitor-1")]


def test_a_flag_without_an_experiment_exposes_nobody_beside_one(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    plain = a_flag("plain", environments={"production": {"enabled": True, "default_variant": "on"}})
    an_experimenting(rulesets, a_flag_with(), plain)

    assert local.value("plain", VISITOR, False) is True
    assert local.counters["exposures_recorded"] == 0


def test_an_answer_that_fails_on_the_way_exposes_to_what_was_met(
    rulesets: RulesetServer, local: LocalClient
) -> None:
    needs = {FLAG: ["on", "off"]}
    failing = a_flag(
        "dependent",
        environments={
            "production": {
                "enabled": True,
                "default_variant": "off",
                "prerequisites": needs,
                "rollout": {"variant": "on", "percentage": 50, "bucket_by": "device_id"},
            }
        },
    )
    an_experimenting(rulesets, a_flag_with(), failing)
    answer = local.evaluate("dependent", VISITOR)
    local.flush()

    assert answer.error_code == "TARGETING_KEY_MISSING"
    assert shown(rulesets, "run") == [("gallery.1",)]


class TestFlagsOfTheServer:
    """Only the server knows draws, and what units did."""

    @pytest.fixture(params=["random", "blocked", "behaviour", "needed"])
    def asked(self, request: pytest.FixtureRequest, rulesets: RulesetServer) -> str:
        """The key of a flag that only the server can decide."""
        method, key = request.param, FLAG
        if method == "behaviour":
            condition = {"operator": "action_count", "value": {"action": "buy", "at_least": 1}}
            rule = {"id": "buyers", "conditions": [condition], "variant": "on"}
            rulesets.publish(a_flag_with(rules=[rule]))
        elif method == "needed":
            key = "dependent"
            an_experimenting(
                rulesets, a_flag_with(), a_flag_needing(key, FLAG), assignment="random"
            )
        else:
            an_experimenting(rulesets, assignment=method)
        return key

    def test_they_are_asked_of_it_and_it_exposes(
        self, rulesets: RulesetServer, local: LocalClient, asked: str
    ) -> None:
        rulesets.answers[asked] = flag(True, "on", key=asked)

        assert local.value(asked, {"user_id": 7}, False) is True
        assert local.evaluate(asked, VISITOR).variant == "on"
        assert [body["context"]["targetingKey"] for _, body in rulesets.asked] == ["7", "visitor-1"]
        assert local.counters["exposures_recorded"] == 0

    def test_where_it_gives_no_answer_the_default_holds(
        self, rulesets: RulesetServer, connect: Connect, asked: str
    ) -> None:
        client = connect(rulesets.url, timeout=1)
        client.initialize()
        rulesets.answering = lambda _path, _body: None

        assert client.value(asked, VISITOR, "default") == "default"
        assert client.counters["remote_failures"] == 1
        assert client.counters["defaults_served"] == 1

    def test_among_all_flags_they_are_asked_at_once(
        self, rulesets: RulesetServer, local: LocalClient, asked: str
    ) -> None:
        rulesets.answers[asked] = flag(True, "of the server", key=asked)

        assert local.evaluate_all(VISITOR)[asked].variant == "of the server"

    def test_among_all_flags_they_are_errors_where_it_gives_no_answer(
        self, rulesets: RulesetServer, local: LocalClient, asked: str
    ) -> None:
        rulesets.answering = lambda _path, _body: Answered(b"", 503)

        assert local.evaluate_all(VISITOR)[asked].error_code == "GENERAL"
        assert local.counters["remote_failures"] == 1

    def test_waiting_for_them_is_known_before(self, local: LocalClient, asked: str) -> None:
        local.initialize()

        assert local.may_wait(asked)

    def test_their_use_is_not_reported_by_the_client(
        self, rulesets: RulesetServer, connect: Connect, asked: str
    ) -> None:
        client = connect(rulesets.url, report_usage=True)
        client.value(asked, VISITOR, False)
        client.close()

        assert rulesets.events == []


class Accepting:
    """A recorder that has room for so many."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.taken: list[Any] = []

    def expose(self, exposure: Any) -> bool:
        if self.room:
            self.room -= 1
            self.taken.append(exposure)
            return True
        return False


FORM = {"run": "gallery.1", "bucket_by": "targetingKey"}


def test_what_there_was_no_room_for_is_tried_again() -> None:
    recorder = Accepting(room=0)
    exposures = Exposures(recorder)  # type: ignore[arg-type]  # what it needs of a recorder
    exposures.note((FORM, "control"), VISITOR)
    recorder.room = 2
    for _ in range(2):
        exposures.note((FORM, "control"), VISITOR)

    assert len(recorder.taken) == 1


def test_so_many_units_are_remembered_and_no_more() -> None:
    recorder = Accepting(room=10_000)
    exposures = Exposures(recorder, most=100)  # type: ignore[arg-type]  # as above
    for number in range(1000):
        form = {**FORM, "run": f"gallery.{number % 3}"}
        exposures.note((form, "control"), {"targetingKey": f"visitor-{number}"})
    sizes = [len(units) for met in exposures._met.values() for units in met.values()]

    assert sum(sizes) <= 100
    assert len(recorder.taken) == 1000


def test_a_context_without_the_unit_exposes_nobody() -> None:
    recorder = Accepting(room=1)
    exposures = Exposures(recorder)  # type: ignore[arg-type]  # as above
    exposures.note((FORM, "control"), {"targetingKey": ["a list"]})

    assert recorder.taken == []


def test_the_time_of_an_exposure_is_now(rulesets: RulesetServer, local: LocalClient) -> None:
    an_experimenting(rulesets)
    before = int(time.time() * 1000)
    local.value(FLAG, VISITOR, False)
    after = int(time.time() * 1000)
    local.flush()

    assert before <= rulesets.exposures[0]["timestamp"] <= after

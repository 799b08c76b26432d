"""Experiments through the evaluate function: what a caller gets, and what rests in the tables."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from burgee.domain.exposure_tokens import read_exposure_token
from burgee.domain.pseudonyms import pseudonym
from burgee.domain.tracking import Exposure
from burgee.domain.units import OptOut
from burgee.runtime import wiring
from burgee.services.read_usage import read_usage
from burgee.storage.schema import AGGREGATES, UNITS
from tests.functions.evaluate_api import (
    PLAIN_BULK,
    PRODUCTION,
    UNLIMITED,
    Deployed,
    EvaluateApi,
    HttpAnswer,
    a_switch,
    deployed,
)
from tests.unit.services.experiments import an_experiment

RUN = "shown.1"
VALUE_OF = {"treatment": True, "control": False}


@pytest.fixture(scope="module")
def deployment() -> Iterator[Deployed]:
    """One experiment for each flag, named after it."""
    with deployed(**UNLIMITED) as running:
        flags = ["plain", "counted", "shown", "random", "blocked", "paused", "halted", "fetched"]
        running.create(*map(a_switch, flags))
        running.serve(
            an_experiment("shown", "shown", run={"dimensions": ["country"]}),
            an_experiment("random", "random", assignment="random"),
            an_experiment("blocked", "blocked", assignment="blocked", block_size=4),
            an_experiment("paused", "paused", status="paused"),
            an_experiment("halted", "halted", status="cancelled", halted=True),
            an_experiment("fetched", "fetched", expose_on="fetch"),
        )
        yield running


@pytest.fixture(scope="module")
def api(deployment: Deployed) -> EvaluateApi:
    """Calls with a server key. Each test has units of its own."""
    token = deployment.new_key("server")
    deployment.publish()
    return EvaluateApi(token)


def name_of(unit: str) -> str:
    return pseudonym(wiring.units().secret(), PRODUCTION, "targetingKey", unit)


def exposures(unit: str) -> dict[str, Exposure]:
    """What storage has; asked of it anew."""
    return dict(wiring.maintained_units().state(name_of(unit)).head.exposures)


def variant_of(answer: HttpAnswer) -> str:
    return str(answer.json["metadata"]["experimentVariant"])


class Calls:
    """What the function asks of DynamoDB from now on: (operation, table, strong or not)."""

    def __init__(self) -> None:
        self.made: Counter[tuple[str, str, bool]] = Counter()
        events: Any = wiring.evaluation_client().meta.events
        events.register("provide-client-params.dynamodb", self._count)

    def of(self, table: str) -> dict[tuple[str, bool], int]:
        return {(name, strong): n for (name, of, strong), n in self.made.items() if of == table}

    def _count(self, params: dict[str, Any], model: Any, **_: Any) -> None:
        table = params.get("TableName", "")
        self.made[model.name, table, bool(params.get("ConsistentRead"))] += 1


class TestFirstTime:
    def test_an_answer_says_which_experiment_decided_it(self, api: EvaluateApi) -> None:
        answer = api.evaluate("shown", targetingKey="first")

        variant = exposures("first")[RUN].variant
        assert answer.json["reason"] == "SPLIT"
        assert answer.json["value"] is VALUE_OF[variant]
        assert answer.json["metadata"] == {
            "experiment": "shown",
            "run": 1,
            "experimentVariant": variant,
        }

    def test_the_plain_route_exposes_too(self, api: EvaluateApi) -> None:
        answer = api.evaluate_plain("shown", {"context": {"user_id": "plain"}})

        assert answer.json["value"] is VALUE_OF[exposures("plain")[RUN].variant]

    def test_the_first_exposure_is_one_write_of_less_than_a_kilobyte(
        self, api: EvaluateApi
    ) -> None:
        api.evaluate("shown", targetingKey="somebody else")
        calls = Calls()

        api.evaluate("shown", targetingKey="new", country="D" * 100, cohort="c" * 100)

        assert calls.of(UNITS.name) == {("Query", False): 1, ("PutItem", False): 1}
        assert len(json.dumps(_items(name_of("new")))) < 1024

    def test_a_returning_unit_is_half_a_read_and_no_write(
        self, deployment: Deployed, api: EvaluateApi
    ) -> None:
        first = api.evaluate("shown", targetingKey="returning")
        deployment.start_another_sandbox()
        api.evaluate("shown", targetingKey="somebody else")
        calls = Calls()

        again = [api.evaluate("shown", targetingKey="returning") for _ in range(3)]

        assert {answer.text for answer in again} == {first.text}
        assert calls.of(UNITS.name) == {("Query", False): 1}
        assert calls.of(AGGREGATES.name) == {}

    def test_a_flag_without_experiments_asks_for_no_unit(self, api: EvaluateApi) -> None:
        api.evaluate("plain", targetingKey="ann")
        calls = Calls()

        api.evaluate("plain", targetingKey="ann")

        assert calls.made == {}

    def test_what_rests_names_nobody_and_holds_no_other_attribute(self, api: EvaluateApi) -> None:
        api.evaluate("shown", targetingKey="ann@example.com", country="DE", mail="secret")

        rests = json.dumps(_items(name_of("ann@example.com")))
        assert "DE" in rests
        assert "example.com" not in rests
        assert "secret" not in rests

    def test_a_sandbox_that_is_never_thawed_loses_nothing(
        self, deployment: Deployed, api: EvaluateApi
    ) -> None:
        deployment.start_another_sandbox()
        for unit in range(10):
            api.evaluate("counted", targetingKey=str(unit))
            api.evaluate("shown", targetingKey=f"frozen-{unit}")
            deployment.start_another_sandbox()

        assert all(RUN in exposures(f"frozen-{unit}") for unit in range(10))
        assert _usage("counted").evaluations == 10


def _items(unit: str) -> Any:
    found = wiring.administration_client().query(
        TableName=UNITS.name,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"unit#{unit}"}},
    )
    return found["Items"]


def _usage(flag_key: str) -> Any:
    return read_usage(wiring.maintained_usage(), PRODUCTION, flag_key, now=time.time())


class TestWhoDecides:
    def test_what_another_sandbox_wrote_a_moment_ago_wins(self, api: EvaluateApi) -> None:
        hashed = api.explain("shown", targetingKey="raced").json["answer"]["metadata"]
        [other] = set(VALUE_OF) - {hashed["experimentVariant"]}
        wiring.units().expose(name_of("raced"), Exposure(RUN, other, 1, 1))

        answer = api.evaluate("shown", targetingKey="raced")  # its head was read before

        assert variant_of(answer) == other
        assert answer.json["value"] is VALUE_OF[other]

    def test_a_stored_variant_wins_over_the_hash(self, api: EvaluateApi) -> None:
        for variant, value in VALUE_OF.items():
            unit = f"stored-{variant}"
            wiring.units().expose(name_of(unit), Exposure(RUN, variant, 1, 1))

            assert api.evaluate("shown", targetingKey=unit).json["value"] is value

    def test_a_pause_takes_nobody_new_and_keeps_those_who_are_in(self, api: EvaluateApi) -> None:
        wiring.units().expose(name_of("in"), Exposure("paused.1", "treatment", 1, 1))

        assert api.evaluate("paused", targetingKey="in").json["value"] is True
        assert api.evaluate("paused", targetingKey="out").json["reason"] != "SPLIT"
        assert exposures("out") == {}

    def test_an_emergency_stop_shows_control_to_all(self, api: EvaluateApi) -> None:
        wiring.units().expose(name_of("treated"), Exposure("halted.1", "treatment", 1, 1))

        answers = [api.evaluate("halted", targetingKey=unit) for unit in ("treated", "untreated")]

        assert [variant_of(answer) for answer in answers] == ["control", "control"]
        assert exposures("untreated") == {}

    def test_an_opted_out_unit_meets_no_experiment(self, api: EvaluateApi) -> None:
        wiring.units().opt_out(name_of("opted-out"), OptOut(True, 1))

        assert api.evaluate("shown", targetingKey="opted-out").json["reason"] != "SPLIT"
        assert exposures("opted-out") == {}

    def test_an_erased_unit_meets_none_either(self, deployment: Deployed, api: EvaluateApi) -> None:
        api.evaluate("shown", targetingKey="erased")
        wiring.units().erase(name_of("erased"), time.time())
        deployment.start_another_sandbox()

        assert api.evaluate("shown", targetingKey="erased").json["reason"] != "SPLIT"
        assert exposures("erased") == {}

    @pytest.mark.parametrize("flag", ["random", "blocked"])
    def test_a_draw_is_kept_in_every_sandbox(
        self, deployment: Deployed, api: EvaluateApi, flag: str
    ) -> None:
        units = [f"kept-{unit}" for unit in range(20)]
        drawn = [variant_of(api.evaluate(flag, targetingKey=unit)) for unit in units]

        deployment.start_another_sandbox()

        assert [variant_of(api.evaluate(flag, targetingKey=unit)) for unit in units] == drawn
        assert set(drawn) == {"control", "treatment"}

    def test_every_full_block_is_exact_whoever_draws(
        self, deployment: Deployed, api: EvaluateApi
    ) -> None:
        drawn = []
        for unit in range(200):
            if unit % 50 == 0:
                deployment.start_another_sandbox()
            drawn.append(variant_of(api.evaluate("blocked", targetingKey=f"blocked-{unit}")))

        blocks = [Counter(drawn[begin : begin + 4]) for begin in range(0, 200, 4)]

        assert blocks == [Counter(control=2, treatment=2)] * 50


class TestFetching:
    def test_a_token_comes_with_the_flag_and_nobody_is_exposed(self, api: EvaluateApi) -> None:
        flags = api.evaluate_all({"targetingKey": "fetching", "country": "DE"}).flags

        metadata = flags["shown"]["metadata"]
        secret = wiring.units().secret()
        claim = read_exposure_token(secret, PRODUCTION, metadata["exposureToken"], time.time())
        assert (claim.run, claim.unit, claim.variant) == (
            RUN,
            name_of("fetching"),
            metadata["experimentVariant"],
        )
        assert claim.dimensions == {"country": "DE"}
        assert flags["plain"]["metadata"] == {}
        assert RUN not in exposures("fetching")

    def test_its_tag_holds_still(self, deployment: Deployed, api: EvaluateApi) -> None:
        tag = api.evaluate_all({"targetingKey": "tagged"}).headers["etag"]
        deployment.start_another_sandbox()

        assert api.evaluate_all({"targetingKey": "tagged"}, If_None_Match=tag).status == 304

    def test_another_unit_has_another_answer(self, api: EvaluateApi) -> None:
        tag = api.evaluate_all({"targetingKey": "one"}).headers["etag"]

        assert api.evaluate_all({"targetingKey": "two"}, If_None_Match=tag).status == 200

    def test_an_exposed_unit_gets_its_variant_without_a_token(self, api: EvaluateApi) -> None:
        api.evaluate("shown", targetingKey="exposed")

        flag = api.evaluate_all({"targetingKey": "exposed"}).flags["shown"]

        assert flag["value"] is VALUE_OF[exposures("exposed")[RUN].variant]
        assert "exposureToken" not in flag["metadata"]

    def test_an_experiment_may_expose_on_fetch(self, api: EvaluateApi) -> None:
        flag = api.evaluate_all({"targetingKey": "on-fetch"}).flags["fetched"]

        assert set(exposures("on-fetch")) == {"fetched.1"}
        assert exposures("on-fetch")["fetched.1"].source == "fetch"
        assert "exposureToken" not in flag["metadata"]

    def test_the_plain_fetch_leaves_out_what_an_experiment_decides_and_did_not_record(
        self, api: EvaluateApi
    ) -> None:
        values = api.post(PLAIN_BULK, {"context": {"user_id": "leaving-out"}}).json

        assert values == {
            "plain": False,
            "counted": False,
            "paused": False,
            "halted": False,
            "fetched": VALUE_OF[exposures("leaving-out")["fetched.1"].variant],
        }


class TestExplain:
    def test_it_tells_the_truth_for_this_unit_and_exposes_nobody(self, api: EvaluateApi) -> None:
        for variant, value in VALUE_OF.items():
            wiring.units().expose(name_of(variant), Exposure(RUN, variant, 1, 1))

            assert api.explain("shown", targetingKey=variant).json["answer"]["value"] is value
        api.explain("shown", targetingKey="looked-at")
        assert exposures("looked-at") == {}


class TestUsage:
    def test_every_way_of_asking_is_counted_but_not_to_explain(
        self, deployment: Deployed, api: EvaluateApi
    ) -> None:
        deployment.start_another_sandbox()
        before = _usage("plain").evaluations
        asks: list[Callable[[], HttpAnswer]] = [
            lambda: api.evaluate("plain"),
            lambda: api.evaluate_plain("plain", {}),
            api.evaluate_all,
            lambda: api.post(PLAIN_BULK, {}),
            lambda: api.explain("plain"),
            lambda: api.evaluate("no-such-flag"),
        ]
        for ask in asks:
            ask()
            deployment.start_another_sandbox()

        found = _usage("plain")

        assert found.evaluations - before == 4
        assert set(found.ways) == {"off|STATIC"}
        assert _usage("no-such-flag").evaluations == 0

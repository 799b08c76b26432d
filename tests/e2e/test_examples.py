"""Every example, applied from its files and evaluated over HTTP."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from burgee.cli.files import read_documents
from burgee.domain.documents import Kind
from tests.e2e.machines import ROOT, UNLIMITED, DevMachine, run_burgee

EXAMPLES = ROOT / "examples"
OFREP = "/ofrep/v1/evaluate/flags"
MATCHED, OTHER = ("matched", "TARGETING_MATCH"), ("other", "DEFAULT")
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


@dataclass
class Shop:
    """A machine with all examples, and a client for each environment that they are for."""

    machine: DevMachine
    clients: dict[str, httpx.Client]

    def answer(
        self, environment: str, key: str, context: dict[str, Any], user_agent: str = ""
    ) -> dict[str, Any]:
        headers = {"User-Agent": user_agent}
        response = self.clients[environment].post(
            f"{OFREP}/{key}", json={"context": context}, headers=headers
        )
        answer: dict[str, Any] = response.json()
        return answer


def _new_key(admin: httpx.Client, environment: str) -> str:
    document = {"kind": "client", "environment": environment, "name": "A test"}
    made = admin.post("/api/v1/admin/keys", json={"document": document, "reason": "A test"})
    token: str = made.json()["token"]
    return token


def _wait_until_served(client: httpx.Client) -> None:
    deadline = time.monotonic() + 30
    while client.post(OFREP, json={"context": {}}).status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    home = tmp_path_factory.mktemp("home")
    with DevMachine(home, "--no-examples", variables=UNLIMITED) as machine:
        named = ["--url", machine.url, "--key", machine.admin_key]
        applied = run_burgee(home, "apply", str(EXAMPLES), *named)
        assert applied.returncode == 0, applied.stderr
        with machine.client(machine.admin_key) as admin:
            tokens = {
                name: _new_key(admin, name) for name in ("development", "staging", "production")
            }
        clients = {name: machine.client(token) for name, token in tokens.items()}
        for client in clients.values():
            _wait_until_served(client)
        yield Shop(machine, clients)
        for client in clients.values():
            client.close()


ANSWERS: list[tuple[str, str, dict[str, Any], tuple[str, str]]] = [
    ("development", "ai_face_analysis_v2", {}, ("enabled", "STATIC")),
    ("staging", "ai_face_analysis_v2", {}, ("disabled", "STATIC")),
    (
        "production",
        "ai_face_analysis_v2",
        {"targetingKey": "user-123", "user_segment": "beta_testers"},
        ("enabled", "TARGETING_MATCH"),
    ),
    (
        "production",
        "recommendation_engine_config",
        {"store_tier": "enterprise"},
        ("enterprise_config", "TARGETING_MATCH"),
    ),
    (
        "production",
        "recommendation_engine_config",
        {"store_tier": "basic"},
        ("standard_config", "DEFAULT"),
    ),
    (
        "production",
        "new_recommendation_ui",
        {"targetingKey": "u", "plan": "free"},
        ("off", "DEFAULT"),
    ),
    ("development", "new_recommendation_ui", {"targetingKey": "listener-7"}, ("", "DISABLED")),
    ("production", "recommendation_count", {"plan": "premium"}, ("premium", "TARGETING_MATCH")),
    ("production", "recommendation_count", {"plan": "free"}, ("free", "TARGETING_MATCH")),
    ("production", "recommendation_count", {"plan": "none"}, ("standard", "DEFAULT")),
    ("production", "new-gallery", {"targetingKey": "visitor-7"}, ("on", "TARGETING_MATCH")),
    ("production", "new-gallery", {"targetingKey": "visitor-1"}, ("on", "TARGETING_MATCH")),
    (
        "production",
        "new-gallery",
        {"targetingKey": "new", "email": "ann@shop.example"},
        ("on", "TARGETING_MATCH"),
    ),
    ("development", "new-gallery", {}, ("on", "STATIC")),
    ("production", "free-shipping-threshold", {"orders": 3}, ("always", "TARGETING_MATCH")),
    ("production", "free-shipping-threshold", {"country": "AT"}, ("reduced", "TARGETING_MATCH")),
    ("production", "free-shipping-threshold", {"country": "FR"}, ("standard", "DEFAULT")),
    (
        "development",
        "operators-text",
        {"email": "ann.lee@example.com", "order_number": "B-7"},
        MATCHED,
    ),
    (
        "development",
        "operators-text",
        {"email": "ann.lee@example.com", "order_number": "B-7", "note": "x"},
        OTHER,
    ),
    ("development", "operators-text", {"email": "x", "plan": "team"}, MATCHED),
    ("development", "operators-text", {"email": "x", "title": "Sales Manager"}, MATCHED),
    ("development", "operators-text", {"email": "x", "plan": "pro", "trial": True}, OTHER),
    ("development", "operators-text", {"email": "x", "plan": "pro", "country": "ZZ"}, OTHER),
    (
        "development",
        "operators-numbers-and-lists",
        {"cart": {"total": 50, "articles": 9}},
        MATCHED,
    ),
    (
        "development",
        "operators-numbers-and-lists",
        {"cart.total": 499.9, "cart.articles": 1},
        MATCHED,
    ),
    ("development", "operators-numbers-and-lists", {"cart": {"total": 500, "articles": 1}}, OTHER),
    (
        "development",
        "operators-numbers-and-lists",
        {"interests": ["running"], "permissions": ["write", "read", "own"]},
        MATCHED,
    ),
    (
        "development",
        "operators-numbers-and-lists",
        {"interests": ["running"], "permissions": ["read"]},
        OTHER,
    ),
    ("development", "operators-versions-networks-dates", {"app_version": "2.10.0"}, MATCHED),
    ("development", "operators-versions-networks-dates", {"app_version": "2.4.0-beta.1"}, OTHER),
    ("development", "operators-versions-networks-dates", {"sdk_version": "1.9.9"}, MATCHED),
    ("development", "operators-versions-networks-dates", {"firmware": "4.1.0"}, MATCHED),
    ("development", "operators-versions-networks-dates", {"ip": "10.200.3.4"}, MATCHED),
    ("development", "operators-versions-networks-dates", {"ip": "fd12::1"}, MATCHED),
    ("development", "operators-versions-networks-dates", {"ip": "192.0.2.1"}, OTHER),
    (
        "development",
        "operators-versions-networks-dates",
        {"signed_up_at": "2026-03-01T09:00:00+01:00"},
        MATCHED,
    ),
    ("development", "operators-place", {"latitude": 47.0, "longitude": 11.0}, MATCHED),
    ("development", "operators-place", {"country": "DE", "region": "BY"}, MATCHED),
    ("development", "operators-place", {"city": "Salzburg"}, MATCHED),
    ("development", "operators-place", {"timezone": "America/Toronto"}, MATCHED),
    ("development", "operators-place", {"country": "DE", "region": "BE"}, OTHER),
    ("development", "operators-device", {"connection": "slow-2g"}, MATCHED),
    ("development", "operators-device", {"connection": "5g"}, OTHER),
    ("development", "operators-behaviour", {}, ("newcomer", "DEFAULT")),
]


@pytest.mark.parametrize(
    ("environment", "key", "context", "expected"), ANSWERS, ids=lambda part: str(part)[:40]
)
def test_an_example_answers_as_its_file_reads(
    shop: Shop, environment: str, key: str, context: dict[str, Any], expected: tuple[str, str]
) -> None:
    answer = shop.answer(environment, key, context)

    assert (answer["variant"], answer["reason"]) == expected


def test_a_user_agent_is_a_device(shop: Shop) -> None:
    device = shop.answer("development", "operators-device", {}, PHONE)
    banner = shop.answer("production", "homepage-banner", {}, PHONE)

    assert device["variant"] == "matched"
    assert banner["variant"] in {"phone", "weekend"}  # on two days of the week all see the same


def _day(days_ago: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days_ago)).date().isoformat()


@pytest.mark.parametrize(
    ("actions", "variant"),
    [
        (
            {"purchase": {"days": {_day(1): {"count": 2, "value": 500}, _day(80): {"count": 1}}}},
            "vip",
        ),
        ({"purchase": {"days": {_day(1): {"count": 2, "value": 500}}}}, "newcomer"),
        ({"visit": {"days": {_day(ago): {"count": 1} for ago in range(1, 6)}}}, "regular"),
        ({"visit": {"last": f"{_day(40)}T12:00:00Z"}}, "sleeping"),
        ({"visit": {"last": f"{_day(5)}T12:00:00Z"}}, "newcomer"),
    ],
)
def test_what_somebody_did_decides(shop: Shop, actions: dict[str, Any], variant: str) -> None:
    answer = shop.answer("development", "operators-behaviour", {"actions": actions})

    assert answer["variant"] == variant


@pytest.mark.parametrize(
    ("moment", "variant"),
    [
        ("2026-12-25T12:00:00Z", "christmas"),
        ("2026-12-24T23:30:00Z", "christmas"),
        ("2026-11-25T12:00:00Z", "sale"),
        ("2027-02-10T22:00:00Z", "night"),
        ("2027-02-10T04:59:00Z", "night"),
        ("2027-02-13T12:00:00Z", "weekend"),
        ("2027-07-14T12:00:00Z", "summer"),
        ("2027-09-15T12:00:00Z", "quarter_end"),
        ("2027-02-10T12:00:00Z", "ordinary"),
    ],
)
def test_the_time_decides_as_of_a_moment(shop: Shop, moment: str, variant: str) -> None:
    path = "/api/v1/flags/operators-time/explain"
    with shop.machine.client(shop.machine.server_key) as server:
        number = server.post(path, json={}).json()["ruleset"]["number"]

        trace = server.post(path, json={"ruleset": number, "at": moment}).json()

    assert trace["answer"]["variant"] == variant


def test_every_flag_of_the_examples_is_served_where_it_is_set_up(shop: Shop) -> None:
    flags = [one for one in read_documents([EXAMPLES]) if one.kind is Kind.FLAG]
    context = {"targetingKey": "unit-1"}

    served = {
        name: {
            one["key"]: one for one in client.post(OFREP, json={"context": context}).json()["flags"]
        }
        for name, client in shop.clients.items()
    }

    for name, answers in served.items():
        assert set(answers) == {flag.key for flag in flags}
        kept = {one.key: one.body["environments"].get(name, {}) for one in flags}
        on = {key for key, settings in kept.items() if settings.get("enabled")}
        shown = {key for key, answer in answers.items() if answer["reason"] != "DISABLED"}
        # gallery-zoom shows only where the new gallery is on for the unit
        assert shown | {"gallery-zoom"} == on | {"gallery-zoom"}


def test_numbers_of_examples_reach_the_caller_in_their_form(shop: Shop) -> None:
    client = shop.clients["production"]

    texts = [
        client.post(f"{OFREP}/free-shipping-threshold", json={"context": context}).text
        for context in ({"orders": 9}, {"country": "DE"}, {})
    ]

    assert ['"value":0,' in texts[0], '"value":29.0,' in texts[1], '"value":49.9,' in texts[2]] == [
        True,
        True,
        True,
    ]


UNITS = 400

SHARES = [
    ("ai_face_analysis_v2", {"platform": "shopify"}, {"enabled": 0.1 + 0.9 * 0.05}),
    ("ai_face_analysis_v2", {"platform": "other"}, {"enabled": 0.05}),
    ("new_recommendation_ui", {"plan": "premium"}, {"on": 0.15}),
    ("recommendation_algorithm", {}, {"control": 0.5, "test_a": 0.25, "test_b": 0.25}),
    ("checkout-button-color", {}, {"blue": 0.5, "green": 0.3, "orange": 0.2}),
    ("new-gallery", {}, {"on": 0.25}),
    ("gallery-zoom", {}, {"on": 0.125}),
]


@pytest.mark.parametrize(("key", "context", "shares"), SHARES, ids=lambda part: str(part)[:30])
def test_shares_of_examples_are_as_written(
    shop: Shop, key: str, context: dict[str, Any], shares: dict[str, float]
) -> None:
    answers = [
        shop.answer("production", key, {**context, "targetingKey": f"unit-{number}"})
        for number in range(UNITS)
    ]

    counts = Counter(answer["variant"] for answer in answers)

    # Salts are random, so the bound is wide: five standard deviations of a binomial share.
    for variant, share in shares.items():
        deviation = (UNITS * share * (1 - share)) ** 0.5
        assert abs(counts[variant] - UNITS * share) < 5 * deviation


def test_a_unit_keeps_its_answer(shop: Shop) -> None:
    context = {"targetingKey": "unit-1"}

    variants = {
        shop.answer("production", "checkout-button-color", context)["variant"] for _ in range(20)
    }

    assert len(variants) == 1


def test_applying_again_changes_nothing(
    shop: Shop, tmp_path_factory: pytest.TempPathFactory
) -> None:
    named = ["--url", shop.machine.url, "--key", shop.machine.admin_key]

    again = run_burgee(tmp_path_factory.mktemp("home"), "apply", str(EXAMPLES), *named)

    documents = len(read_documents([EXAMPLES]))
    assert (again.returncode, again.stdout.split("\n")[-2]) == (0, f"{documents} unchanged")

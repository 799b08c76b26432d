"""Results over real HTTP: a look, a verdict, two people who agree, and a flag that shows it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.trial import EXPERIMENT, FLAG
from tests.e2e.machines import DevMachine
from tests.e2e.test_experiments import Experimenting, new_machine

VISITORS = 40
SERVED_SECONDS = 20.0
ADMIN = "/api/v1/admin"
PATH = f"{ADMIN}/experiments/{EXPERIMENT}"
PROMOTE = {"promote": "treatment"}


pytestmark = pytest.mark.long  # a whole experiment is lived through first


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevMachine]:
    """An experiment in production whose visitors were all counted."""
    folder: Path = tmp_path_factory.mktemp("machine")
    shop = Experimenting()
    with new_machine(folder) as machine:
        shop.open(machine)
        shop.let_in(machine, VISITORS)
        shop.counted(machine)
        yield machine


def post(client: httpx.Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body, headers={"If-Match": "*"})
    assert answer.status_code in {200, 201}, answer.text
    found: dict[str, Any] = answer.json()
    return found


def approver(machine: DevMachine, name: str) -> httpx.Client:
    with machine.client(machine.admin_key) as owner:
        draft = {"name": name, "kind": "admin", "role": "approver"}
        made = post(owner, f"{ADMIN}/keys", {"document": draft, "reason": "To agree."})
    return machine.client(made["token"])


def test_what_a_look_found_is_what_results_answer(machine: DevMachine) -> None:
    with machine.client(machine.admin_key) as admin:
        look = post(admin, f"{PATH}/looks", {})
        results = admin.get(f"{PATH}/results").raise_for_status().json()

    assert results["verdict"] == look["verdict"]
    assert sum(look["units"].values()) == VISITORS + 1
    assert look["verdict"]["rule"] == "too_early"


def test_results_come_in_less_than_a_second(machine: DevMachine) -> None:
    with machine.client(machine.admin_key) as admin:
        for path in ("results", "results/series", "results/segments"):
            began = time.monotonic()
            admin.get(f"{PATH}/{path}").raise_for_status()
            assert time.monotonic() - began < 1


def test_a_sample_size_is_answered_in_words(machine: DevMachine) -> None:
    asked = {"kind": "rate", "baseline": 0.05, "relative_effect": 0.2, "units_per_day": 1000}
    with machine.client(machine.admin_key) as admin:
        found = post(admin, f"{ADMIN}/samplesize", asked)

    assert found["units"][0] > 8_158
    assert found["sentence"]


def test_two_people_agree_and_everybody_sees_the_winner(machine: DevMachine) -> None:
    with machine.client(machine.admin_key) as admin:
        early = {**PROMOTE, "without_verdict": True, "reason": "The demo has no week to wait."}
        refused = admin.post(f"{PATH}/decide", json=early, headers={"If-Match": "*"})
        assert refused.json()["code"] == "CHECKLIST_OPEN"
        for role in ("product", "engineering"):
            with approver(machine, role) as person:
                post(person, f"{PATH}/decide/sign-off", {"role": role, **PROMOTE, "reason": "Yes."})

        decided = post(admin, f"{PATH}/decide", early)

        assert decided["document"]["status"] == "archived"
        assert post(admin, f"{PATH}/decide", early) == decided
        assert admin.get(f"{PATH}/results").raise_for_status().json()["number"] == 1
    with machine.client(machine.client_key) as application:
        assert served(application) is True


def served(application: httpx.Client) -> bool:
    """What somebody new is shown, once the change has come."""
    path = f"/ofrep/v1/evaluate/flags/{FLAG}"
    deadline = time.monotonic() + SERVED_SECONDS
    while True:
        answer = application.post(path, json={"context": {"targetingKey": "somebody-new"}}).json()
        is_decided = "experiment" not in answer.get("metadata", {})
        if is_decided or time.monotonic() > deadline:
            found: bool = answer["value"]
            return found
        time.sleep(0.1)

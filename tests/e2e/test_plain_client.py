"""A client with nothing but `fetch`, in Node.js, against the plain routes."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from burgee.cli.files import read_documents
from burgee.domain.documents import Kind
from tests.e2e.machines import ROOT, UNLIMITED, DevMachine, run_burgee
from tests.infra.absent import skip_or_fail

pytestmark = pytest.mark.node

EXAMPLES = ROOT / "examples"
CLIENT = Path(__file__).with_name("plain_client.mjs")
ENTERPRISE = {
    "algorithm": "hybrid_deep_learning",
    "max_recommendations": 12,
    "diversity_factor": 0.4,
    "freshness_weight": 0.3,
    "personalization_strength": 0.8,
}


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        skip_or_fail("Node.js is not here")
    return found


@pytest.fixture(scope="module")
def machine(node: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevMachine]:
    home = tmp_path_factory.mktemp("home")
    words = ["--environment", "production", "--no-examples"]
    with DevMachine(home, *words, variables=UNLIMITED) as running:
        named = ["--url", running.url, "--key", running.admin_key]
        applied = run_burgee(home, "apply", str(EXAMPLES), *named)
        assert applied.returncode == 0, applied.stderr
        _wait_until_served(running)
        yield running


def _wait_until_served(machine: DevMachine) -> None:
    keys = {one.key for one in read_documents([EXAMPLES]) if one.kind is Kind.FLAG}
    deadline = time.monotonic() + 30
    with machine.client(machine.client_key) as client:
        while keys - _served(client):
            assert time.monotonic() < deadline
            time.sleep(0.1)


def _served(client: httpx.Client) -> set[str]:
    answers = client.post("/ofrep/v1/evaluate/flags", json={}).json()["flags"]
    return {answer["key"] for answer in answers}


def _asked(
    node: str, machine: DevMachine, questions: list[dict[str, Any]], **parts: Any
) -> dict[str, Any]:
    """What the client was answered, for an enterprise shop and a tester."""
    wanted = {
        "url": machine.url,
        "key": machine.client_key,
        "environment": "production",
        "unit": "user-123",
        "attributes": {
            "platform": "shopify",
            "store_tier": "enterprise",
            "user_segment": "beta_testers",
        },
        "questions": questions,
        **parts,
    }
    ran = subprocess.run(
        [node, str(CLIENT)],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def test_it_gets_values_defaults_and_an_object_of_all(node: str, machine: DevMachine) -> None:
    questions: list[dict[str, Any]] = [
        {"flag": "ai_face_analysis_v2", "otherwise": False},
        {"flag": "recommendation_engine_config", "otherwise": {"max_recommendations": 8}},
        {"flag": "no-such-flag", "otherwise": "friendly", "context": {"preference": "formal"}},
        {"flag": "operators-text", "otherwise": "has no value in production"},
        {"flag": "free-shipping-threshold", "otherwise": -1, "context": {"orders": 9}},
    ]

    answered = _asked(node, machine, questions)

    assert answered["single"] == [True, ENTERPRISE, "friendly", "has no value in production", 0]
    assert answered["bulk"]["ai_face_analysis_v2"] is True
    assert answered["bulk"]["recommendation_engine_config"] == ENTERPRISE
    assert answered["bulk"]["free-shipping-threshold"] == 49.9
    assert "operators-text" not in answered["bulk"]


def test_every_call_is_ok_but_that_for_an_unknown_flag(node: str, machine: DevMachine) -> None:
    questions: list[dict[str, Any]] = [
        {"flag": "new-gallery", "otherwise": 0},
        {"flag": "no-such-flag", "otherwise": 1},
    ]

    answered = _asked(node, machine, questions)

    assert answered["statuses"] == [
        ["/api/v1/flags/bulk-evaluate", 200, True],
        ["/api/v1/flags/new-gallery/evaluate", 200, True],
        ["/api/v1/analytics/events", 202, True],
        ["/api/v1/flags/no-such-flag/evaluate", 404, False],
        ["/api/v1/analytics/events", 202, True],
    ]


def test_another_unit_and_other_attributes_get_other_values(node: str, machine: DevMachine) -> None:
    questions = [{"flag": "recommendation_engine_config", "otherwise": {}}]
    attributes = {"store_tier": "basic"}

    answered = _asked(node, machine, questions, unit="user-124", attributes=attributes)

    assert answered["single"][0]["algorithm"] == "collaborative_filtering"


def test_without_a_unit_the_flags_that_draw_are_left_out(node: str, machine: DevMachine) -> None:
    answered = _asked(node, machine, [], unit=None, attributes={})

    assert "recommendation_algorithm" not in answered["bulk"]
    assert "recommendation_engine_config" in answered["bulk"]


def test_another_environment_than_the_keys_is_told_apart(node: str, machine: DevMachine) -> None:
    answered = _asked(node, machine, [], environment="staging")

    assert answered["bulk"] == {}
    assert answered["statuses"] == [["/api/v1/flags/bulk-evaluate", 403, False]]

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from io import StringIO

import pytest

from burgee.runtime.observability import logger
from tests.unit.cli.conftest import Run
from tests.unit.cli.server import Server

URL = "https://hooks.example.com/burgee"
TEST_PATH = "/api/v1/admin/webhooks/chat/test"


@pytest.fixture(autouse=True)
def _logged() -> Iterator[None]:
    """Keeps what the server logs, which is in this process, out of the command's output."""
    handlers = [one for one in logger().handlers if isinstance(one, logging.StreamHandler)]
    for handler in handlers:
        handler.stream = StringIO()
    yield
    for handler in handlers:
        handler.stream = sys.__stdout__


@pytest.fixture
def chat(run: Run) -> str:
    """A webhook of flags that are switched in production."""
    filters = ("--kind", "flag", "--action", "toggle", "--only", "production")
    assert run("webhooks", "create", "chat", URL, *filters).code == 0
    return "chat"


def test_a_new_webhook_prints_its_secret_and_nothing_else_on_stdout(run: Run) -> None:
    ran = run("webhooks", "create", "chat", URL)

    assert ran.out.strip() == "whsec_burgee_secret-1"
    assert "not shown again" in ran.err


def test_webhooks_are_listed_with_what_they_ask_for(run: Run, chat: str) -> None:
    ran = run("webhooks", "list")

    assert "production" in ran.out
    assert "toggle" in ran.out
    assert "hooks.example.com" not in ran.out


def test_a_webhook_is_shown_without_its_secret(run: Run, chat: str) -> None:
    ran = run("webhooks", "show", chat)

    assert URL in ran.out
    assert "whsec_" not in ran.out


def test_a_webhook_is_switched_off_and_keeps_the_rest(run: Run, chat: str) -> None:
    run("webhooks", "update", chat, "--off")

    document = json.loads(run("webhooks", "show", chat, "--json").out)["document"]
    assert (document["enabled"], document["actions"]) == (False, ["toggle"])


def test_an_update_of_nothing_is_used_wrongly(run: Run, chat: str) -> None:
    assert run("webhooks", "update", chat).code == 2


def test_a_rotation_prints_the_new_secret(run: Run, chat: str) -> None:
    ran = run("webhooks", "rotate", chat, "--reason", "It was in a log")

    assert ran.out.strip() == "whsec_burgee_secret-2"


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ({"delivered": True, "status": 204, "problem": ""}, 0, "answered 204"),
        ({"delivered": False, "status": None, "problem": "Nobody."}, 1, "Nobody."),
    ],
)
def test_a_test_says_what_became_of_it(
    run: Run, server: Server, chat: str, answer: object, code: int, said: str
) -> None:
    server.canned[TEST_PATH] = (200, answer)

    ran = run("webhooks", "test", chat)

    assert ran.code == code
    assert said in ran.out


def test_an_archived_webhook_is_listed_as_such(run: Run, chat: str) -> None:
    run("webhooks", "archive", chat)

    assert "archived" in run("webhooks", "list").out


def test_an_address_that_leads_elsewhere_is_refused(run: Run) -> None:
    ran = run("webhooks", "create", "chat", "https://10.0.0.1/")

    assert ran.code == 1
    assert "ADDRESS_REFUSED" in ran.err

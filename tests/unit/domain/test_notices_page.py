"""docs/notices.md says what is sent, and its receiver tells what is ours from what is not."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.notices import body_of, notice_of
from burgee.domain.signatures import TOLERANCE_SECONDS, sign
from burgee.runtime.settings import NoticeSettings
from burgee.wire.routes import ROUTES

PAGE = (Path(__file__).parents[3] / "docs/notices.md").read_text()
SECRET, BODY = "whsec_burgee_of-the-page", b'{"id":"flag/a/1"}'


def a_fence(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def is_genuine() -> Callable[[str, str, bytes], bool]:
    """The page's own receiver."""
    names: dict[str, Any] = {}
    exec(a_fence("python"), names)  # noqa: S102 - what readers will copy
    found: Callable[[str, str, bytes], bool] = names["is_genuine"]
    return found


def test_the_receiver_takes_what_burgee_signed(is_genuine: Any) -> None:
    assert is_genuine(SECRET, sign([SECRET], BODY, int(time.time())), BODY)


def test_the_receiver_takes_either_secret_while_one_replaces_the_other(is_genuine: Any) -> None:
    header = sign(["whsec_burgee_another-one", SECRET], BODY, int(time.time()))

    assert is_genuine(SECRET, header, BODY)


@pytest.mark.parametrize("secret", ["whsec_burgee_another-one", ""])
def test_the_receiver_refuses_what_another_signed(is_genuine: Any, secret: str) -> None:
    assert not is_genuine(SECRET, sign([secret], BODY, int(time.time())), BODY)


def test_the_receiver_refuses_another_body(is_genuine: Any) -> None:
    assert not is_genuine(SECRET, sign([SECRET], BODY, int(time.time())), BODY + b" ")


def test_the_receiver_refuses_what_is_old(is_genuine: Any) -> None:
    old = int(time.time()) - TOLERANCE_SECONDS - 2

    assert not is_genuine(SECRET, sign([SECRET], BODY, old), BODY)


@pytest.mark.parametrize("header", ["", "v1=é", "t=1", "t=,v1=", "t=²,v1=0"])
def test_the_receiver_refuses_what_is_no_signature(is_genuine: Any, header: str) -> None:
    assert not is_genuine(SECRET, header, BODY)


def test_the_notice_shown_has_the_fields_that_are_sent() -> None:
    version = DocumentVersion(Kind.FLAG, "a", 1, {}, Change("ann", "", Action.CREATE))

    assert list(json.loads(a_fence("json"))) == list(body_of(notice_of(version, {}, None)))


def test_the_pauses_shown_are_those_that_are_made() -> None:
    pauses = ",".join(f"{pause:g}" for pause in NoticeSettings().pauses)

    assert f"`{pauses}`" in PAGE


@pytest.mark.parametrize("route", [r for r in ROUTES if "/webhooks" in r.path], ids=str)
def test_every_route_of_webhooks_is_in_its_table(route: Any) -> None:
    verb = route.path.rpartition("/")[2]

    assert f"{{key}}/{verb}`" in PAGE or f"{route.path}`" in PAGE

from __future__ import annotations

from burgee.domain.roles import Caller, Role
from tests.functions.admin_api import AdminApi


def test_a_key_is_told_what_it_may_do() -> None:
    api = AdminApi(caller=Caller("editor-1", Role.EDITOR, None, "Edda"))

    got = api.get("/caller").json

    assert got == {"key_id": "editor-1", "name": "Edda", "role": "editor", "environments": None}


def test_a_limited_key_is_told_its_environments() -> None:
    limited = Caller("viewer-1", Role.VIEWER, frozenset({"staging", "development"}))

    got = AdminApi(caller=limited).get("/caller").json

    assert got["environments"] == ["development", "staging"]


def test_whoever_has_no_key_is_told_nothing() -> None:
    got = AdminApi(caller=None).get("/caller")

    assert (got.status, got.code) == (401, "UNAUTHENTICATED")

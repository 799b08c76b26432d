from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.api_keys import ApiKey
from burgee.domain.errors import InvalidDocument
from burgee.domain.parsing import parse

HASH = "0" * 64


def a_key(**parts: Any) -> dict[str, Any]:
    return {"key": "k1", "hash": HASH, **parts}


@pytest.mark.parametrize(
    "body",
    [
        a_key(kind="client", environment="production"),
        a_key(kind="server", environment="production", revoked=True),
        a_key(kind="admin", role="viewer"),
        a_key(kind="admin", role="owner", environments=["staging"]),
    ],
)
def test_a_key_has_an_environment_or_a_role(body: dict[str, Any]) -> None:
    assert parse(ApiKey, body).key == "k1"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (a_key(kind="client"), "a client key has one environment and no role"),
        (a_key(kind="server", environment="a", role="owner"), "a server key has one environment"),
        (a_key(kind="server", environment="a", environments=["a"]), "a server key has one"),
        (a_key(kind="admin"), "an admin key has a role"),
        (a_key(kind="admin", role="owner", environment="a"), "`environments` instead of"),
        (a_key(kind="admin", role="owner", environments=[]), "too few entries"),
        ({**a_key(kind="admin", role="owner"), "hash": "0"}, "64 hexadecimal digits"),
    ],
)
def test_a_key_of_mixed_kinds_is_refused(body: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidDocument, match=said):
        parse(ApiKey, body)

from __future__ import annotations

from hashlib import sha256

import pytest

from burgee.domain.tokens import KINDS, make_token, parse_token

TEXT = "burgee.client.production.k1.s3cret"


def test_a_token_says_who_calls_and_where_to_look() -> None:
    token = parse_token(TEXT)

    assert token is not None
    assert (token.kind, token.scope, token.id) == ("client", "production", "k1")
    assert token.hash == sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_token_that_was_made_is_read_again(kind: str) -> None:
    token = make_token(kind=kind, scope="all", key_id="k1", secret="s")

    assert parse_token(token.text) == token


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        TEXT + ".more",
        TEXT.replace("burgee", "flags"),
        TEXT.replace("client", "root"),
        TEXT.replace("k1", ""),
        TEXT + "é",
        TEXT + "\ud800",
        TEXT + "x" * 256,
    ],
)
def test_what_is_no_token_is_none(text: str) -> None:
    assert parse_token(text) is None

"""Who is recognised by a token, and who is not, whatever they send."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given
from hypothesis import strategies as st

from burgee.domain.errors import SignInUnavailable
from burgee.domain.people import Person
from burgee.services.recognise_person import LEEWAY_SECONDS, MOST_CHARACTERS, recognise
from tests.unit.services.pools import (
    CLIENT,
    ISSUER,
    KEY,
    OTHER_KEY,
    KnownKeys,
    access_claims,
    id_claims,
    signed,
)

ANN = Person("4f2c", "ann@example.com", frozenset({"editor"}))


def recognised(token: str, keys: KnownKeys | None = None) -> Person | None:
    return recognise(token, keys or KnownKeys(), issuer=ISSUER, client_id=CLIENT)


def part(content: Any) -> str:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def by_hand(header: Any, claims: Any, signature: bytes = b"") -> str:
    """A token of any parts at all: what no library would make."""
    return f"{part(header)}.{part(claims)}.{part(signature)}"


def test_an_id_token_says_who_somebody_is() -> None:
    assert recognised(signed(id_claims())) == ANN


def test_an_access_token_says_it_by_the_name_of_the_account() -> None:
    person = recognised(signed(access_claims()))

    assert person == Person("4f2c", "ann", frozenset({"editor"}))


@pytest.mark.parametrize(
    "groups", [None, "owner", {"owner": True}, 7], ids=["none", "text", "object", "number"]
)
def test_groups_that_are_no_list_are_none(groups: Any) -> None:
    person = recognised(signed(id_claims(**{"cognito:groups": groups})))

    assert person is not None
    assert person.groups == frozenset()


def test_a_name_is_never_longer_than_the_history_takes() -> None:
    person = recognised(signed(id_claims(email="a" * 500)))

    assert person is not None
    assert len(person.name) == 128


def test_somebody_without_any_name_is_recognised_all_the_same() -> None:
    person = recognised(signed(id_claims(email=None, **{"cognito:username": None})))

    assert person == Person("4f2c", "", frozenset({"editor"}))


NOW = int(time.time())
BAD_CLAIMS = {
    "another pool": {"iss": f"{ISSUER}x"},
    "no issuer": {"iss": None},
    "another client": {"aud": "another"},
    "several clients": {"aud": [CLIENT, "another"]},
    "no client": {"aud": None},
    "expired": {"exp": NOW - LEEWAY_SECONDS - 60},
    "no expiry": {"exp": None},
    "an expiry that is no number": {"exp": "soon"},
    "an endless expiry": {"exp": float("inf")},
    "not yet valid": {"nbf": NOW + 3600},
    "made in the future": {"iat": NOW + 3600},
    "no subject": {"sub": None},
    "a subject that is no text": {"sub": 7},
    "no use": {"token_use": None},
    "an unknown use": {"token_use": "refresh"},
    "a use that is no text": {"token_use": ["id"]},
    "an access token with the client of an ID token": {"token_use": "access"},
    "an ID token with the client of an access token": {"aud": None, "client_id": CLIENT},
}


@pytest.mark.parametrize("claims", BAD_CLAIMS.values(), ids=BAD_CLAIMS)
def test_a_token_that_claims_something_else_is_nobodys(claims: dict[str, Any]) -> None:
    keys = KnownKeys()

    assert recognised(by_hand({"alg": "RS256", "kid": "k1"}, id_claims(**claims)), keys) is None
    assert keys.asked == [], "no key was needed to say so"


@pytest.mark.parametrize("claims", [{"exp": NOW - 60}, {"aud": "another"}, {"iss": "https://x"}])
def test_a_right_signature_does_not_make_up_for_wrong_claims(claims: dict[str, Any]) -> None:
    assert recognised(signed(id_claims(**claims))) is None


def test_two_clocks_may_differ_by_a_few_seconds() -> None:
    assert recognised(signed(id_claims(iat=int(time.time()) + 5))) == ANN


def test_the_key_of_another_pool_signs_nothing_here() -> None:
    assert recognised(signed(id_claims(), key=OTHER_KEY)) is None


def test_an_unknown_key_id_is_nobodys() -> None:
    assert recognised(signed(id_claims(), kid="k9")) is None


def test_claims_that_were_changed_after_they_were_signed_are_nobodys() -> None:
    header, _, signature = signed(id_claims()).split(".")
    raised = part(id_claims(**{"cognito:groups": ["owner"]}))

    assert recognised(f"{header}.{raised}.{signature}") is None


def test_a_token_that_is_not_signed_at_all_is_nobodys() -> None:
    unsigned = jwt.encode(id_claims(), None, algorithm="none", headers={"kid": "k1"})

    assert recognised(unsigned) is None
    assert recognised(by_hand({"alg": "RS256", "kid": "k1"}, id_claims())) is None


def test_the_public_key_is_no_secret_to_sign_with() -> None:
    public = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signing = f"{part({'alg': 'HS256', 'kid': 'k1'})}.{part(id_claims())}"
    forged = part(hmac.digest(public, signing.encode(), hashlib.sha256))

    assert recognised(f"{signing}.{forged}") is None


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
def test_no_other_algorithm_is_taken_even_with_the_right_key(algorithm: str) -> None:
    assert recognised(signed(id_claims(), alg=algorithm)) is None


def test_a_key_that_the_token_brings_along_is_not_used() -> None:
    own = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(OTHER_KEY.public_key()))
    token = signed(id_claims(), key=OTHER_KEY, jwk=own, jku="https://attacker.example/keys")

    assert recognised(token) is None


@pytest.mark.parametrize("kid", [None, 7, ["k1"], {"k": 1}])
def test_a_key_id_that_is_no_text_is_nobodys(kid: Any) -> None:
    assert recognised(by_hand({"alg": "RS256", "kid": kid}, id_claims())) is None


def test_a_huge_token_is_not_even_read() -> None:
    keys = KnownKeys()
    huge = signed(id_claims(padding="x" * MOST_CHARACTERS))

    assert recognised(huge, keys) is None
    assert keys.asked == []


NONSENSE = {
    "empty": "",
    "dots": "..",
    "no parts": "hello",
    "deep": by_hand(b"[" * 3000, b"[" * 3000),
    "deep claims": by_hand({"alg": "RS256", "kid": "k1"}, b'{"a":' * 1200),
    "not JSON": by_hand(b"\xff\xfe", b"\x00"),
    "lists": by_hand([], []),
    "numbers": by_hand(1, 2),
    "snowmen": "\u2603.\u2603.\u2603",
    "half a surrogate": "\ud800.a.b",
    "huge numbers": by_hand({"alg": "RS256", "kid": "k1"}, b'{"exp":' + b"9" * 5000 + b"}"),
}


@pytest.mark.parametrize("token", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_is_nobodys(token: str) -> None:
    assert recognised(token) is None


@given(st.text(max_size=60) | st.tuples(st.binary(), st.binary()).map(lambda two: by_hand(*two)))
def test_no_text_raises(token: str) -> None:
    assert recognised(token) is None


class Silent:
    """A sign-in that does not tell its keys."""

    def named(self, _: str) -> None:
        raise SignInUnavailable("It does not answer.")


def test_keys_that_cannot_be_had_are_no_refusal() -> None:
    with pytest.raises(SignInUnavailable):
        recognise(signed(id_claims()), Silent(), issuer=ISSUER, client_id=CLIENT)

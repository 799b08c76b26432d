"""A signature holds for one secret, one body and five minutes."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from burgee.domain.signatures import is_signed, sign

SECRET, BODY, NOW = "whsec_of-the-receiver", b'{"id":"flag/a/1"}', 1_795_608_000


def test_what_is_signed_is_the_time_a_dot_and_the_body() -> None:
    expected = hmac.new(SECRET.encode(), b"1795608000." + BODY, hashlib.sha256).hexdigest()

    assert sign([SECRET], BODY, NOW) == f"t=1795608000,v1={expected}"


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_a_fresh_signature_holds(seconds: int) -> None:
    assert is_signed(SECRET, BODY, sign([SECRET], BODY, NOW), NOW + seconds)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_old_signature_and_one_of_the_future_do_not_hold(seconds: int) -> None:
    assert not is_signed(SECRET, BODY, sign([SECRET], BODY, NOW), NOW + seconds)


def test_another_body_is_not_signed() -> None:
    assert not is_signed(SECRET, BODY + b" ", sign([SECRET], BODY, NOW), NOW)


def test_another_time_is_not_signed() -> None:
    header = sign([SECRET], BODY, NOW).replace(str(NOW), str(NOW + 1))

    assert not is_signed(SECRET, BODY, header, NOW)


@pytest.mark.parametrize("secret", ["whsec_new-secret-of-it", "whsec_old-secret-of-it"])
def test_either_secret_is_enough_while_one_replaces_the_other(secret: str) -> None:
    header = sign(["whsec_new-secret-of-it", "whsec_old-secret-of-it"], BODY, NOW)

    assert is_signed(secret, BODY, header, NOW)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "v1=abc",
        f"t={NOW}",
        f"t={NOW},v0=abc",
        f"t={NOW},v1=",
        f"t={NOW},t={NOW},v1=abc",
        "t=soon,v1=abc",
        "t=-1,v1=abc",
        f"t={'9' * 16},v1=abc",
        f"t={NOW},v1=é",
        f"t={NOW},v1={'a' * 2000}",
    ],
)
def test_a_header_of_another_form_is_no_signature(header: str) -> None:
    assert not is_signed(SECRET, BODY, header, NOW)

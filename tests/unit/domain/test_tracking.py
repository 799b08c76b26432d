"""Times, numbers and names of tracking events, and the tokens of exposures."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burgee.domain.errors import InvalidEvent
from burgee.domain.exposure_tokens import ExposureClaim, make_exposure_token, read_exposure_token
from burgee.domain.pseudonyms import event_id, pseudonym, text_hash
from burgee.domain.sent_events import Reason, evaluation_reason, invalid
from burgee.domain.tracking import (
    CLAMP_DAYS,
    DAY_MS,
    LARGEST_NUMBER,
    SCALE,
    day_of,
    event_time,
    is_never_stored,
    scaled_number,
)

NOW = 1_795_608_000_000
SECRET = b"s" * 32
CLAIM = ExposureClaim("checkout.1", "p" * 22, "on", 1000, {"country": "DE"}, "früh")


class TestEventTime:
    def test_a_clock_that_is_wrong_by_years_is_set_right(self) -> None:
        assert event_time(5_000, 65_000, NOW) == NOW - 60_000

    @pytest.mark.parametrize(("timestamp", "sent_at"), [(None, 5), (5, None), (None, None)])
    def test_without_either_it_is_the_receipt(
        self, timestamp: int | None, sent_at: int | None
    ) -> None:
        assert event_time(timestamp, sent_at, NOW) == NOW

    @given(st.integers(), st.integers())
    def test_it_is_within_the_last_week(self, timestamp: int, sent_at: int) -> None:
        assert NOW - CLAMP_DAYS * DAY_MS <= event_time(timestamp, sent_at, NOW) <= NOW


class TestNumbers:
    @given(st.floats(-1e9, 1e9) | st.integers(-(10**9), 10**9))
    def test_a_number_is_rounded_to_the_nearest_at_the_fixed_scale(self, number: float) -> None:
        scaled = scaled_number(number)

        written = Fraction(Decimal(repr(number)))
        assert scaled is not None
        assert abs(Fraction(scaled) - written * SCALE) <= Fraction(1, 2)

    @pytest.mark.parametrize(
        "number",
        [LARGEST_NUMBER + 1, -LARGEST_NUMBER - 1, 10**4000, 1e308, float("inf"), float("nan")],
    )
    def test_one_that_is_too_large_is_none(self, number: float) -> None:
        assert scaled_number(number) is None

    @pytest.mark.parametrize(
        ("number", "scaled"), [(0.00005, 0), (0.00015, 2), (-0.00025, -2), (False, 0)]
    )
    def test_halves_go_to_the_even_one(self, number: float, scaled: int) -> None:
        assert scaled_number(number) == scaled


def test_a_day_begins_at_midnight_in_utc() -> None:
    assert (day_of(DAY_MS - 1), day_of(DAY_MS)) == ("1970-01-01", "1970-01-02")


@pytest.mark.parametrize(
    "name", ["user_agent", "User-Agent", "client.ip", "Referer", "e-mail", "remote_addr"]
)
def test_what_tells_of_a_person_is_known_by_its_name(name: str) -> None:
    assert is_never_stored(name)


@pytest.mark.parametrize("name", ["plan", "value", "address_changes", "email_opened", "tip", ""])
def test_other_names_are_stored(name: str) -> None:
    assert not is_never_stored(name)


class TestPseudonyms:
    def test_units_differ_by_secret_environment_type_and_key(self) -> None:
        names = {
            pseudonym(SECRET, "production", "targetingKey", "ann"),
            pseudonym(b"t" * 32, "production", "targetingKey", "ann"),
            pseudonym(SECRET, "staging", "targetingKey", "ann"),
            pseudonym(SECRET, "production", "device", "ann"),
            pseudonym(SECRET, "production", "targetingKey", "bob"),
        }

        assert len(names) == 5

    def test_a_text_a_unit_and_an_id_of_the_same_letters_are_not_alike(self) -> None:
        hashes = {
            text_hash(SECRET, "production", "ann")[:11],
            event_id(SECRET, "production", sent="ann")[:11],
            event_id(SECRET, "production", content="ann")[:11],
        }

        assert len(hashes) == 3

    def test_the_id_that_was_sent_comes_before_what_the_event_says(self) -> None:
        with_content = event_id(SECRET, "production", sent="e1", content="all that it says")

        assert with_content == event_id(SECRET, "production", sent="e1")

    def test_any_text_can_be_hashed(self) -> None:
        assert len(text_hash(SECRET, "production", "\ud800\0")) == 16


class TestTokens:
    @pytest.fixture
    def token(self) -> str:
        return make_exposure_token(SECRET, "production", CLAIM)

    def test_a_token_says_what_was_claimed(self, token: str) -> None:
        assert read_exposure_token(SECRET, "production", token, 999.9) == CLAIM

    def test_the_same_claim_makes_the_same_token(self, token: str) -> None:
        claim = dataclasses.replace(CLAIM, dimensions=dict(CLAIM.dimensions))

        assert make_exposure_token(SECRET, "production", claim) == token

    def test_it_expires_at_its_second(self, token: str) -> None:
        with pytest.raises(InvalidEvent) as refusal:
            read_exposure_token(SECRET, "production", token, 1000)

        assert refusal.value.reason == Reason.EXPIRED_TOKEN

    @pytest.mark.parametrize(
        ("secret", "environment"), [(b"t" * 32, "production"), (SECRET, "staging")]
    )
    def test_it_holds_for_one_secret_and_environment(
        self, token: str, secret: bytes, environment: str
    ) -> None:
        with pytest.raises(InvalidEvent) as refusal:
            read_exposure_token(secret, environment, token, 0)

        assert refusal.value.reason == Reason.INVALID_TOKEN

    @given(st.text(max_size=40) | st.text("AZaz09-_.=", max_size=40))
    def test_no_made_up_text_is_one(self, text: str) -> None:
        with pytest.raises(InvalidEvent) as refusal:
            read_exposure_token(SECRET, "production", text, 0)

        assert refusal.value.reason == Reason.INVALID_TOKEN


def test_a_source_that_is_known_comes_before_a_reason() -> None:
    assert evaluation_reason("SPLIT", "cache") == "CACHED"


def test_a_refusal_names_its_reason() -> None:
    assert invalid(Reason.TOO_DEEP, "Too deep.").reason == "TOO_DEEP"

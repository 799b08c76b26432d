"""A late exposure as a message, there and back."""

from __future__ import annotations

import dataclasses
import json

import pytest

from burgee.domain.errors import InvalidEvent
from burgee.domain.tracking import Exposure
from burgee.services.late_exposures import (
    LateExposure,
    decode_late_exposure,
    encode_late_exposure,
)

EXPOSURE = Exposure(
    run="checkout.2",
    variant="treatment",
    at=1_795_608_000_123,
    received=1_795_608_000_124,
    dimensions={"country": "DE", "plan": ""},
    cohort="früh",
)
LATE = LateExposure("production", "pseudonym-of-22-letter", EXPOSURE)


def test_a_message_says_all_that_rests_and_that_it_is_late() -> None:
    decoded = decode_late_exposure(encode_late_exposure(LATE))

    assert decoded == dataclasses.replace(LATE, exposure=dataclasses.replace(EXPOSURE, late=True))


def test_a_message_holds_nothing_that_a_queue_would_refuse() -> None:
    odd = dataclasses.replace(LATE, exposure=dataclasses.replace(EXPOSURE, cohort="\0\x07\uffff"))

    assert encode_late_exposure(odd).isascii()
    assert decode_late_exposure(encode_late_exposure(odd)).exposure.cohort == "\0\x07\uffff"


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{",
        "null",
        "[]",
        "{}",
        '{"environment":"production","unit":"u","exposure":[]}',
        encode_late_exposure(LATE).replace('"treatment"', "7"),
        encode_late_exposure(LATE).replace("1795608000123", '"soon"'),
        encode_late_exposure(LATE).replace('"DE"', "null"),
        json.dumps({"unit": "u", "exposure": {}}),
        "[" * 100_000,
    ],
)
def test_another_text_is_refused(message: str) -> None:
    with pytest.raises(InvalidEvent):
        decode_late_exposure(message)

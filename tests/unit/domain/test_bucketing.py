from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.bucketing import (
    HASHES,
    SLOTS,
    UnitKeyMissing,
    frozen_text,
    make_draw,
    number_text,
    scaled,
    seed_of,
    slot_of,
    unit_text,
)
from tests.reference.hashing import murmur3_32

MODULO = {"normalise": "modulo", "slots": 100, "seed": 5}
OURS = {"seed": seed_of("salt", "rollout")}


def test_what_rests_of_an_attribute_is_cut_to_64_characters() -> None:
    assert frozen_text("x" * 100) == "x" * 64


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (3.0, "3"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (-2.5, "-2.5"),
        (1e21, "1e+21"),
        (123456789012345680000, "123456789012345680000"),
        (1e-6, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (5e-324, "5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (2**53 + 1, "9007199254740992"),
        (-(10**30), "-1e+30"),
    ],
)
def test_a_number_is_hashed_as_javascript_prints_it(number: float, text: str) -> None:
    assert number_text(number) == text


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), 10**400])
def test_a_number_that_json_has_not_is_no_unit(number: float) -> None:
    assert unit_text(number) is None


@pytest.mark.parametrize("found", ["", None, True, False, [], ["u1"], {}, {"id": "u1"}])
def test_a_unit_is_a_text_or_a_number(found: Any) -> None:
    assert unit_text(found) is None


@pytest.mark.parametrize(
    ("sent", "hashed"),
    [
        ("a\ud800", "a\ufffd"),
        ("\udc00\ud800", "\ufffd\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("\ufeffa", "\ufeffa"),
    ],
)
def test_a_lone_surrogate_is_hashed_as_a_browser_sends_it(sent: str, hashed: str) -> None:
    draw = make_draw(OURS)

    assert unit_text(sent) == hashed
    assert draw({"targetingKey": sent}) == draw({"targetingKey": hashed})


@pytest.mark.parametrize("unit", ["u1", "é", "😀", "a\0b", "x" * 10_000])
def test_our_hash_is_murmur3_over_utf8_with_the_salt_as_its_seed(unit: str) -> None:
    drawn = make_draw(OURS)({"targetingKey": unit})

    assert OURS["seed"] == murmur3_32(b"salt\0rollout", 0)
    assert drawn == murmur3_32(unit.encode(), OURS["seed"])


@pytest.mark.parametrize("bucketing", [{}, {"hash": "sha1_60"}, {"slots": 7}])
@pytest.mark.parametrize("bound", [0, 1, 3, 6])
def test_a_scaled_bound_divides_draws_where_slots_do(bucketing: dict[str, Any], bound: int) -> None:
    edge = scaled(bucketing, bound)

    assert slot_of(bucketing, edge) == bound
    assert edge == 0 or slot_of(bucketing, edge - 1) == bound - 1


@pytest.mark.parametrize(("name", "bits"), [("murmur3_32", 32), ("sha1_60", 60)])
def test_the_highest_draw_lies_in_the_highest_slot(name: str, bits: int) -> None:
    assert HASHES[name].bits == bits
    assert slot_of({"hash": name}, 2**bits - 1) == SLOTS - 1
    assert scaled({"hash": name}, SLOTS) == 2**bits


def test_a_hash_of_another_system_is_the_first_60_bits_of_sha1() -> None:
    draw = make_draw({"hash": "sha1_60", "key": [["targetingKey"]]})

    assert draw({"targetingKey": "abc"}) == 0xA9993E364706816


def test_slots_by_modulo_are_what_is_drawn() -> None:
    drawn = make_draw(MODULO)({"targetingKey": "u1"})

    assert drawn == murmur3_32(b"u1", 5) % 100
    assert (scaled(MODULO, 50), slot_of(MODULO, drawn)) == (50, drawn)


def test_a_key_is_made_of_texts_and_of_the_first_attribute_that_is_there() -> None:
    draw = make_draw({"key": ["group:", ["account.id", "targetingKey"], "."], "seed": 1})

    assert draw({"account": {"id": 7}}) == murmur3_32(b"group:7.", 1)
    assert draw({"account": {}, "targetingKey": "u1"}) == murmur3_32(b"group:u1.", 1)


@pytest.mark.parametrize("context", [{}, {"plan": ""}, {"plan": None}, {"plan": ["a"]}])
def test_a_draw_without_its_attribute_names_it(context: dict[str, Any]) -> None:
    draw = make_draw({"key": [["plan"]], "seed": 1})

    with pytest.raises(UnitKeyMissing) as missing:
        draw(context)

    assert missing.value.attribute == "plan"

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burgee.cli.yaml_text import Text, dump

JSON_TREES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@pytest.mark.parametrize(
    "text",
    ["on", "off", "yes", "NO", "True", "FALSE", "y", "2026-11-21", "12:30", "007", "1_000", "0x1f",
     "0o17", ".inf", ".nan", "1.2.3", "Null", "2026-11-21T09:30:00Z", "<<x", "="],
)  # fmt: skip
def test_what_only_older_readers_convert_stays_text(text: str) -> None:
    assert Text(f"value: {text}").content == {"value": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("false", False), ("null", None), ("~", None), ("", None), ("10", 10),
     ("10.0", 10.0), ("-3", -3), ("+3", 3), ("1e3", 1000.0), ("0.30", 0.3), (".5", 0.5),
     ("0", 0), ("-0.0", -0.0), ("12345678901234567890", 12345678901234567890)],
)  # fmt: skip
def test_what_json_would_convert_is_converted(text: str, value: object) -> None:
    assert repr(Text(f"value: {text}").content["value"]) == repr(value)


def test_keys_are_always_text() -> None:
    assert Text("{on: 1, 10: 2, true: 3, 2026-11-21: 4, 1.50: 5}").content == {
        "on": 1,
        "10": 2,
        "true": 3,
        "2026-11-21": 4,
        "1.50": 5,
    }


def test_a_section_can_be_shared_and_extended() -> None:
    text = "a: &shared {x: 1, y: 2}\nb: {<<: *shared, y: 3}\nc: *shared\n"
    assert Text(text).content["b"] == {"x": 1, "y": 3}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2\n", "line 2, column 1: the key 'a' is there twice"),
        ("'on': 1\non: 2\n", "'on' is there twice"),
        ("? [a]\n: 1\n", "a key must be text"),
        ("a: [1\n", "line 2"),
        ("a: !!python/object:os.system {}\n", "line 1"),
        ("a: 1\n---\nb: 2\n", "line 2"),
        ("a: *nowhere\n", "undefined alias"),
        ("a: \x00\n", "not allowed"),
    ],
)
def test_text_that_cannot_be_read_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("[", r"\[")):
        Text(text)


@pytest.mark.parametrize("number", ["9" * 5000, "1e999", "-1.0e999"])
def test_a_number_that_json_cannot_carry_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="is too large a number"):
        Text(f"a: {number}")


def test_the_line_of_a_field_is_that_of_its_deepest_part() -> None:
    text = Text("flags:\n  - key: a\n    variants:\n      on:\n        value: 1\n")
    assert text.line(["flags", "0", "variants", "on", "value"]) == 5
    assert text.line(["flags", "0", "nowhere", "deeper"]) == 2
    assert text.line(["nothing"]) == 1


@given(JSON_TREES)
def test_what_is_written_is_read_back_in_the_same_form(tree: object) -> None:
    assert json.dumps(Text(dump(tree)).content) == json.dumps(tree)


def test_what_older_readers_would_convert_is_written_in_quotes() -> None:
    assert dump({"on": "yes", "day": "2026-11-21"}) == "'on': 'yes'\nday: '2026-11-21'\n"

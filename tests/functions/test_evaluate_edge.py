"""What the content delivery network and the User-Agent say, as flags see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.functions.evaluate_api import (
    BULK,
    PLAIN,
    SINGLE,
    UNLIMITED,
    EvaluateApi,
    a_condition,
    a_rule,
    a_switch,
    deployed,
)

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
WORLD = {"north": 90, "south": -90, "west": -180, "east": 180}
FLAGS = (
    a_switch("in-germany", rules=[a_rule(a_condition("country", "DE"))]),
    a_switch("in-bavaria", rules=[a_rule(a_condition("region", "BY"))]),
    a_switch("in-munich", rules=[a_rule(a_condition("city", "M\u00fcnchen"))]),
    a_switch("by-berlin-time", rules=[a_rule(a_condition("timezone", "Europe/Berlin"))]),
    a_switch("somewhere", rules=[a_rule({"operator": "within_bounds", "value": WORLD})]),
    a_switch("on-a-phone", rules=[a_rule(a_condition("device_type", "mobile"))]),
    a_switch("on-android", rules=[a_rule(a_condition("os", "android"))]),
    a_switch("in-chrome", rules=[a_rule(a_condition("browser", "chrome"))]),
    a_switch("upright", rules=[a_rule(a_condition("orientation", "portrait"))]),
)
EDGE = {
    "CloudFront-Viewer-Country": "DE",
    "CloudFront-Viewer-Country-Region": "BY",
    "CloudFront-Viewer-City": "M%C3%BCnchen",
    "CloudFront-Viewer-Time-Zone": "Europe/Berlin",
    "CloudFront-Viewer-Latitude": "48.14",
    "CloudFront-Viewer-Longitude": "11.58",
    "User-Agent": PHONE,
}


@pytest.fixture(scope="module")
def api() -> Iterator[EvaluateApi]:
    with deployed(**UNLIMITED) as running:
        token = running.new_key("server")
        running.create(*FLAGS).publish()
        yield EvaluateApi(token)


def _shown(api: EvaluateApi, headers: dict[str, str], **context: object) -> set[str]:
    """Keys of the flags that are on."""
    answer = api.post(BULK, {"context": context}, headers)
    return {key for key, one in answer.flags.items() if one["value"]}


def test_all_that_the_edge_knows_is_seen_by_the_flags_that_ask(api: EvaluateApi) -> None:
    shown = _shown(api, EDGE, screen_width=400, screen_height=800)

    assert shown == {str(flag["key"]) for flag in FLAGS}


def test_without_an_edge_nothing_is_known(api: EvaluateApi) -> None:
    assert _shown(api, {}) == set()


@pytest.mark.parametrize(
    "path", [f"{SINGLE}/in-germany", f"{PLAIN}/in-germany/evaluate", f"{PLAIN}/in-germany/explain"]
)
def test_every_route_sees_it(api: EvaluateApi, path: str) -> None:
    answer = api.post(path, {"context": {}}, EDGE).json

    assert answer.get("answer", answer)["value"] is True


def test_what_the_caller_says_wins(api: EvaluateApi) -> None:
    shown = _shown(api, EDGE, country="FR", os="ios", timezone="Asia/Tokyo")

    assert not shown & {"in-germany", "on-android", "by-berlin-time"}


def test_null_says_nothing(api: EvaluateApi) -> None:
    assert "in-germany" in _shown(api, EDGE, country=None)


def test_a_server_can_pass_its_visitors_user_agent_on(api: EvaluateApi) -> None:
    shown = _shown(api, {"User-Agent": "python-httpx/0.28"}, user_agent=PHONE)

    assert {"on-a-phone", "on-android", "in-chrome"} <= shown


@pytest.mark.parametrize(
    ("latitude", "longitude", "is_known"),
    [
        ("0", "0", True),
        ("51.48", "0.00000", True),
        ("-33.9", "-151.2", True),
        ("north", "0", False),
        ("", "", False),
        ("nan", "nan", False),
        ("inf", "0", False),
    ],
)
def test_a_place_is_two_numbers_also_on_the_equator_and_at_greenwich(
    api: EvaluateApi, latitude: str, longitude: str, is_known: bool
) -> None:
    headers = {
        "CloudFront-Viewer-Latitude": latitude,
        "CloudFront-Viewer-Longitude": longitude,
    }

    assert ("somewhere" in _shown(api, headers)) is is_known


@pytest.mark.parametrize("user_agent", ["", "x", "\x7f" * 2000, "Mozilla/5.0 (" * 3000, "%" * 100])
def test_a_user_agent_that_says_nothing_is_no_device(api: EvaluateApi, user_agent: str) -> None:
    shown = _shown(api, {"User-Agent": user_agent})

    assert not shown & {"on-a-phone", "on-android", "in-chrome"}


@pytest.mark.parametrize(
    ("width", "height", "is_upright"),
    [
        (400, 800, True),
        (500, 500, True),
        (800, 400, False),
        ("400", "800", False),
        (True, 2, False),
    ],
)
def test_a_screen_that_is_not_wider_than_high_is_upright(
    api: EvaluateApi, width: object, height: object, is_upright: bool
) -> None:
    shown = _shown(api, {}, screen_width=width, screen_height=height)

    assert ("upright" in shown) is is_upright

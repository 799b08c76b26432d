"""Devices, told by their User-Agents."""

from __future__ import annotations

import pytest

from burgee.wire.edge import device_of, enriched

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "browser", "os", "device_type"),
    [
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36",
            "chrome",
            "windows",
            "desktop",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
            "edge",
            "windows",
            "desktop",
        ),
        (
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/17.4 Safari/605.1.15",
            "safari",
            "macos",
            "desktop",
        ),
        (
            "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0",
            "firefox",
            "linux",
            "desktop",
        ),
        (
            f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/126.0.0.0 Safari/537.36",
            "chrome",
            "chromeos",
            "desktop",
        ),
        (
            (
                f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {APPLE} "
                "Version/17.5 Mobile/15E148 Safari/604.1"
            ),
            "safari",
            "ios",
            "mobile",
        ),
        (
            (
                f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {APPLE} "
                "CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1"
            ),
            "chrome",
            "ios",
            "mobile",
        ),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) {APPLE} Mobile/15E148",
            "safari",
            "ios",
            "mobile",
        ),
        (
            (
                f"Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) {APPLE} "
                "Version/12.1.2 Mobile/15E148 Safari/604.1"
            ),
            "safari",
            "ios",
            "tablet",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 14; Pixel 8) {WEBKIT} Chrome/126.0 Mobile Safari/537.36",
            "chrome",
            "android",
            "mobile",
        ),
        (
            (
                f"Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) {WEBKIT} Version/4.0 Chrome/120.0 "
                "Mobile Safari/537.36"
            ),
            "chrome",
            "android",
            "mobile",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 13; SM-X710) {WEBKIT} Chrome/126.0.0.0 Safari/537.36",
            "chrome",
            "android",
            "tablet",
        ),
        (
            "Mozilla/5.0 (Android 14; Mobile; rv:126.0) Gecko/126.0 Firefox/126.0",
            "firefox",
            "android",
            "mobile",
        ),
        (
            f"Mozilla/5.0 (Web0S; Linux/SmartTV) {WEBKIT} Chrome/94.0.4606.128 Safari/537.36",
            "chrome",
            "webos",
            "tv",
        ),
        (
            f"Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) {WEBKIT} 76.0.3809.146/6.0 TV Safari/537.36",
            "safari",
            "tizen",
            "tv",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 9; BRAVIA 4K GB ATV3) {WEBKIT} Chrome/90.0 Safari/537.36",
            "chrome",
            "android",
            "tv",
        ),
        (
            (
                f"Mozilla/5.0 (Linux; Android 7.1.2; AFTMM Build/NS6265; wv) {WEBKIT} Version/4.0 "
                "Chrome/70.0.3538.110 Mobile Safari/537.36"
            ),
            "chrome",
            "android",
            "tv",
        ),
        (
            (
                "Mozilla/5.0 (Linux; Tizen 2.3; SM-R720) AppleWebKit/537.3 (KHTML, like Gecko) "
                "SamsungBrowser/2.0 Mobile Safari/537.3"
            ),
            "samsung internet",
            "tizen",
            "wearable",
        ),
        (
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "googlebot",
            None,
            "bot",
        ),
    ],
)
def test_a_device_is_told_in_our_words(
    user_agent: str, browser: str | None, os: str | None, device_type: str | None
) -> None:
    device = device_of(user_agent)

    told = device.get("browser"), device.get("os"), device.get("device_type")
    assert told == (browser, os, device_type)


@pytest.mark.parametrize("user_agent", ["", "OpenFeature", "-", "\x00", "(" * 2048])
def test_what_names_no_device_is_none(user_agent: str) -> None:
    assert device_of(user_agent) == {}


def test_an_endless_user_agent_is_not_read() -> None:
    assert device_of("Mozilla/5.0 (Windows NT 10.0) Chrome/126 " + "x" * 2048) == {}


@pytest.mark.parametrize(
    "program", ["Java/21", "Python-urllib/3.14", "python-urllib3/2", "Boto3/1"]
)
def test_a_server_that_asks_makes_nobody_a_robot(program: str) -> None:
    assert enriched({}, {"user-agent": program}, ["device_type"]) == {}


@pytest.mark.parametrize("robot", ["Googlebot/2.1", "GPTBot/1.0", "Bytespider", "Scrapy/2.1"])
def test_a_robot_that_asks_is_one(robot: str) -> None:
    assert enriched({}, {"user-agent": robot}, ["device_type"])["device_type"] == "bot"


def test_a_visitor_that_is_a_program_is_a_robot() -> None:
    visitor = {"user_agent": "Python-urllib/3.14"}

    assert enriched(visitor, {"user-agent": "Java/21"}, ["device_type"])["device_type"] == "bot"

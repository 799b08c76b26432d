"""What the edge knows of a caller: CloudFront's headers, and a User-Agent taken apart.

Only attributes that a flag of the ruleset asks for are added, and none that the caller sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from burgee.domain.predicates import is_number

USER_AGENT = "user_agent"  # a server passes its visitor's on as this attribute
CLOUDFRONT = {
    "country": "cloudfront-viewer-country",
    "region": "cloudfront-viewer-country-region",
    "city": "cloudfront-viewer-city",
    "timezone": "cloudfront-viewer-time-zone",
}
CLOUDFRONT_NUMBERS = {
    "latitude": "cloudfront-viewer-latitude",
    "longitude": "cloudfront-viewer-longitude",
}
BOT = "bot"
OF_USER_AGENT = frozenset({"browser", "device_type", "os"})

# A program calls for somebody else: its own User-Agent says nothing of the unit, though some
# programs pass for robots.
PROGRAMS = re.compile(r"java|jakarta|apache|python|boto|aws-sdk|winhttp", re.IGNORECASE)
DROPPED_FROM_BROWSERS = re.compile(r"\b(?:Mobile|WebView|iOS|UI/WKWebView)\b")
TELEVISIONS = re.compile(r"\b(?:smart-?tv|apple ?tv|a?tv\d*\b|bravia|aft[a-z]+\b|crkey)")
WATCHES = re.compile(r"\bwatch|\bsm-[rl]\d")  # Galaxy watches are sold as SM-R and SM-L
OPERATING_SYSTEMS = {
    "Android": "android",
    "Chrome OS": "chromeos",
    "iOS": "ios",
    "Linux": "linux",
    "Mac OS X": "macos",
    "Web0S": "webos",
    "Ubuntu": "linux",
    "Windows": "windows",
}
DESKTOPS = frozenset({"chromeos", "linux", "macos", "windows"})


def enriched(
    context: Mapping[str, Any], headers: Mapping[str, str], wanted: list[str]
) -> Mapping[str, Any]:
    """`context` with what the edge knows of `wanted`; itself where there is nothing to add."""
    missing = [name for name in wanted if context.get(name) is None]
    if not missing:
        return context
    found = {name: _known(name, context, headers) for name in missing}
    known = {name: one for name, one in found.items() if one is not None}
    return {**context, **known} if known else context


def _known(name: str, context: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
    if name in CLOUDFRONT:
        return unquote(headers.get(CLOUDFRONT[name], "")) or None
    if name in CLOUDFRONT_NUMBERS:
        return _number(headers.get(CLOUDFRONT_NUMBERS[name]))
    if name == "orientation":
        return _orientation(context.get("screen_width"), context.get("screen_height"))
    if name in OF_USER_AGENT:
        sent = context.get(USER_AGENT)
        if isinstance(sent, str):
            return device_of(sent).get(name)
        return _of_caller(name, headers.get("user-agent", ""))
    return None


def _of_caller(name: str, user_agent: str) -> str | None:
    known = device_of(user_agent).get(name)
    return None if known == BOT and PROGRAMS.match(user_agent) else known


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _orientation(width: Any, height: Any) -> str | None:
    if not is_number(width) or not is_number(height):
        return None
    return "landscape" if width > height else "portrait"


@lru_cache(maxsize=1024)
def device_of(user_agent: str) -> Mapping[str, str]:
    """`browser`, `os` and `device_type` of a User-Agent, in small letters; what is known of them.

    `device_type` is desktop, mobile, tablet, tv, wearable or bot.
    """
    if not user_agent or len(user_agent) > 2048:
        return {}
    from ua_parser import parse  # 0.2 s to load, and only where a flag asks for a device

    parsed = parse(user_agent)
    browser = parsed.user_agent.family if parsed.user_agent else ""
    system = parsed.os.family if parsed.os else ""
    device = parsed.device.family if parsed.device else ""
    os = OPERATING_SYSTEMS.get(system, system.lower())
    known = {
        "browser": " ".join(DROPPED_FROM_BROWSERS.sub("", browser).lower().split()),
        "os": os,
        "device_type": _device_type(device, os, user_agent.lower()),
    }
    return {name: text for name, text in known.items() if text}


def _device_type(device: str, os: str, user_agent: str) -> str:
    if device == "Spider":
        return BOT
    if "watch" in os or WATCHES.search(user_agent):
        return "wearable"
    if os in {"tizen", "webos"} or TELEVISIONS.search(user_agent):
        return "tv"
    if device == "iPad" or (os == "android" and "mobile" not in user_agent):
        return "tablet"
    if os in {"android", "ios"}:
        return "mobile"
    return "desktop" if os in DESKTOPS else ""

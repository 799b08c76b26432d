"""ConfigCat: pure Python."""

from __future__ import annotations

import json
import logging
from typing import Any

from benchmarks import workload
from benchmarks.adapters import base
from benchmarks.workload import BenchFlag, Condition, User

USER_IS_ONE_OF, NUMBER_GREATER, TEXT_EQUALS = 0, 14, 28


def _condition(condition: Condition) -> dict[str, Any]:
    attribute, operator, value = condition
    if operator == "gt":
        return {"u": {"a": attribute, "c": NUMBER_GREATER, "d": value}}
    if operator == "in":
        return {"u": {"a": attribute, "c": USER_IS_ONE_OF, "l": value}}
    return {"u": {"a": attribute, "c": TEXT_EQUALS, "s": value}}


def _served(value: dict[str, Any], name: str) -> dict[str, Any]:
    return {"v": value, "i": name}


def _w1(flag: BenchFlag) -> dict[str, Any]:
    return {"t": 0, **_served({"b": True}, "d")}


def _w2(flag: BenchFlag) -> dict[str, Any]:
    rules = [
        {
            "c": [_condition(condition) for condition in rule],
            "s": _served({"b": True}, f"r{number}"),
        }
        for number, rule in enumerate(workload.rules(flag))
    ]
    return {"t": 0, **_served({"b": False}, "d"), "r": rules}


def _w3(flag: BenchFlag) -> dict[str, Any]:
    shares = ((workload.SHARE, True, "on"), (100 - workload.SHARE, False, "off"))
    split = [{"p": share, **_served({"b": value}, name)} for share, value, name in shares]
    return {"t": 0, **_served({"b": False}, "d"), "p": split}


def _w4(flag: BenchFlag) -> dict[str, Any]:
    split = [
        {"p": weight, **_served({"s": json.dumps(value)}, name)}
        for name, weight, value in workload.VARIANTS
    ]
    return {"t": 1, **_served({"s": "{}"}, "d"), "p": split}


FORMS = {"w1": _w1, "w2": _w2, "w3": _w3, "w4": _w4}


class Adapter(base.Adapter):
    name, package = "configcat", "configcat-client"
    imports = ("configcatclient", "configcatclient.localfiledatasource")
    note = (
        "pure Python, sha1; a local file overrides the service and is stat'ed on each call; "
        "JSON values are text, not parsed in W4"
    )

    def document(self, count: int) -> Any:
        flags = {flag.key: FORMS[flag.kind](flag) for flag in workload.flags(count)}
        return {"p": {"u": "https://x", "r": 0, "s": "c2FsdA=="}, "s": [], "f": flags}

    def start(self, text: str) -> None:
        import configcatclient
        from configcatclient.localfiledatasource import LocalFileFlagOverrides
        from configcatclient.overridedatasource import OverrideBehaviour
        from configcatclient.user import User as ConfigCatUser

        logging.getLogger("configcat").setLevel(logging.CRITICAL)
        self._user = ConfigCatUser
        overrides = LocalFileFlagOverrides(base.written(text), OverrideBehaviour.LocalOnly)
        options = configcatclient.ConfigCatOptions(
            polling_mode=configcatclient.PollingMode.manual_poll(),
            offline=True,
            flag_overrides=overrides,
        )
        sdk_key = "bench/" + "x" * 22 + "/" + "y" * 22
        self._client = configcatclient.ConfigCatClient.get(sdk_key, options)
        self._client.get_value("w1_0", False)

    def context(self, user: User) -> Any:
        return self._user(user["id"], custom=workload.attributes(user))

    def call(self, kind: str, key: str) -> base.Call:
        get_value = self._client.get_value
        default = "" if kind == "w4" else False
        return lambda context: get_value(key, default, context)

    def bulk(self, count: int) -> base.Call:
        get_all_values = self._client.get_all_values
        return lambda context: get_all_values(context)

    def close(self) -> None:
        self._client.close()

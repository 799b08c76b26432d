"""DevCycle: a WebAssembly engine in wasmtime."""

from __future__ import annotations

import logging
import time
from typing import Any

from benchmarks import workload
from benchmarks.adapters import base, loopback
from benchmarks.workload import BenchFlag, Condition, User

EVERYONE = [{"type": "all"}]
PATIENCE_SECONDS = 60
PROBE = {"id": "u", "country": "FI", "plan": "free", "age": 30, "platform": "web"}


def _id(sort: int, number: int, part: int = 0) -> str:
    return f"{sort:04x}{number:012x}{part:08x}"


def _filter(condition: Condition) -> dict[str, Any]:
    attribute, operator, value = condition
    return {
        "type": "user",
        "subType": "customData",
        "dataKey": attribute,
        "dataKeyType": "Number" if operator == "gt" else "String",
        "comparator": ">" if operator == "gt" else "=",
        "values": value if operator == "in" else [value],
    }


def _target(
    flag: BenchFlag, part: int, filters: list[Any], shares: list[tuple[int, float]]
) -> dict[str, Any]:
    audience = {"operator": "and", "filters": filters}
    return {
        "_id": _id(3, flag.number, part),
        "_audience": {"_id": _id(4, flag.number, part), "filters": audience},
        "distribution": [
            {"_variation": _id(2, flag.number, variation), "percentage": share}
            for variation, share in shares
        ],
    }


def _targets(flag: BenchFlag) -> list[dict[str, Any]]:
    if flag.kind == "w1":
        return [_target(flag, 0, EVERYONE, [(0, 1)])]
    if flag.kind == "w2":
        rules = [[_filter(each) for each in rule] for rule in workload.rules(flag)]
        on = [_target(flag, number, rule, [(0, 1)]) for number, rule in enumerate(rules)]
        return [*on, _target(flag, 9, EVERYONE, [(1, 1)])]
    if flag.kind == "w3":
        share = workload.SHARE / 100
        return [_target(flag, 0, EVERYONE, [(0, share), (1, 1 - share)])]
    weights = [(number, weight / 100) for number, (_, weight, _) in enumerate(workload.VARIANTS)]
    return [_target(flag, 0, EVERYONE, weights)]


def _feature(flag: BenchFlag) -> dict[str, Any]:
    is_json = flag.kind == "w4"
    values = [value for _, _, value in workload.VARIANTS] if is_json else [True, False]
    variations = [
        {
            "_id": _id(2, flag.number, part),
            "name": f"v{part}",
            "key": f"v{part}",
            "variables": [{"_var": _id(1, flag.number), "value": value}],
        }
        for part, value in enumerate(values)
    ]
    configuration = {
        "_id": _id(6, flag.number),
        "targets": _targets(flag),
        "prerequisites": [],
        "winningVariation": None,
        "forcedUsers": {},
    }
    names = {"_id": _id(5, flag.number), "key": flag.key, "type": "release"}
    return {**names, "variations": variations, "configuration": configuration}


def _variable(flag: BenchFlag) -> dict[str, Any]:
    kind = "JSON" if flag.kind == "w4" else "Boolean"
    return {"_id": _id(1, flag.number), "key": flag.key, "type": kind}


COLORS = {"primary": "#000000", "secondary": "#000000"}
PROJECT = {
    "_id": _id(7, 1),
    "key": "p",
    "a0_organization": "org",
    "settings": {
        "edgeDB": {"enabled": False},
        "optIn": {
            "enabled": False,
            "title": "",
            "description": "",
            "imageURL": "",
            "colors": COLORS,
        },
        "disablePassthroughRollouts": False,
    },
}


class Adapter(base.Adapter):
    name, package = "devcycle", "devcycle-python-server-sdk"
    imports = ("devcycle_python_sdk", "http.server")
    note = (
        "WebAssembly in wasmtime, protobuf in and out; fetches its ruleset over loopback HTTP; "
        "events off; W3 is a 10/90 distribution; checked on 3,000 users instead of 10,000"
    )

    def document(self, count: int) -> Any:
        flags = workload.flags(count)
        return {
            "project": PROJECT,
            "environment": {"_id": _id(8, 1), "key": "e"},
            "features": [_feature(flag) for flag in flags],
            "variables": [_variable(flag) for flag in flags],
            "variableHashes": {flag.key: flag.number + 1 for flag in flags},
            "audiences": {},
        }

    def start(self, text: str) -> None:
        logging.getLogger("devcycle_python_sdk").setLevel(logging.CRITICAL)
        from devcycle_python_sdk import DevCycleLocalClient, DevCycleLocalOptions
        from devcycle_python_sdk.models.user import DevCycleUser

        self._user = DevCycleUser
        self._server, url = loopback.serve(text.encode())
        options = DevCycleLocalOptions(
            config_cdn_uri=f"{url}/",
            events_api_uri=f"{url}/",
            config_polling_interval_ms=36_000_000,
            disable_automatic_event_logging=True,
            disable_custom_event_logging=True,
            disable_realtime_updates=True,
        )
        self._client = DevCycleLocalClient("dvc_server_x", options)
        self._await_ruleset()

    def _await_ruleset(self) -> None:
        """It calls itself initialised before the engine has the ruleset, so ask for an answer."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            ready = self._client.is_initialized()
            if ready and self._client.variable_value(self.context(PROBE), "w1_0", False):
                return
            time.sleep(0.001)
        raise TimeoutError("DevCycle did not load its ruleset")

    def context(self, user: User) -> Any:
        return self._user(user_id=user["id"], customData=workload.attributes(user))

    def call(self, kind: str, key: str) -> base.Call:
        variable_value = self._client.variable_value
        default: Any = {"x": 1} if kind == "w4" else False
        return lambda context: variable_value(context, key, default)

    def bulk(self, count: int) -> base.Call:
        all_variables = self._client.all_variables
        return lambda context: all_variables(context)

    def bulk_value(self, answer: Any) -> Any:
        return answer.value

    def close(self) -> None:
        self._client.close()
        self._server.shutdown()

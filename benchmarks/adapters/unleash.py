"""Unleash: a Rust engine behind ctypes and JSON."""

from __future__ import annotations

import json
import logging
import tempfile
from typing import Any

from benchmarks import workload
from benchmarks.adapters import base
from benchmarks.workload import BenchFlag, Condition, User


def _constraint(condition: Condition) -> dict[str, Any]:
    attribute, operator, value = condition
    if operator == "gt":
        return {"contextName": attribute, "operator": "NUM_GT", "value": str(value), "values": []}
    values = value if operator == "in" else [value]
    return {"contextName": attribute, "operator": "IN", "values": values}


def _strategies(flag: BenchFlag) -> list[dict[str, Any]]:
    if flag.kind == "w2":
        rules = [[_constraint(each) for each in rule] for rule in workload.rules(flag)]
        return [{"name": "default", "parameters": {}, "constraints": rule} for rule in rules]
    if flag.kind == "w3":
        draw = {"rollout": str(workload.SHARE), "stickiness": "userId", "groupId": flag.key}
        return [{"name": "flexibleRollout", "constraints": [], "parameters": draw}]
    return [{"name": "default", "parameters": {}, "constraints": []}]


VARIANTS = [
    {
        "name": name,
        "weight": weight * 10,
        "weightType": "fix",
        "stickiness": "userId",
        "payload": {"type": "json", "value": json.dumps(value)},
        "overrides": [],
    }
    for name, weight, value in workload.VARIANTS
]


def _feature(flag: BenchFlag) -> dict[str, Any]:
    return {
        "name": flag.key,
        "enabled": True,
        "type": "release",
        "project": "default",
        "impressionData": False,
        "strategies": _strategies(flag),
        "variants": VARIANTS if flag.kind == "w4" else [],
    }


class Adapter(base.Adapter):
    name, package = "unleash", "UnleashClient"
    imports = ("UnleashClient", "UnleashClient.cache")
    note = (
        "Rust over ctypes and JSON; its engine counts usage, which cannot be switched off; "
        "no bulk call, so W5 is a loop; JSON values are text, not parsed in W4"
    )

    def document(self, count: int) -> Any:
        return {"version": 2, "features": [_feature(flag) for flag in workload.flags(count)]}

    def start(self, text: str) -> None:
        from UnleashClient import UnleashClient
        from UnleashClient.cache import FileCache

        logging.getLogger("UnleashClient").setLevel(logging.CRITICAL)
        cache = FileCache("bench", directory=tempfile.mkdtemp())
        cache.set("/client/features", text)
        cache.bootstrapped = True
        self._client = UnleashClient(
            "http://127.0.0.1:9/",
            "bench",
            disable_metrics=True,
            disable_registration=True,
            refresh_interval=36_000,
            cache=cache,
        )
        self._client.initialize_client(fetch_toggles=False)

    def context(self, user: User) -> Any:
        properties = {**workload.attributes(user), "age": str(user["age"])}
        return {"userId": user["id"], "properties": properties}

    def call(self, kind: str, key: str) -> base.Call:
        if kind == "w4":
            get_variant = self._client.get_variant
            return lambda context: get_variant(key, context)["payload"]["value"]
        is_enabled = self._client.is_enabled
        return lambda context: is_enabled(key, context)

    def close(self) -> None:
        self._client.destroy()

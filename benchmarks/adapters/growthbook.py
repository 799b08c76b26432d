"""GrowthBook: pure Python."""

from __future__ import annotations

import json
from typing import Any

from benchmarks import workload
from benchmarks.adapters import base
from benchmarks.workload import BenchFlag, Condition, User

SPELLED = {
    "eq": lambda value: value,
    "in": lambda value: {"$in": value},
    "gt": lambda value: {"$gt": value},
}


def _rule(rule: list[Condition]) -> dict[str, Any]:
    condition = {attribute: SPELLED[operator](value) for attribute, operator, value in rule}
    return {"condition": condition, "force": True}


def _feature(flag: BenchFlag) -> dict[str, Any]:
    if flag.kind == "w1":
        return {"defaultValue": False, "rules": [{"force": True}]}
    if flag.kind == "w2":
        return {"defaultValue": False, "rules": [_rule(rule) for rule in workload.rules(flag)]}
    if flag.kind == "w3":
        share = {"force": True, "coverage": workload.SHARE / 100, "hashAttribute": "id"}
        return {"defaultValue": False, "rules": [share]}
    split = {
        "key": flag.key,
        "hashAttribute": "id",
        "coverage": 1,
        "variations": [value for _, _, value in workload.VARIANTS],
        "weights": [weight / 100 for _, weight, _ in workload.VARIANTS],
    }
    return {"defaultValue": None, "rules": [split]}


class Adapter(base.Adapter):
    name, package = "growthbook", "growthbook"
    imports = ("growthbook",)
    note = "pure Python; set_attributes and get_feature_value on one instance, no callback"

    def document(self, count: int) -> Any:
        return {flag.key: _feature(flag) for flag in workload.flags(count)}

    def start(self, text: str) -> None:
        from growthbook import GrowthBook

        self._client = GrowthBook(features=json.loads(text))

    def context(self, user: User) -> Any:
        return user

    def call(self, kind: str, key: str) -> base.Call:
        client, default = self._client, None if kind == "w4" else False

        def value(context: User) -> Any:
            client.set_attributes(context)
            return client.get_feature_value(key, default)

        return value

    def bulk(self, count: int) -> base.Call:
        client, keys = self._client, [flag.key for flag in workload.flags(count)]

        def values(context: User) -> dict[str, Any]:
            client.set_attributes(context)
            return {key: client.get_feature_value(key, None) for key in keys}

        return values

"""flagd's provider for OpenFeature: pure Python, rules as JSONLogic."""

from __future__ import annotations

import logging
from typing import Any

from benchmarks import workload
from benchmarks.adapters import base
from benchmarks.workload import BenchFlag, Condition, User

OPERATORS = {"eq": "==", "in": "in", "gt": ">"}


def _condition(condition: Condition) -> dict[str, Any]:
    attribute, operator, value = condition
    return {OPERATORS[operator]: [{"var": attribute}, value]}


def _w1(flag: BenchFlag) -> dict[str, Any]:
    return {"defaultVariant": "on"}


def _w2(flag: BenchFlag) -> dict[str, Any]:
    branches: list[Any] = []
    for rule in workload.rules(flag):
        branches += [{"and": [_condition(each) for each in rule]}, "on"]
    return {"defaultVariant": "off", "targeting": {"if": [*branches, "off"]}}


def _w3(flag: BenchFlag) -> dict[str, Any]:
    shares = [["on", workload.SHARE], ["off", 100 - workload.SHARE]]
    return {"defaultVariant": "off", "targeting": {"fractional": shares}}


def _w4(flag: BenchFlag) -> dict[str, Any]:
    return {
        "variants": {name: value for name, _, value in workload.VARIANTS},
        "defaultVariant": "control",
        "targeting": {"fractional": [[name, weight] for name, weight, _ in workload.VARIANTS]},
    }


FORMS = {"w1": _w1, "w2": _w2, "w3": _w3, "w4": _w4}


def _flag(flag: BenchFlag) -> dict[str, Any]:
    on_off = {"state": "ENABLED", "variants": {"on": True, "off": False}}
    return {**on_off, **FORMS[flag.kind](flag)}


class Adapter(base.Adapter):
    name, package = "openfeature-flagd", "openfeature-provider-flagd"
    imports = ("openfeature.api", "openfeature.contrib.provider.flagd")
    note = "pure Python JSONLogic from a file, called through the OpenFeature client, no hooks"

    def document(self, count: int) -> Any:
        return {"flags": {flag.key: _flag(flag) for flag in workload.flags(count)}}

    def start(self, text: str) -> None:
        from openfeature import api
        from openfeature.contrib.provider.flagd import FlagdProvider
        from openfeature.contrib.provider.flagd.config import ResolverType
        from openfeature.evaluation_context import EvaluationContext

        logging.getLogger("openfeature").setLevel(logging.CRITICAL)
        self._api, self._context = api, EvaluationContext
        provider = FlagdProvider(
            resolver_type=ResolverType.FILE, offline_flag_source_path=base.written(text)
        )
        # Older clients wait by themselves.
        getattr(api, "set_provider_and_wait", api.set_provider)(provider)
        self._client = api.get_client()

    def context(self, user: User) -> Any:
        return self._context(user["id"], workload.attributes(user))

    def call(self, kind: str, key: str) -> base.Call:
        if kind == "w4":
            get_object = self._client.get_object_value
            return lambda context: get_object(key, {}, context)
        get_boolean = self._client.get_boolean_value
        return lambda context: get_boolean(key, False, context)

    def close(self) -> None:
        self._api.shutdown()

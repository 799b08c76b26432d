"""LaunchDarkly: pure Python."""

from __future__ import annotations

import json
import logging
from typing import Any

from benchmarks import workload
from benchmarks.adapters import base
from benchmarks.workload import BenchFlag, Condition, User

OPERATORS = {"eq": "in", "in": "in", "gt": "greaterThan"}


def _clause(condition: Condition) -> dict[str, Any]:
    attribute, operator, value = condition
    return {
        "attribute": attribute,
        "contextKind": "user",
        "negate": False,
        "op": OPERATORS[operator],
        "values": value if operator == "in" else [value],
    }


def _rollout(weights: list[int]) -> dict[str, Any]:
    variations = [
        {"variation": number, "weight": weight * 1000} for number, weight in enumerate(weights)
    ]
    return {"rollout": {"contextKind": "user", "variations": variations}}


def _w2(flag: BenchFlag) -> dict[str, Any]:
    rules = [
        {"id": f"r{number}", "variation": 0, "clauses": [_clause(each) for each in rule]}
        for number, rule in enumerate(workload.rules(flag))
    ]
    return {"fallthrough": {"variation": 1}, "rules": rules}


def _w3(flag: BenchFlag) -> dict[str, Any]:
    return {"fallthrough": _rollout([workload.SHARE, 100 - workload.SHARE])}


def _w4(flag: BenchFlag) -> dict[str, Any]:
    values = [value for _, _, value in workload.VARIANTS]
    weights = [weight for _, weight, _ in workload.VARIANTS]
    return {"variations": values, "fallthrough": _rollout(weights)}


FORMS = {"w1": lambda flag: {}, "w2": _w2, "w3": _w3, "w4": _w4}


def _flag(flag: BenchFlag) -> dict[str, Any]:
    plain = {
        "key": flag.key,
        "on": True,
        "version": 1,
        "variations": [True, False],
        "offVariation": 1,
        "salt": f"s{flag.number}",
        "fallthrough": {"variation": 0},
        "rules": [],
        "targets": [],
        "prerequisites": [],
        "clientSideAvailability": {"usingEnvironmentId": True, "usingMobileKey": True},
    }
    return {**plain, **FORMS[flag.kind](flag)}


def _source(flags: dict[str, Any]) -> type:
    """A data source in memory, which does what the streaming one does with a full update."""
    from ldclient.versioned_data_kind import FEATURES, SEGMENTS

    class Source:
        def __init__(self, config: Any, store: Any, ready: Any) -> None:
            self._store, self._ready = store, ready

        def start(self) -> None:
            self._store.init({FEATURES: flags["flags"], SEGMENTS: flags["segments"]})
            self._ready.set()

        def stop(self) -> None:
            """Nothing runs."""

        def initialized(self) -> Any:
            return self._store.initialized

    return Source


class Adapter(base.Adapter):
    name, package = "launchdarkly", "launchdarkly-server-sdk"
    imports = ("ldclient", "ldclient.integrations")
    note = (
        "pure Python, send_events=False; a data source in memory, because its TestData has no "
        "greaterThan and its Files source parses YAML, which takes seconds"
    )

    def document(self, count: int) -> Any:
        return {"flags": {flag.key: _flag(flag) for flag in workload.flags(count)}, "segments": {}}

    def start(self, text: str) -> None:
        import ldclient
        from ldclient.config import Config

        logging.getLogger("ldclient").setLevel(logging.CRITICAL)
        self._context = ldclient.Context
        config = Config(
            "sdk-x",
            update_processor_class=_source(json.loads(text)),
            send_events=False,
            diagnostic_opt_out=True,
        )
        self._client = ldclient.LDClient(config, start_wait=10)
        assert self._client.is_initialized()

    def context(self, user: User) -> Any:
        builder = self._context.builder(user["id"]).set("country", user["country"])
        builder = builder.set("plan", user["plan"]).set("age", user["age"])
        return builder.set("platform", user["platform"]).build()

    def call(self, kind: str, key: str) -> base.Call:
        variation, default = self._client.variation, None if kind == "w4" else False
        return lambda context: variation(key, context, default)

    def bulk(self, count: int) -> base.Call:
        all_flags_state = self._client.all_flags_state
        return lambda context: all_flags_state(context).to_values_map()

    def close(self) -> None:
        self._client.close()

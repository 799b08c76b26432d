"""Eppo: a Rust engine inside the Python process; the fastest peer."""

from __future__ import annotations

import json
from typing import Any

from benchmarks import workload
from benchmarks.adapters import base
from benchmarks.workload import BenchFlag

OPERATORS = {"eq": "ONE_OF", "in": "ONE_OF", "gt": "GT"}
SHARDS = 10_000


def _split(variation: str, key: str = "", start: int = 0, end: int = SHARDS) -> dict[str, Any]:
    ranges = [{"start": start, "end": end}]
    return {"variationKey": variation, "shards": [{"salt": key, "ranges": ranges}] if key else []}


def _allocation(key: str, splits: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    empty = {"rules": [], "startAt": None, "endAt": None, "doLog": False}
    return {"key": key, "splits": splits, **empty, **more}


def _w1(flag: BenchFlag) -> list[dict[str, Any]]:
    return [_allocation("a", [_split("on")])]


def _w2(flag: BenchFlag) -> list[dict[str, Any]]:
    allocations = []
    for number, rule in enumerate(workload.rules(flag)):
        conditions = [
            {
                "attribute": attribute,
                "operator": OPERATORS[operator],
                "value": [value] if operator == "eq" else value,
            }
            for attribute, operator, value in rule
        ]
        rules = [{"conditions": conditions}]
        allocations.append(_allocation(f"a{number}", [_split("on")], rules=rules))
    return [*allocations, _allocation("z", [_split("off")])]


def _w3(flag: BenchFlag) -> list[dict[str, Any]]:
    share = _split("on", flag.key, 0, workload.SHARE * SHARDS // 100)
    return [_allocation("a", [share]), _allocation("z", [_split("off")])]


def _w4(flag: BenchFlag) -> list[dict[str, Any]]:
    splits, low = [], 0
    for name, weight, _ in workload.VARIANTS:
        splits.append(_split(name, flag.key, low, low + weight * SHARDS // 100))
        low += weight * SHARDS // 100
    return [_allocation("a", splits)]


ALLOCATIONS = {"w1": _w1, "w2": _w2, "w3": _w3, "w4": _w4}
ON_OFF = {"on": {"key": "on", "value": True}, "off": {"key": "off", "value": False}}
JSON_VALUES = {n: {"key": n, "value": json.dumps(value)} for n, _, value in workload.VARIANTS}


def _flag(flag: BenchFlag) -> dict[str, Any]:
    return {
        "key": flag.key,
        "enabled": True,
        "variationType": "JSON" if flag.kind == "w4" else "BOOLEAN",
        "totalShards": SHARDS,
        "variations": JSON_VALUES if flag.kind == "w4" else ON_OFF,
        "allocations": ALLOCATIONS[flag.kind](flag),
    }


class Adapter(base.Adapter):
    name, package = "eppo", "eppo-server-sdk"
    imports = ("eppo_client",)
    note = "Rust over PyO3, md5 shards; doLog=false; no bulk call, so W5 is a loop"

    def document(self, count: int) -> Any:
        return {
            "createdAt": "2026-01-01T00:00:00.000Z",
            "format": "SERVER",
            "environment": {"name": "prod"},
            "flags": {flag.key: _flag(flag) for flag in workload.flags(count)},
        }

    def start(self, text: str) -> None:
        import eppo_client
        from eppo_client.assignment_logger import AssignmentLogger
        from eppo_client.config import Config

        config = Config(
            api_key="x",
            base_url="http://127.0.0.1:9",
            assignment_logger=AssignmentLogger(),
            poll_interval_seconds=None,
            initial_configuration=eppo_client.Configuration(flags_configuration=text.encode()),
        )
        self._client = eppo_client.init(config)

    def call(self, kind: str, key: str) -> base.Call:
        if kind == "w4":
            get_json = self._client.get_json_assignment
            return lambda context: get_json(key, context[0], context[1], None)
        get_boolean = self._client.get_boolean_assignment
        return lambda context: get_boolean(key, context[0], context[1], False)

    def close(self) -> None:
        self._client.shutdown()

"""The workload in Statsig's format, of which there are two: one per generation of its SDK."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from benchmarks import workload
from benchmarks.workload import BenchFlag, Condition

EMPTY: dict[str, Any] = {
    "additionalValues": {},
    "isDeviceBased": False,
    "idType": "userID",
    "operator": None,
    "field": None,
    "targetValue": None,
}
PUBLIC = {**EMPTY, "type": "public"}
PERMILLE = 10


def _condition(condition: Condition) -> dict[str, Any]:
    attribute, operator, value = condition
    wanted = [value] if operator == "eq" else value
    kind = {"type": "user_field", "operator": "gt" if operator == "gt" else "any"}
    return {**EMPTY, **kind, "field": attribute, "targetValue": wanted}


def _below(bound: int, salt: str) -> dict[str, Any]:
    kind = {"type": "user_bucket", "operator": "lt", "targetValue": bound}
    return {**EMPTY, **kind, "additionalValues": {"salt": salt}}


def _rule(name: str, conditions: list[Any], value: Any, percentage: int = 100) -> dict[str, Any]:
    return {
        "name": name,
        "id": name,
        "salt": name,
        "groupName": name,
        "passPercentage": percentage,
        "conditions": conditions,
        "returnValue": value,
        "idType": "userID",
        "isDeviceBased": False,
    }


def _rules(flag: BenchFlag) -> list[dict[str, Any]]:
    if flag.kind == "w1":
        return [_rule(f"{flag.key}:r", [PUBLIC], True)]
    if flag.kind == "w2":
        rules = [[_condition(each) for each in rule] for rule in workload.rules(flag)]
        return [_rule(f"{flag.key}:r{i}", rule, True) for i, rule in enumerate(rules)]
    if flag.kind == "w3":
        return [_rule(f"{flag.key}:r", [PUBLIC], True, workload.SHARE)]
    split, bound = [], 0
    for name, weight, value in workload.VARIANTS:
        bound += weight * PERMILLE
        split.append(_rule(name, [_below(bound, f"salt-{flag.key}")], value))
    return split


def _spec(flag: BenchFlag) -> dict[str, Any]:
    is_json = flag.kind == "w4"
    return {
        "name": flag.key,
        "type": "dynamic_config" if is_json else "feature_gate",
        "entity": "experiment" if is_json else "feature_gate",
        "salt": f"salt-{flag.key}",
        "enabled": True,
        "defaultValue": {} if is_json else False,
        "idType": "userID",
        "isDeviceBased": False,
        "version": 1,
        "isActive": True,
        "hasSharedParams": False,
        "rules": _rules(flag),
    }


def _halves(count: int) -> tuple[dict[str, Any], dict[str, Any]]:
    flags = workload.flags(count)
    gates = {flag.key: _spec(flag) for flag in flags if flag.kind != "w4"}
    configs = {flag.key: _spec(flag) for flag in flags if flag.kind == "w4"}
    return gates, configs


HEAD = {
    "has_updates": True,
    "time": 1_700_000_000_000,
    "layers": {},
    "id_lists": {},
    "company_id": "c",
}


def inline(count: int) -> dict[str, Any]:
    """The older format: lists of specs, conditions inside their rules."""
    gates, configs = _halves(count)
    specs = {"feature_gates": list(gates.values()), "dynamic_configs": list(configs.values())}
    return {**HEAD, **specs, "layer_configs": []}


def shared(count: int) -> dict[str, Any]:
    """The newer format: specs by name, conditions in one map that rules point into."""
    gates, configs = _halves(count)
    pool: dict[str, Any] = {}
    for spec in (*gates.values(), *configs.values()):
        for rule in spec["rules"]:
            rule["conditions"] = [_pooled(condition, pool) for condition in rule["conditions"]]
    specs = {"feature_gates": gates, "dynamic_configs": configs, "condition_map": pool}
    return {**HEAD, **specs, "layer_configs": {}, "param_stores": {}, "experiment_to_layer": {}}


def _pooled(condition: dict[str, Any], pool: dict[str, Any]) -> str:
    text = json.dumps(condition, sort_keys=True)
    name = str(int(hashlib.sha256(text.encode()).hexdigest()[:15], 16))
    pool[name] = condition
    return name

"""Is it answering, and from what? Needs no key and tells no secret."""

from __future__ import annotations

import json
from typing import Any

from burgee.domain.errors import BurgeeError
from burgee.domain.names import DEFAULT_ENVIRONMENTS
from burgee.domain.timestamps import seconds_of
from burgee.services.load_ruleset import RulesetCache
from functions.evaluate.answers import Response, response


def report(cache: RulesetCache, now: float) -> Response:
    """Always 200: the number and age (s) of the ruleset of each environment that has one.

    Where storage is silent, the environments after the one that found out are left out: each
    would wait for it as long again.
    """
    rulesets = {}
    for name in dict.fromkeys([*cache.environments, *DEFAULT_ENVIRONMENTS]):
        ruleset = _ruleset(cache, name, now)
        if ruleset is not None:
            rulesets[name] = ruleset
        if ruleset["stale"] if ruleset else not cache.is_known_to_be_absent(name):
            break
    status = "ok" if rulesets else "no ruleset"
    return response(200, json.dumps({"status": status, "rulesets": rulesets}))


def _ruleset(cache: RulesetCache, environment: str, now: float) -> dict[str, Any] | None:
    try:
        served = cache.serve(environment)
    except BurgeeError:
        return None
    ruleset = served.evaluator.ruleset
    published = seconds_of(ruleset.at)
    age = None if published is None else round(now - published, 3)
    return {"number": ruleset.number, "age_seconds": age, "stale": served.stale}

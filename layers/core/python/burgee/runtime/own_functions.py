"""The stack's own functions as guarded ones, from one variable of the environment.

A function's environment holds 4 KB in all, so that what follows from a name is not in it: an alarm
of a function is called `FUNCTION-SUFFIX`, its CodeDeploy group as the function.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from burgee.domain.guarded_functions import GuardedFunction
from burgee.domain.incidents import Scenario

VARIABLE = "OWN_FUNCTIONS"

SCENARIOS: Mapping[str, Scenario] = {
    "error-rate": Scenario.HIGH_ERROR_RATE,
    "errors": Scenario.HIGH_ERROR_RATE,
    "logged-errors": Scenario.HIGH_ERROR_RATE,
    "slow": Scenario.HIGH_LATENCY,
}


def alarm_name(function: str, suffix: str) -> str:
    """What the alarm of a function is called in CloudWatch.

    >>> alarm_name("burgee-prod-evaluate", "slow")
    'burgee-prod-evaluate-slow'
    """
    return f"{function}-{suffix}"


def read_own_functions(text: str) -> dict[str, GuardedFunction]:
    """Name -> function, of what `written_own_functions` wrote; none of an empty text."""
    written = json.loads(text or '{"alarms": {}}')
    return {
        function: GuardedFunction(
            key=function,
            alarms={alarm_name(function, suffix): SCENARIOS[suffix] for suffix in suffixes},
            health_url=written["health_urls"].get(function, ""),
            application=written["application"],
            deployment_group=function if written["application"] else "",
        )
        for function, suffixes in written["alarms"].items()
    }


def written_own_functions(
    alarms: Mapping[str, Iterable[str]], *, application: str, health_urls: Mapping[str, str]
) -> dict[str, object]:
    """What `read_own_functions` reads, before it is JSON. `alarms`: each function's name -> the
    suffixes of its alarms that move the alias; `application`: CodeDeploy's, empty where it deploys
    nothing."""
    return {
        "application": application,
        "alarms": {name: list(suffixes) for name, suffixes in alarms.items()},
        "health_urls": dict(health_urls),
    }

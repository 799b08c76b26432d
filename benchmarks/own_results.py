"""Results over HTTP from `burgee dev`: `python -m benchmarks.own_results`, by the project's Python.

An experiment of 10 variants, 20 metrics and a dimension of 5 values; its units meet it and send
events as they would, and its results are asked for once all of them are counted.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.processes import answer
from burgee.cli.api import Api, document_path
from local.shop import Client
from tests.e2e.machines import UNLIMITED, DevMachine

KEY, FLAG, ENVIRONMENT = "bench", "benched", "production"
VARIANTS, UNITS, LOOKS, READS, AT_ONCE = 10, 200, 5, 15, 400
COUNTRIES = ("at", "de", "fi", "fr", "se")
EVENTS = ("viewed", "added", "bought", "returned")
GOALS, SECONDARY, GUARDRAILS = ("conversion_rate",), ("count", "sum"), ("average_value", "duration")
REASON = "A benchmark"
WAIT_SECONDS = 180.0


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        options = ("--environment", ENVIRONMENT, "--no-examples")
        with DevMachine(Path(home), *options, variables=UNLIMITED) as machine:
            answer_of(machine)


def answer_of(machine: DevMachine) -> None:
    api = Api(machine.url, machine.admin_key)
    client = Client(machine.url, machine.client_key)
    _start(api, machine.url)
    _await(lambda: _meets(client, 0))
    units = _let_in(client, range(UNITS))
    _await(lambda: _counted(api) == units)
    figures = _looks(api, client, units)
    path = f"/experiments/{KEY}/results"
    for name, asked in (
        ("results", path),
        ("series", f"{path}/series"),
        ("segments", f"{path}/segments"),
    ):
        figures[name] = _median(lambda asked=asked: api.admin("GET", asked), READS)  # type: ignore[misc]  # bound
    client.close()
    api.close()
    answer(figures)


def _looks(api: Api, client: Client, units: int) -> dict[str, float]:
    """Milliseconds of looks, each after one more unit came: of the first, which imports what it
    needs, the median of the others, and that of a look where nothing is new."""
    taken = []
    for number in range(UNITS, UNITS + LOOKS):
        taken.append(_timed(lambda: _look(api)))
        units += _let_in(client, [number])
        _await(lambda units=units: _counted(api) == units)  # type: ignore[misc]  # bound
    _look(api)
    again = _median(lambda: _look(api), LOOKS)
    return {
        "units": units,
        "first look": taken[0],
        "look": statistics.median(taken[1:]),
        "look again": again,
    }


def _look(api: Api) -> Any:
    return api.admin("POST", f"/experiments/{KEY}/looks", body={})


def _start(api: Api, url: str) -> None:
    """The flag and the experiment, signed off by somebody else and started."""
    _post(api, "/flags", _flag())
    _post(api, "/experiments", _experiment())
    approver = {"name": "Second pair of eyes", "kind": "admin", "role": "approver"}
    other = Api(url, _post(api, "/keys", approver)["token"])
    for asking, verb, more in (
        (other, "sign-off", {}),
        (api, "start", {"accept_unseen_events": True}),
    ):
        path = document_path("experiment", KEY)
        version = asking.admin("GET", path)["version"]
        body = {"reason": REASON, **more}
        asking.admin("POST", f"{path}/{verb}", body=body, version=version)
    other.close()


def _post(api: Api, path: str, document: dict[str, Any]) -> Any:
    return api.admin("POST", path, body={"document": document, "reason": REASON})


def _flag() -> dict[str, Any]:
    variants = {f"v{number}": {"value": f"v{number}"} for number in range(VARIANTS)}
    settings = {"enabled": True, "default_variant": "v0", "off_variant": "v0"}
    return {
        "key": FLAG,
        "kind": "string",
        "purpose": "experiment",
        "variants": variants,
        "environments": {ENVIRONMENT: settings},
    }


def _experiment() -> dict[str, Any]:
    variants = ["control", *(f"treatment-{number}" for number in range(1, VARIANTS))]
    return {
        "key": KEY,
        "hypothesis": "Results are there in a second.",
        "owner": "bench@shop.example",
        "environment": ENVIRONMENT,
        "variants": {name: {"flags": {FLAG: f"v{number}"}} for number, name in enumerate(variants)},
        "metrics": {
            "goals": _metrics(GOALS),
            "secondary": _metrics(SECONDARY),
            "guardrails": _metrics(GUARDRAILS),
        },
        "plan": {
            "planned_units": 20_000,
            "minimum_detectable_effect": 0.1,
            "baseline": 0.2,
            "dimensions": ["country"],
        },
    }


def _metrics(types: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {"key": f"{event}-{each.replace('_', '-')}", "type": each, "event_name": event}
        for each in types
        for event in EVENTS
    ]


def _meets(client: Client, unit: int) -> bool:
    """Whether a unit is in the experiment; asked twice, as an idle connection is closed."""
    context = {"targetingKey": f"unit-{unit}", "country": COUNTRIES[unit % len(COUNTRIES)]}
    answers = (client.evaluate(FLAG, context) for _ in range(2))
    return any("experiment" in each.get("metadata", {}) for each in answers)


def _let_in(client: Client, units: Any) -> int:
    """Units that meet the experiment and then do something of everything; how many there were."""
    chance, sent = random.Random(5), []
    for unit in units:
        assert _meets(client, unit)
        sent += [
            {
                "event_id": f"{unit}/{name}",
                "event_type": "custom",
                "event_name": name,
                "targetingKey": f"unit-{unit}",
                "data": {"value": chance.randrange(1, 1000) / 10},
            }
            for name in EVENTS
        ]
    for start in range(0, len(sent), AT_ONCE):
        assert client.send(sent[start : start + AT_ONCE])
    return len(units)


def _counted(api: Api) -> int:
    """The units for which the last of the events is counted."""
    sums = api.admin("GET", f"/experiments/{KEY}/sums")["metrics"][f"{EVENTS[-1]}-count"]
    return sum(int(Decimal(numbers["y"])) for numbers in sums["all"]["variants"].values())


def _await(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "not all was counted in time"
        time.sleep(0.2)


def _median(ask: Callable[[], Any], times: int) -> float:
    return statistics.median(_timed(ask) for _ in range(times))


def _timed(ask: Callable[[], Any]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()

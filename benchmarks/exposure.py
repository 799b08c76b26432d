"""Part `exposure`: W4 decided by an experiment, each unit's exposure recorded once, beside the
peers that tell of exposures. Every event ends where it was made: nothing is sent."""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks import report, timing, workload
from benchmarks.adapters import base, burgee_client, eppo, growthbook
from benchmarks.checks import check_shares
from benchmarks.deployment import experiment_document
from burgee.domain.experiment_forms import Experiments
from burgee.domain.experiments import Experiment

KEY = workload.TIMED_KEYS["w4"]
FLAGS, USERS, ROUNDS = 1000, 10_000, 25
TARGET = 0.25  # times the fastest peer with events on
OURS = burgee_client.Adapter.name


class Burgee(burgee_client.Adapter):
    """The flag is decided by a running experiment; its client queues what was met."""

    note = "client.value; one queue in memory, each unit and variant once"

    def build(self, count: int) -> base.Files:
        from benchmarks import own_flags, own_publishing

        flags = own_flags.flags(count)
        published = own_publishing.publication(
            own_flags.ENVIRONMENT, flags, experiments=Experiments([_experiment()], [])
        )
        return own_publishing.files(published)

    def told(self) -> int:
        return self._client.counters["exposures_recorded"]


class Eppo(eppo.Adapter):
    """doLog on; its logger is called for every assignment."""

    note = "AssignmentLogger that does nothing"

    def start(self, text: str) -> None:
        import eppo_client
        from eppo_client.assignment_logger import AssignmentLogger
        from eppo_client.config import Config

        counted = self._counted = [0]

        class Logger(AssignmentLogger):  # type: ignore[misc]  # it publishes no types
            def log_assignment(self, event: Any) -> None:
                counted[0] += 1

        document = json.loads(text)
        for allocation in document["flags"][KEY]["allocations"]:
            allocation["doLog"] = True
        config = Config(
            api_key="x",
            base_url="http://127.0.0.1:9",
            assignment_logger=Logger(),
            poll_interval_seconds=None,
            initial_configuration=eppo_client.Configuration(
                flags_configuration=json.dumps(document).encode()
            ),
        )
        self._client = eppo_client.init(config)

    def told(self) -> int:
        return self._counted[0]


class GrowthBook(growthbook.Adapter):
    """Tells of each unit and variant once, as it remembers them."""

    note = "on_experiment_viewed that does nothing; one instance"

    def start(self, text: str) -> None:
        from growthbook import GrowthBook

        counted = self._counted = [0]

        def viewed(**_given: Any) -> None:
            counted[0] += 1

        self._client = GrowthBook(features=json.loads(text), on_experiment_viewed=viewed)

    def told(self) -> int:
        return self._counted[0]


SYSTEMS: tuple[type[Any], ...] = (Burgee, Eppo, GrowthBook)


def main() -> None:
    logging.disable(logging.CRITICAL)
    users = workload.users(USERS)
    jobs, first = [], {}
    for system in SYSTEMS:
        made = system()
        made.load(made.build(FLAGS))
        contexts = [made.context(user) for user in users]
        call = made.call("w4", KEY)
        first[made.name] = _first(call, contexts)
        assert made.told() >= USERS, f"{made.name} told of {made.told()} units"
        _check(made, call, contexts)
        jobs.append(timing.job(made.name, "w4", call, contexts))
    rounds = int(os.environ.get("BENCH_ROUNDS", ROUNDS))
    timings = {name: timed for (name, _), timed in timing.interleave(jobs, rounds).items()}
    figures = _figures(timings, first)
    show(figures)
    report.save("exposure", figures)


def _experiment() -> Experiment:
    weights = {name: weight for name, weight, _ in workload.VARIANTS}
    document = experiment_document("exposed", KEY, {}, weights=weights)
    document["variants"] = {
        name: {"weight": weights[name], "flags": {KEY: name}} for name in weights
    }
    return Experiment.model_validate(document)


def _first(call: base.Call, contexts: Sequence[Any]) -> float:
    """Nanoseconds of a call for a unit that was never seen; the very first calls are left out."""
    for context in contexts[:1000]:
        call(context)
    began = time.perf_counter_ns()
    for context in contexts[1000:]:
        call(context)
    return (time.perf_counter_ns() - began) / (len(contexts) - 1000)


def _check(made: base.Adapter, call: base.Call, contexts: Sequence[Any]) -> None:
    values = [value for _, _, value in workload.VARIANTS]
    chosen = [values.index(made.json_value(call(context))) for context in contexts]
    shares = [chosen.count(number) / len(contexts) for number in range(len(values))]
    check_shares(shares, [weight / 100 for _, weight, _ in workload.VARIANTS], len(contexts))


def _figures(
    timings: dict[str, timing.Timing], first: dict[str, float]
) -> dict[str, dict[str, float]]:
    peers = {name: timed.median for name, timed in timings.items() if name != OURS}
    fastest = timings[min(peers, key=lambda name: peers[name])]
    return {
        name: {
            "again": timed.median,
            "times": timing.ratio(timed, fastest),
            "first": first[name],
        }
        for name, timed in timings.items()
    }


def show(figures: dict[str, dict[str, float]]) -> None:
    report.heading("ns per evaluation of W4 with exposures on (x: times the fastest peer)")
    print(f"{'':18}{'seen unit':>10}{'x':>7}{'new unit':>10}")
    for name, row in figures.items():
        print(f"{name:18}{row['again']:10.0f}{row['times']:7.2f}{row['first']:10.0f}")
    print(report.verdict("W4 with deduplicated exposure", figures[OURS]["times"], TARGET, "x"))


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # some SDKs leave threads that never end

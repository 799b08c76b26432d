"""Guardrails of rollouts, judged by the clock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from burgee.domain.errors import ImpossibleInput, StorageUnavailable
from burgee.domain.judgements import Trigger
from burgee.domain.timestamps import iso
from burgee.services.analyse_rollouts import judge_rollouts
from tests.unit.domain.ramps import a_run
from tests.unit.services.builders import NOON
from tests.unit.services.watchtower import RUN, Tower


@pytest.fixture
def tower() -> Tower:
    """A rollout with two units on the old side of its run and one on the new."""
    tower = Tower()
    tower.write()
    tower.expose("off", "ann", "bob")
    tower.expose("on", "cat")
    return tower


def test_a_run_is_judged_by_its_sums_and_kept(tower: Tower) -> None:
    made = judge_rollouts(tower.watch)

    standing = tower.judgements.latest(RUN)
    assert made.made == (standing,)
    assert standing is not None
    assert (standing.at, standing.units) == (NOON, {"on": 1, "off": 2})
    assert standing.readings[0].values == {"on": 0.0, "off": 0.0}


def test_what_is_found_is_known_the_next_time(tower: Tower) -> None:
    judge_rollouts(tower.watch)
    tower.now += 60

    judge_rollouts(tower.watch)

    standing = tower.judgements.latest(RUN)
    assert standing is not None
    assert (standing.looks, [count.at - NOON for count in standing.counts]) == (2, [-3600, 0, 60])


def test_the_judge_is_asked_what_the_rollout_says() -> None:
    tower = Tower()
    tower.write(
        alpha=0.04,
        minimum_units=70,
        maximum_days=2,
        triggers={"error_rate_spike": False},
        spikes={"window": "2m", "baseline": "1h", "ratio": 5, "p": 0.01},
    )

    judge_rollouts(tower.watch)

    [asked] = tower.asked
    assert asked.alpha == pytest.approx(0.04 * 15 / 16 / 4)
    assert (asked.old, asked.new, asked.minimum_units) == ("off", "on", 70)
    assert asked.triggers == frozenset(Trigger) - {Trigger.ERROR_RATE_SPIKE}
    assert (asked.started, asked.at) == (NOON - 3600, NOON)
    rule = asked.spikes
    found = (rule.window, rule.baseline, rule.ratio, rule.p, rule.most_looks)
    assert found == (120, 3600, 5, 0.01, 2880)


def test_the_runs_of_an_earlier_ramp_use_nothing_of_this_ones_alpha() -> None:
    tower = Tower()
    runs = [
        a_run({"variant": "on", "environment": "production"}, number, started_at=iso(NOON - ago))
        for number, ago in ((1, 9000), (2, 8000), (3, 60), (4, 30))
    ]
    for earlier in runs[:3]:
        earlier["ended_at"] = iso(NOON - 40)
    tower.write(runs=runs, run=None, started_at=iso(NOON - 60), guardrails=[_errors()])
    first = Tower()
    first.write()

    judge_rollouts(tower.watch)
    judge_rollouts(first.watch)

    assert tower.asked[0].alpha == first.asked[0].alpha
    assert tower.asked[0].sums.run == "rollout:ramp.4"


@pytest.mark.parametrize(
    "parts", [{"status": "aborted"}, {"run": None}, {"status": "completed", "is_settled": True}]
)
def test_what_is_not_served_or_compares_nothing_is_not_judged(parts: dict[str, Any]) -> None:
    tower = Tower()
    tower.write(**parts)

    assert judge_rollouts(tower.watch).made == ()


def test_sums_that_were_read_while_they_were_written_are_read_again(tower: Tower) -> None:
    tower.faults = [ImpossibleInput("more successes than units")]

    assert len(judge_rollouts(tower.watch).made) == 1


def test_what_stops_one_rollout_does_not_stop_the_others(tower: Tower) -> None:
    tower.write("another")
    fault = StorageUnavailable("DynamoDB is silent.")
    tower.faults = [fault]

    found = judge_rollouts(tower.watch)

    assert [(failed.key, failed.error) for failed in found.failed] == [("another", fault)]
    assert [judgement.run for judgement in found.made] == [RUN]


def test_a_judgement_that_is_late_does_not_replace_a_newer_one(tower: Tower) -> None:
    judge_rollouts(tower.watch)

    judge_rollouts(replace(tower.watch, now=lambda: NOON - 5))

    standing = tower.judgements.latest(RUN)
    assert standing is not None
    assert standing.at == NOON


def _errors() -> dict[str, Any]:
    metric = {"key": "errors", "event_name": "error", "type": "conversion_rate"}
    return {"metric": {**metric, "direction": "decrease"}}

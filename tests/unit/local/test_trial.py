"""The shop's experiment: its documents, its visitors, and how its sums are shown."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from rich.console import Console

from burgee.domain.experiment_checks import parse_experiment
from burgee.domain.flag_checks import parse_flag
from local.sums import comparison, is_equal
from local.trial import (
    BUYERS,
    CONTROL,
    EXPERIMENT,
    EXPERIMENT_DOCUMENT,
    FLAG,
    FLAG_DOCUMENT,
    PURCHASE,
    REVENUE,
    TREATMENT,
    VIEWS,
    VISITORS,
    Truth,
    visit,
)
from local.visitors import visitors


class Experimented:
    """A client whose visitors are in turn in control and treatment; it keeps what was sent."""

    def __init__(self, *, reached: bool = True, sends: bool = True) -> None:
        self.sent: list[list[dict[str, Any]]] = []
        self.evaluations: list[str] = []
        self._reached = reached
        self._sends = sends

    def evaluate(self, flag_key: str, context: Mapping[str, Any]) -> Mapping[str, Any]:
        self.evaluations.append(context["targetingKey"])
        in_turn = int(context["targetingKey"][-1]) % 2
        metadata = {"experiment": EXPERIMENT, "experimentVariant": (CONTROL, TREATMENT)[in_turn]}
        return {"key": flag_key, "metadata": metadata if self._reached else {}}

    def send(self, tracking_events: list[dict[str, Any]]) -> bool:
        self.sent.append(tracking_events)
        return self._sends


def _visits(client: Experimented, number: int = 200) -> Truth:
    truth = Truth()
    for visitor in islice(visitors(), number):
        visit(client, visitor, truth)
    return truth


def _counted(truth: Truth) -> dict[str, dict[str, int]]:
    return {variant: seen.as_sums() for variant, seen in truth.variants.items()}


def _shown(truth: Truth, counted: Mapping[str, Mapping[str, int]]) -> str:
    console = Console(width=100, highlight=False)
    with console.capture() as captured:
        console.print(comparison(truth, counted))
    return captured.get()


def test_its_documents_are_valid() -> None:
    experiment = parse_experiment(EXPERIMENT_DOCUMENT)

    assert experiment.flag_keys == {parse_flag(FLAG_DOCUMENT).key} == {FLAG}


def test_the_truth_is_what_the_visitors_sent_once() -> None:
    client = Experimented()

    truth = _visits(client)

    events = {event["event_id"]: event for batch in client.sent for event in batch}.values()
    bought = [e for e in events if e["event_name"] == PURCHASE and "timestamp" not in e]
    sums = [seen.as_sums() for seen in truth.variants.values()]
    assert truth.visitors == sum(one[VISITORS] for one in sums) == 200
    assert sum(one[BUYERS] for one in sums) == len(bought)
    assert sum(one[REVENUE] for one in sums) == round(sum(100 * e["data"]["value"] for e in bought))
    assert sum(one[VIEWS] for one in sums) == sum(e["event_name"] == "frame_viewed" for e in events)


def test_much_happens_besides_that_must_not_count() -> None:
    client = Experimented()

    truth = _visits(client)

    assert len(client.sent) > 200
    assert len(client.evaluations) > 200
    assert set(truth.besides) == {
        "batches sent twice",
        "purchases before the visitor met it",
        "visitors who came back",
    }


def test_visitors_whom_the_experiment_does_not_reach_are_no_part_of_it() -> None:
    client = Experimented(reached=False)

    truth = _visits(client, 5)

    assert (truth.visitors, client.sent) == (0, [])


def test_events_that_were_lost_on_the_way_are_not_expected() -> None:
    truth = _visits(Experimented(sends=False), 5)

    assert truth.besides == {"lost on the way": 5}
    assert sum(seen.views for seen in truth.variants.values()) == 0


def test_equal_sums_are_said_to_be_equal() -> None:
    truth = _visits(Experimented())

    shown = _shown(truth, _counted(truth))

    assert is_equal(truth, _counted(truth))
    assert "All 10 sums are equal." in shown
    assert "differs" not in shown


def test_one_different_sum_is_pointed_at() -> None:
    truth = _visits(Experimented())
    counted = _counted(truth)
    counted[TREATMENT][REVENUE] += 1

    shown = _shown(truth, counted)

    (line,) = [line for line in shown.splitlines() if "<- differs" in line]
    assert line.startswith("revenue")
    assert "NOT EQUAL: 1 of 10 sums differ." in shown


def test_a_variant_that_was_not_counted_at_all_differs() -> None:
    truth = _visits(Experimented())

    assert not is_equal(truth, {})

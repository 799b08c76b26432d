"""What the clients say in each language once more, beside what the server says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from burgee.domain import bucketing, sent_events
from burgee.domain.tracking import EventType
from burgee.wire import bodies
from burgee_openfeature import events, provider, queues, sender
from burgee_openfeature.counters import MEANINGS

PACKAGES = Path(__file__).parents[3] / "clients" / "typescript" / "packages"
BY_CLIENTS = {EventType.EXPOSURE, EventType.FLAG_EVALUATION}  # not for applications to report


def source(package: str, module: str) -> str:
    return (PACKAGES / package / "src" / f"{module}.ts").read_text()


def number(package: str, module: str, name: str) -> int:
    """A constant of a module in TypeScript."""
    (found,) = re.findall(rf"const {name} = ([\d_]+);", source(package, module))
    return int(found)


def statuses(package: str, name: str) -> set[int]:
    """The statuses in a constant of a package's `sender`."""
    (listed,) = re.findall(rf"const {name}\b.*?\[([\d, ]+)\]", source(package, "sender"))
    return {int(each) for each in listed.split(",")}


def test_counters_have_the_same_names_in_node() -> None:
    (listed,) = re.findall(r"COUNTER_NAMES = \[(.*?)\]", source("server", "counters"), re.DOTALL)
    assert re.findall(r'"(\w+)"', listed) == list(MEANINGS)


def test_counters_have_the_same_names_in_pages() -> None:
    assert re.findall(r"^    (\w+): 0,$", source("web", "counters"), re.MULTILINE) == list(MEANINGS)


def test_applications_report_the_types_of_events_that_the_server_knows() -> None:
    assert set(EventType) - BY_CLIENTS == provider.OUTCOMES


def test_applications_on_node_report_them_too() -> None:
    (listed,) = re.findall(r"EVENT_TYPES = \[(.*?)\]", source("server", "recorder"), re.DOTALL)
    assert set(re.findall(r'"(\w+)"', listed)) == provider.OUTCOMES


def test_a_batch_is_one_that_the_server_takes() -> None:
    node = number("server", "eventQueue", "MOST_IN_BATCH")
    assert [queues.MOST_IN_BATCH, node] == [sent_events.MOST_EVENTS] * 2


@pytest.mark.parametrize(
    "most_bytes",
    [
        pytest.param(queues.MOST_BYTES, id="Python"),
        pytest.param(number("server", "eventQueue", "MOST_BYTES"), id="Node"),
        pytest.param(number("web", "recorder", "MOST_BYTES"), id="pages"),
    ],
)
def test_a_batch_and_what_is_around_it_fit_into_a_request(most_bytes: int) -> None:
    around = 100 + sent_events.MOST_EVENTS  # brackets and commas
    assert most_bytes + around <= bodies.MOST_EVENT_BYTES


def test_units_are_as_long_as_the_server_takes_them() -> None:
    assert events.LONGEST_UNIT == sent_events.LONGEST_UNIT


def test_what_rests_with_an_exposure_is_cut_alike() -> None:
    assert number("evaluation", "units", "LONGEST_FROZEN") == bucketing.LONGEST_FROZEN


@pytest.mark.parametrize(
    ("package", "name"), [("server", "REFUSED_FOR_GOOD"), ("web", "FINAL")], ids=["Node", "pages"]
)
def test_the_same_statuses_say_that_a_batch_is_refused_for_good(package: str, name: str) -> None:
    assert statuses(package, name) == sender.UNREADABLE

"""An experiment over real HTTP: what was counted is what happened, whatever went wrong."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from local.dynamodb_local import Engine, obstacle, running
from local.launch import launch
from local.shop import Client
from local.summary import as_text
from local.sums import Counted, comparison, counted_of, is_equal
from local.trial import EXPERIMENT, FLAG, Truth, visit
from local.visitors import Visitor, visitors
from tests.e2e.machines import UNLIMITED, DevMachine

VISITORS = 60
CUTS = 2
COUNTED_SECONDS = 60.0
SETTLED_SECONDS = 1.0  # what was acknowledged longer ago than this survives a journal
NASTY = ("--nasty", "--seed", "5")


class Experimenting:
    """A shop whose visitors meet the experiment on one machine after another."""

    def __init__(self) -> None:
        self.truth = Truth()
        self._coming: Iterator[Visitor] = visitors()

    def open(self, machine: DevMachine) -> None:
        launch(machine.url, machine.admin_key)
        client = Client(machine.url, machine.client_key)
        while "experiment" not in client.evaluate(FLAG, {"targetingKey": "first"}).get(
            "metadata", {}
        ):
            time.sleep(0.1)
        client.close()
        self.truth.variants[_variant_of(machine, "first")].visitors += 1

    def let_in(self, machine: DevMachine, number: int) -> None:
        client = Client(machine.url, machine.client_key)
        for visitor in islice(self._coming, number):
            visit(client, visitor, self.truth)
        client.close()

    def counted(self, machine: DevMachine) -> Counted:
        """The sums as soon as they are true, or else after a while."""
        deadline = time.monotonic() + COUNTED_SECONDS
        with machine.client(machine.admin_key) as admin:
            while True:
                answer = admin.get(f"/api/v1/admin/experiments/{EXPERIMENT}/sums")
                counted = counted_of(answer.raise_for_status().json())
                if is_equal(self.truth, counted) or time.monotonic() > deadline:
                    assert answer.json()["exact"], answer.json()["inexact"]
                    return counted
                time.sleep(0.25)


def _variant_of(machine: DevMachine, unit: str) -> str:
    client = Client(machine.url, machine.client_key)
    metadata: dict[str, Any] = client.evaluate(FLAG, {"targetingKey": unit})["metadata"]
    client.close()
    variant: str = metadata["experimentVariant"]
    return variant


def new_machine(folder: Path, *words: str) -> DevMachine:
    options = ("--environment", "production", "--no-examples")
    return DevMachine(folder, *options, *words, variables=UNLIMITED)


def _require_equal(shop: Experimenting, counted: Counted) -> None:
    assert is_equal(shop.truth, counted), as_text(comparison(shop.truth, counted))


@pytest.mark.long
@pytest.mark.parametrize("nasty", [(), NASTY], ids=["calm", "nasty"])
def test_sums_are_what_happened(tmp_path: Path, nasty: tuple[str, ...]) -> None:
    shop = Experimenting()
    with new_machine(tmp_path, *nasty) as machine:
        shop.open(machine)
        shop.let_in(machine, VISITORS)

        counted = shop.counted(machine)

    assert shop.truth.visitors == VISITORS + 1
    _require_equal(shop, counted)


@pytest.mark.long
def test_sums_are_what_happened_after_power_cuts(tmp_path: Path) -> None:
    shop = Experimenting()
    for cut in range(CUTS):
        with new_machine(tmp_path, "--state", "state", *NASTY) as machine:
            if cut == 0:
                shop.open(machine)
            shop.let_in(machine, VISITORS // CUTS)
            time.sleep(SETTLED_SECONDS + cut)
            machine.kill()

    with new_machine(tmp_path, "--state", "state", *NASTY) as machine:
        counted = shop.counted(machine)

    assert shop.truth.visitors == VISITORS + 1
    _require_equal(shop, counted)


@pytest.fixture
def engine() -> Iterator[Engine]:
    """DynamoDB Local; a named skip where it cannot run, a failure on CI."""
    problem = obstacle()
    if problem and os.environ.get("CI") == "true":
        pytest.fail(problem)
    if problem:
        pytest.skip(problem)
    with running() as started:
        yield started


@pytest.mark.java
@pytest.mark.long
def test_sums_in_dynamodb_local_are_what_happened_after_power_cuts(
    tmp_path: Path, engine: Engine
) -> None:
    shop = Experimenting()
    words = ("--state", "state", "--dynamodb", engine.url, *NASTY)
    for cut in range(CUTS):
        with new_machine(tmp_path, *words) as machine:
            if cut == 0:
                shop.open(machine)
            shop.let_in(machine, VISITORS // CUTS)
            time.sleep(cut)
            machine.kill()

    with new_machine(tmp_path, *words) as machine:
        counted = shop.counted(machine)

    assert shop.truth.visitors == VISITORS + 1
    _require_equal(shop, counted)

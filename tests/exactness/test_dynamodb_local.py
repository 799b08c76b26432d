"""AWS's own engine and its streams; the consumer is a process that is killed between writes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from local import dynamodb_local
from tests.exactness.histories import RUNS, FoldDays, Recount, history
from tests.exactness.streamed import a_table, client_of, item_table
from tests.exactness.worlds import World, differences

pytestmark = [pytest.mark.java, pytest.mark.long]

HISTORIES = 30 if "BURGEE_HISTORIES" in os.environ else 1
KILLS = 5  # of one history, where there is so much to write
MOST_WRITES = 6  # before a kill
SECONDS = 60
PYTHONPATH = os.pathsep.join(["layers/core/python", "."])


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    problem = dynamodb_local.obstacle()
    if problem and os.environ.get("CI") == "true":
        pytest.fail(problem)
    if problem:
        pytest.skip(problem)
    with dynamodb_local.running() as running:
        yield running.url


def _consume(engine: str, tables: tuple[str, str], checkpoint: Path, kill_before: int) -> int:
    command = [sys.executable, "-m", "tests.exactness.consumer", engine, *tables]
    done = subprocess.run(
        [*command, str(checkpoint), str(kill_before)],
        env={**os.environ, "PYTHONPATH": PYTHONPATH},
        check=False,
        timeout=SECONDS,
    )
    return done.returncode


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_sums_are_exact_after_kills_between_writes(seed: int, engine: str, tmp_path: Path) -> None:
    chance = random.Random(seed)
    steps = [step for step in history(seed, most=40) if not isinstance(step, FoldDays | Recount)]
    checkpoint = tmp_path / "checkpoint"
    endings = []
    with (
        closing(client_of("dynamodb", engine)) as client,
        a_table(client, stream=True) as units,
        a_table(client, stream=False) as aggregates,
    ):
        world = World(
            [],
            chance,
            units_table=item_table(client, units),
            aggregates_table=item_table(client, aggregates),
        )
        for kill_before in (1, *(chance.randint(1, MOST_WRITES) for _ in range(KILLS - 1))):
            for _ in range(min(len(steps), chance.randint(2, 10))):
                world.write(steps.pop(0))
            endings.append(_consume(engine, (units, aggregates), checkpoint, kill_before))
            if chance.random() < 0.3:
                checkpoint.unlink(missing_ok=True)  # all that the stream holds comes again
        for step in steps:
            world.write(step)
        last = _consume(engine, (units, aggregates), checkpoint, 0)

        assert (differences(world), last) == ([], 0)
        assert set(endings) <= {0, -signal.SIGKILL}
        assert -signal.SIGKILL in endings or not any(map(world.sums, RUNS))

"""What people, alarms and the clock do, each as one random step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from burgee.domain.alarms import AlarmChange, AlarmState
from burgee.domain.documents import DocumentVersion, Kind
from burgee.domain.errors import BurgeeError
from burgee.domain.roles import Caller, Role
from burgee.domain.timestamps import iso
from burgee.services.advance_rollouts import advance_due, advance_one
from burgee.services.create_document import create_flag
from burgee.services.publish import derive_changed
from burgee.services.roll_back import roll_back
from burgee.services.rollouts import create_rollout, update_rollout
from burgee.services.schedules import plan_schedules
from burgee.services.steer_rollout import (
    abort_rollout,
    archive_rollout,
    exclude_units,
    pause_rollout,
    ramp_down,
    ramp_up,
    restart_rollout,
    resume_rollout,
    roll_back_rollout,
    start_rollout,
    stop_rollout,
)
from burgee.services.stop_everything import lift_stop, stop_everything
from burgee.services.stop_flag import stop_flag
from burgee.services.toggle_flag import toggle_flag
from burgee.services.update_document import update_document
from burgee.services.writing import Author
from tests.simulation.rollouts.world import LEAST_UNITS, PowerCut, World
from tests.unit.services.builders import settings

FLAG, ENVIRONMENT = "checkout", "production"
KEYS = ("first", "second")
ALARMS = ("errors", "of-the-flag")
OPERATORS = tuple(Caller(name, Role.OWNER) for name in ("ada", "bo"))

Do = Callable[[World], None]


def a_plan(world: World, key: str) -> dict[str, Any]:
    """A rollout as somebody might write it."""
    chance = world.chance
    body: dict[str, Any] = {
        "key": key,
        "flag": FLAG,
        "environment": ENVIRONMENT,
        "variant": "on",
        "maximum_days": chance.choice([1, 2]),
        "minimum_units": LEAST_UNITS,
        "alarms": ["errors"] if chance.random() < 0.4 else [],
        "start_at": chance.choice([None, None, iso(world.now + 3600)]),
        **chance.choice([_by_numbers, _by_stages, _at_once])(world),
    }
    if chance.random() < 0.6:
        body["guardrails"] = [{"metric": _metric(), "signal": "error_rate"}]
        body["make_alarms"] = [
            {"name": "made", "kind": "error_rate", "guardrail": "errors", "above": 1}
        ][: chance.randint(0, 1)]
    return body


def _metric() -> dict[str, Any]:
    return {"key": "errors", "type": "count", "event_name": "error", "direction": "decrease"}


def _by_numbers(world: World) -> dict[str, Any]:
    first, by = world.chance.choice([(5, 20), (10, 30), (33.333, 33.333)])
    most = world.chance.choice([50, 100])
    interval = world.chance.choice(["5m", "1h", "3h"])
    numbers = {"initial_percentage": first, "increment_percentage": by}
    return {"gradual": {**numbers, "increment_interval": interval, "maximum_percentage": most}}


def _by_stages(world: World) -> dict[str, Any]:
    shares = sorted(world.chance.sample([1, 5, 20, 50, 80, 100], k=3))
    stages = [{"percentage": share, "wait": "30m"} for share in shares]
    return {"stages": [{"units": ["u1", "u2"], "wait": "10m"}, *stages]}


def _at_once(world: World) -> dict[str, Any]:
    return {"strategy": "percentage", "percentage": world.chance.choice([20, 100])}


def begin(world: World) -> None:
    """A flag with an alarm, and two rollouts of it, one of which starts."""
    for alarm in ALARMS:
        world.alarms.states[alarm] = AlarmState.OK
    section = settings(alarms=["of-the-flag"])
    flag = {"key": FLAG, "kind": "boolean", "salt": "s1", "environments": {ENVIRONMENT: section}}
    create_flag(world.ledger, _author(world), flag)
    for key in KEYS:
        create_rollout(world.ledger, _author(world), a_plan(world, key))
    start_rollout(world.ledger, _author(world), world.chance.choice(KEYS))


def operator(world: World) -> None:
    """Somebody does something to a rollout, which may be refused."""
    key = world.chance.choice(KEYS)
    steps, weights = zip(*CONTROLS.items(), strict=True)
    (step,) = world.chance.choices(steps, weights)
    try:
        step(world, _author(world), key)
    except BurgeeError:
        return


def somebody_else(world: World) -> None:
    """An operator between the read and the put of another one, in a process of their own."""
    with suppress(PowerCut):
        operator(world)


def _author(world: World) -> Author:
    return Author(world.chance.choice(OPERATORS), "It seemed right.")


def _update(world: World, author: Author, key: str) -> DocumentVersion:
    return update_rollout(world.ledger, author, key, a_plan(world, key))


def _edit_share(world: World, author: Author, _: str) -> DocumentVersion:
    """Somebody changes what an open rollout is in charge of."""
    body = dict(_flag(world))
    share = {"variant": "on", "percentage": world.chance.choice([3, 50])}
    section = {**body["environments"][ENVIRONMENT], "rollout": share}
    changed = {**body, "environments": {ENVIRONMENT: section}}
    return update_document(world.ledger, author, Kind.FLAG, FLAG, changed)


def _no_share(world: World, author: Author, _: str) -> DocumentVersion:
    body = dict(_flag(world))
    section = {**body["environments"][ENVIRONMENT], "rollout": None, "default_variant": "off"}
    changed = {**body, "environments": {ENVIRONMENT: section}}
    return update_document(world.ledger, author, Kind.FLAG, FLAG, changed)


def _flag(world: World) -> Mapping[str, Any]:
    found = world.documents.newest(Kind.FLAG, FLAG)
    return found.body if found else {}


def _stop_and_die(world: World, author: Author, _: str) -> object:
    """The process ends after its first put, which has to be enough."""
    world.documents.dies_next = True
    try:
        return stop_everything(world.ledger, author, ENVIRONMENT)
    finally:
        world.documents.dies_next = False


def _toggle(world: World, author: Author, _: str) -> DocumentVersion:
    enabled = world.chance.random() < 0.8
    return toggle_flag(world.ledger, author, FLAG, environment=ENVIRONMENT, enabled=enabled)


CONTROLS: Mapping[Callable[[World, Author, str], object], int] = {
    lambda world, author, key: start_rollout(world.ledger, author, key): 30,
    lambda world, author, key: pause_rollout(world.ledger, author, key): 4,
    lambda world, author, key: resume_rollout(world.ledger, author, key): 10,
    lambda world, author, key: ramp_up(world.steering, author, key): 8,
    lambda world, author, key: ramp_down(world.ledger, author, key): 5,
    lambda world, author, key: exclude_units(world.ledger, author, key, ["u3"]): 1,
    lambda world, author, key: exclude_units(world.ledger, author, key, ["u3"], lift=True): 1,
    lambda world, author, key: abort_rollout(world.ledger, author, key): 1,
    lambda world, author, key: stop_rollout(world.ledger, author, key): 1,
    lambda world, author, key: roll_back_rollout(world.ledger, author, key, because="Bad."): 1,
    lambda world, author, key: restart_rollout(world.ledger, author, key): 12,
    lambda world, author, key: archive_rollout(world.ledger, author, key): 0,
    lambda world, author, key: stop_flag(world.ledger, author, FLAG, ENVIRONMENT): 1,
    lambda world, author, key: stop_everything(world.ledger, author, ENVIRONMENT): 1,
    lambda world, author, key: lift_stop(world.ledger, author, ENVIRONMENT): 6,
    _stop_and_die: 1,
    _update: 3,
    _edit_share: 1,
    _no_share: 3,
    _toggle: 2,
}


class NoFunctions:
    """No function names an alarm."""

    def naming(self, alarm: str) -> list[str]:
        return []

    def roll_back(self, author: Author, key: str, change: AlarmChange) -> DocumentVersion:
        raise AssertionError(f"{author} {key} {change}")


class Account:
    """CloudWatch: its alarms change, and their changes arrive late, twice and out of order."""

    def __init__(self) -> None:
        self.told: list[AlarmChange] = []

    def change_an_alarm(self, world: World) -> None:
        """An alarm changes; that is heard of at once, or later."""
        name = world.chance.choice(sorted(world.alarms.states))
        state = world.chance.choice([*AlarmState, AlarmState.OK])
        previous, world.alarms.states[name] = world.alarms.states[name], state
        change = AlarmChange(name, state, previous, world.now - world.chance.choice([0, 1, 90]))
        self.told.append(change)
        if world.chance.random() < 0.7:
            tell(world, change)

    def tell_again(self, world: World) -> None:
        """An earlier change is heard of, perhaps once more."""
        if self.told:
            tell(world, world.chance.choice(self.told))


def tell(world: World, change: AlarmChange) -> None:
    """The change reaches roll_back, as by its rule."""
    done = roll_back(world.ledger, NoFunctions(), change)
    for failed in done.failed:
        if not isinstance(failed.error, BurgeeError):
            raise failed.error


def change_guardrails(world: World) -> None:
    """Units come, `analyse` is late or sees a breach."""
    guardrails, chance = world.guardrails, world.chance
    enough = [LEAST_UNITS, 5 * LEAST_UNITS]
    guardrails.units = chance.choice([0, LEAST_UNITS - 1, *enough, *enough])
    guardrails.age = chance.choice([0.0, 0.0, 59.0, 59.0, 599.0, 601.0])
    guardrails.is_there = chance.random() < 0.95
    guardrails.is_breached = chance.random() < 0.06
    guardrails.acts = chance.random() < 0.8
    world.alarms.is_silent = chance.random() < 0.05


class Timetable:
    """The timer and the schedules: some calls come late, twice, out of order, or never."""

    def __init__(self) -> None:
        self.under_way: list[tuple[float, str, int]] = []

    def pass_time(self, world: World) -> None:
        world.now += world.chance.choice([0, 1, 30, 60, 300, 900, 1800, 3600, 10_000])

    def look(self, world: World) -> None:
        """The timer of each minute."""
        _tolerantly(lambda: advance_due(world.steering))

    def stream(self, world: World) -> None:
        """`publish` hears of what was written, and keeps the schedules."""
        changed = list(world.documents.stream)
        try:
            derive_changed(world.documents, changed)
        except BurgeeError:
            return  # the batch comes again
        plan_schedules(world.documents, world.calls, changed, lambda: world.now)
        del world.documents.stream[: len(changed)]

    def call(self, world: World) -> None:
        """What is due calls, as reliably as such calls are."""
        for name, (at, payload) in list(world.calls.kept.items()):
            if at <= world.now:
                del world.calls.kept[name]
                self._send(world, payload)
        due = [each for each in self.under_way if each[0] <= world.now]
        world.chance.shuffle(due)
        for each in due:
            self.under_way.remove(each)
            _, key, stage = each
            _tolerantly(partial(advance_one, world.steering, key, stage))

    def _send(self, world: World, payload: Mapping[str, str]) -> None:
        if payload["kind"] != "rollout" or world.chance.random() < 0.15:
            return  # lost
        for _ in range(world.chance.choice([1, 1, 2, 3])):
            late = world.chance.choice([0, 0, 10, 600, 7200])
            self.under_way.append((world.now + late, payload["key"], int(payload["stage"])))


def _tolerantly(step: Callable[[], object]) -> None:
    """A fault of ours is tried again later, as Lambda does."""
    try:
        step()
    except BurgeeError:
        return

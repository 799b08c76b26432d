"""One history: what befell two rollouts of a flag, and what was wrong with it."""

from __future__ import annotations

from typing import Any

from burgee.domain.documents import Action, Kind
from burgee.domain.evaluation import Evaluator
from burgee.domain.flags import slots_of
from burgee.domain.rollouts import FINAL, LIVE, Rollout, RolloutStatus
from burgee.domain.ruleset import Ruleset
from burgee.domain.timestamps import iso
from burgee.services.publish import compile_environment, read_configuration
from tests.reference.hashing import seed_of, slot_of
from tests.simulation.rollouts import actors
from tests.simulation.rollouts.actors import ENVIRONMENT, FLAG
from tests.simulation.rollouts.world import Mishaps, PowerCut, World

STEPS = 60
MOST_LOOKS = 14  # of 6 hours: longer than any of them may take
UNITS = [f"u{number}" for number in range(1, 13)]


def lived(seed: int) -> list[str]:
    """What was wrong in the history of this number; empty if nothing was."""
    world = World(seed)
    actors.begin(world)
    timetable, account = actors.Timetable(), actors.Account()
    world.documents.meanwhile = lambda: actors.somebody_else(world)
    world.documents.mishaps = Mishaps(interleaved=0.25, cut_before=0.02, cut_after=0.02)
    steps = {
        timetable.pass_time: 10,
        timetable.look: 8,
        timetable.call: 6,
        actors.operator: 8,
        actors.change_guardrails: 4,
        account.change_an_alarm: 2,
        account.tell_again: 2,
    }
    for _ in range(STEPS):
        (step,) = world.chance.choices(list(steps), list(steps.values()))
        try:
            step(world)
            timetable.stream(world)
        except PowerCut:
            continue
        if step == timetable.look:
            _check_looked(world)
        if world.chance.random() < 0.05:
            _check_served(world)
    _come_to_an_end(world, timetable)
    return world.oracle.found


def _come_to_an_end(world: World, timetable: actors.Timetable) -> None:
    """Nobody touches anything any more: the clock alone ends it."""
    world.documents.mishaps, world.alarms.is_silent = Mishaps(), False
    timetable.stream(world)
    for _ in range(MOST_LOOKS):
        timetable.look(world)
        timetable.stream(world)
        _check_looked(world)
        if not any(Rollout.model_validate(body).status in LIVE for body in _rollouts(world)):
            break
        world.now += 6 * 3600
    timetable.look(world)  # what was completed is settled
    _check_served(world)
    written = len(world.oracle.versions)
    timetable.look(world)
    if len(world.oracle.versions) != written:
        world.oracle.found.append("what has come to an end is changed by one more look")
    for body in _rollouts(world):
        _check_ended(world, Rollout.model_validate(body))


def _rollouts(world: World) -> list[dict[str, Any]]:
    return world.all_of(Kind.ROLLOUT)


def _check_ended(world: World, rollout: Rollout) -> None:
    say = world.oracle.found.append
    if rollout.status is RolloutStatus.PENDING:
        return
    if rollout.status not in FINAL:
        say(f"{rollout.key} is {rollout.status} after all its days")
    is_over = rollout.is_settled or world.oracle.halted_at is not None
    if rollout.status is RolloutStatus.COMPLETED and not is_over:
        say(f"{rollout.key} is complete and not settled")
    if rollout.status is RolloutStatus.ROLLED_BACK and _is_left_by(world, rollout):
        say(f"{rollout.key} is rolled back, and what it left to its flag is shown")
    left = [
        name for name in world.alarms.states if name.startswith(f"burgee-rollout-{rollout.key}/")
    ]
    if left:
        say(f"{rollout.key} left the alarms {left}")


def _is_left_by(world: World, rollout: Rollout) -> bool:
    """Whether the last that changed the flag's share is what this rollout left."""
    flags = [version for version in world.oracle.versions if version.kind is Kind.FLAG]
    sections = [version.body["environments"][ENVIRONMENT] for version in flags]
    shares = [(section["default_variant"], section["rollout"]) for section in sections]
    moves = [at for at in range(1, len(shares)) if shares[at] != shares[at - 1]]
    last = flags[moves[-1]].change if moves else None
    return (
        last is not None
        and last.action is Action.SETTLE
        and last.reason == f"The rollout '{rollout.key}' is complete."
        and last.at >= str(rollout.started_at)
    )


def _check_looked(world: World) -> None:
    """After a look of the clock, what it could see is in order."""
    say, guardrails, now = world.oracle.found.append, world.guardrails, world.now
    seen = [key for key, since in world.oracle.open_since.items() if since < now]
    if len(seen) > 1:
        say(f"{sorted(seen)} are open at once")
    is_bad = guardrails.is_there and guardrails.is_breached and guardrails.acts
    for key in seen:
        rollout = Rollout.model_validate(world.oracle.newest[(Kind.ROLLOUT, key)])
        is_new = rollout.run is None or rollout.run.started_at == iso(now)
        if is_bad and world.oracle.halted_at is None and not is_new:
            say(f"{key} is open with a breach")


def _check_served(world: World) -> None:
    """What evaluation answers is what the documents allow, unit by unit."""
    if _lags(world):
        return
    configuration = read_configuration(world.documents)
    served = [rollout for rollout in configuration.rollouts if rollout.is_served]
    if len(served) > 1:
        return  # for a moment: of two that started at once, the later is being aborted
    publication = compile_environment(ENVIRONMENT, configuration)
    ruleset = Ruleset.load(publication.numbered(1, iso(world.now)), publication.chunks)
    evaluator = Evaluator(ruleset, lambda: world.now)
    for unit in UNITS:
        shown = evaluator.evaluate(FLAG, {"targetingKey": unit}).variant
        allowed = _allowed(world, served, unit)
        if shown != allowed:
            world.oracle.found.append(f"{unit} is shown {shown!r}, and not {allowed!r}")


def _lags(world: World) -> bool:
    """Whether the flag's row is behind, as it is until the stream comes again. A rollout must not
    let go in such a moment, so that one is looked at."""
    newest = world.documents.newest(Kind.FLAG, FLAG)
    (row,) = world.documents.current(Kind.FLAG)
    is_settled = newest is not None and newest.change.action is Action.SETTLE
    return row != newest and not is_settled


def _allowed(world: World, served: list[Rollout], unit: str) -> str:
    found = world.documents.newest(Kind.FLAG, FLAG)
    section = found.body["environments"][ENVIRONMENT] if found else {}
    if not section.get("enabled"):
        return ""
    share, default = section["rollout"], section["default_variant"]
    drawn = slot_of(unit, seed_of("s1", "rollout"))
    for rule in section["rules"]:
        if unit in rule["conditions"][0]["value"]:
            return str(rule["variant"])
    if world.oracle.halted_at is None and served:
        return _given(served[0], unit, drawn) or str(default)
    if share and drawn < slots_of(share["percentage"]):
        return str(share["variant"])
    return str(default)


def _given(rollout: Rollout, unit: str, drawn: int) -> str | None:
    if rollout.stage is None or unit in rollout.excluded:
        return None
    reached = rollout.planned_stages[: rollout.stage + 1]
    is_in = any(unit in stage.units or drawn < slots_of(stage.percentage) for stage in reached[-1:])
    is_named = any(unit in stage.units for stage in reached)
    return rollout.variant if is_in or is_named else None

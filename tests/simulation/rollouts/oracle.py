"""What must hold at every put, told from the documents alone: not by the code that it judges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from burgee.domain.alarms import AlarmState
from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.rollout_lifecycle import ROLLOUT_TRANSITIONS
from burgee.domain.rollouts import Rollout, RolloutStatus
from burgee.domain.timestamps import iso, seconds_of

if TYPE_CHECKING:
    from tests.simulation.rollouts.world import Guardrails

CLOCK = "schedule"
COOL_DOWN = 30 * 60
LIVE = {"ramping", "holding", "paused"}
BY_THE_CLOCK = {Action.ADVANCE, Action.HOLD, Action.COMPLETE, Action.SETTLE}
WITHOUT_REASON = {Action.CREATE, Action.UPDATE, Action.START, Action.ARCHIVE}
STAGE_MOVES: Mapping[Action, int] = {Action.ADVANCE: 1, Action.RAMP_UP: 1, Action.RAMP_DOWN: -1}
ONWARD = {Action.ADVANCE, Action.COMPLETE, Action.RAMP_UP}


@dataclass
class Surroundings:
    """What the oracle sees besides documents."""

    now: Callable[[], float]
    guardrails: Guardrails
    alarms: Mapping[str, AlarmState]


@dataclass
class Oracle:
    """`found`: what was wrong, as sentences. `halted_at`: when everything was last stopped."""

    around: Surroundings
    found: list[str] = field(default_factory=list)
    versions: list[DocumentVersion] = field(default_factory=list)
    halted_at: float | None = None
    rolled_back_at: float = float("-inf")
    acted: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    newest: dict[tuple[Kind, str], Mapping[str, Any]] = field(default_factory=dict)
    open_since: dict[str, float] = field(default_factory=dict)

    def saw(self, before: DocumentVersion | None, after: DocumentVersion) -> None:
        """Judge one put."""
        self.versions.append(after)
        self._check_audit(before, after)
        if after.kind is Kind.ENVIRONMENT:
            self.halted_at = self.around.now() if after.body["halt"] else None
        if after.kind is Kind.ROLLOUT:
            self._check_rollout(before, after)
            self._note_open(after)
        if after.kind is Kind.FLAG and before is not None:
            self._check_share(before, after)
        self.newest[(after.kind, after.key)] = after.body

    def _note_open(self, after: DocumentVersion) -> None:
        if Rollout.model_validate(after.body).is_served:
            self.open_since.setdefault(after.key, self.around.now())
        else:
            self.open_since.pop(after.key, None)

    def _open_for_long(self, but: str = "") -> list[str]:
        """Those that were open before this moment: what is done at once may cross."""
        now = self.around.now()
        return [key for key, since in self.open_since.items() if since < now and key != but]

    def _check_share(self, before: DocumentVersion, after: DocumentVersion) -> None:
        was, now = (each.body["environments"]["production"] for each in (before, after))
        moved = [part for part in ("default_variant", "rollout") if was[part] != now[part]]
        if moved and self._open_for_long() and after.change.action is not Action.SETTLE:
            self._say(after, f"changes {moved} under {self._open_for_long()}")
        if after.change.action is Action.SETTLE and self._is_halted():
            self._say(after, "changes what is shown while everything is stopped")

    def _is_halted(self) -> bool:
        return self.halted_at is not None and self.halted_at < self.around.now()

    def _say(self, version: DocumentVersion, sentence: str) -> None:
        self.found.append(
            f"{version.kind} {version.key} v{version.version} "
            f"{version.change.action} by {version.change.actor}: {sentence}"
        )

    def _check_audit(self, before: DocumentVersion | None, after: DocumentVersion) -> None:
        number = 1 if before is None else before.version + 1
        if after.version != number and after.kind is not Kind.ENVIRONMENT:
            self._say(after, f"leaves a gap: {number} was next")
        if not after.change.actor or after.change.at != iso(self.around.now()):
            self._say(after, "does not say who and when")
        if after.change.action not in WITHOUT_REASON and not after.change.reason:
            self._say(after, "does not say why")

    def _check_rollout(self, before: DocumentVersion | None, after: DocumentVersion) -> None:
        was = dict(before.body) if before else {"status": "pending", "stage": None, "runs": []}
        rollout = Rollout.model_validate(after.body)
        action = after.change.action
        self._check_transition(was, after)
        self._check_stage(was, after, rollout)
        self._check_runs(after, rollout)
        if action in ONWARD:
            self._check_onward(was, after)
        if action in {Action.START, Action.RESTART, Action.RAMP_UP}:
            self._check_cool_down(after)
        if action in BY_THE_CLOCK and after.change.actor not in {CLOCK, "alarms"}:
            self._say(after, "is the clock's")
        if action is Action.START and self._open_for_long(but=after.key):
            self._say(after, f"starts beside {self._open_for_long(but=after.key)}")
        if action is Action.SETTLE:
            self._check_settled(after, rollout)
        if action is Action.ROLL_BACK:
            self._check_once(was, after)
            self.rolled_back_at = self.around.now()

    def _check_transition(self, was: Mapping[str, Any], after: DocumentVersion) -> None:
        if after.change.action is Action.CREATE:
            return
        transition = ROLLOUT_TRANSITIONS.get(after.change.action)
        status, now = RolloutStatus(was["status"]), RolloutStatus(after.body["status"])
        if transition is None or status not in transition.sources:
            self._say(after, f"is not allowed from {status}")
        elif now is not (transition.target or status):
            self._say(after, f"leads from {status} to {now}")
        if after.change.action is Action.ROLL_BACK and was.get("is_settled"):
            self._say(after, "takes back what is settled")

    def _check_stage(
        self, was: Mapping[str, Any], after: DocumentVersion, rollout: Rollout
    ) -> None:
        action, stage = after.change.action, was["stage"]
        expected = stage
        if action is Action.START:
            expected = 0
        elif action is Action.RESTART:
            expected = None
        elif action in STAGE_MOVES:
            expected = stage + STAGE_MOVES[action]
        if rollout.stage != expected:
            self._say(after, f"moves from stage {stage} to {rollout.stage}")
        if rollout.stage is not None and not 0 <= rollout.stage < len(rollout.planned_stages):
            self._say(after, f"is at stage {rollout.stage}, which is not planned")

    def _check_runs(self, after: DocumentVersion, rollout: Rollout) -> None:
        numbers = [run.number for run in rollout.runs]
        if numbers != list(range(1, len(numbers) + 1)):
            self._say(after, f"has the runs {numbers}")
        is_open = [run for run in rollout.runs if run.ended_at is None]
        shares = [0, *(round(1000 * stage.percentage) for stage in rollout.planned_stages)]
        at = 0 if rollout.stage is None else rollout.stage + 1
        grown = shares[at] - shares[max(at - 1, 0)]
        expected = 1 if rollout.status in LIVE and rollout.guardrails and grown else 0
        if len(is_open) != expected:
            self._say(after, f"has {len(is_open)} open runs instead of {expected}")
        for run in is_open:
            if run.weights.get(rollout.variant) != grown:
                self._say(after, f"has a run of {run.weights} instead of {grown}")

    def _check_onward(self, was: Mapping[str, Any], after: DocumentVersion) -> None:
        now, action = self.around.now(), after.change.action
        for why in self._reasons_to_wait(was, is_asked=action is Action.RAMP_UP):
            self._say(after, f"goes on although {why}")
        if action is Action.RAMP_UP:
            return
        due = seconds_of(was["next_at"])
        if due is None or due > now:
            self._say(after, f"comes before {was['next_at']}")

    def _reasons_to_wait(self, was: Mapping[str, Any], *, is_asked: bool) -> list[str]:
        found = []
        if self._is_halted():
            found.append("everything is stopped")
        names = Rollout.model_validate(was).alarm_names
        found += [
            f"{name} is on"
            for name in [*names, "of-the-flag"]
            if self.around.alarms.get(name) is AlarmState.ALARM
        ]
        compared = bool(was["runs"]) and was["runs"][-1]["ended_at"] is None
        guardrails = self.around.guardrails
        if not compared:
            return found
        if guardrails.is_there and guardrails.is_breached and guardrails.acts:
            found.append("a guardrail is breached")
        if is_asked:
            return found
        if not guardrails.is_there or guardrails.age > 600:
            found.append("nobody judged its guardrails")
        elif guardrails.units < was["minimum_units"]:
            found.append(f"there are {guardrails.units} units")
        return found

    def _check_cool_down(self, after: DocumentVersion) -> None:
        now = self.around.now()
        # What was rolled back at this very moment may have come between the look and the put.
        if self.rolled_back_at < now < self.rolled_back_at + COOL_DOWN:
            self._say(after, "comes before it has cooled down")

    def _check_once(self, was: Mapping[str, Any], after: DocumentVersion) -> None:
        known = {(seen["alarm"], seen["at"]) for seen in was.get("seen_alarms", ())}
        for seen in after.body["seen_alarms"]:
            change = (seen["alarm"], seen["at"])
            if change in known:
                continue
            self.acted[(after.key, *change)] += 1
            if self.acted[(after.key, *change)] > 1:
                self._say(after, f"acts twice on {change}")
            began = seconds_of(was["started_at"]) or 0.0
            if (seconds_of(seen["at"]) or 0.0) < began:
                self._say(after, f"acts on {change}, which is older than its start")

    def _check_settled(self, after: DocumentVersion, rollout: Rollout) -> None:
        section = self.newest[(Kind.FLAG, rollout.flag)]["environments"]["production"]
        share = section["rollout"] or {"variant": None, "percentage": 0}
        last = rollout.planned_stages[-1].percentage
        shown = 100 if section["default_variant"] == rollout.variant else share["percentage"]
        if shown != last or share["variant"] not in {None, rollout.variant}:
            self._say(after, f"leaves {shown} % to its flag instead of {last}")

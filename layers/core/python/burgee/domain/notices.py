"""What others are told of a change: every version of a document is one domain event.

A notice holds what lists show of a document, never its body: no secret, no value, no rule.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from burgee.domain.alarms import Outcome
from burgee.domain.documents import Action, DocumentVersion, Json, Kind

LONGEST_TITLE = 100  # of an e-mail of SNS, in ASCII

# What a person is woken for, whatever it is of.
_ALWAYS_IMPORTANT = frozenset(
    {Action.ROLL_BACK, Action.EMERGENCY_STOP, Action.LIFT, Action.HOLD, Action.FAIL, Action.DEPLOY}
)
_UNIMPORTANT_OUTCOMES = frozenset({Outcome.RECORDED})

DONE: Mapping[Action, str] = {
    Action.CREATE: "was created",
    Action.UPDATE: "was changed",
    Action.TOGGLE: "was switched",
    Action.ARCHIVE: "was archived",
    Action.UNARCHIVE: "was brought back",
    Action.RESTORE: "was restored from an earlier version",
    Action.CLONE: "was cloned",
    Action.MEMBERS: "has other members",
    Action.REVOKE: "was revoked",
    Action.SIGN_OFF: "was signed off",
    Action.START: "was started",
    Action.PAUSE: "was paused",
    Action.RESUME: "was resumed",
    Action.TRAFFIC: "has another traffic",
    Action.COMPLETE: "is completed",
    Action.CANCEL: "was cancelled",
    Action.EMERGENCY_STOP: "was stopped in an emergency",
    Action.RESTART: "was set up again",
    Action.FAIL: "failed",
    Action.SIGN_OFF_DECISION: "has a decision that was signed off",
    Action.DECIDE: "was decided",
    Action.PROMOTE: "shows the variant that was decided for",
    Action.SCHEDULE: "was changed by its schedule",
    Action.ADVANCE: "reached its next stage",
    Action.HOLD: "holds",
    Action.RAMP_UP: "was ramped up",
    Action.RAMP_DOWN: "was ramped down",
    Action.ROLL_BACK: "was rolled back",
    Action.ABORT: "was aborted",
    Action.SETTLE: "is settled: its flag decides",
    Action.ALARM: "heard of an alarm",
    Action.EXCLUDE: "excludes other units",
    Action.LIFT: "is no longer stopped",
    Action.REGISTER: "was registered",
    Action.PRUNE: "was rid of old versions",
    Action.APPROVE: "was approved",
    Action.DEPLOY: "was deployed without a canary",
    Action.CLOSE: "was closed",
    Action.TEST: "was tested",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One domain event. `id` is the same however often it is told.

    `environments`: those that it touches, None for all. `alarm`: the change of an alarm that it
    follows from. `is_important`: people are to hear of it at once.
    """

    kind: Kind
    key: str
    version: int
    action: Action
    environments: frozenset[str] | None
    actor: str
    reason: str
    at: str
    summary: Mapping[str, Json] = field(default_factory=dict)
    alarm: Mapping[str, Json] | None = None
    is_important: bool = False
    actor_name: str = ""

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.key}/{self.version}"

    @property
    def type(self) -> str:
        """What happened to what: `rollout.roll_back`."""
        return f"{self.kind}.{self.action}"

    @property
    def title(self) -> str:
        """What happened, as a line: `The rollout 'checkout' was rolled back (production)`."""
        noun = str(self.kind).replace("_", " ")
        line = f"The {noun} '{self.key}' {DONE[self.action]}"
        return f"{line} ({', '.join(sorted(self.environments))})" if self.environments else line

    @property
    def why(self) -> str:
        """Why, in the words of whoever or whatever did it; empty where nobody said."""
        told = self.alarm["detail"] if self.alarm else ""
        return str(self.summary.get("because") or self.reason or told or "")


def notice_of(
    version: DocumentVersion,
    before: Mapping[str, Json],
    environments: Collection[str] | None,
    *,
    production: Collection[str] = (),
) -> Notice:
    """The notice of a version. `before`: the body before it, empty for the first; `environments`:
    what it touches; `production`: the names of environments where a restore matters to people."""
    alarm = _new_alarm(before, version.body)
    touched = None if environments is None else frozenset(environments)
    if touched is not None and alarm and alarm["environment"]:
        touched |= {str(alarm["environment"])}
    return Notice(
        kind=version.kind,
        key=version.key,
        version=version.version,
        action=version.change.action,
        environments=touched,
        actor=version.change.actor,
        actor_name=version.change.actor_name,
        reason=version.change.reason,
        at=version.change.at,
        summary=version.summary,
        alarm=alarm,
        is_important=(
            _is_important(version, alarm, touched, production) and not _goes_on(version, before)
        ),
    )


def body_of(notice: Notice) -> dict[str, Json]:
    """The notice as JSON: the detail of an event on the bus, the body of a webhook."""
    reached = None if notice.environments is None else sorted(notice.environments)
    return {
        "id": notice.id,
        "type": notice.type,
        "kind": str(notice.kind),
        "key": notice.key,
        "version": notice.version,
        "action": str(notice.action),
        "environments": reached,
        "actor": notice.actor,
        "actor_name": notice.actor_name,
        "reason": notice.reason,
        "at": notice.at,
        "title": notice.title,
        "why": notice.why,
        "important": notice.is_important,
        "alarm": dict(notice.alarm) if notice.alarm else None,
        "summary": dict(notice.summary),
    }


def short_title(notice: Notice) -> str:
    """The title as a subject of an e-mail: one line of at most 100 ASCII characters."""
    plain = notice.title.encode("ascii", "replace").decode()
    return plain if len(plain) <= LONGEST_TITLE else f"{plain[: LONGEST_TITLE - 3]}..."


def _new_alarm(before: Mapping[str, Json], after: Mapping[str, Json]) -> Mapping[str, Json] | None:
    known = before.get("seen_alarms") or []
    fresh = [seen for seen in after.get("seen_alarms") or [] if seen not in known]
    found: Mapping[str, Json] | None = fresh[-1] if fresh else None
    return found


def _goes_on(version: DocumentVersion, before: Mapping[str, Json]) -> bool:
    """Whether it only gives another reason for what people have heard of: it held before."""
    is_hold = version.change.action is Action.HOLD
    return is_hold and before.get("status") == version.body.get("status")


def _is_important(
    version: DocumentVersion,
    alarm: Mapping[str, Json] | None,
    touched: frozenset[str] | None,
    production: Collection[str],
) -> bool:
    action = version.change.action
    if action is Action.RESTORE:
        return touched is None or not touched.isdisjoint(production)
    if alarm and Outcome(alarm["outcome"]) not in _UNIMPORTANT_OUTCOMES:
        return True
    is_of_the_owners = version.kind is Kind.SETTINGS  # who may skip the canary
    return action in _ALWAYS_IMPORTANT or is_of_the_owners

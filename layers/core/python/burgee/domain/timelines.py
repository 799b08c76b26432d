"""What a change of an experiment, or of a flag that it decides, comes to in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from burgee.domain.actors import who
from burgee.domain.changes import same
from burgee.domain.decisions import told
from burgee.domain.documents import Action, Change, Json, Kind

Body = Mapping[str, Json]

# Parts of a flag's section that bear upon who meets the experiment, in the order they are told.
_TOLD = ("targets", "rules", "prerequisites", "default_variant", "off_variant", "rollout")


@dataclass(frozen=True, slots=True)
class Window:
    """The time of a run, as RFC 3339 in UTC; without an end it goes on."""

    started_at: str
    ended_at: str | None

    def holds(self, at: str) -> bool:
        return self.started_at <= at and (self.ended_at is None or at <= self.ended_at)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened: a version of the experiment, or of one of its flags while a run
    was on. `detail`: what it changed, in words."""

    kind: Kind
    key: str
    version: int
    change: Change
    detail: str


def told_experiment(action: Action, before: Body, after: Body) -> str:
    """What a version of an experiment changed; `before` is empty for the first."""
    tell = _TELL_BY_ACTION.get(action)
    return tell(before, after) if tell else ""


def told_flag(before: Body, after: Body, environment: str) -> str:
    """What a version of a flag changed for an experiment in one environment; empty: nothing."""
    one = before.get("environments", {}).get(environment, {})
    other = after["environments"].get(environment, {})
    told = []
    if one.get("enabled") != other.get("enabled"):
        told.append("switched on" if other.get("enabled") else "switched off")
    changed = [part for part in _TOLD if not same(one.get(part), other.get(part))]
    if changed:
        told.append(f"changed {', '.join(changed)}")
    return "; ".join(told)


def _fields(before: Body, after: Body) -> str:
    changed = [name for name in after if not same(before.get(name), after[name])]
    return f"changed {', '.join(changed)}"


def _run(_: Body, after: Body) -> str:
    return f"run {after['runs'][-1]['number']}"


def _traffic(before: Body, after: Body) -> str:
    return f"from {before['traffic']:g} % to {after['traffic']:g} %"


def _signer(_: Body, after: Body) -> str:
    mark = after["sign_offs"][-1]
    return f"by {who(mark)} ({mark['role']})"


def _decision_signer(_: Body, after: Body) -> str:
    mark = after["runs"][-1]["sign_offs"][-1]
    return f"by {who(mark)} for {mark['role']}: {told(mark['promoted'])}"


def _decision(_: Body, after: Body) -> str:
    return told(after["runs"][-1]["decision"]["promoted"])


def _failure(_: Body, after: Body) -> str:
    return str(after["failure"])


_TELL_BY_ACTION: Mapping[Action, Callable[[Body, Body], str]] = {
    Action.UPDATE: _fields,
    Action.RESTORE: _fields,
    Action.START: _run,
    Action.TRAFFIC: _traffic,
    Action.SIGN_OFF: _signer,
    Action.FAIL: _failure,
    Action.SIGN_OFF_DECISION: _decision_signer,
    Action.DECIDE: _decision,
}

"""Which version of a flag an alarm takes one of its environments back to: pure, from its history.

What an environment shows of a flag is its section there and the values that this names; versions
in a row that show the same are one *span*. A span is good if it lasted for the bake time and no
alarm went on in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from burgee.domain.alarms import Outcome, SeenAlarm
from burgee.domain.changes import same
from burgee.domain.documents import Action, DocumentVersion, Json
from burgee.domain.flags import Lifecycle
from burgee.domain.seen_alarms import SEEN, last_rollback, seen_by
from burgee.domain.timestamps import seconds_of

Body = Mapping[str, Json]

NEVER = float("-inf")
# What is planned and what is watched is not what is shown: `schedule`, `alarms`, `on_alarm`.
SECTION_PARTS = (
    "enabled",
    "off_variant",
    "targets",
    "rules",
    "rollout",
    "default_variant",
    "prerequisites",
)
OFF_PARTS = ("enabled", "off_variant")  # all that counts of a section that is switched off
SHARED_PARTS = ("kind", "salt")  # of what all environments share, besides the values


@dataclass(frozen=True, slots=True)
class Span:
    """Versions in a row that show the same in an environment, from `since` to `until` (seconds
    since 1970). `version`: the newest of them. `begun_by`: what the first of them did. `shown`:
    None where nothing is. `seen`: the alarms that any of them remembers of that environment."""

    version: DocumentVersion
    shown: Mapping[str, Json] | None
    since: float
    until: float
    begun_by: Action
    seen: tuple[SeenAlarm, ...] = ()

    @property
    def is_on(self) -> bool:
        return self.shown is not None and bool(self.shown["enabled"])


@dataclass(frozen=True, slots=True)
class RolloutPast:
    """When the flag's own share last began to be served again because a rollout ended there, and
    when one was last taken back (seconds since 1970)."""

    ended_at: float = NEVER
    taken_back_at: float = NEVER


def spans(versions: Iterable[DocumentVersion], environment: str, now: float) -> Iterator[Span]:
    """The spans of a flag in one environment, from its versions, both newest first; only as many
    versions are read as spans are asked for."""
    together: list[DocumentVersion] = []
    shown: Mapping[str, Json] | None = None
    until = now
    for version in versions:
        showing = shown_in(version.body, environment)
        if together and not same(showing, shown):
            yield _span(together, shown, until, environment)
            until = _at(together[-1])
            together = []
        together.append(version)
        shown = showing
    if together:
        yield _span(together, shown, until, environment)


def _span(
    together: list[DocumentVersion],
    shown: Mapping[str, Json] | None,
    until: float,
    environment: str,
) -> Span:
    # As JSON at first: versions in a row remember mostly the same.
    found = {
        (each["alarm"], each["at"]): each
        for version in together
        for each in version.body.get(SEEN) or ()
        if each.get("environment", "") == environment
    }
    seen = tuple(seen_by({SEEN: list(found.values())}))
    first = together[-1]
    return Span(together[0], shown, _at(first), until, first.change.action, seen)


def shown_in(flag: Body, environment: str) -> dict[str, Json] | None:
    """What an environment shows of a flag; None of one that is archived or not set up there."""
    section = flag["environments"].get(environment)
    if section is None or flag.get("lifecycle") == Lifecycle.ARCHIVED:
        return None
    parts = SECTION_PARTS if section["enabled"] else OFF_PARTS
    shown = {part: section.get(part) for part in parts}
    values = {key: flag["variants"][key]["value"] for key in variants_named(shown)}
    return {
        **shown,
        **{part: flag.get(part) for part in SHARED_PARTS},
        "rules": [_unnamed(rule) for rule in shown.get("rules") or ()],
        "variants": values,
    }


def _unnamed(rule: Body) -> dict[str, Json]:
    return {part: value for part, value in rule.items() if part != "name"}


def variants_named(section: Body) -> set[str]:
    """The variants that a section, or a part of one, can show."""
    rules = section.get("rules") or ()
    share = section.get("rollout") or {}
    named = {
        section.get("default_variant"),
        section.get("off_variant"),
        share.get("variant"),
        *(section.get("targets") or ()),
        *(rule.get("variant") for rule in rules),
        *(key for rule in rules for key in rule.get("split") or ()),
        *(key for rule in rules for key in rule.get("percentages") or ()),
    }
    return {key for key in named if key is not None}


def answer_at_once(
    current: Span, *, at: float, cool_down_seconds: float, past: RolloutPast
) -> tuple[Outcome, str] | None:
    """What an alarm that went on `at` ends in without a look at earlier spans, and why; None if
    one has to be looked for."""
    if at < max(current.since, past.ended_at):
        return Outcome.RECORDED, "What is shown now came after the alarm; it stays."
    taken_back_at = max(past.taken_back_at, last_rollback(current.seen))
    if at < taken_back_at + cool_down_seconds:
        return Outcome.COOLING_DOWN, "Something was taken back here a moment ago; no more now."
    if current.begun_by is Action.ROLL_BACK or past.taken_back_at >= current.since:
        detail = "What is shown is the result of a rollback already, and nothing changed since."
        return Outcome.NOTHING_TO_GO_BACK_TO, detail
    return None


def good_spans(current: Span, earlier: Iterable[Span], *, bake_seconds: float) -> Iterator[Span]:
    """Those of the `earlier` spans to go back to, newest first: they show something else, lasted
    for the bake time without an alarm, and do not switch on what is switched off.

    What an alarm went on in is not good in older spans either: its last time counts.
    """
    bad = [current.shown]
    seen = list(current.seen)
    for span in earlier:
        seen.extend(span.seen)
        alarms = [each for each in seen if span.since <= (seconds_of(each.at) or 0) < span.until]
        if any(each.outcome is not Outcome.COOLING_DOWN for each in alarms):
            bad.append(span.shown)
        is_baked = span.until - span.since >= bake_seconds and not alarms
        may_be_shown = span.shown is not None and (current.is_on or not span.is_on)
        if is_baked and may_be_shown and not any(same(span.shown, other) for other in bad):
            yield span


def taken_back(flag: Body, good: Body, environment: str) -> dict[str, Json]:
    """The flag with one environment as `good` shows it. The values that this names come back with
    it, for all environments; what is planned there is dropped, what is watched stays."""
    section = good["environments"][environment]
    back = {part: section.get(part) for part in SECTION_PARTS}
    sections = {
        **flag["environments"],
        environment: {**flag["environments"][environment], **back, "schedule": []},
    }
    shared = {part: good.get(part) for part in SHARED_PARTS}
    values = _values_back(flag["variants"], good, variants_named(section))
    if values:
        shared["json_schema"] = good.get("json_schema")
    variants = {**flag["variants"], **values}
    return {**flag, **shared, "variants": variants, "environments": sections}


def _values_back(variants: Body, good: Body, named: Iterable[str]) -> dict[str, Json]:
    """Each variant that is gone or has another value, as `good` has it."""
    return {
        key: {**variants.get(key, good["variants"][key]), "value": good["variants"][key]["value"]}
        for key in sorted(named)
        if key not in variants or not same(variants[key]["value"], good["variants"][key]["value"])
    }


def _at(version: DocumentVersion) -> float:
    return seconds_of(version.change.at) or 0.0

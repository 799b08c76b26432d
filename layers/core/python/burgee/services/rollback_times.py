"""How long each rollback took: from the alarm over the decision to the ruleset that shows it."""

from __future__ import annotations

from burgee.domain.alarms import EFFECTIVE, Outcome, SeenAlarm
from burgee.domain.documents import Action, DocumentVersion, Json, Kind
from burgee.domain.rollback_times import Publication, RollbackTime
from burgee.domain.ruleset import EXPERIMENT, FLAG, Ruleset, parse_manifest, partition_of
from burgee.domain.seen_alarms import seen_by
from burgee.domain.timestamps import seconds_of
from burgee.services.alarm_steps import ALARMS
from burgee.services.ports import DocumentRepository, RulesetRepository
from burgee.services.reading import newest_first, read

MOST_RULESETS = 20  # published after a decision, before it shows


def rollback_times(
    documents: DocumentRepository,
    rulesets: RulesetRepository,
    kind: Kind,
    key: str,
    *,
    limit: int,
) -> list[RollbackTime]:
    """The newest rollbacks of a flag, a rollout or an experiment, and what else alarms came to
    there, newest first. Raises DocumentNotFound."""
    found: list[RollbackTime] = []
    for version in newest_first(documents, read(documents, kind, key)):
        if len(found) == limit:
            break
        if version.change.actor == ALARMS.key_id or version.change.action is Action.ROLL_BACK:
            found.append(_time_of(rulesets, version))
    return found


def _time_of(rulesets: RulesetRepository, version: DocumentVersion) -> RollbackTime:
    seen = _seen_by(version)
    environment = (seen.environment if seen else "") or str(version.body.get("environment", ""))
    outcome = seen.outcome if seen else Outcome.ROLLED_BACK
    shows = outcome in EFFECTIVE and environment
    return RollbackTime(
        kind=version.kind,
        key=version.key,
        version=version.version,
        environment=environment,
        outcome=outcome,
        decided_at=version.change.at,
        reason=version.change.reason,
        actor=version.change.actor,
        actor_name=version.change.actor_name,
        seen=seen,
        publication=_publication(rulesets, version, environment) if shows else None,
    )


def _seen_by(version: DocumentVersion) -> SeenAlarm | None:
    """The alarm's change that made this version: what was remembered last."""
    if version.change.actor != ALARMS.key_id:
        return None
    *_, last = (None, *seen_by(version.body))
    return last


def _publication(
    rulesets: RulesetRepository, version: DocumentVersion, environment: str
) -> Publication | None:
    """The first ruleset since the decision that shows its subject otherwise than before it."""
    pointer = rulesets.pointer(environment, consistent=True)
    if pointer is None:
        return None
    decided = _seconds(version.change.at)
    since = _first_since(rulesets, environment, decided, pointer.number)
    subject = subject_of(version)
    before = _form(rulesets, environment, since - 1, subject)
    for number in range(since, min(pointer.number, since + MOST_RULESETS) + 1):
        if _form(rulesets, environment, number, subject) != before:
            return Publication(number, _manifest(rulesets, environment, number)["at"])
    return None


def subject_of(version: DocumentVersion) -> str:
    """The line of a ruleset that a version changes: a rollout's is its flag's."""
    if version.kind is Kind.EXPERIMENT:
        return EXPERIMENT + version.key
    return FLAG + str(version.body["flag"] if version.kind is Kind.ROLLOUT else version.key)


def _first_since(rulesets: RulesetRepository, environment: str, moment: float, newest: int) -> int:
    """The number of the first ruleset that was published after a moment; one more than the
    newest, if none was."""
    low, high = 1, newest + 1
    while low < high:
        middle = (low + high) // 2
        if _seconds(_manifest(rulesets, environment, middle).get("at")) <= moment:
            low = middle + 1
        else:
            high = middle
    return low


def _manifest(rulesets: RulesetRepository, environment: str, number: int) -> dict[str, Json]:
    """A manifest taken apart; empty where there is none."""
    stored = rulesets.manifest(environment, number) if number else None
    return parse_manifest(stored) if stored is not None else {}


def _form(rulesets: RulesetRepository, environment: str, number: int, subject: str) -> Json:
    """How a ruleset shows a flag or an experiment; None where it does not."""
    manifest = _manifest(rulesets, environment, number)
    if not manifest:
        return None
    chunk = manifest["partitions"][partition_of(subject, len(manifest["partitions"]))]
    ruleset = Ruleset(manifest, rulesets.chunks([chunk]))
    kind, _, key = subject.partition("/")
    return ruleset.experiment(key) if f"{kind}/" == EXPERIMENT else ruleset.flag(key)


def _seconds(moment: Json) -> float:
    return seconds_of(moment) or 0.0

"""Answers that hold documents, kind by kind: what OpenAPI says of each, and of its row in lists.

A document is answered as it was written: what has a default may be missing in an old version.
"""

from __future__ import annotations

from burgee.domain.api_keys import KeyKind
from burgee.domain.deployment_settings import DeploymentSettings
from burgee.domain.documents import Action, Kind
from burgee.domain.environments import Environment
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiments import Experiment, GroupShare, Priority, Status
from burgee.domain.flags import Flag, Lifecycle, Purpose, ValueKind
from burgee.domain.guarded_functions import GuardedFunction
from burgee.domain.hotfixes import Hotfix, HotfixStatus
from burgee.domain.incidents import Scenario
from burgee.domain.results import Recommendation
from burgee.domain.roles import Role
from burgee.domain.rollouts import Rollout, RolloutStatus, Strategy
from burgee.domain.segments import Segment
from burgee.domain.severities import Severity
from burgee.wire.admin_answers import DocumentAnswer, ListAnswer, RowAnswer
from burgee.wire.answer_models import AnswerModel


class FlagSummary(AnswerModel):
    """`environments`: whether it is enabled in each. `next_change`: when its schedule changes it
    next; missing where it does not."""

    name: str
    kind: ValueKind
    purpose: Purpose
    owner: str
    team: str
    tags: list[str]
    lifecycle: Lifecycle
    environments: dict[str, bool]
    next_change: str | None = None


class FlagRow(RowAnswer[FlagSummary]):
    """A flag in a list, or one version of it."""


class FlagRows(ListAnswer[FlagRow]):
    """A page of flags, or of a flag's versions."""


class FlagAnswer(DocumentAnswer[FlagSummary, Flag]):
    """A flag in one version, which is also its ETag."""


class SegmentSummary(AnswerModel):
    """`size`: how many are in by name; `included`, `excluded`, `conditions`: how many there are."""

    name: str
    owner: str
    tags: list[str]
    lifecycle: Lifecycle
    size: int
    included: int
    excluded: int
    conditions: int


class SegmentRow(RowAnswer[SegmentSummary]):
    """A segment in a list, or one version of it."""


class SegmentRows(ListAnswer[SegmentRow]):
    """A page of segments, or of a segment's versions."""


class SegmentAnswer(DocumentAnswer[SegmentSummary, Segment]):
    """A segment in one version; its members only where they were asked for."""


class EnvironmentSummary(AnswerModel):
    """`is_stopped`: an emergency stop stands there."""

    name: str
    is_production: bool
    lifecycle: Lifecycle
    is_stopped: bool


class EnvironmentRow(RowAnswer[EnvironmentSummary]):
    """An environment in a list, or one version of it."""


class EnvironmentRows(ListAnswer[EnvironmentRow]):
    """All environments, or a page of one's versions."""


class EnvironmentAnswer(DocumentAnswer[EnvironmentSummary, Environment]):
    """An environment in one version; 0 is one that nobody wrote yet."""


class ExperimentSummary(AnswerModel):
    """`run`: the number of the newest one, 0 before the first; it began and ended at the times
    beside it."""

    name: str
    environment: str
    status: Status
    halted: bool
    priority: Priority
    owner: str
    team: str
    tags: list[str]
    traffic: float
    group: GroupShare | None
    start_at: str | None
    end_at: str | None
    flags: list[str]
    run: int
    started_at: str | None
    ended_at: str | None


class ShortVerdict(AnswerModel):
    """What to do by the newest look, and why; no `recommendation` while a check blocks it."""

    recommendation: Recommendation | None
    sentence: str


class ListedExperimentSummary(ExperimentSummary):
    """With the `verdict` of the newest look at its newest run: of one that is on or waits for a
    decision."""

    verdict: ShortVerdict | None


class ListedExperiment(RowAnswer[ListedExperimentSummary]):
    """An experiment in the list, and what it came to so far."""


class ListedExperiments(ListAnswer[ListedExperiment]):
    """A page of experiments."""


class ExperimentRow(RowAnswer[ExperimentSummary]):
    """One version of an experiment."""


class ExperimentRows(ListAnswer[ExperimentRow]):
    """A page of an experiment's versions."""


class ExperimentAnswer(DocumentAnswer[ExperimentSummary, Experiment]):
    """An experiment in one version, with its runs."""


class RolloutSummary(AnswerModel):
    """`stage`: index of the one that is reached, of so many `stages`; `percentage`: of its
    audience, while it is open."""

    name: str
    flag: str
    environment: str
    variant: str
    strategy: Strategy
    owner: str
    team: str
    tags: list[str]
    start_at: str | None
    status: RolloutStatus
    stage: int | None
    started_at: str | None
    next_at: str | None
    ended_at: str | None
    because: str
    is_settled: bool
    is_archived: bool
    stages: int
    percentage: float


class RolloutRow(RowAnswer[RolloutSummary]):
    """A rollout in a list, or one version of it."""


class RolloutRows(ListAnswer[RolloutRow]):
    """A page of rollouts, or of a rollout's versions."""


class RolloutAnswer(DocumentAnswer[RolloutSummary, Rollout]):
    """A rollout in one version, with its runs."""


class ExclusionGroupSummary(AnswerModel):
    name: str
    owner: str
    bucket_by: str
    lifecycle: Lifecycle


class ExclusionGroupRow(RowAnswer[ExclusionGroupSummary]):
    """An exclusion group in a list, or one version of it."""


class ExclusionGroupRows(ListAnswer[ExclusionGroupRow]):
    """A page of exclusion groups, or of one's versions."""


class ExclusionGroupAnswer(DocumentAnswer[ExclusionGroupSummary, ExclusionGroup]):
    """An exclusion group in one version."""


class KeySummary(AnswerModel):
    """As in the document."""

    name: str
    kind: KeyKind
    environment: str | None
    role: Role | None
    environments: list[str] | None
    revoked: bool


class ShownKey(KeySummary):
    """A key without anything that would let somebody in. A client or server key has one
    `environment`; an admin key a role, in all environments (null) or in those named."""

    key: str


class KeyRow(RowAnswer[KeySummary]):
    """A key in a list."""


class KeyRows(ListAnswer[KeyRow]):
    """A page of keys, revoked ones too."""


class KeyAnswer(DocumentAnswer[KeySummary, ShownKey]):
    """A key, without its token."""


class NewKeyAnswer(KeyAnswer):
    """A new key. The token is shown this once and stored nowhere."""

    token: str


class WebhookSummary(AnswerModel):
    """Without its address, which may hold a token of the receiver's."""

    name: str
    kinds: list[Kind]
    actions: list[Action]
    environments: list[str]
    enabled: bool
    is_archived: bool


class ShownWebhook(WebhookSummary):
    """A webhook without its secrets. `former_until`: until then the secret before it signs too."""

    key: str
    url: str
    former_until: str | None


class WebhookRow(RowAnswer[WebhookSummary]):
    """A webhook in a list."""


class WebhookRows(ListAnswer[WebhookRow]):
    """A page of webhooks, those that are off or archived too."""


class WebhookAnswer(DocumentAnswer[WebhookSummary, ShownWebhook]):
    """A webhook in one version, without its secret."""


class WebhookSecretAnswer(WebhookAnswer):
    """A webhook with its new secret, which is shown this once."""

    secret: str


class GuardedFunctionSummary(AnswerModel):
    """`alarms`: alarm -> what it tells of."""

    alias: str
    alarms: dict[str, Scenario]
    is_archived: bool


class GuardedFunctionRow(RowAnswer[GuardedFunctionSummary]):
    """A guarded function in a list, or one version of it."""


class GuardedFunctionRows(ListAnswer[GuardedFunctionRow]):
    """A page of guarded functions, or of one's versions."""


class GuardedFunctionAnswer(DocumentAnswer[GuardedFunctionSummary, GuardedFunction]):
    """A guarded function, with the moves of its alias and the alarms that it has seen."""


class HotfixSummary(AnswerModel):
    title: str
    severity: Severity
    function: str | None
    status: HotfixStatus
    opened_at: str | None
    opened_by: str
    opened_by_name: str = ""
    deadline: str | None
    closed_at: str | None


class HotfixRow(RowAnswer[HotfixSummary]):
    """A hotfix in a list, or one version of it."""


class HotfixRows(ListAnswer[HotfixRow]):
    """A page of hotfixes, or of one's versions."""


class HotfixAnswer(DocumentAnswer[HotfixSummary, Hotfix]):
    """A hotfix in one version, with its approvals and deployments."""


class SettingsSummary(AnswerModel):
    """Nothing: there is one document, and no list of them."""


class SettingsRow(RowAnswer[SettingsSummary]):
    """One version of the settings."""


class SettingsRows(ListAnswer[SettingsRow]):
    """A page of versions of the settings."""


class SettingsAnswer(DocumentAnswer[SettingsSummary, DeploymentSettings]):
    """The settings of this deployment; version 0 while nobody wrote any."""

"""Bodies that the admin API reads.

The documents inside are read by the services, which say in words what is wrong with them; here
they stay as they were written and only lend their schema to OpenAPI.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StrictBool,
    StrictFloat,
    StrictInt,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from burgee.domain.deployment_settings import DeploymentSettings
from burgee.domain.documents import LONGEST_REASON, Action, Kind
from burgee.domain.environments import Environment, EnvironmentName
from burgee.domain.exclusion_groups import ExclusionGroup
from burgee.domain.experiments import Experiment
from burgee.domain.flags import Flag, Key, ScheduledChange, Timestamp, UnitKey, VariantKey
from burgee.domain.guarded_functions import GuardedFunction
from burgee.domain.hotfixes import Hotfix
from burgee.domain.roles import DecisionRole, Role
from burgee.domain.rollouts import Rollout
from burgee.domain.segments import Segment

MOST_MEMBERS_IN_A_BATCH = 100_000


class Lends:
    """Marks a JSON object that OpenAPI describes as a `model`."""

    def __init__(self, model: type[BaseModel]) -> None:
        self.model = model

    def __get_pydantic_json_schema__(
        self, _: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return handler(self.model.__pydantic_core_schema__)


class Request(BaseModel):
    """Base of all bodies: frozen, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


Reason = Annotated[str, Field(default="", max_length=LONGEST_REASON)]


class Because(Request):
    """Why a change is made."""

    reason: Reason = ""


class WriteFlag(Because):
    document: Annotated[dict[str, Any], Lends(Flag)]


class WriteSegment(Because):
    document: Annotated[dict[str, Any], Lends(Segment)]


class WriteEnvironment(Because):
    document: Annotated[dict[str, Any], Lends(Environment)]


class WriteExperiment(Because):
    document: Annotated[dict[str, Any], Lends(Experiment)]


class WriteExclusionGroup(Because):
    document: Annotated[dict[str, Any], Lends(ExclusionGroup)]


class WriteRollout(Because):
    document: Annotated[dict[str, Any], Lends(Rollout)]


class WriteFunction(Because):
    document: Annotated[dict[str, Any], Lends(GuardedFunction)]


class WriteHotfix(Because):
    document: Annotated[dict[str, Any], Lends(Hotfix)]


class WriteSettings(Because):
    document: Annotated[dict[str, Any], Lends(DeploymentSettings)]


class Start(Because):
    """`accept_unseen_events`: start although events of its metrics never came in."""

    accept_unseen_events: StrictBool = False


class CheckExperiment(Request):
    """A design that is not written. `is_new`: it would create the experiment, else change it."""

    document: Annotated[dict[str, Any], Lends(Experiment)]
    is_new: StrictBool = True


class Decide(Because):
    """`promote` names a treatment, or `keep_control` is true: one of them."""

    promote: VariantKey | None = None
    keep_control: StrictBool = False

    @model_validator(mode="after")
    def _is_one(self) -> Decide:
        if (self.promote is None) is not self.keep_control:
            raise ValueError("write either promote, with a treatment, or keep_control: true")
        return self


class DecideNow(Decide):
    """`without_verdict`: in production, although no look has a verdict; it needs a reason."""

    without_verdict: StrictBool = False


class SignOffDecision(Decide):
    """`role`: for whom the caller agrees to the decision."""

    role: DecisionRole


class Traffic(Because):
    percentage: StrictInt | StrictFloat


class KeyDraft(Request):
    """A key to be made: a client or server key names one environment, an admin key a role and,
    if it is limited, `environments`."""

    name: str = ""
    kind: str
    environment: EnvironmentName | None = None
    role: Role | None = None
    environments: list[EnvironmentName] | None = None


class WriteKey(Because):
    document: Annotated[dict[str, Any], Lends(KeyDraft)]


class WebhookDraft(Request):
    """A webhook to be made or changed; its secret is made by Burgee."""

    key: Key
    name: str = ""
    url: str
    kinds: list[Kind] = []
    actions: list[Action] = []
    environments: list[EnvironmentName] = []
    enabled: StrictBool = True


class WriteWebhook(Because):
    document: Annotated[dict[str, Any], Lends(WebhookDraft)]


class Toggle(Because):
    environment: str
    enabled: StrictBool


class InEnvironment(Because):
    """Something that is done in one environment."""

    environment: str


class Schedule(InEnvironment):
    """A change to make at a time."""

    change: Annotated[dict[str, Any], Lends(ScheduledChange)]


class CancelSchedule(InEnvironment):
    """`at`: the time of the change that is not to be made."""

    at: Timestamp


class ExcludeUnits(Because):
    """Units that keep the old variant; `lift`: that no longer do."""

    units: Annotated[list[UnitKey], Field(min_length=1, max_length=1000)]
    lift: StrictBool = False


class Restore(Because):
    version: Annotated[int, Field(ge=1, strict=True)]


class Clone(Because):
    """`to`: one environment or several."""

    model_config = ConfigDict(validate_by_name=True)

    source: Annotated[str, Field(alias="from")]
    to: str | Annotated[list[str], Field(min_length=1, max_length=100)]

    @property
    def targets(self) -> list[str]:
        return [self.to] if isinstance(self.to, str) else self.to


class CloneEnvironment(Because):
    """Copies a page of flags from another environment; ask on with the cursor of the answer."""

    source: Annotated[str, Field(alias="from")]
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: str | None = None


class MemberBatch(Request):
    """Units to take out of a list, then units to put in."""

    add: Annotated[list[UnitKey], Field(max_length=MOST_MEMBERS_IN_A_BATCH)] = []
    remove: Annotated[list[UnitKey], Field(max_length=MOST_MEMBERS_IN_A_BATCH)] = []


class ChangeMembers(Because):
    included: MemberBatch = MemberBatch()
    excluded: MemberBatch = MemberBatch()


Context = Annotated[
    dict[str, Any], Field(description="The evaluation context: `targetingKey` and attributes.")
]


class ExplainFlag(Request):
    """For whom a flag is to be explained; `document`: by this draft of it instead of what is
    published."""

    environment: str
    context: Context = {}
    document: Annotated[dict[str, Any], Lends(Flag)] | None = None


class ExplainUnit(Request):
    """What is known of the unit besides its key; `cursor`: of the page of flags before."""

    context: Context = {}
    limit: Annotated[int, Field(ge=1, le=200)] = 100
    cursor: str | None = None


class CheckSegment(Request):
    """Who may be in a segment."""

    context: Context = {}

"""Everything that administration can refuse, one family with stable codes.

Evaluation raises none of these: it answers with a reason and an OpenFeature error code.
The HTTP status of each code is chosen in `burgee.wire.problems`.
"""

from __future__ import annotations


class BurgeeError(Exception):
    """A refusal with a stable `code` and a sentence that says what to change."""

    code = "INTERNAL"

    def __init__(self, detail: str, *, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = errors or []


class InvalidDocument(BurgeeError):
    """A document that breaks a rule; `errors` lists each as {"field", "detail"}."""

    code = "INVALID_DOCUMENT"


class PrerequisiteCycle(InvalidDocument):
    code = "PREREQUISITE_CYCLE"


class SegmentCycle(InvalidDocument):
    code = "SEGMENT_CYCLE"


class UnknownReference(InvalidDocument):
    """A flag names a flag, a segment or an environment that does not exist."""

    code = "UNKNOWN_REFERENCE"


class DocumentInUse(BurgeeError):
    """Archiving something that another document still names."""

    code = "DOCUMENT_IN_USE"


class DocumentNotFound(BurgeeError):
    code = "NOT_FOUND"


class UnknownEnvironment(BurgeeError):
    code = "UNKNOWN_ENVIRONMENT"


class DocumentExists(BurgeeError):
    """Creating a key that is taken, also by an archived document."""

    code = "ALREADY_EXISTS"


class VersionConflict(BurgeeError):
    """Somebody else wrote first: the version named in If-Match is no longer the newest."""

    code = "VERSION_CONFLICT"


class VersionRequired(BurgeeError):
    """A write without If-Match."""

    code = "VERSION_REQUIRED"


class MalformedRequest(BurgeeError):
    """A body that is not JSON, or not the JSON that this route reads."""

    code = "MALFORMED_REQUEST"


class MethodNotAllowed(BurgeeError):
    """A path that exists, with a verb that it does not take."""

    code = "METHOD_NOT_ALLOWED"


class InvalidContext(BurgeeError):
    """An evaluation context that is no JSON object, or whose targeting key is no text."""

    code = "INVALID_CONTEXT"


class EvaluationFailed(BurgeeError):
    """A plain evaluation that ended in an error; the detail names OpenFeature's code."""

    code = "EVALUATION_FAILED"


class UnsupportedContentType(BurgeeError):
    code = "UNSUPPORTED_CONTENT_TYPE"


class BodyTooLarge(BurgeeError):
    code = "BODY_TOO_LARGE"


class Unauthenticated(BurgeeError):
    code = "UNAUTHENTICATED"


class Forbidden(BurgeeError):
    code = "FORBIDDEN"


class EnvironmentMismatch(BurgeeError):
    """The body names an environment that the key does not belong to."""

    code = "ENVIRONMENT_MISMATCH"


class TooManyRequests(BurgeeError):
    """The key's limit is reached; `retry_after` is in whole seconds."""

    code = "TOO_MANY_REQUESTS"

    def __init__(self, detail: str, *, retry_after: int = 1) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class StorageUnavailable(BurgeeError):
    """DynamoDB did not answer; nothing was written, or the write can be repeated safely."""

    code = "STORAGE_UNAVAILABLE"


class SignInUnavailable(BurgeeError):
    """The sign-in did not tell the keys that its tokens are checked with."""

    code = "SIGN_IN_UNAVAILABLE"


class RulesetConflict(BurgeeError):
    """Another publisher moved the pointer first; `publish` starts again."""

    code = "RULESET_CONFLICT"


class RulesetUnavailable(BurgeeError):
    """No ruleset of this environment was ever read, or its parts do not fit together."""

    code = "RULESET_UNAVAILABLE"


class RulesetTooLarge(BurgeeError):
    """A chunk or a manifest that does not fit into one item of the table."""

    code = "RULESET_TOO_LARGE"


class DocumentDamaged(BurgeeError):
    """A stored document whose parts are missing or altered; it is never answered in half."""

    code = "DOCUMENT_DAMAGED"


class NewerFormat(BurgeeError):
    """A stored document that a later release of this program wrote."""

    code = "NEWER_FORMAT"


class IllegalTransition(BurgeeError):
    """An experiment that cannot do this from where it stands."""

    code = "ILLEGAL_TRANSITION"


class ChecklistOpen(BurgeeError):
    """Starting an experiment while items of its checklist are open; `errors` lists them."""

    code = "CHECKLIST_OPEN"


class AlreadyDecided(BurgeeError):
    """Deciding a run otherwise than it was decided."""

    code = "ALREADY_DECIDED"


class RolloutRunning(BurgeeError):
    """Changing what an open rollout holds fast: itself, or its flag; or a second one on it."""

    code = "ROLLOUT_RUNNING"


class StageNotReady(BurgeeError):
    """A stage whose guardrails, units or alarms do not allow it; `errors` lists why."""

    code = "STAGE_NOT_READY"


class CoolingDown(BurgeeError):
    """Something was taken back a moment ago; the sentence says until when to wait."""

    code = "COOLING_DOWN"


class NothingToGoBackTo(BurgeeError):
    """No earlier version is known to be good."""

    code = "NOTHING_TO_GO_BACK_TO"


class ReasonRequired(InvalidDocument):
    """A manual control without the reason that is kept with it."""

    code = "REASON_REQUIRED"


class NotApproved(BurgeeError):
    """An emergency deployment without two different approvers."""

    code = "NOT_APPROVED"


class AlreadyApproved(BurgeeError):
    """One approver twice."""

    code = "ALREADY_APPROVED"


class AddressRefused(InvalidDocument):
    """A webhook address that leads into a private network, or is none."""

    code = "ADDRESS_REFUSED"


class AlarmsUnavailable(BurgeeError):
    """CloudWatch did not answer; nothing was changed."""

    code = "ALARMS_UNAVAILABLE"


class FunctionsUnavailable(BurgeeError):
    """Lambda or CodeDeploy did not answer, or refused; the sentence says what is certain."""

    code = "FUNCTIONS_UNAVAILABLE"


class UnhealthyAfterRollback(BurgeeError):
    """The alias was moved, and the health check after it failed."""

    code = "UNHEALTHY_AFTER_ROLLBACK"


class BackupFailed(BurgeeError):
    """A backup that is not complete; nothing should be deployed on the strength of it."""

    code = "BACKUP_FAILED"


class RestoreFailed(BurgeeError):
    """A restored table that is not what was backed up; nobody should switch to it."""

    code = "RESTORE_FAILED"


class ExperimentRunning(BurgeeError):
    """Changing what a running experiment holds fast: itself, or a flag that it decides."""

    code = "EXPERIMENT_RUNNING"


class ExperimentClash(BurgeeError):
    """Two running experiments that would decide one flag, or take the same buckets."""

    code = "EXPERIMENT_CLASH"


class UnknownRun(BurgeeError):
    """Data of a run that no experiment has; it is parked, never skipped."""

    code = "UNKNOWN_RUN"


class RunTooOld(BurgeeError):
    """Recounting a run whose events are partly gone: its sums would come out too small."""

    code = "RUN_TOO_OLD"


class InvalidEvent(BurgeeError):
    """A tracking event that cannot be taken; `reason` is its stable code in the answer."""

    code = "INVALID_EVENT"

    def __init__(self, detail: str, *, reason: str = "INVALID_EVENT") -> None:
        super().__init__(detail, errors=[{"code": reason, "detail": detail}])
        self.reason = reason


class WriteConflict(BurgeeError):
    """An item changed since it was read; whoever reads it again may try again."""

    code = "WRITE_CONFLICT"


class ImpossibleInput(BurgeeError):
    """Numbers that no data can give: more conversions than units, a probability above 1."""

    code = "IMPOSSIBLE_INPUT"

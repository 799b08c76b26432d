"""The provider for OpenFeature: its interface in front, a client of Burgee behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar

from openfeature.evaluation_context import EvaluationContext
from openfeature.event import ProviderEvent, ProviderEventDetails
from openfeature.exception import ErrorCode, ProviderNotReadyError
from openfeature.flag_evaluation import FlagResolutionDetails, FlagValueType, Reason
from openfeature.hook import Hook
from openfeature.provider import AbstractProvider, Metadata
from openfeature.track import TrackingEventDetails

from burgee.domain.names import TARGETING_KEY
from burgee_openfeature.client import Client, fitting
from burgee_openfeature.signals import CONFIGURATION_CHANGED, ERROR, READY, STALE

T = TypeVar("T")
Object: TypeAlias = Sequence[FlagValueType] | Mapping[str, FlagValueType]

NAME = "burgee"
INITIALIZE_SECONDS = 5.0
EVENTS = {
    READY: ProviderEvent.PROVIDER_READY,
    STALE: ProviderEvent.PROVIDER_STALE,
    ERROR: ProviderEvent.PROVIDER_ERROR,
    CONFIGURATION_CHANGED: ProviderEvent.PROVIDER_CONFIGURATION_CHANGED,
}
REASONS: Mapping[str, Reason] = {str(reason): reason for reason in Reason}
CODES: Mapping[str, ErrorCode] = {str(code): code for code in ErrorCode}
# A value is of a flag's type if it can stand where these do.
LIKE_BOOLEAN, LIKE_STRING, LIKE_INTEGER, LIKE_FLOAT = True, "", 0, 0.0
LIKE_OBJECT: Object = {}
SCALARS = frozenset({str, int, float, bool})
# Attributes of a tracking event that are fields of ours; all others are its properties.
EVENT_TYPE, ATTRIBUTION = "event_type", "attribution"
OUTCOMES = frozenset({"impression", "click", "conversion", "engagement", "error", "custom"})


class BurgeeProvider(AbstractProvider):
    """A provider on top of a client, which it initializes and closes.

    >>> from openfeature import api
    >>> url, key = "https://flags.example.com", "burgee.server.production.k1.secret"
    >>> provider = BurgeeProvider.local(url, key, "production")
    >>> provider.get_metadata()
    Metadata(name='burgee')

    `api.set_provider(provider)` then makes it the one that is asked. `hooks` run at each
    evaluation, nearest to the provider.
    """

    def __init__(self, client: Client, hooks: Sequence[Hook] = ()) -> None:
        super().__init__()
        self._client = client
        self._hooks = list(hooks)
        self._is_telling = False
        for event in EVENTS:
            client.on(event, self._teller(event))

    @classmethod
    def local(
        cls, url: str, key: str, environment: str, *, hooks: Sequence[Hook] = (), **options: Any
    ) -> BurgeeProvider:
        """A provider that evaluates in this process; `options` are those of `LocalClient`."""
        from burgee_openfeature.local_client import LocalClient

        return cls(LocalClient(url, key, environment, **options), hooks)

    @classmethod
    def remote(
        cls, url: str, key: str, *, hooks: Sequence[Hook] = (), **options: Any
    ) -> BurgeeProvider:
        """A provider that asks the server; `options` are those of `RemoteClient`."""
        from burgee_openfeature.remote_client import RemoteClient

        return cls(RemoteClient(url, key, **options), hooks)

    @property
    def client(self) -> Client:
        """The client behind it: its counters, `flush`, `flushing`."""
        return self._client

    def get_metadata(self) -> Metadata:
        return Metadata(NAME)

    def get_provider_hooks(self) -> list[Hook]:
        return self._hooks

    def initialize(self, evaluation_context: EvaluationContext) -> None:  # noqa: ARG002 - its type
        """Get ready. Raises ProviderNotReadyError where the server cannot be had: then defaults are
        served, the next evaluations try again, and PROVIDER_READY tells when one of them could."""
        is_ready = self._client.initialize(INITIALIZE_SECONDS)
        self._is_telling = True  # of getting ready itself OpenFeature tells
        if not is_ready:
            raise ProviderNotReadyError(f"defaults are served: {self._complaint()}")

    def _complaint(self) -> str:
        """Why the client is not ready."""
        told: list[Mapping[str, Any]] = []
        self._client.on(ERROR, told.append)  # is told at once where that is its state
        self._client.off(ERROR, told.append)
        return str(told[0].get("message")) if told else "the server did not answer in time"

    def shutdown(self) -> None:
        """Send what was recorded, and stop. A provider that was shut down is not used again."""
        self._is_telling = False
        self._client.close()

    def track(
        self,
        tracking_event_name: str,
        evaluation_context: EvaluationContext | None = None,
        tracking_event_details: TrackingEventDetails | None = None,
    ) -> None:
        """Report an outcome. The attributes `event_type` (a type of outcome) and `attribution` (an
        object) are what they are in docs/events.md, all others are properties."""
        details = tracking_event_details or TrackingEventDetails()
        told = dict(details.attributes)
        more: dict[str, Any] = {}
        if told.get(EVENT_TYPE) in OUTCOMES:
            more[EVENT_TYPE] = told.pop(EVENT_TYPE)
        if isinstance(told.get(ATTRIBUTION), Mapping):
            more[ATTRIBUTION] = told.pop(ATTRIBUTION)
        context = flat_context(evaluation_context)
        value, data = details.value, _without_moments(told)
        self._client.track(tracking_event_name, context, value, data or None, **more)

    def resolve_boolean_details(
        self,
        flag_key: str,
        default_value: bool,
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[bool]:
        return self._resolve(LIKE_BOOLEAN, flag_key, default_value, evaluation_context)

    async def resolve_boolean_details_async(
        self,
        flag_key: str,
        default_value: bool,
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[bool]:
        return await self._resolve_async(LIKE_BOOLEAN, flag_key, default_value, evaluation_context)

    def resolve_string_details(
        self,
        flag_key: str,
        default_value: str,
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[str]:
        return self._resolve(LIKE_STRING, flag_key, default_value, evaluation_context)

    async def resolve_string_details_async(
        self,
        flag_key: str,
        default_value: str,
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[str]:
        return await self._resolve_async(LIKE_STRING, flag_key, default_value, evaluation_context)

    def resolve_integer_details(
        self,
        flag_key: str,
        default_value: int,
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[int]:
        return self._resolve(LIKE_INTEGER, flag_key, default_value, evaluation_context)

    async def resolve_integer_details_async(
        self,
        flag_key: str,
        default_value: int,
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[int]:
        return await self._resolve_async(LIKE_INTEGER, flag_key, default_value, evaluation_context)

    def resolve_float_details(
        self,
        flag_key: str,
        default_value: float,
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[float]:
        return self._resolve(LIKE_FLOAT, flag_key, default_value, evaluation_context)

    async def resolve_float_details_async(
        self,
        flag_key: str,
        default_value: float,
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[float]:
        return await self._resolve_async(LIKE_FLOAT, flag_key, default_value, evaluation_context)

    def resolve_object_details(
        self,
        flag_key: str,
        default_value: Object,
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[Object]:
        return self._resolve(LIKE_OBJECT, flag_key, default_value, evaluation_context)

    async def resolve_object_details_async(
        self,
        flag_key: str,
        default_value: Object,
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[Object]:
        return await self._resolve_async(LIKE_OBJECT, flag_key, default_value, evaluation_context)

    async def _resolve_async(
        self,
        like: T,
        flag_key: str,
        default: T,
        context: EvaluationContext | None,
    ) -> FlagResolutionDetails[T]:
        if self._client.may_wait(flag_key):
            return await asyncio.to_thread(self._resolve, like, flag_key, default, context)
        return self._resolve(like, flag_key, default, context)

    def _resolve(
        self,
        like: T,
        flag_key: str,
        default: T,
        context: EvaluationContext | None,
    ) -> FlagResolutionDetails[T]:
        answer = self._client.evaluate(flag_key, flat_context(context))
        if answer.error_code is not None:
            code = CODES.get(answer.error_code, ErrorCode.GENERAL)
            return self._failed(default, code, answer.error_details or "")
        given = fitting(default if answer.value is None else answer.value, like)
        if given is None:
            why = f"{flag_key} is of another type than {type(default).__name__}"
            return self._failed(default, ErrorCode.TYPE_MISMATCH, why)
        return FlagResolutionDetails(
            given,
            reason=REASONS.get(answer.reason, answer.reason),
            variant=answer.variant,
            flag_metadata=answer.metadata,
        )

    def _failed(self, default: T, code: ErrorCode, why: str) -> FlagResolutionDetails[T]:
        self._client.note_default()
        return FlagResolutionDetails(default, code, why, Reason.ERROR)

    def _teller(self, event: str) -> Callable[[Mapping[str, Any]], None]:
        def tell(details: Mapping[str, Any]) -> None:
            if self._is_telling:
                self.emit(EVENTS[event], _event_details(details))

        return tell


def flat_context(context: EvaluationContext | None) -> dict[str, Any]:
    """The context as a client takes it. Moments become texts; those without a zone are UTC.

    >>> flat_context(EvaluationContext("u1", {"plan": "pro", "since": datetime(2026, 11, 21)}))
    {'plan': 'pro', 'since': '2026-11-21T00:00:00+00:00', 'targetingKey': 'u1'}
    """
    if context is None:
        return {}
    flat: dict[str, Any] = dict(context.attributes)
    for name, entry in flat.items():
        if entry.__class__ not in SCALARS:
            flat[name] = _without_moments(entry)
    if context.targeting_key is not None:
        flat[TARGETING_KEY] = context.targeting_key
    return flat


def _without_moments(given: Any) -> Any:
    if isinstance(given, datetime):
        return (given if given.tzinfo else given.replace(tzinfo=UTC)).isoformat()
    if isinstance(given, Mapping):
        return {name: _without_moments(entry) for name, entry in given.items()}
    if isinstance(given, list | tuple):
        return [_without_moments(entry) for entry in given]
    return given


def _event_details(details: Mapping[str, Any]) -> ProviderEventDetails:
    """A client's details: what went wrong, and the numbers of rulesets."""
    numbers = {name: told for name, told in details.items() if isinstance(told, int)}
    return ProviderEventDetails(message=details.get("message"), metadata=dict(numbers))

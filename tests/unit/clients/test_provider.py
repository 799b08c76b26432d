"""The provider behind OpenFeature's own interface, in front of a server that answers OFREP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from openfeature import api
from openfeature.client import OpenFeatureClient
from openfeature.evaluation_context import EvaluationContext
from openfeature.event import EventDetails, ProviderEvent
from openfeature.exception import ErrorCode, ProviderNotReadyError
from openfeature.flag_evaluation import FlagEvaluationDetails, Reason
from openfeature.hook import Hook, HookContext, HookHints
from openfeature.provider import ProviderStatus
from openfeature.track import TrackingEventDetails

from burgee.domain.answers import Answer
from burgee_openfeature.client import Client
from burgee_openfeature.provider import CODES, EVENTS, OUTCOMES, REASONS, BurgeeProvider
from burgee_openfeature.signals import EVENTS as SIGNALS
from tests.unit.clients.ofrep_server import BROKEN, KEY, SINGLE, Answered, OfrepServer, flag

VISITOR = EvaluationContext("visitor-1", {"plan": "pro"})
SECONDS = 10.0


@pytest.fixture
def server() -> Iterator[OfrepServer]:
    with OfrepServer() as running:
        yield running


@pytest.fixture
def provider(server: OfrepServer) -> Iterator[BurgeeProvider]:
    made = BurgeeProvider.remote(server.url, KEY, sender="none")
    yield made
    made.shutdown()


@pytest.fixture
def client(provider: BurgeeProvider) -> Iterator[OpenFeatureClient]:
    api.set_provider_and_wait(provider, "shop")
    yield api.get_client("shop")
    api.shutdown()


class ScriptedClient(Client):
    """Answers what it is told, and remembers in which threads."""

    def __init__(self, answer: Answer | None = None, *, waits: bool = False) -> None:
        super().__init__("http://127.0.0.1:1", KEY, sender="none")
        self.answer = answer or Answer("flag", True, "on", "STATIC")
        self.waits = waits
        self.is_ready = True
        self.threads: list[str] = []

    def initialize(self, timeout: float = 5.0) -> bool:
        self.tell("ready" if self.is_ready else "error")
        return self.is_ready

    def evaluate(self, flag_key: str, context: Mapping[str, Any]) -> Answer:
        self.threads.append(threading.current_thread().name)
        return self.answer

    def may_wait(self, flag_key: str) -> bool:
        return self.waits

    def tell(self, event: str, **details: Any) -> None:
        self._signals.emit(event, details)


@pytest.fixture
def scripted() -> Iterator[ScriptedClient]:
    yield ScriptedClient()
    api.shutdown()


def _told(details: FlagEvaluationDetails[Any]) -> tuple[Any, ...]:
    return details.value, details.variant, details.reason, details.error_code


def test_each_kind_of_value_is_resolved(server: OfrepServer, client: OpenFeatureClient) -> None:
    values = {"b": True, "s": "blue", "i": 7, "f": 0.5, "o": {"a": 1}, "l": [1]}
    server.answers = {key: {**flag(value), "key": key} for key, value in values.items()}

    found = {
        "b": client.get_boolean_value("b", False, VISITOR),
        "s": client.get_string_value("s", "", VISITOR),
        "i": client.get_integer_value("i", 0, VISITOR),
        "f": client.get_float_value("f", 0.0, VISITOR),
        "o": client.get_object_value("o", {}, VISITOR),
        "l": client.get_object_value("l", [], VISITOR),
    }

    assert found == values


def test_each_kind_of_value_is_resolved_in_an_event_loop(
    server: OfrepServer, client: OpenFeatureClient
) -> None:
    values = {"b": True, "s": "blue", "i": 7, "f": 0.5, "o": {"a": 1}}
    server.answers = {key: {**flag(value), "key": key} for key, value in values.items()}

    async def ask() -> tuple[Any, ...]:
        return await asyncio.gather(
            client.get_boolean_value_async("b", False, VISITOR),
            client.get_string_value_async("s", "", VISITOR),
            client.get_integer_value_async("i", 0, VISITOR),
            client.get_float_value_async("f", 0.0, VISITOR),
            client.get_object_value_async("o", {}, VISITOR),
        )

    assert [*asyncio.run(ask())] == [*values.values()]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, "boolean"),
        (1, "string"),
        (True, "integer"),
        (1.0, "integer"),
        (True, "float"),
        ("1", "float"),
        (10**400, "float"),
        ("{}", "object"),
    ],
)
def test_another_type_is_a_mismatch_with_the_default(
    server: OfrepServer, client: OpenFeatureClient, value: Any, kind: str
) -> None:
    defaults = {"boolean": True, "string": "mine", "integer": 3, "float": 0.5, "object": {"a": 1}}
    server.answers["flag"] = flag(value)

    details = getattr(client, f"get_{kind}_details")("flag", defaults[kind], VISITOR)

    assert _told(details) == (defaults[kind], None, Reason.ERROR, ErrorCode.TYPE_MISMATCH)


def test_an_integer_is_a_float_where_one_is_asked_for(
    server: OfrepServer, client: OpenFeatureClient
) -> None:
    server.answers["flag"] = flag(10)

    found = client.get_float_value("flag", 0.5, VISITOR)

    assert (found, type(found)) == (10.0, float)


def test_variant_reason_and_metadata_are_the_servers(
    server: OfrepServer, client: OpenFeatureClient
) -> None:
    told = {"experiment": "checkout", "run": 2, "stale": True}
    server.answers["flag"] = {**flag(True, "on", metadata=told), "reason": "SPLIT"}

    details = client.get_boolean_details("flag", False, VISITOR)

    assert _told(details) == (True, "on", Reason.SPLIT, None)
    assert details.flag_metadata == told


@pytest.mark.parametrize("default", [True, False])
def test_a_flag_without_a_value_leaves_the_default_and_its_reason(
    server: OfrepServer, client: OpenFeatureClient, default: bool
) -> None:
    server.answers["flag"] = {"key": "flag", "reason": "DISABLED", "variant": "", "metadata": {}}

    details = client.get_boolean_details("flag", default, VISITOR)

    assert _told(details) == (default, "", Reason.DISABLED, None)


@pytest.mark.parametrize(
    "code", ["PARSE_ERROR", "TARGETING_KEY_MISSING", "INVALID_CONTEXT", "GENERAL"]
)
def test_error_codes_are_the_servers(
    server: OfrepServer, client: OpenFeatureClient, code: str
) -> None:
    server.answers["flag"] = {"key": "flag", "errorCode": code, "errorDetails": "why"}

    details = client.get_string_details("flag", "mine", VISITOR)

    assert _told(details) == ("mine", None, Reason.ERROR, ErrorCode(code))
    assert details.error_message == "why"


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_whatever_the_server_does_the_default_holds(
    server: OfrepServer, provider: BurgeeProvider, client: OpenFeatureClient, broken: Answered
) -> None:
    server.answering = lambda path, body: broken

    details = client.get_object_details("flag", {"mine": True}, VISITOR)

    assert _told(details) == ({"mine": True}, None, Reason.ERROR, ErrorCode.GENERAL)
    counted = provider.client.counters
    assert (counted["defaults_served"], counted["remote_failures"]) == (1, 1)


def test_an_unknown_flag_is_not_found(provider: BurgeeProvider, client: OpenFeatureClient) -> None:
    details = client.get_string_details("no-such-flag", "mine", VISITOR)

    assert _told(details) == ("mine", None, Reason.ERROR, ErrorCode.FLAG_NOT_FOUND)
    assert provider.client.counters["defaults_served"] == 1


def test_a_reason_and_a_code_that_openfeature_does_not_know_are_told_all_the_same(
    scripted: ScriptedClient,
) -> None:
    provider = BurgeeProvider(scripted)
    scripted.answer = Answer("flag", True, "on", "SPLENDID")
    of_reason = provider.resolve_boolean_details("flag", False)
    scripted.answer = Answer("flag", None, "", "ERROR", {}, "NEW_CODE", "why")
    of_code = provider.resolve_boolean_details("flag", False)

    assert of_reason.reason == "SPLENDID"
    assert (of_code.error_code, of_code.error_message) == (ErrorCode.GENERAL, "why")


def test_reasons_codes_and_events_are_all_there() -> None:
    assert set(REASONS.values()) == set(Reason)
    assert set(CODES.values()) == set(ErrorCode)
    assert (set(EVENTS), set(EVENTS.values())) == (set(SIGNALS), set(ProviderEvent))


def test_the_context_is_sent_whole(server: OfrepServer, client: OpenFeatureClient) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    attributes: Any = {"since": noon, "cart": {"times": (noon,)}, "plan": "pro"}
    api.set_evaluation_context(EvaluationContext(attributes={"country": "DE"}))

    client.get_boolean_value("flag", False, EvaluationContext("visitor-1", attributes))

    text = "2026-11-21T12:00:00+00:00"
    sent = {"since": text, "cart": {"times": [text]}, "plan": "pro", "country": "DE"}
    asked = [body["context"] for path, body in server.asked if path == f"{SINGLE}flag"]
    assert asked == [{**sent, "targetingKey": "visitor-1"}]


def test_without_a_context_the_flag_is_asked_for_nobody(
    server: OfrepServer, provider: BurgeeProvider
) -> None:
    provider.resolve_boolean_details("flag", False)

    assert server.asked == [(f"{SINGLE}flag", {"context": {}})]


class TestTracking:
    def _sent(self, server: OfrepServer, provider: BurgeeProvider) -> Mapping[str, Any]:
        assert provider.client.flush(SECONDS)
        (event,) = server.events
        return event

    def test_value_and_attributes_arrive(
        self, server: OfrepServer, provider: BurgeeProvider, client: OpenFeatureClient
    ) -> None:
        noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
        attributes: Any = {"currency": "EUR", "at": noon, "event_type": "own"}
        details = TrackingEventDetails(31.5, attributes)

        client.track("purchase", VISITOR, details)

        event = self._sent(server, provider)
        assert (event["event_name"], event["event_type"]) == ("purchase", "custom")
        assert (event["targetingKey"], event["value"]) == ("visitor-1", 31.5)
        told = {"currency": "EUR", "at": "2026-11-21T12:00:00+00:00", "event_type": "own"}
        assert event["data"] == told

    def test_type_and_attribution_are_ours(
        self, server: OfrepServer, provider: BurgeeProvider, client: OpenFeatureClient
    ) -> None:
        attributes: Any = {"event_type": "conversion", "attribution": {"channel": "mail"}}

        client.track("purchase", VISITOR, TrackingEventDetails(attributes=attributes))

        event = self._sent(server, provider)
        assert (event["event_type"], event["attribution"]) == ("conversion", {"channel": "mail"})
        assert "data" not in event

    def test_no_attribute_makes_an_exposure_of_it(
        self, server: OfrepServer, provider: BurgeeProvider, client: OpenFeatureClient
    ) -> None:
        client.track("x", VISITOR, TrackingEventDetails(attributes={"event_type": "exposure"}))

        assert self._sent(server, provider)["event_type"] == "custom"

    def test_details_may_be_missing(
        self, server: OfrepServer, provider: BurgeeProvider, client: OpenFeatureClient
    ) -> None:
        client.track("seen", VISITOR)

        event = self._sent(server, provider)
        assert event["event_name"] == "seen"
        assert "value" not in event

    def test_types_of_outcomes_are_those_of_the_product(self) -> None:
        from burgee.domain.tracking import EventType

        others = {EventType.EXPOSURE, EventType.FLAG_EVALUATION}
        assert set(EventType) - others == OUTCOMES


class Heard:
    """What OpenFeature told of a client; its handlers run in threads of its own."""

    def __init__(self, client: OpenFeatureClient) -> None:
        self._arrived = threading.Condition()
        self.details: list[tuple[ProviderEvent, EventDetails]] = []
        for event in ProviderEvent:
            client.add_handler(event, self._noting(event))

    def wait_for(self, *events: ProviderEvent) -> list[EventDetails]:
        """The details of the newest, once these have come, one after the other."""
        with self._arrived:
            is_there = self._arrived.wait_for(
                lambda: self._names()[-len(events) :] == [*events], 10
            )
        assert is_there, self.details
        return [details for _, details in self.details[-len(events) :]]

    def _names(self) -> list[ProviderEvent]:
        return [event for event, _ in self.details]

    def _noting(self, event: ProviderEvent) -> Callable[[EventDetails], None]:
        def note(details: EventDetails) -> None:
            with self._arrived:
                self.details.append((event, details))
                self._arrived.notify_all()

        return note


class TestEvents:
    @pytest.fixture
    def client(self, scripted: ScriptedClient) -> OpenFeatureClient:
        api.set_provider_and_wait(BurgeeProvider(scripted), "shop")
        return api.get_client("shop")

    def test_being_ready_is_told_once(self, scripted: ScriptedClient) -> None:
        client = api.get_client("shop")
        heard = Heard(client)

        api.set_provider_and_wait(BurgeeProvider(scripted), "shop")
        scripted.tell("configuration_changed")

        heard.wait_for(
            ProviderEvent.PROVIDER_READY,  # of the provider that is there before any is set
            ProviderEvent.PROVIDER_READY,
            ProviderEvent.PROVIDER_CONFIGURATION_CHANGED,
        )
        assert client.get_provider_status() is ProviderStatus.READY

    def test_a_change_is_told_with_its_numbers(
        self, scripted: ScriptedClient, client: OpenFeatureClient
    ) -> None:
        heard = Heard(client)

        scripted.tell("configuration_changed", number=8, previous=7)

        (details,) = heard.wait_for(ProviderEvent.PROVIDER_CONFIGURATION_CHANGED)
        assert details.metadata == {"number": 8, "previous": 7}
        assert details.provider_name == "burgee"

    def test_staleness_and_its_end_are_told(
        self, scripted: ScriptedClient, client: OpenFeatureClient
    ) -> None:
        heard = Heard(client)

        scripted.tell("stale", message="no answer", number=7)

        (details,) = heard.wait_for(ProviderEvent.PROVIDER_STALE)
        assert details.message == "no answer"
        assert client.get_provider_status() is ProviderStatus.STALE
        scripted.tell("ready")
        assert client.get_provider_status() is ProviderStatus.READY

    def test_an_error_is_told_and_answers_go_on(
        self, scripted: ScriptedClient, client: OpenFeatureClient
    ) -> None:
        heard = Heard(client)

        scripted.tell("error", message="the server answered 401")

        (details,) = heard.wait_for(ProviderEvent.PROVIDER_ERROR)
        assert details.message == "the server answered 401"
        assert client.get_provider_status() is ProviderStatus.ERROR
        assert client.get_boolean_value("flag", False) is True

    def test_nothing_is_told_after_the_end(
        self, scripted: ScriptedClient, client: OpenFeatureClient
    ) -> None:
        client.provider.shutdown()
        scripted.tell("stale")

        assert client.get_provider_status() is ProviderStatus.READY


class TestStart:
    def test_a_server_that_cannot_be_had_is_an_error_and_defaults_hold(
        self, scripted: ScriptedClient
    ) -> None:
        scripted.is_ready = False
        scripted.answer = Answer("flag", None, "", "ERROR", {}, "PROVIDER_NOT_READY", "why")
        client = api.get_client("shop")

        with pytest.raises(ProviderNotReadyError):
            api.set_provider_and_wait(BurgeeProvider(scripted), "shop")

        assert client.get_provider_status() is ProviderStatus.ERROR
        details = client.get_boolean_details("flag", True)
        assert _told(details) == (True, None, Reason.ERROR, ErrorCode.PROVIDER_NOT_READY)

    def test_what_is_raised_says_why(self, server: OfrepServer) -> None:
        server.answering = lambda path, body: Answered({"detail": "This key is unknown."}, 401)
        provider = BurgeeProvider.remote(server.url, KEY, sender="none")

        with pytest.raises(ProviderNotReadyError, match=r"served: .* 401: This key is unknown"):
            api.set_provider_and_wait(provider, "shop")

    def test_it_is_ready_as_soon_as_the_client_is(self, scripted: ScriptedClient) -> None:
        scripted.is_ready = False
        client = api.get_client("shop")
        with pytest.raises(ProviderNotReadyError):
            api.set_provider_and_wait(BurgeeProvider(scripted), "shop")

        scripted.tell("ready")

        assert client.get_provider_status() is ProviderStatus.READY
        assert client.get_boolean_value("flag", False) is True

    def test_without_waiting_nobody_is_raised_at(self, server: OfrepServer) -> None:
        server.answering = lambda path, body: Answered({}, 503)
        client = api.get_client("shop")
        heard = Heard(client)

        api.set_provider(BurgeeProvider.remote(server.url, KEY, sender="none"), "shop")

        heard.wait_for(ProviderEvent.PROVIDER_READY, ProviderEvent.PROVIDER_ERROR)
        assert client.get_boolean_value("flag", True, VISITOR) is True
        api.shutdown()


class TestEventLoops:
    def test_what_may_wait_is_asked_in_a_thread(self, scripted: ScriptedClient) -> None:
        scripted.waits = True

        details = asyncio.run(BurgeeProvider(scripted).resolve_boolean_details_async("flag", False))

        assert details.value is True
        assert scripted.threads != [threading.current_thread().name]

    def test_what_is_known_is_answered_at_once(self, scripted: ScriptedClient) -> None:
        asyncio.run(BurgeeProvider(scripted).resolve_boolean_details_async("flag", False))

        assert scripted.threads == [threading.current_thread().name]

    def test_a_server_that_says_nothing_holds_up_nobody_else(self, server: OfrepServer) -> None:
        server.answering = lambda path, body: None
        provider = BurgeeProvider.remote(server.url, KEY, timeout=0.3, sender="none")
        done: list[str] = []

        async def wait() -> None:
            await provider.resolve_boolean_details_async("flag", False)
            done.append("answered")

        async def go_on() -> None:
            while not server.asked:
                await asyncio.sleep(0)
            done.append("went on")

        async def both() -> None:
            await asyncio.gather(wait(), go_on())

        asyncio.run(both())

        assert done == ["went on", "answered"]
        provider.shutdown()


class NotingHook(Hook):
    """Notes the stages that it is called at."""

    def __init__(self, notes: list[str], name: str) -> None:
        self._notes = notes
        self._name = name

    def before(self, hook_context: HookContext, hints: HookHints) -> EvaluationContext:
        self._notes.append(f"{self._name} before")
        return EvaluationContext(attributes={self._name: True})

    def after(
        self, hook_context: HookContext, details: FlagEvaluationDetails[Any], hints: HookHints
    ) -> None:
        self._notes.append(f"{self._name} after {details.variant}")

    def error(self, hook_context: HookContext, exception: Exception, hints: HookHints) -> None:
        self._notes.append(f"{self._name} {type(exception).__name__}")


class TestHooks:
    @pytest.fixture
    def notes(self) -> list[str]:
        return []

    @pytest.fixture
    def client(self, server: OfrepServer, notes: list[str]) -> Iterator[OpenFeatureClient]:
        own = NotingHook(notes, "provider")
        provider = BurgeeProvider.remote(server.url, KEY, hooks=[own], sender="none")
        api.set_provider_and_wait(provider, "hooked")
        client = api.get_client("hooked")
        client.add_hooks([NotingHook(notes, "client")])
        yield client
        api.shutdown()

    def test_they_run_around_the_evaluation_and_add_to_its_context(
        self, server: OfrepServer, client: OpenFeatureClient, notes: list[str]
    ) -> None:
        server.answers["flag"] = flag(True, "on")

        client.get_boolean_value("flag", False, VISITOR)

        before = ["client before", "provider before"]
        assert notes == [*before, "provider after on", "client after on"]
        _, body = server.asked[-1]
        assert (body["context"]["client"], body["context"]["provider"]) == (True, True)

    def test_they_hear_of_errors(self, client: OpenFeatureClient, notes: list[str]) -> None:
        client.get_boolean_value("no-such-flag", False, VISITOR)

        assert notes[2:] == ["provider FlagNotFoundError", "client FlagNotFoundError"]


def test_each_domain_has_its_own_provider(server: OfrepServer) -> None:
    server.answers = {"flag": flag("of the server")}
    other = ScriptedClient(Answer("flag", "of the other", "v", "STATIC"))
    api.set_provider_and_wait(BurgeeProvider.remote(server.url, KEY, sender="none"), "first")
    api.set_provider_and_wait(BurgeeProvider(other), "second")

    found = [api.get_client(name).get_string_value("flag", "") for name in ("first", "second")]

    assert found == ["of the server", "of the other"]
    api.shutdown()


def test_one_provider_may_serve_several_domains(scripted: ScriptedClient) -> None:
    provider = BurgeeProvider(scripted)
    for name in ("first", "second"):
        api.set_provider_and_wait(provider, name)

    found = [api.get_client(name).get_boolean_value("flag", False) for name in ("first", "second")]

    assert found == [True, True]


def test_the_end_of_openfeature_sends_what_was_recorded(
    server: OfrepServer, client: OpenFeatureClient
) -> None:
    client.track("purchase", VISITOR, TrackingEventDetails(31.5))

    api.shutdown()

    assert [event["event_name"] for event in server.events] == ["purchase"]


def test_a_provider_that_is_replaced_sends_what_was_recorded(
    server: OfrepServer, provider: BurgeeProvider, client: OpenFeatureClient
) -> None:
    client.track("purchase", VISITOR)
    arrived = threading.Event()
    taken = server.answer

    def notice(path: str, body: dict[str, Any]) -> Answered | None:
        server.answering = None
        answered = taken(path, body)
        arrived.set()
        return answered

    server.answering = notice

    api.set_provider_and_wait(BurgeeProvider(ScriptedClient()), "shop")

    assert arrived.wait(SECONDS)

"""Flags that this process evaluates, from the ruleset that it keeps up to date."""

from __future__ import annotations

import time
from collections.abc import Mapping

from burgee.domain.answers import Answer, failed
from burgee.domain.evaluation import Evaluator
from burgee.domain.names import TARGETING_KEY
from burgee_openfeature.client import (
    PROVIDER_NOT_READY,
    Client,
    sendable,
    with_unit,
)
from burgee_openfeature.counters import STALE_SERVED
from burgee_openfeature.deciders import Deciders
from burgee_openfeature.events import flag_usage
from burgee_openfeature.exposures import Exposures
from burgee_openfeature.ofrep import unanswered
from burgee_openfeature.processes import EXIT_SECONDS
from burgee_openfeature.recorder import THREAD
from burgee_openfeature.refreshing import (
    BACKGROUND,
    FOREGROUND,
    NEVER,
    WAYS,
    Intervals,
    Refreshing,
)
from burgee_openfeature.remote_answers import RemoteAnswers
from burgee_openfeature.ruleset_source import RulesetSource

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable
    from typing import Any, TypeVar

    from burgee.domain.predicates import Context
    from burgee.domain.ruleset import Ruleset
    from burgee_openfeature.deciders import Decide
    from burgee_openfeature.ruleset_files import RulesetFiles

    T = TypeVar("T")

STALE_METADATA: Mapping[str, Any] = {"stale": True}
USAGE_SECONDS = 600.0


class LocalClient(Client):
    """A client that evaluates by itself; needs a server key.

    `environment`: the key's. `cache_directory`: where the last good ruleset is kept, to start from
    without the network. `refresh`: "foreground" lets the call that comes after `refresh_seconds`
    ask for a newer ruleset, for at most `timeout` seconds; "background" has a thread do it.
    `stale_seconds`: without a successful check for so long, answers say `stale: true`.
    `report_usage`: tell the server now and then which flags were used, as it does not see it.

    Flags that depend on what units did, and experiments that draw, are asked of the server, for at
    most `timeout` seconds.
    """

    def __init__(
        self,
        url: str,
        key: str,
        environment: str = "production",
        *,
        cache_directory: str | os.PathLike[str] | None = None,
        refresh: str = FOREGROUND,
        refresh_seconds: float = 30.0,
        stale_seconds: float = 300.0,
        timeout: float = 2.0,
        report_usage: bool = True,
        sender: str = THREAD,
        most_events: int = 10_000,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if refresh not in WAYS:
            raise ValueError(f"refresh is one of {', '.join(sorted(WAYS))}, not {refresh!r}")
        super().__init__(url, key, sender=sender, most_events=most_events, clock=clock)
        self._deciders: Deciders | None = None
        self._decisions: dict[str, Decide] = {}  # the same, for `value`
        self._watches = refresh == FOREGROUND  # whether `value` has to look at the clock
        self._exposures = Exposures(self._recorder)
        self._remote = RemoteAnswers(
            self._connections, self._counters, timeout=timeout, clock=clock
        )
        self._refreshing = Refreshing(
            RulesetSource(self._connections, environment),
            _files(cache_directory, environment, key),
            self._hear,
            (self._counters, self._signals),
            Intervals(refresh=refresh_seconds, stale=stale_seconds, timeout=timeout),
            clock=clock,
            is_background=refresh == BACKGROUND,
        )
        self._reports_usage = report_usage
        self._used: set[str] = set()
        self._reported_at = clock()

    def initialize(self, timeout: float = 5.0) -> bool:
        """Get the ruleset now instead of at the first call; whether there is one, after `timeout`
        seconds at the most. May be the one on disk."""
        return self._refreshing.refresh(timeout)

    def value(self, flag_key: str, context: Context, default: T) -> T:
        """The flag's value, or `default` where there is none or it is of another type; never
        raises. An integer is taken where the default is a float, not the other way round; `True`
        is no number; where the default is None any value will do. Objects and lists are shared:
        copy what you change."""
        # Written for speed: a flag that is on takes longer to be asked for than to be evaluated.
        # Where the evaluator misses the unit it completes the context by itself.
        if self._watches and not self._refreshing.since <= self._clock() < self._refreshing.until:
            self._refreshing.refresh()
            self._watches = self._refreshing.until < NEVER
        try:
            answer = self._decisions[flag_key](context)
            if answer.plain is default.__class__:
                found: T = answer.value
                return found
            if answer.exposes is not None:
                if context.get(TARGETING_KEY) is None:
                    context = with_unit(context)
                self._exposures.note(answer.exposes, context)
                found = answer.value
                if found.__class__ is default.__class__:
                    return found
        except Exception:  # noqa: BLE001 - `evaluate` tells what is wrong
            self._refresh_if_due()
            answer = self._answer(flag_key, context)
        return self._fitted(answer, default)

    def evaluate(self, flag_key: str, context: Context) -> Answer:
        """Value, variant, reason and metadata of one flag, recorded as shown; never raises. Without
        a value (None) your default holds; with an `error_code` something went wrong: code
        PROVIDER_NOT_READY says that there was never a ruleset."""
        self._refresh_if_due()
        answer = self._answer(flag_key, context)
        if answer.error_code is None and self._refreshing.is_stale:
            self._counters.add(STALE_SERVED)
            return _as_stale(answer)
        return answer

    def evaluate_all(self, context: Context) -> dict[str, Answer]:
        """The answers of all flags by key, none without a ruleset; exposes nobody, and never
        raises. Flags that only the server decides are asked in one request."""
        self._refresh_if_due()
        deciders, named = self._deciders, with_unit(context)
        if deciders is None:
            return {}
        try:
            answers, of_server = deciders.evaluator.evaluate_all(named), deciders.of_server()
        except Exception:  # noqa: BLE001 - a ruleset that cannot be unpacked
            return {}
        if of_server:
            asked = self._remote.ask_all(sendable(named))
            for key in of_server:
                answers[key] = asked.get(key) or unanswered(key, "the server did not answer")
        if not self._refreshing.is_stale:
            return answers
        self._counters.add(STALE_SERVED, len(answers))
        return {key: _as_stale(answer) for key, answer in answers.items()}

    def close(self, timeout: float = EXIT_SECONDS) -> bool:
        """Flush, and stop recording and asking for rulesets; flags are evaluated as before, from
        the last one. Closing again does nothing. Happens at exit by itself."""
        self._refreshing.end()
        self._report_usage()
        return super().close(timeout)

    def expire(self) -> None:
        """Believe nothing to be fresh, and use no connection from before: for a process that was
        restored from a snapshot. What was recorded stays."""
        super().expire()
        self._refreshing.expire()
        self._watches = True

    def may_wait(self, flag_key: str) -> bool:
        """Whether evaluating this flag now could wait for the server."""
        deciders = self._deciders
        if deciders is None or self._is_due():
            return True
        return deciders.is_asked(flag_key)

    def restart(self) -> None:
        """Go on in the child of a fork: with the ruleset, and nothing else of the parent."""
        super().restart()
        self._refreshing.restart()
        self._watches = True
        self._remote.restart()

    def _is_due(self) -> bool:
        return not self._refreshing.since <= self._clock() < self._refreshing.until

    def _refresh_if_due(self) -> None:
        if self._is_due():
            self._refreshing.refresh()

    def _hear(self, ruleset: Ruleset | None) -> None:
        """After each check that succeeded: serve a new ruleset; report which flags were used."""
        if ruleset is not None:
            if self._deciders is not None:
                self._used |= self._deciders.rest()
            evaluator = Evaluator(ruleset, self._clock, with_unit=with_unit)
            self._deciders = Deciders(evaluator, self._exposures, self._ask)
            self._decisions = self._deciders.decisions
        if not 0 <= self._clock() - self._reported_at < USAGE_SECONDS:
            self._report_usage()

    def _report_usage(self) -> None:
        """Tell of each flag that was used since the last report, but for those that were asked of
        the server, which counted them."""
        if not self._reports_usage or self._deciders is None:
            return
        used, self._used = self._used | self._deciders.rest(), set()
        self._reported_at = self._clock()
        for flag_key in sorted(used):
            self._recorder.track(flag_usage(flag_key))

    def _answer(self, flag_key: str, context: Context) -> Answer:
        deciders = self._deciders
        if deciders is None:
            return failed(flag_key, PROVIDER_NOT_READY, f"no ruleset: {self._refreshing.complaint}")
        named = with_unit(context)
        answer = deciders.evaluator.evaluate(flag_key, named)
        if answer.exposes is not None:
            self._exposures.note(answer.exposes, named)
        return answer

    def _ask(self, flag_key: str, context: Context) -> Answer:
        return self._remote.ask(flag_key, sendable(context))

    def _unit_types(self) -> Iterable[str] | None:
        if self._deciders is None:
            return None
        manifest = self._deciders.evaluator.ruleset.manifest
        named: Any = manifest.get("tracked_unit_types")
        return named if isinstance(named, list) else ()


def _files(
    directory: str | os.PathLike[str] | None, environment: str, key: str
) -> RulesetFiles | None:
    if not directory:
        return None
    from burgee_openfeature.ruleset_files import RulesetFiles  # with `pathlib`

    return RulesetFiles(directory, environment, key)


def _as_stale(answer: Answer) -> Answer:
    told = {**answer.metadata, **STALE_METADATA}
    return Answer(
        answer.flag_key,
        answer.value,
        answer.variant,
        answer.reason,
        told,
        answer.error_code,
        answer.error_details,
    )

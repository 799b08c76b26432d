"""When a process asks for a newer ruleset, and what it goes on with until it has one."""

from __future__ import annotations

import threading

from burgee_openfeature.counters import REFRESH_FAILURES, REFRESHES
from burgee_openfeature.pauses import Pauses
from burgee_openfeature.ruleset_source import NoRuleset
from burgee_openfeature.signals import CONFIGURATION_CHANGED, ERROR, READY, STALE

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from burgee.domain.ruleset import Ruleset
    from burgee_openfeature.counters import Counters
    from burgee_openfeature.ruleset_files import RulesetFiles
    from burgee_openfeature.ruleset_source import Fetched, RulesetSource
    from burgee_openfeature.signals import Signals

News: TypeAlias = "list[tuple[str, Mapping[str, Any]]]"

FOREGROUND, BACKGROUND = "foreground", "background"
WAYS = frozenset({FOREGROUND, BACKGROUND})
REFUSED_SECONDS = 60.0  # a key that is not taken will hardly be taken a second later
ALWAYS, NEVER = float("-inf"), float("inf")


class Intervals:
    """In seconds: how often to ask, when a ruleset is stale, how long one check may take."""

    __slots__ = ("refresh", "stale", "timeout")

    def __init__(self, *, refresh: float, stale: float, timeout: float) -> None:
        self.refresh = refresh
        self.stale = stale
        self.timeout = timeout


class Refreshing:
    """Keeps the newest ruleset that could be had. Nothing is due while `since <= now < until`, by
    wall time, which goes on while a sandbox is frozen; else call `refresh`.

    In the foreground the caller that comes first asks, and the others go on with what there is. In
    the background that holds for the first time only, then a thread asks. `heard` is called after
    each check that succeeded, with the ruleset if it is a new one. `complaint` says what was wrong
    with the last one that failed.
    """

    def __init__(
        self,
        source: RulesetSource,
        files: RulesetFiles | None,
        heard: Callable[[Ruleset | None], object],
        told: tuple[Counters, Signals],
        intervals: Intervals,
        *,
        clock: Callable[[], float],
        is_background: bool = False,
    ) -> None:
        self._source = source
        self._files = files
        self._unread_files = files
        self._heard = heard
        self._counters, self._signals = told
        self._intervals = intervals
        self._clock = clock
        self._is_background = is_background
        self._ruleset: Ruleset | None = None
        self._good_at = ALWAYS  # when the ruleset was known to be the newest
        self._state = ""
        self.complaint = "the server was not asked yet"
        self.restart()

    @property
    def is_stale(self) -> bool:
        """Whether the ruleset was not known to be the newest for long."""
        return self._clock() - self._good_at > self._intervals.stale

    def restart(self) -> None:
        """Go on in the child of a fork, with the parent's ruleset."""
        self._checking = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._pauses = Pauses()
        self._pause = 0.0
        self.expire()

    def expire(self) -> None:
        """Let the next call ask: for a sandbox that was restored from a snapshot."""
        self.since, self.until = NEVER, ALWAYS

    def end(self) -> None:
        """Ask no more."""
        self._ended.set()
        self.since, self.until = ALWAYS, NEVER

    def refresh(self, timeout: float | None = None) -> bool:
        """Do what is due; whether there is a ruleset. Waits for another caller's check only where
        there is none."""
        seconds = self._intervals.timeout if timeout is None else timeout
        if not self._checking.acquire(blocking=False) and (
            self._ruleset is not None or not self._checking.acquire(timeout=seconds)
        ):
            return self._ruleset is not None
        news: News = []
        try:
            if not self.since <= self._clock() < self.until:
                news = self._check(seconds)
                self._start_thread()
        finally:
            self._checking.release()
        self._tell(news)
        return self._ruleset is not None

    def _start_thread(self) -> None:
        if self._is_background and self._thread is None:
            thread = threading.Thread(target=self._run, name="burgee-refresh", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # no more threads for now: the next call that is due tries again
                self.since, self.until = self._clock(), self._clock() + self._pause
            else:
                self._thread = thread

    def _run(self) -> None:
        ended = self._ended
        while not ended.wait(self._pause):
            with self._checking:
                news = self._check(self._intervals.timeout)
            self._tell(news)

    def _check(self, timeout: float) -> News:
        """Ask once; what happened that listeners want to know."""
        before = self._ruleset
        fault = self._ask(timeout)
        if fault is not None:
            self.complaint = str(fault)
            self._counters.add(REFRESH_FAILURES)
            self._pause = self._after(fault)
        else:
            self._counters.add(REFRESHES)
            self._pauses.end()
            self._pause = self._intervals.refresh
            self._good_at = self._clock()
        self._set_due()
        return [*self._changes(before), *self._states(fault)]

    def _ask(self, timeout: float) -> NoRuleset | None:
        """Take the newest ruleset; what went wrong instead, whatever the server may have sent."""
        try:
            self._read_files()
            fetched = self._source.newest(self._ruleset, timeout)
            self._take(fetched.ruleset if fetched is not None else None)
            if fetched is not None:
                self._save(fetched)
        except NoRuleset as fault:
            return fault
        except Exception as fault:  # noqa: BLE001 - it has passed for a ruleset, and is none
            return NoRuleset(f"the ruleset cannot be used ({type(fault).__name__})")
        return None

    def _read_files(self) -> None:
        """Begin with what is on disk, at the first check."""
        files, self._unread_files = self._unread_files, None
        loaded = files.load() if files is not None else None
        if loaded is not None:
            ruleset, good_at = loaded
            self._take(ruleset)
            self._good_at = good_at

    def _take(self, ruleset: Ruleset | None) -> None:
        self._heard(ruleset)
        self._ruleset = ruleset or self._ruleset

    def _after(self, fault: NoRuleset) -> float:
        """The seconds to leave the server alone; with a ruleset there is no hurry."""
        patience = self._intervals.refresh if self._ruleset is not None else 0.0
        refused = REFUSED_SECONDS if fault.is_refused else 0.0
        return max(self._pauses.next(fault.after or 0.0), patience, refused)

    def _set_due(self) -> None:
        now = self._clock()
        if self._ended.is_set() or self._is_background:
            self.since, self.until = ALWAYS, NEVER
        else:
            self.since, self.until = now, now + self._pause

    def _save(self, fetched: Fetched) -> None:
        if self._files is None:
            return
        try:
            self._files.save(fetched)
        except OSError as fault:
            import logging  # 10 ms to load, and only where a disk is full

            self._files = None
            logging.getLogger("burgee").warning("The ruleset cannot be kept on disk: %s", fault)

    def _changes(self, before: Ruleset | None) -> News:
        """A ruleset in place of another, also of a newer one, after a restore on the server."""
        after = self._ruleset
        if before is None or after is None or before is after:
            return []
        details = {"number": after.number, "previous": before.number}
        return [(CONFIGURATION_CHANGED, details)]

    def _states(self, fault: NoRuleset | None) -> News:
        """The state, where it is another one than before."""
        why = {"message": str(fault)} if fault is not None else {}
        number = {"number": self._ruleset.number} if self._ruleset is not None else {}
        if self._ruleset is None or (fault is not None and fault.is_refused):
            state = ERROR
        else:
            state = STALE if self.is_stale else READY
        if state == self._state:
            return []
        self._state = state
        return [(state, {**number, **why})]

    def _tell(self, news: News) -> None:
        for event, details in news:
            self._signals.emit(event, details)

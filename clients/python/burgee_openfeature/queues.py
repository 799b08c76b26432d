"""Exposures and tracking events as JSON texts, in memory, with a limit."""

from __future__ import annotations

import threading
from collections import deque

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import TypeAlias

Numbered: TypeAlias = "tuple[int, str]"

MOST_IN_BATCH = 500
MOST_BYTES = 900_000  # of a batch


class EventQueue:
    """What is to be sent, and the batch that is being sent. Holds `most` events, and a batch.

    Where it is full, an exposure takes the place of the newest tracking event, if there is one.
    Exposures are sent first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        # Who handles a signal may record or flush while this very thread is in here.
        self._changing = threading.RLock()
        self._exposures: deque[Numbered] = deque()
        self._events: deque[Numbered] = deque()
        self._batch: list[Numbered] = []
        self.mark = 0  # the number of the newest event

    def __len__(self) -> int:
        return len(self._exposures) + len(self._events) + len(self._batch)

    @property
    def is_empty(self) -> bool:
        return len(self) == 0

    def add(self, text: str, *, is_exposure: bool) -> tuple[bool, bool]:
        """Add an event at the end; whether it was taken, and whether one was lost for it or is it
        itself."""
        with self._changing:
            is_full = len(self._exposures) + len(self._events) >= self._most
            if is_full and not (is_exposure and self._events):
                return False, True
            if is_full:
                self._events.pop()
            self.mark += 1
            (self._exposures if is_exposure else self._events).append((self.mark, text))
            return True, is_full

    def take(self) -> tuple[list[str], int]:
        """The next batch, and how many of it were sent before: they stand at its beginning."""
        with self._changing:
            before = len(self._batch)
            size = sum(len(text) for _, text in self._batch)
            for waiting in (self._exposures, self._events):
                while waiting and len(self._batch) < MOST_IN_BATCH:
                    size += len(waiting[0][1]) + 1
                    if size > MOST_BYTES and self._batch:
                        return self._texts(), before
                    self._batch.append(waiting.popleft())
            return self._texts(), before

    def settle(self, again: Collection[int]) -> None:
        """The batch came back; keep those at the places `again` for the next one."""
        with self._changing:
            self._batch = [self._batch[place] for place in again]

    def is_past(self, mark: int) -> bool:
        """Whether nothing is left of what was there when the mark was read."""
        with self._changing:
            firsts = [lane[0] for lane in (self._exposures, self._events) if lane]
            return all(number > mark for number, _ in (*firsts, *self._batch))

    def _texts(self) -> list[str]:
        return [text for _, text in self._batch]

"""Wall time that passes when a test says so."""

from __future__ import annotations


class Clock:
    def __init__(self) -> None:
        self.now = 1_795_608_000.0  # 2026-11-25T12:00:00Z

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds

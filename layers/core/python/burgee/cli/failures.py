"""Everything a command can end with besides success: one family, each with its exit code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

REFUSED = 1
USAGE = 2
UNREACHABLE = 3


class CommandError(Exception):
    """An expected end: a code, a sentence, and details as {"field", "detail"}.

    `shown`: whether the command has printed its answer all the same.
    """

    exit_code = REFUSED
    shown = False

    def __init__(
        self, detail: str, *, code: str = "FAILED", errors: Sequence[dict[str, str]] = ()
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code
        self.errors = list(errors)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "detail": self.detail, "errors": self.errors}


class Refused(CommandError):
    """The server understood and said no; `code` and `errors` are its own."""

    def __init__(
        self, detail: str, *, status: int, code: str, errors: Sequence[dict[str, str]] = ()
    ) -> None:
        super().__init__(detail, code=code, errors=errors)
        self.status = status


class NotApplied(CommandError):
    """Some documents of `burgee apply` were refused, changed under our hands, or not answered."""

    shown = True

    def __init__(
        self, detail: str, errors: Sequence[dict[str, str]], *, is_unreachable: bool = False
    ) -> None:
        super().__init__(detail, code="NOT_APPLIED", errors=errors)
        self.exit_code = UNREACHABLE if is_unreachable else REFUSED


class UsageProblem(CommandError):
    """What was typed cannot be done as it stands."""

    exit_code = USAGE

    def __init__(self, detail: str, *, code: str = "USAGE") -> None:
        super().__init__(detail, code=code)


class InvalidFiles(CommandError):
    """Files that cannot be read or hold documents that break a rule: nothing was sent."""

    exit_code = USAGE

    def __init__(self, detail: str, errors: Sequence[dict[str, str]]) -> None:
        super().__init__(detail, code="INVALID_FILES", errors=errors)


class Unreachable(CommandError):
    """Nobody answered at the URL."""

    exit_code = UNREACHABLE

    def __init__(self, detail: str) -> None:
        super().__init__(detail, code="UNREACHABLE")

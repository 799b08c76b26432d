"""The part `http`: a server that answers wrongly is not timed, and ratios are those of rounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from benchmarks import workload
from benchmarks.http.__main__ import _ratio, check
from benchmarks.http.servers import BULK, SINGLE, Server
from benchmarks.http.wrk import Slice
from benchmarks.workload import User

PROBES = {user["id"]: is_on for user, is_on in workload.PROBES}
RIGHT: dict[str, Callable[[User], Any]] = {
    "w1": lambda user: True,
    "w2": lambda user: PROBES[user["id"]],
    "w3": lambda user: user["num"] % 10 == 0,
    "w4": lambda user: workload.VARIANTS[max(0, user["num"] % 4 - 1)][2],
}


class _Answering(Server):
    """A server without a process, whose answers are made here."""

    name = "made up"

    def __init__(self, bulk: int = 100, **changed: Callable[[User], Any]) -> None:
        answers = {**RIGHT, **changed}
        kinds = zip(workload.KINDS, answers.values(), strict=True)
        self._by_path = {
            SINGLE.format(key=workload.TIMED_KEYS[kind]): answer for kind, answer in kinds
        }
        self._bulk = bulk

    def ask(self, path: str, user: User) -> Any:
        if path == BULK:
            return {"flags": [{}] * self._bulk}
        return {"value": self._by_path[path](user)}


def test_a_server_that_answers_rightly_is_timed() -> None:
    check(_Answering(), 100)


@pytest.mark.parametrize(
    "server",
    [
        _Answering(w1=lambda user: False),
        _Answering(w2=lambda user: True),
        _Answering(w3=lambda user: user["num"] % 2 == 0),
        _Answering(w4=lambda user: workload.VARIANTS[0][2]),
        _Answering(bulk=99),
    ],
    ids=["w1", "w2", "w3", "w4", "bulk"],
)
def test_a_server_that_answers_wrongly_is_not_timed(server: Server) -> None:
    with pytest.raises(AssertionError, match="made up"):
        check(server, 100)


def test_servers_are_compared_round_by_round() -> None:
    ours = [Slice(per_second, 1, 1, 1) for per_second in (100, 50, 10)]
    theirs = [Slice(per_second, 1, 1, 1) for per_second in (200, 100, 90)]

    assert _ratio(theirs, ours) == 2

"""The gate: a system that answers wrongly is not timed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.adapters.base import Adapter, Call
from benchmarks.workload import KINDS, PROBES, SHARE, TIMED_KEYS, VARIANTS

SIGMAS = 4.5


def check_answers(adapter: Adapter, contexts: Sequence[Any]) -> dict[str, list[float]]:
    """The shares that a system really gave; AssertionError on a wrong answer."""
    w1, w2, w3, w4 = (adapter.call(kind, TIMED_KEYS[kind]) for kind in KINDS)
    assert all(w1(context) is True for context in contexts[:200]), "w1 is on for everybody"
    assert all(w2(context) is True for context in contexts[:200]), "w2: the third rule matches all"
    for user, wanted in PROBES:
        assert w2(adapter.context(user)) is wanted, f"w2 for {user['id']}: not {wanted}"
    drawn = [w3(context) for context in contexts]
    assert set(drawn) == {True, False}, f"w3 answers {set(drawn)}"
    assert [w3(context) for context in contexts[:50]] == drawn[:50], "w3 is not sticky"
    values = [value for _, _, value in VARIANTS]
    chosen = [values.index(adapter.json_value(w4(context))) for context in contexts]
    shares = [chosen.count(number) / len(contexts) for number in range(len(values))]
    check_shares([drawn.count(True) / len(contexts)], [SHARE / 100], len(contexts))
    check_shares(shares, [weight / 100 for _, weight, _ in VARIANTS], len(contexts))
    return {"w3": [drawn.count(True) / len(contexts)], "w4": shares}


def check_shares(shares: list[float], wanted: list[float], units: int) -> None:
    """Raise AssertionError where a share is further off than chance explains."""
    for share, expected in zip(shares, wanted, strict=True):
        sigma = (expected * (1 - expected) / units) ** 0.5
        assert abs(share - expected) < SIGMAS * sigma, f"share {share}, expected {expected}"


def check_bulk(adapter: Adapter, contexts: Sequence[Any], calls: dict[str, Call]) -> None:
    """Bulk answers everything, and the same as one flag at a time where it names flags."""
    for context in contexts[:20]:
        answers = calls["w5"](context)
        if not adapter.bulk_is_mapping:
            adapter.check_opaque_bulk(answers)
            continue
        assert len(answers) == 1000, f"{len(answers)} answers"
        for kind in ("w1", "w2", "w3"):
            single, bulk = calls[kind](context), answers[TIMED_KEYS[kind]]
            assert adapter.bulk_value(bulk) is single, f"bulk {kind}: {bulk}, single: {single}"

"""The workload that every system gets: each adapter says it in its own system's words.

Flag i has kind KINDS[i % 4] and the key `<kind>_<i>`:

- w1: boolean, on for everybody
- w2: boolean, 3 rules of 2 or 3 conditions; only the third matches our users
- w3: boolean, 10 % of users
- w4: three variants, 50/25/25, with JSON values

W5 is every flag of a ruleset of 1,000 (250 of each kind) for one user.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

User = dict[str, Any]
Condition = tuple[str, str, Any]  # attribute, "eq" | "in" | "gt", value

KINDS = ("w1", "w2", "w3", "w4")
TIMED_KEYS = {"w1": "w1_0", "w2": "w2_1", "w3": "w3_2", "w4": "w4_3"}
PLANS = ("free", "pro", "team")
SHARE = 10  # per cent of users in w3
VARIANTS: tuple[tuple[str, int, dict[str, Any]], ...] = (
    ("control", 50, {"color": "blue", "size": 10, "cta": "Buy now"}),
    ("red", 25, {"color": "red", "size": 12, "cta": "Buy today"}),
    ("green", 25, {"color": "green", "size": 14, "cta": "Get it"}),
)


def _countries(codes: str) -> list[str]:
    return codes.split()


AMERICAS_AND_EUROPE = _countries("US CA MX BR AR CL PE CO UY PY DE FR ES IT NL BE AT CH SE NO")
EUROPE = _countries("DE FR ES IT NL BE AT CH SE NO PL CZ SK HU RO BG GR PT IE FI")


@dataclass(frozen=True, slots=True)
class BenchFlag:
    number: int
    kind: str

    @property
    def key(self) -> str:
        return f"{self.kind}_{self.number}"


def flags(count: int) -> list[BenchFlag]:
    return [BenchFlag(number, KINDS[number % 4]) for number in range(count)]


def rules(flag: BenchFlag) -> list[list[Condition]]:
    """The rules of a w2 flag: any rule true makes the flag true. Thresholds differ per flag."""
    return [
        [("plan", "eq", "team"), ("country", "eq", "ZZ")],
        [
            ("country", "in", AMERICAS_AND_EUROPE),
            ("age", "gt", 65 + flag.number % 10),
            ("plan", "eq", "pro"),
        ],
        [("country", "in", EUROPE), ("age", "gt", 10 + flag.number % 9), ("platform", "eq", "web")],
    ]


def users(count: int = 10_000) -> list[User]:
    """Users whom only the third rule of a w2 flag matches."""
    draw = random.Random(7)
    return [
        {
            "id": f"user-{number:06d}",
            "num": number,
            "country": draw.choice(EUROPE),
            "plan": draw.choice(PLANS),
            "age": draw.randint(20, 60),
            "platform": "web",
        }
        for number in range(count)
    ]


def attributes(user: User) -> dict[str, Any]:
    """What conditions read of a user: everything but who it is."""
    return {name: user[name] for name in ("country", "plan", "age", "platform")}


def _probe(number: int, country: str, plan: str, age: int, platform: str) -> User:
    return {
        "id": f"probe-{number}",
        "num": number,
        "country": country,
        "plan": plan,
        "age": age,
        "platform": platform,
    }


# What flag w2_1 (thresholds 66 and 11) says about users made to try one thing each.
PROBES: tuple[tuple[User, bool], ...] = (
    (_probe(0, "ZZ", "team", 30, "ios"), True),  # the first rule alone
    (_probe(1, "US", "pro", 90, "ios"), True),  # the second rule alone
    (_probe(2, "FI", "free", 30, "web"), True),  # the third rule alone
    (_probe(3, "FI", "free", 5, "web"), False),  # too young
    (_probe(4, "US", "pro", 30, "web"), False),  # no rule
    (_probe(5, "FI", "free", 30, "ios"), False),  # wrong platform
)

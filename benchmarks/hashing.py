"""Part `hashing`: the salt of a bucketing as mmh3's seed, or written before the unit key?

Both are measured for speed, for how evenly they fill buckets, and for how independent the
buckets of two flags are, over four shapes of unit keys.
"""

from __future__ import annotations

import itertools
import random
import statistics
import uuid
from collections.abc import Callable, Sequence

import mmh3

from benchmarks import report, timing

UNITS, FLAGS, PAIRS, ROUNDS = 10_000, 60, 60, 25
BINS = 20
SLOTS = 100_000
Hash = Callable[[str], int]


def seeded(salt: str) -> Hash:
    """Hash a unit key with the salt's own hash as the seed."""
    hashed, seed = mmh3.hash, mmh3.hash(salt, 0, False)
    return lambda unit: hashed(unit, seed, False)


def prefixed(salt: str) -> Hash:
    """Hash `salt NUL unit`."""
    hashed, prefix = mmh3.hash, f"{salt}\0"
    return lambda unit: hashed(prefix + unit, 0, False)


WAYS: dict[str, Callable[[str], Hash]] = {"seed": seeded, "prefix": prefixed}


def unit_keys() -> dict[str, list[str]]:
    """Shapes of unit keys that applications have."""
    draw = random.Random(11)
    words = ["".join(draw.choices("abcdefghijklmnopqrstuvwxyz", k=8)) for _ in range(UNITS)]
    return {
        "sequential": [f"user-{number:06d}" for number in range(UNITS)],
        "numbers": [str(number) for number in range(1, UNITS + 1)],
        "uuids": [str(uuid.UUID(int=draw.getrandbits(128), version=4)) for _ in range(UNITS)],
        "e-mails": [f"{word}{number}@example.com" for number, word in enumerate(words)],
    }


def salts() -> dict[str, list[str]]:
    """Salts that are random, and salts as alike as they can be."""
    draw = random.Random(13)
    return {
        "random salts": [f"{draw.getrandbits(64):016x}" for _ in range(FLAGS)],
        "alike salts": [f"flag-{number}" for number in range(FLAGS)],
    }


def bins(way: Hash, units: Sequence[str]) -> list[int]:
    """The bin of each unit, through the 100,000 slots that evaluation uses."""
    return [((way(unit) * SLOTS) >> 32) * BINS // SLOTS for unit in units]


def chi_square(counts: Sequence[int], expected: float) -> float:
    return sum((count - expected) ** 2 for count in counts) / expected


def uniformity(columns: Sequence[Sequence[int]]) -> list[float]:
    """Chi-square over its degrees of freedom, per flag: about 1 when bins fill evenly."""
    scores = []
    for column in columns:
        counts = [column.count(number) for number in range(BINS)]
        scores.append(chi_square(counts, UNITS / BINS) / (BINS - 1))
    return scores


def independence(columns: Sequence[Sequence[int]]) -> list[float]:
    """Chi-square over degrees of freedom of the joint bins of pairs of flags: about 1."""
    draw = random.Random(17)
    pairs = draw.sample(list(itertools.combinations(columns, 2)), PAIRS)
    scores = []
    for one, other in pairs:
        counts = [0] * (BINS * BINS)
        for left, right in zip(one, other, strict=True):
            counts[left * BINS + right] += 1
        scores.append(chi_square(counts, UNITS / (BINS * BINS)) / (BINS * BINS - 1))
    return scores


def quality() -> dict[str, dict[str, dict[str, float]]]:
    """Mean and largest score of each way, per kind of salt and shape of key."""
    figures: dict[str, dict[str, dict[str, float]]] = {}
    for (kind, some), (shape, units) in itertools.product(salts().items(), unit_keys().items()):
        ways = figures[f"{kind}, {shape}"] = {}
        for name, way in WAYS.items():
            columns = [bins(way(salt), units) for salt in some]
            uniform, independent = uniformity(columns), independence(columns)
            ways[name] = {
                "uniformity_mean": statistics.mean(uniform),
                "uniformity_max": max(uniform),
                "independence_mean": statistics.mean(independent),
                "independence_max": max(independent),
            }
    return figures


def speed() -> dict[str, float]:
    """Nanoseconds per hash, inside one Python call, the empty call taken off."""
    jobs = [
        timing.job(name, shape, way(f"{7:016x}"), units)
        for shape, units in unit_keys().items()
        for name, way in [*WAYS.items(), ("(empty)", lambda salt: lambda unit: 0)]
    ]
    measured = timing.interleave(jobs, ROUNDS)
    return {
        f"{name} {shape}": timed.median - measured["(empty)", shape].median
        for (name, shape), timed in measured.items()
        if name != "(empty)"
    }


def main() -> None:
    nanoseconds, scores = speed(), quality()
    report.heading("hash with the salt as seed, or as prefix: ns per hash, net of an empty call")
    for name, figure in nanoseconds.items():
        print(f"  {name:24}{figure:8.0f}")
    report.heading(
        f"chi-square / degrees of freedom, {FLAGS} flags x {UNITS} units, {PAIRS} pairs: about 1"
    )
    print(f"  {'':34}{'':8}{'uniform':>9}{'max':>7}{'independent':>13}{'max':>7}")
    for case, ways in scores.items():
        for name, score in ways.items():
            one, most, two, top = score.values()
            print(f"  {case:34}{name:8}{one:9.3f}{most:7.2f}{two:13.3f}{top:7.2f}")
    report.save("hashing", {"ns": nanoseconds, "quality": scores})


if __name__ == "__main__":
    main()

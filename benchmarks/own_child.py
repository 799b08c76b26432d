"""Burgee alone in a fresh process: `python -m benchmarks.own_child <what> [folder]`.

Imports nothing before its clock starts that the evaluator could have had for free.
"""

import sys
import time

STARTED = time.perf_counter()


def bare() -> dict[str, float]:
    """Nothing: what Python itself takes."""
    return {"rss_mb": _resident_mb()}


def standard() -> dict[str, float]:
    """Milliseconds to import what JSON and annotations take: how fast the machine is now."""
    start = time.perf_counter()
    for name in ("json", "re", "typing"):
        __import__(name)
    return {"import_ms": (time.perf_counter() - start) * 1000}


def imported() -> dict[str, float]:
    """Milliseconds to import all that evaluation needs."""
    start = time.perf_counter()
    import burgee.domain.evaluation
    import burgee.domain.ruleset  # noqa: F401

    return {"import_ms": (time.perf_counter() - start) * 1000, "rss_mb": _resident_mb()}


def first(folder: str) -> dict[str, float]:
    """Milliseconds from files on disk to the first W2 answer, after import."""
    from benchmarks import own_ruleset

    start = _start()
    evaluator = own_ruleset.read(folder)
    answer = evaluator.evaluate("w2_1", own_ruleset.FINN)
    elapsed = (time.perf_counter() - start) * 1000
    assert answer.value is True, answer
    return {"first_ms": elapsed, "rss_mb": _resident_mb()}


def used(folder: str) -> dict[str, float]:
    """Memory with every flag evaluated once."""
    from benchmarks import own_ruleset

    evaluator = own_ruleset.read(folder)
    for key in evaluator.ruleset.flag_keys:
        evaluator.evaluate(key, own_ruleset.FINN)
    return {"rss_mb": _resident_mb()}


def first_assigned(folder: str) -> dict[str, float]:
    """Milliseconds from files on disk to the first answer that an experiment decided."""
    from benchmarks import own_ruleset

    start = _start()
    evaluator = own_ruleset.read(folder)
    answer = evaluator.evaluate("experiment_flag_0", own_ruleset.FINN)
    elapsed = (time.perf_counter() - start) * 1000
    assert answer.metadata["experiment"] == "experiment-0", answer
    return {"first_ms": elapsed, "rss_mb": _resident_mb()}


def sessions(folder: str) -> dict[str, float]:
    """Which variants 10,000 units get in 10 experiments, as one number; and how many got one."""
    import hashlib

    from benchmarks import own_ruleset

    evaluator = own_ruleset.read(folder)
    digest, decided = hashlib.sha256(), 0
    for number in range(100_000):
        context = {**own_ruleset.FINN, "targetingKey": f"unit-{number % 10_000}"}
        answer = evaluator.evaluate(f"experiment_flag_{number // 10_000}", context)
        variant = answer.metadata.get("experimentVariant", "")
        decided += variant != ""
        digest.update(variant.encode() + b"\0")
    return {"digest": int.from_bytes(digest.digest()[:6], "big"), "decided": decided}


def _start() -> float:
    """Now, with nothing left to collect: whether what the imports left is collected in the half
    millisecond before the first answer, or after it, is luck."""
    import gc

    gc.collect()
    return time.perf_counter()


def _resident_mb() -> float:
    with open("/proc/self/statm") as statm:
        pages = int(statm.read().split()[1])
    return pages * 4096 / 1e6


STEPS = (bare, standard, imported, first, used, first_assigned, sessions)

if __name__ == "__main__":
    steps = {each.__name__: each for each in STEPS}
    print(str(steps[sys.argv[1]](*sys.argv[2:])).replace("'", '"'), flush=True)

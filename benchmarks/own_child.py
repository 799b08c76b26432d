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

    start = time.perf_counter()
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


def _resident_mb() -> float:
    with open("/proc/self/statm") as statm:
        pages = int(statm.read().split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    steps = {each.__name__: each for each in (bare, standard, imported, first, used)}
    print(str(steps[sys.argv[1]](*sys.argv[2:])).replace("'", '"'), flush=True)

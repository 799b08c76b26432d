"""What imports take: `python -m benchmarks.import_child <module> ...`, one after the other.

Milliseconds and megabytes of each on top of those before it, and whether any loaded numpy.
"""

import json
import sys
import time
from importlib import import_module


def main(*modules: str) -> None:
    figures = {}
    for name in modules:
        before, began = _resident_mb(), time.perf_counter()
        import_module(name)
        figures[f"{name} ms"] = (time.perf_counter() - began) * 1000
        figures[f"{name} MB"] = _resident_mb() - before
    figures["loads numpy"] = float("numpy" in sys.modules)
    print(json.dumps(figures), flush=True)


def _resident_mb() -> float:
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * 4096 / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])

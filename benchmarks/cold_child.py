"""One system in a fresh process: `python -m benchmarks.cold_child <system> <folder>`."""

from __future__ import annotations

import ctypes
import gc
import importlib
import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.adapters.registry import adapter
from benchmarks.processes import answer, resident_bytes
from benchmarks.workload import PROBES


def main(system: str, folder: str) -> None:
    logging.disable(logging.CRITICAL)
    made = adapter(system)
    before = resident_bytes()
    import_ms = _milliseconds(lambda: [importlib.import_module(name) for name in made.imports])
    imported = resident_bytes()
    files = {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}
    size = sum(len(content) for content in files.values())
    gc.collect()
    load_ms = _milliseconds(lambda: made.load(files))
    files.clear()
    context, call = made.context(PROBES[2][0]), made.call("w2", "w2_1")
    first_ms = _milliseconds(lambda: call(context))
    assert call(context) is True, "wrong answer"
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    answer(
        {
            "import_ms": import_ms,
            "import_mb": (imported - before) / 1e6,
            "load_ms": load_ms,
            "first_us": first_ms * 1000,
            "load_mb": (resident_bytes() - imported) / 1e6,
            "file_kb": size / 1024,
        }
    )


def _milliseconds(step: Callable[[], object]) -> float:
    start = time.perf_counter()
    step()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main(*sys.argv[1:])

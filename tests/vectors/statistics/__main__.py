"""`python -m tests.vectors.statistics FILE ...`: how many cases the statistics meet.

Prints the mismatches, then `passed` and `failed`; exits 1 on a failure, 2 without a file.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.vectors.statistics.answering import mismatches_of


def main(files: list[str]) -> int:
    if not files:
        print("usage: python -m tests.vectors.statistics FILE ...")
        return 2
    cases = [case for file in files for case in json.loads(Path(file).read_text("utf-8"))]
    failed = 0
    for case in cases:
        wrong = mismatches_of(case)
        failed += bool(wrong)
        for line in wrong:
            print(f"{case['id']}: {line}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.path[:0] = ["layers/core/python"]
    sys.exit(main(sys.argv[1:]))

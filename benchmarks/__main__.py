"""Run the benchmarks: `python -m benchmarks [part ...]`, all parts without an argument.

Any Python 3.11 will do: each part runs in a fresh process of the benchmarks' own environment.
"""

from __future__ import annotations

import os
import subprocess
import sys

from benchmarks import install

PARTS = {
    "evaluation": "W1 to W5 beside 13 peers",
    "exposure": "W4 with exposures on, beside the peers that tell of them",
    "cold": "import, load, first answer and memory of fresh processes",
    "handler": "warm invocations of the evaluate function",
    "coldstart": "cold start of the evaluate function beside a bare one",
    "assigning": "experiments: assignment, first answers, sessions, memory",
    "cost": "DynamoDB units of exposures and events, by records per batch",
    "folding": "time per event of ingest and aggregate, and how both grow",
    "statistics": "one comparison beside 4 peers, whole looks, imports, results over HTTP",
    "http": "single and bulk through HTTP, beside other flag servers",
    "typescript": "W1 to W5 in Node.js beside 5 SDKs of npm",
    "hashing": "how to salt the bucketing hash: speed and quality",
}


def main(names: list[str]) -> int:
    """The number of parts that failed."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"unknown part {unknown[0]!r}; there are: {', '.join(PARTS)}", file=sys.stderr)
        return 2
    interpreter = str(install.python())
    return sum(_run(interpreter, name) for name in names or PARTS)


def _run(interpreter: str, part: str) -> bool:
    folders = ("layers/core/python", "clients/python", ".")
    paths = [str(install.ROOT / folder) for folder in folders]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        # Every system starts from compiled bytecode, as it does where it is deployed.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(install.ENVIRONMENT / "bytecode"),
    }
    command = [interpreter, "-m", f"benchmarks.{part}"]
    ended = subprocess.run(command, cwd=install.ROOT, env=environment, check=False)
    return ended.returncode != 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

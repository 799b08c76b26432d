"""The evaluator for Node in a process of its own, asked over a pipe."""

from __future__ import annotations

import json
import shutil
import subprocess
from base64 import b64encode
from pathlib import Path
from typing import Any

from burgee.domain.ruleset import Ruleset
from tests.infra.absent import skip_or_fail

ROOT = Path(__file__).resolve().parents[3]
WORKSPACES = ROOT / "clients" / "typescript"
PACKAGE = WORKSPACES / "packages" / "evaluation"


class NodeEvaluator:
    """One ruleset after another, and questions about each."""

    def __init__(self) -> None:
        program = PACKAGE / "dist" / "test" / "answering.js"
        self._process = subprocess.Popen(
            [_node(), str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def load(self, ruleset: Ruleset, now: float) -> None:
        """Answer from this ruleset, as if it were `now`."""
        chunks = {name: b64encode(chunk).decode() for name, chunk in ruleset.chunks.items()}
        packed = {"manifest": json.dumps(dict(ruleset.manifest)), "chunks": chunks}
        self._write({"ruleset": packed, "now": now})

    def ask(self, flag: str, context: Any, known: dict[str, Any] | None) -> dict[str, Any]:
        """The answer, what it exposes to, what was noted and what the flag needs."""
        self._write({"flag": flag, "context": context, "known": known})
        assert self._process.stdout is not None
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told

    def close(self) -> None:
        self._process.communicate(timeout=10)

    def _write(self, question: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()


def build() -> None:
    """Compile the package and its tests."""
    if not (WORKSPACES / "node_modules").exists():
        skip_or_fail("the packages of clients/typescript are not installed")
    compiler = WORKSPACES / "node_modules" / "typescript" / "bin" / "tsc"
    subprocess.run([_node(), str(compiler), "--build", str(PACKAGE)], check=True)


def run_tests(name: str) -> str:
    """What the package's own tests of that name say, up to how many failed."""
    file = PACKAGE / "dist" / "test" / name
    command = [_node(), "--test", "--test-reporter=tap", str(file)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.stdout.partition("\n# cancelled")[0]


def _node() -> str:
    found = shutil.which("node")
    if found is None:
        skip_or_fail("Node.js is not here")
    return found

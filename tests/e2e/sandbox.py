"""What Lambda does to a function: a process that is frozen as soon as it answered, and then thrown
away or continued."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.e2e.machines import PACKAGE, ROOT, burgee_environment

CLIENT = ROOT / "clients" / "python"
SECONDS = 30.0
# It stops itself, so that not an instant lies between its answer and the end of all its threads.
RUNTIME = """
import json, os, signal, sys
from importlib.util import module_from_spec, spec_from_file_location

spec = spec_from_file_location("function", sys.argv[1])
function = module_from_spec(spec)
spec.loader.exec_module(function)

class LambdaContext:
    def get_remaining_time_in_millis(self):
        return 10_000

for line in sys.stdin:
    answer = function.handler(json.loads(line), LambdaContext())
    sys.stdout.write(json.dumps(answer) + chr(10))
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGSTOP)
"""


class Sandbox:
    """Runs the function `handler` of a source; thrown away where it stands on the way out."""

    def __init__(self, home: Path, source: str, variables: Mapping[str, str]) -> None:
        function = home / "function.py"
        function.write_text(source)
        path = os.pathsep.join([str(PACKAGE), str(CLIENT)])
        self._process = subprocess.Popen(
            [sys.executable, "-c", RUNTIME, str(function)],
            env={
                **burgee_environment(home),
                "PYTHONPATH": path,
                "TMPDIR": str(home),
                **variables,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(SECONDS)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def invoke(self, event: Mapping[str, Any]) -> Any:
        """The function's answer; when it is here, the process is frozen."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.send_signal(signal.SIGCONT)
        self._process.stdin.write(json.dumps(event) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the function ended without an answer"
        self._wait_until_frozen()
        return json.loads(answer)

    def _wait_until_frozen(self) -> None:
        deadline = time.monotonic() + SECONDS
        while True:
            _, status = os.waitpid(self._process.pid, os.WUNTRACED | os.WNOHANG)
            if os.WIFSTOPPED(status):
                return
            assert time.monotonic() < deadline, "the function was not frozen"
            time.sleep(0.001)

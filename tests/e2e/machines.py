"""`burgee dev` as somebody would start it: a process of its own, its output, its end."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "layers" / "core" / "python"
COMMAND = [sys.executable, "-c", "from burgee.cli.main import main; main()"]
START_SECONDS = 120.0
UNLIMITED = {"RATE_LIMIT_PER_SECOND": "1000000", "RATE_LIMIT_BURST": "1000000"}


def burgee_environment(home: Path) -> dict[str, str]:
    """An environment as on a fresh machine: an empty home, no AWS, no proxy."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return {**kept, "HOME": str(home), "PYTHONPATH": str(PACKAGE), "PYTHONWARNINGS": "error"}


def run_burgee(
    home: Path,
    *words: str,
    timeout: float = START_SECONDS,
    variables: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """A command that ends by itself."""
    return subprocess.run(
        [*COMMAND, *words],
        env=burgee_environment(home) | dict(variables or {}),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class DevMachine:
    """A `burgee dev` that has said where it answers; ended and reaped on the way out."""

    def __init__(self, home: Path, *words: str, variables: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [*COMMAND, "dev", "--port", "0", *words],
            env={**burgee_environment(home), **(variables or {})},
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._said: list[str] = []
        self._complained: list[str] = []
        self._welcomed = threading.Event()
        self._readers = [
            threading.Thread(target=self._listen, daemon=True),
            threading.Thread(target=self._listen_to_complaints, daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        self._welcomed.wait(START_SECONDS)
        if not self.output.startswith("Burgee answers"):
            self.kill()
            raise AssertionError(f"burgee dev did not start: {self.output}{self.complaints}")

    def __enter__(self) -> DevMachine:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.kill()

    @property
    def output(self) -> str:
        return "".join(self._said)

    @property
    def complaints(self) -> str:
        return "".join(self._complained)

    @property
    def url(self) -> str:
        return self._find(r"http://127\.0\.0\.1:\d+")

    @property
    def admin_key(self) -> str:
        return self._find(r"burgee\.admin\.\S+")

    @property
    def client_key(self) -> str:
        return self._find(r"burgee\.client\.[\w.-]+")

    @property
    def server_key(self) -> str:
        return self._find(r"burgee\.server\.\S+")

    def client(self, key: str) -> httpx.Client:
        """A client that shows `key`."""
        return httpx.Client(
            base_url=self.url,
            headers={"Authorization": f"Bearer {key}"},
            trust_env=False,
            timeout=30,
        )

    def end(self, number: int = signal.SIGINT) -> int:
        """Ask it to end; its exit code."""
        self._process.send_signal(number)
        return self._reap()

    def kill(self) -> None:
        """End it as a power cut would."""
        self._process.kill()
        self._reap()

    def _reap(self) -> int:
        code = self._process.wait(30)
        for reader in self._readers:
            reader.join(5)
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()
        return code

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._said.append(line)
            if line.startswith("    -d") and "enabled" in line:
                self._welcomed.set()
        self._welcomed.set()

    def _listen_to_complaints(self) -> None:
        self._complained.extend(self._process.stderr or ())

    def _find(self, pattern: str) -> str:
        found = re.search(pattern, self.output)
        assert found, f"{pattern} is not in: {self.output}"
        return found[0]

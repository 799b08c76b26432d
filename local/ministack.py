"""ministack, an AWS that runs whole templates, on 127.0.0.1: for the test of the stack.

    python -m local.ministack --port 4566

It pins its own botocore, so that it lives in a virtual environment of its own, `.ministack`.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import uv

HOME = Path(__file__).resolve().parent.parent / ".ministack"
REQUIREMENTS = ("ministack==1.5.33", "boto3==1.43.106")
ACCOUNT = "000000000000"

_SECONDS_TO_START = 60
_PAUSE_SECONDS = 0.05


class MinistackFailed(RuntimeError):
    """ministack could not be installed or did not start; the message holds its output."""


@dataclass(frozen=True, slots=True)
class Ministack:
    """A running ministack; `log` is the file that it writes its log to."""

    port: int
    pid: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def install(home: Path = HOME) -> Path:
    """The interpreter of ministack's environment, which is made where it is not there yet.

    Made anew when the requirements changed or an earlier making was interrupted.
    """
    environment, installed = home / "environment", home / "installed"
    python = environment / "bin" / "python"
    wanted = "\n".join(REQUIREMENTS)
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not installed.is_file() or installed.read_text(encoding="utf-8") != wanted:
            shutil.rmtree(environment, ignore_errors=True)
            venv.create(environment, symlinks=True)
            command = [uv.find_uv_bin(), "pip", "install", "--quiet", "--python", str(python)]
            subprocess.run([*command, *REQUIREMENTS], check=True)  # noqa: S603  our own command
            installed.write_text(wanted, encoding="utf-8")
    return python


@contextmanager
def running(*, port: int = 0, home: Path = HOME) -> Iterator[Ministack]:
    """ministack for as long as the block lasts, in memory. Port 0 is a free one.

    It asks of every call, also of those that functions make, what the caller's policies allow.
    """
    python = install(home)
    port = port or _free_port()
    with tempfile.TemporaryDirectory(prefix="ministack-") as folder:
        log = Path(folder) / "log"
        process = _start(python, port, Path(folder), log)
        try:
            _wait(process, port, log)
            yield Ministack(port, process.pid, log)
        finally:
            _stop(process)


def _start(python: Path, port: int, folder: Path, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(  # noqa: S603  our own command
            [str(python), "-m", "ministack.app"],
            env=_environment(port, folder),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is ours to handle, and it ends with its functions
        )


def _environment(port: int, folder: Path) -> dict[str, str]:
    """Nothing of ours reaches ministack, as its functions would inherit it."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "STATE_DIR": str(folder / "state"),
        "S3_DATA_DIR": str(folder / "s3"),
        "BIND_HOST": "127.0.0.1",  # without it: every interface
        "GATEWAY_PORT": str(port),
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "AUTH": "true",
        "LAMBDA_EXECUTOR": "local",
    }


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        if _answers(port):
            return
        time.sleep(_PAUSE_SECONDS)
    raise MinistackFailed(f"ministack did not start:\n{log.read_text(errors='replace')[-4000:]}")


def _answers(port: int) -> bool:
    url = f"http://127.0.0.1:{port}/_ministack/health"
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End it and the functions it runs, its session, at once: it has nothing to save, and asked
    politely it waits for its connections."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """Run until Ctrl-C."""
    parser = argparse.ArgumentParser(description="Run ministack on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=4566)
    with running(port=parser.parse_args().port) as ministack:
        print(f"ministack answers at {ministack.url}; Ctrl-C ends it", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return 0


if __name__ == "__main__":
    sys.exit(main())

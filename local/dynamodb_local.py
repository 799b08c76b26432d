"""DynamoDB Local, AWS's own engine, on 127.0.0.1: for tests, and for a laptop that keeps its data.

    python -m local.dynamodb_local --port 8000 --folder data

Maven fetches it once into a cache folder, together with the classes compiled from our launcher.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

CACHE = Path(".cache/dynamodb-local")
OLDEST_JAVA = 17

_SOURCES = Path(__file__).parent / "dynamodb"
_POM = _SOURCES / "pom.xml"
_LAUNCHER = _SOURCES / "LoopbackDynamoDb.java"
_SECONDS_TO_START = 60
_SECONDS_TO_STOP = 10
_LISTENING = re.compile(r"^listening on (\d+)$")


class EngineFailed(RuntimeError):
    """DynamoDB Local could not be fetched or did not start; the message holds its output."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A running DynamoDB Local. Any region and any credentials see the same tables."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def obstacle() -> str | None:
    """Why DynamoDB Local cannot run on this machine, or None if it can."""
    missing = [tool for tool in ("java", "javac", "mvn") if shutil.which(tool) is None]
    if missing:
        return f"DynamoDB Local needs {' and '.join(missing)}"
    version = _output(["javac", "-version"])
    found = re.search(r"(\d+)", version)
    if found is None or int(found[1]) < OLDEST_JAVA:
        return f"DynamoDB Local needs Java {OLDEST_JAVA} or later, not {version.strip()}"
    return None


def fetch(cache: Path = CACHE) -> Path:
    """The folder with the engine and our compiled launcher; fetched where it is not there yet.

    It is named by what goes into it and put in place whole, so that an interrupted or a
    simultaneous fetch leaves nothing half-made.
    """
    recipe = hashlib.sha256(_POM.read_bytes() + _LAUNCHER.read_bytes()).hexdigest()[:16]
    folder = (cache / recipe).resolve()
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache.resolve()) as scratch:
        fresh = Path(scratch) / "engine"
        _fill(fresh)
        try:
            fresh.rename(folder)
        except OSError:
            if not folder.is_dir():  # else: somebody else was quicker
                raise
    return folder


def _fill(folder: Path) -> None:
    copy = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
    _output(["mvn", "--quiet", "--batch-mode", "--file", str(_POM), *copy])
    classpath = f"{folder}/*"
    _output(["javac", "-classpath", classpath, "-d", str(folder / "classes"), str(_LAUNCHER)])


def _output(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  ours
    if done.returncode != 0:
        raise EngineFailed(
            f"{command[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        )
    return done.stdout + done.stderr


@contextmanager
def running(*, port: int = 0, folder: Path | None = None, cache: Path = CACHE) -> Iterator[Engine]:
    """DynamoDB Local for as long as the block lasts, in memory or with its tables in `folder`.

    Port 0 is a free one. It also ends when this process dies: its standard input closes then.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = _start(_command(fetch(cache), port, folder), errors.fileno())
        try:
            yield Engine(_port_of(process, errors), process.pid)
        finally:
            _stop(process)


def _command(engine: Path, port: int, folder: Path | None) -> list[str]:
    classpath = os.pathsep.join([str(engine / "classes"), f"{engine}/*"])
    command = [
        "java",
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",  # a quick start is worth more than a fast hour
        "-Djava.net.preferIPv4Stack=true",
        f"-Dsqlite4java.library.path={engine}",
        "-classpath",
        classpath,
        "LoopbackDynamoDb",
        str(port),
    ]
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        command.append(str(folder.resolve()))
    return command


def _start(command: list[str], errors: int) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603  our own command
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        start_new_session=True,  # Ctrl-C is ours to handle: it ends when we close its input
    )


def _port_of(process: subprocess.Popen[str], errors: TextIO) -> int:
    too_late = threading.Timer(_SECONDS_TO_START, process.kill)
    too_late.start()
    try:
        for line in process.stdout or ():
            listening = _LISTENING.match(line.strip())
            if listening:
                return int(listening[1])
    finally:
        too_late.cancel()
    errors.seek(0)
    raise EngineFailed(f"DynamoDB Local did not start:\n{errors.read()}")


def _stop(process: subprocess.Popen[str]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main() -> int:
    """Run until Ctrl-C; 2 where it cannot run here."""
    options = argparse.ArgumentParser(prog="python -m local.dynamodb_local", description=__doc__)
    options.add_argument("--port", type=int, default=8000, help="0: a free one")
    options.add_argument("--folder", type=Path, help="keep the tables here; default: in memory")
    chosen = options.parse_args()
    problem = obstacle()
    if problem:
        print(problem, file=sys.stderr)
        return 2
    try:
        with running(port=chosen.port, folder=chosen.folder) as engine:
            print(f"DynamoDB Local answers at {engine.url}; Ctrl-C ends it", flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    except EngineFailed as failure:
        print(f"{failure}If port {chosen.port} is taken, choose another: --port", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

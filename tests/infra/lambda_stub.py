"""One function in a process of its own, as Lambda runs it: awslambdaric asks our Runtime API for
invocations, and the function's code sees its packaged folders and nothing else of this machine."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SECONDS_TO_ANSWER = 60
RUNTIME = "/2018-06-01/runtime"
ARN = "arn:aws:lambda:eu-west-1:123456789012:function:burgee-test:live"


class NoAnswer(AssertionError):
    """The process ended, or said nothing in time; the message holds its output."""


@dataclass(frozen=True)
class Answer:
    """What a function returned, or the error it ended with."""

    path: str
    payload: Any

    @property
    def is_error(self) -> bool:
        return self.path.endswith("/error")


@dataclass
class RunningFunction:
    """`requests`: what it asked of DynamoDB; `restores`: how often it was restored."""

    process: subprocess.Popen[bytes]
    output: Path
    service: _Service

    @property
    def requests(self) -> list[str]:
        return self.service.requests

    @property
    def restores(self) -> int:
        return self.service.restores

    def invoke(self, event: Mapping[str, Any]) -> Answer:
        self.service.events.put(json.dumps(event).encode())
        return self.answer()

    def printed(self) -> list[str]:
        """Every line that it wrote so far."""
        return self.output.read_text(errors="replace").splitlines()

    def answer(self) -> Answer:
        """The next answer, also one that no event asked for: an error at the start."""
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while time.monotonic() < deadline:
            try:
                return self.service.answers.get(timeout=0.1)
            except queue.Empty:
                if self.process.poll() is not None and self.service.answers.empty():
                    break
        raise NoAnswer(self.output.read_text(errors="replace")[-4000:])


class _Service(ThreadingHTTPServer):
    """The Runtime API and, at `/`, a DynamoDB that has nothing in it."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.events: queue.Queue[bytes] = queue.Queue()
        self.answers: queue.Queue[Answer] = queue.Queue()
        self.requests: list[str] = []
        self.restores = 0

    def handle_error(self, *where: Any) -> None:
        """A function that is ended breaks its connections off; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*where)


class _Handler(BaseHTTPRequestHandler):
    server: _Service
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet, sent at once: without, 40 ms an invocation
    disable_nagle_algorithm = True

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        if self.path == f"{RUNTIME}/restore/next":
            self.server.restores += 1
            self._send(200, b"")
            return
        event = self.server.events.get()
        deadline = int((time.time() + SECONDS_TO_ANSWER) * 1000)
        self._send(
            200,
            event,
            {
                "Lambda-Runtime-Aws-Request-Id": "request-1",
                "Lambda-Runtime-Deadline-Ms": str(deadline),
                "Lambda-Runtime-Invoked-Function-Arn": ARN,
            },
        )

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/":
            self.server.requests.append(self.headers["X-Amz-Target"].partition(".")[2])
            self._send(200, _empty(self.headers["X-Amz-Target"]))
            return
        self.server.answers.put(Answer(self.path, json.loads(body)))
        self._send(202, b"{}")

    def _send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _empty(target: str) -> bytes:
    """DynamoDB's answer where there is nothing."""
    nothing = {"Items": [], "Count": 0}
    lists = {"Query": nothing, "Scan": nothing, "BatchGetItem": {"Responses": {}}}
    return json.dumps(lists.get(target.partition(".")[2], {})).encode()


@contextmanager
def running(
    entry: str,
    *,
    task: Path,
    layers: Sequence[Path],
    variables: Mapping[str, str],
    runtime_interface: Path,
    bytecode: Path,
) -> Iterator[RunningFunction]:
    """`entry` of the folder `task`, with the layers that Lambda would lay out under /opt.
    `bytecode`: where one function leaves what it compiled, for the next.

    No site-packages, no variables of ours, no AWS: only these folders and the standard library.
    """
    service = _Service()
    threading.Thread(target=service.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        search_path = [task, *(layer / "python" for layer in layers), runtime_interface]
        variables = {**variables, "PYTHONPYCACHEPREFIX": str(bytecode)}
        process = _start(entry, service.server_port, search_path, variables, output)
        try:
            yield RunningFunction(process, output, service)
        finally:
            process.kill()
            process.wait()
            service.events.put(b"")  # lets the thread go that waits for an event
            service.shutdown()
            service.server_close()


def _start(
    entry: str, port: int, search_path: list[Path], variables: Mapping[str, str], output: Path
) -> subprocess.Popen[bytes]:
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": os.pathsep.join(str(path) for path in search_path),
        "PYTHONUNBUFFERED": "1",
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_LAMBDA_FUNCTION_NAME": "burgee-test",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "LAMBDA_TASK_ROOT": str(search_path[0]),
        "_HANDLER": entry,
        **variables,
    }
    with output.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-S", "-s", "-m", "awslambdaric", entry],
            env=environment,
            cwd=search_path[0],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )

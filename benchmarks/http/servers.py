"""The servers: how each is started with the workload, asked, and read."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import workload
from benchmarks.http.building import HOST
from benchmarks.install import ROOT
from benchmarks.workload import BenchFlag, Condition, User

START_SECONDS = 90.0
SINGLE, BULK = "/ofrep/v1/evaluate/flags/{key}", "/ofrep/v1/evaluate/flags"
ON_OFF = {"on": True, "off": False}
OWN_PYTHON = ROOT / ".venv" / "bin" / "python"


class Server:
    """A process that answers on `port` until it is left. OFREP, where nothing else is said."""

    name = ""
    note = ""
    single, bulk = SINGLE, BULK
    answers_bulk = True
    headers: Mapping[str, str] = {}

    def __init__(self, program: Path, count: int) -> None:
        self.count = count
        self.port = _free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="burgee-http-")
        folder = Path(self._folder.name)
        self._log = folder / "log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                self.command(program, folder),
                cwd=folder,
                env={**os.environ, **self.environment()},
                stdout=log,
                stderr=log,
            )

    def command(self, program: Path, folder: Path) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {}

    def context(self, user: User) -> Any:
        """The body that asks for a user."""
        return {"context": {"targetingKey": user["id"], **workload.attributes(user)}}

    def value(self, body: Any) -> Any:
        """The value inside the answer for one flag."""
        return body["value"]

    def answers(self, body: Any) -> int:
        """How many flags a bulk answer holds."""
        return len(body["flags"])

    def __enter__(self) -> Server:
        try:
            self._await()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def ask(self, path: str, user: User) -> Any:
        """The JSON answer. Raises AssertionError on any status but 200."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=30)
        headers = {"Content-Type": "application/json", **self.headers}
        connection.request("POST", path, json.dumps(self.context(user)), headers)
        response = connection.getresponse()
        text = response.read()
        connection.close()
        assert response.status == 200, f"{self.name}: {response.status} {text[:200]!r}"
        return json.loads(text)

    def last_words(self) -> str:
        """The end of what it wrote."""
        return self._log.read_text(errors="replace")[-2000:]

    def resident_megabytes(self) -> float:
        """Memory of the process that is really there."""
        pages = int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def _await(self) -> None:
        """Return when the last flag is answered."""
        key = workload.flags(self.count)[-1].key
        user, deadline = workload.users(1)[0], time.monotonic() + START_SECONDS
        while True:
            try:
                self.ask(self.single.format(key=key), user)
                return
            except (OSError, AssertionError, http.client.HTTPException):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()


class Burgee(Server):
    """Our handlers behind uvicorn, as `burgee dev` runs them: one process, one thread for them."""

    name, note = "burgee dev", "CPython, uvicorn; a key is checked on every request"

    def command(self, program: Path, folder: Path) -> list[str]:
        module = "benchmarks.http.own_server"
        return [str(OWN_PYTHON), "-m", module, str(self.port), str(self.count)]

    def environment(self) -> dict[str, str]:
        paths = [str(ROOT / "layers" / "core" / "python"), str(ROOT)]
        return {"PYTHONPATH": os.pathsep.join(paths)}

    @property
    def headers(self) -> Mapping[str, str]:  # type: ignore[override]  # a key is made when asked for
        from benchmarks import own_stack

        return {"Authorization": f"Bearer {own_stack.client_key().text}"}


class UnleashEdge(Server):
    """Unleash Edge offline, its own protocol."""

    name = "unleash-edge"
    note = "Rust, actix; not OFREP; bulk leaves W4's JSON as text"
    single, bulk = "/api/frontend/features/{key}", "/api/frontend/all"
    headers: Mapping[str, str] = {"Authorization": "*:development.bench"}

    def command(self, program: Path, folder: Path) -> list[str]:
        from benchmarks.adapters.unleash import Adapter

        file = folder / "features.json"
        file.write_text(json.dumps(Adapter().document(self.count)))
        token = self.headers["Authorization"]
        listening = ["--interface", HOST, "--port", str(self.port)]
        offline = ["offline", "-b", str(file), "-c", token, "-f", token]
        return [str(program), *listening, *offline]

    def context(self, user: User) -> Any:
        properties = {**workload.attributes(user), "age": str(user["age"])}
        return {"userId": user["id"], "properties": properties}

    def value(self, body: Any) -> Any:
        payload = body["variant"].get("payload")
        return json.loads(payload["value"]) if payload else body["enabled"]

    def answers(self, body: Any) -> int:
        return len(body["toggles"])


class Flagd(Server):
    """flagd from a file, OFREP."""

    name, note = "flagd", "Go"

    def command(self, program: Path, folder: Path) -> list[str]:
        from benchmarks.adapters.flagd import Adapter

        file = folder / "flags.json"
        file.write_text(json.dumps(Adapter().document(self.count)))
        others = ("port", "management-port", "sync-port", "sync-http-port")
        options = [f"--{name}={_free_port()}" for name in others]
        own = [f"--ofrep-port={self.port}", "--uri", f"file:{file}"]
        return [str(program), "start", *options, *own]


class GoFeatureFlag(Server):
    """GO Feature Flag's relay from a file, OFREP."""

    name, note = "relayproxy", "Go"

    def command(self, program: Path, folder: Path) -> list[str]:
        flags, settings = folder / "flags.json", folder / "settings.json"
        documents = {flag.key: _relayed(flag) for flag in workload.flags(self.count)}
        flags.write_text(json.dumps(documents))
        settings.write_text(
            json.dumps(
                {
                    "listen": self.port,
                    "hideBanner": True,
                    "fileFormat": "json",
                    "retrievers": [{"kind": "file", "path": str(flags)}],
                }
            )
        )
        return [str(program), f"--config={settings}"]


def _relayed(flag: BenchFlag) -> dict[str, Any]:
    if flag.kind == "w4":
        variations: dict[str, Any] = {name: value for name, _, value in workload.VARIANTS}
        shares = {name: share for name, share, _ in workload.VARIANTS}
        return {"variations": variations, "defaultRule": {"percentage": shares}}
    if flag.kind == "w3":
        shares = {"on": workload.SHARE, "off": 100 - workload.SHARE}
        return {"variations": ON_OFF, "defaultRule": {"percentage": shares}}
    if flag.kind == "w1":
        return {"variations": ON_OFF, "defaultRule": {"variation": "on"}}
    queries = [" and ".join(map(_query, rule)) for rule in workload.rules(flag)]
    rules = [{"query": query, "variation": "on"} for query in queries]
    return {"variations": ON_OFF, "targeting": rules, "defaultRule": {"variation": "off"}}


def _query(condition: Condition) -> str:
    attribute, operator, value = condition
    return f"{attribute} {operator} {json.dumps(value)}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port

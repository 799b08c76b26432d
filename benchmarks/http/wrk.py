"""wrk, Debian's: so many connections, each with one request under way, for some seconds."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.http.servers import Server
from benchmarks.workload import User

# What wrk runs: the requests in turn, and at the end one line of JSON.
SCRIPT = """
local requests, next = {}, 0
init = function()
  for line in io.lines("%s") do
    local path, body = line:match("^(%%S+) (.*)$")
    requests[#requests + 1] = wrk.format("POST", path, wrk.headers, body)
  end
end
wrk.headers["Content-Type"] = "application/json"
%s
request = function()
  next = next %% #requests + 1
  return requests[next]
end
done = function(summary, latency)
  local wrong = summary.errors
  io.write(string.format(
    '{"requests":%%d,"microseconds":%%d,"p50":%%f,"p95":%%f,"p99":%%f,"errors":%%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(95),
    latency:percentile(99),
    wrong.connect + wrong.read + wrong.write + wrong.status + wrong.timeout))
end
"""


class NoLoad(Exception):
    """Nothing here can make load."""


@dataclass(frozen=True, slots=True)
class Slice:
    """What one run saw: requests a second, latencies in milliseconds."""

    per_second: float
    p50: float
    p95: float
    p99: float


def check_installed() -> None:
    """Raises NoLoad."""
    if shutil.which("wrk") is None:
        raise NoLoad("wrk is not here: apt-get install wrk")


def run(
    server: Server, paths: Sequence[str], users: Sequence[User], *, connections: int, seconds: int
) -> Slice:
    """Every user on one of the paths in turn. Raises AssertionError on any answer but 200."""
    with tempfile.TemporaryDirectory() as folder:
        script = _script(server, paths, users, Path(folder))
        load = ["-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s"]
        command = ["wrk", *load, "-s", str(script), server.url]
        ended = subprocess.run(command, capture_output=True, text=True, check=True)
    figures = json.loads([line for line in ended.stdout.splitlines() if line.startswith("{")][-1])
    assert figures["errors"] == 0, f"{server.name}: {figures}\n{server.last_words()}"
    latencies = {name: figures[name] / 1000 for name in ("p50", "p95", "p99")}
    return Slice(figures["requests"] * 1e6 / figures["microseconds"], **latencies)


def _script(server: Server, paths: Sequence[str], users: Sequence[User], folder: Path) -> Path:
    requests, script = folder / "requests.txt", folder / "requests.lua"
    lines = [
        f"{paths[number % len(paths)]} {json.dumps(server.context(user))}"
        for number, user in enumerate(users)
    ]
    requests.write_text("\n".join(lines) + "\n")
    headers = [f'wrk.headers["{name}"] = "{value}"' for name, value in server.headers.items()]
    script.write_text(SCRIPT % (requests, "\n".join(headers)))
    return script

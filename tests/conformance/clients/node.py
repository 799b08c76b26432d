"""The providers that npm has, each in a process of Node.js of its own."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from tests.conformance.calls import BAD_KEY, Calls
from tests.conformance.expected import Expected
from tests.conformance.report import Group, Level, Report

FOLDER = Path(__file__).parents[1] / "node"
SECONDS = 120


def check(
    client: str,
    calls: Calls,
    expected: Expected,
    report: Report,
    *,
    change: str | None = None,
) -> None:
    """`client`: server, web or react. `change`: a command that changes an answer, and the second
    time back."""
    group = report.group(f"{client}-client")
    task = {
        "client": client,
        "baseUrl": calls.base_url,
        "key": calls.key,
        "badKey": BAD_KEY,
        "flags": expected.body["flags"],
        "errors": expected.body.get("errors", []),
        "missing": expected.missing,
        "webContext": expected.web_context,
        "differ": expected.body.get("differ"),
        "changeCommand": change,
    }
    ended = subprocess.run(
        ["node", "client.mjs"],
        cwd=FOLDER,
        env=dict(os.environ),
        input=json.dumps(task),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    count = _read(ended.stdout, group)
    ran = ended.returncode == 0 and count > 0
    group.check("the client ran to its end", ran, ended.stderr[-300:])


def _read(output: str, group: Group) -> int:
    """The number of checks that the client made."""
    lines = [line for line in output.splitlines() if line.startswith('{"check"')]
    for line in lines:
        check = json.loads(line)["check"]
        group.check(check["name"], check["holds"], check["detail"], Level(check["level"]))
    return len(lines)

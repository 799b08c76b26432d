"""Part `typescript`: W1 to W5 in Node.js, beside the SDKs of npm, in one process.

Every system gets the document that its SDK for Python gets in part `evaluation`.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import install, own_flags, own_publishing, report, timing, workload
from benchmarks.adapters.registry import adapter
from benchmarks.timing import Timing

HERE = install.ROOT / "benchmarks" / "typescript"
CLIENTS = install.ROOT / "clients" / "typescript"
PEERS = ("growthbook", "launchdarkly", "unleash", "flagd", "eppo")
OURS = ("burgee", "client")
COLUMNS = ("w1", "w2", "w3", "w4", "w5")
FLAGS, USERS = 1000, 10_000


def main() -> None:
    _install()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_workload(folder)
        figures = folder / "figures.json"
        command = [
            "node",
            "--expose-gc",
            "--no-flush-bytecode",
            str(HERE / "main.mjs"),
            name,
            str(figures),
        ]
        subprocess.run(command, check=True)
        measured = json.loads(figures.read_text())
    rows = {name: _timings(row["slices"]) for name, row in measured["rows"].items()}
    show(measured, rows)
    report.save("typescript", _figures(measured, rows))


def _install() -> None:
    """The peers of the lock file, and our packages built."""
    npm, node = shutil.which("npm"), shutil.which("node")
    assert npm, "npm is not here"
    assert node, "Node.js is not here"
    for folder in (HERE, CLIENTS):
        if not (folder / "node_modules").exists():
            command = [npm, "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"]
            subprocess.run(command, cwd=folder, check=True)
    compiler = CLIENTS / "node_modules" / "typescript" / "bin" / "tsc"
    packages = [str(CLIENTS / "packages" / name) for name in ("evaluation", "server")]
    subprocess.run([node, str(compiler), "--build", *packages], check=True)


def write_workload(folder: Path) -> None:
    """The workload as JSON, our ruleset as files, and the peers' documents."""
    users = workload.users(USERS)
    described: dict[str, Any] = {
        "keys": workload.TIMED_KEYS,
        "flags": [{"key": flag.key, "kind": flag.kind} for flag in workload.flags(FLAGS)],
        "users": users,
        "probes": [{"user": user, "wanted": wanted} for user, wanted in workload.PROBES],
        "variants": [{"weight": weight, "value": value} for _, weight, value in workload.VARIANTS],
        "share": workload.SHARE,
    }
    (folder / "workload.json").write_text(json.dumps(described))
    published = own_publishing.publication(own_flags.ENVIRONMENT, own_flags.flags(FLAGS))
    _write(folder / "ruleset", own_publishing.files(published))
    documents = {f"{name}.json": adapter(name).document(FLAGS) for name in PEERS}
    _write(folder / "documents", {n: json.dumps(each).encode() for n, each in documents.items()})


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _timings(slices: dict[str, list[float]]) -> dict[str, Timing]:
    return {column: timing.summary(each) for column, each in slices.items()}


def _figures(measured: dict[str, Any], rows: dict[str, dict[str, Timing]]) -> dict[str, Any]:
    """Each row as JSON; every single slice would be too much."""
    figures: dict[str, Any] = {"node": measured["node"]}
    for name, row in measured["rows"].items():
        timings = {column: dataclasses.asdict(each) for column, each in rows[name].items()}
        for timed in timings.values():
            del timed["slices"]
        told = {field: row[field] for field in ("version", "note", "shares")}
        figures[name] = {**told, "timings": timings}
    return figures


def fastest_peer(rows: dict[str, dict[str, Timing]], column: str) -> str:
    """The fastest system of a column that is not ours."""
    peers = [name for name in rows if name not in OURS]
    return min(peers, key=lambda name: rows[name][column].median)


def show(measured: dict[str, Any], rows: dict[str, dict[str, Timing]]) -> None:
    report.heading(f"ns per evaluation in Node.js {measured['node']} (x: times the fastest peer)")
    titles = "".join(f"{column.upper():>10}{'x':>7}" for column in COLUMNS)
    print(f"{'':14}{'version':>9}{titles}   (W5 in us)")
    best = {column: rows[fastest_peer(rows, column)][column] for column in COLUMNS}
    for name, row in rows.items():
        cells = "".join(_cell(row[column], column, best[column]) for column in COLUMNS)
        print(f"{name:14}{measured['rows'][name]['version']:>9}{cells}")
    for name in OURS:
        if name in rows:
            for column in COLUMNS:
                peer = fastest_peer(rows, column)
                times = timing.ratio(rows[name][column], best[column])
                print(report.verdict(f"{column.upper()}: {name} / {peer}", times, 1, "x"))


def _cell(timed: Timing, column: str, best: Timing) -> str:
    unit = 1000 if column == "w5" else 1
    return f"{timed.median / unit:10.0f}{timing.ratio(timed, best):7.2f}"


if __name__ == "__main__":
    main()

"""The templates, synthesized once per run of the tests, however many processes share it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from burgee.wire.console import FILES, HASHED, INDEX
from infra.packaging import CONSOLE_FOLDER, WHEELS_IN_PLACE
from tests.infra.absent import skip_or_fail
from tests.infra.cloud_assembly import CloudAssembly, ConsoleTemplate, Template

ROOT = Path(__file__).parent.parent.parent
# The CDK's own linter, which only warns and takes longer to start than all else: cfn-lint stands in
# for it in test_synthesis.py. `make synth` runs both.
os.environ["CDK_VALIDATION"] = "false"


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> CloudAssembly:
    """What `python -m infra.app` writes without an AWS account."""
    if shutil.which("node") is None:
        skip_or_fail("Node.js, which the CDK runs on, is not installed")
    folder = _shared(tmp_path_factory) / "cloud-assembly"
    with (folder.parent / "cloud-assembly.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "manifest.json").exists():
            _synthesize(folder)
    return CloudAssembly(folder)


@pytest.fixture(scope="session")
def prod(assembly: CloudAssembly) -> Template:
    return assembly.template("prod")


@pytest.fixture(scope="session")
def console(assembly: CloudAssembly) -> ConsoleTemplate:
    """That of prod."""
    return assembly.console("prod")


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run see: each has its own base folder inside it."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def _synthesize(folder: Path) -> None:
    search_path = os.pathsep.join([str(ROOT / "layers" / "core" / "python"), str(ROOT)])
    # No account: whatever the machine knows of one stays outside.
    environment = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    context = {WHEELS_IN_PLACE: True, CONSOLE_FOLDER: str(a_built_console(folder.parent))}
    environment["CDK_CONTEXT_JSON"] = json.dumps(context)
    done = subprocess.run(
        [sys.executable, "-m", "infra.app"],
        env={**environment, "CDK_OUTDIR": str(folder), "PYTHONPATH": search_path},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        pytest.fail(f"synthesis failed:\n{done.stdout[-6000:]}\n{done.stderr[-4000:]}")


def a_built_console(parent: Path) -> Path:
    """A folder as the console's build leaves it, whether or not it was built here."""
    built = parent / "console"
    (built / HASHED).mkdir(parents=True, exist_ok=True)
    for name in (INDEX, f"{HASHED}main-1a2b.js", *FILES[1:]):
        (built / name).write_text(f"This is {name}.\n", encoding="utf-8")
    return built

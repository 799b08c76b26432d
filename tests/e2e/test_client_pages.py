"""What the pages about clients show is run as it stands, and prints what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from itertools import pairwise

import pytest

from burgee_openfeature.counters import MEANINGS
from tests.e2e.machines import PACKAGE, ROOT, DevMachine
from tests.infra.absent import skip_or_fail

PAGES = ROOT / "docs" / "clients"
TYPESCRIPT = ROOT / "clients" / "typescript"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SECONDS = 60.0


def shown(page: str, language: str) -> tuple[str, str]:
    """The code of a page in one language, put together, and what the page says that it prints."""
    fences = FENCE.findall((PAGES / page).read_text())
    code = "\n".join(text for named, text in fences if named == language)
    following = pairwise([*fences, ("", "")])
    printed = [
        after for (named, _), (kind, after) in following if (named, kind) == (language, "text")
    ]
    return code, "".join(printed)


def ran(words: list[str], variables: Mapping[str, str], **more: str) -> str:
    """What a program prints; fails with what it complains of."""
    kept = {"PATH": os.environ["PATH"], "NO_PROXY": "*"}
    done = subprocess.run(
        words,
        env={**kept, **variables},
        cwd=more.get("folder"),
        input=more.get("code", ""),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def _python(code: str, machine: DevMachine, key: str) -> str:
    path = os.pathsep.join([str(PACKAGE), str(ROOT / "clients" / "python")])
    variables = {"BURGEE_URL": machine.url, "BURGEE_KEY": key, "PYTHONPATH": path}
    return ran([sys.executable, "-"], variables, code=code)


def test_the_remote_client_for_python(openfeature_machine: DevMachine) -> None:
    code, printed = shown("README.md", "python")

    assert _python(code, openfeature_machine, openfeature_machine.client_key) == printed


def test_the_native_client_for_python(openfeature_machine: DevMachine) -> None:
    code, printed = shown("python.md", "python")

    assert _python(code, openfeature_machine, openfeature_machine.server_key) == printed


def test_openfeature_in_python(openfeature_machine: DevMachine) -> None:
    code, printed = shown("openfeature-python.md", "python")

    assert _python(code, openfeature_machine, openfeature_machine.server_key) == printed


def test_the_ofrep_provider_for_python(openfeature_machine: DevMachine) -> None:
    code, printed = shown("any-openfeature-sdk.md", "python")

    assert _python(code, openfeature_machine, openfeature_machine.client_key) == printed


@pytest.mark.node
def test_the_ofrep_provider_for_node(openfeature_machine: DevMachine) -> None:
    node = shutil.which("node")
    if node is None or not (TYPESCRIPT / "node_modules").is_dir():
        skip_or_fail("Node.js or its packages are not here")
    code, printed = shown("any-openfeature-sdk.md", "js")
    key = openfeature_machine.client_key
    variables = {"BURGEE_URL": openfeature_machine.url, "BURGEE_KEY": key}

    said = ran([node, "--input-type=module"], variables, code=code, folder=str(TYPESCRIPT))

    assert said == printed


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here to run it")
def test_ofrep_without_an_sdk(openfeature_machine: DevMachine) -> None:
    code, printed = shown("any-openfeature-sdk.md", "sh")
    key = openfeature_machine.client_key
    variables = {"BURGEE_URL": openfeature_machine.url, "BURGEE_KEY": key}

    assert ran(["bash", "-s"], variables, code=code) + "\n" == printed


def test_the_page_on_clients_names_every_counter() -> None:
    named = re.findall(
        r"^\| (`\w+`(?:, `\w+`)*) \|", (PAGES / "README.md").read_text(), re.MULTILINE
    )
    assert re.findall(r"\w+", " ".join(named)) == list(MEANINGS)

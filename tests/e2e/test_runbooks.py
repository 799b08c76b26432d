"""The runbooks, done: every command of theirs is run against one machine, in the order of the page.

A block of `sh` runs here. One of `sh account` needs an AWS account, a deployed stack or a hand that
edits: such blocks are few, and counted here, so that none hides in them that could be run.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import string
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from burgee.cli.app import app
from burgee.runtime import wiring
from burgee.storage.schema import TABLES
from local.dev import DevOptions, Running, running
from local.machine import Options

ROOT = Path(__file__).parents[2]
RUNBOOKS = sorted((ROOT / "docs" / "runbooks").glob("*.md"))
BLOCK = re.compile(r"^```sh( account)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
FUNCTION = "shop-checkout"
FLAG = "checkout-button-color"
EXPERIMENT = "badges-reassure"
COMMAND = get_command(app)  # once: to build it takes longer than to run most commands

# How many blocks of each page need an account, and the programs that they begin with.
NEED_AN_ACCOUNT: Mapping[str, tuple[int, set[str]]] = {
    "ab-test": (0, set()),
    "hotfix": (2, {"git", "make", ".venv/bin/pytest", "gh"}),
    "restore": (2, {"export", "make", "aws"}),
    "rollback-checklist": (3, {"export", "aws"}),
}

Value = str | Callable[[], str]


@dataclass(frozen=True)
class Desk:
    """Where somebody on call sits: a machine, a folder, and what a page's placeholders mean.
    `experiment`: the page's own, so that pages do not meddle with each other's."""

    run: Running
    folder: Path
    ids: Mapping[str, str]
    tokens: Mapping[str, str]
    experiment: str = ""

    @property
    def values(self) -> dict[str, Value]:
        return {
            "FLAG": FLAG,
            "GOOD_VERSION": "1",
            "EXPERIMENT": self.experiment,
            "RUN": f"{self.experiment}.1",
            "FUNCTION": FUNCTION,
            "INCIDENT": "checkout-fails",
            "HOTFIX": "no-order-can-be-paid",
            "FIRST_ID": self.ids["first"],
            "SECOND_ID": self.ids["second"],
            "FIRST_KEY": self.tokens["first"],
            "SECOND_KEY": self.tokens["second"],
            "ZIP": str(self.folder / "code.zip"),
            "FILES": str(self.folder / f"{self.experiment}.yaml"),
            "EXPORTS": str(self.folder / "exports"),
            "EXPORT": lambda: str(max((self.folder / "exports").iterdir())),
            "BEFORE_THE_LOSS": "2026-11-21T12:00:00Z",
            "CONFIG_BACKUP": lambda: newest_backup("config"),
            "UNITS_BACKUP": lambda: newest_backup("units"),
            "AGGREGATES_BACKUP": lambda: newest_backup("aggregates"),
            "ROLLOUT": "runbook-rollout",
            "BURGEE_URL": self.run.machine.url,
            "BURGEE_ADMIN_KEY": self.run.keys.admin,
        }

    @property
    def variables(self) -> dict[str, str]:
        return {
            "BURGEE_URL": self.run.machine.url,
            "BURGEE_ADMIN_KEY": self.run.keys.admin,
            "BURGEE_KEY": self.run.keys.environments["development"].server,
            "BURGEE_ENVIRONMENT": "development",
        }

    def do(self, command: str) -> str:
        """Run one command of a page; what it printed. Fails where it fails."""
        words = shlex.split(string.Template(command).substitute(_Called(self.values)))
        if words[0] == "burgee":
            said = self._burgee(words[1:])
            if words[:3] == ["burgee", "experiments", "start"]:
                self.let_visitors_come()
            return said
        assert words[0] == "curl", f"{command} cannot run here: say `sh account`"
        done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
        assert done.returncode == 0, f"{command}\n{done.stderr}"
        return done.stdout

    def _burgee(self, words: list[str]) -> str:
        runner = CliRunner()
        with runner.isolation(env=self.variables) as (_, _, printed):
            with pytest.raises(SystemExit) as ended:
                COMMAND.main(words, runner.get_default_prog_name(COMMAND))
            sys.stdout.flush()
            sys.stderr.flush()
            said = printed.getvalue().decode()
        assert not ended.value.code, f"{words}\n{said}"
        return said

    def let_visitors_come(self) -> None:
        """Enough of them that some are in the experiment, whatever the draw."""
        keys = self.run.keys.environments["development"]
        headers = {"Authorization": f"Bearer {keys.client}"}
        assert self.run.machine.settle()
        with httpx.Client(base_url=self.run.machine.url, headers=headers, trust_env=False) as shop:
            for number in range(40):
                context = {"targetingKey": f"visitor-{number}", "platform": "web"}
                path = "/ofrep/v1/evaluate/flags/trust-badges"
                shop.post(path, json={"context": context}).raise_for_status()
        assert self.run.machine.settle()


class _Called(dict[str, str]):
    """Values, those that only come to be asked for when they are used."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        super().__init__()
        self._values = values

    def __missing__(self, name: str) -> str:
        value = self._values[name]
        return value if isinstance(value, str) else value()


def newest_backup(table: str) -> str:
    found = boto3.client("dynamodb").list_backups(TableName=table)["BackupSummaries"]
    return max(found, key=lambda backup: backup["BackupCreationDateTime"])["BackupArn"]


def blocks(page: Path, *, account: bool) -> list[list[str]]:
    """The commands of each block of a page; a line that ends with a backslash goes on."""
    found = BLOCK.findall(page.read_text())
    wanted = [text for mark, text in found if bool(mark) is account]
    return [text.replace("\\\n", " ").splitlines() for text in wanted]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    before = dict(os.environ)
    wiring.reset()
    folder = tmp_path_factory.mktemp("desk")
    try:
        quick = Options(environment={"REFRESH_SECONDS": "0.001"})
        with running(DevOptions(port=0, machine=quick)) as run:
            names = {table.environment_variable: table.name for table in TABLES}
            assert {name: os.environ[name] for name in names} == names
            make_function(folder / "code.zip")
            made = {who: make_approver(run, who) for who in ("first", "second")}
            start_rollout(run)
            ids = {who: key[0] for who, key in made.items()}
            yield Desk(run, folder, ids, {who: key[1] for who, key in made.items()})
    finally:
        os.environ.clear()
        os.environ.update(before)
        wiring.reset()


def make_function(code: Path) -> None:
    """A function of somebody else with three versions, the newest one live, and its next code."""
    roles = boto3.client("iam")
    policy = '{"Version":"2012-10-17","Statement":[]}'
    role = roles.create_role(RoleName="shop", AssumeRolePolicyDocument=policy)["Role"]["Arn"]
    functions = boto3.client("lambda")
    functions.create_function(
        FunctionName=FUNCTION,
        Runtime="python3.12",
        Role=role,
        Handler="checkout.handler",
        Code={"ZipFile": zipped("version 0")},
    )
    for number in (1, 2, 3):
        functions.update_function_code(FunctionName=FUNCTION, ZipFile=zipped(f"version {number}"))
        functions.publish_version(FunctionName=FUNCTION)
    functions.create_alias(FunctionName=FUNCTION, Name="live", FunctionVersion="3")
    code.write_bytes(zipped("repaired"))


def zipped(text: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("checkout.py", f"handler = lambda *_: {text!r}\n")
    return content.getvalue()


def make_approver(run: Running, who: str) -> tuple[str, str]:
    """Id and token of a new approver's key."""
    made = post(run, "keys", document={"kind": "admin", "role": "approver", "name": who})
    return made["key"], made["token"]


def start_rollout(run: Running) -> None:
    """A rollout of a flag of its own, which is not over before its page is done."""
    section = {"enabled": True, "default_variant": "off"}
    flag = {"key": "runbook-flag", "kind": "boolean", "environments": {"development": section}}
    rollout = {
        "key": "runbook-rollout",
        "flag": "runbook-flag",
        "environment": "development",
        "variant": "on",
        "stages": [{"percentage": share, "wait": "7d"} for share in (10, 100)],
    }
    post(run, "flags", document=flag)
    post(run, "rollouts", document=rollout)
    post(run, "rollouts/runbook-rollout/start")


def post(run: Running, path: str, **body: Any) -> dict[str, Any]:
    answer = httpx.post(
        f"{run.machine.url}/api/v1/admin/{path}",
        headers={"Authorization": f"Bearer {run.keys.admin}", "If-Match": "*"},
        json={"reason": "On call", **body},
        trust_env=False,
    )
    assert answer.is_success, answer.text
    made: dict[str, Any] = answer.json()
    return made


@pytest.fixture
def prepared(desk: Desk, request: pytest.FixtureRequest) -> Desk:
    """What a page takes for granted when it begins."""
    page: Path = request.getfixturevalue("page")
    own = replace(desk, experiment=f"{EXPERIMENT}-{page.stem}")
    example = (ROOT / "examples" / "experiment" / "checkout.yaml").read_text()
    file = own.folder / f"{own.experiment}.yaml"
    own_key = example.replace(f"key: {EXPERIMENT}", f"key: {own.experiment}")
    file.write_text(own_key.replace("begin: 0, end: 50", RANGES.get(page.stem, "begin: 0, end: 1")))
    for command in BEFORE[page.stem]:
        own.do(command)
    return own


# Of the exclusion group: experiments of several pages may run at once.
RANGES = {
    "ab-test": "begin: 0, end: 50",
    "restore": "begin: 50, end: 70",
    "rollback-checklist": "begin: 70, end: 90",
}
REGISTER = 'burgee ops register "$FUNCTION" --alarm checkout-5xx=high_error_rate --reason "Ours"'
START = (
    'burgee apply "$FILES" --reason "For the runbook"',
    'burgee experiments start "$EXPERIMENT" --accept-unseen-events --reason "As planned"',
)
BEFORE: Mapping[str, tuple[str, ...]] = {
    "ab-test": (),
    "hotfix": (REGISTER,),
    "rollback-checklist": (
        REGISTER,
        *START,
        'burgee flags toggle "$FLAG" --enable --environment production --reason "As it was"',
        'burgee flags set "$FLAG" --disable --environment staging --reason "A second version"',
    ),
    "restore": START,
}


def _worked_through(page: Path) -> Any:
    """A page to be worked through; two take long."""
    marks = [pytest.mark.long] if page.stem in {"ab-test", "restore"} else []
    return pytest.param(page, marks=marks, id=page.stem)


@pytest.mark.parametrize("page", [*map(_worked_through, RUNBOOKS)])
def test_every_command_of_a_runbook_works(page: Path, prepared: Desk) -> None:
    ran = [
        prepared.do(command)
        for block in blocks(page, account=False)
        for command in block
        if not command.startswith("#")
    ]

    assert len(ran) >= 8
    assert all(ran)


@pytest.mark.parametrize("page", RUNBOOKS, ids=lambda page: page.stem)
def test_few_blocks_need_an_account_and_none_of_burgees_own_commands(page: Path) -> None:
    found = blocks(page, account=True)

    programs = {command.split()[0] for block in found for command in block}
    assert (len(found), programs) == NEED_AN_ACCOUNT[page.stem]


@pytest.mark.parametrize("page", RUNBOOKS, ids=lambda page: page.stem)
def test_every_block_of_a_runbook_is_one_or_the_other(page: Path) -> None:
    fences = re.findall(r"^```(.+)$", page.read_text(), re.MULTILINE)

    assert set(fences) <= {"sh", "sh account"}

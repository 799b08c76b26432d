"""`burgee ops backup`, `restore` and `migrate`: what people type and what they read."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from burgee.runtime import stack_outputs, wiring
from burgee.runtime.settings import SettingMissing
from burgee.storage.schema import TABLES
from infra.deployments import DEPLOYMENTS
from tests.storage.backups import furnish, lose
from tests.unit.cli.conftest import Run

ROOT = Path(__file__).parents[3]
BUCKET = "burgee-backups"


class Stacks:
    """CloudFormation with one stack, or none."""

    def __init__(self, outputs: dict[str, str] | None, code: str = "ValidationError") -> None:
        self._outputs = outputs
        self._code = code

    def describe_stacks(self, *, StackName: str) -> Any:  # noqa: N803  boto's spelling
        if self._outputs is None:
            said: Any = {"Code": self._code, "Message": f"Stack with id {StackName} does not exist"}
            raise ClientError({"Error": said}, "DescribeStacks")
        outputs = [{"OutputKey": k, "OutputValue": v} for k, v in self._outputs.items()]
        return {"Stacks": [{"Outputs": outputs}]}


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The tables of a deployment in moto, which the wiring finds."""
    for table in TABLES:
        monkeypatch.setenv(table.environment_variable, table.name)
    wiring.reset()
    with mock_aws():
        client = wiring.administration_client()
        furnish(client)
        yield client
    wiring.reset()


@pytest.fixture
def no_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stack_outputs, "_client", lambda: Stacks(None))


@pytest.fixture
def a_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack that tells of the tables, and of a bucket, which is made."""
    outputs = {f"{table.name.capitalize()}Table": table.name for table in TABLES}
    told = Stacks({**outputs, "BackupBucket": BUCKET})
    monkeypatch.setattr(stack_outputs, "_client", lambda: told)


def make_bucket() -> None:
    s3 = botocore.session.get_session().create_client("s3")
    s3.create_bucket(  # type: ignore[attr-defined]  # botocore's clients have no types
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )


@pytest.mark.usefixtures("tables")
class TestOnTables:
    def test_a_backup_into_a_folder_says_where_it_is(self, run: Run, tmp_path: Path) -> None:
        ran = run("ops", "backup", "--to", tmp_path, "--json")

        assert Path(ran.json["export"], "manifest.json").exists()
        assert ran.json["backups"].keys() == {"config", "units", "aggregates"}
        assert ran.json["families"]["flag"] == 3

    @pytest.mark.usefixtures("a_stack")
    def test_a_backup_of_a_stack_goes_into_its_bucket(self, run: Run) -> None:
        make_bucket()

        ran = run("ops", "backup", "--stack", "burgee-prod", "--json", CONFIG_TABLE=None)

        assert ran.json["export"].startswith(f"s3://{BUCKET}/exports/")

    @pytest.mark.usefixtures("a_stack")
    def test_an_export_in_s3_is_restored_and_whole(self, run: Run) -> None:
        make_bucket()
        place = run("ops", "backup", "--stack", "burgee-prod", "--json").json["export"]

        ran = run("ops", "restore", "--export", place, "--suffix", "-new", "--json")

        assert ran.code == 0
        assert ran.json["verified"] is True
        assert ran.json["set"] == {"CONFIG_TABLE": "config-new"}
        assert ran.json["checked"]["versions"] == 5

    def test_backups_of_all_tables_are_restored_and_held_to_the_export(
        self, run: Run, tmp_path: Path
    ) -> None:
        made = run("ops", "backup", "--to", tmp_path, "--json").json
        arns = [word for arn in made["backups"].values() for word in ("--backup", arn)]

        ran = run("ops", "restore", *arns, "--export", made["export"], "--suffix", "-new")

        assert ran.code == 0, ran.err
        assert "Nobody reads config-new, units-new, aggregates-new yet" in ran.out
        assert "RestoredTable('config', 'config-new', 'arn:aws:dynamodb:" in ran.out
        assert "RestoredTable('aggregates', 'aggregates-new')," in ran.out

    def test_a_planted_loss_is_found_and_named_and_nothing_is_switched(
        self, run: Run, tmp_path: Path, tables: Any
    ) -> None:
        place = run("ops", "backup", "--to", tmp_path, "--json").json["export"]
        run("ops", "restore", "--export", place, "--suffix", "-new")
        lose(tables, "config-new", "flag#checkout", "v00000002")

        ran = run(
            "ops", "restore", "--export", place, "--suffix", "-new", "--verify-only", "--json"
        )

        assert ran.code == 1
        assert ran.json["verified"] is False
        assert ran.json["faults"] == [
            "flag 'checkout' version 2: is missing",
            "flag#checkout v00000002: is missing: the export holds it",
        ]
        assert "[RESTORE_FAILED]" in ran.err

    def test_an_export_younger_than_the_time_is_refused(self, run: Run, tmp_path: Path) -> None:
        place = run("ops", "backup", "--to", tmp_path, "--json").json["export"]

        ran = run("ops", "restore", "--time", "2026-01-01T00:00:00Z", "--export", place)

        assert ran.code == 1
        assert "RESTORE_FAILED" in ran.err

    def test_tables_as_they_were_at_a_time(self, run: Run) -> None:
        ran = run("ops", "restore", "--time", "2026-11-21T12:00:00Z", "--suffix", "-new", "--json")

        assert ran.json["verified"] is True
        assert ran.json["streams"].keys() == {"config", "units"}

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            ((), "say what to restore"),
            (("--time", "soon"), "RFC 3339"),
            (("--time", "2026-11-21", "--backup", "arn:x:table/config/backup/1"), "say what to"),
            (("--backup", "arn:x:table/others/backup/1"), "a backup of none of the tables"),
            (("--backup", "arn:x:table/units/backup/1"), "restore the config table too"),
        ],
    )
    def test_what_cannot_be_restored_is_exit_2(
        self, run: Run, words: tuple[str, ...], sentence: str
    ) -> None:
        ran = run("ops", "restore", *words)

        assert ran.code == 2
        assert sentence in ran.err

    def test_a_backup_that_is_not_there_is_refused(self, run: Run) -> None:
        ran = run("ops", "restore", "--backup", "arn:aws:dynamodb:x:1:table/config/backup/01")

        assert ran.code == 1
        assert "RESTORE_FAILED" in ran.err

    def test_a_backup_without_a_place_is_exit_2(self, run: Run) -> None:
        ran = run("ops", "backup")

        assert ran.code == 2
        assert "say where the export goes" in ran.err

    def test_a_bucket_that_is_not_there_fails_the_backup(self, run: Run) -> None:
        ran = run("ops", "backup", "--to", "s3://nowhere-at-all/x")

        assert ran.code == 1
        assert "BACKUP_FAILED" in ran.err

    def test_a_migration_says_what_it_did(self, run: Run, tables: Any) -> None:
        _forget_format(tables)

        ran = run("ops", "migrate", "--json")

        assert (ran.json["versions"], ran.json["rewritten"]) == (5, 1)

    def test_a_dry_run_says_what_a_migration_would_do(self, run: Run, tables: Any) -> None:
        _forget_format(tables)

        ran = run("ops", "migrate", "--dry-run")

        assert ran.out.strip() == "1 of 5 versions have an older format"

    def test_versions_that_cannot_be_migrated_are_listed(self, run: Run, tables: Any) -> None:
        _forget_format(tables, body_gzip={"B": b"rubbish"})

        ran = run("ops", "migrate", "--json")

        assert ran.code == 1
        assert ran.json["unreadable"][0].startswith("experiment#pricing v00000001: ")
        assert "NOT_MIGRATED" in ran.err


@pytest.mark.usefixtures("no_stack")
class TestWithoutAStack:
    def test_there_is_nothing_to_back_up_before_the_first_deployment(self, run: Run) -> None:
        ran = run("ops", "backup", "--stack", "burgee-prod", "--if-deployed", "--json")

        assert ran.json == {"stack": "burgee-prod", "deployed": False}

    @pytest.mark.parametrize("command", [("backup",), ("migrate",), ("restore", "--export", "x")])
    def test_a_stack_that_is_not_there_is_exit_2(self, run: Run, command: tuple[str, ...]) -> None:
        ran = run("ops", *command, "--stack", "burgee-prod")

        assert ran.code == 2
        assert "there is no stack burgee-prod" in ran.err


def test_a_stack_that_cannot_be_asked_is_no_missing_stack() -> None:
    with pytest.raises(SettingMissing, match="cannot be asked"):
        stack_outputs.stack_outputs("burgee-prod", Stacks(None, code="AccessDenied"))


class TestDeploying:
    """`make deploy`, with `npx` and `burgee` that only note that they were called."""

    @pytest.mark.parametrize("deployment", [each.name for each in DEPLOYMENTS])
    def test_what_is_protected_is_backed_up_first(self, tmp_path: Path, deployment: str) -> None:
        code, calls = make_deploy(tmp_path, deployment, backup_code=0)

        protected = {each.name for each in DEPLOYMENTS if each.is_protected}
        backups = [call for call in calls if call.startswith("burgee ops backup")]
        assert code == 0
        assert bool(backups) is (deployment in protected)
        assert calls[-1].startswith(f"npx --no-install cdk deploy burgee-{deployment}")

    def test_a_backup_that_fails_stops_the_deployment(self, tmp_path: Path) -> None:
        code, calls = make_deploy(tmp_path, "prod", backup_code=1)

        assert code != 0
        assert calls == ["burgee ops backup --stack burgee-prod --if-deployed"]


def make_deploy(folder: Path, deployment: str, *, backup_code: int) -> tuple[int, list[str]]:
    """How `make deploy` ended, and what it called."""
    calls = folder / "calls"
    for name, code in (("npx", 0), ("burgee", backup_code)):
        program = folder / name
        program.write_text(f'#!/bin/sh\necho "{name} $@" >> {calls}\nexit {code}\n')
        program.chmod(program.stat().st_mode | stat.S_IEXEC)
    made = ["-o", ".venv/.dev", "-o", "node_modules/.made", "-o", "console"]
    ran = subprocess.run(
        ["make", "-C", ROOT, *made, "deploy", f"DEPLOYMENT={deployment}", f"BIN={folder}"],
        env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    return ran.returncode, calls.read_text().splitlines()


def _forget_format(client: Any, **attributes: Any) -> None:
    """The experiment as a release stored it that knew of no formats."""
    key = {"pk": {"S": "experiment#pricing"}, "sk": {"S": "v00000001"}}
    item = client.get_item(TableName="config", Key=key)["Item"]
    del item["format"]
    client.put_item(TableName="config", Item={**item, **attributes})

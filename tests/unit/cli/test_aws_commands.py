"""Commands that reach the tables themselves."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from moto import mock_aws

from burgee.cli.aws import storage
from burgee.cli.failures import Unreachable
from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.errors import StorageUnavailable
from burgee.domain.tokens import parse_token
from burgee.runtime import wiring
from burgee.storage.schema import CONFIG, TABLES
from local.backend import create_tables
from tests.unit.cli.conftest import Run


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Empty tables in moto, which the wiring finds."""
    monkeypatch.setenv(CONFIG.environment_variable, CONFIG.name)
    wiring.reset()
    with mock_aws():
        create_tables(wiring.dynamodb_client(timeout_seconds=1, attempts=1), TABLES)
        yield
    wiring.reset()


@pytest.fixture
def no_tables() -> Iterator[None]:
    """A wiring that has built nothing, before and after."""
    wiring.reset()
    yield
    wiring.reset()


def an_environment_version() -> DocumentVersion:
    return DocumentVersion(
        kind=Kind.ENVIRONMENT,
        key="preview",
        version=1,
        body={"key": "preview"},
        change=Change("k1", "2026-11-21T12:00:00.000Z", Action.CREATE),
    )


@pytest.mark.usefixtures("tables")
class TestWithTables:
    def test_repair_derives_what_a_crash_left_out(self, run: Run) -> None:
        wiring.documents().put(an_environment_version())
        ran = run("repair", "--json")
        assert ran.json == {"documents": 1, "versions": 1}
        assert [row.key for row in wiring.documents().list(Kind.ENVIRONMENT, limit=9).items] == [
            "preview"
        ]

    def test_the_first_owner_key_is_made_once(self, run: Run) -> None:
        first, second = run("bootstrap"), run("bootstrap")
        token = parse_token(first.out.strip())
        assert token is not None
        assert token.kind == "admin"
        assert second.code == 1
        assert "ALREADY_EXISTS" in second.err


@pytest.mark.usefixtures("no_tables")
class TestWithoutTables:
    def test_a_missing_table_name_is_exit_2(self, run: Run) -> None:
        ran = run("repair", CONFIG_TABLE=None)
        assert ran.code == 2
        assert "CONFIG_TABLE is not set" in ran.err

    @pytest.mark.parametrize("words", [("versions", "checkout"), ("backup",)], ids=str)
    def test_commands_for_stacks_say_that_one_can_be_named(
        self, run: Run, words: tuple[str, ...]
    ) -> None:
        ran = run("ops", *words, CONFIG_TABLE=None)
        assert (ran.code, "name the stack with --stack" in ran.err) == (2, True)

    def test_missing_credentials_are_exit_2(self, run: Run) -> None:
        ran = run("repair", CONFIG_TABLE="config", AWS_ACCESS_KEY_ID=None)
        assert ran.code == 2
        assert "credentials" in ran.err


def test_the_region_is_read_from_either_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_REGION", "eu-north-1")

    with storage():
        assert os.environ["AWS_DEFAULT_REGION"] == "eu-north-1"


def test_a_database_that_does_not_answer_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="nobody there"), storage():
        raise StorageUnavailable("nobody there")

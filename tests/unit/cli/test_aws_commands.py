"""Commands that reach the tables themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from moto import mock_aws

from burgee.cli.aws import storage
from burgee.cli.failures import Unreachable
from burgee.domain.documents import Action, Change, DocumentVersion, Kind
from burgee.domain.errors import StorageUnavailable
from burgee.domain.flag_checks import parse_flag
from burgee.domain.tokens import parse_token
from burgee.runtime import wiring
from burgee.services.publish import publish
from burgee.storage.schema import CONFIG, TABLES
from local.backend import create_tables
from tests.unit.cli.builders import a_flag, a_section
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


MORNING, NOON = "2026-11-21T06:00:00.000Z", "2026-11-21T12:00:00.000Z"


@pytest.fixture
def two_rulesets(tables: None) -> None:
    """The flag new-checkout: off from the morning on, on from noon on."""
    for number, at in enumerate((MORNING, NOON), start=1):
        variant = "on" if at == NOON else "off"
        section = a_section(default_variant=variant)
        flag = parse_flag(a_flag(salt="s", environments={"production": section}))
        version = DocumentVersion(
            kind=Kind.FLAG,
            key=flag.key,
            version=number,
            body=flag.model_dump(mode="json", by_alias=True),
            change=Change("k1", at, Action.UPDATE),
        )
        wiring.documents().put(version)
        wiring.documents().derive(version)
        publish(wiring.documents(), wiring.publishing_rulesets(), partial(str, at))


@pytest.mark.usefixtures("two_rulesets")
class TestReplay:
    @pytest.mark.parametrize(
        ("options", "number", "variant"),
        [
            (["--ruleset", "1"], 1, "off"),
            (["--ruleset", "2"], 2, "on"),
            (["--at", "2026-11-21T11:59:59Z"], 1, "off"),
            (["--at", NOON], 2, "on"),
        ],
    )
    def test_an_earlier_ruleset_answers(
        self, run: Run, options: list[str], number: int, variant: str
    ) -> None:
        trace = run("replay", "new-checkout", "-e", "production", *options, "--json").json
        assert (trace["ruleset"]["number"], trace["answer"]["variant"]) == (number, variant)

    def test_people_see_a_tree(self, run: Run) -> None:
        ran = run("replay", "new-checkout", "-e", "production", "--ruleset", "1")
        assert ran.out.startswith("new-checkout: false (off, STATIC)")

    @pytest.mark.parametrize(
        ("options", "code"),
        [([], 2), (["--at", "soon"], 2), (["--at", "2020-01-01"], 1), (["--ruleset", "9"], 1)],
    )
    def test_a_ruleset_that_is_not_there_is_said(
        self, run: Run, options: list[str], code: int
    ) -> None:
        assert run("replay", "new-checkout", "-e", "production", *options).code == code


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

    def test_missing_credentials_are_exit_2(self, run: Run) -> None:
        ran = run("repair", CONFIG_TABLE="config", AWS_ACCESS_KEY_ID=None)
        assert ran.code == 2
        assert "credentials" in ran.err


def test_a_database_that_does_not_answer_is_unreachable() -> None:
    with pytest.raises(Unreachable, match="nobody there"), storage():
        raise StorageUnavailable("nobody there")

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from burgee.runtime.settings import (
    NoticeSettings,
    SettingInvalid,
    SettingMissing,
    Settings,
    SignInSettings,
    read_settings,
)
from burgee.storage.schema import CONFIG, TABLES
from functions.catalog import LATE_EXPOSURES


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = read_settings({})

    assert settings == Settings(
        table_names={},
        service_name="burgee",
        requests_per_second=50.0,
        burst=100,
        refresh_seconds=5.0,
        log_level="INFO",
        late_exposures_queue="",
    )


def test_every_setting_is_read_from_its_variable() -> None:
    settings = read_settings(
        {
            "CONFIG_TABLE": "prod-config",
            "POWERTOOLS_SERVICE_NAME": "evaluate",
            "RATE_LIMIT_PER_SECOND": "2.5",
            "RATE_LIMIT_BURST": "7",
            "REFRESH_SECONDS": "30",
            "POWERTOOLS_LOG_LEVEL": "debug",
            "LATE_EXPOSURES_QUEUE": "https://queue.example/late",
        }
    )

    assert settings == Settings(
        table_names={"config": "prod-config"},
        service_name="evaluate",
        requests_per_second=2.5,
        burst=7,
        refresh_seconds=30.0,
        log_level="DEBUG",
        late_exposures_queue="https://queue.example/late",
    )


def test_the_queue_is_named_by_the_variable_that_its_senders_get() -> None:
    settings = read_settings({LATE_EXPOSURES.environment_variable: "the-queue"})

    assert settings.late_exposures_queue == "the-queue"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_is_named_by_its_variable(table: type(CONFIG)) -> None:  # type: ignore[valid-type]
    settings = read_settings({table.environment_variable: "the-real-name"})

    assert settings.table_name(table) == "the-real-name"


def test_a_table_without_a_name_is_an_error_that_names_the_variable() -> None:
    with pytest.raises(SettingMissing, match="CONFIG_TABLE is not set"):
        read_settings({"CONFIG_TABLE": ""}).table_name(CONFIG)


@pytest.mark.parametrize(
    "variable", ["RATE_LIMIT_PER_SECOND", "RATE_LIMIT_BURST", "REFRESH_SECONDS"]
)
@pytest.mark.parametrize("text", ["0", "-1", "many", "nan", "inf"])
def test_a_number_that_makes_no_sense_is_an_error_that_names_the_variable(
    variable: str, text: str
) -> None:
    with pytest.raises(SettingInvalid, match=f"{variable} is '{text}'"):
        read_settings({variable: text})


def test_a_burst_below_one_request_is_refused() -> None:
    with pytest.raises(SettingInvalid):
        read_settings({"RATE_LIMIT_BURST": "0.5"})


def test_notices_go_where_the_environment_says() -> None:
    settings = read_settings(
        {
            "NOTICES_BUS": "notices",
            "NOTICES_TOPIC": "the-topic",
            "WEBHOOKS_QUEUE": "the-queue",
            "WEBHOOKS_LOOPBACK": "true",
            "WEBHOOK_PAUSES": "1,2.5",
        }
    )

    assert settings.notices == NoticeSettings(
        bus="notices", topic="the-topic", queue="the-queue", loopback=True, pauses=(1, 2.5)
    )


@pytest.mark.parametrize("text", ["", "false", "1", "TRUE"])
def test_webhooks_may_be_of_this_machine_only_where_that_is_said_plainly(text: str) -> None:
    assert not read_settings({"WEBHOOKS_LOOPBACK": text}).notices.loopback


@pytest.mark.parametrize("text", ["soon", "5,,30", "-1", "nan", "50000"])
def test_pauses_that_make_no_sense_are_an_error_that_names_the_variable(text: str) -> None:
    with pytest.raises(SettingInvalid, match="WEBHOOK_PAUSES is"):
        read_settings({"WEBHOOK_PAUSES": text})


ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc"


def test_whoever_may_sign_in_is_known_by_issuer_and_client() -> None:
    settings = read_settings({"SIGN_IN_ISSUER": f"{ISSUER}/", "SIGN_IN_CLIENT_ID": "c1"})

    assert settings.sign_in == SignInSettings(ISSUER, "c1")
    assert settings.sign_in.keys_url == f"{ISSUER}/.well-known/jwks.json"


def test_without_a_sign_in_nobody_has_a_name() -> None:
    assert read_settings({"SIGN_IN_LOOPBACK": "true"}).sign_in is None


@pytest.mark.parametrize(
    "told",
    [
        {"SIGN_IN_ISSUER": ISSUER},
        {"SIGN_IN_CLIENT_ID": "c1"},
        {"SIGN_IN_ISSUER": "http://pool.example", "SIGN_IN_CLIENT_ID": "c1"},
        {"SIGN_IN_ISSUER": "http://127.0.0.1:9000", "SIGN_IN_CLIENT_ID": "c1"},
        {
            "SIGN_IN_ISSUER": "http://127.0.0.1.example:80",
            "SIGN_IN_CLIENT_ID": "c1",
            "SIGN_IN_LOOPBACK": "true",
        },
    ],
)
def test_half_a_sign_in_or_one_without_tls_is_refused(told: dict[str, str]) -> None:
    with pytest.raises(SettingInvalid, match="SIGN_IN_ISSUER"):
        read_settings(told)


def test_plain_http_is_only_for_this_machine_where_that_is_said_plainly() -> None:
    told = {"SIGN_IN_ISSUER": "http://127.0.0.1:9000", "SIGN_IN_CLIENT_ID": "c1"}

    settings = read_settings({**told, "SIGN_IN_LOOPBACK": "true"})

    assert settings.sign_in == SignInSettings("http://127.0.0.1:9000", "c1")


def test_wiring_imports_nothing_heavy() -> None:
    heavy = {"pydantic", "numpy", "scipy", "boto3", "botocore.session", "re2", "jsonschema"}
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    script = "import sys, burgee.runtime.wiring; print(*sys.modules)"

    loaded = subprocess.check_output([sys.executable, "-c", script], env=environment, text=True)

    assert heavy & set(loaded.split()) == set()

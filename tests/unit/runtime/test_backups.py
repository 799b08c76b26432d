"""Waiting for DynamoDB to make a backup or a table, and giving up on it."""

from __future__ import annotations

from typing import Any

import botocore.session
import pytest
from moto import mock_aws

from burgee.domain.errors import BackupFailed, RestoreFailed
from burgee.runtime.backups import DynamoBackups, DynamoNewTables, S3Exports, Waiting, exports_at


class SlowDynamoDB:
    """Says that recovery is on, a backup available or a table active only at the n-th look."""

    def __init__(self, looks: int, table: dict[str, Any] | None = None) -> None:
        self.exceptions: Any = botocore.session.get_session().create_client("dynamodb").exceptions
        self.requests: list[dict[str, Any]] = []
        self._left = looks
        self._table = table or {}

    def update_continuous_backups(self, **request: Any) -> None:
        self.requests.append(request)
        if self._left > 1:
            refusal = {"Error": {"Code": "ContinuousBackupsUnavailableException"}}
            raise self.exceptions.ContinuousBackupsUnavailableException(refusal, "Update")

    def describe_continuous_backups(self, **_: Any) -> Any:
        status = "ENABLED" if self._looked() else "DISABLED"
        described = {"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": status}}
        return {"ContinuousBackupsDescription": described}

    def create_backup(self, **_: Any) -> Any:
        return {"BackupDetails": {"BackupArn": "arn"}}

    def describe_backup(self, **_: Any) -> Any:
        status = "AVAILABLE" if self._looked() else "CREATING"
        return {"BackupDescription": {"BackupDetails": {"BackupStatus": status}}}

    def create_table(self, **request: Any) -> None:
        self.requests.append(request)

    def describe_table(self, **_: Any) -> Any:
        status = "ACTIVE" if self._looked() else "CREATING"
        return {"Table": {"TableStatus": status, **self._table}}

    def _looked(self) -> bool:
        self._left -= 1
        return self._left <= 0


def waiting(slept: list[float]) -> Waiting:
    return Waiting(slept.append, patience_seconds=50)


def test_a_backup_is_waited_for() -> None:
    slept: list[float] = []
    client: Any = SlowDynamoDB(looks=4)

    assert DynamoBackups(client, waiting(slept)).back_up("config", "b") == "arn"
    assert len(slept) == 3


def test_a_backup_that_never_becomes_available_is_none() -> None:
    client: Any = SlowDynamoDB(looks=10_000)

    with pytest.raises(BackupFailed, match="does not become available"):
        DynamoBackups(client, waiting([])).back_up("config", "b")


def test_recovery_is_asked_for_again_while_a_new_table_does_not_take_it() -> None:
    client: Any = SlowDynamoDB(looks=6)

    DynamoBackups(client, waiting([])).keep_continuously("config")

    assert len(client.requests) >= 2


def test_recovery_that_does_not_come_on_fails_the_backup() -> None:
    client: Any = SlowDynamoDB(looks=10_000)

    with pytest.raises(BackupFailed, match="does not come on"):
        DynamoBackups(client, waiting([])).keep_continuously("config")


def test_a_table_that_never_becomes_active_fails_the_restore() -> None:
    client: Any = SlowDynamoDB(looks=10_000)

    with pytest.raises(RestoreFailed, match="does not become active"):
        DynamoNewTables(client, waiting([])).empty("config-new", like="config")


def test_a_table_for_an_export_is_encrypted_as_the_one_it_replaces() -> None:
    key = "arn:aws:kms:eu-west-1:1:key/1"
    client: Any = SlowDynamoDB(looks=1, table={"SSEDescription": {"KMSMasterKeyArn": key}})

    DynamoNewTables(client, waiting([])).empty("config-new", like="config")

    assert client.requests[0]["SSESpecification"]["KMSMasterKeyId"] == key


def test_a_table_for_an_export_needs_no_table_that_it_replaces() -> None:
    with mock_aws():
        client: Any = botocore.session.get_session().create_client("dynamodb")

        DynamoNewTables(client, waiting([])).empty("config-new", like="gone")

        assert client.list_tables()["TableNames"] == ["config-new"]


@pytest.mark.parametrize(
    ("place", "key"),
    [("s3://bucket", "x"), ("s3://bucket/a/b/", "a/b/x"), ("s3://bucket/a", "a/x")],
)
def test_objects_lie_under_their_prefix(place: str, key: str) -> None:
    put: list[str] = []

    class Bucket:
        def put_object(self, **request: Any) -> None:
            put.append(f"{request['Bucket']} {request['Key']}")

    client: Any = Bucket()
    exports = exports_at(place, lambda: client)
    exports.put("x", b"")

    assert isinstance(exports, S3Exports)
    assert put == [f"bucket {key}"]

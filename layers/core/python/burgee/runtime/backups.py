"""Backups as DynamoDB makes them, new tables as it restores them, and places for exports."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from burgee.domain.errors import BackupFailed, BurgeeError, RestoreFailed
from burgee.storage import keys
from burgee.storage.schema import TABLES, Table
from burgee.storage.table import ItemTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

LOOK_AGAIN_SECONDS = 5.0
PATIENCE_SECONDS = 4 * 3600.0  # DynamoDB restores most tables within an hour
S3_SCHEME = "s3://"


class Waiting:
    """Looks again and again until something is so. `pause` sleeps for so many seconds."""

    def __init__(
        self,
        pause: Callable[[float], None] = time.sleep,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._pause = pause
        self._looks = int(patience_seconds / LOOK_AGAIN_SECONDS)

    def until(self, is_so: Callable[[], bool]) -> bool:
        """Whether it came to be so."""
        for _ in range(self._looks):
            if is_so():
                return True
            self._pause(LOOK_AGAIN_SECONDS)
        return is_so()


class DynamoBackups:
    """What DynamoDB keeps of the tables that `client` reaches."""

    def __init__(self, client: DynamoDBClient, waiting: Waiting | None = None) -> None:
        self._client = client
        self._waiting = waiting or Waiting()

    def keep_continuously(self, table: str) -> None:
        with _refusals(BackupFailed, f"Point-in-time recovery of {table}"):
            if not self._waiting.until(lambda: self._is_kept(table) or self._keep(table)):
                raise BackupFailed(f"Point-in-time recovery of {table} does not come on.")

    def back_up(self, table: str, name: str) -> str:
        with _refusals(BackupFailed, f"The backup of {table}"):
            made = self._client.create_backup(TableName=table, BackupName=name)
            arn = made["BackupDetails"]["BackupArn"]
            if not self._waiting.until(lambda: self._is_available(arn)):
                raise BackupFailed(f"The backup {arn} does not become available.")
        return arn

    def _keep(self, table: str) -> bool:
        """Ask for it; a table that was just made takes it a while later."""
        try:
            self._client.update_continuous_backups(
                TableName=table,
                PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
            )
        except self._client.exceptions.ContinuousBackupsUnavailableException:
            return False
        return self._is_kept(table)

    def _is_kept(self, table: str) -> bool:
        answer = self._client.describe_continuous_backups(TableName=table)
        kept = answer["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
        return kept.get("PointInTimeRecoveryStatus") == "ENABLED"

    def _is_available(self, arn: str) -> bool:
        answer = self._client.describe_backup(BackupArn=arn)
        return answer["BackupDescription"]["BackupDetails"]["BackupStatus"] == "AVAILABLE"


class DynamoNewTables:
    """Tables that are made by restoring."""

    def __init__(self, client: DynamoDBClient, waiting: Waiting | None = None) -> None:
        self._client = client
        self._waiting = waiting or Waiting()

    def from_backup(self, arn: str, target: str) -> None:
        self._make(
            target,
            lambda: self._client.restore_table_from_backup(TargetTableName=target, BackupArn=arn),
        )
        made_from = self._describe(target).get("RestoreSummary", {}).get("SourceBackupArn")
        if made_from != arn:
            raise RestoreFailed(
                f"The table {target} was there already, and was not restored from {arn}: "
                "choose another --suffix."
            )

    def from_time(self, source: str, time: float, target: str) -> None:
        self._make(
            target,
            lambda: self._client.restore_table_to_point_in_time(
                SourceTableName=source,
                TargetTableName=target,
                RestoreDateTime=datetime.fromtimestamp(time, UTC),
            ),
        )

    def empty(self, target: str, like: str) -> None:
        schema = TABLES[0]
        encryption = self._encryption(like)
        self._make(
            target,
            lambda: self._client.create_table(
                TableName=target,
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[
                    {"AttributeName": name, "AttributeType": "S"} for name in schema.keys
                ],
                KeySchema=[
                    {"AttributeName": schema.partition_key, "KeyType": "HASH"},
                    {"AttributeName": schema.sort_key, "KeyType": "RANGE"},
                ],
                **encryption,
            ),
        )

    def prepare(self, name: str, target: str) -> None:
        (schema,) = (table for table in TABLES if table.name == name)
        with _refusals(RestoreFailed, f"The table {target}"):
            self._prepare(schema, target)

    def stream_arn(self, target: str) -> str:
        """The stream of a table; empty where it has none."""
        with _refusals(RestoreFailed, f"The table {target}"):
            return str(self._describe(target).get("LatestStreamArn", ""))

    def _prepare(self, schema: Table, target: str) -> None:
        if schema.stream and not self._describe(target).get("StreamSpecification"):
            self._client.update_table(
                TableName=target,
                StreamSpecification={
                    "StreamEnabled": True,
                    "StreamViewType": "NEW_AND_OLD_IMAGES",
                },
            )
            self._wait(target)
        if schema.ttl and not self._expires(target):
            self._client.update_time_to_live(
                TableName=target,
                TimeToLiveSpecification={"Enabled": True, "AttributeName": schema.ttl},
            )

    def _make(self, target: str, make: Callable[[], Any]) -> None:
        with _refusals(RestoreFailed, f"The table {target}"):
            try:
                make()
            except ClientError as error:
                if _code(error) not in {"TableAlreadyExistsException", "ResourceInUseException"}:
                    raise
            self._wait(target)

    def _wait(self, target: str) -> None:
        if not self._waiting.until(lambda: self._describe(target)["TableStatus"] == "ACTIVE"):
            raise RestoreFailed(f"The table {target} does not become active.")

    def _encryption(self, like: str) -> Any:
        """The same key as a table that may be gone."""
        try:
            held = self._describe(like).get("SSEDescription", {}) if like else {}
        except self._client.exceptions.ResourceNotFoundException:
            held = {}
        if "KMSMasterKeyArn" not in held:
            return {}
        key = held["KMSMasterKeyArn"]
        return {"SSESpecification": {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}}

    def _expires(self, target: str) -> bool:
        answer = self._client.describe_time_to_live(TableName=target)
        return answer["TimeToLiveDescription"].get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}

    def _describe(self, target: str) -> Any:
        return self._client.describe_table(TableName=target)["Table"]


class S3Exports:
    """The objects of one export, in a bucket. `prefix` ends with a slash, or is empty."""

    def __init__(self, client: S3Client, bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

    def put(self, name: str, content: bytes) -> None:
        with _refusals(BackupFailed, f"The object {name}"):
            self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=content)

    def get(self, name: str) -> bytes:
        with _refusals(RestoreFailed, f"The object {name}"):
            answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)
            return answer["Body"].read()


class FolderExports:
    """The objects of one export, in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / name).write_bytes(content)

    def get(self, name: str) -> bytes:
        try:
            return (self._folder / name).read_bytes()
        except OSError as error:
            raise RestoreFailed(f"There is no {name} in {self._folder}.") from error


def exports_at(place: str, client: Callable[[], S3Client]) -> S3Exports | FolderExports:
    """The exports at `s3://bucket/prefix`, or in a folder of this machine.

    >>> exports_at("backups/monday", client=None)._folder.name
    'monday'
    """
    if not place.startswith(S3_SCHEME):
        return FolderExports(Path(place))
    bucket, _, prefix = place.removeprefix(S3_SCHEME).partition("/")
    return S3Exports(client(), bucket, f"{prefix.rstrip('/')}/" if prefix else "")


def secret_print(units: ItemTable) -> str:
    """SHA-256 of the deployment's secret, 256 random bits, of which it tells nothing; empty where
    there is none yet."""
    item = units.get(keys.DEPLOYMENT, keys.SECRET)
    return hashlib.sha256(bytes(item["secret"]["B"])).hexdigest() if item else ""


def s3_client() -> S3Client:
    """A client of S3, with what the environment says about credentials and region."""
    import botocore.session

    client: Any = botocore.session.get_session().create_client("s3")
    built: S3Client = client
    return built


@contextmanager
def _refusals(kind: type[BurgeeError], what: str) -> Iterator[None]:
    """AWS's refusals in our words."""
    try:
        yield
    except ClientError as error:
        said: Mapping[str, Any] = error.response.get("Error", {})
        raise kind(f"{what}: AWS answered {_code(error)}: {said.get('Message', '')}") from error


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "an error"))

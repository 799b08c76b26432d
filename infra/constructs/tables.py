"""The tables of `burgee.storage.schema`, and the key under which they rest."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

from burgee.storage import schema
from infra.constructs.names import construct_name
from infra.deployments import RestoredTable

RECOVERY_DAYS = 35
_STRING = dynamodb.AttributeType.STRING


class Tables(Construct):
    """`by_name`: name in the schema -> the table that is used; `key` encrypts all of them. The
    tables of the stack stay where restored ones are used."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        is_protected: bool,
        restored: Sequence[RestoredTable] = (),
    ) -> None:
        super().__init__(scope, construct_id)
        self._is_protected = is_protected
        self._removal = RemovalPolicy.RETAIN if is_protected else RemovalPolicy.DESTROY
        self.key = kms.Key(
            self,
            "Key",
            description="Burgee: its tables at rest",
            enable_key_rotation=True,
            removal_policy=self._removal,
        )
        own: dict[str, dynamodb.ITable] = {
            table.name: self._table(table) for table in schema.TABLES
        }
        self.by_name = own | {one.name: self._restored(one) for one in restored}

    def _restored(self, one: RestoredTable) -> dynamodb.ITable:
        return dynamodb.Table.from_table_attributes(
            self,
            f"Restored{construct_name(one.name)}",
            table_name=one.table,
            table_stream_arn=one.stream or None,
            encryption_key=self.key,
        )

    def _table(self, table: schema.Table) -> dynamodb.Table:
        return dynamodb.Table(
            self,
            construct_name(table.name),
            partition_key=dynamodb.Attribute(name=table.partition_key, type=_STRING),
            sort_key=dynamodb.Attribute(name=table.sort_key, type=_STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=self.key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True, recovery_period_in_days=RECOVERY_DAYS
            ),
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES if table.stream else None,
            time_to_live_attribute=table.ttl,
            deletion_protection=self._is_protected,
            removal_policy=self._removal,
        )

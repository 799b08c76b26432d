"""Where `burgee ops backup` writes its exports."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.acknowledgements import BACKUP_BUCKET, acknowledge

KEPT = Duration.days(400)  # over a year: audits ask about the last one
REPLACED_KEPT = Duration.days(30)


class BackupBucket(Construct):
    """A private bucket under the tables' key; no function of the stack may read or write it."""

    def __init__(
        self, scope: Construct, construct_id: str, *, key: kms.IKey, is_protected: bool
    ) -> None:
        super().__init__(scope, construct_id)
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            versioned=True,
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=KEPT,
                    noncurrent_version_expiration=REPLACED_KEPT,
                    abort_incomplete_multipart_upload_after=Duration.days(1),
                )
            ],
            removal_policy=RemovalPolicy.RETAIN if is_protected else RemovalPolicy.DESTROY,
        )
        acknowledge(self, BACKUP_BUCKET)

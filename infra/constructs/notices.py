"""Where `notify` tells what happened: a bus for programs, a topic for people."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_events as events
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.permissions import allow_notices

ARCHIVED = Duration.days(14)  # as long as a queue keeps what could not be done


class Notices(Construct):
    """The bus of domain events, which rules of other teams may listen to, and the topic of those
    that people should hear of. `key` encrypts all topics: alarms need one, tables have another.

    The bus has no policy: only identities of this account that are allowed to can put events.
    """

    def __init__(self, scope: Construct, construct_id: str, *, stack_name: str) -> None:
        super().__init__(scope, construct_id)
        self.key = kms.Key(
            self,
            "Key",
            description="Burgee: notices and alarms on their way to people",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.topic = sns.Topic(self, "Topic", master_key=self.key, enforce_ssl=True)
        self.bus = events.EventBus(self, "Bus", event_bus_name=f"{stack_name}-notices")
        self.bus.archive(
            "Archive",
            description="What was told, to tell it again to a listener that missed it",
            event_pattern=events.EventPattern(source=events.Match.exists()),
            retention=ARCHIVED,
        )

    def allow_publisher(self, function: lambda_.Function) -> None:
        """Let `function` tell both, and say where they are."""
        allow_notices(function, bus=self.bus, topic=self.topic, key=self.key)
        function.add_environment("NOTICES_BUS", self.bus.event_bus_name)
        function.add_environment("NOTICES_TOPIC", self.topic.topic_arn)

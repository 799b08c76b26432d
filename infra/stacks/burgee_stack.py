"""One deployment of Burgee: everything of the catalog, wired."""

from __future__ import annotations

from aws_cdk import CfnOutput, Stack, Tags
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from constructs import Construct

from burgee.storage.schema import TABLES
from burgee.wire.routes import ROUTES
from functions.catalog import AUTHORIZER, FUNCTIONS
from infra.constructs.alarm_topic import AlarmTopic
from infra.constructs.alarms import Alarms
from infra.constructs.guarded_deployment import GuardedDeployment
from infra.constructs.http_api import FlagApi
from infra.constructs.layers import Layers
from infra.constructs.live_function import LiveFunction
from infra.constructs.stream_trigger import StreamTrigger
from infra.constructs.tables import Tables
from infra.deployments import Deployment
from infra.permissions import allow


class BurgeeStack(Stack):
    """Tables, functions, API and, where the deployment has them, alarms and canaries."""

    def __init__(self, scope: Construct, deployment: Deployment) -> None:
        super().__init__(
            scope,
            deployment.stack_name,
            stack_name=deployment.stack_name,
            description=f"Burgee, feature flags and experiments: {deployment.name}",
            termination_protection=deployment.is_protected,
        )
        Tags.of(self).add("burgee:deployment", deployment.name)
        self.deployment = deployment
        self.tables = Tables(self, "Tables", is_protected=deployment.is_protected)
        self.functions = self._functions()
        self._grant()
        self.triggers = self._triggers()
        self.api = self._api()
        self._tell("ApiUrl", self.api.api.api_endpoint)
        for name, table in self.tables.by_name.items():
            self._tell(f"{name.capitalize()}Table", table.table_name)
        if deployment.has_alarms:
            self._watch()

    def _functions(self) -> dict[str, LiveFunction]:
        layers = Layers(self, "Layers").by_name
        return {
            row.name: LiveFunction(
                self, row, self.deployment, layers=[layers[layer] for layer in row.layers]
            )
            for row in FUNCTIONS
        }

    def _grant(self) -> None:
        """What the catalog says, and each table's name to those that may use it."""
        variables = {table.name: table.environment_variable for table in TABLES}
        for function in self.functions.values():
            for name, grant in function.row.tables.items():
                table = self.tables.by_name[name]
                allow(function.function, grant, table, self.tables.key)
                function.function.add_environment(variables[name], table.table_name)

    def _triggers(self) -> dict[str, StreamTrigger]:
        tables = {table.name: table for table in TABLES}
        return {
            name: StreamTrigger(
                self,
                f"{name.capitalize()}Stream",
                function.row.stream,
                table=self.tables.by_name[function.row.stream.table],
                partition_key=tables[function.row.stream.table].partition_key,
                alias=function.live,
            )
            for name, function in self.functions.items()
            if function.row.stream
        }

    def _api(self) -> FlagApi:
        live = {name: function.live for name, function in self.functions.items()}
        api = FlagApi(self, "Http", self.deployment, live=live, authorizer=live[AUTHORIZER])
        api.add_routes(ROUTES)
        return api

    def _watch(self) -> None:
        topic = AlarmTopic(self, "AlarmTopic").topic
        self._tell("AlarmTopic", topic.topic_arn)
        alarms = Alarms(self, "Alarms", topic)
        application = codedeploy.LambdaApplication(self, "Deployments")
        server_errors = alarms.of_server_errors(self.api.api)
        for name, function in self.functions.items():
            GuardedDeployment(
                self,
                f"{name.capitalize()}Deployment",
                application=application,
                alias=function.live,
                alarms=self._alarms(alarms, function, server_errors),
            )

    def _alarms(
        self, alarms: Alarms, function: LiveFunction, server_errors: cloudwatch.Alarm
    ) -> list[cloudwatch.Alarm]:
        """Those that take a new version of the function back."""
        trigger = self.triggers.get(function.row.name)
        if trigger is None:
            return [*alarms.of_calls(function), server_errors]
        # Nobody waits for its answer: a large ruleset may take longer than a caller would.
        return [*alarms.of_errors(function), *alarms.of_stream(function, trigger.failures)]

    def _tell(self, name: str, text: str) -> None:
        CfnOutput(self, f"Output{name}", value=text).override_logical_id(name)

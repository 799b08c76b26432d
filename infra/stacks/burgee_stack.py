"""One deployment of Burgee: everything of the catalog, wired."""

from __future__ import annotations

from collections.abc import Iterable

from aws_cdk import CfnOutput, Stack, Tags
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from constructs import Construct

from burgee.runtime import own_functions
from burgee.storage.schema import TABLES
from burgee.wire.routes import ROUTES
from functions.catalog import AUTHORIZER, FUNCTIONS, SCHEDULED, Power
from infra.acknowledgements import acknowledge
from infra.constructs import experiment_alarms
from infra.constructs.alarm_topic import AlarmTopic
from infra.constructs.alarms import Alarms
from infra.constructs.backup_bucket import BackupBucket
from infra.constructs.event_rules import EventRules
from infra.constructs.failures_queue import FailuresQueue
from infra.constructs.guarded_deployment import GuardedDeployment
from infra.constructs.http_api import FlagApi
from infra.constructs.layers import Layers
from infra.constructs.live_function import LiveFunction
from infra.constructs.message_queue import MessageQueue
from infra.constructs.names import construct_name
from infra.constructs.notices import Notices
from infra.constructs.scheduled_calls import ScheduledCalls
from infra.constructs.stream_trigger import StreamTrigger
from infra.constructs.tables import Tables
from infra.deployments import Deployment
from infra.permissions import allow_key, allow_table
from infra.powers import OwnFunctions, allowed_by, reasons_for
from infra.stacks.console_stack import ConsoleStack

COUNTS_UNITS = "aggregate"
LOOKS = "analyse"


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
        self.tables = Tables(
            self,
            "Tables",
            is_protected=deployment.is_protected,
            restored=deployment.restored,
        )
        self.backups = BackupBucket(
            self, "Backups", key=self.tables.key, is_protected=deployment.is_protected
        )
        self.notices = Notices(self, "Notices", stack_name=deployment.stack_name)
        self.functions = self._functions()
        self._grant()
        self._empower()
        self.triggers = self._triggers()
        self.queues = self._queues()
        self._schedule()
        self._listen()
        self.api = self._api()
        self._serve_console()
        self._let_roll_back(self._watch() if deployment.has_alarms else set())
        self._tell_all()

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
            grants = function.row.tables
            allow_key(function.function, set(grants.values()), self.tables.key)
            for name, grant in grants.items():
                table = self.tables.by_name[name]
                allow_table(function.function, name, grant, table)
                function.function.add_environment(variables[name], table.table_name)

    def _empower(self) -> None:
        """What else the catalog says that a function may do."""
        own = OwnFunctions(
            self.deployment.stack_name, tuple(one.service for one in self.functions.values())
        )
        for function in self.functions.values():
            for power in function.row.powers:
                allowed = allowed_by(power, own)
                for one in allowed:
                    function.function.add_to_role_policy(one.statement)
                acknowledge(function, reasons_for(allowed))
            if Power.PUBLISH_NOTICES in function.row.powers:
                self.notices.allow_publisher(function.function)

    def _triggers(self) -> dict[str, StreamTrigger]:
        tables = {table.name: table for table in TABLES}
        return {
            name: StreamTrigger(
                self,
                f"{construct_name(name)}Stream",
                function.row.stream,
                table=self.tables.by_name[function.row.stream.table],
                keys=tables[function.row.stream.table].keys,
                alias=function.live,
            )
            for name, function in self.functions.items()
            if function.row.stream
        }

    def _queues(self) -> dict[str, MessageQueue]:
        """Each queue that a function takes from, by its name in the catalog."""
        queues = {}
        for function in self.functions.values():
            if row := function.row.queue:
                queues[row.name] = MessageQueue(self, f"{construct_name(row.name)}Queue", row)
                queues[row.name].deliver_to(function.live)
        for function in self.functions.values():
            for row in function.row.sends:
                queues[row.name].allow_sender(function.function)
        return queues

    def _schedule(self) -> None:
        """Every timer, and the group of the one-time schedules that functions make."""
        for name, function in self.functions.items():
            if function.row.timers:
                calls = self._calls(f"{construct_name(name)}Timers", f"{name}-timers", [name])
                for number, timer in enumerate(function.row.timers, start=1):
                    calls.add(f"Timer{number}", timer)
        changes = self._calls("ScheduledChanges", "changes", SCHEDULED)
        for function in self.functions.values():
            if function.row.schedules:
                changes.allow_one_time(function, SCHEDULED)

    def _calls(self, construct_id: str, group_name: str, names: Iterable[str]) -> ScheduledCalls:
        """A group of its own for each use: who may change one group may change all in it."""
        return ScheduledCalls(
            self,
            construct_id,
            f"{self.deployment.stack_name}-{group_name}",
            [self.functions[name] for name in names],
        )

    def _listen(self) -> None:
        """To what the account's default bus tells."""
        for name, function in self.functions.items():
            if function.row.rules:
                EventRules(self, f"{construct_name(name)}Rules", function)

    def _api(self) -> FlagApi:
        live = {name: function.live for name, function in self.functions.items()}
        api = FlagApi(self, "Http", self.deployment, live=live, authorizer=live[AUTHORIZER])
        api.add_routes(ROUTES)
        return api

    def _serve_console(self) -> None:
        """And let `authorize` know whose sign-in it is."""
        if self.deployment.console is None:
            return
        api_domain = f"{self.api.api.api_id}.execute-api.{self.region}.{self.url_suffix}"
        console = ConsoleStack(
            self, self.deployment, self.deployment.console, api_domain=api_domain
        )
        authorize = self.functions[AUTHORIZER].function
        authorize.add_environment("SIGN_IN_ISSUER", console.sign_in.issuer)
        authorize.add_environment("SIGN_IN_CLIENT_ID", console.sign_in.client_id)
        self._tell("ConsoleUrl", console.url)
        self._tell("PeoplePool", console.sign_in.pool.user_pool_id)

    def _failures(self) -> dict[str, FailuresQueue]:
        """What gave something up -> the queue in which people find it."""
        of_functions = {name: one.failures for name, one in self.functions.items() if one.failures}
        of_streams = {name: trigger.failures for name, trigger in self.triggers.items()}
        of_queues = {name: queue.failures for name, queue in self.queues.items()}
        return of_functions | of_streams | of_queues

    def _watch(self) -> set[str]:
        """The names of all alarms that watch functions."""
        stack_name = self.deployment.stack_name
        topic = AlarmTopic(self, "AlarmTopic", key=self.notices.key).topic
        self._tell("AlarmTopic", topic.topic_arn)
        alarms = Alarms(self, "Alarms", topic=topic, prefix=stack_name)
        application = codedeploy.LambdaApplication(self, "Deployments", application_name=stack_name)
        server_errors = alarms.of_server_errors(self.api.api)
        for name, function in self.functions.items():
            GuardedDeployment(
                self,
                f"{construct_name(name)}Deployment",
                group_name=function.service,
                application=application,
                alias=function.live,
                alarms=self._alarms(alarms, function, server_errors),
            )
        experiment_alarms.of_mixed_units(alarms, self.functions[COUNTS_UNITS])
        experiment_alarms.of_looks(alarms, self.functions[LOOKS])
        for name, queue in self.queues.items():
            alarms.of_failures(name, queue.failures)
        return {f"{stack_name}-{alarm.node.id}" for alarm in alarms.node.children}

    def _alarms(
        self, alarms: Alarms, function: LiveFunction, server_errors: cloudwatch.Alarm
    ) -> list[cloudwatch.Alarm]:
        """Those that take a new version of the function back."""
        name = function.row.name
        counts = experiment_alarms.of_counts(alarms, function)
        if function.row.routes or name == AUTHORIZER:
            found = [*alarms.of_calls(function), server_errors, *counts]
        else:
            # Nobody waits for its answer: a large ruleset may take longer than a caller would.
            found = [*alarms.of_errors(function), *counts]
        if trigger := self.triggers.get(name):
            found += alarms.of_stream(function, trigger.failures)
        if function.failures:
            found.append(alarms.of_failures(name, function.failures))
        return found

    def _let_roll_back(self, alarms: set[str]) -> None:
        """Tell whoever moves aliases which functions are the stack's own, and by which alarms."""
        services = {name: function.service for name, function in self.functions.items()}
        own = own_functions.written_own_functions(
            {
                service: [
                    suffix
                    for suffix in own_functions.SCENARIOS
                    if own_functions.alarm_name(service, suffix) in alarms
                ]
                for service in services.values()
            },
            application=self.deployment.stack_name if alarms else "",
            health_urls={
                service: url
                for name, service in services.items()
                if (url := self.api.open_url(name))
            },
        )
        text = self.to_json_string(own)
        self._tell("OwnFunctions", text)
        for function in self.functions.values():
            if Power.MOVE_ALIASES in function.row.powers:
                function.function.add_environment(own_functions.VARIABLE, text)

    def _tell_all(self) -> None:
        """What people and commands need to know of the stack."""
        self._tell("ApiUrl", self.api.api.api_endpoint)
        self._tell("BackupBucket", self.backups.bucket.bucket_name)
        self._tell("NoticesBus", self.notices.bus.event_bus_name)
        self._tell("NoticesTopic", self.notices.topic.topic_arn)
        for name, table in self.tables.by_name.items():
            self._tell(f"{construct_name(name)}Table", table.table_name)
        for name, failures in self._failures().items():
            self._tell(f"{construct_name(name)}Failures", failures.queue_url)

    def _tell(self, name: str, text: str) -> None:
        CfnOutput(self, f"Output{name}", value=text).override_logical_id(name)

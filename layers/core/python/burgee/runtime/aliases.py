"""Aliases of Lambda functions, deployments of CodeDeploy, and health checks by HTTP."""

from __future__ import annotations

import os
import re
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from botocore.exceptions import BotoCoreError, ClientError, WaiterError

from burgee.domain.alias_history import Alias, Published, number
from burgee.domain.errors import DocumentNotFound, FunctionsUnavailable, WriteConflict
from burgee.domain.timestamps import seconds_of
from burgee.runtime.administration import ledger
from burgee.runtime.own_functions import VARIABLE, read_own_functions
from burgee.runtime.wiring import once
from burgee.services.alias_ports import Aliases, Deployment
from burgee.services.roll_back_alias import AliasRollbacks

if TYPE_CHECKING:
    from mypy_boto3_codedeploy import CodeDeployClient
    from mypy_boto3_codedeploy.literals import DeploymentStatusType
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_lambda.type_defs import FunctionConfigurationTypeDef

ROLLBACK_TAG = {"burgee:rollback": "allowed"}
LATEST = "$LATEST"
HEALTH_SECONDS = 10.0
IN_PROGRESS: tuple[DeploymentStatusType, ...] = (
    "Created",
    "Queued",
    "InProgress",
    "Baking",
    "Ready",
)
ABSENT = ("ApplicationDoesNotExistException", "DeploymentGroupDoesNotExistException")
# CodeDeploy tells of the versions in the text of its application specification, JSON or YAML.
_VERSIONS = r'"?(Current|Target)Version"?\s*:\s*["\']?(\d+)'


class LambdaFunctions:
    """Fills the port of functions with Lambda."""

    def __init__(self, client: LambdaClient) -> None:
        self._client = client

    def alias(self, function: str, name: str) -> Alias:
        with _in_our_words(f"There is no alias '{name}' of a function '{function}'."):
            found = self._client.get_alias(FunctionName=function, Name=name)
        if found["FunctionVersion"] == LATEST:
            raise DocumentNotFound(
                f"The alias '{name}' of '{function}' points to no version: publish one, and "
                "point the alias there."
            )
        return _alias(found)

    def aliases(self, function: str) -> tuple[Alias, ...]:
        with _in_our_words(f"There is no function '{function}'."):
            pages = self._client.get_paginator("list_aliases").paginate(FunctionName=function)
            found = [alias for page in pages for alias in page["Aliases"]]
        return tuple(_alias(alias) for alias in found if alias["FunctionVersion"] != LATEST)

    def published(self, function: str) -> tuple[Published, ...]:
        with _in_our_words(f"There is no function '{function}'."):
            found = [_published(one) for one in self._versions(function)]
        return tuple(sorted(found, key=lambda one: number(one.version)))

    def move(self, function: str, alias: Alias, version: str) -> None:
        with _in_our_words(f"There is no version {version} of '{function}' any more."):
            self._client.update_alias(
                FunctionName=function,
                Name=alias.name,
                FunctionVersion=version,
                RoutingConfig={"AdditionalVersionWeights": {}},
                RevisionId=alias.revision,
            )

    def problem(self, function: str, version: str) -> str:
        with _in_our_words(f"There is no version {version} of '{function}' any more."):
            found = self._client.get_function_configuration(
                FunctionName=function, Qualifier=version
            )
        state = found.get("State", "Active")
        # A version that nobody called for weeks sleeps; its next call wakes it.
        return "" if state in {"Active", "Inactive"} else f"Version {version} is {state}."

    def publish(self, function: str, code: bytes, description: str) -> str:
        with _in_our_words(f"There is no function '{function}'."):
            version = self._newest_with(function, code) or self._publish(
                function, code, description
            )
            # Where starts are from a snapshot, the version cannot be called before that is made.
            self._client.get_waiter("published_version_active").wait(
                FunctionName=function, Qualifier=version
            )
        return version

    def _newest_with(self, function: str, code: bytes) -> str | None:
        """The newest version, if it is this code: an earlier call may have come so far."""
        found = max(self._versions(function), key=lambda one: number(one["Version"]), default=None)
        same = found and found["CodeSha256"] == b64encode(sha256(code).digest()).decode()
        return found["Version"] if found and same else None

    def _publish(self, function: str, code: bytes, description: str) -> str:
        updated = self._client.update_function_code(FunctionName=function, ZipFile=code)
        self._client.get_waiter("function_updated_v2").wait(FunctionName=function)
        made = self._client.publish_version(
            FunctionName=function, CodeSha256=updated["CodeSha256"], Description=description
        )
        return made["Version"]

    def _versions(self, function: str) -> list[FunctionConfigurationTypeDef]:
        paginator = self._client.get_paginator("list_versions_by_function")
        found = [
            one for page in paginator.paginate(FunctionName=function) for one in page["Versions"]
        ]
        return [one for one in found if one["Version"] != LATEST]

    def delete(self, function: str, version: str) -> bool:
        try:
            self._client.delete_function(FunctionName=function, Qualifier=version)
        except ClientError as error:
            if _code_of(error) == "ResourceConflictException":
                return False
            if _code_of(error) != "ResourceNotFoundException":
                raise _unavailable(error) from error
        except BotoCoreError as error:
            raise _unavailable(error) from error
        return True

    def allow_rollback(self, function: str) -> None:
        with _in_our_words(f"There is no function '{function}'."):
            found = self._client.get_function_configuration(FunctionName=function)
            self._client.tag_resource(Resource=found["FunctionArn"], Tags=ROLLBACK_TAG)


class CodeDeployDeployments:
    """Fills the port of deployments with CodeDeploy."""

    def __init__(self, client: CodeDeployClient) -> None:
        self._client = client

    def running(self, application: str, group: str) -> Deployment | None:
        try:
            found = self._in_progress(application, group)
        except ClientError as error:
            # A group that is gone deploys nothing, and must not keep an alarm from acting.
            if _code_of(error) in ABSENT:
                return None
            raise _unavailable(error) from error
        except BotoCoreError as error:
            raise _unavailable(error) from error
        return max(found, key=lambda one: one.since, default=None)

    def _in_progress(self, application: str, group: str) -> list[Deployment]:
        found = self._client.list_deployments(
            applicationName=application,
            deploymentGroupName=group,
            includeOnlyStatuses=list(IN_PROGRESS),
        )["deployments"]
        infos = (self._client.get_deployment(deploymentId=one)["deploymentInfo"] for one in found)
        return [_deployment(info) for info in infos]

    def stop(self, deployment: str) -> None:
        try:
            self._client.stop_deployment(deploymentId=deployment, autoRollbackEnabled=True)
        except ClientError as error:
            if _code_of(error) != "DeploymentAlreadyCompletedException":
                raise _unavailable(error) from error
        except BotoCoreError as error:
            raise _unavailable(error) from error


class HttpHealthChecks:
    """Fills the port of health checks: 200 within `seconds`, asked again with a pause between."""

    def __init__(
        self, *, seconds: float, pause: float = 1.0, sleep: Callable[[float], None]
    ) -> None:
        self._seconds = seconds
        self._pause = pause
        self._sleep = sleep
        self._opener = build_opener(_NoRedirects)

    def problem(self, url: str) -> str:
        ends = time.monotonic() + self._seconds
        tries = 1
        while (found := self._asked(url, ends)) and time.monotonic() + self._pause < ends:
            self._sleep(self._pause)
            tries += 1
        return f"{url} {found}, asked {tries} times." if found else ""

    def _asked(self, url: str, ends: float) -> str:
        """What is wrong with one answer; empty where it is 200."""
        if not url.startswith(("https://", "http://")):
            return "is no address of the web"
        left = min(max(ends - time.monotonic(), 0.1), self._seconds / 3)
        try:
            with self._opener.open(Request(url), timeout=left) as answer:  # noqa: S310 - see above
                status = int(answer.status)
        except HTTPError as error:
            status = error.code
            error.close()
        except (URLError, OSError, ValueError) as error:
            return f"does not answer ({type(error).__name__})"
        return "" if status == 200 else f"answered {status}"


class _NoRedirects(HTTPRedirectHandler):
    """A redirect is an answer other than 200."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _alias(found: Any) -> Alias:
    routing = found.get("RoutingConfig") or {}
    return Alias(
        name=found["Name"],
        version=found["FunctionVersion"],
        weights=dict(routing.get("AdditionalVersionWeights") or {}),
        revision=found["RevisionId"],
    )


def _published(found: Any) -> Published:
    at = seconds_of(str(found["LastModified"]).replace("+0000", "Z")) or 0.0
    return Published(found["Version"], at, found.get("Description", ""))


def _deployment(info: Any) -> Deployment:
    revision = info.get("revision", {})
    text = "".join(
        str(revision.get(part, {}).get("content", "")) for part in ("appSpecContent", "string")
    )
    versions = dict(re.findall(_VERSIONS, text))
    return Deployment(
        id=info["deploymentId"],
        since=info["createTime"].timestamp(),
        moves_from=versions.get("Current"),
        moves_to=versions.get("Target"),
        is_rollback=info.get("creator") == "codeDeployRollback",
    )


@contextmanager
def _in_our_words(missing: str) -> Iterator[None]:
    """AWS's refusals as ours; `missing` says what is not there. A change that came in between is
    a WriteConflict, everything else FunctionsUnavailable."""
    try:
        yield
    except ClientError as error:
        if _code_of(error) == "PreconditionFailedException":
            raise WriteConflict("The alias has changed since it was read.") from error
        if _code_of(error) == "ResourceNotFoundException":
            raise DocumentNotFound(missing) from error
        raise _unavailable(error) from error
    except (BotoCoreError, WaiterError) as error:
        raise _unavailable(error) from error


def _code_of(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])


def _unavailable(error: Exception) -> FunctionsUnavailable:
    known = _code_of(error) if isinstance(error, ClientError) else type(error).__name__
    return FunctionsUnavailable(f"Lambda or CodeDeploy did not do as asked ({known}).")


@once
def aliases() -> Aliases:
    """All that moving an alias needs, and the stack's own functions from the environment."""
    return aliases_beside(os.environ.get(VARIABLE, ""))


def aliases_beside(own: str) -> Aliases:
    """All that moving an alias needs; `own`: what the stack says of its own functions."""
    return Aliases(
        LambdaFunctions(_client("lambda")),
        CodeDeployDeployments(_client("codedeploy")),
        HttpHealthChecks(seconds=HEALTH_SECONDS, sleep=time.sleep),
        read_own_functions(own),
    )


@once
def alias_rollbacks() -> AliasRollbacks:
    """The guarded functions of this account, as alarms reach them."""
    return AliasRollbacks(aliases(), ledger())


def _client(service: str) -> Any:
    import botocore.session
    from botocore.config import Config

    config = Config(
        connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 4}
    )
    return botocore.session.get_session().create_client(service, config=config)

"""Commands that reach the tables themselves, with AWS credentials."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from burgee.cli.failures import CommandError, Unreachable, UsageProblem


@contextmanager
def storage() -> Iterator[ModuleType]:
    """`burgee.runtime.wiring`, inside of which AWS's failures become ours.

    Raises UsageProblem without credentials or names of tables, Unreachable without an answer.
    """
    _name_the_region()
    try:
        from botocore.exceptions import (
            BotoCoreError,
            CredentialRetrievalError,
            NoCredentialsError,
            PartialCredentialsError,
        )

        from burgee.runtime import wiring
        from burgee.runtime.settings import SettingInvalid, SettingMissing
    except ImportError as error:
        raise UsageProblem(
            f"this needs the package {error.name}: install burgee[functions]"
        ) from error
    from burgee.domain.errors import BurgeeError, StorageUnavailable

    try:
        yield wiring
    except (BotoCoreError, SettingInvalid, SettingMissing) as error:
        raise UsageProblem(f"AWS cannot be asked: {error}") from error
    except StorageUnavailable as error:
        unknown = (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError)
        if isinstance(error.__cause__, unknown):
            raise UsageProblem(f"AWS credentials are needed: {error.__cause__}") from error
        raise Unreachable(error.detail) from error
    except BurgeeError as error:
        raise CommandError(error.detail, code=error.code, errors=error.errors) from error


def _name_the_region() -> None:
    """The AWS command and other languages read AWS_REGION as well; botocore does not."""
    if region := os.environ.get("AWS_REGION"):
        os.environ.setdefault("AWS_DEFAULT_REGION", region)

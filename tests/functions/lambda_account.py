"""moto's Lambda with the function `checkout`, and the table of documents beside it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import botocore.session
from moto import mock_aws

from burgee.runtime import wiring
from burgee.storage.schema import CONFIG
from local.backend import create_tables

CHECKOUT = "checkout"
ROLE = "arn:aws:iam::123456789012:role/checkout"


@cache
def new_client(service: str) -> Any:
    """A client; moto answers it wherever moto is on."""
    return botocore.session.get_session().create_client(service, region_name="eu-west-1")


def a_zip(text: str) -> bytes:
    """A zip file of one handler, the same for the same text."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("handler.py"), text)
    return packed.getvalue()


def make_function(versions: int = 2) -> Any:
    """`checkout` with versions 1 to `versions`, `live` at the newest; the client answered."""
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    new_client("iam").create_role(RoleName="checkout", AssumeRolePolicyDocument=policy)
    client = new_client("lambda")
    client.create_function(
        FunctionName=CHECKOUT,
        Runtime="python3.13",
        Role=ROLE,
        Handler="handler.handler",
        Code={"ZipFile": a_zip("1")},
        Publish=True,
    )
    for number in range(2, versions + 1):
        code = a_zip(str(number))
        client.update_function_code(FunctionName=CHECKOUT, ZipFile=code, Publish=True)
    client.create_alias(FunctionName=CHECKOUT, Name="live", FunctionVersion=str(versions))
    return client


@contextmanager
def an_account(versions: int = 3) -> Iterator[Any]:
    """Lambda with `checkout`, and the table `config`, whose name whoever uses it sets."""
    wiring.reset()
    with mock_aws():
        create_tables(new_client("dynamodb"), (CONFIG,))
        yield make_function(versions)
    wiring.reset()


def live(client: Any) -> str:
    """The version that `live` points to."""
    alias = client.get_alias(FunctionName=CHECKOUT, Name="live")
    assert not (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights")
    return str(alias["FunctionVersion"])

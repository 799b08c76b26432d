"""What statements of a template allow, asked of one request as IAM decides it."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

ACCOUNT, REGION = "123456789012", "eu-west-1"
_KNOWN = {"AWS::Partition": "aws", "AWS::Region": REGION, "AWS::AccountId": ACCOUNT}


def arn(service: str, rest: str) -> str:
    """Of something in this account and region."""
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"


def is_allowed(
    statements: list[dict[str, Any]],
    action: str,
    resource: str,
    tags: Mapping[str, str] | None = None,
) -> bool:
    """Whether a statement allows `action` on `resource`, which bears `tags`. A condition on
    anything but a tag of the resource does not hold."""
    return any(
        action in _listed(one["Action"])
        and any(fnmatchcase(resource, _text(each)) for each in _listed(one["Resource"]))
        and _holds(one.get("Condition", {}), tags or {})
        for one in statements
        if one["Effect"] == "Allow"
    )


def _listed(one_or_more: Any) -> list[Any]:
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]


def _text(resource: Any) -> str:
    """An ARN with references to this account filled in; others stay as they are written."""
    if isinstance(resource, str):
        return resource
    if resource.keys() == {"Fn::Join"}:
        return "".join(_text(part) for part in resource["Fn::Join"][1])
    return _KNOWN.get(resource.get("Ref", ""), str(resource))


def _holds(condition: Mapping[str, Mapping[str, Any]], tags: Mapping[str, str]) -> bool:
    return all(
        operator == "StringEquals" and tags.get(key.removeprefix("aws:ResourceTag/")) == wanted
        for operator, pairs in condition.items()
        for key, wanted in pairs.items()
    )

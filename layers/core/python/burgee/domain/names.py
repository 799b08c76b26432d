"""The shapes of names, in one place."""

from __future__ import annotations

import re

KEY_PATTERN = r"^[A-Za-z0-9._~-]{1,128}$"
APPROVER_PATTERN = r"^(user:)?[A-Za-z0-9._~-]{1,128}$"  # a key, or somebody who signed in
VARIANT_PATTERN = r"^[A-Za-z0-9._~-]{1,64}$"
ENVIRONMENT_PATTERN = r"^[a-z0-9][a-z0-9-]{0,31}$"
DEFAULT_ENVIRONMENTS = ("development", "staging", "production")
TARGETING_KEY = "targetingKey"

# What the edge can add to a context: see `burgee.wire.edge`.
EDGE_ATTRIBUTES = frozenset(
    {
        "browser",
        "city",
        "country",
        "device_type",
        "latitude",
        "longitude",
        "orientation",
        "os",
        "region",
        "timezone",
    }
)


def is_environment_name(name: str) -> bool:
    """Whether an environment could be called so.

    >>> is_environment_name("eu-production"), is_environment_name("EU production")
    (True, False)
    """
    return re.fullmatch(ENVIRONMENT_PATTERN, name) is not None

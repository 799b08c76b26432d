from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.errors import InvalidDocument
from burgee.domain.own_fields import refuse_own_fields

STANDING = {"status": "open", "moves": [{"to": 2}]}


def refuse(body: Any) -> None:
    refuse_own_fields("hotfix", body, STANDING, fields=("status", "moves"), by="its steps")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({**STANDING, "title": "New"}, id="as it was read"),
        pytest.param({"status": "", "moves": []}, id="left empty"),
        pytest.param({"title": "New"}, id="left out"),
        pytest.param("no document at all", id="what parsing refuses"),
    ],
)
def test_what_says_nothing_else_is_taken(body: Any) -> None:
    refuse(body)


def test_each_field_that_says_something_else_is_named() -> None:
    with pytest.raises(InvalidDocument) as refused:
        refuse({"status": "closed", "moves": [{"to": 3}]})

    assert refused.value.errors == [
        {"field": "status", "detail": "is written by its steps alone; leave it out"},
        {"field": "moves", "detail": "is written by its steps alone; leave it out"},
    ]

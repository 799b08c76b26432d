from __future__ import annotations

import pytest

import burgee.services.writing  # noqa: F401 - defines a refusal of its own
from burgee.domain.errors import BurgeeError
from burgee.wire.problems import STATUS_BY_CODE, headers_of, problem_of


def family(of: type[BurgeeError] = BurgeeError) -> list[type[BurgeeError]]:
    return [of, *(member for kin in of.__subclasses__() for member in family(kin))]


@pytest.mark.parametrize("member", family())
def test_every_refusal_has_a_status(member: type[BurgeeError]) -> None:
    assert 400 <= STATUS_BY_CODE[member.code] <= 599


def test_every_status_belongs_to_a_refusal() -> None:
    assert set(STATUS_BY_CODE) == {member.code for member in family()}


def test_a_refusal_lists_its_fields() -> None:
    refusal = BurgeeError("It broke.", errors=[{"field": "key", "detail": "is missing"}])

    assert problem_of(refusal) == {
        "type": "urn:burgee:problem:internal",
        "title": "Internal",
        "status": 500,
        "detail": "It broke.",
        "code": "INTERNAL",
        "errors": [{"field": "key", "detail": "is missing"}],
    }


def test_a_refusal_that_trying_again_cannot_help_names_no_time() -> None:
    assert headers_of(BurgeeError("It broke.")) == {}

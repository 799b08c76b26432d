"""What OpenAPI says of documents and of their rows is what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from burgee.domain.api_keys import ApiKey
from burgee.domain.documents import Kind
from burgee.domain.webhooks import Webhook
from burgee.services.kinds import RULES
from burgee.wire import document_answers as answers
from burgee.wire.admin_answers import SECRET_PARTS
from tests.unit.domain.experiments import an_experiment
from tests.unit.services.builders import a_flag, a_segment

ANSWERS: Mapping[Kind, type[BaseModel]] = {
    Kind.FLAG: answers.FlagAnswer,
    Kind.SEGMENT: answers.SegmentAnswer,
    Kind.ENVIRONMENT: answers.EnvironmentAnswer,
    Kind.KEY: answers.KeyAnswer,
    Kind.EXPERIMENT: answers.ExperimentAnswer,
    Kind.EXCLUSION_GROUP: answers.ExclusionGroupAnswer,
    Kind.ROLLOUT: answers.RolloutAnswer,
    Kind.FUNCTION: answers.GuardedFunctionAnswer,
    Kind.WEBHOOK: answers.WebhookAnswer,
    Kind.HOTFIX: answers.HotfixAnswer,
    Kind.SETTINGS: answers.SettingsAnswer,
}
CHANGE_TO_COME = {"at": "2099-01-01T00:00:00Z", "enabled": False}
A_SCHEDULE = {"production": {"default_variant": "on", "schedule": [CHANGE_TO_COME]}}
BODIES: Mapping[Kind, dict[str, Any]] = {
    Kind.FLAG: a_flag(environments=A_SCHEDULE),
    Kind.SEGMENT: a_segment(),
    Kind.ENVIRONMENT: {"key": "production"},
    Kind.KEY: {"key": "k1", "kind": "admin", "role": "owner", "hash": "0" * 64},
    Kind.EXPERIMENT: an_experiment(),
    Kind.EXCLUSION_GROUP: {"key": "pages"},
    Kind.ROLLOUT: {
        "key": "ramp",
        "flag": "new-gallery",
        "environment": "production",
        "variant": "on",
        "strategy": "percentage",
        "percentage": 10,
    },
    Kind.FUNCTION: {"key": "orders"},
    Kind.WEBHOOK: {"key": "chat", "url": "https://example.com", "secret": "s" * 16},
    Kind.HOTFIX: {"key": "h1", "severity": "P1", "title": "Orders fail"},
    Kind.SETTINGS: {},
}


def part_of(answer: type[BaseModel], part: str) -> type[BaseModel]:
    found = answer.model_fields[part].annotation
    assert isinstance(found, type)
    assert issubclass(found, BaseModel)
    return found


def test_every_kind_of_document_has_an_answer() -> None:
    assert set(ANSWERS) == set(BODIES) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_a_row_says_all_that_is_described_and_nothing_more(kind: Kind) -> None:
    described = part_of(ANSWERS[kind], "summary")

    summary = RULES[kind].summarise(RULES[kind].parse(BODIES[kind]))

    assert set(summary) == set(described.model_fields)
    described.model_validate(summary)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in {Kind.KEY, Kind.WEBHOOK}])
def test_a_document_is_described_by_its_own_model(kind: Kind) -> None:
    assert isinstance(RULES[kind].parse(BODIES[kind]), part_of(ANSWERS[kind], "document"))


@pytest.mark.parametrize(
    ("shown", "whole"), [(answers.ShownKey, ApiKey), (answers.ShownWebhook, Webhook)]
)
def test_of_a_document_with_secrets_the_others_parts_are_described(
    shown: type[BaseModel], whole: type[BaseModel]
) -> None:
    assert set(shown.model_fields) == set(whole.model_fields) - set(SECRET_PARTS)

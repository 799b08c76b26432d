from __future__ import annotations

from itertools import product

import pytest

from burgee.domain.documents import Action
from burgee.domain.errors import IllegalTransition
from burgee.domain.experiments import Status
from burgee.domain.lifecycle import TRANSITIONS, next_status

# status: action -> where it leads. What is not here is refused.
LIVES = {
    "draft": {
        "update": "draft",
        "restore": "draft",
        "sign_off": "draft",
        "start": "running",
        "cancel": "cancelled",
        "fail": "failed",
    },
    "running": {
        "update": "running",
        "pause": "paused",
        "traffic": "running",
        "complete": "completed",
        "sign_off_decision": "running",
        "decide": "running",
        "cancel": "cancelled",
        "emergency_stop": "cancelled",
        "fail": "failed",
    },
    "paused": {
        "update": "paused",
        "resume": "running",
        "traffic": "paused",
        "complete": "completed",
        "sign_off_decision": "paused",
        "decide": "paused",
        "cancel": "cancelled",
        "emergency_stop": "cancelled",
        "fail": "failed",
    },
    "completed": {
        "sign_off_decision": "completed",
        "decide": "completed",
        "restart": "draft",
        "archive": "archived",
    },
    "cancelled": {"restart": "draft", "archive": "archived"},
    "failed": {"restart": "draft", "archive": "archived"},
    "archived": {},
}
EVERYTHING = list(product(Status, TRANSITIONS))
LEGAL = [(status, action) for status, action in EVERYTHING if action in LIVES[status]]
ILLEGAL = [each for each in EVERYTHING if each not in LEGAL]


@pytest.mark.parametrize(("status", "action"), LEGAL)
def test_each_step_leads_where_it_should(status: Status, action: Action) -> None:
    assert next_status(action, status) == LIVES[status][action]


@pytest.mark.parametrize(("status", "action"), ILLEGAL)
def test_every_other_step_is_refused_with_what_is_possible(status: Status, action: Action) -> None:
    with pytest.raises(IllegalTransition) as refused:
        next_status(action, status)

    possible = ", ".join(sorted(LIVES[status].keys() - {"fail"})) or "nothing"
    assert f"The experiment is {status}" in refused.value.detail
    assert f"it can do: {possible}." in refused.value.detail

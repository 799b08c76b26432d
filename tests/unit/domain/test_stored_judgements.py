"""Judgements as JSON, and back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from burgee.domain.judgements import Judgement, Trigger
from burgee.domain.stored_judgements import judgement_body, judgement_from
from tests.judgements import THE_BREACH, a_judgement, long_watched


@pytest.mark.parametrize("judgement", [a_judgement(), long_watched()])
def test_a_judgement_comes_back_from_its_json(judgement: Judgement) -> None:
    text = json.dumps(judgement_body(judgement), allow_nan=False)

    assert judgement_from(json.loads(text)) == judgement


def test_what_is_none_is_refused() -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        judgement_from({**judgement_body(a_judgement()), "breaches": [{"trigger": "luck"}]})


def test_only_breaches_whose_trigger_is_on_act() -> None:
    told = replace(THE_BREACH, trigger=Trigger.THRESHOLD, acts=False)

    assert a_judgement(breaches=(told, THE_BREACH)).acting == (THE_BREACH,)

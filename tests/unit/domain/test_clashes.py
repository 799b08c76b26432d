from __future__ import annotations

from typing import Any

import pytest

from burgee.domain.clashes import clash_between, clashes_of, later_of
from burgee.domain.experiments import Experiment
from tests.unit.domain.experiments import an_experiment
from tests.unit.services.designs import showing


def experiment(key: str, flag: str = "new-gallery", **parts: Any) -> Experiment:
    return Experiment.model_validate(an_experiment(key, variants=showing(flag), **parts))


def share(begin: float, end: float, key: str = "shop") -> dict[str, Any]:
    return {"key": key, "begin": begin, "end": end}


def test_two_experiments_on_one_flag_clash() -> None:
    why = clash_between(experiment("one"), experiment("two"))

    assert why is not None
    assert "decides the flag 'new-gallery' too" in why


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (experiment("one"), experiment("one")),
        (experiment("one"), experiment("two", environment="staging")),
        (experiment("one"), experiment("two", flag="other")),
        (experiment("one", group=share(0, 50)), experiment("two", group=share(50, 100))),
        (experiment("one", group=share(50, 100)), experiment("two", group=share(0, 50))),
        (
            experiment("one", flag="a", group=share(0, 50)),
            experiment("two", flag="b", group=share(0, 50, "cart")),
        ),
    ],
)
def test_experiments_that_cannot_meet_do_not_clash(one: Experiment, other: Experiment) -> None:
    assert clash_between(one, other) is None


@pytest.mark.parametrize("flag", ["new-gallery", "other"])
def test_buckets_of_a_group_are_taken_once_whatever_the_flags(flag: str) -> None:
    one = experiment("one", group=share(0, 50.001))

    why = clash_between(one, experiment("two", flag=flag, group=share(50, 100)))

    assert why is not None
    assert "from 50 % to 100 % of the exclusion group 'shop'" in why


def test_a_flag_is_shared_only_within_one_group() -> None:
    one = experiment("one", group=share(0, 50))

    assert clash_between(one, experiment("two", group=share(50, 100, "cart"))) is not None
    assert clash_between(one, experiment("two")) is not None


def test_clashes_are_listed_by_key() -> None:
    served = [experiment("two"), experiment("three", flag="other")]

    [(key, _)] = clashes_of(experiment("one"), served)

    assert key == "two"


def test_of_two_that_started_together_the_one_with_the_later_key_goes() -> None:
    one, two = experiment("one"), experiment("two")

    assert later_of(one, two) is two
    assert later_of(two, one) is two


def test_a_draft_started_before_everything_else() -> None:
    draft = experiment("zebra").model_copy(update={"runs": []})
    started = experiment("ant")

    assert later_of(draft, started) is started

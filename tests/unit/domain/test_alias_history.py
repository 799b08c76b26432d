"""Which version an alias goes back to, and which old ones may go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burgee.domain.alias_history import bad_versions, version_before, versions_to_prune
from tests.unit.domain.guarding import HOUR, NOON, a_function, a_move, an_alias, published

YOUNG = NOON - HOUR


class TestVersionBefore:
    def test_it_is_the_newest_one_published_before(self) -> None:
        assert version_before(an_alias(12), published(3, 9, 10, 12), []) == "10"

    def test_it_is_not_one_that_was_published_later(self) -> None:
        assert version_before(an_alias(3), published(2, 3, 4, 5), []) == "2"

    def test_the_first_version_has_none(self) -> None:
        assert version_before(an_alias(1), published(1, 2), []) is None

    def test_it_is_where_a_recorded_move_came_from(self) -> None:
        moves = [a_move(4, 8)]
        assert version_before(an_alias(8), published(4, 5, 6, 7, 8), moves) == "4"

    def test_a_move_that_something_was_deployed_after_says_nothing(self) -> None:
        moves = [a_move(4, 8)]
        assert version_before(an_alias(9), published(4, 5, 8, 9), moves) == "8"

    def test_it_is_never_one_that_a_rollback_left(self) -> None:
        moves = [a_move(5, 4)]
        assert version_before(an_alias(6), published(3, 4, 5, 6), moves) == "4"

    def test_a_left_version_that_somebody_put_back_is_good_again(self) -> None:
        moves = [a_move(5, 4), a_move(4, 5)]
        assert version_before(an_alias(6), published(4, 5, 6), moves) == "5"

    def test_after_a_rollback_it_is_an_even_older_one(self) -> None:
        assert version_before(an_alias(4), published(3, 4, 5), [a_move(5, 4)]) == "3"

    def test_it_is_not_one_that_was_deleted(self) -> None:
        assert version_before(an_alias(8), published(3, 8), [a_move(4, 8)]) == "3"

    def test_during_a_canary_it_is_the_older_of_the_two(self) -> None:
        assert version_before(an_alias(4, v6=0.1), published(4, 5, 6), []) == "4"

    def test_versions_are_compared_as_numbers(self) -> None:
        assert version_before(an_alias(9, v10=0.1), published(8, 9, 10), []) == "9"

    def test_a_canary_that_goes_the_other_way_ends_at_the_older_one_too(self) -> None:
        assert version_before(an_alias(6, v4=0.1), published(4, 5, 6), []) == "4"

    def test_a_deployment_that_was_stopped_leaves_a_bad_version(self) -> None:
        moves = [a_move(5, 4, deployment="d-1")]
        assert version_before(an_alias(6), published(4, 5, 6), moves) == "4"

    def test_a_stopped_deployment_that_named_no_versions_makes_none_bad(self) -> None:
        assert bad_versions([a_move(4, 4, deployment="d-1")]) == frozenset()


class TestPruning:
    def test_versions_past_the_retention_go_oldest_first(self) -> None:
        old = published(1, 2, 3, at=NOON - 100 * HOUR)
        kept = published(4, 5, at=YOUNG)
        going = versions_to_prune(a_function(), [an_alias(5)], [*old, *kept], NOON)
        assert going == ["1", "2", "3"]

    def test_the_tenth_version_stays_and_the_eleventh_goes(self) -> None:
        young = published(*range(1, 12), at=YOUNG)
        assert versions_to_prune(a_function(), [an_alias(11)], young, NOON) == ["1"]

    def test_the_limits_are_the_functions_own(self) -> None:
        function = a_function(retention_hours=1, most_versions=2)
        young, old = published(3, 4, 5, at=YOUNG + 60), published(2, at=YOUNG - 60)
        assert versions_to_prune(function, [an_alias(5)], [*old, *young], NOON) == ["2", "3"]

    @pytest.mark.parametrize(
        "alias", [an_alias(1), an_alias(9, v1=0.5), an_alias(1, name="partners")]
    )
    def test_one_that_any_alias_uses_stays(self, alias: object) -> None:
        old = published(1, 2, 9, at=NOON - 100 * HOUR)
        going = versions_to_prune(a_function(), [an_alias(9), alias], old, NOON)  # type: ignore[list-item]
        assert "1" not in going

    def test_the_one_to_go_back_to_stays(self) -> None:
        old = published(1, 2, 3, at=NOON - 100 * HOUR)
        assert versions_to_prune(a_function(), [an_alias(3)], old, NOON) == ["1"]

    def test_the_one_that_a_move_is_about_to_use_stays(self) -> None:
        old = published(1, 2, 3, at=NOON - 100 * HOUR)
        function = a_function(a_move(3, 1, done=False))
        assert versions_to_prune(function, [an_alias(3)], old, NOON) == []

    def test_nothing_to_go_back_to_keeps_nothing_back(self) -> None:
        old = published(1, 2, at=NOON - 100 * HOUR)
        assert versions_to_prune(a_function(), [an_alias(1)], old, NOON) == ["2"]


VERSIONS = st.lists(st.integers(1, 30), min_size=1, max_size=20, unique=True)
MOVES = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), max_size=8)


@given(VERSIONS, MOVES, st.data())
def test_a_rollback_never_leads_to_a_bad_or_absent_version_nor_in_a_circle(
    versions: list[int], pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    moves = [a_move(*pair) for pair in pairs]
    there = published(*sorted(versions))
    alias = an_alias(data.draw(st.sampled_from(versions)))
    for _ in range(len(versions) + 1):
        target = version_before(alias, there, moves)
        if target is None:
            return
        assert target in {one.version for one in there} - bad_versions(moves)
        moves.append(a_move(int(alias.newest), int(target)))
        alias = an_alias(int(target))
    raise AssertionError("it went back more often than there are versions")


@given(VERSIONS, st.integers(1, 10), st.integers(1, 200), st.data())
def test_what_is_used_survives_any_retention(
    versions: list[int], most: int, hours: int, data: st.DataObject
) -> None:
    there = published(*sorted(versions), at=NOON - 100 * HOUR)
    live, other = (data.draw(st.sampled_from(versions)) for _ in range(2))
    function = a_function(retention_hours=hours, most_versions=max(2, most))
    going = versions_to_prune(function, [an_alias(live, v7=0.1), an_alias(other, "b")], there, NOON)
    assert not {str(live), str(other), "7"} & set(going)

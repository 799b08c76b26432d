from __future__ import annotations

from burgee.domain.reach import within_reach


def reached(*keys: str, **leads_to: str) -> set[str]:
    """Where these keys lead; each document is the keys that it leads to, one letter each."""
    return set(within_reach(keys, leads_to.get, list))


def test_what_documents_lead_to_is_found_at_any_distance() -> None:
    assert reached("a", a="b", b="cd", c="", d="", e="a") == {"a", "b", "c", "d"}


def test_circles_are_walked_once_and_what_is_gone_is_left_out() -> None:
    assert reached("a", "gone", a="bx", b="a") == {"a", "b"}


def test_each_document_is_found_once() -> None:
    asked: list[str] = []

    def find(key: str) -> str:
        asked.append(key)
        return {"a": "bc", "b": "d", "c": "d", "d": ""}[key]

    within_reach(["a"], find, list)

    assert sorted(asked) == ["a", "b", "c", "d"]

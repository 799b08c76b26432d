"""A hotfix as the text of its pull request."""

from __future__ import annotations

from collections.abc import Iterator

from burgee.domain.hotfixes import Hotfix, HotfixStatus
from burgee.domain.severities import DEADLINE_SECONDS, Severity

OPEN_QUESTION = "_To be written._"
AFTERWARDS = ("Runbook updated", "Monitoring added", "Post-mortem scheduled, for P1 and P2")
TESTS = ("Unit tests pass", "Tried by hand where it failed", "The way back was tried")


def pull_request(hotfix: Hotfix) -> str:
    """The text, in Markdown: what is known is filled in, the rest is to be."""
    return "\n".join(_lines(hotfix))


def _lines(hotfix: Hotfix) -> Iterator[str]:
    yield f"# Hotfix {hotfix.key}: {hotfix.title}"
    yield from _section("Severity", *(_severity(one, hotfix) for one in Severity))
    yield from _section("What is broken, for whom", hotfix.issue or OPEN_QUESTION)
    yield from _section("Root cause", hotfix.root_cause or OPEN_QUESTION)
    yield from _section("What was changed", hotfix.fix or OPEN_QUESTION)
    yield from _section("Tests", hotfix.testing or OPEN_QUESTION, "", *_to_do(TESTS))
    yield from _section("Approvals", *_approvals(hotfix))
    yield from _section("Deployment", *_deployments(hotfix))
    yield from _section("The way back", *_way_back(hotfix))
    yield from _section("Afterwards", *_to_do(AFTERWARDS))


def _section(title: str, *lines: str) -> tuple[str, ...]:
    return ("", f"## {title}", "", *lines)


def _to_do(tasks: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"- [ ] {task}" for task in tasks)


def _severity(severity: Severity, hotfix: Hotfix) -> str:
    mark = "x" if severity is hotfix.severity else " "
    seconds = DEADLINE_SECONDS[severity]
    limit = f"within {seconds // 3600} h" if seconds else "with the next release"
    due = f", by {hotfix.deadline}" if mark == "x" and hotfix.deadline else ""
    return f"- [{mark}] {severity}: {limit}{due}"


def _approvals(hotfix: Hotfix) -> tuple[str, ...]:
    given = tuple(f"- {one.who} at {one.at}: {one.reason}" for one in hotfix.approvals)
    return given or ("None: it was deployed the ordinary way, or is not deployed yet.",)


def _deployments(hotfix: Hotfix) -> tuple[str, ...]:
    done = tuple(
        f"- [x] `{one.function}` version {one.version} instead of {one.previous}, at {one.at}, "
        f"by {one.who}; SHA-256 `{one.code_sha256}`"
        for one in hotfix.deployments
        if one.done
    )
    closed = "x" if hotfix.status is HotfixStatus.CLOSED else " "
    return (*(done or ("- [ ] Deployed",)), "- [ ] No errors in the log", f"- [{closed}] Closed")


def _way_back(hotfix: Hotfix) -> tuple[str, ...]:
    words = (hotfix.rollback_plan, "") if hotfix.rollback_plan else ()
    targets = {one.function: one.previous for one in hotfix.deployments if one.done}
    if not targets and hotfix.function:
        targets = {hotfix.function: ""}
    commands = tuple(
        f"burgee ops rollback {function}{f' --to {previous}' if previous else ''} "
        f'--reason "Hotfix {hotfix.key} did not help"'
        for function, previous in targets.items()
    )
    if not commands:
        return words or (OPEN_QUESTION,)
    return (*words, "```bash", *commands, "```")

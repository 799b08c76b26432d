"""What the documentation names is there: files, verbs, commands with their options, flags."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from burgee.cli.commands import PLACES, loaded
from burgee.cli.files import read_documents
from burgee.domain.flag_checks import Surroundings, check_flag_references
from burgee.domain.flags import Flag
from burgee.domain.names import DEFAULT_ENVIRONMENTS
from burgee.domain.rollout_checks import RolloutSurroundings, check_rollout_references
from burgee.domain.rollouts import Rollout
from burgee.domain.segments import Segment
from burgee.stats.judging import effects, verdicts

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for folder in (
        ROOT,
        ROOT / "docs",
        ROOT / "docs/clients",
        ROOT / "docs/decisions",
        ROOT / "docs/runbooks",
        ROOT / "examples",
        *(page.parent for page in ROOT.glob("examples/*/README.md")),
    )
    for page in folder.glob("*.md")
)
LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SESSION = re.compile(r"^```python\n(>>> .*?)^```", re.MULTILINE | re.DOTALL)
BURGEE = re.compile(r"(?:^|`)(?:\.venv/bin/)?burgee ([^`\n#]+)", re.MULTILINE)
VERB = re.compile(r"(?:^|`|&& )make ([a-z-]+)", re.MULTILINE)


def _command_lines() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for line in BURGEE.findall(page.read_text()):
            yield str(page.relative_to(ROOT)), line.strip()


def _find(words: list[str]) -> Any:
    """The command that these words begin with; fails if there is none."""
    first, *others = words
    assert first in PLACES, f"there is no command {first!r}"
    found: Any = loaded(first)
    for word in others:
        commands = getattr(found, "commands", None)
        if commands is None:
            return found
        assert word in commands, f"there is no command {word!r} in {found.name}"
        found = commands[word]
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    missing = [
        target
        for target in LINK.findall(page.read_text())
        if not (page.parent / target).resolve().exists()
    ]
    assert missing == []


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if SESSION.search(page.read_text())],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_sessions_of_python_give_what_pages_say(page: Path) -> None:
    session = "".join(SESSION.findall(page.read_text()))
    parsed = doctest.DocTestParser().get_doctest(session, {}, page.name, str(page), 0)
    assert doctest.DocTestRunner().run(parsed).failed == 0


@pytest.mark.parametrize(("page", "line"), sorted(set(_command_lines())))
def test_commands_take_the_options_that_pages_show(page: str, line: str) -> None:
    command = _find(line.split())
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    shown = set(re.findall(r"(?<![\w-])(--?[a-z][a-z-]*)", line))
    assert shown <= known | {"--help"}


def _verdict_rules() -> Iterator[str]:
    """The names that rules give to their verdicts."""
    for call in ast.walk(ast.parse(inspect.getsource(verdicts))):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in {"Verdict", "_about"}:
            for given in call.args:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield given.value


def test_the_page_on_results_lists_every_rule_of_verdicts() -> None:
    table = (ROOT / "docs/results.md").read_text().partition("| rule |")[2].partition("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(_verdict_rules())


@pytest.mark.parametrize(
    "method",
    [
        effects.Z_TEST,
        effects.EXACT,
        effects.WELCH,
        effects.CUPED,
        effects.DELTA,
        effects.QUANTILES,
    ],
)
def test_the_page_on_statistics_says_when_each_method_is_used(method: str) -> None:
    assert f"| `{method}` |" in (ROOT / "docs/statistics.md").read_text()


def test_verbs_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    shown = {verb for page in PAGES for verb in VERB.findall(page.read_text())}
    assert shown <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_the_flag_and_the_rollout_of_the_readme_can_be_applied_as_they_stand(
    tmp_path: Path,
) -> None:
    fences = FENCE.findall((ROOT / "README.md").read_text())
    for number, text in enumerate(text for language, text in fences if language == "yaml"):
        (tmp_path / f"{number}.yaml").write_text(text)
    written = read_documents([tmp_path])
    flags = {one.key: one.document for one in written if isinstance(one.document, Flag)}
    segments = {one.key: one.document for one in written if isinstance(one.document, Segment)}
    around = Surroundings(DEFAULT_ENVIRONMENTS, flags, segments)
    check_flag_references(flags["new-checkout"], around)
    (rollout,) = (one.document for one in written if isinstance(one.document, Rollout))
    flag = flags[rollout.flag]
    check_rollout_references(rollout, RolloutSurroundings(DEFAULT_ENVIRONMENTS, flag))

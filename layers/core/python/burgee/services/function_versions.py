"""The versions of a function, and what may become of each."""

from __future__ import annotations

from dataclasses import dataclass

from burgee.domain.alias_history import Alias, bad_versions, version_before, versions_to_prune
from burgee.domain.timestamps import iso
from burgee.services.alias_ports import Aliases
from burgee.services.guarded_functions import as_guarded, guarded_function
from burgee.services.writing import Ledger


@dataclass(frozen=True, slots=True)
class FunctionVersionRow:
    """One version. `aliases`: those that use it, with their share of the calls."""

    version: str
    published: str
    aliases: tuple[str, ...]
    remark: str
    description: str


def function_versions(aliases: Aliases, ledger: Ledger, key: str) -> list[FunctionVersionRow]:
    """All versions of a guarded function, newest first. Raises DocumentNotFound,
    FunctionsUnavailable."""
    function = as_guarded(aliases, guarded_function(aliases, ledger, key))
    standing = aliases.functions.aliases(key)
    published = aliases.functions.published(key)
    live = aliases.functions.alias(key, function.alias)
    remarks = dict.fromkeys(versions_to_prune(function, standing, published, ledger.now()), "goes")
    remarks |= dict.fromkeys(bad_versions(function.moves), "bad: a rollback left it")
    before = version_before(live, published, function.moves)
    if before:
        remarks[before] = "a rollback leads here"
    return [
        FunctionVersionRow(
            one.version,
            iso(one.at),
            tuple(_share(alias, one.version) for alias in standing if one.version in alias.used),
            remarks.get(one.version, ""),
            one.description,
        )
        for one in reversed(published)
    ]


def _share(alias: Alias, version: str) -> str:
    """An alias and the share of its calls that a version gets: `live 10 %`."""
    own = 1 - sum(alias.weights.values())
    share = own if version == alias.version else alias.weights[version]
    return f"{alias.name} {share:.0%}".replace("%", " %")

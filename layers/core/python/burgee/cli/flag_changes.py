"""A flag with some settings of one environment changed: pure, from document to document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from burgee.cli.failures import UsageProblem
from burgee.domain.documents import Json

NO_ROLLOUT = "none"


@dataclass(frozen=True, slots=True)
class Setting:
    """What to change; None and empty mean: leave it. `rollout` is `VARIANT=PERCENT` or `none`,
    `targets` are `VARIANT=UNIT`."""

    enabled: bool | None = None
    default_variant: str | None = None
    rollout: str | None = None
    targets: tuple[str, ...] = ()
    untargeted: tuple[str, ...] = ()


def is_enabled(flag: Mapping[str, Json], environment: str) -> bool:
    """Whether the flag is switched on there; without a section for it, it is not."""
    settings = flag["environments"].get(environment)
    return bool(settings and settings["enabled"])


def changed(flag: Mapping[str, Json], environment: str, setting: Setting) -> dict[str, Json]:
    """The flag after the change. Raises UsageProblem for what cannot be read, or is nothing."""
    if setting == Setting():
        raise UsageProblem(
            "say what to change: --enable, --disable, --default, --rollout, --target, --untarget"
        )
    settings = dict(flag["environments"].get(environment) or {})
    if setting.enabled is not None:
        settings["enabled"] = setting.enabled
    if setting.default_variant is not None:
        settings["default_variant"] = setting.default_variant
    if setting.rollout is not None:
        settings["rollout"] = _rollout(setting.rollout, settings.get("rollout"))
    settings["targets"] = _targets(settings.get("targets") or {}, setting)
    if "default_variant" not in settings:
        raise UsageProblem(
            f"{flag['key']} is not set up in {environment}; name its --default variant there"
        )
    return {**flag, "environments": {**flag["environments"], environment: settings}}


def _rollout(text: str, before: Mapping[str, Json] | None) -> Json:
    """The new rollout; what it hashes by stays."""
    if text == NO_ROLLOUT:
        return None
    variant, percentage = _pair(text, "--rollout", "VARIANT=PERCENT")
    return {**(before or {}), "variant": variant, "percentage": _percentage(percentage)}


def _percentage(text: str) -> int | float:
    try:
        number = int(text) if text.isdecimal() else float(text)
    except ValueError:
        number = -1
    if not 0 <= number <= 100:
        raise UsageProblem(f"{text!r} is no percentage; write --rollout on=25 or --rollout on=0.5")
    return number


def _targets(before: Mapping[str, list[str]], setting: Setting) -> dict[str, list[str]]:
    """Targets after the change: a unit is the target of one variant at most."""
    wanted = [_pair(text, "--target", "VARIANT=UNIT") for text in setting.targets]
    moved = {unit for _, unit in wanted} | set(setting.untargeted)
    after = {name: [unit for unit in units if unit not in moved] for name, units in before.items()}
    for variant, unit in wanted:
        after.setdefault(variant, []).append(unit)
    return {name: units for name, units in after.items() if units}


def _pair(text: str, option: str, form: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not name or not equals or not value:
        raise UsageProblem(f"{option} {text!r} has not the form {form}")
    return name, value

"""Random experiments over the flags of a random world, and what is known of its units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from burgee.domain.evaluation import Evaluator
from burgee.domain.experiment_forms import Holdout
from tests.reference.experiments import Memory, Trials
from tests.reference.interpreter import Interpreter
from tests.unit.domain.experiments import an_experiment, known, parsed_experiments, serving
from tests.unit.domain.rulesets import ENVIRONMENT, parsed_flags, parsed_segments
from tests.unit.domain.strategies import UNITS, conditions, leaves
from tests.unit.domain.worlds import FLAGS, VARIANTS, World, worlds

EXPERIMENTS = ("alpha", "beta", "gamma")
EXPERIMENT_VARIANTS = ("control", "a", "b")
STANDINGS: tuple[dict[str, Any], ...] = (
    *({"status": "running"},) * 6,
    *({"status": "paused"}, {"status": "cancelled", "halted": True}) * 2,
    *({"status": "completed"}, {"environment": "staging"}),
)
GROUP = {"key": "shop", "salt": "shop"}

plans = st.lists(st.sampled_from(("pro", "free", "a", 10, True)), min_size=1, max_size=3)
bucket_keys = st.sampled_from(("targetingKey",) * 7 + ("targeting_key", "plan", "account.id"))
percentages = st.sampled_from((100, 100, 100, 50, 33.333, 0))
SELDOM = (False,) * 5 + (True,)


@dataclass(frozen=True)
class Trial:
    """A world with experiments as JSON."""

    world: World
    experiments: list[dict[str, Any]]
    holdout: Holdout

    def evaluator(self) -> Evaluator:
        return serving(
            *self.experiments,
            flags=self.world.flags,
            segments=self.world.segments,
            groups=[GROUP],
            holdout=self.holdout,
            now=self.world.now,
        )

    def interpreter(self) -> Interpreter:
        served = parsed_experiments(self.experiments, [GROUP], self.holdout)
        held = (self.holdout.percentage, self.holdout.salt)
        now = self.world.now
        trials = Trials(ENVIRONMENT, served.experiments, served.groups, held, now)
        flags, segments = parsed_flags(self.world.flags), parsed_segments(self.world.segments)
        return Interpreter(ENVIRONMENT, flags, segments, now, trials)


@st.composite
def lists(draw: st.DrawFn, *, is_exclusion: bool) -> dict[str, Any]:
    """Inclusion or exclusion; most often of nobody."""
    written: dict[str, Any] = {}
    if draw(st.sampled_from(SELDOM)):
        written["attributes"] = {draw(st.sampled_from(("plan", "account.plan"))): draw(plans)}
    if draw(st.sampled_from(SELDOM)):
        written["segments"] = draw(st.sampled_from((["staff"], ["gone", "beta"])))
    if draw(st.sampled_from(SELDOM)):
        written["conditions"] = draw(conditions(leaves()))
    if is_exclusion and draw(st.sampled_from(SELDOM)):
        written["units"] = draw(st.lists(st.sampled_from(UNITS), max_size=2))
    if is_exclusion and draw(st.booleans()):
        written["experiments"] = draw(st.lists(st.sampled_from((*EXPERIMENTS, "gone")), max_size=2))
    return written


@st.composite
def experiment_variants(draw: st.DrawFn) -> dict[str, Any]:
    """Mostly of the first flag, so that several experiments decide it."""
    made: dict[str, dict[str, Any]] = {}
    for name in EXPERIMENT_VARIANTS[: draw(st.integers(2, 3))]:
        shown = st.dictionaries(
            st.sampled_from((FLAGS[0], *FLAGS)), st.sampled_from(VARIANTS), max_size=2
        )
        made[name] = {"weight": draw(st.sampled_from((1, 1, 2, 97))), "flags": draw(shown)}
        if draw(st.sampled_from((True, False, False))):
            override = draw(st.sampled_from(("one", {"value": 7.5}, {"value": [None]})))
            made[name]["configuration"] = {"third": override}
            made[name]["flags"].pop("third", None)
    return made


@st.composite
def experiments(draw: st.DrawFn, key: str) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "eligibility": {
            "include": draw(lists(is_exclusion=False)),
            "exclude": draw(lists(is_exclusion=True)),
        },
        "traffic": draw(percentages),
        "bucket_by": draw(bucket_keys),
        "assignment": draw(
            st.sampled_from(("deterministic",) * 3 + ("random", "stratified", "blocked"))
        ),
        "strata": draw(st.sampled_from(([], ["plan"], ["plan", "account.plan"]))),
        "variants": draw(experiment_variants()),
        **draw(st.sampled_from(STANDINGS)),
    }
    if draw(st.sampled_from((True, False, False))) and parts["bucket_by"].startswith("targeting"):
        begin = draw(st.sampled_from((0, 33.333, 50)))
        key_of_group = draw(st.sampled_from(("shop",) * 5 + ("gone",)))
        parts["group"] = {"key": key_of_group, "begin": begin, "end": begin + 50}
    return an_experiment(key, number=draw(st.sampled_from((1, 1, 1, 2))), **parts)


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    kept_out = draw(st.sampled_from((0, 0, 0, 10, 50)))
    return Trial(
        draw(worlds()),
        [draw(experiments(key)) for key in EXPERIMENTS],
        Holdout(kept_out, "held" if kept_out else ""),
    )


@st.composite
def memories(draw: st.DrawFn) -> dict[str, Any]:
    """What is known: exposures, draws, and under which attributes the unit has opted out."""
    runs = st.sampled_from([f"{key}.{number}" for key in EXPERIMENTS for number in (1, 1, 2)])
    variants = st.dictionaries(runs, st.sampled_from(EXPERIMENT_VARIANTS[:2]), max_size=4)
    out = st.sampled_from(([],) * 7 + (["targetingKey"], ["plan"], ["account.id"]))
    return {"exposures": draw(variants), "drawn": draw(variants), "out": draw(out)}


def memory_of(found: dict[str, Any]) -> Memory:
    return Memory(dict(found["exposures"]), dict(found["drawn"]), list(found["out"]))


def known_of(found: dict[str, Any], context: dict[str, Any]) -> Any:
    return known(
        context,
        exposures=found["exposures"],
        drawn=found["drawn"],
        takes_part=dict.fromkeys(found["out"], False),
    )

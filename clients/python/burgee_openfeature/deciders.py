"""Which flags a process may decide by itself, and what has to be recorded of them."""

from __future__ import annotations

from burgee.domain.assignment import DRAWN_METHODS, HALTED
from burgee.domain.known_units import KnownContext, KnownUnits
from burgee.domain.lookups import experiments_in, prerequisites_in, rollout_run_in
from burgee.domain.reach import within_reach
from burgee_openfeature.client import with_unit

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from burgee.domain.answers import Answer
    from burgee.domain.evaluation import Evaluator
    from burgee.domain.predicates import Context
    from burgee_openfeature.exposures import Exposures

Decide: TypeAlias = "Callable[[Context], Answer]"
Ask: TypeAlias = "Callable[[str, Context], Answer]"


class Deciders:
    """How each flag is decided, looked at when it is first asked for: `decisions` are those of the
    evaluator, which fills them in and makes them faster.

    `asked` are the flags that only the server can decide.
    """

    def __init__(self, evaluator: Evaluator, exposures: Exposures, ask: Ask) -> None:
        self.evaluator = evaluator
        self.decisions = evaluator.decisions
        self._exposures = exposures
        self._ask = ask
        self._resting: dict[str, Decide] = {}
        self._of_server: tuple[str, ...] | None = None
        self.asked: set[str] = set()
        evaluator.first_decision = self._first

    def rest(self) -> set[str]:
        """The flags that were decided here since the last rest. They are looked up anew at their
        next use, which so is noticed without a cost for all others."""
        used = self.decisions.copy()
        self._resting |= used
        self.decisions.clear()
        return set(used) - self.asked

    def is_asked(self, flag_key: str) -> bool:
        """Whether only the server can decide this flag; False for one that there is not."""
        try:
            if flag_key in self.decisions:
                return flag_key in self.asked
            return is_of_server(self.evaluator, flag_key)
        except Exception:  # noqa: BLE001 - a broken flag is no reason to wait
            return False

    def of_server(self) -> tuple[str, ...]:
        """All flags that only the server can decide; looked for once."""
        if self._of_server is None:
            evaluator = self.evaluator
            keys = evaluator.ruleset.flag_keys if evaluator.needs_all() is not None else ()
            self._of_server = tuple(key for key in keys if self.is_asked(key))
        return self._of_server

    def _first(self, flag_key: str) -> Decide:
        return self._resting.pop(flag_key, None) or self._decider(flag_key)

    def _decider(self, flag_key: str) -> Decide:
        ask = self._ask
        if is_of_server(self.evaluator, flag_key):
            self.asked.add(flag_key)
            return lambda context: ask(flag_key, context)
        if meets_more(self.evaluator, flag_key):
            return self._noting(flag_key)
        return self.evaluator.decision(flag_key)

    def _noting(self, flag_key: str) -> Decide:
        evaluated, exposures = self.evaluator.decision(flag_key), self._exposures

        def decide(given: Context) -> Answer:
            context = with_unit(given)
            known = KnownContext(context, KnownUnits({}))
            try:
                return evaluated(known)
            finally:  # as the server, which records what was met on the way to an error
                for met in known.units.met.values():
                    exposures.note((met.experiment, met.variant), context)

        return decide


def is_of_server(evaluator: Evaluator, flag_key: str) -> bool:
    """Whether it depends on what only the server knows: what units did, or a draw that is kept."""
    needs = evaluator.needs(flag_key)
    if needs is None:
        return False
    ruleset = evaluator.ruleset
    flags = within_reach([flag_key], ruleset.flag, prerequisites_in)
    deciding = {key for form in flags.values() for key in experiments_in(form)}
    experiments = (ruleset.experiment(key) for key in deciding)
    return needs.profile or any(
        form is not None and form["method"] in DRAWN_METHODS and form["status"] != HALTED
        for form in experiments
    )


def meets_more(evaluator: Evaluator, flag_key: str) -> bool:
    """Whether an answer may expose to more than it says: by the run of a rollout, or by flags that
    this one asks for."""
    if evaluator.needs(flag_key) is None:
        return False
    flags = within_reach([flag_key], evaluator.ruleset.flag, prerequisites_in)
    return any(
        rollout_run_in(form) is not None or (key != flag_key and experiments_in(form))
        for key, form in flags.items()
    )

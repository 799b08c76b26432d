"""Which flags a process may decide by itself, and what has to be recorded of them."""

from __future__ import annotations

from burgee.domain.assignment import DRAWN_METHODS, HALTED
from burgee.domain.known_units import KnownContext, KnownUnits
from burgee.domain.lookups import experiments_in, prerequisites_in, rollout_run_in
from burgee.domain.reach import within_reach

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


class Deciders(dict[str, "Decide | None"]):
    """How each flag is decided; None: by the evaluator, whose answer says what it exposes. A flag
    is looked at when it is first asked for; KeyError for one that there is not. `asked` are those
    among them that only the server can decide."""

    __slots__ = ("_ask", "_evaluator", "_exposures", "asked")

    def __init__(self, evaluator: Evaluator, exposures: Exposures, ask: Ask) -> None:
        super().__init__()
        self._evaluator = evaluator
        self._exposures = exposures
        self._ask = ask
        self.asked: set[str] = set()

    def __missing__(self, flag_key: str) -> Decide | None:
        decide = self[flag_key] = self._decider(flag_key)
        return decide

    def of_server(self) -> list[str]:
        """The flags that only the server can decide."""
        if self._evaluator.needs_all() is None:
            return []
        keys = self._evaluator.ruleset.flag_keys
        return [key for key in keys if is_of_server(self._evaluator, key)]

    def _decider(self, flag_key: str) -> Decide | None:
        evaluator, ask = self._evaluator, self._ask
        if evaluator.ruleset.has_no_flag(flag_key):
            raise KeyError(flag_key)
        if is_of_server(evaluator, flag_key):
            self.asked.add(flag_key)
            return lambda context: ask(flag_key, context)
        return self._noting(flag_key) if meets_more(evaluator, flag_key) else None

    def _noting(self, flag_key: str) -> Decide:
        evaluator, exposures = self._evaluator, self._exposures

        def decide(context: Context) -> Answer:
            known = KnownContext(context, KnownUnits({}))
            answer = evaluator.evaluate(flag_key, known)
            for met in known.units.met.values():
                exposures.note((met.experiment, met.variant), context)
            return answer

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

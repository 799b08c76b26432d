"""Somebody's yes to a decision."""

from __future__ import annotations

from burgee.domain.decisions import decision_signed_off, refuse_other_decision
from burgee.domain.documents import Action, DocumentVersion
from burgee.domain.experiments import DecisionSignOff, Experiment
from burgee.domain.roles import DecisionRole, Role
from burgee.domain.timestamps import iso
from burgee.services.decide_experiment import refuse_unknown_variant
from burgee.services.transitions import transition
from burgee.services.writing import Author, Ledger


def sign_off_decision(
    ledger: Ledger, author: Author, key: str, *, role: DecisionRole, promoted: str | None
) -> DocumentVersion:
    """The experiment with an approver's agreement that `promoted` is promoted, or that the
    control is kept (None). A key agrees once: its next sign-off takes the first one's place.

    Raises Forbidden, IllegalTransition, InvalidDocument for a variant that is no treatment,
    AlreadyDecided.
    """
    author.caller.require_role(Role.APPROVER)
    mark = DecisionSignOff(
        by=author.caller.key_id,
        by_name=author.caller.name,
        role=role,
        promoted=promoted,
        at=iso(ledger.now()),
    )

    def change(experiment: Experiment) -> Experiment:
        refuse_unknown_variant(experiment, promoted)
        refuse_other_decision(experiment.runs[-1], promoted)
        return decision_signed_off(experiment, mark)

    return transition(ledger, author, key, Action.SIGN_OFF_DECISION, change)

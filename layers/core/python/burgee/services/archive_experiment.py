"""An experiment, put away for good with all that was found out."""

from __future__ import annotations

from burgee.domain.documents import Action, DocumentVersion, Kind
from burgee.domain.experiment_changes import archived
from burgee.domain.experiments import Experiment, run_id
from burgee.domain.lifecycle import next_status
from burgee.domain.run_plans import compile_run
from burgee.services.reading import read
from burgee.services.run_sums import run_sums
from burgee.services.tracking_ports import AggregateRepository
from burgee.services.transitions import transition
from burgee.services.writing import Author, Ledger


def archive_experiment(
    ledger: Ledger, author: Author, key: str, aggregates: AggregateRepository
) -> DocumentVersion:
    """The experiment, archived. Before, the sums of its runs are kept as they are, so that they
    can be read when counters are gone; plans and decisions lie in its runs, looks beside them.

    Safe to repeat: until it is archived, sums are kept anew each time.
    """
    experiment = Experiment.model_validate(read(ledger.documents, Kind.EXPERIMENT, key).body)
    next_status(Action.ARCHIVE, experiment.status)
    for run in experiment.runs:
        name = run_id(key, run.number)
        aggregates.keep_sums(name, run_sums(aggregates, compile_run(name, run)))
    return transition(ledger, author, key, Action.ARCHIVE, archived)

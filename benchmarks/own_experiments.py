"""Running experiments among the workload's flags, one flag each."""

from __future__ import annotations

from typing import Any

from benchmarks import own_flags
from benchmarks.deployment import experiment_document, flag_document
from burgee.domain.experiment_forms import Experiments
from burgee.domain.experiments import Experiment
from burgee.domain.flag_checks import parse_flag
from burgee.domain.flags import Flag

METRICS = {"goals": [{"key": "bought", "type": "conversion_rate", "event_name": "purchase"}]}
IN_EUROPE = {
    "conditions": [{"attribute": "country", "operator": "in", "value": ["FI", "SE", "DE", "FR"]}]
}


def flag_key(number: int) -> str:
    return f"experiment_flag_{number}"


def flags(count: int, experiments: int) -> list[Flag]:
    """The workload's flags, and one for each experiment."""
    own = [parse_flag(flag_document(flag_key(number))) for number in range(experiments)]
    return own_flags.flags(count) + own


def running(count: int) -> Experiments:
    """So many: an inclusion by country, 90 % traffic, two variants."""
    return Experiments([Experiment.model_validate(_document(n)) for n in range(count)], [])


def _document(number: int) -> dict[str, Any]:
    flag = flag_key(number)
    document = experiment_document(f"experiment-{number}", flag, METRICS, dimensions=["platform"])
    return {**document, "eligibility": {"include": IN_EUROPE}, "traffic": 90}

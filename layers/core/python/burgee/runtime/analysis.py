"""What `analyse` works with."""

from __future__ import annotations

import time

from burgee.runtime.wiring import documents, maintained_aggregates
from burgee.services.analyse_rollouts import Watch
from burgee.services.analyse_run import Analysis
from burgee.services.look_ports import LookRepository
from burgee.services.rollout_ports import JudgementRepository
from burgee.stats.guardrails.judge import judge_guardrails
from burgee.stats.judging.judge import analyse_run


def new_analysis(looks: LookRepository) -> Analysis:
    """What looks are taken with: kept in `looks`, and judged by the statistics of this package."""
    return Analysis(documents(), maintained_aggregates(), looks, time.time, analyse_run)


def new_watch(judgements: JudgementRepository) -> Watch:
    """What guardrails are judged with: kept in `judgements`."""
    return Watch(documents(), maintained_aggregates(), judgements, time.time, judge_guardrails)

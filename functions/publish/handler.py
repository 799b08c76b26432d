"""Entry of the publish function."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from burgee.domain.timestamps import iso
from burgee.runtime.observability import logger
from burgee.runtime.schedules import schedules
from burgee.runtime.streams import changed_versions
from burgee.runtime.wiring import documents, publishing_rulesets
from burgee.services.publish import derive_changed, publish
from burgee.services.schedules import plan_schedules


def handler(event: Mapping[str, Any], _: Any) -> dict[str, Any]:
    """Trigger: the stream of the config table, new versions of documents. Answer: none failed.

    The batch only says that something changed; what is published is read strongly. So a batch
    that comes twice, late or out of order publishes nothing wrong. A fault is raised: the batch
    is tried again, halved, and at last parked in the dead-letter queue, from where `burgee
    repair` and the next change make good what it meant. The schedules of what changed come last,
    so that nothing about them holds up a publication.
    """
    changed = list(changed_versions(event["Records"]))
    derive_changed(documents(), changed)
    for moved in publish(documents(), publishing_rulesets(), lambda: iso(time.time())):
        logger().info("Ruleset published", environment=moved.environment, number=moved.number)
    plan_schedules(documents(), schedules(), changed, time.time)
    return {"batchItemFailures": []}

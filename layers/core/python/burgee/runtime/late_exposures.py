"""The queue of late exposures, as `evaluate` reaches it. Loaded only once one has to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from burgee.domain.errors import StorageUnavailable
from burgee.runtime.wiring import once, settings

if TYPE_CHECKING:
    from burgee.services.late_exposures import LateExposures


class SqsLateExposures:
    """Fills the port with a queue of SQS; its client is built at the first message."""

    def __init__(self, queue_url: str) -> None:
        self._queue_url = queue_url

    def send(self, message: str) -> None:
        if not self._queue_url:
            raise StorageUnavailable("LATE_EXPOSURES_QUEUE is not set: it names the queue.")
        try:
            _client().send_message(QueueUrl=self._queue_url, MessageBody=message)
        except (BotoCoreError, ClientError) as error:
            name = type(error).__name__
            raise StorageUnavailable(f"The queue did not take a message ({name}).") from error


def late_exposures() -> LateExposures:
    """Where late exposures are sent."""
    return SqsLateExposures(settings().late_exposures_queue)


@once
def _client() -> Any:
    """Tries once: a caller waits, and has waited for a table already."""
    import botocore.session
    from botocore.config import Config

    config = Config(
        connect_timeout=1, read_timeout=1, retries={"mode": "standard", "total_max_attempts": 1}
    )
    return botocore.session.get_session().create_client("sqs", config=config)

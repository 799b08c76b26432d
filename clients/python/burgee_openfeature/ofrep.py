"""One flag asked of the server, in OFREP's words."""

from __future__ import annotations

import json
from urllib.parse import quote

from burgee.domain.answers import GENERAL, NO_METADATA, Answer
from burgee_openfeature.http_connection import Unreachable, complaint
from burgee_openfeature.sender import retry_after

TYPE_CHECKING = False  # not from `typing`, which takes longer to load than all of this
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from burgee_openfeature.http_connection import Connections, Reply

PATH = "/ofrep/v1/evaluate/flags"
# What the server says of a flag; anything else says that there was no answer.
ANSWERED = frozenset({200, 400, 404})


def ask(
    connections: Connections, flag_key: str, context: Mapping[str, Any], timeout: float
) -> Answer:
    """The server's answer for one flag, which exposes the unit. Raises Unreachable, also for an
    answer that is none."""
    body = _body(context)
    reply = connections.post(f"{PATH}/{quote(flag_key, safe='')}", body, timeout=timeout)
    if reply.status not in ANSWERED:
        raise Refused(reply)
    return answer_of(parsed(reply.body), flag_key)


def ask_all(
    connections: Connections, context: Mapping[str, Any], timeout: float
) -> dict[str, Answer]:
    """The server's answers for all flags by key, which exposes nobody. Raises Unreachable."""
    reply = connections.post(PATH, _body(context), timeout=timeout)
    if reply.status != 200:
        raise Refused(reply)
    flags = parsed(reply.body).get("flags")
    if not isinstance(flags, list) or not all(isinstance(one, dict) for one in flags):
        raise Unreachable("the server's answer has no flags")
    answers = [answer_of(one, "") for one in flags]
    return {answer.flag_key: answer for answer in answers}


def answer_of(form: Mapping[str, Any], flag_key: str) -> Answer:
    """One answer of OFREP. Raises Unreachable where it is none."""
    key, code = form.get("key", flag_key), form.get("errorCode")
    if isinstance(key, str) and isinstance(code, str):
        details = str(form.get("errorDetails", ""))
        return Answer(key, None, "", "ERROR", NO_METADATA, code, details)
    reason, variant = form.get("reason"), form.get("variant", "")
    metadata = form.get("metadata", NO_METADATA)
    texts = isinstance(key, str) and isinstance(reason, str) and isinstance(variant, str)
    if not texts or not isinstance(metadata, dict):
        raise Unreachable("the server's answer is none of OFREP")
    return Answer(str(key), form.get("value"), str(variant), str(reason), metadata)


def parsed(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises Unreachable for anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreachable("the server's answer is no JSON") from None
    if not isinstance(found, dict):
        raise Unreachable("the server's answer is no JSON object")
    return found


def _body(context: Mapping[str, Any]) -> bytes:
    try:
        return json.dumps({"context": dict(context)}, allow_nan=False).encode()
    except Exception as fault:  # noqa: BLE001 - an object of the caller's
        raise Unsendable(type(fault).__name__) from None


class Refused(Unreachable):
    """Another status than that of an answer. `after`: the seconds that the server asks to be left
    alone, None where it does not say."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(complaint(reply))
        self.status = reply.status
        self.after = retry_after(reply)


class Unsendable(Exception):
    """A context that is no JSON."""


def unanswered(flag_key: str, details: str) -> Answer:
    """The answer where the server gave none."""
    return Answer(flag_key, None, "", "ERROR", NO_METADATA, GENERAL, details)

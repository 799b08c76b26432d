"""OFREP 0.3: answers as the JSON that OpenFeature clients read.

Clients differ in what they forgive: `variant` is always sent (one indexes it), `errorDetails`
too; an answer without `value` means the caller's own default. Numbers keep their form.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from burgee.domain.answers import FLAG_NOT_FOUND, NO_METADATA, Answer

JSON = "application/json"
EXPOSURE_TOKEN = "exposureToken"  # noqa: S105 - the name of one; several have spaces between

Metadata = Mapping[str, Any]

# The ruleset, or what is known of the unit, is what it was when it could last be read.
STALE: Metadata = {"stale": True}


class AnswerTexts:
    """Answers as JSON texts; those that are shared are encoded once.

    One per ruleset: the answers of a ruleset are a fixed set, and errors are not kept.
    """

    def __init__(self) -> None:
        self._texts: dict[Answer, str] = {}

    def of(self, answer: Answer) -> str:
        """The JSON of one answer."""
        text = self._texts.get(answer)
        if text is None:
            text = encode(answer)
            if answer.error_code is None:
                self._texts[answer] = text
        return text

    def bulk(self, answers: Iterable[Answer], added: Mapping[str, Metadata] = NO_METADATA) -> str:
        """The JSON of many: `{"flags": [...]}`. `added`: flag -> metadata of this caller alone."""
        of = self.of
        if not added:
            return '{"flags":[' + ",".join([of(answer) for answer in answers]) + "]}"
        texts = [
            encode(answer, added[answer.flag_key]) if answer.flag_key in added else of(answer)
            for answer in answers
        ]
        return '{"flags":[' + ",".join(texts) + "]}"


def encode(answer: Answer, added: Metadata = NO_METADATA) -> str:
    """One answer; `added` goes into its metadata: STALE, or an exposure token."""
    if answer.error_code is not None:
        return _compact(
            {
                "key": answer.flag_key,
                "errorCode": answer.error_code,
                "errorDetails": answer.error_details,
            }
        )
    form: dict[str, Any] = {"key": answer.flag_key}
    if answer.value is not None:
        form["value"] = answer.value
    metadata = {**answer.metadata, **added}
    form |= {"reason": answer.reason, "variant": answer.variant, "metadata": metadata}
    return _compact(form)


def status_of(answer: Answer) -> int:
    """The status of a single evaluation."""
    if answer.error_code is None:
        return 200
    return 404 if answer.error_code == FLAG_NOT_FOUND else 400


def etag_of(body: str) -> str:
    """The entity tag of an answer: it names the answer, not the ruleset, so that a context that
    changed, or the time of day, is never answered with 304.

    >>> etag_of("{}")
    '"01e7b720ff566d53"'
    """
    return '"' + hashlib.blake2b(body.encode(), digest_size=8).hexdigest() + '"'


def is_match(if_none_match: str | None, etag: str) -> bool:
    """Whether a client already has this answer; weak comparison, lists and `*` as in RFC 9110.

    >>> is_match('W/"a", "b"', '"b"'), is_match('"c"', '"b"')
    (True, False)
    """
    if not if_none_match:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or "*" in tags


def _compact(form: Any) -> str:
    return json.dumps(form, separators=(",", ":"))

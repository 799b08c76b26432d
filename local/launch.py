"""The shop's experiments from their designs to their start, through the admin API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from burgee.cli.api import Api, document_path
from local.seed import REASON
from local.trial import EXPERIMENT, EXPERIMENT_DOCUMENT, FLAG_DOCUMENT

APPROVER = {"name": "Second pair of eyes", "kind": "admin", "role": "approver"}


def launch(url: str, owner_token: str, *designed: str) -> None:
    """Create the shop's flag and design, let somebody else sign it off, and start it; with it
    those that are `designed` already.

    Their events were never received here, as nobody has been in the shop yet: that is accepted.
    """
    owner = Api(url, owner_token)
    _post(owner, "/flags", document=FLAG_DOCUMENT)
    _post(owner, "/experiments", document=EXPERIMENT_DOCUMENT)
    approver = Api(url, _post(owner, "/keys", document=APPROVER)["token"])
    for key in (EXPERIMENT, *designed):
        _step(approver, key, "sign-off")
        _step(owner, key, "start", accept_unseen_events=True)
    approver.close()
    owner.close()


def _step(api: Api, key: str, verb: str, **more: Any) -> None:
    path = document_path("experiment", key)
    version = api.admin("GET", path)["version"]
    body = {"reason": REASON, **more}
    api.admin("POST", f"{path}/{verb}", body=body, version=version)


def _post(api: Api, path: str, *, document: Mapping[str, Any]) -> Any:
    return api.admin("POST", path, body={"document": dict(document), "reason": REASON})

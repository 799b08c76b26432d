"""Routes of webhooks. No answer holds a secret but those of create and rotate."""

from __future__ import annotations

from burgee.domain.documents import Kind
from burgee.runtime.notices import webhook_caller
from burgee.services.list_documents import list_webhooks
from burgee.services.reading import read
from burgee.services.webhooks import (
    NewSecret,
    archive_webhook,
    check_delivery,
    create_webhook,
    rotate_secret,
    update_webhook,
)
from burgee.wire.admin_answers import (
    AttemptAnswer,
    document_answer,
    list_answer,
)
from burgee.wire.admin_requests import Because, WriteWebhook
from burgee.wire.answering import (
    CHANGE_PROBLEMS,
    CREATE_PROBLEMS,
    READ_PROBLEMS,
    Answer,
    as_document,
    as_json,
    described,
)
from burgee.wire.document_answers import WebhookAnswer, WebhookRows, WebhookSecretAnswer
from functions.admin.requests import (
    Cursor,
    IfMatch,
    Key,
    Limit,
    author_of,
    editor_of,
    ledger_of,
    new_router,
)

router = new_router()

WEBHOOKS = "/api/v1/admin/webhooks"
WEBHOOK = f"{WEBHOOKS}/<key>"
CHANGED = described(WebhookAnswer, CHANGE_PROBLEMS)


@router.get(WEBHOOKS, tags=["webhooks"], responses=described(WebhookRows, READ_PROBLEMS))
def list_webhooks_(limit: Limit = 50, cursor: Cursor = None) -> Answer:
    """Webhooks by key, those that are off or archived too"""
    return as_json(
        list_answer(list_webhooks(ledger_of(router).documents, limit=limit, cursor=cursor))
    )


@router.post(
    WEBHOOKS, tags=["webhooks"], responses=described(WebhookSecretAnswer, CREATE_PROBLEMS, 201)
)
def create(body: WriteWebhook) -> Answer:
    """Create a webhook; its secret is in this answer and in no other"""
    author = author_of(router, body.reason)
    return _secret_answer(
        create_webhook(ledger_of(router), author, webhook_caller(), body.document), 201
    )


@router.get(WEBHOOK, tags=["webhooks"], responses=described(WebhookAnswer, READ_PROBLEMS))
def show(key: Key) -> Answer:
    """A webhook, without its secret"""
    return as_document(read(ledger_of(router).documents, Kind.WEBHOOK, key))


@router.put(WEBHOOK, tags=["webhooks"], responses=CHANGED)
def update(key: Key, body: WriteWebhook, if_match: IfMatch = None) -> Answer:
    """Replace a webhook; it keeps its secret"""
    author = editor_of(router, body.reason, if_match)
    return as_document(
        update_webhook(ledger_of(router), author, webhook_caller(), key, body.document)
    )


@router.post(
    f"{WEBHOOK}/rotate",
    tags=["webhooks"],
    responses=described(WebhookSecretAnswer, CHANGE_PROBLEMS),
)
def rotate(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Give a webhook a new secret; for a day the old one signs too"""
    author = editor_of(router, body.reason, if_match)
    return _secret_answer(rotate_secret(ledger_of(router), author, key))


@router.post(
    f"{WEBHOOK}/test", tags=["webhooks"], responses=described(AttemptAnswer, READ_PROBLEMS)
)
def test(key: Key) -> Answer:
    """Send a message now, once, also to a webhook that is off; what became of it"""
    delivered = check_delivery(ledger_of(router), webhook_caller(), key)
    return as_json(
        {
            "delivered": delivered.is_taken,
            "status": delivered.status,
            "problem": delivered.problem,
        }
    )


@router.post(f"{WEBHOOK}/archive", tags=["webhooks"], responses=CHANGED)
def archive(key: Key, body: Because, if_match: IfMatch = None) -> Answer:
    """Put a webhook away, for good"""
    author = editor_of(router, body.reason, if_match)
    return as_document(archive_webhook(ledger_of(router), author, key))


def _secret_answer(made: NewSecret, status: int = 200) -> Answer:
    answer = {**document_answer(made.version), "secret": made.secret}
    headers = {"ETag": f'"{made.version.version}"', "Cache-Control": "no-store"}
    return as_json(answer, status, headers)

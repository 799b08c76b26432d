"""What pages of other origins may send and read: the one list, for the stack and the laptop."""

from __future__ import annotations

METHODS = ("GET", "POST", "PUT", "PATCH", "OPTIONS")
REQUEST_HEADERS = ("authorization", "content-type", "if-match", "if-none-match", "x-api-key")
RESPONSE_HEADERS = ("ETag", "Retry-After")

"""Why a machine cannot start, in words for the person who typed the command."""

from __future__ import annotations


class CannotStart(Exception):
    """The command was understood and cannot be done; its text says what to change."""

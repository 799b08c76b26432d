"""Stored documents, rewritten in the newest format while everybody goes on working."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from burgee.domain.documents import Kind
from burgee.domain.formats import FIRST_FORMAT, newest_format
from burgee.services.format_ports import Progress, StoredFormats, Stretch
from burgee.services.ports import DocumentRepository

Report = Callable[[Progress], None]


def target_formats() -> str:
    """The formats that this release writes, as one text.

    >>> target_formats()
    'experiment 2'
    """
    newest = {kind: newest_format(kind) for kind in Kind}
    return ", ".join(f"{kind} {at}" for kind, at in newest.items() if at > FIRST_FORMAT)


def migrate_documents(
    documents: DocumentRepository,
    formats: StoredFormats,
    report: Report = lambda _: None,
    *,
    dry_run: bool = False,
) -> Progress:
    """Rewrite every version that lies in an older format; what was done, over all attempts.

    Cut off, it goes on where it was. Safe beside writers and twice: a version is written over only
    while it is what was read, and whoever reads takes old and new. With `dry_run` it only counts.
    """
    progress = Progress(target_formats()) if dry_run else _begun(formats)
    while True:
        stretch = formats.stretch(progress.after)
        rewritten = len(stretch.old) if dry_run else _rewritten(documents, formats, stretch)
        progress = replace(
            progress,
            after=stretch.after,
            versions=progress.versions + stretch.versions,
            rewritten=progress.rewritten + rewritten,
            unreadable=(*progress.unreadable, *stretch.unreadable),
        )
        report(progress)
        if not stretch.after:
            break
        if not dry_run:
            formats.keep(progress)
    if not dry_run:
        formats.forget()
    return progress


def _begun(formats: StoredFormats) -> Progress:
    """Where to go on; at the beginning if what was cut off led to other formats."""
    left = formats.progress()
    target = target_formats()
    return left if left is not None and left.target == target else Progress(target)


def _rewritten(documents: DocumentRepository, formats: StoredFormats, stretch: Stretch) -> int:
    """How many were rewritten; another migration may have been faster with the others.

    Derived rows come first: cut off in between, the version is still old, and both are made again.
    """
    done = 0
    for old in stretch.old:
        documents.derive(old.version)
        done += formats.rewrite(old)
    return done

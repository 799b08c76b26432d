"""HTML from values: text is always escaped, only what was made here is markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from burgee.cli.result_words import Pieces

VOID = frozenset({"meta"})


class Markup(str):
    """HTML that stands as it is."""

    __slots__ = ()


def element(name: str, /, *content: str, **attributes: str) -> Markup:
    """An element. Attributes are named without what Python reserves: `class_`, `data_label`.

    >>> element("p", "1 < 2 ", element("b", "yes"), class_="said")
    '<p class="said">1 &lt; 2 <b>yes</b></p>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    if name in VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{joined(content)}</{name}>")


def joined(content: Iterable[str]) -> Markup:
    """All of it, one after the other."""
    return Markup("".join(one if isinstance(one, Markup) else escape(one) for one in content))


def numbered(pieces: Pieces) -> Markup:
    """A text in which each number carries the API's own, unrounded.

    >>> from burgee.cli.result_words import Piece
    >>> numbered((Piece("+1.5 %", 0.0152), Piece(" more")))
    '<data value="0.0152">+1.5 %</data> more'
    """
    return joined(
        piece.text
        if piece.number is None
        else element("data", piece.text, value=repr(piece.number))
        for piece in pieces
    )

"""Text in the cells of a terminal, where wide characters take two and some begin no line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

COLUMNS = 100
"""How wide the pages of the command are."""
_OPENING = frozenset({"Ps", "Pi"})
_CLOSING = frozenset({"Pe", "Po", "Pf"})


def width(text: str) -> int:
    """Count terminal cells: wide and full-width characters take two, combining marks none."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clean(text: str) -> str:
    """Replace characters that could steer a terminal by a mark."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def wrapped(text: str, columns: int) -> Iterator[str]:
    """Yield the lines of a text no wider than `columns`: broken at spaces or after wide letters."""
    line, used = "", 0
    for piece in _pieces(text):
        if used + width(piece.rstrip()) > columns and line:
            yield line.rstrip()
            line, used = "", 0
        line += piece if line else piece.lstrip()
        used += width(piece) if used else width(line)
    if line.strip():
        yield line.rstrip()


def _pieces(text: str) -> Iterator[str]:
    """Yield what must stay on one line: a word with the space after it, or one wide character."""
    piece = ""
    for char in text:
        if piece and _parts(piece[-1], char):
            yield piece
            piece = ""
        piece += char
        if char == " ":
            yield piece
            piece = ""
    if piece:
        yield piece


def _parts(before: str, char: str) -> bool:
    """Tell whether a line may end between two characters that no space parts."""
    if _is(before, _OPENING):
        return False
    wide = _cells(char) == 2 and not _is(char, _CLOSING)
    return wide or (_is(char, _OPENING) and _cells(before) == 2)


def _is(char: str, kinds: frozenset[str]) -> bool:
    return unicodedata.category(char) in kinds

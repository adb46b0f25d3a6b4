"""Text for terminals: aligned where characters are two cells wide, wrapped, and nothing cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

CELLS = 100
"""Cells of a terminal that every table fits into."""

_GAP = "  "


def cells_of(text: str) -> int:
    """Count terminal cells: wide and full-width characters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in "WF")
        for char in text
    )


def wrapped(text: str, cells: int) -> list[str]:
    """Break a text into lines at its spaces; a word that is longer than a line goes on in the next.

    Spaces before the first word stay.

    Args:
        text: one paragraph.
        cells: the cells of a line, at least two.

    Returns:
        One line at least.
    """
    lines = [text[: len(text) - len(text.lstrip(" "))]]
    for word in text.split():
        begun = bool(lines[-1].strip())
        joined = f"{lines[-1]} {word}" if begun else f"{lines[-1]}{word}"
        if cells_of(joined) <= cells:
            lines[-1] = joined
        else:
            lines = (
                [*lines, *_pieces(word, cells)] if begun else [*lines[:-1], *_pieces(joined, cells)]
            )
    return lines


def _pieces(word: str, cells: int) -> list[str]:
    pieces = [""]
    for char in word:
        if cells_of(pieces[-1] + char) > cells:
            pieces.append("")
        pieces[-1] += char
    return pieces


def paragraph(text: str, indent: int, label: str = "") -> list[str]:
    """Wrap a text into lines that begin under each other, the first of them after a label."""
    width = cells_of(label)
    first, *rest = wrapped(text, CELLS - indent - width)
    return [f"{' ' * indent}{label}{first}", *(f"{' ' * (indent + width)}{line}" for line in rest)]


def aligned(
    rows: Sequence[Sequence[str]], right: Sequence[bool], widest: int = CELLS, indent: int = 2
) -> list[list[str]]:
    """Lay rows of texts out in columns.

    Args:
        rows: rows of equal length, the heading among them.
        right: which columns stand to the right.
        widest: cells that a column takes at most; a longer text goes on in the next line.
        indent: spaces before the first column.

    Returns:
        The lines of each row.
    """
    broken = [[wrapped(cell, widest) for cell in row] for row in rows]
    widths = [
        max(cells_of(line) for cell in column for line in cell)
        for column in zip(*broken, strict=True)
    ]
    return [_row(row, widths, right, indent) for row in broken]


def _row(
    row: Sequence[list[str]], widths: Sequence[int], right: Sequence[bool], indent: int
) -> list[str]:
    lines = []
    for i in range(max(len(cell) for cell in row)):
        cells = []
        for cell, width, to_the_right in zip(row, widths, right, strict=True):
            text = cell[i] if i < len(cell) else ""
            space = " " * (width - cells_of(text))
            cells.append(space + text if to_the_right else text + space)
        lines.append((" " * indent + _GAP.join(cells)).rstrip())
    return lines

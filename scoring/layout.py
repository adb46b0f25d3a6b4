"""Text for terminals: aligned where characters are two cells wide, wrapped, and nothing cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

CELLS = 100
"""Cells of a terminal that every table fits into."""

_GAP = "  "
_OPENING = frozenset({"Ps", "Pi"})
_CLOSING = frozenset({"Pe", "Po", "Pf"})


def cells_of(text: str) -> int:
    """Count terminal cells: wide characters take two, marks over, under and beside letters none.

    By the newest table that rich has, whatever the machine says of its own: plain text is the same
    everywhere.
    """
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - no help needs it, nor does plain English

    return cell_len(text, "latest")


def clean(text: str) -> str:
    """Replace characters that could steer a terminal by a mark."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


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


def flowed(text: str, cells: int) -> Iterator[str]:
    """Yield the lines of a text, broken at spaces and between wide characters, as Chinese is.

    No line ends with an opening bracket or quote, or begins with what closes. A word that is longer
    than a line stays whole.

    Args:
        text: one paragraph.
        cells: the cells of a line.
    """
    if cells_of(text) <= cells:
        yield from [text.strip()] if text.strip() else []
        return
    line, used = "", 0
    for piece in _unparted(text):
        if used + cells_of(piece.rstrip()) > cells and line:
            yield line.rstrip()
            line, used = "", 0
        line += piece if line else piece.lstrip()
        used += cells_of(piece) if used else cells_of(line)
    if line.strip():
        yield line.rstrip()


def _unparted(text: str) -> Iterator[str]:
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
    wide = cells_of(before + char) == cells_of(before) + 2 and not _is(char, _CLOSING)
    return wide or (_is(char, _OPENING) and cells_of(before) == 2)


def _is(char: str, kinds: frozenset[str]) -> bool:
    return unicodedata.category(char) in kinds


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

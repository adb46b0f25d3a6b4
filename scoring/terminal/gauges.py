"""Bars: a number as a length, to an eighth of a cell, and a scale with the edges of tiers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from scoring.terminal.canvas import QUIET

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_HEAVY, _HALF = "━", "╸"
_FULL, _SLIT, _TRACK, _EDGE = _EIGHTHS[8], _EIGHTHS[7], "─", "┼"


class Mark(NamedTuple):
    """Something to write above or below a gauge: at which cell, what, and how."""

    cell: int
    text: str
    style: Style


def eighths_of(number: Fraction, top: Fraction, cells: int) -> int:
    """Return the length of a bar in eighths of a cell: nothing under 0, all from the top on."""
    if top <= 0:
        return 0
    return min(max(int(number * cells * 8 / top), 0), cells * 8)


def stripe(number: Fraction, top: Fraction, cells: int) -> str:
    """Draw a number as a line, to half a cell: thin, so that many below each other stay apart."""
    halves = eighths_of(number, top, cells) // 4
    return _HEAVY * (halves // 2) + _HALF * (halves % 2)


def gauge(eighths: int, cells: int, edges: Sequence[int], style: Style) -> Text:
    """Draw a bar on a track, with a slit in the bar and a tick on the track for each edge.

    Args:
        eighths: the length of the bar in eighths of a cell.
        cells: the length of the track.
        edges: the cells at which something begins.
        style: how the bar is drawn.
    """
    full, rest = divmod(eighths, 8)
    signs = "".join(_SLIT if i + 1 in edges else _FULL for i in range(full))
    signs += _EIGHTHS[rest] if rest else ""
    left = "".join(_EDGE if i in edges else _TRACK for i in range(len(signs), cells))
    return Text.assemble((signs, style), (left, QUIET))


def marked(marks: Sequence[Mark]) -> Iterator[Text]:
    """Yield lines with every mark at its cell; marks that would touch stand in further lines."""
    left = list(marks)
    while left:
        line, later = Text(), list[Mark]()
        for mark in left:
            if cell_len(line.plain) > mark.cell - bool(line.plain):
                later.append(mark)
                continue
            line.append(" " * (mark.cell - cell_len(line.plain)))
            line.append(mark.text, mark.style)
        yield line
        left = later

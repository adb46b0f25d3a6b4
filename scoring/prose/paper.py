"""The page as text: headings, paragraphs and tables for a terminal of 100 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Literal

from scoring.cells import COLUMNS, clean, width, wrapped
from scoring.plan.nodes import Place
from scoring.prose.said import both
from scoring.prose.telling import Block, Clause, Grid, Heading

Language = Literal["en", "zh"]
_INDENT, _GAP = 3, "   "


def laid_out(blocks: Iterable[Block], language: Language) -> Iterator[str]:
    """Yield the lines of a page in one language.

    Args:
        blocks: what it says, in order.
        language: en or zh.
    """
    before: Block | None = None
    margin = 0
    for block in blocks:
        if isinstance(block, Clause) and _apart(before):
            yield ""
        if isinstance(block, Heading):
            margin = _INDENT * (1 + block.number.count("."))
            yield ""
            yield from _heading(block, margin - _INDENT, language)
        elif isinstance(block, Clause):
            text = clean(getattr(block.text, language)) + _placed(block.place, language)
            yield from (" " * margin + line for line in wrapped(text, COLUMNS - margin))
        else:
            yield from (" " * (margin + _INDENT) + line for line in _grid(block, margin, language))
        before = block


def _apart(before: Block | None) -> bool:
    """Tell whether a paragraph stands apart from what is before it: a rule or a table by itself."""
    return isinstance(before, Grid) or (isinstance(before, Clause) and before.place is not None)


def _placed(place: Place | None, language: Language) -> str:
    if place is None:
        return ""
    return f" ({place.origin})" if language == "en" else f"（{place.origin}）"


def _heading(block: Heading, margin: int, language: Language) -> Iterator[str]:
    """Yield a heading, its place at the right edge where both fit on a line."""
    number = f"{block.number}  " if block.number else ""
    text = " " * margin + number + clean(getattr(block.text, language))
    origin = "" if block.place is None else block.place.origin
    gap = COLUMNS - width(text) - width(origin)
    if gap >= 2 or not origin:
        yield (text + " " * gap + origin).rstrip()
        return
    yield from (" " * margin + line for line in wrapped(text.strip(), COLUMNS - margin))
    yield origin.rjust(COLUMNS)


def _grid(block: Grid, margin: int, language: Language) -> Iterator[str]:
    """Yield a table: every column as wide as its widest cell, and cells wrapped where it must."""
    rows = [
        [clean(getattr(both(cell), language)) for cell in row] for row in (block.heads, *block.rows)
    ]
    widths = _widths(rows, COLUMNS - margin - _INDENT)
    for at, row in enumerate(rows):
        cells = [tuple(wrapped(cell, size)) for cell, size in zip(row, widths, strict=True)]
        for line in zip_longest(*cells, fillvalue=""):
            yield _GAP.join(_cells(line, widths, block.numbers)).rstrip()
        if at == 0:
            yield _GAP.join("-" * size for size in widths)


def _widths(rows: list[list[str]], room: int) -> list[int]:
    """Return how wide each column is; the widest gives way until all of them fit."""
    widths = [max(1, *map(width, column)) for column in zip(*rows, strict=True)]
    while sum(widths) + len(_GAP) * (len(widths) - 1) > room:
        widths[widths.index(max(widths))] -= 1
    return widths


def _cells(line: tuple[str, ...], widths: list[int], numbers: frozenset[int]) -> Iterator[str]:
    for at, (cell, size) in enumerate(zip(line, widths, strict=True)):
        space = " " * (size - width(cell))
        yield space + cell if at in numbers else cell + space

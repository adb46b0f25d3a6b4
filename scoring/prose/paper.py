"""The page as text: headings, paragraphs and tables for a terminal of 100 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from scoring.layout import CELLS, aligned, cells_of, clean, flowed
from scoring.plan.nodes import Place
from scoring.prose.said import both
from scoring.prose.telling import Block, Clause, Grid, Heading, Item

Language = Literal["en", "zh"]
_INDENT = 3


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
            yield from (" " * margin + line for line in flowed(text, CELLS - margin))
        elif isinstance(block, Item):
            yield from _item(block, margin, language)
        else:
            yield from _grid(block, margin, language)
        before = block


def _apart(before: Block | None) -> bool:
    """Tell whether a paragraph stands apart from what is before it: a rule or a table by itself."""
    return isinstance(before, Grid | Item) or (
        isinstance(before, Clause) and before.place is not None
    )


def _placed(place: Place | None, language: Language) -> str:
    if place is None:
        return ""
    return f" ({place.origin})" if language == "en" else f"（{place.origin}）"


def _heading(block: Heading, margin: int, language: Language) -> Iterator[str]:
    """Yield a heading, its place at the right edge where both fit on a line."""
    number = f"{block.number}  " if block.number else ""
    text = " " * margin + number + clean(getattr(block.text, language))
    origin = "" if block.place is None else block.place.origin
    gap = CELLS - cells_of(text) - cells_of(origin)
    if gap >= 2 or not origin:
        yield (text + " " * gap + origin).rstrip()
        return
    yield from (" " * margin + line for line in flowed(text.strip(), CELLS - margin))
    yield origin.rjust(CELLS)


def _item(block: Item, margin: int, language: Language) -> Iterator[str]:
    """Yield one of a list, behind a dash; what follows its first line stands under its text."""
    before = " " * (margin + _INDENT * block.depth)
    text = clean(getattr(block.text, language))
    first, *others = flowed(text, CELLS - len(before) - 2)
    yield f"{before}- {first}"
    yield from (f"{before}  {line}" for line in others)


def _grid(block: Grid, margin: int, language: Language) -> Iterator[str]:
    """Yield a table, a rule under its heads; a cell goes on in the next line where it must."""
    rows = [
        [clean(getattr(both(cell), language)) for cell in row] for row in (block.heads, *block.rows)
    ]
    count = len(block.heads)
    widest = (CELLS - margin) // count - _INDENT
    right = [at in block.numbers for at in range(count)]
    heads, *below = aligned(rows, right, widest, margin + _INDENT)
    wide = max(map(cells_of, (line for lines in (heads, *below) for line in lines)))
    yield from heads
    yield " " * (margin + _INDENT) + "-" * (wide - margin - _INDENT)
    yield from (line for lines in below for line in lines)

"""A statement on a terminal: its own words in their order, with the figures drawn beside them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.style import Style
from rich.text import Text

from scoring.exact.money import MINOR_PLACES
from scoring.layout import clean, flowed
from scoring.outputs.charted import Chart
from scoring.outputs.explain_steps import Entry, Section
from scoring.outputs.explain_text import NOTHING_DONE, Said, below
from scoring.outputs.titles import words
from scoring.terminal.canvas import PLAIN, QUIET, STRONG, canvas, drawn, has_shades
from scoring.terminal.gauges import eighths_of, gauge
from scoring.terminal.head import head_panel
from scoring.terminal.palette import ALARM, POINTS

WIDEST = 120
"""Cells beyond which lines would be too long to read."""
_INDENT = "      "
_GAP = 2
_BAR_MOST, _BAR_LEAST = 24, 8


class _Page(NamedTuple):
    """What the lines of a section share.

    Attributes:
        cells: the width of a line.
        margin: cells of the plan's places, at the right.
        bar: cells of a bar; 0 where there is no room for one.
        top: where the scale of points ends.
        result: cells of the widest result beside a bar.
    """

    cells: int
    margin: int
    bar: int
    top: Fraction
    result: int


def drawn_statement(said: Said, chart: Chart | None) -> str:
    """Draw a statement, as wide as the terminal but for what could not be read.

    Args:
        said: what the statement says; all of it is drawn.
        chart: the figures; None where there are none.
    """
    console = canvas()
    console.width = min(console.width, WIDEST)
    return drawn(console, _parts(said, chart, console))


def _parts(said: Said, chart: Chart | None, console: Console) -> Iterator[RenderableType]:
    cells = console.width
    yield head_panel(said.head, chart, cells, shades=has_shades(console))
    for section in said.sections:
        yield Text()
        yield _title(section.title, cells)
        yield from _steps(section, _page_of(section, said.margin, chart, cells))
    yield Text()
    if said.next_tier:
        yield _next_panel(said, cells)
        yield Text()
    yield Text(said.closing, QUIET)


def _title(title: str, cells: int) -> Text:
    """Return the heading of a section on a line; of one within a section without."""
    said = clean(title)
    if said.startswith(" "):
        return Text(said, STRONG)
    line = "─" * (cells - cell_len(said) - 1)
    return Text.assemble((said, STRONG), " ", (line, QUIET))


def _page_of(section: Section, margin: int, chart: Chart | None, cells: int) -> _Page:
    top = Fraction(0) if chart is None else chart.points_top
    pointed = [step for step in section.steps if _pointed(step)]
    result = max((cell_len(step.result) for step in pointed), default=0)
    names = max((cell_len(step.name) for step in pointed), default=cells)
    room = cells - margin - result - names - 4 * _GAP
    return _Page(cells, margin, min(room, _BAR_MOST) if room >= _BAR_LEAST else 0, top, result)


def _pointed(step: Entry) -> bool:
    """Tell whether a step comes to points of a component or a group, which are drawn as a bar."""
    return step.number is not None and bool({"readings", "combine"} & step.facts.keys())


def _steps(section: Section, page: _Page) -> Iterator[Text]:
    for step in section.steps or [NOTHING_DONE]:
        right = _right(step, page)
        room = page.cells - page.margin - (_GAP if page.margin else 0)
        left = Text.assemble("  ", (clean(step.name), STRONG))
        label, fits = words(step.label), True
        if label:
            whole = Text.assemble(left, "  ", clean(label))
            fits = whole.cell_len + _GAP + right.cell_len <= room
            left = whole if fits else left
        yield from _first(left, right, step, page)
        yield from _below(step, page, label=not fits)


def _right(step: Entry, page: _Page) -> Text:
    """Return what stands at the right of a step: its result, after a bar if it is points."""
    result = Text(clean(step.result), _result_style(step))
    if not page.bar or not _pointed(step):
        return result
    points = Fraction((step.number or "0").removeprefix("≈"))
    shown = gauge(eighths_of(points, page.top, page.bar), page.bar, (), POINTS)
    return Text.assemble(shown, " " * (_GAP + page.result - result.cell_len), result)


def _result_style(step: Entry) -> Style:
    if step.result.startswith("applies") or step.result == "not paid":
        return ALARM
    on_the_way = step.unit in MINOR_PLACES and step.result == step.number
    if on_the_way:  # the amount of a line is written with its currency
        return PLAIN
    return QUIET if step.result == "does not apply" else STRONG


def _first(left: Text, right: Text, step: Entry, page: _Page) -> Iterator[Text]:
    """Yield the first line of a step, or as many as it takes where the screen is narrow."""
    origin = Text(clean(step.origin), QUIET)
    room = page.cells - page.margin - (_GAP if page.margin else 0)
    if left.cell_len + _GAP + right.cell_len > room:
        yield left
        left = Text()
    if right.cell_len > room:  # result and place have a line each, both at the right
        yield _at_the_right(right, page.cells)
        yield _at_the_right(origin, page.cells)
        return
    gap = " " * (room - left.cell_len - right.cell_len)
    line = Text.assemble(left, gap, right, " " * _GAP, origin)
    line.rstrip()
    yield line


def _at_the_right(text: Text, cells: int) -> Text:
    return Text.assemble(" " * max(cells - text.cell_len, 0), text)


def _below(step: Entry, page: _Page, *, label: bool) -> Iterator[Text]:
    """Yield what stands under a step: the label, how it was reckoned, and in grey the notes."""
    texts = below(step, label=label)
    notes = len(step.notes)
    for place, text in enumerate(texts):
        style = QUIET if place >= len(texts) - notes else PLAIN
        for line in flowed(text, page.cells - len(_INDENT)):
            yield Text(_INDENT + line, style)


def _next_panel(said: Said, cells: int) -> Panel:
    """Return the panel on the way to the next tier: each way a paragraph, the first line strong."""
    first, *rest = said.next_tier
    lines = [Text(clean(said.next_title), STRONG), *_paragraph(first, cells, STRONG)]
    for text in rest:
        lines += _paragraph(text, cells, QUIET if text.startswith("not by ") else PLAIN)
    return Panel(Group(*lines), border_style=POINTS, width=cells)


def _paragraph(text: str, cells: int, style: Style) -> list[Text]:
    """Return the lines of a text that stand in a panel; those after the first go in."""
    inner = cells - 4
    first, *more = flowed(clean(text), inner - 2)
    return [Text(first, style), *(Text(f"  {line}", style) for line in more)]

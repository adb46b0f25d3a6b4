"""The head of a statement on a terminal: who and what came out, with the score on its scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from rich.cells import cell_len
from rich.console import Group
from rich.panel import Panel
from rich.text import Text

from scoring.layout import clean, flowed
from scoring.outputs.charted import Chart
from scoring.terminal.canvas import QUIET, STRONG, text_of
from scoring.terminal.gauges import Mark, eighths_of, gauge, marked
from scoring.terminal.palette import Signs

_FRAME = 4  # cells that a panel takes from a line
_LONGEST = 80  # cells of a gauge


def head_panel(head: Sequence[str], chart: Chart | None, cells: int, *, shades: bool) -> Panel:
    """Return the panel with which a statement begins.

    Args:
        head: who, what came out, and where from.
        chart: the figures; None where there are none.
        cells: the width of the panel.
        shades: whether the screen shows colours as they are written.
    """
    signs = Signs(chart.tiers if chart else (), shades=shades)
    inner = cells - _FRAME
    who, standing, *rest = head
    lines = [Text(line, STRONG) for line in flowed(clean(who), inner)]
    lines += _standing(standing, chart, signs, inner)
    if chart is not None and chart.score is not None:
        lines += [Text(), *_scale(chart, chart.score, signs, inner), Text()]
    lines += [Text(line, QUIET) for text in rest for line in flowed(clean(text), inner)]
    return Panel(Group(*lines), width=cells)


def _standing(standing: str, chart: Chart | None, signs: Signs, inner: int) -> Iterator[Text]:
    """Yield what came out, after the sign of the tier."""
    badge = Text()
    if chart is not None and chart.tier:
        badge = text_of(signs.of(chart.tier).badge())
        badge.append("  ")
    first, *more = flowed(clean(standing), inner - badge.cell_len)
    yield Text.assemble(badge, first)
    for line in more:
        yield Text(" " * badge.cell_len + line)


def _scale(chart: Chart, score: Fraction, signs: Signs, inner: int) -> Iterator[Text]:
    """Yield the score as a bar on its scale, the tiers above it and their edges below."""
    end = _figure(chart.top)
    cells = min(inner - 2 - max(cell_len(chart.score_text), len(end)), _LONGEST)
    starts = {t.name: _cell(t.begins, chart.top, cells) for t in chart.tiers if t.begins}
    edged = [tier for tier in reversed(chart.tiers) if tier.begins is not None]
    style = signs.colour_of(chart.tier)
    if edged:
        lowest = chart.tiers[-1].name
        names = [(lowest, 0), *((tier.name, starts[tier.name]) for tier in edged)]
        above = [Mark(cell, signs.of(n).name, signs.of(n).style) for n, cell in names]
        yield from reversed(list(marked(above)))
    length = _length(chart, score, cells, list(starts.values()))
    line = gauge(length, cells, sorted(starts.values()), style)
    yield Text.assemble(line, "  ", (chart.score_text, STRONG))
    edges = [Mark(starts[t.name], _figure(t.begins or Fraction(0)), QUIET) for t in edged]
    yield from marked([Mark(0, "0", QUIET), *edges, Mark(cells, end, QUIET)])


def _cell(number: Fraction | None, top: Fraction, cells: int) -> int:
    return eighths_of(number or Fraction(0), top, cells) // 8


def _length(chart: Chart, score: Fraction, cells: int, starts: Sequence[int]) -> int:
    """Return the length of the bar, which ends in the tier that the score has.

    Within the cell of an edge a rounded length could tell another tier than the score.
    """
    length = eighths_of(score, chart.top, cells)
    place = next((i for i, t in enumerate(chart.tiers) if t.name == chart.tier), None)
    if place is None or not starts:
        return length
    low = _cell(chart.tiers[place].begins, chart.top, cells) * 8
    above = chart.tiers[place - 1].begins if place else None
    high = cells * 8 if above is None else _cell(above, chart.top, cells) * 8
    return min(max(length, low + 1), high) if score > 0 else length


def _figure(number: Fraction) -> str:
    return f"{float(number):g}"

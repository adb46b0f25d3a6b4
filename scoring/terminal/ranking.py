"""The ranking on a terminal: a table with a bar for each score and a sign for each tier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from rich.cells import cell_len
from rich.console import RenderableType
from rich.segment import Segment, Segments
from rich.text import Text

from scoring.layout import clean
from scoring.ledger.totals import Rows
from scoring.outputs.rank import By, rank_cell, rank_text
from scoring.outputs.tier_scale import Scale, Tier, end_of
from scoring.terminal.canvas import (
    PLAIN,
    QUIET,
    STRONG,
    canvas,
    cut,
    drawn,
    has_shades,
    plain,
    text_of,
)
from scoring.terminal.columns import BAR, GAP, Column, Row, fitting
from scoring.terminal.gauges import stripe
from scoring.terminal.palette import ALARM, Signs

_WIDEST = 20  # cells of a team or a region
_MAY_BE_CUT = frozenset({"team", "region"})
_STRONG = frozenset({"rank_in", "agent_id", "score"})
_NOTHING = "-"
_RANKED = "ranked"


def drawn_ranking(rows: Rows, scale: Scale, by: By | None) -> str:
    """Draw a ranking, as wide as the terminal; one that does not fit is plain text.

    Args:
        rows: what `rank_rows` has returned, one at least.
        scale: the plan's tiers.
        by: what the rows are ranked within, if they are.
    """
    console = canvas()
    signs = Signs(scale.tiers, shades=has_shades(console))
    scores = [Fraction(row["score"]) for row in rows if row["score"] is not None]
    top = end_of(scores, [tier.begins for tier in scale.tiers if tier.begins is not None])
    columns = fitting(_columns(rows, signs, top, by), console.width)
    if not columns:
        return rank_text(rows)
    return drawn(console, _parts(console.width, rows, columns, (scale, signs), by))


def _parts(
    cells: int,
    rows: Rows,
    columns: Sequence[Column],
    tiers: tuple[Scale, Signs],
    by: By | None,
) -> Iterator[RenderableType]:
    scale, signs = tiers
    yield plain(scale.title, STRONG)
    yield plain(f"{scale.period}, run {scale.run_id}", QUIET)
    for group, own in groupby(rows, key=lambda row: row.get("group")):
        yield Text()
        if by:
            yield Text(cut(f"{by} {group}" if group else f"no {by}", cells), STRONG)
        yield Segments(_table(list(own), columns, parted=not by))
    yield Text()
    yield from _legend(rows, scale, signs, cells)


def _columns(rows: Rows, signs: Signs, top: Fraction, by: By | None) -> list[Column]:
    """Return every column that has something to say; one by which is grouped is in the heading."""
    shown = [("rank", "rank", True)]
    if by:
        shown = [("rank_in", "rank", True), ("rank", "overall", True)]
    shown += [("agent_id", "agent", False)]
    shown += [(name, name, False) for name in ("team", "region") if name != by]
    columns = [_written(rows, *one) for one in shown]
    columns.append(_written(rows, "score", "score", right=True))
    columns.append(_bars(signs, top))
    columns.append(_badges(rows, signs))
    if any(row["status"] != _RANKED for row in rows):
        columns.append(_statuses(rows))
    return columns


def _written(rows: Rows, name: str, title: str, right: bool) -> Column:
    """Return a column of words or numbers, as wide as its widest."""
    style = STRONG if name in _STRONG else PLAIN
    least = max(cell_len(clean(text)) for text in {_cell(row, name) for row in rows})
    cells = min(least, _WIDEST) if name in _MAY_BE_CUT else least

    def shown(row: Row, cells: int) -> list[Segment]:
        return [Segment(cut(_cell(row, name), cells), QUIET if row["rank"] is None else style)]

    return Column(name, title, max(cells, len(title)), right, shown)


def _cell(row: Row, name: str) -> str:
    value = rank_cell(row) if name == "rank" else row[name]
    return _NOTHING if value is None else str(value)


def _bars(signs: Signs, top: Fraction) -> Column:
    def shown(row: Row, cells: int) -> list[Segment]:
        if row["score"] is None:
            return []
        line = stripe(Fraction(row["score"]), top, cells)
        return [Segment(line, signs.colour_of(row["tier"]))]

    return Column(BAR, "", 0, right=False, shown=shown)


def _badges(rows: Rows, signs: Signs) -> Column:
    tiers = {row["tier"] for row in rows if row["tier"]}
    names = max((cell_len(signs.of(tier).name) for tier in tiers), default=0)
    badges = {tier: signs.of(tier).badge(names) for tier in tiers}
    widest = max(map(_cells, badges.values()), default=0)

    def shown(row: Row, _cells: int) -> list[Segment]:
        return badges[row["tier"]] if row["tier"] else [Segment(_NOTHING, QUIET)]

    return Column("tier", "tier", max(widest, len("tier")), right=False, shown=shown)


def _statuses(rows: Rows) -> Column:
    words = {row["status"] for row in rows}

    def shown(row: Row, cells: int) -> list[Segment]:
        if row["status"] == _RANKED:
            return []
        return [Segment(cut(row["status"], cells), QUIET if row["rank"] is None else ALARM)]

    return Column("status", "status", max(map(len, {"status", *words})), right=False, shown=shown)


def _table(rows: Rows, columns: Sequence[Column], *, parted: bool) -> Iterator[Segment]:
    """Yield the lines of a group's table; where it is the only one, a gap parts the tiers.

    The lines are put together here, for tens of thousands of agents can be listed, and tables
    that measure and wrap each cell take seconds for that.
    """
    yield from _line([[Segment(column.title, QUIET)] for column in columns], columns)
    yield Segment("─" * (sum(column.cells + GAP for column in columns) - GAP), QUIET)
    yield Segment.line()
    before = rows[0]["tier"]
    for row in rows:
        if parted and row["tier"] != before:
            yield Segment.line()
        before = row["tier"]
        yield from _line([column.shown(row, column.cells) for column in columns], columns)


def _line(cells: Sequence[list[Segment]], columns: Sequence[Column]) -> Iterator[Segment]:
    """Put the cells of a row side by side; each takes what its column takes, or less."""
    for cell, column in zip(cells, columns, strict=True):
        space = Segment(" " * (column.cells - _cells(cell)))
        yield from [space, *cell] if column.right else [*cell, space]
        yield Segment(" " * GAP if column is not columns[-1] else "\n")


def _cells(cell: Sequence[Segment]) -> int:
    return sum(part.cell_length for part in cell)


def _legend(rows: Rows, scale: Scale, signs: Signs, cells: int) -> Iterator[Text]:
    """Yield what the signs mean, with how many agents of the list have each; and the rest."""
    counts = Counter(row["tier"] for row in rows)
    line = Text()
    for tier, sign in zip(scale.tiers, signs.scale, strict=True):
        entry = text_of(sign.badge())
        entry.append(f"{_begins(tier, scale)}: {counts[tier.name]:,}")
        if line and line.cell_len + 3 + entry.cell_len > cells:
            yield line
            line = Text()
        line = Text.assemble(line, "   ", entry) if line else entry
    yield line
    statuses = Counter(row["status"] for row in rows)
    told = ", ".join(f"{n:,} {status}" for status, n in statuses.most_common())
    yield plain(f"{len(rows):,} listed: {told}", QUIET)


def _begins(tier: Tier, scale: Scale) -> str:
    """Say where a tier begins, if the score decides it."""
    if all(one.begins is None for one in scale.tiers):
        return ""
    if tier.begins is None:
        return " below"
    word = "from" if scale.owner == "upper" else "above"
    return f" {word} {float(tier.begins):g}"

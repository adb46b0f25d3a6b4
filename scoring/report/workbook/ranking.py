"""The ranked sheet of everybody, and one of each region: the same columns, best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from scoring.report.groups import TOGETHER
from scoring.report.workbook.book import Book, Column, Table, added, parts_of
from scoring.report.workbook.figures import Figures, Line, lines
from scoring.report.workbook.regions import by_name
from scoring.report.workbook.whom import Whom
from scoring.report.workbook.words import Voice

MOST_REGIONS = 40
"""Regions with sheets: where there are more, the largest have their own, and the rest share one."""
_NAMED_FROZEN, _NAMELESS_FROZEN = 4, 2


class Layout(NamedTuple):
    """Which sheets the ranking has.

    Attributes:
        whole: how many the ranking of everybody needs.
        sheet_of: by region, the region in whose sheet it stands; nothing where there are none.
        sizes: how many agents stand in the sheets of each region, in the order of the sheets.
    """

    whole: int
    sheet_of: Mapping[str | None, str | None]
    sizes: Mapping[str | None, int]

    @property
    def needed(self) -> list[int]:
        """Return how many sheets each table needs: everybody's, then each region's."""
        return [self.whole, *map(parts_of, self.sizes.values())]


def layout_of(people: Whom) -> Layout:
    """Find out which sheets there are: a single region has none, since the ranking is the same."""
    counts = Counter(people.regions[card.region] for card in people.cards)
    whole = parts_of(counts.total())
    if len(counts) < 2:
        return Layout(whole, {}, {})
    own = set(counts)
    if len(counts) > MOST_REGIONS:
        others = counts.keys() - {TOGETHER}
        own = set(sorted(others, key=lambda n: (-counts[n], *by_name(n)))[: MOST_REGIONS - 1])
    sheet_of = {name: name if name in own else TOGETHER for name in counts}
    sizes = Counter[str | None]()
    for name, count in counts.items():
        sizes[sheet_of[name]] += count
    return Layout(whole, sheet_of, {name: sizes[name] for name in sorted(sizes, key=by_name)})


def wanted(layout: Layout, voice: Voice) -> Iterator[str]:
    """Yield the names that the sheets should have."""
    yield from [voice.sheet("ranking")] * layout.whole
    for region, size in layout.sizes.items():
        words = {None: "no_region", TOGETHER: "other_regions"}
        name = voice.sheet(words[region]) if region in words else region or ""
        yield from [name] * parts_of(size)


def write_ranking(
    book: Book,
    names: Sequence[str],
    layout: Layout,
    made: Sequence[Column[Line]],
    found: Figures,
    people: Whom,
) -> None:
    """Write the ranking and the sheets of regions in one pass.

    Args:
        book: the workbook.
        names: of the sheets, as many as `wanted` asked for.
        layout: which they are.
        made: the columns.
        found: points and pay.
        people: who is shown.
    """
    sheets = iter(added(book, names))
    frozen = _NAMELESS_FROZEN if people.anonymous else _NAMED_FROZEN
    whole, *others = [
        Table(book, [next(sheets) for _ in range(number)], made, frozen=frozen)
        for number in layout.needed
    ]
    tables = dict(zip(layout.sizes, others, strict=True))
    for each in (whole, *others):
        each.head()
    for line in lines(found, people):
        whole.add(line)
        if tables:
            tables[layout.sheet_of[line.region]].add(line)
    for each in (whole, *others):
        each.finish()

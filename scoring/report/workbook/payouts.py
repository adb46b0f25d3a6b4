"""The payout sheet: every pay line, below totals that are values and were held to the run's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from scoring.errors import Problem, ReconciliationError
from scoring.exact import fixed
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.ledger.identity import hash_total
from scoring.report.opened import PAYOUTS, Opened, at_places, table
from scoring.report.workbook.book import Book, Cell, Column, Look, Table, added, parts_of
from scoring.report.workbook.ranking_columns import always
from scoring.report.workbook.whom import Whom
from scoring.report.workbook.words import Voice

ABOVE = 5
"""Rows above the headings, which hold the totals."""
_AT_ONCE = 4096
_WIDTHS = {"line_id": 36, "name": 20, "line": 20, "called": 26, "amount": 18, "origin": 34}
_WIDE = 15
_FROZEN = 2
_HINT = "Do not pay from it; check the run with `plaudit verify --totals`."


class Line(NamedTuple):
    """A pay line: its own words, and what the agent is called."""

    row: Mapping[str, str | None]
    name: str | None


class Totals(NamedTuple):
    """What the lines of a workbook come to.

    Attributes:
        currencies: by code, how many lines, and their sum as text at the currency's places.
        hash_total: of the ids of those who are paid.
        payees: how many they are.
    """

    currencies: Mapping[str, tuple[int, str]]
    hash_total: str
    payees: int


def pay_lines(opened: Opened, people: Whom) -> Any:
    """Return the pay lines of the people that are shown, as Arrow: all lines of a whole run."""
    rows = table(opened, PAYOUTS)
    if not people.part:
        return rows
    shown = pa.array([card.agent_id for card in people.cards], pa.string())
    return rows.filter(pc.is_in(rows["agent_id"], value_set=shown))


def totals(opened: Opened, rows: Any, people: Whom) -> Totals:
    """Add pay lines up, and hold those of a whole run to what its manifest says.

    Raises:
        ReconciliationError: they differ.
    """
    counts, sums = Counter[str](), Counter[str]()
    agents: list[str] = rows["agent_id"].to_pylist()
    for code, amount in zip(rows["currency"].to_pylist(), rows["amount"].to_pylist(), strict=True):
        counts[code] += 1
        sums[code] += int(amount.replace(".", ""))  # at four places, all of them written
    said = {code: (counts[code], _at_places(sums[code], code)) for code in sorted(counts)}
    found = Totals(said, hash_total(agents), len(set(agents)))
    if not people.part:
        _require_tied(opened, found, len(agents))
    return found


def _at_places(units: int, code: str) -> str:
    return at_places(fixed.text(units, AMOUNT_PLACES), MINOR_PLACES[code]) or ""


def _require_tied(opened: Opened, found: Totals, rows: int) -> None:
    said = opened.manifest["totals"]
    theirs = {code: (one["rows"], one["sum"]) for code, one in said["currencies"].items()}
    pairs = {
        "pay-differs": (found.currencies, theirs),
        "hash-total-differs": (found.hash_total, said["hash_total"]),
        "payees-differ": ((rows, found.payees), (said["rows"], said["payees"])),
    }
    what = "what the lines come to is not what the manifest says"
    place = str(opened.run / PAYOUTS)
    problems = [Problem(code, place, what, _HINT) for code, (a, b) in pairs.items() if a != b]
    if problems:
        raise ReconciliationError(problems)


def payout_columns(book: Book, opened: Opened, voice: Voice) -> list[Column[Line]]:
    """Return the columns of the payout sheet."""
    text = book.text()
    looks = {code: book.number(places, grouped=True) for code, places in MINOR_PLACES.items()}

    def amount(line: Line) -> str | None:
        return at_places(line.row["amount"], MINOR_PLACES[line.row["currency"] or ""])

    def called(line: Line) -> str:
        name = line.row["line"] or ""
        return voice.each(lambda tongue: opened.titles.line(name, tongue.language), " / ")

    def column(key: str) -> Column[Line]:
        width = _WIDTHS.get(key, _WIDE)
        return Column(
            voice.heading(key),
            voice.line(f"about_{key}"),
            width,
            always(text),
            lambda line: line.row[key],
        )

    return [
        column("line_id"),
        column("agent_id"),
        column("name")._replace(value=lambda line: line.name),
        column("line"),
        column("called")._replace(value=called),
        column("amount")._replace(
            value=amount, look=lambda line: looks[line.row["currency"] or ""]
        ),
        column("currency")._replace(look=always(book.text(align="left", indent=1))),
        *map(column, ("pay_code", "cost_center", "origin")),
    ]


class Above(NamedTuple):
    """Writes the totals above the headings: one column for each currency."""

    book: Book
    voice: Voice
    found: Totals
    part: bool

    def __call__(self, sheet: Any) -> int:
        """Write them, and return how many rows they take."""
        book, voice = self.book, self.voice
        text, whole = book.text(bold=True, align="right"), book.number(0, grouped=True)
        heads = ("totals_part" if self.part else "totals_run", "currency", "lines", "sum")
        for row, key in enumerate((*heads, "hash_total")):
            book.write_ours(sheet, row, 0, voice.line(key), bold=True)
            for column, (code, (count, total)) in enumerate(self.found.currencies.items(), 1):
                look = book.number(MINOR_PLACES[code], grouped=True)
                cells: dict[str, tuple[Cell, Look]] = {
                    "currency": (code, text),
                    "lines": (count, whole),
                    "sum": (total, look),
                }
                if key in cells:
                    book.write(sheet, row, column, *cells[key])
        book.write(sheet, ABOVE - 1, 1, self.found.hash_total, text)
        book.write_ours(sheet, ABOVE - 1, 2, voice.line("payees"), bold=True)
        book.write(sheet, ABOVE - 1, 3, self.found.payees, whole)
        return ABOVE


def write_payouts(
    book: Book,
    names: Sequence[str],
    made: Sequence[Column[Line]],
    rows: Any,
    people: Whom,
    above: Above,
) -> None:
    """Write every pay line, in the order of the run.

    Args:
        book: the workbook.
        names: of the sheets, as many as the lines need.
        made: the columns.
        rows: the pay lines.
        people: who is shown.
        above: writes the totals.
    """
    called = {card.agent_id: card.name for card in people.cards}
    written = Table(book, added(book, names), made, frozen=_FROZEN)
    written.head(above)
    for line in _lines(rows, called):
        written.add(line)
    written.finish()


def sheets_needed(rows: Any) -> int:
    """Return how many sheets the pay lines need."""
    return parts_of(rows.num_rows, ABOVE)


def _lines(rows: Any, called: Mapping[str, str | None]) -> Iterator[Line]:
    for batch in rows.to_batches(max_chunksize=_AT_ONCE):
        for row in batch.to_pylist():
            yield Line(row, called.get(row["agent_id"]))

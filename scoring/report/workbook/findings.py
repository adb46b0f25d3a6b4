"""The findings sheet: what was found in the data, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from scoring.report.opened import FINDINGS, Opened, table
from scoring.report.workbook.book import Book, Column, Look, Table, added
from scoring.report.workbook.ranking_columns import always
from scoring.report.workbook.words import Voice

_WIDTHS = {"code": 24, "file": 26, "row": 11, "column": 20, "rule": 26, "reason": 80}
_AT_ONCE = 4096
Line: TypeAlias = Mapping[str, str | int | None]


def findings(opened: Opened) -> Any:
    """Return the findings of a run as Arrow."""
    return table(opened, FINDINGS, tuple(_WIDTHS))


def finding_columns(book: Book, voice: Voice) -> list[Column[Line]]:
    """Return the columns of the findings sheet."""
    text, whole = book.text(), book.number(0)
    return [_column(voice, key, whole if key == "row" else text) for key in _WIDTHS]


def _column(voice: Voice, key: str, look: Look) -> Column[Line]:
    meaning = voice.line(f"about_{key}")
    return Column(voice.heading(key), meaning, _WIDTHS[key], always(look), lambda line: line[key])


def write_findings(
    book: Book, names: Sequence[str], made: Sequence[Column[Line]], rows: Any
) -> None:
    """Write every finding, in the order of the run."""
    written = Table(book, added(book, names), made, frozen=1)
    written.head()
    for batch in rows.to_batches(max_chunksize=_AT_ONCE):
        for row in batch.to_pylist():
            written.add(row)
    written.finish()

"""The findings sheet: what was found in the data, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from scoring.report.found import Found
from scoring.report.opened import FINDINGS, Opened, table
from scoring.report.tongue import Tongue
from scoring.report.workbook.book import Book, Column, Look, Table, added
from scoring.report.workbook.ranking_columns import always
from scoring.report.workbook.words import Voice

_WIDTHS = {
    "code": 24,
    "kind": 30,
    "file": 26,
    "row": 11,
    "column": 20,
    "rule": 26,
    "rule_called": 26,
    "reason": 80,
}
_STORED = ("code", "file", "row", "column", "rule", "reason")
_BETWEEN = " / "
_AT_ONCE = 4096
_KEPT = 4096
Line: TypeAlias = Mapping[str, str | int | None]


def findings(opened: Opened) -> Any:
    """Return the findings of a run as Arrow."""
    return table(opened, FINDINGS, _STORED)


def finding_columns(book: Book, opened: Opened, voice: Voice) -> list[Column[Line]]:
    """Return the columns of the findings sheet: as the run has them, and what they are called."""
    text, whole = book.text(), book.number(0)
    made = {key: _column(voice, key, whole if key == "row" else text) for key in _WIDTHS}
    for key, value in _told(opened, voice).items():
        made[key] = made[key]._replace(value=value)
    return list(made.values())


def _told(opened: Opened, voice: Voice) -> dict[str, Callable[[Line], str]]:
    """Say in the languages of the workbook what a run has as words of its own or in English."""
    found = {tongue.language: Found(opened, tongue) for tongue in voice.tongues}

    @lru_cache(maxsize=_KEPT)  # rows by the thousand say the same
    def said(key: str, code: str, of: str) -> str:
        def write(tongue: Tongue) -> str:
            own = found[tongue.language]
            match key:
                case "kind":
                    return own.heading(code)
                case "rule_called":
                    return own.rule(code, of)
                case _:
                    return own.said(code, of).text

        return voice.each(write, _BETWEEN)

    return {
        "kind": lambda line: said("kind", str(line["code"]), ""),
        # Beside the rule itself: what is called so in one language has one name to add.
        "rule_called": lambda line: said(
            "rule_called", str(line["code"]), str(line["rule"] or "")
        ).removeprefix(f"{line['rule']}{_BETWEEN}"),
        "reason": lambda line: said("reason", str(line["code"]), str(line["reason"] or "")),
    }


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

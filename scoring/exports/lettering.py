"""What a profile writes by itself, held to its own dialect: headers, constants, given values."""

from __future__ import annotations

from collections.abc import Iterator

from scoring.errors import Problem
from scoring.exports.cells import ConstantCell, MapCell, SettingCell, TextCell, parts, placeholders
from scoring.exports.dialect import refusal
from scoring.exports.forms import plain_words
from scoring.exports.profiles import ExportProfile, File, Record


def headers_fit(profile: ExportProfile) -> Iterator[Problem]:
    """Yield headers that the file cannot hold, and those that a spreadsheet takes for a formula."""
    for record in profile.records.values():
        for header in record.columns:
            bare = unquoted(header, profile.file)
            if wrong := refusal(bare, profile.file):
                yield _told(record, header, wrong)
            elif not plain_words(bare):
                yield _told(record, header, "begins with a sign of a formula")


def texts_fit(profile: ExportProfile) -> Iterator[Problem]:
    """Yield constants and texts that the file cannot hold."""
    for record in profile.records.values():
        for header, cell in record.columns.items():
            for part in parts(cell):
                if wrong := refusal(_said(part), profile.file):
                    yield _told(record, header, f"has a text that {wrong}")


def names_written(profile: ExportProfile) -> set[str]:
    """Return the settings and maps whose values stand in the file as they are."""
    cells = [
        part
        for record in profile.records.values()
        for cell in record.columns.values()
        for part in parts(cell)
    ]
    named = {cell.setting for cell in cells if isinstance(cell, SettingCell)}
    texts = [cell.text for cell in cells if isinstance(cell, TextCell)]
    named |= {name for text in texts for name in placeholders(text)}
    return named | {cell.map for cell in cells if isinstance(cell, MapCell)}


def unquoted(header: str, file: File) -> str:
    """Return a header without the quotes that it has of its own, where the file puts none."""
    quoted = file.quoting == "never" and len(header) > 2 and header[0] == header[-1] == '"'
    return header[1:-1] if quoted else header


def _said(part: object) -> str:
    if isinstance(part, ConstantCell):
        return part.constant
    return part.text if isinstance(part, TextCell) else ""


def _told(record: Record, header: str, what: str) -> Problem:
    place = str(record.at("columns", header))
    hint = "Correct the column, or the delimiter, quoting or encoding of file."
    return Problem("not-of-the-dialect", place, f"column '{header}' {what}", hint)

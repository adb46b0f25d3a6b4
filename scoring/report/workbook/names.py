"""Names of sheets: short, without what a workbook forbids, and no two alike in any letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from scoring.report.workbook.cells import Notes, cut, text_of

LONGEST = 31
"""UTF-16 units of a sheet's name."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_QUOTES = re.compile("['\"]")
_RESERVED = "history"


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Return a name for each sheet, in order: the one that is wanted, as near as it can be."""
    taken = {_RESERVED}
    found = []
    for name in wanted:
        free = _free(_allowed(name), taken)
        taken.add(_alike(free))
        found.append(free)
    return found


def _allowed(name: str) -> str:
    plain = _QUOTES.sub("\N{RIGHT SINGLE QUOTATION MARK}", _FORBIDDEN.sub("-", name))
    return cut(text_of(plain.strip(), Notes()), LONGEST).strip() or "-"


def _free(name: str, taken: set[str]) -> str:
    """Number a name that is taken: nothing but its letters' case or width may tell two apart."""
    free, number = name, 1
    while _alike(free) in taken:
        number += 1
        end = f" ({number})"
        free = cut(name, LONGEST - len(end)) + end
    return free


def _alike(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()

"""What a cell may hold: text that is only text, and numbers that a workbook keeps exactly.

A workbook holds numbers as doubles, and shows fifteen digits of them: what has more is written as
text, and told. No text is a formula, a link or markup, whatever it begins with; what does not show,
or turns the direction of writing around, is a visible mark.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from xml.sax.saxutils import escape

from scoring.vocabulary import UNSAFE

LONGEST = 32_767
"""UTF-16 units that a cell holds."""
DIGITS = 15
"""Digits that every decimal keeps on its way through a double and back."""
MARK = "\N{REPLACEMENT CHARACTER}"
_HIDDEN = re.compile(rf"{UNSAFE}|[\ud800-\udfff\ufffe\uffff]")
_SHARING = re.compile("(?<=_x[0-9a-fA-F]{4})(?=_x[0-9a-fA-F]{4}_)")
_BEYOND = 0xFFFF
_SHORT = 100

Notes = Counter[str]
"""What had to be changed for the workbook, counted: `marked`, `cut` and `digits`."""


def text_of(text: str, notes: Notes) -> str:
    """Return a text as a cell holds it: hidden characters marked, and cut where it is too long.

    Args:
        text: whatever it is.
        notes: counts the texts that were changed.
    """
    if text.isascii() and text.isprintable() and len(text) < _SHORT:
        return text  # most are so, and there are very many
    shown = _HIDDEN.sub(MARK, text)
    notes["marked"] += shown != text
    if len(shown) > LONGEST // 2 and units(shown) > LONGEST:
        notes["cut"] += 1
        end = f"… [{len(text):,}]"
        shown = cut(shown, LONGEST - len(end)) + end
    return shown


def guarded(shown: str) -> str:
    """Return what is handed to the library for a text, so that exactly the text is in the cell.

    The library takes what stands between <r> and </r> as markup of its own making; a text that
    looks so is given as the one run of such a markup. It escapes _x0041_, which stands for a
    letter, but not the second of two that share a line below; they go into runs of their own.
    """
    pieces = _SHARING.split(shown) if "_x" in shown else [shown]
    if len(pieces) == 1 and not (shown.startswith("<r>") and shown.endswith("</r>")):
        return shown
    runs = "".join(f'<r><t xml:space="preserve">{escape(piece)}</t></r>' for piece in pieces)
    return runs if units(runs) <= LONGEST else f"{shown[: LONGEST // 6]}… [{len(shown):,}]"


def number_of(text: str | int) -> Decimal | None:
    """Return a number that a workbook holds exactly; None for one with too many digits."""
    number = Decimal(text)
    if len(str(text)) <= DIGITS:
        return number
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    return number if len(digits) <= DIGITS else None


def units(text: str) -> int:
    """Count the UTF-16 units of a text, as a workbook does."""
    return len(text) + sum(ord(char) > _BEYOND for char in text)


def cut(text: str, most: int) -> str:
    """Return the beginning of a text that has at most so many UTF-16 units."""
    size = 0
    for place, char in enumerate(text):
        size += 1 + (ord(char) > _BEYOND)
        if size > most:
            return text[:place]
    return text

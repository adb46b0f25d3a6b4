"""Watches the quotes of a delimited text, which a parser trusts where it should not.

A quote opens a text only where a column begins, and two within a text are one of its own. What
stands between the quote that closes a text and the next sign of the delimiter is nobody's: a
parser joins the two without a word, and where a text begins with a quote that is not doubled, it
takes the rows up to the next one for a part of it. So such a text is refused.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scoring.columns import Int64s

_QUOTE = ord('"')


class Quotes:
    """The quotes of a text that comes in pieces.

    Attributes:
        fault: the line on which something else than the end of its column follows a quoted text,
            the first such; 0 where there is none.
    """

    def __init__(self, delimiter: str, line: int) -> None:
        """Start where a column begins.

        Args:
            delimiter: one ASCII sign.
            line: the number of the line that the text begins with.
        """
        self.fault = 0
        self._line = line
        self._inside = False
        self._last = b"\n"  # what stands before the next piece
        self._held = b""  # quotes at the end of a piece: what follows them decides
        self._ends = np.zeros(256, np.bool_)
        self._ends[[*b"\r\n", ord(delimiter), _QUOTE]] = True

    def see(self, read: bytes) -> None:
        """Look at the next piece."""
        text = self._held + read if self._held else read
        whole = text.rstrip(b'"')
        self._held = text[len(whole) :]
        if whole:
            self._look(whole)
            self._last = whole[-1:]
            self._line += _lines(whole)

    def closed(self) -> bool:
        """Say, at the end of the text, whether every quote was closed; `fault` is final then."""
        self._look(self._held + b"\n")
        return not self._inside

    def _look(self, text: bytes) -> None:
        """Look at a piece that does not end in a quote."""
        if b'"' not in text:
            return
        around = np.frombuffer(self._last + text, np.uint8)
        at = np.flatnonzero(around[1:] == _QUOTE) + 1
        opens = (np.arange(at.size) + self._inside) % 2 == 0
        if self._ends[around[np.where(opens, at - 1, at + 1)]].all():
            self._inside ^= bool(at.size % 2)
            return
        fault = self._look_at_each(around, at)
        if fault and not self.fault:
            self.fault = self._line + _lines(around[1:fault].tobytes())

    def _look_at_each(self, around: Any, at: Int64s) -> int:
        """Look at quotes one by one, since some stand within a text that is not quoted.

        Returns the place of the first that is a fault, 0 where none is.
        """
        fault, within = 0, False  # within two quotes, side by side in a quoted text
        for place in at.tolist():
            if not self._inside:
                before = around[place - 1]
                self._inside = bool(self._ends[before]) and before != _QUOTE
            elif within:
                within = False
            elif around[place + 1] == _QUOTE:
                within = True
            else:
                self._inside = False
                fault = fault or (0 if self._ends[around[place + 1]] else place)
        return fault


def _lines(text: bytes) -> int:
    """Count the lines that end in a text, in whichever way."""
    return max(text.count(b"\n"), text.count(b"\r"))

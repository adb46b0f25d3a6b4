"""A cursor over many texts at once, which reads digits, names and plain text strictly.

An import reads hundreds of millions of stamps. A regular expression takes them one by one; the
cursor keeps a place in each text and looks at the same byte of all of them together. There is no
going back: what comes next decides, and a text that is not what was asked for fits no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from scoring.columns import Bools, Int64s

_Bytes = npt.NDArray[np.uint8]
_AHEAD = 32  # bytes that may be looked at behind the last text
_LOWER = np.arange(256, dtype=np.uint8)
_LOWER[ord("A") : ord("Z") + 1] += 32
_TEN = 10 ** np.arange(10, dtype=np.int64)
_SPACES = ("\N{NO-BREAK SPACE}".encode(), "\N{NARROW NO-BREAK SPACE}".encode())
HOURS_EAST_MAX = 14  # no zone of today is further from UTC


class Cursor:
    """A place in each of many texts, moved along all of them together.

    What it returns means nothing where `fits` is false.

    Attributes:
        fits: bool[texts], whether each text has been what was asked for so far.
    """

    def __init__(self, texts: Any) -> None:
        """Start before the first byte of each text.

        Args:
            texts: string[texts], none of them null.

        Raises:
            TypeError: text of another physical type, whose buffers would be misread.
        """
        if texts.type != pa.string():
            raise TypeError(f"texts are of type string, not {texts.type}")
        _, offsets, data = texts.buffers()
        edges = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
        first, last = (int(edges[0]), int(edges[-1])) if edges.size else (0, 0)
        raw = np.frombuffer(data, np.uint8)[first:last] if data is not None else _bytes(0)
        self._bytes: _Bytes = np.concatenate([raw, _bytes(_AHEAD)])
        self._beyond = last - first + 1
        places = edges.astype(np.int64) - first
        self._at, self._end = places[:-1], places[1:]
        self.fits: Bools = np.ones(len(texts), np.bool_)

    def ended(self) -> Bools:
        """Return bool[texts]: whether each text fitted, to its end."""
        found: Bools = self.fits & (self._at == self._end)
        return found

    def text(self, said: str) -> None:
        """Pass plain text; a space may also be one that does not break."""
        for sign in said:
            if sign == " ":
                self._space()
            else:
                for k, byte in enumerate(sign.encode()):
                    self.fits &= self._peek(k) == byte
                self._go(len(sign.encode()))

    def digits(self, count: int) -> Int64s:
        """Pass so many digits; return int64[texts], the number they make."""
        found = np.zeros(self.fits.size, np.int64)
        for k in range(count):
            digit = self._peek(k) - np.uint8(48)  # wraps: what is no digit is above nine
            self.fits &= digit <= 9
            found = found * 10 + digit
        self._go(count)
        return found

    def unpadded(self) -> Int64s:
        """Pass one or two digits without a leading zero; return int64[texts]."""
        found, count = self.run(2)
        self.fits &= (count == 1) | (found >= 10)
        return found

    def run(self, most: int) -> tuple[Int64s, Int64s]:
        """Pass as many digits as there are, at least one; return their number and their count."""
        return self._run(most, np.ones(self.fits.size, np.bool_))

    def decimals(self, most: int) -> Int64s:
        """Pass a point and digits behind it, where there is one; return units of 10**-most."""
        there = (self._peek(0) == ord(".")) & (self._at < self._end)
        self._go(there)
        found, count = self._run(most, there)
        return found * _TEN[most - count]

    def fraction(self) -> Int64s:
        """Pass the digits of a fraction; return int64[texts] millionths, beyond them only zeros."""
        found, count = self.run(9)
        billionths = found * _TEN[9 - count]
        self.fits &= billionths % 1000 == 0
        return billionths // 1000

    def name(self, names: Sequence[tuple[str, int]]) -> Int64s:
        """Pass one of some names, whatever its capitals; return int64[texts], what it stands for.

        Args:
            names: in lower case, of two bytes or more, and their numbers; the first that is there
                is taken, so a name comes before another that it begins with.
        """
        pair = _LOWER[self._peek(0)].astype(np.int64) << 8 | _LOWER[self._peek(1)]
        found, size = np.zeros((2, self.fits.size), np.int64)
        for name, number in names:
            raw = name.encode()
            left = self._end - self._at >= len(raw)
            rows = np.flatnonzero(left & (pair == raw[0] << 8 | raw[1]) & (size == 0))
            for k, byte in enumerate(raw[2:], start=2):
                rows = rows[self._lower(rows, k) == byte]
            found[rows], size[rows] = number, len(raw)
        self.fits &= size > 0
        self._go(size)
        return found

    def offset(self) -> Int64s:
        """Pass an offset from UTC such as Z, +08, +0800 or +08:00; return int64[texts] seconds."""
        sign, left = self._peek(0), self._end - self._at
        zulu, minus = (sign | 32) == ord("z"), sign == ord("-")
        hours, hours_fit = self._pair(1)
        colon = (self._peek(3) == ord(":")) & (left > 3)
        minutes, minutes_fit = self._pair(3 + colon)
        minutes_fit &= left >= 5 + colon
        minutes = np.where(minutes_fit, minutes, 0)
        far = hours * 60 + minutes
        near = (far <= HOURS_EAST_MAX * 60) & (minutes < 60)
        signed = (minus | (sign == ord("+"))) & hours_fit & (minutes_fit | ~colon) & near
        self.fits &= zulu | signed
        self._go(np.where(zulu, 1, 3 + (2 + colon) * minutes_fit))
        return np.where(zulu, 0, np.where(minus, -far, far) * 60)

    def _run(self, most: int, rows: Bools) -> tuple[Int64s, Int64s]:
        found, count = np.zeros((2, self.fits.size), np.int64)
        going = rows
        for k in range(most):
            digit = self._peek(k) - np.uint8(48)
            going = going & (digit <= 9) & (self._at + k < self._end)
            if not going.any():
                break
            found = np.where(going, found * 10 + digit, found)
            count += going
        self.fits &= (count > 0) | ~rows
        self._go(count)
        return found, count

    def _space(self) -> None:
        plain = self._peek(0) == ord(" ")
        size = plain.astype(np.int64)
        for other in () if plain.all() else _SPACES:
            there = np.ones(self.fits.size, np.bool_)
            for k, byte in enumerate(other):
                there &= self._peek(k) == byte
            size[there] = len(other)
        self.fits &= size > 0
        self._go(size)

    def _pair(self, ahead: Any) -> tuple[Int64s, Bools]:
        """Return the number that two bytes make, and whether they are digits."""
        ten, one = self._peek(ahead) - np.uint8(48), self._peek(ahead + 1) - np.uint8(48)
        return ten * np.int64(10) + one, (ten <= 9) & (one <= 9)

    def _peek(self, ahead: Any) -> _Bytes:
        found: _Bytes = self._bytes[self._at + ahead]
        return found

    def _lower(self, rows: Int64s, ahead: int) -> _Bytes:
        return _LOWER[self._bytes[self._at[rows] + ahead]]

    def _go(self, size: Any) -> None:
        self._at = np.minimum(self._at + size, self._beyond)


def _bytes(count: int) -> _Bytes:
    return np.zeros(count, np.uint8)

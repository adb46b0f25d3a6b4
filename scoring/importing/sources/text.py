"""Takes the bytes of a text, however its characters are stored, to UTF-8: strictly, and streaming.

A byte that is no character of its encoding ends the import with its place; nothing is replaced.
`detect` trusts the mark at the beginning, else the whole file must be UTF-8, else the whole file
must be GB18030 and look like it; what it finds is reported.
"""

from __future__ import annotations

import codecs
import io
from typing import NamedTuple, Protocol

import numpy as np

from scoring.errors import DataError, Problem

PIECE_BYTES = 1 << 20

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the mark of UTF-16 and so comes before it
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
MARK_BYTES = 4
_DECLARE = "Write the encoding it has into the profile's csv block, or save it as UTF-8."
_AS_UTF8 = (
    "If it is in another encoding, write that into the profile's csv block; or save it as UTF-8 "
    "first, as `iconv -f gb18030 -t utf-8` does."
)


class Bytes(Protocol):
    """Something that bytes are read from, in order."""

    def read(self, size: int, /) -> bytes:
        """Read so many bytes, fewer only at the end."""


class Encoding(NamedTuple):
    """How the characters of a text are stored: the codec, and the bytes of its mark."""

    codec: str
    mark: int

    @property
    def said(self) -> str:
        """What a report calls it."""
        return "utf-16" if self.codec.startswith("utf-16") else self.codec


class Utf8(io.RawIOBase):
    """A text as UTF-8, without the mark at its beginning."""

    def __init__(self, source: Bytes, encoding: Encoding, name: str, delimiter: str = ",") -> None:
        """Read a text from its first byte on.

        Args:
            source: the bytes as they are stored, unpacked.
            encoding: how they are stored.
            name: the file, for messages.
            delimiter: what stands between two columns; where it is no ASCII sign, `stand_in` takes
                its place, since a parser splits at a single byte.
        """
        super().__init__()
        self._source, self._name, self._codec = source, name, encoding.codec
        self._decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
        self._swap = "" if delimiter.isascii() else delimiter
        self._taken = len(source.read(encoding.mark)) if encoding.mark else 0
        self._ready = bytearray()
        self._ended = False

    def readable(self) -> bool:
        """Say that it can be read, as the libraries ask."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Read so many bytes of UTF-8, fewer only at the end; a negative size means all.

        Raises:
            DataError: bytes that are no character of the encoding, or a NUL character.
        """
        if self._codec == "utf-8" and not self._swap and not self._ready and size > 0:
            return self._checked(self._source.read(size), size)
        while not self._ended and (size < 0 or len(self._ready) < size):
            self._ready += self._more()
        end = len(self._ready) if size < 0 else size
        taken = bytes(self._ready[:end])
        del self._ready[:end]
        return taken

    def _more(self) -> bytes:
        read = self._source.read(PIECE_BYTES)
        self._ended = len(read) < PIECE_BYTES
        text = self._decoded(read, final=self._ended)
        if self._swap:
            if STAND_IN in text:
                what = "it holds the control character U+001F, which is no text"
                hint = "Export it without control characters."
                raise self._fault("control-character", what, hint)
            text = text.replace(self._swap, STAND_IN)
        utf8 = text.encode("utf-8")
        self._refuse_nul(utf8)
        return utf8

    def _checked(self, read: bytes, size: int) -> bytes:
        """Pass UTF-8 on as it stands, once it is known to be that."""
        self._ended = len(read) < size
        for start in range(0, len(read) or 1, PIECE_BYTES):
            part = read[start : start + PIECE_BYTES]
            self._decoded(part, final=self._ended and start + PIECE_BYTES >= len(read))
        self._refuse_nul(read)
        return read

    def _decoded(self, read: bytes, *, final: bool) -> str:
        pending = len(self._decoder.getstate()[0])
        try:
            text = self._decoder.decode(read, final=final)
        except UnicodeDecodeError as error:
            at = self._taken - pending + error.start
            raise undecodable(self._name, self._codec, at) from None
        self._taken += len(read)
        return text

    def _refuse_nul(self, utf8: bytes) -> None:
        if b"\0" in utf8:
            what = "it holds a NUL character, which no text has"
            hint = (
                "If it is UTF-16, save it with its byte order mark; else it is no text, or damaged."
            )
            raise self._fault("nul-character", what, hint)

    def _fault(self, code: str, what: str, hint: str) -> DataError:
        return DataError(Problem(code, self._name, what, hint))


STAND_IN = "\x1f"
"""What a delimiter outside ASCII becomes on the way through the parser."""


def undecodable(name: str, codec: str, at: int) -> DataError:
    """Say where a text stops being what it is declared or held to be; `at` counts from zero."""
    if codec == "utf-8":
        what = f"byte {at + 1:,} is not UTF-8 text"
        return DataError(Problem("not-utf8", name, what, _AS_UTF8))
    what = f"byte {at + 1:,} is no character of {codec}"
    return DataError(Problem("wrong-encoding", name, what, _DECLARE))


def declared(start: bytes, encoding: str, name: str) -> Encoding:
    """Return the encoding that a profile declares, checked against the mark of the file.

    Args:
        start: the first bytes, at least `MARK_BYTES` where there are as many.
        encoding: `utf-8`, `utf-16`, `gb18030` or `windows-1252`.
        name: the file, for messages.

    Raises:
        DataError: the mark says something else, or UTF-16 has no mark.
    """
    marked = _marked(start, name)
    if marked is None:
        if encoding == "utf-16":
            what = "it does not begin with the byte order mark of UTF-16"
            hint = "Save it as UTF-16 with a byte order mark, or write its real encoding."
            raise DataError(Problem("wrong-encoding", name, what, hint))
        return Encoding(encoding, 0)
    if marked.said != encoding:
        what = f"it begins with the mark of {marked.said}, and the profile says {encoding}"
        hint = f"Write encoding: {marked.said}, or detect, into the profile's csv block."
        raise DataError(Problem("wrong-encoding", name, what, hint))
    return marked


def _marked(start: bytes, name: str) -> Encoding | None:
    for mark, codec in _MARKS:
        if start.startswith(mark):
            if codec == "utf-32":
                what = "it is UTF-32 text, which is not read"
                raise DataError(Problem("wrong-encoding", name, what, "Save it as UTF-8 first."))
            return Encoding(codec, len(mark))
    return None


class Detector:
    """Tells UTF-8 and GB18030 apart from the whole of a text; nothing is told from a part.

    Attributes:
        encoding: what the mark says; None where the text has to be looked through.
    """

    def __init__(self, start: bytes, name: str) -> None:
        """Look at the first bytes, at least `MARK_BYTES` where there are as many."""
        self.encoding = _marked(start, name)
        self._name = name

    def is_utf8(self, source: Bytes) -> bool:
        """Say whether a whole text, from its first byte on, is UTF-8."""
        return _fault_at(source, "utf-8") is None

    def gb18030(self, source: Bytes) -> Encoding:
        """Return GB18030 if a whole text, from its first byte on, is that.

        Raises:
            DataError: it is not; or it may as well be a Western encoding, whose accents GB18030
                reads as rare Chinese characters without noticing.
        """
        looks = _Looks()
        at = _fault_at(source, "gb18030", looks)
        if at is not None:
            what = f"it is neither UTF-8 nor GB18030 throughout; byte {at + 1:,} fits neither"
            raise DataError(Problem("unknown-encoding", self._name, what, _DECLARE))
        if looks.western:
            what = "it is not UTF-8, and as GB18030 it makes hardly any common character"
            hint = f"It may be windows-1252. {_DECLARE}"
            raise DataError(Problem("unknown-encoding", self._name, what, hint))
        return Encoding("gb18030", 0)


class _Looks:
    """Counts how bytes above ASCII stand together: Chinese comes in pairs, accents stand alone."""

    def __init__(self) -> None:
        self._single = self._paired = 0
        self._rest = b""

    def see(self, read: bytes) -> None:
        values = np.frombuffer(self._rest + read, np.uint8)
        high = (values >= 0x80).astype(np.int8)
        edges = np.flatnonzero(np.diff(high, prepend=0, append=0))
        lengths, ends = edges[1::2] - edges[::2], edges[1::2]
        after = values[np.minimum(ends, values.size - 1)]
        # A byte before a digit is half of a character of four bytes, whatever the language.
        alone = (lengths % 2 == 1) & ~((after >= 0x30) & (after <= 0x39)) & (ends < values.size)
        self._single += int(alone.sum())
        self._paired += int((lengths // 2).sum())
        # A run that goes on in the next piece leaves it the byte that has no partner yet.
        torn = ends.size > 0 and ends[-1] == values.size and lengths[-1] % 2 == 1
        self._rest = values[-1:].tobytes() if torn else b""

    @property
    def western(self) -> bool:
        return self._single > 0 and self._single * _PAIRS_AN_ACCENT >= self._paired


_PAIRS_AN_ACCENT = 4
"""Hardly one Chinese character in a hundred ends in an ASCII byte; accents mostly stand alone."""


def _fault_at(source: Bytes, codec: str, looks: _Looks | None = None) -> int | None:
    """Return the place of the first byte that is no character; None where all are."""
    decoder, taken, read = codecs.getincrementaldecoder(codec)("strict"), 0, b"-"
    while read:
        read = source.read(PIECE_BYTES)
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(read, final=not read)
        except UnicodeDecodeError as error:
            return taken - pending + error.start
        taken += len(read)
        if looks is not None:
            looks.see(read)
    return None

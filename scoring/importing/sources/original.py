"""A file as it lies there: opened once a pass, digested as it is read, and the same every time.

The digest is taken of the very bytes that are parsed, and they are all the bytes of the file: it
is looked at before and after, a second pass must meet the same bytes, and nothing but a regular
file is taken.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple

from scoring.errors import DataError, IntegrityError, Problem, ReconciliationError
from scoring.opening import ABSENT, irregular, refusal

PIECE_BYTES = 1 << 20


class Digest(NamedTuple):
    """What was read: enough to know the file again."""

    sha256: str
    bytes: int


class _Stamp(NamedTuple):
    """Which file it is, and what changes when somebody writes to it."""

    file: tuple[int, int]
    bytes: int
    changed_ns: int


class Watched(io.RawIOBase):
    """Passes a file's bytes on in order, and keeps their digest.

    Attributes:
        file: the file itself, for a format that has to jump about in it.
        bytes: how many were read.
        ended: whether the end was met.
    """

    def __init__(self, file: BinaryIO) -> None:
        """Watch an open file from where it stands."""
        super().__init__()
        self.file = file
        self.bytes = 0
        self.ended = False
        self._sha256 = hashlib.sha256()

    def readable(self) -> bool:
        """Say that it can be read, as the libraries ask."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Read so many bytes, fewer only at the end of the file; a negative size means all."""
        read = piece(self.file, size)
        self.ended |= size < 0 or len(read) < size
        self._sha256.update(read)
        self.bytes += len(read)
        return read

    def read_through(self) -> None:
        """Read what is left, for the digest alone."""
        while self.read(PIECE_BYTES):
            pass

    def digest(self) -> Digest:
        """Return the digest of all that was read so far."""
        return Digest(self._sha256.hexdigest(), self.bytes)


class Original:
    """One file, read as often as it takes.

    Attributes:
        name: what messages and reports call it.
        bytes: how many it has.
    """

    def __init__(self, path: Path, name: str) -> None:
        """Look at the file, and remember which one it is.

        Raises:
            DataError: no such file, or no regular file.
            StorageError: the system does not let it be read.
        """
        self.name = name
        self._path = path
        self._digest: Digest | None = None
        with opened(path, name) as file:
            self._stamp = _stamp(file)
        self.bytes = self._stamp.bytes

    @contextmanager
    def reading(self) -> Iterator[Watched]:
        """Open the file for one pass.

        Raises:
            IntegrityError: it changed since it was first looked at, or does so meanwhile.
            StorageError: the system stops reading it.
        """
        with opened(self._path, self.name) as file:
            self._check_unchanged(file)
            watched = Watched(file)
            try:
                yield watched
            except (DataError, ReconciliationError):
                # What is written to, or does not arrive whole, looks damaged: those are the
                # better answers.
                self._check_unchanged(file)
                if watched.ended and watched.bytes != self._stamp.bytes:
                    raise self._short(watched) from None
                raise
            self._check_unchanged(file)

    def settle(self, watched: Watched) -> Digest:
        """Take the digest of a whole pass.

        Raises:
            IntegrityError: an earlier pass met other bytes.
            ReconciliationError: not every byte of the file was read.
        """
        if not watched.ended or watched.bytes != self._stamp.bytes:
            raise self._short(watched)
        found = watched.digest()
        if self._digest not in (None, found):
            raise self._changed("holds other bytes than when it was first read")
        self._digest = found
        return found

    def digest(self) -> Digest:
        """Read the whole file for its digest, unless a pass has done so."""
        if self._digest is not None:
            return self._digest
        with self.reading() as watched:
            watched.read_through()
            return self.settle(watched)

    def _short(self, watched: Watched) -> ReconciliationError:
        what = f"{watched.bytes} of its {self._stamp.bytes} bytes were read"
        hint = "Copy the file to a local disk, then import it from there."
        return ReconciliationError(Problem("bytes-do-not-add-up", self.name, what, hint))

    def _check_unchanged(self, file: BinaryIO) -> None:
        if _stamp(file) != self._stamp:
            raise self._changed("changed while it was read")

    def _changed(self, what: str) -> IntegrityError:
        hint = "Import again once nothing writes to it."
        return IntegrityError(Problem("input-changed", self.name, what, hint))


@contextmanager
def opened(path: Path, name: str) -> Iterator[BinaryIO]:
    """Open a regular file to read its bytes.

    Raises:
        DataError: nothing stands there, or no regular file.
        StorageError: the system refuses, at once or while it is read.
    """
    try:
        found = irregular(path)
        if not found:
            with path.open("rb") as file:
                yield file
            return
    except ABSENT as error:
        what = f"the file cannot be opened: {(error.strerror or 'unknown').lower()}"
        hint = "Check the path and its spelling."
        raise DataError(Problem("missing-file", name, what, hint)) from None
    except OSError as error:
        raise refusal(name, error) from error
    what = f"this is {found}, and an export is read from a file that can be read twice"
    hint = "Save it as a file first, then give that file."
    raise DataError(Problem("not-a-file", name, what, hint))


def piece(file: io.RawIOBase | BinaryIO, size: int) -> bytes:
    """Read so many bytes, fewer only at the end of the file; a negative size means all."""
    pieces, left = [], size
    while left and (read := file.read(left)):
        pieces.append(read)
        left -= len(read) if size > 0 else 0
    return b"".join(pieces)


def _stamp(file: BinaryIO) -> _Stamp:
    now = os.fstat(file.fileno())
    return _Stamp((now.st_dev, now.st_ino), now.st_size, now.st_mtime_ns)

"""Unpacks gzip and zstd as a stream, and says where a packed file is cut off or damaged.

Neither is trusted to notice everything: a packed file counts as whole when its own end mark was
met and nothing but further packed parts follows it.
"""

from __future__ import annotations

import gzip
import io
import zlib

import pyarrow as pa

from scoring.errors import DataError, Problem
from scoring.importing.blocks import Compression
from scoring.importing.sources.original import Watched, piece
from scoring.opening import is_refusal

START_BYTES = 64
"""Enough of a file to tell by which of the known kinds it begins."""

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
_INSIDE = (
    (GZIP, "another packed file"),
    (ZSTD, "another packed file"),
    (b"PK\x03\x04", "a workbook or a zip archive"),
    (b"PAR1", "a Parquet file"),
    (b"\xd0\xcf\x11\xe0", "an old workbook"),
)
_SEND = "Copy or export the file again: it did not arrive whole."


class Unpacked(io.RawIOBase):
    """The bytes of a packed file, as they were before it was packed."""

    def __init__(self, watched: Watched, compression: Compression, name: str) -> None:
        """Unpack a file as it is read; `none` passes its bytes on."""
        super().__init__()
        self._name, self._compression = name, compression
        self._stream = _stream(watched, compression)

    def readable(self) -> bool:
        """Say that it can be read, as the libraries ask."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """Read so many bytes, fewer only at the end.

        Raises:
            DataError: the packed file is cut off or damaged.
        """
        try:
            return piece(self._stream, size)
        except EOFError:
            raise self._damaged("it ends before its end mark: it is cut off") from None
        except (zlib.error, pa.ArrowException):
            raise self._damaged("it cannot be unpacked: some of its bytes are damaged") from None
        except OSError as error:
            if is_refusal(error):
                raise
            raise self._damaged(_said(error)) from None

    def _damaged(self, what: str) -> DataError:
        said = f"as {self._compression}, {what}"
        return DataError(Problem("damaged-file", self._name, said, _SEND))


def _said(error: OSError) -> str:
    # Both libraries tell a broken end from other damage in their messages alone.
    if "Truncated" in str(error):
        return "it ends before its end mark: it is cut off"
    if "Not a gzipped file" in str(error):
        return "other bytes follow its end mark"
    return "it cannot be unpacked: some of its bytes are damaged"


def _stream(watched: Watched, compression: Compression) -> io.RawIOBase:
    if compression == "gzip":
        opened: io.RawIOBase = gzip.GzipFile(fileobj=watched, mode="rb")  # type: ignore[assignment]
        return opened
    if compression == "zstd":
        packed: io.RawIOBase = pa.CompressedInputStream(pa.PythonFile(watched, mode="r"), "zstd")
        return packed
    return watched


def is_zstd(start: bytes) -> bool:
    """Say whether a file begins with a frame of zstd, or with one that is to be skipped."""
    return start.startswith(ZSTD) or (start[1:4] == b"\x2a\x4d\x18" and start[0] >> 4 == 5)


def has_checksum(start: bytes) -> bool:
    """Say whether the first frame of a zstd file has a checksum of what it holds."""
    return len(start) < 5 or not start.startswith(ZSTD) or bool(start[4] & 0b100)


def refuse_nested(start: bytes, compression: Compression, name: str) -> None:
    """Refuse a packed file that holds no text but another packed file, from its first bytes.

    Raises:
        DataError: naming what it holds.
    """
    found = next((said for mark, said in _INSIDE if start.startswith(mark)), "")
    if found and compression != "none":
        what = f"as {compression}, it holds {found} and no delimited text"
        hint = "Unpack it first, then give what is in it."
        raise DataError(Problem("packed-twice", name, what, hint))

"""What every kind of source does alike: passes over the file, counts, and what it says of itself.

A kind of source only says how its bytes become blocks; that they are all the bytes, that there
are rows, and that a second pass meets the same file is seen to here, once for all of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from scoring.errors import DataError, Problem
from scoring.importing.blocks import Block, Compression, Kind, Said
from scoring.importing.sources.original import Original, Watched
from scoring.opening import is_refusal

_AGAIN = "Copy or export the file again."


class SourceFile(ABC):
    """A file of an export, open for as many passes as it takes.

    Attributes:
        name: what messages and reports call it.
        header: the column names as written; a name may be blank, or stand twice.
    """

    kind: ClassVar[Kind]
    encoding: str = ""
    compression: Compression = "none"

    def __init__(self, original: Original) -> None:
        """Hold the file; a kind of source reads its header next."""
        self.name = original.name
        self.header: list[str] = []
        self._original = original
        self._said: Said | None = None

    @property
    def said(self) -> Said:
        """What the file was found to be; known once all blocks of a pass were taken."""
        if self._said is None:
            raise RuntimeError("a source says what it is once all of it was read")
        return self._said

    def blocks(self, places: Mapping[str, int], *, trim: bool) -> Iterator[Block]:
        """Yield the rows as text, in blocks of a few megabytes.

        Args:
            places: the columns to hand on: any name, and its position in the header.
            trim: drop white space at both ends of every text.

        Raises:
            DataError: whatever is wrong with the file, or it has no rows at all.
            IntegrityError: the file changed since it was opened, or since the pass before.
            ReconciliationError: not every byte of the file was read.
            StorageError: the system stops reading it.
        """
        rows, notes = 0, list[str]()
        with self._original.reading() as watched:
            for block in self._blocks(watched, places, notes):
                rows += len(block.rows)
                if len(block.rows):
                    yield _trimmed(block) if trim else block
            digest = self._original.settle(watched)
        if rows == 0:
            what = "there is a header and nothing under it"
            raise self._fault("no-rows", what, "Is it complete?")
        parts = (self.kind, self.encoding, self.compression)
        self._said = Said(self.name, digest.sha256, digest.bytes, rows, *parts, tuple(notes))

    @abstractmethod
    def _blocks(
        self, watched: Watched, places: Mapping[str, int], notes: list[str]
    ) -> Iterator[Block]:
        """Yield the rows; put what is to be noted into `notes` before the end."""

    @contextmanager
    def _undamaged(self, what: str, *errors: type[Exception]) -> Iterator[None]:
        """Turn what a library raises at a damaged file into a fault; its words may quote values."""
        fault = self._fault("damaged-file", f"{what} is cut off or damaged", _AGAIN)
        try:
            yield
        except errors:
            raise fault from None
        except OSError as error:
            if is_refusal(error):
                raise
            raise fault from None

    def _fault(self, code: str, what: str, hint: str) -> DataError:
        return DataError(Problem(code, self.name, what, hint))


def _trimmed(block: Block) -> Block:
    texts: dict[str, pa.StringArray] = {
        name: pc.utf8_trim_whitespace(text) for name, text in block.columns.items()
    }
    return Block(block.rows, texts)

"""Reads a Parquet file as text, a batch at a time: the footer first, and every checksum checked.

Arrow holds its data to be valid and reads damage as other values unless it is told to look; so
page checksums are verified where the writer made any, and every batch is validated in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from scoring.importing.blocks import Block
from scoring.importing.sources.original import Original, Watched
from scoring.importing.sources.source import SourceFile
from scoring.importing.sources.values import as_text, is_opaque

BLOCK_BYTES = 8 << 20
ROWS_MIN, ROWS_MAX = 256, 32_768

_WHAT = "this Parquet file"
_DAMAGE = (pa.ArrowException, UnicodeDecodeError, EOFError)


class Table(SourceFile):
    """A Parquet file."""

    kind = "parquet"

    def __init__(self, original: Original) -> None:
        """Read the footer.

        Raises:
            DataError: the file is cut off or damaged.
            IntegrityError: it changes meanwhile.
            StorageError: the system does not let it be read.
        """
        super().__init__(original)
        with (
            original.reading() as watched,
            self._undamaged(_WHAT, *_DAMAGE),
            _file(watched.file) as file,
        ):
            schema = file.schema_arrow
        self.header = list(schema.names)
        self._kinds = list(schema.types)
        if not any(self.header):
            raise self._fault("no-header", "it has no columns", "Export the table again.")

    def _blocks(
        self, watched: Watched, places: Mapping[str, int], notes: list[str]
    ) -> Iterator[Block]:
        watched.read_through()
        watched.file.seek(0)
        first = 1
        with self._undamaged(_WHAT, *_DAMAGE), _file(watched.file) as file:
            for batch in self._batches(file, places):
                rows = np.arange(first, first + batch.num_rows, dtype=np.int64)
                first += batch.num_rows
                yield Block(rows, self._texts(batch, places))
        used = sorted(set(places.values()))
        notes += [self._opaque(place) for place in used if is_opaque(self._kinds[place])]

    def _batches(self, file: Any, places: Mapping[str, int]) -> Iterator[pa.RecordBatch]:
        names = list(dict.fromkeys(self.header[place] for place in sorted(places.values())))
        for batch in file.iter_batches(
            _batch_rows(file.metadata), columns=names, use_threads=False
        ):
            batch.validate(full=True)
            yield batch

    def _texts(self, batch: pa.RecordBatch, places: Mapping[str, int]) -> dict[str, Any]:
        texts = {}
        for name, place in places.items():
            # Names may stand twice; those of one name keep their order.
            twins = batch.schema.get_all_field_indices(self.header[place])
            texts[name] = as_text(
                batch.column(twins[self.header[:place].count(self.header[place])])
            )
        return texts

    def _opaque(self, place: int) -> str:
        name = self.header[place]
        if pa.types.is_nested(self._kinds[place]):
            return f"column '{name}' holds lists or records, which are read as JSON"
        return f"column '{name}' holds bytes, which are read as UTF-8, else as hexadecimals"


def _file(file: BinaryIO) -> Any:
    return parquet.ParquetFile(
        pa.PythonFile(_Kept(file), mode="r"),
        page_checksum_verification=True,
        pre_buffer=False,
        buffer_size=1 << 20,
    )


class _Kept:
    """A file that its reader cannot close: it is looked at once more afterwards."""

    closed = False

    def __init__(self, file: BinaryIO) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell

    def close(self) -> None:
        """Leave it open."""


def _batch_rows(metadata: Any) -> int:
    """Return how many rows make a block, by the sizes that the footer states."""
    stated: int = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    fitting: int = BLOCK_BYTES * metadata.num_rows // max(1, stated)
    return max(ROWS_MIN, min(ROWS_MAX, fitting))

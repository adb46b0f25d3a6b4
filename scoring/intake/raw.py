"""The rows that were set aside, as they came: JSON of their own columns, for a person to mend.

Read once more, and only where something was set aside, so that a clean month costs nothing. A
`raw` holds personal values; it stands in `quarantine.parquet` and never in a message.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scoring.accounts import CODES
from scoring.columns import Bools, Int64s
from scoring.intake.canonical import plain_text
from scoring.intake.files import IMPORT_QUARANTINE, FileInfo, check_unchanged
from scoring.intake.folder import Folder
from scoring.intake.parts import batches_of
from scoring.intake.physical import family_of

TEXT_MAX = 1_000
"""Characters that are kept of a text, twice what any contract takes; `…` stands for the rest."""


class _Kept(NamedTuple):
    """Rows of one file as they came: row numbers, increasing, and a JSON text for each."""

    file: str
    imported: bool
    rows: Int64s
    raw: Any


def with_raw(table: Any, folder: Folder) -> Any:
    """Add `raw` to the quarantine's table: the row as it came, for each fault that set one aside.

    Args:
        table: as `Quarantine.table` makes it.
        folder: the data folder that it is about.

    Returns:
        The table with the column `raw`, JSON text; null where the row was not set aside, or where
        an import kept none of it.

    Raises:
        DataError, StorageError, IntegrityError: a file that cannot be read once more.
    """
    aside = _where(table, "code", CODES["row"])
    imported, rows = _bools(table["imported"]), table["row"].to_numpy()
    found = np.full(table.num_rows, -1, np.int64)
    texts = [pa.array([], pa.string())]
    for kept in _kept(folder, aside, imported, table):
        own = aside & (imported == kept.imported) & _where(table, "file", kept.file)
        at = np.searchsorted(kept.rows, rows[own])
        at[at == kept.rows.size] = 0
        there = kept.rows[at] == rows[own]
        found[np.flatnonzero(own)[there]] = at[there] + sum(map(len, texts))
        texts.append(kept.raw)
    where = pa.array(np.maximum(found, 0), mask=found < 0)
    return table.append_column("raw", pa.chunked_array(texts).take(where))


def json_texts(array: Any) -> Any:
    """Write each value of an Arrow array as JSON: text[n], `null` for a null.

    Decimals and doubles become text, every digit of them; stamps become ISO text in UTC. A text
    of more than `TEXT_MAX` characters is cut there.
    """
    family = family_of(array.type)
    if family == "null":
        return pa.array(["null"] * len(array), pa.string())
    return pc.fill_null(_WRITERS[family](array), "null")


def _text(array: Any) -> Any:
    coded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    begun = pc.utf8_slice_codeunits(coded.dictionary, 0, TEXT_MAX + 1).to_pylist()
    words = [json.dumps(_cut(word), ensure_ascii=False) for word in begun]
    return pa.array(words, pa.string()).take(coded.indices)


def _cut(word: str | None) -> str | None:
    return word if word is None or len(word) <= TEXT_MAX else f"{word[:TEXT_MAX]}…"


def _plain(array: Any) -> Any:
    return array.cast(pa.string())


def _quoted(texts: Any) -> Any:
    return pc.binary_join_element_wise('"', texts, '"', "")


def _decimal(array: Any) -> Any:
    said = [None if value is None else format(value, "f") for value in array.to_pylist()]
    return _quoted(pa.array(said, pa.string()))


def _float(array: Any) -> Any:
    values = array.to_numpy(zero_copy_only=False)
    said = pa.array([str(value) for value in values], pa.string())
    return _quoted(pc.if_else(array.is_valid(), said, pa.scalar(None, pa.string())))


def _stamp(array: Any) -> Any:
    numbers = pc.fill_null(array.view(pa.int64()), 0).to_numpy(zero_copy_only=False)
    said = np.datetime_as_string(numbers.view(f"M8[{array.type.unit}]"), timezone="UTC")
    return _quoted(pc.if_else(array.is_valid(), pa.array(said), pa.scalar(None, pa.string())))


_WRITERS = {
    "text": _text,
    "integer": _plain,
    "boolean": _plain,
    "day": lambda array: _quoted(array.cast(pa.string())),
    "decimal": _decimal,
    "float": _float,
    "stamp": _stamp,
}


def _rows_as_json(batch: Any) -> Any:
    """Write each row of a batch as one JSON object, its keys in order."""
    parts: list[Any] = []
    for name in sorted(batch.schema.names):
        parts += [f"{', ' if parts else '{'}{json.dumps(name, ensure_ascii=False)}: "]
        parts += [json_texts(batch.column(name))]
    return pc.binary_join_element_wise(*parts, "}", "")


def _kept(folder: Folder, aside: Bools, imported: Bools, table: Any) -> Iterator[_Kept]:
    rows = table["row"].to_numpy()
    for part in folder.parts:
        needed = np.unique(rows[aside & ~imported & _where(table, "file", part.name)])
        if needed.size:
            raw = pa.concat_arrays(list(_of_part(part, needed)))
            yield _Kept(part.name, imported=False, rows=needed, raw=raw)
    check_unchanged(folder.parts)
    info = folder.others.get(IMPORT_QUARANTINE)
    if info is not None and (aside & imported).any():
        for batch in batches_of(info, ["file", "row", "raw"]):
            yield from _by_file(batch)
        check_unchanged([info])


def _of_part(part: FileInfo, rows: Int64s) -> Iterator[Any]:
    """Read the rows of these numbers, increasing, from the row groups that have some."""
    with pq.ParquetFile(part.path) as file:
        sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
    first = 1 + np.concatenate([[0], np.cumsum(sizes)])
    for group in np.flatnonzero(np.diff(np.searchsorted(rows, first))).tolist():
        at = int(first[group])
        for batch in batches_of(part, None, [group]):
            low, high = np.searchsorted(rows, [at, at + batch.num_rows])
            if high > low:
                yield _rows_as_json(batch.take(pa.array(rows[low:high] - at)))
            at += batch.num_rows


def _by_file(batch: Any) -> Iterator[_Kept]:
    for name in pc.unique(batch["file"]).to_pylist():
        own = batch.filter(pc.equal(batch["file"], name)).sort_by("row")
        rows = own["row"].to_numpy(zero_copy_only=False)
        yield _Kept(name, imported=True, rows=rows, raw=plain_text(own["raw"], None))


def _where(table: Any, column: str, word: str) -> Bools:
    return _bools(pc.equal(table[column].cast(pa.string()), word))


def _bools(array: Any) -> Bools:
    mask: Bools = array.to_numpy().astype(np.bool_)
    return mask

"""What is known of the copies of an id: as much for two of them as for fifty million.

A row whose id may be repeated is a line with its id, its file and a hash of its contents. Lines of
one id come together as one that says whether there were several, whether they differ and whether
several files have it. It does not matter which come together first.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from scoring.columns import Bools, Int64s
from scoring.intake.hashes import Hashes


def lines(hashes: Hashes, ids: Any, contents: Hashes, file: int) -> Any:
    """Return a line a row, as an Arrow table.

    Args:
        hashes: uint64[n], of the ids.
        ids: the ids as Arrow bytes.
        contents: uint64[n], equal where rows are alike.
        file: the number of the file that the rows are in.
    """
    none = pa.array(np.zeros(hashes.size, np.uint8))
    columns = {"hash": pa.array(hashes), "id": ids, "content": pa.array(contents)}
    columns |= {"file": pa.array(np.full(hashes.size, file, np.int32))}
    return pa.table(columns | {"several": none, "differ": none, "across": none})


def together(table: Any) -> Any:
    """Return one line for each id of a table of lines, each id compared as it is."""
    coded = table["id"].combine_chunks().dictionary_encode()
    code: Int64s = coded.indices.to_numpy().astype(np.int64)
    count = len(coded.dictionary)
    if count == code.size:
        return table
    # Codes are given in the order in which ids are met: one above all before it is a first line.
    first = np.flatnonzero(np.diff(np.maximum.accumulate(code), prepend=-1))
    lead = first[code]
    found = table.take(pa.array(first)).drop_columns(["several", "differ", "across"])
    several = _any(table, "several", np.arange(code.size) != lead, code, count)
    found = found.append_column("several", several)
    for name, of in (("differ", "content"), ("across", "file")):
        values = table[of].to_numpy()
        found = found.append_column(name, _any(table, name, values != values[lead], code, count))
    return found


def _any(table: Any, name: str, now: Bools, code: Int64s, count: int) -> Any:
    """Say for each code whether a line of it says so, or says so now, beside the first of them."""
    said = np.zeros(count, np.uint8)
    said[code[now | table[name].to_numpy().view(np.bool_)]] = 1
    return pa.array(said)


class Verdicts(NamedTuple):
    """Repeated ids, and whether their copies differ.

    Attributes:
        hashes: uint64[n], increasing; each stands for one id alone.
        differ: bool[n].
        shared: uint64[m], increasing: hashes that stand for several ids.
        ids: Arrow bytes, the repeated among those ids.
        ids_differ: bool of each of `ids`.
        across: how many ids differ and stand in several files.
    """

    hashes: Hashes
    differ: Bools
    shared: Hashes
    ids: Any
    ids_differ: Bools
    across: int


def verdicts(table: Any) -> Verdicts:
    """Say which ids are repeated.

    Args:
        table: a line for each id, at least one; every id that shares a hash with one has its own.
    """
    table = table.take(pa.array(np.argsort(table["hash"].to_numpy(), kind="stable")))
    hashes = table["hash"].to_numpy()
    several, differ, across = (
        table[name].to_numpy().view(np.bool_) for name in ("several", "differ", "across")
    )
    equal = hashes[1:] == hashes[:-1]
    shared = np.append(equal, np.False_) | np.append(np.False_, equal)
    alone, among = several & ~shared, several & shared
    return Verdicts(
        hashes[alone],
        differ[alone],
        np.unique(hashes[among]),
        table["id"].combine_chunks().filter(pa.array(among)),
        differ[among],
        int((differ & across).sum()),
    )


def joined(parts: list[Verdicts]) -> Verdicts:
    """Put verdicts together, the hashes of each above those of the one before it."""
    return Verdicts(
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([part.differ for part in parts]),
        np.concatenate([part.shared for part in parts]),
        pa.concat_arrays([part.ids for part in parts]),
        np.concatenate([part.ids_differ for part in parts]),
        sum(part.across for part in parts),
    )


def judged(found: Verdicts, hashes: Hashes, ids: Any) -> tuple[Bools, Bools]:
    """Return bool[rows] twice: whether the id is repeated, and whether its copies differ.

    Args:
        found: the verdicts.
        hashes: uint64[rows], of the ids.
        ids: the ids as Arrow bytes.
    """
    repeated, differ = np.zeros(hashes.size, np.bool_), np.zeros(hashes.size, np.bool_)
    here, at = _among(hashes, found.hashes)
    repeated[here], differ[here] = True, found.differ[at]
    here, _ = _among(hashes, found.shared)
    if here.size:
        at = pc.index_in(ids.take(pa.array(here)), value_set=found.ids).fill_null(-1).to_numpy()
        repeated[here[at >= 0]], differ[here[at >= 0]] = True, found.ids_differ[at[at >= 0]]
    return repeated, differ


def _among(hashes: Hashes, increasing: Hashes) -> tuple[Int64s, npt.NDArray[np.intp]]:
    """Return which hashes are among others that increase, and where those are."""
    if not increasing.size:
        return np.empty(0, np.int64), np.empty(0, np.intp)
    near = np.flatnonzero((hashes >= increasing[0]) & (hashes <= increasing[-1]))
    near = near[np.argsort(hashes[near])]  # neighbours are looked up where the last was found
    at = np.searchsorted(increasing, hashes[near])
    hit = increasing[at] == hashes[near]
    return near[hit], at[hit]

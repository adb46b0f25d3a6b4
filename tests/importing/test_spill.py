"""Sorting beyond memory gives what sorting within it gives, and leaves nothing on the disk."""

import datetime as dt
import random
import re
import subprocess
import sys
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from scoring.errors import StorageError
from scoring.importing import spill
from scoring.importing.spill import Sorter

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("seen", pa.bool_()),
        ("small", pa.int8()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("worth", pa.decimal128(18, 2)),
        ("row", pa.int64()),
    ]
)
KEYS = [
    ("id", "row"),
    ("id", "seen", "small", "row"),
    ("id", "at", "worth", "row"),
    ("at", "row"),
    ("worth", "seen", "row"),
    ("row",),
]
# By UTF-16, U+10000 and the face would stand before U+E000 and U+FFFD; by UTF-8 they are last.
SIGNS = ["", "a", "b", "ab", "Z", "é", "中", "\ue000", "\ufffd", "\U00010000", "\U0001f600"]


def generated(dice, count, ids):
    """Rows with repeated ids and a null in each seventh cell, shuffled."""

    def maybe(value):
        return None if dice.random() < 1 / 7 else value

    words = ["".join(dice.choices(SIGNS, k=dice.randint(0, 3))) for _ in range(ids)]
    start = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    rows = [
        {
            "id": maybe(dice.choice(words)),
            "seen": maybe(dice.random() < 0.5),
            "small": maybe(dice.randint(-128, 127)),
            "at": maybe(start + dt.timedelta(microseconds=dice.randint(-2, 2))),
            "worth": maybe(Decimal(dice.randint(-3, 3)).scaleb(-2)),
            "row": row,
        }
        for row in range(count)
    ]
    dice.shuffle(rows)
    return rows


def in_order(rows, keys):
    """Python's own order: text by code points, which is that of its UTF-8; null behind all."""

    def key(row):
        return tuple((row[k] is None, "" if row[k] is None else row[k]) for k in keys)

    return sorted(rows, key=key)


def through(folder, keys, rows, budget, dice):
    """The tables that a sorter gives for rows added in pieces, some of them empty."""
    with Sorter(folder, keys, budget) as sorter:
        start = 0
        while start < len(rows):
            count = dice.choice([0, 1, 3, 20, 200])
            sorter.add(pa.Table.from_pylist(rows[start : start + count], SCHEMA))
            start += count
        assert sorter.rows == len(rows)
        return list(sorter.sorted())


@pytest.mark.parametrize("keys", KEYS, ids="-".join)
@pytest.mark.parametrize(("budget", "at_once"), [(1, 2), (1500, 3), (9000, 64), (10**7, 64)])
def test_rows_come_in_the_order_of_python_and_a_key_comes_whole(
    tmp_path, monkeypatch, keys, budget, at_once
):
    # Two and three runs at once: levels upon levels. The last budget holds everything.
    monkeypatch.setattr(spill, "RUNS_MAX", at_once)
    for count, ids in [(0, 1), (1, 1), (40, 3), (150, 1), (300, 80)]:
        dice = random.Random(repr((keys, budget, count)))
        rows = generated(dice, count, ids)
        tables = through(tmp_path, keys, rows, budget, dice)
        assert [row for table in tables for row in table.to_pylist()] == in_order(rows, keys)
        firsts = [set(table.column(keys[0]).to_pylist()) - {None} for table in tables]
        assert sum(map(len, firsts)) == len(set().union(*firsts))
        assert all(table.num_rows for table in tables)
        assert list(tmp_path.iterdir()) == []


def numbered(ids, start=0):
    rows = np.arange(start, start + len(ids))
    return pa.table(
        {"id": pa.array(ids, pa.string()), "row": rows, "pad": pa.array(["x" * 50] * len(ids))}
    )


def test_one_giant_key_comes_in_one_table_between_its_neighbours(tmp_path):
    with Sorter(tmp_path, ("id", "row"), 200_000) as sorter:
        for start in range(20_000, 0, -500):
            sorter.add(numbered(["giant"] * 500, start))
        sorter.add(numbered(["zebra", "ant"], 0))
        tables = list(sorter.sorted())
    (giant,) = [table for table in tables if "giant" in table.column("id").to_pylist()]
    rows = giant.filter(pa.array([i == "giant" for i in giant.column("id").to_pylist()]))
    assert rows.column("row").to_pylist() == list(range(500, 20_500))
    assert tables[0].column("id")[0].as_py() == "ant"
    assert tables[-1].column("id")[-1].as_py() == "zebra"


def test_null_keys_are_torn_so_that_they_need_no_memory(tmp_path):
    with Sorter(tmp_path, ("id", "row"), 200_000) as sorter:
        for start in range(20_000, 0, -500):
            sorter.add(numbered([None] * 500, start))
        tables = list(sorter.sorted())
    assert len(tables) > 20
    rows = [row for table in tables for row in table.column("row").to_pylist()]
    assert rows == list(range(500, 20_500))
    assert max(table.nbytes for table in tables) < 200_000


@pytest.mark.parametrize("backwards", [False, True])
def test_tables_are_as_large_as_is_worth_the_work(tmp_path, backwards):
    # Runs that do not overlap give a little at a time, each in its turn.
    words = [f"T-{n:06d}" for n in range(60_000)]
    words = words[::-1] if backwards else words
    budget = 300_000
    with Sorter(tmp_path, ("id", "row"), budget) as sorter:
        for start in range(0, 60_000, 1000):
            sorter.add(numbered(words[start : start + 1000], start))
        assert len(list(tmp_path.iterdir())) > 10
        sizes = [table.nbytes for table in sorter.sorted()]
    assert min(sizes[:-1]) >= budget // 4
    assert max(sizes) < budget


def test_nothing_is_written_where_all_fits(tmp_path):
    with Sorter(tmp_path / "not-there", ("id", "row")) as sorter:
        sorter.add(numbered(["b", "a"]))
        sorter.add(numbered(["a"], 2))
        (table,) = sorter.sorted()
    assert table.column("row").to_pylist() == [1, 2, 0]


def test_no_rows_are_no_tables(tmp_path):
    with Sorter(tmp_path, ("id", "row")) as sorter:
        assert list(sorter.sorted()) == []
    with Sorter(tmp_path, ("id", "row")) as sorter:
        sorter.add(numbered([]))
        assert sorter.rows == 0
        assert list(sorter.sorted()) == []


def filled(folder):
    sorter = Sorter(folder, ("id", "row"), 5_000)
    for start in range(0, 2000, 100):
        sorter.add(numbered([f"{n:05d}" for n in range(100)], start))
    assert len(list(folder.iterdir())) > 5
    return sorter


def test_what_was_written_is_removed_on_every_way_out(tmp_path):
    filled(tmp_path).close()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(KeyboardInterrupt), filled(tmp_path):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
    with filled(tmp_path) as sorter:
        next(sorter.sorted())
    assert list(tmp_path.iterdir()) == []
    given = filled(tmp_path).sorted()
    assert next(given).num_rows > 0
    given.close()
    assert list(tmp_path.iterdir()) == []


def test_runs_go_as_soon_as_they_are_merged(tmp_path, monkeypatch):
    monkeypatch.setattr(spill, "RUNS_MAX", 2)
    sorter = filled(tmp_path)
    before = sum(path.stat().st_size for path in tmp_path.iterdir())
    given = sorter.sorted()
    next(given)
    left = list(tmp_path.iterdir())
    assert len(left) == 2
    assert sum(path.stat().st_size for path in left) < 2 * before
    assert sum(table.num_rows for table in given) > 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_a_storage_error(tmp_path):
    place = tmp_path / "gone"
    sorter = Sorter(place, ("id", "row"), 10)
    with pytest.raises(StorageError, match="No such file") as raised:
        sorter.add(numbered(["a"]))
    assert raised.value.problems[0].where == str(place)


@pytest.mark.parametrize("whole_batches", [False, True])
def test_a_run_that_was_cut_short_is_told_never_passed_over(tmp_path, whole_batches):
    sorter = filled(tmp_path)
    path = min(tmp_path.iterdir())
    if whole_batches:  # the stream ends between two batches, which is no error of its own
        with pa.ipc.open_stream(path.read_bytes()) as reader:
            first = reader.read_next_batch()
        with pa.ipc.new_stream(str(path), first.schema) as stream:
            stream.write_batch(first)
    else:
        path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(StorageError, match="does not read back as it was written"):
        list(sorter.sorted())
    assert list(tmp_path.iterdir()) == []


FULL = """
import resource, sys
from pathlib import Path
import pyarrow as pa
from scoring.errors import StorageError
from scoring.importing.spill import Sorter

folder = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
table = pa.table({"id": pa.array([str(n * 7919 % 10**9) for n in range(100_000)])})
with Sorter(folder, ("id",), 1000) as sorter:
    try:
        sorter.add(table)
    except StorageError as error:
        print(error.problems[0].what, len(list(folder.iterdir())))
"""


def test_a_full_disk_is_a_storage_error_and_leaves_nothing(tmp_path):
    # The system refuses a file beyond a limit, as it refuses one on a full disk.
    words = [sys.executable, "-c", FULL, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"the system refused: .*File too large 0\n", done.stdout)


MUCH = """
import resource, sys
from pathlib import Path
import numpy as np
import pyarrow as pa
from scoring.importing.spill import Sorter

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10

before = peak()
step, steps = 50_000, 24
columns = {f"n{i}": np.arange(step) * 7919 for i in range(12)}
with Sorter(Path(sys.argv[1]), ("id", "row"), 8 << 20) as sorter:
    for part in range(steps):
        row = np.arange(part * step, (part + 1) * step)
        ids = pa.array(row * 7919 % (step * steps))
        sorter.add(pa.table({"id": ids, "row": row, **columns}))
    print(sum(table.num_rows for table in sorter.sorted()), peak() - before)
"""


def test_memory_does_not_grow_with_the_rows(tmp_path):
    words = [sys.executable, "-c", MUCH, str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    rows, grown = map(int, done.stdout.split())
    assert rows == 1_200_000
    assert grown < 150  # MB, of the 134 MB that were sorted and would be held twice

"""What an import met is read back as it was told, batch by batch, however much it is."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from scoring.errors import DataError
from scoring.intake import parts
from scoring.intake.contracts import CONSEQUENCES
from scoring.intake.folder import open_folder
from scoring.intake.imported import take_imported
from scoring.intake.quarantine import Quarantine
from tests.intake.folders import faults, write

NAMES = ("file", "row", "column", "rule", "reason", "consequence")


def many(rows=400, seed=3):
    """Faults of every consequence, in no order, with and without a column."""
    rng = np.random.default_rng(seed)

    def pick(*words):
        return [words[i] for i in rng.integers(0, len(words), rows)]

    return {
        "file": pick("a.csv", "b.csv"),
        "row": rng.integers(1, 150, rows),
        "column": pick("stars", "state", None),
        "rule": pick("out-of-range", "unknown-word"),
        "reason": pick("why", "why not"),
        "consequence": pick(*CONSEQUENCES),
    }


def taken(folder, **how):
    quarantine = Quarantine(**how)
    return take_imported(open_folder(folder), quarantine), quarantine


def aside(table):
    """Rows that never went in, each once: by the most severe of what is said of it."""
    fates = {}
    for file, row, said in zip(table["file"], table["row"], table["consequence"], strict=True):
        fates.setdefault((file, int(row)), set()).add(said)
    order = ("row", "filtered", "repeated", "superseded")
    first = (next((word for word in order if word in said), None) for said in fates.values())
    return dict.fromkeys(order, 0) | {w: n for w, n in Counter(first).items() if w}


def test_every_fault_comes_back_whatever_the_batches(tmp_path, monkeypatch):
    table = many()
    d = write(tmp_path / "d", **{"import-faults": pa.table(table)})
    counts, whole = taken(d)
    assert counts == aside(table)
    assert min(counts.values()) > 5
    expected = Counter(zip(*(map(str, table[name]) for name in NAMES[:5]), strict=True))
    told = Counter(tuple(str(fault[name]) for name in NAMES[:5]) for fault in faults(whole))
    assert told == expected
    assert all(fault["imported"] for fault in faults(whole))
    monkeypatch.setattr(parts, "BATCH_ROWS", 37)
    again, torn = taken(d)
    assert again == counts
    assert torn.table().equals(whole.table())
    few, little = taken(d, keep_rows=False)
    assert few == counts
    assert little.totals() == whole.totals()


def test_entries_are_as_many_as_the_words_and_not_as_the_rows(tmp_path):
    rows = 200_000
    table = {
        "file": ["a.csv"] * rows,
        "row": np.arange(rows, 0, -1),
        "column": pa.nulls(rows, pa.string()),
        "rule": ["keep"] * rows,
        "reason": ["why"] * rows,
        "consequence": pa.array(["filtered", "superseded"] * (rows // 2)),
    }
    d = write(tmp_path / "d", **{"import-faults": pa.table(table)})
    counts, quarantine = taken(d)
    assert counts == {"row": 0, "filtered": 100_000, "repeated": 0, "superseded": 100_000}
    assert len(quarantine.entries) <= 2 * (rows // parts.BATCH_ROWS + 1)
    assert [t.places[:2] for t in quarantine.totals()] == [(2, 4), (1, 3)]


def test_every_batch_is_held_against_the_contract(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "BATCH_ROWS", 10)
    table = many(60)
    table["row"][[7, 33, 34]] = 0
    table["rule"][50] = ""
    d = write(tmp_path / "d", **{"import-faults": pa.table(table)})
    with pytest.raises(DataError) as caught:
        taken(d)
    told = {(p.code, p.where): p.what for p in caught.value.problems}
    assert told == {
        ("out-of-range", "import-faults.parquet, column row"): (
            "row 8, 34, 35: not within 1 and 1000000000000"
        ),
        ("blank-text", "import-faults.parquet, column rule"): "row 51: nothing but white space",
    }


def test_where_nothing_was_imported_nothing_was_left_out(tmp_path):
    counts, quarantine = taken(write(tmp_path / "d"))
    assert (set(counts.values()), quarantine.entries) == ({0}, [])

"""The quarantine counts each row once, tells every fault, and refuses too many."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from scoring.errors import DataError
from scoring.intake.contracts import CONSEQUENCES
from scoring.intake.quarantine import FIRST, Entry, Outcome, Quarantine


def entry(file, column, rule, rows, consequence="row", **more):
    return Entry(file, column, rule, "why", consequence, np.array(rows, np.int64), **more)


ENTRIES = (
    entry("b", "csat", "out-of-range", [4, 2]),
    entry("a", "csat", "out-of-range", [2]),
    entry("b", "agent_id", "unknown-agent", [2]),
    entry("a", "channel", "unsafe-text", [1, 9], "field"),
    entry("a", "channel", "blank-text", []),
)


def filled(**how):
    return Quarantine(ENTRIES, **how)


@pytest.mark.parametrize("keep_rows", [True, False])
def test_rows_count_once_and_rules_each_time(keep_rows):
    quarantine = filled(keep_rows=keep_rows)
    assert quarantine.rows == 3
    assert quarantine.rows_by_file() == {"a": 1, "b": 2}
    assert quarantine.blanked == 2
    assert quarantine.counts() == {"out-of-range": 3, "unknown-agent": 1}
    assert quarantine.counts("field") == {"unsafe-text": 2}


def test_faults_are_ordered_by_place():
    table = filled().table()
    assert table.column_names == ["code", "file", "row", "column", "rule", "reason", "imported"]
    assert [(f["file"], f["row"], f["column"], f["code"]) for f in table.to_pylist()] == [
        ("a", 1, "channel", "blanked"),
        ("a", 2, "csat", "quarantined"),
        ("a", 9, "channel", "blanked"),
        ("b", 2, "agent_id", "quarantined"),
        ("b", 2, "csat", "quarantined"),
        ("b", 4, "csat", "quarantined"),
    ]


def test_the_table_does_not_depend_on_the_order_of_batches():
    rng = np.random.default_rng(2)
    entries = [
        Entry(file, column, rule, f"why {rule}", consequence, rng.integers(1, 40, 9))
        for file in ("a", "b")
        for column in (None, "csat", "nps")
        for rule in ("r1", "r2")
        for consequence in ("row", "field", "filled")
    ]
    table = Quarantine(entries).table()
    found = [
        (f["file"], f["row"], f["column"] or "", f["rule"], f["code"]) for f in table.to_pylist()
    ]
    assert found == sorted(found)
    assert table.num_rows == sum(e.rows.size for e in entries)
    assert Quarantine(entries[::-1]).table().equals(table)


def test_a_table_of_nothing_has_its_columns():
    table = Quarantine().table()
    assert (table.num_rows, table.num_columns) == (0, 7)
    assert table.schema == filled().table().schema
    assert filled(keep_rows=False).table().num_rows == 0


def test_words_of_a_large_table_are_stored_once():
    rows = np.arange(1, 300_001)
    quarantine = Quarantine([Entry("f", "csat", "out-of-range", "w" * 300, "row", rows)] * 2)
    table = quarantine.table()
    assert table.num_rows == 600_000
    assert pa.types.is_dictionary(table.schema.field("reason").type)
    assert table.nbytes < 600_000 * 50  # a row number, and codes for five words


@pytest.mark.parametrize("keep_rows", [True, False])
def test_totals_name_the_first_rows_of_each_rule(keep_rows):
    quarantine = Quarantine(keep_rows=keep_rows)
    for start in (500, 1, 900):  # batches come in any order
        quarantine.add(entry("f", "csat", "out-of-range", range(start, start + 60)))
    quarantine.add(entry("f", "csat", "out-of-range", [7], "field"))
    quarantine.add(entry("f", None, "repeated", [8], "repeated"))
    totals = quarantine.totals(shown=3)
    assert [(t.consequence, t.column, t.count, t.places) for t in totals] == [
        ("row", "csat", 180, (1, 2, 3)),
        ("field", "csat", 1, (7,)),
        ("repeated", None, 1, (8,)),
    ]
    assert [t.code for t in totals] == ["quarantined", "blanked", "repeated"]
    assert quarantine.totals(shown=99)[0].places == tuple(range(1, FIRST + 1))
    assert quarantine.totals()[0].places == (1, 2, 3, 4, 5)


def test_totals_hold_no_value_unless_they_are_asked_for():
    one = entry("f", "csat", "out-of-range", [3, 9], values=("900", "901"))
    two = entry("f", "csat", "out-of-range", [1], values=("77",))
    (total,) = Quarantine([one, two], show_values=True).totals(shown=2)
    assert (total.places, total.values) == ((1, 3), ("77", "900"))
    for keep_rows in (True, False):
        quarantine = Quarantine([one, two], keep_rows=keep_rows)
        assert [t.values for t in quarantine.totals()] == [()]
        assert "900" not in repr(quarantine)


def test_rows_that_never_became_interactions_count_once_by_what_became_of_them():
    imported = {"imported": True}
    quarantine = Quarantine(
        [
            entry("x.csv", "csat", "out-of-range", [1, 2], **imported),
            entry("x.csv", "nps", "out-of-range", [2, 3], **imported),
            entry("x.csv", None, "keep", [3, 4, 5], "filtered", **imported),  # 3 counts above
            entry("x.csv", None, "keep", [5, 6], "filtered", **imported),
            entry("x.csv", None, "id", [7], "repeated", **imported),
            entry("y.csv", None, "id", [7], "superseded", **imported),
            entry("x.csv", "csat", "fill", [8], "filled", **imported),  # it went in
            entry("x.csv", "csat", "null", [9], "field", **imported),
            entry("interactions.parquet", "csat", "out-of-range", [1]),  # of the run, not of it
        ]
    )
    assert quarantine.imported_aside() == {
        "row": 3, "filtered": 3, "repeated": 1, "superseded": 1,
    }  # fmt: skip
    assert quarantine.imported_by_file() == {
        ("x.csv", "row"): 3,
        ("x.csv", "filtered"): 3,
        ("x.csv", "repeated"): 1,
        ("y.csv", "superseded"): 1,
    }
    assert quarantine.rows == 4  # only what is in quarantine, of the import and of the run
    assert set(quarantine.counts("filtered")) == {"keep"}


def test_an_export_may_have_the_name_of_the_interactions():
    name = "interactions.parquet"
    both = [entry(name, "csat", "r", [1], imported=True), entry(name, "csat", "r", [1])]
    quarantine = Quarantine(both)
    assert quarantine.rows == 2  # row 1 of the export is another row than row 1 of the folder
    assert quarantine.rows_by_file() == {name: 2}
    assert quarantine.imported_aside()["row"] == 1


def test_little_is_held_where_rows_are_not_kept():
    quarantine = Quarantine(keep_rows=False)
    for start in range(0, 1_000_000, 50_000):
        for column in ("a", "b", "c"):
            rows = np.arange(start + 1, start + 50_001)
            quarantine.add(Entry("f", column, "r", "why", "row", rows))
    assert quarantine.entries == []
    assert quarantine.rows == 1_000_000
    assert quarantine.counts() == {"r": 3_000_000}
    assert {t.count for t in quarantine.totals()} == {1_000_000}


def test_the_words_of_outcomes_are_those_of_the_contract():
    assert Outcome.__args__ == CONSEQUENCES


def test_the_share_allowed_is_exact():
    quarantine = filled()
    quarantine.check(Decimal("0.03"), 100)
    with pytest.raises(DataError) as caught:
        quarantine.check(Decimal("0.03"), 99)
    (problem,) = caught.value.problems
    assert caught.value.exit_code == 3
    assert problem.code == "too-many-bad-rows"
    assert "rows in quarantine: 3 of 99, more than" in problem.what
    assert "out-of-range 3, unknown-agent 1" in problem.what
    Quarantine().check(Decimal(0), 0)

"""Every file fault is found before a row is read, and all of them at once."""

import json
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import DataError, IntegrityError
from scoring.intake.folder import check_unchanged, open_folder
from tests.intake.folders import NOON, STAMP, contacts, days, people, write, write_parts


def faults(path):
    with pytest.raises(DataError) as caught:
        open_folder(path)
    assert caught.value.exit_code == 3
    return {(p.code, p.where) for p in caught.value.problems}


def hints(path):
    with pytest.raises(DataError) as caught:
        open_folder(path)
    return " ".join(p.hint for p in caught.value.problems)


def test_a_good_folder_is_described(tmp_path):
    write(tmp_path / "d")
    folder = open_folder(tmp_path / "d")
    assert folder.rows == 6
    assert [(f.name, f.rows) for f in folder.files] == [
        ("interactions.parquet", 6),
        ("roster.parquet", 3),
    ]
    assert folder.columns == ("interaction_id", "agent_id", "created_at")
    assert (folder.findings, folder.calendars, folder.controls) == ((), {}, None)
    assert folder.import_report is None
    for info in folder.files:
        assert info.bytes == info.path.stat().st_size
        # Another way to the same digest: the whole file at once.
        import hashlib

        assert info.sha256 == hashlib.sha256(info.path.read_bytes()).hexdigest()


def test_paths_that_are_no_folder(tmp_path):
    assert faults(tmp_path / "none") == {("no-such-path", str(tmp_path / "none"))}
    (tmp_path / "file").write_text("x")
    assert faults(tmp_path / "file") == {("not-a-directory", str(tmp_path / "file"))}
    (tmp_path / "empty").mkdir()
    assert faults(tmp_path / "empty") == {("empty-directory", str(tmp_path / "empty"))}


def test_files_that_are_not_there(tmp_path):
    d = write(tmp_path / "d")
    (d / "interactions.parquet").unlink()
    assert faults(d) == {("no-interactions", str(d))}
    (d / "interactions").mkdir()
    assert faults(d) == {("no-interactions", "interactions")}
    (d / "roster.parquet").unlink()
    assert ("missing-file", "roster.parquet") in faults(d)


def test_files_that_nobody_knows(tmp_path):
    d = write(tmp_path / "d")
    for name in (".hidden", "_SUCCESS", "rooster.parquet"):
        (d / name).write_text("x")
    assert faults(d) == {("unknown-file", n) for n in (".hidden", "_SUCCESS", "rooster.parquet")}
    assert "roster.parquet" in hints(d)
    parts = write_parts(tmp_path / "p", [contacts()])
    (parts / "interactions" / "_tmp.parquet").write_text("x")
    assert faults(parts) == {("unknown-file", "interactions/_tmp.parquet")}


def test_interactions_may_not_be_there_twice(tmp_path):
    d = write_parts(tmp_path / "d", [contacts()])
    pq.write_table(contacts(), d / "interactions.parquet")
    assert ("two-interactions", str(d)) in faults(d)


def test_a_folder_may_carry_the_name_of_the_file(tmp_path):
    d = write_parts(tmp_path / "d", [contacts()])
    (d / "interactions").rename(d / "interactions.parquet")
    assert [p.name for p in open_folder(d).parts] == ["interactions.parquet/part-0.parquet"]


@pytest.mark.parametrize("size", [0, 3, 8, 200, -1])
def test_damaged_files_are_named(tmp_path, size):
    d = write(tmp_path / "d")
    file = d / "interactions.parquet"
    whole = file.read_bytes()
    file.write_bytes(whole[:size])
    (d / "roster.parquet").write_text("agent_id,from_date\na1,2026-01-01\n")
    assert faults(d) == {("unreadable", "interactions.parquet"), ("unreadable", "roster.parquet")}


def test_every_footer_is_checked_and_all_faults_told(tmp_path):
    rows = contacts(
        Csat=pa.array([4.0] * 6),
        nps=pa.array([9.0] * 6),
        x_grade=pa.array([b"1"] * 6),
        resolved_at=pa.array([NOON.replace(tzinfo=None)] * 6, pa.timestamp("us")),
        closed_at=pa.array([NOON] * 6, pa.timestamp("us", tz="Asia/Shanghai")),
    ).drop_columns(["agent_id"])
    roster = people(from_date=pa.array([NOON] * 3, STAMP), sallary=pa.array([1, 2, 3]))
    d = write(tmp_path / "d", rows, roster)
    where = "interactions.parquet, column "
    assert faults(d) == {
        ("missing-column", "interactions.parquet"),
        ("unknown-column", where + "Csat"),
        ("wrong-type", where + "nps"),
        ("wrong-type", where + "x_grade"),
        ("not-utc", where + "resolved_at"),
        ("not-utc", where + "closed_at"),
        ("wrong-type", "roster.parquet, column from_date"),
        ("unknown-column", "roster.parquet, column sallary"),
    }
    assert "'csat'" in hints(d)


def test_a_missing_column_is_not_taken_for_one_that_is_known(tmp_path):
    rows = contacts(team=pa.array(["a"] * 6)).drop_columns(["agent_id"])
    roster = people(manager_id=pa.array(["m"] * 3)).drop_columns(["agent_id"])
    d = write(tmp_path / "d", rows, roster)
    assert faults(d) == {("missing-column", f"{n}.parquet") for n in ("interactions", "roster")}
    assert "Did you mean" not in hints(d)


def test_a_misspelt_column_is_both_missing_and_unknown(tmp_path):
    rows = contacts().rename_columns({"agent_id": "Agent_ID"})
    d = write(tmp_path / "d", rows)
    where = "interactions.parquet"
    assert faults(d) == {("missing-column", where), ("unknown-column", where + ", column Agent_ID")}
    assert "'Agent_ID'" in hints(d)
    assert "'agent_id'" in hints(d)


def test_a_column_may_not_be_there_twice(tmp_path):
    one = contacts(channel=pa.array(["chat"] * 6))
    twice = pa.Table.from_arrays(
        [*one.columns, one["channel"]], names=[*one.column_names, "channel"]
    )
    d = write(tmp_path / "d", twice)
    assert ("repeated-column", "interactions.parquet, column channel") in faults(d)


def test_nulls_without_a_type_enter_where_nulls_may(tmp_path):
    d = write(tmp_path / "d", contacts(csat=pa.nulls(6)))
    assert open_folder(d).columns[-1] == "csat"
    d = write(tmp_path / "d", contacts(created_at=pa.nulls(6)))
    assert faults(d) == {("wrong-type", "interactions.parquet, column created_at")}


def test_no_rows_at_all(tmp_path):
    none = contacts().slice(6)
    assert faults(write(tmp_path / "d", none)) == {("no-rows", "interactions.parquet")}
    parts = write_parts(tmp_path / "p", [none, none])
    assert faults(parts) == {("no-rows", "interactions")}
    # One empty part among others is nothing to complain about.
    assert open_folder(write_parts(tmp_path / "q", [none, contacts()])).rows == 6


def second_part(first, change):
    table = first.slice(3)
    at = table.schema.get_field_index("csat")
    return table.set_column(at, "csat", change(table["csat"]))


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        (lambda c: c.cast(pa.decimal128(6, 2)), False),
        (lambda c: pa.nulls(len(c)), False),
        (lambda c: c.cast(pa.decimal128(6, 3)), True),
        (lambda c: c.cast(pa.float64()), True),
    ],
)
def test_parts_have_the_same_types(tmp_path, change, differs):
    first = contacts(csat=pa.array([4, 5, 3, 2, 1, 4]).cast(pa.decimal128(21, 2)))
    d = write_parts(tmp_path / "d", [first.slice(0, 3), second_part(first, change)])
    if differs:
        assert faults(d) == {("parts-differ", "interactions/part-1.parquet, column csat")}
    else:
        assert open_folder(d).rows == 6


def test_widths_and_units_may_differ_between_parts(tmp_path):
    narrow = contacts(nps=pa.array([9] * 6, pa.int8()))
    wide = contacts(nps=pa.array([9] * 6, pa.int64()))
    at = wide.schema.get_field_index("created_at")
    wide = wide.set_column(at, "created_at", wide["created_at"].cast(pa.timestamp("ms", tz="UTC")))
    d = write_parts(tmp_path / "d", [narrow.slice(0, 3), wide.slice(3)])
    assert open_folder(d).rows == 6


def test_parts_have_the_same_columns(tmp_path):
    first = contacts(csat=pa.array([4.0] * 6))
    d = write_parts(tmp_path / "d", [first.slice(0, 3), contacts().slice(3)])
    assert faults(d) == {("parts-differ", "interactions/part-1.parquet, column csat")}
    ids = contacts(3, interaction_id=pa.array([7, 8, 9]))
    d = write_parts(tmp_path / "e", [contacts(3), ids])
    assert faults(d) == {("parts-differ", "interactions/part-1.parquet, column interaction_id")}


def test_the_same_part_twice_is_a_fault(tmp_path):
    d = write_parts(tmp_path / "d", [contacts(), contacts()])
    assert faults(d) == {("repeated-file", "interactions/part-1.parquet")}


def test_company_columns_take_the_kind_of_the_part_that_tells(tmp_path):
    rows = contacts(x_grade=pa.array([1, 2, 3, 4, 5, 6], pa.int8()), x_note=pa.nulls(6))
    empty = rows.slice(0, 3).set_column(3, "x_grade", pa.nulls(3))
    folder = open_folder(write_parts(tmp_path / "d", [empty, rows.slice(3)]))
    assert folder.company == {"x_grade": "whole", "x_note": "text"}


def test_the_import_report_travels(tmp_path):
    d = write(tmp_path / "d")
    (part,) = open_folder(d).parts
    file = {"name": "interactions.parquet", "rows": 6, "bytes": part.bytes, "sha256": part.sha256}
    (d / "import.json").write_text(json.dumps({"rows_in": 6, "files": [file]}))
    folder = open_folder(d)
    assert folder.import_report == {"rows_in": 6, "files": [file]}
    assert [f.name for f in folder.files][1:] == ["import.json", "roster.parquet"]


def test_a_file_that_changes_meanwhile_is_noticed(tmp_path):
    folder = open_folder(write(tmp_path / "d"))
    check_unchanged(folder.files)
    roster = folder.others["roster.parquet"].path
    os.utime(roster, ns=(1, 1))
    with pytest.raises(IntegrityError) as caught:
        check_unchanged(folder.files)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("input-changed", "roster.parquet")
    ]
    roster.unlink()
    with pytest.raises(IntegrityError):
        check_unchanged(folder.files)


def test_small_tables_keep_their_contracts_too(tmp_path):
    targets = pa.table({"level": ["all"], "measure": ["csat"], "value": ["90"]})
    given = pa.table({"agent_id": ["a1"], "name": ["rating"], "value": ["4.5"]})
    d = write(tmp_path / "d", targets=targets, given=given)
    assert faults(d) == {
        ("missing-column", "targets.parquet"),
        ("wrong-type", "targets.parquet, column value"),
    }
    roster = people(from_date=days("2026-01-01", "2026-01-01", None))
    assert open_folder(write(tmp_path / "e", roster=roster)).others["roster.parquet"].rows == 3

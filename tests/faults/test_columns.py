"""Faults 8 to 18: columns that are missing, too many, misspelt, of another type, or there twice."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import months
from tests.faults.scene import contacts, export, line, roster, with_column

PART = "interactions/part-1.parquet"


def split(scene, change, at=6):
    """Write the month in two parts, the second of them changed."""
    rows = contacts()
    scene.write_parts(rows.slice(0, at), change(rows.slice(at)))


def test_a_column_missing_in_one_of_many_files(scene):
    split(scene, lambda part: part.drop_columns(["csat"]))
    said = scene.refused(3, f"{PART}, column csat", "is missing here", "[parts-differ]")
    assert "part-0.parquet, column" not in said


def test_a_column_missing_everywhere_that_the_plan_reads(scene):
    scene.write(contacts().drop_columns(["csat"]))
    scene.refused(3, "'csat', which the plan reads", "[missing-column]", by=("run",))
    assert scene.plaudit("validate", scene.data).code == 0  # no contract demands it


def test_a_needed_column_missing(scene):
    scene.write(contacts().drop_columns(["created_at"]), roster().drop_columns(["from_date"]))
    scene.refused(3, "no column 'created_at'", "no column 'from_date'", "[missing-column]")


def test_an_extra_column_in_one_of_many_files(scene):
    split(scene, lambda part: with_column(part, "x_new", ["a"] * 6))
    scene.refused(3, "interactions/part-0.parquet, column x_new", "[parts-differ]")


@pytest.mark.parametrize("name", ["wait", "x-new", "", "agent", "createdat", "X_new"])
def test_an_extra_column_that_nobody_knows(scene, name):
    scene.write(with_column(contacts(), name, ["a"] * 12))
    scene.refused(3, f"interactions.parquet, column {name}", "[unknown-column]")


def test_a_companys_own_column_is_no_fault(scene):
    scene.write(with_column(contacts(), "x_new", ["a"] * 12))
    assert scene.plaudit("validate", scene.data).code == 0


def test_an_extra_column_of_an_export(scene):
    head, *lines = export(line(1), line(2)).splitlines()
    text = "\n".join([f"{head},mood", *(f"{one},fine" for one in lines)]) + "\n"
    scene.import_refused(text, 3, "export.csv", "'mood'", "[unknown-column]")
    report = scene.imported(text, ("unlisted: refuse", "unlisted: leave_behind"))
    assert "mood" in str(report)  # left behind, and written down


@pytest.mark.parametrize("name", ["Csat", "CSAT", "csat ", "c_sat"])
def test_a_column_of_another_case(scene, name):
    scene.write(contacts().rename_columns({"csat": name}))
    scene.refused(3, f"column {name}", "Did you mean 'csat'?", "[unknown-column]")


def test_a_column_of_another_case_in_one_file(scene):
    split(scene, lambda part: part.rename_columns({"csat": "Csat"}))
    scene.refused(3, f"{PART}, column Csat", "Did you mean 'csat'?", "[parts-differ]")


def whole_ratings(kind):
    return lambda part: with_column(part, "nps", [9] * 6, kind)


def test_widths_of_whole_numbers_may_differ_between_files(scene):
    rows = with_column(contacts(), "nps", [9] * 12, pa.int32())
    scene.write_parts(rows.slice(0, 6), whole_ratings(pa.int64())(rows.slice(6)))
    left = scene.run()
    assert left.code == 0, left.err
    assert scene.report()["clean"] == 12


@pytest.mark.parametrize(
    ("column", "values", "kind"),
    [
        ("nps", [9.0] * 6, pa.float64()),
        ("nps", ["9"] * 6, pa.string()),
        ("csat", ["5"] * 6, pa.string()),
        ("csat", [True] * 6, pa.bool_()),
        ("csat", [b"5"] * 6, pa.binary()),
        ("created_at", ["2026-10-01T08:00:00Z"] * 6, pa.string()),
        ("created_at", [1] * 6, pa.int64()),
        ("created_at", [dt.date(2026, 10, 1)] * 6, pa.date32()),
        ("agent_id", [7] * 6, pa.int64()),
        ("resolved", [1] * 6, pa.int8()),
        ("channel", [["chat"]] * 6, pa.list_(pa.string())),
        ("channel", [{"a": 1}] * 6, pa.struct([("a", pa.int64())])),
        ("csat", [Decimal(5)] * 6, pa.decimal256(40, 2)),
        ("csat", [Decimal(5)] * 6, pa.decimal128(9, 5)),
        ("handle_s", [2] * 6, pa.uint64()),
        ("handle_s", [dt.timedelta(seconds=2)] * 6, pa.duration("s")),
    ],
)
def test_a_type_that_would_have_to_be_converted(scene, column, values, kind):
    array = pa.array(values, kind)
    scene.write(with_column(contacts(), column, pa.concat_arrays([array, array])))
    where = f"interactions.parquet, column {column}"
    scene.refused(3, where, "expected", "[wrong-type]", by=("validate",))
    # The same in one part of two, whose other part is right or has no such column.
    split(scene, lambda part: with_column(part, column, array))
    scene.refused(3, PART, f"column {column}", by=("run",))


@pytest.mark.parametrize("zone", [None, "Asia/Shanghai", "+08:00", "Europe/London"])
def test_stamps_that_are_not_in_utc(scene, zone):
    stamps = [t.replace(tzinfo=None) for t in contacts()["created_at"].to_pylist()]
    scene.write(with_column(contacts(), "created_at", stamps, pa.timestamp("us", tz=zone)))
    said = f"in zone {zone}" if zone else "without a zone"
    scene.refused(3, "column created_at", said, "Convert the stamps to UTC", "[not-utc]")


def test_a_decimals_scale_that_differs(scene):
    split(scene, lambda part: with_column(part, "csat", part["csat"].cast(pa.decimal128(6, 3))))
    scene.refused(3, f"{PART}, column csat", "decimal128(6, 3)", "[parts-differ]")


def coded(array, words):
    """Text as codes into words of an order of its own."""
    index = pa.array([None if x is None else words.index(x) for x in array.to_pylist()], pa.int8())
    return pa.DictionaryArray.from_arrays(index, pa.array(words))


def results(run):
    """The bytes of every file of a run that does not name its inputs."""
    folder = Path(run.strip())
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("manifest.json", "environment.json")
    }


def test_text_in_every_physical_form_gives_the_same_bytes(scene):
    rows = with_column(contacts(), "channel", ["mail", "chat", None] * 4)
    agents, words = ["Zhou-77", "Brandt-78", "Okafor-79"], ["mail", "chat"]
    large = rows.cast(
        pa.schema([pa.field(f.name, pa.large_string() if f.type == pa.string() else f.type)
                   for f in rows.schema])
    )  # fmt: skip
    dictionary = with_column(rows, "channel", coded(rows["channel"], words))
    dictionary = with_column(dictionary, "agent_id", coded(rows["agent_id"], agents))
    other = with_column(rows, "channel", coded(rows["channel"], words[::-1]))
    other = with_column(other, "agent_id", coded(rows["agent_id"], agents[::-1]))
    found = []
    for form in (rows, large, dictionary, other):
        scene.write(form)
        left = scene.run()
        assert left.code == 0, left.err
        found.append(results(left.out))
    scene.write_parts(dictionary.slice(0, 6), other.slice(6))
    found.append(results(scene.run().out))
    assert len(found[0]) > 5
    assert all(one == found[0] for one in found)


def test_a_column_of_nulls_where_nulls_may_be(scene):
    rows = with_column(contacts(), "channel", pa.nulls(12))
    scene.write_parts(rows.slice(0, 6), with_column(rows.slice(6), "channel", ["chat"] * 6))
    left = scene.run()
    assert left.code == 0, left.err
    scene.write_parts(with_column(rows.slice(0, 6), "csat", pa.nulls(6)), rows.slice(6))
    assert scene.run().code == 0


@pytest.mark.parametrize("column", ["interaction_id", "created_at"])
def test_a_column_of_nulls_where_none_may_be(scene, column):
    scene.write(with_column(contacts(), column, pa.nulls(12)))
    scene.refused(3, f"interactions.parquet, column {column}", "holds null", "[wrong-type]")


@pytest.mark.parametrize("inside", ["agent_id=007", "agent_id=Zhou", "2026"])
def test_a_folder_named_after_a_value(scene, inside):
    (scene.data / "interactions" / inside).mkdir(parents=True)
    place = scene.data / "interactions" / inside / "part-0.parquet"
    pq.write_table(contacts().drop_columns(["agent_id"]), place)
    scene.interactions.unlink()
    said = "agent_id=" if "=" in inside else inside
    # No number is made of 007: the folder is not taken for data at all.
    left = scene.plaudit("validate", scene.data)
    assert (left.code, "[unknown-file]" in left.err, said in left.err) == (3, True, True)
    assert "[no-interactions]" in left.err
    assert scene.run().code == 3


@pytest.mark.parametrize("column", ["csat", "agent_id", "x_own"])
def test_a_column_that_is_there_twice(scene, column):
    rows = with_column(contacts(), "x_own", ["a"] * 12)
    again = rows[column]
    twice = pa.Table.from_arrays([*rows.columns, again], names=[*rows.column_names, column])
    scene.write(twice)
    scene.refused(3, f"interactions.parquet, column {column}", "twice", "[repeated-column]")


def test_a_column_of_an_export_that_is_there_twice(scene):
    text = export(line(1), line(2)).replace("remark", "stars")
    scene.import_refused(text, 3, "export.csv", "'stars'", "more than once", "[repeated-column]")


def test_the_rosters_columns_are_held_to_the_same(scene):
    base = roster()["bonus_base"].cast(pa.float64()).cast(pa.string())
    people = with_column(roster(), "bonus_base", base)
    scene.write(people=people.rename_columns({"team": "Team"}))
    scene.refused(
        3, "roster.parquet, column bonus_base", "[wrong-type]", "Did you mean 'team'?"
    )  # fmt: skip
    start = pa.array([months.minute(1)] * 3, months.STAMP)
    scene.write(people=with_column(roster(), "from_date", start))
    scene.refused(3, "roster.parquet, column from_date", "date32", "[wrong-type]")

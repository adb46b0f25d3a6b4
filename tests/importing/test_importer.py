"""From CSV to data folder: invented exports broken one thing at a time, and the three real ones."""

import csv
import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict
from decimal import Decimal
from fractions import Fraction

import pyarrow.parquet as pq
import pytest

from scoring.errors import ConflictError, DataError, PlanError, ReconciliationError, StorageError
from scoring.importing import passes
from scoring.importing.importer import import_export
from scoring.importing.sources import delimited
from scoring.intake.contracts import Interactions, Roster, declared
from scoring.intake.folder import open_folder
from tests.importing.exports import HEADER, row, table, write_export, write_profile

UTC = dt.UTC


def imported(folder, *rows, changes=()):
    out = folder / "data"
    report = import_export(write_profile(folder, *changes), write_export(folder, *rows), out)
    return report, table(out, "interactions.parquet")


def rules(report):
    return {(r.rule, r.column, r.action): r.count for r in report.rules}


def refused(folder, *rows, changes=()):
    with pytest.raises(DataError) as caught:
        imported(folder, *rows, changes=changes)
    assert not (folder / "data").exists()
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []
    return caught.value.problems


def test_a_row_becomes_the_contracts_types(tmp_path):
    report, rows = imported(tmp_path, row())
    assert rows == [
        {
            "interaction_id": "T1",
            "agent_id": "a1",
            "created_at": dt.datetime(2024, 1, 2, 9, 0, tzinfo=UTC),  # Berlin in winter: UTC+1
            "first_response_at": dt.datetime(2024, 1, 2, 9, 2, 30, tzinfo=UTC),
            "resolved_at": dt.datetime(2024, 1, 2, 10, 0, tzinfo=UTC),
            "channel": "chat",
            "csat": Decimal("4.5000"),
            "resolved": True,
            "talk_s": 90,
            "x_price": Decimal("12.345678"),  # ...78|5 is a tie, and 8 is even
        }
    ]
    assert (report.rows_in, report.rows_written, report.rows_rejected) == (1, 1, 0)
    schema = pq.read_schema(tmp_path / "data" / "interactions.parquet")
    for name, column in declared(Interactions).items():
        assert name not in schema.names or schema.field(name).type == column.arrow


def test_ids_come_in_increasing_order_and_a_roster_in_the_order_of_agents(tmp_path):
    _, rows = imported(
        tmp_path, row(id="T9", agent="b"), row(id="T10", agent="a"), row(id="T2", agent="-")
    )
    assert [r["interaction_id"] for r in rows] == ["T10", "T2", "T9"]
    assert [r["agent_id"] for r in rows] == ["a", None, "b"]
    roster = table(tmp_path / "data", "roster.parquet")
    assert [r["agent_id"] for r in roster] == ["a", "b"]
    assert roster[0] == {"agent_id": "a", "from_date": dt.date(2024, 1, 1), "team": "north"}


@pytest.mark.parametrize(
    ("said", "column", "rule"),
    [
        ({"solved": "2024-01-02 11:00"}, "resolved_at", "unparsable-stamp"),
        ({"solved": "31.03.2024 02:30"}, "resolved_at", "zone-gap"),
        ({"solved": "01.01.2024 11:00"}, "resolved_at", "negative-duration"),
        ({"wait": "-1"}, "first_response_at", "negative-duration"),
        ({"wait": "soon"}, "first_response_at", "not-a-number"),
        ({"wait": "1e3"}, "first_response_at", "not-a-number"),
        ({"wait": "999999999999"}, "first_response_at", "out-of-range"),
        ({"stars": "4,5".replace(",", "٫")}, "csat", "not-a-number"),
        ({"stars": "NaN"}, "csat", "not-a-number"),
        ({"stars": "4.12345"}, "csat", "too-many-places"),
        ({"stars": "5.0001"}, "csat", "out-of-scale"),
        ({"stars": "0.9999"}, "csat", "out-of-scale"),
        ({"state": "Done"}, "resolved", "unknown-word"),
        ({"channel": "c" * 121}, "channel", "unsafe-text"),
        ({"channel": "chat\u202e"}, "channel", "unsafe-text"),
        ({"talk": "0.01"}, "talk_s", "too-many-places"),
        ({"talk": "-1"}, "talk_s", "negative-duration"),
        ({"talk": "999999999999999"}, "talk_s", "out-of-range"),
        ({"price": "999999999999999"}, "x_price", "out-of-range"),
    ],
)
def test_a_fault_blanks_the_one_field_and_is_counted(tmp_path, said, column, rule):
    report, rows = imported(tmp_path, row(id="T0"), row(**said))
    assert rows[0][column] is not None
    assert rows[1][column] is None
    assert rules(report) == {(rule, column, "blank"): 1}
    (fault,) = table(tmp_path / "data", "import-faults.parquet")
    assert (fault["file"], fault["row"], fault["rule"]) == ("export.csv", 2, rule)
    assert fault["consequence"] == "field"
    assert fault["column"] in HEADER.split(",")
    assert not any(len(value) > 3 and value in fault["reason"] for value in said.values())


@pytest.mark.parametrize(
    ("said", "column", "rule"),
    [
        ({"id": ""}, "interaction_id", "null-id"),
        ({"id": "x\u200f" * 70}, "interaction_id", "unsafe-text"),
        ({"day": "-"}, "created_at", "null-value"),
        ({"day": "13.13.2024"}, "created_at", "unparsable-stamp"),
        ({"day": "31.03.2024", "time": "02:30"}, "created_at", "zone-gap"),
        ({"day": "27.10.2024", "time": "02:30", "solved": ""}, "created_at", "zone-overlap"),
        ({"day": "02.01.1889"}, "created_at", "out-of-range"),
    ],
)
def test_a_row_without_what_it_needs_is_left_out(tmp_path, said, column, rule):
    report, rows = imported(tmp_path, row(id="T0"), row(**said))
    assert [r["interaction_id"] for r in rows] == ["T0"]
    assert (report.rows_in, report.rows_written, report.rows_rejected) == (2, 1, 1)
    assert rules(report)[rule, column, "quarantine"] == 1
    faults = table(tmp_path / "data", "import-faults.parquet")
    assert ("row", 2) in {(f["consequence"], f["row"]) for f in faults}


def test_every_row_of_a_repeated_id_is_left_out_also_across_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1 << 12)
    rows = [row(id=f"T{i:04}") for i in range(200)]
    rows[199] = row(id="T0003", stars="1")
    report, written = imported(tmp_path, *rows)
    assert rules(report) == {("repeated-id", "interaction_id", "quarantine"): 2}
    faults = table(tmp_path / "data", "import-faults.parquet")
    assert [f["row"] for f in faults] == [4, 200]
    assert len(written) == 198


def test_blocks_do_not_change_a_byte(tmp_path, monkeypatch):
    rows = [row(id=f"T{i:04}", agent=f"a{i % 7}", stars=str(i % 7)) for i in range(300)]
    imported(tmp_path, *rows)
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1 << 12)
    report, _ = imported(tmp_path, *rows)
    assert not report.new


def test_the_order_of_rows_changes_no_byte_of_the_tables(tmp_path):
    rows = [row(id=f"T{i:02}", agent=f"a{i % 3}", stars=str(i % 5 + 1)) for i in range(50)]
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    imported(here, *rows)
    imported(there, *reversed(rows))
    for name in ("interactions.parquet", "roster.parquet"):
        assert (here / "data" / name).read_bytes() == (there / "data" / name).read_bytes()


def test_a_condition_blanks_what_it_says_and_is_counted(tmp_path):
    report, rows = imported(
        tmp_path, row(id="T1"), row(id="T2", state="open", talk="0"), row(id="T3", talk="0")
    )
    assert [r["talk_s"] for r in rows] == [90, None, 0]
    assert rules(report) == {("blank-where", "talk_s", "emptied"): 1}
    (listed,) = table(tmp_path / "data", "import-faults.parquet")
    assert (listed["row"], listed["column"], listed["consequence"]) == (2, "talk", "emptied")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("{state: {not: [open]}}", [True, False, False]),  # an empty state passes no `not` either
        ("{state: [open, done]}", [True, True, False]),
        ("{state: {present: false}}", [False, False, True]),
        ("{state: {present: true}, team: south}", [False, True, False]),
    ],
)
def test_conditions_read_like_those_of_a_plan(tmp_path, condition, expected):
    rows = (row(id="T1"), row(id="T2", state="open", team="south"), row(id="T3", state="-"))
    _, written = imported(tmp_path, *rows, changes=[("{state: open}", condition)])
    assert [r["talk_s"] is None for r in written] == expected


def test_a_rule_called_error_ends_the_import_and_names_every_place(tmp_path):
    changes = [("not-a-number: blank", "not-a-number: error"),
               ("repeated-id: quarantine", "repeated-id: error")]  # fmt: skip
    problems = refused(
        tmp_path, row(id="T1"), row(id="T1", stars="x"), row(id="T3", stars="y"), changes=changes
    )
    assert [(p.code, p.where) for p in problems] == [
        ("not-a-number", "export.csv row 2"),
        ("repeated-id", "export.csv row 1"),
    ]
    assert problems[0].what.startswith("csat: 'not-a-number' is broken by 2 rows: ")


def test_one_row_is_a_row(tmp_path):
    (problem,) = refused(
        tmp_path, row(stars="x"), changes=[("not-a-number: blank", "not-a-number: error")]
    )
    assert "is broken by 1 row: " in problem.what
    (problem,) = refused(tmp_path, row(day="-"))
    assert (
        problem.what
        == "no row of it can be used; it has 1 row: null-value created_at: 1 (quarantine)"
    )
    report, _ = imported(tmp_path, row())
    assert "roster derived: 1 agent\n" in report.to_text()


def test_a_currency_that_is_none_is_told_by_the_standard_not_by_the_profile(tmp_path):
    currency = "  cost_currency: {read: text, from: team}\n  x_price:"
    start = "roster:\n  from_date: 2024-01-01\n  columns:\n    team: {from: team, conflict: blank}"
    changes = [("  x_price:", currency), (start, "roster: none")]
    imported(tmp_path, row(team="RMB"), row(id="T2", team="CNY", state="gone"), changes=changes)
    faults = table(tmp_path / "data", "import-faults.parquet")
    assert [(f["row"], f["rule"], f["reason"]) for f in faults] == [
        (1, "unknown-word", "not an ISO 4217 currency code such as CNY"),
        (2, "unknown-word", "the profile does not know the word"),
    ]


def test_an_answer_after_the_solution_is_kept_or_blanked_as_the_profile_says(tmp_path):
    late = row(wait="61")
    kept, rows = imported(tmp_path, late)
    assert rows[0]["first_response_at"] > rows[0]["resolved_at"]
    rule = ("response-after-resolution", "first_response_at")
    assert rules(kept) == {(*rule, "keep"): 1}
    other = tmp_path / "other"
    other.mkdir()
    change = ("response-after-resolution: keep", "response-after-resolution: blank")
    blanked, rows = imported(other, late, changes=[change])
    assert rows[0]["first_response_at"] is None
    assert rules(blanked) == {(*rule, "blank"): 1}


def test_an_agent_whose_rows_disagree_has_no_value_or_stops_the_import(tmp_path):
    rows = [
        row(id="T1"),
        row(id="T2", team=""),
        row(id="T3", agent="a2", team="east"),
        row(id="T4", team="south"),
        row(id="T5", team="south"),
    ]
    report, _ = imported(tmp_path, *rows)
    roster = {r["agent_id"]: r["team"] for r in table(tmp_path / "data", "roster.parquet")}
    assert roster == {"a1": None, "a2": "east"}
    assert rules(report) == {("roster-conflict", "roster.team", "blank"): 1}
    (fault,) = table(tmp_path / "data", "import-faults.parquet")
    assert (fault["row"], fault["column"]) == (4, "team")  # the row of the second value
    other = tmp_path / "other"
    other.mkdir()
    problems = refused(other, *rows, changes=[("conflict: blank", "conflict: error")])
    assert [(p.code, p.where) for p in problems] == [("roster-conflict", "export.csv row 4")]


def test_a_roster_text_that_the_contract_refuses_is_blanked(tmp_path):
    report, _ = imported(tmp_path, row(team="n" * 121), row(id="T2", agent="a2"))
    roster = table(tmp_path / "data", "roster.parquet")
    assert [r["team"] for r in roster] == [None, "north"]
    assert rules(report) == {("roster-text", "roster.team", "blank"): 1}


def test_a_derived_roster_says_what_it_lacks(tmp_path):
    report, _ = imported(tmp_path, row())
    lacks = set(declared(Roster)) - {"agent_id", "from_date", "team"}
    assert set(report.roster.lacks) == lacks
    assert not report.roster.pays
    assert "scorecards and no pay" in report.to_text()


def test_no_roster_is_made_where_the_profile_wants_none(tmp_path):
    start = "roster:\n  from_date: 2024-01-01\n  columns:\n    team: {from: team, conflict: blank}"
    changes = [(start, "roster: none"), ("[remark]", "[remark, team]")]
    report, _ = imported(tmp_path, row(), changes=changes)
    assert report.roster is None
    assert not (tmp_path / "data" / "roster.parquet").exists()
    assert "put roster.parquet" in report.to_text()


def test_the_report_is_the_same_text_that_lies_in_the_folder(tmp_path):
    report, _ = imported(tmp_path, row(), row(id="T2", stars="9"))
    written = (tmp_path / "data" / "import.json").read_text(encoding="utf-8")
    assert written == report.to_json()
    said = json.loads(written)
    raw = (tmp_path / "export.csv").read_bytes()
    (source,) = said["sources"]
    assert source["sha256"] == hashlib.sha256(raw).hexdigest()
    assert (source["name"], source["bytes"], source["rows"]) == ("export.csv", len(raw), 2)
    assert said["rules"] == [
        {"rule": "out-of-scale", "column": "csat", "action": "blank", "count": 1}
    ]
    assert said["ignored"] == ["remark"]
    assert said["proven"] == "no real export"
    assert str(tmp_path) not in written


def test_what_is_written_passes_the_contract_at_the_door(tmp_path):
    imported(tmp_path, row(), row(id="T2", stars="9", solved="01.01.2020 10:00"))
    folder = open_folder(tmp_path / "data")
    assert folder.rows == 2
    assert folder.company == {"x_price": "decimal"}
    assert folder.import_report["rows_in"] == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"PAR1\0\0\0\0", "damaged-file"),
        ((HEADER + "\n").encode(), "no-rows"),
        ((HEADER + "\na,b,c\n").encode(), "wrong-column-count"),
        ((HEADER + ",extra\n" + "x," * 13 + "x\n").encode(), "unknown-column"),
        ((HEADER.replace("stars", "star") + "\n" + "x," * 12 + "x\n").encode(), "unknown-column"),
        ((HEADER.replace("price", "stars") + "\n" + "x," * 12 + "x\n").encode(), "repeated-column"),
        ((HEADER + "\nT1," + '"' + "x," * 11 + "x\n").encode(), "wrong-column-count"),
        ((HEADER + "\n" + "x," * 12 + '"x\n').encode(), "unclosed-quote"),
        ((HEADER + "\n").encode() + b"\xff," * 12 + b"x\n", "not-utf8"),
        (HEADER.replace("price", "größe").encode("latin-1") + b"\n", "not-utf8"),
        ((HEADER + "\n" + "x," * 12 + "x\n").encode(), "no-rows-left"),
    ],
)
def test_an_export_that_is_no_such_export_is_refused_whole(tmp_path, content, code):
    source = tmp_path / "export.csv"
    source.write_bytes(content)
    with pytest.raises(DataError) as caught:
        import_export(write_profile(tmp_path), source, tmp_path / "data")
    assert code in {p.code for p in caught.value.problems}
    assert caught.value.exit_code == 3
    assert not (tmp_path / "data").exists()


def test_where_no_row_is_left_the_rules_that_took_them_are_told(tmp_path):
    source = write_export(tmp_path, row(day="2024-01-02"), row(id="", day="2024-01-03"))
    with pytest.raises(DataError) as caught:
        import_export(write_profile(tmp_path), source, tmp_path / "data")
    [problem] = caught.value.problems
    # Both days fit no format, and one row has no id: the more frequent comes first.
    assert problem.what == (
        "no row of it can be used; it has 2 rows: "
        "unparsable-stamp created_at: 2 (quarantine); null-id interaction_id: 1 (quarantine)"
    )


def test_a_strange_column_is_not_taken_for_one_that_is_there(tmp_path):
    source = tmp_path / "export.csv"
    text = write_export(tmp_path, row()).read_text(encoding="utf-8")
    source.write_text(text.replace("remark", "remark,agents").replace("fine", "fine,x"))
    with pytest.raises(DataError) as caught:
        import_export(write_profile(tmp_path), source, tmp_path / "data")
    [problem] = caught.value.problems
    assert problem.hint.startswith("Use it in the profile, list it in `ignore`")


def test_a_misspelt_column_is_answered_with_the_nearest_name(tmp_path):
    source = tmp_path / "export.csv"
    text = write_export(tmp_path, row()).read_text(encoding="utf-8")
    source.write_text(text.replace("stars", "star"), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        import_export(write_profile(tmp_path), source, tmp_path / "data")
    found = {p.code: p.hint for p in caught.value.problems}
    assert found == {
        "unknown-column": "Did you mean 'stars'?",
        "missing-column": "Did you mean 'star'?",
    }


def test_a_missing_export_or_profile_is_named(tmp_path):
    with pytest.raises(DataError, match="missing-file"):
        import_export(write_profile(tmp_path), tmp_path / "none.csv", tmp_path / "data")
    with pytest.raises(PlanError, match="unknown-profile"):
        import_export("helpdesc", write_export(tmp_path, row()), tmp_path / "data")


def test_a_byte_order_mark_windows_lines_and_quotes_are_read_as_text(tmp_path):
    text = write_export(tmp_path, row(channel='"mail, ""urgent""\nwith a line"')).read_text()
    text = text.replace("chat", "mail")
    source = tmp_path / "export.csv"
    source.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    # A line break within a text is a control character: the field is blanked, the row counts.
    report = import_export(write_profile(tmp_path), source, tmp_path / "data")
    assert rules(report) == {("unsafe-text", "channel", "blank"): 1}
    assert report.rows_written == 1


def test_the_same_import_again_is_already_done_and_another_is_refused(tmp_path):
    first, _ = imported(tmp_path, row())
    again, _ = imported(tmp_path, row())
    assert (first.new, again.new) == (True, False)
    assert "already there" in again.to_text()
    with pytest.raises(ConflictError) as caught:
        imported(tmp_path, row(stars="3"))
    assert caught.value.exit_code == 6
    assert table(tmp_path / "data", "interactions.parquet")[0]["csat"] == Decimal("4.5")
    (tmp_path / "data" / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ConflictError):
        imported(tmp_path, row())
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_an_empty_folder_is_filled_and_folders_above_are_made(tmp_path):
    out = tmp_path / "a" / "b"
    out.mkdir(parents=True)
    profile, source = write_profile(tmp_path), write_export(tmp_path, row())
    assert import_export(profile, source, out).new
    assert import_export(profile, source, tmp_path / "c" / "d" / "e").new
    assert sorted(p.name for p in out.iterdir()) == [
        "import.json", "interactions.parquet", "roster.parquet",
    ]  # fmt: skip


def test_a_place_that_cannot_be_written_is_a_storage_error(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(StorageError) as caught:
        import_export(
            write_profile(tmp_path), write_export(tmp_path, row()), tmp_path / "file" / "data"
        )
    assert caught.value.exit_code == 8


def test_a_row_that_gets_lost_on_the_way_is_noticed(tmp_path, monkeypatch):
    whole = passes._table
    monkeypatch.setattr(passes, "_table", lambda *a: whole(*a).slice(1))
    with pytest.raises(ReconciliationError, match="rows in 2, written 1, rejected 0") as caught:
        imported(tmp_path, row(), row(id="T2"))
    assert caught.value.exit_code == 7
    assert not (tmp_path / "data").exists()


# The three real exports. Every figure below is stated in the README beside them, or is counted
# here once more from the file by Python's own csv and fractions.


def lines_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def real(shared, tmp_path_factory):
    """The imported folder, its report and the export's own rows, by profile; each made once."""
    made = {}

    def get(name):
        if name not in made:
            source = shared / "data" / f"{name}.csv"
            out = tmp_path_factory.mktemp("real") / name
            report = import_export(name, source, out)
            made[name] = report, table(out, "interactions.parquet"), lines_of(source), out
        return made[name]

    return get


def test_ecommerce_every_row_is_accounted_for(real):
    report, rows, _, out = real("ecommerce-csat")
    assert (report.rows_in, report.rows_written, report.rows_rejected) == (17_182, 17_182, 0)
    assert len(rows) == 17_182
    assert rules(report) == {("negative-duration", "first_response_at", "blank"): 635}
    assert len(table(out, "import-faults.parquet")) == 635
    assert report.ignored == (
        "", "Customer Remarks", "Order_id", "order_date_time", "Customer_City",
        "Product_category", "Item_price", "connected_handling_time",
    )  # fmt: skip


def test_ecommerce_ratings_count_also_where_the_response_was_blanked(real):
    _, rows, _, _ = real("ecommerce-csat")
    ratings = Counter(int(r["csat"]) for r in rows)
    assert ratings == {5: 11_934, 4: 2_277, 3: 503, 2: 227, 1: 2_241}
    blanked = [r for r in rows if r["first_response_at"] is None]
    assert len(blanked) == 635
    assert all(r["csat"] is not None for r in blanked)


def test_ecommerce_dates_are_read_day_first_in_indian_time(real):
    _, rows, lines, _ = real("ecommerce-csat")
    india = dt.timezone(dt.timedelta(hours=5, minutes=30))
    local = {r["interaction_id"]: r["created_at"].astimezone(india) for r in rows}
    assert sum(t.day <= 12 for t in local.values()) == 6_302
    assert sum(t.month == 7 for t in local.values()) == 56
    for line in lines[::97]:
        assert local[line["Unique id"]].strftime("%d/%m/%Y %H:%M") == line["Issue_reported at"]
    surveyed = [r["survey_at"].astimezone(india) for r in rows]
    assert {(t.year, t.month) for t in surveyed} == {(2023, 8)}
    assert all(r["survey_at"] >= r["created_at"] for r in rows)
    waits = [(r["first_response_at"] - r["created_at"]).total_seconds()
             for r in rows if r["first_response_at"]]  # fmt: skip
    assert sum(wait == 0 for wait in waits) == 509
    assert (min(waits), max(waits)) == (0, 5_721 * 60)


def test_ecommerce_words_and_gaps_are_those_of_the_export(real):
    _, rows, _, _ = real("ecommerce-csat")
    assert Counter(r["channel"] for r in rows) == {
        "Inbound": 13_644,
        "Outcall": 2_943,
        "Email": 595,
    }
    distinct = {name: len({r[name] for r in rows}) for name in ("category", "x_sub_category")}
    assert distinct == {"category": 12, "x_sub_category": 54}
    assert {r["x_tenure_bucket"] for r in rows} == {
        "On Job Training",
        "0-30",
        "31-60",
        "61-90",
        ">90",
    }
    assert {r["shift"] for r in rows} == {"Morning", "Evening", "Afternoon", "Split", "Night"}
    # What is more than half empty stays behind: the goods, their price, and the time of handling.
    assert not {"product", "handle_s", "x_item_price"} & set(rows[0])


def test_ecommerce_the_roster_is_derived_from_its_agents(real):
    report, rows, _, out = real("ecommerce-csat")
    roster = table(out, "roster.parquet")
    assert len(roster) == report.roster.agents == 1_368
    assert len({r["team"] for r in roster}) == 40
    assert len({r["manager_id"] for r in roster}) == 6
    managers = defaultdict(set)
    for r in roster:
        managers[r["team"]].add(r["manager_id"])
    assert sum(len(m) > 1 for m in managers.values()) == 38
    volumes = Counter(r["agent_id"] for r in rows).values()
    assert sum(v < 5 for v in volumes) == 133
    assert sum(v >= 30 for v in volumes) == 50
    assert (min(volumes), max(volumes)) == (1, 83)
    assert {"bonus_base", "currency"} <= set(report.roster.lacks)


def test_call_centre_talk_of_unanswered_calls_enters_no_mean(real):
    report, rows, _, out = real("call-center")
    assert (report.rows_in, report.rows_written) == (5_000, 5_000)
    assert rules(report) == {("blank-where", "talk_s", "emptied"): 946}
    unanswered = [r for r in rows if not r["x_answered"]]
    assert len(unanswered) == 946
    for name in ("talk_s", "first_response_at", "csat"):
        assert all(r[name] is None for r in unanswered)
        assert sum(r[name] is None for r in rows) == 946
    talk = sum(r["talk_s"] for r in rows if r["x_answered"])
    assert round(talk / 4_054, 1) == 224.9
    assert round(talk / 5_000, 1) == 182.4
    assert len(table(out, "roster.parquet")) == 8


def test_call_centre_resolution_is_a_share_of_calls_or_of_answered_calls(real):
    _, rows, _, _ = real("call-center")
    resolved = sum(r["resolved"] for r in rows)
    assert round(100 * resolved / 5_000, 1) == 72.9
    assert round(100 * resolved / 4_054, 1) == 89.9
    assert sum(r["x_answered"] and not r["resolved"] for r in rows) == 408
    months = Counter(r["created_at"].month for r in rows)
    assert months == {1: 1_772, 2: 1_616, 3: 1_612}
    volumes = Counter(r["agent_id"] for r in rows).values()
    # The README's 593 is the second smallest; one agent has 582, and 5,000 calls need them.
    assert (sum(volumes), sorted(volumes)[:2], max(volumes)) == (5_000, [582, 593], 666)


def test_support_resolution_is_taken_from_resolved_tickets_alone(real):
    report, rows, lines, out = real("support-regions")
    assert (report.rows_in, report.rows_written) == (5_000, 5_000)
    opened = [r for r in rows if not r["resolved"]]
    assert len(opened) == 1_276
    assert all(r["resolved_at"] is None and r["csat"] is None for r in opened)
    assert all(r["x_resolution_sla_met"] is None for r in opened)
    assert sum(x["resolution_hours"] != "" and x["status"] != "Resolved" for x in lines) == 1_276
    met = [x for x in lines if x["status"] == "In Progress" and x["resolution_sla_met"] == "True"]
    assert len(met) == 499
    assert sum(r["channel"] == "Self-Service" and r["agent_id"] is not None for r in rows) == 223
    assert len(table(out, "roster.parquet")) == 25


def test_support_first_responses_are_rounded_once_from_the_text(real):
    # Second derivation: the text as a fraction of a minute, half a second up.
    report, rows, lines, _ = real("support-regions")
    waits = {r["interaction_id"]: r["first_response_at"] - r["created_at"] for r in rows}
    for line in lines:
        seconds = Fraction(line["first_response_minutes"]) * 60
        expected = int(seconds + Fraction(1, 2))
        assert waits[line["ticket_id"]] == dt.timedelta(seconds=expected)
    # The README's 130 compare minutes with hours, on open tickets too; 9 of them have no solution.
    hours = [(Fraction(x["resolution_hours"]), x) for x in lines]
    late = [x for h, x in hours if Fraction(x["first_response_minutes"]) / 60 > h]
    assert len(late) == 130
    assert sum(x["status"] == "Resolved" for x in late) == 121
    assert rules(report)["response-after-resolution", "first_response_at", "keep"] == 121


def test_support_team_and_region_belong_to_the_ticket(real):
    report, rows, _, out = real("support-regions")
    places = defaultdict(set)
    for r in rows:
        places[r["agent_id"]].add((r["team"], r["region"]))
    assert all(len({t for t, _ in p}) == 4 and len({g for _, g in p}) == 3 for p in places.values())
    assert {"team", "region"} <= set(report.roster.lacks)
    assert set(table(out, "roster.parquet")[0]) == {"agent_id", "from_date", "name"}
    assert len({r["x_country"] for r in rows}) == 12

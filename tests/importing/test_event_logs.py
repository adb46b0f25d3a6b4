"""An event log, a repeated export and the cleaning rules, from the text to the written tables."""

import json

import pytest

from scoring.errors import DataError
from scoring.importing.importer import import_export
from tests.importing.exports import VIOLATIONS, table

PROFILE = """\
profile: log
title: {en: Event log, zh: 事件日志}
proven: on no real export
csv: {delimiter: comma, encoding: utf-8}
trim: true
zone: UTC
nulls: ["", "?"]
numbers: {mark: point, grouping: none}
unlisted: refuse
keep: {kind: {not: [test]}}
repeats: {keep_last_by: [x_changed, x_step], ties: fault}
attribution:
  credit: resolver
  assignee: {from: who}
  resolver: {from: who, event: {take: last, where: {state: [Resolved]}}}
columns:
  interaction_id: {read: text, from: number}
  created_at: {read: stamp, from: opened, formats: ["%-d/%-m/%Y %-H:%M"]}
  first_response_at:
    read: stamp
    from: changed
    formats: ["%-d/%-m/%Y %-H:%M"]
    event: {take: first, where: {state: {not: [New]}}}
  channel: {read: text, from: channel, fill: {with: phone}}
  csat: {read: decimal, from: rating, round: exact, scale: {lowest: 1, highest: 5}}
  x_changed: {read: stamp, from: changed, formats: ["%-d/%-m/%Y %-H:%M"]}
  x_step: {read: whole, from: step, round: exact}
ignore: []
VIOLATIONS
roster:
  from_date: 2016-01-01
  columns: {team: {from: team, conflict: blank}}
""".replace("VIOLATIONS\n", VIOLATIONS)
HEADER = "number,opened,changed,step,state,who,channel,rating,kind,team"
LOG = [
    "T2,1/2/2016 9:00,1/2/2016 9:00,0,New,?,mail,?,real,north",
    "T1,29/2/2016 10:00,29/2/2016 10:00,0,New,?,?,?,real,north",
    "T1,29/2/2016 10:00,1/3/2016 8:30,2,Resolved,ann,?,4,real,north",
    "T1,29/2/2016 10:00,29/2/2016 10:20,1,Active,bob,mail,?,real,south",
    "T1,29/2/2016 10:00,1/3/2016 9:00,3,Closed,bob,?,5,real,south",
    "T2,1/2/2016 9:00,1/2/2016 9:05,1,Active,bob,mail,9,real,north",
    "T3,1/2/2016 9:00,1/2/2016 9:05,1,Active,bob,mail,3,test,north",
    "T4,1/2/2016 9:00,1/2/2016 9:05,1,Active,bob,mail,3,real,south",
    "T4,1/2/2016 9:00,1/2/2016 9:05,1,Active,ann,mail,3,real,south",
]


@pytest.fixture
def log(tmp_path):
    """Import rows of a log by the profile, some of whose text is replaced."""

    def run(rows, *changes):
        text = PROFILE
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / "log.yaml").write_text(text, encoding="utf-8")
        source = tmp_path / "log.csv"
        source.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        return import_export(tmp_path / "log.yaml", source, tmp_path / "data"), tmp_path / "data"

    return run


def test_a_ticket_is_its_last_row_with_first_answer_and_resolver_from_their_own(log):
    report, data = log(LOG)
    first, second = table(data, "interactions.parquet")
    assert (first["interaction_id"], first["agent_id"]) == ("T1", "ann")  # who resolved it
    assert str(first["first_response_at"]) == "2016-02-29 10:20:00+00:00"  # the first not New
    assert (first["csat"], first["x_step"]) == (5, 3)  # of the last row
    assert first["channel"] == "phone"  # the last row has none: filled
    assert (second["interaction_id"], second["agent_id"]) == ("T2", None)  # nobody resolved it
    assert second["csat"] is None  # 9 is off the scale
    assert report.became == {
        "written": 2, "rejected": 2, "filtered": 1, "repeated": 0, "superseded": 4,
    }  # fmt: skip
    assert report.rows_in == len(LOG)


def test_every_use_of_a_rule_is_counted_and_listed(log):
    report, data = log(LOG)
    assert {(r.rule, r.column, r.action): r.count for r in report.rules} == {
        ("fill", "channel", "filled"): 1,
        ("keep", "", "filtered"): 1,
        ("other-assignee", "agent_id", "keep"): 1,
        ("out-of-scale", "csat", "blank"): 1,
        ("repeated-id", "interaction_id", "quarantine"): 2,
        ("repeats", "interaction_id", "superseded"): 4,
    }
    listed = [(r["row"], r["rule"], r["consequence"]) for r in table(data, "import-faults.parquet")]
    assert listed == [
        (1, "repeats", "superseded"),
        (2, "repeats", "superseded"),
        (3, "repeats", "superseded"),
        (4, "repeats", "superseded"),
        (5, "fill", "filled"),
        (6, "out-of-scale", "field"),
        (7, "keep", "filtered"),
        (8, "repeated-id", "row"),
        (9, "repeated-id", "row"),
    ]


def test_rows_set_aside_are_kept_as_the_export_has_them(log):
    _, data = log(LOG)
    aside = table(data, "import-quarantine.parquet")
    assert [(r["file"], r["row"]) for r in aside] == [("log.csv", 8), ("log.csv", 9)]
    names = HEADER.split(",")
    assert json.loads(aside[1]["raw"]) == dict(zip(names, LOG[8].split(","), strict=True))


def test_of_rows_that_tie_the_later_one_counts_where_the_profile_says_so(log):
    report, data = log(LOG, ("ties: fault", "ties: later_row"))
    rows = {r["interaction_id"]: r for r in table(data, "interactions.parquet")}
    assert set(rows) == {"T1", "T2", "T4"}
    assert report.rows_rejected == 0
    assert report.rows_superseded == 5


def test_identical_rows_count_once_and_other_contents_break_the_rule(log):
    rows = [LOG[0], LOG[7], LOG[0], LOG[8]]
    changes = (
        ("repeats: {keep_last_by: [x_changed, x_step], ties: fault}", "repeats: identical_ok"),
        (", event: {take: last, where: {state: [Resolved]}}", ""),
        ("    event: {take: first, where: {state: {not: [New]}}}\n", ""),
        ("ignore: []", "ignore: [state]"),
    )
    report, data = log(rows, *changes)
    assert [r["interaction_id"] for r in table(data, "interactions.parquet")] == ["T2"]
    assert (report.rows_repeated, report.rows_rejected) == (1, 2)


def test_a_row_that_nothing_orders_takes_its_whole_ticket_aside(log):
    rows = [*LOG[:7], LOG[1].replace("29/2/2016 10:00,0", "30/2/2016 10:00,0")]
    report, data = log(rows)
    assert [r["interaction_id"] for r in table(data, "interactions.parquet")] == ["T2"]
    assert report.rows_rejected == 5  # the four of T1 and the one without a date
    assert ("repeated-id", "interaction_id") in {(r.rule, r.column) for r in report.rules}


def test_the_sums_are_of_everything_that_was_read(log):
    report, _ = log(LOG)
    # Every rating and step of the nine rows, those that were left out as well; 9 is off the scale.
    assert report.sums == {"csat": "18.0000", "x_step": "10"}


def test_a_rule_that_is_an_error_ends_the_import_and_leaves_nothing(log, tmp_path):
    with pytest.raises(DataError) as error:
        log(LOG, ("out-of-scale: blank", "out-of-scale: error"))
    (problem,) = error.value.problems
    assert (problem.code, problem.where) == ("out-of-scale", "log.csv row 6")
    assert not (tmp_path / "data").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["log.csv", "log.yaml"]


def test_the_roster_is_made_of_the_rows_that_were_written(log):
    _, data = log(LOG)
    (row,) = table(data, "roster.parquet")
    assert (row["agent_id"], row["team"]) == ("ann", "south")


def test_what_a_rule_did_to_an_event_is_listed_at_the_row_of_the_event(log):
    rows = [LOG[1].replace("29/2/2016 10:00,0,New", "29/2/2016 10:00,0,Waiting"), LOG[4]]
    report, data = log(
        rows,
        ("    event: {take: first, where: {state: {not: [New]}}}\n", ""),
        (
            "channel: {read: text, from: channel, fill: {with: phone}}",
            (
                "channel: {read: text, from: channel, fill: {with: phone}, "
                "event: {take: first, where: {state: [Waiting]}}}"
            ),
        ),
        (
            "  csat: {read: decimal",
            (
                "  x_team: {read: text, from: team, blank_where: {team: north}, "
                "event: {take: first, where: {state: [Waiting]}}}\n  csat: {read: decimal"
            ),
        ),
    )
    listed = [(r["row"], r["rule"], r["consequence"]) for r in table(data, "import-faults.parquet")]
    assert listed == [
        (1, "fill", "filled"),
        (1, "repeats", "superseded"),
        (1, "blank-where", "emptied"),
    ]
    assert report.rows_written == 1


def test_an_error_names_the_first_row_of_the_file_and_not_of_the_ids(log):
    # Rows are judged in the order of their ids, in which B comes before Z.
    rows = [LOG[5].replace("T2", "Z"), LOG[5].replace("T2", "B")]
    with pytest.raises(DataError) as error:
        log(rows, ("out-of-scale: blank", "out-of-scale: error"))
    (problem,) = error.value.problems
    assert (problem.where, "2 rows" in problem.what) == ("log.csv row 1", True)


def test_a_fault_in_a_value_that_no_row_gave_stands_at_the_row_that_counts(log):
    # Nobody resolved the ticket, so the agent comes from no row; a missing one breaks a rule here.
    event = "created_at: {read: stamp, from: opened, formats: [FORMAT]"
    event = event.replace("FORMAT", '"%-d/%-m/%Y %-H:%M"')
    change = event + ", event: {take: last, where: {state: [Resolved]}}"
    with pytest.raises(DataError) as error:
        log(LOG[:1], (event, change), ("null-value: quarantine", "null-value: error"))
    (problem,) = error.value.problems
    assert (problem.code, problem.where) == ("null-value", "log.csv row 1")

"""Rows in are rows used, excluded and set aside: of each file and each period, to the row."""

import json
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import ReconciliationError
from scoring.exact.period import zone
from scoring.importing.importer import import_export
from scoring.intake.folder import open_folder
from scoring.intake.reconcile import rows_stated
from scoring.intake.validate import validate
from scoring.ledger.totals import verify_totals
from scoring.monthly import run_period
from tests import months
from tests.importing.exports import row, write_export, write_profile
from tests.intake.folders import contacts, write
from tests.months import MONTH, PLAN, STAMP, minute

SHANGHAI = PLAN.replace("zone: UTC", "zone: Asia/Shanghai").replace(
    "quarantine_max: 0.1", "quarantine_max: 1"
)


def run(folder, data, plan=SHANGHAI):
    path = folder / "plan.yaml"
    path.write_text(plan, encoding="utf-8")
    return run_period(path, data, MONTH, folder / "RUNS")


def rows_of(done):
    return json.loads((done.path / "manifest.json").read_bytes())["rows"]


def spelled(line):
    """A line of the account as words with their rows, those that are not 0."""
    words = {"used": line["used"], "quarantined": line["quarantined"], **line["excluded"]}
    return {word: rows for word, rows in words.items() if rows}


def codes(findings):
    return {f.code: f.reason for f in findings}


# Twelve rows in three parts of four. Midnight of Shanghai is 16:00 UTC: the row of September 30,
# 17:00 UTC is one of October, and the one of October 31, 18:00 UTC of November.
AGENTS = ["a1", "zz", None, "a1", "b2", "b2", "b2", "c3", "c3", "c3", "a1", "a1"]
RATINGS = [5, 5, 5, 9, 4, 4, None, 3, 4, 5, 5, 5]
BEGAN = [
    minute(1).replace(month=9, day=30, hour=17),
    *(minute(day) for day in range(2, 10)),
    minute(31).replace(hour=18),
    minute(3).replace(month=8),
    None,
]


def month():
    return pa.table(
        {
            "interaction_id": [f"T{i:02}" for i in range(12)],
            "agent_id": pa.array(AGENTS),
            "created_at": pa.array(BEGAN, STAMP),
            "csat": pa.array(RATINGS, pa.float64()),
        }
    )


def test_every_file_and_every_period_adds_up(tmp_path):
    done = run(tmp_path, months.write(tmp_path / "data", rows=month(), parts=3))
    rows = rows_of(done)
    lines = {line["file"]: (line["in"], spelled(line)) for line in rows["by_file"]}
    # zz is unknown, 9 is off the scale, the last row has no stamp; one rating is missing.
    assert lines == {
        "interactions/part-0.parquet": (4, {"used": 1, "quarantined": 2, "unattributed": 1}),
        "interactions/part-1.parquet": (4, {"used": 3, "no_measure": 1}),
        "interactions/part-2.parquet": (4, {"used": 1, "quarantined": 1, "outside_period": 2}),
    }
    periods = {line["period"]: (line["in"], spelled(line)) for line in rows["by_period"]}
    assert periods == {
        "2026-08": (1, {"outside_period": 1}),
        "2026-10": (9, {"used": 5, "quarantined": 2, "unattributed": 1, "no_measure": 1}),
        "2026-11": (1, {"outside_period": 1}),
        None: (1, {"quarantined": 1}),
    }
    assert [*periods] == ["2026-08", "2026-10", "2026-11", None]
    assert not any(line["imported"] for line in rows["by_file"])
    assert verify_totals(done.path) == []
    said = "rows in 12: used 5, unattributed 1, outside the period 2, used by no measure 1, "
    assert said + "quarantined 3" in done.summary()


def test_validate_tells_the_same_files_and_periods(tmp_path):
    data = months.write(tmp_path / "data", rows=month(), parts=3)
    report = validate(data)
    # Without a plan 9 is no fault, and months are those of UTC: the first row began in September,
    # and the tenth in October.
    assert [(a.name, a.rows_in, a.clean, a.quarantined) for a in report.by_period] == [
        ("2026-08", 1, 1, 0),
        ("2026-09", 1, 1, 0),
        ("2026-10", 9, 8, 1),
        (None, 1, 0, 1),
    ]
    assert [a.quarantined for a in report.by_file] == [1, 0, 1]


def test_what_an_import_left_out_stands_in_the_export(tmp_path):
    # Five rows: one is not kept, one has no id, one is there twice.
    rows = (
        row(agent="a1"),
        row(id="T2", state="test"),
        row(id="", agent="a1"),
        row(id="T4", agent="a1"),
        row(id="T4", agent="a1"),
    )
    keep = "repeats: identical_ok\nkeep: {state: {not: [test]}}"
    profile = write_profile(tmp_path, ("repeats: error", keep))
    data = tmp_path / "data"
    import_export(profile, write_export(tmp_path, *rows), data)
    report = validate(data)
    assert [tuple(a) for a in report.by_file] == [
        ("interactions.parquet", False, 2, 2, 0, 0),
        ("export.csv", True, 3, 0, 1, 2),
    ]
    assert report.left_out == {"filtered": 1, "repeated": 1}
    text = report.to_text()
    assert "rows in 5 = clean 2 + quarantined 1 + filtered 1 + repeated 1" in text
    assert "        3      0            1         2  export.csv, what the import left out\n" in text
    assert "row filtered 筛选" in text
    assert "repeat dropped 去重" in text


def test_an_import_that_states_other_rows_than_it_wrote_is_refused(tmp_path):
    data = tmp_path / "data"
    import_export(write_profile(tmp_path), write_export(tmp_path, row()), data)
    aside = {"row": 0, "filtered": 0, "repeated": 0, "superseded": 0}
    assert rows_stated(open_folder(data), aside) == 1
    report = json.loads((data / "import.json").read_bytes())
    (data / "import.json").write_text(json.dumps(report | {"rows_in": 2}))
    with pytest.raises(ReconciliationError) as caught:
        rows_stated(open_folder(data), aside)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("rows-unaccounted", "import.json")
    assert problem.what == "states rows in 2, of which 1 are here and it lists 0 as left out"


def test_rows_whose_agent_changed_after_the_rating_are_counted(tmp_path):
    # The second row has nobody now, the third another, the fourth was rated for nobody.
    rows = contacts(
        5,
        agent_id=pa.array(["a1", None, "b2", "a1", "c3"]),
        rated_agent_id=pa.array(["a1", "a1", "a1", None, "c3"]),
        csat=pa.array([5.0] * 5),
    )
    data = write(tmp_path / "d", rows)
    said = "rows credited to another agent than the one who was rated: 2"
    assert codes(validate(data).findings)["agent-changed"] == said
    done = run(tmp_path, data)
    assert codes(done.result.findings)["agent-changed"] == said
    found = pq.read_table(done.path / "findings.parquet").to_pylist()
    assert [f["reason"] for f in found if f["code"] == "agent-changed"] == [said]
    assert rows_of(done)["used"] == 4  # reported, and credited as before


def test_agents_without_interactions_are_counted_and_stand_in_the_scorecards(tmp_path):
    # All of c3's rows began in August.
    table = months.interactions()
    began = [*table["created_at"].to_pylist()[:8], *[minute(3).replace(month=8)] * 4]
    table = table.set_column(2, "created_at", pa.array(began, STAMP))
    table = table.drop_columns(["first_response_at"])
    data = months.write(tmp_path / "data", rows=table)
    assert "no-interactions" not in codes(validate(data).findings)
    done = run(tmp_path, data)
    said = "agents in the plan without an interaction in 2026-10: 1"
    assert codes(done.result.findings)["no-interactions"] == said
    cards = pq.read_table(done.path / "scorecards.parquet").to_pylist()
    assert {c["agent_id"]: c["status"] for c in cards}["c3"] == "unranked"
    report = validate(write(tmp_path / "d", contacts(2)))  # of a1 and b2
    said = "agents of the roster without an interaction in the data: 1"
    assert codes(report.findings)["no-interactions"] == said


def test_ids_that_recur_in_another_file_are_counted(tmp_path):
    rows = months.interactions()
    other = rows.slice(2, 2).set_column(4, "csat", rows["csat"].slice(8, 2))
    table = pa.concat_tables([rows.slice(0, 6), other, rows.slice(6)])
    data = months.write(tmp_path / "data", rows=table, parts=2)  # parts of 7: T002 recurs in both
    said = "ids that recur with other contents in another file: "
    (found,) = (f for f in validate(data).findings if f.code == "id-recurs")
    assert found.reason.startswith(said)
    assert codes(run(tmp_path, data).result.findings)["id-recurs"] == found.reason


MOMENTS = (None, *(m for m in BEGAN if m))
ROW = st.fixed_dictionaries(
    {
        "agent_id": st.sampled_from(["a1", "a1", "b2", "c3", "zz", None]),
        "created_at": st.sampled_from(MOMENTS),
        "csat": st.sampled_from([1.0, 5.0, 9.0, 200.0, None, float("nan")]),
        "interaction_id": st.sampled_from([None, *"abcdefghij"]),
        "channel": st.sampled_from(["chat", "a\tb", None]),
    }
)
COLUMNS = {
    "interaction_id": pa.string(),
    "agent_id": pa.string(),
    "created_at": STAMP,
    "csat": pa.float64(),
    "channel": pa.string(),
}


def parted(folder, parts):
    (folder / "interactions").mkdir(parents=True)
    for i, part in enumerate(parts):
        # The number of the part keeps two of them from being the same file.
        columns = {name: pa.array([r[name] for r in part], kind) for name, kind in COLUMNS.items()}
        table = pa.table(columns | {"x_part": pa.array([i] * len(part), pa.int64())})
        pq.write_table(table, folder / "interactions" / f"part-{i}.parquet")
    pq.write_table(months.roster(), folder / "roster.parquet")
    return folder


def local_month(moment):
    return moment and f"{moment.astimezone(zone('Asia/Shanghai')):%Y-%m}"


@settings(max_examples=5, deadline=None, derandomize=True)
@given(
    parts=st.lists(st.lists(ROW, min_size=1, max_size=6), min_size=1, max_size=4), data=st.data()
)
def test_files_and_periods_add_up_whatever_comes(tmp_path_factory, parts, data):
    """Counted a second time in plain Python: rows of each part, and of each local month."""
    anchor = {"agent_id": "a1", "created_at": minute(5), "csat": 5.0, "channel": None}
    parts = [*parts, [anchor | {"interaction_id": "anchor"}]]  # a row of October, or no run
    folder = tmp_path_factory.mktemp("months")
    done = run(folder, parted(folder / "data", parts))
    rows = rows_of(done)
    names = [f"interactions/part-{i}.parquet" for i in range(len(parts))]
    every = [one for part in parts for one in part]
    assert {line["file"]: line["in"] for line in rows["by_file"]} == dict(
        zip(names, map(len, parts), strict=True)
    )
    assert {line["period"]: line["in"] for line in rows["by_period"]} == Counter(
        local_month(one["created_at"]) for one in every
    )
    for lines in (rows["by_file"], rows["by_period"]):
        total = Counter()
        for line in lines:
            assert line["in"] == sum(spelled(line).values())
            total.update(spelled(line))
        assert total == spelled(rows)
    assert rows["in"] == len(every)
    assert verify_totals(done.path) == []
    moved = data.draw(st.permutations(every))
    again = run(folder, parted(folder / "shuffled", [moved]))
    assert rows_of(again)["by_period"] == rows["by_period"]

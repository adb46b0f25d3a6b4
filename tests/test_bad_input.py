"""Every bad input gets one clear message, the right exit code and no run directory."""

import datetime as dt
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import months
from tests.importing.exports import row, write_export, write_profile
from tests.months import MONTH, PLAN, STAMP

DATA, PLAN_FAULT, USAGE = 3, 4, 2


@pytest.fixture
def job(tmp_path, plaudit):
    """A plan, a data folder and a place for runs; `job.run()` runs them."""

    class Job:
        plan = tmp_path / "plan.yaml"
        data = tmp_path / "data"
        out = tmp_path / "RUNS"

        def run(self, period=MONTH):
            return plaudit("run", self.plan, self.data, "--period", period, "--out", self.out)

        def refused(self, code, *words, period=MONTH):
            left = self.run(period)
            assert left.code == code, left.err
            assert all(word in left.err for word in words), left.err
            assert "Traceback" not in left.err
            assert left.out == ""
            assert not list(self.out.rglob("manifest.json"))
            return left

    job = Job()
    job.plan.write_text(PLAN, encoding="utf-8")
    return job


ANSWERED = """\
  answered: {kind: share, hits: {first_response_at: {present: true}}, per: 100, title: Answered,
             unit: "%", better: higher, places: 0, period_on: created_at, volume_min: 0,
             missing: exclude}
"""


def replaced(name, values, kind):
    """The month's interactions with one column replaced."""
    table = months.interactions()
    at = table.schema.get_field_index(name)
    return table.set_column(at, name, pa.array(values, kind))


def test_the_month_itself_is_fine(job):
    months.write(job.data)
    left = job.run()
    assert left.code == 0, left.err
    assert list(job.out.rglob("manifest.json"))


def test_a_missing_folder(job):
    job.refused(DATA, "data")


def test_an_empty_folder(job):
    job.data.mkdir()
    job.refused(DATA, "interactions")


def test_a_truncated_file(job):
    path = months.write(job.data) / "interactions.parquet"
    whole = path.read_bytes()
    for size in (0, 3, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        job.refused(DATA, "interactions.parquet")


def test_a_text_file_named_parquet(job):
    (months.write(job.data) / "interactions.parquet").write_text("interaction_id,agent_id\n1,a1\n")
    job.refused(DATA, "interactions.parquet")


def test_a_missing_column(job):
    months.write(job.data, rows=months.interactions().drop_columns(["agent_id"]))
    job.refused(DATA, "agent_id")


def test_a_misspelt_column(job):
    table = months.interactions().rename_columns({"first_response_at": "First_Response_At"})
    months.write(job.data, rows=table)
    job.refused(DATA, "First_Response_At", "first_response_at")


def test_a_part_with_another_type(job):
    months.write(job.data, parts=3)
    table = replaced("csat", ["5"] * 12, pa.string()).slice(0, 4)
    pq.write_table(table, job.data / "interactions" / "part-1.parquet")
    job.refused(DATA, "part-1.parquet", "csat")


def test_naive_timestamps(job):
    naive = [t.replace(tzinfo=None) for t in months.interactions()["created_at"].to_pylist()]
    months.write(job.data, rows=replaced("created_at", naive, pa.timestamp("us")))
    job.refused(DATA, "created_at", "UTC")


def test_roster_rows_that_overlap(job):
    people = months.roster()
    months.write(job.data, people=pa.concat_tables([people, people.slice(0, 1)]))
    left = job.refused(DATA, "roster.parquet", "row")
    assert "a1" not in left.err


def test_a_period_without_rows(job):
    months.write(job.data)
    job.refused(DATA, "2025-01", period="2025-01")


def test_more_bad_rows_than_the_plan_allows(job):
    agents = ["nobody"] * 2 + ["a1"] * 10
    months.write(job.data, rows=replaced("agent_id", agents, pa.string()))
    job.refused(DATA, "unknown-agent", "2")


def test_a_period_that_is_none(job):
    months.write(job.data)
    job.refused(USAGE, "2026-13", period="2026-13")
    # The plan is for months.
    job.refused(USAGE, "month", period="2026-Q4")


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(9)
)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("weight: 1\n", "weight: 0.95\n", ["0.95", "1"]),
        ("measure: csat\n", "measure: cast\n", ["cast", "csat"]),
        ("[{from: 80, gives: B}, {from: 90", "[{from: 90, gives: B}, {from: 80", ["90", "80"]),
        ("    missing: exclude\n", "", ["missing"]),
        ("  boundary: upper\n", "", ["boundary"]),
        ("version: 1\n", "version: 1\nversion: 2\n", ["version", "twice"]),
        ("version: 1\n", "version: 012\n", ["012", "12"]),
        ("everyone: true", "everyone: on", ["true"]),
        ("everyone: true", "everyone: no", ["true"]),
        ("pay:\n", "apy:\n", ["apy", "Did you mean 'pay'"]),
        (PLAN, BOMB, ["anchor"]),
        (PLAN, "plan: " + "x" * 10_000_000, ["1"]),
        (PLAN, "plan: !!python/object/apply:os.system [ls]\n", ["tag"]),
    ],
)
def test_a_plan_that_cannot_be_used(job, old, new, words):
    months.write(job.data)
    assert PLAN.count(old) == 1
    job.plan.write_text(PLAN.replace(old, new), encoding="utf-8")
    left = job.refused(PLAN_FAULT, "plan.yaml:", *words)
    assert str(job.plan.parent) not in left.err or len(left.err) < 2000


def quarantine(job):
    """The faults of the only run, as (row, column, rule)."""
    (path,) = job.out.rglob("quarantine.parquet")
    table = pq.read_table(path)
    return [(r["row"], r["column"], r["rule"]) for r in table.to_pylist()]


@pytest.mark.parametrize(
    ("column", "values", "kind", "rule", "rows"),
    [
        ("interaction_id", [None], pa.string(), "null-id", [1]),
        ("interaction_id", ["T001"], pa.string(), "repeated-id", [1, 2]),
        ("agent_id", ["nobody"], pa.string(), "unknown-agent", [1]),
        ("csat", [float("nan")], pa.float64(), "not-finite", [1]),
        ("csat", [float("inf")], pa.float64(), "not-finite", [1]),
        ("csat", [6.0], pa.float64(), "out-of-scale", [1]),
        ("csat", [4.00005], pa.float64(), "too-many-places", [1]),
        ("csat", [-1.0], pa.float64(), "out-of-range", [1]),
        ("first_response_at", [months.minute(1, -1)], STAMP, "negative-duration", [1]),
        ("created_at", [dt.datetime(1970, 1, 1, tzinfo=dt.UTC)], STAMP, "out-of-range", [1]),
    ],
)
def test_bad_rows_are_quarantined_and_counted(job, column, values, kind, rule, rows):
    rest = months.interactions()[column].to_pylist()[len(values) :]
    rest = [float(x) if isinstance(x, Decimal) else x for x in rest]
    months.write(job.data, rows=replaced(column, values + rest, kind))
    plan = PLAN.replace("quarantine_max: 0.1", "quarantine_max: 0.2")
    job.plan.write_text(plan.replace("components:\n", f"{ANSWERED}components:\n"), encoding="utf-8")
    left = job.run()
    assert left.code == 0, left.err
    found = quarantine(job)
    assert {(row, r) for row, _, r in found} >= {(row, rule) for row in rows}
    assert sorted({row for row, _, _ in found}) == rows


def test_a_month_of_rows_that_name_nobody_is_told_as_such(job):
    months.write(job.data, rows=replaced("agent_id", [None] * 12, pa.string()))
    left = job.run()
    assert left.code == 0, left.err
    assert "rows that name no agent, reported and not scored: 12" in left.err


@pytest.mark.parametrize("name", ["roster.parquet"])
def test_a_table_that_changes_while_it_is_read(job, monkeypatch, name):
    from scoring import monthly

    whole = monthly.canonical_tables
    months.write(job.data)

    def late(folder):
        base = pa.array([Decimal(9999)] * 3, pa.decimal128(12, 2))
        people = months.roster().drop_columns(["bonus_base"]).append_column("bonus_base", base)
        pq.write_table(people, job.data / name)
        return whole(folder)

    monkeypatch.setattr(monthly, "canonical_tables", late)
    job.refused(5, name)


def test_a_plan_that_is_saved_while_it_is_read(job, monkeypatch):
    from scoring import monthly

    whole = monthly.load_plan
    months.write(job.data)

    def late(path):
        plan = whole(path)
        path.write_text(PLAN.replace("A: 1.5", "A: 9"), encoding="utf-8")
        return plan

    monkeypatch.setattr(monthly, "load_plan", late)
    job.refused(5, "plan.yaml", "saved while it was read")


def test_a_column_that_the_plan_does_not_use_costs_no_row_and_is_told(job):
    early = [months.minute(1, -1), *months.interactions()["first_response_at"].to_pylist()[1:]]
    months.write(job.data, rows=replaced("first_response_at", early, STAMP))
    left = job.run()
    assert left.code == 0, left.err
    assert quarantine(job) == []
    assert "no row is judged by them: first_response_at" in left.err


def test_a_row_lost_between_two_stages_stops_the_run(job, monkeypatch):
    from scoring import monthly

    whole = monthly.engine.measure
    months.write(job.data, parts=3)

    def one_less(*given):
        values, fates = whole(*given)
        last = max(fates)
        return values, {**fates, last: fates[last] - 1}

    monkeypatch.setattr(monthly.engine, "measure", one_less)
    left = job.refused(7, "interactions/part-2.parquet, 2026-10", "[rows-unaccounted]")
    assert "rows in 4, accounted for 3" in left.err
    assert not job.out.exists()


def test_a_row_counted_in_another_file_stops_the_run(job, monkeypatch):
    from scoring import monthly

    whole = monthly.engine.measure
    months.write(job.data, parts=2)

    def moved(*given):
        values, fates = whole(*given)
        first, last = min(fates), max(fates)
        return values, {**fates, first: fates[first] + 1, last: fates[last] - 1}

    monkeypatch.setattr(monthly.engine, "measure", moved)  # the sum of both is right
    job.refused(7, "part-0.parquet, 2026-10", "part-1.parquet, 2026-10", "[rows-unaccounted]")


def test_an_import_that_states_another_number_of_rows(job, plaudit, tmp_path):
    profile, export = write_profile(tmp_path), write_export(tmp_path, row(), row(id="T2"))
    assert plaudit("import", "--profile", profile, export, "--out", job.data).code == 0
    (job.data / "import.json").chmod(0o600)
    report = json.loads((job.data / "import.json").read_bytes())
    (job.data / "import.json").write_text(json.dumps(report | {"rows_in": 3}))
    left = plaudit("validate", job.data)
    assert (left.code, left.out) == (7, "")
    assert "import.json: states rows in 3, of which 2 are here" in left.err
    job.plan.write_text(PLAN.replace("cycle: month", "cycle: year"), encoding="utf-8")
    job.refused(7, "import.json: states rows in 3", "[rows-unaccounted]", period="2024")

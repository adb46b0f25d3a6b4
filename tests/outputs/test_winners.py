"""Cool-down from run to run: who has won is handed on, also of those who left; a gap is refused.

Contacts as in `tests/months.py`: a1 has a mean rating of 5, b2 of 4.25, c3 of 3.5. The award goes
to the best, who then rests for two periods; so a1, b2 and c3 win in turn, and in the fourth month
a1 is back, who has left in the second.
"""

import datetime as dt
import itertools
import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import IntegrityError
from scoring.exact.period import parse_period, period_numbered
from scoring.ledger.identity import canonical, digest, manifest_digest, run_id
from scoring.outputs.explain import explain
from scoring.outputs.tables import parquet_bytes
from scoring.plan.past import begun
from tests import months

USAGE, DATA, PLAN_FAULT, INTEGRITY, RECONCILIATION = 2, 3, 4, 5, 7
AWARD = """\
awards:
  - {name: star, title: Star, per: overall, by: score, tiers: any, ties: share,
     prizes: [{places: 1, amount: {CNY: 100}}], pay_code: STAR,
     cool_down: {periods: 2, since: 2026-09}}
"""
PLAN = months.PLAN + AWARD


def contacts(period, people):
    employed = people["agent_id"].to_pylist()
    rows = [r for r in months.interactions().to_pylist() if r["agent_id"] in employed]
    for row in rows:
        for name in ("created_at", "first_response_at"):
            row[name] = row[name].replace(month=period)
    return pa.Table.from_pylist(rows, schema=months.interactions().schema)


class Chain:
    """Months of the same contacts, run one after the other."""

    def __init__(self, folder, plaudit):
        self.folder, self.plaudit = folder, plaudit
        self.plan = folder / "plan.yaml"
        self.plan.write_text(PLAN, encoding="utf-8")

    def run(self, month, previous=None, roster=None):
        data, people = self.folder / f"{month:02}", roster or months.roster()
        if not data.exists():
            months.write(data, rows=contacts(month, people), people=people)
        named = () if previous is None else ("--previous", previous)
        period = f"2026-{month:02}"
        return self.plaudit("run", self.plan, data, "--period", period, "--out", self.runs, *named)

    @property
    def runs(self):
        return self.folder / "RUNS"

    def done(self, month, previous=None, roster=None):
        left = self.run(month, previous, roster)
        assert left.code == 0, left.err
        return self.runs / f"2026-{month:02}" / left.out.strip()[-32:]

    def refused(self, code, month, previous, *words):
        left = self.run(month, previous)
        assert left.code == code, left.err
        assert all(word in left.err for word in words), left.err
        assert "Traceback" not in left.err
        assert not (self.runs / f"2026-{month:02}").exists()


@pytest.fixture
def chain(tmp_path, plaudit):
    return Chain(tmp_path, plaudit)


def winners(run, name="winners.parquet"):
    rows = pq.read_table(run / name).to_pylist()
    return [(row["agent_id"], row["award"], row["period"]) for row in rows]


def honoured(run):
    return [row["agent_id"] for row in pq.read_table(run / "awards.parquet").to_pylist()]


def without(agent):
    table = months.roster()
    rows = [row for row in table.to_pylist() if row["agent_id"] != agent]
    return pa.Table.from_pylist(rows, schema=table.schema)


def test_winners_take_turns_and_are_handed_on(chain, plaudit):
    september = chain.done(9)
    assert honoured(september) == ["a1"]
    assert winners(september) == [("a1", "star", "2026-09")]
    assert not (september / "inputs" / "winners.parquet").exists()
    october = chain.done(10, september, without("a1"))
    assert honoured(october) == ["b2"]
    both = [("a1", "star", "2026-09"), ("b2", "star", "2026-10")]
    assert winners(october) == both, "a1 has left, and is carried on"
    assert winners(october, "inputs/winners.parquet") == both[:1]
    november = chain.done(11, october)
    assert honoured(november) == ["c3"]
    assert winners(november) == [*both, ("c3", "star", "2026-11")]
    december = chain.done(12, november)
    assert honoured(december) == ["a1"], "three periods on, the rest of two is over"
    assert winners(december) == [("a1", "star", "2026-12"), *winners(november)[1:]]
    for run in (september, october, november, december):
        assert plaudit("verify", run, "--totals").code == 0


def test_a_statement_says_who_rests_and_needs_no_other_run(chain, plaudit):
    september = chain.done(9)
    october = chain.done(10, september)
    shutil.rmtree(september)
    told = explain(october, "a1").to_json()["steps"]["awards_and_actions"]
    [step] = [one for one in told if one["name"] == "star"]
    assert step["result"] == "not in the race"
    assert step["formula"] == (
        "won in 2026-09; who has won it in one of the 2 periods before is not in the race"
    )
    won = explain(october, "b2").to_text()
    assert "100.00 CNY" in won
    assert plaudit("explain", october, "c3").code == 0


def test_a_gap_and_no_run_at_all_are_refused(chain):
    september = chain.done(9)
    place = (
        f"plan.yaml:{PLAN.splitlines().index('     cool_down: {periods: 2, since: 2026-09}}') + 1}"
    )
    chain.refused(USAGE, 10, None, "[previous-needed]", place, "awards.star.cool_down")
    gap = "carries on from 2026-10, and the run that is named is for 2026-09"
    chain.refused(USAGE, 11, september, gap, "[previous-gap]", place, "awards.star.cool_down")
    chain.done(10, september)


def test_before_it_begins_no_run_is_needed_and_nothing_is_kept(chain):
    august = chain.done(8)
    assert honoured(august) == ["a1"]
    assert not (august / "winners.parquet").exists()
    september = chain.done(9, august)
    assert honoured(september) == ["a1"], "who won before it began does not rest"
    assert winners(september) == [("a1", "star", "2026-09")]
    assert not (september / "inputs" / "winners.parquet").exists()


@pytest.mark.parametrize(
    "then",
    [
        months.PLAN,
        PLAN.replace("name: star", "name: other"),
        PLAN.replace("since: 2026-09", "since: 2026-10"),
        PLAN.replace("cool_down: {periods: 2, since: 2026-09}", "tiers: any")
        .replace("     tiers: any}", "}")
        .replace("pay_code: STAR,\n}", "pay_code: STAR}"),
    ],
    ids=["no award", "another name", "began later", "no cool-down"],
)
def test_a_run_that_did_not_count_who_won_is_refused(chain, then):
    chain.plan.write_text(then, encoding="utf-8")
    september = chain.done(9)
    chain.plan.write_text(PLAN, encoding="utf-8")
    said = "the run of 2026-09 did not count who won it", "write since: 2026-10"
    chain.refused(DATA, 10, september, *said, "[previous-without-winners]")
    chain.plan.write_text(PLAN.replace("since: 2026-09", "since: 2026-10"), encoding="utf-8")
    assert honoured(chain.done(10, september)) == ["a1"], "begun anew"


def handmade(run, folder, rows):
    """A run whose winners were made by hand, with digests that fit."""
    made = shutil.copytree(run, folder / "EARLIER" / run.name)
    schema = pq.read_schema(run / "winners.parquet")
    data = rows if isinstance(rows, bytes) else parquet_bytes(pa.Table.from_pylist(rows, schema))
    (made / "winners.parquet").write_bytes(data)
    said = json.loads((made / "manifest.json").read_bytes())
    for entry in said["outputs"]:
        if entry["name"] == "winners.parquet":
            entry |= {"bytes": len(data), "sha256": digest(data)}
    said["run_id"] = run_id(said["identity"])
    del said["digest"]
    (made / "manifest.json").write_bytes(canonical(said | {"digest": manifest_digest(said)}))
    return made


def row(agent, period, award="star"):
    return {"agent_id": agent, "award": award, "period": period}


@pytest.mark.parametrize(
    "rows",
    [[row("a1", "2026-10")], [row("a1", "2026-Q2")], [row("a1", "soon")], [row("a1", None)],
     b"no table"],
)  # fmt: skip
def test_winners_that_no_run_writes_are_refused(chain, tmp_path, rows):
    made = handmade(chain.done(9), tmp_path, rows)
    chain.refused(INTEGRITY, 10, made, "winners.parquet", "[unreadable-file]")


def test_a_damaged_table_of_winners_is_refused(chain, tmp_path):
    made = shutil.copytree(chain.done(9), tmp_path / "EARLIER")
    (made / "winners.parquet").write_bytes(b"not what was written")
    chain.refused(INTEGRITY, 10, made, "winners.parquet", "[altered-file]")


def test_winners_that_have_not_won_are_told(chain, tmp_path, plaudit):
    september = chain.done(9)
    made = handmade(september, tmp_path, [row("b2", "2026-09")])
    left = plaudit("verify", made, "--totals")
    assert left.code == RECONCILIATION
    assert "2 winners have no award, or awards no winner" in left.err
    with pytest.raises(IntegrityError, match="awards won last is stored as"):
        explain(made, "b2")


# Periods have numbers, so that the one right before is known.


@pytest.mark.parametrize(
    "names",
    [
        ["2025-11", "2025-12", "2026-01", "2026-02"],
        ["2025-Q3", "2025-Q4", "2026-Q1"],
        ["2025-H1", "2025-H2", "2026-H1"],
        ["2024", "2025", "2026"],
    ],
)
def test_periods_are_numbered_one_after_the_other(names):
    periods = [parse_period(name) for name in names]
    first = periods[0].number
    assert [period.number for period in periods] == list(range(first, first + len(names)))
    assert [period_numbered(p.number, p.cycle) for p in periods] == periods
    for one, other in itertools.pairwise(periods):
        assert one.end == other.first
        assert begun(one.name, other)
        assert not begun(other.name, one)
        assert not begun(one.name, one)


def test_a_year_ends_with_its_last_day():
    assert parse_period("2026").end == dt.date(2027, 1, 1)

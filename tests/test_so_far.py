"""Rates that apply to the running total of a year: three months through the command, by hand.

A trade's own example: 4 % below 150,000, 6 % to 250,000 and 8 % above; whoever stands at 145,000
and sells 20,000 more gets 5,000 x 4 % + 15,000 x 6 % = 1,100.

a1 sells 100,000, 45,000 and 20,000. b2 sells 200,000, takes 10,000 back, and sells 60,000: 9,000,
then 190,000 less 200,000 at 6 %, which is -600, then 60,000 at 6 % up to the edge of 250,000, which
is 3,600. c3 joins in March and sells 160,000: 150,000 x 4 % + 10,000 x 6 % = 6,600, in yen.
"""

import datetime as dt
import json
import re
import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import IntegrityError
from scoring.independent import so_far as once_more
from scoring.outputs.explain import explain
from scoring.outputs.recompute import recompute
from tests import months
from tests.plans import changed

USAGE, DATA = 2, 3
TOTAL = """\
  sold_before:
    kind: so_far
    of: sold
    since: year
    title: Sold before
    unit: money
    better: higher
    places: 2
    missing: hold
"""
SOLD = """\
  sold: {kind: sum, of: x_deal, title: Sold, unit: money, better: higher, places: 2,
         period_on: created_at, volume_min: 0, missing: zero}
"""
GIVEN = """\
  sold: {kind: given, given: sold, title: Sold, unit: money, better: higher, places: 2,
         volume_min: 0, missing: zero}
"""
LINE = """\
  - name: commission
    pay_code: COMM
    start:
      measure: sold
      after: sold_before
      missing: {CNY: 7, JPY: 7}
      rates:
        mode: marginal
        bands:
          - {from: 0, gives: {CNY: 0.04, JPY: 0.04}}
          - {from: 150000, gives: {CNY: 0.06, JPY: 0.06}}
          - {from: 250000, gives: {CNY: 0.08, JPY: 0.08}}
    multipliers: none
    cap: none
    proration: none
    floor: none
"""
PLAN = changed(
    ("scales:\n", "columns: {x_deal: decimal}\nscales:\n"),
    ("components:\n", f"{SOLD}{TOTAL}components:\n"),
    ("pay:\n", f"pay:\n{LINE}"),
    text=months.PLAN,
)
SALES = {
    "2026-01": {"a1": "100000", "b2": "200000"},
    "2026-02": {"a1": "45000", "b2": "-10000"},
    "2026-03": {"a1": "20000", "b2": "60000", "c3": "160000"},
    "2027-01": {"a1": "1000", "b2": "1000", "c3": "1000"},
}


def data_of(folder: Path, period: str, sales: dict[str, str], given: dict | None = None) -> Path:
    """A folder of a month: four contacts of each agent, the sale with the first."""
    first = dt.date.fromisoformat(f"{period}-01")
    rows = [row for row in months.interactions().to_pylist() if row["agent_id"] in sales]
    for row in rows:
        for name in ("created_at", "first_response_at"):
            row[name] = row[name].replace(year=first.year, month=first.month)
        row["csat"] = Decimal(5)
        own = next(r for r in rows if r["agent_id"] == row["agent_id"])
        row["x_deal"] = Decimal(sales[row["agent_id"]]) if row is own else None
    schema = months.interactions().schema.append(pa.field("x_deal", pa.decimal128(18, 6)))
    people = months.roster().filter(pa.compute.is_in(
        months.roster()["agent_id"], pa.array([*sales])
    ))  # fmt: skip
    months.write(folder, rows=pa.Table.from_pylist(rows, schema=schema), people=people)
    if given is not None:
        table = pa.table({
            "agent_id": [agent for agent, _ in given], "name": [name for _, name in given],
            "value": pa.array(map(Decimal, given.values()), pa.decimal128(18, 9)),
        })  # fmt: skip
        pq.write_table(table, folder / "given.parquet", write_page_checksum=True)
    return folder


class Year:
    """Months of a plan, one after the other, through the command."""

    def __init__(self, folder, plaudit):
        self.folder, self.plaudit, self.given = folder, plaudit, {}
        self.say(PLAN)

    def say(self, text):
        (self.folder / "plan.yaml").write_text(text, encoding="utf-8")

    def start(self, period, previous=None, sales=None):
        data = self.folder / f"data-{period}"
        shutil.rmtree(data, ignore_errors=True)
        data_of(data, period, sales or SALES[period], self.given.get(period))
        named = () if previous is None else ("--previous", previous)
        out = self.folder / "RUNS"
        words = (self.folder / "plan.yaml", data, "--period", period, "--out", out)
        return self.plaudit("run", *words, *named)

    def run(self, period, previous=None, sales=None) -> Path:
        left = self.start(period, previous, sales)
        assert left.code == 0, left.err
        return self.folder / "RUNS" / period / left.out.strip().rsplit("/", 1)[-1]

    def refused(self, code, period, previous, *words):
        left = self.start(period, previous)
        assert (left.code, left.out) == (code, ""), left.err
        assert all(word in left.err for word in words), left.err
        assert "Traceback" not in left.err


@pytest.fixture
def year(tmp_path, plaudit):
    return Year(tmp_path, plaudit)


class Quarter(NamedTuple):
    january: Path
    february: Path
    march: Path


@pytest.fixture
def quarter(year):
    january = year.run("2026-01")
    february = year.run("2026-02", january)
    return Quarter(january, february, year.run("2026-03", february))


def before(run, name="sold_before"):
    """The total of each agent, and its status where there is none."""
    rows = pq.read_table(run / "measures.parquet").to_pylist()
    return {
        row["agent_id"]: row["status"] if row["value"] is None else Fraction(row["value"])
        for row in rows
        if row["measure"] == name
    }


def paid(run, line="commission"):
    rows = pq.read_table(run / "payouts.parquet").to_pylist()
    return {row["agent_id"]: row["amount"] for row in rows if row["line"] == line}


def told(run, code):
    rows = pq.read_table(run / "findings.parquet").to_pylist()
    return [(row["rule"], row["reason"]) for row in rows if row["code"] == code]


def test_rates_go_on_where_the_year_stands(quarter):
    assert [before(run) for run in quarter] == [
        {"a1": 0, "b2": 0},
        {"a1": 100000, "b2": 200000},
        {"a1": 145000, "b2": 190000, "c3": 0},
    ]
    assert [paid(run) for run in quarter] == [
        {"a1": 4000, "b2": 9000},
        {"a1": 1800, "b2": -600},
        {"a1": 1100, "b2": 3600, "c3": 6600},
    ]


def test_all_three_months_pay_what_the_total_would_in_one(quarter):
    # a1 has 165,000: 6,000 + 900. b2 has 250,000: 6,000 + 6,000.
    for agent, whole in (("a1", 6900), ("b2", 12000)):
        assert sum(paid(run)[agent] for run in quarter) == whole


def test_a_total_is_stored_with_its_fraction_and_counts_as_one_fact(quarter):
    rows = pq.read_table(quarter.march / "measures.parquet").to_pylist()
    row = next(r for r in rows if (r["agent_id"], r["measure"]) == ("a1", "sold_before"))
    assert (row["numerator"], row["denominator"]) == ("14500000", "100")
    assert (row["volume"], row["status"], row["places"], row["excluded"]) == (1, "known", 2, 0)


def test_who_joins_within_the_year_begins_at_zero_and_is_counted(quarter):
    why = "1 agent not in the run of 2026-02, so that what is so far begins at 0"
    assert told(quarter.march, "begins-at-zero") == [("sold_before", why)]
    assert told(quarter.february, "begins-at-zero") == []
    assert told(quarter.march, "unknown-so-far") == []


def test_the_next_year_begins_anew_without_a_run_before(year, quarter):
    alone = year.run("2027-01")
    assert before(alone) == {"a1": 0, "b2": 0, "c3": 0}
    named = year.run("2027-01", quarter.march)
    assert before(named) == {"a1": 0, "b2": 0, "c3": 0}
    assert told(named, "begins-at-zero") == []


def test_a_later_month_without_a_run_before_is_refused(year):
    year.refused(
        USAGE, "2026-02", None, "previous-needed", "measures.sold_before",
        "the plan looks back at an earlier run here, and none is named",
    )  # fmt: skip


def test_a_gap_is_refused(year, quarter):
    year.refused(
        USAGE, "2026-03", quarter.january, "previous-gap", "measures.sold_before",
        "carries on from 2026-02, and the run that is named is for 2026-01",
    )  # fmt: skip


def test_the_name_of_a_run_depends_on_the_one_before(year, quarter):
    said = json.loads((quarter.march / "manifest.json").read_bytes())["identity"]["previous"]
    assert (said["run_id"], said["period"]) == (quarter.february.name, "2026-02")
    other = year.run("2026-01", sales={"a1": "100001", "b2": "200000"})
    february = year.run("2026-02", other)
    assert february.name != quarter.february.name
    assert before(february)["a1"] == 100001


def test_a_value_counts_as_the_run_has_paid_by_it_after_gates(year):
    gate = (
        "tiers:\n",
        """\
gates:
  - name: ceiling
    at: {measure: sold}
    then: {cap: 90000}
    when: {measure: csat, at_least: 1, missing: fails}
    why: At most.
tiers:
""",
    )
    year.say(changed(gate, text=PLAN))
    january = year.run("2026-01")
    assert before(january, "sold") == {"a1": 90000, "b2": 90000}
    february = year.run("2026-02", january)
    assert before(february) == {"a1": 90000, "b2": 90000}
    assert explain(february, "a1").figures > 0


def test_what_is_not_known_in_one_month_is_not_known_in_any_later(year):
    year.say(changed((SOLD, GIVEN), text=PLAN))
    sold = {
        "2026-01": {("a1", "sold"): "100000", ("b2", "sold"): "200000"},
        "2026-02": {("a1", "sold"): "45000"},
        "2026-03": {("a1", "sold"): "20000", ("b2", "sold"): "60000", ("c3", "sold"): "160000"},
    }
    year.given = sold
    january = year.run("2026-01")
    february = year.run("2026-02", january)
    assert before(february, "sold") == {"a1": 45000, "b2": "not_given"}
    march = year.run("2026-03", february)
    assert before(march) == {"a1": 145000, "b2": "unknown_before", "c3": 0}
    assert paid(march) == {"a1": 1100, "b2": 7, "c3": 6600}
    why = "1 agent of whom it is not known in the run of 2026-02 what is so far"
    assert told(march, "unknown-so-far") == [("sold_before", why)]
    assert told(march, "begins-at-zero")[0][1].startswith("1 agent not in")
    said = " ".join(explain(march, "b2").to_text().split())
    assert f"the run of 2026-02, {february.name}: before it 200000, sold in it not known" in said
    assert "7 sold_before has no value" in re.sub(r" plan\.yaml:\d+", "", said)
    year.given |= {"2026-04": {("b2", "sold"): "1", ("a1", "sold"): "1", ("c3", "sold"): "1"}}
    april = year.run("2026-04", march, SALES["2026-03"])
    assert before(april) == {"a1": 165000, "b2": "unknown_before", "c3": 160000}
    kept = pq.read_table(april / "inputs" / "previous.parquet").to_pylist()
    assert [row["value"] for row in kept if row["agent_id"] == "b2"] == [5, 100, 60000, None]
    assert explain(april, "b2").figures > 0


def test_a_statement_names_the_run_that_a_total_comes_from(quarter):
    said = " ".join(explain(quarter.march, "a1").to_text().split())
    assert "100000 + 45000 = 145000" in said
    origin = f"from the run of 2026-02, {quarter.february.name}: before it 100000, sold in it 45000"
    assert origin in said
    assert "1 total" in said
    joined = " ".join(explain(quarter.march, "c3").to_text().split())
    assert f"not in the run of 2026-02, {quarter.february.name}: begins at 0" in joined
    first = " ".join(explain(quarter.january, "a1").to_text().split())
    assert "the year begins with this period: nothing is so far" in first


def test_a_run_is_reckoned_again_from_what_it_keeps(quarter, monkeypatch, plaudit):
    assert plaudit("verify", quarter.march, "--totals").code == 0
    for run in (quarter.january, quarter.february):
        shutil.rmtree(run)  # what is needed of them is kept
    found = recompute(quarter.march, "a1")
    assert found.outcome.measures["sold_before"].value == 145000
    assert explain(quarter.march, "a1").figures > 0
    more = property(lambda reached: reached.before + reached.came + 1)
    monkeypatch.setattr(once_more.Reached, "total", more)
    with pytest.raises(IntegrityError, match="sold_before"):
        explain(quarter.march, "a1")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("    of: sold\n", "    of: sold_too\n"), "where its of is sold, and here sold_too"),
        (("since: year", "since: half_year"), "where its since is year, and here half_year"),
    ],
)
def test_a_run_that_has_counted_something_else_is_refused(year, change, word):
    too = SOLD.replace("  sold:", "  sold_too:")
    both = changed((SOLD, SOLD + too), text=PLAN)
    year.say(both)
    january = year.run("2026-01")
    year.say(changed(change, text=both))
    year.refused(DATA, "2026-02", january, "previous-without-total", word, "Run 2026-01 again")


def test_other_units_and_places_are_refused(year):
    january = year.run("2026-01")
    year.say(PLAN.replace("unit: money", "unit: other"))
    year.refused(DATA, "2026-02", january, "previous-differs", "measures.sold_before has unit")
    year.say(PLAN.replace("places: 2,\n         period_on", "places: 3,\n         period_on")
             .replace("places: 2\n    missing: hold", "places: 3\n    missing: hold"))  # fmt: skip
    year.refused(DATA, "2026-02", january, "where its places is 2, and here 3")


def test_a_plan_that_gains_a_total_within_the_year_says_where_it_opens(year):
    year.say(changed((TOTAL, ""), ("      after: sold_before\n", ""), text=PLAN))
    january = year.run("2026-01")
    year.say(PLAN)
    year.refused(
        DATA, "2026-02", january, "goes on from the run of 2026-01, whose plan has no such"
    )
    opening = "    since: year\n    opening: {in: 2026-02, reached: zero}\n"
    year.say(changed(("    since: year\n", opening), text=PLAN))
    february = year.run("2026-02")
    assert before(february) == {"a1": 0, "b2": 0}
    march = year.run("2026-03", february)
    assert before(march) == {"a1": 45000, "b2": -10000, "c3": 0}
    assert explain(march, "b2").figures > 0


def test_a_spreadsheet_is_no_total_to_go_on_from(year):
    by_hand = "  sold_before: {kind: given, given: till, title: Sold before, unit: money,\n"
    by_hand += "    better: higher, places: 2, volume_min: 0, missing: hold}\n"
    year.say(changed((TOTAL, by_hand), text=PLAN))
    year.given = {"2026-01": {("a1", "till"): "5", ("b2", "till"): "6"}}
    january = year.run("2026-01")
    year.say(PLAN)
    year.refused(DATA, "2026-02", january, "where its kind is given, and here so_far")


OPENED = changed(
    ("    since: year\n",
     "    since: year\n    opening: {in: 2026-02, reached: {given: till}}\n"),
    text=PLAN,
)  # fmt: skip


def test_a_total_opens_with_what_is_given_for_each_agent(year):
    year.say(OPENED)
    year.given = {"2026-02": {("a1", "till"): "100000.005", ("other", "till"): "1"}}
    february = year.run("2026-02")
    assert before(february) == {"a1": Fraction("100000.01"), "b2": "unknown_before"}
    why = "1 agent of whom it is not known before 2026-02 what is so far"
    assert told(february, "unknown-so-far") == [("sold_before", why)]
    said = " ".join(explain(february, "a1").to_text().split())
    assert "opens in 2026-02 with till: given" in said
    assert "opens in 2026-02 with till: not given" in " ".join(
        explain(february, "b2").to_text().split()
    )
    march = year.run("2026-03", february)  # which has no table of given values, and needs none
    assert before(march) == {"a1": Fraction("145000.01"), "b2": "unknown_before", "c3": 0}


def test_an_opening_that_nobody_is_given_is_refused(year):
    year.say(OPENED)
    year.refused(DATA, "2026-02", None, "missing-file", "opens with 'till'")
    year.given = {"2026-02": {("a1", "tull"): "1"}}
    year.refused(DATA, "2026-02", None, "nobody-given", "till")


def test_a_period_before_the_opening_is_refused(year):
    year.say(OPENED)
    year.refused(USAGE, "2026-01", None, "before-opening", "begins in 2026-02, and this is 2026-01")


def test_a_total_that_opened_elsewhere_is_refused(year):
    january = year.run("2026-01")
    february = year.run("2026-02", january)
    year.say(changed(("reached: {given: till}", "reached: zero"), text=OPENED))
    year.refused(
        DATA, "2026-03", february, "previous-without-total",
        "where it has no opening, and here an opening in 2026-02 with zero",
    )  # fmt: skip


def test_a_later_opening_begins_the_total_anew(year, quarter):
    year.say(changed(("in: 2026-02, reached: {given: till}", "in: 2026-03, reached: zero"),
                     text=OPENED))  # fmt: skip
    assert before(year.run("2026-03", quarter.february)) == {"a1": 0, "b2": 0, "c3": 0}


CASES = """\
plan: small
period: 2026-05
cases:
  - name: a deal over the edge
    why: 5,000 at 4 % and 15,000 at 6 %.
    given:
      A: {measures: {csat: 5, sold: 20000, sold_before: 145000}, currency: CNY, bonus_base: 0}
      B: {measures: {csat: 5, sold: 20000, sold_before: 0}, currency: CNY, bonus_base: 0}
      C: {measures: {csat: 5, sold: 20000}, currency: CNY, bonus_base: 0}
    expect:
      A: {pay: {commission: 1100}}
      B: {pay: {commission: 800}}
      C: {pay: {commission: 7}}
"""


def test_a_case_states_what_was_so_far(tmp_path, plaudit):
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    cases = tmp_path / "plan.cases.yaml"
    cases.write_text(CASES, encoding="utf-8")
    left = plaudit("check", tmp_path / "plan.yaml")
    assert left.code == 0, left.err
    assert "1 case comes out as expected" in left.out
    cases.write_text(CASES.replace("145000", "144999"), encoding="utf-8")
    left = plaudit("check", tmp_path / "plan.yaml")
    assert "A.pay.commission is 1099.98, expected 1100" in left.err
    said = "sold_before: 145000}, volumes: {sold_before: 3}"
    cases.write_text(changed(("sold_before: 145000}", said), text=CASES), encoding="utf-8")
    left = plaudit("check", tmp_path / "plan.yaml")
    assert (left.code, "volume-of-result" in left.err) == (4, True), left.err
    assert "counts the facts of 'sold_before', a total so far" in left.err


@pytest.mark.parametrize(("last", "bound"), [("0", "24000.00"), ("0.08", None)])
def test_a_cost_is_bounded_only_where_the_last_rate_is_none(tmp_path, plaudit, last, bound):
    # For two agents 150,000 x 4 % + 100,000 x 6 %, whatever was before; beyond, the last rate.
    rates = "{CNY: 0.08, JPY: 0.08}", f"{{CNY: {last}, JPY: {last}}}"
    plan = changed(rates, ("  sold: {kind: sum, of: x_deal", "  sold: {kind: sum, of: cost"),
                   ("title: Sold, unit: money", "currency: CNY, title: Sold, unit: money"),
                   text=PLAN)  # fmt: skip
    (tmp_path / "plan.yaml").write_text(plan, encoding="utf-8")
    data = data_of(tmp_path / "data", "2026-01", SALES["2026-01"])
    words = "--roster", data / "roster.parquet", "--period", "2026-01", "--json"
    left = plaudit("check", tmp_path / "plan.yaml", *words)
    assert left.code == 0, left.err
    rows = {row["line"]: row for row in json.loads(left.out)["lines"]}
    assert rows["commission"]["at_most"] == bound
    assert (rows["commission"]["why"] != []) is (bound is None)


def test_stretches_of_an_agent_have_the_total_of_the_whole(year):
    parted = changed(
        ("roster_as_of: period_end", "roster_as_of: segments"),
        ("tiers:\n", "segments: {weigh_by: days, without_score: exclude, paid_on: last}\ntiers:\n"),
        text=PLAN,
    )
    year.say(parted)
    january = year.run("2026-01")
    data = year.folder / "moved"
    data_of(data, "2026-02", SALES["2026-02"])
    people = pq.read_table(data / "roster.parquet").to_pylist()
    moved = people[0] | {"from_date": dt.date(2026, 2, 15), "team": "t2"}
    people[0]["to_date"] = dt.date(2026, 2, 14)
    table = pa.Table.from_pylist([people[0], moved, people[1]], schema=months.roster().schema)
    pq.write_table(table, data / "roster.parquet", write_page_checksum=True)
    left = year.plaudit("run", year.folder / "plan.yaml", data, "--period", "2026-02",
                        "--out", year.folder / "RUNS", "--previous", january)  # fmt: skip
    assert left.code == 0, left.err
    run = year.folder / "RUNS" / "2026-02" / left.out.strip().rsplit("/", 1)[-1]
    assert before(run) == {"a1": 100000, "b2": 200000}
    rows = pq.read_table(run / "segment_measures.parquet").to_pylist()
    totals = [(r["segment"], r["value"]) for r in rows if r["measure"] == "sold_before"]
    assert totals == [(1, 100000), (2, 100000)]
    assert paid(run) == {"a1": 1800, "b2": -600}
    assert explain(run, "a1").figures > 0


def test_plans_of_a_company_go_on_too(year):
    company = year.folder / "company.yaml"
    company.write_text(
        "company: small\nas_of: period_end\nplans:\n  - plan: small\n    covers: {everyone: true}\n"
        "    versions: [{from: 2026-01-01, file: plan.yaml}]\n",
        encoding="utf-8",
    )

    def start(period, *named):
        data = data_of(year.folder / f"of-{period}", period, SALES[period])
        out = year.folder / "RUNS"
        return year.plaudit("run", company, data, "--period", period, "--out", out, *named)

    assert start("2026-01").code == 0
    (january,) = (year.folder / "RUNS" / "2026-01").iterdir()
    shutil.rmtree(year.folder / "of-2026-01")
    assert "previous-needed" in start("2026-02").err
    shutil.rmtree(year.folder / "of-2026-02")
    left = start("2026-02", "--previous", january)
    assert left.code == 0, left.err
    (february,) = (year.folder / "RUNS" / "2026-02").iterdir()
    assert before(february) == {"a1": 100000, "b2": 200000}

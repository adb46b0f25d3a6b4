"""Results of the company, its regions and its teams: read exactly, the same for everybody there."""

from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.cases import load_cases, run_cases
from scoring.errors import IntegrityError, PlanError
from scoring.outputs.explain import explain
from tests.faults.test_plans import DATA, Month, agents, told
from tests.months import PLAN
from tests.plans import changed, plan_of, where_of

EBITDA = """\
  ebitda: {kind: result, result: ebitda, per: all, title: EBITDA, unit: CNY, better: higher,
           places: 2, missing: hold}
"""
DEPARTMENT = """\
  department: {kind: result, result: department, per: region, title: Department, unit: times,
               better: higher, places: 2, missing: hold}
"""
HALF = """\
    weight: 0.5
    on: value
    curve: {mode: interpolated, below: 0, points: [{at: 0, gives: 0}, {at: 2, gives: 100}],
            above: hold}
    why: All of us.
"""
GATE = """\
gates:
  - {name: hurdle, when: {measure: ebitda, below: 100, missing: holds}, then: veto, why: No.}
"""
TEXT = changed(
    ("components:\n", f"{EBITDA}{DEPARTMENT}components:\n"),
    ("    weight: 1\n", "    weight: 0.5\n"),
    ("tiers:\n", f"  - name: ours\n    measure: department\n{HALF}{GATE}tiers:\n"),
    text=PLAN,
)


@pytest.fixture
def month(tmp_path, plaudit):
    made = Month(tmp_path, plaudit)
    made.say(TEXT)
    return made


def results(month, *said):
    levels, who, names, values = zip(*said, strict=True)
    table = pa.table(
        {
            "level": levels,
            "level_id": pa.array(who, pa.string()),
            "name": names,
            "value": pa.array(map(Decimal, values), pa.decimal128(38, 9)),
        }
    )
    pq.write_table(table, month.data / "results.parquet")


COMPANY = ("all", None, "ebitda", "120.005")
NORTH, SOUTH = ("region", "north", "department", "1.2"), ("region", "south", "department", "0.9")


def test_everybody_in_a_region_has_its_number(month):
    # Rated 5, 4.25 and 3.5: 100, 81.25 and 62.5 points. Of a coefficient of 2, 1.2 is 60 points in
    # the north and 0.9 is 45 in the south; each half of the score.
    results(month, SOUTH, COMPANY, NORTH, ("team", "t9", "profit", "5"))
    run = month.ran()
    found = {who: (row["score"], row["status"]) for who, row in agents(run).items()}
    assert found == {
        "a1": (Decimal("80.00"), "ranked"),
        "b2": (Decimal("70.63"), "ranked"),
        "c3": (Decimal("53.75"), "ranked"),
    }
    assert told(run, "result-not-asked") == [
        ("result-not-asked", "results that no measure of the plan asks for: 1")
    ]
    assert told(run, "checked-not-used") == []
    text = " ".join(explain(run, "c3").to_text().split())
    assert "department of region south = 0.9" in text
    assert "ebitda of the company = 120.005" in text
    assert pq.read_table(run / "inputs" / "results.parquet").num_rows == 4


def test_a_company_below_its_hurdle_pays_nobody(month):
    # 99.995 is 100.00 at two places, which is not below; 99.994 is.
    for name, number, status in (("A", "99.995", "ranked"), ("B", "99.994", "vetoed")):
        results(month, ("all", None, "ebitda", number), NORTH, SOUTH)
        assert {row["status"] for row in agents(month.ran(name)).values()} == {status}


def test_a_region_without_a_row_has_no_value(month):
    results(month, COMPANY, NORTH, ("region", "sout", "department", "1"))
    run = month.ran()
    assert {who: row["status"] for who, row in agents(run).items()} == {
        "a1": "ranked", "b2": "ranked", "c3": "held",
    }  # fmt: skip
    assert told(run, "no-result")[0][1].endswith(": 1")
    assert told(run, "result-for-nobody") == [
        ("department", "1 row for a region of nobody in the plan: 'sout'")
    ]
    assert "not given" in explain(run, "c3").to_text()


def test_a_result_that_nobody_has_is_refused(month):
    results(month, COMPANY, ("team", "t1", "department", "1"))
    month.refused(DATA, "results.parquet", "'department' of level region", "[nobody-has-result]")


def test_results_twice_are_refused(month):
    results(month, COMPANY, NORTH, SOUTH, ("all", None, "ebitda", "1"))
    month.refused(DATA, "results.parquet", "row 4", "[repeated-key]")


def test_a_folder_without_the_table_is_refused(month):
    month.refused(DATA, "results.parquet", "results of the company", "[missing-file]")


def test_another_number_in_the_run_is_found_when_it_is_explained(month):
    results(month, COMPANY, NORTH, SOUTH)
    run = month.ran()
    file = run / "inputs" / "results.parquet"
    table = pq.read_table(file)
    other = pa.array([Decimal(2)] * 3, table.schema.field("value").type)
    pq.write_table(table.set_column(3, "value", other), file)
    with pytest.raises(IntegrityError):
        explain(run, "a1")


CASES = """\
plan: small
period: 2026-10
cases:
  - name: a good year
    given:
      A: {measures: {csat: 5, department: 1.2, ebitda: 100}}
      B: {measures: {csat: 5, department: 1.2, ebitda: 99.99}}
      C: {measures: {csat: 5, ebitda: 100}}
    expect:
      A: {score: 80, status: ranked}
      B: {score: 80, status: vetoed}
      C: {status: held}
"""


def test_cases_state_a_result_like_any_other(tmp_path):
    plan, file = plan_of(tmp_path, TEXT), tmp_path / "cases.yaml"
    file.write_text(CASES, encoding="utf-8")
    [outcome] = run_cases(plan, load_cases(file))
    assert outcome.problems == ()


def test_a_result_has_no_facts_to_count(tmp_path):
    plan, file = plan_of(tmp_path, TEXT), tmp_path / "cases.yaml"
    said = CASES.replace("department: 1.2, ebitda: 100}}", "ebitda: 1}, volumes: {ebitda: 3}}")
    file.write_text(said, encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        run_cases(plan, load_cases(file))
    assert [problem.code for problem in caught.value.problems] == ["volume-of-result"]
    counted = "places: 2, volume_min: 1, missing: hold}\n  dep"
    text = changed(("places: 2, missing: hold}\n  dep", counted), text=TEXT)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    [problem] = caught.value.problems
    assert (problem.code, problem.where) == ("unknown-key", where_of(text, "volume_min: 1"))


def test_where_agents_are_parted_a_component_reads_the_companys_alone(tmp_path):
    text = changed(
        ("roster_as_of: period_end", "roster_as_of: segments"),
        ("tiers:\n", "segments: {weigh_by: days, without_score: exclude, paid_on: last}\ntiers:\n"),
        text=TEXT,
    )
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    [problem] = caught.value.problems
    assert (problem.code, problem.where) == (
        "not-by-segment",
        where_of(text, "measure: department"),
    )
    assert "a result per region" in problem.what

"""Counts in findings and messages read right for one, and no remedy is said twice."""

import pyarrow as pa
import pytest

from scoring.errors import DataError, UsageError, counted, nearest
from scoring.monthly import run_period
from tests import months
from tests.months import MONTH, PLAN


def run(folder, period=MONTH, **changed):
    """Run the small month with some columns changed."""
    rows = months.interactions()
    for name, values in changed.items():
        column = pa.array(values, rows.schema.field(name).type)
        rows = rows.set_column(rows.schema.get_field_index(name), name, column)
    months.write(folder / "data", rows=rows)
    plan = folder / "plan.yaml"
    plan.write_text(PLAN.replace("volume_min: 2", "volume_min: 3"), encoding="utf-8")
    return run_period(plan, folder / "data", period, folder / "RUNS")


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1234, "1,234 rows")]
)
def test_a_number_brings_its_noun(number, said):
    assert counted(number, "row") == said


def test_a_closer_match_may_be_asked_for():
    assert nearest("EUX", ["UGX", "EUR"]) == "Did you mean 'UGX'?"
    assert nearest("EUX", ["UGX", "EUR"], cutoff=0.85) == ""


def test_findings_of_one_read_as_findings_of_many(tmp_path):
    agents = ["a1"] * 4 + ["b2"] * 4 + ["c3"] * 3 + [None]  # c3 has two ratings, of three asked for
    ids = [f"T{i:03}" for i in range(12)]
    done = run(tmp_path, agent_id=agents, interaction_id=[None, *ids[1:]])
    told = {f.code: f.reason for f in done.result.findings}
    assert told["quarantined"] == "rows set aside: 1"
    assert told["unattributed"] == "rows that name no agent, reported and not scored: 1"
    few = "agents with fewer facts than volume_min, so that the value is missing: 1"
    assert told["below-volume"] == few
    assert "paid CNY" in done.summary()
    assert "in 2 lines" in done.summary()


def test_a_period_that_is_none_gets_its_remedy_once(tmp_path):
    with pytest.raises(UsageError) as caught:
        run(tmp_path, period="October")
    (problem,) = caught.value.problems
    assert str(problem).count("2026-Q4") == 1
    assert problem.what == "'October' is not a period"


def test_a_month_without_rows_names_its_days(tmp_path):
    with pytest.raises(DataError) as caught:
        run(tmp_path, period="2026-11")
    (problem,) = caught.value.problems
    days = "2026-11-01 up to but not 2026-12-01"
    assert problem.what == f"no row lies in 2026-11, {days}; rows there are: 12"

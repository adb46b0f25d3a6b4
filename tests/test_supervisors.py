"""Supervisors under a plan of their own, over the values of those who report to them.

Of the month in `tests/months.py` c3 is the supervisor. a1 has two ratings of 5 and b2 has 5, 4, 4
and 4: together 27 / 6 = 4.5, while the mean of 5 and 4.25 is 4.625, which rounds to 4.63. On the
line from 1 (0) to 5 (100) they earn 87.5 and 90.75 points.
"""

import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.ledger.identity import canonical, digest, manifest_digest
from tests import months
from tests.months import MONTH, PLAN

INTEGRITY, DATA = 5, 3
TEAM = """\
  team_csat: {{kind: rollup, of: csat, over: reports, by: {by}, title: Team, unit: points,
              better: higher, places: 2, volume_min: 0, missing: exclude}}
components:
"""
AGENTS = PLAN.replace("plan: small", "plan: agents")


def supervisors(by):
    text = PLAN.replace("plan: small", "plan: supervisors")
    text = text.replace("components:\n", TEAM.format(by=by))
    return text.replace("    measure: csat", "    measure: team_csat")


COMPANY = """\
company: northwind
as_of: period_end
plans:
  - plan: agents
    versions: [{file: agents.yaml, from: 2026-01-01}]
    covers: {where: {role: agent}}
  - plan: supervisors
    versions: [{file: supervisors.yaml, from: 2026-01-01}]
    covers: {where: {role: supervisor}}
"""


@pytest.fixture
def place(tmp_path):
    people = months.roster()
    for name, values in {
        "role": ["agent", "agent", "supervisor"],
        "manager_id": ["c3", "c3", None],
    }.items():
        at = people.schema.get_field_index(name)
        people = people.set_column(at, name, pa.array(values, pa.string()))
    rows = months.interactions()
    ratings = rows["csat"].to_pylist()
    ratings[2] = ratings[3] = None
    at = rows.schema.get_field_index("csat")
    rows = rows.set_column(at, "csat", pa.array(ratings, pa.decimal128(5, 2)))
    months.write(tmp_path / "data", rows=rows, people=people)
    (tmp_path / "company.yaml").write_text(COMPANY, encoding="utf-8")
    (tmp_path / "agents.yaml").write_text(AGENTS, encoding="utf-8")
    return tmp_path


def run(place, plaudit, by):
    (place / "supervisors.yaml").write_text(supervisors(by), encoding="utf-8")
    words = place / "company.yaml", place / "data", "--period", MONTH, "--out", place / "RUNS"
    left = plaudit("run", *words)
    assert left.code == 0, left.err
    return [Path(line) for line in left.out.split()]


@pytest.mark.parametrize(
    ("by", "value", "points"), [("micro", "4.5", "87.5"), ("macro", "4.63", "90.75")]
)
def test_a_supervisor_is_scored_by_the_reports_of_another_plan(place, plaudit, by, value, points):
    agents, above = run(place, plaudit, by)
    (card,) = pq.read_table(above / "scorecards.parquet").to_pylist()
    assert (card["agent_id"], card["score"]) == ("c3", Decimal(points))
    measures = {r["measure"]: r for r in pq.read_table(above / "measures.parquet").to_pylist()}
    assert measures["team_csat"]["value"] == Decimal(value)
    assert measures["csat"]["value"] == Decimal("3.5")  # of c3 alone
    # In both runs the rows with a rating of a1 and b2 are used; c3 has two more.
    rows = [json.loads((r / "manifest.json").read_bytes())["rows"] for r in (agents, above)]
    assert [r["used"] for r in rows] == [6, 8]
    for path in (agents, above):
        assert plaudit("verify", path, "--totals").code == 0
    said = plaudit("explain", above, "c3")
    assert said.code == 0, said.err
    assert "csat over the agent's reports, 2 members" in said.out
    assert all(plaudit("explain", agents, agent).code == 0 for agent in ("a1", "b2"))


def altered(run, change):
    """Change what a run keeps of the reports, under digests that fit."""
    path = run / "reports.parquet"
    table = change(pq.read_table(path))
    path.chmod(0o600)
    pq.write_table(table, path, write_page_checksum=True)
    data, manifest = path.read_bytes(), run / "manifest.json"
    said = json.loads(manifest.read_bytes())
    for entry in said["outputs"]:
        if entry["name"] == "reports.parquet":
            entry |= {"bytes": len(data), "sha256": digest(data), "rows": table.num_rows}
    del said["digest"]
    manifest.chmod(0o600)
    manifest.write_bytes(canonical(said | {"digest": manifest_digest(said)}))


def test_a_report_that_is_left_out_of_a_run_is_noticed(place, plaudit):
    _, above = run(place, plaudit, "micro")
    altered(above, lambda table: table.slice(0, 1))
    left = plaudit("explain", above, "c3")
    assert (left.code, left.out) == (INTEGRITY, "")
    assert "1 reports are measured, and the roster has 2" in left.err
    assert "b2" not in left.err


def test_a_figure_of_a_report_that_was_changed_is_noticed(place, plaudit):
    _, above = run(place, plaudit, "micro")
    at = 4  # numerator

    def more(table):
        return table.set_column(at, table.field(at), pa.array(["110000", "170000"]))

    altered(above, more)
    left = plaudit("explain", above, "c3")
    assert (left.code, left.out) == (INTEGRITY, "")
    assert "team_csat: value is stored as 4.5 and comes to 4.67" in left.err

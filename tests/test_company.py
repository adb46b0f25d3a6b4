"""A company's plans run together: who is under which, all of them or none, and each by its version.

The month is that of `tests/months.py`: a1 is an agent, b2 a senior and c3 a supervisor. The plan of
the agents pays 0.3 of the base and that of the supervisors 0.5: c3 gets 30000 x 0.5 x 0.5 = 7500.
"""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.ledger import publish
from scoring.outputs.explain import explain
from tests import months
from tests.months import MONTH, PLAN

USAGE, DATA, PLAN_FAULT, INTEGRITY = 2, 3, 4, 5
ROLES = ["agent", "senior", "supervisor"]
COMPANY = """\
company: northwind-service
as_of: period_start
plans:
  - plan: agents
    versions:
      - {file: plans/agents.yaml, from: 2026-01-01}
      - {file: plans/agents-2.yaml, from: 2027-01-01}
    covers: {where: {role: [agent, senior]}}
  - plan: supervisors
    versions:
      - {file: plans/supervisors.yaml, from: 2026-01-01}
    covers: {where: {role: supervisor}}
"""


def named(name, *changes):
    text = PLAN.replace("plan: small", f"plan: {name}")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def people(*roles):
    table = months.roster()
    return table.set_column(table.schema.get_field_index("role"), "role", pa.array(roles))


@pytest.fixture
def job(tmp_path, plaudit):
    """A company of two plans, its data, and a place for runs."""

    class Job:
        company = tmp_path / "company.yaml"
        plans = tmp_path / "plans"
        data = tmp_path / "data"
        out = tmp_path / "RUNS"

        def write(self, text=COMPANY, roles=ROLES):
            self.company.write_text(text, encoding="utf-8")
            months.write(self.data, people=people(*roles))

        def run(self, *words, period=MONTH):
            given = self.company, self.data, "--period", period, "--out", self.out
            return plaudit("run", *given, *words)

        def refused(self, code, *words, more=(), period=MONTH):
            left = self.run(*more, period=period)
            assert left.code == code, left.err
            assert left.out == ""
            assert all(word in left.err for word in words), left.err
            assert "Traceback" not in left.err
            assert not list(self.out.rglob("manifest.json"))
            return left

    job = Job()
    job.plans.mkdir()
    half = ("rate: 0.3", "rate: 0.5")
    for name, text in {
        "agents": named("agents"),
        "agents-2": named("agents", ("version: 1", "version: 2")),
        "supervisors": named("supervisors", half),
    }.items():
        (job.plans / f"{name}.yaml").write_text(text, encoding="utf-8")
    return job


def manifest_of(run):
    return json.loads((Path(run) / "manifest.json").read_bytes())


def test_each_plan_has_its_run_with_the_agents_it_covers(job, plaudit):
    job.write()
    left = job.run()
    assert left.code == 0, left.err
    runs = left.out.split()
    assert len(runs) == 2
    agents, supervisors = map(manifest_of, runs)
    assert [m["identity"]["parameters"]["plan"] for m in (agents, supervisors)] == [
        "agents", "supervisors",
    ]  # fmt: skip
    assert (agents["agents"], supervisors["agents"]) == (2, 1)
    assert agents["totals"]["currencies"] == {"CNY": {"rows": 2, "sum": "750.00"}}
    assert supervisors["totals"]["currencies"] == {"JPY": {"rows": 1, "sum": "7500"}}
    assert agents["rows"]["excluded"]["not_in_plan"] == 4
    assert "agents outside of what the company's file says that the plan covers: 1" in left.err
    again = job.run()
    assert (again.code, again.out) == (0, left.out)
    assert again.err.count("already done") == 2
    for run in runs:
        assert plaudit("verify", run, "--totals").code == 0


def test_a_run_keeps_the_companys_file_and_is_named_by_it(job):
    job.write()
    first = job.run().out.split()[0]
    text = job.company.read_bytes()
    assert (Path(first) / "inputs" / "company.yaml").read_bytes() == text
    said = manifest_of(first)["identity"]["company"]
    (digest,) = [
        entry["sha256"]
        for entry in manifest_of(first)["outputs"]
        if entry["name"] == "inputs/company.yaml"
    ]
    assert said == {"name": "northwind-service", "sha256": digest}
    job.write(COMPANY.replace("northwind", "southwind"))
    assert job.run().out.split()[0] != first


def test_every_agent_is_explained_from_the_run_alone(job, plaudit):
    job.write()
    agents, supervisors = job.run().out.split()
    for path in (job.company, *job.plans.iterdir()):
        path.unlink()
    assert explain(Path(agents), "b2").figures > 10
    assert "30000 x 0.5 x 0.5" in plaudit("explain", supervisors, "c3").out
    outside = plaudit("explain", supervisors, "a1")
    assert (outside.code, outside.out) == (USAGE, "")
    assert "on the roster but not in the plan" in outside.err


def test_versions_hold_as_of_a_day(job):
    job.write(COMPANY.replace("2027-01-01", "2026-10-01"))
    left = job.run()
    parameters = manifest_of(left.out.split()[0])["identity"]["parameters"]
    assert (parameters["plan_file"], parameters["plan_version"]) == ("agents-2.yaml", 2)
    job.write(COMPANY.replace("2027-01-01", "2026-10-16"))
    left = job.run()
    parameters = manifest_of(left.out.split()[0])["identity"]["parameters"]
    assert parameters["plan_version"] == 1
    words = "the version of 2026-10-01 holds for all of 2026-10; another version takes over on "
    assert words + "2026-10-16" in left.err


def test_plans_of_another_cycle_or_not_in_force_are_skipped_and_told(job):
    quarterly = named("supervisors", ("cycle: month", "cycle: quarter"))
    (job.plans / "supervisors.yaml").write_text(quarterly, encoding="utf-8")
    job.write()
    left = job.run()
    assert left.code == 0, left.err
    assert len(left.out.split()) == 1
    assert "supervisors               its cycle is a quarter, and 2026-10 is a month" in left.err
    assert "agents employed in 2026-10 and under no plan that is run: 1" in left.err
    assert "c3" not in left.err
    later = COMPANY.replace("supervisors.yaml, from: 2026", "supervisors.yaml, from: 2027")
    job.write(later)
    assert "its first version begins on 2027-01-01" in job.run().err


def test_no_plan_at_all_is_refused(job):
    job.write()
    words = "agents: its cycle is a month, and 2026 is a year"
    text = COMPANY.replace("from: 2026-01-01", "from: 2025-01-01")
    job.write(text.replace("from: 2027-01-01", "from: 2026-10-01"))
    job.refused(USAGE, "company.yaml", words, "[no-plan-for-period]", period="2026")


def test_agents_under_no_plan_are_told_and_named_if_asked(job):
    job.write(roles=["agent", "trainee", "supervisor"])
    left = job.run("--show-agents")
    assert left.code == 0, left.err
    assert "under no plan that is run: 1: b2" in left.err
    run = Path(left.out.split()[0])
    beside = json.loads((run / "environment.json").read_bytes())["beside"]
    assert [one["code"] for one in beside] == ["under-no-plan"]


def test_agents_under_two_plans_are_refused(job):
    job.write(COMPANY.replace("{role: supervisor}", "{role: [senior, supervisor]}"))
    place = "company.yaml:12:5: agents under both 'agents' and 'supervisors': 1"
    left = job.refused(PLAN_FAULT, place, "--show-agents", "[under-two-plans]")
    assert "b2" not in left.err
    job.refused(PLAN_FAULT, f"{place}: b2", more=("--show-agents",))


def test_a_plan_that_applies_to_nobody_else_keeps_two_plans_apart(job):
    # The company says everyone; the plan's own applies_to leaves the supervisor alone.
    narrow = named("supervisors", ("  everyone: true", "  where: {role: supervisor}"))
    (job.plans / "supervisors.yaml").write_text(narrow, encoding="utf-8")
    job.write(COMPANY.replace("{where: {role: supervisor}}", "{everyone: true}"))
    left = job.run()
    assert left.code == 0, left.err
    assert manifest_of(left.out.split()[1])["agents"] == 1


def test_a_file_of_another_plan_is_refused(job):
    job.write(COMPANY.replace("plans/supervisors.yaml", "plans/agents.yaml"))
    words = "company.yaml:11:10: the file is of plan 'agents', and stands under 'supervisors'"
    job.refused(PLAN_FAULT, words, "[another-plan]")


def test_a_file_that_is_not_there_is_refused_at_its_line(job):
    job.write(COMPANY.replace("plans/supervisors.yaml", "plans/nobody.yaml"))
    job.refused(PLAN_FAULT, "company.yaml:11:10: there is no plan at plans/nobody.yaml")


def test_days_without_a_version_are_refused(job):
    job.write(COMPANY.replace("agents.yaml, from: 2026-01-01", "agents.yaml, from: 2026-10-05"))
    words = "no version of plan 'agents' holds from 2026-10-01 to 2026-10-04 in 2026-10"
    job.refused(PLAN_FAULT, "company.yaml:5:5", words, "[no-version]")


def test_what_is_wrong_with_one_plan_leaves_no_run_of_the_others(job):
    job.write(roles=["agent", "agent", "agent"])
    job.refused(DATA, "plan supervisors, roster.parquet", "[nobody-in-plan]")
    needs = named("supervisors", ("of: csat", "of: handle_s"), ("unit: points", "unit: s"))
    (job.plans / "supervisors.yaml").write_text(needs, encoding="utf-8")
    job.write()
    job.refused(DATA, "plan supervisors, interactions.parquet", "handle_s")


def test_a_run_that_cannot_be_written_leaves_none_of_the_others(job, monkeypatch):
    job.write()
    whole, calls = publish._fill, []

    def second_fails(folder, files):
        calls.append(folder)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        whole(folder, files)

    monkeypatch.setattr(publish, "_fill", second_fails)
    job.refused(8, "No space left on device")
    assert not [path for path in job.out.rglob("*") if "partial" in path.name]


def test_each_plan_looks_back_at_the_run_that_is_named_for_it(job, plaudit):
    job.write()
    september = months.interactions().to_pylist()
    for row in september:
        for name in ("created_at", "first_response_at"):
            row[name] = row[name].replace(month=9)
    rows = pa.Table.from_pylist(september, schema=months.interactions().schema)
    before = months.write(job.data.with_name("september"), rows=rows, people=people(*ROLES))
    words = "run", job.company, before, "--period", "2026-09", "--out", job.out.with_name("OLD")
    agents, supervisors = plaudit(*words).out.split()
    left = job.run("--previous", supervisors, "--previous", agents)
    assert left.code == 0, left.err
    for run, earlier in zip(left.out.split(), (agents, supervisors), strict=True):
        assert manifest_of(run)["identity"]["previous"]["run_id"] == Path(earlier).name
    twice = job.run("--previous", agents, "--previous", agents)
    assert (twice.code, twice.out) == (USAGE, "")
    assert "two runs of plan 'agents' are named" in twice.err
    job.company.write_text(COMPANY[: COMPANY.index("  - plan: supervisors")], encoding="utf-8")
    stranger = job.run("--previous", supervisors)
    assert stranger.code == USAGE
    assert "the run is of plan 'supervisors', which is not run for 2026-10" in stranger.err


def test_a_single_plan_looks_back_at_one_run(job, plaudit):
    job.write()
    plan = job.plans / "agents.yaml"
    words = "run", plan, job.data, "--period", MONTH, "--out", job.out
    left = plaudit(*words, "--previous", "a", "--previous", "b")
    assert (left.code, left.out) == (USAGE, "")
    assert "2 runs are named, and a plan looks back at one" in left.err


def test_a_run_whose_companys_file_names_another_version_is_not_explained(job, plaudit):
    from scoring.ledger.identity import canonical, digest, manifest_digest

    job.write()
    run = Path(job.run().out.split()[0])
    (run / "inputs" / "company.yaml").chmod(0o600)
    text = COMPANY.replace("2027-01-01", "2026-02-01").encode()
    (run / "inputs" / "company.yaml").write_bytes(text)
    said = manifest_of(run)
    for entry in said["outputs"]:
        if entry["name"] == "inputs/company.yaml":
            entry |= {"bytes": len(text), "sha256": digest(text)}
    del said["digest"]
    (run / "manifest.json").chmod(0o600)
    (run / "manifest.json").write_bytes(canonical(said | {"digest": manifest_digest(said)}))
    left = plaudit("explain", run, "a1")
    assert (left.code, left.out) == (INTEGRITY, "")
    assert "names another version than agents.yaml, by which the run was made" in left.err


def test_check_reads_every_version_of_every_plan(job, plaudit):
    job.write()
    left = plaudit("check", job.company)
    assert (left.code, left.err) == (0, "")
    assert left.out.startswith("company.yaml: company 'northwind-service' holds together\n")
    for name in ("agents.yaml", "agents-2.yaml", "supervisors.yaml"):
        assert f"{name}: plan '" in left.out
    broken = named("agents", ("weight: 1", "weight: 0.5"))
    (job.plans / "agents-2.yaml").write_text(broken, encoding="utf-8")
    (job.plans / "supervisors.yaml").unlink()
    left = plaudit("check", job.company)
    assert (left.code, left.out) == (PLAN_FAULT, "")
    assert "agents-2.yaml" in left.err
    assert "[weights-not-one]" in left.err
    assert "company.yaml:11:10: there is no plan at plans/supervisors.yaml" in left.err


def test_the_schema_of_a_company_has_its_keys(plaudit):
    said = json.loads(plaudit("schema", "company").out)
    assert said["title"] == "A Plaudit company"
    assert set(said["properties"]) == {"company", "as_of", "plans"}
    assert set(said["$defs"]["Version"]["properties"]) == {"file", "from", "to"}


def test_an_agent_who_changes_plans_is_under_each_for_its_own_days(job):
    """b2 is a senior up to 6 October and a supervisor from the 7th: paid twice, by days."""
    by_stretch = (
        ("roster_as_of: period_end", "roster_as_of: segments"),
        ("tiers:\n", "segments: {weigh_by: days, without_score: exclude, paid_on: last}\ntiers:\n"),
        ("volume_min: 2", "volume_min: 1"),
        ("proration: none", "proration: {by: calendar_days, fte: ignore}"),
    )
    rows = months.roster().to_pylist()
    for row, role in zip(rows, ROLES, strict=True):
        row["role"] = role
    before = rows[1] | {"to_date": dt.date(2026, 10, 6)}
    after = rows[1] | {"from_date": dt.date(2026, 10, 7), "role": "supervisor"}
    people = pa.Table.from_pylist([rows[0], before, after, rows[2]], months.roster().schema)
    plans = {"agents": named("agents", *by_stretch), "supervisors": named("supervisors")}
    job.company.write_text(COMPANY, encoding="utf-8")
    months.write(job.data, people=people)
    # Scored as a whole by the supervisors' plan, b2 is under both on the same days.
    for name, text in plans.items():
        (job.plans / f"{name}.yaml").write_text(text, encoding="utf-8")
    job.refused(PLAN_FAULT, "agents under both 'agents' and 'supervisors': 1")
    text = named("supervisors", *by_stretch)
    (job.plans / "supervisors.yaml").write_text(text, encoding="utf-8")
    left = job.run()
    assert left.code == 0, left.err
    found = {}
    for path in map(Path, left.out.split()):
        lines = pq.read_table(path / "payouts.parquet").to_pylist()
        found |= {
            manifest_of(path)["identity"]["parameters"]["plan"]: line["amount"]
            for line in lines
            if line["agent_id"] == "b2"
        }
        assert explain(path, "b2").figures
        assert not (path / "segments.parquet").exists()  # one stretch in each
    # Ratings 5 and 4 are 87.5, tier B: 300 x 1 x 6 / 31. Ratings 4 and 4 are 75, tier C:
    # 300 x 0.5 x 25 / 31.
    assert found == {"agents": Decimal("58.06"), "supervisors": Decimal("120.97")}

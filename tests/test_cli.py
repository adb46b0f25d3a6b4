"""Every command through its door: what it prints, what it writes, and every exit code it can give.

The month is that of `tests/months.py`, reckoned by hand. On the line from 1 (0) to 5 (100) a mean
rating m earns 25 x (m - 1) points; base pay is 1,000 CNY or 30,000 JPY, the rate 0.3:

    a1  5 5 5 5   mean 5     100     A   1000 x 0.3 x 1.5  =  450.00 CNY
    b2  5 4 4 4   mean 4.25   81.25  B   1000 x 0.3 x 1    =  300.00 CNY
    c3  3 4 - -   mean 3.5    62.5   C  30000 x 0.3 x 0.5  = 4500    JPY
"""

import csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from scoring.ledger.identity import canonical, manifest_digest
from scoring.monthly import run_period
from tests import months
from tests.importing.exports import row, write_export, write_profile
from tests.months import MONTH, PLAN

USAGE, DATA, PLAN_FAULT, INTEGRITY, CONFLICT, RECONCILIATION, STORAGE, OUR_FAULT = (
    *range(2, 9),
    70,
)  # 130 and 143 are in test_leaving.py


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """The plan, the data and a published run; only read."""
    folder = tmp_path_factory.mktemp("month")
    (folder / "plan.yaml").write_text(PLAN, encoding="utf-8")
    months.write(folder / "data")
    run_period(folder / "plan.yaml", folder / "data", MONTH, folder / "RUNS")
    return folder


@pytest.fixture
def run(month, tmp_path):
    """A copy of the published run, in its place in RUNS."""
    shutil.copytree(month / "RUNS", tmp_path / "RUNS")
    (place,) = (tmp_path / "RUNS" / MONTH).iterdir()
    return place


def another_run(folder):
    """The run of the same period by the same plan with another rate."""
    (folder / "plan.yaml").write_text(PLAN.replace("rate: 0.3", "rate: 0.4"), encoding="utf-8")
    data = months.write(folder / "data")
    return run_period(folder / "plan.yaml", data, MONTH, folder / "RUNS").path


def refused(left, code, *words):
    """Check how a command was refused: its exit code, nothing on stdout, every word said."""
    assert left.code == code, left.err
    assert left.out == ""
    assert all(word in left.err for word in words), left.err
    assert "Traceback" not in left.err


# demo


def test_the_demonstration_shows_what_each_reader_looks_for(demonstration):
    blocks = demonstration.said.split("\n\n")
    heads = [block.partition("\n")[0].partition(" (")[0] for block in blocks]
    assert heads == [
        "After-sales service, monthly appraisal",
        "The first 10 of the ranking",
        "Tiers",
        "Paid",
        "Faults planted in the sample, and found",
        "Findings",
        "Where things lie",
    ]
    # The header of the table and one line for each of the ten.
    assert len(blocks[1].splitlines()) == 1 + 1 + 10
    assert [line.split()[0] for line in blocks[2].splitlines()[1:]] == ["S", "A", "B", "C", "D"]
    for line in blocks[4].splitlines()[1:]:
        _, _, _, planted, _, found = line.split()
        assert int(planted) == int(found) > 0


def test_the_demonstration_prints_the_sums_that_its_manifest_holds(demonstration):
    manifest = json.loads((demonstration.run / "manifest.json").read_bytes())
    paid = demonstration.said.split("\n\n")[3].splitlines()[1:]
    printed = {line.split()[0]: line.split()[1].replace(",", "") for line in paid}
    assert printed == {c: t["sum"] for c, t in manifest["totals"]["currencies"].items()}
    assert sorted(printed) == ["CNY", "EUR", "JPY"]
    assert manifest["rows"]["in"] == 60_000


# import


def test_import_makes_a_folder_and_says_what_became_of_the_rows(tmp_path, plaudit):
    # Of four rows one has no id, which the profile sends to quarantine, and one a rating of 6 on
    # a scale to 5, which it blanks.
    rows = row(), row(id="T2", stars="6"), row(id="", agent="a2"), row(id="T3", agent="a2")
    profile, export = write_profile(tmp_path), write_export(tmp_path, *rows)
    data = tmp_path / "data"
    left = plaudit("import", "--profile", profile, export, "--out", data)
    assert (left.code, left.err) == (0, "")
    assert "rows in 4 = written 3 + rejected 1\n" in left.out
    assert "  null-id interaction_id: 1 (quarantine)\n" in left.out
    assert "  out-of-scale csat: 1 (blank)\n" in left.out
    assert "roster derived: 2 agents\n" in left.out
    again = plaudit("import", "--profile", profile, export, "--out", data)
    assert again.out.startswith(f"{data}: already there, the same to the byte\n")
    report = plaudit("import", "--profile", profile, export, "--out", data, "--json")
    assert json.loads(report.out) == json.loads((data / "import.json").read_bytes())
    checked = json.loads(plaudit("validate", data, "--json").out)
    assert (checked["rows_in"], checked["clean"], checked["quarantined"]) == (4, 3, 1)


def test_import_refuses_what_it_cannot_read_or_must_not_overwrite(tmp_path, plaudit):
    profile, export = write_profile(tmp_path), write_export(tmp_path, row())
    out = tmp_path / "data"
    missing = plaudit("import", "--profile", profile, tmp_path / "nothing.csv", "--out", out)
    refused(missing, DATA, "nothing.csv")
    unknown = plaudit("import", "--profile", "ecomerce-csat", export, "--out", out)
    refused(unknown, PLAN_FAULT, "ecomerce-csat", "Did you mean 'ecommerce-csat'?")
    months.write(out)
    refused(plaudit("import", "--profile", profile, export, "--out", out), CONFLICT, str(out))


# validate and check


def test_validate_says_what_is_in_a_folder(month, plaudit):
    left = plaudit("validate", month / "data")
    assert (left.code, left.err) == (0, "")
    assert left.out.startswith(f"{month / 'data'}\nrows in 12 = clean 12 + quarantined 0\n")
    assert "agents on the roster 3\n" in left.out
    against = plaudit("validate", month / "data", "--plan", month / "plan.yaml", "--json")
    said = json.loads(against.out)
    assert (said["plan"], said["rows_in"], said["clean"], said["agents"]) == ("small", 12, 12, 3)
    for file in said["files"]:
        content = (month / "data" / file["name"]).read_bytes()
        assert file["sha256"] == hashlib.sha256(content).hexdigest()


def test_validate_holds_a_folder_against_what_a_plan_reads(tmp_path, plaudit):
    data = months.write(tmp_path / "data", rows=months.interactions().drop_columns(["csat"]))
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    assert plaudit("validate", data).code == 0
    left = plaudit("validate", data, "--plan", tmp_path / "plan.yaml")
    refused(left, DATA, "csat")


CASES = """\
plan: small
period: 2026-10
cases:
  - name: a mean of 4.25 is a B
    given:
      b2: {measures: {csat: 4.25}, currency: CNY, bonus_base: 1000}
    expect:
      b2: {score: 81.25, tier: B, pay: {bonus: 300.00}}
"""


def test_check_runs_the_cases_beside_a_plan(tmp_path, plaudit):
    plan, cases = tmp_path / "plan.yaml", tmp_path / "plan.cases.yaml"
    plan.write_text(PLAN, encoding="utf-8")
    alone = plaudit("check", plan)
    assert (alone.code, alone.err) == (0, "")
    assert "plan.cases.yaml: no cases beside the plan" in alone.out
    cases.write_text(CASES, encoding="utf-8")
    left = plaudit("check", plan)
    assert left.code == 0
    assert left.out.endswith("plan.cases.yaml: 1 case comes out as expected\n")
    cases.write_text(CASES.replace("300.00", "300.01"), encoding="utf-8")
    refused(plaudit("check", plan), PLAN_FAULT, "plan.cases.yaml:", "300.00", "300.01")


def test_check_knows_the_shipped_plans_by_name(plaudit):
    left = plaudit("check", "aftersales-monthly")
    assert (left.code, left.err) == (0, "")
    assert "come out as expected\n" in left.out
    refused(plaudit("check", "csat-onyl"), PLAN_FAULT, "Did you mean 'csat-only'?")


def test_check_explains_a_plan_and_prints_nothing_else(plaudit, tmp_path):
    both = plaudit("check", "aftersales-monthly", "--explain")
    assert (both.code, both.err) == (0, "")
    english, chinese = (
        plaudit("check", "aftersales-monthly", "--explain", "--lang", language).out
        for language in ("en", "zh")
    )
    assert both.out.startswith(english.rstrip())
    assert both.out.endswith(chinese)
    assert "2.1  Satisfied customers (csat)" in english
    assert "客户满意度（csat）" in chinese
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN.replace("rounding: half_up", "rounding: nearest"), encoding="utf-8")
    refused(plaudit("check", plan, "--explain"), PLAN_FAULT, "plan.yaml:", "nearest", "half_up")
    refused(plaudit("check", plan, "--lang", "en"), USAGE, "--lang goes with --explain")
    company = tmp_path / "company.yaml"
    company.write_text("company: northwind\nas_of: period_end\nplans: []\n", encoding="utf-8")
    refused(plaudit("check", company, "--explain"), USAGE, "--explain tells one plan")


# run


def test_run_prints_the_folder_and_talks_beside_it(month, tmp_path, plaudit):
    words = "run", month / "plan.yaml", month / "data", "--period", MONTH, "--out", tmp_path
    first = plaudit(*words)
    assert first.code == 0
    place = Path(first.out.removesuffix("\n"))
    assert place.parent == tmp_path / MONTH
    assert json.loads((place / "manifest.json").read_bytes())["run_id"] == place.name
    # Two of the twelve have no rating, which is all that the plan reads.
    assert "rows in 12: used 10, used by no measure 2, quarantined 0\n" in first.err
    assert "paid CNY 750.00 in 2 lines\n" in first.err
    assert "paid JPY 4500 in 1 line" in first.err
    assert "already done" not in first.err
    second = plaudit(*words)
    assert (second.code, second.out) == (0, first.out)
    assert "already done, the same run" in second.err
    assert [path.name for path in (tmp_path / MONTH).iterdir()] == [place.name]


def test_run_needs_a_folder_that_can_be_written(month, tmp_path, plaudit):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    out = tmp_path / "file" / "RUNS"
    left = plaudit("run", month / "plan.yaml", month / "data", "--period", MONTH, "--out", out)
    refused(left, STORAGE, str(out), "[storage]")


# rank


def listed(text):
    """Read the printed ranking as rows of words."""
    head, *rows = [line.split() for line in text.splitlines() if line]
    return [dict(zip(head, row, strict=True)) for row in rows]


A1 = {"agent_id": "a1", "team": "t1", "region": "north", "score": "100.00", "tier": "A"}
B2 = {"agent_id": "b2", "team": "t1", "region": "north", "score": "81.25", "tier": "B"}
C3 = {"agent_id": "c3", "team": "t2", "region": "south", "score": "62.50", "tier": "C"}


def test_rank_lists_the_best_first(run, plaudit):
    left = plaudit("rank", run)
    assert (left.code, left.err) == (0, "")
    people = [(A1, "1"), (B2, "2"), (C3, "3")]
    assert listed(left.out) == [p | {"rank": rank, "status": "ranked"} for p, rank in people]
    assert [line["agent_id"] for line in listed(plaudit("rank", run, "--top", 2).out)] == [
        "a1",
        "b2",
    ]


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("region", ["north", "north", "south"]),
        ("team", ["t1", "t1", "t2"]),
        ("manager", ["m1", "m1", "m2"]),
    ],
)
def test_rank_by_a_group_ranks_anew_within_it(run, plaudit, by, groups):
    found = listed(plaudit("rank", run, "--by", by).out)
    assert [line["group"] for line in found] == groups
    assert [line["rank_in"] for line in found] == ["1", "2", "1"]
    assert [line["rank"] for line in found] == ["1", "2", "3"]
    best = json.loads(plaudit("rank", run, "--by", by, "--top", 1, "--json").out)
    assert best == [
        A1 | {"group": groups[0], "rank_in": 1, "rank": 1, "status": "ranked"},
        C3 | {"group": groups[2], "rank_in": 1, "rank": 3, "status": "ranked"},
    ]


# explain


def test_explain_leads_from_the_ratings_to_the_pay(run, plaudit):
    left = plaudit("explain", run, "b2")
    assert (left.code, left.err) == (0, "")
    assert left.out.startswith(
        "b2  2026-10\nscore 81.25, tier B, ranked, rank 2 of 3, 2 of 2 in north\n"
    )
    # 5 + 4 + 4 + 4 = 17; 1000 x 0.3 x 1; an A begins at 90, and 90 - 81.25 = 8.75.
    for figure in ("17 / 4 = 4.25", "1000 x 0.3 x 1", "300.00 CNY", "tier A begins at 90: 8.75"):
        assert figure in left.out
    pay = PLAN.splitlines().index("  - name: bonus") + 1
    (bonus,) = [line for line in left.out.splitlines() if line.startswith("  bonus ")]
    assert bonus.endswith(f"plan.yaml:{pay}")


def test_explain_gives_a_script_the_same(run, plaudit):
    said = json.loads(plaudit("explain", run, "c3", "--json").out)
    assert (said["run_id"], said["agent_id"]) == (run.name, "c3")
    assert (said["score"], said["tier"], said["rank"], said["rank_in"]) == ("62.50", "C", 3, 1)
    steps = [step for part in said["steps"].values() for step in part]
    (value,) = [step for step in steps if step["name"] == "csat"]
    assert value["formula"] == "7 / 2 = 3.5"
    assert value["notes"] == ["2 facts; left out 2 with nothing to read"]
    (bonus,) = [step for step in steps if step["name"] == "bonus"]
    assert bonus["result"] == "4500 JPY"


def test_explain_knows_nobody_else(run, plaudit):
    left = plaudit("explain", run, "zz9")
    refused(left, USAGE, "[unknown-agent]")
    assert "zz9" not in left.err


# export


def export_words(run, out):
    return "export", run, "--to", "payroll-csv", "--out", out


def hash_total(*agents):
    """Add the first 8 bytes of each id's SHA-256 as numbers; the last ten digits."""
    digests = [hashlib.sha256(agent.encode()).hexdigest()[:16] for agent in agents]
    return f"{sum(int(d, 16) for d in digests) % 10_000_000_000:010}"


def test_export_writes_what_payroll_reads_and_what_checks_it(run, tmp_path, plaudit):
    out = tmp_path / "payroll.csv"
    left = plaudit(*export_words(run, out))
    assert (left.code, left.err) == (0, "")
    assert left.out.splitlines() == [
        str(out),
        "3 lines",
        "CNY 750.00",
        "JPY 4500",
        f"control totals in {out}.control.json",
    ]
    lines = list(csv.DictReader(out.read_bytes().decode().splitlines()))
    assert all(line["period"] == MONTH and len(line.pop("line_id")) == 32 for line in lines)
    paid = (
        ("a1", "450.00", "CNY", "CC1"),
        ("b2", "300.00", "CNY", "CC1"),
        ("c3", "4500", "JPY", "CC2"),
    )
    assert lines == [
        {
            "period": MONTH,
            "payee_id": agent,
            "pay_code": "PERF",
            "amount": amount,
            "currency": currency,
            "cost_center": center,
        }
        for agent, amount, currency, center in paid
    ]
    control = json.loads((tmp_path / "payroll.csv.control.json").read_bytes())
    assert control["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert control["run_id"] == run.name
    # 450.00 + 300.00 in two lines; 4500 in one.
    assert control["currencies"] == {
        "CNY": {"lines": 2, "rows": 2, "rows_in_file": 2, "zero_rows": 0, "sum": "750.00"},
        "JPY": {"lines": 1, "rows": 1, "rows_in_file": 1, "zero_rows": 0, "sum": "4500"},
    }
    assert control["hash_total"] == hash_total("a1", "b2", "c3")


def test_a_period_is_handed_out_from_one_run(run, tmp_path, plaudit):
    assert plaudit(*export_words(run, tmp_path / "first.csv")).code == 0
    again = plaudit(*export_words(run, tmp_path / "again.csv"))
    assert again.code == 0
    assert "exported before, the same bytes again" in again.out
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "first.csv").read_bytes()
    other = another_run(tmp_path)
    left = plaudit(*export_words(other, tmp_path / "second.csv"))
    refused(left, CONFLICT, run.name, "[already-exported]")
    assert not (tmp_path / "second.csv").exists()
    corrected = plaudit(*export_words(other, tmp_path / "second.csv"), "--supersedes", run.name)
    assert corrected.code == 0
    # At a rate of 0.4: 600 + 400 CNY and 6000 JPY.
    assert "CNY 1000.00\nJPY 6000\n" in corrected.out


# verify


def forge(run, change):
    """Change the manifest and give it the digest that fits."""
    manifest = json.loads((run / "manifest.json").read_bytes())
    change(manifest)
    manifest["digest"] = manifest_digest(manifest)
    (run / "manifest.json").write_bytes(canonical(manifest))


def test_verify_tells_a_whole_run_from_an_altered_one(run, plaudit):
    left = plaudit("verify", run)
    assert (left.code, left.err) == (0, "")
    assert left.out == f"{run}: every file is the one its manifest names\n"
    assert plaudit("verify", run, "--totals").out == (
        left.out + "every total is the sum of its lines\n"
    )
    table = run / "payouts.parquet"
    table.write_bytes(table.read_bytes()[:-1] + b"0")
    refused(plaudit("verify", run), INTEGRITY, "payouts.parquet", "[altered-file]")
    refused(plaudit("export", run, "--to", "payroll-csv", "--out", run.parent / "p.csv"), INTEGRITY)


def test_verify_adds_up_again_when_asked(run, plaudit):
    def a_cent_more(manifest):
        manifest["totals"]["currencies"]["CNY"]["sum"] = "750.01"

    forge(run, a_cent_more)
    assert plaudit("verify", run).code == 0
    left = plaudit("verify", run, "--totals")
    assert left.code == RECONCILIATION
    assert "payouts.parquet" in left.err


# schema


@pytest.mark.parametrize(
    ("what", "keys"),
    [
        ("plan", {"measures", "components", "tiers", "pay"}),
        ("cases", {"plan", "period", "cases"}),
        ("profile", {"columns", "violations", "roster"}),
    ],
)
def test_schema_is_json_that_an_editor_can_use(plaudit, what, keys):
    left = plaudit("schema", what)
    assert (left.code, left.err) == (0, "")
    said = json.loads(left.out)
    assert said["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert keys <= said["properties"].keys()


# How the command answers when it was called wrongly, and when the fault is ours.


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Usage: plaudit"),
        (("rnak", "RUN"), "Did you mean 'rank'?"),
        (("rank",), "Missing argument 'RUN'"),
        (("rank", "RUN", "--top", "0"), "--top"),
        (("rank", "RUN", "--by", "moon"), "moon"),
        (("run", "plan.yaml", "data", "--out", "RUNS"), "--period"),
        (("export", "RUN", "--to", "xlsx", "--out", "x"), "payroll-csv"),
        (("schema", "roster"), "roster"),
        (("verify", "RUN", "--total"), "--totals"),
        (("demo", "further"), "further"),
    ],
)
def test_a_wrong_call_is_told_what_would_be_right(plaudit, words, said):
    refused(plaudit(*words), USAGE, said)


def test_help_and_version_are_output(plaudit):
    left = plaudit("run", "--help")
    assert (left.code, left.err) == (0, "")
    assert "Example:\n    plaudit run " in left.out
    assert plaudit("--version").out.startswith("plaudit, version ")


def test_our_own_fault_is_said_in_one_line_and_claims_nothing(run, plaudit, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("a1 earned 450.00")

    monkeypatch.setattr("scoring.outputs.explain.explain", broken)
    left = plaudit("explain", run, "a1")
    refused(left, OUR_FAULT, "[internal-error]", "test_cli.py:", "ZeroDivisionError", "report")
    assert left.err.count("\n") == 1
    # What was raised may hold a personal value, and what was written before may be there.
    assert "450.00" not in left.err
    assert "othing was published" not in left.err

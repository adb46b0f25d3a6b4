"""A month with a ledger and rollups, through the command's own job: its statement, line by line."""

import dataclasses
import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from scoring.errors import IntegrityError
from scoring.ledger.verify import verify
from scoring.monthly import run_period
from scoring.outputs.explain import explain
from tests import months as small
from tests.intake.test_events import events
from tests.made_up import published
from tests.outputs.test_explain import month_by_hand
from tests.plan.test_lint_ledgers import LEDGER, ROLLUP
from tests.plans import changed

REPORTS = changed(
    ("  team:", "  led:"), ("over: team", "over: reports"), ("by: micro", "by: macro"), text=ROLLUP
)
GATE = """\
gates:
  - name: misconduct
    when: {measure: conduct, below: 60, missing: fails}
    then: veto
    why: {en: Conduct below 60 points, zh: 加减分低于60分}
tiers:
"""
PLAN = changed(
    ("components:\n", f"{LEDGER}{ROLLUP}{REPORTS}components:\n"),
    ("tiers:\n", GATE),
    text=small.PLAN,
)
HAPPENED = events(
    ("a1", "2026-07-03", "lateness", "-50", "gate log 7", "m1"),
    ("a1", "2026-10-02", "praise", "4.25", "letter 12", "m1"),
    ("b2", "2026-10-02", "lateness", "-45", "gate log 9", "m1"),
    ("b2", "2026-10-09", "praise", "-0.5", "ticket T007", "m2"),
    ("a1", "2026-06-30", "lateness", "-1", None, None),
)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The small month: a1 rated 5 5 5 5 and b2 5 4 4 4 are team t1, c3 rated 3 4 is t2."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "small.yaml").write_text(PLAN, encoding="utf-8")
    data = small.write(folder / "data")
    pq.write_table(HAPPENED, data / "events.parquet", write_page_checksum=True)
    return run_period(folder / "small.yaml", data, small.MONTH, folder / "RUNS").path


def lines_of(run, agent):
    return [" ".join(line.split()) for line in explain(run, agent).to_text().splitlines()]


def test_a_statement_lists_every_event_behind_a_balance(run):
    # July: -50, held at -40; August, September and October give two back each: -34. Praise 4.25.
    lines = lines_of(run, "a1")
    at = next(i for i, line in enumerate(lines) if line.startswith("conduct Conduct 加减分"))
    assert " 70.3 points small.yaml:" in lines[at]  # 70.25 at one place
    assert lines[at + 1 : at + 7] == [
        "100 lateness -34 praise +4.25 = 70.25",
        "2 events",
        (
            "lateness: 2026-07 -50, held at -40; 2026-08 +2 given back; "
            "2026-09 +2 given back; 2026-10 +2"
        ),
        "given back",
        "2026-07-03 lateness -50 (e0): gate log 7, approved by m1",
        "2026-10-02 praise +4.25 (e1): letter 12, approved by m1",
    ]


def test_a_veto_is_explained_by_its_events(run):
    # 100 - 40 - 0.5 = 59.5 is below 60.
    lines = lines_of(run, "b2")
    assert any(line.startswith("vetoed") or ", vetoed," in line for line in lines[:3])
    assert any("conduct 59.5 is below 60" in line for line in lines)
    for step in (
        "100 lateness -40 praise -0.5 = 59.5",
        "lateness: 2026-10 -45, held at -40",
        "2026-10-02 lateness -45 (e2): gate log 9, approved by m1",
        "2026-10-09 praise -0.5 (e3): ticket T007, approved by m2",
    ):
        assert step in lines, step


def test_an_agent_without_an_event_has_the_start(run):
    lines = lines_of(run, "c3")
    at = next(i for i, line in enumerate(lines) if line.startswith("conduct Conduct"))
    assert lines[at + 1 : at + 3] == ["100", "0 events"]


def test_a_rollup_says_whose_facts_it_is_made_of(run):
    # t1: 20 + 17 over 8 = 4.625, half up to 4.63. c3's team has two facts of five.
    lines = lines_of(run, "b2")
    at = next(i for i, line in enumerate(lines) if line.startswith("team Team"))
    assert " 4.63 team points small.yaml:" in lines[at]
    assert lines[at + 1 : at + 4] == [
        "37 / 8 = 4.625",
        "8 facts",
        "csat over team t1, 2 members: their facts together",
    ]
    alone = lines_of(run, "c3")
    at = next(i for i, line in enumerate(alone) if line.startswith("team Team"))
    assert "below volume" in alone[at]
    assert alone[at + 1 : at + 4] == [
        "7 / 2 = 3.5",
        "2 facts of at least 5",
        "csat over team t2, 1 member: their facts together",
    ]
    at = next(i for i, line in enumerate(alone) if line.startswith("led Team"))
    assert "no members" in alone[at]
    assert alone[at + 2] == "csat over the agent's reports, 0 members: the mean of their values"


def test_the_run_tells_what_did_not_count_and_keeps_the_table(run):
    told = pq.read_table(run / "findings.parquet").to_pylist()
    assert [(f["code"], f["reason"]) for f in told if f["file"] == "events.parquet"] == [
        ("event-out-of-time", "events of days that no ledger of the plan looks at: 1")
    ]
    assert pq.read_table(run / "inputs" / "events.parquet").num_rows == 5
    verify(run)
    stored = pq.read_table(run / "measures.parquet").to_pylist()
    conduct = {r["agent_id"]: r for r in stored if r["measure"] == "conduct"}
    assert (conduct["a1"]["numerator"], conduct["a1"]["denominator"]) == ("702500", "10000")
    assert [conduct[agent]["volume"] for agent in ("a1", "b2", "c3")] == [2, 2, 0]


def test_rows_are_accounted_for_without_ledgers_and_rollups(run):
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["rows"]["in"] == 12


def with_ledger_and_rollup():
    """Two agents with ratings of 85 and 70 in one team, the ledger and the team's mean beside."""
    month = month_by_hand()
    common = {"title": "T", "unit": "points", "better": "higher", "places": "2"}
    common |= {"volume_min": "0", "missing": "exclude"}
    month.plan["measures"] |= {
        "conduct": common
        | {"kind": "events", "start": "10", "since": "period", "categories": {"late": {}}}
        | {"otherwise": "refuse", "needs": "none", "least": "none", "most": "none"},
        "ours": common | {"kind": "rollup", "of": "rating", "over": "role", "by": "macro"},
    }
    for person in month.roster:
        person["role"] = "agent"
    late = {"agent_id": "a", "category": "late", "evidence": None, "approver": None}
    when = small.minute(5).date()
    month.events = [late | {"event_id": "e1", "on": when, "points": small.Decimal("-2.5")}]
    return month


def changed_value(name, **parts):
    def change(result):
        value = dataclasses.replace(result.values[name], **parts)
        return dataclasses.replace(result, values={**result.values, name: value})

    return change


def test_the_month_with_both_is_sound(tmp_path):
    text = explain(published(with_ledger_and_rollup(), tmp_path), "a").to_text()
    assert "10 late -2.5 = 7.5" in text
    assert "2026-10-05 late -2.5 (e1): no evidence, no approver" in text
    assert "155 / 2 = 77.5" in text
    assert "rating over role agent, 2 members: the mean of their values" in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            changed_value("conduct", units=np.array([800, 1000])),
            "measures.parquet, conduct: value is stored as 8 and comes to 7.5",
        ),
        (
            changed_value("conduct", numerator=np.array([75_001, 100_000])),
            "measures.parquet, conduct: value before rounding is stored as 7.5001 and comes to 7.5",
        ),
        (
            changed_value("conduct", volume=np.array([2, 0])),
            "measures.parquet, conduct: volume is stored as 2 and comes to 1",
        ),
        (
            changed_value("ours", units=np.array([7751, 7750])),
            "measures.parquet, ours: value is stored as 77.51 and comes to 77.5",
        ),
        (
            changed_value("rating", units=np.array([8500, 7100])),
            "measures.parquet, ours: value is stored as 77.5 and comes to 78",
        ),
    ],
)
def test_a_figure_that_the_events_or_members_do_not_give_is_named(tmp_path, change, said):
    run = published(with_ledger_and_rollup(), tmp_path, change)
    with pytest.raises(IntegrityError) as raised:
        explain(run, "a")
    assert said in str(raised.value)

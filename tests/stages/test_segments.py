"""Agents who move within the period: every stretch scored by itself, and one score of them all.

The month is that of `tests/months.py`: b2 is rated 5 4 4 4 on 5, 6, 7 and 8 October, at 08:00 UTC.
A mean of 1 gives 0 points and one of 5 gives 100, on a line.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scoring.errors import IntegrityError
from scoring.exact.period import parse_period
from scoring.independent.people import person_of
from scoring.intake import parts, stretches
from scoring.intake.folder import open_folder
from scoring.intake.members import choose
from scoring.intake.moves import edges
from scoring.intake.tables import read_roster
from scoring.kernels import choice
from scoring.ledger.totals import verify_totals
from scoring.monthly import run_period
from scoring.outputs.explain import explain
from scoring.plan.load import load_plan
from tests import months
from tests.intake.test_events import events
from tests.moving import moving_months
from tests.plan.test_lint_ledgers import LEDGER
from tests.plans import changed
from tests.strategies import Month, as_plan, one
from tests.test_independent import compare, month_plan, stays, stints_of

OCTOBER = parse_period("2026-10")
BY_STRETCH = (
    ("roster_as_of: period_end", "roster_as_of: segments"),
    ("tiers:\n", "segments: {weigh_by: days, without_score: exclude, paid_on: last}\ntiers:\n"),
    ("volume_min: 2", "volume_min: 1"),
)
EQUALLY = ("weigh_by: days", "weigh_by: equally")
HOLD = ("without_score: exclude", "without_score: hold")
NORTH, SOUTH = {"team": "t1", "region": "north"}, {"team": "t2", "region": "south"}


def day(number: int) -> dt.date:
    return dt.date(2026, 10, number)


def moving(*rows: dict) -> pa.Table:
    """The roster of the month, with these rows in place of that of b2."""
    people = months.roster().to_pylist()
    first = next(row for row in people if row["agent_id"] == "b2")
    others = [row for row in people if row["agent_id"] != "b2"]
    schema = months.roster().schema.append(pa.field("fte", pa.decimal128(6, 4)))
    whole = {"fte": Decimal(1)}
    return pa.Table.from_pylist([whole | r for r in (*others, *(first | r for r in rows))], schema)


TWO = ({"to_date": day(6), **NORTH}, {"from_date": day(7), "bonus_base": Decimal(2000), **SOUTH})


@pytest.fixture
def ran(tmp_path):
    """Run the small month with b2 as these rows say, by a plan with these changes."""

    def run(*rows, changes=()):
        data = months.write(tmp_path / "data", people=moving(*rows))
        text = changed(*BY_STRETCH, text=months.PLAN)
        (tmp_path / "plan.yaml").write_text(changed(*changes, text=text), encoding="utf-8")
        return run_period(tmp_path / "plan.yaml", data, "2026-10", tmp_path / "RUNS").path

    return run


def rows_of(path, name, agent="b2"):
    return [row for row in pq.read_table(path / name).to_pylist() if row["agent_id"] == agent]


def card_of(path):
    (card,) = rows_of(path, "scorecards.parquet")
    return card


def test_each_stretch_is_scored_by_itself_and_weighs_by_its_days(ran):
    path = ran(*TWO)
    # 5 and 4 are 4.5, or 87.5 points in 6 days; 4 and 4 are 75 points in 25 days.
    found = [(r["segment"], r["days"], r["score"]) for r in rows_of(path, "segments.parquet")]
    assert found == [(1, 6, Decimal("87.5")), (2, 25, Decimal(75))]
    card = card_of(path)
    assert card["score"] == Decimal("77.42")  # (6 x 87.5 + 25 x 75) / 31 = 77.419...
    assert (card["team"], card["region"]) == ("t2", "south")  # where the agent is in the end
    (line,) = rows_of(path, "payouts.parquet")
    assert line["amount"] == 300  # tier C: 2000 x 0.3 x 0.5, by the last row's base
    assert verify_totals(path) == []


BY_DAYS = ("paid_on: last", "paid_on: by_days")
PRORATED = ("proration: none", "proration: {by: calendar_days, fte: apply}")
LESS = (TWO[0], TWO[1] | {"fte": Decimal("0.75")})


def paid(path, agent="b2"):
    return [row["amount"] for row in rows_of(path, "payouts.parquet", agent)]


def test_who_moved_is_paid_on_the_mean_of_the_stretches(ran):
    # Tier C: (6 x 1000 + 25 x 2000) / 31 x 0.3 x 0.5 = 270.967...; of those who did not move
    # nothing changes: a1 has 1000 x 0.3 x 1.5.
    path = ran(*TWO, changes=[BY_DAYS])
    assert paid(path) == [Decimal("270.97")]
    assert paid(path, "a1") == [450]
    text = " ".join(explain(path, "b2").to_text().split())
    assert "(6 x 1000 + 25 x 2000) / 31: each stretch by its days" in text
    assert "base 1000 CNY, fte 1" in text
    assert "base 2000 CNY, fte 1" in text


def test_base_and_fte_of_stretches_come_to_the_sum_of_what_each_is_worth(ran):
    # 0.15 x (1000 x 1 x 6 + 2000 x 0.75 x 25) / 31 = 210.483...: base x fte x days, summed.
    path = ran(*LESS, changes=[BY_DAYS, PRORATED])
    assert paid(path) == [Decimal("210.48")]
    text = " ".join(explain(path, "b2").to_text().split())
    assert "x 31 / 31 days x (6000 x 1 + 50000 x 0.75) / 56000 fte" in text
    # By the last stretch it is 2000 x 0.3 x 0.5 x 0.75.
    assert paid(ran(*LESS, changes=[PRORATED])) == [225]


def test_stretches_in_two_currencies_are_not_paid_and_it_is_told(ran):
    path = ran(TWO[0], TWO[1] | {"currency": "JPY"}, changes=[BY_DAYS])
    assert paid(path) == []
    (told,) = [f for f in pq.read_table(path / "findings.parquet").to_pylist()
               if f["code"] == "several-currencies"]  # fmt: skip
    assert told["reason"].startswith("1 ranked agents whose stretches")
    assert "the stretches are paid in different currencies" in explain(path, "b2").to_text()
    assert paid(ran(TWO[0], TWO[1] | {"currency": "JPY"})) == [300]


def test_a_stretch_without_a_base_has_no_mean(ran):
    path = ran(TWO[0] | {"bonus_base": None}, TWO[1], changes=[BY_DAYS])
    assert paid(path) == []
    assert paid(ran(TWO[0] | {"bonus_base": None}, TWO[1])) == [300]


def test_stretches_weigh_alike_where_the_plan_says_so(ran):
    assert card_of(ran(*TWO, changes=[EQUALLY]))["score"] == Decimal("81.25")


def test_a_measure_of_the_agent_is_over_all_stretches(ran):
    path = ran(*TWO)
    (whole,) = rows_of(path, "measures.parquet")
    assert (whole["value"], whole["volume"]) == (Decimal("4.25"), 4)
    parts = rows_of(path, "segment_measures.parquet")
    assert [(p["value"], p["volume"]) for p in parts] == [(Decimal("4.5"), 2), (Decimal(4), 2)]
    assert rows_of(path, "components.parquet") == []  # the agent has none, each stretch has
    points = [(p["segment"], p["points"]) for p in rows_of(path, "segment_components.parquet")]
    assert points == [(1, Decimal("87.5")), (2, Decimal(75))]


def test_who_did_not_move_is_scored_as_by_any_other_word(tmp_path, ran):
    path = ran(*TWO)
    moved = {agent: rows_of(path, "scorecards.parquet", agent) for agent in ("a1", "c3")}
    data = tmp_path / "data"
    plan = tmp_path / "other.yaml"
    plan.write_text(changed(("volume_min: 2", "volume_min: 1"), text=months.PLAN))
    other = run_period(plan, data, "2026-10", tmp_path / "RUNS").path
    for agent, cards in moved.items():
        for name in ("scorecards.parquet", "measures.parquet", "components.parquet"):
            assert rows_of(path, name, agent) == rows_of(other, name, agent), (agent, name)
        assert {c["score"] for c in cards}
    assert not list(other.glob("segment*"))


def test_a_run_in_which_nobody_moved_has_no_stretches(ran):
    path = ran({})
    assert not list(path.glob("segment*"))
    assert card_of(path)["score"] == Decimal("81.25")
    assert "one stretch" in explain(path, "b2").to_text()


def test_a_stretch_without_facts_is_left_out_or_holds_the_score(ran):
    early = ({"to_date": day(2), **NORTH}, {"from_date": day(3), **SOUTH})
    path = ran(*early)
    first, _ = rows_of(path, "segments.parquet")
    assert (first["status"], first["score"], first["weight"]) == ("unscored", None, 0)
    assert card_of(path)["score"] == Decimal("81.25")  # the other stretch alone


def test_a_stretch_without_a_score_holds_it_where_the_plan_says_so(ran):
    path = ran({"to_date": day(2), **NORTH}, {"from_date": day(3), **SOUTH}, changes=[HOLD])
    card = card_of(path)
    assert (card["score"], card["status"]) == (None, "held")
    told = explain(path, "b2").to_text()
    assert "stretch 1 has no score: no component has points" in told
    assert "held: no score" in told


def test_a_stretch_that_a_component_holds_holds_the_score(ran):
    hold = ("missing: exclude", "missing: hold")
    path = ran({"to_date": day(2)}, {"from_date": day(3)}, changes=[hold])
    assert card_of(path)["status"] == "held"
    assert "stretch 1 has no score: satisfaction holds it" in explain(path, "b2").to_text()


def test_stretches_are_rounded_once_and_together(ran):
    # Means 5, 4 and 4 in 5, 1 and 25 days: (5 x 100 + 75 + 25 x 75) / 31 = 79.03...
    rows = ({"to_date": day(5)}, {"from_date": day(6), "to_date": day(6)}, {"from_date": day(7)})
    path = ran(*rows, changes=[("score: 2}", "score: 1}")])
    assert [r["days"] for r in rows_of(path, "segments.parquet")] == [5, 1, 25]
    assert card_of(path)["score"] == Decimal("79.0")


def test_days_outside_of_the_plan_count_for_nothing(ran):
    """Whoever goes to another plan is measured and prorated by the days in this one."""
    everyone = ("everyone: true", "where: {team: t1}")
    prorated = ("proration: none", "proration: {by: calendar_days, fte: ignore}")
    path = ran(*TWO, changes=[everyone, prorated])
    card = card_of(path)
    assert card["score"] == Decimal("87.5")  # 5 and 4 alone
    assert card["team"] == "t1"
    (line,) = rows_of(path, "payouts.parquet")
    # Tier B: 1000 x 0.3 x 1, for 6 of 31 days: 58.0645...
    assert line["amount"] == Decimal("58.06")
    told = explain(path, "b2").to_text()
    assert "6 of 31 days: employed 2026-10-01 to 2026-10-06" in told
    assert "2026-10-07 to 2026-10-31 (25 days), under a roster row outside of the plan" in told
    assert not (path / "segments.parquet").exists()


def test_explain_prints_each_stretch_and_reckons_all_of_it_again(ran):
    path = ran(*TWO)
    told = explain(path, "b2")
    text = told.to_text()
    assert "2 stretches, each scored by itself (roster_as_of: segments, plan.yaml:11)" in text
    assert "stretch 1: 2026-10-01 to 2026-10-06 (6 days), team t1, region north" in text
    assert "(6 x 87.5 + 25 x 75) / 31" in text
    assert "2 facts; left out 2 outside of these days" in text
    steps = told.to_json()["steps"]
    assert [s["value"] for s in steps["stretch_1_points"]] == ["87.50"]
    assert [s["value"] for s in steps["stretch_2_points"]] == ["75.00"]
    assert [s["score"] for s in told.to_json()["roster"]["stretches"]] == ["87.50", "75.00"]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("segments.parquet", "score"),
        ("segments.parquet", "weight"),
        ("segment_components.parquet", "points"),
        ("segment_measures.parquet", "value"),
    ],
)
def test_a_figure_of_a_stretch_that_was_altered_is_met(ran, monkeypatch, name, column):
    path = ran(*TWO)
    from scoring.outputs import recompute

    read = recompute.stored_rows

    def altered(run, file, only=None):
        rows = read(run, file, only)
        return [row | {column: row[column] + 1} for row in rows] if file == name else rows

    monkeypatch.setattr(recompute, "stored_rows", altered)
    with pytest.raises(IntegrityError, match=column):
        explain(path, "b2")


def roster_of(tmp_path, table, *changes):
    data = months.write(tmp_path / "d", people=table)
    path = tmp_path / "plan.yaml"
    path.write_text(changed(*BY_STRETCH, *changes, text=months.PLAN), encoding="utf-8")
    return read_roster(open_folder(data), load_plan(path), OCTOBER).roster


def us(*when: int) -> int:
    return int(dt.datetime(2026, *when, tzinfo=dt.UTC).timestamp()) * 10**6


def test_a_stretch_begins_at_midnight_of_its_own_region(tmp_path):
    zones = ("zone: UTC", "zone: UTC\n  zones: {north: Asia/Tokyo, south: America/Lima}")
    own = ("period_zone: plan", "period_zone: region")
    parts = roster_of(tmp_path, moving(*TWO), zones, own).segments.roster
    # Tokyo is 9 hours ahead, Lima 5 behind: midnight of the 7th there is 05:00 UTC, and until
    # then the first stretch goes on, so that no instant is lost.
    assert parts.starts_us.tolist() == [us(9, 30, 15), us(10, 7, 5)]
    assert parts.ends_us.tolist() == [us(10, 7, 5), us(11, 1, 5)]


def test_days_between_two_rows_belong_to_the_first(tmp_path):
    rows = ({"to_date": day(6), **NORTH}, {"from_date": day(10), **SOUTH})
    roster = roster_of(tmp_path, moving(*rows))
    parts = roster.segments
    assert parts.roster.employed_days.tolist() == [6, 22]
    assert parts.roster.starts_us.tolist() == [us(10, 1), us(10, 10)]
    assert parts.roster.ends_us.tolist() == [us(10, 10), us(11, 1)]
    assert (parts.of.tolist(), parts.number.tolist()) == ([1, 1], [1, 2])
    assert roster.employed_days.tolist() == [31, 28, 31]
    assert roster.starts_us.tolist() == [us(10, 1)] * 3


def test_targets_are_those_of_the_row_of_a_stretch(tmp_path):
    data = months.write(tmp_path / "d", people=moving(*TWO))
    targets = pa.table(
        {
            "level": ["team", "team", "agent"],
            "level_id": ["t1", "t2", "a1"],
            "measure": ["csat"] * 3,
            "name": ["target"] * 3,
            "value": pa.array([Decimal(4), Decimal(3), Decimal(2)], pa.decimal128(18, 9)),
        }
    )
    pq.write_table(targets, data / "targets.parquet", write_page_checksum=True)
    anchored = ("    missing: exclude", "    missing: exclude\n    anchors: {target: targets}")
    path = tmp_path / "plan.yaml"
    path.write_text(changed(*BY_STRETCH, anchored, text=months.PLAN), encoding="utf-8")
    roster = read_roster(open_folder(data), load_plan(path), OCTOBER).roster
    key = ("csat", "target")
    assert roster.targets[key][0].tolist() == [200, 300, 300]  # a1, b2 by the last row, c3
    assert roster.segments.roster.targets[key][0].tolist() == [400, 300]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    rows=stays(),
    who=one({"everyone": "true"}, {"where": {"role": "agent"}}, {"service_days_min": "45"}),
    zone=one("plan", "region"),
)
def test_both_calculations_cut_an_agent_alike(rows, who, zone):
    tree = month_plan(applies_to=who, roster_as_of="segments")
    zones = {"north": "Pacific/Kiritimati", "south": "Pacific/Pago_Pago"}  # 25 hours apart
    tree["conventions"] |= {"period_zone": zone, "zones": zones}
    tree["segments"] = {"weigh_by": "days", "without_score": "exclude"}
    plan = as_plan(tree)[0]
    chosen = choose(stints_of(rows), plan, OCTOBER)
    person = person_of(tree, "2026-10", rows)
    assert chosen.employed_days.tolist() == ([] if person is None else [person["employed_days"]])
    if person is None:
        return
    parts = person.get("segments", [person])
    starts, ends = edges(plan, chosen.stretches)
    assert starts.tolist() == [part["starts_us"] for part in parts]
    assert ends.tolist() == [part["ends_us"] for part in parts]
    assert chosen.members.texts["role"].tolist() == [person["role"]]
    epoch = dt.date(1970, 1, 1)
    first = [epoch + dt.timedelta(int(n)) for n in chosen.stretches.first]
    assert first == [part["first_day"] for part in parts]
    assert np.all(starts[1:] >= starts[:-1])


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[
        HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much,
    ],
)  # fmt: skip
@given(month=moving_months(), split=st.integers(0, 25))
def test_both_calculations_score_stretches_alike(month: Month, split: int):
    compare(month, split)


def test_ledgers_given_values_and_groups_stand_in_every_stretch(tmp_path):
    """The ledger of b2 stands at 97 points, which each stretch adds less its start of 100."""
    given_ready = """\
  exam:
    title: Exam
    kind: given
    given: exam
    unit: points
    better: higher
    places: 0
    volume_min: 0
    missing: exclude
components:
"""
    grouped = """\
components:
  - name: quality
    weight: 0.5
    combine: weighted_mean
    scored_min: 1
    missing: exclude
    places: exact
    why: Service.
    members:
"""
    part = months.PLAN[months.PLAN.index("  - name: sat") : months.PLAN.index("tiers:\n")]
    inner = "".join(f"    {line}\n" for line in part.splitlines())
    exam = part.replace("satisfaction", "exam").replace("measure: csat", "measure: exam")
    exam = exam.replace("weight: 1", "weight: 0.5").replace("at: 5", "at: 101")
    adjust = """\
score:
  combine: weighted_mean
  scored_min: 1
  least: none
  most: none
  adjust: [{name: conduct, measure: conduct, least: none, most: none,
            missing: nothing, why: Conduct}]
"""
    text = changed(
        *BY_STRETCH,
        (
            "components:\n",
            LEDGER.replace("start: 100", "start: 0").replace("least: 0", "least: -9") + given_ready,
        ),
        text=months.PLAN,
    )
    text = changed(("components:\n" + part, grouped + inner + exam + adjust), text=text)
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    data = months.write(tmp_path / "data", people=moving(*TWO))
    happened = events(("b2", "2026-10-02", "lateness", "-3", "gate log 9", "m1"))
    pq.write_table(happened, data / "events.parquet", write_page_checksum=True)
    ready = pa.table(
        {
            "agent_id": ["b2"],
            "name": ["exam"],
            "value": pa.array([Decimal(61)], pa.decimal128(18, 9)),
            "volume": pa.array([1], pa.int64()),
        }
    )
    pq.write_table(ready, data / "given.parquet", write_page_checksum=True)
    path = run_period(tmp_path / "plan.yaml", data, "2026-10", tmp_path / "RUNS").path
    # 61 on the line from 1 to 101 is 60. (87.5 + 60) / 2 - 3 and (75 + 60) / 2 - 3.
    scores = [r["score"] for r in rows_of(path, "segments.parquet")]
    assert scores == [Decimal("70.75"), Decimal("64.5")]
    # (6 x 70.75 + 25 x 64.5) / 31 = 65.709...
    assert card_of(path)["score"] == Decimal("65.71")
    groups = rows_of(path, "segment_groups.parquet")
    assert [(g["segment"], g["score"]) for g in groups] == [(1, Decimal("87.5")), (2, Decimal(75))]
    told = explain(path, "b2")
    assert "conduct" in told.to_text()
    assert json.dumps(told.to_json())


def test_compiled_kernels_and_threads_change_no_byte_of_stretches(ran, tmp_path, monkeypatch):
    path = ran(*TWO)
    monkeypatch.setattr(choice, "WORTH_COMPILED", 0)
    monkeypatch.setattr(parts, "BATCH_ROWS", 3)
    monkeypatch.setattr(stretches, "ROWS", 4)
    again = run_period(
        tmp_path / "plan.yaml", tmp_path / "data", "2026-10", tmp_path / "again", threads=2
    ).path
    assert again.name == path.name
    for name in ("segments", "segment_measures", "segment_components", "measures", "scorecards"):
        file = f"{name}.parquet"
        assert (again / file).read_bytes() == (path / file).read_bytes(), file


def test_rows_are_accounted_for_once_whatever_stretch_uses_them(ran):
    rows = json.loads((ran(*TWO) / "manifest.json").read_text())["rows"]
    assert (rows["in"], rows["used"]) == (12, 10)  # two of c3 have no rating


def test_a_stretch_looks_back_with_its_agent(ran, tmp_path):
    """An anchor that is the agent's own value of an earlier run is the same in each stretch."""
    before = months.PLAN.replace("volume_min: 2", "volume_min: 1")
    (tmp_path / "before.yaml").write_text(before, encoding="utf-8")
    old = months.interactions().to_pylist()
    for row in old:
        row["created_at"] -= dt.timedelta(days=30)
        row["first_response_at"] -= dt.timedelta(days=30)
    table = pa.Table.from_pylist(old, months.interactions().schema)
    data = months.write(tmp_path / "old", rows=table, people=moving({}))
    earlier = run_period(tmp_path / "before.yaml", data, "2026-09", tmp_path / "RUNS").path
    anchored = changed(
        *BY_STRETCH,
        ("    missing: exclude", "    missing: exclude\n    anchors: {target: previous}"),
        ("on: value", "on: attainment"),
        ("at: 1, gives: 0", "at: 0, gives: 0"),
        ("at: 5, gives: 100", "at: 100, gives: 100"),
        text=months.PLAN,
    )
    (tmp_path / "plan.yaml").write_text(anchored, encoding="utf-8")
    data = months.write(tmp_path / "data", people=moving(*TWO))
    path = run_period(
        tmp_path / "plan.yaml", data, "2026-10", tmp_path / "RUNS", previous=earlier
    ).path
    # September: 5 4 4 4, or 4.25. 4.5 and 4 of it are 105.88 % and 94.117647 %; on the line at
    # most 100 and 94.12.
    points = [r["points"] for r in rows_of(path, "segment_components.parquet")]
    assert points == [Decimal(100), Decimal("94.12")]
    assert explain(path, "b2").figures


def test_a_last_row_without_a_day_employed_puts_nobody_into_the_plan(tmp_path):
    """b2 leaves on the 6th; a row from the 7th would be meant, and nobody is employed by it."""
    left = {"leave_date": day(6)}
    table = moving({}).append_column("leave_date", pa.array([None] * 3, pa.date32()))
    first = next(row for row in table.to_pylist() if row["agent_id"] == "b2") | left
    rows = [row for row in table.to_pylist() if row["agent_id"] != "b2"]
    rows += [first | {"to_date": day(6), **NORTH}, first | {"from_date": day(7), **SOUTH}]
    people = pa.Table.from_pylist(rows, table.schema)
    roster = roster_of(tmp_path, people, ("everyone: true", "where: {team: t2}"))
    assert roster.agent_ids == ("c3",)
    assert roster.segments is None

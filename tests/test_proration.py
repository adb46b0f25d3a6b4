"""Proration by the command: the same half a month by four bases, from plan and files to the pay."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from tests.published import folders

ORDER = ["multipliers", "cap", "proration", "floor"]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIVE_DAYS = {
    "calendar": "office",
    "zone": "UTC",
    "hours": {d: ["09:00-17:00"] if d not in DAYS[5:] else "closed" for d in DAYS},
    "holidays": [],
    "working_days": [],
}


def measure(name: str, **more: object) -> dict:
    return {
        "kind": "given", "title": name, "unit": "days", "better": "higher", "places": "2",
        "volume_min": "0", "missing": "zero", "given": name,
    } | more  # fmt: skip


def plan(proration: object, base: str = "1", **more: object) -> dict:
    """A plan that pays the base of pay to whoever has a score, prorated."""
    line = {"mode": "whole", "below": "100", "bands": [{"from": "0", "gives": "100"}]}
    rate = {"mode": "whole", "below": "1", "bands": [{"from": "0", "gives": "1"}]}
    return {
        "plan": "prorated", "title": "Prorated", "version": "1", "cycle": "month",
        "conventions": {
            "rounding": "half_up", "places": {"points": "2", "score": "2"}, "boundary": "upper",
            "denominators": "known", "rank": "competition", "roster_as_of": "period_end",
            "period_zone": "plan", "zone": "UTC", "order": ORDER, "quarantine_max": "0",
        },
        "applies_to": {"everyone": "true"},
        "measures": {"attended": measure("attended"), "due": measure("due")},
        "components": [
            {"name": "there", "measure": "attended", "weight": "1", "on": "value", "curve": line,
             "why": "So."},
        ],
        "tiers": {"mode": "whole", "below": "B", "bands": [{"from": "50", "gives": "A"}]},
        "pay": [{
            "name": "bonus", "pay_code": "PB", "multipliers": "none", "cap": "none",
            "start": {"column": "bonus_base", "rate": base,
                      "coefficient": {"on": "score", "curve": rate}},
            "proration": proration, "floor": "none",
        }],
    } | more  # fmt: skip


@pytest.fixture
def pays(tmp_path, plaudit):
    """Run a plan for June 2026 and return what each agent is paid, or the failed command."""

    def paid(said: dict, agents: list[dict], calendars: tuple[dict, ...] = (FIVE_DAYS,)):
        place = tmp_path / str(len(list(tmp_path.iterdir())))
        names = [f"a{i}" for i in range(len(agents))]
        given = [
            (name, key, one[key])
            for name, one in zip(names, agents, strict=True)
            for key in ("attended", "due")
            if key in one
        ] or [("a0", "attended", "20"), ("a0", "due", "22")]
        given += [(names[0], key, None) for key in ("attended", "due")
                  if key not in {word for _, word, _ in given}]  # fmt: skip
        hired = pa.array([one.get("hired") for one in agents], pa.date32())
        left = pa.array([one.get("left") for one in agents], pa.date32())
        people = {
            "hire_date": hired, "leave_date": left, "currency": ["CNY"] * len(agents),
            "bonus_base": [Decimal(one.get("base", "1200")) for one in agents],
            "fte": pa.array([Decimal(one.get("fte", "1")) for one in agents], pa.decimal128(18, 4)),
        }  # fmt: skip
        data = folders.write(place / "data", names, given, roster=people)
        if calendars:
            (data / "calendars").mkdir()
        for one in calendars:
            file = data / "calendars" / f"{one['calendar']}.yaml"
            file.write_text(json.dumps(one), encoding="utf-8")
        (place / "plan.yaml").write_text(json.dumps(said), encoding="utf-8")
        command = ("run", place / "plan.yaml", data, "--period", "2026-06", "--out", place / "RUNS")
        ended = plaudit(*command)
        if ended.code:
            return ended
        paid.run = Path(ended.out.split()[-1])
        rows = folders.table(paid.run, "payouts.parquet")
        return [f"{row['amount']:.2f}" for row in rows]

    return paid


JOINED = {"hired": dt.date(2026, 6, 15)}
WORKING = {"by": "working_days", "calendar": "office", "fte": "ignore"}


@pytest.mark.parametrize(
    ("proration", "expected"),
    [
        # By hand: June 2026 begins on a Monday; the 15th is one, too. 16 of 30 days are left, and
        # of the 22 working days 12: 1,200 x 16 / 30, 12 / 22 and 12 / 21.75 (semantics, 2.12).
        ({"by": "calendar_days", "fte": "ignore"}, "640.00"),
        (WORKING | {"out_of": "period"}, "654.55"),
        (WORKING | {"out_of": "21.75", "most": "1"}, "662.07"),
        # 16 days employed make June a month of service, and 17 would have to.
        ({"by": "months", "full_from": "16", "february_from": "15", "fte": "ignore"}, "1200.00"),
        ({"by": "months", "full_from": "17", "february_from": "15", "fte": "ignore"}, "0.00"),
    ],
)
def test_half_a_month_by_its_basis(pays, proration, expected):
    assert pays(plan(proration), [JOINED]) == [expected]


def test_a_full_month_by_a_fixed_divisor_is_held_to_the_most(pays):
    # 22 / 21.75 of 1,200 is 1,213.79 (1,213.793...).
    by = WORKING | {"out_of": "21.75"}
    assert pays(plan(by | {"most": "1"}), [{}]) == ["1200.00"]
    assert pays(plan(by | {"most": "1.5"}), [{}]) == ["1213.79"]
    assert pays(plan(by | {"most": "1", "fte": "apply"}), [{"fte": "0.5"}]) == ["600.00"]


def test_holidays_and_days_worked_instead_are_the_calendars(pays):
    # The 19th (a Friday) is closed, the 20th is worked instead, the 26th opens for an hour, which a
    # break takes; so of the 15th to the 30th 15-18, 20, 22-25, 29, 30 are worked: 11 of 21.
    calendar = FIVE_DAYS | {
        "holidays": [{"day": "2026-06-19", "name": "端午节"}],
        "working_days": [{"day": "2026-06-20", "name": "调休", "hours": ["09:00-17:00"]}],
        "exceptions": [{"day": "2026-06-26", "name": "Move", "hours": ["09:00-10:00"]}],
        "breaks": [{"on": "2026-06-26", "name": "Alarm", "hours": ["08:00-11:00"]}],
    }
    found = pays(plan(WORKING | {"out_of": "period"}), [JOINED], (calendar,))
    assert found == ["628.57"]  # 1,200 x 11 / 21 = 628.571...


def test_a_calendar_that_is_not_there_or_says_nothing_of_the_period_is_refused(pays):
    said = plan(WORKING | {"out_of": "period"})
    missing = pays(said, [{}], ())
    assert missing.code == 3
    assert "calendars/office.yaml: the plan counts by it" in missing.err
    old = FIVE_DAYS | {"holidays": [{"day": "2025-10-01", "name": "国庆节"}]}
    left = pays(said, [{}], (old,))
    assert left.code == 3
    assert "calendars/office.yaml: names no day of 2026" in left.err
    shut = FIVE_DAYS | {
        "hours": dict.fromkeys(DAYS, "closed") | {"monday": ["09:00-10:00"]},
        "breaks": [{"on": "monday", "name": "Shut", "hours": ["08:00-11:00"]}],
    }
    none = pays(said, [{}], (shut,))
    assert none.code == 3
    assert "has no working day in 2026-06" in none.err


ATTENDED = {"by": "measure", "measure": "attended", "most": "1", "missing": "0.25", "fte": "ignore"}


def test_attendance_is_exact(pays):
    # 2,000 x 1.2 x 1.1 x 20 / 22 = 2,400.00; with 20 / 22 rounded to 0.9091 it would be 2,400.02
    # (semantics, 2.20). 23 of 22 is held to 1; without a value a quarter is paid.
    everybody = {"region": {"present": "false"}}
    factor = {"on": "roster", "where": everybody, "times": "1.1"}
    team = {"name": "team", "factor": factor}
    said = plan(ATTENDED | {"out_of": "22"}, base="1.2")
    said["pay"][0]["multipliers"] = [team]
    agents = [{"attended": "20"}, {"attended": "23"}, {"attended": "-1"}, {}]
    for one in agents:
        one["base"] = "2000"
    assert pays(said, agents) == ["2400.00", "2640.00", "0.00", "660.00"]


def test_attendance_by_another_measure(pays):
    # 15.5 / 20 of 1,200 = 930; where nothing is due the quotient has no value.
    agents = [{"attended": "15.5", "due": "20"}, {"attended": "3", "due": "0"}, {"attended": "3"}]
    found = pays(plan(ATTENDED | {"out_of": "due"}), agents)
    assert found == ["930.00", "300.00", "300.00"]


def test_the_statement_shows_what_counted(pays, plaudit):
    pays(plan(WORKING | {"out_of": "21.75", "most": "1"}), [JOINED])
    told = plaudit("explain", pays.run, "a0").out
    assert "12 / 21.75 working days" in told
    assert "12 of 22 working days by the calendar office: employed 2026-06-15 to" in told
    assert "not counted: 2026-06-01 to 2026-06-14 (14 days), before the hire date" in told
    by_months = {"by": "months", "full_from": "17", "february_from": "15", "fte": "ignore"}
    pays(plan(by_months), [JOINED])
    told = plaudit("explain", pays.run, "a0").out
    assert "0 / 1 months" in told
    assert "2026-06 does not count: 16 days, and a month counts from 17" in told


def owing(proration: dict) -> dict:
    """A plan whose target of 20 days is prorated; points are the attainment."""
    curve = {"mode": "interpolated", "below": "0", "above": "200",
             "points": [{"at": "0", "gives": "0"}, {"at": "200", "gives": "200"}]}  # fmt: skip
    part = {"name": "there", "measure": "attended", "weight": "1", "on": "attainment",
            "curve": curve, "why": "So."}  # fmt: skip
    owed = {
        "anchors": {"target": "20"},
        "prorated": {"anchors": ["target"], "proration": proration},
    }
    measures = {"attended": measure("attended", **owed), "due": measure("due")}
    return plan("none", measures=measures, components=[part])


def test_half_the_month_owes_half_the_count(pays, plaudit):
    # 20 x 16 / 30 = 10.67 at the two places of the measure; 8 of them are 74.98 % (74.976...).
    said = owing({"by": "calendar_days", "fte": "ignore"})
    pays(said, [JOINED | {"attended": "8"}, {"attended": "8"}])
    cards = folders.table(pays.run, "scorecards.parquet")
    assert [card["score"] for card in cards] == [Decimal("74.98"), Decimal("40.00")]
    told = " ".join(plaudit("explain", pays.run, "a0").out.split())
    assert "100 x 8.00 / 10.67 (20 by the plan x 16 / 30 days, rounded)" in told


def by_pieces(mode: str, proration: dict) -> dict:
    """A plan that pays 1 for each of the first 100 days, or of fewer than 100, and then 2."""
    bands = [{"from": "0", "gives": {"CNY": "1"}}, {"from": "100", "gives": {"CNY": "2"}}]
    below = {"below": {"CNY": "0"}} if mode == "whole" else {}
    said = plan("none")
    said["pay"][0]["start"] = {
        "measure": "attended",
        "rates": {"mode": mode, "bands": bands} | below,
        "prorated": proration,
        "missing": {"CNY": "7"},
    }
    return said


HALF = {"by": "calendar_days", "fte": "ignore"}


def test_the_edges_of_rates_are_reached_as_early_as_the_period_is_short(pays, plaudit):
    # 100 x 16 / 30 = 53.33...: 80 are that much at 1 and 26.66... at 2, together 106.67; without
    # proration 80. Of 60 in one band each is worth 2.
    agents = [JOINED | {"attended": "80"}, {"attended": "80"}]
    assert pays(by_pieces("marginal", HALF), agents) == ["106.67", "80.00"]
    told = " ".join(plaudit("explain", pays.run, "a0").out.split())
    assert "of attended from 0 to ≈53.333333 x 1" in told
    assert "edges x 16 / 30 days" in told
    agents = [JOINED | {"attended": "60"}, JOINED | {"attended": "50"}, {"attended": "60"}]
    assert pays(by_pieces("whole", HALF), agents) == ["120.00", "50.00", "60.00"]


def test_an_edge_is_met_exactly(pays):
    # 15 of 30 days: the edge is 50, and 50 reaches it.
    half = {"hired": dt.date(2026, 6, 16)}
    agents = [half | {"attended": "50"}, half | {"attended": "49.99"}]
    assert pays(by_pieces("whole", HALF), agents) == ["100.00", "49.99"]


def test_who_served_nothing_is_paid_as_without_a_value(pays, plaudit):
    by_months = {"by": "months", "full_from": "17", "february_from": "15", "fte": "ignore"}
    assert pays(by_pieces("marginal", by_months), [JOINED | {"attended": "80"}]) == ["7.00"]
    told = " ".join(plaudit("explain", pays.run, "a0").out.split())
    assert "nothing of the period is served: 0 / 1 months" in told

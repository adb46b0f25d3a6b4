"""What a plan can cost for a roster: by hand, through the command."""

import datetime as dt
import json
import time
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.made_up import ROSTER
from tests.plans import changed

PLAN = changed(
    (
        "components:\n",
        (
            "  talks: {kind: count, title: Talks, unit: talks, better: higher, places: 0,\n"
            "    period_on: created_at, volume_min: 0, missing: zero}\ncomponents:\n"
        ),
    ),
    (
        "pay: none\n",
        """\
pay:
  - name: bonus
    pay_code: B1
    start:
      {column: bonus_base, rate: 0.5, coefficient: {on: tier, gives: {A: 1.2, B: 1, C: 0}}}
    multipliers: [{name: m, factor: {on: roster, where: {role: lead}, times: 1.5}}]
    cap: [{times_base: 1.5}]
    proration: {by: calendar_days, fte: apply}
    floor: none
  - name: rating
    pay_code: B2
    start: {measure: csat, missing: {CNY: 0}, rates: {mode: whole, below: {CNY: 1},
            bands: [{from: 4, gives: {CNY: 2.5}}]}}
    multipliers: none
    cap: none
    proration: none
    floor: none
  - name: talk
    pay_code: B3
    where: {region: south}
    start: {measure: talks, missing: {CNY: 0}, rates: {mode: marginal,
            bands: [{from: 0, gives: {CNY: 1}}]}}
    multipliers: none
    cap: none
    proration: none
    floor: none
  - name: nobody
    pay_code: B4
    where: {region: west}
    start: {on: score, amounts: {mode: whole, below: {CNY: 0},
            bands: [{from: 60, gives: {CNY: 1}}]}}
    multipliers: none
    cap: none
    proration: none
    floor: none
awards:
  - {name: star, title: Star, top: 2, per: region, by: score, tiers: any,
     ties: {break_by: [agent_id]}, amount: {CNY: 100}, pay_code: S1}
  - {name: all, title: All, top: 1, per: overall, by: score, tiers: any,
     ties: expand, amount: {CNY: 10}, pay_code: S2}
  - {name: parted, title: Parted, top: 1, per: overall, by: score, tiers: any,
     ties: share, amount: {CNY: 30}, pay_code: S3}
""",
    ),
)


def person(agent, **said):
    row = dict.fromkeys(ROSTER.names) | {
        "agent_id": agent,
        "from_date": dt.date(2026, 1, 1),
        "hire_date": dt.date(2026, 1, 1),
        "region": "north",
        "role": "agent",
        "currency": "CNY",
        "fte": Decimal(1),
        "bonus_base": Decimal(1000),
    }
    return row | said


PEOPLE = [
    person("a"),
    person("b", role="lead", bonus_base=Decimal(2000), fte=Decimal("0.5")),
    person("c", region="south", bonus_base=Decimal(3000), hire_date=dt.date(2026, 10, 16)),
    person("d", currency="JPY", bonus_base=Decimal(100000)),
    person("e", region="south", bonus_base=None),
]


def written(folder, people=PEOPLE, plan=PLAN):
    (folder / "plan.yaml").write_text(plan, encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(people, schema=ROSTER), folder / "people.parquet")
    return folder / "plan.yaml", folder / "people.parquet"


def asked(plaudit, folder, *more):
    plan, roster = written(folder)
    return plaudit("check", plan, "--roster", roster, "--period", "2026-10", *more)


def test_the_most_of_every_line_is_what_a_hand_reckons(plaudit, tmp_path):
    found = json.loads(asked(plaudit, tmp_path, "--json").out)
    assert found["agents"] == 5
    lines = {(row["line"], row["currency"]): row for row in found["lines"]}
    bonus = lines["bonus", "CNY"]
    # a: 1000 x 0.5 x 1.2 = 600. b: 1800, capped at 1500, half a head: 750.
    # c: 1800 x 16 / 31 days = 929.032…
    assert (bonus["agents"], bonus["at_most"]) == (3, "2279.03")
    # B: 500 + 750 + 1500 x 16 / 31 = 774.19
    assert bonus["if_all_in_tier"] == {"C": "0.00", "B": "2024.19", "A": "2279.03"}
    assert lines["bonus", "JPY"]["at_most"] == "60000"
    rating = lines["rating", "CNY"]  # ratings end at 5: 12.5 for each of four
    assert (rating["agents"], rating["at_most"]) == (4, "50.00")
    talk = lines["talk", "CNY"]
    assert (talk["agents"], talk["at_most"]) == (2, None)
    assert talk["why"][0].startswith("pay.talk.start has no end; a cap for everybody")
    star = lines["star", "CNY"]  # two places in each of two regions
    assert (star["agents"], star["at_most"]) == (4, "400.00")
    everybody = lines["all", "CNY"]  # four may be equal at the one place
    assert (everybody["agents"], everybody["at_most"]) == (4, "40.00")
    assert everybody["if_nobody_equal"] == "10.00"
    parted = lines["parted", "CNY"]  # four may be equal, and share the one prize
    assert (parted["agents"], parted["at_most"]) == (4, "30.00")
    assert found["totals"] == {"CNY": None, "JPY": "60000"}
    assert found["nobody"] == ["nobody"]
    # From C to B the coefficient goes from 0 to 1, and the rate is 0.5.
    assert found["cliffs"][0] == {
        "path": "pay.bonus.start.coefficient",
        "at": "from 59.99 to 60 of the score",
        "currency": "CNY",
        "up_to": False,
        "median": {"base": "2000.00", "moves": "1000.00"},
        "highest": {"base": "3000.00", "moves": "1500.00"},
    }


def test_a_person_reads_the_same(plaudit, tmp_path):
    said = asked(plaudit, tmp_path).out.splitlines()
    assert said[0] == "plan.yaml: plan 'minimal' holds together"
    assert "the most that it can cost for people.parquet in 2026-10: 5 agents in the plan" in said
    assert "  bonus   CNY            3  2,279.03" in said
    assert "  all     CNY               no bound" in said
    assert (
        "talk has no bound in CNY: pay.talk.start has no end; a cap for everybody, or a curve or "
        "a last rate of 0, would bound it" in said
    )
    assert (
        "bonus: if everybody were in one tier, at most CNY: C 0.00, B 2,024.19, A 2,279.03" in said
    )
    assert "all: if nobody were equal at a last place, at most 10.00 CNY" in said
    assert "nobody: nobody of the roster can be paid it" in said
    assert (
        "pay.bonus.start.coefficient: from 59.99 to 60 of the score moves 1000.00 for the median "
        "base of 2000.00 and 1500.00 for the highest of 3000.00 CNY" in said
    )


def pooled(said):
    start = "pay:\n  - name: bonus\n    pay_code: B1\n    start: {weight: {on: tier, gives: "
    start += "{A: 1.2, B: 1, C: 0}}}\n"
    steps = "".join(f"    {k}: none\n" for k in ("multipliers", "cap", "proration", "floor"))
    return changed(("pay: none\n", f"{start}{steps}    pool: {said}\n"))


POOLS = {  # a and b in the north, c and e in the south are paid in yuan; d has no fund
    "a fund for each group": ("{per: region, fund: {amount: {CNY: 900}}, each_most: none}",
                              "1800.00", "0.00"),
    "a fund for each head": (("{per: overall, fund: {per_head: {CNY: 50.5}, heads: paid}, "
                             "each_most: none}"), "202.00", "0.00"),
    "caps inside that leave some": (("{per: region, fund: {groups: {north: {CNY: 900}, "
        "south: {CNY: 100}}}, each_most: {amount: {CNY: 300}}, left_over: share}"),
        "700.00", "300.00"),  # 2 x 300 of 900, and 100
}  # fmt: skip


@pytest.mark.parametrize("case", POOLS)
def test_a_pool_costs_its_fund_or_what_its_caps_come_to(plaudit, tmp_path, case):
    said, most, returned = POOLS[case]
    people = [one for one in PEOPLE if one["currency"] == "CNY"]
    plan, roster = written(tmp_path, people, pooled(said))
    left = plaudit("check", plan, "--roster", roster, "--period", "2026-10", "--json")
    [row] = json.loads(left.out)["lines"]
    assert (row["kind"], row["agents"], row["at_most"]) == ("pool", 4, most)
    assert row["returned_at_least"] == returned


def test_a_bad_roster_is_refused_with_every_fault_as_a_run_refuses_it(plaudit, tmp_path):
    plan, roster = written(
        tmp_path, [person("a", bonus_base=Decimal(-1)), person("b"), person("b")]
    )
    left = plaudit("check", plan, "--roster", roster, "--period", "2026-10")
    assert (left.code, left.out) == (3, "")
    assert "people.parquet, column bonus_base" in left.err
    assert "roster.parquet" not in left.err
    gone = plaudit("check", plan, "--roster", tmp_path / "no.parquet", "--period", "2026-10")
    assert gone.code == 3
    assert "there is no such file" in gone.err
    other = plaudit("check", plan, "--roster", plan, "--period", "2026-10")
    assert other.code == 3
    assert "a roster is a Parquet file" in other.err


@pytest.mark.parametrize(
    "more", [["--roster", "r"], ["--period", "2026-10"], ["--json"]], ids=lambda more: more[0]
)
def test_a_roster_needs_its_period_and_json_needs_a_roster(plaudit, tmp_path, more):
    plan, _ = written(tmp_path)
    left = plaudit("check", plan, *more)
    assert left.code == 2
    assert "--roster, --period and --json go together" in left.err


def test_a_hundred_thousand_agents_take_a_few_seconds(plaudit, tmp_path):
    people = [
        person(f"a{i:06}", bonus_base=Decimal(1000 + i % 977), fte=Decimal(i % 4 + 1) / 4)
        for i in range(100_000)
    ]
    plan, roster = written(tmp_path, people)
    before = time.perf_counter()
    left = plaudit("check", plan, "--roster", roster, "--period", "2026-10", "--json")
    assert left.code == 0
    assert time.perf_counter() - before < 15


def limited(key, said):
    start = "{column: bonus_base, rate: 0.5, coefficient: "
    start += "{on: tier, gives: {A: 1.2, B: 1, C: 0}}}"
    steps = {"multipliers": "none", "cap": "none", "proration": "none", "floor": "none", key: said}
    body = "".join(f"    {step}: {value}\n" for step, value in steps.items())
    pay = f"pay:\n  - name: bonus\n    pay_code: B1\n    start: {start}\n{body}"
    return changed(("pay: none\n", pay))


SURE, NEVER = "score: final, at_least: 0, missing: fails", "score: final, below: 0, missing: fails"
SOME = {  # of 1,000 and, for the lead, 2,000: a stake of 500 and 1,000, times 1.2 at the most
    "a cap that may not hold": ("cap", "tier: [B]", "0.5", "1800.00", (0, 750, 1800)),
    "a cap of the roster": ("cap", "where: {role: lead}", "0.5", "1100.00", (0, 1000, 1100)),
    "a cap that always holds": ("cap", SURE, "0.5", "750.00", (0, 750, 750)),
    "a floor that may hold": ("floor", "tier: [C]", "2", "3000.00", (3000, 1500, 1800)),
    "a floor that never holds": ("floor", NEVER, "2", "1800.00", (0, 1500, 1800)),
}


@pytest.mark.parametrize("case", SOME)
def test_limits_for_some_count_where_they_surely_hold_and_floors_where_they_may(
    plaudit, tmp_path, case
):
    key, when, times, most, tiers = SOME[case]
    text = limited(key, f"[{{times_base: {times}, when: {{{when}}}}}]")
    people = [person("a"), person("b", role="lead", bonus_base=Decimal(2000))]
    plan, roster = written(tmp_path, people, text)
    left = plaudit("check", plan, "--roster", roster, "--period", "2026-10", "--json")
    [row] = json.loads(left.out)["lines"]
    assert row["at_most"] == most
    assert [float(row["if_all_in_tier"][tier]) for tier in "CBA"] == list(tiers)


SETTLED = """\
settlement:
  starts: 2026-10
  adjustments: ignore
  holdback: none
  draw: {amount: {CNY: %s}, recoverable: %s, pay_code: DRAW}
  negative: carry
  minimum: none
  pay_code: CARRY
"""
STAR = """\
awards:
  - {name: star, title: Star, top: 1, per: overall, by: score, tiers: any,
     ties: {break_by: [agent_id]}, amount: {CNY: %s}, pay_code: S1}
"""
# Bases of 1,000, 2,000 and 5,000, and a stake of half of each, times 1.2: 600, 1,200 and 3,000.
DRAWS = {
    # The draw of 2,000 adds 1,400 and 800: 2,000 + 2,000 + 3,000.
    "a guarantee": ("2000", "false", "", "6000.00", "2200.00", "7000.00"),
    "an advance": ("2000", "true", "", "6000.00", "2200.00", "7000.00"),
    # Nobody needs it who earns the most.
    "a small draw": ("600", "false", "", "1800.00", "0.00", "4800.00"),
    # 500 may go to whom 800 are missing, and take their place; or to the third: 7,000 + 500.
    "a draw and an award": ("2000", "true", STAR % 500, "6000.00", "2200.00", "7500.00"),
    # All below the draw of 4,000: 500 take the place of as much, whoever wins them.
    "a high draw and an award": ("4000", "true", STAR % 500, "12000.00", "6700.00", "12000.00"),
    # 1,500 to the third, whom 1,000 are missing: 12,000 + 500.
    "a high draw and a large award": (
        "4000", "true", STAR % 1500, "12000.00", "6200.00", "12500.00",
    ),
}  # fmt: skip


def drawn(folder, amount, recoverable, award):
    people = [person(a, bonus_base=Decimal(b)) for a, b in (("a", 1000), ("b", 2000), ("c", 5000))]
    text = limited("cap", "none") + award + SETTLED % (amount, recoverable)
    return written(folder, people, text)


@pytest.mark.parametrize("case", DRAWS)
def test_a_draw_adds_what_is_missing_to_it_and_no_more(plaudit, tmp_path, case):
    amount, recoverable, award, alone, adds, in_all = DRAWS[case]
    plan, roster = drawn(tmp_path, amount, recoverable, award)
    left = plaudit("check", plan, "--roster", roster, "--period", "2026-10", "--json")
    found = json.loads(left.out)
    row = next(row for row in found["lines"] if row["kind"] == "draw")
    assert (row["at_most"], row["adds_at_most"]) == (alone, adds)
    assert found["totals"] == {"CNY": in_all}


def test_a_person_reads_what_is_earned_and_what_a_draw_adds(plaudit, tmp_path):
    plan, roster = drawn(tmp_path, "2000", "false", "")
    said = plaudit("check", plan, "--roster", roster, "--period", "2026-10").out.splitlines()
    assert (
        "draw:guaranteed tops up to 2,000.00 CNY each, and pays nothing beyond: of all 7,000.00, "
        "at most 4,800.00 is earned, and it adds 2,200.00 then" in said
    )

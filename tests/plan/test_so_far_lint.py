"""What a plan says of totals so far: each contradiction at its place, and where a notice is due."""

from fractions import Fraction

import pytest

from scoring.errors import PlanError
from scoring.exact.period import parse_period
from scoring.plan.lint import notices
from scoring.plan.past import needed_for, needs_earlier
from scoring.plan.ranges import ANY, NOT_NEGATIVE
from scoring.plan.reach import value_range
from scoring.plan.so_far import begins, goes_on
from tests.plans import changed, plan_of

PARTS = """\
  sold:
    kind: count
    title: Sold
    unit: deals
    better: higher
    places: 0
    period_on: created_at
    volume_min: 0
    missing: zero
  sold_before:
    kind: so_far
    of: sold
    since: year
    title: Sold before
    unit: deals
    better: higher
    places: 0
    missing: zero
"""
OPENING = "    opening: {in: 2026-06, reached: zero}\n"
TEXT = changed(("components:\n", f"{PARTS}components:\n"))
OPENED = changed(("    since: year\n", f"    since: year\n{OPENING}"), text=TEXT)
UNIT = "    unit: deals\n    better: higher\n    places: 0\n    missing"
ROLLUP = """\
  team: {kind: rollup, of: sold_before, over: team, by: macro, title: Team, unit: deals,
         better: higher, places: 0, volume_min: 0, missing: zero}
components:
"""
GATE = """\
gates:
  - {name: late, at: {measure: sold}, then: void, when: {measure: csat, below: 3, missing: fails},
     why: Late.}
tiers:
"""
OF = ("    of: sold\n", "    of: csat\n")
BROKEN = {
    "a mean": ([OF], "so-far-without-sums", "of: csat",
               "measures.sold_before adds up 'csat', which is of kind mean"),
    "itself": ([("    of: sold\n", "    of: sold_before\n")], "so-far-without-sums",
               "of: sold_before", "which is of kind so_far"),
    "no measure": ([("    of: sold\n", "    of: solt\n")], "unknown-measure", "of: solt",
                   "measures.sold_before.of names no measure: 'solt'"),
    "another unit": ([(UNIT, UNIT.replace("deals", "cases"))], "so-far-differs", "unit: cases",
                     "measures.sold_before has unit cases, and 'sold', which it adds up, has"),
    "other places": ([(UNIT, UNIT.replace("places: 0", "places: 2"))], "so-far-differs",
                     "places: 2", "has places 2"),
    "turned round": ([(UNIT, UNIT.replace("higher", "lower"))], "so-far-differs",
                     "better: lower", "has better lower"),
    "no longer than the cycle": ([("cycle: month", "cycle: year")], "span-too-short", "since: year",
                                 "measures.sold_before.since is a year, and the plan's cycle is a"),
    "shorter than the cycle": ([("cycle: month", "cycle: half_year"),
                                ("since: year", "since: quarter")],
                               "span-too-short", "since: quarter", "is a quarter, and"),
    "no month": ([("in: 2026-06", "in: 2026-13")], "bad-period", "in: 2026-13", "'2026-13'"),
    "another cycle": ([("in: 2026-06", "in: 2026-Q2")], "wrong-cycle", "in: 2026-Q2",
                      "measures.sold_before.opening.in is a quarter"),
    "opened at the start": ([("in: 2026-06", "in: 2026-01")], "opening-at-the-start", "in: 2026-01",
                            "is 2026-01, with which the year begins"),
    "a rollup of it": ([("components:\n", ROLLUP)], "rollup-of-so-far", "of: sold_before",
                       "measures.team rolls up 'sold_before'"),
    "void": ([("tiers:\n", GATE)], "so-far-of-void", "then: void",
             "gates.late makes 'sold' void, and measures.sold_before goes on from it"),
    "void itself": ([("tiers:\n", GATE.replace("measure: sold}", "measure: sold_before}"))],
                    "so-far-of-void", "then: void", "gates.late makes 'sold_before' void"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_contradiction_is_told_at_its_place(name, tmp_path):
    changes, code, at, words = BROKEN[name]
    text = changed(*changes, text=OPENED if "2026-06" in str(changes) else TEXT)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    (problem,) = [p for p in caught.value.problems if p.code == code]
    assert words in problem.what
    line = text.splitlines()[int(problem.where.split(":")[1]) - 1]
    assert at in line
    assert problem.hint


def test_a_capped_part_and_an_opening_within_the_year_are_in_order(tmp_path):
    text = changed(("tiers:\n", GATE.replace("then: void", "then: {cap: 0}")), text=OPENED)
    assert notices(plan_of(tmp_path, text)) == []


def test_a_part_that_may_be_missing_is_told(tmp_path):
    plan = plan_of(tmp_path, changed(("volume_min: 0", "volume_min: 3"), text=TEXT))
    (notice,) = [n for n in notices(plan) if n.code == "so-far-may-end"]
    assert "'sold' asks for 3 facts" in notice.what
    assert "rest of the year" in notice.what


def test_unknown_keys_and_words_are_refused(tmp_path):
    for old, new, word in (
        ("    since: year\n", "    since: month\n", "since"),
        ("    since: year\n", "", "since"),
        ("    since: year\n", "    since: year\n    volume_min: 0\n", "volume_min"),
        ("reached: zero", "reached: nothing", "reached"),
        ("{in: 2026-06, reached: zero}", "{in: 2026-06}", "reached"),
    ):
        with pytest.raises(PlanError, match=word):
            plan_of(tmp_path, changed((old, new), text=OPENED))


@pytest.mark.parametrize(
    ("period", "opened", "needed"),
    [
        ("2026-01", False, False), ("2026-02", False, True), ("2026-12", False, True),
        ("2027-01", False, False), ("2026-06", True, False), ("2026-07", True, True),
        ("2027-01", True, False), ("2027-02", True, True),
    ],
)  # fmt: skip
def test_each_period_but_the_first_needs_the_run_before(tmp_path, period, opened, needed):
    plan = plan_of(tmp_path, OPENED if opened else TEXT)
    assert [n.path for n in needs_earlier(plan)] == ["measures.sold_before"]
    assert bool(needed_for(plan, parse_period(period))) is needed
    said = plan.measures["sold_before"]
    assert goes_on(said, parse_period(period)) is needed
    first = begins(said, parse_period(period)).name
    assert first == f"{period[:4]}-{'06' if opened and period < '2027' else '01'}"


def test_a_quarter_begins_anew_in_each(tmp_path):
    plan = plan_of(tmp_path, changed(("since: year", "since: quarter"), text=TEXT))
    needs = [bool(needed_for(plan, parse_period(f"2026-{m:02}"))) for m in range(1, 13)]
    assert needs == [False, True, True] * 4


@pytest.mark.parametrize(
    ("since", "expected"),
    [("year", [False, True, True, True]), ("half_year", [False, True, False, True])],
)
def test_a_plan_by_quarters_goes_on_within_the_half_year_or_year(tmp_path, since, expected):
    text = changed(
        ("cycle: month", "cycle: quarter"), ("since: year", f"since: {since}"), text=TEXT
    )
    plan = plan_of(tmp_path, text)
    assert [bool(needed_for(plan, parse_period(f"2026-Q{q}"))) for q in (1, 2, 3, 4)] == expected


def test_a_total_of_what_is_never_below_zero_is_not(tmp_path):
    assert value_range(plan_of(tmp_path, TEXT), "sold_before") == NOT_NEGATIVE
    by_hand = changed(("reached: zero", "reached: {given: till}"), text=OPENED)
    assert value_range(plan_of(tmp_path, by_hand), "sold_before") == ANY
    assert value_range(plan_of(tmp_path, OPENED), "sold_before") == NOT_NEGATIVE
    capped = changed(("tiers:\n", GATE.replace("then: void", "then: {cap: -5}")), text=TEXT)
    assert value_range(plan_of(tmp_path, capped), "sold_before") == ANY
    assert value_range(plan_of(tmp_path, capped), "sold").low == Fraction(-5)

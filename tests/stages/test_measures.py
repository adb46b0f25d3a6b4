"""Facts to values: every kind, every reason for leaving a row out, and sums that never wrap."""

import datetime as dt
import math
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.accounts import EXCLUSIONS
from scoring.engine import measure
from scoring.exact.period import instant_us
from scoring.flow import Facts, Roster, Tally, Value
from scoring.kernels import compiled, reference
from scoring.stages.measures import values
from scoring.stages.tally import add, empty, tally
from tests.facts import SECOND, facts, plan_with, taken
from tests.people import roster

REPLY = (
    "of: {elapsed: {from: created_at, to: first_response_at, calendar: wall, reversed: exclude}}"
)
SURVEYED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def agents(n: int = 1, start: int = 0, end: int = 2**62, **given_values) -> Roster:
    """Agents whose period runs from start to end, in µs."""
    people = roster([f"a{i}" for i in range(n)])
    bounds = {"starts_us": np.full(n, start), "ends_us": np.full(n, end)}
    return replace(people, **bounds, given=given_values)


def measured(plan, *rows: dict, people: Roster | None = None, **how) -> Value:
    """The value of the measure `m` over rows of one agent, or of several."""
    people = people or agents()
    batch = facts(plan, *rows, **how)
    plain, quick = (
        values(plan, people, tally(plan, people, batch, kernels), kernels)["m"]
        for kernels in (reference, compiled)
    )
    assert same(plain, quick)
    return plain


def same(one: Value, other: Value) -> bool:
    """Whether two kinds of kernels came to the same, to the bit."""
    parts = ("units", "known", "numerator", "denominator", "volume")
    pairs = [(getattr(one, part), getattr(other, part)) for part in parts]
    if one.status.tolist() != other.status.tolist():
        return False
    pairs += [(one.excluded[r], other.excluded[r]) for r in one.excluded]
    return one.excluded.keys() == other.excluded.keys() and all(
        a.dtype == b.dtype and a.tolist() == b.tolist() for a, b in pairs
    )


def exactly(value: Value, agent: int = 0) -> Fraction:
    return Fraction(int(value.numerator[agent]), int(value.denominator[agent]))


def answered(seconds: int | None, **more) -> dict:
    """A row whose first response came after so many seconds, or never."""
    return {"first_response_at": None if seconds is None else SECOND * (1 + seconds)} | more


def left_out(value: Value, agent: int = 0) -> dict[str, int]:
    return {reason: int(rows[agent]) for reason, rows in value.excluded.items()}


CSAT = [{"csat": "4"}, {"csat": "5"}, {"csat": "4.5"}, {"csat": None}, {"csat": "2.5"}]
COSTS = [
    {"cost": "10.0001", "cost_currency": "CNY"},
    {"cost": "3", "cost_currency": "JPY"},
    {"cost": "-2", "cost_currency": "CNY"},
    {"cost": "7", "cost_currency": None},
    {"cost": None, "cost_currency": "CNY"},
]
REPLIES = [answered(30), answered(90), answered(60), answered(600), answered(None)]
AUDITS = [
    {"checks_passed": 9, "checks_done": 10},
    {"checks_passed": 2, "checks_done": 4},
    {"checks_passed": None, "checks_done": 5},
    {"checks_passed": 1, "checks_done": None},
]


@pytest.mark.parametrize(
    ("said", "rows", "exact", "units", "volume", "reasons"),
    [
        ("kind: count", CSAT, Fraction(5), 500, 5, {}),
        ("kind: sum, of: csat", CSAT, Fraction(16), 1600, 4, {"null_value": 1}),
        ("kind: mean, of: csat", CSAT, Fraction(4), 400, 4, {"null_value": 1}),
        # 8.0001 of the two rows in CNY; the row without a currency is in another one.
        (
            "kind: sum, of: cost, currency: CNY",
            COSTS,
            Fraction(80001, 10000),
            800,
            2,
            {"other_currency": 2, "null_value": 1},
        ),
        (
            "kind: mean, of: cost, currency: CNY",
            COSTS,
            Fraction(80001, 20000),
            400,
            2,
            {"other_currency": 2, "null_value": 1},
        ),
        # 30 + 90 + 60 + 600 = 780 seconds in 4 rows: 195 s, 3.25 min; in hours 0.0541…
        (f"kind: mean, {REPLY}, unit: s", REPLIES, Fraction(195), 19500, 4, {"null_value": 1}),
        (f"kind: mean, {REPLY}, unit: min", REPLIES, Fraction(13, 4), 325, 4, {"null_value": 1}),
        (f"kind: mean, {REPLY}, unit: h", REPLIES, Fraction(13, 240), 5, 4, {"null_value": 1}),
        # 0.5 x 4 = 2nd of 30, 60, 90, 600; 0.51 x 4 = 2.04, so the 3rd; 0.9 x 4 = 3.6, the 4th.
        (f"kind: quantile, q: 0.5, {REPLY}, unit: s", REPLIES, 60, 6000, 4, {"null_value": 1}),
        (f"kind: quantile, q: 0.51, {REPLY}, unit: s", REPLIES, 90, 9000, 4, {"null_value": 1}),
        (f"kind: quantile, q: 0.9, {REPLY}, unit: min", REPLIES, 10, 1000, 4, {"null_value": 1}),
        (f"kind: quantile, q: 0.01, {REPLY}, unit: s", REPLIES, 30, 3000, 4, {"null_value": 1}),
        ("kind: quantile, q: 0.5, of: csat", CSAT, 4, 400, 4, {"null_value": 1}),
        (
            "kind: share, hits: {csat: {at_least: 4.5}}, per: 100",
            CSAT,
            Fraction(50),
            5000,
            4,
            {"null_value": 1},
        ),
        # 11 of 14 checks, in rows that know both.
        (
            "kind: ratio, numerator: checks_passed, denominator: checks_done, per: 100",
            AUDITS,
            Fraction(1100, 14),
            7857,
            2,
            {"null_value": 2},
        ),
        # A column of six places over whole seconds: 0.25 / 4.
        (
            "kind: ratio, numerator: x_amount, denominator: talk_s, per: 1",
            [{"x_amount": "0.1", "talk_s": 1}, {"x_amount": "0.15", "talk_s": 3}],
            Fraction(1, 16),
            6,
            2,
            {},
        ),
        (
            "kind: ratio, numerator: talk_s, denominator: x_amount, per: 1",
            [{"x_amount": "0.5", "talk_s": 1}, {"x_amount": "-0.75", "talk_s": 3}],
            Fraction(-16),
            -1600,
            2,
            {},
        ),
        ("kind: sum, of: handle_s, unit: h", [{"handle_s": 5400}], Fraction(3, 2), 150, 1, {}),
        ("kind: sum, of: talk_s, unit: d", [{"talk_s": 43200}], Fraction(1, 2), 50, 1, {}),
    ],
)
def test_each_kind_gives_the_value_worked_out_by_hand(
    tmp_path, said, rows, exact, units, volume, reasons
):
    value = measured(plan_with(tmp_path, m=said), *rows)
    assert exactly(value) == exact
    assert (value.units.tolist(), value.volume.tolist()) == ([units], [volume])
    assert value.status.tolist() == ["known"]
    assert left_out(value) == reasons


KEPT = f"kind: kept, {REPLY}, per: 100, unanswered: broken"


@pytest.mark.parametrize(
    ("said", "row", "expected"),
    # The promise is 15 min to `high`, 2 h to `low`, and 1 h or nothing to any other class.
    [
        (f"{KEPT}, within: reply", answered(900, priority="high"), 100),
        (f"{KEPT}, within: reply", answered(901, priority="high"), 0),
        (f"{KEPT}, within: reply", answered(7200, priority="low"), 100),
        (f"{KEPT}, within: reply", answered(3600, priority="odd"), 100),
        (f"{KEPT}, within: reply", answered(3601, priority=None), 0),
        (f"{KEPT}, within: reply", answered(None, priority="high"), 0),
        (f"{KEPT}, within: strict", answered(1, priority="low"), "no_promise"),
        (f"{KEPT}, within: strict", answered(1, priority=None), "no_promise"),
        (f"{KEPT}, within: strict", answered(None, priority=None), "no_promise"),
        (
            f"{KEPT.replace('broken', 'exclude')}, within: reply",
            answered(None, priority="high"),
            "unanswered",
        ),
    ],
)
def test_a_promise_is_kept_up_to_its_last_second(tmp_path, said, row, expected):
    value = measured(plan_with(tmp_path, m=said), row)
    if isinstance(expected, str):
        assert (left_out(value), value.status.tolist()) == ({expected: 1}, ["zero_denominator"])
    else:
        assert (value.units.tolist(), value.volume.tolist()) == ([100 * expected], [1])


def test_a_part_of_a_second_does_not_break_a_promise(tmp_path):
    plan = plan_with(tmp_path, m=f"{KEPT}, within: reply")
    start, promised = SECOND, 900 * SECOND
    ends = [start + promised + late for late in (0, 999_999, 1_000_000)]
    found = measured(plan, *({"first_response_at": end, "priority": "high"} for end in ends))
    assert exactly(found) == Fraction(200, 3)


def test_a_promise_without_the_first_stamp_has_no_value_even_if_unanswered(tmp_path):
    of = REPLY.replace("from: created_at", "from: resolved_at")
    said = f"kind: kept, {of}, per: 100, unanswered: exclude, within: reply"
    rows = [answered(5), answered(None), answered(None, resolved_at=SECOND)]
    value = measured(plan_with(tmp_path, m=said), *rows)
    assert left_out(value) == {"null_value": 2, "unanswered": 1}


@pytest.mark.parametrize("kind", ["sum", "mean", "quantile, q: 1", "kept"])
def test_a_span_that_runs_backward_counts_nowhere(tmp_path, kind):
    of = REPLY.replace("from: created_at", "from: resolved_at")
    more = ", per: 100, unanswered: broken, within: reply" if kind == "kept" else ", unit: s"
    rows = [answered(100, resolved_at=at * SECOND) for at in (101, 102, 101 + 10**6)]
    # The answer is at second 101: a span of nothing, then two that end before they begin.
    value = measured(plan_with(tmp_path, m=f"kind: {kind}, {of}{more}"), *rows)
    assert left_out(value) == {"negative_duration": 2}
    assert (value.volume.tolist(), value.known.tolist()) == ([1], [True])
    assert exactly(value) == (100 if kind == "kept" else 0)


def test_a_promise_is_read_from_a_column_that_the_data_lacks_as_any_other_class(tmp_path):
    plan = plan_with(tmp_path, m=f"{KEPT}, within: reply")
    rows = answered(3600, priority="high"), answered(3601, priority="low")
    assert exactly(measured(plan, *rows, absent=("priority",))) == 50


@pytest.mark.parametrize(
    ("denominators", "hits", "expected", "reasons"),
    # Of ten rows: 3 solved, 2 not solved, 5 unknown.
    [
        ("known", "{resolved: true}", Fraction(60), {"null_value": 5}),
        ("all", "{resolved: true}", Fraction(30), {}),
        ("known", "{resolved: {not: true}}", Fraction(40), {"null_value": 5}),
        ("all", "{resolved: {not: true}}", Fraction(20), {}),
        ("known", "{resolved: {present: true}}", Fraction(50), {}),
        ("known", "{resolved: {present: false}}", Fraction(50), {}),
    ],
)
def test_an_unknown_row_is_left_out_of_a_share_or_is_no_hit(
    tmp_path, denominators, hits, expected, reasons
):
    convention = ("denominators: known", f"denominators: {denominators}")
    plan = plan_with(tmp_path, convention, m=f"kind: share, hits: {hits}, per: 100")
    rows = [{"resolved": said} for said in [True] * 3 + [False] * 2 + [None] * 5]
    value = measured(plan, *rows)
    assert (exactly(value), left_out(value)) == (expected, reasons)


def test_a_row_is_left_out_for_the_first_reason_that_holds(tmp_path):
    said = "kind: sum, of: cost, currency: CNY, where: {channel: chat}, period_on: resolved_at"
    plan = plan_with(tmp_path, m=said)
    inside = {"resolved_at": 150, "channel": "chat", "cost_currency": "CNY", "cost": "1"}
    # Each row has the fault of the one before mended, and every later fault still in it.
    rows = [
        {"resolved_at": None, "channel": None, "cost_currency": "JPY", "cost": None},
        {"resolved_at": 99, "channel": None, "cost_currency": "JPY", "cost": None},
        {"resolved_at": 150, "channel": None, "cost_currency": "JPY", "cost": None},
        inside | {"cost_currency": "JPY", "cost": None},
        inside | {"cost": None},
        inside,
    ]
    value = measured(plan, *rows, people=agents(start=100, end=200))
    expected = ["no_stamp", "outside_period", "filtered", "other_currency", "null_value"]
    assert left_out(value) == dict.fromkeys(expected, 1)
    assert list(value.excluded) == [reason for reason in EXCLUSIONS if reason in expected]
    assert (exactly(value), value.volume.tolist()) == (1, [1])


def test_a_period_begins_and_ends_at_local_midnight_where_the_clocks_change(tmp_path):
    """October 2026 in Berlin: from 22:00 UTC (summer time) to 23:00 UTC (winter time)."""
    plan = plan_with(tmp_path, m="kind: count")
    zones = ["Europe/Berlin", "Asia/Shanghai"]
    people = replace(
        agents(2),
        starts_us=np.array([instant_us(dt.date(2026, 10, 1), zone) for zone in zones]),
        ends_us=np.array([instant_us(dt.date(2026, 11, 1), zone) for zone in zones]),
    )

    def at(text: str, micro: int, agent: int) -> dict:
        seconds = int(dt.datetime.fromisoformat(text).timestamp())
        return {"agent": agent, "created_at": seconds * SECOND + micro}

    berlin = [
        at("2026-09-30T22:00:00+00:00", -1, 0),
        at("2026-09-30T22:00:00+00:00", 0, 0),
        at("2026-10-31T23:00:00+00:00", -1, 0),
        at("2026-10-31T23:00:00+00:00", 0, 0),
    ]
    shanghai = [
        at("2026-09-30T16:00:00+00:00", -1, 1),
        at("2026-09-30T16:00:00+00:00", 0, 1),
        at("2026-10-31T16:00:00+00:00", -1, 1),
        at("2026-10-31T16:00:00+00:00", 0, 1),
        at("2026-10-31T22:59:59+00:00", 0, 1),
    ]
    value = measured(plan, *berlin, *shanghai, people=people)
    assert value.volume.tolist() == [2, 2]
    assert value.excluded["outside_period"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("said", "rows", "status"),
    [
        ("kind: count", 0, "known"),
        ("kind: sum, of: csat", 0, "known"),
        ("kind: mean, of: csat", 0, "no_facts"),
        ("kind: quantile, q: 0.5, of: csat", 0, "no_facts"),
        ("kind: share, hits: {csat: 5}, per: 100", 0, "zero_denominator"),
        (f"{KEPT}, within: reply", 0, "zero_denominator"),
        ("kind: ratio, numerator: nps, denominator: reopens, per: 1", 0, "zero_denominator"),
        ("kind: ratio, numerator: nps, denominator: reopens, per: 1", 3, "zero_denominator"),
        ("kind: count, volume_min: 1", 0, "no_facts"),
        ("kind: ratio, numerator: nps, denominator: reopens, per: 1, volume_min: 1", 0, "no_facts"),
        ("kind: mean, of: csat, volume_min: 4", 3, "below_volume"),
        ("kind: mean, of: csat, volume_min: 3", 3, "known"),
    ],
)
def test_a_value_without_enough_behind_it_says_why(tmp_path, said, rows, status):
    row = {"csat": "5", "nps": 9, "reopens": 0}
    value = measured(plan_with(tmp_path, m=said), *([row] * rows), {"agent": -1})
    assert value.status.tolist() == [status]
    assert value.known.tolist() == [status == "known"]
    assert value.volume.tolist() == [rows]
    if status != "known" or rows == 0:
        assert value.units.tolist() == [0]


def test_what_is_behind_a_missing_value_stays_visible(tmp_path):
    plan = plan_with(tmp_path, m="kind: mean, of: csat, volume_min: 3")
    value = measured(plan, {"csat": "4"}, {"csat": "5"})
    assert (value.units.tolist(), exactly(value)) == ([0], Fraction(9, 2))


def test_each_agent_is_measured_alone_and_no_row_of_others_counts(tmp_path):
    plan = plan_with(tmp_path, m="kind: mean, of: csat", n="kind: quantile, q: 1, of: csat")
    rows = [
        {"agent": 2, "csat": "5"},
        {"agent": -1, "csat": "1"},
        {"agent": 0, "csat": "2"},
        {"agent": -2, "csat": "1"},
        {"agent": 2, "csat": "4"},
    ]
    people = agents(3)
    found = values(plan, people, tally(plan, people, facts(plan, *rows)))
    assert found["m"].units.tolist() == [200, 0, 450]
    assert found["m"].status.tolist() == ["known", "no_facts", "known"]
    assert found["n"].units.tolist() == [200, 0, 500]


@pytest.mark.parametrize(
    ("rounding", "units"), [("half_up", [13, -13]), ("half_even", [12, -12]), ("floor", [12, -13])]
)
def test_a_value_is_rounded_once_as_the_plan_says(tmp_path, rounding, units):
    """The sums are 0.125 and -0.125: both are halfway between two values at two places."""
    plan = plan_with(tmp_path, ("half_up", rounding), m="kind: sum, of: x_amount")
    rows = [{"agent": 0, "x_amount": "0.0625"}] * 2 + [{"agent": 1, "x_amount": "-0.0625"}] * 2
    assert measured(plan, *rows, people=agents(2)).units.tolist() == units


def test_a_given_value_is_rounded_and_needs_its_volume(tmp_path):
    plan = plan_with(tmp_path, m="kind: given, given: rating, volume_min: 2")
    rated = (
        np.array([4_125_000_000, 4_000_000_000, 5, 7_000_000_000, 0], np.int64),
        np.array([3, 1, 0, 0, 0], np.int64),
        np.array([True, True, True, False, False]),
    )
    value = measured(plan, people=agents(5, rating=rated))
    expected = ["known", "below_volume", "no_facts", "not_given", "not_given"]
    assert value.status.tolist() == expected
    assert value.units.tolist() == [413, 0, 0, 0, 0]
    assert exactly(value) == Fraction(33, 8)
    assert value.excluded == {}


def test_a_given_value_that_no_file_carries_is_not_given(tmp_path):
    plan = plan_with(tmp_path, m="kind: given, given: rating")
    value = measured(plan, people=agents(2))
    assert value.status.tolist() == ["not_given", "not_given"]
    assert value.units.tolist() == [0, 0]


BIG = 2**62
"""Two of these do not fit into int64, and four are 2**64."""


def test_sums_beyond_int64_stay_exact(tmp_path):
    plan = plan_with(tmp_path, m="kind: sum, of: x_number, places: 0")
    rows = [{"agent": i % 2, "x_number": BIG + i} for i in range(8)] + [{"x_number": None}]
    value = measured(plan, *rows, people=agents(2))
    # Four rows each: 4 x 2**62 + (0 + 2 + 4 + 6), and the odd ones.
    assert value.units.tolist() == [2**64 + 12, 2**64 + 16]
    assert value.volume.tolist() == [4, 4]


def test_the_most_negative_numbers_add_up_exactly(tmp_path):
    plan = plan_with(tmp_path, m="kind: mean, of: x_number, places: 0")
    value = measured(plan, {"x_number": -(2**63)}, {"x_number": -(2**63)}, {"x_number": -(2**63)})
    assert value.numerator.tolist() == [-3 * 2**63]
    assert value.units.tolist() == [-(2**63)]


def test_tallies_that_fit_add_to_one_that_does_not_and_back(tmp_path):
    plan = plan_with(tmp_path, m="kind: sum, of: x_number")
    people = agents()

    def one(number: int) -> Tally:
        return tally(plan, people, facts(plan, {"x_number": number}))

    sums = [add(add(one(BIG), one(BIG)), one(-BIG)), add(one(BIG), add(one(-BIG), one(BIG)))]
    assert [s.measures["m"].numerator.tolist() for s in sums] == [[BIG], [BIG]]
    assert [s.measures["m"].numerator.dtype for s in sums] == [np.int64, np.int64]
    wide = add(one(BIG), one(BIG))
    assert wide.measures["m"].numerator.tolist() == [2**63]
    assert values(plan, people, wide)["m"].units.tolist() == [100 * 2**63]


def test_what_nobody_reads_does_not_make_a_sum_slow_or_wrong(tmp_path):
    """Null and filtered cells hold the most negative number here; the sum is int64 and exact."""
    plan = plan_with(tmp_path, m="kind: sum, of: x_number, where: {channel: chat}")
    rows = [
        {"channel": "chat", "x_number": 3},
        {"channel": "chat", "x_number": None},
        {"channel": "mail", "x_number": -(2**63)},
    ]
    people = agents()
    found = tally(plan, people, facts(plan, *rows)).measures["m"]
    assert (found.numerator.tolist(), found.numerator.dtype) == ([3], np.dtype(np.int64))


def test_every_row_is_accounted_for_once(tmp_path):
    chat = "where: {channel: chat}"
    plan = plan_with(
        tmp_path,
        ("kind: mean\n    of: csat", f"kind: mean\n    of: csat\n    {chat}"),
        m=f"kind: count, {chat}, period_on: resolved_at",
    )
    rows = [
        {"agent": -1, "channel": "chat"},
        {"agent": -2, "channel": "chat"},
        {"agent": -2},
        {"created_at": 150, "channel": "chat", "csat": "4"},
        {"created_at": 250, "channel": "chat", "csat": "4", "resolved_at": 150},
        {"created_at": 250, "channel": "chat", "csat": "4", "resolved_at": 250},
        {"created_at": 99, "channel": "chat", "csat": "4", "resolved_at": None},
        {"created_at": 150, "channel": "mail", "csat": "4", "resolved_at": 250},
        {"created_at": 250, "channel": "mail", "resolved_at": 150},
        {"created_at": None, "channel": "chat", "csat": "4", "resolved_at": None},
    ]
    found = tally(plan, agents(start=100, end=200), facts(plan, *rows)).rows
    assert found == {
        "used": 2,
        "unattributed": 1,
        "not_in_plan": 2,
        "no_stamp": 1,
        "outside_period": 2,
        "no_measure": 2,
    }
    assert sum(found.values()) == len(rows)


def test_rows_that_only_given_measures_could_use_are_used_by_none(tmp_path):
    given_only = (
        "    kind: mean\n    of: csat\n",
        "    kind: given\n    given: rating\n",
    )
    plan = plan_with(tmp_path, given_only, ("    period_on: created_at\n", ""))
    found = tally(plan, agents(), facts(plan, {}, {"agent": -1}))
    assert found.rows["no_measure"] == 1
    assert found.rows["outside_period"] == 0
    assert found.measures == {}


def test_a_stamp_that_the_data_lacks_leaves_every_row_out(tmp_path):
    plan = plan_with(tmp_path, m="kind: count, period_on: closed_at")
    assert left_out(measured(plan, {}, {})) == {"no_stamp": 2}


def test_a_batch_that_breaks_its_contract_is_refused(tmp_path):
    plan = plan_with(tmp_path, m="kind: sum, of: csat")
    with pytest.raises(ValueError, match="not on the roster"):
        measured(plan, {"agent": 1})
    batch = facts(plan, {"csat": "4"})
    odd = Facts(batch.agent, batch.columns | {"csat": replace(batch.columns["csat"], places=2)})
    with pytest.raises(ValueError, match="'csat' has 2 places"):
        tally(plan, agents(), odd)


def test_the_tally_of_another_plan_is_refused(tmp_path):
    people, row = agents(), {"csat": "4"}
    counted = plan_with(tmp_path, m="kind: count")
    found = tally(counted, people, facts(counted, row))
    with pytest.raises(ValueError, match="not what a quantile is made of"):
        values(plan_with(tmp_path, m="kind: quantile, q: 1, of: csat"), people, found)


def test_a_plan_for_nobody_and_a_month_without_rows_are_measured(tmp_path):
    plan = plan_with(tmp_path, m="kind: quantile, q: 0.5, of: csat")
    nobody = agents(0)
    found = values(plan, nobody, tally(plan, nobody, facts(plan, {"agent": -2})))
    assert found["m"].units.tolist() == []
    none, rows = measure(plan, agents(2), [])
    assert none["m"].status.tolist() == ["no_facts", "no_facts"]
    assert rows == {}


EVERY_KIND = {
    "count": "kind: count, where: {channel: [chat, mail]}",
    "sum": "kind: sum, of: x_number",
    "mean": "kind: mean, of: cost, currency: CNY",
    "quantile": f"kind: quantile, q: 0.9, {REPLY}, unit: min",
    "share": "kind: share, hits: {csat: {at_least: 4}}, per: 100, period_on: resolved_at",
    "kept": f"{KEPT}, within: strict",
    "ratio": "kind: ratio, numerator: checks_passed, denominator: checks_done, per: 100",
}


def maybe(*items):
    return st.sampled_from([None, *items])


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "agent": st.integers(-2, 2),
            "created_at": maybe(5, 10, 19, 20),
            "resolved_at": maybe(10, 20),
            "first_response_at": maybe(10, 900 * SECOND, 901 * SECOND + 10),
            "channel": maybe("chat", "mail", "phone"),
            "priority": maybe("high", "low"),
            "csat": maybe("3.9999", "4", "5"),
            "cost": maybe("0.0001", "-1", "12"),
            "cost_currency": maybe("CNY", "JPY"),
            "x_number": maybe(1, BIG, -BIG, 2**63 - 1),
            "checks_passed": maybe(0, 3),
            "checks_done": maybe(0, 4),
        }
    ),
    min_size=1,
    max_size=30,
)


def own_values(run, agent: int) -> list[int]:
    """The values of one agent in a run."""
    return run.values[slice(*run.first[agent : agent + 2].tolist())].tolist()


def said(found: Tally) -> dict:
    """A tally as plain lists, so that two of them compare."""
    return {
        name: (
            c.numerator.tolist(),
            c.denominator.tolist(),
            c.volume.tolist(),
            {reason: rows.tolist() for reason, rows in c.excluded.items()},
            [sorted(v for run in c.runs for v in own_values(run, a)) for a in range(3)],
        )
        for name, c in found.measures.items()
    } | {"rows": found.rows, "fates": found.fates}


@SURVEYED
@given(rows=ROWS, data=st.data())
def test_any_order_and_any_split_of_the_rows_gives_the_same_tally(tmp_path, rows, data):
    plan, people = plan_with(tmp_path, **EVERY_KIND), agents(3, start=10, end=20)
    batch = facts(plan, *rows)
    whole = tally(plan, people, batch)
    assert said(tally(plan, people, batch, compiled)) == said(whole)
    order = data.draw(st.permutations(range(len(rows))))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=6)))
    pieces = [order[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    batches = [taken(batch, piece) for piece in pieces]
    parts = [tally(plan, people, piece) for piece in batches]
    total = empty(plan, people)
    for part in data.draw(st.permutations(parts)):
        total = add(part, total) if data.draw(st.booleans()) else add(total, part)
    assert said(total) == said(whole)
    streamed, fates = measure(plan, people, [[piece] for piece in batches], threads=2)
    expected = values(plan, people, whole)
    assert fates == whole.fates
    assert sum(fates.values()) == len(rows)
    assert {n: v.units.tolist() for n, v in streamed.items()} == {
        n: v.units.tolist() for n, v in expected.items()
    }


@SURVEYED
@given(rows=ROWS)
def test_volume_and_exclusions_of_each_agent_add_up_to_the_agents_rows(tmp_path, rows):
    plan, people = plan_with(tmp_path, **EVERY_KIND), agents(3, start=10, end=20)
    found = tally(plan, people, facts(plan, *rows))
    expected = [sum(row["agent"] == i for row in rows) for i in range(3)]
    for part in found.measures.values():
        assert (part.volume + sum(part.excluded.values(), np.int64(0))).tolist() == expected


@SURVEYED
@given(
    seconds=st.lists(st.integers(0, 10**6), min_size=1, max_size=40),
    q=st.decimals("0.001", "1", places=3),
)
def test_a_quantile_is_the_value_at_its_place_among_the_ordered_ones(tmp_path, seconds, q):
    plan = plan_with(tmp_path, m=f"kind: quantile, q: {q}, {REPLY}, unit: s, places: 0")
    value = measured(plan, *(answered(s) for s in seconds))
    place = math.ceil(Fraction(Decimal(q)) * len(seconds))
    assert value.units.tolist() == [sorted(seconds)[place - 1]]

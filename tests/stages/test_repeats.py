"""Repeat rates: edges, instants, periods and nulls by hand; then any rows, against a plain loop."""

import pickle
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.engine import measure
from scoring.kernels import compiled, reference
from scoring.pieces import contacts, repeats
from scoring.pieces.runs import Keeper
from scoring.stages.measures import uncovered, values
from scoring.stages.tally import Tallying, add, empty, tally
from tests.facts import facts, plan_with, taken
from tests.stages.test_measures import agents, left_out

DAY = 86_400 * 10**6
START, END = 30 * DAY, 60 * DAY
"""The period, in µs; data are there from day 0 to day 90, unless a test says otherwise."""

SURVEYED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
REACH = [{"created_at": 0, "agent": -1}, {"created_at": 90 * DAY, "agent": -1}]


def said(look="back", hits="repeated", beyond_data="exclude", within="7 d", more=""):
    return (
        f"kind: repeat_rate, by: [customer_id, category], within: {within}, look: {look}, "
        f"hits: {hits}, beyond_data: {beyond_data}, per: 100{more}"
    )


BACK, AHEAD = said(), said("ahead")
FCR = said("ahead", "not_repeated")


def at(stamp, agent=0, customer="C", category="bill", **more):
    row = {"created_at": stamp, "agent": agent, "customer_id": customer, "category": category}
    return row | more


def rate(plan, *rows, n=2, reach=REACH, start=START, end=END):
    """The measure `m` over rows, from either kind of kernels and one or two threads."""
    people = agents(n, start=start, end=end)
    batch = facts(plan, *rows, *reach)
    found = [
        measure(plan, people, [[batch]], kernels, threads)[0]["m"]
        for kernels in (reference, compiled)
        for threads in (1, 2)
    ]
    for one, other in pairwise(found):
        assert one.numerator.tolist() == other.numerator.tolist()
        assert one.denominator.tolist() == other.denominator.tolist()
        assert one.reach == other.reach
    return found[0]


def hits(value):
    """Hits and rows of each agent."""
    per = 100
    return [(int(a) // per, int(b)) for a, b in zip(value.numerator, value.volume, strict=True)]


@pytest.mark.parametrize(
    ("apart", "repeated"),
    # Exactly 7 days of 24 hours are within; one microsecond more is not. The same instant is
    # neither before nor after.
    [(7 * DAY, 1), (7 * DAY + 1, 0), (7 * DAY - 1, 1), (1, 1), (0, 0)],
)
def test_the_window_holds_to_its_last_microsecond(tmp_path, apart, repeated):
    first, second = at(40 * DAY), at(40 * DAY + apart, agent=1)
    # Looking back, the agent who takes the second contact is asked; ahead, the one of the first.
    assert hits(rate(plan_with(tmp_path, m=BACK), first, second)) == [(0, 1), (repeated, 1)]
    assert hits(rate(plan_with(tmp_path, m=AHEAD), first, second)) == [(repeated, 1), (0, 1)]
    assert hits(rate(plan_with(tmp_path, m=FCR), first, second)) == [(1 - repeated, 1), (1, 1)]


def test_days_are_24_hours_whatever_clocks_do(tmp_path):
    # Europe/Berlin 2026: clocks go back on 25 October, so that from 20 October 12:00 to
    # 27 October 12:00 by the clock it is 7 x 24 + 1 hours; 11:00 is exactly 7 x 24.
    noon = 1_792_490_400 * 10**6  # 2026-10-20 12:00 +02:00
    week = 7 * 86_400 * 10**6
    reach = [{"created_at": noon - 60 * DAY}, {"created_at": noon + 60 * DAY}]
    plan = plan_with(tmp_path, m=BACK)
    for hour, repeated in ((0, 1), (1, 0)):
        second = at(noon + week + hour * 3_600 * 10**6, agent=1)
        found = rate(plan, at(noon), second, reach=reach, start=noon, end=noon + 30 * DAY)
        assert hits(found)[1] == (repeated, 1)


def test_three_in_a_row_repeat_twice(tmp_path):
    # A on day 40, B on 45, C on 52 (7 days after B, 12 after A): B repeats A, and C repeats B.
    rows = [at(52 * DAY, 1), at(40 * DAY, 0), at(45 * DAY, 1)]
    assert hits(rate(plan_with(tmp_path, m=BACK), *rows)) == [(0, 1), (2, 2)]
    assert hits(rate(plan_with(tmp_path, m=AHEAD), *rows)) == [(1, 1), (1, 2)]


def test_rows_of_one_instant_are_judged_by_the_others_alone(tmp_path):
    # Two rows on day 44 look past each other: to day 40, and to day 47.
    rows = [at(44 * DAY, 0), at(40 * DAY, 1), at(44 * DAY, 1), at(47 * DAY, 1)]
    for order in (rows, rows[::-1]):
        assert hits(rate(plan_with(tmp_path, m=BACK), *order)) == [(1, 1), (2, 3)]
        assert hits(rate(plan_with(tmp_path, m=AHEAD), *order)) == [(1, 1), (2, 3)]


def test_another_category_or_customer_is_another_matter(tmp_path):
    rows = [
        at(40 * DAY),
        at(41 * DAY, category="fault"),
        at(42 * DAY, customer="D"),
        at(43 * DAY, category="fault"),
    ]
    value = rate(plan_with(tmp_path, m=BACK), *rows)
    assert hits(value)[0] == (1, 4)
    by_customer = BACK.replace("[customer_id, category]", "[customer_id]")
    assert hits(rate(plan_with(tmp_path, m=by_customer), *rows))[0] == (2, 4)


def test_a_row_without_customer_or_category_is_left_out_and_no_history(tmp_path):
    rows = [
        at(40 * DAY, customer=None),
        at(41 * DAY, customer=None),
        at(42 * DAY, category=None),
        at(43 * DAY, category=None),
        at(44 * DAY, customer=None, category=None),
    ]
    value = rate(plan_with(tmp_path, m=BACK), *rows, at(45 * DAY))
    assert left_out(value) == {"null_value": 5}
    assert hits(value)[0] == (0, 1)


def test_whoever_had_the_contact_before_and_whenever_it_is_history(tmp_path):
    # Before the period; of an agent in no plan; of nobody: all of them are looked for, and none
    # of them is measured. The period's first microsecond is its own.
    plan = plan_with(tmp_path, m=BACK)
    for before in (at(START - 1), at(START - 1, -1), at(START - 1, -2), at(START - 7 * DAY, -2)):
        assert hits(rate(plan, before, at(START))) == [(1, 1), (0, 0)]
    assert hits(rate(plan, at(START - 7 * DAY - 1), at(START))) == [(0, 1), (0, 0)]
    ahead = plan_with(tmp_path, m=AHEAD)
    for after in (at(END), at(END, -1), at(END + 7 * DAY - 1, -2)):
        assert hits(rate(ahead, at(END - 1), after)) == [(1, 1), (0, 0)]
    assert hits(rate(ahead, at(END - 1), at(END + 7 * DAY))) == [(0, 1), (0, 0)]


def test_where_chooses_what_is_measured_and_among_what_is_looked_for(tmp_path):
    rows = [
        at(40 * DAY, channel="bot"),
        at(41 * DAY, channel="chat"),
        at(44 * DAY, channel="bot"),
        at(46 * DAY, channel="chat", customer="D"),
        at(47 * DAY, channel="chat", customer="D"),
    ]
    chat = ", where: {channel: chat}"
    value = rate(plan_with(tmp_path, m=BACK + chat), *rows)
    assert (hits(value)[0], left_out(value)) == ((2, 3), {"filtered": 2})
    among = ", among: {channel: chat}"
    assert hits(rate(plan_with(tmp_path, m=BACK + among), *rows))[0] == (2, 5)  # the bot's second
    assert hits(rate(plan_with(tmp_path, m=BACK + chat + among), *rows))[0] == (1, 3)


def test_the_stamp_of_the_period_dates_the_contacts_too(tmp_path):
    plan = plan_with(tmp_path, m=BACK + ", period_on: resolved_at")
    reach = [{"resolved_at": 0}, {"resolved_at": 90 * DAY}]
    first = at(0, resolved_at=40 * DAY)
    rows = [first, at(39 * DAY, resolved_at=48 * DAY), at(41 * DAY, resolved_at=47 * DAY)]
    value = rate(plan, *rows, at(42 * DAY, resolved_at=None), reach=reach)
    assert hits(value)[0] == (2, 3)  # 47 is within 7 days of 40, and 48 within one of 47
    assert left_out(value)["no_stamp"] == 1


@pytest.mark.parametrize(
    ("look", "day", "micro", "covered"),
    # The data run from day 31 to day 55; seven days before reach back to 31 from 38 on, and seven
    # days after end within them up to 48.
    [
        ("back", 38, 0, True),
        ("back", 38, -1, False),
        ("ahead", 48, 0, True),
        ("ahead", 48, 1, False),
    ],
)
def test_days_beyond_the_data_are_not_judged_or_judged_by_what_is_there(
    tmp_path, look, day, micro, covered
):
    reach = [{"created_at": 31 * DAY, "agent": -1}, {"created_at": 55 * DAY, "agent": -2}]
    rows = [at(day * DAY + micro), at((day + (-2 if look == "back" else 2)) * DAY, agent=-1)]
    value = rate(plan_with(tmp_path, m=said(look)), *rows, reach=reach)
    assert hits(value)[0] == ((1, 1) if covered else (0, 0))
    assert left_out(value) == ({} if covered else {"beyond_data": 1})
    assert str(value.status[0]) == ("known" if covered else "zero_denominator")
    seen = rate(plan_with(tmp_path, m=said(look, beyond_data="as_seen")), *rows, reach=reach)
    assert (hits(seen)[0], left_out(seen)) == ((1, 1), {})
    assert value.reach == seen.reach
    assert value.reach.beyond == (0 if covered else 1)
    assert (value.reach.first_us, value.reach.last_us) == (31 * DAY, 55 * DAY)


def test_a_finding_says_how_far_the_data_reach_and_how_many_rows_it_is(tmp_path):
    plan = plan_with(tmp_path, m=BACK, f=said("ahead", "not_repeated", "as_seen", "36 h"))
    people = agents(1, start=START, end=END)
    rows = [at(36 * DAY, customer="D"), at(37 * DAY, customer="E"), at(43 * DAY), at(59 * DAY)]
    found, _ = measure(plan, people, [[facts(plan, *rows, {"created_at": 60 * DAY})]])
    told = {f.rule: f for f in uncovered(plan, found)}
    assert told["m"].reason == (
        "2 rows left out: the 7 d before reach beyond the data, "
        "which begin at 1970-02-06 00:00:00 UTC"
    )
    assert told["f"].reason == (
        "1 row judged by what is there: the 36 h after reach beyond the data, "
        "which end at 1970-03-02 00:00:00 UTC"
    )
    assert {f.code for f in told.values()} == {"beyond-data"}


def test_no_rows_and_no_agents_are_measured(tmp_path):
    plan = plan_with(tmp_path, m=BACK)
    none, _ = measure(plan, agents(2, start=START, end=END), [])
    assert none["m"].status.tolist() == ["zero_denominator", "zero_denominator"]
    assert list(uncovered(plan, none)) == []
    nobody, _ = measure(plan, agents(0), [[facts(plan, at(1, -2))]])
    assert nobody["m"].units.tolist() == []


def test_a_row_that_a_repeat_rate_looks_at_is_used(tmp_path):
    inputs = "    kind: mean\n    of: csat\n", "    kind: given\n    given: rating\n"
    plan = plan_with(tmp_path, inputs, ("    period_on: created_at\n", ""), m=BACK)
    batch = facts(plan, at(40 * DAY), at(41 * DAY, customer=None), at(20 * DAY), at(40 * DAY, -1))
    found = tally(plan, agents(start=START, end=END), batch).rows
    assert {word: n for word, n in found.items() if n} == {
        "used": 1, "no_measure": 1, "outside_period": 1, "unattributed": 1
    }  # fmt: skip


# Any rows: the definition, in a plain loop.

DAYS = [29, 30, 33, 36, 37, 40, 44, 47, 53, 59, 60, 66]
STAMPS = [None, None, *(day * DAY + us for day in DAYS for us in (-1, 0, 1))]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "agent": st.sampled_from([0, 0, 1, 1, 2, -1, -2]),
            "created_at": st.sampled_from(STAMPS),
            "customer_id": st.sampled_from(["C", "C", "C", "D", "客户", None]),
            "category": st.sampled_from(["bill", "bill", "bill", "fault", None]),
            "channel": st.sampled_from(["chat", "chat", "mail", None]),
        }
    ),
    max_size=30,
)
MEASURES = {
    "back": said(within="7 d"),
    "ahead": said("ahead", within="3 d", more=", where: {channel: chat}"),
    "fcr": said("ahead", "not_repeated", "as_seen", more=", among: {channel: {not: [mail]}}"),
    "rest": said("back", "not_repeated", "as_seen", "10 d", ", where: {channel: {present: true}}"),
}


def by_definition(rows, days, look, hit, beyond, where=None, among=None):
    """Hits, rows and rows beyond the data of each agent: every row against every other."""
    found = [[0, 0, 0] for _ in range(3)]
    stamps = [r["created_at"] for r in rows if r["created_at"] is not None]
    sign = 1 if look == "back" else -1
    for row in rows:
        stamp, key = row["created_at"], (row["customer_id"], row["category"])
        if stamp is None or not START <= stamp < END or row["agent"] < 0 or None in key:
            continue
        if where and not where(row["channel"]):
            continue
        edge = stamp - sign * days * DAY
        if beyond == "exclude" and not min(stamps) <= edge <= max(stamps):
            found[row["agent"]][2] += 1
            continue
        repeated = any(
            other["created_at"] is not None
            and 0 < sign * (stamp - other["created_at"]) <= days * DAY
            and (other["customer_id"], other["category"]) == key
            and (among is None or among(other["channel"]))
            for other in rows
        )
        found[row["agent"]][0] += repeated == (hit == "repeated")
        found[row["agent"]][1] += 1
    return found


EXPECTED = {
    "back": (7, "back", "repeated", "exclude"),
    "ahead": (3, "ahead", "repeated", "exclude", lambda c: c == "chat"),
    "fcr": (7, "ahead", "not_repeated", "as_seen", None, lambda c: c not in (None, "mail")),
    "rest": (10, "back", "not_repeated", "as_seen", lambda c: c is not None),
}


def counted(found):
    """Hits, rows and rows beyond the data of each agent, as the engine has them."""
    none = np.zeros(3, np.int64)
    beyond = found.excluded.get("beyond_data", none)
    above = found.numerator // 100
    return np.stack([above, found.volume, beyond], axis=1).tolist()


@settings(SURVEYED, max_examples=40)
@given(rows=ROWS, data=st.data(), room=st.sampled_from([1, 4, 10**6]), held=st.integers(0, 2))
def test_any_order_split_spill_and_thread_gives_what_the_definition_gives(
    tmp_path, monkeypatch, rows, data, room, held
):
    monkeypatch.setattr(contacts, "_ROOM", room)
    monkeypatch.setattr(repeats, "_AT_ONCE", room)
    plan, people = plan_with(tmp_path, **MEASURES), agents(3, start=START, end=END)
    expected = {name: by_definition(rows, *how) for name, how in EXPECTED.items()}
    batch = facts(plan, *rows)
    order = data.draw(st.permutations(range(len(rows))))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=5)))
    pieces = [order[a:b] for a, b in pairwise([0, *cuts, len(rows)])]
    batches = [taken(batch, piece) for piece in pieces if piece] if rows else []
    for kernels in (reference, compiled):
        total = empty(plan, people)
        for piece in batches:  # each on a machine of its own, and sent
            part = Tallying(plan, people, kernels, Keeper(held * 100))
            part.take(piece)
            sent = pickle.loads(pickle.dumps(part.tally()))
            total = add(sent, total) if data.draw(st.booleans()) else add(total, sent)
        for threads in (1, 2):
            merged = values(plan, people, total, kernels, threads)
            streamed, _ = measure(plan, people, [[b] for b in batches], kernels, threads)
            for name in MEASURES:
                assert counted(merged[name]) == expected[name], name
                assert counted(streamed[name]) == expected[name], name


@pytest.mark.parametrize("at_once", [1, 3, 10, 40])
def test_a_share_that_is_cut_by_time_is_judged_as_if_it_were_not(tmp_path, monkeypatch, at_once):
    """Rows at midnight, cut at midnight: what is carried from span to span decides."""
    monkeypatch.setattr(repeats, "_AT_ONCE", at_once)
    monkeypatch.setattr(repeats, "_PARTS", 30)
    dice = np.random.default_rng(at_once)
    days = [30, *dice.integers(30, 60, 40).tolist()]
    rows = [
        at(d * DAY, int(dice.integers(-1, 3)), "CD"[int(dice.integers(2))], channel="chat")
        for d in days
    ]
    rows += [at(stamp, customer=who, channel="mail") for stamp in (START, END - 1) for who in "CD"]
    # Some come seven days after the one before them, to the microsecond, over several cuts.
    own = (START, 37 * DAY, 44 * DAY, 52 * DAY, END - 1)
    rows += [at(stamp, 1, "E", channel="chat") for stamp in own]
    batch = facts(plan_with(tmp_path, **MEASURES), *rows)
    people = agents(3, start=START, end=END)
    found, _ = measure(plan_with(tmp_path, **MEASURES), people, [[batch]])
    for name, how in EXPECTED.items():
        assert counted(found[name]) == by_definition(rows, *how), name


def test_keys_that_share_a_half_are_not_confused():
    high = np.array([7, 7, 7, 7, -7, 7], np.int64)
    low = np.array([2, 1, 2, 1, 2, 1], np.int64)
    stamp = np.array([10, 20, 30, 40, 15, 5], np.int64)
    order = repeats.by_key_and_stamp(high, low, stamp)
    assert order.tolist() == [4, 5, 1, 3, 0, 2]
    sought = np.array([True, True, True, False, True, True])
    apart = repeats.nearest(high[order], low[order], stamp[order], sought[order])
    assert apart.tolist() == [2**62, 2**62, 15, 20, 2**62, 20]

"""The small tables: exact or refused, and cut to a plan and a period."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import DataError
from scoring.exact.period import parse_period
from scoring.intake.folder import open_folder
from scoring.intake.tables import canonical_tables, read_roster
from scoring.plan.load import load_plan
from tests.intake.folders import contacts, days, people, write
from tests.months import PLAN

OCTOBER = parse_period("2026-10")
GIVEN = """\
  rating:
    {title: Rating, kind: given, given: rating, unit: points, better: higher, places: 1,
     volume_min: 0, missing: exclude}
components:
"""


@pytest.fixture
def plan(tmp_path):
    """Loads the small plan, with pieces of its text replaced."""

    def load(*changes):
        text = PLAN
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path = tmp_path / "plan.yaml"
        path.write_text(text, encoding="utf-8")
        return load_plan(path)

    return load


def problems(folder, plan):
    with pytest.raises(DataError) as caught:
        read_roster(open_folder(folder), plan, OCTOBER)
    return [(p.code, p.where, p.what.split(":")[0]) for p in caught.value.problems]


def told(found):
    return {(f.code, f.rule): f.reason.rsplit(": ", 1)[-1] for f in found.findings}


def test_a_roster_is_cut_to_the_period(tmp_path, plan):
    found = read_roster(open_folder(write(tmp_path / "d")), plan(), OCTOBER)
    roster = found.roster
    assert roster.agent_ids == ("a1", "b2", "c3")
    assert found.known_agents == {"a1": 0, "b2": 1, "c3": 2}
    assert [*roster.columns["region"]] == ["north", "north", "south"]
    assert [*roster.columns["manager_id"]] == [None, None, None]
    assert roster.bonus_base.tolist()[:2] == [10_000_000, 9_000_000]
    assert roster.has_base.tolist() == [True, True, False]
    assert roster.fte.tolist() == [10_000] * 3
    assert roster.employed_days.tolist() == [31] * 3
    first = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    assert roster.starts_us.tolist() == [int(first.timestamp()) * 10**6] * 3
    assert (roster.ends_us - roster.starts_us).tolist() == [31 * 86_400 * 10**6] * 3
    assert found.findings == ()  # who lacks a base is told with the pay, by the earnings


def test_shift_and_tenure_come_with_the_roster_and_choose_who_is_in(tmp_path, plan):
    # From 2 October to the end of the month, the first of November, it is 30 days; b2 began on it.
    hired = days("2026-10-02", "2026-11-01", None)
    roster = people(shift=pa.array(["night", None, "day"]), hire_date=hired)
    folder = open_folder(write(tmp_path / "d", roster=roster))
    found = read_roster(folder, plan(), OCTOBER).roster
    assert found.agent_ids == ("a1", "c3")  # b2 is not employed yet
    assert found.columns["shift"].tolist() == ["night", "day"]
    tenure = found.numbers["tenure_days"]
    assert (tenure.values[0], tenure.known.tolist()) == (30, [True, False])
    for least, agents in (("30", ("a1",)), ("31", None)):
        who = f"applies_to:\n  where: {{tenure_days: {{at_least: {least}}}, shift: night}}\n"
        asked = plan(("applies_to:\n  everyone: true\n", who))
        if agents is None:
            assert problems(folder.path, asked)[0][0] == "nobody-in-plan"
        else:
            assert read_roster(folder, asked, OCTOBER).roster.agent_ids == agents


def test_rows_in_another_order_give_the_same(tmp_path, plan):
    one = write(tmp_path / "d")
    other = write(tmp_path / "e", roster=people().take(pa.array([2, 0, 1])))
    a, b = (read_roster(open_folder(d), plan(), OCTOBER) for d in (one, other))
    texts = [{k: words.tolist() for k, words in found.roster.columns.items()} for found in (a, b)]
    assert texts[0] == texts[1]
    assert a.known_agents == b.known_agents
    assert canonical_tables(open_folder(one)) == canonical_tables(open_folder(other))


def moved(**columns):
    """a1 moves from north to south on the 11th; b2 left in September; c3 starts in November."""
    return people(
        agent_id=pa.array(["a1", "b2", "c3", "a1"]),
        from_date=days("2026-10-11", "2026-01-01", "2026-11-01", "2026-01-01"),
        to_date=days(None, "2026-09-30", None, "2026-10-10"),
        team=pa.array(["t2", "t1", "t2", "t1"]),
        region=pa.array(["south", "north", "south", "north"]),
        role=pa.array(["lead", "specialist", "trainer", "specialist"]),
        bonus_base=pa.array([2000.5, 1, 1, 1000]),
        currency=pa.array(["CNY"] * 4),
        **columns,
    )


@pytest.mark.parametrize(
    ("as_of", "region", "base"),
    [("period_end", "south", 20_005_000), ("period_start", "north", 10_000_000)],
)
def test_the_plan_says_which_row_of_a_mover_holds(tmp_path, plan, as_of, region, base):
    d = write(tmp_path / "d", roster=moved())
    found = read_roster(open_folder(d), plan(("period_end", as_of)), OCTOBER)
    assert found.roster.agent_ids == ("a1",)
    assert found.known_agents == {"a1": 0, "b2": -2, "c3": -2}
    assert [*found.roster.columns["region"]] == [region]
    assert found.roster.bonus_base.tolist() == [base]
    assert found.roster.employed_days.tolist() == [31]
    assert told(found) == {
        ("not-in-plan", "no-roster-row"): "2",
        ("agent-moved", "roster_as_of"): "1",
    }


def test_days_employed_are_days_of_rows_and_employment(tmp_path, plan):
    # a1: 11th to 31st by the row's first day, 21 days; b2: hired on the 30th, 2 days;
    # c3: left on the 5th, its last day, 5 days.
    roster = people(
        from_date=days("2026-10-11", "2026-01-01", "2026-01-01"),
        hire_date=days(None, "2026-10-30", "2020-01-01"),
        leave_date=days(None, None, "2026-10-05"),
        fte=pa.array([1.0, 0.5, None]),
    )
    found = read_roster(open_folder(write(tmp_path / "d", roster=roster)), plan(), OCTOBER)
    assert found.roster.employed_days.tolist() == [21, 2, 5]
    assert found.roster.fte.tolist() == [10_000, 5_000, 10_000]


def test_who_was_not_employed_is_not_in_the_plan(tmp_path, plan):
    roster = people(leave_date=days("2026-09-30", "2026-10-01", None))
    found = read_roster(open_folder(write(tmp_path / "d", roster=roster)), plan(), OCTOBER)
    assert found.known_agents == {"a1": -2, "b2": 0, "c3": 1}
    assert found.roster.employed_days.tolist() == [1, 31]
    assert told(found)["not-in-plan", "not-employed"] == "1"


def test_the_plan_applies_to_whom_it_says(tmp_path, plan):
    roster = people(hire_date=days("2026-08-03", None, "2020-01-01"))
    d = write(tmp_path / "d", roster=roster)
    by_role = plan(("everyone: true", "where: {role: specialist}"))
    found = read_roster(open_folder(d), by_role, OCTOBER)
    assert found.known_agents == {"a1": 0, "b2": 1, "c3": -2}
    assert told(found)["not-in-plan", "outside-applies-to"] == "1"
    # From 3 August to the end of October are 29 + 30 + 31 = 90 days.
    for least, known in ((90, {"a1": 0, "b2": -2, "c3": 1}), (91, {"a1": -2, "b2": -2, "c3": 0})):
        found = read_roster(
            open_folder(d), plan(("everyone: true", f"service_days_min: {least}")), OCTOBER
        )
        assert found.known_agents == known
        assert told(found)["not-in-plan", "unknown-hire-date"] == "1"


def test_service_is_counted_from_the_hire_date_to_the_end_of_the_period(tmp_path, plan):
    # To 31 October inclusive: from 3 August 90 days; one day of service from the 31st itself.
    roster = people(hire_date=days("2026-08-03", None, "2026-10-31"))
    found = read_roster(open_folder(write(tmp_path / "d", roster=roster)), plan(), OCTOBER)
    tenure = found.roster.numbers["tenure_days"]
    assert tenure.known.tolist() == [True, False, True]
    assert tenure.values[tenure.known].tolist() == [90, 1]
    found = read_roster(open_folder(write(tmp_path / "e", roster=people())), plan(), OCTOBER)
    assert not found.roster.numbers["tenure_days"].known.any()


def test_nobody_in_the_plan_is_an_error(tmp_path, plan):
    d = write(tmp_path / "d")
    nobody = plan(("everyone: true", "where: {role: nobody}"))
    assert [p[0] for p in problems(d, nobody)] == ["nobody-in-plan"]


def test_regions_keep_their_own_midnight(tmp_path, plan):
    d = write(tmp_path / "d")
    zones = "zone: UTC\n  zones: {north: Asia/Shanghai, south: Asia/Tokyo}\n"
    regional = ("period_zone: plan", "period_zone: region")
    roster = read_roster(open_folder(d), plan(regional, ("zone: UTC\n", zones)), OCTOBER).roster
    hours = [8, 8, 9]
    first = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
    starts = [int((first - dt.timedelta(hours=h)).timestamp()) * 10**6 for h in hours]
    assert roster.starts_us.tolist() == starts
    one = plan(regional, ("zone: UTC\n", "zone: UTC\n  zones: {north: Asia/Shanghai}\n"))
    assert problems(d, one) == [
        (
            "no-zone",
            "roster.parquet, column region",
            "regions without a zone in the plan",
        )
    ]
    with pytest.raises(DataError) as caught:
        read_roster(open_folder(d), one, OCTOBER)
    assert caught.value.problems[0].what.endswith("'south'; agents in them: 1")


def test_a_roster_without_pay_gives_scorecards(tmp_path, plan):
    d = write(tmp_path / "d", roster=people().drop_columns(["bonus_base", "currency"]))
    found = read_roster(open_folder(d), plan(), OCTOBER)
    assert found.roster.has_base.tolist() == [False] * 3
    (finding,) = found.findings
    assert finding.code == "no-bonus-base"
    assert "scorecards, no pay" in finding.reason


@pytest.mark.parametrize(
    ("columns", "code", "column", "what"),
    [
        ({"agent_id": pa.array(["a1", None, "c3"])}, "null-id", "agent_id", "row 2"),
        ({"from_date": days("2026-01-01", None, None)}, "null-value", "from_date", "row 2, 3"),
        ({"to_date": days("2025-12-31", None, None)}, "ends-before-start", "to_date", "row 1"),
        ({"currency": pa.array(["CNY", "XXX", None])}, "unknown-word", "currency", "row 2"),
        ({"bonus_base": pa.array([-1, 0, 1])}, "out-of-range", "bonus_base", "row 1"),
        ({"bonus_base": pa.array([0.00001, 0, 1])}, "too-many-places", "bonus_base", "row 1"),
        ({"bonus_base": pa.array([float("nan"), 0, 1])}, "not-finite", "bonus_base", "row 1"),
        ({"fte": pa.array([1.0, 2.0001, 0.5])}, "out-of-range", "fte", "row 2"),
        ({"name": pa.array(["A", "B\u202e", "C"])}, "unsafe-text", "name", "row 2"),
        (
            {
                "hire_date": days("2026-01-02", None, None),
                "leave_date": days("2026-01-01", None, None),
            },
            "leaves-before-hire",
            "leave_date",
            "row 1",
        ),
    ],
)
def test_a_fault_in_the_roster_is_an_error(tmp_path, plan, columns, code, column, what):
    d = write(tmp_path / "d", roster=people(**columns))
    assert problems(d, plan()) == [(code, f"roster.parquet, column {column}", what)]


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-01-01", None), ("2026-10-10", "2026-12-31"), ("2025-01-01", "2026-01-01")],
)
def test_rows_of_an_agent_may_not_overlap(tmp_path, plan, first, last):
    # The second row is the agent's again: a1 from January on to 10 October, last day included.
    roster = people(
        agent_id=pa.array(["a1", "a1", "c3"]),
        from_date=days("2026-01-01", first, "2026-01-01"),
        to_date=days("2026-10-10", last, None),
    )
    (problem,) = problems(write(tmp_path / "d", roster=roster), plan())
    assert problem[:2] == ("overlapping-rows", "roster.parquet, column from_date")
    assert problem[2] in ("row 1", "row 2")


def test_rows_that_touch_do_not_overlap(tmp_path, plan):
    d = write(tmp_path / "d", roster=moved())
    assert read_roster(open_folder(d), plan(), OCTOBER).roster.agent_ids == ("a1",)


def target_table(*rows):
    names = ("level", "level_id", "measure", "name", "value")
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    values = pa.array([Decimal(v) for v in columns.pop("value")], pa.decimal128(13, 3))
    texts = {name: pa.array(words, pa.string()) for name, words in columns.items()}
    return pa.table(texts | {"value": values})


def test_the_most_specific_target_wins(tmp_path, plan):
    rows = [
        ("all", None, "csat", "target", "1"),
        ("region", "north", "csat", "target", "2"),
        ("role", "specialist", "csat", "target", "3"),
        ("team", "t1", "csat", "target", "4"),
        ("agent", "a1", "csat", "target", "4.5"),
    ]
    # a1 and b2 are specialists of t1 in north, c3 is a trainer of t2 in south.
    expected = [
        ([1, 1, 1], 1),
        ([2, 2, 1], 2),
        ([3, 3, 1], 3),
        ([4, 4, 1], 4),
        ([4.5, 4, 1], 5),
    ]
    for values, count in expected:
        d = write(tmp_path / str(count), targets=target_table(*reversed(rows[:count])))
        roster = read_roster(open_folder(d), plan(), OCTOBER).roster
        units, known = roster.targets["csat", "target"]
        assert units.tolist() == [v * 100 for v in values]  # the measure has two places
        assert known.all()


def test_targets_may_leave_agents_without_one(tmp_path, plan):
    d = write(
        tmp_path / "d",
        targets=target_table(
            ("team", "t2", "csat", "target", "4.25"),
            ("team", "t9", "csat", "target", "4"),
            ("all", None, "speed", "target", "4"),
        ),
    )
    found = read_roster(open_folder(d), plan(), OCTOBER)
    units, known = found.roster.targets["csat", "target"]
    assert known.tolist() == [False, False, True]
    assert units[2] == 425
    assert ("speed", "target") not in found.roster.targets
    assert told(found)["unknown-measure", "measure"] == "'speed' 1"
    assert told(found)["target-for-nobody", "level_id"] == "1, of team 't9'"
    asks = plan(
        ("    missing: exclude\n", "    missing: exclude\n    anchors: {target: targets}\n")
    )
    assert told(read_roster(open_folder(d), asks, OCTOBER))["no-target", "csat/target"] == "2"


def test_targets_that_nothing_can_be_divided_by_are_counted_by_measure(tmp_path, plan):
    # a1 has 0, b2 less than that, and then the least above it; the third agent has none.
    asks = plan(
        ("    missing: exclude\n", "    missing: exclude\n    anchors: {target: targets}\n")
    )
    for low, count in (("-1", "2"), ("0.01", "1")):
        rows = [("agent", "a1", "csat", "target", "0"), ("agent", "b2", "csat", "target", low)]
        d = write(tmp_path / count, targets=target_table(*rows))
        found = told(read_roster(open_folder(d), asks, OCTOBER))
        assert found["target-not-positive", "csat/target"] == count
        assert found["no-target", "csat/target"] == "1"


@pytest.mark.parametrize(
    "row",
    [
        ("all", None, "cast", "target", "4"),
        ("all", None, "csat", "goal", "4"),
        ("region", "nowhere", "csat", "target", "4"),
    ],
)
def test_a_target_that_reaches_nobody_is_an_error(tmp_path, plan, row):
    asks = plan(
        ("    missing: exclude\n", "    missing: exclude\n    anchors: {target: targets}\n")
    )
    d = write(tmp_path / "d", targets=target_table(row))
    with pytest.raises(DataError) as refused:
        read_roster(open_folder(d), asks, OCTOBER)
    (problem,) = refused.value.problems
    assert problem.code == "nobody-targeted"
    assert "'csat'" in problem.what


@pytest.mark.parametrize(("agent", "name"), [("a1", "ratng"), ("zz", "rating")])
def test_a_given_name_that_reaches_nobody_is_an_error(tmp_path, plan, agent, name):
    given = pa.table({"agent_id": [agent], "name": [name], "value": pa.array([4.0])})
    d = write(tmp_path / "d", given=given)
    with pytest.raises(DataError) as refused:
        read_roster(open_folder(d), plan(("components:\n", GIVEN)), OCTOBER)
    (problem,) = refused.value.problems
    assert problem.code == "nobody-given"
    assert f"rows named {name}" in problem.what


def test_faults_in_targets_are_errors(tmp_path, plan):
    bad = target_table(
        ("all", "x", "csat", "target", "1"),
        ("team", None, "csat", "target", "1"),
        ("squad", "t1", "csat", "target", "1000000000"),
    )
    assert {p[::2] for p in problems(write(tmp_path / "d", targets=bad), plan())} == {
        ("level-without-id", "row 1, 2"),
        ("unknown-word", "row 3"),
        ("out-of-range", "row 3"),
    }
    bad = target_table(
        ("all", None, "csat", "target", "1"),
        ("team", "t1", "csat", "target", "1.001"),
    )
    assert problems(write(tmp_path / "e", targets=bad), plan()) == [
        ("too-many-places", "targets.parquet, column value", "row 2"),
    ]
    twice = ("all", None, "csat", "target")
    bad = target_table((*twice, "1"), ("team", "t1", "csat", "target", "1"), (*twice, "2"))
    assert problems(write(tmp_path / "f", targets=bad), plan()) == [
        ("repeated-key", "targets.parquet, column level", "row 3")
    ]


@pytest.mark.parametrize(
    "values",
    [
        pa.array(["4.5", None, "3", "1"]),
        pa.array([4.5, None, 3, 1]),
        pa.array([Decimal("4.5"), None, Decimal(3), Decimal(1)], pa.decimal128(9, 2)),
    ],
)
def test_given_values_come_in_many_types(tmp_path, plan, values):
    given = pa.table(
        {
            "agent_id": ["a1", "b2", "c3", "zz"],
            "name": ["rating", "rating", "rating", "mood"],
            "value": values,
            "volume": [2, 3, 4, 5],
        }
    )
    d = write(tmp_path / "d", given=given)
    found = read_roster(open_folder(d), plan(("components:\n", GIVEN)), OCTOBER)
    units, volume, known = found.roster.given["rating"]
    assert known.tolist() == [True, False, True]
    assert units[known].tolist() == [4_500_000_000, 3_000_000_000]
    assert volume.tolist() == [2, 0, 4]
    assert told(found)["unknown-agent", "unknown-agent"] == "1"
    assert told(found)["given-not-asked", "given-not-asked"] == "1"
    alone = write(tmp_path / "e", given=given.drop_columns(["volume"]))
    found = read_roster(open_folder(alone), plan(("components:\n", GIVEN)), OCTOBER)
    assert found.roster.given["rating"][1].tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("values", "rule", "rows"),
    [
        (["1e3", "4"], "not-a-number", "row 1"),
        (["4", "0.1234567891234"], "too-many-places", "row 2"),
        (["4", "1000000000"], "out-of-range", "row 2"),
    ],
)
def test_faults_in_given_values_are_errors(tmp_path, plan, values, rule, rows):
    given = pa.table({"agent_id": ["a1", "b2"], "name": ["rating"] * 2, "value": values})
    assert problems(write(tmp_path / "d", given=given), plan()) == [
        (rule, "given.parquet, column value", rows)
    ]


def test_a_value_may_be_given_once(tmp_path, plan):
    given = pa.table({"agent_id": ["a1", "a1"], "name": ["rating"] * 2, "value": [1, 1]})
    assert problems(write(tmp_path / "d", given=given), plan()) == [
        ("repeated-key", "given.parquet, column agent_id", "row 2")
    ]


def test_faults_of_all_tables_are_told_at_once(tmp_path, plan):
    d = write(
        tmp_path / "d",
        roster=people(fte=pa.array([3, 1, 1])),
        targets=target_table(("all", "x", "csat", "target", "1")),
        given=pa.table({"agent_id": ["a1"], "name": ["rating"], "value": ["x"]}),
    )
    assert [p[1].split(",")[0] for p in problems(d, plan())] == [
        "roster.parquet",
        "targets.parquet",
        "given.parquet",
    ]


def test_copies_are_canonical(tmp_path):
    given = pa.table({"agent_id": ["b2", "a1"], "name": ["r", "r"], "value": ["4.50", None]})
    tables = canonical_tables(open_folder(write(tmp_path / "d", given=given)))
    assert list(tables) == ["roster.parquet", "given.parquet"]
    assert tables["given.parquet"].to_pylist() == [
        {"agent_id": "a1", "name": "r", "value": None},
        {"agent_id": "b2", "name": "r", "value": Decimal("4.500000000")},
    ]
    roster = tables["roster.parquet"]
    assert roster.schema.field("bonus_base").type == pa.decimal128(18, 4)
    assert roster["from_date"].to_pylist() == [dt.date(2026, 1, 1)] * 3
    assert roster["to_date"].null_count == 3
    assert np.array_equal(roster["agent_id"].to_pylist(), ["a1", "b2", "c3"])


def test_copies_are_refused_where_a_row_is_at_fault(tmp_path):
    d = write(tmp_path / "d", roster=people(fte=pa.array([1, 3, 1])))
    with pytest.raises(DataError) as caught:
        canonical_tables(open_folder(d))
    assert [p.code for p in caught.value.problems] == ["out-of-range"]


def test_a_small_table_that_cannot_be_read_after_all(tmp_path, plan):
    d = write(tmp_path / "d")
    plainly = {"compression": "none", "use_dictionary": False, "write_statistics": False}
    file = d / "roster.parquet"
    pq.write_table(people(), file, write_page_checksum=True, **plainly)
    data = bytearray(file.read_bytes())
    data[data.index(b"specialist")] ^= 1
    file.write_bytes(data)
    assert [p[:2] for p in problems(d, plan())] == [("unreadable", "roster.parquet")]


def test_an_amount_table_needs_a_currency_and_no_base(tmp_path, plan):
    table = """    start:
      on: score
      amounts:
        mode: whole
        below: {CNY: 0, JPY: 0}
        bands: [{from: 80, gives: {CNY: 100, JPY: 2000}}]
"""
    old = PLAN[PLAN.index("    start:\n") : PLAN.index("    multipliers:")]
    by_table = plan((old, table))
    found = read_roster(open_folder(write(tmp_path / "d")), by_table, OCTOBER)
    assert found.findings == ()
    without = people().drop_columns(["bonus_base", "currency"])
    found = read_roster(open_folder(write(tmp_path / "e", roster=without)), by_table, OCTOBER)
    assert [f.reason for f in found.findings] == ["the roster has no currency: scorecards, no pay"]


def test_ids_that_payroll_would_refuse_are_told_before(tmp_path, plan):
    table = people(agent_id=["王芳", "b2", "c3"])
    d = write(tmp_path / "d", rows=contacts(agent_id=["b2"] * 6), roster=table)
    paid = read_roster(open_folder(d), plan(), OCTOBER)
    assert told(paid)["not-for-payroll", "payroll-csv"] == "1"
    assert "王芳" not in str(paid.findings)
    bonus = PLAN[PLAN.index("pay:") :]
    unpaid = read_roster(open_folder(d), plan((bonus, "pay: none\n")), OCTOBER)
    assert ("not-for-payroll", "payroll-csv") not in told(unpaid)

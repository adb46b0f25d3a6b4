"""Reviews, events, adjustments, rates and promises: read exactly, refused with the row and why.

No plan asks for them yet; what is in them must be right all the same, and is kept with the run.
"""

from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from scoring.errors import DataError
from scoring.exact.period import parse_period
from scoring.intake.canonical import enter
from scoring.intake.contracts import Given, declared
from scoring.intake.folder import open_folder
from scoring.intake.small import canonical_tables, check_small, copied_files, read_small
from scoring.intake.tables import read_roster
from scoring.plan.load import load_plan
from tests.intake.folders import days, write
from tests.months import PLAN


def decimals(*values, places=4):
    return pa.array([v and Decimal(v) for v in values], pa.decimal128(18, places))


TABLES = {
    "reviews": {
        "agent_id": ["a1", "a1", "b2"],
        "reviewer_id": ["b2", None, "m1"],
        "relation": ["peer", "customer", "superior"],
        "item": ["teamwork", "teamwork", "teamwork"],
        "score": decimals("4.5", "5", None),
        "reviewed_on": days("2026-10-05", "2026-10-05", "2026-10-06"),
    },
    "events": {
        "event_id": ["e1", "e2", "e3"],
        "agent_id": ["a1", "b2", "a1"],
        "on": days("2026-10-01", "2026-10-02", "2026-10-31"),
        "category": ["praise", "lateness", "praise"],
        "points": decimals("2", "-1.5", "0"),
        "evidence": ["letter 12", None, "ticket T001"],
        "approver": ["m1", "m1", None],
    },
    "adjustments": {
        "adjustment_id": ["j1", "j2", "j3"],
        "agent_id": ["a1", "b2", "c3"],
        "period": ["2026-10", "2026-Q3", "2026"],
        "amount": decimals("100.05", "-2000", "0.5"),
        "currency": ["CNY", "JPY", "CNY"],
        "pay_code": ["B1", None, "B1"],
        "reason": ["bridge", "taken back", "rounding"],
        "approver": ["m1", "m1", "m2"],
    },
    "fx": {
        "from_currency": ["USD", "CNY", "USD"],
        "to_currency": ["CNY", "USD", "CNY"],
        "on": days("2026-10-01", "2026-10-01", "2026-10-02"),
        "rate": decimals("7.1234", "0.140382402224", "7.13", places=12),
        "source": ["central bank", "central bank", "central bank"],
    },
    "results": {
        "level": ["all", "region", "team"],
        "level_id": [None, "north", "t1"],
        "name": ["profit", "department", "ebitda"],
        "value": decimals("1250000000000.25", "1.1", "-3"),
    },
    "targets": {
        "level": ["all", "all", "team"],
        "level_id": [None, None, "t1"],
        "measure": ["csat", "speed", "speed"],
        "name": ["target", "target", "target"],
        "priority": [None, "urgent", "urgent"],
        "category": [None, None, None],
        "channel": [None, "chat", "chat"],
        "value": decimals("4.5", "900", "600"),
    },
}


def table(name, /, **columns):
    """A clean table of its kind, with columns replaced."""
    texts = {"category": pa.array([None] * 3, pa.string())} if name == "targets" else {}
    return pa.table(TABLES[name] | texts | columns)


def found(tmp_path, name, /, **columns):
    """What is wrong with the rows of a table, through the door that a run takes."""
    folder = open_folder(write(tmp_path / "d", **{name: table(name, **columns)}))
    _, problems = read_small(folder, f"{name}.parquet")
    return [(p.code, p.where, p.what) for p in problems]


@pytest.mark.parametrize("name", TABLES)
def test_a_clean_table_is_clean(tmp_path, name):
    assert found(tmp_path, name) == []


ISO = "not an ISO 4217 currency code such as CNY"
FAULTS = [
    ("reviews", {"relation": ["peer", "boss", "boss"]}, "unknown-word", "relation"),
    ("reviews", {"reviewer_id": ["a1", None, "m1"]}, "self-review", "reviewer_id"),
    ("reviews", {"score": decimals("-1", "1000", "1000.0001")}, "out-of-range", "score"),
    ("reviews", {"agent_id": ["a1", None, "b2"]}, "null-id", "agent_id"),
    ("reviews", {"item": ["a", " ", "b"]}, "blank-text", "item"),
    ("reviews", {"reviewed_on": days(None, "2026-10-05", None)}, "null-value", "reviewed_on"),
    ("events", {"points": decimals("1000", "-1000.0001", "0")}, "out-of-range", "points"),
    ("events", {"points": decimals("1", None, "1")}, "null-value", "points"),
    ("events", {"event_id": ["e1", "e1", "e1"]}, "repeated-key", "event_id"),
    ("events", {"approver": ["a1", "m1", None]}, "self-approved", "approver"),
    ("events", {"evidence": ["ok", "x" * 501, None]}, "unsafe-text", "evidence"),
    ("adjustments", {"period": ["2026-10", "2026-13", "Oct"]}, "not-a-period", "period"),
    ("adjustments", {"period": ["2026-10", "1899", "2201-01"]}, "not-a-period", "period"),
    ("adjustments", {"amount": decimals("0.005", "0.5", "1")}, "finer-than-currency", "amount"),
    ("adjustments", {"currency": ["CNY", "XXX", "cny"]}, "unknown-word", "currency"),
    ("adjustments", {"approver": ["a1", "m1", "m1"]}, "self-approved", "approver"),
    ("adjustments", {"approver": [None, "m1", None]}, "null-value", "approver"),
    ("adjustments", {"reason": ["x", None, "y"]}, "null-value", "reason"),
    ("adjustments", {"adjustment_id": ["j1", "j2", "j2"]}, "repeated-key", "adjustment_id"),
    ("results", {"level": ["all", "role", "team"]}, "unknown-word", "level"),
    ("results", {"level_id": ["x", "north", "t1"]}, "level-without-id", "level_id"),
    ("results", {"name": ["profit", None, "x"]}, "null-value", "name"),
    ("results", {"value": decimals("1", None, "2")}, "null-value", "value"),
    ("results", {"value": decimals("1", "1", "10000000000000.0001")}, "out-of-range", "value"),
    (
        "results",
        {"level": ["team"] * 3, "level_id": ["t1"] * 3, "name": ["x"] * 3},
        "repeated-key",
        "level",
    ),
    ("fx", {"rate": decimals("0", "1", "-1", places=12)}, "out-of-range", "rate"),
    ("fx", {"to_currency": ["USD", "USD", "CNY"]}, "same-currency", "to_currency"),
    ("fx", {"on": days(*["2026-10-01"] * 3)}, "repeated-key", "from_currency"),
    ("fx", {"source": [None, "bank", "bank"]}, "null-value", "source"),
    ("fx", {"rate": pa.array([7.1, float("inf"), 1.0])}, "not-finite", "rate"),
    ("targets", {"value": decimals("4.5", "900.5", "600")}, "not-whole-seconds", "value"),
    ("targets", {"priority": [None, "urgent", " "]}, "blank-text", "priority"),
]
SAID = {
    ("unknown-word", "relation"): (
        "row 2, 3: not one of superior, peer, customer or other_department"
    ),
    ("self-review", "reviewer_id"): "row 1: the reviewer is the agent who is reviewed",
    ("out-of-range", "score"): "row 1, 3: not within 0.0000 and 1000.0000",
    ("null-id", "agent_id"): "row 2: the id is empty",
    ("blank-text", "item"): "row 2: nothing but white space",
    ("null-value", "reviewed_on"): "row 1, 3: the value is empty",
    ("out-of-range", "points"): "row 2: not within -1000.0000 and 1000.0000",
    ("null-value", "points"): "row 2: the value is empty",
    ("repeated-key", "event_id"): "row 2, 3: an earlier row has the same event_id",
    ("self-approved", "approver"): "row 1: the approver is the agent whom it concerns",
    ("unsafe-text", "evidence"): (
        "row 2: not 1 to 500 characters free of control, direction and zero-width marks"
    ),
    ("not-a-period", "period"): (
        "row 2, 3: not a period such as 2026-10, 2026-Q4, 2026-H2 or 2026"
    ),
    ("finer-than-currency", "amount"): "row 1, 2: more decimal places than the currency has",
    ("unknown-word", "currency"): f"row 2, 3: {ISO}",
    ("null-value", "approver"): "row 1, 3: the value is empty",
    ("null-value", "reason"): "row 2: the value is empty",
    ("repeated-key", "adjustment_id"): "row 3: an earlier row has the same adjustment_id",
    ("out-of-range", "rate"): "row 1, 3: not within 0.000000000001 and 999999.999999999999",
    ("same-currency", "to_currency"): "row 1: both currencies are the same",
    ("repeated-key", "from_currency"): (
        "row 3: an earlier row has the same from_currency and to_currency and on"
    ),
    ("null-value", "source"): "row 1: the value is empty",
    ("not-finite", "rate"): "row 2: not a finite number",
    ("not-whole-seconds", "value"): (
        "row 2: with a priority, category or channel it is a promise, in whole seconds"
    ),
    ("blank-text", "priority"): "row 3: nothing but white space",
    ("unknown-word", "level"): "row 2: not one of team, region or all",
    ("level-without-id", "level_id"): "row 1: level all has no id, every other level has one",
    ("null-value", "name"): "row 2: the value is empty",
    ("null-value", "value"): "row 2: the value is empty",
    ("out-of-range", "value"): "row 3: not within -10000000000000.0000 and 10000000000000.0000",
    ("repeated-key", "level"): (
        "row 2, 3: an earlier row has the same level and level_id and name"
    ),
}


@pytest.mark.parametrize(("name", "columns", "rule", "column"), FAULTS)
def test_every_rule_is_told_with_its_rows(tmp_path, name, columns, rule, column):
    where = f"{name}.parquet, column {column}"
    assert found(tmp_path, name, **columns) == [(rule, where, SAID[rule, column])]


def test_all_faults_of_all_tables_end_a_run_at_once(tmp_path, plan):
    bad = {
        "fx": table("fx", source=[None, "bank", "bank"]),
        "events": table("events", event_id=["e1", "e1", "e3"]),
        "adjustments": table("adjustments", currency=["CNY", "JPY", "XYZ"]),
        "reviews": table("reviews", relation=["peer", "peer", "none"]),
    }
    folder = open_folder(write(tmp_path / "d", **bad))
    with pytest.raises(DataError) as caught:
        read_roster(folder, plan, parse_period("2026-10"))
    assert caught.value.exit_code == 3
    assert [(p.code, p.where.split(".")[0]) for p in caught.value.problems] == [
        ("unknown-word", "reviews"),
        ("repeated-key", "events"),
        ("unknown-word", "adjustments"),
        ("null-value", "fx"),
    ]
    with pytest.raises(DataError):
        canonical_tables(folder)


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN, encoding="utf-8")
    return load_plan(path)


def test_reviewers_who_are_not_told_may_agree(tmp_path):
    same = {
        "agent_id": ["a1"] * 3,
        "relation": ["customer"] * 3,
        "reviewed_on": days(*["2026-10-05"] * 3),
    }
    nobody = pa.array([None] * 3, pa.string())
    assert found(tmp_path, "reviews", **same, reviewer_id=nobody) == []
    by_one = found(tmp_path, "reviews", **same, reviewer_id=["k1", None, "k1"])
    assert [(code, what.split(":")[0]) for code, _, what in by_one] == [("repeated-key", "row 3")]
    without = table("reviews", **same).drop_columns(["reviewer_id"])
    folder = open_folder(write(tmp_path / "e", reviews=without))
    assert read_small(folder, "reviews.parquet")[1] == []


def test_a_missing_column_and_a_strange_one_are_told_by_the_footer(tmp_path):
    bad = table("adjustments").rename_columns({"approver": "aprover"})
    d = write(tmp_path / "d", adjustments=bad, fx=table("fx", rate=["7", "0.1", "7"]))
    with pytest.raises(DataError) as caught:
        open_folder(d)
    assert [(p.code, p.where, p.hint) for p in caught.value.problems] == [
        ("missing-column", "adjustments.parquet", "Did you mean 'aprover'?"),
        ("unknown-column", "adjustments.parquet, column aprover", "Did you mean 'approver'?"),
        ("wrong-type", "fx.parquet, column rate", "Store the column as one of these types."),
    ]
    assert "holds string, expected decimal128 with at most 12 places" in str(caught.value)


def test_what_no_rule_uses_is_told_and_part_of_the_run(tmp_path, plan):
    d = write(tmp_path / "d", **{name: table(name) for name in TABLES})
    folder = open_folder(d)
    unused = [f"{name}.parquet" for name in sorted({*TABLES} - {"targets"})]
    why = "read and checked; no rule of this version uses it"
    assert [(f.code, f.file, f.reason) for f in folder.findings] == [
        ("checked-not-used", name, why) for name in unused
    ]
    assert {f.name for f in folder.files} >= set(unused)
    told = read_roster(folder, plan, parse_period("2026-10")).findings
    assert ("promise-not-asked", "targets.parquet") in {(f.code, f.file) for f in told}
    (promised,) = (f.reason for f in told if f.code == "promise-not-asked")
    assert promised.endswith("which no plan asks for: 2")


def test_agents_whom_the_roster_does_not_have_are_counted(tmp_path, plan):
    strange = table("events", agent_id=["a1", "zz", "yy"])
    folder = open_folder(write(tmp_path / "d", events=strange, reviews=table("reviews")))
    told = read_roster(folder, plan, parse_period("2026-10")).findings
    assert [(f.file, f.reason) for f in told if f.code == "unknown-agent"] == [
        ("events.parquet", "rows for agents not on the roster: 2")
    ]


def test_a_promise_is_no_target_of_an_agent(tmp_path, plan):
    # The promise is more specific by its level, and must not stand in for the target.
    rows = table(
        "targets",
        measure=["csat"] * 3,
        level=["all", "agent", "team"],
        level_id=[None, "a1", "t1"],
        value=decimals("4.5", "2", "3"),
    )
    folder = open_folder(write(tmp_path / "d", targets=rows))
    roster = read_roster(folder, plan, parse_period("2026-10")).roster
    units, known = roster.targets["csat", "target"]
    assert units.tolist() == [450, 450, 450]
    assert known.all()
    # Without its class the same row is one.
    plain = rows.drop_columns(["priority", "channel", "category"])
    folder = open_folder(write(tmp_path / "e", targets=plain))
    roster = read_roster(folder, plan, parse_period("2026-10")).roster
    assert roster.targets["csat", "target"][0].tolist() == [200, 300, 450]


def test_a_class_is_part_of_a_targets_key(tmp_path):
    same = {
        "level": ["all"] * 3,
        "level_id": pa.array([None] * 3, pa.string()),
        "measure": ["speed"] * 3,
        "value": decimals("900", "900", "900"),
    }
    differ = {"priority": ["urgent", "urgent", None], "channel": ["chat", "mail", "chat"]}
    assert found(tmp_path, "targets", **same, **differ) == []
    (problem,) = found(
        tmp_path, "targets", **same, priority=["urgent"] * 3, channel=["chat", "mail", "chat"]
    )
    key = "level and level_id and measure and name and priority and category and channel"
    assert problem[2] == f"row 3: an earlier row has the same {key}"


def large(array):
    return array.cast(pa.large_string())


def coded(array):
    return array.cast(pa.string()).dictionary_encode()


@pytest.mark.parametrize("name", TABLES)
def test_other_physical_types_and_orders_say_the_same(tmp_path, name):
    plain = table(name)
    other = plain.take(pa.array([2, 0, 1]))
    for i, one in enumerate(plain.column_names):
        column = other[one].combine_chunks()
        if pa.types.is_string(column.type):
            column = large(column) if i % 2 else coded(column)
        elif pa.types.is_decimal128(column.type):
            column = column.cast(pa.decimal128(38, column.type.scale))
        other = other.set_column(i, one, column)
    first, second = (
        canonical_tables(open_folder(write(tmp_path / at, **{name: t})))[f"{name}.parquet"]
        for at, t in (("d", plain), ("e", other))
    )
    assert first.equals(second)
    assert first.num_rows == 3


def test_numbers_of_every_type_are_the_same_numbers(tmp_path):
    said = [["7.5", "85000.5", "0.25"], [7.5, 85000.5, 0.25]]
    kinds = [pa.array([Decimal(v) for v in said[0]], pa.decimal128(38, 2)), pa.array(said[1])]
    kinds.append(pa.array(said[1], pa.float32()))
    copies = [
        canonical_tables(open_folder(write(tmp_path / str(i), fx=table("fx", rate=k))))
        for i, k in enumerate(kinds)
    ]
    # Ordered by currencies and days, the rate of the second row comes first.
    assert copies[0]["fx.parquet"]["rate"].to_pylist() == [
        Decimal("85000.5"),
        Decimal("7.5"),
        Decimal("0.25"),
    ]
    assert copies[0]["fx.parquet"] == copies[1]["fx.parquet"] == copies[2]["fx.parquet"]


def test_every_small_table_is_copied_and_yaml_to_the_byte(tmp_path):
    d = write(tmp_path / "d", **{name: table(name) for name in TABLES})
    calendar = (
        b"calendar: north   # a comment stays\r\nzone: Asia/Shanghai\nhours: {monday: "
        b"[09:00-18:00], tuesday: closed, wednesday: closed, thursday: closed, friday: closed, "
        b"saturday: closed, sunday: closed}\nholidays: []\nworking_days: []\n"
    )
    controls = (
        b"system: desk\nperiod: {from: 2026-10-01, to: 2026-10-31, zone: UTC}\n"
        b"tables: {interactions: {rows: 6}}\n"
    )
    (d / "calendars").mkdir()
    (d / "calendars" / "north.yaml").write_bytes(calendar)
    (d / "controls.yaml").write_bytes(controls)
    folder = open_folder(d)
    assert copied_files(folder) == {
        "calendars/north.yaml": calendar,
        "controls.yaml": controls,
    }
    assert set(canonical_tables(folder)) == {"roster.parquet", *(f"{n}.parquet" for n in TABLES)}
    assert set(check_small(folder)) == set(canonical_tables(folder))
    assert [f.file for f in folder.findings if f.code == "checked-not-used"][1] == "calendars"


def test_the_rows_that_an_import_set_aside_are_a_known_file_that_nothing_reads(tmp_path):
    d = write(tmp_path / "d")
    aside = pa.table({"file": ["export.csv"], "row": [3], "raw": ['{"Id": "T9"}']})
    pq.write_table(aside, d / "import-quarantine.parquet")
    folder = open_folder(d)
    assert folder.others["import-quarantine.parquet"].rows == 1
    assert "import-quarantine.parquet" not in check_small(folder)
    assert "import-quarantine.parquet" not in canonical_tables(folder)
    pq.write_table(aside.drop_columns(["raw"]), d / "import-quarantine.parquet")
    with pytest.raises(DataError) as caught:
        open_folder(d)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("missing-column", "import-quarantine.parquet")
    ]


VALUE = declared(Given)["value"]
BOUND = 10**18 - 1


def entered(array):
    """The units that a given value enters as, and the rules that stopped others."""
    rows = enter(pa.record_batch({"value": array}), [VALUE], 1)
    column = rows.numbers["value"]
    values = zip(column.values.tolist(), column.known.tolist(), strict=True)
    return [v if k else None for v, k in values], {rule for _, rule in rows.faults}


def spelt(units):
    """Units of 10**-9 as plain text, written by hand of Python's own decimals."""
    return format(Decimal(units).scaleb(-9), "f")


@settings(max_examples=100, deadline=None)
@example(st.lists(st.integers(-BOUND, BOUND) | st.none(), min_size=1, max_size=8))
def test_a_given_value_loses_no_digit_as_text_or_decimal(units):
    texts = [None if u is None else spelt(u) for u in units]
    exact = [None if t is None else Decimal(t) for t in texts]
    arrays = [
        pa.array(texts, pa.string()),
        pa.array(texts, pa.large_string()),
        pa.array(texts, pa.string()).dictionary_encode(),
        pa.array(exact, pa.decimal128(18, 9)),
        pa.array(exact, pa.decimal128(38, 9)),
    ]
    for array in arrays:
        assert entered(array) == (units, set())


@settings(max_examples=100, deadline=None)
@example(st.lists(st.integers(-999_999_999, 999_999_999) | st.none(), min_size=1, max_size=8))
def test_a_given_value_may_be_a_whole_number(numbers):
    units = [None if n is None else n * 10**9 for n in numbers]
    for kind in (pa.int32(), pa.int64(), pa.float64(), pa.decimal128(19, 0)):
        assert entered(pa.array(numbers, pa.int64()).cast(kind)) == (units, set())


@settings(max_examples=200, deadline=None)
@example(st.floats(-999_999_999, 999_999_999))
def test_a_given_double_is_the_decimal_that_it_prints(x):
    # Python's own shortest text of the double is the other way to the number.
    exact = Decimal(repr(x)).scaleb(9)
    whole = exact == exact.to_integral_value()
    units, rules = entered(pa.array([x]))
    assert units == ([int(exact)] if whole else [None])
    assert rules == (set() if whole else {"too-many-places"})


@settings(max_examples=200, deadline=None)
@example(st.integers(-(10**15), 10**15), st.integers(0, 9))
def test_a_double_of_fifteen_digits_and_nine_places_is_taken(digits, places):
    number = Decimal(digits).scaleb(-places)
    if abs(number) <= 999_999_999:
        assert entered(pa.array([float(number)])) == ([int(number.scaleb(9))], set())


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        (["1e3", "4"], "not-a-number"),
        (["1,5", "4"], "not-a-number"),
        (["1 000", "4"], "not-a-number"),
        (["+4", "4"], "not-a-number"),
        (["٤", "4"], "not-a-number"),
        (["", "4"], "not-a-number"),
        (["NaN", "4"], "not-a-number"),
        (["0.1234567891234", "4"], "too-many-places"),
        ([0.1234567891234, 4.0], "too-many-places"),
        ([float("nan"), 4.0], "not-finite"),
        ([float("-inf"), 4.0], "not-finite"),
        (["1000000000", "4"], "out-of-range"),
        (["-1000000000", "4"], "out-of-range"),
        ([1e9, 4.0], "out-of-range"),
        ([-1e300, 4.0], "out-of-range"),
        ([2**60, 4], "out-of-range"),
    ],
)
def test_what_is_no_exact_value_is_refused(tmp_path, values, rule):
    given = pa.table({"agent_id": ["a1", "b2"], "name": ["rating"] * 2, "value": values})
    folder = open_folder(write(tmp_path / "d", given=given))
    _, problems = read_small(folder, "given.parquet")
    assert [(p.code, p.where, p.what.split(":")[0]) for p in problems] == [
        (rule, "given.parquet, column value", "row 1")
    ]


def test_zeros_at_the_end_are_no_digits(tmp_path):
    texts = pa.array(["4.500000000000", "-0", "007", "-0.000000001"])
    assert entered(texts) == ([4_500_000_000, 0, 7_000_000_000, -1], set())

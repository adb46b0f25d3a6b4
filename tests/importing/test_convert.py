"""Every way of reading a column, and what a profile may say beside it, on columns made by hand."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from pydantic import TypeAdapter

from scoring.importing.blocks import Block
from scoring.importing.profile.readings import ColumnReading, Numbers, Who
from scoring.importing.reading.convert import convert, where
from scoring.intake.contracts import with_company
from scoring.plan.conditions import Test

PLAIN = Numbers(mark="point", grouping="none")
KINDS = {"x_text": "text", "x_whole": "whole", "x_decimal": "decimal", "x_stamp": "stamp",
         "x_truth": "boolean"}  # fmt: skip
DECLARED = with_company(KINDS).columns
JULY = 1_688_205_600_000_000  # 2023-07-01 10:00 UTC, from `date -u -d 2023-07-01T10:00 +%s`
HOUR = 3_600_000_000


def block(columns):
    arrays = {name: pa.array(texts, pa.string()) for name, texts in columns.items()}
    size = len(next(iter(columns.values())))
    return Block(np.arange(11, 11 + size, dtype=np.int64), arrays)


def made(columns, zone="UTC", nulls=("",), numbers=PLAIN, **readings):
    """Convert a block by some readings, each written as in a profile."""
    read = {name: one if isinstance(one, Who) else TypeAdapter(ColumnReading).validate_python(one)
            for name, one in readings.items()}  # fmt: skip
    profile = SimpleNamespace(zone=zone, nulls=nulls, numbers=numbers)
    return convert(block(columns), profile, read, DECLARED)


def values(converted, name):
    """One column as a list, None where there is no value."""
    rows = converted.rows
    if name in rows.texts:
        return rows.texts[name].to_pylist()
    column = rows.numbers[name]
    return [int(v) if k else None for v, k in zip(column.values, column.known, strict=True)]


def faults(converted):
    """The faults by column and rule, as positions in the block."""
    return {key: np.flatnonzero(mask).tolist() for key, mask in converted.rows.faults.items()}


def condition(column, *words, **said):
    return [{"column": column, **({"one_of": list(words)} if words else {}), **said}]


def test_rows_keep_their_numbers_in_the_file():
    found = made({"a": ["x", "y"]}, x_text={"read": "text", "from": "a"})
    assert found.rows.places_in_file.tolist() == [11, 12]
    assert (found.filled, found.counts, found.blanked, faults(found)) == ({}, {}, {}, {})


def test_texts_of_several_columns_are_joined_and_null_where_one_part_is():
    columns = {"a": ["x", "", "x", "?"], "b": ["y", "y", "-", "?"]}
    for source, nulls, expected in [
        (["a", "b"], ("",), ["x y", None, "x -", "? ?"]),
        (["a", "b"], ("", "-"), ["x y", None, None, "? ?"]),
        ("a", ("?",), ["x", "", "x", None]),
        ("a", (), ["x", "", "x", "?"]),
    ]:
        found = made(columns, nulls=nulls, x_text={"read": "text", "from": source})
        assert values(found, "x_text") == expected
    people = made(columns, agent_id=Who.model_validate({"from": ["a", "b"]}))
    assert values(people, "agent_id") == ["x y", None, "x -", "? ?"]


def test_a_reading_may_have_its_own_words_for_no_value():
    said = {"read": "text", "from": "a", "nulls": ["none"]}
    assert values(made({"a": ["", "none"]}, x_text=said), "x_text") == ["", None]


def test_a_constant_is_the_same_in_all_rows():
    found = made({"a": ["1", "2"]}, cost_currency={"read": "constant", "word": "EUR"})
    assert values(found, "cost_currency") == ["EUR", "EUR"]


def test_a_stamp_has_its_fault_and_only_one():
    # 02:30 on 26 March 2023 was skipped in Berlin, and on 29 October it came twice.
    texts = [
        "01/07/2023 12:00",
        "",
        "x",
        "26/03/2023 02:30",
        "29/10/2023 02:30",
        "02/07/2023 12:00",
    ]
    formats = ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"]
    found = made({"a": texts}, zone="Europe/Berlin",
                 x_stamp={"read": "stamp", "from": "a", "formats": formats[:1]})  # fmt: skip
    assert values(found, "x_stamp") == [JULY, None, None, None, None, JULY + 24 * HOUR]
    assert faults(found) == {
        ("x_stamp", "unparsable-stamp"): [2],
        ("x_stamp", "zone-gap"): [3],
        ("x_stamp", "zone-overlap"): [4],
    }
    found = made({"a": texts}, x_stamp={"read": "stamp", "from": "a", "formats": formats})
    assert faults(found)[("x_stamp", "ambiguous-stamp")] == [0, 5]
    assert values(found, "x_stamp")[0] is None


def test_a_zone_of_the_reading_goes_before_that_of_the_profile():
    said = {"read": "stamp", "from": "a", "formats": ["%d/%m/%Y %H:%M"], "zone": "Asia/Shanghai"}
    found = made({"a": ["01/07/2023 18:00"]}, zone="Europe/Berlin", x_stamp=said)
    assert values(found, "x_stamp") == [JULY]


def test_a_date_and_a_time_in_two_columns_are_one_stamp():
    columns = {"day": ["01.07.2023", "01.07.2023"], "time": ["10:00", ""]}
    said = {"read": "stamp", "from": ["day", "time"], "formats": ["%d.%m.%Y %H:%M"]}
    found = made(columns, x_stamp=said)
    assert values(found, "x_stamp") == [JULY, None]
    assert faults(found) == {}


def test_a_stamp_so_much_later_than_another():
    columns = {"a": ["1688205600", "1688205600", "", "1688205600"], "wait": ["90", "-1", "5", "x"]}
    start = {"read": "stamp", "from": "a", "formats": ["unix_s"]}
    later = {"read": "stamp_plus_duration", "stamp": "x_stamp", "from": "wait", "unit": "min",
             "round": "exact"}  # fmt: skip
    # The later one is written first, and is made last.
    found = made(columns, closed_at=later, x_stamp=start)
    assert values(found, "closed_at") == [JULY + 1.5 * HOUR, JULY - HOUR / 60, None, None]
    assert faults(found) == {("closed_at", "not-a-number"): [3]}
    alone = made(columns, closed_at=later)
    assert values(alone, "closed_at") == [None] * 4


def test_numbers_take_the_places_of_their_column():
    texts = ["1.5", "", "x", "1.00005", "12345678901234567890"]
    said = {"read": "decimal", "from": "a", "round": "exact"}
    found = made({"a": texts}, cost=said)
    assert values(found, "cost") == [15_000, None, None, None, 10**17]
    assert found.rows.numbers["cost"].places == 4
    assert faults(found) == {("cost", "not-a-number"): [2], ("cost", "too-many-places"): [3]}
    assert values(made({"a": texts}, cost={**said, "round": "half_up"}), "cost")[3] == 10_001
    whole = made({"a": ["1.5", "2"]}, reopens={"read": "whole", "from": "a", "round": "floor"})
    assert values(whole, "reopens") == [1, 2]
    assert whole.rows.numbers["reopens"].kind == "whole"


def test_numbers_of_a_reading_go_before_those_of_the_profile():
    said = {"read": "decimal", "from": "a", "round": "exact"}
    own = {**said, "numbers": {"mark": "comma", "grouping": "point"}}
    found = made({"a": ["1.234,5", "1.5"]}, x_decimal=said, cost=own)
    assert values(found, "x_decimal") == [None, 1_500_000]
    assert values(found, "cost") == [12_345_000, None]


def test_ratings_mix_numbers_and_words():
    words = {"Good": "5", "Bad": "1", "Not rated": "none", "3": "4", "7": "none"}
    said = {"read": "decimal", "from": "a", "round": "exact", "words": words, "affixes": ["/5"],
            "scale": {"lowest": "1", "highest": "5"}}  # fmt: skip
    texts = ["Good", "4.5", "Not rated", "Bad", "good", "3", "", "6", "0.9999", "5", "4/5", "7"]
    found = made({"a": texts}, csat=said)
    expected = [50_000, 45_000, None, 10_000, None, 40_000, None, None, None, 50_000, 40_000, None]
    assert values(found, "csat") == expected
    assert faults(found) == {("csat", "not-a-number"): [4], ("csat", "out-of-scale"): [7, 8]}


def test_an_edge_of_a_scale_between_two_units_lies_inside_the_scale():
    said = {"read": "whole", "from": "a", "round": "half_up",
            "scale": {"lowest": "0.5", "highest": "9.5"}}  # fmt: skip
    found = made({"a": ["0", "0.4", "0.5", "1", "9", "9.4", "9.5", "10"]}, nps=said)
    assert values(found, "nps") == [None, None, 1, 1, 9, 9, None, None]


@pytest.mark.parametrize(
    ("unit", "texts", "expected"),
    [
        ("s", ["90", "-1"], [90, -1]),
        ("h:m:s", ["1:00:01", "-0:00:05"], [3601, -5]),
        ("words", ["1h 1s", "2 Days"], [3601, 172_800]),
    ],
)
def test_durations_are_whole_seconds_and_may_be_negative(unit, texts, expected):
    said = {"read": "duration", "from": "a", "unit": unit, "round": "exact"}
    found = made({"a": [*texts, "x", ""]}, talk_s=said)
    assert values(found, "talk_s") == [*expected, None, None]
    assert faults(found) == {("talk_s", "not-a-number"): [2]}


def test_a_promise_is_broken_where_a_minus_stands_before_the_time_left():
    texts = ["1:05", "-0:05", "0:00", "-0:00", "", "x"]
    found = made({"a": texts}, x_truth={"read": "kept", "from": "a", "unit": "h:m"})
    assert values(found, "x_truth") == [1, 0, 1, 0, None, None]
    assert faults(found) == {("x_truth", "not-a-number"): [5]}


def test_truth_knows_its_words_and_a_flag_only_those_that_mean_true():
    texts = ["Solved", "Closed", "Open", "solved", ""]
    boolean = {"read": "boolean", "from": "a", "true_words": ["Solved", "Closed"],
               "false_words": ["Open"]}  # fmt: skip
    found = made({"a": texts}, resolved=boolean,
                 x_truth={"read": "flag", "from": "a", "among": ["Solved", "Closed"]})  # fmt: skip
    assert values(found, "resolved") == [1, 1, 0, None, None]
    assert values(found, "x_truth") == [1, 1, 0, 0, None]
    assert faults(found) == {("resolved", "unknown-word"): [3]}


def test_a_fill_stands_in_for_no_value_and_is_read_like_the_rest():
    columns = {"a": ["5", "", "-", "x"], "b": ["7", "8", "", "9"]}
    said = {"read": "whole", "from": "a", "round": "exact", "nulls": ["", "-"]}
    word = made(columns, x_whole={**said, "fill": {"with": "0"}})
    assert values(word, "x_whole") == [5, 0, 0, None]
    assert word.filled["x_whole"].tolist() == [False, True, True, False]
    other = made(columns, x_whole={**said, "fill": {"from": "b"}})
    assert values(other, "x_whole") == [5, 8, None, None]
    assert other.filled["x_whole"].tolist() == [False, True, False, False]
    assert faults(other) == {("x_whole", "not-a-number"): [3]}
    unread = made(columns, x_whole={**said, "fill": {"with": "none"}})
    assert faults(unread) == {("x_whole", "not-a-number"): [1, 2, 3]}
    text = made(
        columns, nulls=("", "-"), x_text={"read": "text", "from": "a", "fill": {"with": "?"}}
    )
    assert values(text, "x_text") == ["5", "?", "?", "x"]


def test_a_condition_blanks_and_what_it_blanks_is_not_filled():
    columns = {"a": ["5", "", "6", "7"], "state": ["open", "open", "done", ""]}
    said = {"read": "whole", "from": "a", "round": "exact",
            "blank_where": condition("state", "open"), "fill": {"with": "0"}}  # fmt: skip
    found = made(columns, x_whole=said)
    assert values(found, "x_whole") == [None, None, 6, 7]
    # The second row is open as well, and has nothing to take out.
    assert found.blanked["x_whole"].tolist() == [True, False, False, False]
    assert found.filled == {}


def test_events_say_which_rows_count():
    columns = {"a": ["x", "y", "z"], "state": ["New", "Active", "-"]}
    event = {"take": "first", "where": condition("state", **{"not": ["New"]})}
    found = made(columns, nulls=("-",), x_text={"read": "text", "from": "a", "event": event},
                 agent_id=Who.model_validate({"from": "a"}))  # fmt: skip
    assert values(found, "x_text") == ["x", "y", "z"]
    assert {name: mask.tolist() for name, mask in found.counts.items()} == {
        "x_text": [False, True, False]
    }


def test_conditions_hold_together_and_null_meets_only_that_it_is_not_there():
    texts = block({"a": ["x", "y", "", "x"], "b": ["1", "1", "1", "?"]}).columns
    for tests, expected in [
        (condition("a", "x", "y"), [True, True, False, True]),
        (condition("a", **{"not": ["x"]}), [False, True, False, False]),
        (condition("a", present=True), [True, True, False, True]),
        (condition("a", present=False), [False, False, True, False]),
        (condition("a", "x") + condition("b", "1"), [True, False, False, False]),
        (condition("a", one_of=[]), [False] * 4),
    ]:
        said = tuple(Test.model_validate(test) for test in tests)
        assert where(said, texts, ("", "?")).tolist() == expected


def test_an_empty_block_and_one_without_any_value_convert():
    said = {
        "x_text": {"read": "text", "from": ["a", "b"], "fill": {"from": "a"}},
        "x_stamp": {"read": "stamp", "from": "a", "formats": ["%Y-%m-%d", "unix_s"],
                    "date_only": "day_end"},
        "x_whole": {"read": "whole", "from": "a", "round": "exact", "words": {"x": "1"}},
        "talk_s": {"read": "duration", "from": "a", "unit": "words", "round": "exact"},
        "x_truth": {"read": "kept", "from": "a", "unit": "d h:m:s"},
    }  # fmt: skip
    for texts in ([], ["", ""]):
        found = made({"a": texts, "b": texts}, **said)
        for name in said:
            assert values(found, name) == [None] * len(texts)
        assert faults(found) == {}

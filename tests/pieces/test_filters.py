"""Filters: which rows pass, worked out by hand for every condition and every type of column."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.columns import Column, text_column
from scoring.errors import PlanError
from scoring.pieces import filters
from scoring.pieces.filters import passes
from scoring.plan.conditions import Test
from scoring.plan.nodes import Place


def asks(column: str, **said) -> Test:
    """One test; `none_of` is what a plan writes as `not`."""
    said = {"not" if key == "none_of" else key: value for key, value in said.items()}
    return Test(column=column, place=Place("plan.yaml", 7, 5), **said)


def numbers(kind: str, *items: int | None, places: int = 0) -> Column:
    """A column; null holds a number that would pass if anybody read it."""
    values = np.array([5 * 10**places if item is None else item for item in items], np.int64)
    return Column(kind, values, np.array([item is not None for item in items]), places)


def passing(test: Test, column: Column) -> list[bool]:
    return passes((test,), {test.column: column}, column.values.size).tolist()


CHANNEL = text_column(["chat", None, "mail", "phone"])
CSAT = numbers("decimal", 40000, 39999, None, 50000, places=4)  # 4, 3.9999, null, 5
RESOLVED = numbers("boolean", 1, 0, None)
REOPENS = numbers("whole", 0, 1, None, 2)


@pytest.mark.parametrize(
    ("test", "column", "expected"),
    [
        (asks("channel", one_of=("chat", "fax")), CHANNEL, [True, False, False, False]),
        (asks("channel", none_of=("chat",)), CHANNEL, [False, False, True, True]),
        (asks("channel", one_of=()), CHANNEL, [False] * 4),
        (asks("channel", present=True), CHANNEL, [True, False, True, True]),
        (asks("channel", present=False), CHANNEL, [False, True, False, False]),
        (asks("csat", at_least=Decimal(4)), CSAT, [True, False, False, True]),
        (asks("csat", below=Decimal(4)), CSAT, [False, True, False, False]),
        (asks("csat", at_least=Decimal("3.5"), below=Decimal(5)), CSAT, [True, True, False, False]),
        # An edge between two units: 3.99995 lies above 3.9999 and below 4.
        (asks("csat", at_least=Decimal("3.99995")), CSAT, [True, False, False, True]),
        (asks("csat", below=Decimal("3.99995")), CSAT, [False, True, False, False]),
        (asks("csat", one_of=("4", "5.000")), CSAT, [True, False, False, True]),
        (asks("csat", one_of=("3.99990001", "four", "NaN", "1e1")), CSAT, [False] * 4),
        (asks("csat", none_of=("4.0",)), CSAT, [False, True, False, True]),
        (asks("csat", present=False, at_least=Decimal(1)), CSAT, [False] * 4),
        (asks("csat", present=True, below=Decimal(5)), CSAT, [True, True, False, False]),
        (asks("resolved", one_of=("true",)), RESOLVED, [True, False, False]),
        (asks("resolved", none_of=("true",)), RESOLVED, [False, True, False]),
        (asks("resolved", one_of=("1", "yes")), RESOLVED, [False] * 3),
        (asks("reopens", one_of=("1", "2")), REOPENS, [False, True, False, True]),
        (asks("reopens", at_least=Decimal("0.5")), REOPENS, [False, True, False, True]),
        (asks("reopens", below=Decimal("-0.5")), REOPENS, [False] * 4),
    ],
)
def test_a_condition_passes_the_rows_that_a_reader_would_pass(test, column, expected):
    assert passing(test, column) == expected


def test_all_tests_must_hold_and_no_test_passes_every_row():
    columns = {"channel": text_column(["chat", "chat", "mail"]), "nps": numbers("whole", 9, 6, 10)}
    both = (asks("channel", one_of=("chat",)), asks("nps", at_least=Decimal(9)))
    assert passes(both, columns, 3).tolist() == [True, False, False]
    assert passes((), columns, 3).tolist() == [True] * 3


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (asks("gone", present=False), True),
        (asks("gone", present=True), False),
        (asks("gone", none_of=("x",)), False),
        (asks("gone", one_of=("x",)), False),
        (asks("gone", at_least=Decimal(0)), False),
        (asks("gone", present=False, below=Decimal(1)), False),
    ],
)
def test_a_column_that_the_data_lacks_is_null_in_every_row(test, expected):
    null = Column("whole", np.zeros(2, np.int64), np.zeros(2, np.bool_))
    assert passes((test,), {}, 2).tolist() == [expected] * 2
    assert passing(test, null) == [expected] * 2


def test_an_edge_beyond_every_int64_still_compares():
    column = numbers("decimal", 2**63 - 1, -(2**63), places=6)
    far = Decimal(10**17)  # 10**23 units, where int64 ends at about 9.2 * 10**18
    assert passing(asks("x_sum", below=far), column) == [True, True]
    assert passing(asks("x_sum", at_least=far), column) == [False, False]
    assert passing(asks("x_sum", one_of=(str(far),)), column) == [False, False]


@pytest.mark.parametrize(
    ("test", "column"),
    [
        (asks("channel", at_least=Decimal(4)), CHANNEL),
        (asks("resolved", below=Decimal(1)), RESOLVED),
        (asks("created_at", at_least=Decimal(4)), numbers("stamp", 1)),
        (asks("created_at", one_of=("4",)), numbers("stamp", 1)),
    ],
)
def test_a_test_that_the_type_cannot_answer_is_refused_at_its_place(test, column):
    with pytest.raises(PlanError) as caught:
        passing(test, column)
    problem = caught.value.problems[0]
    assert (problem.code, problem.where) == ("test-not-for-type", "plan.yaml:7:5")
    assert test.column in problem.what


def test_what_must_be_known_leaves_out_the_tests_for_presence():
    columns = {
        "nps": numbers("whole", 9, None, 9, None),
        "csat": numbers("whole", 1, 1, None, None),
    }
    nps, csat = asks("nps", at_least=Decimal(9)), asks("csat", present=True)
    assert filters.tested_known((nps, csat), columns, 4).tolist() == [True, False, True, False]
    assert filters.tested_known((nps, asks("csat", one_of=("1",))), columns, 4).tolist() == [
        True,
        False,
        False,
        False,
    ]
    assert filters.tested_known((asks("gone", one_of=("1",)),), columns, 4).tolist() == [False] * 4
    assert filters.tested_known((asks("gone", present=False),), columns, 4).tolist() == [True] * 4


@given(
    st.lists(st.none() | st.integers(-30, 30), min_size=1, max_size=20),
    st.decimals("-4", "4", places=3),
    st.integers(0, 2),
)
def test_edges_compare_as_the_decimals_do(items, edge, places):
    column = numbers("decimal", *items, places=places)
    exact = [None if item is None else Decimal(item).scaleb(-places) for item in items]
    above = [x is not None and x >= edge for x in exact]
    under = [x is not None and x < edge for x in exact]
    assert passing(asks("x_number", at_least=edge), column) == above
    assert passing(asks("x_number", below=edge), column) == under
    equal = [x is not None and x == edge for x in exact]
    assert passing(asks("x_number", one_of=(str(edge),)), column) == equal

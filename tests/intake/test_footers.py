"""Parts of one table are judged alike in whatever order their names put them."""

from itertools import permutations

import pyarrow as pa
import pytest

from scoring.intake.contracts import Interactions, declared
from scoring.intake.footers import check_parts


def told(*types):
    """What is said of parts whose `csat` is stored as these types; None: the part has no csat."""
    parts = [
        (f"part-{i}", pa.schema([] if kind is None else [("csat", kind)]))
        for i, kind in enumerate(types)
    ]
    return [(p.where, p.what) for p in check_parts(parts, declared(Interactions))]


@pytest.mark.parametrize(
    ("types", "alike"),
    [
        ((pa.null(), pa.int8(), pa.int64()), True),
        ((pa.null(), pa.null(), pa.null()), True),
        ((pa.null(), pa.decimal128(6, 2), pa.decimal128(9, 2)), True),
        ((pa.null(), pa.decimal128(6, 2), pa.decimal128(6, 3)), False),
        ((pa.null(), pa.int64(), pa.float64()), False),
        ((pa.null(), pa.int64(), None), False),
        ((pa.null(), pa.null(), None), False),
        ((pa.int64(), pa.int64(), None), False),
    ],
)
def test_every_order_of_the_same_parts_has_the_same_verdict(types, alike):
    assert {told(*order) == [] for order in permutations(types)} == {alike}


def test_a_part_of_nulls_is_not_what_the_others_are_compared_with():
    assert told(pa.null(), pa.int64(), pa.float64()) == [
        ("part-2, column csat", "is double here and int64 in part-1")
    ]


def test_a_column_that_the_first_part_lacks_is_missing_there():
    said = "is missing here and int64 in part-1"
    assert told(None, pa.int64()) == [("part-0, column csat", said)]

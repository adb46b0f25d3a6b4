"""The contracts are the one place where a column is described."""

import re

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from scoring.intake.canonical import FAR
from scoring.intake.contracts import (
    Adjustments,
    Company,
    Contract,
    Events,
    Fx,
    Given,
    ImportFaults,
    ImportQuarantine,
    Interactions,
    Results,
    Reviews,
    Roster,
    Targets,
    declared,
    terms_of,
    with_company,
)
from scoring.intake.frames import plain_text, schema_of
from scoring.intake.physical import company_kind, family_of
from scoring.vocabulary import COMPANY_PLACES, INTERACTION_COLUMNS, ROSTER_TEXTS, UNSAFE

SMALL = [Roster, Targets, Given, Results, Reviews, Events, Adjustments, Fx]
CONTRACTS = [Interactions, Company, *SMALL, ImportFaults, ImportQuarantine]
EVERY = [(c, column) for c in CONTRACTS for column in declared(c).values()]


def test_plans_may_name_exactly_the_columns_of_the_contracts():
    said = {name: (c.kind, c.places) for name, c in declared(Interactions).items()}
    assert said == {name: (known.kind, known.places) for name, known in INTERACTION_COLUMNS.items()}
    texts = {name for name, c in declared(Roster).items() if c.kind == "text"}
    assert texts - {"agent_id"} == set(ROSTER_TEXTS)
    own = declared(Company)
    assert {name: c.kind for name, c in own.items()} == {name: name for name in own}
    assert own["decimal"].places == COMPANY_PLACES


@pytest.mark.parametrize(("contract", "column"), EVERY, ids=lambda x: getattr(x, "name", ""))
def test_every_column_is_described_and_bounded(contract, column):
    assert issubclass(contract, Contract)
    assert column.said
    if column.kind in ("whole", "decimal", "stamp", "day"):
        assert column.low < column.high
    if column.kind == "text":
        # The row of an export is kept as it is, however long.
        assert (column.longest or 3) >= 3
        assert (column.longest is None) == (column.name == "raw")
    if column.kind == "decimal":
        # What a run writes has 18 digits, and what did not fit into int64 stays outside.
        assert -(10**18) < column.low < column.high < 10**18 < FAR
        assert column.arrow == pa.decimal128(18, column.places)
    assert column.takes(column.arrow)
    assert column.takes(pa.null()) == column.nullable


UNSEEN = [
    *("\0", "\n", "\x7f", "\x85", "\xad", "\u061c", "\u180e", "\u200b", "\u200c", "\u200d"),
    *("\u200e", "\u200f", "\u2028", "\u202e", "\u2060", "\u2066", "\ufeff", "\U000e0041"),
]
SEEN = [
    "a b",
    "a\u00a0b",
    "客户\u3000满意度",
    "Zoë",
    "عربي",
    "हिन्दी",
    "★",
    "☎\ufe0f",
    "😀",
    "a-b_c",
]


def test_text_holds_no_character_that_does_not_show():
    texts = pd.Series([*SEEN, *(f"a{c}b" for c in UNSEEN)], dtype="str")
    assert plain_text(texts, longest=9).tolist() == [True] * len(SEEN) + [False] * len(UNSEEN)


def test_data_and_plans_refuse_the_same_characters():
    # Two engines read one pattern: Arrow's for data, Python's for plans.
    every = [chr(i) for i in range(0x110000) if not 0xD800 <= i <= 0xDFFF]
    found = pc.match_substring_regex(pa.array(every), UNSAFE).to_pylist()
    assert found == [re.search(UNSAFE, c) is not None for c in every]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_pandera_is_strict_and_coerces_nothing(contract):
    schema = schema_of(terms_of(contract))
    assert schema.strict is True
    assert schema.unique_column_names is True
    assert schema.coerce is False
    assert not any(column.coerce for column in schema.columns.values())


@pytest.mark.parametrize(
    ("column", "takes", "refuses"),
    [
        (
            "channel",
            [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())],
            [pa.binary(), pa.int64(), pa.dictionary(pa.int8(), pa.int64()), pa.list_(pa.string())],
        ),
        ("interaction_id", [pa.string(), pa.int64(), pa.uint32()], [pa.null(), pa.uint64()]),
        ("nps", [pa.int8(), pa.int32(), pa.uint32()], [pa.uint64(), pa.float64(), pa.string()]),
        (
            "created_at",
            [pa.timestamp(unit, tz="UTC") for unit in ("s", "ms", "us", "ns")]
            + [pa.timestamp("us", tz="Etc/UTC"), pa.timestamp("us", tz="+00:00")],
            [pa.timestamp("us"), pa.timestamp("us", tz="Asia/Shanghai"), pa.date32(), pa.int64()],
        ),
        ("resolved", [pa.bool_()], [pa.int8(), pa.string()]),
        (
            "csat",
            [pa.decimal128(38, 4), pa.decimal128(5, 0), pa.float64(), pa.float32(), pa.int16()],
            [pa.decimal128(10, 5), pa.decimal128(10, -2), pa.string(), pa.bool_(), pa.float16()],
        ),
    ],
)
def test_physical_types_enter_only_without_loss(column, takes, refuses):
    known = declared(Interactions)[column]
    assert [t for t in takes if not known.takes(t)] == []
    assert [t for t in refuses if known.takes(t)] == []


WHOLE = {pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32()}
FAMILY = {
    "text": {pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.large_string())},
    "whole": WHOLE,
    "day": {pa.date32()},
    "decimal": WHOLE | {pa.decimal128(18, 0), pa.decimal128(38, 2), pa.float64(), pa.float32()},
}
STRANGE = {
    *(pa.binary(), pa.large_binary(), pa.bool_(), pa.uint64(), pa.date64(), pa.time64("us")),
    *(pa.list_(pa.string()), pa.dictionary(pa.int8(), pa.int64()), pa.float16()),
    *(pa.timestamp("us", tz="UTC"), pa.timestamp("us"), pa.decimal256(40, 2), pa.duration("s")),
}


@pytest.mark.parametrize("contract", SMALL)
def test_every_small_table_takes_the_variants_of_its_kinds_alone(contract):
    for column in declared(contract).values():
        own = FAMILY[column.kind] | (FAMILY["text"] if "text" in column.also else set())
        own |= {pa.decimal128(38, column.places)} if column.kind == "decimal" else set()
        others = set().union(STRANGE, *FAMILY.values()) - own
        assert [t for t in own if not column.takes(t)] == []
        assert [t for t in others if column.takes(t)] == []
        if column.kind == "decimal":
            assert not column.takes(pa.decimal128(38, column.most_places + 1))
            assert not column.takes(pa.decimal128(38, -1))


def test_days_are_days_and_given_values_may_be_text():
    assert declared(Roster)["from_date"].takes(pa.date32())
    assert not declared(Roster)["from_date"].takes(pa.timestamp("us", tz="UTC"))
    assert not declared(Roster)["from_date"].takes(pa.string())
    assert declared(Given)["value"].takes(pa.string())
    assert not declared(Targets)["value"].takes(pa.string())


def test_a_company_column_has_the_kind_of_its_type():
    kinds = [pa.string(), pa.bool_(), pa.int32(), pa.float64(), pa.decimal128(9, 6)]
    assert [company_kind(t) for t in kinds] == ["text", "boolean", "whole", "decimal", "decimal"]
    assert company_kind(pa.timestamp("ms", tz="UTC")) == "stamp"
    assert company_kind(pa.timestamp("ms")) is None
    assert company_kind(pa.decimal128(9, 7)) is None
    assert family_of(pa.list_(pa.int8())) == ""
    terms = with_company({"x_grade": "decimal"})
    assert terms.columns["x_grade"].places == COMPANY_PLACES
    assert "x_grade" in schema_of(terms).columns
    # The contract itself is left as it was.
    assert "x_grade" not in declared(Interactions)

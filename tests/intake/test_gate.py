"""Gate and pandera agree on every batch: what the one lets through, the other finds nothing in."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.intake.canonical import enter
from scoring.intake.checks import faults_in
from scoring.intake.contracts import terms_of, with_company
from scoring.intake.fields import Together
from scoring.intake.files import TABLES
from scoring.intake.gate import Gate, Numbered
from scoring.intake.reader import _scaled
from scoring.kernels import compiled, reference
from scoring.plan.model import Scale

STAMP = pa.timestamp("us", tz="UTC")
TERMS = with_company({"x_amount": "decimal", "x_word": "text"})
LOW, HIGH = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (1990, 2100))
MICRO = dt.timedelta(microseconds=1)
NOON = dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC)


def stamps(*more: dt.datetime) -> st.SearchStrategy:
    return st.sampled_from([NOON, NOON + MICRO, LOW, HIGH, *more]) | st.none()


OUTSIDE = (LOW - MICRO, HIGH + MICRO)
WORDS = st.sampled_from(["chat", "电话", "a" * 120]) | st.none()
BAD_WORDS = WORDS | st.sampled_from(["", " ", "a" * 121, "a\tb", "a\u200bb", " chat"])
GOOD = {
    "interaction_id": (st.text("ab1", min_size=1, max_size=3), pa.string()),
    "agent_id": (WORDS, pa.string()),
    "created_at": (st.just(NOON) | st.just(LOW), STAMP),
    "first_response_at": (stamps(), STAMP),
    "resolved_at": (stamps(), pa.timestamp("ms", tz="UTC")),
    "channel": (WORDS, pa.large_string()),
    "csat": (st.sampled_from([1.0, 4.5, 5.0, 2.6789]) | st.none(), pa.float64()),
    "nps": (st.integers(0, 10) | st.none(), pa.int8()),
    "resolved": (st.booleans() | st.none(), pa.bool_()),
    "category": (st.none(), pa.null()),
    "checks_done": (st.integers(0, 3) | st.none(), pa.int64()),
    "checks_passed": (st.integers(0, 3) | st.none(), pa.int32()),
    "handle_s": (st.sampled_from([0, 1, 366 * 86_400]) | st.none(), pa.int64()),
    "cost": (st.sampled_from([0, 10**9]) | st.none(), pa.decimal128(12, 2)),
    "cost_currency": (st.sampled_from(["CNY", "JPY"]) | st.none(), pa.string()),
    "x_amount": (st.sampled_from([-(10**9), 0, 10**9]) | st.none(), pa.int64()),
    "x_word": (st.sampled_from(["x", "y" * 500]) | st.none(), pa.string()),
}
BAD = GOOD | {
    "interaction_id": (st.sampled_from(["a", "", "b c", None]), pa.string()),
    "agent_id": (BAD_WORDS, pa.string()),
    "created_at": (stamps(*OUTSIDE), STAMP),
    "first_response_at": (stamps(*OUTSIDE), STAMP),
    "csat": (
        st.sampled_from([0.99, 5.01, 1.00005, 101.0, float("nan"), float("inf"), 1e300, 3.0])
        | st.none(),
        pa.float64(),
    ),
    "nps": (st.integers(-1, 11), pa.int8()),
    "channel": (BAD_WORDS, pa.large_string()),
    "handle_s": (st.sampled_from([-1, 366 * 86_400 + 1, 0]), pa.int64()),
    "cost": (
        st.sampled_from([Decimal("-0.01"), 10**9, Decimal("1000000000.01"), 5]) | st.none(),
        pa.decimal128(12, 2),
    ),
    "cost_currency": (st.sampled_from(["CNY", "RMB", "cny"]), pa.string()),
    "x_amount": (st.sampled_from([-(10**9) - 1, 10**9 + 1, 2**62]), pa.int64()),
    "x_word": (st.sampled_from(["x", "y" * 501, ""]), pa.string()),
}


@st.composite
def batches(draw):
    """A record batch of some columns, each of them good or maybe not, at any offset."""
    names = ["interaction_id", "agent_id", "created_at"]
    names += draw(st.lists(st.sampled_from(sorted(set(GOOD) - set(names))), unique=True))
    rows, skipped = draw(st.integers(0, 6)), draw(st.integers(0, 9))
    columns = {}
    for name in names:
        values, kind = draw(st.sampled_from([GOOD, GOOD, GOOD, GOOD, BAD]))[name]
        items = draw(st.lists(values, min_size=rows + skipped, max_size=rows + skipped))
        array = pa.array(items, kind)
        if pa.types.is_string(kind) and draw(st.booleans()):
            array = array.dictionary_encode()
        columns[name] = array
    return pa.record_batch(columns).slice(skipped)


def terms_for(batch, scales):
    return _scaled(TERMS.only(batch.schema.names), scales)


def agree(batch, terms):
    """The gate lets a batch through if and only if pandera finds nothing, and reads it the same."""
    rows = enter(batch, terms.columns.values(), 1)
    faults = faults_in(rows, terms)
    for kernels in (compiled, reference):
        through = Gate(terms, kernels).through(batch, {})
        assert (through is not None) == (not faults), [(f.column, f.rule) for f in faults]
        if not any(isinstance(asked, Together) for asked in terms.together):
            wrong = [any(f.mask[i] for f in faults) for i in range(batch.num_rows)]
            assert Gate(terms, kernels).doubted(batch).tolist() == wrong
        if through is None:
            continue
        for name, column in through.numbers.items():
            expected = rows.numbers[name]
            assert column.known.tolist() == expected.known.tolist()
            assert column.values[column.known].tolist() == expected.values[column.known].tolist()
            assert (column.kind, column.places) == (expected.kind, expected.places)
        for name, text in through.texts.items():
            said = [
                text.of.words[c] if k else None for c, k in zip(text.codes, text.known, strict=True)
            ]
            assert said == rows.texts[name].to_pylist()


@settings(deadline=None, max_examples=400)
@given(batch=batches(), scaled=st.booleans())
def test_gate_and_pandera_agree(batch, scaled):
    scales = {"csat": Scale(lowest=Decimal(1), highest=Decimal(5))} if scaled else {}
    agree(batch, terms_for(batch, scales))


DAY = dt.date(2026, 10, 5)
UNIT = dt.timedelta(days=1)


def values_of(column, *, bad):
    """Values of a column that its contract takes, and where they may be bad, some that it does not.

    The same few come again and again, so that rules over several columns are kept and broken.
    """
    if column.kind == "day":
        edges = [dt.date(1900, 1, 1), dt.date(2200, 12, 31)]
        return [DAY, DAY + UNIT, *edges, *([edges[0] - UNIT, edges[1] + UNIT] if bad else [])]
    if column.kind == "text":
        own = list(column.words[:3] + column.words[-1:]) or ["a1", "b2"]
        own = ["2026-10"] if column.form == "period" else own
        return [*own, *(["", "x\ty", "all", "2026-13", "z" * 600] if bad else [])]
    few = [column.low, column.high, 3 * 10**column.places, 12_345]
    far = [column.low - 1, column.high + 1, 10**9 + 1]
    units = [n for n in [*few, *(far if bad else [])] if abs(n) < 10**18]
    return [Decimal(n).scaleb(-column.places) if column.places else n for n in units]


@st.composite
def small_tables(draw):
    """A small table's terms, and a batch of its columns: mostly good, at any offset."""
    terms = terms_of(draw(st.sampled_from(list(TABLES.values()))))
    names = [n for n, c in terms.columns.items() if c.required or draw(st.booleans())]
    rows, skipped, worse = draw(st.integers(0, 4)), draw(st.integers(0, 3)), draw(st.booleans())
    columns = {}
    for name in names:
        column = terms.columns[name]
        bad = worse and draw(st.integers(0, 3)) == 0
        nulls = st.none() if bad or column.nullable else st.nothing()
        value = st.sampled_from(values_of(column, bad=bad)) | nulls
        items = draw(st.lists(value, min_size=rows + skipped, max_size=rows + skipped))
        array = pa.array(items, column.arrow)
        if column.kind == "text" and draw(st.booleans()):
            array = array.cast(pa.large_string()).dictionary_encode()
        if column.nullable and array.null_count == len(array):
            array = pa.nulls(len(array))
        columns[name] = array
    return terms.only(names), pa.record_batch(columns).slice(skipped)


@settings(deadline=None, max_examples=250)
@given(drawn=small_tables())
def test_gate_and_pandera_agree_on_small_tables(drawn):
    terms, batch = drawn
    agree(batch, terms)


def small(**columns) -> pa.RecordBatch:
    table = {
        "interaction_id": pa.array(["a", "b"]),
        "agent_id": pa.array(["x", "y"]),
        "created_at": pa.array([NOON, NOON], STAMP),
    }
    return pa.record_batch(table | columns)


def test_a_check_that_the_gate_does_not_know_closes_it():
    batch = small()
    terms = terms_for(batch, {})
    assert Gate(terms, compiled).through(batch, {}) is not None
    form = terms.columns["agent_id"]._replace(form="palindrome")
    stricter = replace(terms, columns={**terms.columns, "agent_id": form})
    gate = Gate(stricter, compiled)
    assert not gate.understands
    assert gate.through(batch, {}) is None


def test_every_rule_of_the_contracts_is_known_to_the_gate():
    for terms in (TERMS, *(terms_of(contract) for contract in TABLES.values())):
        assert Gate(terms, compiled).understands
    assert len(TERMS.columns) > 20
    assert len(TERMS.together) == 5


def test_a_word_that_no_row_has_closes_nothing():
    words = pa.array(["x", "a\tb", "y"])
    batch = small(agent_id=pa.DictionaryArray.from_arrays(pa.array([0, 2], pa.int32()), words))
    gate = Gate(terms_for(batch, {}), compiled)
    assert gate.through(batch, {}) is not None
    used = small(agent_id=pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), words))
    assert gate.through(used, {}) is None
    assert gate.through(batch, {}) is not None


@pytest.mark.parametrize("words", [["x", "y"], ["y", "x"], ["x", "y", "z"]])
def test_words_are_looked_at_anew_when_the_dictionary_is_another(words):
    gate = Gate(terms_for(small(), {}), compiled)
    numbers = {"x": 0, "y": 1, "z": 7}
    agents = {"agent_id": Numbered.of(numbers)}
    for said in (["x", "y"], words, ["x", "y"]):
        codes = pa.array([0, len(said) - 1], pa.int32())
        batch = small(agent_id=pa.DictionaryArray.from_arrays(codes, pa.array(said)))
        text = gate.through(batch, agents).texts["agent_id"]
        expected = [numbers[said[0]], numbers[said[-1]]]
        assert text.of.numbers[text.codes].tolist() == expected
        assert text.codes.dtype == np.int64


def test_words_of_other_batches_are_left_where_a_dictionary_grows_and_kept_where_it_stays():
    gate = Gate(terms_for(small(), {}), compiled)
    codes = pa.array([None, 3], pa.int32())

    def words_of(said):
        batch = small(agent_id=pa.DictionaryArray.from_arrays(codes, pa.array(said)))
        text = gate.through(batch, {}).texts["agent_id"]
        assert text.known.tolist() == [False, True]
        assert text.of.words[text.codes[1]] == said[3]
        return text.of.words

    assert words_of(["a", "b", "c", "d"]) == ("d",)
    assert words_of(["a", "b", "c", "d", "e"]) == ("d",)
    whole = words_of(["a", "b", "c", "d", "e"])  # it came again, and is looked at once
    assert whole == ("a", "b", "c", "d", "e")
    assert words_of(["a", "b", "c", "d", "e"]) is whole

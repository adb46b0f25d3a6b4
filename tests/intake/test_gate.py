"""Gate and pandera agree on every batch: what the one lets through, the other finds nothing in."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandera.pandas as pap
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.intake.canonical import enter
from scoring.intake.checks import faults_in
from scoring.intake.contracts import with_company
from scoring.intake.gate import Gate
from scoring.intake.reader import _scaled
from scoring.kernels import compiled, reference
from scoring.plan.model import Scale

STAMP = pa.timestamp("us", tz="UTC")
SCHEMA, KNOWN = with_company({"x_amount": "decimal", "x_word": "text"})
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


def contract_of(batch, scales):
    known = {name: KNOWN[name] for name in KNOWN if name in batch.schema.names}
    absent = [name for name, column in SCHEMA.columns.items() if name not in known]
    schema, bounds = _scaled(SCHEMA.remove_columns(absent), known, scales)
    return schema, known, bounds


@settings(deadline=None, max_examples=400)
@given(batch=batches(), scaled=st.booleans())
def test_gate_and_pandera_agree(batch, scaled):
    scales = {"csat": Scale(lowest=Decimal(1), highest=Decimal(5))} if scaled else {}
    schema, known, bounds = contract_of(batch, scales)
    rows = enter(batch, known.values(), 1)
    faults = faults_in(rows, schema, known)
    for kernels in (compiled, reference):
        through = Gate(schema, known, bounds, kernels).through(batch, {})
        assert (through is not None) == (not faults), [(f.column, f.rule) for f in faults]
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


def small(**columns) -> pa.RecordBatch:
    table = {
        "interaction_id": pa.array(["a", "b"]),
        "agent_id": pa.array(["x", "y"]),
        "created_at": pa.array([NOON, NOON], STAMP),
    }
    return pa.record_batch(table | columns)


def test_a_check_that_the_gate_does_not_know_closes_it():
    batch = small(nps=pa.array([1, 2], pa.int64()))
    schema, known, bounds = contract_of(batch, {})
    assert Gate(schema, known, bounds, compiled).through(batch, {}) is not None
    more = pap.Check(lambda units: units < 10, name="a_new_rule")
    stricter = schema.update_column("nps", checks=[*schema.columns["nps"].checks, more])
    gate = Gate(stricter, known, bounds, compiled)
    assert not gate.understands
    assert gate.through(batch, {}) is None


def test_every_rule_of_the_contract_is_known_to_the_gate():
    assert Gate(SCHEMA, KNOWN, {}, compiled).understands
    assert len(KNOWN) > 20
    assert {"lower", "upper"} <= set(SCHEMA.checks[0].statistics)


def test_a_word_that_no_row_has_closes_nothing():
    words = pa.array(["x", "a\tb", "y"])
    batch = small(agent_id=pa.DictionaryArray.from_arrays(pa.array([0, 2], pa.int32()), words))
    schema, known, bounds = contract_of(batch, {})
    gate = Gate(schema, known, bounds, compiled)
    assert gate.through(batch, {}) is not None
    used = small(agent_id=pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int32()), words))
    assert gate.through(used, {}) is None
    assert gate.through(batch, {}) is not None


@pytest.mark.parametrize("words", [["x", "y"], ["y", "x"], ["x", "y", "z"]])
def test_words_are_looked_at_anew_when_the_dictionary_is_another(words):
    gate_schema, known, bounds = contract_of(small(), {})
    gate = Gate(gate_schema, known, bounds, compiled)
    agents = {"agent_id": {"x": 0, "y": 1, "z": 7}}
    for said in (["x", "y"], words, ["x", "y"]):
        codes = pa.array([0, len(said) - 1], pa.int32())
        batch = small(agent_id=pa.DictionaryArray.from_arrays(codes, pa.array(said)))
        text = gate.through(batch, agents).texts["agent_id"]
        expected = [agents["agent_id"][said[0]], agents["agent_id"][said[-1]]]
        assert text.of.agent[text.codes].tolist() == expected
        assert text.codes.dtype == np.int64


def test_words_of_other_batches_are_left_where_a_dictionary_grows_and_kept_where_it_stays():
    gate_schema, known, bounds = contract_of(small(), {})
    gate = Gate(gate_schema, known, bounds, compiled)
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

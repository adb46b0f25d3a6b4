"""Numbers on their way through Arrow and numpy: what wraps, truncates or is never looked at."""

import math
import re
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from scoring.errors import DataError
from scoring.intake.canonical import enter
from scoring.intake.contracts import Interactions, Roster, declared
from tests.intake.folders import STAMP, contacts, people, read, rules, write
from tests.traps.doors import decimals, refused

CONTRACT = declared(Interactions)
LOWEST = -(2**63)
NOT_FINITE = [math.nan, math.inf, -math.inf]


def entered(array, name):
    """Bring one array into canonical form: values, which are known, and the rules broken."""
    batch = pa.RecordBatch.from_arrays([array], names=[name])
    rows = enter(batch, [CONTRACT[name]], 1)
    column = rows.numbers[name]
    faults = {rule: mask.tolist() for (_, rule), mask in rows.faults.items()}
    return column.values.tolist(), column.known.tolist(), faults


def test_sums_of_whole_numbers_wrap(tmp_path):
    half = 2**62
    array = pa.array([half, half])
    frame = array.to_pandas()
    assert np.array([half, half]).sum() == LOWEST
    assert frame.sum() == frame.astype("Int64").sum() == LOWEST
    assert frame.groupby([1, 1]).sum().tolist() == [LOWEST]
    assert pc.sum(array).as_py() == pc.add(array, array)[0].as_py() == LOWEST
    with pytest.raises(pa.ArrowInvalid, match="overflow"):
        pc.add_checked(array, array)
    # No value that could wrap passes the contract: its bound is 10**15, and a sum says whether it
    # fits. tests/faults holds the sum of ten thousand such values against Python's.
    facts, quarantine = read(write(tmp_path / "d", contacts(2, x_n=array)))
    assert facts == []
    assert rules(quarantine) == [(1, "x_n", "out-of-range"), (2, "x_n", "out-of-range")]


def test_multiplying_to_units_does_not_wrap():
    # 2**60 hours or euros at four places are more than int64 holds.
    array = pa.array([2**60, -(2**60), 7])
    assert (array.to_numpy() * 10**4).tolist()[:2] != [2**60 * 10**4, -(2**60) * 10**4]
    values, known, _ = entered(array, "cost")
    assert values[2] == 70_000
    assert all(known)
    assert values[0] > CONTRACT["cost"].high
    assert values[1] < CONTRACT["cost"].low


def test_a_float_becomes_a_decimal_by_its_binary_value():
    floats = pa.array([2.675, 1.005, 4.35])
    assert [str(x) for x in floats.cast(pa.decimal128(9, 2)).to_pylist()] == [
        "2.67",
        "1.00",
        "4.35",
    ]
    assert entered(floats, "cost")[0] == [26_750, 10_050, 43_500]
    single = pa.array([2.675, 4.35], pa.float32())
    assert single.cast(pa.float64()).to_pylist() != [2.675, 4.35]  # 4.349999904632568
    assert entered(single, "cost")[0] == [26_750, 43_500]
    # A number that has more places than are kept is a fault, never a rounded number.
    assert entered(pa.array([2.67512]), "cost") == ([0], [False], {"too-many-places": [True]})


def test_a_cast_that_is_told_to_be_unsafe_truncates(tmp_path):
    exact = pa.array([Decimal("2.679"), Decimal("-2.679")])
    with pytest.raises(pa.ArrowInvalid, match="data loss"):
        exact.cast(pa.decimal128(9, 2))
    cut = exact.cast(pa.decimal128(9, 2), safe=False).to_pylist()
    assert [str(x) for x in cut] == ["2.67", "-2.67"]
    assert entered(exact, "cost")[0] == [26_790, -26_790]
    finer = pa.array([Decimal("2.67901")])
    d = write(tmp_path / "d", contacts(1, cost=finer))
    assert refused(d) == {("wrong-type", "interactions.parquet, column cost")}


def test_decimals_of_every_scale_mean_the_same():
    for scale in (0, 1, 2, 4):
        array = pa.array([Decimal(-3), None, Decimal(7)], pa.decimal128(18, scale))
        assert entered(array, "cost")[:2] == ([-30_000, 0, 70_000], [True, False, True])
    huge = pa.array([Decimal(10) ** 33, -(Decimal(10) ** 33)], pa.decimal128(38, 2))
    values, _, _ = entered(huge, "cost")  # 128 bits, of which the low word alone says nothing
    assert values[0] > CONTRACT["cost"].high
    assert values[1] < CONTRACT["cost"].low
    words = np.frombuffer(huge.buffers()[1], "<i8")[0::2]
    assert abs(int(words[0])) < 10**35


def test_no_number_becomes_the_lowest_one(tmp_path):
    strange = np.array([*NOT_FINITE, 1e300])
    with np.errstate(invalid="ignore"):
        assert strange.astype(np.int64).tolist() == [LOWEST] * 4
    assert pa.array(strange).cast(pa.int64(), safe=False).to_pylist() == [LOWEST] * 4
    rows = contacts(5, cost=pa.array([*strange, 1.5]))
    facts, quarantine = read(write(tmp_path / "d", rows))
    assert [f["cost"] for f in facts] == [15_000]
    assert quarantine.counts() == {"not-finite": 3, "out-of-range": 1}


def test_zero_has_one_sign():
    assert (str(-0.0), -0.0 == 0.0) == ("-0.0", True)
    for zeros in (pa.array([-0.0, 0.0]), pa.array([0, 0]), decimals("-0.00", "0.00")):
        assert entered(zeros, "cost")[:2] == ([0, 0], [True, True])


def test_unsigned_less_signed_is_a_float():
    big = 2**53 + 1
    left = np.array([big], np.uint64) - np.array([0], np.int64)
    assert (left.dtype, int(left[0])) == (np.float64, big - 1)
    # Unsigned numbers of 64 bits are no type of the contract; narrower ones are whole numbers.
    for kind in (pa.uint8(), pa.uint16(), pa.uint32()):
        assert CONTRACT["nps"].takes(kind)
        assert entered(pa.array([3], kind), "nps")[0] == [3]
    assert not CONTRACT["nps"].takes(pa.uint64())


def test_whole_numbers_with_a_null_keep_their_last_digit(tmp_path):
    near = 2**53 + 1
    ids = pa.array([near - 1, None, near])
    assert ids.to_pandas().tolist()[2] == near - 1  # a float, since one is missing
    facts, quarantine = read(write(tmp_path / "d", contacts(3, interaction_id=ids)))
    # As floats the two ids would be one, and both rows set aside as repeated.
    assert rules(quarantine) == [(2, "interaction_id", "null-id")]
    assert len(facts) == 2
    most = 10**15
    found = entered(pa.array([most, None, most - 1]), "reopens")
    assert found == ([most, 0, most - 1], [True, False, True], {})


def untrue(offsets, data):
    words = pa.py_buffer(np.array(offsets, np.int32).tobytes())
    return pa.Array.from_buffers(pa.string(), len(offsets) - 1, [None, words, pa.py_buffer(data)])


def test_arrow_takes_bytes_for_text_until_it_is_asked(tmp_path):
    bad = untrue([0, 2, 4], b"\xff\xfeok")
    bad.validate()  # nothing is looked at
    with pytest.raises(pa.ArrowInvalid, match="UTF8"):
        bad.validate(full=True)
    d = write(tmp_path / "d", contacts(2, channel=bad))
    naive = pq.read_table(d / "interactions.parquet")  # and nothing is said when it is read
    assert naive["channel"].null_count == 0
    with pytest.raises(DataError) as caught:
        read(d)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("unreadable", "interactions.parquet")
    ]
    backwards = untrue([0, 5, 2], b"hello")
    backwards.validate()
    with pytest.raises(pa.ArrowInvalid, match="non-monotonic"):
        backwards.validate(full=True)


def test_a_null_word_in_a_dictionary_is_no_value():
    coded = pa.DictionaryArray.from_arrays(pa.array([0, 1, 0]), pa.array(["chat", None]))
    assert coded.null_count == 0  # no code is null, the word is
    batch = pa.RecordBatch.from_arrays([coded], names=["channel"])
    found = enter(batch, [CONTRACT["channel"]], 1).texts["channel"]
    assert (found.null_count, found.to_pylist()) == (1, ["chat", None, "chat"])


def test_stamps_that_are_cast_unsafely_wrap_or_are_cut():
    far = pa.array([2**62], pa.timestamp("s", tz="UTC"))
    with pytest.raises(pa.ArrowInvalid, match="out of bounds"):
        far.cast(STAMP)
    assert far.cast(STAMP, safe=False).view(pa.int64())[0].as_py() == 0  # 1970, of all years
    assert entered(far, "survey_at")[0][0] > CONTRACT["survey_at"].high
    fine = pa.array([1_500], pa.timestamp("ns", tz="UTC"))
    assert fine.cast(STAMP, safe=False).view(pa.int64())[0].as_py() == 1
    assert entered(fine, "survey_at")[1:] == ([False], {"too-many-places": [True]})


def test_a_sum_of_money_does_not_round_on_its_way_in(tmp_path):
    # 0.1 three times is not 0.3 in floats; as units it is.
    assert sum([0.1] * 3) != 0.3
    facts, _ = read(write(tmp_path / "d", contacts(3, cost=pa.array([0.1] * 3))))
    assert sum(f["cost"] for f in facts) == 3_000


def test_the_rosters_pay_comes_in_exactly(tmp_path):
    base = declared(Roster)["bonus_base"]
    exact, floating = decimals("2.67", "1.00", None), pa.array([2.67, 1.0, None])
    found = []
    for array in (exact, floating):
        rows = people(bonus_base=array)
        write(tmp_path / "d", roster=rows)
        batch = rows.select(["bonus_base"]).combine_chunks().to_batches()[0]
        found.append(enter(batch, [base], 1).numbers["bonus_base"])
    assert [c.values.tolist() for c in found] == [[26_700, 10_000, 0]] * 2
    assert [c.known.tolist() for c in found] == [[True, True, False]] * 2


def test_bytes_in_memory_are_read_by_the_thread_that_asks(root):
    # A thread of Arrow that lets go of bytes of Python while the interpreter ends is unwound in the
    # middle of C++, which ends the process by SIGABRT: seen in half of the runs of a small command.
    found = {}
    for path in sorted((root / "scoring").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "BufferReader(" in text or "ParquetFile(io.BytesIO(" in text:
            reads = re.findall(r"pq\.read_table\(.*|\.iter_batches\([^)]*\)", text)
            reads += re.findall(r"\.read\(columns[^)]*\)", text)
            found[path.name] = reads
    assert found["stored.py"]
    assert found["totals.py"]
    several = [read for reads in found.values() for read in reads]
    assert [
        read for read in several if "FROM_MEMORY" not in read and "use_threads" not in read
    ] == []

"""Rows become facts or go to quarantine, whatever their order, split and physical type."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import DataError, IntegrityError
from scoring.intake import judging, parts
from scoring.intake.checks import faults_in
from scoring.intake.folder import open_folder
from scoring.intake.quarantine import Quarantine
from scoring.intake.reader import Asked, read_batches
from scoring.plan.model import Scale
from tests.intake.folders import (
    AGENTS,
    NOON,
    STAMP,
    contacts,
    faults,
    later,
    read,
    rules,
    write,
    write_parts,
)

SCALE = {"csat": Scale(lowest=Decimal(1), highest=Decimal(5))}


def test_clean_rows_become_facts(tmp_path):
    rows = contacts(
        csat=pa.array([5.0, 4.5, None, 3.0, 2.0, 1.0]),
        channel=pa.array(["mail", "chat", None, "chat", "mail", "chat"]),
        resolved=pa.array([True, False, None, True, True, True]),
        x_grade=pa.array([Decimal("1.5")] * 6, pa.decimal128(3, 1)),
        agent_id=pa.array(["b2", "a1", None, "c3", "a1", "b2"]),
    )
    facts, quarantine = read(write(tmp_path / "d", rows))
    assert rules(quarantine) == []
    # a1 is agent 0, b2 agent 1, c3 on the roster but not in the plan, and nobody is -1.
    assert [f["agent"] for f in facts] == [1, 0, -1, -2, 0, 1]
    assert [f["csat"] for f in facts] == [50000, 45000, None, 30000, 20000, 10000]
    assert [f["channel"] for f in facts] == ["mail", "chat", None, "chat", "mail", "chat"]
    assert [f["resolved"] for f in facts] == [1, 0, None, 1, 1, 1]
    assert {f["x_grade"] for f in facts} == {1_500_000}
    noon = int(NOON.timestamp()) * 1_000_000
    assert [f["created_at"] for f in facts] == [noon + i * 60_000_000 for i in range(6)]
    assert "interaction_id" not in facts[0]


FAULTY = [
    ("interaction_id", pa.array([None, "T1"]), "null-id"),
    ("interaction_id", pa.array([" ", "T1"]), "blank-text"),
    ("interaction_id", pa.array(["T\n", "T1"]), "unsafe-text"),
    ("interaction_id", pa.array(["T\u202e", "T1"]), "unsafe-text"),
    ("interaction_id", pa.array(["T\u200b", "T1"]), "unsafe-text"),
    ("interaction_id", pa.array(["\ufeffT", "T1"]), "unsafe-text"),
    ("interaction_id", pa.array(["", "T1"]), "blank-text"),
    ("interaction_id", pa.array(["T" * 121, "U"]), "unsafe-text"),
    ("agent_id", pa.array(["zz", "a1"]), "unknown-agent"),
    ("created_at", pa.array([None, NOON], STAMP), "null-value"),
    ("created_at", pa.array([NOON.replace(year=1970), NOON], STAMP), "out-of-range"),
    ("created_at", pa.array([2**62, 10**15]).cast(STAMP), "out-of-range"),
    ("first_response_at", pa.array([later(-1), later(9)], STAMP), "negative-duration"),
    ("resolved_at", pa.array([later(-1), later(9)], STAMP), "negative-duration"),
    ("closed_at", pa.array([later(-1), later(9)], STAMP), "negative-duration"),
    ("survey_at", pa.array([later(-1), later(9)], STAMP), "negative-duration"),
    ("csat", pa.array([float("nan"), 5.0]), "not-finite"),
    ("csat", pa.array([float("inf"), 5.0]), "not-finite"),
    ("csat", pa.array([1e308, 5.0]), "out-of-range"),
    ("csat", pa.array([4.00001, 5.0]), "too-many-places"),
    ("csat", pa.array([6, 5]), "out-of-scale"),
    ("csat", pa.array([-1, 5]), "out-of-range"),
    ("csat", pa.array([101, 5]), "out-of-range"),
    ("nps", pa.array([11, 10]), "out-of-range"),
    ("handle_s", pa.array([-1, 0]), "negative-duration"),
    ("talk_s", pa.array([10**9, 0]), "out-of-range"),
    ("cost_currency", pa.array(["XYZ", "CNY"]), "unknown-word"),
    ("x_count", pa.array([2**62, 1]), "out-of-range"),
]


@pytest.mark.parametrize(("column", "array", "rule"), FAULTY)
def test_a_faulty_row_goes_to_quarantine(tmp_path, column, array, rule):
    table = contacts(2).drop_columns([column] if column in contacts().column_names else [])
    table = table.append_column(column, array)
    facts, quarantine = read(write(tmp_path / "d", table), scales=SCALE)
    assert (1, column, rule) in rules(quarantine)
    assert {row for row, _, _ in rules(quarantine)} == {1}
    assert len(facts) == 1
    assert quarantine.rows == 1
    finding = faults(quarantine)[0]
    assert finding["code"] == "quarantined"
    assert finding["file"] == "interactions.parquet"
    assert finding["reason"]


def test_words_that_describe_are_blanked_alone(tmp_path):
    rows = contacts(3, channel=pa.array(["cha\tt", "chat", " "]), csat=pa.array([5, 4, 3]))
    facts, quarantine = read(write(tmp_path / "d", rows))
    assert rules(quarantine) == [(1, "channel", "unsafe-text"), (3, "channel", "blank-text")]
    assert {f["code"] for f in faults(quarantine)} == {"blanked"}
    assert [f["channel"] for f in facts] == [None, "chat", None]
    assert [f["csat"] for f in facts] == [50000, 40000, 30000]
    assert (quarantine.rows, quarantine.blanked) == (0, 2)


def test_a_row_tells_all_its_faults_and_counts_once(tmp_path):
    rows = contacts(
        4,
        agent_id=pa.array(["zz", "a1", "b2", "a1"]),
        csat=pa.array([float("nan"), 9.0, 5.0, 5.0]),
        checks_done=pa.array([1, 1, 1, None]),
        checks_passed=pa.array([2, 1, 1, 5]),
        first_response_at=pa.array([later(-5)] + [later(9)] * 3, STAMP),
    )
    facts, quarantine = read(write(tmp_path / "d", rows), scales=SCALE)
    assert rules(quarantine) == [
        (1, "agent_id", "unknown-agent"),
        (1, "checks_passed", "passed-over-done"),
        (1, "csat", "not-finite"),
        (1, "first_response_at", "negative-duration"),
        (2, "csat", "out-of-scale"),
    ]
    assert quarantine.rows == 2
    # Checks passed without checks done say nothing wrong.
    assert [f["checks_passed"] for f in facts] == [1, 5]


def test_every_copy_of_an_id_is_set_aside(tmp_path):
    ids = pa.array(["T1", "T2", "T1", "T3", "T3", "T4"])
    facts, quarantine = read(write(tmp_path / "d", contacts(interaction_id=ids)))
    assert rules(quarantine) == [(r, "interaction_id", "repeated-id") for r in (1, 3, 4, 5)]
    assert len(facts) == 2


def test_a_row_that_is_repeated_whole_is_told_apart_from_an_id_with_other_contents(tmp_path):
    # Rows 1 and 4 are the same, 2 and 5 differ in a column that no plan asks for.
    rows = contacts(3, x_grade=pa.array(["a", "b", "c"]), csat=pa.array([5, 4, 3], pa.int8()))
    other = rows.slice(0, 2).set_column(3, "x_grade", pa.array(["a", "z"]))
    d = write(tmp_path / "d", pa.concat_tables([rows, other]))
    _, quarantine = read(d, company={})
    assert rules(quarantine) == [
        (1, "interaction_id", "repeated-row"),
        (2, "interaction_id", "repeated-id"),
        (4, "interaction_id", "repeated-row"),
        (5, "interaction_id", "repeated-id"),
    ]
    assert {f["rule"]: f["reason"] for f in faults(quarantine)} == {
        "repeated-row": "another row is the same in every column; every copy is set aside",
        "repeated-id": "another row has the same id and other contents; every copy is set aside",
    }
    assert quarantine.recurring == 0  # it is one file


def test_copies_are_compared_over_files_by_what_they_mean(tmp_path):
    rows = contacts(3, csat=pa.array([5, 4, 3], pa.int8()))
    wider = rows.slice(0, 2).set_column(3, "csat", pa.array([5, 3], pa.int64()))
    _, quarantine = read(write_parts(tmp_path / "d", [rows, wider]))
    assert [(f["file"][-9:], f["row"], f["rule"]) for f in faults(quarantine)] == [
        ("0.parquet", 1, "repeated-row"),
        ("0.parquet", 2, "repeated-id"),
        ("1.parquet", 1, "repeated-row"),
        ("1.parquet", 2, "repeated-id"),
    ]
    assert quarantine.recurring == 1  # the second id has other contents in the other file


def test_ids_may_be_whole_numbers(tmp_path):
    ids = pa.array([5, 7, None, 7, -1, 8])
    facts, quarantine = read(write(tmp_path / "d", contacts(interaction_id=ids)))
    assert rules(quarantine) == [
        (2, "interaction_id", "repeated-id"),
        (3, "interaction_id", "null-id"),
        (4, "interaction_id", "repeated-id"),
    ]
    assert len(facts) == 3


def dirty(rows=700):
    """A month with a fault in many rows, and repeated ids far apart."""
    rng = np.random.default_rng(11)
    ids = [f"T{i:04}" for i in range(rows)]
    ids[rows // 2] = ids[3]
    ids[rows - 1] = ids[3]
    ratings = [(None, 4.0, 6.0, float("nan"), 5.0, 3.25)[k] for k in rng.integers(0, 6, rows)]
    return contacts(
        rows,
        interaction_id=pa.array(ids),
        agent_id=pa.array([("a1", "b2", "c3", "zz", None)[k] for k in rng.integers(0, 5, rows)]),
        csat=pa.array(ratings),
        channel=pa.array([("chat", "mail", "\x00", None)[k] for k in rng.integers(0, 4, rows)]),
        resolved_at=pa.array([later(int(m)) for m in rng.integers(-20, 9000, rows)], STAMP),
        handle_s=pa.array(rng.integers(-3, 500, rows)),
        x_key=pa.array([f"K{i:04}" for i in range(rows)]),
    )


def content(folder):
    """Facts and faults with the places taken out: rows go by a key of their own."""
    facts, quarantine = read(folder, scales=SCALE)
    counts = (quarantine.counts(), quarantine.counts("field"), quarantine.rows)
    told = Counter((f["code"], f["column"], f["rule"], f["reason"]) for f in faults(quarantine))
    return sorted(facts, key=lambda f: f["x_key"]), counts, told


def test_order_split_and_types_do_not_matter(tmp_path, monkeypatch):
    rows = dirty()
    whole = content(write(tmp_path / "whole", rows))
    assert len(whole[0]) > 100
    assert whole[1][2] + len(whole[0]) == 700
    shuffled = rows.take(pa.array(np.random.default_rng(3).permutation(700)))
    assert content(write(tmp_path / "shuffled", shuffled)) == whole
    split = [shuffled.slice(i * 100, 100) for i in range(7)]
    assert content(write_parts(tmp_path / "split", split)) == whole
    coded = rows.set_column(4, "channel", rows["channel"].dictionary_encode())
    coded = coded.set_column(1, "agent_id", rows["agent_id"].cast(pa.large_string()))
    coded = coded.set_column(6, "handle_s", rows["handle_s"].cast(pa.int16()))
    assert content(write(tmp_path / "coded", coded)) == whole
    monkeypatch.setattr(parts, "BATCH_ROWS", 137)
    assert content(write(tmp_path / "batches", rows)) == whole


def test_what_a_batch_with_faults_makes_suspect_changes_nothing(tmp_path, monkeypatch):
    """After a batch with faults the checks are asked before pandera is: with the same answer."""
    monkeypatch.setattr(parts, "BATCH_ROWS", 67)
    d = write(tmp_path / "d", dirty(200))
    suspecting = content(d)

    def trusting(rows, terms, *, suspect=False):
        return faults_in(rows, terms)

    monkeypatch.setattr(judging, "faults_in", trusting)
    assert content(d) == suspecting


def test_pandera_has_the_last_word_on_a_suspect_batch(tmp_path, monkeypatch):
    """Should a check by itself pass what pandera refuses, the row is still set aside."""

    def blind(rows, terms, *, suspect=False):
        return [] if suspect else faults_in(rows, terms)

    monkeypatch.setattr(parts, "BATCH_ROWS", 2)
    monkeypatch.setattr(judging, "faults_in", blind)
    rows = contacts(6, nps=pa.array([11, 1, 12, 1, 13, 1]))
    _, quarantine = read(write(tmp_path / "d", rows))
    assert rules(quarantine) == [(row, "nps", "out-of-range") for row in (1, 3, 5)]


def test_values_are_kept_only_where_they_are_asked_for(tmp_path):
    ratings = pa.array([900.0, 4.0, float("nan"), 901.5])
    rows = contacts(4, csat=ratings, channel=pa.array(["chat", "se\tcret", "chat", None]))
    d = write(tmp_path / "d", rows)
    for keep_rows in (True, False):
        shown = Quarantine(keep_rows=keep_rows, show_values=True)
        read(d, quarantine=shown)
        assert {(t.column, t.rule): (t.places, t.values) for t in shown.totals()} == {
            ("csat", "not-finite"): ((3,), ('"nan"',)),
            ("csat", "out-of-range"): ((1, 4), ('"900.0"', '"901.5"')),
            ("channel", "unsafe-text"): ((2,), ('"se\\tcret"',)),
        }
        silent = Quarantine(keep_rows=keep_rows)
        read(d, quarantine=silent)
        assert [t.places for t in silent.totals()] == [t.places for t in shown.totals()]
        assert {t.values for t in silent.totals()} == {()}


def test_values_are_those_of_the_first_rows_of_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "BATCH_ROWS", 7)
    rows = contacts(90, nps=pa.array([i + 11 if i % 3 == 1 else 1 for i in range(90)]))
    quarantine = Quarantine(keep_rows=False, show_values=True)
    read(write(tmp_path / "d", rows), quarantine=quarantine)
    (total,) = quarantine.totals(shown=20)
    assert (total.count, total.places) == (30, tuple(range(2, 62, 3)))
    assert total.values == tuple(str(row - 1 + 11) for row in range(2, 62, 3))


def test_places_are_rows_of_their_file_from_one(tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "BATCH_ROWS", 2)
    rows = contacts(6, agent_id=pa.array(["a1", "a1", "zz", "a1", "a1", "zz"]))
    _, quarantine = read(write_parts(tmp_path / "d", [rows.slice(0, 4), rows.slice(4)]))
    assert [(f["file"], f["row"]) for f in faults(quarantine)] == [
        ("interactions/part-0.parquet", 3),
        ("interactions/part-1.parquet", 2),
    ]


def test_what_is_told_holds_no_value_of_the_row(tmp_path):
    ids = pa.array(["secret-id", "secret-id"])
    rows = contacts(2, interaction_id=ids, agent_id=pa.array(["secret-agent", "a1"]))
    _, quarantine = read(write(tmp_path / "d", rows))
    assert quarantine.rows == 2
    assert "secret" not in str(faults(quarantine))


def test_a_flipped_bit_in_a_page_is_an_error(tmp_path):
    d = write(tmp_path / "d")
    file = d / "interactions.parquet"
    table = contacts(x_code=pa.array(["MARKED-BYTES"] * 6))
    plainly = {"compression": "none", "use_dictionary": False, "write_statistics": False}
    pq.write_table(table, file, write_page_checksum=True, **plainly)
    data = bytearray(file.read_bytes())
    at = data.index(b"MARKED-BYTES")
    data[at] ^= 1
    file.write_bytes(data)
    with pytest.raises(DataError) as caught:
        read(d)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("unreadable", "interactions.parquet")
    ]


def test_a_file_that_changes_while_it_is_read(tmp_path):
    d = write(tmp_path / "d")
    folder = open_folder(d)
    asked = Asked(known_agents=AGENTS, scales={}, company_columns={}, quarantine=Quarantine())
    batches = read_batches(folder, asked)
    next(batches)
    pq.write_table(contacts(5), d / "interactions.parquet")
    with pytest.raises(IntegrityError) as caught:
        next(batches)
    assert caught.value.exit_code == 5


def test_the_last_moment_of_the_bounds_is_inside(tmp_path):
    edge = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
    rows = contacts(2, created_at=pa.array([edge, edge + dt.timedelta(microseconds=1)], STAMP))
    _, quarantine = read(write(tmp_path / "d", rows))
    assert rules(quarantine) == [(2, "created_at", "out-of-range")]

"""Parquet as a library reads it, silently wrong, and as the data folder's door reads it."""

import base64
import datetime as dt
import random
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from scoring.errors import PlauditError
from scoring.intake.folder import open_folder
from tests.intake.folders import AGENTS, STAMP, contacts, later, people, read, write, write_parts
from tests.traps.doors import dataset, decimals, folder_of, halves, refused

SECOND = "interactions/part-1.parquet"
PLAIN = {"compression": "none", "use_dictionary": False, "write_statistics": False}


def rated(rows=40):
    return contacts(rows, csat=pa.array([float(1 + i % 5) for i in range(rows)]))


def flipped(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def bits_of_pages(data, count, seed=7):
    """Places of single bits, all before the footer."""
    footer = int.from_bytes(data[-8:-4], "little")
    places = range(32, (len(data) - 8 - footer) * 8)
    return random.Random(seed).sample(places, min(count, len(places)))


def naively(file):
    """Read a table as it is usually read; None where the library sees that something is wrong."""
    try:
        return pq.read_table(file)
    except (OSError, pa.ArrowException):
        return None


def test_most_flipped_bits_are_read_back_silently_without_checksums(tmp_path):
    file, whole = tmp_path / "t.parquet", rated()
    pq.write_table(whole, file, **PLAIN)
    clean, other = file.read_bytes(), 0
    for bit in bits_of_pages(clean, 60):
        file.write_bytes(flipped(clean, bit))
        found = naively(file)
        other += found is not None and not found.equals(whole)
    assert other > 30  # measured: 113 of 150


def test_no_flipped_bit_passes_the_door_where_pages_carry_checksums(tmp_path):
    d = write(tmp_path / "d")
    file, whole = d / "interactions.parquet", rated()
    pq.write_table(whole, file, write_page_checksum=True, **PLAIN)
    clean, rows = file.read_bytes(), read(d)[0]
    naive, refusals, others = 0, [], 0
    for bit in bits_of_pages(clean, 40):
        file.write_bytes(flipped(clean, bit))
        found = naively(file)
        naive += found is not None and not found.equals(whole)
        try:
            facts, quarantine = read(d)
        except PlauditError as error:
            refusals.append((error.exit_code, error.problems[0].where))
        else:
            others += facts != rows or bool(quarantine.rows) or bool(quarantine.blanked)
    assert naive > 20  # checksums that are written and not asked for are no help
    assert others == 0
    assert set(refusals) == {(3, "interactions.parquet")}
    assert len(refusals) > naive


def shortened(clean, file):
    """Yield the bits of a page's header that make the library give fewer rows and no error."""
    for bit in bits_of_pages(clean, 2_000):
        file.write_bytes(flipped(clean, bit))
        try:
            with pq.ParquetFile(file, page_checksum_verification=True) as reading:
                batches = list(reading.iter_batches())
        except (OSError, pa.ArrowException):
            continue
        if sum(batch.num_rows for batch in batches) < reading.metadata.num_rows:
            yield bit


def test_a_column_that_gives_fewer_rows_ends_the_others_silently(tmp_path):
    # No checksum covers a page's header. Where it is damaged, a column may come out short, and
    # `iter_batches` then ends early: rows are lost that the footer counts.
    d = write(tmp_path / "d")
    file = d / "interactions.parquet"
    pq.write_table(contacts(6), file, write_page_checksum=True)
    found = list(islice(shortened(clean := file.read_bytes(), file), 3))
    assert found
    for bit in found:
        file.write_bytes(flipped(clean, bit))
        with pytest.raises(PlauditError, match="its footer says 6") as caught:
            read(d)
        assert [(p.code, p.where) for p in caught.value.problems] == [
            ("unreadable", "interactions.parquet")
        ]


def test_a_column_that_only_a_later_file_has_vanishes(tmp_path):
    d = halves(tmp_path / "d", "csat", None, pa.array([5.0, 4.0, 3.0]))
    assert "csat" not in dataset(d).column_names
    assert refused(d) == {("parts-differ", "interactions/part-0.parquet, column csat")}


def test_a_column_that_a_later_file_lacks_becomes_nulls(tmp_path):
    d = halves(tmp_path / "d", "csat", pa.array([5.0, 4.0, 3.0]), None)
    assert dataset(d)["csat"].null_count == 3
    assert refused(d) == {("parts-differ", f"{SECOND}, column csat")}


@pytest.mark.parametrize("name", ["Csat", "CSAT", "csat "])
def test_a_column_of_another_case_becomes_nulls(tmp_path, name):
    one = contacts(3, csat=pa.array([5.0, 4.0, 3.0]))
    other = contacts(6, csat=pa.array([5.0] * 6)).slice(3).rename_columns({"csat": name})
    d = write_parts(tmp_path / "d", [one, other])
    assert dataset(d)["csat"].to_pylist() == [5.0, 4.0, 3.0, None, None, None]
    assert ("unknown-column", f"{SECOND}, column {name}") in refused(d)


def test_not_nullable_and_missing_is_null_all_the_same(tmp_path):
    d = write(tmp_path / "d", contacts(3).drop_columns(["created_at"]))
    wanted = contacts(3).schema.set(2, pa.field("created_at", STAMP, nullable=False))
    naive = ds.dataset(d / "interactions.parquet", schema=wanted).to_table()
    naive.validate(full=True)  # it does not look
    assert not naive.schema.field("created_at").nullable
    assert naive["created_at"].null_count == 3
    assert refused(d) == {("missing-column", "interactions.parquet")}


def test_not_nullable_is_no_promise(tmp_path):
    ids = pa.array(["T1", None, "T3"])
    d = write(tmp_path / "d", contacts(3, interaction_id=ids))
    wanted = contacts(3).schema.set(0, pa.field("interaction_id", pa.string(), nullable=False))
    naive = pq.read_table(d / "interactions.parquet", schema=wanted)
    naive.validate(full=True)
    assert naive["interaction_id"].null_count == 1
    # The contract says what may be null, and every row is looked at.
    assert read(d)[1].counts() == {"null-id": 1}


AWARE = pa.array([later(i) for i in range(3)], pa.timestamp("us", tz="Asia/Shanghai"))
NAIVE = pa.array([later(i).replace(tzinfo=None) for i in range(3)], pa.timestamp("us"))
UTC = pa.array([later(i) for i in range(3)], STAMP)


@pytest.mark.parametrize(("first", "second"), [(UTC, NAIVE), (NAIVE, UTC), (AWARE, NAIVE)])
def test_stamps_with_and_without_a_zone_are_merged(tmp_path, first, second):
    d = halves(tmp_path / "d", "survey_at", first, second)
    assert dataset(d)["survey_at"].null_count == 0  # eight hours apart, and nobody is told
    found = {(code, where) for code, where in refused(d) if code == "not-utc"}
    assert found == {
        ("not-utc", f"interactions/part-{i}.parquet, column survey_at")
        for i, part in enumerate((first, second))
        if part.type.tz != "UTC"
    }


def test_texts_are_parsed_as_the_first_files_numbers(tmp_path):
    d = halves(tmp_path / "d", "nps", pa.array([9, 8, 7]), pa.array(["10", "007", "3"]))
    assert dataset(d)["nps"].to_pylist() == [9, 8, 7, 10, 7, 3]
    assert ("wrong-type", f"{SECOND}, column nps") in refused(d)


def test_floats_are_cut_to_the_first_files_decimals(tmp_path):
    d = halves(
        tmp_path / "d", "cost", decimals("1.00", "2.00", "3.00"), pa.array([2.675, 1.005, 0.1])
    )
    assert [str(x) for x in dataset(d)["cost"].to_pylist()][3:5] == ["2.67", "1.00"]
    assert refused(d) == {("parts-differ", f"{SECOND}, column cost")}


def test_floats_alone_keep_the_decimals_that_they_show(tmp_path):
    rows = contacts(3, cost=pa.array([2.675, 1.005, 0.1]))
    facts, _ = read(write(tmp_path / "d", rows))
    assert [f["cost"] for f in facts] == [26_750, 10_050, 1_000]  # units of 0.0001


@pytest.mark.parametrize("name", ["_part.parquet", ".part.parquet"])
def test_files_whose_names_begin_so_are_skipped(tmp_path, name):
    d = write_parts(tmp_path / "d", [contacts(3)])
    pq.write_table(contacts(6).slice(3), d / "interactions" / name)
    assert dataset(d).num_rows == len(pq.read_table(d / "interactions")) == 3
    assert refused(d) == {("unknown-file", f"interactions/{name}")}


def test_an_empty_folder_is_a_table_without_rows(tmp_path):
    d = folder_of(tmp_path / "d", {})
    (d / "interactions").mkdir()
    assert (dataset(d).num_rows, dataset(d).num_columns) == (0, 0)
    assert refused(d) == {("no-interactions", "interactions")}


def test_a_folder_named_after_a_value_makes_a_column_of_numbers(tmp_path):
    rows = contacts(3).drop_columns(["agent_id"])
    d = folder_of(tmp_path / "d", {"interactions/agent_id=007/part.parquet": rows})
    naive = pq.read_table(d / "interactions")
    assert naive["agent_id"].cast(pa.int64()).to_pylist() == [7, 7, 7]
    # No folder inside the interactions is looked into, so no value is ever taken from a name.
    assert refused(d) == {
        ("unknown-file", "interactions/agent_id=007"),
        ("no-interactions", "interactions"),
    }


@pytest.mark.parametrize("late", [pa.array([5.0, 4.0, 3.0]), pa.array(["5", "4", "3"])])
def test_a_column_of_nulls_in_the_first_file_stops_the_library(tmp_path, late):
    # Loud, and still wrong: nothing is amiss with a month whose first day had no rating.
    name = "csat" if pa.types.is_floating(late.type) else "channel"
    d = halves(tmp_path / "d", name, pa.nulls(3), late)
    with pytest.raises(pa.ArrowNotImplementedError, match="to null"):
        dataset(d)
    facts, quarantine = read(d)
    known = [f[name] for f in facts if f[name] is not None]
    assert known == ([50_000, 40_000, 30_000] if name == "csat" else ["5", "4", "3"])
    assert quarantine.rows == 0


def test_of_two_columns_of_one_name_a_dictionary_keeps_the_last(tmp_path):
    rows = contacts(2, csat=pa.array([5.0, 5.0]))
    twice = pa.Table.from_arrays(
        [*rows.columns, pa.array([1.0, 1.0])], names=[*rows.column_names, "csat"]
    )
    d = write(tmp_path / "d", twice)
    naive = pq.ParquetFile(d / "interactions.parquet").read()
    assert naive.to_pydict()["csat"] == [1.0, 1.0]
    with pytest.raises(pa.ArrowInvalid, match="Multiple matches"):  # as a dataset it is refused
        pq.read_table(d / "interactions.parquet")
    assert ("repeated-column", "interactions.parquet, column csat") in refused(d)


def test_codes_of_dictionaries_mean_another_word_in_another_file(tmp_path):
    chat, mail = pa.array(["chat", "mail", "chat"]), pa.array(["mail", "web", "mail"])
    d = halves(tmp_path / "d", "channel", chat.dictionary_encode(), mail.dictionary_encode())
    first, second = dataset(d)["channel"].chunks
    # The values come out right on this version; their codes are those of each file.
    assert first.indices.to_pylist() == second.indices.to_pylist() == [0, 1, 0]
    facts, _ = read(d)
    plain, _ = read(halves(tmp_path / "p", "channel", chat, mail))
    assert facts == plain
    assert [f["channel"] for f in facts] == [*chat.to_pylist(), *mail.to_pylist()]


def test_a_small_file_may_hold_many_rows(tmp_path):
    rows = 5_000_000
    file = tmp_path / "zeros.parquet"
    pq.write_table(pa.table({"n": np.zeros(rows, np.int64)}), file)
    footer = pq.read_metadata(file)
    said = sum(footer.row_group(i).total_byte_size for i in range(footer.num_row_groups))
    assert file.stat().st_size < 50_000
    assert said < 50_000  # 40 MB as a table: the footer tells of encoded bytes
    # The door takes rows in batches, and counts them by the footer's rows, never by its bytes.
    d = write(tmp_path / "d", contacts(50))
    assert open_folder(d).rows == 50


def test_stamps_of_the_contract_are_the_same_instant_in_every_unit(tmp_path):
    instant = [dt.datetime(2026, 10, 5, 12, 0, i, tzinfo=dt.UTC) for i in range(3)]
    units = {}
    for unit in ("s", "ms", "us", "ns"):
        stamps = pa.array(instant, pa.timestamp(unit, tz="UTC"))
        d = write(tmp_path / unit, contacts(3).set_column(2, "created_at", stamps))
        units[unit] = read(d, agents=AGENTS)[0]
        # Taken as bare integers they are a thousand times apart.
        assert stamps.view(pa.int64())[0].as_py() == int(instant[0].timestamp()) * {
            "s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9,
        }[unit]  # fmt: skip
    assert units["s"] == units["ms"] == units["us"] == units["ns"]
    assert units["us"][0]["created_at"] == int(instant[0].timestamp()) * 10**6


def test_a_roster_is_read_by_the_same_door(tmp_path):
    base = people()["bonus_base"].cast(pa.float64())
    late = people(bonus_base=base, Team=pa.array(["t"] * 3))
    assert refused(write(tmp_path / "d", roster=late)) == {
        ("unknown-column", "roster.parquet, column Team")
    }


def test_a_zone_that_is_no_text_is_met_only_when_somebody_asks_for_it(tmp_path):
    d = write(tmp_path / "d")
    file = d / "interactions.parquet"
    data = file.read_bytes()
    said = pq.read_metadata(file).metadata[b"ARROW:schema"]
    raw = base64.b64decode(said)
    assert b"UTC" in raw
    file.write_bytes(data.replace(said, base64.b64encode(raw.replace(b"UTC", b"\xffTC"))))
    kind = pq.ParquetFile(file).schema_arrow.field("created_at").type  # opens as if nothing was
    with pytest.raises(UnicodeDecodeError):
        _ = kind.tz
    assert refused(d) == {("unreadable", "interactions.parquet")}

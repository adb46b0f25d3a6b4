"""Small files that would fill the memory: a long word costs its length once, or is an exit code.

Each is read in a process of its own that may have 4 GiB; unguarded, a batch would take 65 GB.
"""

import json
import resource
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import StorageError
from scoring.intake.canonical import plain_text
from scoring.intake.files import unreadable
from scoring.intake.folder import open_folder
from scoring.intake.raw import TEXT_MAX, json_texts
from tests import months
from tests.intake.folders import STAMP, contacts, people, read, rules, write

ROWS, WORD, LIMIT, DELTA = 100_000, 1_000_000, 4 << 30, "DELTA_BYTE_ARRAY"


def repeated(rows, size=WORD):
    """One word on every row, as a dictionary."""
    codes = pa.array(np.zeros(rows, np.int32))
    return pa.DictionaryArray.from_arrays(codes, pa.array(["x" * size]))


def bomb(folder, **columns):
    """A data folder whose interactions are plain text to whoever opens them."""
    months.write(folder)
    table = {
        "interaction_id": pa.array([f"T{i:06}" for i in range(ROWS)]),
        "agent_id": pa.array(["a1", "b2", "c3", "a1"] * (ROWS // 4)),
        "created_at": pa.array(np.full(ROWS, months.minute(1).timestamp() * 10**6, np.int64)),
    }
    table["created_at"] = table["created_at"].cast(STAMP)
    path = folder / "interactions.parquet"
    pq.write_table(pa.table(table | columns), path, store_schema=False, write_page_checksum=True)
    assert path.stat().st_size < 1_000_000
    return folder


def limited(root, *words, limit=LIMIT):
    """Call the command in so much address space, and return how it ended."""
    return subprocess.run(
        [sys.executable, str(root / "cli.py"), *map(str, words)],
        capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )  # fmt: skip


def test_a_long_word_on_every_row_is_an_unsafe_text_on_every_row(tmp_path, root):
    data = bomb(tmp_path / "data", channel=repeated(ROWS), x_note=repeated(ROWS))
    done = limited(root, "validate", data, "--json")
    assert done.returncode == 0, done.stderr
    told = [(r["rule"], r["column"], r["count"]) for r in json.loads(done.stdout)["rules"]]
    assert told == [("unsafe-text", "channel", ROWS), ("unsafe-text", "x_note", ROWS)]


def test_rows_set_aside_with_a_long_word_are_kept_in_short(tmp_path, root):
    ratings = pa.array(np.where(np.arange(ROWS) % 2, 5.0, 900.0))  # a rating of 900 on every other
    data = bomb(tmp_path / "data", csat=ratings, x_note=repeated(ROWS))
    plan, out = tmp_path / "plan.yaml", tmp_path / "RUNS"
    text = months.PLAN.replace("quarantine_max: 0.1", "quarantine_max: 1")
    plan.write_text(text, encoding="utf-8")
    done = limited(root, "run", plan, data, "--period", months.MONTH, "--out", out)
    assert done.returncode == 0, done.stderr
    kept = pq.read_table(f"{done.stdout.strip()}/quarantine.parquet", columns=["raw"])["raw"]
    assert len(kept) == ROWS // 2
    assert json.loads(kept[7].as_py())["x_note"] == "x" * TEXT_MAX + "…"
    assert kept.nbytes < ROWS // 2 * 1_300


def test_a_small_table_with_a_long_word_is_refused_for_what_it_is(tmp_path, root):
    data = months.write(tmp_path / "data")
    rows = pa.table({"agent_id": [f"A{i}" for i in range(ROWS)], "team": repeated(ROWS)})
    days = pa.array(np.full(ROWS, 20_000, np.int32)).cast(pa.date32())
    rows = rows.append_column("from_date", days)
    pq.write_table(rows, data / "roster.parquet", store_schema=False)
    done = limited(root, "validate", data)
    assert done.returncode == 3, done.stderr
    assert "roster.parquet, column team: row 1, 2, 3, 4, 5 and 99995 more" in done.stderr
    assert "[unsafe-text]" in done.stderr


def test_memory_that_does_not_suffice_is_no_damage(tmp_path, root):
    # A word that goes on from the one before it is no dictionary: these are read as they are.
    data = months.write(tmp_path / "data")
    part = contacts(100, channel=pa.array(["x" * WORD] * 100))
    path, options = data / "interactions.parquet", {"column_encoding": {"channel": DELTA}}
    with pq.ParquetWriter(path, part.schema, use_dictionary=False, **options) as writer:
        for _ in range(20):
            writer.write_table(part)
    assert path.stat().st_size < 1_000_000
    done = limited(root, "validate", data, limit=2 << 30)
    assert done.returncode == 8, done.stderr
    assert done.stderr.startswith("plaudit: interactions.parquet: this needs more memory")
    assert done.stderr.endswith("[out-of-memory]\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("error", [pa.ArrowMemoryError("malloc of size 9 failed"), MemoryError()])
def test_the_librarys_own_word_for_it_is_known(error):
    told = unreadable("interactions.parquet", error)
    assert isinstance(told, StorageError)
    assert [(p.code, p.where) for p in told.problems] == [("out-of-memory", "interactions.parquet")]


def test_the_command_says_so_wherever_it_happens(tmp_path, plaudit, monkeypatch):
    def full(*_, **__):
        raise MemoryError

    monkeypatch.setattr("scoring.intake.validate.open_folder", full)
    left = plaudit("validate", tmp_path)
    assert (left.code, left.out) == (8, "")
    assert left.err.startswith("plaudit: the command: this needs more memory")
    assert left.err.endswith("[out-of-memory]\n")


FORMS = {
    "plain": lambda texts: pa.array(texts, pa.string()),
    "large": lambda texts: pa.array(texts, pa.large_string()),
    "dictionary": lambda texts: pa.array(texts).dictionary_encode(),
    "sliced": lambda texts: pa.array(["q" * 9, *texts]).slice(1),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_text_is_cut_one_character_after_the_longest(form):
    texts = ["", None, "abc", "abcd", "abcde", "業績業績業", "業績", "é" * 9]
    cut = ["", None, "abc", "abcd", "abcd", "業績業績", "業績", "éééé"]
    assert plain_text(form(texts), 3).to_pylist() == cut
    assert plain_text(form(texts), 3).type == pa.string()
    assert plain_text(form(texts), None).to_pylist() == texts


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_row_that_is_kept_has_the_beginning_of_a_long_text(form):
    texts = ["業" * TEXT_MAX, "業" * (TEXT_MAX + 1), "x" * 5000, None]
    kept = [json.loads(text) for text in json_texts(form(texts)).to_pylist()]
    assert kept == [texts[0], "業" * TEXT_MAX + "…", "x" * TEXT_MAX + "…", None]


@pytest.mark.parametrize("coded", [True, False])
def test_ids_that_are_too_long_are_told_for_that_alone(tmp_path, coded):
    # Rows 1 and 2 have one id and differ in nothing but what follows the 120 characters; row 3 has
    # an id of 120, which no other row has, and rows 4 and 6 have one of 120 in common.
    last = "z" * 120
    ids = ["x" * 600 + "a", "x" * 600 + "a", "y" * 120, last, "業" * 121, last]
    path = write(tmp_path / "d", contacts(interaction_id=pa.array(ids))) / "interactions.parquet"
    pq.write_table(pq.read_table(path), path, use_dictionary=coded, write_page_checksum=True)
    _, quarantine = read(tmp_path / "d")
    assert rules(quarantine) == [
        (1, "interaction_id", "unsafe-text"),
        (2, "interaction_id", "unsafe-text"),
        (4, "interaction_id", "repeated-id"),
        (5, "interaction_id", "unsafe-text"),
        (6, "interaction_id", "repeated-id"),
    ]


def test_a_folder_reads_the_same_with_and_without_dictionaries(tmp_path):
    notes = ["n" * 400, "m" * 600, None, "業" * 300, "k", "m" * 600]
    found = []
    for coded in (True, False):
        d = write(tmp_path / str(coded), contacts(x_note=pa.array(notes), nps=pa.array([99] * 6)))
        table = pq.read_table(d / "interactions.parquet")
        pq.write_table(table, d / "interactions.parquet", use_dictionary=coded)
        write_people(d, coded)
        found.append((read(d)[0], rules(read(d)[1]), open_folder(d).rows))
    assert found[0] == found[1]
    assert (2, "x_note", "unsafe-text") in found[0][1]
    assert (4, "x_note", "unsafe-text") not in found[0][1]


def write_people(folder, coded):
    pq.write_table(people(), folder / "roster.parquet", use_dictionary=coded)

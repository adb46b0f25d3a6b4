"""Repeated ids in bounded memory: the same answer as a dictionary gives, however little is held."""

import errno
import gc
import tracemalloc
from collections import defaultdict
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scoring import disk
from scoring.columns import Column
from scoring.errors import StorageError
from scoring.intake import repeats
from scoring.intake.canonical import Rows
from scoring.intake.hashes import bytes_of, hashes_of
from scoring.intake.reader import _alike
from scoring.intake.repeats import Batch, find_repeats, masks_of

TEXT_TYPES = [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())]
WHOLE_TYPES = [pa.int64(), pa.int32(), pa.int16()]
LONG = "業績" * 9
TINY = 1  # so few bytes that every batch is reduced and written


def batch(file, rows, kind, first=1):
    """A batch as the reader gives it, of (id, rating) a row."""
    ids = _alike(pa.array([id_ for id_, _ in rows], kind))
    places = np.arange(first, first + len(rows), dtype=np.int64)
    values = np.array([rating for _, rating in rows], np.int64)
    column = Column("whole", values, np.ones(len(rows), np.bool_))
    texts = {"interaction_id": ids.cast(pa.string())}
    return Batch(file, ids, Rows(places, {"csat": column}, texts, {}))


def by_dictionary(files):
    """What must come out: (file, row) alike, those apart, and how many ids differ across files."""
    copies = defaultdict(list)
    for file, rows in files.items():
        for number, (id_, rating) in enumerate(rows, start=1):
            if id_ is not None:
                copies[id_].append((file, number, rating))
    alike, apart, across = set(), set(), 0
    for rows in copies.values():
        if len(rows) > 1:
            differ = len({rating for _, _, rating in rows}) > 1
            (apart if differ else alike).update(row[:2] for row in rows)
            across += differ and len({file for file, _, _ in rows}) > 1
    return alike, apart, across


def found(batches, budget):
    made = find_repeats(
        lambda: (b.ids for b in batches), lambda: iter(batches), budget_bytes=budget
    )
    told = set(), set()
    for one in batches:
        places = one.rows.places_in_file
        for rows, mask in zip(told, masks_of(made, one.file, places), strict=True):
            rows.update((one.file, row) for row in places[mask].tolist())
    sets = sum(rows.count() for marked in (made.alike, made.apart) for rows in marked.values())
    assert sets == len(told[0]) + len(told[1])  # no mark lies where there is no row
    return *told, made.across


def cut(file, rows, kinds, step):
    """Cut a file into batches of `step` rows, each of another physical type."""
    pieces = [rows[i : i + step] for i in range(0, len(rows), step)]
    return [
        batch(file, piece, kinds[n % len(kinds)], 1 + n * step) for n, piece in enumerate(pieces)
    ]


@st.composite
def tables(draw):
    """Files of rows with few different ids, all of them text or all of them whole numbers."""
    whole = draw(st.booleans())
    few = [0, 1, 2, 3, -1, 300, -(2**15)] if whole else ["", "a", "b", "A", "é", LONG, LONG + "x"]
    row = st.tuples(st.sampled_from([None, *few]), st.integers(0, 1))
    files = draw(st.dictionaries(st.sampled_from("pqr"), st.lists(row, max_size=12), min_size=1))
    kinds = draw(st.permutations(WHOLE_TYPES if whole else TEXT_TYPES))
    return files, kinds, draw(st.integers(1, 5))


@settings(max_examples=120, deadline=None)
@given(tables(), st.sampled_from([TINY, 500, repeats.BUDGET]), st.sampled_from([None, 0, 1, 2]))
@example(({"p": [("b", 0), ("a", 1)], "q": [("a", 0), ("b", 0)]}, TEXT_TYPES, 1), TINY, 0)
def test_the_same_as_a_dictionary(made, budget, bits):
    # `bits` are all that is left of a hash: with none, every id has the same.
    files, kinds, step = made
    batches = [one for file, rows in files.items() for one in cut(file, rows, kinds, step)]
    with pytest.MonkeyPatch.context() as patch:
        if bits is not None:
            left = np.uint64(2**64 - 2 ** (64 - bits))
            patch.setattr(repeats, "hashes_of", lambda array: hashes_of(array) & left)
        assert found(batches, budget) == by_dictionary(files)


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """The folder for temporary files, and what was written to it."""
    place = tmp_path / "scratch"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    written = []

    class Noted(repeats.Spread):
        def __exit__(self, *how):
            assert list(place.iterdir()) == []  # what has no name cannot be left behind
            written.append(self.written)
            super().__exit__(*how)

    monkeypatch.setattr(repeats, "Spread", Noted)
    return written


def month(rows, distinct, kind=None, seed=3):
    """Shuffled rows of two files, each id as often as the others; ratings hang on the id."""
    ids = np.random.default_rng(seed).permutation(rows) % distinct
    made = [(int(i) if kind else f"T{i:07}", int(i) % 5) for i in ids]
    return {"p": made[: rows // 2], "q": made[rows // 2 :]}


@pytest.mark.parametrize("kind", [None, pa.int64()], ids=["text", "whole"])
@pytest.mark.parametrize(
    ("distinct", "spilled"),
    [(30_000, (True, None)), (15_000, (True, True)), (1, (False, False)), (29_990, (True, False))],
    ids=["unique", "twice", "equal", "few"],
)
def test_rows_wait_on_the_disk_where_they_are_many(scratch, distinct, spilled, kind):
    files = month(30_000, distinct, kind)
    kinds = [kind or pa.string()]
    batches = [one for file, rows in files.items() for one in cut(file, rows, kinds, 1_000)]
    assert found(batches, 50_000) == by_dictionary(files)
    # First the hashes, then the rows that may be copies: nothing is looked at where none are.
    assert [size > 0 for size in scratch] == [one for one in spilled if one is not None]


def peak(files, budget):
    """Bytes that were held at the worst moment beside the batches, by NumPy and by Arrow."""
    batches = [one for f, rows in files.items() for one in cut(f, rows, [pa.string()], 1_000)]
    held = []

    def watched(items):
        for item in items:
            held.append(pa.total_allocated_bytes())
            yield item

    def once():
        return find_repeats(
            lambda: watched(b.ids for b in batches), lambda: watched(batches), budget_bytes=budget
        )

    once()  # for what is made only once
    gc.collect()
    held.clear()
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    try:
        once()
        return tracemalloc.get_traced_memory()[1] + max(held) - before
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("share", [1, 2, 60_000], ids=["unique", "twice", "equal"])
def test_what_is_held_does_not_grow_with_the_rows(monkeypatch, share):
    monkeypatch.setattr("scoring.intake.spread.SHARE_BITS", 5)  # a thousand take their time
    few = peak(month(15_000, max(1, 15_000 // share)), 100_000)
    many = peak(month(60_000, max(1, 60_000 // share)), 100_000)
    # The hashes of 45,000 rows more would be 360,000 bytes, and their ids and contents as much
    # again. What may grow: up to 25,000 verdicts of 9 bytes, which are then held against the rows.
    assert many < few + 250_000
    assert many < 2_000_000


@pytest.mark.parametrize("how", ["written", "read", "opened"])
def test_a_disk_that_refuses_is_said_with_the_place(scratch, tmp_path, monkeypatch, how):
    batches = cut("p", month(4_000, 4_000)["p"], [pa.string()], 500)
    broken = {
        "written": ("scoring.disk.write_all", refuse),
        "read": ("scoring.intake.spread.os.pread", lambda *_: b"short"),
        "opened": ("tempfile.TemporaryFile", refuse),
    }
    monkeypatch.setattr(*broken[how])
    with pytest.raises(StorageError) as told:
        find_repeats(lambda: (b.ids for b in batches), lambda: iter(batches), budget_bytes=1_000)
    (problem,) = told.value.problems
    assert (problem.code, problem.where) == ("storage", str(tmp_path / "scratch"))
    assert "TMPDIR" in problem.hint


def refuse(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_waits_lies_where_it_is_told_to(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert disk.scratch_place() == tmp_path
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    assert disk.scratch_place() in (Path("/var/tmp"), Path("/tmp"))
    monkeypatch.delenv("TMPDIR")
    assert disk.scratch_place() in (Path("/var/tmp"), Path("/tmp"))


def test_an_interrupt_leaves_nothing_open_or_behind(scratch):
    files = month(20_000, 20_000)
    batches = [one for f, rows in files.items() for one in cut(f, rows, [pa.string()], 1_000)]
    handles = Path("/proc/self/fd")
    before = sorted(handles.iterdir()) if handles.exists() else []

    def broken():
        yield from (one.ids for one in batches[:15])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        find_repeats(broken, lambda: iter(batches), budget_bytes=10_000)
    assert scratch[0] > 0
    if before:
        assert sorted(handles.iterdir()) == before


@pytest.mark.parametrize(
    "ids",
    [
        pa.array(["", "a", "ab", "12345678", "123456789", LONG]),
        pa.array([0, 1, -1, 2**63 - 1, -(2**63)]),
    ],
)
def test_a_hash_hangs_on_the_id_alone(ids):
    whole = hashes_of(bytes_of(ids))
    assert len(set(whole.tolist())) == len(ids)
    for i in range(len(ids)):
        assert hashes_of(bytes_of(ids.slice(i, 1))).tolist() == [whole[i]]
        assert hashes_of(bytes_of(ids.slice(i))).tolist() == whole[i:].tolist()
    assert hashes_of(bytes_of(ids.slice(0, 0))).size == 0


def test_bytes_of_ids_are_the_ids():
    texts = pa.array(["x", "", "業"]).slice(1)
    assert bytes_of(texts).to_pylist() == [b"", "業".encode()]
    whole = pa.array([7, 1, -2, 2**40]).slice(1)
    assert bytes_of(whole).to_pylist() == [
        i.to_bytes(8, "little", signed=True) for i in (1, -2, 2**40)
    ]

"""A file comes batch by batch, whatever its row groups, and what was read is not held on to."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.intake import parts
from scoring.intake.files import described
from scoring.intake.parts import batches_of


def part(folder, values, group):
    """A file of one column, described as the folder does."""
    pq.write_table(
        pa.table({"n": values}), folder / "p.parquet", row_group_size=group, use_dictionary=False
    )
    (info,) = described(folder, ["p.parquet"], [])
    return info


@pytest.mark.parametrize("turn", [1, 5, 1_000])
@pytest.mark.parametrize("group", [1, 3, 40])
def test_every_row_comes_once_and_in_order(tmp_path, monkeypatch, turn, group):
    monkeypatch.setattr(parts, "_TURN_ROWS", turn)
    info = part(tmp_path, pa.array(range(40)), group)
    read = [n for batch in batches_of(info, None) for n in batch["n"].to_pylist()]
    assert read == list(range(40))
    some = [n for batch in batches_of(info, ["n"], [0]) for n in batch["n"].to_pylist()]
    assert some == list(range(group))


def test_few_row_groups_are_read_at_a_time(monkeypatch, tmp_path):
    monkeypatch.setattr(parts, "_TURN_ROWS", 10)
    with pq.ParquetFile(part(tmp_path, pa.array(range(26)), 4).path) as file:
        turns = list(parts._in_turn(file.metadata, None))
        assert turns == [[0, 1, 2], [3, 4, 5], [6]]  # 12 rows, 12 rows, and 2
        assert list(parts._in_turn(file.metadata, [6, 1])) == [[6, 1]]


def test_what_was_read_is_let_go(tmp_path, monkeypatch):
    # 80 groups of 100,000 bytes that do not compress: one call for all of them would keep them.
    monkeypatch.setattr(parts, "_TURN_ROWS", 25_000)
    noise = np.random.default_rng(1).integers(-(2**62), 2**62, 1_000_000)
    info = part(tmp_path, pa.array(noise), 12_500)
    before = pa.total_allocated_bytes()
    held = [pa.total_allocated_bytes() - before for _ in batches_of(info, None)]
    assert len(held) == 40
    assert max(held) < info.bytes / 8

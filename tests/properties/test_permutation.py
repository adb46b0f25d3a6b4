"""Rows shuffled, files split: the same month gives the same bytes, for real, file by file."""

import itertools
import random
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.intake import parts
from scoring.monthly import run_period
from scoring.sample.month import make_sample
from scoring.shipped import find_plan

ORDERED = {"manifest.json", "environment.json", "findings.parquet", "quarantine.parquet"}
"""What may change with the order and the split of the input: places, and the list of inputs."""
SMALL = ("roster.parquet", "given.parquet", "targets.parquet")


def shuffled(table, seed):
    order = list(range(table.num_rows))
    random.Random(seed).shuffle(order)
    return table.take(pa.array(order))


def write(table, path, **options):
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, **options)


def split(table, folder, parts):
    """Unequal parts, the first of one row, so that no part happens to be a batch of its own."""
    cuts = [0, 1] + [1 + table.num_rows * i * i // parts**2 for i in range(1, parts)]
    cuts[-1] = table.num_rows
    for i, (first, end) in enumerate(itertools.pairwise(cuts)):
        write(table.slice(first, end - first), folder / f"part-{i}.parquet", row_group_size=500)
    assert len(list(folder.iterdir())) == parts


def run(data, folder):
    return run_period(find_plan("aftersales-monthly"), data, "2026-10", folder).path


def contents(path):
    return {str(f.relative_to(path)): f.read_bytes() for f in path.rglob("*") if f.is_file()}


def faults(path):
    """What was found, without the places: code, column, rule and reason, each as often."""
    rows = pq.read_table(path / "quarantine.parquet").to_pylist()
    return Counter((r["code"], r["column"], r["rule"], r["reason"]) for r in rows)


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    data = tmp_path_factory.mktemp("month")
    facts = make_sample(data, interactions=6_000, agents=60)
    return data, facts, run(data, tmp_path_factory.mktemp("runs"))


def copied(month, tmp_path):
    data, _, _ = month
    tables = {name: pq.read_table(data / name) for name in ("interactions.parquet", *SMALL)}
    return tables, tmp_path / "data"


def assert_same(month, data, tmp_path):
    _, facts, first = month
    again = run(data, tmp_path / "runs")
    assert again.name != first.name, "the input list is part of the run's name"
    one, two = contents(first), contents(again)
    assert one.keys() == two.keys()
    assert [name for name in one if name not in ORDERED and one[name] != two[name]] == []
    assert faults(first) == faults(again)
    assert sum(faults(again).values()) == sum(facts.planted.values())


def test_shuffled_rows_give_the_same_bytes(month, tmp_path):
    tables, data = copied(month, tmp_path)
    for seed, (name, table) in enumerate(tables.items()):
        write(shuffled(table, seed), data / name)
    assert_same(month, data, tmp_path)


def test_a_file_split_in_seven_gives_the_same_bytes(month, tmp_path):
    tables, data = copied(month, tmp_path)
    split(tables["interactions.parquet"], data / "interactions", 7)
    for name in SMALL:
        write(tables[name], data / name)
    assert_same(month, data, tmp_path)


def test_rows_shuffled_over_seven_parts_give_the_same_bytes(month, tmp_path):
    tables, data = copied(month, tmp_path)
    split(shuffled(tables["interactions.parquet"], 99), data / "interactions.parquet", 7)
    for name in SMALL:
        write(tables[name], data / name)
    assert_same(month, data, tmp_path)


def test_the_size_of_a_batch_changes_nothing_at_all(month, tmp_path, monkeypatch):
    data, _, first = month
    monkeypatch.setattr(parts, "BATCH_ROWS", 997)
    again = run(data, tmp_path / "runs")
    assert again.name == first.name
    one, two = contents(first), contents(again)
    assert [n for n in one if n != "environment.json" and one[n] != two[n]] == []


def test_the_sample_puts_something_into_every_table(month):
    # Otherwise equal bytes would say little.
    _, _, path = month
    for name in contents(path):
        if name.endswith(".parquet"):
            assert pq.read_table(path / name).num_rows > 0, name

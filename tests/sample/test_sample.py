"""The sample month: the shape it claims, the faults it counts, the same bytes for a seed."""

import hashlib
from collections import Counter
from datetime import date
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from scoring.exact.period import instant_us, parse_period
from scoring.intake.folder import open_folder
from scoring.intake.quarantine import Quarantine
from scoring.intake.reader import Asked, read_batches
from scoring.plan.model import Scale
from scoring.sample.dice import Dice
from scoring.sample.month import make_sample

FILES = ("given.parquet", "interactions.parquet", "roster.parquet", "targets.parquet")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    facts = make_sample(folder)
    tables = {name.split(".")[0]: pq.read_table(folder / name) for name in FILES}
    return folder, facts, tables


def column(table, name):
    return table.column(name).to_pylist()


def digests(folder):
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}


def test_the_raw_bits_are_those_that_numpy_promises():
    # The high half of each raw word, times a million, over 2**32. NumPy promises the words
    # (NEP 19: bit generators and SeedSequence); a change here would be a change of the sample.
    dice = Dice(1, "purpose")
    first = dice.below(1_000_000, 5)
    assert first.tolist() == [636311, 704804, 814637, 945245, 931999]
    assert Dice(1, "purpose").below(1_000_000, 5).tolist() == first.tolist()
    assert Dice(1, "other").below(1_000_000, 5).tolist() != first.tolist()
    assert Dice(2, "purpose").below(1_000_000, 5).tolist() != first.tolist()


def test_draws_keep_within_their_bounds_and_weights():
    dice = Dice(7, "bounds")
    assert set(dice.below(3, 1000).tolist()) == {0, 1, 2}
    assert set(dice.pick((1, 0, 2), 1000).tolist()) == {0, 2}
    along = dice.along((10, 20, 40), 1000)
    assert along.min() >= 10
    assert along.max() < 40
    assert not dice.hits(0, 1000).any()
    assert dice.hits(10_000, 1000).all()
    chosen = dice.chosen(1000, 1000)
    assert sorted(chosen.tolist()) == list(range(1000))


def test_the_same_seed_writes_the_same_bytes_and_another_does_not(tmp_path):
    small = {"interactions": 2_000, "agents": 50}
    one = make_sample(tmp_path / "a", **small)
    two = make_sample(tmp_path / "b", **small)
    make_sample(tmp_path / "c", seed=7, **small)
    assert one == two
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    other = digests(tmp_path / "c")
    assert [n for n in FILES if digests(tmp_path / "a")[n] == other[n]] == ["targets.parquet"]


def test_too_small_a_sample_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at least 2,000 interactions and 50 agents"):
        make_sample(tmp_path, interactions=1_999)
    with pytest.raises(ValueError, match="at least 2,000 interactions and 50 agents"):
        make_sample(tmp_path, agents=49)
    assert not list(tmp_path.iterdir())


def test_it_has_the_size_that_it_claims(made):
    _, facts, tables = made
    roster, interactions = tables["roster"], tables["interactions"]
    assert interactions.num_rows == facts.rows == 60_000
    assert len(set(column(roster, "agent_id"))) == facts.agents == 600
    assert set(column(roster, "region")) == set(facts.regions)
    assert len(facts.regions) == len(set(facts.zones.values())) == 5
    assert set(column(roster, "currency")) == set(facts.currencies) == {"CNY", "JPY", "EUR"}


def test_pages_carry_checksums(made, tmp_path):
    folder, _, _ = made
    for name in FILES:
        read = pq.read_table(folder / name, page_checksum_verification=True)
        assert read.num_rows > 0
    path = folder / "interactions.parquet"
    spoiled = bytearray(path.read_bytes())
    spoiled[len(spoiled) // 2] ^= 1
    broken = tmp_path / "spoiled.parquet"
    broken.write_bytes(bytes(spoiled))
    with pytest.raises(OSError, match=r"CRC|checksum|[Cc]orrupt"):
        pq.read_table(broken, page_checksum_verification=True)


def test_every_planted_fault_can_be_counted_from_the_file(made):
    # Each count is taken from the written file with a condition of its own, not from the writer.
    _, facts, tables = made
    rows, planted = tables["interactions"], facts.planted
    ids = column(rows, "interaction_id")
    assert ids.count(None) == planted["interaction_id", "null-id"]
    alike = sum(n for i, n in Counter(ids).items() if i is not None and n > 1)
    assert alike == planted["interaction_id", "repeated-row"]
    known = set(column(tables["roster"], "agent_id")) | {None}
    strangers = sum(a not in known for a in column(rows, "agent_id"))
    assert strangers == planted["agent_id", "unknown-agent"]
    csat = [x for x in column(rows, "csat") if x is not None]
    assert sum(~np.isfinite(csat)) == planted["csat", "not-finite"]
    assert np.isnan(csat).any()
    assert {float("inf"), float("-inf")} < set(csat)
    off = sum(not 1 <= x <= 5 for x in csat if np.isfinite(x))
    assert off == planted["csat", "out-of-scale"]
    handle = column(rows, "handle_s")
    assert sum(x < 0 for x in handle) == planted["handle_s", "negative-duration"]
    assert sum(x > 366 * 86_400 for x in handle) == planted["handle_s", "out-of-range"]
    checks = zip(column(rows, "checks_passed"), column(rows, "checks_done"), strict=True)
    over = sum(p is not None and p > d for p, d in checks)
    assert over == planted["checks_passed", "passed-over-done"]
    spans = zip(column(rows, "first_response_at"), column(rows, "created_at"), strict=True)
    early = sum(r is not None and r < c for r, c in spans)
    assert early == planted["first_response_at", "negative-duration"]
    assert column(rows, "agent_id").count(None) == facts.unattributed
    assert len(planted) == 9


def test_a_repeated_row_repeats_all_of_it(made):
    _, facts, tables = made
    rows = tables["interactions"]
    more = facts.planted["interaction_id", "repeated-row"] // 2
    again = rows.slice(rows.num_rows - more).to_pylist()  # delivered once more, at the end
    ids = {row["interaction_id"] for row in again}
    first = pc.is_in(rows["interaction_id"], pa.array(sorted(ids)))
    originals = rows.slice(0, rows.num_rows - more).filter(first.slice(0, rows.num_rows - more))
    assert len(ids) == more
    assert originals.to_pylist() == again


def test_some_rows_lie_outside_of_the_month_where_the_agent_is(made):
    # By the region's clock; in UTC a contact of Tokyo at 00:30 on 1 November is still October.
    _, facts, tables = made
    period = parse_period(facts.period)
    rows = tables["interactions"]
    created = rows.column("created_at").cast("int64").to_numpy()
    region = np.array(column(rows, "region"))
    outside = np.zeros(rows.num_rows, dtype=bool)
    for name, zone in facts.zones.items():
        here = region == name
        first, end = instant_us(period.first, zone), instant_us(period.end, zone)
        outside |= here & ((created < first) | (created >= end))
    first, end = instant_us(period.first, "UTC"), instant_us(period.end, "UTC")
    in_utc = (created < first) | (created >= end)
    assert outside.sum() == facts.edge > 0
    assert (outside != in_utc).sum() > 0


def test_the_roster_has_the_difficult_cases(made):
    _, facts, tables = made
    roster = tables["roster"].to_pylist()
    moved = [row for row in roster if row["to_date"] is not None]
    assert len(moved) == facts.roster_rows - facts.agents == 2
    for before in moved:
        after = [r for r in roster if r["agent_id"] == before["agent_id"] and r != before]
        assert [(r["from_date"] - before["to_date"]).days for r in after] == [1]
        assert after[0]["region"] != before["region"]
    assert sum(row["bonus_base"] is None for row in roster) == 1
    assert {"trainer"} < {row["role"] for row in roster}
    assert sum(row["fte"] < 1 for row in roster) > 10
    assert sum(row["hire_date"] > date(2026, 10, 1) for row in roster) == 12
    assert sum(row["leave_date"] is not None for row in roster) == 12
    rows = Counter(column(tables["interactions"], "agent_id"))
    few = [a for a in {r["agent_id"] for r in roster} if rows[a] < 20]
    assert len(few) >= 5


def test_nobody_is_named(made):
    _, _, tables = made
    roster = tables["roster"].to_pylist()
    assert {row["name"] for row in roster} == {f"Agent {i + 1:04d}" for i in range(600)}


def test_intake_finds_exactly_what_was_planted(made):
    folder, facts, tables = made
    ids = sorted(set(column(tables["roster"], "agent_id")))
    quarantine = Quarantine()
    asked = Asked(
        known_agents={agent: i for i, agent in enumerate(ids)},
        scales={"csat": Scale(lowest=Decimal(1), highest=Decimal(5))},
        company_columns={},
        quarantine=quarantine,
    )
    agents = np.concatenate([facts.agent for facts in read_batches(open_folder(folder), asked)])
    found = Counter()
    for entry in quarantine.entries:
        found[entry.column, entry.rule] += entry.rows.size
    assert found == facts.planted
    # No row has two faults, so rows in quarantine are the sum of the faults.
    assert quarantine.rows == sum(facts.planted.values()) == facts.rows - agents.size
    assert (agents == -1).sum() == facts.unattributed

"""Imports that must not differ: of what was imported, of shuffled rows, of a split file."""

import csv
import random

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.importing.importer import import_export
from tests.importing.exports import HEADER, row, write_profile

NAMES = HEADER.split(",")
WRITTEN = "interactions.parquet"

# Values that enter, values that do not, and texts that look like something else.
minutes = st.integers(0, 59).map(lambda m: f"{m:02d}")
rows = st.fixed_dictionaries(
    {
        "agent": st.sampled_from(["a1", "a2", "007", "NA", "null", "李雷", ""]),
        "day": st.sampled_from(["02.01.2024", "29.02.2024", "31.03.2024", "30.02.2024"]),
        "time": st.one_of(minutes.map(lambda m: f"10:{m}"), st.just("02:30")),
        "wait": st.sampled_from(["0", "2.5", "0.0083333333333", "-1", "x", ""]),
        "solved": st.sampled_from(["", "02.01.2024 11:00", "01.01.2020 10:00"]),
        "channel": st.sampled_from(["chat", "-", "  mail ", "1e5", "=A1"]),
        "stars": st.sampled_from(["1", "4.5", "5", "9", "4.12345", ""]),
        "state": st.sampled_from(["done", "open", "?"]),
        "talk": st.sampled_from(["1.5", "0", "-3", ""]),
        "price": st.sampled_from(["12.3456785", "-0.0000005", "0", ""]),
        "team": st.sampled_from(["north", "south", ""]),
    }
)
exports = st.lists(rows, min_size=1, max_size=30).map(
    lambda many: (
        [row(id=f"T{i:03d}") for i in range(2)]
        + [row(id=f"X{i:03d}", **one) for i, one in enumerate(many)]
    )
)

CONTRACT = """\
profile: contract
title: {en: The contract itself, zh: 契约本身}
proven: on no real export
csv: {delimiter: comma, encoding: utf-8}
trim: false
zone: UTC
nulls: [""]
numbers: {mark: point, grouping: none}
unlisted: refuse
repeats: error
attribution: {credit: column, column: {from: agent_id}}
columns:
  interaction_id: {read: text, from: interaction_id}
  created_at: {read: stamp, from: created_at, formats: [STAMPS]}
  first_response_at: {read: stamp, from: first_response_at, formats: [STAMPS]}
  resolved_at: {read: stamp, from: resolved_at, formats: [STAMPS]}
  channel: {read: text, from: channel}
  csat: {read: decimal, from: csat, round: exact, scale: {lowest: 1, highest: 5}}
  resolved: {read: boolean, from: resolved, true_words: ["true"], false_words: ["false"]}
  talk_s: {read: duration, from: talk_s, unit: s, round: exact}
  x_price: {read: decimal, from: x_price, round: exact}
ignore: []
violations:
VIOLATIONS
roster: none
"""


def contract_profile(folder, helpdesk):
    """Write a profile that reads the contract's own columns, and refuses every fault."""
    text = helpdesk.read_text(encoding="utf-8")
    rules = [line for line in text.partition("violations:\n")[2].splitlines() if "  " in line[:2]]
    rules = [line for line in rules if ":" in line and not line.startswith("  from_date")]
    names = [
        line.partition(":")[0] for line in rules[: rules.index("  response-after-resolution: keep")]
    ]
    strict = [f"{name}: error" for name in names] + ["  response-after-resolution: keep"]
    stamps = '"%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S.%f%z"'
    path = folder / "contract.yaml"
    said = CONTRACT.replace("STAMPS", stamps).replace("VIOLATIONS", "\n".join(strict))
    path.write_text(said, encoding="utf-8")
    return path


def write(path, lines):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(NAMES)
        writer.writerows([line[name] for name in NAMES] for line in lines)
    return path


def spelled(value):
    """Write a value of the contract as an export would; nothing is the empty text."""
    if isinstance(value, bool):
        return str(value).lower()
    if hasattr(value, "strftime"):
        fraction = f".{value.microsecond:06d}" if value.microsecond else ""
        return f"{value:%Y-%m-%d %H:%M:%S}{fraction}Z"
    return "" if value is None else str(value)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=exports)
def test_what_was_imported_and_written_out_comes_in_again_the_same(lines, tmp_path_factory):
    tmp = tmp_path_factory.mktemp("identity")
    helpdesk = write_profile(tmp)
    import_export(helpdesk, write(tmp / "export.csv", lines), tmp / "first")
    first = pq.read_table(tmp / "first" / WRITTEN)
    out = tmp / "again.csv"
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(first.column_names)
        writer.writerows([map(spelled, one.values()) for one in first.to_pylist()])
    contract = contract_profile(tmp, helpdesk)
    for source in (out, tmp / "first" / WRITTEN):
        report = import_export(contract, source, tmp / source.stem)
        assert report.rows_rejected == 0
        assert pq.read_table(tmp / source.stem / WRITTEN).equals(first)


@pytest.mark.parametrize("policy", ["error", "identical_ok"])
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=exports, seed=st.integers(0, 999))
def test_shuffled_and_split_rows_give_the_same_bytes(lines, seed, policy, tmp_path_factory):
    tmp = tmp_path_factory.mktemp("shuffled")
    profile = write_profile(tmp, ("repeats: error", f"repeats: {policy}"))
    whole = [
        *lines,
        *random.Random(seed).choices(lines, k=3),
        row(id="KEPT"),
        row(id="T000", stars="1"),
    ]
    report = import_export(profile, write(tmp / "export.csv", whole), tmp / "whole")
    random.Random(seed).shuffle(whole)
    (tmp / "parts").mkdir()
    for part in range(3):
        # Each part has a row of its own, so that no two parts are the same file.
        mark = row(id=f"P{part}", agent="", team="")
        write(tmp / "parts" / f"{part}.csv", [*whole[part::3], mark])
    with_marks = [*whole, *(row(id=f"P{part}", agent="", team="") for part in range(3))]
    import_export(profile, write(tmp / "marked.csv", with_marks), tmp / "marked")
    split = import_export(profile, tmp / "parts", tmp / "split")
    assert split.rows_in == report.rows_in + 3
    for name in (WRITTEN, "roster.parquet"):
        assert (tmp / "split" / name).read_bytes() == (tmp / "marked" / name).read_bytes()
    counts = {(r.rule, r.column, r.action): r.count for r in report.rules}
    assert counts == {(r.rule, r.column, r.action): r.count for r in split.rules}

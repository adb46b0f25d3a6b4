"""What was changed after publishing is found; what was not is left in peace."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from scoring.errors import IntegrityError, StorageError
from scoring.ledger.identity import canonical, manifest_digest, read_manifest, run_id
from scoring.ledger.manifest import outputs
from scoring.ledger.totals import verify_totals
from scoring.ledger.verify import read_verified, require_verified, verify
from scoring.outputs.tables import parquet_bytes, result_tables
from tests.results import (
    bools,
    publish_small,
    small_plan,
    small_quarantine,
    small_result,
)


@pytest.fixture
def run(tmp_path):
    return publish_small(tmp_path / "runs")


def codes(problems):
    return [problem.code for problem in problems]


def forge(run, change):
    """Change a manifest and give it fitting digests, as somebody who knows the layout could."""
    manifest = json.loads((run / "manifest.json").read_bytes())
    change(manifest)
    manifest["run_id"] = run_id(manifest["identity"])
    manifest["digest"] = manifest_digest(manifest)
    (run / "manifest.json").write_bytes(canonical(manifest))


def swap_table(run, name, table):
    """Put another table into a run and list it in a forged manifest."""
    (run / name).write_bytes(parquet_bytes(table))
    files = {name: (run / name).read_bytes()}
    entry = outputs(files, {name: table.num_rows})[0]

    def change(manifest):
        manifest["outputs"] = [entry if e["name"] == name else e for e in manifest["outputs"]]

    forge(run, change)


def test_a_run_as_published_verifies_wherever_it_is_copied(run, tmp_path):
    assert verify(run) == []
    shutil.copytree(run, tmp_path / "copy")
    assert verify(tmp_path / "copy") == []
    assert require_verified(run)["run_id"] == run.name


def test_missing_extra_and_altered_files_are_all_listed(run):
    (run / "payouts.parquet").write_bytes(b"mine")
    (run / "awards.parquet").unlink()
    (run / "inputs" / "extra.yaml").write_bytes(b"")
    problems = verify(run)
    assert codes(problems) == ["missing-file", "extra-file", "altered-file"]
    assert problems[2].where.endswith("payouts.parquet")
    with pytest.raises(IntegrityError) as caught:
        require_verified(run)
    assert caught.value.problems == problems
    assert caught.value.exit_code == 5


def test_one_flipped_bit_in_any_file_is_found(run):
    for path in [path for path in run.rglob("*") if path.is_file()]:
        before = path.read_bytes()
        if path.name == "environment.json" or not before:
            continue
        middle = len(before) // 2
        path.write_bytes(before[:middle] + bytes([before[middle] ^ 1]) + before[middle + 1 :])
        assert len(verify(run)) == 1, path.name
        path.write_bytes(before)
    assert verify(run) == []


def test_the_environment_may_change_or_be_absent(run):
    (run / "environment.json").unlink()
    assert verify(run) == []


def test_a_link_in_the_place_of_a_file_is_not_that_file(run, tmp_path):
    shutil.move(run / "payouts.parquet", tmp_path / "elsewhere")
    (run / "payouts.parquet").symlink_to(tmp_path / "elsewhere")
    assert codes(verify(run)) == ["not-a-file"]


@pytest.mark.parametrize(
    ("key", "value"),
    [("agents", 6), ("totals", {}), ("identity", {}), ("run_id", "0" * 32), ("digest", "0" * 64)],
)
def test_an_edited_manifest_is_found_by_its_digests(run, key, value):
    manifest = json.loads((run / "manifest.json").read_bytes())
    manifest[key] = value
    (run / "manifest.json").write_bytes(canonical(manifest))
    assert codes(verify(run)) == ["manifest-altered"]


def test_a_manifest_with_fitting_digest_cannot_keep_the_run_id_of_other_inputs(run):
    manifest = json.loads((run / "manifest.json").read_bytes())
    manifest["identity"]["plan_sha256"] = "d" * 64
    manifest["digest"] = manifest_digest(manifest)
    (run / "manifest.json").write_bytes(canonical(manifest))
    assert codes(verify(run)) == ["manifest-altered"]


def test_a_manifest_spelled_in_another_way_is_altered(run):
    manifest = json.loads((run / "manifest.json").read_bytes())
    (run / "manifest.json").write_text(json.dumps(manifest))
    assert codes(verify(run)) == ["manifest-altered"]


@pytest.mark.parametrize("listed", [None, [{}], [["x"]], [{"name": 1, "bytes": 0, "sha256": ""}]])
def test_a_manifest_with_a_broken_list_is_reported(run, listed):
    forge(run, lambda manifest: manifest.update(outputs=listed))
    assert codes(verify(run)) == ["manifest-altered"]


def test_a_folder_that_is_no_run_has_no_manifest(tmp_path):
    assert codes(verify(tmp_path)) == ["no-manifest"]
    assert codes(verify(tmp_path / "nowhere")) == ["no-manifest"]


def test_a_file_that_cannot_be_read_is_reported(run, monkeypatch):
    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    (run / "stray").write_text("x")
    monkeypatch.setattr(hashlib, "file_digest", refuse)
    with pytest.raises(StorageError) as caught:
        verify(run)
    # Nobody knows whether the rest is whole, and what is known to be wrong is told as well.
    assert set(codes(caught.value.problems)) == {"not-readable", "extra-file"}
    assert caught.value.exit_code == 8
    assert "Permission denied" in str(caught.value)


@pytest.mark.parametrize("reading", [read_manifest, verify, lambda run: read_verified(run, "x")])
def test_a_manifest_that_may_not_be_read_is_not_a_missing_one(run, monkeypatch, reading):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(StorageError, match="Permission denied") as caught:
        reading(run)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("not-readable", str(run / "manifest.json"))
    ]


def test_a_run_that_may_not_be_listed_is_a_storage_error(run, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(StorageError, match="Permission denied"):
        verify(run)


def test_a_manifest_that_is_no_file_is_none(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "a" / "manifest.json").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    os.mkfifo(tmp_path / "b" / "manifest.json")
    for place in ("file", "a", "b", "none"):
        assert codes(verify(tmp_path / place)) == ["no-manifest"]


def test_reading_checks_exactly_the_bytes_it_returns(run):
    assert read_verified(run, "inputs/plan.yaml") == b"plan: small-month\n"
    (run / "inputs" / "plan.yaml").write_bytes(b"plan: other\n")
    with pytest.raises(IntegrityError):
        read_verified(run, "inputs/plan.yaml")
    with pytest.raises(IntegrityError):
        read_verified(run, "inputs/none.yaml")


def test_verify_stands_on_the_standard_library_alone():
    code = (
        "import sys, scoring.ledger.verify\n"
        "heavy = {'numpy', 'pandas', 'pandera', 'pyarrow', 'yaml', 'pydantic', 'click', 'numba'}\n"
        "print(sorted(heavy & {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_totals_of_a_run_as_published_tie(run):
    assert verify_totals(run) == []


def test_a_run_without_pay_ties_too(tmp_path):
    result = small_result(lines=(), awards=(), payable=bools("....."))
    assert verify_totals(publish_small(tmp_path, result)) == []


def test_pay_that_differs_from_the_manifest_is_found(run):
    lines = list(small_result().lines)
    lines[2] = lines[2]._replace(amount_minor=123451)
    table = result_tables(small_plan(), small_result(lines=tuple(lines)), small_quarantine())
    swap_table(run, "payouts.parquet", table["payouts.parquet"])
    assert verify(run) == []  # the forged digests fit
    problems = verify_totals(run)
    assert codes(problems) == ["pay-differs"]
    assert "CNY: 2 lines, sum 1234.5100" in problems[0].what


def test_pay_to_another_agent_changes_hash_total_payable_and_payees(run):
    lines = [line._replace(agent=3) if line.agent == 0 else line for line in small_result().lines]
    table = result_tables(small_plan(), small_result(lines=tuple(lines)), small_quarantine())
    swap_table(run, "payouts.parquet", table["payouts.parquet"])
    assert codes(verify_totals(run)) == ["hash-total-differs", "payable-differs", "payee-unknown"]


def test_an_award_without_its_line_is_found(tmp_path):
    lines = tuple(line for line in small_result().lines if line.line != "star")
    run = publish_small(tmp_path, small_result(lines=lines))
    assert codes(verify_totals(run)) == ["awards-differ"]


def test_a_payable_agent_without_a_line_is_found(tmp_path):
    run = publish_small(tmp_path, small_result(payable=bools("xxx.x")))
    problems = verify_totals(run)
    assert codes(problems) == ["payable-differs"]
    assert problems[0].what.startswith("1 payable agents without a pay line")


def test_half_a_yen_is_found(run):
    table = pq.ParquetFile(run / "payouts.parquet").read()
    rows = table.to_pylist()
    rows[1]["amount"] -= rows[1]["amount"] - rows[1]["amount"].from_float(7999.5)
    swap_table(run, "payouts.parquet", type(table).from_pylist(rows, schema=table.schema))
    assert codes(verify_totals(run)) == ["amount-places", "pay-differs"]


def test_line_ids_are_computed_again(run):
    table = pq.ParquetFile(run / "payouts.parquet").read()
    rows = table.to_pylist()
    rows[0]["line_id"] = rows[1]["line_id"]
    swap_table(run, "payouts.parquet", type(table).from_pylist(rows, schema=table.schema))
    assert codes(verify_totals(run)) == ["line-id-differs"]


def test_a_dropped_row_of_any_kind_is_found(run):
    for name in ("measures.parquet", "scorecards.parquet"):
        table = pq.ParquetFile(run / name).read().slice(1)
        swap_table(run, name, table)
    assert {"measure-differs", "rows-differ"} <= set(codes(verify_totals(run)))


def test_rows_of_the_input_are_reconciled_again(run):
    forge(run, lambda manifest: manifest["rows"].update(used=46))
    # The run as a whole does not add up any more, nor do its files and periods to it.
    assert codes(verify_totals(run)) == ["rows-unaccounted"] * 3


@pytest.mark.parametrize("lines", ["by_file", "by_period"])
def test_each_line_of_the_account_is_added_up(run, lines):
    # The first line is all of the file, and the two rows of September.
    forge(run, lambda manifest: manifest["rows"][lines][0].update(used=1))
    (line, whole) = verify_totals(run)
    where, rows = {"by_file": ("interactions.parquet", 50), "by_period": ("2026-09", 2)}[lines]
    out = 4 if lines == "by_file" else 1  # 1 used, 2 of nobody and 1 in quarantine
    assert f"{where}: rows in {rows}, accounted for {out}." in str(line)
    assert f"{lines} does not add up to the rows of the run: used" in str(whole)


def test_a_file_left_out_of_the_account_is_missed(run):
    forge(run, lambda manifest: manifest["rows"].update(by_file=[]))
    (problem,) = verify_totals(run)
    assert "by_file does not add up" in problem.what
    assert problem.what.endswith("excluded unattributed, in, quarantined, used")


def test_faults_that_are_counted_are_those_that_are_listed(run):
    forge(run, lambda manifest: manifest["faults"][0].update(count=7))
    (problem,) = verify_totals(run)
    assert problem.code == "faults-differ"
    assert problem.what.endswith(" of interactions.parquet: listed 1, counted 7")


def test_a_fault_that_nobody_counted_is_found(run):
    forge(run, lambda manifest: manifest["faults"].pop())
    (problem,) = verify_totals(run)
    assert problem.what.startswith("quarantined negative-duration handle_s")
    assert problem.what.endswith("listed 2, counted 0")


def test_rows_counted_in_the_manifest_are_compared(run):
    def change(manifest):
        for entry in manifest["outputs"]:
            if entry["name"] == "findings.parquet":
                entry["rows"] = 7

    forge(run, change)
    assert codes(verify_totals(run)) == ["rows-differ"]


def test_a_table_that_is_no_parquet_is_an_integrity_error(run):
    (run / "payouts.parquet").write_bytes(b"PAR1 not really")
    files = {"payouts.parquet": b"PAR1 not really"}
    entry = outputs(files, {"payouts.parquet": 4})[0]

    def change(manifest):
        names = [e["name"] for e in manifest["outputs"]]
        manifest["outputs"][names.index("payouts.parquet")] = entry

    forge(run, change)
    with pytest.raises(IntegrityError) as caught:
        verify_totals(run)
    assert codes(caught.value.problems) == ["unreadable-file"]


def test_the_totals_of_an_altered_run_are_not_even_computed(run):
    (run / "payouts.parquet").write_bytes(b"mine")
    with pytest.raises(IntegrityError) as caught:
        verify_totals(run)
    assert codes(caught.value.problems) == ["altered-file"]


def test_a_manifest_that_leaves_out_a_table_cannot_be_added_up(run):
    def change(manifest):
        manifest["outputs"] = [
            entry for entry in manifest["outputs"] if entry["name"] != "awards.parquet"
        ]

    forge(run, change)
    with pytest.raises(IntegrityError) as caught:
        verify_totals(run)
    assert "awards.parquet" in caught.value.problems[0].what


def test_the_number_of_payees_is_compared(run):
    forge(run, lambda manifest: manifest["totals"].update(payees=4))
    (problem,) = verify_totals(run)
    assert problem.what == "4 lines, 3 payees; not 4 and 4"

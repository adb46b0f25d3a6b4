"""A file is called protected if, and only if, the library notices a flipped bit in its pages."""

import itertools
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.flow import Finding
from scoring.intake.checksums import unprotected
from scoring.intake.folder import open_folder
from scoring.intake.pages import has_checksums
from scoring.intake.validate import validate
from scoring.monthly import run_period
from tests import months
from tests.intake.folders import contacts, people, write, write_parts

WORD = "MARKED-BYTES"


def marked(rows=300):
    """Contacts with a text whose bytes can be found in the file."""
    return contacts(rows, x_mark=pa.array([WORD] * rows), csat=pa.array([4.0, None, 5.0] * 100))


@pytest.mark.parametrize(
    ("version", "dictionary", "groups", "packed"),
    list(itertools.product(["1.0", "2.0"], [True, False], [300, 70], ["none", "zstd"])),
)
def test_checksums_are_seen_where_they_are(tmp_path, version, dictionary, groups, packed):
    found = []
    for written in (True, False):
        path = tmp_path / f"{written}.parquet"
        pq.write_table(
            marked(), path, data_page_version=version, use_dictionary=dictionary,
            row_group_size=groups, compression=packed, write_page_checksum=written,
        )  # fmt: skip
        found.append(has_checksums(path))
    assert found == [True, False]


@pytest.mark.parametrize("written", [True, False])
def test_what_is_said_is_what_the_library_notices(tmp_path, written):
    path = tmp_path / "t.parquet"
    pq.write_table(
        marked(), path, compression="none", use_dictionary=False, write_statistics=False,
        write_page_checksum=written,
    )  # fmt: skip
    data = bytearray(path.read_bytes())
    data[data.index(WORD.encode())] ^= 1
    path.write_bytes(data)
    try:
        pq.read_table(path, page_checksum_verification=True)
        noticed = False
    except OSError:
        noticed = True
    assert has_checksums(path) == noticed == written


def test_a_file_without_pages_has_nothing_to_protect(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(marked().schema.empty_table(), path)
    assert pq.read_metadata(path).num_row_groups in (0, 1)
    assert has_checksums(path) == (pq.read_metadata(path).num_row_groups == 0)


def test_unprotected_files_are_told_unless_their_digest_was_handed_over(tmp_path):
    d = write(tmp_path / "d")
    pq.write_table(people(), d / "roster.parquet")
    folder = open_folder(d)
    [finding] = folder.findings
    assert finding == Finding(
        "unprotected-input", "roster.parquet", None, None, "checksums",
        "files whose pages carry no checksums and whose digest nobody handed over, so that damage "
        "cannot be noticed (write them with checksums): roster.parquet",
    )  # fmt: skip
    assert unprotected(folder.files, ["roster.parquet"]) == []


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (2, "interactions/part-0.parquet, interactions/part-1.parquet"),
        (3, "part-0.parquet, interactions/part-1.parquet, interactions/part-2.parquet"),
        (4, "part-0.parquet, interactions/part-1.parquet, interactions/part-2.parquet and 1 more"),
        (30, "interactions/part-10.parquet and 27 more"),
    ],
)
def test_many_such_files_are_one_finding(tmp_path, parts, said):
    d = write_parts(tmp_path / "d", [contacts(3, csat=pa.array([i] * 3)) for i in range(parts)])
    for part in (d / "interactions").iterdir():
        pq.write_table(pq.read_table(part), part)
    [finding] = open_folder(d).findings
    assert finding.file == "interactions/part-0.parquet"
    assert finding.reason.endswith(said)


def test_validate_and_a_run_tell_of_it(tmp_path):
    (tmp_path / "plan.yaml").write_text(months.PLAN, encoding="utf-8")
    d = months.write(tmp_path / "data")
    pq.write_table(months.roster(), d / "roster.parquet")
    [finding] = validate(d).findings
    done = run_period(tmp_path / "plan.yaml", d, months.MONTH, tmp_path / "RUNS")
    assert (finding.code, finding.file) == ("unprotected-input", "roster.parquet")
    assert done.result.findings[0] == finding


def test_a_replaced_file_is_not_the_one_whose_digest_was_handed_over(tmp_path):
    d = write(tmp_path / "d")
    as_imported = {f.name: f for f in open_folder(d).files}
    pq.write_table(people(), d / "roster.parquet")
    delivered = [
        {"name": f.name, "rows": f.rows, "bytes": f.bytes, "sha256": f.sha256}
        for f in as_imported.values()
    ]
    (d / "import.json").write_text(json.dumps({"files": delivered}), encoding="utf-8")
    told = [(f.code, f.file) for f in open_folder(d).findings]
    assert told == [("roster-replaced", "roster.parquet"), ("unprotected-input", "roster.parquet")]

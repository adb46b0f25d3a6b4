"""What an import delivered is held against the folder: only the roster may be another."""

import hashlib
import json
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import DataError, ReconciliationError
from scoring.importing.importer import import_export
from scoring.intake.folder import open_folder
from scoring.intake.validate import validate
from scoring.ledger.identity import canonical
from tests.importing.exports import row, write_export, write_profile
from tests.intake.folders import days, write


@pytest.fixture
def data(tmp_path):
    """A folder as an import delivers it, with one fault in it."""
    source = write_export(tmp_path, row(), row(id="T2", stars="9"), row(id="T3", agent="a2"))
    import_export(write_profile(tmp_path), source, tmp_path / "data")
    return tmp_path / "data"


def refused(data):
    found = []
    for door in (open_folder, validate):
        with pytest.raises(ReconciliationError) as caught:
            door(data)
        assert caught.value.exit_code == 7
        found.append([(p.code, p.where) for p in caught.value.problems])
    assert found[0] == found[1]
    return caught.value.problems


def rewrite(path, change):
    pq.write_table(change(pq.read_table(path)), path, write_page_checksum=True)


def test_the_report_lists_every_file_but_itself(data):
    files = json.loads((data / "import.json").read_text(encoding="utf-8"))["files"]
    names = ["import-faults.parquet", "interactions.parquet", "roster.parquet"]
    assert [f["name"] for f in files] == names
    assert [f["rows"] for f in files] == [1, 3, 2]
    for file in files:
        raw = (data / file["name"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (len(raw), hashlib.sha256(raw).hexdigest())


def test_data_as_it_was_delivered_passes_and_has_nothing_to_tell(data):
    assert open_folder(data).findings == ()
    assert validate(data).findings == ()


@pytest.mark.parametrize(
    "said",
    [
        *("1.5", "1e3", "NaN", "-Infinity", r'"\ud800"', r'{"\udfff": 1}', "1" * 5000, '"\t"', "["),
        *("[" * 40 + "]" * 40, "[" * 900 + "]" * 900, "[" * 100_000, "[" * 10**5 + "]" * 10**5),
        *('{"a":' * 40 + "1" + "}" * 40, "\ufeff1", "'a'", "{a: 1}", ""),
    ],
)
def test_a_report_that_a_manifest_could_not_carry_is_refused(data, said):
    path = data / "import.json"
    text = path.read_text(encoding="utf-8").rstrip().removesuffix("}").rstrip()
    path.write_text(f'{text},\n "more": {said}\n}}', encoding="utf-8")
    with pytest.raises(DataError) as caught:
        open_folder(data)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("bad-import-report", "import.json")
    ]
    path.write_text(f'{text},\n "more": [{{"a": [1, null, true, "é"]}}]\n}}', encoding="utf-8")
    assert canonical(open_folder(data).import_report)


@pytest.mark.parametrize(
    "raw", [b"\xff{}", b"null", b"[]", b"7", b'"files"', b'{"files": {}}', b""]
)
def test_a_report_that_is_none_is_refused(data, raw):
    (data / "import.json").write_bytes(raw)
    with pytest.raises(DataError, match="bad-import-report"):
        open_folder(data)


def test_interactions_that_were_changed_are_refused(data):
    before = (data / "interactions.parquet").stat().st_size
    rewrite(data / "interactions.parquet", lambda table: table.slice(0, 2))
    (problem,) = refused(data)
    assert (problem.code, problem.where) == ("not-as-imported", "interactions.parquet")
    assert f"the import delivered rows 3, bytes {before:,}, sha256 " in problem.what
    assert "there is rows 2, bytes " in problem.what
    assert "Import again, or remove import.json" in problem.hint
    (data / "import.json").unlink()  # changed on purpose: then nothing is said of an import
    folder = open_folder(data)
    assert (folder.rows, folder.import_report, folder.findings) == (2, None, ())


def test_a_change_that_keeps_rows_and_size_is_seen(data):
    path = data / "interactions.parquet"
    raw = bytearray(path.read_bytes())
    raw[10] ^= 1  # in a page, so that the footer still reads
    path.write_bytes(bytes(raw))
    assert [p.where for p in refused(data)] == ["interactions.parquet"]


def test_faults_that_were_removed_or_changed_are_refused(data):
    rewrite(data / "import-faults.parquet", lambda table: pa.concat_tables([table, table]))
    assert [p.where for p in refused(data)] == ["import-faults.parquet"]
    (data / "import-faults.parquet").unlink()
    (problem,) = refused(data)
    assert "there is nothing" in problem.what


def test_faults_that_were_added_are_refused(data, tmp_path):
    source = write_export(tmp_path, row())
    import_export(tmp_path / "helpdesk.yaml", source, tmp_path / "clean")
    (tmp_path / "clean" / "import-faults.parquet").write_bytes(
        (data / "import-faults.parquet").read_bytes()
    )
    (problem,) = refused(tmp_path / "clean")
    assert "the import delivered nothing" in problem.what


def test_parts_in_the_place_of_what_was_delivered_are_refused(data):
    (data / "interactions").mkdir()
    (data / "interactions.parquet").rename(data / "interactions" / "part-0.parquet")
    assert [p.where for p in refused(data)] == ["interactions.parquet"]


def test_a_derived_roster_may_be_replaced_and_that_is_told(data):
    real = pa.table(
        {
            "agent_id": pa.array(["a1", "a2", "a3"]),
            "from_date": days(*["2024-01-01"] * 3),
            "bonus_base": pa.array([Decimal(1000)] * 3, pa.decimal128(12, 2)),
            "currency": pa.array(["CNY"] * 3),
        }
    )
    pq.write_table(real, data / "roster.parquet", write_page_checksum=True)
    (finding,) = open_folder(data).findings
    assert (finding.code, finding.file) == ("roster-replaced", "roster.parquet")
    assert finding.reason == "not the roster that the import derived: rows then 2, rows now 3"
    report = validate(data)
    assert report.findings[0] == finding  # and that an agent has no interaction
    assert "roster.parquet: not the roster that the import derived" in report.to_text()
    assert json.loads(report.to_json())["findings"][0]["code"] == "roster-replaced"


def test_a_roster_that_the_import_did_not_make_is_nothing_to_tell(tmp_path):
    start = "roster:\n  from_date: 2024-01-01\n  columns:\n    team: {from: team, conflict: blank}"
    profile = write_profile(tmp_path, (start, "roster: none"), ("[remark]", "[remark, team]"))
    import_export(profile, write_export(tmp_path, row()), tmp_path / "data")
    people = pa.table({"agent_id": pa.array(["a1"]), "from_date": days("2024-01-01")})
    pq.write_table(people, tmp_path / "data" / "roster.parquet", write_page_checksum=True)
    assert open_folder(tmp_path / "data").findings == ()


LISTED = '{"files": [{"name": "roster.parquet", "rows": 3, "bytes": 1, "sha256": "0"}]}'


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"rows_in": 6}',
        '{"files": 3}',
        '{"files": ["roster.parquet"]}',
        '{"files": []}',
        LISTED.replace("rows", "lines"),
        LISTED.replace("3", '"3"'),
        LISTED.replace('"roster.parquet"', "[]"),
        "[" * 100_000,
        "\udcff",
    ],
)
def test_a_report_that_lists_no_files_is_a_file_fault(tmp_path, text):
    d = write(tmp_path / "d")
    (d / "import.json").write_text(text, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(DataError) as caught:
        open_folder(d)
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("bad-import-report", "import.json")
    ]

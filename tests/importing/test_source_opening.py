"""What an import is given is read by what it is, or refused with everything that is wrong."""

import gzip
import shutil
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import DataError
from scoring.importing.sources.opening import open_sources
from tests.importing.reading import FIRST, UTF8, read, refused, rows_of

CSV = b"id,b\n1,x\n"


def table(path, *values):
    pq.write_table(pa.table({"id": [*values]}), path)
    return path


def book(path, *values):
    made = openpyxl.Workbook()
    for value in ("id", *values):
        made.active.append([value])
    made.save(path)
    return path


def problems(*paths, csv=UTF8, xlsx=FIRST):
    with pytest.raises(DataError) as caught:
        open_sources(list(paths), csv, xlsx)
    return caught.value.problems


def test_a_file_is_known_by_what_it_holds_and_not_by_its_name(tmp_path):
    (tmp_path / "a.parquet").write_bytes(CSV)
    (tmp_path / "a.xlsx").write_bytes(gzip.compress(CSV))
    table(tmp_path / "a.csv", 1)
    with (tmp_path / "a.gz").open("wb") as file:
        book(file, 1)
    found = {path.name: read(path)[2] for path in tmp_path.iterdir()}
    assert {name: (said.kind, said.compression) for name, said in found.items()} == {
        "a.parquet": ("csv", "none"),
        "a.xlsx": ("csv", "gzip"),
        "a.csv": ("parquet", "none"),
        "a.gz": ("xlsx", "none"),
    }
    assert {said.rows for said in found.values()} == {1}


def test_the_files_of_a_folder_come_by_name_and_those_of_a_list_as_given(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("b.csv", "a.csv", "c.csv.gz"):
        content = f"id\n{name}\n".encode()
        (folder / name).write_bytes(gzip.compress(content) if "gz" in name else content)
    (tmp_path / "0.csv").write_bytes(CSV)
    found = open_sources([folder, tmp_path / "0.csv"], UTF8, None)
    assert [one.name for one in found] == ["a.csv", "b.csv", "c.csv.gz", "0.csv"]
    assert [rows_of(one)[0][1][0] for one in found] == ["a.csv", "b.csv", "c.csv.gz", "1"]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    paths = [tmp_path / month / "de" / "export.csv" for month in ("2024-01", "2024-02")]
    paths.append(tmp_path / "2024-02" / "fr" / "export.csv")
    for place, path in enumerate(paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"id\n{place}\n")
    found = open_sources([*paths, table(tmp_path / "x", 1)], UTF8, None)
    assert [one.name for one in found] == [
        "2024-01/de/export.csv", "2024-02/de/export.csv", "fr/export.csv", "x",
    ]  # fmt: skip


def test_nothing_in_a_folder_is_passed_over(tmp_path):
    folder = tmp_path / "exports"
    (folder / "agent=007").mkdir(parents=True)
    (folder / "older").mkdir()
    for name, content in [(".crc", b"x"), ("_SUCCESS", b""), ("a.csv", CSV), ("b.csv", CSV + CSV)]:
        (folder / name).write_bytes(content)
    table(folder / "c", 1)
    found = {p.where: (p.code, p.hint) for p in problems(folder)}
    assert {where: code for where, (code, _) in found.items()} == {
        "exports/.crc": "stray-file",
        "exports/_SUCCESS": "stray-file",
        "exports/agent=007": "folder-in-folder",
        "exports/older": "folder-in-folder",
        "c": "mixed-folder",
    }
    assert "columns inside the files" in found["exports/agent=007"][1]
    assert all(hint.endswith(".") for _, hint in found.values())


def test_an_empty_folder_is_no_export(tmp_path):
    (tmp_path / "empty").mkdir()
    [problem] = problems(tmp_path / "empty")
    assert (problem.code, problem.where) == ("empty-folder", "empty")


def test_a_file_that_is_given_twice_is_told_under_any_name(tmp_path):
    (tmp_path / "a.csv").write_bytes(CSV)
    shutil.copy(tmp_path / "a.csv", tmp_path / "b.csv")
    (tmp_path / "c.csv").write_bytes(b"id,b\n1,y\n")
    [problem] = problems(*(tmp_path / name for name in ("a.csv", "c.csv", "b.csv")))
    assert (problem.code, problem.where) == ("repeated-file", "b.csv")
    assert problem.what == "this file holds the same bytes as a.csv"
    [problem] = problems(tmp_path / "c.csv", tmp_path / "c.csv")
    assert problem.code == "repeated-file"
    (tmp_path / "b.csv").unlink()
    [problem] = problems(tmp_path / "c.csv", tmp_path)  # and once more in its folder
    assert problem.code == "repeated-file"


def test_a_kind_that_the_profile_does_not_speak_of_is_told(tmp_path):
    (tmp_path / "a.csv").write_bytes(gzip.compress(CSV))
    paths = [tmp_path / "a.csv", book(tmp_path / "b.xlsx", 1), table(tmp_path / "c.parquet", 1)]
    found = problems(*paths, csv=None, xlsx=None)
    assert [(p.code, p.where) for p in found] == [
        ("missing-block", "a.csv"),
        ("missing-block", "b.xlsx"),
    ]
    assert [p.hint for p in found] == [
        "Write a csv block with its delimiter and encoding into the profile.",
        "Write an xlsx block with its sheet and header_row into the profile.",
    ]


ALIEN = {
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as .xlsx"),
    "a.pdf": (b"%PDF-1.7\n", "as CSV"),
    "a.bz2": (b"BZh91AY&SY", "Unpack it"),
    "a.xz": (b"\xfd7zXZ\0", "Unpack it"),
    "a.db": (b"SQLite format 3\0", "Export its table"),
    "secret.parquet": (b"PARE....PARE", "without encryption"),
}


def test_what_is_known_and_not_read_is_told_with_its_remedy_all_at_once(tmp_path):
    for name, (content, _) in ALIEN.items():
        (tmp_path / name).write_bytes(content)
    found = problems(*(tmp_path / name for name in ALIEN), tmp_path / "none.csv")
    assert [(p.where, p.code) for p in found] == [
        *((name, "unread-kind") for name in ALIEN),
        ("none.csv", "missing-file"),
    ]
    assert all(hint in p.hint for p, (_, hint) in zip(found, ALIEN.values(), strict=False))


@pytest.mark.parametrize(
    ("parts", "code", "said"),
    [
        (["a.csv"], "unread-kind", "zip archive"),
        (["[Content_Types].xml", "word/document.xml"], "unread-kind", "zip archive"),
        (["[Content_Types].xml", "xl/workbook.bin"], "unread-kind", "workbook of another kind"),
        (["mimetype", "content.xml"], "unread-kind", "workbook of another kind"),
        (["[Content_Types].xml", "xl/workbook.xml"], "damaged-file", "cut off or damaged"),
    ],
)
def test_a_zip_archive_is_no_workbook_for_that(tmp_path, parts, code, said):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    problem = refused(tmp_path / "a.xlsx")
    assert (problem.code, said in problem.what) == (code, True)


def test_an_empty_file_is_told_apart_from_one_without_rows(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"")
    assert refused(tmp_path / "a.csv").code == "empty-file"
    (tmp_path / "a.csv").write_bytes(b"id\n")
    assert refused(tmp_path / "a.csv").code == "no-rows"

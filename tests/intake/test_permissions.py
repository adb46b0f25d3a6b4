"""What the system refuses is no damage: another code, in the system's words, and nothing opened."""

import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from scoring.errors import DataError, StorageError
from scoring.intake.folder import open_folder
from scoring.intake.small import read_small
from tests.intake.folders import contacts, read, write, write_parts


def deny(monkeypatch, *names):
    """Let the system refuse files and folders of these names, as it does to who may not read."""
    opened, listed = Path.open, Path.iterdir

    def guarded(original):
        def call(path, *args, **kwargs):
            if path.name in names:
                raise PermissionError(13, "Permission denied", str(path))
            return original(path, *args, **kwargs)

        return call

    monkeypatch.setattr(Path, "open", guarded(opened))
    monkeypatch.setattr(Path, "iterdir", guarded(listed))


def refused(path, error):
    with pytest.raises(error) as caught:
        open_folder(path)
    return {(p.code, p.where) for p in caught.value.problems}, caught.value


def test_every_file_that_may_not_be_read_is_told_at_once(tmp_path, monkeypatch):
    d = write(tmp_path / "d")
    deny(monkeypatch, "interactions.parquet", "roster.parquet")
    found, error = refused(d, StorageError)
    assert found == {("not-readable", "interactions.parquet"), ("not-readable", "roster.parquet")}
    assert error.exit_code == 8
    assert str(error).count("Permission denied") == 2
    assert "damaged" not in str(error)


@pytest.mark.parametrize("name", ["d", "interactions"])
def test_a_folder_that_may_not_be_listed(tmp_path, monkeypatch, name):
    d = write_parts(tmp_path / "d", [contacts()])
    deny(monkeypatch, name)
    assert refused(d, StorageError)[0] == {("not-readable", str(d))}


def test_a_report_of_an_import_that_may_not_be_read(tmp_path, monkeypatch):
    d = write(tmp_path / "d")
    (d / "import.json").write_text("{}")
    read_text = Path.read_text

    def denied(path, *args, **kwargs):
        if path.name == "import.json":
            raise PermissionError(13, "Permission denied")
        return read_text(path, *args, **kwargs)

    monkeypatch.setattr(Path, "read_text", denied)
    assert refused(d, StorageError)[0] == {("not-readable", "import.json")}


@pytest.mark.parametrize("reading", ["rows", "roster"])
def test_what_is_refused_after_the_folder_was_opened(tmp_path, monkeypatch, reading):
    d = write(tmp_path / "d")
    folder = open_folder(d)
    whole, seen = pq.ParquetFile, []

    def denied(*args, **kwargs):
        # Footers are read without checksums; rows come after them.
        if kwargs.get("page_checksum_verification"):
            seen.append(args)
            raise PermissionError(13, "Permission denied")
        return whole(*args, **kwargs)

    monkeypatch.setattr(pq, "ParquetFile", denied)
    with pytest.raises(StorageError, match="Permission denied"):
        read(d) if reading == "rows" else read_small(folder, "roster.parquet")
    assert len(seen) == 1


@pytest.mark.parametrize("name", ["roster.parquet", "interactions.parquet", "import.json"])
@pytest.mark.parametrize("kind", ["a pipe", "a device"])
def test_what_is_no_file_is_refused_and_not_opened(tmp_path, name, kind):
    d = write(tmp_path / "d")
    (d / name).unlink(missing_ok=True)
    if kind == "a pipe":
        os.mkfifo(d / name)
    else:
        (d / name).symlink_to(os.devnull)
    found, error = refused(d, DataError)
    assert found == {("not-a-file", name)}
    assert kind in str(error)


def test_a_folder_of_a_files_name(tmp_path):
    d = write_parts(tmp_path / "d", [contacts()])
    (d / "roster.parquet").unlink()
    (d / "roster.parquet").mkdir()
    (d / "interactions" / "part-9.parquet").mkdir()
    assert refused(d, DataError)[0] == {
        ("not-a-file", "roster.parquet"),
        ("not-a-file", "interactions/part-9.parquet"),
    }


def test_a_link_that_leads_nowhere_is_a_fault_of_the_data(tmp_path):
    d = write(tmp_path / "d")
    (d / "targets.parquet").symlink_to(tmp_path / "gone")
    found, error = refused(d, DataError)
    assert found == {("unreadable", "targets.parquet")}
    assert str(tmp_path) not in str(error)

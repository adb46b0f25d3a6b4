"""An export is read whole or not at all: no pipe, no short read and no other writer loses a row."""

import hashlib
import io
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from scoring.errors import DataError, IntegrityError, ReconciliationError, StorageError
from scoring.importing import delimited
from scoring.importing.delimited import Export
from scoring.importing.importer import import_export
from tests.importing.exports import row, write_export, write_profile

MANY = [row(id=f"T{i:05}", remark="r" * 60) for i in range(300)]


class _Stingy(io.FileIO):
    """A regular file that gives at most seven bytes at a time, as the system may."""

    def read(self, size=-1, /):
        return super().read(7 if size < 0 else min(size, 7))


class _Forgetful(io.FileIO):
    """A file that ends early, without an error and without having changed."""

    def read(self, size=-1, /):
        return super().read(size) if self.tell() < 9_000 else b""


def opening(kind):
    @contextmanager
    def opened(path):
        with kind(path) as file:
            yield file

    return opened


def refused(folder, source, error=DataError):
    with pytest.raises(error) as caught:
        import_export(write_profile(folder), source, folder / "data")
    assert not (folder / "data").exists()
    [problem] = caught.value.problems
    return problem


def test_a_pipe_is_refused_at_once_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "export.csv")
    problem = refused(tmp_path, tmp_path / "export.csv")
    assert (problem.code, problem.where) == ("not-a-file", "export.csv")
    assert "a pipe" in problem.what
    assert problem.hint == "Save it as a file first, then give that file."


def test_a_folder_and_a_device_are_no_export_either(tmp_path):
    (tmp_path / "folder").mkdir()
    said = [refused(tmp_path, path) for path in (tmp_path / "folder", Path(os.devnull))]
    assert {p.code for p in said} == {"not-a-file"}
    assert [p.what.split(",")[0] for p in said] == ["this is a folder", "this is a device"]


@pytest.mark.skipif(not os.path.exists("/dev/stdin"), reason="no /dev/stdin here")  # noqa: PTH110
def test_what_is_piped_into_the_command_is_refused(tmp_path):
    # More than a pipe holds, so that its reader gets it in pieces.
    text = write_export(tmp_path, *MANY * 10).read_bytes()
    words = ["import", "--profile", write_profile(tmp_path), "/dev/stdin", "--out", tmp_path / "d"]
    done = subprocess.run(
        [sys.executable, "-c", "from scoring.cli import main; main()", *map(str, words)],
        input=text, capture_output=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 3
    assert b"[not-a-file]" in done.stderr
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize("block", [1 << 11, 1 << 14])
def test_short_reads_lose_no_row(tmp_path, monkeypatch, block):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", block)
    source = write_export(tmp_path, *MANY)
    content = source.read_bytes()
    monkeypatch.setattr(delimited, "_opened", opening(_Stingy))
    report = import_export(write_profile(tmp_path), source, tmp_path / "data")
    assert (report.rows_in, report.rows_written) == (300, 300)
    assert report.source_bytes == len(content)
    assert report.source_sha256 == hashlib.sha256(content).hexdigest()


def test_a_file_that_ends_early_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 3_000)
    source = write_export(tmp_path, *MANY)
    monkeypatch.setattr(delimited, "_opened", opening(_Forgetful))
    problem = refused(tmp_path, source, ReconciliationError)
    assert problem.code == "bytes-do-not-add-up"
    assert problem.what == f"9000 of its {source.stat().st_size} bytes were read"


@pytest.mark.parametrize("when", ["after the header", "between two blocks"])
def test_a_file_that_changes_meanwhile_is_noticed(tmp_path, monkeypatch, when):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1 << 11)
    source = write_export(tmp_path, *MANY)
    export = Export(source, ",")
    blocks = export.blocks(["id"], trim=True)
    if when == "between two blocks":
        assert next(blocks).first_row == 1
    with source.open("a", encoding="utf-8") as file:
        file.write(",".join(row(id="late").values()) + "\n")
    with pytest.raises(IntegrityError) as caught:
        list(blocks)
    assert [p.code for p in caught.value.problems] == ["input-changed"]
    assert caught.value.exit_code == 5


def test_another_file_put_in_its_place_is_noticed(tmp_path):
    source = write_export(tmp_path, *MANY)
    export = Export(source, ",")
    copy = tmp_path / "copy"
    copy.write_bytes(source.read_bytes())
    stamp = source.stat().st_mtime_ns
    os.utime(copy, ns=(stamp, stamp))
    copy.rename(source)
    with pytest.raises(IntegrityError, match="input-changed"):
        list(export.blocks(["id"], trim=True))


def test_what_the_system_does_not_let_be_read_is_told_in_its_words(tmp_path, monkeypatch):
    source = write_export(tmp_path, row())
    opened = type(source).open

    def denied(path, *args, **kwargs):
        if path.name == "export.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(type(source), "open", denied)
    problem = refused(tmp_path, source, StorageError)
    assert (problem.code, problem.where) == ("not-readable", "export.csv")
    assert "Permission denied" in problem.what


def test_a_disk_that_fails_while_it_is_read_is_no_fault_of_ours(tmp_path, monkeypatch):
    class Failing(io.FileIO):
        def read(self, size=-1, /):
            if self.tell():
                raise OSError(5, "Input/output error")
            return super().read(min(size, 2_000))

    monkeypatch.setattr(delimited, "HEADER_BYTES_MAX", 2_000)
    source = write_export(tmp_path, *MANY)
    export = Export(source, ",")
    opened = type(source).open
    monkeypatch.setattr(
        type(source), "open", lambda p, *a, **k: Failing(p) if p == source else opened(p, *a, **k)
    )
    with pytest.raises(StorageError, match="Input/output error"):
        list(export.blocks(["id"], trim=True))


def test_every_message_about_an_export_ends_its_remedy_with_a_full_stop(tmp_path):
    head = ",".join(row())
    wrong = [b"", (head + "\n").encode(), b"\xff\xff\n", f"{head}\na,b\n".encode()]
    wrong += [f'{head}\n{"x," * 12}"x\n'.encode(), f"{head}\n".encode() + b"\xff," * 12 + b"x\n"]
    for content in wrong:
        source = tmp_path / "export.csv"
        source.write_bytes(content)
        assert refused(tmp_path, source).hint[-1] in ".?", content
    assert refused(tmp_path, tmp_path / "none.csv").hint.endswith(".")

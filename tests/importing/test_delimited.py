"""A delimited export is read whole or not at all, and every row keeps the number it has there."""

import hashlib
import io
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from scoring.errors import DataError, IntegrityError, ReconciliationError, StorageError
from scoring.importing.importer import import_export
from scoring.importing.profile.profiles import Csv
from scoring.importing.sources import delimited, original
from tests.importing.exports import HEADER, row, write_export, write_profile
from tests.importing.reading import opened, read, refused, rows_of

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
    def opened_as(path, name):
        with kind(path) as file:
            yield file

    return opened_as


def import_refused(folder, source, error=DataError):
    with pytest.raises(error) as caught:
        import_export(write_profile(folder), source, folder / "data")
    assert not (folder / "data").exists()
    [problem] = caught.value.problems
    return problem


def written(folder, content):
    path = folder / "export.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_pipe_is_refused_at_once_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "export.csv")
    problem = import_refused(tmp_path, tmp_path / "export.csv")
    assert (problem.code, problem.where) == ("not-a-file", "export.csv")
    assert "a pipe" in problem.what
    assert problem.hint == "Save it as a file first, then give that file."


def test_a_device_is_no_export_either(tmp_path):
    (tmp_path / "export.csv").symlink_to(os.devnull)
    problem = import_refused(tmp_path, tmp_path / "export.csv")
    assert problem.code == "not-a-file"
    assert problem.what.startswith("this is a device,")


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
    monkeypatch.setattr(original, "opened", opening(_Stingy))
    _, rows, said = read(source)
    assert [texts[0] for _, texts in rows] == [one["id"] for one in MANY]
    assert (said.rows, said.bytes) == (300, len(content))
    assert said.sha256 == hashlib.sha256(content).hexdigest()


def test_a_file_that_ends_early_is_noticed(tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 3_000)
    source = write_export(tmp_path, *MANY)
    monkeypatch.setattr(original, "opened", opening(_Forgetful))
    problem = import_refused(tmp_path, source, ReconciliationError)
    assert problem.code == "bytes-do-not-add-up"
    # The line of names, then three blocks.
    found = len(HEADER) + 1 + 9_000
    assert problem.what == f"{found} of its {source.stat().st_size} bytes were read"


@pytest.mark.parametrize("when", ["after the header", "between two blocks"])
@pytest.mark.parametrize("late", ["late,,,,,,,,,,,,\n", "half a row"])
def test_a_file_that_changes_meanwhile_is_noticed(tmp_path, monkeypatch, when, late):
    # A row that is only half there looks damaged: that somebody writes to it is the better answer.
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1 << 11)
    source = write_export(tmp_path, *MANY)
    blocks = opened(source).blocks({"id": 0}, trim=True)
    if when == "between two blocks":
        assert next(blocks).rows[0] == 1
    with source.open("a", encoding="utf-8") as file:
        file.write(late)
    with pytest.raises(IntegrityError) as caught:
        list(blocks)
    assert [p.code for p in caught.value.problems] == ["input-changed"]
    assert caught.value.exit_code == 5


def test_another_file_put_in_its_place_is_noticed(tmp_path):
    source = write_export(tmp_path, *MANY)
    export = opened(source)
    copy = tmp_path / "copy"
    copy.write_bytes(source.read_bytes())
    stamp = source.stat().st_mtime_ns
    os.utime(copy, ns=(stamp, stamp))
    copy.rename(source)
    with pytest.raises(IntegrityError, match="input-changed"):
        list(export.blocks({"id": 0}, trim=True))


def test_a_second_pass_that_meets_other_bytes_is_noticed(tmp_path):
    # Written into in place and its time put back: nothing but the digest can tell.
    source = written(tmp_path, "id,b\n1,x\n2,y\n")
    export = opened(source)
    first = rows_of(export)
    assert rows_of(export) == first
    stamp = source.stat().st_mtime_ns
    with source.open("r+b") as file:
        file.seek(7)
        file.write(b"z")
    os.utime(source, ns=(stamp, stamp))
    with pytest.raises(IntegrityError, match="holds other bytes than when it was first read"):
        rows_of(export)


def test_what_the_system_does_not_let_be_read_is_told_in_its_words(tmp_path, monkeypatch):
    source = write_export(tmp_path, row())
    opened_truly = type(source).open

    def denied(path, *args, **kwargs):
        if path.name == "export.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return opened_truly(path, *args, **kwargs)

    monkeypatch.setattr(type(source), "open", denied)
    problem = import_refused(tmp_path, source, StorageError)
    assert (problem.code, problem.where) == ("not-readable", "export.csv")
    assert "Permission denied" in problem.what


def test_a_disk_that_fails_while_it_is_read_is_no_fault_of_ours(tmp_path, monkeypatch):
    class Failing(io.FileIO):
        def read(self, size=-1, /):
            if self.tell() >= 2_000:
                raise OSError(5, "Input/output error")
            return super().read(min(size, 2_000))

    monkeypatch.setattr(delimited, "HEADER_BYTES_MAX", 2_000)
    source = write_export(tmp_path, *MANY)
    export = opened(source)
    monkeypatch.setattr(type(source), "open", lambda p, *a, **k: Failing(p))
    with pytest.raises(StorageError, match="Input/output error"):
        rows_of(export)


def test_every_message_about_an_export_ends_its_remedy_with_a_full_stop(tmp_path):
    head = ",".join(row())
    wrong = [b"", (head + "\n").encode(), b"\xff\xff\n", f"{head}\na,b\n".encode(), b"\n\n", b"a\0"]
    wrong += [f'{head}\n{"x," * 12}"x\n'.encode(), f"{head}\n".encode() + b"\xff," * 12 + b"x\n"]
    for content in wrong:
        source = written(tmp_path, content)
        assert import_refused(tmp_path, source).hint[-1] in ".?", content
    assert import_refused(tmp_path, tmp_path / "none.csv").hint.endswith(".")


TEXT = 'id,b\r\n1,"x\r\n\r\ny"\r\n\r\n2,z\r\n,\r\n\r\n3,"a ""b"", c"\r\n\r\n'
# Counted by hand: row 2 and rows 4 and 5 hold nothing, and so does row 7 at the end.
ROWS = [(1, ["1", "x\r\n\r\ny"]), (3, ["2", "z"]), (6, ["3", 'a "b", c'])]


@pytest.mark.parametrize("block", [*range(24, 60), 8 << 20])
def test_rows_keep_their_numbers_over_blank_lines_and_lines_within_quotes(
    tmp_path, monkeypatch, block
):
    monkeypatch.setattr(delimited, "BLOCK_BYTES", block)
    header, rows, said = read(written(tmp_path, TEXT))
    assert (header, rows) == (["id", "b"], ROWS)
    assert (said.rows, said.notes) == (3, ("4 blank lines passed over",))


def test_a_row_is_only_blank_if_no_column_holds_anything(tmp_path):
    source = opened(written(tmp_path, "a,b\n1,2\n,x\n,\n , \n"))
    [block] = source.blocks({"a": 0}, trim=False)
    assert block.rows.tolist() == [1, 2, 4]
    assert block.columns["a"].to_pylist() == ["1", "", " "]


def test_a_carriage_return_alone_ends_a_row_and_cannot_hide_one(tmp_path):
    assert read(written(tmp_path, "a,b\r1,2\r3,4"))[1] == [(1, ["1", "2"]), (2, ["3", "4"])]
    problem = refused(written(tmp_path, "a,b\n1,2\r3\n"))
    assert (problem.code, problem.where) == ("wrong-column-count", "export.csv row 2")


@pytest.mark.parametrize("before", ["", 'x "y\n', 'a,b,c,d\n"\n\n', "\ufeff"])
def test_the_number_of_a_wrong_row_counts_what_stands_before_it(tmp_path, before):
    content = before + 'a,b\n1,"\n"\n\n2,3\n4,5,6\n'
    dialect = Csv(delimiter="comma", encoding="utf-8", header_row=1 + before.count("\n"))
    problem = refused(written(tmp_path, content), dialect)
    assert (problem.code, problem.where) == ("wrong-column-count", "export.csv row 4")
    assert problem.what == "3 columns where the header names 2"


def test_lines_above_the_header_may_hold_anything(tmp_path):
    content = 'Report "unclosed\r\n;;;;;;\r\n\r\n"id\nof it";b\r\n1;2\r\n'
    dialect = Csv(delimiter="semicolon", encoding="utf-8", header_row=4)
    header, rows, said = read(written(tmp_path, content), dialect)
    assert (header, rows) == (["id\nof it", "b"], [(1, ["1", "2"])])
    assert said.notes == ("3 lines above the header passed over",)


@pytest.mark.parametrize("content", ["\n\nid,b\n1,2\n", "x\n,,\n1,2\n", "one line\n"])
def test_a_header_row_without_names_is_told(tmp_path, content):
    dialect = Csv(delimiter="comma", encoding="utf-8", header_row=2)
    problem = refused(written(tmp_path, content), dialect)
    assert (problem.code, problem.what) == ("no-header", "line 2 holds no column names")


@pytest.mark.parametrize("sign", [",", ";", "|", "^", "~", "§", "；", "\N{GRINNING FACE}"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_any_one_sign_may_part_the_columns(tmp_path, sign, encoding):
    content = f'é{sign}"b{sign}c"\n1{sign}"2{sign}""3"""\n{sign}4\n'
    dialect = Csv(delimiter=sign, encoding=encoding)
    header, rows, _ = read(written(tmp_path, content.encode(encoding)), dialect)
    assert header == ["é", f"b{sign}c"]
    assert rows == [(1, ["1", f'2{sign}"3"']), (2, ["", "4"])]


def test_a_text_that_holds_the_stand_in_of_such_a_sign_is_refused(tmp_path):
    problem = refused(written(tmp_path, "a；b\n1；\x1f\n"), Csv(delimiter="；", encoding="utf-8"))
    assert problem.code == "control-character"


@pytest.mark.parametrize("content", ["a,b", "a,b\n", "a,b\r\n\r\n\n", "a,b\n,\n"])
def test_a_header_with_nothing_under_it_is_no_export(tmp_path, content):
    assert refused(written(tmp_path, content)).code == "no-rows"


def test_an_open_quote_and_an_endless_row_are_told(tmp_path, monkeypatch):
    assert refused(written(tmp_path, 'a,b\n1,"2\n')).code == "unclosed-quote"
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1 << 20)
    problem = refused(written(tmp_path, b'a,b\n1,"' + b"x\n" * (3 << 19)))
    assert (problem.code, problem.what) == ("unreadable-csv", "a row is longer than 1 MB")


def test_what_a_source_is_cannot_be_asked_before_it_was_read(tmp_path):
    source = opened(written(tmp_path, "a\n1\n2\n"))
    with pytest.raises(RuntimeError, match="once all of it was read"):
        _ = source.said
    rows_of(source)
    assert source.said.rows == 2

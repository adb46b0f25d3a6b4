"""A folder or a file, put in its place: there whole or not at all, and nothing else overwritten."""

from __future__ import annotations

import filecmp
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from scoring import disk
from scoring.errors import ConflictError, Problem

_Said = TypeVar("_Said")


def placed_folder(
    out: Path, write: Callable[[Path], _Said], *, durable: bool = True
) -> tuple[_Said, bool]:
    """Let `write` fill a temporary folder beside `out`, and give it that name when it is done.

    Args:
        out: the folder, which must not be there, or be empty.
        write: fills the folder that it is given.
        durable: whether every file is flushed to the disk before; what can be written again at any
            time need not be.

    Returns:
        What `write` returned, and whether the folder is new: False where the same bytes stood
        there already.

    Raises:
        ConflictError: something else stands there.
        StorageError: the disk or a permission stood in the way; nothing was left behind.
    """
    out = out.absolute()
    with disk.storage(out):
        disk.make_folder(out.parent)
        partial = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.", suffix=".partial"))
        try:
            said = write(partial)
            return said, _placed(partial, out, durable=durable)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def placed_file(out: Path, data: bytes) -> bool:
    """Write a file that was not there; say whether it is new: False where the same stood there.

    Raises:
        ConflictError: another file stands there.
        StorageError: the disk or a permission stood in the way; nothing was left behind.
    """
    with disk.storage(out):
        if out.exists() or out.is_symlink():
            if out.is_file() and out.read_bytes() == data:
                return False
            what = "another file stands here"
            hint = "Name another file, or move this one away."
            raise ConflictError(Problem("file-exists", str(out), what, hint))
        disk.make_folder(out.absolute().parent)
        partial = disk.beside(out, data)
        try:
            disk.move(partial, out)
        except BaseException:  # an interrupt must clean up as well as an error
            partial.unlink(missing_ok=True)
            raise
    return True


def _placed(partial: Path, out: Path, *, durable: bool) -> bool:
    if out.is_dir() and not out.is_symlink() and not any(out.iterdir()):
        out.rmdir()
    if out.exists() or out.is_symlink():
        if _same(partial, out):
            return False
        hint = "Name a folder that does not exist yet, or remove this one yourself."
        what = "something else stands there already, and nothing is overwritten"
        raise ConflictError(Problem("folder-taken", str(out), what, hint))
    if durable:
        _flush(partial)
    disk.move(partial, out)
    return True


def _flush(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            _flush(path)
        else:
            disk.flush_file(path)
    disk.flush_folder(folder)


def _same(one: Path, other: Path) -> bool:
    """Say whether two folders hold the same files with the same bytes."""
    if other.is_symlink() or not other.is_dir():
        return False
    names = _files(one)
    if names != _files(other):
        return False
    equal, _, _ = filecmp.cmpfiles(one, other, names, shallow=False)
    return sorted(equal) == names


def _files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in found)

"""A folder of pages or a file, put in its place: whole or not at all, nothing else overwritten."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from scoring import disk
from scoring.errors import ConflictError, Problem


def written_folder(out: Path, fill: Callable[[Path], None]) -> bool:
    """Let `fill` write into a folder beside `out`, and give it that name when it is done.

    Pages are not flushed one by one as a run is: they can be written again at any time.

    Returns:
        Whether the same stood there already, byte for byte.

    Raises:
        ConflictError: something else stands there.
        StorageError: the disk or a permission stood in the way; nothing was left behind.
    """
    out = out.absolute()
    with disk.storage(out):
        disk.make_folder(out.parent)
        partial = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.", suffix=".partial"))
        try:
            fill(partial)
            return _placed(partial, out)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def placed_file(out: Path, data: bytes) -> bool:
    """Write a file that was not there; say whether the same bytes stood there already.

    Raises:
        ConflictError: another file stands there.
        StorageError: the disk or a permission stood in the way; nothing was left behind.
    """
    with disk.storage(out):
        if out.exists() or out.is_symlink():
            if out.is_file() and out.read_bytes() == data:
                return True
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
    return False


def _placed(partial: Path, out: Path) -> bool:
    if out.is_dir() and not out.is_symlink() and not any(out.iterdir()):
        out.rmdir()
    if out.exists() or out.is_symlink():
        if _same(partial, out):
            return True
        what = "something else stands there already, and nothing is overwritten"
        hint = "Name a folder that does not exist yet, or remove this one yourself."
        raise ConflictError(Problem("folder-taken", str(out), what, hint))
    disk.move(partial, out)
    return False


def _same(one: Path, other: Path) -> bool:
    """Say whether two folders hold the same files with the same bytes."""
    if other.is_symlink() or not other.is_dir():
        return False
    names = _files(one)
    return names == _files(other) and all(
        (one / name).read_bytes() == (other / name).read_bytes() for name in names
    )


def _files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in found)

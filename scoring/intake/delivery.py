"""Puts a finished data folder in its place: there whole, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from scoring.errors import ConflictError, Problem, StorageError

_PIECE = 1 << 20


def deliver(out: Path, write: Callable[[Path], None]) -> bool:
    """Let `write` fill a temporary folder beside `out`, flush it, and give it its name.

    Returns:
        True where the folder is new, False where the same bytes stood there already.

    Raises:
        ConflictError: something else stands there.
        StorageError: the disk or a permission stood in the way.
    """
    out = out.absolute()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.", suffix=".partial"))
        try:
            write(partial)
            return _place(partial, out)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        what = f"the system refused: {error.strerror or type(error).__name__}"
        hint = "Free space, allow writing there or name another folder, then run the same again."
        raise StorageError(Problem("storage", str(out), what, hint)) from error


def _place(partial: Path, out: Path) -> bool:
    if out.is_dir() and not any(out.iterdir()):
        out.rmdir()
    if out.exists() or out.is_symlink():
        if _same(partial, out):
            return False
        hint = "Name a folder that does not exist yet, or remove this one yourself."
        what = "something else stands there already, and nothing is overwritten"
        raise ConflictError(Problem("folder-taken", str(out), what, hint))
    for path in (*sorted(partial.iterdir()), partial):
        _flush(path)
    partial.rename(out)
    _flush(out.parent)
    return True


def _same(one: Path, other: Path) -> bool:
    """Say whether two folders hold the same files with the same bytes."""
    if not other.is_dir():
        return False
    names = sorted(path.name for path in one.iterdir())
    if names != sorted(path.name for path in other.iterdir()):
        return False
    return all(_equal(one / name, other / name) for name in names)


def _equal(one: Path, other: Path) -> bool:
    if not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as a, other.open("rb") as b:
        while piece := a.read(_PIECE):
            if piece != b.read(_PIECE):
                return False
    return True


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Puts a finished data folder in its place: there whole, or not at all."""

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


def deliver(out: Path, write: Callable[[Path], _Said]) -> tuple[_Said, bool]:
    """Let `write` fill a temporary folder beside `out`, flush it, and give it its name.

    Returns:
        What `write` returned, and whether the folder is new: False where the same bytes stood
        there already.

    Raises:
        ConflictError: something else stands there.
        StorageError: the disk or a permission stood in the way.
    """
    out = out.absolute()
    with disk.storage(out):
        disk.make_folder(out.parent)
        partial = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}.", suffix=".partial"))
        try:
            said = write(partial)
            return said, _place(partial, out)
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def _place(partial: Path, out: Path) -> bool:
    if out.is_dir() and not any(out.iterdir()):
        out.rmdir()
    if out.exists() or out.is_symlink():
        if _same(partial, out):
            return False
        hint = "Name a folder that does not exist yet, or remove this one yourself."
        what = "something else stands there already, and nothing is overwritten"
        raise ConflictError(Problem("folder-taken", str(out), what, hint))
    for path in sorted(partial.iterdir()):
        disk.flush_file(path)
    disk.flush_folder(partial)
    disk.move(partial, out)
    return True


def _same(one: Path, other: Path) -> bool:
    """Say whether two folders hold the same files with the same bytes."""
    if not other.is_dir():
        return False
    names = sorted(path.name for path in one.iterdir())
    if names != sorted(path.name for path in other.iterdir()):
        return False
    equal, _, _ = filecmp.cmpfiles(one, other, names, shallow=False)
    return sorted(equal) == names

"""Putting a run in its place: whole or not at all, and never twice with different content.

A run is written to a hidden folder beside its place, flushed, and renamed. A crash at any moment
leaves the place empty or complete, and running the same again always gets there.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from scoring import disk
from scoring.errors import ConflictError, PlauditError, Problem
from scoring.ledger.identity import ENVIRONMENT, MANIFEST

_PERIOD = re.compile(r"[0-9]{4}(-([0-9]{2}|Q[1-4]|H[12]))?")
_RUN_ID = re.compile(r"[0-9a-f]{32}")


def publish(runs: Path, period: str, run_id: str, files: Mapping[str, bytes]) -> tuple[Path, bool]:
    """Publish a run at RUNS/<period>/<run id>, and say whether it was there already.

    Args:
        runs: the folder of all runs; made where it is missing.
        period: the period's name.
        run_id: 32 hex digits.
        files: content by relative name, `manifest.json` among them (it is written last).

    Returns:
        The run's folder, and whether the same run had been published before.

    Raises:
        ConflictError: something else stands there, or another command holds the lock.
        StorageError: the disk or a permission stood in the way; nothing was left behind.
    """
    return publish_all(runs, [(period, run_id, files)])[0]


def publish_all(
    runs: Path, made: Sequence[tuple[str, str, Mapping[str, bytes]]]
) -> list[tuple[Path, bool]]:
    """Publish several runs together: all are written before the first takes its place.

    What fails before that leaves none. Each takes its place by a rename; a crash between two of
    them leaves whole runs, and publishing the same again completes them.

    Args:
        runs: the folder of all runs; made where it is missing.
        made: of each run the period, the id and the files, as `publish` takes them.

    Returns:
        For each, its folder and whether it had been published before.

    Raises:
        ConflictError, StorageError: as `publish`.
    """
    for run in made:
        _check_names(*run)
    places = [runs / period / run_id for period, run_id, _ in made]
    partial: dict[Path, Path] = {}
    new = set[Path]()
    with disk.storage(places[0]), disk.locked(runs):
        try:
            for place, (_, _, files) in zip(places, made, strict=True):
                with disk.storage(place):
                    _prepare(place, files, partial)
            new.update(partial)
            for place in [*partial]:
                with disk.storage(place):
                    disk.move(partial[place], place)
                    del partial[place]
        except BaseException:  # an interrupt must clean up as well as an error
            for left in partial.values():
                shutil.rmtree(left, ignore_errors=True)
            raise
    return [(place, place not in new) for place in places]


def _prepare(place: Path, files: Mapping[str, bytes], partial: dict[Path, Path]) -> None:
    """Write a run beside its place, unless the same stands there already."""
    disk.make_folder(place.parent)
    if place.is_symlink() or place.exists():
        _require_same(place, files)
        disk.flush_folder(place.parent)
        return
    name = tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}.", suffix=".partial")
    partial[place] = Path(name)
    _fill(partial[place], files)


def _fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, the manifest last, and flush the folders from the inside out."""
    inner = {folder / name for path in files for name in PurePosixPath(path).parents}
    for sub in sorted(inner):
        disk.make_folder(sub)
    for name in sorted(files, key=lambda name: (name == MANIFEST, name)):
        disk.write_new(folder / name, files[name])
    for sub in sorted(inner, reverse=True):
        disk.flush_folder(sub)


def _require_same(place: Path, files: Mapping[str, bytes]) -> None:
    """Accept the run that stands there only if it is this one, byte for byte.

    The environment is outside of every digest and may differ.
    """
    found = {} if place.is_symlink() or not place.is_dir() else _content(place)
    differ = {
        name
        for name in (found.keys() | files.keys()) - {ENVIRONMENT}
        if found.get(name) != files.get(name)
    }
    if differ:
        what = f"a different run stands here: {', '.join(sorted(differ)[:5])}"
        hint = "Check it with `plaudit verify`, or publish into another folder."
        raise ConflictError(Problem("run-differs", str(place), what, hint))


def _content(place: Path) -> dict[str, bytes]:
    files = (path for path in place.rglob("*") if path.is_symlink() or not path.is_dir())
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in files}


def _check_names(period: str, run_id: str, files: Mapping[str, bytes]) -> None:
    """Refuse a name that could lead out of the run's folder; the engine never makes one."""
    fits = _PERIOD.fullmatch(period) and _RUN_ID.fullmatch(run_id) and MANIFEST in files
    bad = [name for name in files if not _stays_inside(name)]
    if bad or not fits:
        where = ", ".join(bad) or f"{period}/{run_id}"
        raise PlauditError(Problem("run-name", where, "cannot be a place in RUNS", ""))


def _stays_inside(name: str) -> bool:
    parts = name.split("/")
    return "\0" not in name and all(part not in ("", ".", "..") for part in parts)

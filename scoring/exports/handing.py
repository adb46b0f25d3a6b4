"""Putting an export in its place under the record of exports: both files, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scoring import disk
from scoring.errors import ConflictError, Problem, UsageError
from scoring.ledger.exports import Claim, recorded
from scoring.opening import led_to


def hand_out(claim: Claim, content: bytes, control: bytes, runs_root: Path) -> bool:
    """Write both files under the record of exports; say whether it was a repeat.

    Raises:
        ConflictError: another export pays or books the same, or another file stands there.
        IntegrityError: the record of exports is broken.
        StorageError: the disk or a permission stood in the way.
    """
    files = [(control_path(claim.file), control), (claim.file, content)]
    with disk.storage(claim.file):
        for path, data in files:
            _require_free(path, data)
        with recorded(runs_root, claim) as repeat:
            _put(files)
    return repeat


def control_path(out: Path) -> Path:
    """Return where the control file of an export stands."""
    return out.with_name(f"{out.name}.control.json")


def require_places(run: Path, out: Path, runs_root: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse to write into RUNS, and to record the export anywhere but in the run's own RUNS.

    Raises:
        UsageError: the run or the file is not where it may be.
    """
    period, run_id = manifest["identity"]["parameters"]["period"], manifest["run_id"]
    if led_to(run) != led_to(runs_root / period / run_id):
        what = f"does not lie at {period}/{run_id} in {runs_root}, where its exports are recorded"
        hint = "Export from the folder that the run was published in."
        raise UsageError(Problem("run-not-in-place", str(run), what, hint))
    if led_to(out).is_relative_to(led_to(runs_root)):
        what = f"lies in {runs_root}, which holds runs and the record of exports alone"
        raise UsageError(Problem("file-in-runs", str(out), what, "Name a file outside of it."))


def _put(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write the files beside their places, then give them their names, the target's file last."""
    disk.make_folder(files[0][0].parent)
    written: list[tuple[Path, Path]] = []
    try:
        for path, data in files:
            written.append((disk.beside(path, data), path))
        for partial, path in written:
            disk.move(partial, path)
    except BaseException:  # an interrupt must clean up as well as an error
        for partial, _ in written:
            partial.unlink(missing_ok=True)
        raise


def _require_free(path: Path, content: bytes) -> None:
    """Let a missing file pass, and one that holds these very bytes; overwrite nothing else."""
    free = not path.exists() and not path.is_symlink()
    if not free and not (path.is_file() and path.read_bytes() == content):
        what = "another file stands here"
        hint = "Name another file, or move this one away."
        raise ConflictError(Problem("file-exists", str(path), what, hint))

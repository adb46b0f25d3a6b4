"""Checking a published run with the standard library alone: are these the files that were written?

Whether they add up is the question of `totals.py`, which reads the tables.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scoring.errors import IntegrityError, Problem, StorageError
from scoring.ledger.identity import ENVIRONMENT, MANIFEST, digest, read_manifest
from scoring.opening import is_refusal, refusal

_HINT = "Do not pay from it; run the same again into a new folder and compare."


def verify(run: Path) -> list[Problem]:
    """Compare a run's files with its manifest: missing, extra, altered, or a manifest that is not.

    Returns:
        What is wrong, in the order of the files' names; nothing when the run is whole.

    Raises:
        StorageError: what the system does not let be read, so that nobody knows whether it is
            whole; with what is wrong besides.
    """
    try:
        manifest = read_manifest(run)
        listed = _listed(manifest, run)
        found = set(_found(run)) - {MANIFEST, ENVIRONMENT}
    except IntegrityError as error:
        return error.problems
    except OSError as error:
        return _unreadable(run, error)
    problems = [
        *(_problem("missing-file", run / n, "is missing") for n in listed.keys() - found),
        *(_problem("extra-file", run / n, "is not in the manifest") for n in found - listed.keys()),
    ]
    refused: list[Problem] = []
    for name in sorted(listed.keys() & found):
        try:
            problems += _altered(run / name, listed[name])
        except StorageError as error:
            refused += error.problems
    problems.sort(key=lambda problem: (problem.where, problem.code))
    if refused:
        raise StorageError(refused + problems)
    return problems


def require_verified(run: Path) -> dict[str, Any]:
    """Return the manifest of a run whose files are all there and unchanged.

    Raises:
        IntegrityError: with everything that is wrong.
        StorageError: what the system does not let be read.
    """
    problems = verify(run)
    if problems:
        raise IntegrityError(problems)
    return read_manifest(run)


def read_verified(run: Path, name: str) -> bytes:
    """Read one file of a run once and check exactly the bytes that are returned.

    Raises:
        IntegrityError: the file is missing or not the one in the manifest.
        StorageError: the system does not let it be read.
    """
    listed = _listed(read_manifest(run), run)
    try:
        data = (run / name).read_bytes()
    except OSError as error:
        raise IntegrityError(_unreadable(run / name, error, "missing-file")) from error
    if name not in listed or (len(data), digest(data)) != listed[name]:
        raise IntegrityError(
            _problem("altered-file", run / name, "is not the file that was written")
        )
    return data


def _listed(manifest: dict[str, Any], run: Path) -> dict[str, tuple[int, str]]:
    """Return the files that the manifest names: size and digest by name."""
    try:
        entries = [(e["name"], (e["bytes"], e["sha256"])) for e in manifest["outputs"]]
        once = Counter(name for name, _ in entries)
    except (KeyError, TypeError) as error:
        what = "does not list its files"
        raise IntegrityError(_problem("manifest-altered", run / MANIFEST, what)) from error
    if any(not isinstance(name, str) or count > 1 for name, count in once.items()):
        what = "lists a file twice"
        raise IntegrityError(_problem("manifest-altered", run / MANIFEST, what))
    return dict(entries)


def _found(run: Path, inner: str = "") -> Iterator[str]:
    """Yield every entry under a run that is not a folder, links included, by relative name."""
    with os.scandir(run / inner) as entries:
        for entry in entries:
            name = f"{inner}/{entry.name}" if inner else entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _found(run, name)
            else:
                yield name


def _altered(path: Path, expected: tuple[int, str]) -> list[Problem]:
    size, sha256 = expected
    try:
        if path.is_symlink() or not path.is_file():
            return [_problem("not-a-file", path, "is not a plain file")]
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
            length = stream.tell()
    except OSError as error:
        return _unreadable(path, error)
    if (length, found) != (size, sha256):
        what = f"is not the file that was written ({size} bytes)"
        return [_problem("altered-file", path, what)]
    return []


def _unreadable(path: Path, error: OSError, code: str = "unreadable-file") -> list[Problem]:
    """Say that a file is not there any more; what the system refuses is no fault of the run."""
    if is_refusal(error):
        raise refusal(str(path), error) from error
    return [_problem(code, path, f"cannot be read: {error.strerror or type(error).__name__}")]


def _problem(code: str, where: Path, what: str) -> Problem:
    return Problem(code, str(where), what, _HINT)

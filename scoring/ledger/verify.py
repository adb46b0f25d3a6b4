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

from scoring.errors import IntegrityError, Problem
from scoring.ledger.identity import ENVIRONMENT, MANIFEST, digest, read_manifest

_HINT = "Do not pay from it; run the same again into a new folder and compare."


def verify(run: Path) -> list[Problem]:
    """Compare a run's files with its manifest: missing, extra, altered, or a manifest that is not.

    Returns:
        What is wrong, in the order of the files' names; nothing when the run is whole.
    """
    try:
        manifest = read_manifest(run)
        listed = _listed(manifest, run)
        found = set(_found(run)) - {MANIFEST, ENVIRONMENT}
    except IntegrityError as error:
        return error.problems
    except OSError as error:
        return [_problem("unreadable-file", run, f"cannot be read: {error.strerror}")]
    problems = [
        *(_problem("missing-file", run / n, "is missing") for n in listed.keys() - found),
        *(_problem("extra-file", run / n, "is not in the manifest") for n in found - listed.keys()),
        *(p for n in listed.keys() & found if (p := _altered(run / n, listed[n]))),
    ]
    return sorted(problems, key=lambda problem: (problem.where, problem.code))


def require_verified(run: Path) -> dict[str, Any]:
    """Return the manifest of a run whose files are all there and unchanged.

    Raises:
        IntegrityError: with everything that is wrong.
    """
    problems = verify(run)
    if problems:
        raise IntegrityError(problems)
    return read_manifest(run)


def read_verified(run: Path, name: str) -> bytes:
    """Read one file of a run once and check exactly the bytes that are returned.

    Raises:
        IntegrityError: the file is missing, unreadable or not the one in the manifest.
    """
    listed = _listed(read_manifest(run), run)
    try:
        data = (run / name).read_bytes()
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        raise IntegrityError(_problem("missing-file", run / name, what)) from error
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


def _altered(path: Path, expected: tuple[int, str]) -> Problem | None:
    size, sha256 = expected
    if path.is_symlink() or not path.is_file():
        return _problem("not-a-file", path, "is not a plain file")
    try:
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
            length = stream.tell()
    except OSError as error:
        return _problem("unreadable-file", path, f"cannot be read: {error.strerror}")
    if (length, found) != (size, sha256):
        return _problem("altered-file", path, f"is not the file that was written ({size} bytes)")
    return None


def _problem(code: str, where: Path, what: str) -> Problem:
    return Problem(code, str(where), what, _HINT)

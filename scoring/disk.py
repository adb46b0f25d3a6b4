"""Writing so that a crash leaves the old or the new, never a half: the one place that may.

Every file is created exclusively, written whole and flushed to the disk before anything refers
to it; every folder is flushed after its entries change. A flush that fails is final: asking
again could succeed without the data being there.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scoring.errors import ConflictError, Problem, StorageError

_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW
_HINT = "Free space, allow writing there or name another folder, then run the same again."
SCRATCH_HINT = "Free space there, or name another folder in TMPDIR, then run the same again."
LOCK = ".lock"
LOCK_SECONDS = 30.0


def storage_error(error: OSError, place: Path, hint: str = _HINT) -> StorageError:
    """Say which place the machine refused, and why, in the system's own words."""
    what = f"the system refused: {error.strerror or type(error).__name__}"
    return StorageError(Problem("storage", str(place), what, hint))


@contextmanager
def storage(place: Path, hint: str = _HINT) -> Iterator[None]:
    """Turn what the operating system refuses into a StorageError that names the place."""
    try:
        yield
    except OSError as error:
        raise storage_error(error, place, hint) from error


def write_new(path: Path, data: bytes) -> None:
    """Create a file that did not exist, write all of it, flush it; readable by its owner alone."""
    handle = os.open(path, _NEW, 0o600)
    try:
        write_all(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)


def place_new(path: Path, data: bytes) -> None:
    """Write a file that did not exist, whole and durable, or leave none.

    Raises:
        ConflictError: something stands there already.
        StorageError: the disk or a permission stood in the way.
    """
    with storage(path):
        try:
            write_new(path, data)
        except FileExistsError:
            what = "something stands there already, and nothing is overwritten"
            hint = "Name a file that does not exist yet, or remove this one yourself."
            raise ConflictError(Problem("file-taken", str(path), what, hint)) from None
        flush_folder(path.parent)


def write_all(handle: int, data: bytes) -> None:
    """Write every byte: one call may take fewer than it was given."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def make_folder(path: Path) -> None:
    """Make a folder and those above it where they are missing, and flush what changed."""
    missing = [folder for folder in (path, *path.parents) if not folder.is_dir()]
    for folder in reversed(missing):
        with suppress(FileExistsError):
            os.mkdir(folder, 0o700)  # noqa: PTH102 - the calls of this module are counted in tests
        flush_folder(folder.parent)


def scratch_place() -> Path:
    """Return the folder for what is only held for a while: TMPDIR, or else /var/tmp.

    /tmp comes last, since many systems keep it in the very memory that is to be spared.
    """
    named = os.environ.get("TMPDIR")
    places = [Path(place) for place in (named, "/var/tmp", "/tmp") if place]  # noqa: S108
    return next((place for place in places if os.access(place, os.W_OK | os.X_OK)), places[0])


@contextmanager
def scratch(place: Path) -> Iterator[int]:
    """Open a file without a name, to write to and to read again: nothing can leave it behind.

    Raises:
        StorageError: it cannot be made there.
    """
    from tempfile import TemporaryFile  # noqa: PLC0415 - light commands would wait for it

    with storage(place, SCRATCH_HINT):
        file = TemporaryFile(dir=place, prefix="plaudit-")  # noqa: SIM115 - closed below
    with file:
        yield file.fileno()


def flush_file(path: Path) -> None:
    """Make a file durable that a library has written."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_folder(path: Path) -> None:
    """Make the entries of a folder durable: a rename is atomic at once, and safe only then."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move(source: Path, target: Path) -> None:
    """Give a finished file or folder its name, in one step, and make that durable."""
    os.rename(source, target)  # noqa: PTH104 - the calls of this module are counted in tests
    flush_folder(target.parent)


def beside(target: Path, data: bytes) -> Path:
    """Write a flushed temporary file in the folder of `target`, and return its path."""
    partial = target.with_name(f".{target.name}.{secrets.token_hex(8)}.partial")
    try:
        write_new(partial, data)
    except BaseException:  # an interrupt must clean up as well as an error
        partial.unlink(missing_ok=True)
        raise
    return partial


@contextmanager
def locked(folder: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the folder's lock, so that two commands cannot publish or export at once.

    The lock dies with its process. Waits for `seconds`.

    Raises:
        ConflictError: another command still holds it.
        OSError: the folder or its lock cannot be made.
    """
    make_folder(folder)
    handle = os.open(folder / LOCK, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    try:
        _wait_for(handle, folder, seconds)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int, folder: Path, seconds: float) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                what = f"another command has held the lock for {seconds:g} seconds"
                hint = "Wait for it to end, then run the same again."
                raise ConflictError(Problem("locked", str(folder / LOCK), what, hint)) from None
            time.sleep(0.02)
        else:
            return

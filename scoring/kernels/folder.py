"""The folder that compiled kernels are kept in: this user's alone, or none at all.

What lies in it is run, so whoever can write into it can run code as this user. The folder is
held open once it has been judged, and every file is reached through it: a name that is exchanged
later leads nowhere else. Each file carries the digest of its own name and content, since a bit
that has flipped within machine code would be a wrong number, not an error.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

HOUSE = "plaudit"
KEPT_ALWAYS = 3  # the engines that one goes back and forth between
KEPT_MOST = 32  # whoever changes a kernel makes a folder each time
UNUSED_SECONDS = 60 * 86_400

_KEY = re.compile(r"[0-9a-f]{64}")
_FOLDER = os.O_RDONLY | os.O_DIRECTORY
_OWN_FOLDER = _FOLDER | os.O_NOFOLLOW
# A pipe that somebody put there must not be waited for.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class UnusableError(Exception):
    """A place that nothing can be kept in, and why, in words that follow its name."""

    def __init__(self, where: str, why: str) -> None:
        """Hold the place and the reason."""
        self.where, self.why = where, why
        super().__init__(f"{where}: {why}")


class DamagedError(Exception):
    """A file that is not what was written: torn, changed, exchanged, or somebody else's."""


class Folder(NamedTuple):
    """An open folder that is this user's alone: what it is called, and its handle."""

    path: Path
    handle: int


def open_folder(key: str, environ: Mapping[str, str]) -> Folder:
    """Open the folder of a key, made where it is missing, and clear away long unused ones.

    Args:
        key: 64 hexadecimal digits that name all that compiled code depends on.
        environ: `XDG_CACHE_HOME` or, where that names nothing, `HOME` say where; a relative
            path counts as none (XDG Base Directory Specification 0.8).

    Raises:
        UnusableError: there is no such place, or it is read-only, full, someone else's, or open to
            the writing of others.
    """
    base = _base(environ)
    path = base / HOUSE / key
    with _told(base), _closing(_reached(None, str(base), _FOLDER)) as above:
        # The home of someone else, under sudo: what root left there would stand in their way.
        if os.fstat(above).st_uid not in (0, os.geteuid()):
            raise UnusableError(str(base), "it belongs to another user")
        house = _own_folder(above, path.parent)
    with _closing(house):
        folder = Folder(path, _own_folder(house, path))
        with suppress(OSError):  # read-only: then nothing is cleared away there either
            os.utime(folder.handle)
            _clear(house, key)
    return folder


def _base(environ: Mapping[str, str]) -> Path:
    home = environ.get("HOME", "")
    for place in (environ.get("XDG_CACHE_HOME", ""), f"{home}/.cache" if home else ""):
        if Path(place).is_absolute():
            return Path(place)
    raise UnusableError("HOME", "neither it nor XDG_CACHE_HOME names a folder")


@contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnusableError(str(place), refusal(error)) from error


def refusal(error: OSError) -> str:
    """Say why the system refused, in its own words."""
    return f"the system refused: {error.strerror or type(error).__name__}"


@contextmanager
def _closing(handle: int) -> Iterator[int]:
    try:
        yield handle
    finally:
        os.close(handle)


def _reached(above: int | None, name: str, flags: int) -> int:
    """Open a folder; make it first only where it is missing, since a disk may be read-only."""
    try:
        return os.open(name, flags, dir_fd=above)
    except FileNotFoundError:
        with suppress(FileExistsError):  # another run may have been faster
            os.mkdir(name, 0o700, dir_fd=above)
        return os.open(name, flags, dir_fd=above)


def _own_folder(above: int, path: Path) -> int:
    """Open a folder within an open one, made where it is missing, if it is this user's alone."""
    with _told(path):
        handle = _reached(above, path.name, _OWN_FOLDER)
    why = _not_ours(os.fstat(handle))
    if why:
        os.close(handle)
        raise UnusableError(str(path), why)
    return handle


def _not_ours(state: os.stat_result) -> str:
    if state.st_uid != os.geteuid():
        return "it belongs to another user"
    return "others may write to it" if state.st_mode & _OTHERS_WRITE else ""


def read(folder: Folder, name: str) -> bytes | None:
    """Return what was kept under a name, or None if nothing was.

    Raises:
        DamagedError: what stands there is not what was written.
        OSError: it cannot be read.
    """
    try:
        handle = os.open(name, _READ, dir_fd=folder.handle)
    except FileNotFoundError:
        return None
    with _closing(handle):
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode) or _not_ours(state):
            raise DamagedError(name)
        with os.fdopen(handle, "rb", closefd=False) as file:
            sealed = file.read()
    content = sealed[hashlib.sha256().digest_size :]
    if sealed != _sealed(name, content):
        raise DamagedError(name)
    return content


def names(folder: Folder) -> set[str]:
    """Return the names under which something stands in the folder; none if it cannot be listed."""
    try:
        with os.scandir(folder.handle) as entries:
            return {entry.name for entry in entries}
    except OSError:
        return set()


def write(folder: Folder, name: str, content: bytes) -> None:
    """Keep something under a name: whole or not at all, whoever else writes the same.

    Nothing is flushed: what a crash tears does not fit its digest.

    Raises:
        OSError: the disk is full, the folder is read-only or gone.
    """
    partial = f"{name}.{secrets.token_hex(8)}.partial"
    handle = os.open(partial, _NEW, 0o600, dir_fd=folder.handle)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_sealed(name, content))
        os.rename(partial, name, src_dir_fd=folder.handle, dst_dir_fd=folder.handle)
    except BaseException:  # an interrupt must clean up as well as an error
        with suppress(OSError):
            os.unlink(partial, dir_fd=folder.handle)
        raise


def _sealed(name: str, content: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + content).digest() + content


def remove(folder: Folder, name: str) -> None:
    """Remove what stands under a name, if it is there and can be."""
    with suppress(OSError):
        os.unlink(name, dir_fd=folder.handle)


def _clear(house: int, in_use: str) -> None:
    """Remove folders of other keys that were not used for long, or are too many.

    A process that still uses one of them keeps what it has loaded and compiles what it lacks.
    """
    with os.scandir(house) as entries:
        used = {
            entry.name: entry.stat(follow_symlinks=False).st_mtime
            for entry in entries
            if _KEY.fullmatch(entry.name) and entry.name != in_use
        }
    newest = sorted(used, key=lambda name: used[name], reverse=True)
    unused = time.time() - UNUSED_SECONDS
    for rank, name in enumerate(newest, start=1):
        if rank >= KEPT_MOST or (rank >= KEPT_ALWAYS and used[name] < unused):
            shutil.rmtree(name, ignore_errors=True, dir_fd=house)

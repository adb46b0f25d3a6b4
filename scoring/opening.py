"""Opening what was handed in: a regular file, or a refusal that says what stands there instead.

A pipe can be read once and a device never ends, so neither can be digested and then read again.
What the operating system refuses is told in its own words, and apart from a damaged file.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scoring.errors import Problem, StorageError

ABSENT = (FileNotFoundError, NotADirectoryError)
"""What the system raises where nothing stands: a wrong path, not a fault of the machine."""

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def irregular(path: Path) -> str:
    """Say what stands at a path if it is no regular file, such as `a pipe`; else an empty text.

    Nothing is opened: opening a pipe would wait for it, and take from it.

    Raises:
        FileNotFoundError: nothing stands there, nor can: the name is too long, or links go round.
        OSError: the system does not tell.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if error.errno in (errno.ENAMETOOLONG, errno.ELOOP):
            raise FileNotFoundError(error.errno, error.strerror) from error
        raise
    return _KINDS.get(stat.S_IFMT(mode), "")


def led_to(path: Path) -> Path:
    """Follow the links of a path as far as they lead; where they go round, they end."""
    return Path(os.path.realpath(path))


def is_refusal(error: BaseException) -> bool:
    """Tell what the system refuses from damage that a library found, and from what is not there."""
    system = isinstance(error, OSError) and error.errno is not None
    return system and not isinstance(error, (*ABSENT, IsADirectoryError))


@contextmanager
def reading(place: str) -> Iterator[None]:
    """Turn what the operating system refuses into a StorageError that names the place."""
    try:
        yield
    except OSError as error:
        raise refusal(place, error) from error


def refusal(place: str, error: OSError) -> StorageError:
    """Say which file or folder the system does not let be read, in its own words."""
    what = f"the system refused to read it: {error.strerror or type(error).__name__}"
    hint = "Allow reading it, then run the same again."
    return StorageError(Problem("not-readable", place, what, hint))

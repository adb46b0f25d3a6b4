"""SHA-256 of files: of a small one at once, of a large one while other work goes on.

Whoever needs the digest of a large file waits for it. It is taken of the bytes that lay there
when the folder was opened, or later: a file that changes after that ends the run by its stamp.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Lock, Thread

LARGE = 16 << 20
"""Bytes from which a digest takes longer than it takes to start a thread."""


class Digest:
    """The SHA-256 of one file, now or soon."""

    def __init__(self, path: Path, size: int) -> None:
        """Take it, or have it taken.

        Args:
            path: the file.
            size: its bytes.

        Raises:
            OSError: a small file that cannot be read; of a large one, `text` tells.
        """
        self._path, self._done = path, Event()
        self._text = ""
        self._error: BaseException | None = None
        if size < LARGE:
            self._text = _sha256(path)
            self._done.set()
        else:
            _LINE.join(self)

    def take(self) -> None:
        """Take it: called on the thread that does. Whatever goes wrong, whoever waits is told."""
        try:
            self._text = _sha256(self._path)
        except BaseException as error:  # noqa: BLE001 - it is raised where the digest is asked for
            self._error = error
        finally:
            self._done.set()

    @property
    def text(self) -> str:
        """The digest in hexadecimal, waited for.

        Raises:
            OSError, MemoryError: a file that cannot be read.
        """
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._text


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _Line:
    """Files in line for one thread of a process, which takes them in order and ends with it."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Digest] = SimpleQueue()
        self._process, self._lock = 0, Lock()

    def join(self, digest: Digest) -> None:
        with self._lock:
            if self._process != os.getpid():  # a process that was forked off has no such thread
                self._waiting = SimpleQueue()
                Thread(target=self._work, daemon=True, name="digests").start()
                self._process = os.getpid()
            self._waiting.put(digest)

    def _work(self) -> None:
        while True:
            self._waiting.get().take()


_LINE = _Line()

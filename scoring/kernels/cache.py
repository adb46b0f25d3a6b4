"""Compiled kernels of one file: made when first asked for, and kept from run to run where possible.

A kernel gives the same numbers whether it was loaded, compiled, or runs as plain Python; what is
kept only saves seconds. So nothing here ends a run: each difficulty is told and gone round.
Importing this imports no numba.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, ParamSpec, TypeVar

from scoring.errors import Problem, counted
from scoring.kernels import folder as folders
from scoring.kernels.folder import Folder, UnusableError

P = ParamSpec("P")
R = TypeVar("R")
Tell = Callable[[Problem], None]

SECONDS_EACH = 0.2  # 0.07 to 0.3 measured for kernels of 3 to 30 lines

_CURE = "To keep them, name a folder of your own in XDG_CACHE_HOME."

_listeners: list[Tell] = []


@contextmanager
def told(tell: Tell) -> Iterator[None]:
    """Have every notice handed to `tell` at once, for as long as this lasts."""
    _listeners.append(tell)
    try:
        yield
    finally:
        _listeners.remove(tell)


class Kernel(Generic[P, R]):
    """A function that is loaded or compiled for its signatures when it is first called."""

    def __init__(
        self, function: Callable[P, R], signatures: tuple[object, ...], kernels: Kernels
    ) -> None:
        """Belong to a file of kernels; nothing is compiled yet."""
        self.function, self.signatures = function, signatures
        self.made: Callable[P, R] | None = None
        self._kernels = kernels
        functools.update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the kernel.

        Raises:
            TypeError: the arguments fit none of the signatures.
        """
        made = self.made
        if made is None:
            made = self._kernels.make(self)
        return made(*args, **kwargs)


class Kernels:
    """The kernels of one source file, with the folder that their code is kept in.

    Attributes:
        notices: what has been told so far, each once. It depends on the machine: nothing of it may
            enter what a run publishes.
    """

    def __init__(self, file: str, environ: Mapping[str, str] = os.environ) -> None:
        """Stand for the file whose `__file__` is given, as it reads now."""
        self.notices: list[Problem] = []
        self._file, self._environ = file, environ
        self._kernels: list[Kernel[Any, Any]] = []
        self._folder: Folder | None = None
        self._opened = False
        # Kernels may first be asked for by several threads at once.
        self._lock = threading.Lock()
        try:
            self._source: bytes | None = Path(file).read_bytes()
        except OSError:  # within an archive, or only its bytecode is there
            self._source = None

    def kernel(self, *signatures: object) -> Callable[[Callable[P, R]], Kernel[P, R]]:
        """Decorate a function that is called from Python.

        Args:
            signatures: numba's, as text or made of its types, each with what is returned. It may
                call helpers of the same file and no kernel.
        """

        def decorate(function: Callable[P, R]) -> Kernel[P, R]:
            made = Kernel(function, signatures, self)
            self._kernels.append(made)
            return made

        return decorate

    def helper(self, function: Callable[P, R]) -> Callable[P, R]:
        """Decorate a function that kernels of the same file call."""
        from scoring.kernels import loading  # noqa: PLC0415 - numba is imported where it is used

        return loading.helper(function)

    def make(self, kernel: Kernel[P, R]) -> Callable[P, R]:
        """Load or compile a kernel, once whoever asks; leave it as Python where numba is told to.

        Raises:
            numba.core.errors.NumbaError: it cannot be compiled, a fault of its author.
        """
        from scoring.kernels import loading  # noqa: PLC0415 - as above

        with self._lock:
            made: Callable[P, R] | None = kernel.made
            if made is None and loading.switched_off():
                made = kernel.function
            elif made is None:
                self._open()
                events = loading.Events(self._compiling, self._damaged, self._unsaved)
                shelf = loading.Shelf(kernel.function, self._folder, events)
                made = loading.compiled(kernel.function, kernel.signatures, shelf)
            kernel.made = made
        return made

    def _open(self) -> None:
        from scoring.kernels import loading  # noqa: PLC0415 - as above

        if self._opened:
            return
        self._opened = True
        if self._source is None:
            why = "their source cannot be read, so that a change of it would go unseen"
            self._not_kept(self._file, why, "Install the package unpacked.")
            return
        try:
            self._folder = folders.open_folder(loading.key(self._source), self._environ)
        except UnusableError as error:
            self._not_kept(error.where, error.why)

    def _compiling(self) -> None:
        from scoring.kernels import loading  # noqa: PLC0415 - as above

        kept = folders.names(self._folder) if self._folder else set()
        missing = sum(
            any(loading.name_of(k.function, s) not in kept for s in k.signatures)
            for k in self._kernels
            if k.made is None
        )
        once = "once" if self._folder else "for this run alone"
        seconds = max(1, round(missing * SECONDS_EACH))
        what = f"compiling up to {counted(missing, 'kernel')}, {once}: about {seconds} s"
        self._tell("kernels-compiling", "this machine", what, "")

    def _damaged(self, path: str) -> None:
        what = "this compiled kernel was damaged, and is compiled anew"
        self._tell("kernels-damaged", path, what, "")

    def _unsaved(self, error: Exception) -> None:
        why = folders.refusal(error) if isinstance(error, OSError) else str(error)
        self._not_kept(str(self._folder.path if self._folder else ""), why)

    def _not_kept(self, where: str, why: str, cure: str = _CURE) -> None:
        what = f"compiled kernels cannot be kept: {why}"
        hint = f"Runs are right without it, and take some seconds more. {cure}"
        self._tell("kernels-not-kept", where, what, hint)

    def _tell(self, code: str, where: str, what: str, hint: str) -> None:
        """Tell of something once; of files that are damaged, of each."""
        if code != "kernels-damaged" and any(notice.code == code for notice in self.notices):
            return
        notice = Problem(code, where, what, hint)
        self.notices.append(notice)
        for tell in _listeners:
            tell(notice)

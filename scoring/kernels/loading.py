"""How numba takes compiled kernels out of their folder and puts them there: the one place that may.

numba's own cache is not used. It trusts what it unpickles, ends the run on a torn file, does not
see that a constant of another file or a switch such as `NUMBA_BOUNDSCHECK` has changed, and lets
two processes mix up the signatures of a kernel. What is kept here is what it would keep, the
reduced result of a compilation, under names and digests of our own.
"""

from __future__ import annotations

import hashlib
import pickle
import platform
import sys
import sysconfig
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple

import llvmlite
import numba
import numpy as np
from llvmlite import binding
from numba.core import codegen, config, sigutils
from numba.core.compiler import CompileResult
from numba.core.serialize import dumps

from scoring.kernels import folder as folders
from scoring.kernels.folder import Folder

# Those of numba's settings that change the code it makes, wherever they were set: its variables,
# `.numba_config.yaml`, or another library of the process. None of them changes a number.
_SETTINGS = (
    "BOUNDSCHECK",
    "DEBUGINFO_DEFAULT",
    "DEBUG_ARRAY_OPT_RUNTIME",
    "DEBUG_NRT",
    "DISABLE_INTEL_SVML",
    "ENABLE_PROFILING",
    "EXTEND_VARIABLE_LIFETIMES",
    "JIT_COVERAGE",
    "LLVM_REFPRUNE_FLAGS",
    "LLVM_REFPRUNE_PASS",
    "LOOP_VECTORIZE",
    "NRT_STATS",
    "OPT",
    "SLP_VECTORIZE",
)

Function = Callable[..., Any]
# Integers wrap and shift as the kernels say; a division by zero is an error, as in Python. What
# `fastmath` may leave out includes the tests for NaN. Bounds are checked where numba is told to.
_OPTIONS = {"nogil": True, "error_model": "python", "fastmath": False, "cache": False}


class Events(NamedTuple):
    """Who is told what happens on the way.

    Attributes:
        compiling: a kernel is about to be compiled.
        damaged: a file, by its path, could not be used and was removed.
        unsaved: a compiled kernel could not be kept, and why.
    """

    compiling: Callable[[], None]
    damaged: Callable[[str], None]
    unsaved: Callable[[Exception], None]


def key(source: bytes) -> str:
    """Return what the code compiled from a source depends on, as 64 hexadecimal digits.

    Args:
        source: the whole text of the file of kernels; nothing that they use may stand elsewhere.
    """
    config.reload_config()  # numba reads its variables again before it compiles: see what it will
    parts = [
        _engine(),
        hashlib.sha256(source).hexdigest(),
        platform.python_implementation(),
        platform.python_version(),
        str(sysconfig.get_config_var("SOABI")),
        np.__version__,
        numba.__version__,
        llvmlite.__version__,
        binding.get_process_triple(),
        config.CPU_NAME or binding.get_host_cpu_name(),
        codegen.get_host_cpu_features() if config.CPU_FEATURES is None else config.CPU_FEATURES,
        sys.byteorder,
        *(f"{name}={getattr(config, name, None)!r}" for name in _SETTINGS),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _engine() -> str:
    try:
        return version("plaudit")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "unknown"


def switched_off() -> bool:
    """Say whether `NUMBA_DISABLE_JIT` has kernels run as plain Python: slow, the same numbers."""
    return bool(config.DISABLE_JIT)


def name_of(function: Function, signature: object) -> str:
    """Return the name that the code of a function for one signature is kept under."""
    arguments, result = sigutils.normalize_signature(signature)
    digest = hashlib.sha256(f"{arguments}->{result}".encode()).hexdigest()
    return f"{function.__qualname__}.{digest[:32]}"


class Shelf:
    """The place of one kernel in the folder, with the two methods that numba calls on a cache.

    Neither raises: whatever is wrong with a file, the kernel can be compiled.
    """

    def __init__(self, function: Function, folder: Folder | None, events: Events) -> None:
        """Serve a function from a folder, or from none: then it is compiled each time."""
        self._function, self._folder, self._events = function, folder, events

    def load_overload(self, signature: object, target: Any) -> CompileResult | None:
        """Return the code that was kept for a signature, or None to have it compiled."""
        target.refresh()  # what loaded code refers to must be known to the linker
        found = self._found(signature, target)
        if found is None:
            self._events.compiling()
        return found

    def _found(self, signature: object, target: Any) -> CompileResult | None:
        if self._folder is None:
            return None
        name = name_of(self._function, signature)
        try:
            content = folders.read(self._folder, name)
            if content is None:
                return None
            # The folder is this user's alone, and the digest fits: these are our own bytes.
            return CompileResult._rebuild(target, *pickle.loads(content))  # noqa: S301, SLF001
        except Exception:  # noqa: BLE001 - unpickling may raise anything, and all of it is cured alike
            folders.remove(self._folder, name)
            self._events.damaged(str(self._folder.path / name))
            return None

    def save_overload(self, signature: object, result: Any) -> None:
        """Keep what was compiled for a signature, if that can be."""
        if self._folder is None:
            return
        try:
            folders.write(self._folder, name_of(self._function, signature), _packed(result))
        except Exception as error:  # noqa: BLE001 - the kernel is compiled, and that is enough
            self._events.unsaved(error)


def _packed(result: Any) -> bytes:
    if result.library.has_dynamic_globals:
        raise TypeError("its code holds addresses of this process")
    packed: bytes = dumps(result._reduce())  # noqa: SLF001 - as numba's own cache does
    return packed


def compiled(function: Function, signatures: Sequence[object], shelf: Shelf) -> Function:
    """Load or compile a kernel for its signatures, and for no other.

    Raises:
        numba.core.errors.NumbaError: the function cannot be compiled, a fault of its author.
    """
    dispatcher = numba.njit(**_OPTIONS)(function)
    dispatcher._cache = shelf  # noqa: SLF001 - numba has no other door for a cache
    for signature in signatures:
        dispatcher.compile(signature)
    dispatcher.disable_compile()
    return dispatcher  # type: ignore[no-any-return]


def helper(function: Function) -> Function:
    """Make a function that kernels may call: it is compiled into each of them, and not kept."""
    return numba.njit(**_OPTIONS)(function)  # type: ignore[no-any-return]

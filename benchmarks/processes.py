"""A command as a process of its own: its time, its processor time, its peak of memory.

The peak of a process begins at that of its parent (Linux copies it before the new program starts),
so a small process of this file's stands between whoever asks and whatever is measured.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]


class Measured(NamedTuple):
    """What one process took.

    Attributes:
        seconds: from start to end, as the clock on the wall has it.
        cpu: seconds of processor time, the system's included.
        mib: the peak of memory that was resident.
    """

    seconds: float
    cpu: float
    mib: int


class FailedError(Exception):
    """A process that ended with another code than 0."""


def measure(words: Sequence[object], log: Path) -> Measured:
    """Run a Python command from the project's root; what it prints goes to a file.

    Raises:
        FailedError: the end of what it printed.
    """
    command = [sys.executable, *map(str, words)]
    between = [sys.executable, "-S", __file__, str(log), *command]
    done = subprocess.run(between, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    code, *took = json.loads(done.stdout)
    if code:
        said = log.read_text(encoding="utf-8", errors="replace")[-2_000:]
        raise FailedError(f"{' '.join(command)} ended with {code}:\n{said}")
    return Measured(*took)


def _between(log: str, *command: str) -> None:
    """Run a command and print its code, seconds, processor seconds and peak in MiB."""
    with Path(log).open("wb") as out:
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1_024  # bytes there, KiB elsewhere
    took = (seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * unit >> 20)
    sys.stdout.write(json.dumps([child.returncode, *took]))


def median(rounds: Sequence[Measured]) -> Measured:
    """Return the median of each figure."""
    seconds, cpu, mib = zip(*rounds, strict=True)
    return Measured(statistics.median(seconds), statistics.median(cpu), int(statistics.median(mib)))


def use_processors(count: int) -> int:
    """Keep this process and its children on so many processors; return how many it got."""
    if not hasattr(os, "sched_setaffinity"):
        return count
    mine = sorted(os.sched_getaffinity(0))[:count]
    os.sched_setaffinity(0, mine)
    return len(mine)


def can_forget() -> bool:
    """Say whether this system lets a process drop files from its cache."""
    return hasattr(os, "posix_fadvise")


def forget(folder: Path) -> None:
    """Drop every file of a folder from the system's cache, so that the disk is read again.

    The files alone: libraries stay warm, since they are not what is measured.
    """
    for path in filter(Path.is_file, folder.rglob("*")):
        with path.open("rb") as file:
            os.fsync(file.fileno())  # what is not on disk yet would stay
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if __name__ == "__main__":
    _between(*sys.argv[1:])

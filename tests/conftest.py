"""What the tests share: the place of the material that may lie beside the project."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

# Speed is for benchmarks: a kernel may be compiled within the first example that asks for it.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material beside the project, where there is one."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside the project: real exports and published cases not here")
    return SHARED


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return ROOT


class Outcome(NamedTuple):
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def plaudit(monkeypatch, capsys):
    """Run the command in this process, through its real door, and return what it left."""
    from scoring.cli import main

    def run(*words: object) -> Outcome:
        monkeypatch.setattr("sys.argv", ["plaudit", *map(str, words)])
        monkeypatch.setattr("scoring.door.leave_at_once", sys.exit)  # this process goes on
        before = os.umask(0o077)
        handlers = {n: signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGHUP)}
        try:
            with pytest.raises(SystemExit) as left:
                main()
        finally:
            os.umask(before)
            for number, handler in handlers.items():
                signal.signal(number, handler)
        printed = capsys.readouterr()
        return Outcome(int(left.value.code or 0), printed.out, printed.err)

    return run


class Demonstration(NamedTuple):
    """What `plaudit demo` printed, and where it wrote."""

    said: str
    folder: Path

    @property
    def run(self) -> Path:
        """The folder of its run."""
        (place,) = self.folder.glob("RUNS/*/*/manifest.json")
        return place.parent


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory) -> Demonstration:
    """The demonstration on the full sample, as a process of its own; made once, only read."""
    folder = tmp_path_factory.mktemp("demonstration") / "demo"
    words = [sys.executable, str(ROOT / "cli.py"), "demo", "--out", str(folder)]
    done = subprocess.run(words, capture_output=True, check=True)
    return Demonstration(done.stdout.decode(), folder)

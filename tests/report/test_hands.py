"""Work for more than one process: in order, and ended together whatever ends it."""

import os
import signal
import subprocess
import sys
import time
from operator import neg
from pathlib import Path

import pytest

from scoring.errors import Problem, StorageError
from scoring.report.hands import another, shared_out
from tests.conftest import ROOT

WAITING = """
import os, signal, sys, time
from multiprocessing import active_children
from scoring.process import end_on_signals, leave_at_once
from scoring.report.hands import another, shared_out

def wait():
    if sys.argv[1] == "another":
        with another(time.sleep, 100):
            print("begun", *(child.pid for child in active_children()), flush=True)
            time.sleep(100)
    else:
        print("begun", flush=True)
        list(shared_out(time.sleep, [100, 100, 100], int, ()))

if __name__ == "__main__":
    end_on_signals()
    try:
        wait()
    except (KeyboardInterrupt, SystemExit) as ended:
        print(type(ended).__name__)
    leave_at_once(130)
"""


@pytest.fixture
def waiting(tmp_path):
    """Start a process with processes of its own, all of which wait a hundred seconds."""
    script = tmp_path / "waiting.py"
    script.write_text(WAITING, encoding="utf-8")
    begun: list[subprocess.Popen] = []

    def start(how: str) -> tuple[subprocess.Popen, list[int]]:
        begun.append(
            subprocess.Popen(
                [sys.executable, script, how],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                start_new_session=True,
            )
        )
        word, *children = begun[-1].stdout.readline().split()
        assert word == "begun"
        return begun[-1], [int(child) for child in children]

    yield start
    for process in begun:
        with process:  # which closes its streams and waits
            process.kill()


def nothing() -> None:
    """Begin with nothing."""


def test_what_is_shared_out_comes_in_the_order_of_the_parts():
    assert list(shared_out(neg, [3, 1, 2], nothing, ())) == [-3, -1, -2]


def test_another_process_does_what_it_is_given():
    with another(abs, 1) as other:
        assert other.pool.submit(neg, 5).result() == -5
        assert other.pool.submit(os.getpid).result() != os.getpid()


def lose_one_of_several():
    list(shared_out(os._exit, [3], nothing, ()))


def lose_the_other():
    with another(abs, 1) as other:
        other.pool.submit(os._exit, 3).result()


@pytest.mark.parametrize("lose", [lose_one_of_several, lose_the_other])
def test_a_process_that_is_ended_from_outside_is_told(lose):
    with pytest.raises(StorageError, match="was ended from outside") as told:
        lose()
    assert told.value.exit_code == 8


def fail(*_given: object) -> None:
    """Fail as a piece of ours does, which names every problem."""
    raise StorageError([Problem("full", "here", "it is full", "free it"), PROBLEM])


PROBLEM = Problem("other", "there", "it is, too", "")


@pytest.mark.parametrize(("do", "begin"), [(fail, nothing), (neg, fail)])
def test_an_error_of_ours_comes_whole_from_work_and_from_its_beginning(do, begin, capfd):
    with pytest.raises(StorageError) as told:
        list(shared_out(do, [3, 1], begin, ()))
    assert [problem.code for problem in told.value.problems] == ["full", "other"]
    assert told.value.problems[1] == PROBLEM
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("how", ["another", "shared"])
@pytest.mark.parametrize("after", [0, 2])
def test_an_interruption_ends_all_at_once_and_in_silence(waiting, how, after):
    process, _ = waiting(how)
    time.sleep(after)  # at once they start, later they wait
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=60) == ("KeyboardInterrupt\n", "")  # of a hundred seconds


@pytest.mark.parametrize("how", ["another", "shared"])
@pytest.mark.parametrize("after", [0, 2])
def test_whoever_ends_the_first_alone_ends_all_in_silence(waiting, how, after):
    process, _ = waiting(how)
    time.sleep(after)
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=60) == ("SystemExit\n", "")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for a process in /proc")
def test_a_process_does_not_outlive_the_first_however_that_ends(waiting):
    process, (child,) = waiting("another")
    time.sleep(2)  # until it hears
    process.kill()
    ends = time.monotonic() + 60  # of a hundred seconds
    while time.monotonic() < ends and _runs(child):
        time.sleep(0.1)
    assert not _runs(child)


def _runs(process: int) -> bool:
    """Tell whether a process is there and has not ended yet."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"

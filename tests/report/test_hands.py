"""Work for more than one process: in order, and ended together whatever ends it."""

import os
import signal
import subprocess
import sys
import time
from operator import neg

import pytest

from scoring.errors import StorageError
from scoring.report.hands import beside, shared_out
from tests.conftest import ROOT

WAITING = """
import sys, time
from scoring.process import leave_at_once
from scoring.report.hands import beside, shared_out

def wait():
    if sys.argv[1] == "beside":
        with beside(time.sleep, 100):
            print("begun", flush=True)
            time.sleep(100)
    else:
        print("begun", flush=True)
        list(shared_out(time.sleep, [100, 100, 100], int, ()))

if __name__ == "__main__":
    try:
        wait()
    except (KeyboardInterrupt, SystemExit) as ended:
        print(type(ended).__name__)
    leave_at_once(130)
"""


def nothing() -> None:
    """Begin with nothing."""


def test_what_is_shared_out_comes_in_the_order_of_the_parts():
    assert list(shared_out(neg, [3, 1, 2], nothing, ())) == [-3, -1, -2]


def test_another_process_does_what_it_is_given():
    with beside(abs, 1) as other:
        assert other.submit(neg, 5).result() == -5
        assert other.submit(os.getpid).result() != os.getpid()


def lose_one_of_several():
    list(shared_out(os._exit, [3], nothing, ()))


def lose_the_other():
    with beside(abs, 1) as other:
        other.submit(os._exit, 3).result()


@pytest.mark.parametrize("lose", [lose_one_of_several, lose_the_other])
def test_a_process_that_is_ended_from_outside_is_told(lose):
    with pytest.raises(StorageError, match="was ended from outside") as told:
        lose()
    assert told.value.exit_code == 8


@pytest.mark.parametrize("how", ["beside", "shared"])
@pytest.mark.parametrize("after", [0, 2])
def test_an_interruption_ends_all_at_once_and_in_silence(tmp_path, how, after):
    script = tmp_path / "waiting.py"
    script.write_text(WAITING, encoding="utf-8")
    waiting = subprocess.Popen(
        [sys.executable, script, how],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )
    assert waiting.stdout.readline() == "begun\n"
    time.sleep(after)  # at once it starts, later it waits
    os.killpg(waiting.pid, signal.SIGINT)
    out, err = waiting.communicate(timeout=60)  # of a hundred seconds
    assert (out, err) == ("KeyboardInterrupt\n", "")

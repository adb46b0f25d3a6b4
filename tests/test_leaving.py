"""How the command leaves when its output, its reader or its time is taken away: real processes."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from benchmarks.month import Month, write_month
from scoring import disk
from scoring.monthly import run_period
from tests import months

COMMAND = [sys.executable, str(Path(__file__).resolve().parents[1] / "cli.py")]
STORAGE = 8


@pytest.fixture
def job(tmp_path):
    """The words of a run that has not been made yet."""
    (tmp_path / "plan.yaml").write_text(months.PLAN, encoding="utf-8")
    months.write(tmp_path / "data")
    place = ["--period", months.MONTH, "--out", str(tmp_path / "RUNS")]
    return ["run", str(tmp_path / "plan.yaml"), str(tmp_path / "data"), *place]


def left(words, **streams):
    """Run the command as a process of its own; return its exit code and what it said."""
    done = subprocess.run([*COMMAND, *words], stderr=subprocess.PIPE, **streams, check=False)
    said = done.stderr.decode()
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    return done.returncode, said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_behind_the_output_is_said_and_the_run_stands(job, tmp_path):
    with Path("/dev/full").open("wb") as full:
        code, said = left(job, stdout=full)
    assert code == STORAGE
    assert "[no-output]" in said
    assert "What was written before stands" in said
    (manifest,) = tmp_path.glob("RUNS/2026-10/*/manifest.json")
    # 450.00 + 300.00, as in tests/months.py: the run that stands is whole.
    assert json.loads(manifest.read_bytes())["totals"]["currencies"]["CNY"]["sum"] == "750.00"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_an_export_stands_though_nobody_could_be_told(tmp_path):
    (tmp_path / "plan.yaml").write_text(months.PLAN, encoding="utf-8")
    data = months.write(tmp_path / "data")
    run = run_period(tmp_path / "plan.yaml", data, months.MONTH, tmp_path / "RUNS").path
    out = tmp_path / "payroll.csv"
    words = ["export", str(run), "--to", "payroll-csv", "--out", str(out)]
    with Path("/dev/full").open("wb") as full:
        code, said = left(words, stdout=full)
    assert (code, "[no-output]" in said) == (STORAGE, True)
    events = (tmp_path / "RUNS" / "exports.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(event)["event"] for event in events] == ["begun", "done"]
    assert out.read_bytes().count(b"\r\n") == 1 + 3  # the header and a line for each of three


def test_a_command_leaves_without_pythons_farewell():
    # In it a thread of Arrow that is late with bytes of Python would end all by SIGABRT.
    code = "import atexit; atexit.register(print, 'farewell'); from scoring.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True
    )
    assert "Usage" in done.stdout
    assert "farewell" not in done.stdout


def test_a_closed_output_is_no_output():
    close = ["sh", "-c", 'exec "$@" >&-', "sh", *COMMAND, "--help"]
    done = subprocess.run(close, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == STORAGE
    assert done.stderr.count("\n") == 1
    assert "[no-output]" in done.stderr


def test_a_reader_who_has_seen_enough_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    try:
        assert left(["--help"], stdout=writer) == (0, "")
    finally:
        os.close(writer)


@contextmanager
def default_interrupt():
    """Let a child be ended by a signal, even where our own caller had it ignored (nohup)."""
    meant = {signal.SIGINT: signal.default_int_handler, signal.SIGHUP: signal.SIG_DFL}
    before = {number: signal.signal(number, does) for number, does in meant.items()}
    try:
        yield
    finally:
        for number, does in before.items():
            signal.signal(number, does)


def opened(process):
    """Yield the files a process holds open; one that it closes meanwhile is passed over."""
    with suppress(FileNotFoundError):  # the process itself may be gone
        for handle in Path(f"/proc/{process.pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                yield str(handle.readlink())


def waits_for(process, lock):
    """Wait until the process has opened the lock: all is computed, and nothing published."""
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        if str(lock) in opened(process):
            return True
        time.sleep(0.02)
    return False


@contextmanager
def started(job):
    """Run the command beside this test, and end it whatever the test meets."""
    process = subprocess.Popen([*COMMAND, *job], stdout=-1, stderr=-1)
    with process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc on this system")
@pytest.mark.parametrize(
    ("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_the_run_and_leaves_none(job, tmp_path, sent, code):
    runs = tmp_path / "RUNS"
    with disk.locked(runs), default_interrupt(), started(job) as process:
        assert waits_for(process, (runs / disk.LOCK).resolve()), process.communicate()
        process.send_signal(sent)
        out, said = process.communicate(timeout=60)
    assert process.returncode == code
    assert (out, said) == (b"", b"")
    assert [path.name for path in runs.iterdir()] == [disk.LOCK]


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """A month large enough for compiled kernels, with nothing wrong in it."""
    return write_month(tmp_path_factory.mktemp("large") / "data", Month(600_000))


def reads(process, part):
    """Wait until the process has opened a file of the interactions."""
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        if any(name.endswith(part) for name in opened(process)):
            return True
    return False


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no /proc on this system")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_in_the_middle_of_many_rows_ends_every_thread(large, tmp_path, sent, code):
    runs = tmp_path / "RUNS"
    plan = Path(__file__).parents[1] / "benchmarks" / "plans" / "desk.yaml"
    job = ("run", plan, large, "--period", months.MONTH, "--out", runs, "--threads", "2")
    with default_interrupt(), started(map(str, job)) as process:
        assert reads(process, ".parquet"), process.communicate()
        time.sleep(0.3)  # past the footers, among the rows
        process.send_signal(sent)
        out, said = process.communicate(timeout=60)
    assert process.returncode == code, said
    assert (out, b"Traceback" in said) == (b"", False)
    assert not runs.exists()

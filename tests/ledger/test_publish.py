"""A run is there whole or not at all, whatever fails and whenever."""

import errno
import fcntl
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from scoring import disk
from scoring.errors import ConflictError, PlauditError, StorageError
from scoring.ledger import publish
from tests.ledger.faulty import FaultyOs, Killed, ShortWrites

RUN_ID = "0123456789abcdef" * 2
FILES = {
    "manifest.json": b"{}\n",
    "scorecards.parquet": bytes(range(256)) * 20,
    "inputs/plan.yaml": b"plan: small\n",
    "inputs/calendars/a.yaml": b"",
}


def content(place):
    return {
        path.relative_to(place).as_posix(): path.read_bytes()
        for path in place.rglob("*")
        if path.is_file()
    }


def names(folder):
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def publish_with(monkeypatch, runs, fail_at, error):
    """Publish on a machine whose k-th call fails; return the calls made and what was raised."""
    faulty = FaultyOs(fail_at, error)
    raised = None
    with monkeypatch.context() as patched:
        patched.setattr(disk, "os", faulty)
        if isinstance(error, Killed):
            patched.setattr(shutil, "rmtree", lambda *_, **__: None)
        try:
            publish.publish(runs, "2026-10", RUN_ID, FILES)
        except BaseException as caught:  # noqa: BLE001 - whatever it is, the test looks at it
            raised = caught
    return faulty.calls, raised


def test_a_run_is_published_whole_and_private(tmp_path):
    place, already = publish.publish(tmp_path / "runs", "2026-10", RUN_ID, FILES)
    assert not already
    assert place == tmp_path / "runs" / "2026-10" / RUN_ID
    assert content(place) == FILES
    for path in (place, *place.rglob("*")):
        expected = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == expected
    assert names(place.parent) == {RUN_ID}


def test_the_same_run_again_is_already_done(tmp_path):
    publish.publish(tmp_path, "2026-10", RUN_ID, FILES | {"environment.json": b"monday"})
    place, already = publish.publish(
        tmp_path, "2026-10", RUN_ID, FILES | {"environment.json": b"tuesday"}
    )
    assert already
    assert (place / "environment.json").read_bytes() == b"monday"  # outside of every digest


@pytest.mark.parametrize(
    "other",
    [
        FILES | {"scorecards.parquet": b"other"},
        FILES | {"more.parquet": b""},
        {name: data for name, data in FILES.items() if name != "inputs/plan.yaml"},
    ],
)
def test_another_content_under_the_same_id_is_a_conflict(tmp_path, other):
    place, _ = publish.publish(tmp_path, "2026-10", RUN_ID, FILES)
    with pytest.raises(ConflictError) as caught:
        publish.publish(tmp_path, "2026-10", RUN_ID, other)
    assert caught.value.exit_code == 6
    assert content(place) == FILES


@pytest.mark.parametrize("thing", ["file", "empty folder", "link"])
def test_whatever_else_stands_in_the_place_is_left_alone(tmp_path, thing):
    place = tmp_path / "2026-10" / RUN_ID
    place.parent.mkdir()
    if thing == "file":
        place.write_bytes(b"mine")
    elif thing == "link":
        place.symlink_to(tmp_path)
    else:
        place.mkdir()
    with pytest.raises(ConflictError):
        publish.publish(tmp_path, "2026-10", RUN_ID, FILES)
    assert names(place.parent) == {RUN_ID}


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_a_failure_at_any_call_leaves_nothing_or_everything_and_no_rest(
    tmp_path, monkeypatch, error
):
    calls, raised = publish_with(monkeypatch, tmp_path / "all", 0, error)
    assert raised is None
    assert calls > 30
    for k in range(1, calls + 1):
        runs = tmp_path / str(k)
        _, raised = publish_with(monkeypatch, runs, k, error)
        if isinstance(error, OSError):
            assert isinstance(raised, StorageError)
            assert raised.exit_code == 8
        else:
            assert raised is error
        period = runs / "2026-10"
        assert names(period) <= {RUN_ID}
        if (period / RUN_ID).exists():
            assert content(period / RUN_ID) == FILES
        place, _ = publish.publish(runs, "2026-10", RUN_ID, FILES)
        assert content(place) == FILES


def test_a_kill_at_any_call_leaves_the_place_empty_or_complete(tmp_path, monkeypatch):
    calls, _ = publish_with(monkeypatch, tmp_path / "all", 0, Killed())
    complete = 0
    for k in range(1, calls + 1):
        runs = tmp_path / str(k)
        _, raised = publish_with(monkeypatch, runs, k, Killed())
        assert isinstance(raised, Killed)
        place = runs / "2026-10" / RUN_ID
        complete += place.exists()
        if place.exists():
            assert content(place) == FILES
        again, _ = publish.publish(runs, "2026-10", RUN_ID, FILES)
        assert content(again) == FILES
    assert 0 < complete < calls  # both outcomes were seen


def test_short_writes_are_continued(tmp_path, monkeypatch):
    monkeypatch.setattr(disk, "os", ShortWrites())
    place, _ = publish.publish(tmp_path, "2026-10", RUN_ID, FILES)
    assert content(place) == FILES


def test_the_manifest_is_written_last(tmp_path, monkeypatch):
    written = []
    real = disk.write_new
    monkeypatch.setattr(disk, "write_new", lambda p, d: (written.append(p.name), real(p, d)))
    publish.publish(tmp_path, "2026-10", RUN_ID, FILES)
    assert written[-1] == "manifest.json"
    assert len(written) == len(FILES)


def test_another_command_that_holds_the_lock_is_waited_for_and_then_reported(tmp_path, monkeypatch):
    with (tmp_path / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ConflictError) as caught, disk.locked(tmp_path, seconds=0.05):
            pass
    assert caught.value.problems[0].code == "locked"
    with disk.locked(tmp_path, seconds=0):  # the lock died with its holder
        assert (tmp_path / ".lock").exists()


def test_commands_at_once_publish_one_run_and_the_others_find_it_done(tmp_path):
    with ThreadPoolExecutor(4) as pool:
        done = list(
            pool.map(lambda _: publish.publish(tmp_path, "2026-10", RUN_ID, FILES)[1], range(8))
        )
    assert sorted(done) == [False] + [True] * 7
    assert content(tmp_path / "2026-10" / RUN_ID) == FILES


def test_a_place_that_cannot_be_made_is_a_storage_error(tmp_path):
    (tmp_path / "runs").write_bytes(b"a file")
    with pytest.raises(StorageError) as caught:
        publish.publish(tmp_path / "runs", "2026-10", RUN_ID, FILES)
    assert str(tmp_path / "runs") in caught.value.problems[0].where


@pytest.mark.parametrize(
    ("period", "run_id", "name"),
    [
        ("../2026", RUN_ID, "a.parquet"),
        ("2026-10", "../../etc", "a.parquet"),
        ("2026-10", RUN_ID, "../a.parquet"),
        ("2026-10", RUN_ID, "/etc/passwd"),
        ("2026-10", RUN_ID, "inputs/../../a"),
    ],
)
def test_no_name_leads_out_of_the_run(tmp_path, period, run_id, name):
    with pytest.raises(PlauditError):
        publish.publish(tmp_path, period, run_id, FILES | {name: b""})
    assert names(tmp_path) == set()


def test_a_run_without_a_manifest_is_never_published(tmp_path):
    with pytest.raises(PlauditError):
        publish.publish(tmp_path, "2026-10", RUN_ID, {"a.parquet": b""})

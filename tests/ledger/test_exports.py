"""The record of exports is a chain, and one period of a plan is handed out from one run."""

import errno
import hashlib
import json
from pathlib import Path

import pytest

from scoring import disk
from scoring.errors import ConflictError, IntegrityError
from scoring.ledger import exports
from scoring.ledger.exports import Claim, line_digests, read_exports, recorded
from scoring.ledger.identity import digest
from tests.ledger.faulty import FaultyOs, FullAt, Killed

A, B, C = "a" * 32, "b" * 32, "c" * 32


def claim(runs, run_id=A, **changes):
    said = Claim(
        period="2026-10",
        plan="small-month",
        run_id=run_id,
        manifest_digest="d" * 64,
        kind="payroll",
        format="payroll-csv",
        file=runs / f"{run_id[0]}.csv",
        sha256=digest(run_id.encode()),
        rows=3,
        lines=line_digests("2026-10", [("A1", "BONUS"), ("A2", "BONUS"), ("A2", "STAR")]),
        currencies=("CNY", "JPY"),
        part=False,
        supersedes=None,
    )
    return said._replace(**changes)


def export(runs, run_id=A, **changes):
    said = claim(runs, run_id, **changes)
    with recorded(runs, said) as repeat:
        said.file.write_bytes(run_id.encode())
    return repeat


def kinds(runs):
    return [(event["event"], event["run_id"][0]) for event in read_exports(runs)]


def test_nothing_was_exported_where_there_is_no_record(tmp_path):
    assert read_exports(tmp_path) == []


def test_an_export_is_recorded_before_its_file_and_after(tmp_path):
    with recorded(tmp_path, claim(tmp_path)):
        assert kinds(tmp_path) == [("begun", "a")]  # no crash can leave a file without a record
        claim(tmp_path).file.write_bytes(A.encode())
    assert kinds(tmp_path) == [("begun", "a"), ("done", "a")]
    first, second = read_exports(tmp_path)
    assert (first["seq"], first["prev_sha256"], first["repeat"]) == (1, "0" * 64, False)
    assert first["file"] == "a.csv"  # a name, not a path of somebody's machine
    lines = (tmp_path / "exports.jsonl").read_bytes().splitlines(keepends=True)
    assert second["prev_sha256"] == digest(lines[0])


def test_the_same_run_again_is_a_repeat(tmp_path):
    assert not export(tmp_path)
    assert export(tmp_path)
    assert [event["repeat"] for event in read_exports(tmp_path)] == [False, False, True, True]


def test_another_run_of_the_period_is_refused_unless_it_names_the_one_it_replaces(tmp_path):
    export(tmp_path, A)
    for named in (None, C, B):
        with pytest.raises(ConflictError) as caught:
            export(tmp_path, B, supersedes=named)
        assert caught.value.exit_code == 6
        assert A in caught.value.problems[0].what
    assert not (tmp_path / "b.csv").exists()
    assert not export(tmp_path, B, supersedes=A)
    with pytest.raises(ConflictError):  # the one that was replaced is another run now
        export(tmp_path, A)
    assert export(tmp_path, B)  # a repeat need not name it again, and may
    assert export(tmp_path, B, supersedes=A)
    assert {event["supersedes"] for event in read_exports(tmp_path)[2:]} == {A}


LEADERS = line_digests("2026-10", [("L1", "BONUS"), ("A1", "LEAD")])


def test_other_periods_and_plans_are_separate(tmp_path):
    export(tmp_path, A)
    assert not export(tmp_path, B, period="2026-11")
    # Specialists and leaders have a plan each; A1 is paid by both, under two codes.
    assert not export(tmp_path, C, plan="leaders", lines=LEADERS)
    assert export(tmp_path, A)  # and each may be written again
    assert export(tmp_path, C, plan="leaders", lines=LEADERS)


def test_a_renamed_plan_pays_nobody_a_second_time(tmp_path):
    export(tmp_path, A)
    with pytest.raises(ConflictError) as caught:
        export(tmp_path, B, plan="small-month-2")
    (problem,) = caught.value.problems
    assert (caught.value.exit_code, problem.code) == (6, "already-exported")
    assert "3 of 3" in problem.what
    assert f"--supersedes {A}" in problem.hint
    assert not export(tmp_path, B, plan="small-month-2", supersedes=A)
    with pytest.raises(ConflictError):  # it was replaced, and what replaced it stands
        export(tmp_path, A)


def test_one_line_that_was_paid_is_enough(tmp_path):
    export(tmp_path, A)
    export(tmp_path, C, plan="leaders", lines=LEADERS)
    both = line_digests("2026-10", [("A1", "BONUS"), ("A1", "LEAD"), ("A9", "BONUS")])
    with pytest.raises(ConflictError) as caught:
        export(tmp_path, B, plan="third", lines=both)
    assert [p.what.rpartition(": ")[2] for p in caught.value.problems] == ["1 of 3", "1 of 3"]
    with pytest.raises(ConflictError) as caught:  # naming one of them does not replace the other
        export(tmp_path, B, plan="third", lines=both, supersedes=A)
    assert [f"--supersedes {C}" in p.hint for p in caught.value.problems] == [True]
    assert kinds(tmp_path) == [("begun", "a"), ("done", "a"), ("begun", "c"), ("done", "c")]


def test_what_was_superseded_by_a_plan_of_other_lines_stays_so(tmp_path):
    export(tmp_path, A)
    export(tmp_path, B, plan="leaders", lines=LEADERS, supersedes=A)
    with pytest.raises(ConflictError):
        export(tmp_path, A)
    assert not export(tmp_path, C, plan="third")  # nothing that stands pays these lines


def test_an_export_that_was_abandoned_has_superseded_nothing(tmp_path):
    export(tmp_path, A)
    said = claim(tmp_path, B, plan="renamed", supersedes=A)
    with pytest.raises(RuntimeError), recorded(tmp_path, said):
        raise RuntimeError
    with pytest.raises(ConflictError):
        export(tmp_path, C, plan="third")
    assert export(tmp_path, A)


def test_lines_are_recorded_as_digests_in_order_and_name_nobody(tmp_path):
    export(tmp_path, A)
    said = ("2026-10|A1|BONUS", "2026-10|A2|BONUS", "2026-10|A2|STAR")
    expected = sorted(hashlib.sha256(text.encode()).hexdigest()[:16] for text in said)
    assert [event["lines"] for event in read_exports(tmp_path)] == [expected, expected]
    assert "BONUS" not in (tmp_path / "exports.jsonl").read_text()


def test_nothing_can_be_superseded_that_was_not_exported(tmp_path):
    with pytest.raises(ConflictError):
        export(tmp_path, A, supersedes=B)
    export(tmp_path, A)
    with pytest.raises(ConflictError):
        export(tmp_path, A, supersedes=B)
    assert kinds(tmp_path) == [("begun", "a"), ("done", "a")]


def test_a_failure_that_left_no_file_frees_the_period(tmp_path):
    with pytest.raises(RuntimeError), recorded(tmp_path, claim(tmp_path)):
        raise RuntimeError
    assert kinds(tmp_path) == [("begun", "a"), ("abandoned", "a")]
    assert not export(tmp_path, B)


def test_a_failure_after_the_file_stands_keeps_the_record(tmp_path):
    def fail_late():
        with recorded(tmp_path, claim(tmp_path)):
            claim(tmp_path).file.write_bytes(A.encode())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_late()
    assert kinds(tmp_path) == [("begun", "a")]
    with pytest.raises(ConflictError):
        export(tmp_path, B)
    assert export(tmp_path, A)


def test_a_failed_repeat_does_not_free_what_was_handed_out(tmp_path):
    export(tmp_path, A)
    (tmp_path / "a.csv").unlink()  # sent to finance and moved away
    with pytest.raises(RuntimeError), recorded(tmp_path, claim(tmp_path)):
        raise RuntimeError
    with pytest.raises(ConflictError):
        export(tmp_path, B)


def damage(data, how):
    lines = data.splitlines(keepends=True)
    edited = lines[1].replace(b'"rows":3', b'"rows":4')
    return {
        "edited": lines[0] + edited + lines[2] + lines[3],
        "removed": lines[0] + lines[2] + lines[3],
        "first removed": b"".join(lines[1:]),
        "reordered": lines[1] + lines[0] + lines[2] + lines[3],
        "cut short": data[:-5],
        "not json": data + b"hello\n",
        "not an entry": data + b"[]\n",
        "not utf-8": data + b"\xff\n",
    }[how]


@pytest.mark.parametrize(
    "how",
    [
        "edited",
        "removed",
        "first removed",
        "reordered",
        "cut short",
        "not json",
        "not an entry",
        "not utf-8",
    ],
)
def test_a_record_that_was_changed_stops_every_export(tmp_path, how):
    export(tmp_path, A)
    export(tmp_path, B, period="2026-11")
    path = tmp_path / "exports.jsonl"
    path.write_bytes(damage(path.read_bytes(), how))
    before = path.read_bytes()
    with pytest.raises(IntegrityError) as caught:
        export(tmp_path, C, period="2026-12")
    assert caught.value.exit_code == 5
    assert all(problem.code == "exports-broken" for problem in caught.value.problems)
    assert path.read_bytes() == before  # never repaired behind anybody's back
    assert not (tmp_path / "c.csv").exists()


def test_a_torn_last_line_says_that_it_may_go(tmp_path):
    export(tmp_path, A)
    path = tmp_path / "exports.jsonl"
    path.write_bytes(path.read_bytes() + b'{"seq":3')
    with pytest.raises(IntegrityError) as caught:
        read_exports(tmp_path)
    (problem,) = caught.value.problems
    assert problem.where.endswith("exports.jsonl:3")
    assert problem.hint.startswith("Remove this incomplete line")


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), KeyboardInterrupt()])
def test_an_append_that_fails_is_taken_back(tmp_path, monkeypatch, error):
    for k in range(1, 40):
        runs = tmp_path / str(k)
        export(runs, A, period="2026-09")
        with monkeypatch.context() as patched:
            faulty = FaultyOs(k, error)
            patched.setattr(exports, "os", faulty)
            patched.setattr(disk, "os", faulty)
            try:
                export(runs, A)
            except type(error):
                pass
            else:
                break  # the machine made fewer calls than k
        events = read_exports(runs)  # whole lines, in a chain that holds
        if (runs / "a.csv").exists():
            assert events[-1]["event"] in ("begun", "done", "abandoned")
        assert not export(runs, A, period="2026-12")
    assert 8 < k < 39


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_line_that_was_written_in_part_or_not_flushed_is_taken_back(tmp_path, monkeypatch, call):
    export(tmp_path, A, period="2026-09")
    path = tmp_path / "exports.jsonl"
    before = path.read_bytes()
    for module in (exports, disk):
        monkeypatch.setattr(module, "os", FullAt(call))
    with pytest.raises(OSError, match="No space left"):
        export(tmp_path, A)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert not export(tmp_path, A)


def test_a_kill_never_leaves_a_file_without_a_record(tmp_path, monkeypatch):
    seen = set()
    for k in range(1, 40):
        runs = tmp_path / str(k)
        with monkeypatch.context() as patched:
            faulty = FaultyOs(k, Killed())
            patched.setattr(exports, "os", faulty)
            patched.setattr(disk, "os", faulty)
            try:
                export(runs, A)
            except Killed:
                pass
            else:
                break
        path = runs / "exports.jsonl"
        recorded_events = path.read_bytes().count(b"\n") if path.exists() else 0
        handed_out = (runs / "a.csv").exists()
        assert recorded_events or not handed_out
        seen.add((bool(recorded_events), handed_out))
    assert seen == {(False, False), (True, False), (True, True)}


def test_events_hold_no_path_and_one_clock(tmp_path):
    export(tmp_path, A)
    event = json.loads((tmp_path / "exports.jsonl").read_text().splitlines()[0])
    assert str(Path(tmp_path)) not in json.dumps(event)
    assert event["at"].endswith("+00:00")


# Paying and booking, currencies, and records from before there were any.


def journal(runs, run_id=A, **changes):
    return export(runs, run_id, kind="journal", format="journal-csv", **changes)


def standing(runs):
    return exports.standing_exports(runs, "small-month")


def test_paying_and_booking_are_two_claims_of_one_run(tmp_path):
    assert not export(tmp_path)
    assert not journal(tmp_path)
    assert export(tmp_path)
    assert journal(tmp_path)
    assert standing(tmp_path) == {"2026-10": [A]}


def test_what_is_booked_is_what_is_paid(tmp_path):
    export(tmp_path, A)
    with pytest.raises(ConflictError):
        journal(tmp_path, B)
    journal(tmp_path, A)
    export(tmp_path, B, supersedes=A)  # paid anew; the books still have A
    assert standing(tmp_path) == {"2026-10": [B]}
    with pytest.raises(ConflictError) as caught:
        journal(tmp_path, B)
    assert "as a journal" in caught.value.problems[0].what
    assert not journal(tmp_path, B, supersedes=A)
    for again in (export, journal):
        with pytest.raises(ConflictError):
            again(tmp_path, A)
        assert again(tmp_path, B)


def test_a_run_that_is_booked_alone_is_not_paid_from_another(tmp_path):
    journal(tmp_path, A)
    assert standing(tmp_path) == {}
    with pytest.raises(ConflictError):
        export(tmp_path, B)
    assert not export(tmp_path, A)


@pytest.mark.parametrize("again", [export, journal])
def test_another_file_of_a_run_needs_to_name_the_run_itself(tmp_path, again):
    again(tmp_path, A)
    other = {"sha256": digest(b"other"), "file": tmp_path / "other.csv"}
    for named in (None, B):
        with pytest.raises(ConflictError) as caught:
            again(tmp_path, A, supersedes=named, **other)
        assert f"--supersedes {A}" in caught.value.problems[0].hint
    assert not again(tmp_path, A, supersedes=A, **other)
    assert again(tmp_path, A, **other)
    with pytest.raises(ConflictError):
        again(tmp_path, A)


def part(runs, run_id, *currencies, **changes):
    name = f"{run_id[0]}-{'-'.join(currencies)}"
    said = {"sha256": digest(name.encode()), "file": runs / f"{name}.csv", "part": True}
    return export(runs, run_id, currencies=currencies, **said, **changes)


def test_currencies_of_a_run_may_go_to_several_targets(tmp_path):
    assert not part(tmp_path, A, "CNY")
    assert not part(tmp_path, A, "JPY")
    assert part(tmp_path, A, "CNY")
    with pytest.raises(ConflictError):
        export(tmp_path, A)  # all of them, once more
    assert standing(tmp_path) == {"2026-10": [A]}


def test_what_is_superseded_currency_by_currency_stands_in_the_others(tmp_path):
    export(tmp_path, A)
    assert not part(tmp_path, B, "CNY", supersedes=A)
    assert standing(tmp_path) == {"2026-10": [A, B]}
    with pytest.raises(ConflictError):  # the yen of A are paid until they are replaced, too
        part(tmp_path, B, "JPY")
    assert not part(tmp_path, B, "JPY", supersedes=A)
    assert standing(tmp_path) == {"2026-10": [B]}
    with pytest.raises(ConflictError):
        export(tmp_path, A)
    assert not export(tmp_path, C, supersedes=B)
    assert standing(tmp_path) == {"2026-10": [C]}


def old_record(runs, *claims):
    """Write the record as it was before there were kinds and currencies."""
    before, lines = "0" * 64, []
    for number, said in enumerate(claims):
        event = said._asdict() | {"file": said.file.name, "repeat": False}
        for key in ("kind", "currencies", "part"):
            del event[key]
        for offset, name in enumerate(("begun", "done")):
            seq = 2 * number + offset + 1
            event |= {"seq": seq, "prev_sha256": before, "event": name, "at": "2026-11-01T00:00:00"}
            text = json.dumps(event, sort_keys=True, separators=(",", ":")) + "\n"
            lines.append(text)
            before = hashlib.sha256(text.encode()).hexdigest()
    (runs / "exports.jsonl").write_text("".join(lines))


def test_old_records_are_read_as_payroll_of_all_that_the_run_paid(tmp_path):
    old_record(tmp_path, claim(tmp_path, A))
    assert standing(tmp_path) == {"2026-10": [A]}
    assert export(tmp_path, A)  # the same bytes: a repeat
    assert not journal(tmp_path, A)
    with pytest.raises(ConflictError):
        part(tmp_path, A, "CNY")
    with pytest.raises(ConflictError):
        export(tmp_path, B)


def test_old_records_that_superseded_do_so_still(tmp_path):
    old_record(tmp_path, claim(tmp_path, A), claim(tmp_path, B, supersedes=A))
    assert standing(tmp_path) == {"2026-10": [B]}
    assert not part(tmp_path, C, "CNY", supersedes=B)
    assert standing(tmp_path) == {"2026-10": [C]}

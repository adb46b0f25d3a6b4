"""Times on hold: read exactly, joined by id, counted once, and refused where nobody says enough."""

import datetime as dt
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.errors import DataError
from scoring.intake.folder import open_folder
from scoring.intake.holds import read_holds
from scoring.plan.load import load_plan
from tests import months
from tests.months import MONTH, PLAN, STAMP, minute
from tests.test_working_time import ANSWER


def table(*rows, ids=None):
    """Times on hold: an id, a day of October, and minutes after 08:00 UTC from and to."""
    names = [name for name, *_ in rows] if ids is None else ids
    return pa.table(
        {
            "interaction_id": pa.array(names),
            "from_at": pa.array([minute(day, a) for _, day, a, _ in rows], STAMP),
            "to_at": pa.array([minute(day, b) for _, day, _, b in rows], STAMP),
        }
    )


@pytest.fixture
def month(tmp_path):
    """A month, and a plan that adds up minutes until the answer as `holds` says."""

    class Month:
        data, runs, plan = tmp_path / "data", tmp_path / "RUNS", tmp_path / "plan.yaml"

        def says(self, holds):
            said = ANSWER.replace("CALENDAR", "wall").replace("zero}", f"zero{holds}}}")
            self.plan.write_text(PLAN.replace("components:\n", said), encoding="utf-8")

        def hold(self, *rows, **more):
            pq.write_table(
                table(*rows, **more), self.data / "holds.parquet", write_page_checksum=True
            )

        def read(self):
            return read_holds(open_folder(self.data), load_plan(self.plan))

    found = Month()
    months.write(found.data)
    found.says(", holds: subtract")
    return found


def minutes(held):
    """Every span as minutes after 08:00 UTC of its day, by interaction."""
    first, *edges = held.holds
    start = us_of_eight()
    spans = [
        [int((edge - start) // 60_000_000) % 1440 for edge in both]
        for both in zip(*edges, strict=True)
    ]
    return [spans[a:b] for a, b in zip(first[:-1].tolist(), first[1:].tolist(), strict=True)]


def us_of_eight():
    return (minute(1) - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)


def test_what_overlaps_touches_or_is_told_twice_counts_once(month):
    month.hold(
        ("T001", 2, 5, 7), ("T003", 4, 0, 1), ("T001", 2, 0, 2), ("T001", 2, 1, 3),
        ("T001", 2, 3, 4), ("T001", 2, 0, 2), ("T002", 3, 9, 9),
        ("T003", 4, 10, 20), ("T003", 4, 12, 15),
    )  # fmt: skip
    held = month.read()
    # T002 waited for no time at all.
    assert minutes(held) == [[[0, 4], [5, 7]], [[0, 1], [10, 20]]]
    places = held.places_of(pa.array(["T003", "T009", "T001", "T001"]))
    assert places.tolist() == [1, -1, 0, 0]


def test_the_order_of_the_rows_does_not_matter(month):
    rows = [("T001", 2, 5, 7), ("T003", 4, 0, 1), ("T001", 2, 6, 9), ("T000", 2, 1, 3)]
    month.hold(*rows)
    one = month.read().holds
    month.hold(*rows[::-1])
    two = month.read().holds
    assert [a.tolist() for a in one] == [b.tolist() for b in two]


def test_ids_may_be_whole_numbers(month):
    month.hold(("", 2, 5, 7), ("", 2, 1, 3), ids=[12, 7])
    places = month.read().places_of(pa.array([7, 8, 12], pa.int32()))
    assert places.tolist() == [1, -1, 0]  # as texts: 12 comes before 7
    assert month.read().places_of(pa.array(["7", "12", "07"])).tolist() == [1, 0, -1]


def test_interactions_that_are_no_row_are_counted(month):
    month.hold(("T001", 2, 5, 7), ("T777", 2, 5, 7), ("T777", 2, 8, 9), ("T888", 2, 5, 7))
    held = month.read()
    held.places_of(pa.array(["T001", "T002"]))
    (told,) = held.findings()
    assert (told.code, told.file) == ("unknown-interaction", "holds.parquet")
    assert told.reason.endswith(": 2")
    held.places_of(pa.array(["T888", "T777"]))
    assert list(held.findings()) == []


@pytest.mark.parametrize(
    ("rows", "more", "code", "said"),
    [
        ([("T001", 2, 5, 7), ("T001", 2, 7, 6)], {}, "hold-ends-before-start", "row 2: the wait"),
        ([("T001", 2, 5, 7)], {"ids": [None]}, "null-id", "interaction_id"),
        ([("T001", 2, 5, 7)], {"ids": [" "]}, "blank-text", "interaction_id"),
    ],
)
def test_a_fault_is_refused_with_its_row(month, rows, more, code, said):
    if more == {"ids": [None]}:
        more = {"ids": pa.array([None], pa.string())}
    month.hold(*rows, **more)
    with pytest.raises(DataError) as caught:
        month.read()
    (problem,) = caught.value.problems
    assert problem.code == code
    assert said in str(problem)


def test_a_stamp_without_a_zone_is_refused(month):
    naive = pa.array([dt.datetime(2026, 10, 2)], pa.timestamp("us"))  # noqa: DTZ001 - refused
    columns = {"interaction_id": ["T001"], "from_at": naive, "to_at": naive}
    pq.write_table(pa.table(columns), month.data / "holds.parquet")
    with pytest.raises(DataError) as caught:
        open_folder(month.data)
    assert {p.code for p in caught.value.problems} == {"not-utc"}


def run(plaudit, month):
    return plaudit("run", month.plan, month.data, "--period", MONTH, "--out", month.runs)


def answers(month):
    (folder,) = month.runs.glob("*/*")
    rows = pq.read_table(folder / "measures.parquet").to_pylist()
    found = {r["agent_id"]: int(r["numerator"]) // 60 for r in rows if r["measure"] == "answer"}
    return found, pq.read_table(folder / "findings.parquet").to_pylist(), folder


# Row i is answered i minutes after 08:00 of day i + 1: 6 minutes of a1, 22 of b2, 38 of c3.
HOLDS = [
    ("T003", 4, -5, 2),
    ("T004", 5, 1, 2),
    ("T004", 5, 1, 3),
    ("T011", 12, 0, 60),
    ("X", 1, 0, 9),
]


@pytest.mark.parametrize(
    ("holds", "expected"),
    [
        # Two of T003's minutes, two of T004's, and all eleven of T011.
        (", holds: subtract", {"a1": 4, "b2": 20, "c3": 27}),
        (", holds: ignore", {"a1": 6, "b2": 22, "c3": 38}),
    ],
)
def test_a_run_takes_them_off_and_keeps_them(plaudit, month, holds, expected):
    month.says(holds)
    month.hold(*HOLDS)
    done = run(plaudit, month)
    assert done.code == 0, done.err
    found, told, folder = answers(month)
    assert found == expected
    taken = "subtract" in holds
    codes = [f["code"] for f in told if f["file"] == "holds.parquet"]
    assert codes == (["unknown-interaction"] if taken else ["checked-not-used"])
    assert pq.read_table(folder / "inputs" / "holds.parquet").num_rows == len(HOLDS)
    names = {
        s["name"] for s in json.loads((folder / "manifest.json").read_text())["identity"]["inputs"]
    }
    assert "holds.parquet" in names
    assert plaudit("explain", folder, "c3").code == 0


def test_parts_and_order_change_nothing(plaudit, month):
    months.write(month.data.with_name("parted"), parts=5)
    month.hold(*HOLDS)
    assert run(plaudit, month).code == 0
    one = answers(month)[0]
    month.data, month.runs = month.data.with_name("parted"), month.runs.with_name("OTHER")
    month.hold(*HOLDS[::-1])
    assert run(plaudit, month).code == 0
    assert answers(month)[0] == one


@pytest.mark.parametrize(
    ("holds", "there", "code", "said"),
    [
        (", holds: subtract", False, "missing-file", "write holds: ignore"),
        ("", True, "holds-not-said", "does not say what becomes of time on hold"),
    ],
)
def test_nothing_is_assumed_of_time_on_hold(plaudit, month, holds, there, code, said):
    month.says(holds)
    if there:
        month.hold(*HOLDS)
    for done in (run(plaudit, month), plaudit("validate", month.data, "--plan", month.plan)):
        assert done.code == 3
        assert f"[{code}]" in done.err
        assert said in done.err
        assert "holds.parquet: measures.answer.of.elapsed" in done.err
    assert not month.runs.exists()


@pytest.mark.parametrize("holds", ["", ", holds: ignore"])
def test_a_folder_without_them_needs_no_word_on_them(plaudit, month, holds):
    month.says(holds)
    assert run(plaudit, month).code == 0
    assert answers(month)[0] == {"a1": 6, "b2": 22, "c3": 38}

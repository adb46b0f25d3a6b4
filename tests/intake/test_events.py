"""The events that ledgers count: what is refused, what is left out and told, and what is needed."""

import datetime as dt

import pyarrow as pa
import pytest

from scoring.errors import DataError
from scoring.exact.period import parse_period
from scoring.intake.folder import open_folder
from scoring.intake.needs import check_needs, findings_under
from scoring.intake.tables import read_roster
from scoring.plan.load import load_plan
from tests.intake.folders import contacts, days, people, write
from tests.intake.test_more_tables import decimals
from tests.months import PLAN
from tests.plan.test_lint_ledgers import LEDGER
from tests.plans import changed

OCTOBER = parse_period("2026-10")
TWO = changed(
    ("conduct:", "honours:"),
    ("lateness: {least: -40, recovery: 2}", "冠军: {}"),
    ("since: half_year", "since: period"),
    ("needs: [evidence, approver]", "needs: none"),
    text=LEDGER,
)


@pytest.fixture
def plan(tmp_path):
    """Loads the small plan with a ledger or two, changed."""

    def load(*changes, ledgers=LEDGER):
        path = tmp_path / "plan.yaml"
        text = changed(("components:\n", f"{ledgers}components:\n"), text=PLAN)
        path.write_text(changed(*changes, text=text), encoding="utf-8")
        return load_plan(path)

    return load


def events(*rows, **columns):
    """Events written as agent, day, category, points, evidence, approver."""
    agent, day, category, points, evidence, approver = zip(*rows, strict=True)
    table = {
        "event_id": [f"e{i}" for i in range(len(rows))],
        "agent_id": agent,
        "on": days(*day),
        "category": category,
        "points": decimals(*points),
        "evidence": pa.array(evidence, pa.string()),
        "approver": pa.array(approver, pa.string()),
    }
    return pa.table(table | columns)


LATE = ("a1", "2026-10-02", "lateness", "-2", "gate log", "m1")
SUMMER = ("a1", "2026-07-01", "lateness", "-1.5", "gate log", "m1")
SPRING = ("a1", "2026-06-30", "lateness", "-1", None, None)
PRAISE = ("b2", "2026-10-31", "praise", "4.25", "letter 12", "m1")
STRANGER = ("zz", "2026-10-02", "lateness", "-2", None, None)
TRAINER = ("c3", "2026-10-02", "lateness", "-2", None, None)
ABSENT = ("b2", "2026-10-05", "absence", "-9", "rota", "m1")
SPECIALISTS = ("everyone: true", "where: {role: specialist}")


def read(tmp_path, plan, table):
    return read_roster(open_folder(write(tmp_path / "d", events=table)), plan, OCTOBER)


def test_events_reach_the_ledger_by_agent_day_and_category(tmp_path, plan):
    found = read(tmp_path, plan(), events(LATE, SUMMER, PRAISE)).roster.events
    assert found.agent.tolist() == [0, 0, 1]
    first = dt.date(1970, 1, 1)
    assert [first + dt.timedelta(day) for day in found.day.tolist()] == [
        dt.date(2026, 10, 2), dt.date(2026, 7, 1), dt.date(2026, 10, 31),
    ]  # fmt: skip
    assert found.category.tolist() == ["lateness", "lateness", "praise"]
    assert found.points.tolist() == [-20_000, -15_000, 42_500]


def test_rows_in_another_order_are_the_same_events(tmp_path, plan):
    rows = [LATE, SUMMER, PRAISE]
    first = read(tmp_path, plan(), events(*rows)).roster.events
    other = read(tmp_path, plan(), events(*reversed(rows))).roster.events

    def as_set(found):
        columns = (found.agent.tolist(), found.day.tolist(), found.points.tolist())
        return sorted(zip(*columns, found.category, strict=True))

    assert as_set(first) == as_set(other)


def test_every_event_that_does_not_count_is_told_once(tmp_path, plan):
    # Ten events: two count; the others are each left out for one reason, which are all there are.
    rows = [LATE, PRAISE, STRANGER, TRAINER, TRAINER, SPRING, SPRING, SPRING, ABSENT, ABSENT]
    found = read(tmp_path, plan(SPECIALISTS, ("refuse", "ignore")), events(*rows))
    assert found.roster.events.agent.size == 2
    told = [(f.code, f.file, f.column, f.reason) for f in found.findings if f.file.startswith("ev")]
    assert told == [
        (
            "event-not-in-plan",
            "events.parquet",
            "agent_id",
            "events of agents not in the plan: 2",
        ),
        (
            "event-out-of-time",
            "events.parquet",
            "on",
            "events of days that no ledger of the plan looks at: 3",
        ),
        (
            "event-not-counted",
            "events.parquet",
            "category",
            "events of categories that no ledger of the plan counts on their days: 2",
        ),
        ("unknown-agent", "events.parquet", "agent_id", "rows for agents not on the roster: 1"),
    ]


def refused(tmp_path, plan, table):
    with pytest.raises(DataError) as caught:
        read(tmp_path, plan, table)
    assert caught.value.exit_code == 3
    return [(p.code, p.where, p.what) for p in caught.value.problems]


def test_a_category_that_no_ledger_names_is_refused_with_its_rows(tmp_path, plan):
    # Of somebody outside of the plan, or out of time, it is none of the ledger's business.
    early = ("a1", "2026-06-30", "absence", "-9", "rota", "m1")
    outside = ("c3", "2026-10-05", "absence", "-9", "rota", "m1")
    table = events(ABSENT, LATE, early, outside, ABSENT)
    assert refused(tmp_path, plan(SPECIALISTS), table) == [
        (
            "unknown-category",
            "events.parquet, column category",
            (
                "row 1, 5: no ledger of the plan names the category, and measures.conduct says "
                "otherwise: refuse; there are lateness, praise"
            ),
        )
    ]


def test_an_event_without_proof_is_refused_with_its_rows(tmp_path, plan):
    bare = [(*LATE[:4], None, "m1"), (*PRAISE[:4], "letter", None), (*LATE[:4], None, None)]
    assert refused(tmp_path, plan(), events(LATE, *bare, SPRING, STRANGER)) == [
        (
            "unproven-event",
            "events.parquet, column evidence",
            "row 2, 4: the event has no evidence, and measures.conduct needs one to count it",
        ),
        (
            "unproven-event",
            "events.parquet, column approver",
            "row 3, 4: the event has no approver, and measures.conduct needs one to count it",
        ),
    ]
    assert read(tmp_path, plan(("needs: [evidence, approver]", "needs: none")), events(*bare))
    only = plan(("needs: [evidence, approver]", "needs: [approver]"))
    assert [what[:8] for _, _, what in refused(tmp_path, only, events(*bare))] == ["row 2, 3"]


def test_all_that_is_wrong_is_told_at_once(tmp_path, plan):
    bare = (*LATE[:4], None, "m1")
    codes = [code for code, _, _ in refused(tmp_path, plan(), events(ABSENT, bare))]
    assert codes == ["unknown-category", "unproven-event"]


def test_a_category_of_another_ledger_is_no_stranger(tmp_path, plan):
    # The champion counts in October, for the second ledger; in September no ledger counts it,
    # though the first one looks at the day: it is known, and left out.
    champion = ("a1", "2026-10-05", "冠军", "5", None, None)
    before = ("a1", "2026-09-05", "冠军", "5", None, None)
    both = plan(ledgers=LEDGER + TWO)
    found = read(tmp_path, both, events(LATE, champion, before))
    assert found.roster.events.category.tolist() == ["lateness", "冠军"]
    assert [f.code for f in found.findings] == ["event-not-counted"]
    # A category that neither names is refused where either refuses it.
    for first in (LEDGER, LEDGER.replace("refuse", "ignore")):
        [(code, _, what)] = refused(tmp_path, plan(ledgers=first + TWO), events(ABSENT))
        assert code == "unknown-category"
        assert what.endswith("there are lateness, praise, 冠军")


def test_the_table_is_needed_and_so_are_its_columns_of_proof(tmp_path, plan):
    rows = contacts(csat=decimals(*["5"] * 6))
    folder = open_folder(write(tmp_path / "d", rows=rows))
    with pytest.raises(DataError) as caught:
        check_needs(folder, plan())
    assert [(p.code, p.where, p.what) for p in caught.value.problems] == [
        (
            "missing-file",
            "events.parquet",
            "the plan reads points added and deducted from it, and the folder has none",
        )
    ]
    bare = events(LATE).drop_columns(["evidence", "approver"])
    folder = open_folder(write(tmp_path / "e", rows=rows, events=bare))
    with pytest.raises(DataError) as caught:
        check_needs(folder, plan())
    assert [(p.code, p.where, p.what) for p in caught.value.problems] == [
        ("missing-column", "events.parquet", f"there is no column '{name}', which the plan needs")
        for name in ("approver", "evidence")
    ]
    open_enough = plan(("needs: [evidence, approver]", "needs: none"))
    check_needs(folder, open_enough)
    assert read_roster(folder, open_enough, OCTOBER).roster.events.points.tolist() == [-20_000]


def test_a_table_that_a_ledger_reads_is_not_told_as_unused(tmp_path, plan):
    folder = open_folder(write(tmp_path / "d", events=events(LATE)))
    assert "checked-not-used" not in {f.code for f in findings_under(folder, plan())}
    without = tmp_path / "without.yaml"
    without.write_text(PLAN, encoding="utf-8")
    told = findings_under(folder, load_plan(without))
    assert [(f.code, f.file) for f in told] == [("checked-not-used", "events.parquet")]
    assert read_roster(folder, load_plan(without), OCTOBER).roster.events.agent.size == 0


def test_a_table_without_rows_is_a_ledger_without_events(tmp_path, plan):
    empty = events(LATE).slice(0, 0)
    d = write(tmp_path / "d", events=empty, roster=people())
    found = read_roster(open_folder(d), plan(), OCTOBER)
    assert found.roster.events.agent.size == 0
    assert found.findings == ()

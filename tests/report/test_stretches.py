"""Statements of who moved, of pools and of adjustments: figures by hand, or those of `explain`."""

from __future__ import annotations

import csv

import pytest

from scoring.monthly import run_period
from scoring.outputs.explain import explain
from scoring.report.asked import Asked
from scoring.report.opened import opened
from scoring.report.site import write_site
from scoring.report.tongue import Tongue
from scoring.report.view import write_view
from scoring.report.workbook.write import write_workbook
from tests import months
from tests.outputs import test_pools
from tests.plans import changed
from tests.published import chains
from tests.report.reading import Read
from tests.report.test_workbook import column, read_back, values
from tests.stages.test_segments import BY_STRETCH, HOLD, TWO, moving

LOW = "when: {score: final, below: 80, missing: holds}, at: score, then: {cap: 60}"
GATED = (
    "tiers:\n",
    f"gates:\n  - {{name: held_down, title: Held down, {LOW}, why: Too low.}}\ntiers:\n",
)
SETTLED = chains.NOTHING | {
    "adjustments": {"pay_code": "ADJ"},
    "holdback": {
        "lines": ["performance"], "share": "0.335", "release_after": "2",
        "release_to": "employed", "pay_code": "HELD",
    },
}  # fmt: skip


def pages(run, folder, lang="en", **asked) -> list[Read]:
    write_site(run, folder, (lang,), Asked(**asked))
    return [Read(file.read_bytes()) for file in sorted((folder / "statements").iterdir())]


def statement(run, folder, agent, lang="en") -> Read:
    """The statement of an agent whom the roster does not name: the heading is the id."""
    (found,) = [read for read in pages(run, folder, lang) if agent in read.texts]
    return found


def tables(read: Read, head: str) -> list[list[list[str]]]:
    """The rows of each table whose first column is called so."""
    return [rows[1:] for rows in read.tables if rows[0][0] == head]


@pytest.fixture
def ran(tmp_path):
    """Run the small month with b2 as these rows say, by a plan with these changes."""

    def run(*rows, changes=()):
        data = months.write(tmp_path / "data", people=moving(*rows))
        text = changed(*BY_STRETCH, *changes, text=months.PLAN)
        (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
        return run_period(tmp_path / "plan.yaml", data, "2026-10", tmp_path / "RUNS").path

    return run


def test_each_stretch_stands_with_its_days_score_and_weight(ran, tmp_path):
    # 5 and 4 are 4.5, or 87.5 points in 6 days; 4 and 4 are 75 points in 25 days.
    run = ran(*TWO)
    read = statement(run, tmp_path / "site", "b2")
    (rows,) = tables(read, "Stretch")
    assert rows == [
        ["1: October 1, 2026 to October 6, 2026", "6", "t1 · north", "6", "87.50"],
        ["2: October 7, 2026 to October 31, 2026", "25", "t2 · south", "25", "75.00"],
        ["Mean of the stretches: (6 × 87.50 + 25 × 75.00) ÷ 31", "77.42"],
        ["Score", "77.42"],
    ]
    told = explain(run, "b2").to_json()
    for row, said in zip(rows, told["roster"]["stretches"], strict=False):
        assert row[1:] == [
            str(said["days"]),
            f"{said['team']} · {said['region']}",
            said["weight"],
            said["score"],
        ]
    assert rows[-1][1] == told["score"]


def test_each_stretch_has_its_own_components_and_measures(ran, tmp_path):
    run = ran(*TWO)
    read = statement(run, tmp_path / "site", "b2")
    told = explain(run, "b2").to_json()["steps"]
    parts = tables(read, "Component")
    assert [[row[1], row[4], row[5], row[6]] for row, _ in parts] == [
        ["4.50 points", "87.50", "100%", "87.50"],
        ["4.00 points", "75.00", "100%", "75.00"],
    ]
    assert [(total[0], total[-1]) for _, total in parts] == [("Score", "87.50"), ("Score", "75.00")]
    points = [told[f"stretch_{number}_points"][0]["value"] for number in (1, 2)]
    assert [row[4] for row, _ in parts] == points
    # All of them together, then stretch by stretch: 5 + 4, and 4 + 4.
    measured = tables(read, "Measure")
    assert [rows[0][1:] for rows in measured] == [
        ["4", "", "17 ÷ 4", "4.25 points"],
        ["2", "", "9 ÷ 2", "4.50 points"],
        ["2", "", "8 ÷ 2", "4.00 points"],
    ]
    # Against 80, where the next tier begins: (87.5 - 80) x 6 / 31, and (75 - 80) x 25 / 31.
    assert "Mean rating, stretch 1: 87.50 points, +1.45" in read.text
    assert "Mean rating, stretch 2: 75.00 points, -4.03" in read.text


def test_a_gate_at_the_score_has_a_row_below_the_mean(ran, tmp_path):
    (rows,) = tables(statement(ran(*TWO, changes=[GATED]), tmp_path / "site", "b2"), "Stretch")
    assert [row[-1] for row in rows[2:]] == ["77.42", "-17.42", "60.00"]
    assert rows[3][0] == "Rules applied: Held down"


def test_a_stretch_without_a_score_weighs_nothing_and_says_so(ran, tmp_path):
    # With three asked for, the two of the first six days are too few; cut after the fifth, the
    # second stretch has 4, 4 and 4.
    rows = (TWO[0] | {"to_date": TWO[0]["to_date"].replace(day=5)}, TWO[1] | {
        "from_date": TWO[1]["from_date"].replace(day=6)})  # fmt: skip
    run = ran(*rows, changes=[("volume_min: 1", "volume_min: 3")])
    (told,) = tables(statement(run, tmp_path / "site", "b2"), "Stretch")
    assert told[0][0].endswith("no score, does not count")
    assert told[0][3:] == ["–", "–"]
    assert told[2] == ["Mean of the stretches: (26 × 75.00) ÷ 26", "75.00"]


def test_a_score_that_is_held_has_no_mean(ran, tmp_path):
    rows = (TWO[0] | {"to_date": TWO[0]["to_date"].replace(day=5)}, TWO[1] | {
        "from_date": TWO[1]["from_date"].replace(day=6)})  # fmt: skip
    run = ran(*rows, changes=[("volume_min: 1", "volume_min: 3"), HOLD])
    read = statement(run, tmp_path / "site", "b2", "zh")
    (told,) = tables(read, "任职段")
    assert [row[-1] for row in told] == ["–", "75.00", "–"]
    assert "各段加权平均" not in read.text


def test_without_names_nothing_tells_when_and_where_somebody_moved(ran, tmp_path):
    found = [rows for read in pages(ran(*TWO), tmp_path / "site", anonymous=True)
             for rows in tables(read, "Stretch")]  # fmt: skip
    assert [[row[:3] for row in rows[:2]] for rows in found] == [
        [["1", "6", ""], ["2", "25", ""]],
    ]


def test_rankings_leave_the_points_of_who_moved_blank(ran, tmp_path):
    run = ran(*TWO)
    tongues = [Tongue("en")]
    write_view(run, tmp_path / "ranking.csv", tongues, Asked())
    with (tmp_path / "ranking.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["Agent id"]: row for row in csv.DictReader(file)}
    points = {agent: row["Mean rating"] for agent, row in rows.items()}
    # c3 is rated 3 and 4: 3.5, or 62.5 points.
    assert points == {"a1": "100.00", "b2": "", "c3": "62.50"}
    write_workbook(opened(run), tmp_path / "run.xlsx", tongues)
    sheet = read_back(tmp_path / "run.xlsx")["Ranking"]
    assert values(column(sheet, "Mean rating: points")) == [100, None, 62.5]


def test_a_pool_says_its_fund_its_members_and_the_odd_unit(tmp_path):
    # 100.01 by two equal shares: 50.01 and 50.00. Of 300 for bases at stake, 450 against 300:
    # 180, of which each gets 120.50 at the most, and 120.
    plan = test_pools.plan(tmp_path)
    data = months.write(tmp_path / "data", people=test_pools.people())
    run = run_period(plan, data, "2026-10", tmp_path / "RUNS").path
    english = statement(run, tmp_path / "en", "a1")
    share = "pool: share 1 in a fund of CNY\xa0100.01 shared by 2: CNY\xa050.01."
    odd = " Includes CNY\xa00.01 left over from the division."
    assert share + odd in english.texts
    chinese = {text for read in pages(run, tmp_path / "zh", "zh") for text in read.texts}
    assert "pool：奖金池CNY\xa0100.01，2人分配，本人份额1，分得CNY\xa050.00。" in chinese
    unit = "其中CNY\xa00.01为尾差，按最大余数法分配。"
    assert f"pool：奖金池CNY\xa0100.01，2人分配，本人份额1，分得CNY\xa050.01。{unit}" in chinese
    # c3 shares in the gain by nothing: tier C.
    assert "gain：奖金池CNY\xa0300.00，3人分配，本人份额300，分得CNY\xa0120.00。" in chinese
    limited = "gain: share 450 in a fund of CNY\xa0300.00 shared by 3: CNY\xa0120.50. "
    assert any(text.startswith(limited + "The limit for each") for text in english.texts)
    # The plan has the pool before the gain.
    (lines,) = tables(english, "Pay line")
    assert [row[0] for row in lines] == ["pool", "gain", "Payable"]


def test_lines_go_by_the_plan_and_an_adjustment_says_why(plaudit, tmp_path):
    months_of = chains.Chain(plaudit, tmp_path, chains.plan(SETTLED))
    row = {"adjustment_id": "J1", "agent_id": "a", "amount": "-30.05"}
    run = months_of.next(1, {"a": "100", "b": "50"}, row | {"reason": "Paid twice in May"})
    read = statement(run, tmp_path / "site", "a")
    (lines,) = tables(read, "Pay line")
    # 100 less 33.50 held back less 30.05.
    assert [(r[0].replace("\n", ": "), r[-1].partition("\xa0")[2]) for r in lines] == [
        ("performance", "100.00"),
        ("Adjustment J1: Paid twice in May", "-30.05"),
        ("Held back: performance", "-33.50"),
        ("Payable", "36.45"),
    ]
    assert "boss" not in read.text
    nameless = pages(run, tmp_path / "anonymous", anonymous=True)
    assert not any("Paid twice" in read.text for read in nameless)

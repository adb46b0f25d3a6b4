"""Bars of points: how far each goes, where it begins, and what the caption says of its marks."""

import re
from collections import defaultdict
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from scoring.monthly import run_period
from scoring.plan.ranges import Range
from scoring.report import bars as scales
from scoring.report import charts
from scoring.report.audience import Asked, audience
from scoring.report.brief import brief
from scoring.report.opened import opened
from scoring.report.site import write_site
from scoring.report.statement_score import Beside, PartRow, legend
from scoring.report.tongue import Tongue
from scoring.sample.month import make_sample
from scoring.shipped import find_plan
from tests.report.reading import Read
from tests.rules.test_shipped_month import data_for

EN, ZH = Tongue("en"), Tongue("zh")
NOTHING = charts.Beside(None, None)


def drawn(low, high, value):
    """Where the bar of a value begins and how long it is, on a scale."""
    scale = charts.Scale(Decimal(low), Decimal(high))
    read = Read(str(charts.bar(scale, Decimal(value), NOTHING, "words")).encode())
    _, bar = [a for tag, a in read.tags if tag == "rect"]
    return bar["x"], bar["width"]


@pytest.mark.parametrize(
    ("low", "high", "value", "bar"),
    [  # 160 wide, from 5 on
        (0, 100, 50, ("5", "80")),
        (0, 30, 30, ("5", "160")),
        (0, 30, 0, ("5", "0")),
        (-20, 60, 60, ("45", "120")),  # zero is a quarter of the way
        (-20, 60, 20, ("45", "40")),
        (-20, 60, 0, ("45", "0")),
        (-20, 60, -10, ("25", "20")),
        (-20, 60, -20, ("5", "40")),
        (-40, 0, -10, ("125", "40")),
    ],
)
def test_a_bar_runs_from_where_zero_is(low, high, value, bar):
    assert drawn(low, high, value) == bar


def row(beside):
    texts = dict.fromkeys(PartRow._fields, "")
    return PartRow(**texts | {"bar": None, "beside": beside})


def told(*besides):
    rows = [row(one and Beside(charts.Beside(one[0], one[1]), of_region=one[2])) for one in besides]
    return legend(EN, rows), legend(ZH, rows)


def test_a_caption_says_only_what_is_drawn():
    ten = Decimal(10)
    assert told() == told(None) == told((None, None, False)) == ("", "")
    assert told((ten, None, False), None) == (
        "▲ the points for the target itself.",
        "▲为恰好达到目标值时的得分。",
    )
    assert told((None, ten, True), (None, None, False)) == (
        "line: the mean of the region.",
        "横穿条形的竖线为本区域平均分。",
    )
    assert told((None, ten, False)) == (
        "line: the mean of all.",
        "横穿条形的竖线为全体平均分。",
    )
    assert told((ten, ten, True), (None, ten, False)) == (
        "▲ the points for the target itself; line: the mean of the region, or of all if too small.",
        ("▲为恰好达到目标值时的得分；横穿条形的竖线为本区域平均分，区域人数不足时为全体平均分。"),
    )


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bars") / "sample"
    make_sample(folder, interactions=6_000, agents=60)
    return folder


@pytest.fixture(scope="module")
def statements(sample):
    """The statements of a shipped plan on the sample."""

    def written(name):
        home = sample.parent / name
        data = data_for(name, sample, home / "data")
        run = run_period(find_plan(name), data, "2026-10", home / "RUNS").path
        write_site(run, home / "site", ("en",), Asked())
        return [file.read_bytes() for file in sorted((home / "site/statements").iterdir())]

    return written


@pytest.mark.parametrize("plan", ["region-pool", "aftersales-monthly"])
def test_the_caption_of_a_statement_fits_what_its_table_draws(statements, plan):
    targets = set()
    for page in statements(plan):
        text = page.decode()
        table = text[text.index('id="parts"') : text.index('id="next"')]
        caption = "".join(re.findall(r'<caption class="far">(.*?)</caption>', table))
        assert ("▲" in caption) == ('class="ptr"' in table)
        assert ("line" in caption) == ('class="tick"' in table)
        assert ("the region" in caption) == ("the mean of the region is" in table)
        assert ("of all" in caption) == ("the mean of all is" in table)
        targets.add("▲" in caption)
    assert (True in targets) == (plan == "aftersales-monthly")


@pytest.mark.parametrize("manager", [None, "M101"])
def test_where_the_plan_knows_no_most_a_bar_goes_as_far_as_anybody_shown(
    month, manager, monkeypatch
):
    monkeypatch.setattr(scales, "points_range", lambda *_: Range(None, None))
    run = opened(month.run)
    made = brief(run, audience(run, Asked(manager=manager)), ())
    inside = {c.agent_id for c in run.cards if manager in (None, c.manager_id)}
    seen, at_target = defaultdict(set), Decimal(90)  # the plan gives 90 for each target
    for cells in pq.read_table(run.run / "components.parquet").to_pylist():
        if cells["agent_id"] in inside and cells["points"] is not None:
            seen[cells["component"]].add(Decimal(cells["points"]))
    aimed = {name for name, one in made.at_targets.whole.items() if one.known.any()}
    for name, points in seen.items():
        most = max(*points, at_target) if name in aimed else max(points)
        assert made.bars[name] == (0, most), name


# The most points that the plan says of each of its components.
MOST = {"Satisfied": 30, "First": 25, "Solved": 30, "Service": 20}


def test_full_points_of_a_plan_that_adds_them_fill_their_bars(statements):
    full, rest = 0, 0
    for page in statements("jixiao-monthly"):
        read = Read(page)
        bars = [a for tag, a in read.tags if tag == "svg" and a["width"] == "170"]
        rows = [r for r in read.tables[0][1:] if len(r) == 7 and r[4] != "–"]
        widths = [a["width"] for tag, a in read.tags if tag == "rect" and a["class"] == "on"]
        assert len(bars) == len(rows) == len(widths)
        for cells, width in zip(rows, widths, strict=True):
            most = MOST[cells[0].split()[0]]
            assert float(width) == pytest.approx(160 * float(cells[4]) / most, abs=0.051)
            full += width == "160"
            rest += width != "160"
    assert full > 5
    assert rest > 5

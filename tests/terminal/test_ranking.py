"""The ranking as it is drawn: columns that fit, bars to scale, signs that need no colour."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from scoring.layout import cells_of
from scoring.outputs.rank import rank_text
from scoring.outputs.tier_scale import Scale, Tier
from scoring.terminal.ranking import drawn_ranking
from tests.terminal.screens import bare

TIERS = (Tier("S", Fraction(95)), Tier("A", Fraction(80)), Tier("C", None))
SCALE = Scale("Small plan 小方案", "2026-10", "0123abcd", TIERS, "upper")
HOSTILE = "[red]x[/red]\x1b[2J\x9b31m\u202egnp\nnext\t:smile:\x07"


def row(rank, agent, score, tier, **more):
    """A row as `rank_rows` returns it."""
    status = "held" if rank is None else "ranked"
    found = {"rank": rank, "agent_id": agent, "team": "t1", "region": "north", "score": score}
    return found | {"tier": tier, "status": status} | more


ROWS = [
    row(1, "A001", "100.00", "S"),
    row(2, "A002", "80.00", "A", team="售后一组"),
    row(3, "A003", "50.00", "C", status="vetoed", team=None),
    row(None, "A004", None, None),
]


@pytest.fixture
def drawn(monkeypatch):
    """Draw rows at a width, without colour."""

    def draw(rows, width=80, by=None, scale=SCALE):
        monkeypatch.setenv("COLUMNS", str(width))
        return bare(drawn_ranking(rows, scale, by))

    return draw


def line_of(text, agent):
    """The line that an agent has."""
    (found,) = (line for line in text.splitlines() if f" {agent} " in line)
    return found


def test_the_page_in_full(drawn):
    # 80 cells: 4 + 5 + 8 + 6 + 6 + bar + 6 + 6, with seven gaps of 2, leave 25 for the bar.
    # The highest score is 100 and so is the scale: 80 are 20 cells, 50 are 12 and a half.
    assert [line.rstrip() for line in drawn(ROWS).splitlines()] == [
        "Small plan 小方案",
        "2026-10, run 0123abcd",
        "",
        f"rank  agent  team      region   score{' ' * 29}tier    status",
        "─" * 80,
        f"   1  A001   t1        north   100.00  {'━' * 25}   S  ▰▰",
        "",
        f"   2  A002   售后一组  north    80.00  {'━' * 20}        A  ▰▱",
        "",
        f"   3  A003   -         north    50.00  {'━' * 12}╸{' ' * 15}C  ▱▱  vetoed",
        "",
        f"   -  A004   t1        north        -{' ' * 29}-       held",
        "",
        " S  ▰▰ from 95: 1    A  ▰▱ from 80: 1    C  ▱▱ below: 1",
        "4 listed: 2 ranked, 1 vetoed, 1 held",
    ]


def test_columns_stand_below_each_other_where_characters_are_wide(drawn):
    lines = [line_of(drawn(ROWS), agent) for agent in ("A001", "A002", "A003")]
    regions = {cells_of(line[: line.index("north")]) for line in lines}
    bars = {cells_of(line[: line.index("━")]) for line in lines}
    assert (len(regions), len(bars)) == (1, 1)


@pytest.mark.parametrize("width", range(48, 131))
@pytest.mark.parametrize("by", [None, "region"])
def test_no_line_is_wider_than_the_screen_and_none_wraps(drawn, width, by):
    place = {"group": "north", "rank_in": 1} if by else {}
    text = drawn([place | one for one in ROWS], width, by)
    assert max(map(cells_of, text.splitlines())) <= width
    for one in ROWS:  # what matters most is there at every width, on one line
        line = line_of(text, one["agent_id"])
        assert one["score"] is None or one["score"] in line
        assert one["tier"] is None or re.search(rf"\b{one['tier']}\b", line)


def test_a_narrow_screen_leaves_out_what_matters_least(drawn):
    def shown(width):
        head = drawn(ROWS, width).splitlines()[3].split()
        return head, "━" in line_of(drawn(ROWS, width), "A001")

    assert shown(80) == (["rank", "agent", "team", "region", "score", "tier", "status"], True)
    # 4 + 5 + 6 + 6 + 6, a bar of 8, a team of 8 and a region of 6 with seven gaps of 2 take 63.
    assert shown(63) == shown(80)
    assert shown(62) == shown(55) == (["rank", "agent", "team", "score", "tier", "status"], True)
    assert shown(54) == shown(53) == (["rank", "agent", "region", "score", "tier", "status"], True)
    assert shown(52) == shown(48) == (["rank", "agent", "score", "tier", "status"], True)


def test_what_does_not_fit_at_all_is_plain_text(drawn):
    rows = [row(1, "A" * 60, "1" * 38, "S")]
    assert drawn(rows, 48) == rank_text(rows)


def test_long_names_are_cut_and_never_push_the_score_out(drawn):
    text = drawn([row(1, "A001", "90.00", "A", team="a very long name of a team indeed")], 80)
    assert "a very long name of…" in text
    long = drawn([row(1, "A" * 60, "90.00", "A")], 60)
    assert max(map(cells_of, long.splitlines())) <= 60
    assert "90.00" in long


def test_groups_have_a_heading_and_a_table_each(drawn):
    rows = [
        {"group": "north", "rank_in": 1} | row(2, "A001", "90.00", "A"),
        {"group": "south", "rank_in": 1} | row(1, "A002", "99.00", "S"),
        {"group": None, "rank_in": 1} | row(3, "A003", "10.00", "C"),
    ]
    lines = drawn(rows, by="region").splitlines()
    heads = [place for place, line in enumerate(lines) if line.startswith("rank  overall  agent")]
    assert [lines[place - 1] for place in heads] == ["region north", "region south", "no region"]
    assert "region" not in lines[heads[0]]  # it is in the heading
    assert line_of("\n".join(lines), "A001").split()[:4] == ["1", "2", "A001", "t1"]


def test_a_line_parts_the_tiers_of_one_table_only(drawn):
    assert sum(not line for line in drawn(ROWS).splitlines()) == 2 + 3
    place = {"group": "north", "rank_in": 1}
    grouped = drawn([place | one for one in ROWS], by="region").splitlines()
    assert sum(not line for line in grouped) == 2


def test_signs_tell_tiers_apart_without_colour(drawn):
    names = [f"T{n}" for n in range(7)]
    scale = SCALE._replace(tiers=tuple(Tier(name, None) for name in names))
    text = drawn([row(i + 1, f"A{i}", f"{90 - i}.00", n) for i, n in enumerate(names)], scale=scale)
    meters = [re.findall("[▰▱]+", line_of(text, f"A{i}"))[0] for i in range(7)]
    assert [meter.count("▰") for meter in meters] == [6, 5, 4, 3, 2, 1, 0]
    assert {len(meter) for meter in meters} == {6}


def test_many_tiers_are_counted(drawn):
    names = [f"T{n}" for n in range(9)]
    scale = SCALE._replace(tiers=tuple(Tier(name, None) for name in names))
    text = drawn([row(i + 1, f"A{i}", f"{90 - i}.00", n) for i, n in enumerate(names)], scale=scale)
    assert all(f"T{i}  {i + 1}/9" in line_of(text, f"A{i}") for i in range(9))


def test_a_tier_outside_of_the_scale_has_a_name_and_no_meter(drawn):
    line = line_of(drawn([row(1, "A001", "90.00", "new here")]), "A001")
    assert line.rstrip().endswith("new here")


def test_ranks_that_chance_allows_stand_beside_the_rank(drawn):
    text = drawn([row(2, "A001", "90.00", "A", rank_low=1, rank_high=4)])
    assert "2 (1-4)  A001" in text


def test_edges_that_belong_below_are_said_so(drawn):
    assert "above 95: 1" in drawn(ROWS, scale=SCALE._replace(owner="lower"))


@pytest.mark.parametrize("field", ["agent_id", "team", "region", "tier", "status", "group"])
def test_nothing_of_the_data_steers_the_screen(monkeypatch, field):
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    whole = {"group": "north", "rank_in": 1} | row(1, "A001", "90.00", "A")
    hostile = drawn_ranking([whole | {field: HOSTILE}], SCALE, "manager")
    clean = drawn_ranking([whole | {field: "x"}], SCALE, "manager")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", bare(hostile))
    assert "[red]" in bare(hostile)
    assert len(hostile.splitlines()) == len(clean.splitlines())


def test_a_title_does_not_steer_the_screen(drawn):
    text = drawn(ROWS, scale=SCALE._replace(title=HOSTILE))
    assert text.splitlines()[0].startswith("[red]x[/red]\N{REPLACEMENT CHARACTER}[2J")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)

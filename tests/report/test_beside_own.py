"""One manager's people: what of a group would tell figures of few others beside all of theirs."""

import re
from collections import defaultdict
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from scoring.monthly import run_period
from scoring.report import pool_sums as summing
from scoring.report import view
from scoring.report.audience import Asked, audience
from scoring.report.brief import brief
from scoring.report.groups import told_beside, told_beside_own
from scoring.report.opened import opened
from scoring.report.pool_sums import hidden_pools
from scoring.report.sheets import sheets
from scoring.report.statement import _places
from scoring.report.statement_pay import pools
from scoring.report.tongue import Tongue
from scoring.report.workbook.whom import whom
from scoring.report.workbook.words import Voice
from scoring.sample.month import make_sample
from scoring.shipped import find_plan
from tests.rules.test_shipped_month import data_for

EN = Tongue("en")
OWN = Asked(manager="own")
POOL = ("pool", "north", "CNY")


def test_a_figure_stands_beside_those_of_all_or_where_five_others_hide_each_other():
    assert [n for n in range(8) if told_beside(n)] == [0, 5, 6, 7]


@pytest.mark.parametrize(
    ("others", "own", "told"),
    [
        ({"a": 1, "b": 100}, {"a"}, set()),  # all less b would tell the one of a; nobody reads b
        ({"a": 5, "b": 100}, {"a"}, {"a", "b"}),
        ({"a": 0, "b": 100}, {"a"}, {"a", "b"}),  # nobody else is in it
        # All less b would tell the one of a: the next smallest is left out too, where nobody reads.
        ({"a": 1, "b": 6, "c": 9}, {"a", "b"}, {"b"}),
        ({"a": 1, "b": 6, "c": 9}, {"a", "b", "c"}, {"c"}),
        ({"a": 2, "b": 3}, {"a", "b"}, set()),
        ({"a": 6, "few": 3}, {"a"}, set()),  # few is not told at all: all less a are three
    ],
)
def test_what_remains_of_all_is_of_five_others(others, own, told):
    assert told_beside_own(others, others.keys() - {"few"}, own) == told


# --- means and ranks


def full(true):
    """The points of whoever has some in every component: by agent, in order of the id."""
    found = defaultdict(dict)
    for row in pq.read_table(true.run / "components.parquet").to_pylist():
        if row["points"] is not None:
            found[row["agent_id"]][row["component"]] = row["points"]
    most = max(map(len, found.values()))
    return {agent: found[agent] for agent in sorted(found) if len(found[agent]) == most}


def led(true, others, everybody=None):
    """The run with ten people of `own` in a region, others there too, and the rest elsewhere."""
    names = [card.agent_id for card in true.cards if card.agent_id in full(true)]
    here = dict.fromkeys(names[:10], "own") | dict.fromkeys(names[10 : 10 + others], "other")
    cards = [
        card._replace(
            region="here" if card.agent_id in here else "there",
            manager_id=here.get(card.agent_id, "other"),
        )
        for card in true.cards
        if everybody is None or card.agent_id in here
    ]
    scored = [(c.region, Decimal(c.score)) for c in cards if c.score is not None]
    ranked = [
        c._replace(
            rank_in=None
            if c.score is None
            else 1 + sum(r == c.region and s > Decimal(c.score) for r, s in scored)
        )
        for c in cards
    ]
    return true._replace(cards=tuple(ranked))


@pytest.fixture(scope="module")
def true(month):
    return opened(month.run)


@pytest.mark.parametrize(("others", "told"), [(0, True), (1, False), (4, False), (5, True)])
def test_the_mean_of_a_region_stands_where_it_tells_it_of_no_few_others(true, others, told):
    run, points = led(true, others), full(true)
    averages = brief(run, audience(run, OWN), ()).averages
    here = [card.agent_id for card in run.cards if card.region == "here"]
    for component in points[here[0]]:
        mean, of_region = averages.beside(component, "here")
        assert of_region is told
        if told:
            exact = sum(points[agent][component] for agent in here) / len(here)
            assert mean == pytest.approx(exact, abs=Decimal("0.000001"))
        assert component in averages.of_all
    whole = brief(run, audience(run, Asked()), ()).averages
    assert all(whole.beside(component, "here")[1] for component in points[here[0]])


@pytest.mark.parametrize(("others", "told"), [(0, True), (1, False), (5, True)])
def test_ranks_in_a_region_are_left_out_with_its_mean(true, others, told, tmp_path, monkeypatch):
    run = led(true, others)
    made = brief(run, audience(run, OWN), ())
    assert ("rank_in" in made.audience.columns) is told
    for person in made.audience.people:
        said = list(_places(made, EN, person))
        assert len(said) == 1 + told
        if told:
            assert f"of {10 + others} with a score in here" in said[1]
    ranks = {card.rank_in for card in whom(run, Voice((EN,)), anonymous=False, manager="own").cards}
    assert (ranks == {None}) is not told
    monkeypatch.setattr(view, "opened", lambda _run: run)
    view.write_view(run.run, tmp_path / "v.csv", [EN], OWN)
    heads = (tmp_path / "v.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    assert ("Rank in group" in heads) is told


@pytest.mark.parametrize(("others", "told"), [(0, True), (1, False), (4, False), (5, True)])
def test_of_all_nothing_is_told_where_few_others_are_in_the_run(true, others, told):
    left = set(list(full(true))[:others])
    cards = [c._replace(manager_id=None if c.agent_id in left else "own") for c in true.cards]
    run = true._replace(cards=tuple(cards))
    made = brief(run, audience(run, OWN), ())
    assert bool(made.averages.of_all) is told
    scored = sum(card.score is not None for card in run.cards)
    best = made.audience.people[0]
    first, *_ = _places(made, EN, best)
    assert first == (f"1 of {scored} with a score" if told else "1")


# --- pools


def hidden(monkeypatch, own, *shares):
    """The hidden pools where agents, from a0 on, have these shares and the first ones are own."""
    found = [
        {"agent_id": f"a{n}", "line": "pool", "group": "north", "currency": "CNY"}
        | {"numerator": share}
        for n, share in enumerate(shares)
    ]
    monkeypatch.setattr(summing, "rows", lambda *_: found)
    return hidden_pools(None, frozenset(f"a{n}" for n in range(own)))


def test_a_pool_is_hidden_where_fewer_than_five_others_have_a_share(monkeypatch):
    assert hidden(monkeypatch, 10, *["1"] * 10) == set()
    assert hidden(monkeypatch, 10, *["1"] * 11) == {POOL}
    assert hidden(monkeypatch, 10, *["1"] * 14) == {POOL}
    assert hidden(monkeypatch, 10, *["1"] * 15) == set()
    assert hidden(monkeypatch, 10, *["1"] * 14, "0") == {POOL}
    assert hidden(monkeypatch, 10, *["1"] * 10, *["0"] * 9) == {POOL}  # that all get nothing
    assert hidden(monkeypatch, 0, "1", "1") == set()


@pytest.mark.parametrize("others", [1, 5])
def test_of_a_pool_with_few_others_only_the_own_part_is_told(others, tmp_path):
    make_sample(tmp_path / "sample", interactions=6_000, agents=60)
    data = data_for("region-pool", tmp_path / "sample", tmp_path / "data")
    read_ = opened(run_period(find_plan("region-pool"), data, "2026-10", tmp_path / "R").path)
    members = defaultdict(list)
    for row in pq.read_table(read_.run / "pool_members.parquet").to_pylist():
        if Decimal(row["numerator"]) > 0:
            members[row["line"], row["group"]].append(row["agent_id"])
    (line, group), agents = max(members.items(), key=lambda one: len(one[1]))
    assert len(agents) > 10
    left = set(sorted(agents)[:others])
    cards = [c._replace(manager_id=None if c.agent_id in left else "own") for c in read_.cards]
    run = read_._replace(cards=tuple(cards))
    made = brief(run, audience(run, OWN), ())
    assert ((line, group, "CNY") in made.hidden_pools) is (others == 1)
    title = run.titles.line(line, "en")
    inside = set(agents) - left
    for sheet in sheets(made, sorted(inside)):
        (said,) = [text for text in pools(made, EN, sheet) if text.startswith(title)]
        (chinese,) = [
            text
            for text in pools(made, Tongue("zh"), sheet)
            if text.startswith(run.titles.line(line, "zh"))
        ]
        if others == 5:
            assert re.search(r"share \S+ of \S+ in a fund of CNY\s\S+ shared by \d+: CNY", said)
            continue
        own = re.fullmatch(
            r"share (\S+) in the fund: CNY\s([\d,.]+\d)\..*", said.removeprefix(f"{title}: ")
        )
        (row,) = [r for r in sheet.rows("pool_members.parquet") if r["line"] == line]
        assert Decimal(own[2].replace(",", "")) == Decimal(row["amount"])
        assert "奖金池" not in chinese.removeprefix(run.titles.line(line, "zh"))
        assert f"本人份额{own[1]}" in chinese

"""Whom a report is about: what is left out without names, for a part, without pay or regions."""

import csv
import re
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import product

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.monthly import run_period
from scoring.report import site as sites
from scoring.report import view
from scoring.report.audience import Asked, audience
from scoring.report.brief import brief
from scoring.report.figures import Pay, figures
from scoring.report.groups import TOGETHER
from scoring.report.opened import opened
from scoring.report.ranking import _hidden
from scoring.report.sheaves import sheaves
from scoring.report.tongue import Tongue
from scoring.report.words import WORDS
from scoring.report.workbook.words import WORDS as WORKBOOK
from tests import months
from tests.months import MONTH, PLAN
from tests.report.reading import read

SIZES = {"isle": 3, "cape": 1, "west": 6}
"""Three regions of the made-up roster: isle and cape are paid in CNY, west in EUR, all of them.
Everybody else is of the fourth, plain."""
EN = Tongue("en")


def moved(true):
    """The run with its agents in other regions, and the ranks in them that follow."""
    lines = pq.read_table(true.run / "payouts.parquet").to_pylist()
    paid = {line["agent_id"]: line["currency"] for line in lines}
    yuan, euro = (sorted(a for a, c in paid.items() if c == code) for code in ("CNY", "EUR"))
    where = dict.fromkeys(yuan[:3], "isle") | {yuan[3]: "cape"} | dict.fromkeys(euro[:6], "west")
    cards = [card._replace(region=where.get(card.agent_id, "plain")) for card in true.cards]
    scored = defaultdict(list)
    for card in cards:
        if card.score is not None:
            scored[card.region].append(Decimal(card.score))
    ranked = [
        c._replace(
            rank_in=None
            if c.score is None
            else 1 + sum(s > Decimal(c.score) for s in scored[c.region])
        )
        for c in cards
    ]
    return true._replace(cards=tuple(ranked))


@pytest.fixture(scope="module")
def run(month):
    return moved(opened(month.run))


def written(run, out, asked, languages=("en",)):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sites, "opened", lambda _run: run)
        sites.write_site(run.run, out, languages, asked)
    return out


@pytest.fixture(scope="module")
def nameless(run, tmp_path_factory):
    """The site without names, in both languages."""
    out = tmp_path_factory.mktemp("nameless") / "site"
    return written(run, out, Asked(anonymous=True), ("en", "zh"))


@pytest.fixture(scope="module")
def named(run, tmp_path_factory):
    return written(run, tmp_path_factory.mktemp("named") / "site", Asked())


@pytest.fixture(scope="module")
def part(run, tmp_path_factory):
    """The site of one manager's people."""
    return written(run, tmp_path_factory.mktemp("part") / "site", Asked(manager="M101"))


def statements(folder):
    """The statements of a site by the label in its ranking."""
    index = read(folder / "scorecard.html")
    links = [link for link in index.links if link.startswith("statements/")]
    heads, *rows = index.tables[0]
    at = heads.index("Agent")
    return {row[at]: read(folder / link) for row, link in zip(rows, links, strict=True)}


def folded(run, together="Other regions"):
    return {together: sum(SIZES.values()), "plain": len(run.cards) - sum(SIZES.values())}


def column(table, head):
    return [row[table[0].index(head)] for row in table[1:]]


# --- without names


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_names_nothing_on_any_page_tells_them(run, nameless, language):
    hidden = {"isle", "cape"}
    for card in run.cards:
        hidden |= {card.agent_id, card.name, card.team, card.role, card.manager_id}
    lines = pq.read_table(run.run / "payouts.parquet").to_pylist()
    hidden |= {line["cost_center"] for line in lines}
    told = re.compile("|".join(rf"\b{re.escape(one)}\b" for one in sorted(hidden - {None})))
    for path in (nameless / language).rglob("*.html"):
        text = read(path).text
        assert not told.search(text), path
        assert not re.search(r"(CNY|EUR|JPY)\s", text), path
        assert "\0" not in text
        assert "\ufffd" not in text
        assert "#" not in text


def test_without_names_a_ranking_has_the_columns_of_the_workbook(run, nameless):
    (table,) = read(nameless / "en" / "scorecard.html").tables
    parts = [part.title.en if part.title else None for part in run.plan.parts]
    assert table[0][:6] == ["Rank", "Agent", "Region", "Score", "Tier", "Status"]
    assert len(table[0]) == 6 + len(parts)
    assert column(table, "Agent") == [f"№ {n:03}" for n in range(1, len(run.cards) + 1)]
    # isle and cape are four together, so that the next smallest, west, stands with them.
    assert Counter(column(table, "Region")) == folded(run)
    chinese = read(nameless / "zh" / "scorecard.html").tables[0]
    assert Counter(column(chinese, "区域")) == folded(run, "其他区域")
    assert WORDS["other_regions"] == WORKBOOK["other_regions"]
    assert {text.format(number="001") for text in WORKBOOK["numbered"]} == {"№ 001"}


def test_without_names_readers_choose_by_region_and_tier_alone(nameless):
    page = read(nameless / "en" / "scorecard.html")
    heads = page.tables[0][0]
    chosen = [int(a["data-column"]) for tag, a in page.tags if tag == "select"]
    assert [heads[place] for place in chosen] == ["Region", "Tier"]
    values = [a["value"] for tag, a in page.tags if tag == "option"]
    assert {"=Other regions", "=plain"} <= set(values)
    assert "=isle" not in values


def test_without_names_there_are_no_pages_of_managers_and_awards(nameless):
    names = {path.name for path in (nameless / "en").iterdir()}
    assert names == {"index.html", "scorecard.html", "people.html", "statements"}
    (people,) = read(nameless / "en" / "people.html").tables
    assert people[0] == ["Agent", "Region"]
    links = [link for link in read(nameless / "en" / "index.html").links if "#" not in link]
    assert [link for link in links if not link.startswith("../zh")] == [
        "index.html",
        "scorecard.html",
        "people.html",
    ]


def test_without_names_an_overview_says_what_it_leaves_out(nameless):
    page = read(nameless / "en" / "index.html")
    assert WORDS["nameless"][0] in page.text
    assert "Findings" not in page.text
    titles = [table[0][0] for table in page.tables]
    assert titles[0] == "Tier"
    (regions,) = [table for table in page.tables if table[0][0] == "Region"]
    assert column(regions, "Region") == ["plain", "small regions and others, together"]
    assert "Payable" not in regions[0]
    assert "Rows of the export" in page.text
    assert WORDS["nameless"][1] in read(nameless / "zh" / "index.html").text


def test_without_names_a_statement_has_no_pay_and_no_rank_in_a_group(run, nameless):
    found = statements(nameless / "en")
    assert len(found) == len(run.cards)
    for label, page in found.items():
        assert label in page.text
        assert WORDS["nameless_statement"][0] in page.text
        for words in ("Payable", "Score to pay", "Pay line", "Cost centre", "Balances", "Awards"):
            assert words not in page.text
        assert not re.search(r"\d of \d+ with a score in ", page.text)
    assert any("Region Other regions" in page.text for page in found.values())


def test_files_of_statements_without_names_are_called_otherwise(run, named, nameless):
    with_names = {path.name for path in (named / "statements").iterdir()}
    without = {path.name for path in (nameless / "en" / "statements").iterdir()}
    assert len(with_names) == len(without) == len(run.cards)
    assert not with_names & without


def test_the_view_without_names_has_the_same_columns(run, tmp_path, monkeypatch):
    monkeypatch.setattr(view, "opened", lambda _run: run)
    view.write_view(run.run, tmp_path / "v.csv", [EN], Asked(anonymous=True))
    heads, *rows = csv.reader((tmp_path / "v.csv").read_text("utf-8-sig").splitlines())
    assert heads[:6] == ["Rank", "Agent", "Region", "Score", "Tier", "Status"]
    assert len(heads) == 6 + len(run.plan.parts)
    assert Counter(row[2] for row in rows) == folded(run)
    both = [EN, Tongue("zh")]
    view.write_view(run.run, tmp_path / "both.csv", both, Asked(anonymous=True))
    assert "Other regions 其他区域" in (tmp_path / "both.csv").read_text("utf-8-sig")


def test_files_on_paper_without_names_do_not_come_by_id(run):
    made = brief(run, audience(run, Asked(anonymous=True)), ()).spoken("Other regions")
    labels = [sheaf.label for sheaf in sheaves(made, EN, "agent")]
    assert labels == sorted(labels)
    ids = [sheaf.people[0].card.agent_id for sheaf in sheaves(made, EN, "agent")]
    assert ids != sorted(ids)
    assert {s.label for s in sheaves(made, EN, "team")} <= {
        f"{name}{more}"
        for name in ("plain", "Other regions")
        for more in ("", *(f", part {n} of {of}" for n, of in product(range(1, 9), repeat=2)))
    }


def test_a_part_without_names_does_not_tell_whose_it_is(run):
    asked = audience(run, Asked(manager="M101", anonymous=True))
    assert asked.managers == {}
    assert not asked.pay
    assert {p.card.manager_id for p in asked.people} == {None}
    assert {p.card.rank_in for p in asked.people} == {None}


@pytest.mark.parametrize(
    ("regions", "told"),
    [
        (["a", "a"], {TOGETHER}),  # two people in all
        ([None, None], {None}),  # nobody has a region: nothing to fold
        ([None] * 3 + ["a"] * 9, {TOGETHER}),  # three without one, and a joins them
        ([None] * 3 + ["a"] * 9 + ["b"] * 2, {TOGETHER, "a"}),
    ],
)
def test_regions_are_folded_as_the_workbook_does(run, regions, told):
    cards = tuple(c._replace(region=r) for c, r in zip(run.cards, regions, strict=False))
    people = audience(run._replace(cards=cards), Asked(anonymous=True))
    assert {person.card.region for person in people.people} == told
    assert ("region" in people.columns) == (told != {None})


# --- sums that are withheld


def paid_by(run, *groups):
    """Cards and pay of a roster: of each region, how many get one unit of each currency."""
    cards, due = [], {}
    for region, size, currencies in groups:
        for place in range(size):
            card = run.cards[len(cards)]._replace(region=region, score="50.00")
            cards.append(card)
            due[card.agent_id] = {c: Decimal(1) for c, n in currencies.items() if place < n}
    return cards, Pay(due, {})


def test_a_withheld_sum_does_not_follow_from_the_total(run):
    cards, pay = paid_by(
        run,
        ("isle", 3, {"CNY": 3}),
        ("cape", 1, {"CNY": 1}),
        ("Ireland", 10, {"EUR": 10}),
        ("China", 20, {"CNY": 20}),
        ("Hunan", 30, {"CNY": 30}),
    )
    found = figures(run, cards, pay)
    assert found.paid == {"CNY": 54, "EUR": 10}
    # Four are paid in CNY where the small ones stand: China's is left out too, or 54 - 20 - 30 is
    # what those four got.
    assert {one.name: one.paid for one in found.regions} == {
        "China": {"CNY": None},
        "Hunan": {"CNY": 30},
        TOGETHER: {"CNY": None, "EUR": 10},
    }


def test_a_total_of_four_is_withheld(run):
    cards, pay = paid_by(run, ("a", 9, {"CNY": 9, "JPY": 4}))
    found = figures(run, cards, pay)
    assert found.paid == {"CNY": 9, "JPY": None}
    assert found.regions[0].paid == {"CNY": 9, "JPY": None}


def test_a_mean_of_few_does_not_follow_from_that_of_all(run):
    cards, pay = paid_by(run, ("a", 7, {}), ("b", 8, {}), ("c", 9, {}))
    cards = [c._replace(score=None) if n in (0, 1, 2) else c for n, c in enumerate(cards)]
    found = figures(run, cards, pay)  # a has four with a score
    assert {one.name: one.centre.mean for one in found.regions} == {
        "a": None,
        "b": None,
        "c": "50.00",
    }


SPREAD = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=7
)


@given(spread=SPREAD)
def test_whatever_is_subtracted_from_a_total_is_of_five_people(run, spread):
    groups = [
        (f"r{n}", size, {"CNY": min(size, cny), "EUR": min(size, eur)})
        for n, (size, cny, eur) in enumerate(spread)
    ]
    cards, pay = paid_by(run, *groups)
    found = figures(run, cards, pay)
    for code in ("CNY", "EUR"):
        everybody = found.payees[code]
        assert (found.paid.get(code) is not None) == (everybody >= 5)
        shown = [one.paid.get(code) for one in found.regions if one.paid.get(code) is not None]
        assert all(amount >= 5 for amount in shown)  # each is paid one unit
        rest = everybody - sum(shown)
        assert rest == 0 or rest >= 5 or everybody < 5


def test_the_overview_says_that_a_sum_is_not_shown(run, named):
    # Where isle, cape and west stand together, four are paid in CNY and six in EUR.
    page = read(named / "index.html")
    (regions,) = [table for table in page.tables if table[0][0] == "Region"]
    lines = pq.read_table(run.run / "payouts.parquet").to_pylist()
    regions_of = {card.agent_id: card.region for card in run.cards}
    payees = defaultdict(set)
    for line in lines:
        fold = "plain" if regions_of[line["agent_id"]] == "plain" else "small"
        payees[fold, line["currency"]].add(line["agent_id"])
    cells = {
        fold: dict(one.split("\xa0") for one in row[-1].split("\n") if one)
        for fold, row in zip(("plain", "small"), regions[1:], strict=True)
    }
    few = {code for (_, code), who in payees.items() if 0 < len(who) < 5}
    assert few == {"CNY"}
    for (fold, code), who in payees.items():
        assert (cells[fold][code] == "not shown") == (code in few), (fold, code, len(who))
    assert WORDS["withheld"][0] in page.text


def test_tiers_say_what_their_parts_are_of(named):
    assert WORDS["tier_parts"][0] in read(named / "index.html").text


def test_means_of_lists_do_not_follow_from_that_of_all(run):
    people = audience(run, Asked()).people
    scored = [p for p in people if p.card.score is not None]
    groups = {"m1": scored[:3], "m2": scored[3:10], "m3": scored[10:30]}
    assert _hidden(groups) == {"m1", "m2"}
    assert _hidden({"m2": scored[3:10], "m3": scored[10:30]}) == set()


# --- statements of small groups


def test_a_statement_gives_no_rank_in_a_group_of_fewer_than_five(run, named):
    found, said = statements(named), 0
    counts = Counter(card.region for card in run.cards if card.score is not None)
    for card in run.cards:
        text = found[card.name].text
        if card.region in ("isle", "cape"):
            assert not re.search(r"\d of \d+ with a score in ", text)
        elif card.score is not None and counts[card.region] >= 5:
            assert f"{card.rank_in} of {counts[card.region]} with a score in {card.region}" in text
            said += 1
    assert said > 100


def test_a_region_has_a_mean_of_its_own_only_where_it_is_told_by_itself(run):
    averages = brief(run, audience(run, Asked()), ()).averages
    # west has six, who would be enough, and stands with the four of isle and cape.
    assert {region for _, region in averages.of_region} == {"plain"}
    counts = defaultdict(Counter)
    regions = {card.agent_id: card.region for card in run.cards}
    for row in pq.read_table(run.run / "components.parquet").to_pylist():
        if row["points"] is not None:
            counts[row["component"]][regions[row["agent_id"]]] += 1
    for component, region in averages.of_region:
        rest = sum(counts[component].values()) - counts[component][region]
        assert rest == 0 or rest >= 5


# --- a part of the run


def test_a_part_leaves_out_what_is_of_the_whole_run(part, named):
    whole, own = read(named / "index.html"), read(part / "index.html")
    assert WORDS["of_whole_run"][0] in own.text
    assert WORDS["of_whole_run"][0] not in whole.text
    assert "Rows of the export" in whole.text
    assert "set aside" in whole.text
    assert "set aside" not in own.text
    assert "What was found" in whole.text
    assert "What was found" not in own.text
    assert "hash total" not in own.text


# --- without pay, without regions


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A run of a plan without pay, of six agents who have neither region nor team."""
    folder = tmp_path_factory.mktemp("bare")
    people = months.roster().select(["agent_id", "from_date", "to_date"])
    data = months.write(folder / "data", people=people)
    plan = folder / "plan.yaml"
    plan.write_text(PLAN.partition("pay:")[0] + "pay: none\n", encoding="utf-8")
    return run_period(plan, data, MONTH, folder / "RUNS").path


def test_a_plan_without_pay_and_regions_has_no_empty_places_for_them(bare, tmp_path):
    sites.write_site(bare, tmp_path / "site", ("en",), Asked())
    page = read(tmp_path / "site" / "index.html")
    assert not {"Pay", "Payees", "By region"} & {text.strip() for text in page.texts}
    assert "Rows of the export" in page.text
    (ranking,) = read(tmp_path / "site" / "scorecard.html").tables
    assert ranking[0] == ["Rank", "Agent", "Agent id", "Score", "Tier", "Status", "Mean rating"]
    assert [row[1:4] for row in ranking[1:]] == [
        ["a1", "a1", "100.00"],
        ["b2", "b2", "81.25"],
        ["c3", "c3", "62.50"],
    ]
    (people,) = read(tmp_path / "site" / "people.html").tables
    assert people[0] == ["Agent", "Agent id"]
    assert not (tmp_path / "site" / "managers.html").exists()
    for one in statements(tmp_path / "site").values():
        for words in ("Payable", "Score to pay", "No pay line", "rows to pay", "the own group"):
            assert words not in one.text
        assert "Rows to values" in one.text


def test_a_view_without_pay_and_regions_has_no_such_columns(bare, tmp_path):
    view.write_view(bare, tmp_path / "view.csv", [EN], Asked())
    heads = next(csv.reader((tmp_path / "view.csv").read_text("utf-8-sig").splitlines()))
    assert heads == ["Rank", "Agent", "Agent id", "Score", "Tier", "Status", "Mean rating"]


def test_pay_is_shown_where_a_plan_could_give_some(month, run):
    assert audience(opened(month.run), Asked()).pay
    nothing = {**run.manifest, "totals": {"rows": 0}}
    assert audience(run._replace(manifest=nothing), Asked()).pay  # the plan pays; nobody got any
    without = run.plan.model_copy(update={"pay": "none"})
    assert audience(run._replace(plan=without), Asked()).pay  # awards may have paid
    assert not audience(run._replace(plan=without, manifest=nothing), Asked()).pay

"""The ranking sorts by every column: numbers as numbers, missing last, and says which it is."""

import re

import pytest
from playwright.sync_api import expect

from scoring.plan.load import load_plan
from scoring.report.tongue import Tongue
from tests.browser.made import PLAN

WORDS = Tongue("en")
PARTS = [part.name for part in load_plan(PLAN).parts]
BEST_FIRST = "SABCD"


def natural(text):
    """The key by which people order names with numbers: `team-2` before `team-10`."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text.casefold())]


COLUMNS = {
    "rank": lambda card: card["rank"],
    "rank_in": lambda card: card["rank_in"],
    "score": lambda card: card["score"],
    "tier": lambda card: None if card["tier"] is None else BEST_FIRST.index(card["tier"]),
    "agent": lambda card: natural(card["name"]),
    "agent_id": lambda card: natural(card["agent_id"]),
    "team": lambda card: natural(card["team"]),
    "region": lambda card: card["region"],
    "manager": lambda card: natural(card["manager_id"]),
    "status": lambda card: WORDS(card["status"]).casefold(),
}


@pytest.fixture
def page(eyes, small):
    return eyes.at(small.file("scorecard.html"), viewport={"width": 1600, "height": 900})


@pytest.fixture(scope="module")
def cards(small):
    return by_rank(small)


def by_rank(made):
    """The agents as a page begins: best first, those without a rank last, by id."""
    return sorted(made.cards(), key=lambda c: (c["rank"] is None, c["rank"] or 0, c["agent_id"]))


def names(page):
    """The agents in the order in which they stand."""
    return page.locator("#ranked tbody th").all_inner_texts()


def column(page, name):
    return page.get_by_role("columnheader", name=WORDS(name), exact=True)


def sort(head, order):
    """Click the button of a header until it says that order; two clicks must do."""
    for _ in range(2):
        head.get_by_role("button").click()
        if head.get_attribute("aria-sort") == order:
            return
    pytest.fail(f"never {order}")


def in_order(cards, key, order):
    """The names by a key, those without a value last, equal ones in the order of ranks."""
    known = [card for card in cards if key(card) is not None]
    known.sort(key=key, reverse=order == "descending")  # which keeps equal ones as they were
    return [c["name"] for c in (*known, *(card for card in cards if key(card) is None))]


def test_it_begins_with_the_best(page, cards):
    assert {card["rank"] for card in cards} > {None, 2, 10}, "ranks of one digit, of two, and none"
    assert names(page) == [card["name"] for card in cards]
    head = page.locator("th[aria-sort]")
    expect(head).to_have_count(1)
    expect(head).to_contain_text(WORDS("rank"))
    assert head.get_attribute("aria-sort") == "ascending"


def test_a_click_sorts_and_another_turns_around(page):
    head = column(page, "score")
    assert head.get_attribute("aria-sort") is None
    for order in ("ascending", "descending", "ascending"):
        head.get_by_role("button").click()
        assert head.get_attribute("aria-sort") == order
        expect(page.locator("th[aria-sort]")).to_have_count(1)


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_sorts_and_what_is_missing_stays_last(page, cards, name):
    for order in ("descending", "ascending"):
        sort(column(page, name), order)
        assert names(page) == in_order(cards, COLUMNS[name], order)


@pytest.mark.parametrize("place", range(len(PARTS)), ids=PARTS)
def test_points_of_each_component_sort(page, cards, place):
    def key(card):
        return card["points"].get(PARTS[place])

    head = page.locator("#ranked thead").get_by_role("columnheader").nth(place - len(PARTS))
    for order in ("descending", "ascending"):
        sort(head, order)
        assert names(page) == in_order(cards, key, order)


def test_amounts_are_compared_within_a_currency(page, cards):
    paid = [card for card in cards if card["paid"] is not None]
    rest = [card["name"] for card in cards if card["paid"] is None]
    assert rest, "somebody without pay"
    for order in ("descending", "ascending"):
        sort(column(page, "payable"), order)
        by = sorted(paid, key=lambda card: card["paid"], reverse=order == "descending")
        by.sort(key=lambda card: card["currency"])
        assert names(page) == [card["name"] for card in by] + rest


def test_hundreds_of_agents_sort(eyes, large):
    page, cards = eyes.at(large.file("scorecard.html")), by_rank(large)
    assert len(cards) > 500
    sort(column(page, "score"), "ascending")
    assert names(page) == in_order(cards, COLUMNS["score"], "ascending")


def test_an_amount_in_two_currencies_goes_by_its_first(page):
    # Three rows are given other amounts, as a plan that pays in two currencies or takes back does.
    page.evaluate("""() => {
      const said = [["EUR\\u00a09.00", "JPY\\u00a0100,000"],
        ["EUR\\u00a0-1,200.50"], ["EUR\\u00a010.00"]];
      const rows = Array.from(document.querySelectorAll("#ranked tbody tr"));
      const place = Array.from(document.querySelectorAll("#ranked thead th"))
        .findIndex((head) => head.textContent.startsWith("Payable"));
      rows.slice(3).forEach((row) => row.cells[place].replaceChildren());
      said.forEach((sums, row) => rows[row].cells[place].replaceChildren(
        ...sums.flatMap((sum) => [sum, document.createElement("br")])));
    }""")
    best = names(page)[:3]
    sort(column(page, "payable"), "ascending")
    assert names(page)[:3] == [best[1], best[0], best[2]]

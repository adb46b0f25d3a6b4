"""Readers choose whom they see: by search, region, team, manager, tier, and all of them at once."""

import pytest
from playwright.sync_api import expect

from scoring.report.tongue import Tongue

WORDS = Tongue("en")
CHOICES = {"region": "region", "team": "team", "manager": "manager_id", "tier": "tier"}


@pytest.fixture
def page(eyes, small):
    return eyes.at(small.file("scorecard.html"))


@pytest.fixture(scope="module")
def cards(small):
    return small.cards()


def seen(page):
    """The names in the rows that show."""
    return set(page.locator("#ranked tbody tr:visible th").all_inner_texts())


def choose(page, what, value):
    page.get_by_role("combobox", name=WORDS(what), exact=True).select_option(label=value)


def count(page, shown, cards):
    """The line below the filters tells how many are shown, at once and to all."""
    said = WORDS("shown_of", shown=shown, all=len(cards))
    expect(page.get_by_role("status")).to_have_text(said)


@pytest.mark.parametrize("what", CHOICES)
def test_each_choice_shows_whom_it_names(page, cards, what):
    select = page.get_by_role("combobox", name=WORDS(what), exact=True)
    offered = select.get_by_role("option").all_inner_texts()
    column = CHOICES[what]
    there = {card[column] for card in cards} - {None}
    assert offered[0] == WORDS("all")
    assert set(offered[1:]) == there
    for value in sorted(there)[:3]:
        choose(page, what, value)
        asked = {card["name"] for card in cards if card[column] == value}
        assert seen(page) == asked
        count(page, len(asked), cards)


def test_choices_and_search_narrow_each_other(page, cards):
    choose(page, "region", "japan")
    choose(page, "tier", "B")
    asked = [c for c in cards if c["region"] == "japan" and c["tier"] == "B"]
    assert seen(page) == {card["name"] for card in asked}
    team = asked[0]["team"]
    choose(page, "team", team)
    asked = [card for card in asked if card["team"] == team]
    choose(page, "manager", asked[0]["manager_id"])
    assert seen(page) == {card["name"] for card in asked}
    page.get_by_role("searchbox").fill(asked[0]["agent_id"].lower())
    assert seen(page) == {asked[0]["name"]}
    count(page, 1, cards)


def test_nobody_may_be_left_and_clear_brings_all_back(page, cards):
    choose(page, "region", "ireland")
    choose(page, "team", "japan-1")
    assert seen(page) == set()
    count(page, 0, cards)
    page.get_by_role("button", name=WORDS("clear"), exact=True).click()
    assert seen(page) == {card["name"] for card in cards}
    count(page, len(cards), cards)
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("combobox", name=WORDS("region"), exact=True)).to_have_value("")


@pytest.mark.parametrize("asked", ["Agent 0023", "agent 0023", "  A0023 "])
def test_a_search_finds_a_name_or_an_id(page, cards, asked):
    page.get_by_role("searchbox").fill(asked)
    assert seen(page) == {"Agent 0023"}
    count(page, 1, cards)


def test_a_search_is_text_and_no_pattern(page, cards):
    for nobody in (".*", "[", "\\d", "<"):
        page.get_by_role("searchbox").fill(nobody)
        count(page, 0, cards)


def test_what_is_chosen_stays_so_when_it_is_sorted(page, cards):
    choose(page, "region", "germany")
    asked = {card["name"] for card in cards if card["region"] == "germany"}
    page.get_by_role("columnheader", name=WORDS("score")).get_by_role("button").click()
    assert seen(page) == asked
    count(page, len(asked), cards)


def test_a_link_can_ask_for_somebody(eyes, small, cards):
    page = eyes.page()
    page.goto(small.file("scorecard.html").as_uri() + "#find=A0007")
    expect(page.get_by_role("searchbox")).to_have_value("A0007")
    assert seen(page) == {"Agent 0007"}

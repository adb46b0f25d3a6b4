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


@pytest.mark.parametrize("what", ["region", "tier"])
def test_what_was_chosen_is_there_again_after_back(page, cards, what):
    column = CHOICES[what]
    value = max(card[column] for card in cards if card[column])
    asked = {card["name"] for card in cards if card[column] == value}
    choose(page, what, value)
    head = page.get_by_role("columnheader", name=WORDS("agent_id"), exact=True)
    for _ in range(2):
        head.get_by_role("button").click()
    page.locator("#ranked tbody tr:visible a").first.click()
    expect(page.locator("#ranked")).to_have_count(0)
    page.go_back()
    expect(
        page.get_by_role("combobox", name=WORDS(what), exact=True).locator(":checked")
    ).to_have_text(value)
    assert seen(page) == asked != {card["name"] for card in cards}
    count(page, len(asked), cards)
    expect(head).to_have_attribute("aria-sort", "descending")
    ids = [c["name"] for c in sorted(cards, key=lambda c: c["agent_id"], reverse=True)]
    there = page.locator("#ranked tbody tr:visible th").all_inner_texts()
    assert there == [name for name in ids if name in asked]


def test_a_search_is_there_again_after_back_and_what_was_cleared_is_not(page, cards):
    page.get_by_role("searchbox").fill("Agent 002")
    found = {card["name"] for card in cards if card["name"].startswith("Agent 002")}
    page.locator("#ranked tbody tr:visible a").first.click()
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("Agent 002")
    assert seen(page) == found
    page.get_by_role("button", name=WORDS("clear"), exact=True).click()
    page.locator("#ranked tbody tr:visible a").first.click()
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("")
    assert seen(page) == {card["name"] for card in cards}


def test_what_was_chosen_goes_along_into_the_other_language(page, cards):
    choose(page, "region", "japan")
    page.get_by_role("searchbox").fill("Agent")
    page.get_by_role("columnheader", name=WORDS("score"), exact=True).get_by_role("button").click()
    page.get_by_role("link", name=WORDS("other_language")).click()
    other = Tongue("zh")
    expect(page.locator("html")).to_have_attribute("lang", other.html)
    expect(page.get_by_role("combobox", name=other("region"), exact=True)).to_have_value("=japan")
    expect(page.get_by_role("searchbox")).to_have_value("Agent")
    head = page.get_by_role("columnheader", name=other("score"), exact=True)
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert seen(page) == {card["name"] for card in cards if card["region"] == "japan"}


@pytest.mark.parametrize("odd", ["sort=99+ascending", "sort=x", "5=%3Dnowhere", "main", "%E0%A4"])
def test_an_address_that_asks_for_what_is_not_there_shows_everybody(eyes, small, cards, odd):
    page = eyes.page()
    page.goto(small.file("scorecard.html").as_uri() + f"#{odd}")
    assert seen(page) == {card["name"] for card in cards}
    count(page, len(cards), cards)


def test_a_link_can_ask_for_somebody(eyes, small, cards):
    page = eyes.page()
    page.goto(small.file("scorecard.html").as_uri() + "#find=A0007")
    expect(page.get_by_role("searchbox")).to_have_value("A0007")
    assert seen(page) == {"Agent 0007"}

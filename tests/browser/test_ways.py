"""The ways through a site: by links, in either language, by the keyboard, and without script."""

import pytest
from playwright.sync_api import expect

from scoring.report.tongue import OTHER, Tongue
from tests.browser.every import LANGUAGES, PAGES

WORDS = Tongue("en")
SCRIPTLESS = {"java_script_enabled": False}


def test_a_name_opens_its_statement(eyes, small):
    best = min(c["rank"] for c in small.cards() if c["rank"])
    (card,) = (c for c in small.cards() if c["rank"] == best)
    page = eyes.at(small.file("scorecard.html"))
    page.get_by_role("link", name=card["name"], exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(card["name"])
    assert page.url.startswith((small.site / "en" / "statements").as_uri())
    expect(page.get_by_role("main")).to_contain_text(str(card["score"].normalize()))


def test_a_manager_leads_to_that_managers_people_and_on_to_a_statement(eyes, small):
    cards = [card for card in small.cards() if card["manager_id"] == "M101"]
    page = eyes.at(small.file("managers.html"))
    page.get_by_role("link", name="M101", exact=True).click()
    links = page.locator("#ranked tbody").get_by_role("link")
    assert set(links.all_inner_texts()) == {card["name"] for card in cards}
    name = links.first.inner_text()
    links.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_the_first_page_lets_people_choose_a_language(eyes, small):
    page = eyes.at(small.site / "index.html")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(page.get_by_role("heading", level=1)).to_have_text(Tongue("zh")("overview"))


@pytest.mark.parametrize("name", PAGES)
def test_the_other_language_is_the_same_page_and_the_way_back_as_well(eyes, small, name):
    page = eyes.at(small.file(name))
    here = page.url
    for language in LANGUAGES:
        other = OTHER[language]
        page.get_by_role("link", name=Tongue(language)("other_language"), exact=True).click()
        assert page.url == here.replace("/en/", f"/{other}/")
        expect(page.locator("html")).to_have_attribute("lang", Tongue(other).html)
    assert page.url == here


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_the_navigation_leads_to_its_page(eyes, small, language):
    page = eyes.at(small.file("managers/", language))
    names = [link.inner_text() for link in page.get_by_role("navigation").get_by_role("link").all()]
    for name in names[:-1]:
        page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        current = page.get_by_role("navigation").locator("[aria-current=page]")
        expect(current).to_have_text(name)
        page.go_back()


def test_the_skip_link_comes_first_shows_itself_and_skips(eyes, small):
    page = eyes.at(small.file("scorecard.html"))
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=WORDS("skip"))
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_the_keyboard_alone_chooses_and_sorts(eyes, small):
    page = eyes.at(small.file("scorecard.html"))
    score = page.get_by_role("columnheader", name=WORDS("score"), exact=True)
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("j")  # the first letter of a region chooses it
    cards = [card for card in small.cards() if card["region"] == "japan"]
    expect(page.get_by_role("status")).to_contain_text(str(len(cards)))
    reach(page, score.get_by_role("button"))
    for key, order in (("Enter", "ascending"), ("Space", "descending")):
        page.keyboard.press(key)
        expect(score).to_have_attribute("aria-sort", order)
    seen = page.locator("#ranked tbody tr:visible th").all_inner_texts()
    cards.sort(key=lambda c: (c["score"] is not None, c["score"] or 0, -(c["rank"] or 0)))
    assert seen[:5] == [card["name"] for card in reversed(cards)][:5]


def reach(page, wanted, most=40):
    """Press Tab until something has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("Tab never reaches it")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_has_the_focus_is_seen_to_have_it(eyes, small, scheme):
    page = eyes.at(small.file("scorecard.html"), color_scheme=scheme)
    told = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        tag, style, width, drawn, behind = page.evaluate("""() => {
            const one = document.activeElement, style = getComputedStyle(one);
            const ground = getComputedStyle(document.documentElement).backgroundColor;
            return [one.tagName, style.outlineStyle, parseFloat(style.outlineWidth),
              style.outlineColor, ground];
        }""")
        told.add(tag)
        assert (style, drawn == behind) == ("solid", False), tag
        assert width >= 2, tag
    assert told >= {"A", "BUTTON", "INPUT", "SELECT"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_script_the_ranking_is_there_and_nothing_pretends(eyes, small, language):
    page = eyes.at(small.file("scorecard.html", language), **SCRIPTLESS)
    rows = page.locator("#ranked tbody tr:visible")
    expect(rows).to_have_count(len(small.cards()))
    expect(page.get_by_role("searchbox")).to_have_count(0)
    expect(page.get_by_role("combobox")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text(str(len(small.cards())))
    rows.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

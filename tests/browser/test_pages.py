"""Every page keeps to itself, fits its screen and follows its colours."""

import re

import pytest
from playwright.sync_api import expect

from scoring.report.tongue import Tongue
from tests.browser.every import LANGUAGES, PAGES, TELEPHONE


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_says_asks_for_or_breaks_anything(eyes, small, language):
    # What is heard is held at the end, by the fixture.
    for name in PAGES:
        page = eyes.at(small.file(name, language))
        page.mouse.wheel(0, 2000)
        page.reload()
        assert page.evaluate("document.readyState") == "complete"
        loaded = page.evaluate("performance.getEntriesByType('resource').length")
        assert loaded == 0, f"{name} is one file"


def test_the_ears_of_these_tests_hear(wary, tmp_path):
    (tmp_path / "loud.html").write_text(
        """<!doctype html><meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="script-src 'none'">
        <img src="http://127.0.0.1:9/x.png"><p onclick="alert(1)">x</p>"""
    )
    (tmp_path / "wrong.html").write_text(
        """<!doctype html><meta charset="utf-8"><script>
        console.info("said"); setTimeout(() => { throw new Error("thrown") }); alert("asked");
        fetch("https://example.org/").catch(() => 0);</script>"""
    )
    wary.at(tmp_path / "loud.html").get_by_text("x", exact=True).click()
    heard = "\n".join(wary.heard)
    assert "request: http://127.0.0.1:9/x.png" in heard
    assert "policy: script-src-attr inline" in heard
    wary.heard.clear()
    wary.at(tmp_path / "wrong.html").wait_for_timeout(200)
    heard = "\n".join(wary.heard)
    for sign in ("info: said", "thrown", "dialog: asked", "request: https://example.org/"):
        assert sign in heard


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_hold_no_handler_and_run_no_script_but_their_own(eyes, small, language):
    for name in PAGES:
        page = eyes.at(small.file(name, language))
        handlers = page.evaluate("""() => Array.from(document.querySelectorAll("*")).flatMap(
            (one) => one.getAttributeNames().filter((name) => /^on|^style$/.test(name)))""")
        assert handlers == [], name
        page.evaluate("""() => {
            const script = document.createElement("script");
            script.textContent = "window.intruded = true";
            document.body.append(script);
        }""")
        assert page.evaluate("window.intruded") is None, name
        refused = [line for line in eyes.heard if line.startswith("error: policy: script-src")]
        assert len(refused) == 1, name
        eyes.heard.clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_telephone_scrolls_tables_and_never_the_page(eyes, small, language):
    page = eyes.page(**TELEPHONE)
    for name in PAGES:
        page.goto(small.file(name, language).as_uri())
        wide, screen = page.evaluate(
            "[document.scrollingElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert (wide, screen) == (360, 360), name
    page.goto(small.file("scorecard.html", language).as_uri())
    inner, outer = page.locator("#ranked").evaluate(
        "table => [table.scrollWidth, table.parentElement.clientWidth]"
    )
    assert inner > outer
    expect(page.get_by_role("searchbox")).to_be_in_viewport()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_telephone_shows_what_a_statement_is_about(eyes, small, language):
    words = Tongue(language)
    page = eyes.at(small.file("statements/", language), **TELEPHONE)
    tables = page.locator("table").evaluate_all("""tables => tables.map((table) => {
        const seen = (one) => one.getClientRects().length;
        const cells = Array.from(table.querySelectorAll("th, td")).filter(seen);
        return [Array.from(table.tHead.querySelectorAll("th")).filter(seen).map(
            (head) => head.textContent), cells.map((cell) => cell.getBoundingClientRect().right)];
    })""")
    asked = ("component", "value", "points", "adds"), ("measure", "now", "then")
    asked += ("measure", "used", "value"), ("step", "with", "comes_to"), ("line", "amount")
    assert [heads for heads, _ in tables] == [[words(name) for name in names] for names in asked]
    for heads, ends in tables:
        assert max(ends) <= TELEPHONE["viewport"]["width"], heads
    letters = page.locator("section > svg text").evaluate_all(
        """all => all.map((text) => parseFloat(getComputedStyle(text).fontSize)
            * text.ownerSVGElement.getScreenCTM().a)"""
    )
    assert min(letters) >= 9
    page = eyes.at(small.file("statements/", language), viewport={"width": 1000, "height": 700})
    for name in ("target", "points_picture", "weight", "left_out", "how", "origin", "cost_center"):
        expect(page.locator("thead").get_by_text(words(name), exact=True).first).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_telephone_keeps_rank_and_name_in_sight(eyes, small, language):
    page = eyes.at(small.file("scorecard.html", language), **TELEPHONE)
    page.locator("#ranked").evaluate("table => { table.parentElement.scrollLeft = 500 }")
    row = page.locator("#ranked tbody tr").first
    on_top = """cell => {
        const at = cell.getBoundingClientRect();
        const top = document.elementFromPoint(at.left + at.width / 2, at.top + 9);
        return [at.left, at.right, cell.contains(top)];
    }"""
    row.scroll_into_view_if_needed()
    rank, name = (row.locator(one).evaluate(on_top) for one in ("td:first-child", "th"))
    assert (rank[2], name[2]) == (True, True)
    head = page.locator("#ranked thead").get_by_text(Tongue(language)("agent"), exact=True)
    assert head.locator("xpath=..").evaluate(on_top)[:2] == name[:2]
    assert 0 <= rank[0] < rank[1] <= 360
    assert rank[1] - 8 <= name[0] <= rank[1] < name[1] < 300


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_follow_light_and_dark(eyes, small, language):
    page = eyes.page()
    for name in PAGES:
        page.goto(small.file(name, language).as_uri())
        for scheme, darker in (("light", False), ("dark", True)):
            page.emulate_media(color_scheme=scheme)
            paper, ink = page.evaluate("""() => [
                getComputedStyle(document.querySelector("section")).backgroundColor,
                getComputedStyle(document.querySelector("h1, h2, section")).color]""")
            assert (light(paper) < light(ink)) is darker, f"{name}, {scheme}"
            assert abs(light(paper) - light(ink)) > 150, f"{name}, {scheme}"


def light(colour):
    """How light a colour is, from 0 to 255."""
    red, green, blue = map(float, re.findall(r"[\d.]+", colour)[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

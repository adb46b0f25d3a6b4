"""Names that try to be something else are text: nothing runs, is asked for, or breaks."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.report import site as sites
from scoring.report.audience import Asked
from scoring.report.opened import opened
from tests.browser import made
from tests.browser.every import LANGUAGES, PAGES
from tests.browser.made import Made

TEXTS = (
    '=HYPERLINK("http://attacker.example/","open")',
    '"><svg onload=alert(1)>',
    "'><img src=http://attacker.example/x onerror=alert(2)>",
    "</script><script>alert(3)</script>",
    "</style></title><script>alert(4)</script>",
    "{{7*7}}{% raw %}${7*7}",
    "<a href=javascript:alert(5)>press</a>",
    '" autofocus onfocus=alert(6) x="',
    "&lt;b&gt; &amp;amp; & <b>",
    "Renée 🏆👩🏽 O'Neil",
    "<!--",
    "]]><![CDATA[",
    "\\u003cscript\\u003e javascript:alert(7)//",
)
"""What intake takes for a name."""
REFUSED = (
    "Agent \N{RIGHT-TO-LEFT OVERRIDE}gro.elpmaxe\N{POP DIRECTIONAL FORMATTING}",
    "nothing\N{ZERO WIDTH SPACE}to\N{ZERO WIDTH JOINER}see",
    "bell\a and escape\x1b[2J and null\0",
    "long " * 8_000,
    "W" * 40_000,
)
"""What intake would refuse, and pages meet only if somebody made a run by other means."""
SHOWN = "\N{REPLACEMENT CHARACTER}"


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """A site by the real commands: the roster of the sample, with names that intake takes."""
    folder = tmp_path_factory.mktemp("taken")
    made.make_sample(folder / "data", agents=60, interactions=6_000)
    roster = pq.read_table(folder / "data" / "roster.parquet")
    for column, step in (("name", 0), ("team", 1), ("manager_id", 2)):
        place = roster.schema.get_field_index(column)
        texts = [TEXTS[(n + step) % len(TEXTS)] for n in range(roster.num_rows)]
        roster = roster.set_column(place, column, pa.array(texts))
    pq.write_table(roster, folder / "data" / "roster.parquet")
    return made.site_of(folder, made.run_of(folder, folder / "data"))


@pytest.fixture(scope="module")
def forged(small, tmp_path_factory):
    """A site of a run whose cards hold whatever there is, by the layer that writes pages alone."""
    true, folder = opened(small.run), tmp_path_factory.mktemp("forged")
    texts = TEXTS + REFUSED
    named = {card.agent_id: texts[n % len(texts)] for n, card in enumerate(true.cards)}
    led = {card.manager_id: texts[n % len(texts)] for n, card in enumerate(true.cards)}
    cards = tuple(
        card._replace(
            name=named[card.agent_id],
            team=texts[(n + 1) % len(texts)],
            region=texts[(n + 2) % len(texts)],
            role=texts[(n + 3) % len(texts)],
        )
        for n, card in enumerate(true.cards)
    )
    title = true.plan.title.model_copy(update={"en": TEXTS[3], "zh": TEXTS[4]})
    plan = true.plan.model_copy(update={"title": title})
    false = true._replace(plan=plan, cards=cards, names={**true.names, **named, **led})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sites, "opened", lambda _run: false)
        sites.write_site(small.run, folder / "site", LANGUAGES, Asked())
    return Made(folder / "site", small.run)


@pytest.mark.parametrize("kind", ["taken", "forged"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_runs_and_nothing_is_asked_for(eyes, request, kind, language):
    # Dialogs, messages, requests and broken policies are heard by the fixture.
    site = request.getfixturevalue(kind)
    files = [site.file(name, language) for name in PAGES]
    if language == "en":  # a statement shows the same names in either
        files += sorted((site.site / language / "statements").glob("*.html"))
    page = eyes.page()
    for file in files:
        page.goto(file.as_uri())
        extra = page.evaluate("""() => ({
            scripts: document.scripts.length,
            bold: document.querySelectorAll("b, img, iframe").length,
            far: Array.from(document.links).filter((one) => !one.href.startsWith("file:")).length,
            handlers: document.querySelectorAll("[onload], [onerror], [onfocus], [onclick]").length,
        })""")
        scripts = 0 if file.parent.name == "statements" else 1
        assert extra == {"scripts": scripts, "bold": 0, "far": 0, "handlers": 0}, file.name


def test_names_that_intake_takes_are_shown_as_they_are(eyes, taken):
    page = eyes.at(taken.file("scorecard.html"))
    shown = page.locator("#ranked tbody th").evaluate_all(
        "all => all.map((one) => one.textContent)"
    )
    assert set(shown) == set(TEXTS)
    for text in TEXTS[:3]:
        page.get_by_role("searchbox").fill(text)
        seen = page.locator("#ranked tbody tr:visible")
        whole = [row.inner_text() for row in seen.all()]
        assert whole
        assert all(text in row for row in whole)


def test_a_statement_calls_its_agent_by_the_hostile_name(eyes, taken):
    page = eyes.at(taken.file("scorecard.html"))
    for text in TEXTS:
        page.locator("#ranked tbody th a").filter(has_text=text).first.click()
        assert page.get_by_role("heading", level=1).inner_text() == text
        page.go_back()


def test_filters_offer_hostile_teams_and_choose_them(eyes, taken):
    page = eyes.at(taken.file("scorecard.html"))
    team = page.get_by_role("combobox").nth(1)
    assert set(team.get_by_role("option").all_inner_texts()[1:]) == {
        " ".join(t.split()) for t in TEXTS
    }
    for text in TEXTS:
        team.select_option(value=f"={text}")
        cells = page.locator("#ranked tbody tr:visible td:nth-child(5)").all_inner_texts()
        assert set(cells) == {text}


def test_what_hides_or_turns_is_marked_and_what_never_ends_is_cut(eyes, forged):
    page = eyes.at(forged.file("scorecard.html"))
    shown = page.locator("#ranked tbody th").evaluate_all(
        "all => all.map((one) => one.textContent)"
    )
    assert f"Agent {SHOWN}gro.elpmaxe{SHOWN}" in shown
    assert f"nothing{SHOWN}to{SHOWN}see" in shown
    assert max(map(len, shown)) <= 100
    text = page.evaluate("document.documentElement.textContent")
    assert not set(text) & {
        "\N{RIGHT-TO-LEFT OVERRIDE}",
        "\N{ZERO WIDTH SPACE}",
        "\a",
        "\x1b",
        "\0",
    }


@pytest.mark.parametrize("name", PAGES)
def test_long_names_do_not_widen_a_page(eyes, forged, name):
    page = eyes.at(forged.file(name), viewport={"width": 1000, "height": 800})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1000

"""axe-core finds nothing serious on any page, in either language, light or dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.every import LANGUAGES, PAGES, TELEPHONE

GRAVE = {"serious", "critical"}
LANDMARKS = {"landmark-unique", "region"}
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing(wary, small, language, name):
    # The page's own policy refuses what is put into it: axe comes in where that is set aside.
    page = wary.at(small.file(name, language), bypass_csp=True)
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, COLOURS) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_a_telephone(wary, small, language, name):
    page = wary.at(small.file(name, language), bypass_csp=True, **TELEPHONE)
    assert violations(page) == []


def test_axe_finds_what_there_is_to_find(wary, tmp_path):
    file = tmp_path / "faulty.html"
    file.write_text("<title>x</title><body style='color:#999'>pale<select></select><img src=x>")
    found = {violation["id"] for violation in violations(wary.at(file))}
    assert {"color-contrast", "select-name", "image-alt", "html-has-lang"} <= found


def violations(page, options=None):
    """What axe finds that is grave or of landmarks, each with the first place where it is."""
    asked = {"resultTypes": ["violations"]} | (options or {})
    return [
        {"id": found["id"], "at": found["nodes"][0]["target"], "impact": found["impact"]}
        for found in Axe().run(page, options=asked).response["violations"]
        if found["impact"] in GRAVE or found["id"] in LANDMARKS
    ]

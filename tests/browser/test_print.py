"""On paper: every row and no control, headers on each sheet, a certificate to a sheet."""

import io
import unicodedata

import pypdf
import pytest
from playwright.sync_api import expect

from scoring.report.tongue import Tongue
from tests.browser.every import LANGUAGES

A4 = (595, 842)
ALIKE = str.maketrans("⻅⻓⻔⻋⻚⻛⻜⻢⻥⻦⻩⻬⻮⻰", "见长门车页风飞马鱼鸟黄齐齿龙")


def printed(page):
    """The sheets that a page prints as, by the browser's own printing."""
    page.emulate_media(media="print")
    pdf = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="screen")
    return pypdf.PdfReader(io.BytesIO(pdf)).pages


def text_of(sheets):
    """The text of each sheet; fonts share shapes with signs that only look like a character."""
    texts = [
        unicodedata.normalize("NFKC", sheet.extract_text().translate(ALIKE)) for sheet in sheets
    ]
    return [" ".join(text.split()) for text in texts]


def test_a_ranking_prints_everybody_with_its_header_on_every_sheet(eyes, large):
    page, cards = eyes.at(large.file("scorecard.html")), large.cards()
    sheets = printed(page)
    assert [round(side) for side in sheets[0].mediabox[2:]] == [A4[1], A4[0]]
    texts = text_of(sheets)
    whole = " ".join(texts)
    assert all(f" {card['agent_id']} " in whole for card in cards)
    with_rows = [text for text in texts if any(f" {c['agent_id']} " in text for c in cards)]
    assert len(with_rows) < len(cards) / 25, "one line a row"
    words = Tongue("en")
    for text in with_rows:
        assert words("payable") in text
        assert words("manager") in text
    for control in ("search", "clear", "all", "skip"):
        assert words(control) not in texts[0].split()


def test_what_was_chosen_is_what_prints(eyes, small):
    page = eyes.at(small.file("scorecard.html"))
    words, cards = Tongue("en"), small.cards()
    page.get_by_role("combobox", name=words("region"), exact=True).select_option(label="japan")
    text = " ".join(text_of(printed(page)))
    shown = {card["agent_id"] for card in cards if f" {card['agent_id']} " in text}
    assert shown == {card["agent_id"] for card in cards if card["region"] == "japan"}
    assert words("shown_of", shown=len(shown), all=len(cards)) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_print_has_no_controls_and_is_ink_on_white(eyes, small, language):
    page = eyes.at(small.file("scorecard.html", language), color_scheme="dark")
    page.emulate_media(media="print")
    for control in (page.get_by_role("searchbox"), page.get_by_role("navigation")):
        expect(control).to_be_hidden()
    ink, paper = page.evaluate("""() => [getComputedStyle(document.body).color,
        getComputedStyle(document.documentElement).backgroundColor]""")
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_statement_prints_on_a_few_upright_sheets(eyes, small, language):
    words = Tongue(language)
    page = eyes.at(small.file("statements/", language))
    name = page.get_by_role("heading", level=1).inner_text()
    headings = page.get_by_role("heading", level=2).all_inner_texts()
    sheets = printed(page)
    assert [round(side) for side in sheets[0].mediabox[2:]] == list(A4)
    assert len(sheets) <= 5
    text = "".join(text_of(sheets)).replace(" ", "")
    for said in (name, *headings, words("agent_signs"), words("manager_signs")):
        assert said.replace(" ", "") in text, said
    assert all(text_of(sheets)), "no sheet is empty"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_certificate_has_a_sheet_of_its_own(eyes, small, language):
    words = Tongue(language)
    page = eyes.at(small.file("certificates.html", language))
    count = page.get_by_role("region").count()
    texts = text_of(printed(page))
    assert len(texts) == count > 1
    for text in texts:
        assert text.count(words("issued_by")[:4]) == 1, text
        assert words("signature") in text

"""`make screenshots`: overview, ranking and a statement, in both languages, light and dark."""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from scoring.sample.month import make_sample
from tests.browser import made
from tests.browser.chromium import MISSING, PLACE, chromium
from tests.browser.every import LANGUAGES

OUT = made.ROOT / "docs" / "screenshots"
SCHEMES = ("light", "dark")
WIDTH, COLOURS = 1120, 64
HEIGHTS = {"overview": 1040, "scorecard": 760, "statement": 1240}
AGENT = "Agent 0546"
LARGEST = 60_000  # bytes of a picture


def main() -> None:
    """Write the sample's site, and draw its pages."""
    if PLACE is None:
        sys.exit(MISSING)
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        site = _site(Path(folder))
        for language in LANGUAGES:
            for scheme in SCHEMES:
                _draw(browser, site, language, scheme)


def _site(folder: Path) -> made.Made:
    data, earlier = folder / "data", folder / "earlier"
    make_sample(data)
    made.month_before(data, earlier)
    first = made.run_of(folder, earlier, made.BEFORE)
    return made.site_of(folder, made.run_of(folder, data), "--previous", first)


def _draw(browser: Browser, site: made.Made, language: str, scheme: str) -> None:
    """Draw the three pages in one language and one scheme of colours."""
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    for kind, high in HEIGHTS.items():
        page.set_viewport_size({"width": WIDTH, "height": high})
        _open(page, site, language, kind)
        _write(OUT / f"{kind}-{language}-{scheme}.png", page.screenshot(animations="disabled"))
    context.close()


def _open(page: Page, site: made.Made, language: str, kind: str) -> None:
    if kind == "overview":
        page.goto(site.file("index.html", language).as_uri())
        return
    page.goto(site.file("scorecard.html", language).as_uri())
    if kind == "statement":
        page.get_by_role("link", name=AGENT, exact=True).click()
        page.get_by_role("heading", name=AGENT).wait_for()


def _write(place: Path, drawn: bytes) -> None:
    """Keep a picture with few colours: a page needs no more."""
    few = Image.open(io.BytesIO(drawn)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    if len(out.getvalue()) > LARGEST:
        sys.exit(f"{place.name}: {len(out.getvalue())} bytes are too many for a page of words")
    place.write_bytes(out.getvalue())
    sys.stdout.write(f"{place.relative_to(made.ROOT)}: {len(out.getvalue())} bytes\n")


if __name__ == "__main__":
    main()

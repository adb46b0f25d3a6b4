"""Names that try to be something else: on every page of a site they are text and nothing more."""

import pytest

from scoring.report import site as sites
from scoring.report.audience import Asked
from scoring.report.opened import opened
from tests.report.reading import read

NAMES = (
    '=HYPERLINK("http://example.invalid","x")',
    "+1",
    "@x",
    '"><svg onload=alert(1)>',
    "</script><script>alert(1)</script>",
    "</style><b>",
    "{{7*7}}",
    "{% raise %}",
    "'><img src=x onerror=alert(1)>",
    "a\u202eb",
    "\tTAB\r\nLF",
    "x" * 40_000,
    "\N{GRINNING FACE}&amp;&lt;",
    "../../etc/passwd",
    "javascript:alert(1)",
)


@pytest.fixture(scope="module")
def forged(month, tmp_path_factory):
    """A site over cards whose every text is hostile, made past the intake that would refuse it."""
    true, out = opened(month.run), tmp_path_factory.mktemp("forged") / "site"
    cards = [
        card._replace(
            name=NAMES[n % len(NAMES)],
            team=NAMES[n % 7],
            region=NAMES[n % 5],
            role=NAMES[-1],
            manager_id=NAMES[n % 3],
        )
        for n, card in enumerate(true.cards)
    ]
    names = {name: f"{name}!" for name in NAMES}
    false = true._replace(cards=tuple(cards), names=names)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sites, "opened", lambda _run: false)
        sites.write_site(month.run, out, ("en", "zh"), Asked())
    return out


def test_hostile_names_are_text_on_every_page(forged, site):
    known = {tag for path in site.rglob("*.html") for tag, _ in read(path).tags}
    attributes = {a for p in site.rglob("*.html") for _, found in read(p).tags for a in found}
    for path in forged.rglob("*.html"):
        page = read(path)
        assert {tag for tag, _ in page.tags} <= known
        assert {a for _, found in page.tags for a in found} <= attributes
        assert "\u202e" not in path.read_text()
        assert path.resolve().is_relative_to(forged.resolve())
        assert all(not link.startswith("javascript") for link in page.links)
    (ranking,) = read(forged / "en" / "scorecard.html").tables
    shown = {row[2] for row in ranking[1:]}
    assert {"+1", "@x", '"><svg onload=alert(1)>', "{{7*7}}", "a\ufffdb"} <= shown
    assert "x" * 80 + "…" in shown


def test_what_runs_is_ours_alone(forged, site):
    ours = read(site / "en" / "scorecard.html")
    theirs = read(forged / "en" / "scorecard.html")
    assert theirs.raw == ours.raw
    assert theirs.policy == ours.policy

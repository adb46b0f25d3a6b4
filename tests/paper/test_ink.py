"""Pictures on paper have the colours of the page: every class that is drawn, and no other."""

import re
from decimal import Decimal
from pathlib import Path

from scoring.report import charts
from scoring.report.ink import INK, inked

ROOT = Path(__file__).resolve().parents[2]
STYLE = (ROOT / "scoring/report/templates/base.css").read_text(encoding="utf-8")


def _paper_colours():
    """The colours that the page's own style has for print."""
    print_style = STYLE.partition("@media print")[2]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]+)", print_style))


def test_every_class_of_pictures_is_known():
    source = Path(charts.__file__).read_text(encoding="utf-8")
    named = set(re.findall(r'class="([a-z]+)"', source))
    calls = re.findall(r"_(?:rect|text)\(.*", source)
    named |= {word for call in calls for word in re.findall(r'"([a-z]*)"', call)}
    assert {"ptr", "tick", "path", "dot", "off", "on", "b", "s"} <= named
    assert named - {"middle", "start", "end"} <= set(INK)
    assert {f"f{n}" for n in range(charts.SHADES)} <= set(INK)


def test_colours_are_those_of_the_page_in_print():
    said = _paper_colours()
    for number in range(charts.SHADES):
        assert f'"{said[f"t{number}"]}"' in INK[f"f{number}"]
    assert f'"{said["bar"]}"' in INK["on"]
    assert f'"{said["bar-off"]}"' in INK["off"]
    assert f'"{said["soft"]}"' in INK["s"]
    assert f'"{said["ink"]}"' in INK["ptr"]


def test_a_picture_keeps_its_shapes_and_says_its_words():
    scale = charts.Scale(Decimal(0), Decimal(100))
    beside = charts.Beside(target=Decimal(75), mean=Decimal(25))
    drawn = inked(str(charts.bar(scale, Decimal(50), beside, 'half "so" <b>')))
    assert "class=" not in drawn
    assert "<title>half &#34;so&#34; &lt;b&gt;</title>" in drawn
    assert '<rect fill="#2a78b8" x="5" y="4" width="80"' in drawn
    assert '<path stroke="#000" stroke-width="1.5" d="M45 1V17"/>' in drawn
    assert '<path fill="#000" d="M125 13l5 8h-10z"/>' in drawn


def test_what_is_no_picture_stays():
    page = '<p class="soft">a &lt;svg class=&#34;on&#34;&gt;</p>'
    assert inked(page) == page

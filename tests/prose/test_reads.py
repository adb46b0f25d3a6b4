"""What a page says, read by a person: sentences, ranges, formulas and laws of a line."""

import re
from pathlib import Path

import pytest

from scoring.layout import CELLS, cells_of
from scoring.plan.load import load_plan
from scoring.prose.page import explained
from tests.plans import MINIMAL, RICH, changed, plan_of

ROOT = Path(__file__).resolve().parents[2]


def read(folder, language, text=RICH):
    """Return the page as one line of text, so that no break matters; Chinese without spaces."""
    page = explained(plan_of(folder, text), language)
    return " ".join(page.split()) if language == "en" else "".join(page.split())


def test_a_filter_is_a_sentence(tmp_path):
    english, chinese = read(tmp_path, "en"), read(tmp_path, "zh")
    assert "the channel is known and is not “bot” or “ivr”, and “x_lead” is known" in english
    assert "the customer's rating is at least 1.5 and below 4" in english
    assert "渠道有值且不为“bot”或“ivr”，且“x_lead”有值的服务记录" in chinese
    assert "客户评分不低于1.5且低于4" in chinese


@pytest.mark.parametrize(
    ("boundary", "english", "chinese"),
    [
        ("upper", "4 or more, below 4.5", "4（含）至4.5（不含）"),
        ("lower", "above 4, 4.5 or less", "4（不含）至4.5（含）"),
    ],
)
def test_a_range_says_who_owns_its_edges(tmp_path, boundary, english, chinese):
    text = changed(("boundary: upper", f"boundary: {boundary}"), text=MINIMAL)
    assert english in read(tmp_path, "en", text)
    assert chinese in read(tmp_path, "zh", text)


def test_the_bonus_is_a_formula_in_the_order_of_its_steps(tmp_path):
    # As RICH has it: multipliers, cap, proration, floor; then the cap last of all.
    share = "calendar days employed ÷ calendar days of the period × full-time equivalent"
    start = "the bonus base × 0.3 × coefficient × “leader” × “care”"
    base = "the bonus base × 0.3"
    formula = f"Bonus = max(min({start}, 2 × {base}) × {share}, 0.1 × {base})"
    assert formula in read(tmp_path, "en")
    order = ("[multipliers, cap, proration, floor]", "[proration, multipliers, floor, cap]")
    moved = (
        f"min(max({base} × coefficient × {share} × “leader” × “care”, 0.1 × {base}), 2 × {base})"
    )
    assert moved in read(tmp_path, "en", changed(order, text=RICH))


def test_durations_are_in_the_largest_whole_unit(tmp_path):
    english, chinese = read(tmp_path, "en"), read(tmp_path, "zh")
    assert "at most 7 days apart (exactly so far is within)" in english
    assert "相隔不超过7天（含）" in chinese
    for english_word, chinese_word in (("15 minutes", "15分钟"), ("2 hours", "2小时")):
        assert english_word in english
        assert chinese_word in chinese
    day = changed(("high: 15 min, low: 2 h", "high: 61 s, low: 24 h"), text=RICH)
    assert "61 seconds" in read(tmp_path, "en", day)
    assert "24 hours" in read(tmp_path, "en", day)


@pytest.mark.parametrize("name", ["aftersales-monthly", "csat-only"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_shipped_plan_fits_the_terminal_and_every_rule_has_its_line(name, language):
    page = explained(load_plan(ROOT / "rules" / f"{name}.yaml"), language)
    assert [line for line in page.splitlines() if cells_of(line) > CELLS] == []
    assert [line for line in page.splitlines() if line != line.rstrip()] == []
    for part in re.split(r"\n\n+(?= {0,3}\d)", page)[1:]:
        heading, _, below = part.partition("\n")
        if below and not re.match(r"\d+  ", heading):
            assert f"{name}.yaml:" in part, heading


def test_both_languages_are_two_pages(tmp_path):
    plan = plan_of(tmp_path)
    english, chinese = explained(plan, "en"), explained(plan, "zh")
    both = explained(plan, "both")
    assert both.startswith(english)
    assert both.endswith(chinese)

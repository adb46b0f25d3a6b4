"""Pieces of a report by themselves: groups, centres, charts, and how a language writes."""

import datetime as dt
import re
from collections import Counter
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from scoring.exact import fixed
from scoring.exact.period import parse_period
from scoring.report import charts
from scoring.report.audience import shown
from scoring.report.groups import TOGETHER, grouped
from scoring.report.overview import _counted
from scoring.report.statement_values import how
from scoring.report.tongue import Tongue
from scoring.report.words import WORDS
from tests.report.reading import Read

EN, ZH = Tongue("en"), Tongue("zh")


@pytest.mark.parametrize(
    ("counts", "together"),
    [
        ({"a": 10, "b": 7}, set()),
        ({"a": 10, "b": 7, "c": 2}, {"b", "c"}),  # two alone would show by subtraction
        ({"a": 10, "b": 7, "c": 2, "d": 3}, {"c", "d"}),
        ({"a": 10, "b": 5, "c": 4, None: 1}, {"c", None}),
        ({"a": 5, "b": 1}, {"a", "b"}),
    ],
)
def test_small_groups_stand_together(counts, together):
    names = [name for name, count in counts.items() for _ in range(count)]
    expected = {name: TOGETHER if name in together else name for name in counts}
    assert grouped(names) == expected


def test_fewer_than_five_are_not_compared_at_all():
    assert grouped(["a", "a", "b", "b"]) == {}


@given(st.lists(st.sampled_from(["a", "b", "c", "d", None]), min_size=5, max_size=60))
def test_no_group_that_is_told_is_small(names):
    told = grouped(names)
    counts = Counter(told[name] for name in names)
    assert counts.total() == len(names)
    assert min(counts.values()) >= 5
    large = {name for name, count in Counter(names).items() if count >= 5}
    if large == set(names):
        assert set(counts) == large


def test_languages_write_numbers_exactly():
    assert EN.number("1234567.50") == "1,234,567.50"
    assert ZH.number("-0.000000000001") == "-0.000000000001"
    assert EN.number("123456789012345678901234567890.12") == (
        "123,456,789,012,345,678,901,234,567,890.12"
    )
    assert EN.number(None) == "–"
    assert ZH.amount("9330801.0000", "JPY") == "JPY\xa09,330,801"
    assert EN.amount("-12.3450", "KWD") == "KWD\xa0-12.345"
    assert EN.amount("0.0000", "CNY") == "CNY\xa00.00"


@given(st.integers(-(10**40), 10**40) | st.integers(-2000, 2000), st.integers(0, 12), st.booleans())
def test_numbers_are_written_as_babel_writes_them(units, places, english):
    text = fixed.text(units, places)
    pattern = "#,##0" + ("." + "0" * places if places else "")
    with localcontext(prec=100):
        locale = "en" if english else "zh_Hans"
        expected = format_decimal(Decimal(text), format=pattern, locale=locale)
    assert (EN if english else ZH).number(text) == expected


def test_parts_in_percent_are_rounded_half_up():
    assert [EN.percent(n, 2000) for n in (0, 1, 2000, 667)] == [
        "0.0%",
        "0.1%",  # 0.05
        "100.0%",
        "33.4%",  # 33.35
    ]
    assert EN.percent(0, 0) == "–"


@pytest.mark.parametrize(
    ("period", "en", "zh"),
    [
        ("2026-10", "October 2026", "2026年10月"),
        ("2026-Q4", "Q4 2026", "2026年第4季度"),
        ("2026-H1", "First half of 2026", "2026年上半年"),
        ("2026-H2", "Second half of 2026", "2026年下半年"),
        ("2026", "2026", "2026年"),
    ],
)
def test_periods_are_named_as_people_do(period, en, zh):
    assert (EN.period(parse_period(period)), ZH.period(parse_period(period))) == (en, zh)


def test_days_are_written_as_people_do():
    day = dt.date(2026, 10, 3)
    assert (EN.day(day), ZH.day(day)) == ("October 3, 2026", "2026年10月3日")


def test_words_take_the_same_parts_in_both_languages():
    for key, (en, zh) in WORDS.items():
        assert set(re.findall(r"{(\w+)}", en)) == set(re.findall(r"{(\w+)}", zh)), key
        assert en.strip(), key
        assert zh.strip(), key


@pytest.mark.parametrize(
    ("unit", "en", "zh"),
    [
        ("%", "4.5%", "4.5%"),
        ("points", "4.5 points", "4.5分"),
        ("contacts", "4.5 contacts", "4.5次"),
        ("min", "4.5 min", "4.5分钟"),
        ("1-5", "4.5 (1–5)", "4.5（1–5分）"),
        ("CNY", "4.5 CNY", "4.5 CNY"),
        ("件", "4.5 件", "4.5件"),
    ],
)
def test_a_number_stands_beside_its_unit_as_the_language_has_it(unit, en, zh):
    assert (EN.with_unit("4.5", unit), ZH.with_unit("4.5", unit)) == (en, zh)
    assert ZH.with_unit(None, unit) == ""


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("rows set aside: 1,080", 1080),
        ("1 ranked agents without a bonus base", 1),
        ("columns that the plan does not use: nps", 0),
        ("run 12 of 2026-10 came before", 0),
        ("2026-10 was run before", 0),
    ],
)
def test_a_finding_is_counted_where_its_sentence_counts(said, count):
    assert _counted(said) == count


def test_a_gauge_stands_where_the_score_is():
    scale = charts.Scale(Decimal(0), Decimal(100))
    marks = [charts.Mark(Decimal(0), "C", 4), charts.Mark(Decimal(80), "A", 0)]
    drawn = Read(str(charts.gauge(scale, marks, Decimal(90), "90.00", "Score 90")).encode())
    rects = [a for tag, a in drawn.tags if tag == "rect"]
    # 600 wide: C from 0 to 480, A from there; a gap of one between them
    assert [(r["x"], r["width"], r["class"]) for r in rects] == [
        ("0", "479", "f4"),
        ("480", "119", "f0"),
    ]
    (pointer,) = [a["d"] for tag, a in drawn.tags if tag == "path"]
    assert pointer.startswith("M540 ")
    assert drawn.tags[0][1]["aria-label"] == "Score 90"


def test_what_lies_beyond_a_scale_is_drawn_at_its_end():
    scale = charts.Scale(Decimal(0), Decimal(100))
    assert [scale.x(Decimal(n), 200) for n in (-5, 0, 50, 100, 130)] == [0, 0, 100, 200, 200]


@pytest.mark.parametrize(
    ("tiers", "shades"), [(1, [0]), (2, [0, 4]), (3, [0, 2, 4]), (5, [0, 1, 2, 3, 4])]
)
def test_the_ends_of_the_tiers_have_the_ends_of_the_colours(tiers, shades):
    assert [charts.shade(place, tiers) for place in range(tiers)] == shades


def test_a_trend_leaves_a_gap_where_there_was_no_score():
    scale = charts.Scale(Decimal(0), Decimal(100))
    points = [("1", Decimal(10), "10"), ("2", None, ""), ("3", Decimal(20), "20")]
    points.append(("4", Decimal(15), "15"))
    drawn = Read(str(charts.trend(scale, points, "words")).encode())
    (path,) = [a["d"] for tag, a in drawn.tags if tag == "path"]
    assert [step[0] for step in re.findall(r"[ML][^ML]*", path)] == ["M", "M", "L"]
    assert len([tag for tag, _ in drawn.tags if tag == "circle"]) == 3


@pytest.mark.parametrize(
    ("scores", "rises"),
    [(("60", "60"), 0), (("97.5", "98"), 4.5), (("60", "70"), 90), (("0", "90"), 90)],
)  # of 90 units of height, which are ten points or as many as the scores are apart
def test_a_trend_draws_a_small_step_small(scores, rises):
    scale = charts.Scale(Decimal(0), Decimal(100))
    points = [(score, Decimal(score), score) for score in scores]
    drawn = Read(str(charts.trend(scale, points, "words")).encode())
    first, last = [float(a["cy"]) for tag, a in drawn.tags if tag == "circle"]
    assert first - last == pytest.approx(rises, abs=0.11)
    assert 24 <= min(first, last) <= max(first, last) <= 114


def test_texts_in_charts_are_escaped():
    scale = charts.Scale(Decimal(0), Decimal(1))
    marks = [charts.Mark(Decimal(0), "<b>", 0)]
    drawn = str(charts.gauge(scale, marks, Decimal(1), "<i>", '"><svg onload=x>'))
    tags = [tag for tag, _ in Read(drawn.encode()).tags]
    assert set(tags) == {"svg", "rect", "path", "text"}
    assert tags.count("svg") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a" * 80, "a" * 80),
        ("a" * 40_000, "a" * 80 + "…"),
        ("a\u202eb", "a\ufffdb"),
        ("a\u200bb\x07", "a\ufffdb\ufffd"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        ("\N{GRINNING FACE}", "\N{GRINNING FACE}"),
        (None, ""),
    ],
)
def test_what_hides_is_marked_and_what_is_long_is_cut(text, said):
    assert shown(text) == said


@pytest.mark.parametrize(
    ("kind", "numerator", "denominator", "volume", "said"),
    [
        ("share", 5300, 58, 58, "100 × 53 ÷ 58"),
        ("share", 100, 1, 1, "100 × 1 ÷ 1"),
        ("share", 0, 7, 7, "100 × 0 ÷ 7"),
        ("ratio", 16500, 180, 18, "100 × 165 ÷ 180"),
        ("ratio", 1, 3, 3, ""),  # no hundredfold: nothing that people would recognise
        ("mean", 2590000, 580000, 58, "259 ÷ 58"),
        ("mean", -5, 2, 2, "-5 ÷ 2"),
        ("mean", 1, 3, 1, ""),
        ("mean", 2, 3, 2, "≈1.333333 ÷ 2"),
        ("mean", 10, 6, 4, "≈6.666667 ÷ 4"),
        ("sum", 84, 4, 4, ""),  # a whole number is its own reckoning
        ("sum", 21, 6, 4, "7 ÷ 2"),
        ("count", 7, 1, 7, "counted"),
        ("given", 82000000000, 1000000000, 6, "as given"),
        ("quantile", 5, 1, 1390, "in order of 1,390"),
        ("mean", 10**13 + 1, 7, 7, ""),  # too long for people
    ],
)
def test_how_a_value_was_reckoned_is_said_in_short(kind, numerator, denominator, volume, said):
    row = {"numerator": str(numerator), "denominator": str(denominator), "volume": volume}
    assert how(EN, kind, row) == said


def test_a_value_without_a_fraction_has_no_reckoning():
    assert how(EN, "mean", {"numerator": None, "denominator": None, "volume": 0}) == ""


def test_every_kind_of_finding_has_a_heading_in_both_languages():
    code = re.compile(
        r"(?:[Ff]inding\(|_told\(|_each\(|_some\(plan, |_about\(one, )\s*\"([a-z]+(?:-[a-z]+)*)\","
    )
    files = (Path(__file__).parents[2] / "scoring").rglob("*.py")
    found = {name for path in files for name in code.findall(path.read_text("utf-8"))}
    assert {"quarantined", "no-result", "pool-left-over", "balance-kept", "tiers-forced"} <= found
    assert {name for name in found if f"code_{name}" not in WORDS} == set()

"""Bars, scales and colours: lengths to the eighth, round ends, and contrast for all eyes."""

from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from rich.style import Style

from scoring.outputs.tier_scale import Tier, end_of, tiers_of
from scoring.terminal.gauges import Mark, eighths_of, gauge, marked, stripe
from scoring.terminal.palette import Signs

PLAIN = Style()


@pytest.mark.parametrize(
    ("number", "top", "length"),
    [
        (0, 100, 0),
        (100, 100, 80),
        (50, 100, 40),
        (1, 100, 0),
        (2, 100, 1),
        (99, 100, 79),
        (-5, 100, 0),
        (130, 100, 80),
        (4, 5, 64),
        (5, 0, 0),
    ],
)
def test_a_length_is_cut_to_whole_eighths_of_a_cell(number, top, length):
    assert eighths_of(Fraction(number), Fraction(top), 10) == length


@pytest.mark.parametrize(
    ("eighths", "edges", "drawn"),
    [
        (0, (), "──────"),
        (48, (), "██████"),
        (20, (), "██▌───"),
        (20, (4,), "██▌─┼─"),
        (40, (2,), "█▉███─"),
        (32, (4,), "███▉┼─"),
        (1, (0,), "▏─────"),
    ],
)
def test_a_gauge_has_a_slit_or_a_tick_at_each_edge(eighths, edges, drawn):
    assert gauge(eighths, 6, edges, PLAIN).plain == drawn


@pytest.mark.parametrize(
    ("number", "drawn"), [(0, ""), (100, "━━━━"), (50, "━━"), (60, "━━"), (63, "━━╸"), (74, "━━╸")]
)
def test_a_stripe_is_cut_to_halves_of_a_cell(number, drawn):
    assert stripe(Fraction(number), Fraction(100), 4) == drawn


def test_marks_that_would_touch_stand_in_another_line():
    marks = [Mark(0, "0", PLAIN), Mark(5, "90", PLAIN), Mark(7, "95", PLAIN), Mark(9, "99", PLAIN)]
    assert [line.plain for line in marked(marks)] == ["0    90  99", "       95"]


def test_wide_marks_are_counted_in_cells():
    marks = [Mark(0, "优秀", PLAIN), Mark(4, "B", PLAIN), Mark(6, "C", PLAIN)]
    assert [line.plain for line in marked(marks)] == ["优秀  C", "    B"]


@pytest.mark.parametrize(
    ("numbers", "edges", "end"),
    [
        ([97], [60, 95], 100),
        ([100], [95], 100),
        ([101], [95], 120),
        ([97], [100], 120),
        ([4], [Fraction(9, 2)], 5),
        ([Fraction(1, 2)], [], 1),
        ([-3], [], 100),
        ([], [], 100),
        ([0], [-1], 100),
        ([640], [], 800),
        ([10**30], [], 10**30 + 1),
    ],
)
def test_a_scale_ends_at_a_round_number_beyond_every_edge(numbers, edges, end):
    assert end_of(map(Fraction, numbers), map(Fraction, edges)) == end


def test_tiers_stand_from_the_best_to_the_lowest():
    by_score = {"mode": "whole", "below": "C"}
    by_score["bands"] = [{"from": "60", "gives": "B"}, {"from": "90.01", "gives": "A"}]
    edge = Fraction(9001, 100)
    assert tiers_of(by_score) == (Tier("A", edge), Tier("B", Fraction(60)), Tier("C", None))
    by_rank = {"mode": "rank", "bands": [{"up_to": "1", "gives": "A"}], "rest": "B"}
    assert tiers_of(by_rank) == (Tier("A", None), Tier("B", None))
    forced = {"mode": "distribution", "shares": {"A": "20", "B": "80"}}
    assert tiers_of(forced) == (Tier("A", None), Tier("B", None))


# Colours, by the formulas of WCAG 2 (contrast), of Machado, Oliveira and Fernandes 2009 (how the
# colour-blind see, at full severity) and of CIE 1976 (how far apart two colours are).

EYES = {
    "all cones": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "no red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def light(colour):
    """The linear light of a colour written as #RRGGBB."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]


def luminance(colour):
    """The relative luminance."""
    red, green, blue = light(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """The contrast ratio of two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def seen(colour, eyes):
    """The colour in CIE L*a*b*, as somebody sees it."""
    red, green, blue = light(colour)
    red, green, blue = (a * red + b * green + c * blue for a, b, c in EYES[eyes])
    whole = [
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    ]
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in whole)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def colours_of(count):
    """The colours of so many tiers."""
    return [sign.colour for sign in Signs([Tier(f"T{n}", None) for n in range(count)]).scale]


@pytest.mark.parametrize("count", range(1, 9))
def test_every_colour_stands_out_from_black_and_white(count):
    for colour in colours_of(count):
        assert contrast(colour, "#FFFFFF") >= 3
        assert contrast(colour, "#000000") >= 3


def test_letters_on_a_badge_can_be_read():
    for sign in Signs([Tier(f"T{n}", None) for n in range(5)]).scale:
        style = sign.badge()[0].style
        assert contrast(style.color.name.upper(), style.bgcolor.name.upper()) >= 4.5


def test_where_colours_are_few_or_none_a_badge_is_in_reverse():
    for sign in Signs([Tier("A", None), Tier("B", None)], shades=False).scale:
        style = sign.badge()[0].style
        assert (style.reverse, style.color, style.bgcolor) == (True, None, None)
    assert Signs([], shades=False).of("new").badge()[0].style.reverse


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("count", range(2, 6))
def test_up_to_five_tiers_have_colours_that_all_eyes_tell_apart(eyes, count):
    # A difference of 2.3 can just be noticed side by side; 15 is another colour at a glance.
    for one, other in combinations(colours_of(count), 2):
        apart = sum((a - b) ** 2 for a, b in zip(seen(one, eyes), seen(other, eyes), strict=True))
        assert apart**0.5 >= 15


def test_the_best_tier_is_blue_and_the_lowest_vermilion_however_many_there_are():
    ends = {(colours_of(count)[0], colours_of(count)[-1]) for count in range(2, 9)}
    assert len(ends) == 1
    assert all(a != b or count > 5 for count in range(2, 9) for a, b in pairwise(colours_of(count)))

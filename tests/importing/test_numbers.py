"""Numbers as exports write them: what is declared is read to the last digit, and nothing else."""

from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.exact.fixed import divide_one, multiply
from scoring.importing.profile.readings import Numbers
from scoring.importing.reading.numbers import read_figures, settle

PLAIN = Numbers(mark="point", grouping="none")
COMMA = Numbers(mark="comma", grouping="none")
US = Numbers(mark="point", grouping="comma")
GERMAN = Numbers(mark="comma", grouping="point")
FRENCH = Numbers(mark="comma", grouping="space")
SWISS = Numbers(mark="point", grouping="apostrophe")


def number(text, numbers=PLAIN, affixes=()):
    """The exact value of a text; None where it is no number."""
    found = read_figures(pa.array([text], pa.string()), numbers, affixes)
    return Fraction(int(found.units[0]), 10**found.places) if found.plain[0] else None


@pytest.mark.parametrize(
    ("text", "numbers", "value"),
    [
        ("12", PLAIN, "12"),
        ("-12.50", PLAIN, "-12.5"),
        ("\N{MINUS SIGN}3", PLAIN, "-3"),
        ("+3", PLAIN, "3"),
        ("007", PLAIN, "7"),
        (".5", PLAIN, "0.5"),
        ("-.5", PLAIN, "-0.5"),
        ("-0", PLAIN, "0"),
        ("0." + "0" * 39 + "1", PLAIN, "0." + "0" * 39 + "1"),
        ("9" * 40, PLAIN, "9" * 40),
        ("1,5", COMMA, "1.5"),
        ("1,234,567.89", US, "1234567.89"),
        ("1234567.89", US, "1234567.89"),
        ("1,234", US, "1234"),
        ("1.234", GERMAN, "1234"),
        ("1.234,5", GERMAN, "1234.5"),
        ("12 345,6", FRENCH, "12345.6"),
        ("12\u00a0345,6", FRENCH, "12345.6"),
        ("12\u202f345,6", FRENCH, "12345.6"),
        ("1'234.5", SWISS, "1234.5"),
        ("1’234’567", SWISS, "1234567"),
    ],
)
def test_a_declared_number_is_read_to_the_last_digit(text, numbers, value):
    assert number(text, numbers) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", PLAIN),
        ("-", PLAIN),
        (".", PLAIN),
        ("5.", PLAIN),
        ("1,5", PLAIN),
        ("1.5", COMMA),
        ("1,234", PLAIN),
        ("1,23", US),
        ("1,2345", US),
        ("12,34,567", US),
        ("1234,567", US),
        (",123", US),
        ("1,,234", US),
        ("1.5.5", PLAIN),
        ("1,234.567,8", US),
        ("1.2,5", GERMAN),
        ("1 234", PLAIN),
        ("1 23", FRENCH),
        ("1e5", PLAIN),
        ("1E-5", PLAIN),
        ("0x1F", PLAIN),
        ("1_000", PLAIN),
        ("--5", PLAIN),
        ("+-5", PLAIN),
        ("- 5", PLAIN),
        ("5-", PLAIN),
        ("(5)", PLAIN),
        (" 5", PLAIN),
        ("5 ", PLAIN),
        ("5\n", PLAIN),
        ("５", PLAIN),
        ("٥", PLAIN),
        ("½", PLAIN),
        ("nan", PLAIN),
        ("inf", PLAIN),
        ("5%", PLAIN),
        ("9" * 41, PLAIN),
        ("0." + "0" * 40 + "1", PLAIN),
        ("9" * 5000, PLAIN),
    ],
)
def test_what_is_not_declared_is_no_number(text, numbers):
    assert number(text, numbers) is None


@pytest.mark.parametrize(
    ("text", "affixes", "value"),
    [
        ("85%", ("%",), "85"),
        ("85 %", ("%",), "85"),
        ("85\u00a0%", ("%",), "85"),
        ("85", ("%",), "85"),
        ("$5", ("$",), "5"),
        ("-$5", ("$",), "-5"),
        ("$-5", ("$",), "-5"),
        ("US$ 5", ("$", "US$"), "5"),
        ("5 US$", ("$", "US$"), "5"),
        ("$5 USD", ("$", "USD"), "5"),
        ("4/5", ("/5",), "4"),
        ("4 out of 5", ("out of 5",), "4"),
        ("5.-", (".-",), "5"),
        ("Rs.500", ("Rs.",), "500"),
        ("5.0 [pts]", ("[pts]",), "5"),
        # What could be read in two ways is not read.
        ("Rs.5", ("Rs",), None),
        ("-$-5", ("$",), None),
        ("5%%", ("%",), None),
        ("%", ("%",), None),
        ("$", ("$",), None),
        ("$ -", ("$",), None),
        ("5 PTS", ("pts",), None),
        ("/55", ("/5",), None),
        ("5-", ("-",), None),
    ],
)
def test_an_affix_stands_before_or_after_a_number_and_never_in_it(text, affixes, value):
    assert number(text, PLAIN, affixes) == (None if value is None else Fraction(value))


def test_a_minus_is_seen_before_zero():
    texts = pa.array(["-0", "0", "-0.0", "\N{MINUS SIGN}0", "+0", "-x", "-1"])
    found = read_figures(texts, PLAIN)
    assert found.negative.tolist() == [True, False, True, True, False, False, True]


SIGNS = {PLAIN: ("", "."), COMMA: ("", ","), US: (",", "."), GERMAN: (".", ","), SWISS: ("'", ".")}


@given(st.text("0123456789.,'+-", max_size=14), st.sampled_from(list(SIGNS)))
@settings(max_examples=300, deadline=None)
def test_a_text_is_a_number_as_a_second_reader_finds(text, numbers):
    assert number(text, numbers) == by_hand(text, *SIGNS[numbers])


def by_hand(text, group, mark):
    """Read a number by cutting it apart, without an expression."""
    sign = -1 if text[:1] == "-" else 1
    body = text[1:] if text[:1] in ("-", "+") else text
    whole, marked, part = body.partition(mark)
    if marked and not part:
        return None
    pieces = whole.split(group) if group else [whole]
    if len(pieces) > 1:
        if any(len(piece) != 3 for piece in pieces[1:]) or not 1 <= len(pieces[0]) <= 3:
            return None
        whole = "".join(pieces)
    digits = whole + part
    if not digits or any(sign not in "0123456789" for sign in digits):
        return None
    return sign * Fraction(int(digits), 10 ** len(part))


@given(
    st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=6), min_size=1, max_size=8),
    st.sampled_from(["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"]),
    st.sampled_from([1, 10**4, 3600]),
)
@settings(max_examples=60, deadline=None)
def test_numbers_of_all_sizes_are_rounded_once_together_as_alone(values, how, factor):
    texts = [f"{value:f}" for value in values]
    found = read_figures(pa.array(texts), PLAIN)
    units, _ = settle(multiply(found.units, factor), 10**found.places, how)
    for i, text in enumerate(texts):
        if not found.plain[i]:
            assert len(text.lstrip("-")) > 40
            continue
        exact = Fraction(text) * factor
        alone = divide_one(exact.numerator, exact.denominator, how)
        assert units[i] == max(-(10**17), min(10**17, alone))


def test_exact_refuses_a_remainder_and_only_that():
    found = read_figures(pa.array(["1.5000", "1.5001", "2", "-0.25"]), PLAIN)
    units, fine = settle(multiply(found.units, 100), 10**found.places, "exact")
    assert fine.tolist() == [True, False, True, True]
    assert units[fine].tolist() == [150, 200, -25]

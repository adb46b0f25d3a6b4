"""The currency table against facts of ISO 4217."""

from scoring.exact import money
from scoring.exact.money import MINOR_PLACES


def test_minor_units_that_people_get_wrong():
    # CLDR writes these with other digits; the standard's minor unit is what a bank pays in.
    iso = {"IQD": 3, "RSD": 2, "ALL": 2, "AFN": 2, "IRR": 2, "LAK": 2, "LBP": 2, "MMK": 2}
    iso |= {"SOS": 2, "SYP": 2, "YER": 2, "MGA": 2, "KPW": 2}
    iso |= {
        "JPY": 0,
        "KRW": 0,
        "VND": 0,
        "ISK": 0,
        "KWD": 3,
        "BHD": 3,
        "CLF": 4,
        "CNY": 2,
        "EUR": 2,
    }
    assert {code: MINOR_PLACES[code] for code in iso} == iso


def test_codes_are_three_capitals_and_nothing_is_listed_twice():
    assert all(len(code) == 3 and code.isupper() and code.isalpha() for code in MINOR_PLACES)
    lists = (money._ZERO, money._TWO, money._THREE, money._FOUR)
    assert len(MINOR_PLACES) == sum(len(codes.split()) for codes in lists)

"""Bases of pay that are paid on as they stand, and of which a person should know."""

import pytest

from scoring.intake.about_bases import about_bases
from tests.people import roster
from tests.plans import plan_of
from tests.stages.test_pools import BASED, WEIGHT, pooled

PAYROLL = "{percent: 10, payroll: all}"


def told(folder, text, who):
    return [(f.code, f.reason) for f in about_bases(plan_of(folder, text), who)]


@pytest.mark.parametrize(
    ("fund", "start"), [("{amount: {JPY: 1, CNY: 1, KWD: 1}}", BASED), (PAYROLL, WEIGHT)]
)
def test_bases_of_zero_and_bases_finer_than_their_currency_are_told(tmp_path, fund, start):
    # Yen have no places, yuan two and Kuwaiti dinars three: 0.5, 1.005 and 1.0005 are finer.
    codes = ["JPY", "JPY", "CNY", "CNY", "KWD", "KWD", "CNY"]
    amounts = ["0.5", "7", "1.005", "0", "1.005", "1.0005", None]
    who = roster(list("abcdefg"), base=amounts, currency=codes)
    what = "agents whose base of pay has more decimal places than"
    assert told(tmp_path, pooled(fund, start=start), who) == [
        ("base-zero", "agents whose base of pay is 0, so that nothing is paid on it: 1"),
        ("base-finer", f"{what} CNY, which has 2; it is paid on as it stands: 1"),
        ("base-finer", f"{what} JPY, which has 0; it is paid on as it stands: 1"),
        ("base-finer", f"{what} KWD, which has 3; it is paid on as it stands: 1"),
    ]


def test_of_bases_that_nothing_is_paid_on_nothing_is_told(tmp_path):
    who = roster(["a", "b"], base=["0", "0.5"], currency=["JPY", "JPY"])
    assert told(tmp_path, pooled("{amount: {JPY: 1}}"), who) == []

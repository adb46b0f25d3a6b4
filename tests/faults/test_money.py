"""Money that cannot be paid: codes and places of currencies, rates that are not there or twice."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests import months
from tests.faults.test_plans import DATA, REFUSED, Month, told
from tests.months import PLAN
from tests.plans import changed

START, END = PLAN.index("    start:\n"), PLAN.index("    multipliers:")
BASED = PLAN[START:END]
AMOUNTS = """\
    start:
      on: score
      amounts: {mode: whole, below: {AMOUNT}, bands: [{from: 80, gives: {AMOUNT}}]}
"""
EXCHANGE = "exchange: {from: CNY, on: period_end, days_back: 2}\n"


@pytest.fixture
def month(tmp_path, plaudit):
    return Month(tmp_path, plaudit)


def amounts(money: str) -> str:
    return changed((BASED, AMOUNTS.replace("AMOUNT", money)), text=PLAN)


def rates(month, *rows: tuple[str, str, int, str]) -> None:
    """Write rates: from, to, the day of October 2026, and the number."""
    sources, targets, days, numbers = zip(*rows, strict=True)
    table = pa.table(
        {
            "from_currency": sources,
            "to_currency": targets,
            "on": pa.array([dt.date(2026, 10, day) for day in days], pa.date32()),
            "rate": pa.array(map(Decimal, numbers), pa.decimal128(19, 12)),
            "source": ["central bank"] * len(rows),
        }
    )
    pq.write_table(table, month.data / "fx.parquet", write_page_checksum=True)


def payouts(run):
    rows = pq.read_table(run / "payouts.parquet").to_pylist()
    return {row["agent_id"]: (str(row["amount"]), row["currency"]) for row in rows}


# Codes and places.


@pytest.mark.parametrize(
    ("money", "words"),
    [
        ("JPY: 100.5", ("too-many-places", "is 100.5, and JPY has 0 decimal places")),
        ("JPY: 100.0001", ("too-many-places",)),
        ("KWD: 1.2345", ("too-many-places", "is 1.2345, and KWD has 3 decimal places")),
        ("CNY: 0.001", ("too-many-places", "CNY has 2 decimal places")),
        ("XXX: 1", ("unknown-currency", "no currency is 'XXX'", "ISO 4217")),
        ("CNH: 1", ("unknown-currency",)),
        ("CNY: 10000000001", ("number-too-large",)),
        ("CNY: -1", ("negative-amount",)),
    ],
)
def test_an_amount_that_its_currency_does_not_have_is_refused(month, money, words):
    month.say(amounts(money))
    month.refused(REFUSED, *words)


def test_an_amount_at_the_places_of_its_currency_is_paid(month):
    people = months.roster().set_column(8, "currency", pa.array(["KWD", "JPY", "CLF"]))
    pq.write_table(people, month.data / "roster.parquet", write_page_checksum=True)
    month.say(amounts("KWD: 1.234, JPY: 100, CLF: 0.0001"))
    found = payouts(month.ran())
    assert found == {
        "a1": ("1.2340", "KWD"),
        "b2": ("100.0000", "JPY"),
        "c3": ("0.0001", "CLF"),
    }


def test_a_currency_that_nobody_knows_is_refused_in_the_roster(month):
    people = months.roster().set_column(8, "currency", pa.array(["CNY", "XXX", "yen"]))
    pq.write_table(people, month.data / "roster.parquet", write_page_checksum=True)
    month.refused(DATA, "unknown-word", "roster.parquet, column currency", "row 2, 3")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("to: {CNY: 0.005, JPY: 1}", ("too-many-places", "is 0.005")),
        ("to: {CNY: 1, JPY: 0.5}", ("too-many-places", "JPY has 0 decimal places")),
        ("to: {CNY: 0, JPY: 1}", ("zero-step", "nothing is a multiple")),
        ("to: {CNY: -1, JPY: 1}", ("negative-amount",)),
        ("to: {CNY: 1, YEN: 1}", ("unknown-currency", "no currency is 'YEN'")),
        ("to: {}", ("to",)),
    ],
)
def test_a_step_that_cannot_be_paid_is_refused(month, said, words):
    month.say(f"{PLAN}    rounding: {{mode: half_up, {said}}}\n")
    month.refused(REFUSED, *words)


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ("{A: 0.6, B: 0.39}", ("split-sum", "sum to 0.99", "exactly 1")),
        ("{A: 0.333333333333, B: 0.333333333333, C: 0.333333333333}", ("0.999999999999",)),
        ("{A: 0.6, B: 0.41}", ("split-sum", "sum to 1.01")),
        ("{A: 1, B: 0}", ("B",)),
        ("{A: 1.5, B: -0.5}", ("A",)),
        ("{A B: 1}", ("A B",)),
        ("{}", ("split",)),
    ],
)
def test_shares_that_are_no_whole_are_refused(month, shares, words):
    month.say(f"{PLAN}    split: {shares}\n")
    month.refused(REFUSED, *words)


# Rates of exchange.


def test_a_rate_that_is_not_there_ends_the_run_with_every_pair(month):
    people = months.roster().set_column(8, "currency", pa.array(["EUR", "CNY", "JPY"]))
    pq.write_table(people, month.data / "roster.parquet", write_page_checksum=True)
    month.say(amounts("CNY: 100") + EXCHANGE)
    rates(
        month,
        ("CNY", "EUR", 28, "0.12"),
        ("CNY", "EUR", 27, "0.13"),
        ("EUR", "CNY", 31, "8"),
        ("USD", "JPY", 31, "150"),
    )
    month.refused(
        DATA,
        "missing-rate",
        "no rate of CNY to EUR on 2026-10-31 or in the 2 days before it",
        "it has 2026-10-28, 2026-10-27",
        "Rates of EUR to CNY are not turned round.",
        "no rate of CNY to JPY on 2026-10-31",
        "it has no day of this pair",
    )


def test_the_day_and_no_more_than_the_days_before_it_count(month):
    # Each band pays 100 CNY. 20 yen on the 29th, two days before the 31st, are the last there are.
    month.say(amounts("CNY: 100") + EXCHANGE)
    rates(month, ("CNY", "JPY", 28, "30"), ("CNY", "JPY", 29, "20"), ("JPY", "CNY", 31, "0.05"))
    run = month.ran()
    assert payouts(run)["c3"] == ("2000.0000", "JPY")
    assert payouts(run)["a1"] == ("100.0000", "CNY")
    assert told(run, "checked-not-used") == []
    assert (run / "inputs" / "fx.parquet").is_file()
    month.say(amounts("CNY: 100") + EXCHANGE.replace("back: 2", "back: 1"))
    left = month.run("AGAIN")
    assert left.code == DATA
    assert "no rate of CNY to JPY on 2026-10-31 or in the 1 days before it" in left.err


def test_two_rates_for_a_pair_and_a_day_are_refused(month):
    month.say(amounts("CNY: 100") + EXCHANGE)
    rates(month, ("CNY", "JPY", 31, "20"), ("CNY", "JPY", 31, "20"))
    month.refused(DATA, "repeated-key", "fx.parquet", "row 2")


def test_a_plan_that_converts_needs_the_table(month):
    month.say(amounts("CNY: 100") + EXCHANGE)
    month.refused(DATA, "missing-file", "fx.parquet", "rates of exchange")
    left = month.plaudit("validate", month.data, "--plan", month.folder / "plan.yaml")
    assert left.code == DATA
    assert "fx.parquet" in left.err


def test_an_amount_that_cannot_be_converted_is_refused(month):
    month.say(amounts("JPY: 100") + EXCHANGE)
    month.refused(REFUSED, "currency-not-covered", "has no amount in CNY")
    month.say(amounts("CNY: 100") + EXCHANGE.replace("CNY", "CNX"))
    month.refused(REFUSED, "unknown-currency", "exchange.from: no currency is 'CNX'")


@pytest.mark.parametrize("on", ["2026-02-30", "month_end", "1800-01-01"])
def test_a_day_that_is_none_is_refused(month, on):
    month.say(amounts("CNY: 100") + EXCHANGE.replace("period_end", on))
    month.refused(REFUSED, "exchange.on")

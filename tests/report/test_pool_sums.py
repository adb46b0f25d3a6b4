"""The sum of all shares beside one's own: as `explain` has it, and where it would tell nobody's."""

import re
from fractions import Fraction

import pytest

from scoring.monthly import run_period
from scoring.outputs.explain import explain
from scoring.report import pool_sums as summing
from scoring.report.audience import Asked, audience
from scoring.report.brief import brief
from scoring.report.opened import opened
from scoring.report.pool_sums import pool_sums
from scoring.report.sheets import sheets
from scoring.report.statement_pay import pools
from scoring.report.tongue import Tongue
from scoring.sample.month import make_sample
from scoring.shipped import find_plan
from tests import months
from tests.outputs import test_pools
from tests.rules.test_shipped_month import data_for

ONE = ("pool", "north", "CNY")


def summed(monkeypatch, *shares):
    """The sums of pools in which agents have these shares: group, numerator, denominator."""
    found = [
        {"line": "pool", "group": group, "currency": "CNY", "numerator": n, "denominator": under}
        | {"capped": bool(capped)}
        for group, n, under, *capped in shares
    ]
    monkeypatch.setattr(summing, "rows", lambda *_: found)
    return pool_sums(None)


def test_shares_are_added_up_exactly_whatever_they_are_over(monkeypatch):
    found = summed(
        monkeypatch, *[("north", "1", "3")] * 4, ("north", "1", "6"), ("north", "5", "2")
    )
    assert found == {ONE: Fraction(4)}  # 8/6 + 1/6 + 15/6


@pytest.mark.parametrize("nothing", ["0", "-3"])
def test_whoever_has_no_share_neither_adds_to_it_nor_hides_the_others(monkeypatch, nothing):
    four, five = [("north", "2", "1")] * 4, [("south", "2", "1")] * 5
    found = summed(
        monkeypatch, *four, *[("north", nothing, "1")] * 9, *five, ("south", nothing, "1")
    )
    assert found == {("pool", "south", "CNY"): 10}


def test_there_is_none_where_a_limit_changes_what_is_divided_by(monkeypatch):
    shares = [("north", "2", "1")] * 5
    assert summed(monkeypatch, *shares) == {ONE: 10}
    assert summed(monkeypatch, *shares, ("north", "9", "1", "capped")) == {}


def test_there_is_none_over_more_denominators_than_anybody_reads(monkeypatch):
    assert summed(monkeypatch, *(("north", "1", str(n)) for n in range(1, 1002))) == {}
    assert len(summed(monkeypatch, *(("north", "1", str(n)) for n in range(1, 1001)))) == 1


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pools")
    make_sample(folder / "sample", interactions=6_000, agents=60)
    data = data_for("region-pool", folder / "sample", folder / "data")
    return run_period(find_plan("region-pool"), data, "2026-10", folder / "RUNS").path


def test_a_statement_has_the_sum_by_which_explain_divides(run):
    read = opened(run)
    made = brief(read, audience(read, Asked()), ())
    ids = sorted(person.card.agent_id for person in made.audience.people)
    seen = 0
    for sheet in list(sheets(made, ids))[::2]:
        told = explain(run, sheet.agent_id).to_text()
        # The pool of all has no cap: fund x share / sum.
        divided = re.findall(r"10000 x (\S+) / (\S+) =", told)
        for english, chinese in zip(
            pools(made, Tongue("en"), sheet), pools(made, Tongue("zh"), sheet), strict=True
        ):
            found = re.search(r"share (\S+) of (\S+) in a fund of CNY\s10,000\.00 ", english)
            if found is None:
                continue
            share, whole = (one.replace(",", "") for one in found.groups())
            assert (share, whole) in divided
            assert f"本人份额{found[1]}（全部份额合计{found[2]}）" in chinese
            seen += 1
    assert seen > 5


def test_a_pool_of_fewer_than_five_has_none(tmp_path):
    data = months.write(tmp_path / "data", people=test_pools.people())
    read = opened(run_period(test_pools.plan(tmp_path), data, "2026-10", tmp_path / "RUNS").path)
    made = brief(read, audience(read, Asked()), ())
    assert made.pool_sums == {}
    told = [
        said
        for sheet in sheets(made, ["a1", "b2", "c3"])
        for said in pools(made, Tongue("en"), sheet)
    ]
    assert [re.search(r"share (\S+ \S+) a fund", said)[1] for said in told] == [
        *("1 in", "450 in"),  # a1: of the pool, and of the gain
        *("1 in", "300 in"),
        "0 in",
    ]


def test_nothing_is_summed_where_pay_is_not_shown(run):
    read = opened(run)
    assert brief(read, audience(read, Asked(anonymous=True)), ()).pool_sums == {}

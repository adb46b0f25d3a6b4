"""Numbers that the tables of a run have no room for: what they are of is said, and of nobody whose.

An amount has 14 digits before the point and a measure 26.
"""

from decimal import Decimal

import numpy as np
import pytest

from scoring.engine import run
from scoring.errors import DataError
from scoring.outputs.fits import require_fit
from tests.people import roster, value
from tests.plans import plan_of
from tests.published.chains import NOTHING, Chain, lines, plan
from tests.stages.test_pools import pooled


def bases(*amounts):
    return {"bonus_base": [Decimal(amount) for amount in amounts]}


def test_an_amount_beyond_the_table_names_its_line_place_and_agents(plaudit, tmp_path):
    # 10,000,000,000 x 10,000 is a one with 14 zeros, which are 15 digits; so it is of two agents.
    chain = Chain(plaudit, tmp_path, plan(NOTHING))
    earned = {"a": "10000", "b": "9999.99", "c": "20000"}
    left = chain.run(1, chain.data(1, earned, **bases(*[10**10] * 3)))
    assert left.code == 3
    said = " ".join(left.err.split())
    assert "the run's payouts.parquet, amount" in said
    assert "pay line performance (drawn.yaml:1) has amounts of more than 14 digits" in said
    assert "before the point in USD: 2 agents" in said
    assert "number-too-large" in said
    assert "00000" not in said
    assert not list(chain.runs.rglob("manifest.json"))


def test_the_largest_amount_has_fourteen_digits(plaudit, tmp_path):
    chain = Chain(plaudit, tmp_path, plan(NOTHING))
    first = chain.next(1, {"a": "9999.99"}, **bases(10**10))
    assert lines(first) == {"performance": "99999900000000.00"}


def test_a_measure_beyond_the_table_is_named(tmp_path):
    # At two places 10**28 - 1 is the largest of 26 digits.
    said, who = plan_of(tmp_path, pooled("{amount: {CNY: 1}}")), roster(["a", "b"])
    result = run(said, {"m0": value("1", "2")}, who)
    units = np.array([10**28 - 1, 5], object)
    object.__setattr__(result.values["m0"], "units", units)
    require_fit(said, result)
    object.__setattr__(result.values["m0"], "units", units + 1)
    with pytest.raises(DataError) as caught:
        require_fit(said, result)
    (problem,) = caught.value.problems
    assert problem.where == "the run's measures.parquet, value"
    place = said.measures["m0"].place.origin
    words = f"measure m0 ({place}) has more than 26 digits before the point: 1 agent"
    assert problem.what == words


def test_a_fund_beyond_the_table_is_named(tmp_path):
    # 99,999,999,999,999.99 fits, and a cent more does not.
    said, who = plan_of(tmp_path, pooled("{amount: {CNY: 1}}")), roster(["a", "b"])
    result = run(said, {"m0": value("1", "2")}, who)
    pools = result.shared.pools
    object.__setattr__(pools, "fund", np.array([10**16 - 1], np.int64))
    require_fit(said, result)
    object.__setattr__(pools, "fund", np.array([10**16], np.int64))
    with pytest.raises(DataError, match=r"pay line pool .* has funds of more than 14 digits"):
        require_fit(said, result)

"""Draws as other people have published them: run by the command, each month on the one before."""

import json

import pytest

from tests.published.chains import NOTHING, Chain, balances, paid, plan


def draw(amount: str, recoverable: str = "true") -> dict:
    said = {"amount": {"USD": amount}, "recoverable": recoverable, "pay_code": "DRAW"}
    return NOTHING | {"draw": said}


def steps(plaudit, run) -> dict[str, str]:
    """Return the amounts of an agent's settlement, step by step."""
    told = json.loads(plaudit("explain", run, "a", "--json").out)
    return {step["name"]: step["amount"]["amount"] for step in told["steps"]["settlement"]}


def test_siebel_recoverable_draw(plaudit, tmp_path, shared):
    # Source: Siebel Incentive Compensation, Table 4. Its second column is the excess over the draw,
    # or the balance owed with a minus; here they are two figures of the statement.
    examples = json.loads((shared / "examples" / "published.json").read_text(encoding="utf-8"))
    (siebel,) = (e for e in examples if e["id"] == "SIEBEL-DRAW")
    chain = Chain(plaudit, tmp_path, plan(draw(siebel["inputs"]["draw"])))
    found = []
    for month, gross in enumerate(siebel["inputs"]["gross"], 1):
        run = chain.next(month, {"a": gross})
        told = steps(plaudit, run)
        owed = told.get("owed for draws", "0.00")
        second = f"-{owed}" if owed != "0.00" else told["excess over the draw"]
        found.append([paid(run), second])
        assert owed == balances(run).get(("owed", None), ["0.00"])[-1]
    assert found == [[f"{x}.00" for x in row] for row in siebel["expected"]]


@pytest.mark.parametrize(("recoverable", "september"), [("true", "2000.00"), ("false", "3000.00")])
def test_xactly_draws(plaudit, tmp_path, recoverable, september):
    # Source: Xactly, recoverable and non-recoverable draws: 500 earned on a draw of 1,500 pays
    # 1,500 in August; 3,000 earned in September pays 2,000 where 1,000 is owed, and else 3,000.
    chain = Chain(plaudit, tmp_path, plan(draw("1500", recoverable) | {"starts": "2026-08"}))
    assert paid(chain.next(8, {"a": "500"})) == "1500.00"
    assert paid(chain.next(9, {"a": "3000"})) == september

"""Every rule of the lint on conversion, steps and parts: a change each that breaks a plan."""

import pytest

from scoring.errors import PlanError
from scoring.plan.lint import lint, notices
from scoring.plan.lint_money import MONEY_NOTICES, MONEY_RULES
from scoring.plan.load import read_model
from scoring.plan.model import Plan
from tests.every_key import ENDED_LINE, OTHER_AMOUNTS
from tests.plans import PAID_FROM_AMOUNTS, RICH, changed, plan_of, where_of

TEXT = changed(*PAID_FROM_AMOUNTS, ENDED_LINE, *OTHER_AMOUNTS, text=RICH)

HELD = """\
settlement:
  starts: 2026-06
  adjustments: ignore
  holdback: {lines: [bonus], share: 0.2, release_after: 3, release_to: employed, pay_code: HELD}
  draw: none
  negative: carry
  minimum: none
  pay_code: CARRY
"""

BROKEN = {
    "part held": ([("exchange: {", f"{HELD}exchange: {{")], "split-held", "bonus], share"),
    "not a currency": ([("from: CNY", "from: CNX")], "unknown-currency", "from: CNX"),
    "not named": ([("below: {CNY: 0, JPY: 5}", "below: {JPY: 5}"),
                   ("gives: {CNY: 100.01, JPY: 2000}", "gives: {JPY: 2000}")],
                  "currency-not-covered", "below: {JPY: 5}"),
    "cap not named": ([("{amount: {CNY: 900, JPY: 18000}}", "{amount: {JPY: 18000}}")],
                      "currency-not-covered", "amount: {JPY: 18000}"),
    "no step": ([("CNY: 0.5, JPY: 100}", "CNY: 0.5}")], "currency-not-covered", "to: {CNY: 0.5}"),
    "step of nothing": ([("JPY: 100}", "JPY: 0}")], "zero-step", "JPY: 0}"),
    "step below a unit": ([("CNY: 0.5,", "CNY: 0.005,")], "too-many-places", "CNY: 0.005,"),
    "step too large": (
        [("JPY: 100}", "JPY: 20000000000}")], "number-too-large", "JPY: 20000000000}"
    ),
    "shares": ([("CC-B: 0.4}", "CC-B: 0.39}")], "split-sum", "split: {CC-A: 0.6, CC-B: 0.39}"),
}  # fmt: skip


def test_the_sound_plan_is_sound(tmp_path):
    plan = plan_of(tmp_path, TEXT)
    assert lint(plan) == []
    assert notices(plan) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_change_that_breaks_it_is_named_at_its_place(tmp_path, name):
    changes, code, piece = BROKEN[name]
    text = changed(*changes, text=TEXT)
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, text)
    assert (code, where_of(text, piece)) in [(p.code, p.where) for p in caught.value.problems]


def test_every_rule_is_broken_by_one_of_them(tmp_path):
    unbroken = set(MONEY_RULES)
    for changes, *_ in BROKEN.values():
        text = changed(*changes, text=TEXT)
        with pytest.raises(PlanError):
            plan_of(tmp_path, text)
        unbroken -= {rule for rule in unbroken if any(rule(unlinted(tmp_path, text)))}
    assert unbroken == set()


def unlinted(folder, text):
    """The model of a plan that contradicts itself."""
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return read_model(folder / "plan.yaml", Plan)


def test_an_exchange_without_amounts_is_told(tmp_path):
    text = RICH.replace(
        "awards:\n", "exchange: {from: CNY, on: period_end, days_back: 7}\nawards:\n"
    )
    (notice,) = notices(plan_of(tmp_path, text))
    assert (notice.code, len(MONEY_NOTICES)) == ("unused-exchange", 1)

"""Factors of several sections, looked up, and held down: by hand, and by what vendors publish."""

import pytest

from scoring.engine import run
from scoring.errors import DataError, PlanError
from tests.people import roster, value
from tests.plans import plan_of
from tests.stages.test_stages import bonus, paid, parts

AS_IT_IS = (
    "{mode: interpolated, below: 0, points: [{at: 0, gives: 0}, {at: 10, gives: 10}], above: hold}"
)


def on_value(measure: str) -> str:
    return f"{{on: value, measure: {measure}, missing: 0, curve: {AS_IT_IS}}}"


def sections(combine: str, *said: str) -> str:
    rows = "".join(f"\n          - {{{one}}}" for one in said)
    return f"""
      column: bonus_base
      rate: 1
      coefficient:
        on: sections
        combine: {combine}
        sections:{rows}"""


def lines(folder, start, who, **values):
    shares = ["0.4", "0.4", "0.2"][: len(values)] if len(values) == 3 else ["0.5", "0.5"]
    plan = plan_of(folder, parts(*shares, extra=bonus(start=start)))
    result = run(plan, {name: value(*said) for name, said in values.items()}, who)
    return [line.amount_minor for line in result.lines]


def test_sections_add_up_by_their_shares(tmp_path):
    # hr-assistant, bonus-calculation-examples.md, example 1: 25,000 x (0.5 x 1.2 + 0.3 x 1.1 +
    # 0.2 x 0.8) = 15,000 + 8,250 + 4,000 = 27,250. Multiplied they would make 26,400.
    factors = [f"name: s{i}, factor: {on_value(f'm{i}')}" for i in range(3)]
    shares = ("0.5", "0.3", "0.2")
    shared = [f"{said}, share: {share}" for said, share in zip(factors, shares, strict=True)]
    who, values = roster(["a"], base=["25000"]), {"m0": ["1.2"], "m1": ["1.1"], "m2": ["0.8"]}
    assert lines(tmp_path, sections("add", *shared), who, **values) == [27250_00]
    assert lines(tmp_path, sections("multiply", *factors), who, **values) == [26400_00]


def test_a_brake_caps_a_section_where_its_condition_holds(tmp_path):
    # Of 25,000 a section of 70 % is capped at half where profit is below its threshold: 7,500 +
    # 17,500 at best, 7,500 + 8,750 behind the brake.
    brake = "brakes: [{when: {measure: m1, below: 1, missing: holds}, most: 0.5, why: No profit.}]"
    start = sections(
        "add",
        f"name: team, share: 0.3, factor: {on_value('m0')}",
        f"name: own, share: 0.7, factor: {on_value('m0')}, {brake}",
    )
    who = roster(["a", "b", "c"], base=["25000"] * 3)
    found = lines(tmp_path, start, who, m0=["1", "1", "1"], m1=["1", "0.99", None])
    assert found == [25000_00, 16250_00, 16250_00]


LOOKUP = """
      column: bonus_base
      rate: 1
      coefficient:
        on: lookup
        by: [role, tier]
        rows: [{is: [lead, A], gives: 2}, {is: [lead, B], gives: 1.5}, {is: [agent, A], gives: 1.2}]
        otherwise: """


def test_a_number_is_looked_up_by_several_columns(tmp_path):
    who = roster(list("abcde"), base=["100"] * 5, role=["lead", "lead", "agent", "agent", None])
    text = parts("1", extra=bonus(start=f"{LOOKUP}0.5"))
    found = paid(tmp_path, text, who, "95", "85", "95", "85", "95")
    assert found == {"a": 200_00, "b": 150_00, "c": 120_00, "d": 50_00, "e": 50_00}


def test_whoever_is_in_no_row_is_refused_where_the_plan_says_so(tmp_path):
    who = roster(list("abc"), base=["100"] * 3, role=["lead", "agent", None])
    text = parts("1", extra=bonus(start=f"{LOOKUP}refuse"))
    with pytest.raises(DataError) as caught:
        paid(tmp_path, text, who, "95", "85", "85")
    assert [p.what for p in caught.value.problems] == [
        "1 agent with role agent, tier B, for which there is no row",
        "1 agent with role empty, tier B, for which there is no row",
    ]
    assert {p.code for p in caught.value.problems} == {"no-such-row"}


ADDED = sections("add", f"name: x, share: 0.6, factor: {on_value('m0')}",
                 f"name: y, share: 0.4, factor: {on_value('m1')}")  # fmt: skip
BROKEN = {
    "sum": (ADDED.replace("share: 0.4", "share: 0.5"), "shares-not-one"),
    "no share": (ADDED.replace("share: 0.4, ", ""), "share-not-clear"),
    "share of a product": (ADDED.replace("combine: add", "combine: multiply"), "share-not-clear"),
    "twice": (ADDED.replace("name: y", "name: x"), "duplicate-name"),
    "no such tier": (f"{LOOKUP}1".replace("[lead, B]", "[lead, X]"), "unknown-tier"),
    "short row": (f"{LOOKUP}1".replace("[lead, B]", "[lead]"), "row-length"),
    "row twice": (f"{LOOKUP}1".replace("[lead, B]", "[lead, A]"), "duplicate-row"),
    "column twice": (
        f"{LOOKUP}1".replace("by: [role, tier]", "by: [role, role]"),
        "duplicate-name",
    ),
    "negative": (f"{LOOKUP}1".replace("gives: 1.5", "gives: -1"), "negative-factor"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_with_a_factor_is_told(tmp_path, case):
    start, code = BROKEN[case]
    with pytest.raises(PlanError) as caught:
        plan_of(tmp_path, parts("0.5", "0.5", extra=bonus(start=start)))
    assert code in [p.code for p in caught.value.problems]

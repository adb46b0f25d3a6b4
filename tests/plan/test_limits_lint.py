"""What plans are told of their money: what cliffs are worth, and limits that decide nothing.

Every number in a message is reckoned by hand from the plan above it.
"""

import pytest

from scoring.plan.lint import notices, remarks
from tests.plans import changed, plan_of, where_of

CONVENTIONS = "order: [multipliers, cap, proration, floor]"
TIERS = "{on: tier, gives: {A: 1.2, B: 1, C: 0.9}}"
EVEN = (
    "{{on: score, curve: {{mode: interpolated, below: hold, above: hold, points: [{}]}}}}".format(
        "{at: 0, gives: 0}, {at: 100, gives: 2}"
    )
)


def line(start, **said):
    """A plan with one pay line; the score goes from 0 to 100, and the rating from 1 to 5."""
    steps = {"multipliers": "none", "cap": "none", "proration": "none", "floor": "none"} | said
    order = steps.pop("order", None)
    body = "".join(f"    {key}: {value}\n" for key, value in steps.items())
    pay = f"pay:\n  - name: bonus\n    pay_code: B1\n    start: {start}\n{body}"
    changes = [("pay: none\n", pay)]
    return changed(*changes, *([(CONVENTIONS, f"order: {order}")] if order else []))


def based(coefficient, rate="0.5"):
    return f"{{column: bonus_base, rate: {rate}, coefficient: {coefficient}}}"


def curve(*rows, on="score", below=0):
    bands = ", ".join(f"{{from: {edge}, gives: {gives}}}" for edge, gives in rows)
    table = f"{{mode: whole, below: {below}, bands: [{bands}]}}"
    read = "" if on == "score" else "measure: csat, missing: 0, "
    return f"{{on: {on}, {read}curve: {table}}}"


def amounts(*rows, on="score"):
    bands = ", ".join(f"{{from: {edge}, gives: {gives}}}" for edge, gives in rows)
    table = f"{{mode: whole, below: {{CNY: 0, JPY: 0}}, bands: [{bands}]}}"
    read = "" if on == "score" else "measure: csat, missing: {CNY: 0, JPY: 0}, "
    return f"{{on: {on}, {read}amounts: {table}}}"


def rates(*rows, below=0):
    bands = ", ".join(f"{{from: {edge}, gives: {{CNY: {gives}}}}}" for edge, gives in rows)
    table = f"{{mode: whole, below: {{CNY: {below}}}, bands: [{bands}]}}"
    return f"{{measure: csat, missing: {{CNY: 0}}, rates: {table}}}"


PATH = "pay.bonus.start"


def along(*rows, below="hold", above="hold"):
    """Amounts along a line by the score."""
    points = ", ".join(f"{{at: {edge}, {gives}}}" for edge, gives in rows)
    line = f"{{mode: interpolated, below: {below}, points: [{points}], above: {above}}}"
    return f"{{on: score, amounts: {line}}}"


def filled(*rows, to):
    bands = ", ".join(f"{{from: {edge}, gives: {gives}}}" for edge, gives in rows)
    return f"{{on: score, amounts: {{mode: filled, bands: [{bands}], to: {to}}}}}"


RISING = along((60, "gives: {CNY: 300}"), (80, "gives: {CNY: 700}"))
FILLING = filled((60, "{CNY: 300, JPY: 6000}"), (80, "{CNY: 500, JPY: 9000}"), to=90)
AMOUNT = amounts((60, "{CNY: 300, JPY: 6000}"))
CLIFFS = {
    "by tier": (
        line(based("{on: tier, gives: {A: 1.2, B: 1, C: 0}}"), cap="[{times_base: 1}]"),
        "B: 1, C: 0",
        (
            f"{PATH}.coefficient: from 59.99 to 60 of the score the coefficient goes from 0 to 1: "
            "50 % of the base"
        ),
    ),
    "by score": (
        line(based(curve((50, 0.6), (90, 0.8))), cap="[{times_base: 0.7}]"),
        "{from: 50",
        (
            f"{PATH}.coefficient: from 49.99 to 50 of the score the coefficient goes from 0 to "
            "0.6: 30 % of the base"
        ),
    ),
    "by measure": (
        line(based(curve((3, 0.5), (4.5, 1.5), on="value")), cap="[{times_base: 1}]"),
        "{from: 4.5, gives: 1.5",
        (
            f"{PATH}.coefficient: from 4.49 to 4.5 of 'csat' the coefficient goes from 0.5 to 1.5: "
            "50 % of the base"
        ),
    ),
    "amounts by score": (
        line(amounts((60, "{CNY: 300, JPY: 6000}"), (90, "{CNY: 1000, JPY: 9000}"))),
        "{from: 90, gives: {CNY: 1000",
        f"{PATH}.amounts: from 89.99 to 90 of the score the pay goes up by 700 CNY, 3000 JPY",
    ),
    "amounts by measure": (
        line(amounts((4, "{CNY: 200, JPY: 0}"), on="value")),
        "{from: 4, gives: {CNY: 200",
        f"{PATH}.amounts: from 3.99 to 4 of 'csat' the pay goes up by 200 CNY",
    ),
    "where a line of amounts begins": (
        line(along((60, "gives: {CNY: 300}"), (80, "gives: {CNY: 700}"), below="{CNY: 0}")),
        "{at: 60, gives: {CNY: 300}",
        f"{PATH}.amounts: from 59.99 to 60 of the score the pay goes up by 300 CNY",
    ),
    "where a line of amounts jumps": (
        line(along((60, "gives: {CNY: 300}, then: {CNY: 600}"), (80, "gives: {CNY: 700}"))),
        "{at: 60, gives: {CNY: 300}, then",
        f"{PATH}.amounts: from 59.99 to 60 of the score the pay goes up by 300 CNY",
    ),
    "whole rates": (  # 4 x (2.5 - 1): all units are paid by the higher rate
        line(rates((4, 2.5), below=1)),
        "{from: 4, gives: {CNY: 2.5",
        f"{PATH}.rates: from 3.99 to 4 of 'csat' the pay goes up by 6 CNY",
    ),
}


@pytest.mark.parametrize("case", CLIFFS)
def test_a_cliff_of_pay_is_told_with_what_it_is_worth(tmp_path, case):
    text, piece, words = CLIFFS[case]
    found = [p for p in remarks(plan_of(tmp_path, text)) if p.code == "pay-cliff"]
    assert [(p.where, p.what) for p in found] == [(where_of(text, piece), words)]


JUMP = "{mode: whole, below: 0, bands: [{from: 4, gives: 1}]}"
RATED = f"{{on: value, measure: csat, curve: {JUMP}, missing: 0}}"
WHEN = "{measure: csat, at_least: 4, missing: fails}"
BELOW = "{measure: csat, below: 4, missing: holds}"
EDGE = "from 3.99 to 4 of 'csat'"


def multiplied(said):
    return f"[{{name: m, {said}}}]"


def sections(combine, *said):
    each = ", ".join(f"{{name: s{i}, {one}}}" for i, one in enumerate(said, start=1))
    return f"{{on: sections, combine: {combine}, sections: [{each}]}}"


def pieces(closed, more=""):
    """Two yuan for each point of the rating, which goes to 5, and less without four."""
    slices = "{{mode: marginal, bands: [{{from: 0, gives: {{CNY: {}}}}}]}}"
    hurdle = f"{{when: {WHEN}, closed: {slices.format(closed)}, why: W}}"
    rates = slices.format(2)
    return f"{{measure: csat, missing: {{CNY: 0}}, rates: {rates}, hurdle: {hurdle}{more}}}"


FLAT = "{on: tier, gives: {A: 1.2, B: 1.2, C: 1.2}}"
LOOKED_UP = "{on: lookup, by: [region, tier], rows: [" + ", ".join(
    f"{{is: [{words}], gives: {gives}}}"
    for words, gives in (("north, A", 1.2), ("north, B", 0.4), ("south, A", 0.5))
) + "], otherwise: 0.3}"  # fmt: skip
IN_MONEY = "{on: lookup, by: [tier], rows: [{is: [A], gives: {CNY: 100}}], otherwise: {CNY: 10}}"
JUMPS = {  # the rate is 0.5, and the coefficient 1.2 at the most
    "a multiplier": (  # 0.5 x 1.2 x 1
        line(based(TIERS), multipliers=multiplied(f"factor: {RATED}")),
        "{from: 4, gives: 1}",
        (
            f"pay.bonus.multipliers.m.factor: {EDGE} the factor goes from 0 to 1: up to 60 % of "
            "the base"
        ),
    ),
    "a lookup by the tier": (  # in the north from 0.4 to 1.2, in the south from 0.3 to 0.5
        line(based(LOOKED_UP), cap="[{times_base: 1}]"),
        "{is: [north, A], gives: 1.2}",
        (
            f"{PATH}.coefficient: from 89.99 to 90 of the score the coefficient goes from 0.4 to "
            "1.2: up to 40 % of the base"
        ),
    ),
    "money that is looked up by the tier": (
        line(IN_MONEY),
        "{is: [A], gives: {CNY: 100}}",
        f"{PATH}.rows: from 89.99 to 90 of the score the pay goes up by up to 90 CNY",
    ),
    "a multiplier below a cap": (  # 0.5 x 0.8
        line(based(TIERS), multipliers=multiplied(f"factor: {RATED}"), cap="[{times_base: 0.8}]"),
        "{from: 4, gives: 1}",
        (
            f"pay.bonus.multipliers.m.factor: {EDGE} the factor goes from 0 to 1: up to 40 % of "
            "the base"
        ),
    ),
    "a multiplier held at 0.5": (  # 1 - 0.5
        line(based(TIERS), multipliers=multiplied(f"factor: {RATED}, least: 0.5")),
        "{from: 4, gives: 1}",
        (
            f"pay.bonus.multipliers.m.factor: {EDGE} the factor goes from 0.5 to 1: up to 30 % of "
            "the base"
        ),
    ),
    "a multiplier of pieces": (  # 5 x 2
        line(pieces(2), multipliers=multiplied(f"factor: {RATED}")),
        "{from: 4, gives: 1}",
        f"pay.bonus.multipliers.m.factor: {EDGE} the factor goes from 0 to 1: up to 10 CNY",
    ),
    "a multiplier of a pool": (
        line(
            "{weight: {on: tier, gives: {A: 1, B: 1, C: 1}}}",
            multipliers=multiplied(f"factor: {RATED}"),
            pool="{per: team, fund: {amount: {CNY: 900}}, each_most: none}",
        ),
        "{from: 4, gives: 1}",
        (
            f"pay.bonus.multipliers.m.factor: {EDGE} the factor goes from 0 to 1: up to 100 % of "
            "what is paid there"
        ),
    ),
    "a section that adds": (  # 0.5 x 0.4 x 1
        line(based(sections("add", f"share: 0.4, factor: {RATED}", f"share: 0.6, factor: {FLAT}"))),
        "{from: 4, gives: 1}",
        (
            f"{PATH}.coefficient.sections.s1.factor: {EDGE} the factor goes from 0 to 1: 20 % of "
            "the base"
        ),
    ),
    "a section that multiplies": (  # 0.5 x 1.2
        line(based(sections("multiply", f"factor: {RATED}", f"factor: {FLAT}"))),
        "{from: 4, gives: 1}",
        (
            f"{PATH}.coefficient.sections.s1.factor: {EDGE} the factor goes from 0 to 1: "
            "up to 60 % "
            "of the base"
        ),
    ),
    "a brake": (  # 0.5 x 1.2 x (1 - 0.4)
        line(
            based(TIERS),
            multipliers=multiplied(
                "factor: {on: roster, where: {role: lead}, times: 1}, "
                f"brakes: [{{when: {BELOW}, most: 0.4, why: W}}]"
            ),
        ),
        "{when: {measure: csat, below: 4",
        (
            f"pay.bonus.multipliers.m.brakes[1]: {EDGE} the brake begins or ends: the factor is at "
            "most 0.4, or can be 1: up to 36 % of the base"
        ),
    ),
    "the line's own condition": (
        line(based(TIERS), when=WHEN),
        "when: {measure: csat, at_least: 4",
        f"pay.bonus.when: {EDGE} the whole line is won or lost: up to 60 % of the base",
    ),
    "a condition on the tier": (
        line(based(FLAT), when="{tier: [A]}"),
        "when: {tier: [A]}",
        (
            "pay.bonus.when: from 89.99 to 90 of the score the whole line is won or "
            "lost: up to 60 % "
            "of the base"
        ),
    ),
    "several conditions": (
        line(
            based(FLAT), when=f"{{all_of: [{WHEN}, {{score: final, below: 50, missing: fails}}]}}"
        ),
        "when: {all_of: [",
        (
            f"pay.bonus.when: {EDGE}, or from 49.99 to 50 of the score the whole line is "
            "won or lost: "
            "up to 60 % of the base"
        ),
    ),
    "a hurdle": (  # 5 x (2 - 0.5)
        line(pieces("0.5")),
        "hurdle: {when",
        f"{PATH}.hurdle: {EDGE} the rates open or close: 2 CNY or 0.5 CNY a unit: up to 7.5 CNY",
    ),
    "a hurdle below a cap": (  # of 4 at the open rate, 1 at the closed one
        line(pieces("0.5"), cap="[{amount: {CNY: 4}}]"),
        "hurdle: {when",
        f"{PATH}.hurdle: {EDGE} the rates open or close: 2 CNY or 0.5 CNY a unit: up to 3 CNY",
    ),
    "a cap for some": (  # 0.5 x (1.2 - 0.8)
        line(based(FLAT), cap=f"[{{times_base: 0.8, when: {BELOW}}}]"),
        "{times_base: 0.8",
        f"pay.bonus.cap[1]: {EDGE} the cap begins or ends: up to 20 % of the base",
    ),
    "a floor for some": (  # 0.5 x (1.8 - 1.2)
        line(based(FLAT), floor=f"[{{times_base: 1.8, when: {WHEN}}}]"),
        "{times_base: 1.8",
        f"pay.bonus.floor[1]: {EDGE} the floor begins or ends: up to 30 % of the base",
    ),
    "one step that meets several": (  # the line as a whole, not half of a multiplier
        line(based(FLAT), when=WHEN, multipliers=multiplied(f"factor: {RATED}, least: 0.5")),
        "when: {measure: csat, at_least: 4",
        f"pay.bonus.when: {EDGE} the whole line is won or lost: up to 60 % of the base",
    ),
}


@pytest.mark.parametrize("case", JUMPS)
def test_wherever_pay_jumps_it_is_told_once_with_what_the_step_is_worth(tmp_path, case):
    text, piece, words = JUMPS[case]
    found = [p for p in remarks(plan_of(tmp_path, text)) if p.code == "pay-cliff"]
    assert [(p.where, p.what) for p in found] == [(where_of(text, piece), words)]


NO_JUMPS = {  # below a quarter, decided by the roster, or never met
    "a lookup that refuses whoever has no row": line(
        based(LOOKED_UP.replace("otherwise: 0.3", "otherwise: refuse").replace("0.4", "1.1"))
    ),
    "a lookup by the roster alone": line(
        "{on: lookup, by: [region], rows: [{is: [north], gives: {CNY: 9}}], otherwise: {CNY: 0}}"
    ),
    "a small step of a multiplier": line(
        based(FLAT), multipliers=multiplied(f"factor: {RATED}, least: 0.76")
    ),
    "a small share": line(
        based(sections("add", f"share: 0.2, factor: {RATED}", f"share: 0.8, factor: {FLAT}"))
    ),
    "a brake that lets most through": line(
        based(FLAT),
        multipliers=multiplied(f"factor: {FLAT}, brakes: [{{when: {BELOW}, most: 1, why: W}}]"),
    ),
    "a condition on the roster": line(based(FLAT), when="{where: {role: lead}}"),
    "a condition that never turns": line(
        based(FLAT), when="{measure: csat, at_least: 1, missing: fails}"
    ),
    "a hurdle of near rates": line(pieces("1.51")),
    "a cap near the highest": line(based(FLAT), cap=f"[{{times_base: 0.91, when: {BELOW}}}]"),
    "a floor near the lowest": line(based(FLAT), floor=f"[{{times_base: 1.5, when: {WHEN}}}]"),
    "a line from its first piece on": line(
        pieces("2"), when="{measure: csat, at_least: 0.01, missing: fails}"
    ),
}


@pytest.mark.parametrize("case", NO_JUMPS)
def test_what_moves_little_is_no_cliff(tmp_path, case):
    found = [p.what for p in remarks(plan_of(tmp_path, NO_JUMPS[case])) if p.code == "pay-cliff"]
    assert found == []


def test_every_line_has_its_cliffs_told(tmp_path):
    one = line(amounts((60, "{CNY: 300, JPY: 6000}")))
    second = one[one.index("  - name: bonus") :].replace("name: bonus", "name: second")
    found = [p for p in remarks(plan_of(tmp_path, one + second)) if p.code == "pay-cliff"]
    assert [p.what.split(":")[0] for p in found] == [f"{PATH}.amounts", "pay.second.start.amounts"]


SMALL = {  # just below a quarter of the highest, and of what is paid beyond
    "amounts": line(amounts((0, "{CNY: 751, JPY: 0}"), (60, "{CNY: 1000, JPY: 0}"))),
    "rates": line(rates((4, 1), below="0.76")),
    "a line": line(based(EVEN)),
    "a line of amounts": line(RISING),
    "amounts that are filled": line(FILLING),
}


def test_small_steps_of_money_are_no_cliffs(tmp_path):
    for name, text in SMALL.items():
        found = [p for p in remarks(plan_of(tmp_path, text)) if p.code == "pay-cliff"]
        assert [p.where for p in found if "from: 60" in p.where] == [], name
    found = remarks(plan_of(tmp_path, SMALL["rates"]))
    assert "pay-cliff" not in [p.code for p in found]
    for name in ("a line", "a line of amounts", "amounts that are filled"):
        assert "pay-cliff" not in [p.code for p in remarks(plan_of(tmp_path, SMALL[name]))], name


MULTIPLIED = "[{name: m, factor: {on: roster, where: {role: lead}, times: 1.5}}]"
LIMITS = {
    "a cap at what the tiers make": (
        line(based(TIERS), cap="[{times_base: 1.2}]"),
        "cap-never-binds",
        "times_base: 1.2",
        (
            "pay.bonus.cap[1] is 1.2 x base x rate and binds nobody: what comes to it is at most "
            "1.2 x base x rate"
        ),
    ),
    "a cap behind multipliers": (  # 1.2 x 1.5
        line(based(TIERS), cap="[{times_base: 2}]", multipliers=MULTIPLIED),
        "cap-never-binds",
        "times_base: 2",
        (
            "pay.bonus.cap[1] is 2 x base x rate and binds nobody: what comes to it is at most "
            "1.8 x base x rate"
        ),
    ),
    "a cap in money": (
        line(AMOUNT, cap="[{amount: {CNY: 300, JPY: 9000}}]"),
        "cap-never-binds",
        "{amount: {CNY: 300",
        (
            "pay.bonus.cap[1] is 300 CNY, 9000 JPY and binds nobody: what comes to it is at most "
            "300 CNY, 6000 JPY"
        ),
    ),
    "a cap on a line of amounts": (
        line(RISING, cap="[{amount: {CNY: 700}}]"),
        "cap-never-binds",
        "{amount: {CNY: 700}}",
        "pay.bonus.cap[1] is 700 CNY and binds nobody: what comes to it is at most 700 CNY",
    ),
    "a cap on a line that goes on": (  # 20 for each point: 700 + 20 x 20 at the highest score
        line(RISING.replace("above: hold", "above: extrapolate"), cap="[{amount: {CNY: 1100}}]"),
        "cap-never-binds",
        "{amount: {CNY: 1100}}",
        "pay.bonus.cap[1] is 1100 CNY and binds nobody: what comes to it is at most 1100 CNY",
    ),
    "a cap on amounts that are filled": (  # 300 + 500, and 6,000 + 9,000
        line(FILLING, cap="[{amount: {CNY: 800, JPY: 15000}}]"),
        "cap-never-binds",
        "{amount: {CNY: 800",
        (
            "pay.bonus.cap[1] is 800 CNY, 15000 JPY and binds nobody: what comes to it is at most "
            "800 CNY, 15000 JPY"
        ),
    ),
    "a cap on pieces that have an end": (  # ratings go to 5: 5 x 2.5
        line(rates((4, 2.5)), cap="[{amount: {CNY: 12.5}}]"),
        "cap-never-binds",
        "{amount: {CNY: 12.5}}",
        "pay.bonus.cap[1] is 12.5 CNY and binds nobody: what comes to it is at most 12.5 CNY",
    ),
    "a floor above all": (
        line(based(TIERS), floor="[{times_base: 1.25}]"),
        "floor-always-binds",
        "times_base: 1.25",
        (
            "pay.bonus.floor[1] is 1.25 x base x rate and pays everybody alike: what comes to it "
            "is at most 1.2 x base x rate"
        ),
    ),
    "a floor behind a cap": (
        line(based(TIERS), cap="[{times_base: 0.5}]", floor="[{times_base: 0.5}]"),
        "floor-always-binds",
        "floor: [{times_base: 0.5",
        (
            "pay.bonus.floor[1] is 0.5 x base x rate and pays everybody alike: what comes to it is "
            "at most 0.5 x base x rate"
        ),
    ),
    "a floor for a tier of nothing": (
        line(based("{on: tier, gives: {A: 1.2, B: 1, C: 0}}"), floor="[{times_base: 0.2}]"),
        "floor-pays-ineligible",
        "times_base: 0.2",
        (
            "pay.bonus.floor[1] is above 0 and pays those whom an earlier step leaves nothing: "
            "pay.bonus.start.coefficient is 0 in C"
        ),
    ),
    "a floor behind a gate and proration": (
        line(
            based(TIERS),
            multipliers="[{name: veto, factor: {on: roster, where: {shift: night}, times: 0}}]",
            proration="{by: calendar_days, fte: ignore}",
            floor="[{times_base: 0.2}]",
        ),
        "floor-pays-ineligible",
        "times_base: 0.2",
        (
            "pay.bonus.floor[1] is above 0 and pays those whom an earlier step leaves nothing: "
            "pay.bonus.multipliers.veto.factor can be 0; an agent of zero days"
        ),
    ),
}


LOST = "pays those whom an earlier step leaves nothing"
MAY = "may pay those whom an earlier step leaves nothing, which the data decide"
NOTHING_IN_C = based("{on: tier, gives: {A: 1.2, B: 1, C: 0}}")  # C is below 60, A from 90 on
FROM_4 = based(RATED)  # 0 below a rating of 4, and without one


def floored(start, when, **said):
    return line(start, floor=f"[{{times_base: 0.2, when: {when}}}]", **said)


def sold(when, rate="{from: 0, gives: {CNY: 2}}"):
    start = f"{{measure: csat, missing: {{CNY: 1}}, rates: {{mode: marginal, bands: [{rate}]}}}}"
    return line(start, floor=f"[{{amount: {{CNY: 9}}{when}}}]")


COEFFICIENT = "pay.bonus.start.coefficient"
FLOORS = {
    "the roster": (floored(NOTHING_IN_C, "{where: {role: lead}}"), MAY, f"{COEFFICIENT} is 0 in C"),
    "the tier": (floored(NOTHING_IN_C, "{tier: [B, C]}"), LOST, f"{COEFFICIENT} is 0 in C"),
    "a low score": (
        floored(NOTHING_IN_C, "{score: final, at_least: 59.99, missing: fails}"),
        LOST,
        f"{COEFFICIENT} is 0 in C",
    ),
    "the same number": (
        floored(FROM_4, "{measure: csat, at_least: 3.99, missing: fails}"),
        LOST,
        f"{COEFFICIENT} can be 0",
    ),
    "the same number, or none": (
        floored(FROM_4, "{measure: csat, at_least: 4, missing: holds}"),
        LOST,
        f"{COEFFICIENT} can be 0",
    ),
    "another number": (
        floored(FROM_4, "{score: final, at_least: 60, missing: fails}"),
        MAY,
        f"{COEFFICIENT} can be 0",
    ),
    "one of two": (
        floored(FROM_4, f"{{any_of: [{WHEN}, {{measure: csat, below: 2, missing: fails}}]}}"),
        LOST,
        f"{COEFFICIENT} can be 0",
    ),
    "other words of the roster": (
        floored(
            based(TIERS),
            "{where: {role: agent}}",
            multipliers=multiplied("factor: {on: roster, where: {shift: night}, times: 0}"),
        ),
        MAY,
        "pay.bonus.multipliers.m.factor can be 0",
    ),
    "a brake to nothing": (
        line(
            based(FLAT),
            multipliers=multiplied(f"factor: {FLAT}, brakes: [{{when: {BELOW}, most: 0, why: W}}]"),
            floor="[{times_base: 0.2}]",
        ),
        LOST,
        "pay.bonus.multipliers.m.brakes[1] makes it 0",
    ),
    "a cap of nothing": (
        line(
            amounts((60, "{CNY: 300, JPY: 6000}")).replace("CNY: 0, JPY: 0", "CNY: 1, JPY: 1"),
            cap=f"[{{amount: {{CNY: 0, JPY: 0}}, when: {BELOW}}}]",
            floor="[{amount: {CNY: 9, JPY: 9}}]",
        ),
        LOST,
        "pay.bonus.cap[1] is 0",
    ),
    "slices from an edge on": (  # ratings go from 1 to 5
        sold("", "{from: 2, gives: {CNY: 2}}"),
        LOST,
        "pay.bonus.start can be 0",
    ),
}


@pytest.mark.parametrize("case", FLOORS)
def test_a_floor_for_some_is_told_where_it_can_lift_who_had_lost_the_line(tmp_path, case):
    text, pays, lost = FLOORS[case]
    problems = remarks(plan_of(tmp_path, text))
    found = [p.what for p in problems if p.code == "floor-pays-ineligible"]
    assert found == [f"pay.bonus.floor[1] is above 0 and {pays}: {lost}"]


ELIGIBLE = {
    "a score that earns": floored(NOTHING_IN_C, "{score: final, at_least: 60, missing: fails}"),
    "tiers that earn, by the score": floored(
        based(curve((60, 1))), "{all_of: [{tier: [A, B]}, {where: {role: lead}}]}"
    ),
    "the same number": floored(FROM_4, WHEN),
    "both of two": floored(FROM_4, f"{{all_of: [{WHEN}, {{where: {{role: lead}}}}]}}"),
    "words of the roster that are apart": floored(
        based(TIERS),
        "{where: {shift: day}}",
        multipliers=multiplied("factor: {on: roster, where: {shift: night}, times: 0}"),
    ),
    "a factor that is held": line(
        based(TIERS),
        multipliers=multiplied(f"factor: {RATED}, least: 0.1"),
        floor="[{times_base: 0.2}]",
    ),
    "whoever comes before a cap of nothing": line(
        based(FLAT),
        cap=f"[{{times_base: 0, when: {BELOW}}}]",
        floor="[{times_base: 0.2}]",
        order="[multipliers, floor, cap, proration]",
    ),
    "units that are always some": sold(""),
    "units from an edge on": sold(f", when: {WHEN}", "{from: 2, gives: {CNY: 2}}"),
}


@pytest.mark.parametrize("case", ELIGIBLE)
def test_a_floor_that_only_the_eligible_can_have_is_left_alone(tmp_path, case):
    codes = [p.code for p in remarks(plan_of(tmp_path, ELIGIBLE[case]))]
    assert "floor-pays-ineligible" not in codes


def told(folder, text):
    """What is told of limits that stand in a plan."""
    codes = ("cap-never-binds", "floor-always-binds", "floor-pays-ineligible")
    return [p for p in remarks(plan_of(folder, text)) if p.code in codes]


@pytest.mark.parametrize("case", LIMITS)
def test_a_limit_that_decides_nothing_or_too_much_is_told(tmp_path, case):
    text, code, piece, words = LIMITS[case]
    found = told(tmp_path, text)
    place = where_of(text, piece)
    assert [(p.code, p.what) for p in found] == [(code, words)]
    assert found[0].where.split(":")[:2] == place.split(":")[:2]
    assert found[0].hint


QUIET = {
    "a cap below the end of a line": line(RISING, cap="[{amount: {CNY: 699.99}}]"),
    "a cap below all that is filled": line(FILLING, cap="[{amount: {CNY: 799.99, JPY: 15000}}]"),
    "a cap below what the tiers make": line(based(TIERS), cap="[{times_base: 1.19}]"),
    "a cap before the multipliers that raise": line(
        based(TIERS), cap="[{times_base: 1.1}]", multipliers=MULTIPLIED
    ),
    "a cap in money on a base": line(based(TIERS), cap="[{amount: {CNY: 1}}]"),
    "a cap that one currency can reach": line(
        amounts((60, "{CNY: 300, JPY: 6000}")), cap="[{amount: {CNY: 300, JPY: 5999}}]"
    ),
    "a cap of full-timers, where fte may be 2": line(
        based(TIERS),
        cap="[{times_base: 1.3}]",
        proration="{by: calendar_days, fte: apply}",
        order="[proration, multipliers, cap, floor]",
    ),
    "a floor before the tier's own step": line(
        based(TIERS),
        multipliers="[{name: m, factor: {on: roster, where: {role: lead}, times: 0}}]",
        floor="[{times_base: 0.1}]",
        order="[floor, multipliers, cap, proration]",
    ),
    "a floor for tiers that earn": line(
        based("{on: tier, gives: {A: 1.2, B: 1, C: 0}}"),
        floor="[{times_base: 0.2, when: {tier: [A, B]}}]",
    ),
    "a floor of nothing": line(
        based("{on: tier, gives: {A: 1.2, B: 1, C: 0}}"), floor="[{times_base: 0}]"
    ),
}


@pytest.mark.parametrize("case", QUIET)
def test_what_can_decide_something_is_left_alone(tmp_path, case):
    assert told(tmp_path, QUIET[case]) == []


IMPLIED = {
    "tiers": (line(based(TIERS)), "within tier 'A' more earns no more, 60 % of the base"),
    "a table of the score": (
        line(based(curve((60, 0.8), (90, 1)))),
        "from 90 of the score on more earns no more, 50 % of the base",
    ),
    "a line that holds": (
        line(based(EVEN.replace("at: 100", "at: 80"))),
        "from 80 of the score on more earns no more, 100 % of the base",
    ),
    "sections": (  # 0.5 x 1 x 1.2
        line(
            based(sections("multiply", f"factor: {curve((60, 0.8), (90, 1))}", f"factor: {FLAT}"))
        ),
        "where every section is at its highest more earns no more, 60 % of the base",
    ),
    "amounts": (
        line(amounts((60, "{CNY: 300, JPY: 6000}"))),
        "from 60 of the score on more earns no more, 300 CNY, 6000 JPY",
    ),
    "a line of amounts that holds": (
        line(RISING),
        "from 80 of the score on more earns no more, 700 CNY",
    ),
    "amounts that are filled": (
        line(FILLING),
        "from 90 of the score on more earns no more, 800 CNY, 15000 JPY",
    ),
}


@pytest.mark.parametrize("case", IMPLIED)
def test_a_cap_that_nobody_wrote_is_told(tmp_path, case):
    text, words = IMPLIED[case]
    found = [p.what for p in remarks(plan_of(tmp_path, text)) if p.code == "implicit-cap"]
    said = f"pay.bonus has no cap, and one is implied: {words} before the steps"
    assert found == [said]


def test_no_cap_is_implied_where_one_is_written_or_scores_end(tmp_path):
    written = line(based(curve((60, 0.8), (90, 1))), cap="[{times_base: 0.9}]")
    ends = line(based(EVEN))  # the last point is at 100, the highest score
    for text in (written, ends):
        assert "implicit-cap" not in [p.code for p in remarks(plan_of(tmp_path, text))]


def pooled(most, left, coefficient=TIERS):
    fund = "{amount: {CNY: 10000}}"
    each = f"each_most: {most}" + (f", left_over: {left}" if left else "")
    return line(based(coefficient), pool=f"{{per: team, fund: {fund}, {each}}}")


FUNDS = {
    "returned": (pooled("{times_base: 2}", "return"), "what exceeds each_most is returned"),
    "shared": (
        pooled("{times_base: 2}", "share"),
        "where everybody of a group is at each_most, the rest is returned",
    ),
    "shared, in money": (  # three times 3,000 are 9,000; it takes a fourth
        pooled("{amount: {CNY: 3000}}", "share"),
        "each_most leaves some of it with fewer in a group than 4 (CNY)",
    ),
    "shares of nothing": (
        pooled("none", "", "{on: tier, gives: {A: 1.2, B: 1, C: 0}}"),
        "where all shares of a group are 0, the whole fund is returned",
    ),
}


@pytest.mark.parametrize("case", FUNDS)
def test_a_pool_that_can_go_unspent_is_told_and_why(tmp_path, case):
    text, words = FUNDS[case]
    found = [p.what for p in remarks(plan_of(tmp_path, text)) if p.code == "pool-can-go-unspent"]
    assert found == [f"pay.bonus.pool can go unspent: {words}"]


def test_a_pool_without_caps_and_zeros_is_spent(tmp_path):
    codes = [p.code for p in remarks(plan_of(tmp_path, pooled("none", "")))]
    assert "pool-can-go-unspent" not in codes
    assert "implicit-cap" not in codes


TURNS = {
    "a table": (
        amounts((60, "{CNY: 300, JPY: 6000}"), (80, "{CNY: 400, JPY: 5000}")),
        "gives: {CNY: 400",
        "amounts in JPY fall: from 60 6000 in line {before}, and from 80 5000 here",
    ),
    "a line": (
        along((60, "gives: {CNY: 300}"), (80, "gives: {CNY: 200}")),
        "gives: {CNY: 200}",
        "amounts in CNY fall: at 60 300 in line {before}, and at 80 200 here",
    ),
}


@pytest.mark.parametrize("case", TURNS)
def test_amounts_that_fall_where_they_should_rise_are_told(tmp_path, case):
    start, piece, words = TURNS[case]
    text = line(start)
    (found,) = [p for p in notices(plan_of(tmp_path, text)) if p.code == "curve-turns-back"]
    before = where_of(text, piece).split(":")[1]
    said = f"{PATH}.amounts: where they should rise the {words.format(before=before)}"
    assert (found.what, found.where) == (said, where_of(text, piece))


def test_amounts_that_rise_are_not(tmp_path):
    for start in (AMOUNT, RISING, FILLING):
        codes = [p.code for p in notices(plan_of(tmp_path, line(start)))]
        assert "curve-turns-back" not in codes

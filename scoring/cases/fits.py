"""Whether cases fit their plan: what they name is there, at its places, in its cycle."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from scoring.cases.earlier import numbers_before
from scoring.cases.model import TARGET_MAX, Case, Cases, Given
from scoring.cases.settling import amounts_fit
from scoring.errors import Problem, nearest, shortened
from scoring.exact.fixed import scaled
from scoring.exact.money import AMOUNT_PLACES, MINOR_PLACES
from scoring.exact.period import PERIOD_FORMS, parse_period
from scoring.plan.kinds import Result
from scoring.plan.lint_pay import currency_hint
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.paying import converts
from scoring.plan.rollups import Rollup
from scoring.plan.so_far import SoFar


def for_this_plan(plan: Plan, cases: Cases) -> Iterator[Problem]:
    """Yield cases that are for another plan, and names that stand twice."""
    if cases.plan != plan.plan:
        what = f"these cases are for plan '{cases.plan}', and the plan is '{plan.plan}'"
        yield Problem("cases-of-another-plan", str(cases.at("plan")), what, "Correct the name.")
    names = [c.name for c in cases.cases]
    for i, case in enumerate(cases.cases):
        if case.name in names[:i]:
            what = f"two cases are called '{shortened(case.name)}'"
            yield Problem("duplicate-name", str(case.at("name")), what, "Give each its own name.")


def periods_fit(plan: Plan, cases: Cases) -> Iterator[Problem]:
    """Yield periods that are none, or of another cycle than the plan's."""
    named = [(cases.period, cases.at("period"))]
    named += [(c.period, c.at("period")) for c in cases.cases if c.period]
    for name, place in named:
        try:
            cycle = parse_period(name).cycle
        except ValueError as error:
            yield Problem("not-a-period", str(place), str(error), PERIOD_FORMS)
            continue
        if cycle != plan.cycle:
            what = f"period {name} is a {cycle}, and the plan's cycle is {plan.cycle}"
            yield Problem("wrong-cycle", str(place), what, f"Write a {plan.cycle}.")


def wins_fit(plan: Plan, cases: Cases) -> Iterator[Problem]:
    """Yield awards won before that do not rest, or in what is no period before the case's."""
    rests = {award.name for award in plan.awards if award.cool_down is not None}
    for case in cases.cases:
        now = case.period or cases.period
        for past in filter(None, (facts.earlier for facts in case.given.values())):
            for name, period in past.won.items():
                place, called = str(past.at("won", name)), f"case '{shortened(case.name)}'"
                if name not in rests and name in {award.name for award in plan.awards}:
                    what = f"{called}: award {name} has no cool_down, so that it does not matter"
                    yield Problem("award-without-cool-down", place, what, "Leave it out.")
                if not _is_before(period, now):
                    what = f"{called}: {name} is won in {shortened(period)}, and the case is {now}"
                    hint = f"Write a {plan.cycle} before it."
                    yield Problem("not-a-period-before", place, what, hint)


def _is_before(period: str, now: str) -> bool:
    """Tell whether both are periods of one length, the one before the other."""
    try:
        then, this = parse_period(period), parse_period(now)
    except ValueError:
        return False
    return then.cycle == this.cycle and then.number < this.number


def fits(plan: Plan, case: Case) -> Iterator[Problem]:
    """Yield what a case names and the plan does not have, or writes at too many places."""
    known = {
        "measure": list(plan.measures),
        "component": [part.name for part in plan.parts],
        "gate": [g.name for g in plan.gates],
        "line": [line.name for line in plan.lines],
        "award": [a.name for a in plan.awards],
        "action": [a.name for a in plan.actions],
        "agent": list(case.given),
    }
    for kind, name, place in _named(case):
        if name not in known[kind]:
            hint = nearest(name, known[kind]) or f"Known: {', '.join(known[kind]) or 'none'}."
            what = f"case '{shortened(case.name)}' names no {kind}: '{name}'"
            yield Problem(f"unknown-{kind}", str(place), what, hint)
    for facts in case.given.values():
        yield from _numbers_fit(plan, case, facts)
        yield from _rollups_follow(plan, case, facts)
        yield from _results_have_no_volume(plan, case, facts)
        yield from _rates_are_there(plan, case, facts)
        if facts.settled is not None:
            called = f"case '{shortened(case.name)}'"
            yield from amounts_fit(plan, called, facts.settled, facts.currency)
    yield from _rates_are_asked(plan, case)


def _rollups_follow(plan: Plan, case: Case, facts: Given) -> Iterator[Problem]:
    """Yield what is stated of a rollup, which the members' own values decide."""
    for key in ("measures", "volumes"):
        for name in getattr(facts, key):
            measure = plan.measures.get(name)
            if isinstance(measure, Rollup):
                what = f"case '{shortened(case.name)}' states '{name}', which follows from others"
                hint = f"State {measure.of} of each agent, and who is in which team."
                yield Problem("rollup-stated", str(facts.at(key, name)), what, hint)


def _results_have_no_volume(plan: Plan, case: Case, facts: Given) -> Iterator[Problem]:
    for name in facts.volumes:
        measure = plan.measures.get(name)
        if isinstance(measure, Result | SoFar):
            kind = "a result" if isinstance(measure, Result) else "a total so far"
            what = f"case '{shortened(case.name)}' counts the facts of '{name}', {kind}"
            hint = f"Leave it out; {kind} that is known counts as one fact."
            yield Problem("volume-of-result", str(facts.at("volumes", name)), what, hint)


def _rates_are_there(plan: Plan, case: Case, facts: Given) -> Iterator[Problem]:
    """Yield a currency into which a line converts and the case has no rate."""
    code = facts.currency
    if code is None or code in case.rates or plan.exchange is None or code not in MINOR_PLACES:
        return
    if any(converts(plan, line, code) for line in plan.lines):
        pair = f"{plan.exchange.named} to {code}"
        what = f"case '{shortened(case.name)}' pays in {code} and has no rate of {pair}"
        hint = f"Write rates: {{{code}: N}}: what one {plan.exchange.named} becomes."
        yield Problem("missing-rate", str(facts.at("currency")), what, hint)


def _rates_are_asked(plan: Plan, case: Case) -> Iterator[Problem]:
    """Yield rates that the plan does not ask for, and those into no currency."""
    for code in case.rates:
        place, called = str(case.at("rates", code)), f"case '{shortened(case.name)}'"
        if code not in MINOR_PLACES:
            what = f"{called}: no currency is '{code}'"
            yield Problem("unknown-currency", place, what, currency_hint(code))
        elif plan.exchange is None or code == plan.exchange.named:
            what = f"{called} states a rate into {code}, and the plan asks for none"
            yield Problem("rate-not-asked", place, what, "Leave it out, or write exchange: there.")


def _named(case: Case) -> Iterator[tuple[str, str, Place]]:
    for facts in case.given.values():
        for key in ("measures", "volumes", "targets"):
            yield from (("measure", name, facts.at(key, name)) for name in getattr(facts, key))
        if (past := facts.earlier) is not None:
            yield from (("measure", name, past.at("measures", name)) for name in past.measures)
            yield from (("award", name, past.at("won", name)) for name in past.won)
    for agent, expected in case.expect.items():
        yield "agent", agent, case.at("expect", agent)
        yield from (("component", name, expected.at("points", name)) for name in expected.points)
        yield from (("line", name, expected.at("pay", name)) for name in expected.pay)
        for key in ("gates", "awards", "actions"):
            for i, name in enumerate(getattr(expected, key) or ()):
                yield key[:-1], name, expected.at(key, i)


def _numbers_fit(plan: Plan, case: Case, facts: Given) -> Iterator[Problem]:
    measured = [("measures", name, number) for name, number in facts.measures.items()]
    measured += [
        ("targets", name, number)
        for name, anchors in facts.targets.items()
        for number in anchors.values()
    ]
    numbers: list[tuple[str, str | None, Decimal, int]] = [
        (k, n, v, plan.measures[n].places) for k, n, v in measured if n in plan.measures
    ]
    numbers += [
        (key, None, number, AMOUNT_PLACES)
        for key in ("bonus_base", "fte")
        if (number := getattr(facts, key)) is not None
    ]
    said = [
        (number, places, facts.at(key, name) if name else facts.at(key))
        for key, name, number, places in numbers
    ]
    for number, places, place in (*said, *numbers_before(plan, facts.earlier)):
        try:
            scaled(number, places)
        except ValueError as error:
            what = f"case '{shortened(case.name)}': {error}"
            yield Problem("too-many-places", str(place), what, "Write fewer decimal places.")
    yield from _targets_fit(plan, case, facts)
    if facts.currency is not None and facts.currency not in MINOR_PLACES:
        what = f"case '{shortened(case.name)}': no currency is '{facts.currency}'"
        hint = currency_hint(facts.currency)
        yield Problem("unknown-currency", str(facts.at("currency")), what, hint)


def _targets_fit(plan: Plan, case: Case, facts: Given) -> Iterator[Problem]:
    """Yield targets that the plan does not ask for, or that no file could hold."""
    asked = plan.anchored("targets")
    for name, anchors in facts.targets.items():
        place, called = str(facts.at("targets", name)), f"case '{shortened(case.name)}'"
        for word, number in anchors.items():
            if name in plan.measures and (name, word) not in asked:
                what = f"{called}: measure {name} takes no anchor '{word}' from a file"
                hint = f"Write {word}: targets under its anchors, or leave it out here."
                yield Problem("target-not-asked", place, what, hint)
            least = -TARGET_MAX if not _divides(plan, name, word) else Decimal(0)
            if not least < number < TARGET_MAX:
                what = f"{called}: the {word} of {name} is {number}"
                hint = f"Write a number above {least} and below {TARGET_MAX}."
                yield Problem("target-out-of-range", place, what, hint)


def _divides(plan: Plan, measure: str, word: str) -> bool:
    """Tell whether attainment divides by an anchor."""
    return word == "target" and any(
        said.on == "attainment" and said.measure == measure
        for part in plan.parts
        for said in part.readings
    )

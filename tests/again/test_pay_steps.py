"""The way to every pay line, held step by step to the second calculation of the same agent."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring import engine
from scoring.again.pay_steps import NO_FUND, LineSteps, PaySteps
from scoring.again.pay_texts import Number, StepText
from scoring.exact.money import MINOR_PLACES
from scoring.independent import Beside, calculate
from scoring.independent.records import Outcome, Step
from scoring.independent.settlement import BelowZeroError, Settling
from scoring.pieces.segments import parted_values
from scoring.stages.rollups import roll_up
from tests.agree import crowd
from tests.made_up import facts_of, roster_with
from tests.strategies import CALENDARS, Month, as_plan, months, plans
from tests.test_independent import priors_of

AMOUNTS = {"by_score", "by_value", "by_attainment", "by_lookup", "by_rates"}
SAME = {"multiplier", "cap", "floor", "proration", "weight", "share", "slice"}


def said_by(steps: tuple[StepText, ...]) -> list[tuple[str, Number | None]]:
    """Name the steps as the second calculation names them, those that it notes."""
    found: list[tuple[str, Number | None]] = []
    for step in steps:
        if step.kind == "coefficient":
            found += [("coefficient", step.factor), ("base", step.amount)]
        elif step.kind in AMOUNTS:
            found.append(("amount", step.amount))
        elif step.kind in ("hurdle_open", "hurdle_closed"):
            found.append((step.kind, None))
        elif step.kind == "rounding":
            found.append(("line", step.amount))
        elif step.kind == "part" or (step.kind in SAME and not whole_rate(step)):
            found.append((step.kind, step.amount))
    return found


def whole_rate(step: StepText) -> bool:
    """One rate for all of a value is no slice, and is noted once."""
    return step.kind == "slice" and "bands" not in step.path


def noted(outcome: Outcome, place: int) -> list[tuple[str, str]]:
    """Return the kinds and results of its steps of a line, up to where a pool shares its fund."""
    kinds = {"coefficient", "base", "amount", "line", "part", "hurdle", *SAME}
    steps = [s for s in outcome.trace if s.path[:2] == ("pay", place) and s.kind in kinds]
    if any(step.kind == "share" for step in steps):
        steps = [step for step in steps if step.kind != "line"]
    return [named(step) for step in steps if step.name != "base of pay"]


def named(step: Step) -> tuple[str, str]:
    if step.kind == "hurdle":
        return f"hurdle_{step.result}", ""
    return step.kind, step.result


def agree(number: Number, said: str) -> bool:
    """Two texts of one number; the second calculation marks what does not end in 12 places."""
    text = said.split(" ", maxsplit=1)[0]
    if number.about or "/" in number.text:
        exact = Fraction(text.removeprefix("≈"))
        return abs(exact - Fraction(number.text)) <= Fraction(1, 2 * 10**6)
    return not text.startswith("≈") and Fraction(text) == Fraction(number.text)


def hold(lines: tuple[LineSteps, ...], outcome: Outcome) -> int:
    """Hold every line of an agent to the second calculation; count the steps."""
    count = 0
    for place, line in enumerate(lines):
        status = outcome.status
        assert line.why == (outcome.unpaid.get(line.line, "") if status == "ranked" else status)
        if line.why:
            continue
        ours, theirs = said_by(line.steps), noted(outcome, place)
        assert [kind for kind, _ in ours] == [kind for kind, _ in theirs], (ours, theirs)
        for (kind, number), (_, text) in zip(ours, theirs, strict=True):
            assert (number is None) == (text == ""), kind
            assert number is None or agree(number, text), (kind, number, text)
        count += len(ours)
    return count


def steps_of(month: Month) -> PaySteps:
    """What the engine says of a month that was made up, without a run of it."""
    plan, at = as_plan(month.plan)
    roster = roster_with(month, [])
    facts = facts_of(month.rows, list(roster.agent_ids))
    values, parts = parted_values(roster, engine.measure(plan, roster, [[facts]])[0])
    placed = engine.place(plan, roll_up(plan, roster, values), roster, parts)
    _, told = engine.earn_told(plan, roster, placed)
    origins = [(str(at["pay", one.line]), tuple("" for _ in one.steps)) for one in told]
    names = tuple(line.name for line in plan.lines)
    return PaySteps(names, roster.columns["currency"], tuple(told), {}, tuple(origins))


def reckoned(month: Month) -> dict[str, Outcome]:
    beside = Beside(
        month.given, month.targets, CALENDARS, month.earlier or {},
        priors=priors_of(month), events=month.events, results=month.results, rates=month.rates,
        settling=Settling(month.adjustments, month.openings),
    )  # fmt: skip
    said = (month.plan, month.period, month.roster, month.rows)
    return calculate(*said, beside=beside, minor_places=MINOR_PLACES)


def hold_all(month: Month) -> int:
    """Hold everybody of a month; whether there is a fund is seen in a run alone."""
    try:
        outcomes = reckoned(month)
    except BelowZeroError:  # of which there is no run
        return 0
    told = steps_of(month)
    for outcome in outcomes.values():
        funded = outcome.unpaid.items()
        outcome.unpaid = {name: why for name, why in funded if why != NO_FUND}
    lines = told.some(range(len(outcomes)))
    assert lines[-1] == told.of(len(outcomes) - 1)
    return sum(hold(*pair) for pair in zip(lines, outcomes.values(), strict=True))


DRAWN = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@DRAWN
@given(month=months())
def test_each_step_of_drawn_months_is_that_of_the_second_calculation(month: Month) -> None:
    hold_all(month)


@DRAWN
@given(plan=plans("given"), of=st.integers(0, 2**32 - 1))
def test_each_step_of_a_crowd_is_that_of_the_second_calculation(
    plan: dict[str, Any], of: int
) -> None:
    hold_all(crowd(plan, random.Random(of), 12))

"""The contracts: every table that comes in, written once, in the language of `fields.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scoring.exact.money import MINOR_PLACES
from scoring.intake.fields import (
    CHECK_RULES,
    EXACT_FLOAT,
    Consequence,
    Contract,
    Declared,
    NumberField,
    Ordered,
    StampField,
    Terms,
    TextField,
    Together,
    TruthField,
    day,
    decimal,
    declared,
    different,
    in_order,
    seconds,
    stamp,
    terms_of,
    text,
    truth,
    whole,
)
from scoring.intake.physical import Kind
from scoring.vocabulary import COMPANY_PLACES

__all__ = [
    "CHECK_RULES",
    "CLASSES",
    "CONSEQUENCES",
    "EXACT_FLOAT",
    "LEVELS",
    "RELATIONS",
    "Adjustments",
    "Company",
    "Consequence",
    "Contract",
    "Declared",
    "Events",
    "Fx",
    "Given",
    "ImportFaults",
    "ImportQuarantine",
    "Interactions",
    "Results",
    "Reviews",
    "Roster",
    "Targets",
    "Terms",
    "declared",
    "terms_of",
    "with_company",
]

CONSEQUENCES = ("row", "field", "emptied", "filled", "filtered", "repeated", "superseded")
"""What an import may do to a row or a field of it, by the profile's rules."""


class Interactions(Contract):
    """One row an interaction: `interactions.parquet`, or a directory of such parts."""

    interaction_id: TextField = text(
        "unique over all parts; text or whole number", nullable=False, also=("integer",)
    )
    agent_id: TextField = text("who is credited; null: nobody, reported and not scored")
    rated_agent_id: TextField | None = text(
        "whom the customer rated, where the export tells; other than agent_id is reported"
    )
    created_at: StampField = stamp("when the interaction began", nullable=False)
    first_response_at: StampField | None = stamp("when the customer first got an answer")
    resolved_at: StampField | None = stamp("when it was solved")
    closed_at: StampField | None = stamp("when it was closed")
    survey_at: StampField | None = stamp("when the customer rated it")
    channel: TextField | None = text("chat, phone, mail and the like", fault="field")
    priority: TextField | None = text("its class of urgency", fault="field")
    category: TextField | None = text("what it was about", fault="field")
    product: TextField | None = text("the product it was about", fault="field")
    region: TextField | None = text("where it arose, for filters and calendars", fault="field")
    team: TextField | None = text("the team that handled it, for filters", fault="field")
    shift: TextField | None = text("the shift in which it fell", fault="field")
    customer_id: TextField | None = text("who asked; repeat contacts are found by it")
    csat: NumberField | None = decimal("the customer's rating; the plan says its scale", 4, 0, 100)
    nps: NumberField | None = whole("likelihood to recommend, as asked", 0, 10)
    resolved: TruthField | None = truth("whether it was solved")
    escalated: TruthField | None = truth("whether it was handed up")
    complaint: TruthField | None = truth("whether it is a complaint")
    complaint_closed: TruthField | None = truth("whether the complaint was closed")
    first_contact: TruthField | None = truth("whether the first contact solved it")
    survey_sent: TruthField | None = truth("whether a survey was sent")
    reopens: NumberField | None = whole("how often it was opened again", 0, 10_000)
    checks_done: NumberField | None = whole("quality checks made", 0, 10_000)
    checks_passed: NumberField | None = whole("quality checks passed", 0, 10_000)
    handle_s: NumberField | None = seconds("seconds of work on it")
    talk_s: NumberField | None = seconds("seconds of talk")
    cost: NumberField | None = decimal("what it cost, in `cost_currency`", 4, 0, 10**9)
    cost_currency: TextField | None = text("ISO 4217 code", 3, words=MINOR_PLACES)

    answered_in_order = in_order("negative-duration", "first_response_at", "created_at")
    resolved_in_order = in_order("negative-duration", "resolved_at", "created_at")
    closed_in_order = in_order("negative-duration", "closed_at", "created_at")
    rated_in_order = in_order("negative-duration", "survey_at", "created_at")
    passed_within_done = Ordered(
        "passed-over-done", "checks_passed", "checks_passed", "checks_done"
    )


class Company(Contract):
    """A company's own `x_` column, by its kind."""

    text: TextField = text("words", 500, fault="field")
    boolean: TruthField = truth("true or false")
    whole: NumberField = whole("whole numbers", -EXACT_FLOAT, EXACT_FLOAT)
    decimal: NumberField = decimal("decimals", COMPANY_PLACES, -(10**9), 10**9)
    stamp: StampField = stamp("instants")


class Roster(Contract):
    """One row an agent and span of days; a move is a new row: `roster.parquet`."""

    agent_id: TextField = text("the agent", nullable=False)
    from_date: NumberField = day("the first day on which the row holds", nullable=False)
    to_date: NumberField | None = day("the last day on which it holds; null: still holds")
    name: TextField | None = text("the agent's name", 200)
    team: TextField | None = text("scorecards and awards group by it")
    region: TextField | None = text("scorecards, awards and time zones go by it")
    manager_id: TextField | None = text("who reviews the agent")
    role: TextField | None = text("plans choose agents by it")
    shift: TextField | None = text("the shift that the agent works, for filters")
    hire_date: NumberField | None = day("the first day of employment")
    leave_date: NumberField | None = day("the last day of employment; null: employed")
    fte: NumberField | None = decimal("full-time equivalent, 1 for full time", 4, 0, 2)
    bonus_base: NumberField | None = decimal(
        "the base of pay that a bonus is a share of", 4, 0, 10**10
    )
    currency: TextField | None = text(
        "ISO 4217 code in which the agent is paid", 3, words=MINOR_PLACES
    )
    cost_center: TextField | None = text("where finance books the pay", 64)

    ends_in_order = in_order("ends-before-start", "to_date", "from_date")
    leaves_in_order = in_order("leaves-before-hire", "leave_date", "hire_date")


LEVELS = ("agent", "team", "role", "region", "all")
"""What a target may be set for; the more specific comes first and wins."""


CLASSES = ("priority", "category", "channel")
"""What promises differ by; a target that names one of them is a promise to that class."""


def _id_fits_level(row: Mapping[str, Any]) -> bool:
    return row["level"] is None or (row["level_id"] is None) == (row["level"] == "all")


def _no_finer_than_seconds(row: Mapping[str, Any]) -> bool:
    """Say whether a row is no promise, or one in whole seconds."""
    promised = any(row.get(name) is not None for name in CLASSES)
    return not promised or row["value"] is None or row["value"] % 10**9 == 0


class Targets(Contract):
    """One row a target, or a promise to a class of interactions: `targets.parquet`."""

    level: TextField = text("agent, team, role, region or all", words=LEVELS, nullable=False)
    level_id: TextField = text("which agent, team, role or region; null for all")
    measure: TextField = text("the plan's measure", 63, nullable=False)
    name: TextField = text(
        "the name that the plan asks for: target, threshold, benchmark, baseline, worst, best",
        63,
        nullable=False,
    )
    priority: TextField | None = text("the class of urgency that a promise is made to")
    category: TextField | None = text("the kind of question that a promise is made to")
    channel: TextField | None = text("the channel that a promise is made to")
    value: NumberField = decimal(
        "the target, in the measure's unit; of a promise, the whole seconds owed",
        9,
        -(10**9),
        10**9,
        finer=12,
        nullable=False,
    )

    ids_fit_levels = Together("level-without-id", "level_id", ("level_id", "level"), _id_fits_level)
    promises_are_whole = Together("not-whole-seconds", "value", ("value",), _no_finer_than_seconds)


class Given(Contract):
    """One row a value that comes ready, such as a superior's rating: `given.parquet`."""

    agent_id: TextField = text("the agent", nullable=False)
    name: TextField = text("the name that the plan's measure asks for", 63, nullable=False)
    value: NumberField = decimal(
        "the value; null: not given", 9, -(10**9), 10**9, finer=12, also=("text",)
    )
    volume: NumberField | None = whole(
        "the facts behind it; 1 if left out", 0, 10**9, nullable=False
    )


RESULT_LEVELS = ("team", "region", "all")
"""What a result may be of: a team, a region, or the company."""


class Results(Contract):
    """One row a number of the company, a region or a team, such as a profit: `results.parquet`."""

    level: TextField = text("team, region or all", words=RESULT_LEVELS, nullable=False)
    level_id: TextField = text("which team or region; null for all")
    name: TextField = text("the name that the plan's measure asks for", 63, nullable=False)
    value: NumberField = decimal(
        "the number; where one needs nine places, all of the table are below a billion",
        4,
        -(10**13),
        10**13,
        finer=9,
        nullable=False,
    )

    ids_fit_levels = Together("level-without-id", "level_id", ("level_id", "level"), _id_fits_level)


RELATIONS = ("superior", "peer", "customer", "other_department")
"""How a reviewer stands to the agent, in a review from all sides."""


class Reviews(Contract):
    """One row a rating of an agent by one reviewer under one heading: `reviews.parquet`."""

    agent_id: TextField = text("the agent who is rated", nullable=False)
    reviewer_id: TextField | None = text("who rated; null: not told, as customers may not be")
    relation: TextField = text(
        "how the reviewer stands to the agent", words=RELATIONS, nullable=False
    )
    item: TextField = text("what is rated, such as collaboration", 63, nullable=False)
    score: NumberField = decimal("the rating, on the scale of the survey", 4, 0, 1000)
    reviewed_on: NumberField = day("the day of the rating", nullable=False)

    by_another = different("self-review", "reviewer_id", "agent_id")


class Events(Contract):
    """One row points added or deducted for something that happened: `events.parquet`."""

    event_id: TextField = text("unique", nullable=False)
    agent_id: TextField = text("the agent", nullable=False)
    on: NumberField = day("the day on which it happened", nullable=False)
    category: TextField = text("what kind of event it was; caps go by it", 63, nullable=False)
    points: NumberField = decimal(
        "points to add; below zero: to deduct", 4, -1000, 1000, nullable=False
    )
    evidence: TextField | None = text("where it is recorded, such as a ticket or a letter", 500)
    approver: TextField | None = text("who approved it; nobody approves an own event")

    by_another = different("self-approved", "approver", "agent_id")


def _in_minor_units(row: Mapping[str, Any]) -> bool:
    """Say whether an amount, of four places, is in whole minor units of its currency."""
    finer = 4 - MINOR_PLACES.get(row["currency"], 4)
    return row["amount"] is None or row["amount"] % 10**finer == 0


class Adjustments(Contract):
    """One row an amount that somebody decided on beside the plan: `adjustments.parquet`."""

    adjustment_id: TextField = text("unique", 64, nullable=False)
    agent_id: TextField = text("the agent", nullable=False)
    period: TextField = text(
        "the period that it belongs to, such as 2026-10", 7, form="period", nullable=False
    )
    amount: NumberField = decimal(
        "the amount to add; below zero: to take back", 4, -(10**9), 10**9, nullable=False
    )
    currency: TextField = text("ISO 4217 code", 3, words=MINOR_PLACES, nullable=False)
    pay_code: TextField | None = text("the code under which payroll books it", 64)
    reason: TextField = text("why, as the statement prints it", 500, nullable=False)
    approver: TextField = text("who decided; nobody adjusts their own pay", nullable=False)

    in_minor_units = Together(
        "finer-than-currency", "amount", ("amount", "currency"), _in_minor_units
    )
    by_another = different("self-approved", "approver", "agent_id")


class Holds(Contract):
    """One row a time in which an interaction waited for others: `holds.parquet`."""

    interaction_id: TextField = text(
        "the interaction; text or whole number", nullable=False, also=("integer",)
    )
    from_at: StampField = stamp("when the wait began", nullable=False)
    to_at: StampField = stamp("when it was over", nullable=False)

    ends_in_order = in_order("hold-ends-before-start", "to_at", "from_at")


class Fx(Contract):
    """One row a rate of exchange on a day: `fx.parquet`; a plan's `exchange` says which is used."""

    from_currency: TextField = text(
        "ISO 4217 code of the amount", 3, words=MINOR_PLACES, nullable=False
    )
    to_currency: TextField = text(
        "ISO 4217 code of what it becomes", 3, words=MINOR_PLACES, nullable=False
    )
    on: NumberField = day("the day of the rate", nullable=False)
    rate: NumberField = decimal(
        "what one unit becomes, above zero", 12, 0, 10**6, nullable=False, above=1
    )
    source: TextField = text("who published the rate", 200, nullable=False)

    two_currencies = different("same-currency", "to_currency", "from_currency")


class ImportFaults(Contract):
    """One row a fault that the import met: `import-faults.parquet`, next to `import.json`."""

    file: TextField = text("the export", 255, nullable=False)
    row: NumberField = whole(
        "its row, counted from 1 without the header", 1, 10**12, nullable=False
    )
    column: TextField = text("the export's column; null: the row as a whole")
    rule: TextField = text("the rule broken", 63, nullable=False)
    reason: TextField = text("why, without a personal value", 500, nullable=False)
    consequence: TextField = text(
        "what became of it: the row was set aside, the field was blanked, emptied by a "
        "condition or filled, or the row was filtered out, dropped as a repeat, or superseded by "
        "a later row of its id",
        words=CONSEQUENCES,
        nullable=False,
    )


class ImportQuarantine(Contract):
    """One row that the import set aside, as the export has it: `import-quarantine.parquet`."""

    file: TextField = text("the export", 255, nullable=False)
    row: NumberField = whole(
        "its row, counted from 1 without the header", 1, 10**12, nullable=False
    )
    raw: TextField = text(
        "the row as a JSON object of the export's own columns and texts", None, nullable=False
    )


def with_company(company: Mapping[str, Kind]) -> Terms:
    """Return the terms of the interactions with a company's own columns.

    Args:
        company: names that start with `x_`, and their kinds.
    """
    by_kind, terms = declared(Company), terms_of(Interactions)
    own = {name: by_kind[kind]._replace(name=name) for name, kind in company.items()}
    return replace(terms, columns={**terms.columns, **own})

"""From rows to values: the first steps of a statement, with the numbers that they used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from scoring.exact.money import MINOR_PLACES
from scoring.independent.events import Ledger
from scoring.independent.numbers import shown, written
from scoring.independent.readings import readings_of
from scoring.independent.records import Measured
from scoring.independent.score import components_in
from scoring.independent.so_far import Reached
from scoring.outputs.explain_bands import band_notes
from scoring.outputs.explain_gates import before_gates
from scoring.outputs.explain_ledgers import ledger_formula, ledger_notes, member_note
from scoring.outputs.explain_samples import beside, how_adjusted
from scoring.outputs.explain_so_far import total_formula, total_note
from scoring.outputs.places import origin_of
from scoring.outputs.recompute import Recomputed
from scoring.outputs.titles import both
from scoring.vocabulary import COMPANY_PLACES, INTERACTION_COLUMNS

REASONS = {
    "no_stamp": "without the stamp that dates them",
    "outside_period": "outside the period",
    "outside_dates": "outside the dates that count",
    "filtered": "not looked at (where)",
    "other_currency": "in another currency",
    "null_value": "with nothing to read",
    "no_promise": "without a promise",
    "no_calendar": "of regions without a calendar",
    "unanswered": "unanswered",
    "negative_duration": "ending before they began",
    "beyond_data": "whose days reach beyond the data",
}
STATUSES = {
    "no_facts": "no facts",
    "below_volume": "below volume",
    "zero_denominator": "nothing to divide by",
    "not_given": "not given",
    "no_prior": "no prior for the agent",
    "no_members": "no members",
    "unknown_before": "not known before",
    "voided": "void by a gate",
}
STEP_KEYS = {  # what scripts read where people read words
    "score after gates": "score_after_gates",
    **{f"rank in {kind}": f"rank_in_{kind}" for kind in ("region", "team", "role", "manager")},
    "tier by score": "tier_by_score",
    "rank interval": "rank_interval",
    "order of gates": "order_of_gates",
    "base x rate x coefficient": "base",
    "share of the pool": "pool_share",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One step: what it is, how it was reckoned, the result, and the plan's line.

    Attributes:
        name: the step, or what the plan calls it.
        label: the plan's title of it, if it has one.
        formula: how it was reckoned.
        result: what came out, as people read it.
        origin: file and line of the plan.
        notes: what else is to be said.
        number: the number that came out, if one did; ≈ marks one that does not end.
        unit: the unit of that number: a currency for an amount.
        facts: what else scripts may ask of the step, by name.
    """

    name: str
    label: Any = None
    formula: str = ""
    result: str = ""
    origin: str = ""
    notes: tuple[str, ...] = ()
    number: str | None = None
    unit: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the step for scripts: an amount with its currency, other numbers as text."""
        number = None if self.number is None else self.number.removeprefix("≈")
        paid = number is not None and self.unit in MINOR_PLACES
        return {
            "name": STEP_KEYS.get(self.name, self.name),
            "label": both(self.label),
            "formula": self.formula,
            "result": self.result,
            "value": None if paid else number,
            "unit": None if paid else self.unit,
            "amount": money(number, self.unit) if paid else None,
            "exact": None if number is None else number == self.number,
            "origin": self.origin,
            "notes": list(self.notes),
            "facts": dict(self.facts),
        }


@dataclass(frozen=True, slots=True)
class Section:
    """Steps that belong together: `key` for scripts, `title` for people."""

    key: str
    title: str
    steps: list[Entry] = field(default_factory=list)


def money(amount: str | None, currency: str | None) -> dict[str, str] | None:
    """Return an amount for scripts, inseparable from its currency."""
    return None if amount is None or currency is None else {"amount": amount, "currency": currency}


def reasons(why: Any) -> tuple[str, ...]:
    """Return the plan's reason in each language that it has."""
    return tuple(dict.fromkeys(both(why).values()))


# Rows to values


def value_steps(found: Recomputed) -> Iterator[Section]:
    """Yield the measures that are scored or added, and those that are measured as well."""
    scored = {
        reading["measure"]
        for _, said in components_in(found.plan["components"])
        for reading in readings_of(said)
    }
    scored |= {said["measure"] for said in found.plan.get("score", {}).get("adjust", ())}
    names = list(found.outcome.measures)
    yield Section(
        "values", "1. Rows to values", [_value(found, name) for name in names if name in scored]
    )
    rest = [_value(found, name) for name in names if name not in scored]
    if rest:
        yield Section("values_without_points", "   Measured as well, without points", rest)


def _value(found: Recomputed, name: str) -> Entry:
    measure, value = found.plan["measures"][name], found.outcome.measures[name]
    origin = origin_of(found.plan, ("measures", name))
    if value.volume == 0 and value.excluded.keys() == {"other_currency"}:
        rows = value.excluded["other_currency"]
        return Entry(name, None, "", f"no facts, {rows:,} in another currency", origin)
    number = None
    result = STATUSES.get(value.status, value.status)
    if value.value is not None:
        number = written(value.value, int(measure["places"]))
        result = f"{number} {measure['unit']}"
    return Entry(
        name,
        measure["title"],
        _reckoned(found, name, measure, value)
        + how_adjusted(measure, value, found.priors.get(name)),
        result,
        origin,
        (
            _facts(measure, value, parted=is_parted(found)),
            *before_gates(value),
            *beside(measure, value, found.outcome.agent),
            *_counted_by(measure),
            *_behind(found, name, measure),
            *band_notes(found, name, measure),
        ),
        number,
        measure["unit"],
    )


def is_parted(found: Recomputed) -> bool:
    """Tell whether what is explained is one stretch of the period, by the days that it has."""
    agent = found.outcome.agent
    return "first_day" in agent and "segments" not in agent


def _facts(measure: Any, value: Measured, *, parted: bool) -> str:
    said = REASONS | ({"outside_period": "outside of these days"} if parted else {})
    out = [f"{rows:,} {said[reason]}" for reason, rows in value.excluded.items()]
    left = f"; left out {', '.join(out)}" if out else ""
    words = {"events": "event", "macro": "value", "result": "result", "so_far": "total"}
    word = words.get(measure.get("by") if measure["kind"] == "rollup" else measure["kind"], "fact")
    return f"{counted_facts(value.volume, word)}{too_few(measure, value)}{left}"


def _behind(found: Recomputed, name: str, measure: Any) -> Iterator[str]:
    """Say what a ledger or a rollup is made of."""
    behind = found.behind.get(name)
    if isinstance(behind, Ledger):
        yield from ledger_notes(behind)
    elif isinstance(behind, Reached):
        yield total_note(measure, behind, found.previous)
    elif behind is not None:
        yield member_note(measure, found.outcome.agent, behind)


def _counted_by(measure: Any) -> Iterator[str]:
    """Say which days count, and which time, where it is not all that passed on the wall."""
    if "during" in measure:
        yield f"{measure['during']['from']} to {measure['during']['to']} count, both days included"
    said = measure["of"].get("elapsed", {}) if isinstance(measure.get("of"), dict) else {}
    calendar = said.get("calendar", "wall")
    if not isinstance(calendar, str):
        each = [f"{region} {name}" for region, name in calendar["in"].items()]
        yield f"working time by region: {', '.join(each)}, otherwise {calendar['otherwise']}"
    elif calendar != "wall":
        yield f"working time by calendar {calendar}"
    if said.get("holds") == "subtract":
        yield "time on hold is taken off"


def counted_facts(facts: int, word: str = "fact") -> str:
    """Count facts, or what else a measure is made of."""
    return f"1 {word}" if facts == 1 else f"{facts:,} {word}s"


def too_few(measure: Any, value: Measured) -> str:
    """Say how many facts a value needs, where there are fewer."""
    least = int(measure.get("volume_min", 0))
    return f" of at least {least:,}" if value.volume < least else ""


def _reckoned(found: Recomputed, name: str, measure: Any, value: Measured) -> str:
    """Say how the value came about: of a rollup, as what it rolls up would of its own facts."""
    behind = found.behind.get(name)
    if isinstance(behind, Ledger):
        return ledger_formula(measure, behind)
    if isinstance(behind, Reached):
        return total_formula(behind)
    if measure["kind"] == "result" and value.exact is not None:
        return f"{measure['result']} of {_whose(found, measure)} = {shown(value.exact)}"
    if measure["kind"] == "rollup":
        micro = measure["by"] == "micro"
        measure = found.plan["measures"][measure["of"]] if micro else {"kind": "mean"}
    return _fraction(found, name, measure, value)


def _fraction(found: Recomputed, name: str, measure: Any, value: Measured) -> str:
    """Say how the value came about: sums over counts, as a person would write them."""
    if value.exact is None:
        return ""
    exact, kind = shown(value.exact), measure["kind"]
    if kind in {"share", "kept", "repeat_rate"}:
        hits = value.exact * value.volume / int(measure["per"])
        return f"{measure['per']} x {shown(hits)} / {value.volume} = {exact}"
    if kind == "mean":
        return f"{shown(value.exact * value.volume)} / {value.volume} = {exact}"
    if kind == "ratio":
        above, under = _sums(found, name, measure)
        return f"{measure['per']} x {shown(above)} / {shown(under)} = {exact}"
    if kind == "quantile":
        place = -(-Fraction(measure["q"]) * value.volume // 1)
        return f"place {place} of {value.volume} in order = {exact}"
    return f"given as {exact}" if kind == "given" else f"{kind} = {exact}"


def _whose(found: Recomputed, measure: Any) -> str:
    """Say whose result it is: the company's, or that of the agent's region or team."""
    per = measure["per"]
    return "the company" if per == "all" else f"{per} {found.outcome.agent[per]}"


def _sums(found: Recomputed, name: str, measure: Any) -> tuple[Fraction, Fraction]:
    """Take the stored fraction of a ratio apart into the two sums it was made of."""
    row = next(r for r in found.stored["measures.parquet"] if r["measure"] == name)
    units = 10 ** sum(_places(measure[key]) for key in ("numerator", "denominator"))
    above = Fraction(int(row["numerator"]), units * int(measure["per"]))
    return above, Fraction(int(row["denominator"]), units)


def _places(column: str) -> int:
    known = INTERACTION_COLUMNS.get(column)
    return COMPANY_PLACES if known is None else known.places

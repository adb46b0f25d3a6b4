"""What a plan says about the columns of its input: they exist, and their kind can answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scoring.errors import Problem, nearest, shortened
from scoring.exact.fixed import scaled
from scoring.exact.money import MINOR_PLACES
from scoring.plan.asking import conditions
from scoring.plan.calendars import regions_read
from scoring.plan.conditions import Test
from scoring.plan.durations import Duration
from scoring.plan.factors import RosterFactor
from scoring.plan.kinds import Kept, Mean, Quantile, Ratio, Share, Sum
from scoring.plan.lint_pay import currency_hint
from scoring.plan.measuring import RepeatRate, RowMeasure
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.paying import factors
from scoring.plan.structure import every_member
from scoring.vocabulary import (
    COMPANY_PLACES,
    IDENTIFIERS,
    INTERACTION_COLUMNS,
    ROSTER_COLUMNS,
    Known,
)

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_EMPTY_WORDS = ("", "~", "null", "Null", "NULL")
_UNITS = ("s", "min", "h", "d")


def columns_of(plan: Plan) -> dict[str, Known]:
    """Return every interaction column that the plan may name: the contract's and its own."""
    own = {
        name: Known(kind, COMPANY_PLACES if kind == "decimal" else 0)
        for name, kind in plan.columns.items()
    }
    return {**INTERACTION_COLUMNS, **own}


def _named(plan: Plan) -> Iterator[tuple[str, Place, str, tuple[str, ...]]]:
    """Yield each column a measure reads: its name, place, path and the kinds that will do."""
    numbers = ("whole", "decimal")
    for name, m in plan.measures.items():
        path = f"measures.{name}"
        if isinstance(m, RowMeasure):
            yield m.period_on, m.at("period_on"), f"{path}.period_on", ("stamp",)
        if isinstance(m, Ratio):
            yield m.numerator, m.at("numerator"), f"{path}.numerator", numbers
            yield m.denominator, m.at("denominator"), f"{path}.denominator", numbers
        for i, by in enumerate(m.by if isinstance(m, RepeatRate) else ()):
            yield by, m.at("by", i), f"{path}.by", ("text",)
        of = getattr(m, "of", None) if isinstance(m, RowMeasure) else None
        if isinstance(of, str):
            yield of, m.at("of"), f"{path}.of", numbers
        elif isinstance(of, Duration):
            span = of.elapsed
            yield span.start, span.at("from"), f"{path}.of.elapsed.from", ("stamp",)
            yield span.end, span.at("to"), f"{path}.of.elapsed.to", ("stamp",)


def _columns_exist(plan: Plan) -> Iterator[Problem]:
    columns = columns_of(plan)
    for name, place, path, kinds in _named(plan):
        if name not in columns:
            yield _unknown_column(name, place, path, list(columns))
        elif columns[name].kind not in kinds:
            fitting = ", ".join(c for c, known in columns.items() if known.kind in kinds)
            wanted = {"stamp": "a stamp", "text": "text"}.get(kinds[0], "a number")
            what = f"{path}: column '{name}' holds {columns[name].kind}, not {wanted}"
            yield Problem("wrong-column-kind", str(place), what, f"Choose among {fitting}.")


def _unknown_column(name: str, place: Place, path: str, known: list[str]) -> Problem:
    hint = nearest(name, known) or (
        "Declare it under columns: with its type."
        if name.startswith("x_")
        else "Company columns begin with x_ and are declared under columns:."
    )
    what = f"{path} names no column: '{shortened(name)}'"
    return Problem("unknown-column", str(place), what, hint)


def _spans_have_length(plan: Plan) -> Iterator[Problem]:
    for name, m in plan.measures.items():
        of = getattr(m, "of", None)
        if isinstance(of, Duration) and of.elapsed.start == of.elapsed.end:
            what = f"measures.{name}.of.elapsed runs from '{of.elapsed.end}' to itself"
            yield Problem("empty-span", str(of.elapsed.place), what, "Name two different stamps.")
        elif isinstance(of, Duration) and of.elapsed.end == "created_at":
            what = f"measures.{name}.of.elapsed runs to 'created_at', which is before all others"
            yield Problem("backward-span", str(of.elapsed.place), what, "Exchange from and to.")


def _filters(plan: Plan) -> Iterator[tuple[str, tuple[Test, ...], dict[str, Known]]]:
    columns = columns_of(plan)
    for name, m in plan.measures.items():
        if isinstance(m, RowMeasure) and m.where:
            yield f"measures.{name}.where", m.where, columns
        if isinstance(m, Share):
            yield f"measures.{name}.hits", m.hits, columns
        if isinstance(m, RepeatRate) and m.among:
            yield f"measures.{name}.among", m.among, columns
    yield from ((path, tests, ROSTER_COLUMNS) for path, tests in _filters_of_agents(plan) if tests)


def _filters_of_agents(plan: Plan) -> Iterator[tuple[str, tuple[Test, ...] | None]]:
    """Yield the filters over the roster, or None where one may stand and does not."""
    yield "applies_to.where", plan.applies_to.where
    for member in every_member(plan.components):
        for i, override in enumerate(member.overrides, start=1):
            yield f"components.{member.name}.overrides[{i}].where", override.where
    yield from ((f"{path}.where", when.where) for path, when in conditions(plan))
    yield from ((f"awards.{award.name}.where", award.where) for award in plan.awards)
    excluded = getattr(plan.tiers, "excluded", None)
    yield "tiers.excluded.where", None if excluded is None else excluded.where
    yield from ((f"pay.{line.name}.where", line.where) for line in plan.lines)
    for path, said in factors(plan):
        if isinstance(said, RosterFactor):
            yield f"{path}.where", said.where


def _filters_can_be_answered(plan: Plan) -> Iterator[Problem]:
    for path, tests, columns in _filters(plan):
        yield from filter_problems(path, tests, columns)


def filter_problems(
    path: str, tests: tuple[Test, ...], columns: dict[str, Known]
) -> Iterator[Problem]:
    """Yield what the columns of a table cannot answer of a filter over it."""
    for test in tests:
        where = f"{path}.{test.column}"
        if test.column not in columns:
            yield _unknown_column(test.column, test.place, path, list(columns))
        elif test.column in IDENTIFIERS:
            what = f"{where} tests a column that names single rows or persons"
            yield Problem("test-of-identifier", str(test.place), what, "Test what they share.")
        else:
            yield from _test(test, where, columns[test.column])


def _test(test: Test, path: str, column: Known) -> Iterator[Problem]:
    place = str(test.place)
    said = [k for k in ("one_of", "none_of", "at_least", "below") if getattr(test, k) is not None]
    words = (*(test.one_of or ()), *(test.none_of or ()))
    if (not said and test.present is None) or () in (test.one_of, test.none_of):
        yield Problem("empty-test", place, f"{path} tests nothing", "Write words or an edge.")
    if any(word in _EMPTY_WORDS for word in words):
        hint = "Write {present: false} for rows where the column is empty."
        yield Problem("test-of-nothing", place, f"{path} compares with an empty word", hint)
    elif test.present is False and said:
        hint = "An empty column passes no other test; keep one."
        yield Problem("test-contradicts", place, f"{path} asks for no value and for one", hint)
    elif column.kind in ("whole", "decimal"):
        yield from _number_test(test, path, column, words)
    elif problem := _word_test(test, path, column, words):
        yield problem


def _word_test(test: Test, path: str, column: Known, words: tuple[str, ...]) -> Problem | None:
    edge = test.at_least is not None or test.below is not None
    if column.kind == "boolean" and (edge or any(w not in ("true", "false") for w in words)):
        what, hint = "a column of true and false", "Write true or false."
    elif column.kind == "text" and edge:
        what, hint = "a column of text", "Write a word or a list of words."
    elif column.kind == "stamp" and (edge or words):
        what, hint = "a stamp", "Write {present: true} or {present: false}."
    else:
        return None
    return Problem("test-not-for-kind", str(test.place), f"{path} tests {what}", hint)


def _number_test(test: Test, path: str, column: Known, words: tuple[str, ...]) -> Iterator[Problem]:
    place = str(test.place)
    if bad := [w for w in words if not _NUMBER.fullmatch(w)]:
        what = f"{path} compares numbers with '{shortened(bad[0])}'"
        yield Problem("test-not-for-kind", place, what, "Write plain decimal numbers.")
        return
    written = [w.partition(".")[2] for w in words]
    edges = [e for e in (test.at_least, test.below) if e is not None]
    if any(len(w) > column.places for w in written) or not all(
        _fits(e, column.places) for e in edges
    ):
        what = f"{path} is written with more places than the column's {column.places}"
        yield Problem("too-many-places", place, what, "Write the edge at the column's places.")
    elif len(edges) == 2 and edges[0] >= edges[1]:
        what = f"{path} holds for no number: at_least {edges[0]}, below {edges[1]}"
        yield Problem("test-contradicts", place, what, "Write at_least under below.")


def _fits(edge: Any, places: int) -> bool:
    try:
        scaled(edge, places)
    except ValueError:
        return False
    return True


def _cost_has_one_currency(plan: Plan) -> Iterator[Problem]:
    for name, m in plan.measures.items():
        read = [k for k in ("of", "numerator", "denominator") if getattr(m, k, None) == "cost"]
        currency = getattr(m, "currency", None)
        path = f"measures.{name}"
        if currency is not None and currency not in MINOR_PLACES:
            what = f"{path}.currency names no currency: '{shortened(currency)}'"
            place = str(m.at("currency"))
            yield Problem("unknown-currency", place, what, currency_hint(currency))
        if currency is not None and not read:
            what = f"{path} has a currency and reads no cost"
            yield Problem("currency-not-used", str(m.at("currency")), what, "Remove the currency.")
        elif read and isinstance(m, Sum | Mean) and currency is None:
            hint = "Write currency: with the one whose rows count; currencies are never added."
            yield Problem(
                "missing-currency", str(m.place), f"{path} reads cost and lacks one", hint
            )
        elif isinstance(m, Quantile | Ratio) and read and not _one_currency(m.where):
            hint = "Write where: {cost_currency: CNY}; currencies are never added or compared."
            what = f"{path} reads cost in every currency"
            yield Problem("missing-currency", str(m.at(read[0])), what, hint)


def _one_currency(where: tuple[Test, ...] | None) -> bool:
    return any(t.column == "cost_currency" and len(t.one_of or ()) == 1 for t in where or ())


def _costs_are_compared_in_one_currency(plan: Plan) -> Iterator[Problem]:
    for path, tests, _ in _filters(plan):
        for test in tests:
            edges = (test.one_of, test.none_of, test.at_least, test.below)
            if test.column == "cost" and edges != (None,) * 4 and not _one_currency(tests):
                hint = "Write cost_currency: CNY beside it; two currencies are never compared."
                what = f"{path}.cost compares costs in every currency"
                yield Problem("missing-currency", str(test.place), what, hint)


def _csat_has_a_scale(plan: Plan) -> Iterator[Problem]:
    scale = plan.scales.get("csat")
    used = [(path, place) for name, place, path, _ in _named(plan) if name == "csat"]
    used += [(p, t.place) for p, tests, _ in _filters(plan) for t in tests if t.column == "csat"]
    if used and scale is None:
        path, place = used[0]
        hint = "Write scales: {csat: {lowest: 1, highest: 5}} with the survey's own scale."
        yield Problem("missing-scale", str(place), f"{path} reads csat, which has no scale", hint)
    if scale is not None and scale.lowest >= scale.highest:
        what = f"scales.csat: lowest {scale.lowest} is not below highest {scale.highest}"
        yield Problem("empty-scale", str(scale.place), what, "Write the lower one first.")
    places = INTERACTION_COLUMNS["csat"].places
    if scale is not None and not (_fits(scale.lowest, places) and _fits(scale.highest, places)):
        what = f"scales.csat is written with more places than csat's {places}"
        yield Problem("too-many-places", str(scale.place), what, "Write fewer places.")


def _durations_have_units(plan: Plan) -> Iterator[Problem]:
    for name, m in plan.measures.items():
        of = getattr(m, "of", None) if isinstance(m, RowMeasure) else None
        lasting = isinstance(of, Duration) or (isinstance(of, str) and of.endswith("_s"))
        if lasting and not isinstance(m, Kept) and m.unit not in _UNITS:
            what = f"measures.{name} is a duration, and its unit is '{shortened(m.unit)}'"
            yield Problem("wrong-unit", str(m.at("unit")), what, "Write unit: s, min, h or d.")


_LONGEST_S = 3_660 * 86_400


def _repeats_name_a_customer(plan: Plan) -> Iterator[Problem]:
    for name, m in plan.measures.items():
        if not isinstance(m, RepeatRate):
            continue
        path, by = f"measures.{name}", str(m.at("by"))
        if "customer_id" not in m.by:
            hint = "Add customer_id: a problem of another customer is another problem."
            yield Problem("missing-customer", by, f"{path}.by lacks customer_id", hint)
        for i, column in enumerate(m.by):
            if column in m.by[:i]:
                what = f"{path}.by names '{column}' twice"
                yield Problem("duplicate-name", str(m.at("by", i)), what, "Name it once.")
            elif column in IDENTIFIERS:
                what = f"{path}.by names '{column}', which names single rows or agents"
                hint = "Name what makes two rows the same matter, such as category."
                yield Problem("test-of-identifier", str(m.at("by", i)), what, hint)
        if m.within > _LONGEST_S:
            what = f"{path}.within is longer than ten years"
            yield Problem("span-too-long", str(m.at("within")), what, "Write days, such as 7 d.")


COLUMN_RULES = (
    _columns_exist,
    _spans_have_length,
    _filters_can_be_answered,
    _cost_has_one_currency,
    _costs_are_compared_in_one_currency,
    _csat_has_a_scale,
    _durations_have_units,
    _repeats_name_a_customer,
)


def used_columns(plan: Plan) -> set[str]:
    """Return the interaction columns that the plan's measures and promises read."""
    read = {name for name, *_ in _named(plan)}
    read |= {
        t.column for _, tests, known in _filters(plan) for t in tests if known is not ROSTER_COLUMNS
    }
    read |= {p.by for p in plan.promises.values()}
    read |= regions_read(plan)
    return read

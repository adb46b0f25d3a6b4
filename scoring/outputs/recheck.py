"""Every stored figure of an agent against the one reckoned once more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.accounts import EXCLUSIONS
from scoring.errors import IntegrityError, Problem
from scoring.exact.money import MINOR_PLACES
from scoring.independent.bands import earned
from scoring.independent.numbers import rounded, shown
from scoring.independent.records import Balance, Grouped, Part
from scoring.independent.segments import status_of, weight_of
from scoring.outputs.explain_bands import counts_of
from scoring.outputs.kept import won_with
from scoring.outputs.others import Rows
from scoring.outputs.places import origin_of
from scoring.outputs.recompute import (
    ACTIONS,
    AWARDS,
    CARDS,
    COMPONENTS,
    GROUPS,
    MEASURES,
    PAYOUTS,
    Recomputed,
)
from scoring.outputs.schemas import (
    BALANCES,
    BANDS,
    MEMBERS,
    PLACES_MAX,
    POOLS,
    SEGMENTS,
    VIEW_PLACES,
    WINNERS,
)

NOT_ADJUSTED = (None, None, None)


class Figure(NamedTuple):
    """One figure: where it is stored, what stands there, and what it should be."""

    where: str
    name: str
    stored: Any
    reckoned: Any


def require_equal(found: Recomputed) -> int:
    """Compare every stored figure with the one reckoned once more, and count them.

    Raises:
        IntegrityError: naming each figure that differs.
    """
    return require_met(list(_figures(found)))


def require_met(figures: Sequence[Figure]) -> int:
    """Compare figures with what they should be, and count them.

    Raises:
        IntegrityError: naming each figure that differs.
    """
    hint = "Do not pay from this run: check it with `plaudit verify`, and run the period again."
    problems = [
        Problem("figure-differs", f.where, _differs(f), hint)
        for f in figures
        if f.stored != f.reckoned
    ]
    if problems:
        raise IntegrityError(problems)
    return len(figures)


def _differs(figure: Figure) -> str:
    stored, reckoned = (
        shown(x) if isinstance(x, Fraction) else "nothing" if x is None else str(x)
        for x in (figure.stored, figure.reckoned)
    )
    return f"{figure.name} is stored as {stored} and comes to {reckoned}"


def _figures(found: Recomputed) -> Iterator[Figure]:
    yield from _card(found)
    yield from _values(found)
    yield from _parts(found)
    yield from _groups(found)
    yield from _lines(found)
    yield from _pools(found)
    yield from _honours(found)
    yield from balance_figures(found.stored[BALANCES], found.outcome.balances)
    yield Figure(SEGMENTS, "stretches", len(found.stored[SEGMENTS]), len(found.stretches()))
    for part in found.stretches():
        yield from _stretch(part)


def _stretch(part: Recomputed) -> Iterator[Figure]:
    """Yield the figures of one stretch, which has values, components and groups of its own."""
    out, rule = part.outcome, part.plan["segments"]
    reckoned: Mapping[str, Any] = {
        "first_day": out.agent["first_day"],
        "last_day": out.agent["last_day"],
        "days": out.agent["employed_days"],
        "team": out.agent["team"],
        "region": out.agent["region"],
        "manager_id": out.agent["manager_id"],
        "role": out.agent["role"],
        "weight": weight_of(rule, out),
        "status": status_of(out),
    }
    for row in part.stored[SEGMENTS]:
        where = f"{SEGMENTS}, segment {row['segment']}"
        yield Figure(where, "score", _exact(row["score"]), out.score)
        for name, value in reckoned.items():
            yield Figure(where, name, row[name], value)
    for figure in (*_values(part), *_parts(part), *_groups(part)):
        yield figure._replace(where=f"segment_{figure.where}")


def _exact(stored: Any) -> Fraction | None:
    return None if stored is None else Fraction(stored)


def _card(found: Recomputed) -> Iterator[Figure]:
    card, out = found.stored[CARDS][0], found.outcome
    yield Figure(CARDS, "score", _exact(card["score"]), out.score)
    yield Figure(CARDS, "score_low", _exact(card["score_low"]), out.score_low)
    yield Figure(CARDS, "score_high", _exact(card["score_high"]), out.score_high)
    reckoned: Mapping[str, Any] = {
        "rank": out.rank or None,
        "rank_in": out.rank_in or None,
        "rank_low": out.rank_low or None,
        "rank_high": out.rank_high or None,
        "tier": out.tier or None,
        "tier_by": out.tier_by or None,
        "tier_by_score": out.tier_by_score or None,
        "status": out.status,
        "payable": out.payable,
        "gates": ",".join(out.gates) or None,
        "team": out.agent["team"],
        "region": out.agent["region"],
        "role": out.agent["role"],
        "manager_id": out.agent["manager_id"],
        "currency": out.agent["currency"],
    }
    for name, value in reckoned.items():
        yield Figure(CARDS, name, card[name], value)


def _by_band(found: Recomputed, where: str, name: str, row: Mapping[str, Any]) -> Iterator[Figure]:
    """Yield what rows that went through a curve earn by their bands, and how many they are."""
    through = found.plan["measures"][name].get("through")
    if through is None or BANDS not in found.stored:  # a stretch has no bands of its own
        return
    counts = counts_of(found.stored, name)
    exact = Fraction(int(row["numerator"]), int(row["denominator"]))
    yield Figure(where, "value before rounding, by bands", exact, earned(through, counts))
    items = sum(items for items, _ in counts.values())
    yield Figure(where, "rows in bands", items, row["volume"])


def _values(found: Recomputed) -> Iterator[Figure]:
    stored = {row["measure"]: row for row in found.stored[MEASURES]}
    yield Figure(MEASURES, "measures", sorted(stored), sorted(found.plan["measures"]))
    for name, reckoned in found.outcome.measures.items():
        if name not in stored:
            continue  # the names differ, which is said already
        where = f"{MEASURES}, {name}"
        yield Figure(where, "value", _exact(stored[name]["value"]), reckoned.value)
        yield Figure(where, "status", stored[name]["status"], reckoned.status)
        yield from _told_of_it(where, stored[name], found.plan["measures"][name])
        yield from _before(where, stored[name]["value_before_gates"], reckoned.before)
        for key, number in zip(("raw", "low", "high"), reckoned.sure or NOT_ADJUSTED, strict=True):
            yield Figure(where, key, _exact(stored[name][key]), number)
        yield from _by_band(found, where, name, stored[name])
        if name in found.behind and reckoned.value is not None:
            row = stored[name]
            exact = Fraction(int(row["numerator"]), int(row["denominator"]))
            yield Figure(where, "value before rounding", exact, reckoned.exact)
            yield Figure(where, "volume", row["volume"], reckoned.volume)


def _told_of_it(where: str, row: Mapping[str, Any], said: Any) -> Iterator[Figure]:
    """Yield what follows from the plan and from the row itself."""
    yield Figure(where, "places", row["places"], int(said["places"]))
    left_out = sum(row[f"excluded_{reason}"] for reason in EXCLUSIONS)
    yield Figure(where, "excluded", row["excluded"], left_out)


def _parts(found: Recomputed) -> Iterator[Figure]:
    out, stored = found.outcome, {row["component"]: row for row in found.stored[COMPONENTS]}
    yield Figure(COMPONENTS, "components", sorted(stored), sorted(out.components))
    for name, part in out.components.items():
        if name in stored:
            row, where = stored[name], f"{COMPONENTS}, {name}"
            yield Figure(where, "measure", row["measure"], part.read.measure)
            yield Figure(where, "value", _exact(row["value"]), part.read.value)
            yield Figure(where, "target", _exact(row["target"]), part.read.target)
            attained = _view(part.read.attainment)
            yield Figure(where, "attainment", _exact(row["attainment"]), attained)
            yield Figure(where, "relative", _exact(row["relative"]), _view(part.read.relative))
            yield Figure(where, "points", _exact(row["points"]), part.points)
            yield from _before(where, row["points_before_gates"], part.before)
            yield from _weighed(where, row, part, scored=out.score is not None)


def _groups(found: Recomputed) -> Iterator[Figure]:
    out, stored = found.outcome, {row["group"]: row for row in found.stored[GROUPS]}
    yield Figure(GROUPS, "groups", sorted(stored), sorted(out.groups))
    for name, group in out.groups.items():
        if name in stored:
            row, where = stored[name], f"{GROUPS}, {name}"
            score = None if group.score is None else rounded(group.score, PLACES_MAX, "half_up")
            yield Figure(where, "score", _exact(row["score"]), score)
            yield from _before(where, row["score_before_gates"], group.before)
            yield Figure(where, "members", row["members"], group.members)
            yield from _weighed(where, row, group, scored=out.score is not None)


def _before(where: str, stored: Any, reckoned: Fraction | None) -> Iterator[Figure]:
    """Yield what stood there before gates; where none has changed it, both are nothing."""
    number = None if reckoned is None else rounded(reckoned, PLACES_MAX, "half_up")
    yield Figure(where, "before gates", _exact(stored), number)


def _weighed(
    where: str, row: Mapping[str, Any], part: Part | Grouped, *, scored: bool
) -> Iterator[Figure]:
    """Yield what a member weighs; the views for people are empty without a score."""
    yield Figure(where, "weight", _exact(row["weight"]), part.weight)
    yield Figure(where, "reason", row["reason"], part.reason)
    share, adds = (part.share, part.adds) if scored else (None, None)
    yield Figure(where, "effective_weight", _exact(row["effective_weight"]), _view(share))
    yield Figure(where, "weighted_points", _exact(row["weighted_points"]), _view(adds))


def _view(exact: Fraction | None) -> Fraction | None:
    return None if exact is None else rounded(exact, VIEW_PLACES, "half_up")


def _lines(found: Recomputed) -> Iterator[Figure]:
    stored = {(row["line"], row["currency"]): row for row in found.stored[PAYOUTS]}
    reckoned = {(line.line, line.currency): line for line in found.outcome.lines}
    yield Figure(PAYOUTS, "lines", sorted(stored), sorted(reckoned))
    for name in sorted(stored.keys() & reckoned.keys()):
        row, line, where = stored[name], reckoned[name], f"{PAYOUTS}, {name[0]}"
        amount = Fraction(line.amount_minor, 10 ** MINOR_PLACES[line.currency])
        yield Figure(where, "amount", _exact(row["amount"]), amount)
        yield Figure(where, "origin", row["origin"], origin_of(found.plan, line.path))
        for field in ("line_id", "pay_code", "cost_center"):
            yield Figure(where, field, row[field], getattr(line, field))


def _pools(found: Recomputed) -> Iterator[Figure]:
    """Yield what the agent gets of each pool, and what became of the fund."""
    out, stored = found.outcome, {row["line"]: row for row in found.stored[MEMBERS]}
    yield Figure(MEMBERS, "pools", sorted(stored), sorted(out.pooled))
    funds = {row["line"]: row for row in found.stored[POOLS]}
    for name in sorted(stored.keys() & out.pooled.keys()):
        row, own, where = stored[name], out.pooled[name], f"{MEMBERS}, {name}"
        units = 10 ** MINOR_PLACES[own.pool.currency]
        share = Fraction(int(row["numerator"]), int(row["denominator"]))
        yield Figure(where, "share", share, max(out.entered[name].share, Fraction(0)))
        yield Figure(where, "amount", _exact(row["amount"]), Fraction(own.amount, units))
        for key in ("odd", "capped"):
            yield Figure(where, key, row[key], getattr(own, key))
        fund, where = funds.get(name, {}), f"{POOLS}, {name}"
        for key in ("group", "currency", "members"):
            yield Figure(where, key, fund.get(key), getattr(own.pool, key))
        yield Figure(where, "odd_units", fund.get("odd_units"), own.pool.odd)
        for key in ("fund", "shared", "returned"):
            yield Figure(where, key, _exact(fund.get(key)), Fraction(getattr(own.pool, key), units))


def balance_figures(rows: Rows, balances: Iterable[Balance]) -> Iterator[Figure]:
    """Yield the figures of an agent's balances, as they are stored and as they are reckoned."""
    amounts = ("opening", "added", "taken", "forfeited", "closing")
    keys = ("account", "currency", "origin_period")
    stored = {tuple(row[key] for key in keys): row for row in rows}
    reckoned = {(b.account, b.currency, b.origin): b for b in balances}
    yield Figure(BALANCES, "balances", sorted(stored, key=str), sorted(reckoned, key=str))
    for key in sorted(stored.keys() & reckoned.keys(), key=str):
        step, where = 10 ** MINOR_PLACES[key[1]], f"{BALANCES}, {key[0]}"
        for name in amounts:
            amount = Fraction(getattr(reckoned[key], name), step)
            yield Figure(where, name, _exact(stored[key][name]), amount)


def _honours(found: Recomputed) -> Iterator[Figure]:
    stored = [(row["name"], _exact(row["amount"]), row["reason"]) for row in found.stored[AWARDS]]
    places = MINOR_PLACES.get(found.outcome.agent["currency"] or "", 0)
    reckoned = [
        (name, None if minor is None else Fraction(minor, 10**places), reason)
        for name, minor, reason in found.outcome.awards
    ]
    yield Figure(AWARDS, "awards", sorted(stored, key=str), sorted(reckoned, key=str))
    won = sorted((row["award"], row["period"]) for row in found.stored[WINNERS])
    names = [name for name, _, _ in found.outcome.awards]
    counted = won_with(found.plan, found.period, found.outcome.agent, names)
    yield Figure(WINNERS, "awards won last", won, counted)
    due = sorted((row["name"], row["reason"]) for row in found.stored[ACTIONS])
    yield Figure(ACTIONS, "actions", due, sorted(found.outcome.actions))

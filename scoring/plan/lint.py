"""What a plan says against itself: every rule that no single block can check alone.

Each rule is a small function from a plan to the problems it sees; `lint` runs them all, so that
an author learns of everything at once. What is merely odd is a notice and stops nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from scoring.errors import Problem, line_and_column, nearest, shortened
from scoring.exact.period import zone
from scoring.plan.calendars import calendars_make_sense
from scoring.plan.factors import SectionsFactor, TierFactor
from scoring.plan.kinds import Kept
from scoring.plan.lint_awards import AWARD_RULES
from scoring.plan.lint_columns import COLUMN_RULES, used_columns
from scoring.plan.lint_conditions import CONDITION_RULES
from scoring.plan.lint_curves import CURVE_RULES
from scoring.plan.lint_factors import FACTOR_RULES
from scoring.plan.lint_floors import FLOORS
from scoring.plan.lint_gates import GATE_RULES
from scoring.plan.lint_ledgers import LEDGER_RULES, categories_count_once
from scoring.plan.lint_limits import LIMITS
from scoring.plan.lint_money import MONEY_NOTICES, MONEY_RULES
from scoring.plan.lint_pay import PAY_RULES
from scoring.plan.lint_pools import POOL_RULES
from scoring.plan.lint_prizes import PRIZE_NOTICES
from scoring.plan.lint_proration import PRORATION_NOTICES, PRORATION_RULES
from scoring.plan.lint_reach import REACH_NOTICES, anchors_come_from_elsewhere
from scoring.plan.lint_rows import ROW_RULES
from scoring.plan.lint_samples import SAMPLE_NOTICES, SAMPLE_RULES
from scoring.plan.lint_segments import SEGMENT_RULES
from scoring.plan.lint_settlement import SETTLEMENT_RULES
from scoring.plan.lint_shape import CLIFFS, SHAPE_NOTICES
from scoring.plan.lint_so_far import SO_FAR_RULES, parts_may_be_missing
from scoring.plan.lint_structure import STRUCTURE_RULES
from scoring.plan.lint_tiers import TIER_NOTICES, TIER_RULES
from scoring.plan.lint_worth import WORTH
from scoring.plan.lookups import Lookup
from scoring.plan.model import AppliesTo, Plan
from scoring.plan.nodes import Place
from scoring.plan.paying import factors, lookups, multipliers_of, paid_measures
from scoring.plan.rollups import Rollup
from scoring.plan.so_far import SoFar
from scoring.plan.tiers import scale, tier_names


def lint(plan: Plan) -> list[Problem]:
    """Return every contradiction in a plan, in the order in which the file is read."""
    found = [p for rule in ALL_RULES for p in rule(plan)]
    return sorted(found, key=line_and_column)


def notices(plan: Plan) -> list[Problem]:
    """Return what is odd but contradicts nothing: parts that no other part uses or can reach."""
    return sorted((p for rule in NOTICES for p in rule(plan)), key=line_and_column)


def remarks(plan: Plan) -> list[Problem]:
    """Return what an author should have seen: where little decides much, or limits, or data."""
    return sorted((p for rule in REMARKS for p in rule(plan)), key=line_and_column)


def _names_are_unique(plan: Plan) -> Iterator[Problem]:
    by_score = getattr(plan.tiers, "by_score", None)
    groups = {
        "gates": [(g.name, g.at("name")) for g in plan.gates],
        "awards": [(a.name, a.at("name")) for a in plan.awards],
        "actions": [(a.name, a.at("name")) for a in plan.actions],
        "pay": [(line.name, line.at("name")) for line in plan.lines],
        **{
            f"pay.{line.name}.multipliers": [(m.name, m.at("name")) for m in multipliers_of(line)]
            for line in plan.lines
        },
        **{
            f"{path}.sections": [(s.name, s.at("name")) for s in said.sections]
            for path, said in factors(plan)
            if isinstance(said, SectionsFactor)
        },
        "score.adjust": [
            (a.name, a.at("name")) for a in (() if plan.score is None else plan.score.adjust)
        ],
        "tiers": sorted(scale(plan.tiers), key=itemgetter(1)),
        "tiers.by_score": scale(by_score) if by_score else [],
    }
    for group, names in groups.items():
        yield from _repeated(group, names)


def _repeated(group: str, names: list[tuple[str, Place]]) -> Iterator[Problem]:
    first: dict[str, Place] = {}
    for name, place in names:
        if name in first:
            what = f"{group} names '{shortened(name)}' twice, first in line {first[name].line}"
            yield Problem("duplicate-name", str(place), what, "Give each its own name.")
        first.setdefault(name, place)


def _names_are_free(plan: Plan) -> Iterator[Problem]:
    if "score" in plan.measures:
        yield Problem(
            "reserved-name",
            str(plan.measures["score"].place),
            "a measure is called 'score', which means the score itself",
            "Call it something else.",
        )
    lines = {line.name: line.place for line in plan.lines}
    for award in plan.awards:
        if award.name in lines:
            what = (
                f"an award is called '{award.name}', as is the pay line at {lines[award.name]}: "
                "both are lines of the payout"
            )
            yield Problem("reserved-name", str(award.at("name")), what, "Call it something else.")


def _unknown(kind: str, name: str, known: Iterable[str], place: Place, path: str) -> Problem:
    words = [shortened(word) for word in known]
    hint = nearest(name, words) or (
        f"Known: {', '.join(words)}." if words else f"The plan has no {kind} yet."
    )
    what = f"{path} names no {kind}: '{shortened(name)}'"
    return Problem(f"unknown-{kind}", str(place), what, hint)


def _measures_exist(plan: Plan) -> Iterator[Problem]:
    used = [
        (said.measure, said.at("measure"), f"components.{part.name}.measure")
        for part in plan.parts
        for said in part.readings
    ]
    used += [
        (a.measure, a.at("measure"), f"score.adjust.{a.name}.measure")
        for a in (() if plan.score is None else plan.score.adjust)
    ]
    used += [
        (m.of, m.at("of"), f"measures.{n}.of")
        for n, m in plan.measures.items()
        if isinstance(m, Rollup | SoFar)
    ]
    used += [(name, place, path) for path, name, place in paid_measures(plan)]
    for name, place, path in used:
        if name not in plan.measures:
            yield _unknown("measure", name, plan.measures, place, path)


def _promises_exist(plan: Plan) -> Iterator[Problem]:
    for name, measure in plan.measures.items():
        if isinstance(measure, Kept) and measure.within not in plan.promises:
            place = measure.at("within")
            yield _unknown(
                "promise", measure.within, plan.promises, place, f"measures.{name}.within"
            )


def _tiers_exist(plan: Plan) -> Iterator[Problem]:
    known = tier_names(plan.tiers)
    for award in plan.awards:
        for i, tier in enumerate(() if award.tiers == "any" else award.tiers):
            if tier not in known:
                place = award.at("tiers", i)
                yield _unknown("tier", tier, known, place, f"awards.{award.name}.tiers")


def _tiers_have_factors(plan: Plan) -> Iterator[Problem]:
    for path, said in factors(plan):
        if isinstance(said, TierFactor):
            yield from _tiers_of(plan, path, said)
    for path, looked_up in lookups(plan):
        if "tier" in looked_up.by:
            yield from _tiers_in(plan, path, looked_up)


def _tiers_in(plan: Plan, path: str, said: Lookup[Any]) -> Iterator[Problem]:
    known, column = tier_names(plan.tiers), said.by.index("tier")
    for row in said.rows:
        if len(row.words) == len(said.by) and row.words[column] not in known:
            yield _unknown("tier", row.words[column], known, row.at("is", column), path)


def _tiers_of(plan: Plan, path: str, said: TierFactor) -> Iterator[Problem]:
    known = tier_names(plan.tiers)
    for tier in said.gives:
        if tier not in known:
            yield _unknown("tier", tier, known, said.at("gives", tier), f"{path}.gives")
    for tier in known:
        if tier not in said.gives:
            yield Problem(
                "tier-without-coefficient",
                str(said.at("gives")),
                f"{path}: tier '{shortened(tier)}' has no coefficient",
                f"Add {shortened(tier)}: N; 0 where the tier earns nothing.",
            )


def who_is_clear(who: AppliesTo, path: str) -> Iterator[Problem]:
    """Yield what is wrong with a block that says who is meant: everyone, or by conditions."""
    narrowed = [k for k in ("where", "service_days_min") if getattr(who, k) is not None]
    place, code = str(who.place), path.rpartition(".")[2].replace("_", "-")
    if who.everyone is False:
        yield Problem(
            f"{code}-nobody",
            str(who.at("everyone")),
            f"{path}.everyone is false",
            "Write everyone: true, or leave it out and write where or service_days_min.",
        )
    elif who.everyone and narrowed:
        what = f"{path} says everyone and also {' and '.join(narrowed)}"
        yield Problem(f"{code}-not-clear", place, what, "Keep one of the two.")
    elif who.everyone is None and not narrowed:
        hint = "Write everyone: true, or where or service_days_min."
        yield Problem(f"{code}-not-clear", place, f"{path} names nobody", hint)


def _everyone_or_conditions(plan: Plan) -> Iterator[Problem]:
    yield from who_is_clear(plan.applies_to, "applies_to")


def _order_is_a_permutation(plan: Plan) -> Iterator[Problem]:
    counts = Counter(plan.conventions.order)
    if repeated := [step for step, n in counts.items() if n > 1]:
        missing = [s for s in ("multipliers", "cap", "proration", "floor") if s not in counts]
        yield Problem(
            "order-not-complete",
            str(plan.conventions.at("order")),
            f"conventions.order repeats {', '.join(repeated)} and lacks {', '.join(missing)}",
            "Write each of multipliers, cap, proration and floor once.",
        )


def _zones_exist(plan: Plan) -> Iterator[Problem]:
    said = plan.conventions
    named = [("conventions.zone", said.zone, said.at("zone"))]
    named += [
        (f"conventions.zones.{region}", name, said.at("zones", region))
        for region, name in said.zones.items()
    ]
    for path, name, place in named:
        try:
            zone(name)
        except ValueError as error:
            hint = "Write a name of the IANA database, such as Asia/Shanghai."
            yield Problem("unknown-zone", str(place), f"{path}: {error}", hint)
    if said.period_zone == "region" and not said.zones:
        yield Problem(
            "missing-zones",
            str(said.at("period_zone")),
            "period_zone is region, and zones names none",
            "Write zones: with the time zone of each roster region.",
        )


RULES = (
    _names_are_unique,
    _names_are_free,
    _measures_exist,
    _promises_exist,
    _tiers_exist,
    _tiers_have_factors,
    _everyone_or_conditions,
    _order_is_a_permutation,
    _zones_exist,
    calendars_make_sense,
    *SAMPLE_RULES,
)


ALL_RULES = (
    *RULES,
    *STRUCTURE_RULES,
    *CURVE_RULES,
    *LEDGER_RULES,
    *SO_FAR_RULES,
    *COLUMN_RULES,
    *ROW_RULES,
    *GATE_RULES,
    *CONDITION_RULES,
    *AWARD_RULES,
    *TIER_RULES,
    *PAY_RULES,
    *MONEY_RULES,
    *POOL_RULES,
    *FACTOR_RULES,
    *PRORATION_RULES,
    *SEGMENT_RULES,
    *SETTLEMENT_RULES,
)


def _promises_are_used(plan: Plan) -> Iterator[Problem]:
    used = {m.within for m in plan.measures.values() if isinstance(m, Kept)}
    for name, promise in plan.promises.items():
        if name not in used:
            what = f"promises.{name} is used by no measure"
            yield Problem("unused-promise", str(promise.place), what, "Remove it, or use it.")


def _columns_are_used(plan: Plan) -> Iterator[Problem]:
    read = used_columns(plan)
    for name in plan.columns:
        if name not in read:
            what = f"columns.{name} is read by no measure"
            yield Problem(
                "unused-column", str(plan.at("columns", name)), what, "Remove it, or use it."
            )


def _zones_are_used(plan: Plan) -> Iterator[Problem]:
    said = plan.conventions
    if said.period_zone == "plan" and said.zones:
        what = "zones are named, and period_zone: plan does not read them"
        hint = "Remove them, or write period_zone: region."
        yield Problem("unused-zones", str(said.at("zones")), what, hint)


NOTICES = (
    _promises_are_used,
    _columns_are_used,
    _zones_are_used,
    categories_count_once,
    parts_may_be_missing,
    *SAMPLE_NOTICES,
    *SHAPE_NOTICES,
    *REACH_NOTICES,
    *PRORATION_NOTICES,
    *TIER_NOTICES,
    *PRIZE_NOTICES,
    *MONEY_NOTICES,
)

REMARKS = (*CLIFFS, *WORTH, *LIMITS, *FLOORS, anchors_come_from_elsewhere)

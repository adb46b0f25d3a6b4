"""What a plan says of ranks and tiers: shares of a whole, limits in order, ties that end."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from scoring.errors import Problem, nearest, shortened
from scoring.exact.fixed import allocate, scaled
from scoring.plan.curves import Table
from scoring.plan.kinds import Kept, Share
from scoring.plan.measuring import RepeatRate
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.ranking import ComponentTie, MeasureTie
from scoring.plan.structure import Relative
from scoring.plan.tiers import ForcedTiers, RankedTiers, RankTier

LIMITS = ("up_to", "up_to_percent", "next_percent")
_NONE = Decimal(0)
_SHARE_PLACES = 12
"""Decimal places that a number of a plan may have."""


def _shares_sum_to_100(plan: Plan) -> Iterator[Problem]:
    if not isinstance(plan.tiers, ForcedTiers):
        return
    shares = plan.tiers.shares
    for name, share in shares.items():
        if share <= 0:
            what = f"tiers.shares.{shortened(name)} is {share}"
            hint = "Write more than 0, or remove a tier that nobody may get."
            yield Problem("share-not-positive", str(plan.tiers.at("shares", name)), what, hint)
    total = sum(shares.values())
    if total != 100:
        sums = " + ".join(str(share) for share in shares.values())
        what = f"tiers.shares sum to {total}, not to 100: {sums}"
        hint = "Change the shares so that they sum to exactly 100 percent."
        yield Problem("shares-not-100", str(plan.tiers.at("shares")), what, hint)


def _bands_have_one_limit(plan: Plan) -> Iterator[Problem]:
    for i, band in enumerate(_bands(plan), start=1):
        said = [key for key in LIMITS if getattr(band, key) is not None]
        if len(said) != 1:
            what = f"tiers.bands[{i}] has {' and '.join(said) or 'no limit'}"
            hint = f"Write exactly one of {', '.join(LIMITS[:-1])} or {LIMITS[-1]}."
            yield Problem("limit-not-clear", str(band.place), what, hint)


def _bands(plan: Plan) -> tuple[RankTier, ...]:
    return plan.tiers.bands if isinstance(plan.tiers, RankedTiers) else ()


def _limits_rise(plan: Plan) -> Iterator[Problem]:
    """Compare what can be compared: ranks with ranks, percents with percents."""
    for key in ("up_to", "up_to_percent"):
        last = None
        for i, band in enumerate(_bands(plan), start=1):
            limit = getattr(band, key)
            if limit is not None and last is not None and limit <= last:
                what = f"tiers.bands[{i}]: {key} {limit} follows {last} and is not above it"
                hint = "Order the tiers from the best to the lowest, each limit once."
                yield Problem("limits-not-rising", str(band.at(key)), what, hint)
            last = limit if limit is not None else last


def _some_ranks_are_left(plan: Plan) -> Iterator[Problem]:
    """Add percents up: what comes after the last started place of a group gets nobody."""
    reached = _NONE
    for i, band in enumerate(_bands(plan), start=1):
        if reached >= 100:
            what = f"tiers.bands[{i}] is reached by nobody: the tiers before it take {reached} %"
            hint = "Lower the percents before it, or remove it."
            yield Problem("tier-without-ranks", str(band.place), what, hint)
            return
        reached = max(reached, band.up_to_percent or _NONE) + (band.next_percent or _NONE)
    if reached >= 100 and isinstance(plan.tiers, RankedTiers):
        what = f"tiers.rest is reached by nobody: the tiers before it take {reached} %"
        hint = "Remove the last of bands, and write its tier as rest."
        yield Problem("tier-without-ranks", str(plan.tiers.at("rest")), what, hint)


def _choices_have_what_they_need(plan: Plan) -> Iterator[Problem]:
    tiers = plan.tiers
    if not isinstance(tiers, ForcedTiers):
        return
    if tiers.equal == "break" and (plan.ranking is None or plan.ranking.break_ties == "none"):
        what = "tiers.equal is break, and the plan has no ranking.break_ties"
        hint = "Write ranking: with break_ties, or equal: up or down."
        yield Problem("missing-tie-breaks", str(tiers.at("equal")), what, hint)
    if tiers.too_small == "by_score" and tiers.by_score is None:
        what = "tiers.too_small is by_score, and tiers has no by_score"
        hint = "Write by_score: with a table, or too_small: {gives: TIER}."
        yield Problem("missing-table", str(tiers.at("too_small")), what, hint)


def _exclusions_say_who(plan: Plan) -> Iterator[Problem]:
    said = None if isinstance(plan.tiers, Table) else plan.tiers.excluded
    if said is not None and said.where is None and said.service_days_min is None:
        hint = "Write where or service_days_min, or both."
        yield Problem("excludes-nobody", str(said.place), "tiers.excluded names nobody", hint)


def _ties_end(plan: Plan) -> Iterator[Problem]:
    ranking = plan.ranking
    if ranking is None or ranking.break_ties == "none":
        return
    ties = ranking.break_ties
    if "agent_id" not in ties:
        what = "ranking.break_ties does not end in agent_id, so that two agents could stay equal"
        hint = "Write agent_id last, or break_ties: none."
        yield Problem("ties-not-ended", str(ranking.at("break_ties")), what, hint)
    said = [tie if isinstance(tie, str) else tie.model_dump() for tie in ties]
    for i, tie in enumerate(said):
        if tie in said[:i]:
            what = f"ranking.break_ties[{i + 1}] repeats an entry before it"
            hint = "Name each once: the second decides nothing."
            yield Problem("duplicate-name", str(ranking.at("break_ties", i)), what, hint)
        elif tie == "agent_id" and i < len(ties) - 1:
            what = "ranking.break_ties goes on after agent_id, after which nobody is equal"
            yield Problem(
                "ties-not-ended", str(ranking.at("break_ties", i)), what, "Write agent_id last."
            )


def _ties_exist(plan: Plan) -> Iterator[Problem]:
    ties = () if plan.ranking is None else plan.ranking.break_ties
    for i, tie in enumerate(() if isinstance(ties, str) else ties, start=1):
        path = f"ranking.break_ties[{i}]"
        if isinstance(tie, MeasureTie):
            known = list(plan.measures)
            yield from _known("measure", tie.measure, known, tie.at("measure"), path)
        elif isinstance(tie, ComponentTie):
            known = [component.name for component in plan.parts]
            yield from _known("component", tie.component, known, tie.at("component"), path)


def _known(kind: str, name: str, known: list[str], place: Place, path: str) -> Iterator[Problem]:
    if name not in known:
        hint = nearest(name, known) or f"Known: {', '.join(known)}."
        what = f"{path}.{kind} names no {kind}: '{shortened(name)}'"
        yield Problem(f"unknown-{kind}", str(place), what, hint)


def _intervals_have_shares(plan: Plan) -> Iterator[Problem]:
    ranking = plan.ranking
    if ranking is None or ranking.intervals == "none":
        return
    read = [
        plan.measures.get(reading.measure)
        for part in plan.parts
        for reading in part.readings
        if not any(isinstance(one.on, Relative) for one in part.readings)
    ]
    if not any(isinstance(measure, Share | Kept | RepeatRate) for measure in read):
        what = "ranking.intervals has nothing to reckon with: no component scores a share of rows"
        hint = "Remove it; only share, kept and repeat_rate have an interval."
        yield Problem("no-intervals", str(ranking.at("intervals")), what, hint)


TIER_RULES = (
    _shares_sum_to_100,
    _bands_have_one_limit,
    _limits_rise,
    _some_ranks_are_left,
    _choices_have_what_they_need,
    _exclusions_say_who,
    _ties_end,
    _ties_exist,
    _intervals_have_shares,
)


def _every_tier_has_a_place(plan: Plan) -> Iterator[Problem]:
    """Tell of tiers that the smallest group to be distributed has no place for."""
    tiers = plan.tiers
    if not isinstance(tiers, ForcedTiers):
        return
    shares = [scaled(share, _SHARE_PLACES) for share in tiers.shares.values()]
    places = allocate(tiers.members_min, shares)
    if none := [shortened(name) for name, n in zip(tiers.shares, places, strict=True) if not n]:
        agents = f"{tiers.members_min} agent{'s' if tiers.members_min > 1 else ''}"
        what = f"in a group of {agents}, tiers.members_min, no place is left for {', '.join(none)}"
        hint = "Raise members_min where every group must have every tier."
        yield Problem("tier-without-place", str(tiers.at("members_min")), what, hint)


TIER_NOTICES = (_every_tier_has_a_place,)

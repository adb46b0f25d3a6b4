"""The most that a plan can cost for a roster: by line and currency, and in all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from scoring.costs.draws import added_by_draw
from scoring.costs.funds import pools_most
from scoring.costs.lines import lacks_rate, line_most
from scoring.costs.prizes import award_most
from scoring.costs.world import World
from scoring.exact import fixed
from scoring.exact.money import MINOR_PLACES
from scoring.flow import Roster
from scoring.plan.factors import Factor, MeasureFactor, SectionsFactor, TierFactor
from scoring.plan.model import Plan
from scoring.plan.pay import PayLine
from scoring.plan.paying import factors_of, lookups_of
from scoring.plan.recognition import Award
from scoring.plan.starts import MeasureAmounts, Rates
from scoring.plan.tiers import tier_names

_NO_END = "{} has no end; a cap for everybody, or a curve or a last rate of 0, would bound it"
_NO_FUND = "{} goes by a result, which has no end; each_most, or a fund in money, would bound it"


class Cost(NamedTuple):
    """The most that a line can cost in a currency.

    Attributes:
        line: the pay line or the award.
        kind: `pay`, `pool`, `award` or `draw`.
        currency: its code.
        agents: how many can be paid it at once.
        most: in minor units; None where there is no bound.
        why: what has no end, where there is no bound, and what would bound it.
        by_tier: the same if everybody were in a tier, for a line that goes by the tier.
        reads_target: whether the line reads an attainment.
        at_target: the same if every attainment were 100, for a line that reads one.
        untied: the same if nobody were equal at a last place, for an award that all of them get.
        unspent: what of the funds of pools is returned whatever happens.
        tops_up_to: for a draw, what each agent is paid at the least.
        adds: for a draw, the most that it adds where the other lines pay their most.
    """

    line: str
    kind: str
    currency: str
    agents: int
    most: int | None
    why: tuple[str, ...] = ()
    by_tier: dict[str, int | None] = {}  # noqa: RUF012  read, never changed
    reads_target: bool = False
    at_target: int | None = None
    untied: int | None = None
    unspent: int = 0
    tops_up_to: int | None = None
    adds: int | None = None

    @property
    def in_all(self) -> int | None:
        """Return what counts towards the most of all lines together."""
        return self.most if self.adds is None else self.adds


def costs(plan: Plan, roster: Roster) -> list[Cost]:
    """Return the most of every line in every currency in which it may be paid.

    No run over this roster for its period pays more: whatever was measured, the largest factors
    within what scores and values can be, caps that hold for sure, floors that may hold.
    """
    found, world = list[Cost](), World(plan, roster)
    for place, line in enumerate(plan.lines):
        found += _of_line(line, world) if line.pool is None else _of_pool(place, world)
    for rule in plan.awards:
        if rule.ladder:
            found += _of_award(rule, world)
    return [*found, *_of_draw(world, found)]


def _of_award(rule: Award, world: World) -> Iterator[Cost]:
    for code, (winners, cost) in sorted(award_most(rule, world, rule.ties).items()):
        untied = None
        if rule.ties == "expand":
            untied = award_most(rule, world, "share")[code][1]
        yield Cost(rule.name, "award", code, winners, cost, untied=untied)


def totals(rows: Iterable[Cost]) -> dict[str, int | None]:
    """Add up the most by currency; None where a line of it has no bound.

    A draw counts with what it adds to the others: an agent is paid the greater of the two.
    """
    found: dict[str, int | None] = {}
    for row in rows:
        before = found.get(row.currency, 0)
        found[row.currency] = None if None in (before, row.in_all) else before + row.in_all  # type: ignore[operator]
    return dict(sorted(found.items()))


def _of_draw(world: World, others: Sequence[Cost]) -> Iterator[Cost]:
    """Yield what a draw pays at the most where nobody has earned anything, and what it then adds.

    A recoverable one makes up for what is below zero, too, and has no bound where a line may be; it
    adds no more for that, since nobody is paid more than the draw by it.
    """
    rule = world.plan.settlement
    if rule is None or rule.draw == "none":
        return
    below = rule.draw.recoverable and any(map(_may_be_below_0, world.plan.lines))
    name = f"draw:{'advanced' if rule.draw.recoverable else 'guaranteed'}"
    why = (
        ("it makes up for amounts below zero; recoverable: false would bound it",) if below else ()
    )
    for code, amount in sorted(rule.draw.amount.items()):
        if agents := world.roster.columns["currency"].count(code):
            each = fixed.scaled(amount, MINOR_PLACES[code])
            shared = [r.most for r in others if r.currency == code and r.kind in ("pool", "award")]
            adds = added_by_draw(world, code, each, shared)
            most = None if below else agents * each
            yield Cost(name, "draw", code, agents, most, why, tops_up_to=each, adds=adds)


def _may_be_below_0(line: PayLine) -> bool:
    """Tell whether a line may come to less than nothing: units below 0, or a loss shared."""
    shared = line.pool is not None and getattr(line.pool.fund, "below_zero", "") == "shared"
    return shared or isinstance(line.start, Rates)


def _of_pool(place: int, world: World) -> Iterator[Cost]:
    line = world.plan.lines[place]
    for one in pools_most(place, world):
        why = () if one.most is not None else (_NO_FUND.format(f"pay.{line.name}.pool.fund"),)
        yield Cost(line.name, "pool", one.currency, one.agents, one.most, why, unspent=one.unspent)


def _of_line(line: PayLine, world: World) -> Iterator[Cost]:
    tiers = tier_names(world.plan.tiers) if _by_tier(line) else []
    supposed = {tier: _summed(line, world._replace(tier=tier)) for tier in tiers}
    reads = _reads_attainment(line)
    target = _summed(line, world._replace(at_target=True)) if reads else {}
    for code, (agents, most, why) in _summed(line, world).items():
        by_tier = {tier: found[code][1] for tier, found in supposed.items() if code in found}
        met = target[code][1] if code in target else None
        yield Cost(line.name, "pay", code, agents, most, why, by_tier, code in target, met)


def _summed(line: PayLine, world: World) -> dict[str, tuple[int, int | None, tuple[str, ...]]]:
    """Return by currency how many are paid, the most in all, and what has no end."""
    found, one = {}, line_most(line, world)
    for code in sorted(one.currency.words):
        own = one.currency.are(code)
        if agents := int(np.count_nonzero(own)):
            most = None if one.open[own].any() else fixed.sum_of(one.minor[own])
            why = [] if most is not None else list(_reasons(line, world, code, one.why))
            found[code] = agents, most, tuple(why)
    return found


def _reasons(line: PayLine, world: World, code: str, ends: Iterable[str]) -> Iterator[str]:
    """Say what has no end for the agents of a currency, and what would bound it."""
    if lacks_rate(line, world, code):
        yield f"a rate that is not known here converts it; amounts named in {code} would bound it"
        return
    yield _NO_END.format(" and ".join(ends))


def _factors(line: PayLine) -> list[Factor]:
    return [said for _, said in factors_of(line) if not isinstance(said, SectionsFactor)]


def _by_tier(line: PayLine) -> bool:
    looked_up = any("tier" in said.by for _, said in lookups_of(line))
    return looked_up or any(isinstance(said, TierFactor) for said in _factors(line))


def _reads_attainment(line: PayLine) -> bool:
    said = [*_factors(line), line.start]
    return any(isinstance(s, MeasureFactor | MeasureAmounts) and s.on == "attainment" for s in said)

"""What all statements of a run share: the scale of scores, whom ranks are among, and averages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.again.at_target import AtTargets, at_targets
from scoring.again.next_tiers import NextTiers, next_tiers_of
from scoring.again.on_curves import OnCurves, on_curves
from scoring.again.pay_steps import PaySteps, pay_steps
from scoring.again.placed import placed_again
from scoring.exact import fixed
from scoring.exact.fixed import Exact
from scoring.plan.curves import Table
from scoring.plan.load import load_plan
from scoring.plan.tiers import table_of
from scoring.report.audience import Audience, ranks_within, spoken
from scoring.report.averages import Averages, averages
from scoring.report.bars import bars
from scoring.report.before import Before
from scoring.report.charts import Mark, Scale, shade
from scoring.report.figures import tier_names
from scoring.report.groups import told_beside
from scoring.report.opened import COMPONENTS, Card, Opened, plan_file, table
from scoring.report.pool_sums import Pool, hidden_pools, pool_sums

_HUNDRED = Decimal(100)


class Scores(NamedTuple):
    """Scores before the gates at them, in units of the score's last place, and what was added.

    Attributes:
        ungated: Exact[n].
        added: by name of the plan's adjustments, Exact[n] at the places of the measure.
    """

    ungated: Exact
    added: Mapping[str, Exact]


class Brief(NamedTuple):
    """What all statements of a run share.

    Attributes:
        opened: the run.
        audience: who is in the report.
        before: earlier runs, the earliest first.
        scale: what is drawn of scores.
        bars: what is drawn of the points of each component.
        marks: where tiers begin, from the lowest; empty where tiers do not go by the score.
        shades: the colour of each tier.
        ranked: how many agents have a score: by group of `within`, None for all, unless the count
            would tell something of few others beside a manager's people.
        within: the column of the group that `rank_in` is in.
        averages: mean points.
        at_targets: the points of each component for the target itself.
        on_curves: where each component's number lies on its curve.
        scored: the measures that components read.
        next_tiers: what would have reached the next tier.
        pay_steps: the way to each pay line. Scores, tiers and lines are derived again for both.
        scores: scores before gates, and what was added to them.
        pool_sums: what all shares of a pool come to, of those that are large enough.
        hidden_pools: those of which only the agent's own share and amount are told.
    """

    opened: Opened
    audience: Audience
    before: tuple[Before, ...]
    scale: Scale
    bars: Mapping[str, Scale]
    marks: tuple[Mark, ...]
    shades: Mapping[str, int]
    ranked: Mapping[tuple[str | None] | None, int]
    within: str
    averages: Averages
    at_targets: AtTargets
    on_curves: OnCurves
    scored: frozenset[str]
    next_tiers: NextTiers
    pay_steps: PaySteps
    scores: Scores
    pool_sums: Mapping[Pool, Fraction]
    hidden_pools: frozenset[Pool]

    @property
    def shows_pay(self) -> bool:
        """Tell whether anything about pay is shown."""
        return self.audience.pay

    def spoken(self, together: str) -> Brief:
        """Return it with what small regions together are called in a language."""
        return self._replace(audience=spoken(self.audience, together))

    def group(self, card: Card) -> str | None:
        """Return the group of an agent that `rank_in` is in."""
        found: str | None = getattr(card, self.within)
        return found

    def ungated_score(self, card: Card) -> Decimal:
        """Return the score of an agent before the gates at it."""
        units, places = int(self.scores.ungated[card.at]), self.opened.plan.conventions.places.score
        return Decimal(fixed.text(units, places))

    def added(self, card: Card) -> Iterator[tuple[str, Decimal]]:
        """Yield what was added to the score of an agent, by measure, be it nothing."""
        score = self.opened.plan.score
        for said in () if score is None else score.adjust:
            units = int(self.scores.added[said.name][card.at])
            places = self.opened.plan.measures[said.measure].places
            yield said.measure, Decimal(fixed.text(units, places))

    def edge(self, card: Card) -> Decimal | None:
        """Return where the next tier begins, or the agent's own where none is above; or None."""
        if card.score is None or not self.marks:
            return None
        above = [m.at for m in self.marks[1:] if not self._reached(Decimal(card.score), m.at)]
        return above[0] if above else self.marks[-1].at

    def _reached(self, score: Decimal, edge: Decimal) -> bool:
        upper = self.opened.plan.conventions.boundary == "upper"
        return score > edge or (upper and score == edge)


def brief(opened: Opened, audience: Audience, before: tuple[Before, ...]) -> Brief:
    """Gather what all statements of a run share."""
    names, again = tier_names(opened), placed_again(opened.run)
    shades = {name: shade(place, len(names)) for place, name in enumerate(names)}
    within = ranks_within(opened)
    scored = [card for card in opened.cards if card.score is not None]
    ranked: Counter[tuple[str | None] | None] = Counter((getattr(c, within),) for c in scored)
    shown = [card for card in scored if not audience.own or card.agent_id in audience.own]
    if not audience.own or told_beside(len(scored) - len(shown)):
        ranked[None] = len(scored)
    points = table(opened, COMPONENTS, ("agent_id", "component", "points"))
    scale, at = _scale(opened, shown), at_targets(again)
    means = averages(opened, points, audience)
    return Brief(
        opened=opened,
        audience=audience,
        before=before,
        scale=scale,
        bars=bars(opened, points, at, means, audience),
        marks=tuple(_marks(table_of(opened.plan.tiers), shades, scale))
        if isinstance(opened.plan.tiers, Table)
        else (),
        shades=shades,
        ranked=ranked,
        within=within,
        averages=means,
        at_targets=at,
        on_curves=on_curves(again),
        scored=frozenset(one.measure for part in opened.plan.parts for one in part.readings),
        next_tiers=next_tiers_of(again),
        pay_steps=pay_steps(opened.run, again),
        scores=Scores(again.placed.scored.score, again.placed.scored.added),
        pool_sums=pool_sums(opened) if audience.pay else {},
        hidden_pools=hidden_pools(opened, audience.own),
    )


def _scale(opened: Opened, scored: list[Card]) -> Scale:
    """Return what is drawn of scores: 0 to 100, or more where scores or tiers are beyond."""
    said = table_of(opened.plan.tiers)
    edges = [] if said is None else [Decimal(str(band.lower)) for band in said.bands]
    known = [*(Decimal(card.score) for card in scored if card.score), *edges]
    return Scale(min(Decimal(0), *known, Decimal(0)), max(_HUNDRED, *known, _HUNDRED))


def _marks(said: Table[str] | None, shades: Mapping[str, int], scale: Scale) -> Iterator[Mark]:
    if said is None:
        return
    yield Mark(scale.low, said.below, shades[said.below])
    for band in said.bands:
        yield Mark(Decimal(str(band.lower)), band.gives, shades[band.gives])


def sent(brief: Brief) -> Brief:
    """Return what goes to another process: all but the plans, which do not travel."""
    nothing: Any = None
    before = (one._replace(opened=one.opened._replace(plan=nothing)) for one in brief.before)
    return brief._replace(opened=brief.opened._replace(plan=nothing), before=tuple(before))


def received(brief: Brief) -> Brief:
    """Return what has come from another process, with the plans read from the runs."""
    before = (one._replace(opened=_planned(one.opened)) for one in brief.before)
    return brief._replace(opened=_planned(brief.opened), before=tuple(before))


def _planned(opened: Opened) -> Opened:
    return opened._replace(plan=load_plan(plan_file(opened)))

"""Members weighed into the score of their group, and groups into those above them.

Nothing is rounded between two nodes: what is missing is scaled away by dividing once by the
weights that count. A group is rounded at its places, or stays a fraction where the plan says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from scoring.columns import Bools, chosen
from scoring.errors import PlanError, Problem, counted
from scoring.exact import fixed, fractions
from scoring.exact.fixed import Exact
from scoring.exact.fractions import Fraction
from scoring.flow import Attained, Grouped, Roster, Share
from scoring.pieces.curves import places_of
from scoring.pieces.overrides import holding, holding_any
from scoring.plan.measuring import Neutral
from scoring.plan.model import Plan
from scoring.plan.nodes import Place
from scoring.plan.structure import Combine, Component, Group, Member

POLICY_REASON = {"exclude": "excluded", "zero": "zero", "hold": "held"}


@dataclass(frozen=True, slots=True)
class Weighing:
    """What the weighing reads, and the groups that it has been through.

    Attributes:
        plan, roster, components: as the stage has them.
        groups: by name, in the order in which they were weighed: members before their group.
    """

    plan: Plan
    roster: Roster
    components: Mapping[str, Attained]
    groups: dict[str, Grouped] = field(default_factory=dict)


class Rules(NamedTuple):
    """How members are combined; `path` and `place` name them in a message."""

    path: str
    place: Place
    members: tuple[Member, ...]
    combine: Combine
    scored_min: int
    weight_min: Decimal | None


class _Part(NamedTuple):
    """A member as its group sees it."""

    score: Fraction
    counts: Bools
    held: Bools
    off: Bools


def weighed(work: Weighing, rules: Rules) -> Grouped:
    """Combine members into one score, not rounded yet; groups among them are weighed first.

    Raises:
        PlanError: weights that overrides leave at another sum than 1, or overrides that tie.
    """
    parts = [_part(work, member) for member in rules.members]
    nominal, weight_places = _nominal(work, rules)
    weights = [_kept(w, part.counts) for w, part in zip(nominal, parts, strict=True)]
    left = fixed.total(weights)
    members = fixed.total([part.counts.astype(np.int64) for part in parts])
    enough = (members >= rules.scored_min) & np.asarray(left > 0, dtype=bool)
    if rules.weight_min is not None:
        offered = [_kept(w, ~part.off) for w, part in zip(nominal, parts, strict=True)]
        enough &= _reaches_share(left, fixed.total(offered), rules.weight_min)
    held = np.any([part.held for part in parts], axis=0)
    counts = enough & ~held
    score = _combined(rules, parts, weights)
    if rules.combine != "sum":
        score = fractions.over(score, fixed.where(counts, left, 1))
    names = [member.name for member in rules.members]
    return Grouped(
        num=fixed.where(counts, score.num, 0),
        den=score.den,
        places=0,
        counts=counts,
        reason=chosen(counts.size, "excluded", (counts, "scored"), (held, "held")),
        members=members.astype(np.int64),
        weight_left=left,
        weight_places=weight_places,
        shares=dict(zip(names, map(Share, weights, nominal), strict=True)),
    )


def _kept(weight: Exact, those: Bools) -> Exact:
    return fixed.where(those, weight, 0)


def _reaches_share(left: Exact, offered: Exact, least: Decimal) -> Bools:
    places = places_of([least])
    asked = fixed.multiply(offered, fixed.scaled(least, places))
    return np.asarray(fixed.multiply(left, 10**places) >= asked, dtype=bool)


def _combined(rules: Rules, parts: list[_Part], weights: list[Exact]) -> Fraction:
    """Add up what the members come to, each by its weight; who does not count adds nothing."""
    if rules.combine in ("weighted_mean", "mean"):
        terms = [fractions.times(p.score, w) for p, w in zip(parts, weights, strict=True)]
        return fractions.total(terms)
    terms = [Fraction(_kept(part.score.num, part.counts), part.score.den) for part in parts]
    points = fractions.total(terms)
    if rules.combine == "sum":
        return points
    # What is possible stands in units of its places, which the caller divides by.
    times = 100 * 10 ** _possible_places(rules)
    return Fraction(fixed.multiply(points.num, times), points.den)


def _possible_places(rules: Rules) -> int:
    return _places([_said(member, "possible") for member in rules.members])


def _part(work: Weighing, member: Member) -> _Part:
    if isinstance(member, Component):
        found = work.components[member.name]
        score = fractions.of_units(found.points, found.points_places)
        return _Part(score, found.counts, found.reason.are("held"), found.reason.are("off"))
    group = _group(work, member)
    score = Fraction(group.num, fixed.multiply(group.den, 10**group.places))
    return _Part(score, group.counts, group.reason.are("held"), group.reason.are("off"))


def _group(work: Weighing, said: Group) -> Grouped:
    """Weigh a group, round it at its places, and do what it says where it has no score."""
    rules = Rules(
        said.name, said.place, said.members, said.combine, said.scored_min, said.weight_min
    )
    found = weighed(work, rules)
    own = Fraction(found.num, found.den)
    places = 0 if said.places == "exact" else said.places
    if said.places != "exact":
        mode = work.plan.conventions.rounding
        own = Fraction(fractions.rounded(own, places, mode), np.ones(1, np.int64))
    instead, word = _without(said, places)
    held, off = found.reason.are("held"), _switched_off(said, work.roster)
    counts = (found.counts | (word in ("zero", "neutral"))) & ~held & ~off
    score = fractions.where(found.counts, own, instead)
    reason = chosen(counts.size, word, (found.counts, "scored"), (held, "held"), (off, "off"))
    grouped = Grouped(
        num=_kept(score.num, counts),
        den=score.den,
        places=places,
        counts=counts,
        reason=reason,
        members=found.members,
        weight_left=found.weight_left,
        weight_places=found.weight_places,
        shares=found.shares,
    )
    work.groups[said.name] = grouped
    return grouped


def _without(said: Group, places: int) -> tuple[Fraction, str]:
    """Return what stands in for a group's score, in units of its places, and the word for it."""
    if not isinstance(said.missing, Neutral):
        return Fraction(np.zeros(1, np.int64), np.ones(1, np.int64)), POLICY_REASON[said.missing]
    num, den = said.missing.neutral.as_integer_ratio()
    return Fraction(fixed.exact([num * 10**places]), fixed.exact([den])), "neutral"


def _switched_off(said: Group, roster: Roster) -> Bools:
    return holding_any(said, roster, [i for i, o in enumerate(said.overrides) if o.off])


def _nominal(work: Weighing, rules: Rules) -> tuple[list[Exact], int]:
    """Return what each member weighs before anything is missing, at places they share."""
    n = len(work.roster.agent_ids)
    key = {"weighted_mean": "weight", "percent_of_possible": "possible"}.get(rules.combine)
    if key is None:
        return [np.ones(n, np.int64) for _ in rules.members], 0
    said = [_said(member, key) for member in rules.members]
    places = _places(said)
    weights = [
        _overridden(work.roster, member, several, places)
        for member, several in zip(rules.members, said, strict=True)
    ]
    if key == "weight" and any(o is not None for several in said for o in several[1:]):
        _require_one(rules, fixed.total(weights), places)
    return weights, places


def _said(member: Member, key: str) -> list[Decimal | None]:
    """Return what a member says of a key, and then each of its overrides."""
    return [getattr(member, key), *(getattr(o, key) for o in member.overrides)]


def _places(said: list[list[Decimal | None]]) -> int:
    return places_of([number for several in said for number in several if number is not None])


def _overridden(
    roster: Roster, member: Member, several: list[Decimal | None], places: int
) -> Exact:
    own, *others = several
    weight = fixed.filled(len(roster.agent_ids), fixed.scaled(own or Decimal(0), places))
    if not any(number is not None for number in others):
        return weight
    held = holding(member, roster)
    for i, number in enumerate(others):
        if number is not None:
            weight = fixed.where(held != i, weight, fixed.scaled(number, places))
    return weight


def _require_one(rules: Rules, total: Exact, places: int) -> None:
    """Make sure that overrides leave the weights at a sum of 1, for everybody."""
    wrong = total[np.asarray(total != 10**places, dtype=bool)]
    if not wrong.size:
        return
    sums = ", ".join(fixed.text(int(x), places) for x in np.unique(wrong)[:5].tolist())
    what = (
        f"{rules.path}: with the overrides, the weights of {counted(wrong.size, 'agent')} sum to "
        f"{sums}, not to 1"
    )
    hint = "Override the weights of the other members as well, so that they sum to 1."
    raise PlanError([Problem("weights-not-one", str(rules.place), what, hint)])

"""Who is credited, and what the rows of each of them agree on."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping

from scoring.errors import counted
from scoring.importing.proposal.desk import Desk, listed, share
from scoring.importing.proposal.draft import Entry, Notes
from scoring.importing.proposal.figures import MILLION
from scoring.importing.proposal.traits import Trait

_CANDIDATES_MAX = 6
_OTHER_PEOPLE = frozenset({"customer", "person", "resolver", "manager", "team"})
_KNOWN = frozenset({"channel", "priority", "status", "shift", "country", "region", "team"})
_CONSTANT = 0.97


def agent_candidates(traits: Mapping[int, Trait]) -> list[int]:
    """Return the columns that may name the agent, the likeliest first."""
    able = [trait for trait in traits.values() if _able(trait)]
    return [t.place for t in sorted(able, key=_rank, reverse=True)[:_CANDIDATES_MAX]]


def _able(trait: Trait) -> bool:
    if trait.shape.words is None or trait.hint.role in _OTHER_PEOPLE - {"team"}:
        return False
    named = trait.hint.role in ("agent", "resolver")
    if trait.kind in ("number", "ids"):
        return trait.hint.role == "agent" and trait.places == 0 and not trait.unique
    known = trait.share >= 0.6 and trait.vocabulary in _KNOWN and not named
    return trait.kind in ("words", "many") and not known and (named or trait.filled >= 0.8)


def _rank(trait: Trait) -> tuple[bool, float, int]:
    """Rank by the name, then by how many people there may be and how like people they are.

    Agents are the names that repeat most variously: categories are fewer, ids do not repeat.
    """
    letters = any(letter.isalpha() for word in list(trait.words)[:50] for letter in word)
    coded = 1.0 if trait.coded > 0.9 and letters else 0.0
    likeness = 1 + 1.5 * trait.person * (1 - trait.topical) + coded - 0.7 * trait.topical
    rare = 0.3 if trait.repeats < 2 else 1.0
    strength = math.log2(max(2, trait.shape.distinct)) * likeness * rare
    other = trait.hint.role not in ("", "agent")
    return trait.hint.role == "agent", strength * (0.4 if other else 1.0), -trait.place


def decide_agent(desk: Desk, candidates: list[int]) -> Entry:
    """Take the agent, and return the draft's key of who is credited."""
    taken = {*desk.roles, *desk.ignored}
    free = [desk.traits[p] for p in candidates if p in desk.usable and p not in taken]
    resolvers = [t for t in desk.hinted("resolver") if t.kind in ("words", "many", "ids")]
    notes = Notes()
    if not free:
        free = desk.free("words", "many", "ids", "number", "truth", "free") or desk.free()
        notes.check("no column looks like an agent")
    if not free:
        free = [desk.traits[min(desk.usable)]]
        notes.check("nothing is left that an agent could be read from")
    agent = _coded_twin(desk, free[0], free)
    desk.agent = agent.place
    desk.take(agent.place, "agent_id")
    notes.say(_why(agent))
    if agent.hint.role != "agent":
        rivals = [t for t in free if t.place != agent.place][:3]
        others = f"; others: {listed(rivals)}" if rivals else ""
        notes.check(f"taken for the agent by its values alone{others}")
    if agent.filled < 1:
        notes.say(
            f"empty in {share(desk.rows - agent.present, desk.rows)} rows: credited to nobody"
        )
    named = Entry("assignee", {"from": agent.header}, notes.done())
    inner = [Entry("credit", "assignee"), named]
    for resolver in resolvers[:1]:
        if resolver.place != agent.place:
            desk.take(resolver.place, "resolver")
            said = "check: credit: resolver would credit who solved it instead"
            inner.append(Entry("resolver", {"from": resolver.header}, (said,)))
    return Entry("attribution", tuple(inner))


def _coded_twin(desk: Desk, agent: Trait, free: list[Trait]) -> Trait:
    """Return the column of codes that stands for the same people one by one, where there is one."""
    for other in free:
        pairs = desk.relations.pairs.get((agent.place, other.place))
        if other.place == agent.place or pairs is None or other.hint.role not in ("", "agent"):
            continue
        one_by_one = len(pairs) == agent.shape.distinct == other.shape.distinct
        if one_by_one and other.coded > 0.9 > agent.coded:
            return other
    return agent


def _why(agent: Trait) -> str:
    found = agent.words
    counts = sorted(found.values()) or [0]
    return (
        f"{agent.variety}, {counts[0]:,} to {counted(counts[-1], 'row')} each, "
        f"{counts[len(counts) // 2]:,} in the middle"
    )


def decide_roster(desk: Desk) -> Entry:
    """Return the draft's key for the roster: what all rows of an agent agree on."""
    agent = desk.traits[desk.agent]
    columns = (_name(desk, agent), *_groups(desk, agent))
    created = desk.stamps.get("created_at")
    dates = desk.traits[created].dates if created is not None else None
    us = dates.least if dates is not None else 0
    year = (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=us // MILLION)).year
    day = f"{max(year, 1990):04d}-01-01"
    from_date = Entry("from_date", day, ("the first of January of the earliest year",))
    return Entry("roster", (from_date, Entry("columns", columns)))


def _name(desk: Desk, agent: Trait) -> Entry:
    for other in [*desk.free("words", "many", "ids"), agent]:
        pairs = desk.relations.pairs.get((agent.place, other.place))
        named = other.hint.role == "agent" and other.place != agent.place
        if named and pairs is not None and pairs.alone() >= _CONSTANT * pairs.sides()[0]:
            desk.take(other.place, "roster.name")
            return Entry("name", {"from": other.header, "conflict": "blank"})
    return Entry("name", {"from": agent.header, "conflict": "error"}, ("the id is the name",))


def _groups(desk: Desk, agent: Trait) -> list[Entry]:
    """Return team, manager and region where they are the agent's, and not the ticket's."""
    if agent.repeats < 2:
        return []
    fixed = [t for t in desk.free("words", "many") if _belongs(desk, agent, t)]
    teams = [t for t in fixed if t.hint.role == "team"]
    managers = [t for t in fixed if t.hint.role == "manager"]
    people = [t for t in fixed if t.person >= 0.6 and t.hint.role in ("", "agent", "person")]
    units = [t for t in fixed if t.vocabulary == "team" and t.share >= 0.6 and not t.hint.role]
    for found in (teams, people, units):
        found.sort(
            key=lambda t: (t.person < 0.6 and found is teams, t.shape.distinct), reverse=True
        )
    managers.sort(key=lambda t: t.shape.distinct, reverse=True)
    # Of two people above an agent, the one with fewer agents leads the team.
    led = managers if len(managers) > 1 else []
    team = next(iter([*teams, *units, *people, *led]), None)
    rest = [t for t in [*managers, *teams, *people] if team is None or t.place != team.place]
    manager = next((t for t in rest if t.hint.role == "manager" or t.person >= 0.6), None)
    made = []
    for name, trait in (("team", team), ("manager_id", manager)):
        if trait is not None:
            desk.take(trait.place, f"roster.{name}")
            made.append(_group(desk, agent, name, trait))
    return made + _region(desk, agent)


def _belongs(desk: Desk, agent: Trait, trait: Trait) -> bool:
    pairs = desk.relations.pairs.get((agent.place, trait.place))
    if pairs is None or not 2 <= trait.shape.distinct < agent.shape.distinct:
        return False
    return pairs.alone() >= _CONSTANT * pairs.sides()[0]


def _group(desk: Desk, agent: Trait, name: str, trait: Trait) -> Entry:
    pairs = desk.relations.pairs[agent.place, trait.place]
    several = pairs.sides()[0] - pairs.alone()
    notes = Notes()
    notes.say(
        f"{trait.variety}; the same in all rows of "
        + (f"all but {counted(several, 'agent')}" if several else "every agent")
    )
    if trait.hint.role not in ("team", "manager"):
        other = "manager_id" if name == "team" else "team"
        notes.check(f"taken for this by its values alone; is it the {other}?")
    return Entry(name, {"from": trait.header, "conflict": "blank"}, notes.done())


def _region(desk: Desk, agent: Trait) -> list[Entry]:
    for trait in desk.free("words"):
        is_region = trait.hint.role == "region" or (
            not trait.hint.role and trait.vocabulary == "region" and trait.share >= 0.6
        )
        if is_region and _belongs(desk, agent, trait):
            return [_group(desk, agent, "region", trait)]
    return []

"""The other agents of a run, as far as its awards look at them: whom an agent stood beside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias

from scoring.independent.people import asked_of, person_of, row_of, rows_in
from scoring.independent.periods import period_days
from scoring.independent.records import NOTHING_READ, Around, Grouped, Measured, Outcome, Part

Rows: TypeAlias = list[dict[str, Any]]
Only: TypeAlias = tuple[str, Sequence[str]]
"""A column, and the words of it whose rows are read."""
Read: TypeAlias = Callable[[str, Only | None], Rows]
"""Reads a table of the run."""


class _Asked(NamedTuple):
    """What the awards of a plan ask of every agent.

    Attributes:
        measures, components, groups: the names of those.
        roster: whether they ask for more of the roster than a scorecard has.
    """

    measures: list[str]
    components: list[str]
    groups: list[str]
    roster: bool


def others_of(
    read: Read,
    plan: Any,
    period: str,
    cards: Rows,
    agent_id: str,
    around: Around,
    covers: Any,
) -> Iterator[Outcome]:
    """Yield the other agents, with all that ranks, tiers and awards go by.

    Args:
        read: reads a table of the run, whole or in part.
        plan: the run's plan as nested text.
        period: its period.
        cards: its scorecards.
        agent_id: the one who is left out.
        around: the run's targets, and what it keeps of an earlier one.
        covers: whom a company's file says that the plan covers, where there is one.
    """
    asked = _asked(list(plan.get("awards", ())), plan.get("ranking", {}).get("break_ties", ()))
    pooled = plan["pay"] != "none" and any("pool" in line for line in plan["pay"])
    values, parts = _values(read, asked.measures), _parts(read, asked.components)
    groups = _groups(read, asked.groups)
    rows: dict[str, Rows] = {}
    for row in read("inputs/roster.parquet", None) if asked.roster or pooled else ():
        rows.setdefault(row["agent_id"], []).append(row)
    _, end = period_days(period)
    owed = any("prorated" in said for said in plan["measures"].values())
    for card in cards:
        other = card["agent_id"]
        if other == agent_id:
            continue
        held = rows_in(period, rows[other]) if other in rows else []
        own = row_of(plan, period, held, covers) if held else card
        agent = {**asked_of(own, end), "currency": card["currency"]}
        agent["bonus_base"] = own.get("bonus_base")
        if held and (owed or pooled):
            agent |= person_of(plan, period, rows[other], covers) or {}
        agent["earlier"] = around.earlier.get(other)
        out = Outcome(agent, values.get(other, {}), parts.get(other, {}), around)
        out.groups = groups.get(other, {})
        out.status, out.tier, out.score = card["status"], card["tier"] or "", _exact(card["score"])
        out.score_low, out.score_high = _exact(card["score_low"]), _exact(card["score_high"])
        out.excluded = card["tier_by"] == "excluded"
        yield out


def _asked(awards: list[Any], chain: Any) -> _Asked:
    named = list(_named([*awards, *(tie for tie in chain if isinstance(tie, dict))]))
    for award in awards:
        ties = award["ties"] if isinstance(award["ties"], dict) else {}
        bare = [by for by in (award["by"], *ties.get("break_by", ())) if isinstance(by, str)]
        named += [("measure", by) for by in bare if by not in ("score", "agent_id")]
    kinds = ("measure", "attainment", "volume", "improved")
    return _Asked(
        measures=sorted({name for key, name in named if key in kinds} - {"score"}),
        components=sorted({name for key, name in named if key == "component"}),
        groups=sorted({name for key, name in named if key == "group"}),
        roster=any(key in ("where", "attainment") for key, _ in named)
        or any(a["per"] == "role" for a in awards),
    )


def _named(said: Any) -> Iterator[tuple[str, str]]:
    """Yield every key within blocks and lists, with its text where it has one."""
    if isinstance(said, dict):
        yield from ((key, one if isinstance(one, str) else "") for key, one in said.items())
    if isinstance(said, dict | list):
        for part in said.values() if isinstance(said, dict) else said:
            yield from _named(part)


def _values(read: Read, names: Sequence[str]) -> dict[str, dict[str, Measured]]:
    found: dict[str, dict[str, Measured]] = {}
    for row in read("measures.parquet", ("measure", names)) if names else ():
        value = _exact(row["value"])
        known = Measured(value, value, row["volume"], {}, row["status"])
        found.setdefault(row["agent_id"], {})[row["measure"]] = known
    return found


def _parts(read: Read, names: Sequence[str]) -> dict[str, dict[str, Part]]:
    found: dict[str, dict[str, Part]] = {}
    for row in read("components.parquet", ("component", names)) if names else ():
        part = Part(NOTHING_READ, [], _exact(row["points"]), row["reason"], ())
        found.setdefault(row["agent_id"], {})[row["component"]] = part
    return found


def _groups(read: Read, names: Sequence[str]) -> dict[str, dict[str, Grouped]]:
    found: dict[str, dict[str, Grouped]] = {}
    for row in read("groups.parquet", ("group", names)) if names else ():
        group = Grouped(_exact(row["score"]), row["reason"], row["members"], ())
        found.setdefault(row["agent_id"], {})[row["group"]] = group
    return found


def _exact(stored: Any) -> Fraction | None:
    return None if stored is None else Fraction(stored)

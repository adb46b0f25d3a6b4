"""Which statements go into which file of paper: one for each agent, or those of a team together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from scoring.report.audience import Person, page_of
from scoring.report.brief import Brief
from scoring.report.tongue import Tongue

Per = Literal["agent", "team"]
"""What a file of paper is for."""

SHEAF_MAX = 30
"""Statements of a team that stand in one file: all of them are in memory while it is made."""


class Sheaf(NamedTuple):
    """The statements of one file.

    Attributes:
        file: its name, which names nobody.
        label: what people call it.
        people: whose statements it holds, in their order.
    """

    file: str
    label: str
    people: tuple[Person, ...]


def sheaves(brief: Brief, tongue: Tongue, per: Per) -> list[Sheaf]:
    """Return the files of a report on paper.

    Files of agents come by agent id, and those of teams by region and team, their agents best
    first; a team of more than `SHEAF_MAX` has several.
    """
    people = brief.audience.people
    if per == "team":
        return list(_teams(brief, tongue, people))
    made = [Sheaf(_pdf(person.page), person.label, (person,)) for person in people]
    if brief.audience.asked.anonymous:
        return made  # the order of ids would tell them
    return sorted(made, key=lambda sheaf: sheaf.people[0].card.agent_id)


def _teams(brief: Brief, tongue: Tongue, people: Sequence[Person]) -> Iterator[Sheaf]:
    found: defaultdict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in people:
        found[person.card.region or "", person.card.team or ""].append(person)
    for (region, team), members in sorted(found.items()):
        file = _pdf(page_of(brief.opened, "paper", f"{region}\0{team}"))
        label = _called(tongue, members[0])
        parts = [members[n : n + SHEAF_MAX] for n in range(0, len(members), SHEAF_MAX)]
        for number, part in enumerate(parts, 1):
            if len(parts) > 1:
                said = tongue("part_of", name=label, number=number, of=len(parts))
                yield Sheaf(file.replace(".pdf", f"-{number:03}.pdf"), said, tuple(part))
            else:
                yield Sheaf(file, label, tuple(part))


def _called(tongue: Tongue, member: Person) -> str:
    if member.region and member.team:
        return tongue("team_of", team=member.team, region=member.region)
    return member.team or member.region or tongue("without_team")


def _pdf(page: str) -> str:
    return page.removesuffix(".html") + ".pdf"

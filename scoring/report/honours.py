"""Recognition: who has won which award, and certificates to print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from scoring.report.audience import Person
from scoring.report.frame import CERTIFICATES, HONOURS, Page, Site
from scoring.report.opened import AWARDS, rows
from scoring.report.statement_pay import won


class Winner(NamedTuple):
    """Who has won an award, and why."""

    label: str
    team: str
    region: str
    why: str
    amount: str


class Honour(NamedTuple):
    """An award and its winners, in the order of their ranks."""

    title: str
    winners: tuple[Winner, ...]


class Certificate(NamedTuple):
    """What stands on a certificate."""

    title: str
    label: str
    team: str


def honour_pages(site: Site) -> Iterator[Page]:
    """Yield the honours page and the certificates; nothing where none are shown."""
    if not site.honours:
        return
    honours, tongue = list(_honours(site)), site.tongue
    made = [
        Certificate(one.title, winner.label, winner.team)
        for one in honours
        for winner in one.winners
    ]
    yield site.page(
        HONOURS, "honours.html", tongue("honours"), honours=honours, certificates=bool(made)
    )
    if made:
        title = tongue("certificates")
        yield site.page(CERTIFICATES, "certificates.html", title, here=HONOURS, certificates=made)


def _honours(site: Site) -> Iterator[Honour]:
    people = {person.card.agent_id: person for person in site.brief.audience.people}
    order = {agent: place for place, agent in enumerate(people)}
    found: defaultdict[str, list[tuple[int, Winner]]] = defaultdict(list)
    for row in rows(site.brief.opened, AWARDS):
        if (person := people.get(row["agent_id"])) is not None:
            amount = ""
            if row["amount"] is not None:
                amount = site.tongue.amount(row["amount"], row["currency"])
            winner = _winner(site, person, row["reason"], amount)
            found[row["name"]].append((order[row["agent_id"]], winner))
    for award in site.brief.opened.plan.awards:
        winners = tuple(winner for _, winner in sorted(found[award.name]))
        if winners:
            yield Honour(site.tongue.label(award.title), winners)


def _winner(site: Site, person: Person, reason: str, amount: str) -> Winner:
    why = won(site.tongue, reason)
    return Winner(person.label, person.team, person.region, why, amount)

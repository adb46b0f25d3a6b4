"""Recognition: who has won which award, and certificates to print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from scoring.report.frame import CERTIFICATES, HONOURS, Page, Site
from scoring.report.opened import AWARDS, rows, span
from scoring.report.reasons import Named, won


class Winner(NamedTuple):
    """Who has won an award, and why."""

    label: str
    team: str
    region: str
    why: str
    amount: str


class Honour(NamedTuple):
    """An award and its winners, in the order of their places, those of a place by their ranks."""

    title: str
    winners: tuple[Winner, ...]


class Certificate(NamedTuple):
    """What stands on a certificate: the sentence before the name, the name, and what follows it."""

    title: str
    before: str
    label: str
    after: str
    team: str


def honour_pages(site: Site) -> Iterator[Page]:
    """Yield the honours page and the certificates; nothing where none are shown."""
    if not site.honours:
        return
    honours, tongue = list(_honours(site)), site.tongue
    made = [_certificate(site, one.title, winner) for one in honours for winner in one.winners]
    yield site.page(
        HONOURS, "honours.html", tongue("honours"), honours=honours, certificates=bool(made)
    )
    if made:
        title = tongue("certificates")
        yield site.page(CERTIFICATES, "certificates.html", title, here=HONOURS, certificates=made)


def _honours(site: Site) -> Iterator[Honour]:
    people = {person.card.agent_id: person for person in site.brief.audience.people}
    order = {agent: at for at, agent in enumerate(people)}
    named = Named(site.brief.opened, site.tongue)
    found: defaultdict[str, list[tuple[int, int, Winner]]] = defaultdict(list)
    for row in rows(site.brief.opened, AWARDS):
        if (person := people.get(row["agent_id"])) is not None:
            amount = ""
            if row["amount"] is not None:
                amount = site.tongue.amount(row["amount"], row["currency"])
            place, why = won(named, row["reason"])
            winner = Winner(person.label, person.team, person.region, why, amount)
            found[row["name"]].append((place, order[row["agent_id"]], winner))
    for award in site.brief.opened.plan.awards:
        winners = tuple(winner for _, _, winner in sorted(found[award.name]))
        if winners:
            yield Honour(site.tongue.label(award.title), winners)


def _certificate(site: Site, title: str, winner: Winner) -> Certificate:
    """Say the sentence of a certificate in the order of words that the language has."""
    period = site.tongue.period(span(site.brief.opened))
    said = site.tongue("certificate_says", name=_NAME, award=title, period=period)
    before, _, after = said.partition(_NAME)
    return Certificate(title, before.strip(), winner.label, after.strip(), winner.team)


_NAME = "\0"  # no title has it

"""For whom a report is: which agents are in it, what they are called, and where their pages lie.

A page is named by a keyed digest, never by the agent's id: a name from outside is no file name, and
whoever has one statement cannot guess where another lies. The key is the digest of the manifest,
so that the same run gives the same names.

Where nobody is to be named, what is left must not tell them either: team, role, manager, rank in a
group and pay are not there at all, and a region with fewer than five people stands with others.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from scoring.errors import Problem, UsageError
from scoring.plan.ranking import COLUMN_OF
from scoring.report.groups import TOGETHER, grouped, told_beside
from scoring.report.opened import Card, Opened
from scoring.vocabulary import UNSAFE

_HIDDEN = re.compile(UNSAFE)
_NAME_LENGTH = 24
_LABEL_MAX = 80
_NUMBER_LEAST = 3  # digits


class Asked(NamedTuple):
    """What a report is asked to hold.

    Attributes:
        manager: only the people of this manager; None for everybody.
        anonymous: without names and ids, and without what would tell them.
    """

    manager: str | None = None
    anonymous: bool = False


class Person(NamedTuple):
    """An agent as the pages call them.

    Attributes:
        card: the agent's scorecard; without what is left out where nobody is named.
        label: the name, or the id where there is none; a number by rank where nobody is named.
        id: the id as it is shown; empty where nobody is named.
        team, region, role, manager: as they are shown; empty where there is none, and the region
            `groups.TOGETHER` for small ones, until it is `spoken`.
        page: the file of the statement.
    """

    card: Card
    label: str
    id: str
    team: str
    region: str
    role: str
    manager: str
    page: str


class Audience(NamedTuple):
    """The agents of a report, and those who lead them.

    Attributes:
        asked: what was asked.
        people: the agents in it, best first; those without a score last, by id.
        managers: what managers are called, by id, those of the agents in it; none where nobody is
            named.
        columns: which of rank_in, agent_id, team, region, role and manager a list of them has:
            those that are not left out, and that somebody has.
        pay: whether pay is shown: where there is any, or the plan could give some.
    """

    asked: Asked
    people: tuple[Person, ...]
    managers: Mapping[str, str]
    columns: frozenset[str]
    pay: bool

    @property
    def own(self) -> frozenset[str]:
        """Return the ids of a manager's people, all figures of whom are told; none of a whole run.

        No figure of a group may tell it of few others beside them.
        """
        if self.asked.manager is None:
            return frozenset()
        return frozenset(person.card.agent_id for person in self.people)


def audience(opened: Opened, asked: Asked) -> Audience:
    """Find out who is in a report and what they are called.

    Raises:
        UsageError: nobody in the run has the manager that is asked for.
    """
    inside = cards_of(opened, asked.manager)
    if not inside:
        what = "no agent of this run has the manager that --scope names"
        hint = "Managers are in `plaudit rank RUN --by manager`."
        raise UsageError(Problem("unknown-manager", str(opened.run), what, hint))
    inside.sort(key=lambda card: (card.rank is None, card.rank or 0, card.agent_id))
    key = str(opened.manifest["digest"]).encode()
    if asked.anonymous:
        people = tuple(_nameless(inside, key))
        columns = {"region"} if any(person.region for person in people) else set[str]()
        return Audience(asked, people, {}, frozenset(columns), pay=False)
    managers = _managers(opened, inside)
    people = tuple(_person(card, key, managers) for card in inside)
    return Audience(asked, people, managers, _columns(opened, asked, people), pay=pays(opened))


def cards_of(opened: Opened, manager: str | None) -> list[Card]:
    """Return the cards of a manager's people; of everybody for None.

    Ranks in a group are left out where one to four others of it have a score: beside the scores of
    all that the manager leads, the places between their ranks tell where those of the others lie.
    """
    if manager is None:
        return list(opened.cards)
    within, others = ranks_within(opened), Counter[str | None]()
    for card in opened.cards:
        others[getattr(card, within)] += card.score is not None and card.manager_id != manager
    return [
        card if told_beside(others[getattr(card, within)]) else card._replace(rank_in=None)
        for card in opened.cards
        if card.manager_id == manager
    ]


def ranks_within(opened: Opened) -> str:
    """Return the column of the group that `rank_in` is in."""
    ranking = opened.plan.ranking
    return COLUMN_OF["region" if ranking is None else ranking.within]


def pays(opened: Opened) -> bool:
    """Tell whether a run has anything to do with pay."""
    return bool(opened.plan.lines or opened.manifest["totals"]["rows"])


def spoken(audience: Audience, together: str) -> Audience:
    """Return an audience with what small regions together are called in a language."""
    people = tuple(
        p._replace(region=together) if p.region == TOGETHER else p for p in audience.people
    )
    return audience._replace(people=people)


def page_of(opened: Opened, kind: str, name: str) -> str:
    """Return the file of a page about somebody or something that has a name from outside."""
    return _file(str(opened.manifest["digest"]).encode(), kind, name)


def _columns(opened: Opened, asked: Asked, people: Sequence[Person]) -> frozenset[str]:
    """Return what there is to tell of somebody, and the rank in a group where there are some."""
    found = {"agent_id"}
    found |= {
        k for k in ("team", "region", "role", "manager") if any(getattr(p, k) for p in people)
    }
    ranked = asked.manager is None or any(p.card.rank_in is not None for p in people)
    if ranked and len({getattr(card, ranks_within(opened)) for card in opened.cards}) > 1:
        found.add("rank_in")
    return frozenset(found)


def _nameless(inside: Sequence[Card], key: bytes) -> Iterator[Person]:
    """Yield agents by a running number, with nothing else than a region that is large enough."""
    wide = max(_NUMBER_LEAST, len(str(len(inside))))
    told = grouped(card.region for card in inside)
    if all(card.region is None for card in inside):
        told = {None: None}
    for place, card in enumerate(inside, 1):
        bare = card._replace(
            name=None,
            team=None,
            region=told.get(card.region, TOGETHER),
            role=None,
            manager_id=None,
            rank_in=None,
            currency=None,
        )
        label, page = f"№ {place:0{wide}}", _file(key, "anonymous", card.agent_id)
        yield Person(bare, label, "", "", _region(bare.region), "", "", page)


def _region(name: str | None) -> str:
    return TOGETHER if name == TOGETHER else shown(name)


def _person(card: Card, key: bytes, managers: Mapping[str, str]) -> Person:
    """Call an agent by name and id."""
    return Person(
        card,
        label=shown(card.name or card.agent_id),
        id=shown(card.agent_id),
        team=shown(card.team),
        region=shown(card.region),
        role=shown(card.role),
        manager=managers.get(card.manager_id or "", ""),
        page=_file(key, "statement", card.agent_id),
    )


def shown(text: str | None) -> str:
    """Make a text from outside fit for a cell: nothing that hides or turns around, and no novel."""
    if text is None:
        return ""
    cut = text if len(text) <= _LABEL_MAX else f"{text[:_LABEL_MAX]}…"
    return _HIDDEN.sub("\N{REPLACEMENT CHARACTER}", cut)


def _file(key: bytes, kind: str, name: str) -> str:
    digest = hmac.new(key, f"{kind}:{name}".encode(), hashlib.sha256).hexdigest()
    return f"{digest[:_NAME_LENGTH]}.html"


def _managers(opened: Opened, inside: list[Card]) -> dict[str, str]:
    """Name the managers: by the scorecard where they have one, else by their id."""
    ids = dict.fromkeys(sorted(c.manager_id for c in inside if c.manager_id is not None))
    return {manager: shown(opened.names.get(manager, manager)) for manager in ids}
